//! Documents in the writer's hands: loaded when needed, recorded change by change.

use super::{
    Digest, Writer,
    folder::{Held, Known, Place},
};
use crate::{
    authority::{ChangeHash, Envelope},
    database::{Batch, contain},
    error::StoreError,
    journal::Table,
};
use automerge::{Automerge, Change};
use rushes_domain::{DeviceId, DocId, Refusal, Tree};
use std::sync::Arc;

/// After how many changes a document is saved as a whole, so that loading need not replay them.
const SAVE_EVERY: u64 = 64;
/// A first change as long as this is saved too, in bytes: loading the save takes half as long.
const SAVE_FIRST: usize = 1024;

/// The key of a document's change.
pub(crate) fn change_key(doc: DocId, hash: &ChangeHash) -> [u8; 49] {
    let mut key = [0; 49];
    key[..17].copy_from_slice(&doc.to_bytes());
    key[17..].copy_from_slice(hash);
    key
}

/// The keys of all changes of a document.
pub(crate) fn change_range(doc: DocId) -> ([u8; 49], [u8; 49]) {
    (change_key(doc, &[0; 32]), change_key(doc, &[0xff; 32]))
}

/// Loads a document from its last save and the changes since.
pub(crate) fn load(
    id: DocId,
    saved: Option<&[u8]>,
    envelopes: impl Iterator<Item = Result<(ChangeHash, Vec<u8>), StoreError>>,
) -> Result<Option<Automerge>, StoreError> {
    let damaged = |e: automerge::AutomergeError| StoreError::damaged(format!("the document {id}"), e);
    let mut doc = match saved {
        Some(bytes) => contain(|| Automerge::load(bytes).map_err(damaged))?,
        None => Automerge::new(),
    };
    let mut changes = Vec::new();
    for entry in envelopes {
        let (hash, bytes) = entry?;
        if saved.is_some() && doc.get_change_meta_by_hash(&automerge::ChangeHash(hash)).is_some() {
            continue;
        }
        let damaged = |why: String| StoreError::damaged(format!("a change of {id}"), why);
        let envelope = Envelope::from_bytes(&bytes).map_err(|e| damaged(e.to_string()))?;
        let change = Change::from_bytes(envelope.change).map_err(|e| damaged(e.to_string()))?;
        // Reading one does not check it: other bytes may read as another change.
        if change.hash().0 != hash {
            return Err(damaged("its content is not what its hash says".into()));
        }
        changes.push(change);
    }
    if saved.is_none() && changes.is_empty() {
        return Ok(None);
    }
    contain(|| doc.apply_changes(changes).map_err(damaged))?;
    Ok(Some(doc))
}

impl Writer {
    /// Takes a document out of the cache, or loads it. Nothing where nobody has written it. Who
    /// takes it puts it back; on an error it is loaded anew next time.
    pub(super) fn take(&mut self, tx: &Batch<'_>, id: DocId) -> Result<Option<Held>, StoreError> {
        let mut place = self.fetch(tx, id)?;
        self.open_or_heal(tx, id, &mut place)?;
        Ok(match place {
            Place::Held(held) => Some(*held),
            Place::Stored { .. } | Place::Nowhere => None,
        })
    }

    /// Loads a document into its place. Says whether it was damaged, and is now what is whole of it.
    pub(super) fn open_or_heal(&mut self, tx: &Batch<'_>, id: DocId, place: &mut Place) -> Result<bool, StoreError> {
        match place.open(id) {
            Ok(_) => Ok(false),
            Err(StoreError::Damaged { why, .. }) => {
                *place = Place::Held(Box::new(Held::new(self.heal(tx, id, &why)?)));
                Ok(true)
            }
            Err(other) => Err(other),
        }
    }

    /// Who the automerge actors are, as known now.
    pub(super) fn authors(&self) -> Known<'_> {
        Known { actors: &self.actors, authority: &self.authority }
    }

    pub(super) fn put_back(&mut self, id: DocId, held: Held) {
        self.docs.put(id, held);
    }

    pub(super) fn holds(&self, id: DocId) -> bool {
        self.digests.contains_key(&id) || self.shared_digest(id).is_some()
    }

    fn shared_digest(&self, id: DocId) -> Option<Digest> {
        self.shared.digests().get(&id).copied()
    }

    /// Reads a document as a tree; nobody's document reads as an empty one.
    pub(super) fn tree(&mut self, tx: &Batch<'_>, id: DocId) -> Result<Arc<Tree>, StoreError> {
        let Some(mut held) = self.take(tx, id)? else { return Ok(Arc::new(Tree::empty(id))) };
        let tree = held.tree(id, &Known { actors: &self.actors, authority: &self.authority });
        self.put_back(id, held);
        Ok(tree)
    }

    /// Counts a change as held.
    pub(super) fn count(&mut self, id: DocId, hash: &ChangeHash) {
        let mut digest = self.digests.get(&id).copied().or_else(|| self.shared_digest(id)).unwrap_or_default();
        digest.add(hash);
        self.digests.insert(id, digest);
    }

    /// Writes accepted changes down, and who their automerge actors are.
    pub(super) fn record<'a>(
        &mut self,
        tx: &Batch<'_>,
        envelopes: impl IntoIterator<Item = &'a Envelope>,
    ) -> Result<(), StoreError> {
        for envelope in envelopes {
            let bytes = envelope.to_bytes();
            if !Envelope::is_readable(&bytes) {
                let why = format!("A change of {} bytes is more than one can be.", bytes.len());
                return Err(Refusal::InvalidInput { why }.into());
            }
            tx.put(Table::Envelope, &change_key(envelope.doc, &envelope.hash), &bytes)?;
            let actor = crate::authority::actor_of(&envelope.device, &envelope.nonce);
            self.know(tx, &actor, envelope.device)?;
        }
        Ok(())
    }

    /// Notes on which device an automerge actor writes.
    pub(super) fn know(&mut self, tx: &Batch<'_>, actor: &[u8], device: DeviceId) -> Result<(), StoreError> {
        if !self.actors.contains_key(actor) {
            tx.put(Table::Actor, actor, &device.0)?;
            self.actors.insert(actor.to_vec(), device);
        }
        Ok(())
    }

    /// Saves a document as a whole when enough changes have come since the last time. Of the new ones
    /// the lengths are given.
    pub(super) fn save_if_long(
        &mut self,
        tx: &Batch<'_>,
        id: DocId,
        doc: &Automerge,
        new: &[usize],
    ) -> Result<(), StoreError> {
        let count = self.digests.get(&id).map_or(0, |d| d.count);
        let before = count.saturating_sub(new.len() as u64);
        let first = before == 0 && new.iter().sum::<usize>() >= SAVE_FIRST;
        if first || count / SAVE_EVERY > before / SAVE_EVERY {
            // Not packed: that would take ten times as long, and the changes themselves are.
            tx.put(Table::Snapshot, &id.to_bytes(), &doc.save_nocompress())?;
        }
        Ok(())
    }

    pub(super) fn write_digests(&self, tx: &Batch<'_>) -> Result<(), StoreError> {
        for (id, digest) in &self.digests {
            tx.put(Table::Heads, &id.to_bytes(), &digest.to_bytes())?;
        }
        Ok(())
    }
}
