//! Which documents differ, found in few and short messages (negentropy).

use crate::{replica::Summary, wire::WireError};
use negentropy::{Id, Negentropy, NegentropyStorageVector, Storage};
use rushes_domain::DocId;
use std::collections::HashMap;

/// Longest step of a reconciliation, in bytes.
const FRAME: u64 = 256 << 10;

/// Most steps: 16 ways a step, even with every step full this reaches more documents than fit on disk.
const MAX_STEPS: usize = 4_096;

/// One side of a reconciliation. A document with its digest is one element of the set.
pub(crate) struct Reconciliation {
    engine: Negentropy<'static, NegentropyStorageVector>,
    documents: HashMap<[u8; 32], DocId>,
    steps: usize,
    have: Vec<Id>,
    need: Vec<Id>,
}

/// What came out of it, for the side that began.
pub(crate) struct Differing {
    /// Documents here that the other side has not got, or not in this state.
    pub(crate) have: Vec<DocId>,
    /// The same the other way, by id: only the other side knows which documents these are.
    pub(crate) need: Vec<[u8; 32]>,
}

/// A step taken.
pub(crate) enum Step {
    /// Tell the other side.
    Go(Vec<u8>),
    /// Everything is known.
    Done(Differing),
}

fn element(doc: DocId, digest: &[u8; 32]) -> [u8; 32] {
    blake3::Hasher::new_derive_key("rushes sync element v1").update(&doc.to_bytes()).update(digest).finalize().into()
}

impl Reconciliation {
    pub(crate) fn new(summary: &Summary) -> Result<Self, WireError> {
        let documents: HashMap<_, _> = summary.documents.iter().map(|(doc, d)| (element(*doc, d), *doc)).collect();
        let mut storage = NegentropyStorageVector::with_capacity(documents.len());
        for id in documents.keys() {
            storage.insert(0, Id::from_byte_array(*id)).map_err(bad)?;
        }
        storage.seal().map_err(bad)?;
        let engine = Negentropy::new(Storage::Owned(storage), FRAME).map_err(bad)?;
        Ok(Self { engine, documents, steps: 0, have: Vec::new(), need: Vec::new() })
    }

    /// The first step, by the side that begins.
    pub(crate) fn begin(&mut self) -> Result<Vec<u8>, WireError> {
        self.engine.initiate().map_err(bad)
    }

    /// The side that answers.
    pub(crate) fn reply(&mut self, message: &[u8]) -> Result<Vec<u8>, WireError> {
        self.count()?;
        self.engine.reconcile(message).map_err(bad)
    }

    /// The side that began.
    pub(crate) fn go_on(&mut self, message: &[u8]) -> Result<Step, WireError> {
        self.count()?;
        let next = self.engine.reconcile_with_ids(message, &mut self.have, &mut self.need).map_err(bad)?;
        Ok(match next {
            Some(bytes) => Step::Go(bytes),
            None => Step::Done(self.differing()),
        })
    }

    /// The document with this id.
    pub(crate) fn document(&self, id: &[u8; 32]) -> Option<DocId> {
        self.documents.get(id).copied()
    }

    fn differing(&mut self) -> Differing {
        let mut have: Vec<_> =
            std::mem::take(&mut self.have).iter().filter_map(|id| self.document(id.as_bytes())).collect();
        have.sort_unstable();
        have.dedup();
        let mut need: Vec<_> = std::mem::take(&mut self.need).into_iter().map(Id::to_bytes).collect();
        need.sort_unstable();
        need.dedup();
        Differing { have, need }
    }

    fn count(&mut self) -> Result<(), WireError> {
        self.steps += 1;
        if self.steps > MAX_STEPS { Err(WireError::OutOfTurn("reconciliation without end")) } else { Ok(()) }
    }
}

#[allow(clippy::needless_pass_by_value)]
fn bad(_: negentropy::Error) -> WireError {
    WireError::Malformed
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rushes_domain::{DocKind, Id as Bits};

    fn doc(n: u32) -> DocId {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&n.to_be_bytes());
        DocId { kind: DocKind::Plan, id: Bits(bytes) }
    }

    fn run(a: &Summary, b: &Summary) -> (Differing, usize, Reconciliation) {
        let (mut a, mut b) = (Reconciliation::new(a).unwrap(), Reconciliation::new(b).unwrap());
        let mut message = a.begin().unwrap();
        let mut bytes = 0;
        loop {
            let reply = b.reply(&message).unwrap();
            bytes += message.len() + reply.len();
            match a.go_on(&reply).unwrap() {
                Step::Go(next) => message = next,
                Step::Done(differing) => return (differing, bytes, b),
            }
        }
    }

    #[test]
    fn finds_exactly_what_differs() {
        let held = |skip: u32, changed: std::ops::Range<u32>| Summary {
            facts: Vec::new(),
            documents: (0..5_000)
                .filter(|n| *n != skip)
                .map(|n| (doc(n), if changed.contains(&n) { [9; 32] } else { [1; 32] }))
                .collect(),
        };
        let (differing, _, b) = run(&held(7, 100..120), &held(8, 0..0));
        assert_eq!(differing.have, [doc(8)].into_iter().chain((100..120).map(doc)).collect::<Vec<_>>());
        let mut need: Vec<_> = differing.need.iter().map(|id| b.document(id).unwrap()).collect();
        need.sort_unstable();
        assert_eq!(need, [doc(7)].into_iter().chain((100..120).map(doc)).collect::<Vec<_>>());
    }

    #[test]
    fn everything_to_an_empty_side() {
        let full = Summary { facts: Vec::new(), documents: (0..20_000).map(|n| (doc(n), [1; 32])).collect() };
        let (differing, bytes, _) = run(&full, &Summary::default());
        assert_eq!((differing.have.len(), differing.need.len()), (20_000, 0));
        assert!(bytes < 4_000, "{bytes}");
        let (differing, _, _) = run(&Summary::default(), &full);
        assert_eq!((differing.have.len(), differing.need.len()), (0, 20_000));
    }

    #[test]
    fn hostile_steps_are_errors() {
        let full = Summary { facts: Vec::new(), documents: (0..500).map(|n| (doc(n), [1; 32])).collect() };
        let mut seed = 1_u64;
        for _ in 0..20_000 {
            let mut side =
                Reconciliation::new(&Summary { facts: Vec::new(), documents: full.documents[..40].to_vec() }).unwrap();
            let mut next = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (seed >> 33) as u8
            };
            let mut bytes: Vec<u8> = (0..usize::from(next()) % 90).map(|_| next() % 40).collect();
            bytes.insert(0, 0x61);
            let _ = side.reply(&bytes);
        }
    }
}
