//! What an exchange needs of a store, and the reading and writing it asks for.

use crate::wire::{BATCH_BYTES, MAX_BATCH, MAX_ENVELOPE, Short, Stored, short};
use rushes_domain::{DocId, StudioId};
use std::collections::HashSet;

/// A fact and its hash.
pub type HashedFact = ([u8; 32], Vec<u8>);

/// A studio as it is held on one device. [`rushes_store::Store`] is one; tests have others.
pub trait Replica: Send + Sync + 'static {
    /// Why something could not be read or kept.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Which studio.
    fn studio(&self) -> StudioId;
    /// Every fact, by its hash.
    ///
    /// # Errors
    /// When they cannot be read.
    fn facts(&self) -> Result<Vec<HashedFact>, Self::Error>;
    /// One digest for each document, which changes when the set of its changes does.
    fn digests(&self) -> Vec<(DocId, [u8; 32])>;
    /// The hashes of the changes held of a document.
    ///
    /// # Errors
    /// When it cannot be read.
    fn changes(&self, doc: DocId) -> Result<Vec<[u8; 32]>, Self::Error>;
    /// Some changes of a document as they travel; unknown ones are left out.
    ///
    /// # Errors
    /// When they cannot be read.
    fn envelopes(&self, doc: DocId, hashes: &[[u8; 32]]) -> Result<Vec<Vec<u8>>, Self::Error>;
    /// Keeps what came from a peer, all of it or nothing. On disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    fn receive(&self, facts: Vec<Vec<u8>>, envelopes: Vec<Vec<u8>>) -> Result<Stored, Self::Error>;
}

/// Some changes of some documents.
pub type Picks = Vec<(DocId, Vec<[u8; 32]>)>;

/// Something an exchange asks of the store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Query {
    /// What is held.
    Summary,
    /// These facts.
    Facts(Vec<[u8; 32]>),
    /// Which changes of these documents are held.
    Changes(Vec<DocId>),
    /// A batch of these changes.
    Envelopes(Picks),
    /// Keep these.
    Keep {
        /// Facts.
        facts: Vec<Vec<u8>>,
        /// Envelopes.
        envelopes: Vec<Vec<u8>>,
    },
}

/// What the store says to that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// To [`Query::Summary`].
    Summary(Summary),
    /// To [`Query::Facts`].
    Facts(Vec<Vec<u8>>),
    /// To [`Query::Changes`].
    Changes(Picks),
    /// To [`Query::Envelopes`].
    Envelopes {
        /// About [`BATCH_BYTES`] of them.
        envelopes: Vec<Vec<u8>>,
        /// What did not fit.
        left: Picks,
    },
    /// To [`Query::Keep`].
    Kept(Stored),
}

/// All that one side holds, by hashes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// The facts' hashes, sorted.
    pub facts: Vec<[u8; 32]>,
    /// The documents' digests, sorted by document.
    pub documents: Vec<(DocId, [u8; 32])>,
}

impl Summary {
    /// Of a replica, now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of<R: Replica>(replica: &R) -> Result<Self, R::Error> {
        let mut facts: Vec<_> = replica.facts()?.into_iter().map(|(hash, _)| hash).collect();
        facts.sort_unstable();
        let mut documents = replica.digests();
        documents.sort_unstable();
        Ok(Self { facts, documents })
    }

    /// One hash over the facts, one over the documents.
    #[must_use]
    pub fn roots(&self) -> ([u8; 32], [u8; 32]) {
        let mut facts = blake3::Hasher::new_derive_key("rushes sync facts v1");
        facts.update(self.facts.as_flattened());
        let mut documents = blake3::Hasher::new_derive_key("rushes sync documents v1");
        for (doc, digest) in &self.documents {
            documents.update(&doc.to_bytes());
            documents.update(digest);
        }
        (facts.finalize().into(), documents.finalize().into())
    }

    /// The facts held that are not in a list of short hashes.
    #[must_use]
    pub fn facts_beyond(&self, theirs: &[Short]) -> Vec<[u8; 32]> {
        let theirs: HashSet<&Short> = theirs.iter().collect();
        self.facts.iter().filter(|hash| !theirs.contains(&short(hash))).copied().collect()
    }
}

/// Answers a query. Reads and writes the disk: not for an async task.
///
/// # Errors
/// The store's own.
pub fn answer<R: Replica>(replica: &R, query: Query) -> Result<Answer, R::Error> {
    Ok(match query {
        Query::Summary => Answer::Summary(Summary::of(replica)?),
        Query::Facts(hashes) => {
            let wanted: HashSet<_> = hashes.into_iter().collect();
            let mut room = BATCH_BYTES;
            let mut given = Vec::new();
            for (hash, fact) in replica.facts()? {
                if wanted.contains(&hash) && fact.len() <= room && given.len() < MAX_BATCH {
                    room -= fact.len();
                    given.push(fact);
                }
            }
            Answer::Facts(given)
        }
        Query::Changes(docs) => {
            Answer::Changes(docs.into_iter().map(|doc| Ok((doc, replica.changes(doc)?))).collect::<Result<_, _>>()?)
        }
        Query::Envelopes(picks) => batch(replica, picks)?,
        Query::Keep { facts, envelopes } if facts.is_empty() && envelopes.is_empty() => Answer::Kept(Stored::default()),
        Query::Keep { facts, envelopes } => Answer::Kept(replica.receive(facts, envelopes)?),
    })
}

/// Reads envelopes until a batch is full. One that fits into no frame stays behind: it would stop
/// all the others.
fn batch<R: Replica>(replica: &R, picks: Picks) -> Result<Answer, R::Error> {
    /// Changes read at a time: a bound on what is read and then not sent.
    const STEP: usize = 64;
    let mut envelopes = Vec::new();
    let mut bytes = 0;
    let mut left = Vec::new();
    for (doc, hashes) in picks {
        let mut rest = hashes.as_slice();
        let mut step = STEP;
        while !rest.is_empty() && bytes < BATCH_BYTES && envelopes.len() < MAX_BATCH - STEP {
            let (now, later) = rest.split_at(step.min(rest.len()));
            let read = replica.envelopes(doc, now)?;
            let size: usize = read.iter().map(Vec::len).sum();
            if bytes + size <= MAX_ENVELOPE {
                bytes += size;
                envelopes.extend(read);
                rest = later;
            } else if now.len() > 1 {
                step = now.len() / 2;
            } else if size > MAX_ENVELOPE {
                tracing::warn!(%doc, bytes = size, "a change is too large to send");
                rest = later;
            } else {
                break;
            }
        }
        if !rest.is_empty() {
            left.push((doc, rest.to_vec()));
        }
    }
    Ok(Answer::Envelopes { envelopes, left })
}
