//! What was decided: edited, signed, recorded.

use super::{
    Writer,
    folder::{Label, NewChange, Pen},
    parallel,
};
use crate::{
    authority::{self, FactHash},
    database::Batch,
    error::StoreError,
    journal::Table,
    log::FeedEntry,
    store::Ack,
};
use automerge::ActorId;
use rushes_domain::{DeviceId, DocId, Edit, Refusal, Timestamp, undo::Entry};
use std::{collections::BTreeSet, sync::Arc};

/// Edits that belong together: one entry of the feed, one signature, one step to take back.
pub(super) struct Deed {
    pub(super) edits: Vec<Edit>,
    pub(super) message: String,
    pub(super) at: Timestamp,
}

/// What a deed comes to, not signed yet.
#[derive(Default)]
pub(super) struct Drafts {
    pub(super) changes: Vec<NewChange>,
    /// How to take them back.
    pub(super) entries: Vec<Entry>,
}

/// A deed written down: how it is acknowledged, and how it is taken back.
pub(super) struct Written {
    pub(super) ack: Ack,
    pub(super) message: String,
    pub(super) entries: Vec<Entry>,
}

impl Writer {
    /// The grant this device writes under.
    pub(super) fn own_grant(&self) -> Option<FactHash> {
        let device = DeviceId(self.key.verifying_key().to_bytes());
        self.authority.grant_of(&device).map(|(hash, _)| hash)
    }

    /// Makes edits, signs and records them. No two of several deeds are about the same entity.
    pub(super) fn write(
        &mut self,
        tx: &Batch<'_>,
        grant: FactHash,
        deeds: Vec<Deed>,
    ) -> Result<Vec<Written>, StoreError> {
        let device = DeviceId(self.key.verifying_key().to_bytes());
        let labels: Arc<[Label]> = deeds.iter().map(|d| Label { message: d.message.clone(), at: d.at }).collect();
        let mut pen = Pen { actor: ActorId::from(&[][..]), nonce: self.nonce, labels: Arc::clone(&labels) };
        self.renew(tx, &mut pen)?;
        let drafts = self.edit(tx, deeds, &pen)?;
        let key = &self.key;
        let signed = parallel::map(drafts, |d| (d.entries, authority::sign(key, grant, d.changes)));
        let mut written = Vec::with_capacity(signed.len());
        for (Label { message, at }, (entries, envelopes)) in labels.iter().zip(signed) {
            let at = *at;
            self.record(tx, &envelopes)?;
            if !envelopes.is_empty() {
                let docs: BTreeSet<DocId> = envelopes.iter().map(|envelope| envelope.doc).collect();
                self.refresh_common(tx, &docs)?;
                self.feed(tx, &FeedEntry::of(at, device, message, &envelopes))?;
            }
            let changes = envelopes.iter().map(authority::Envelope::signed).collect();
            let ack = Ack { seq: self.seq, at, changes, step: None };
            written.push(Written { ack, message: message.clone(), entries });
        }
        Ok(written)
    }

    /// Lets a pen write under this run's actor.
    pub(super) fn renew(&mut self, tx: &Batch<'_>, pen: &mut Pen) -> Result<(), StoreError> {
        let device = DeviceId(self.key.verifying_key().to_bytes());
        let actor = authority::actor_of(&device, &self.nonce);
        // Reading says who wrote what, before the changes are recorded.
        self.know(tx, &actor, device)?;
        pen.actor = ActorId::from(actor.as_slice());
        pen.nonce = self.nonce;
        Ok(())
    }

    /// Adds to the numbered feed.
    pub(super) fn feed(&mut self, tx: &Batch<'_>, entry: &FeedEntry) -> Result<(), StoreError> {
        self.seq += 1;
        tx.put(Table::Feed, &self.seq.to_be_bytes(), &entry.to_bytes())
    }
}

/// Nobody has let this device in.
pub(super) fn no_grant() -> Refusal {
    Refusal::PermissionDenied { role: "a device without a grant", deed: "change anything" }
}
