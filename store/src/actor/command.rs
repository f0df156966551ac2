//! A person's command: decided, edited, signed, recorded.

use super::Writer;
use crate::{
    authority::{self, FactHash},
    clock,
    documents::apply,
    error::StoreError,
    log::FeedEntry,
    store::Ack,
    tables,
};
use automerge::{ActorId, Automerge, AutomergeError, transaction::CommitOptions};
use redb::WriteTransaction;
use rushes_domain::{Command, DeviceId, DocId, Edit, Refusal, Timestamp, decide, undo::Entry};
use std::collections::{BTreeMap, BTreeSet};

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
        let mut by_doc: BTreeMap<DocId, Vec<Edit>> = BTreeMap::new();
        for edit in edits {
            by_doc.entry(edit.doc).or_default().push(edit);
        }
        let actor = ActorId::from(authority::actor_of(&device, &self.nonce).as_slice());
        let mut changes = Vec::with_capacity(by_doc.len());
        let mut entries = Vec::new();
        for (id, edits) in by_doc {
            let held = self.take(tx, id)?;
            entries.extend(super::undo::record(id, held.as_ref(), &*self, &edits));
            let mut doc = held.unwrap_or_else(Automerge::new);
            doc.set_actor(actor.clone());
            let options = |(): &()| CommitOptions::default().with_message(message.to_owned()).with_time(at.0);
            let edited = doc.transact_with::<_, _, AutomergeError, _>(options, |t| {
                edits.iter().try_for_each(|edit| apply(t, &edit.path, &edit.op))
            });
            let hash = edited.map_err(|failure| StoreError::damaged(format!("the document {id}"), failure.error))?.hash;
            if let (Some(hash), Some(change)) = (hash, doc.get_last_local_change()) {
                changes.push((id, hash.0, change.raw_bytes().to_vec()));
                self.count(id, &hash.0);
                self.save_if_long(tx, id, &doc, 1)?;
            }
            self.put_back(id, doc);
        }
        let touched: BTreeSet<DocId> = changes.iter().map(|(doc, ..)| *doc).collect();
        let envelopes = authority::sign(&self.key, grant, self.nonce, changes);
        for envelope in &envelopes {
            self.record(tx, envelope)?;
        }
        if !envelopes.is_empty() {
            self.refresh(tx, &touched)?;
            self.feed(tx, &FeedEntry::of(at, device, message, &envelopes))?;
        }
        let changes = envelopes.iter().map(authority::Envelope::signed).collect();
        Ok((Ack { seq: self.seq, at, changes, step: None }, entries))
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
