//! A replica in memory, and dice that fall the same way for the same seed.

use rushes_domain::{DocId, DocKind, Id, StudioId};
use rushes_sync::{replica::Replica, wire::Stored};
use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    sync::Mutex,
};

/// Dice (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.roll() % end.max(1) as u64) as usize
    }
}

#[derive(Default)]
struct Held {
    facts: BTreeMap<[u8; 32], Vec<u8>>,
    docs: BTreeMap<DocId, BTreeMap<[u8; 32], Vec<u8>>>,
}

/// Facts and changes by hash. An envelope is its document's id and then anything.
#[derive(Default)]
pub(crate) struct Fake {
    held: Mutex<Held>,
    /// Changes with this byte after the document's id are never taken.
    refuses: Option<u8>,
}

pub(crate) fn doc(n: usize) -> DocId {
    let kind = DocKind::OF_DELIVERABLE[n % 4];
    DocId { kind, id: Id::derive("test", &[&n.to_be_bytes()]) }
}

impl Fake {
    pub(crate) fn refusing(byte: u8) -> Self {
        Self { refuses: Some(byte), ..Self::default() }
    }

    pub(crate) fn write(&self, doc: DocId, body: &[u8]) {
        let envelope = [&doc.to_bytes(), body].concat();
        let mut held = self.held.lock().unwrap();
        held.docs.entry(doc).or_default().insert(*blake3::hash(&envelope).as_bytes(), envelope);
    }

    pub(crate) fn state_fact(&self, body: &[u8]) {
        self.held.lock().unwrap().facts.insert(*blake3::hash(body).as_bytes(), body.to_vec());
    }

    /// Everything, to compare.
    pub(crate) fn all(&self) -> (BTreeSet<[u8; 32]>, BTreeSet<[u8; 32]>) {
        let held = self.held.lock().unwrap();
        (held.facts.keys().copied().collect(), held.docs.values().flat_map(|d| d.keys().copied()).collect())
    }
}

impl Replica for Fake {
    type Error = Infallible;

    fn studio(&self) -> StudioId {
        StudioId::new([7; 16])
    }

    fn facts(&self) -> Result<Vec<([u8; 32], Vec<u8>)>, Infallible> {
        Ok(self.held.lock().unwrap().facts.clone().into_iter().collect())
    }

    fn digests(&self) -> Vec<(DocId, [u8; 32])> {
        let held = self.held.lock().unwrap();
        held.docs
            .iter()
            .map(|(doc, changes)| {
                let mut hasher = blake3::Hasher::new();
                changes.keys().for_each(|hash| {
                    hasher.update(hash);
                });
                (*doc, *hasher.finalize().as_bytes())
            })
            .collect()
    }

    fn changes(&self, doc: DocId) -> Result<Vec<[u8; 32]>, Infallible> {
        Ok(self.held.lock().unwrap().docs.get(&doc).map(|d| d.keys().copied().collect()).unwrap_or_default())
    }

    fn envelopes(&self, doc: DocId, hashes: &[[u8; 32]]) -> Result<Vec<Vec<u8>>, Infallible> {
        let held = self.held.lock().unwrap();
        let Some(changes) = held.docs.get(&doc) else { return Ok(Vec::new()) };
        Ok(hashes.iter().filter_map(|hash| changes.get(hash).cloned()).collect())
    }

    fn receive(&self, facts: Vec<Vec<u8>>, envelopes: Vec<Vec<u8>>) -> Result<Stored, Infallible> {
        let mut held = self.held.lock().unwrap();
        let mut stored = Stored::default();
        for fact in facts {
            stored.facts += u32::from(held.facts.insert(*blake3::hash(&fact).as_bytes(), fact).is_none());
        }
        for envelope in envelopes {
            if self.refuses.is_some() && envelope.get(17).copied() == self.refuses {
                stored.refused += 1;
                continue;
            }
            let doc = DocId::from_bytes(&envelope[..17]).unwrap();
            let new = held.docs.entry(doc).or_default().insert(*blake3::hash(&envelope).as_bytes(), envelope).is_none();
            stored.changes += u32::from(new);
        }
        Ok(stored)
    }
}
