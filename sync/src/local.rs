//! The store as one side of an exchange.

use crate::{replica::Replica, wire::Stored};
use rushes_domain::{DeviceId, DocId, StudioId};
use rushes_store::{
    Store, StoreError,
    authority::{Authority, Fact},
};
use std::collections::BTreeMap;

impl Replica for Store {
    type Error = StoreError;

    fn studio(&self) -> StudioId {
        self.studio()
    }

    fn facts(&self) -> Result<Vec<([u8; 32], Vec<u8>)>, StoreError> {
        self.facts()
    }

    fn digests(&self) -> Vec<(DocId, [u8; 32])> {
        self.digests()
    }

    fn changes(&self, doc: DocId) -> Result<Vec<[u8; 32]>, StoreError> {
        self.changes(doc)
    }

    fn envelopes(&self, doc: DocId, hashes: &[[u8; 32]]) -> Result<Vec<Vec<u8>>, StoreError> {
        self.envelopes(doc, hashes)
    }

    fn receive(&self, facts: Vec<Vec<u8>>, envelopes: Vec<Vec<u8>>) -> Result<Stored, StoreError> {
        let sent = envelopes.len();
        let received = self.receive(facts, envelopes)?;
        // A change kept aside and let in later is counted by the store both times.
        let changes = (received.changes_new + received.quarantined).min(sent);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        // What fits nowhere is kept, so that it is not asked for again, and counts for nothing.
        let refused = received.refused + received.misfits;
        Ok(Stored { facts: count(received.facts_new), changes: count(changes), refused: count(refused) })
    }
}

/// Learns of a device's membership from facts that it shows itself. They are only kept when they
/// prove it: a stranger's facts never reach the disk.
///
/// # Errors
/// When the store cannot be read or written.
pub(crate) fn introduced(store: &Store, device: DeviceId, shown: Vec<Vec<u8>>) -> Result<bool, StoreError> {
    if store.is_member(device) {
        return Ok(true);
    }
    let held = store.facts()?.into_iter().map(|(_, bytes)| bytes);
    let facts: BTreeMap<_, _> =
        held.chain(shown.iter().cloned()).filter_map(|b| Fact::from_bytes(&b).ok()).map(|f| (f.hash(), f)).collect();
    if Authority::of(store.studio(), &facts).grant_of(&device).is_none() {
        return Ok(false);
    }
    store.receive(shown, Vec::new())?;
    Ok(store.is_member(device))
}
