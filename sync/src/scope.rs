//! What may go over to one other device: everything but what people keep for themselves, which goes
//! between the devices of that one person alone.

use crate::{replica::Replica, wire::Stored};
use rushes_domain::{DeviceId, DocId, DocKind, PersonId, StudioId};
use rushes_store::{Store, StoreError, authority::Envelope};

/// The store as another device is shown it.
#[derive(Clone)]
pub(crate) struct Scoped {
    store: Store,
    with: With,
}

#[derive(Clone, Copy)]
enum With {
    /// A device: whose it is is looked up each time, for its grant may only just have come.
    Device(DeviceId),
    /// Devices of the person here.
    Own,
    /// Devices of others.
    Others,
}

/// Whether both devices are one person's.
pub(crate) fn is_own(store: &Store, device: DeviceId) -> bool {
    let person = store.person_of(device);
    person.is_some() && person == store.person_of(store.device())
}

impl Scoped {
    /// As this device is shown it.
    pub(crate) fn with(store: Store, device: DeviceId) -> Self {
        Self { store, with: With::Device(device) }
    }

    /// As every other device of the person here is shown it.
    pub(crate) fn own(store: Store) -> Self {
        Self { store, with: With::Own }
    }

    /// As devices of others are shown it.
    pub(crate) fn others(store: Store) -> Self {
        Self { store, with: With::Others }
    }

    /// Whose personal document may go over, if any may.
    fn person(&self) -> Option<PersonId> {
        match self.with {
            With::Own => self.store.person_of(self.store.device()),
            With::Device(device) if is_own(&self.store, device) => self.store.person_of(device),
            With::Device(_) | With::Others => None,
        }
    }
}

fn lets(doc: DocId, person: Option<PersonId>) -> bool {
    doc.kind != DocKind::Personal || person.is_some_and(|p| p.0 == doc.id)
}

impl Replica for Scoped {
    type Error = StoreError;

    fn studio(&self) -> StudioId {
        self.store.studio()
    }

    fn facts(&self) -> Result<Vec<([u8; 32], Vec<u8>)>, StoreError> {
        self.store.facts()
    }

    fn digests(&self) -> Vec<(DocId, [u8; 32])> {
        let person = self.person();
        let mut digests = self.store.digests();
        digests.retain(|(doc, _)| lets(*doc, person));
        digests
    }

    fn changes(&self, doc: DocId) -> Result<Vec<[u8; 32]>, StoreError> {
        if lets(doc, self.person()) { self.store.changes(doc) } else { Ok(Vec::new()) }
    }

    fn envelopes(&self, doc: DocId, hashes: &[[u8; 32]]) -> Result<Vec<Vec<u8>>, StoreError> {
        if lets(doc, self.person()) { self.store.envelopes(doc, hashes) } else { Ok(Vec::new()) }
    }

    fn receive(&self, facts: Vec<Vec<u8>>, mut envelopes: Vec<Vec<u8>>) -> Result<Stored, StoreError> {
        let sent = envelopes.len();
        let person = self.person();
        // What is no envelope is counted by the store.
        envelopes.retain(|bytes| Envelope::doc_of(bytes).is_none_or(|doc| lets(doc, person)));
        let astray = u32::try_from(sent - envelopes.len()).unwrap_or(u32::MAX);
        let stored = Replica::receive(&self.store, facts, envelopes)?;
        Ok(Stored { refused: stored.refused.saturating_add(astray), ..stored })
    }
}
