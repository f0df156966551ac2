//! A person's command: decided, edited, signed, recorded.

use super::{Writer, folder::Pen};
use crate::{
    authority::{self, FactHash},
    clock,
    error::StoreError,
    log::FeedEntry,
    store::Ack,
    tables,
};
use automerge::ActorId;
use redb::WriteTransaction;
use rushes_domain::{Command, DeviceId, DocId, Edit, Refusal, Timestamp, decide, undo::Entry};
use std::collections::BTreeSet;

impl Writer {
    /// The outer error is the database's and ends the batch; the inner one is the command's own.
    pub(super) fn command(
        &mut self,
        tx: &WriteTransaction,
        command: Command,
        at: Option<Timestamp>,
    ) -> Result<Result<Ack, StoreError>, StoreError> {
        let now = at.unwrap_or_else(clock::now);
        let Some(grant) = self.own_grant() else { return Ok(Err(no_grant().into())) };
        let decided = match decide(&self.state, self.me(), now, command) {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let (mut ack, entries) = self.write(tx, grant, decided.edits, &decided.message, now)?;
        // What is told of another time was not done now, and is not for taking back.
        if at.is_none() && !ack.changes.is_empty() {
            ack.step = self.note_step(tx, now, &decided.message, &entries)?;
        }
        Ok(Ok(ack))
    }

    /// The grant this device writes under.
    pub(super) fn own_grant(&self) -> Option<FactHash> {
        let device = DeviceId(self.key.verifying_key().to_bytes());
        self.authority.grant_of(&device).map(|(hash, _)| hash)
    }

    /// Makes edits, signs and records them, and says how to take them back.
    pub(super) fn write(
        &mut self,
        tx: &WriteTransaction,
        grant: FactHash,
        edits: Vec<Edit>,
        message: &str,
        at: Timestamp,
    ) -> Result<(Ack, Vec<Entry>), StoreError> {
        let device = DeviceId(self.key.verifying_key().to_bytes());
        let mut pen = Pen { actor: ActorId::from(&[][..]), nonce: self.nonce, message: message.to_owned(), at };
        self.renew(tx, &mut pen)?;
        let (changes, entries) = self.edit(tx, edits, &pen)?;
        let docs: BTreeSet<DocId> = changes.iter().map(|(doc, ..)| *doc).collect();
        let envelopes = authority::sign(&self.key, grant, changes);
        self.record(tx, &envelopes)?;
        if !envelopes.is_empty() {
            self.refresh_common(tx, &docs)?;
            self.feed(tx, &FeedEntry::of(at, device, message, &envelopes))?;
        }
        let changes = envelopes.iter().map(authority::Envelope::signed).collect();
        Ok((Ack { seq: self.seq, at, changes, step: None }, entries))
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

/// Nobody has let this device in.
pub(super) fn no_grant() -> Refusal {
    Refusal::PermissionDenied { role: "a device without a grant", deed: "change anything" }
}
