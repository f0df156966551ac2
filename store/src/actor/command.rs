//! A person's command: decided, edited, signed, recorded.

use super::{Writer, folder::Pen};
use crate::{authority, clock, error::StoreError, log::FeedEntry, store::Ack, tables};
use automerge::ActorId;
use redb::WriteTransaction;
use rushes_domain::{Command, DeviceId, DocId, Refusal, Timestamp, decide};
use std::collections::BTreeSet;

impl Writer {
    /// The outer error is the database's and ends the batch; the inner one is the command's own.
    pub(super) fn command(
        &mut self,
        tx: &WriteTransaction,
        command: Command,
        at: Option<Timestamp>,
    ) -> Result<Result<Ack, StoreError>, StoreError> {
        let at = at.unwrap_or_else(clock::now);
        let device = DeviceId(self.key.verifying_key().to_bytes());
        let Some(grant) = self.authority.grant_of(&device).map(|(hash, _)| hash) else {
            let refusal = Refusal::PermissionDenied { role: "a device without a grant", deed: "change anything" };
            return Ok(Err(refusal.into()));
        };
        let decided = match decide(&self.state, self.me(), at, command) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let mut pen = Pen { actor: ActorId::from(&[][..]), nonce: self.nonce, message: decided.message, at };
        self.renew(tx, &mut pen)?;
        let changes = self.edit(tx, decided.edits, &pen)?;
        let docs: BTreeSet<DocId> = changes.iter().map(|(doc, ..)| *doc).collect();
        let envelopes = authority::sign(&self.key, grant, changes);
        self.record(tx, &envelopes)?;
        if !envelopes.is_empty() {
            self.refresh_common(tx, &docs)?;
            let entry = FeedEntry { at, device, message: pen.message, docs: docs.into_iter().collect() };
            self.feed(tx, &entry)?;
        }
        Ok(Ok(Ack { seq: self.seq, at, changes: envelopes.iter().map(authority::Envelope::signed).collect() }))
    }

    /// Lets a pen write under this run's actor.
    pub(super) fn renew(&mut self, tx: &WriteTransaction, pen: &mut Pen) -> Result<(), StoreError> {
        let device = DeviceId(self.key.verifying_key().to_bytes());
        let actor = authority::actor_of(&device, &self.nonce);
        // Reading says who wrote what, before the changes are recorded.
        self.know(tx, &actor, device)?;
        pen.actor = ActorId::from(actor.as_slice());
        pen.nonce = self.nonce;
        Ok(())
    }

    /// Adds to the numbered feed.
    pub(super) fn feed(&mut self, tx: &WriteTransaction, entry: &FeedEntry) -> Result<(), StoreError> {
        self.seq += 1;
        tx.open_table(tables::FEED)?.insert(self.seq, entry.to_bytes().as_slice())?;
        Ok(())
    }
}
