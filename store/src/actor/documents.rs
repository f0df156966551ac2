//! Documents in the writer's hands: loaded when needed, recorded change by change.

use super::{Digest, Writer};
use crate::{
    authority::{ChangeHash, Envelope},
    documents::hydrate,
    error::StoreError,
    tables,
};
use automerge::{Automerge, Change};
use redb::{ReadableTable, WriteTransaction};
use rushes_domain::{DocId, Tree};

/// After how many changes a document is saved as a whole, so that loading need not replay them.
const SAVE_EVERY: u64 = 64;

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
    let mut doc = match saved {
        Some(bytes) => Automerge::load(bytes).map_err(|e| StoreError::damaged(format!("the document {id}"), e))?,
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
    doc.apply_changes(changes).map_err(|e| StoreError::damaged(format!("the document {id}"), e))?;
    Ok(Some(doc))
}

impl Writer {
    /// Takes a document out of the cache, or loads it. Nothing where nobody has written it. Who
    /// takes it puts it back; on an error it is loaded anew next time.
    pub(super) fn take(&mut self, tx: &WriteTransaction, id: DocId) -> Result<Option<Automerge>, StoreError> {
        if let Some(doc) = self.docs.pop(&id) {
            return Ok(Some(doc));
        }
        if !self.holds(id) {
            return Ok(None);
        }
        match self.load(tx, id) {
            Err(StoreError::Damaged { why, .. }) => Ok(Some(self.heal(tx, id, &why)?)),
            loaded => loaded,
        }
    }

    fn load(&self, tx: &WriteTransaction, id: DocId) -> Result<Option<Automerge>, StoreError> {
        let saves = tx.open_table(tables::SNAPSHOT)?;
        let saved = saves.get(id.to_bytes().as_slice())?;
        let table = tx.open_table(tables::ENVELOPE)?;
        let (first, last) = change_range(id);
        let entries = table.range::<&[u8]>(first.as_slice()..=last.as_slice())?.map(|entry| {
            let (key, value) = entry?;
            let hash = key.value()[17..].try_into().unwrap_or_default();
            Ok((hash, value.value().to_vec()))
        });
        load(id, saved.as_ref().map(redb::AccessGuard::value), entries)
    }

    /// Loads a document that is held and not in the cache.
    pub(super) fn warm(&mut self, tx: &WriteTransaction, id: DocId) -> Result<(), StoreError> {
        if !self.docs.contains(&id)
            && let Some(doc) = self.take(tx, id)?
        {
            self.put_back(id, doc);
        }
        Ok(())
    }

    pub(super) fn put_back(&mut self, id: DocId, doc: Automerge) {
        self.docs.put(id, doc);
    }

    fn holds(&self, id: DocId) -> bool {
        self.digests.contains_key(&id) || self.shared_digest(id).is_some()
    }

    fn shared_digest(&self, id: DocId) -> Option<Digest> {
        self.shared.digests.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&id).copied()
    }

    /// Reads a document as a tree; nobody's document reads as an empty one.
    pub(super) fn tree(&mut self, tx: &WriteTransaction, id: DocId) -> Result<Tree, StoreError> {
        match self.take(tx, id)? {
            Some(doc) => {
                let tree = hydrate(id, &doc, &*self);
                self.put_back(id, doc);
                Ok(tree)
            }
            None => Ok(Tree::empty(id)),
        }
    }

    /// Counts a change as held.
    pub(super) fn count(&mut self, id: DocId, hash: &ChangeHash) {
        let mut digest = self.digests.get(&id).copied().or_else(|| self.shared_digest(id)).unwrap_or_default();
        digest.add(hash);
        self.digests.insert(id, digest);
    }

    /// Writes an accepted change down, and who its automerge actor is.
    pub(super) fn record(&mut self, tx: &WriteTransaction, envelope: &Envelope) -> Result<(), StoreError> {
        let key = change_key(envelope.doc, &envelope.hash);
        tx.open_table(tables::ENVELOPE)?.insert(key.as_slice(), envelope.to_bytes().as_slice())?;
        let actor = crate::authority::actor_of(&envelope.device, &envelope.nonce);
        if !self.actors.contains_key(actor.as_slice()) {
            tx.open_table(tables::ACTOR)?.insert(actor.as_slice(), envelope.device.0.as_slice())?;
            self.actors.insert(actor.to_vec(), envelope.device);
        }
        Ok(())
    }

    /// Saves a document as a whole when enough changes have come since the last time.
    pub(super) fn save_if_long(
        &mut self,
        tx: &WriteTransaction,
        id: DocId,
        doc: &Automerge,
        new: usize,
    ) -> Result<(), StoreError> {
        let count = self.digests.get(&id).map_or(0, |d| d.count);
        let before = count.saturating_sub(new as u64);
        if count / SAVE_EVERY > before / SAVE_EVERY {
            tx.open_table(tables::SNAPSHOT)?.insert(id.to_bytes().as_slice(), doc.save().as_slice())?;
        }
        Ok(())
    }

    pub(super) fn write_digests(&self, tx: &WriteTransaction) -> Result<(), StoreError> {
        let mut heads = tx.open_table(tables::HEADS)?;
        for (id, digest) in &self.digests {
            heads.insert(id.to_bytes().as_slice(), digest.to_bytes().as_slice())?;
        }
        Ok(())
    }
}
