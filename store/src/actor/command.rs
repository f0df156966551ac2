//! A person's command: decided, edited, signed, recorded.

use super::Writer;
use crate::{authority, clock, documents::apply, error::StoreError, log::FeedEntry, store::Ack, tables};
use automerge::{ActorId, Automerge, AutomergeError, transaction::CommitOptions};
use redb::WriteTransaction;
use rushes_domain::{Command, DeviceId, DocId, Edit, Refusal, Timestamp, decide};
use std::collections::{BTreeMap, BTreeSet};

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
        let mut by_doc: BTreeMap<DocId, Vec<Edit>> = BTreeMap::new();
        for edit in decided.edits {
            by_doc.entry(edit.doc).or_default().push(edit);
        }
        // A damaged document is healed when it is loaded, and that ends this run's actor.
        for id in by_doc.keys() {
            self.warm(tx, *id)?;
        }
        let actor = ActorId::from(authority::actor_of(&device, &self.nonce).as_slice());
        let mut changes = Vec::with_capacity(by_doc.len());
        for (id, edits) in by_doc {
            let mut doc = self.take(tx, id)?.unwrap_or_else(Automerge::new);
            doc.set_actor(actor.clone());
            let options = |(): &()| CommitOptions::default().with_message(decided.message.clone()).with_time(at.0);
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
            let entry = FeedEntry { at, device, message: decided.message, docs: touched.into_iter().collect() };
            self.feed(tx, &entry)?;
        }
        Ok(Ok(Ack { seq: self.seq, at, changes: envelopes.iter().map(authority::Envelope::signed).collect() }))
    }

    /// Adds to the numbered feed.
    pub(super) fn feed(&mut self, tx: &WriteTransaction, entry: &FeedEntry) -> Result<(), StoreError> {
        self.seq += 1;
        tx.open_table(tables::FEED)?.insert(self.seq, entry.to_bytes().as_slice())?;
        Ok(())
    }
}
