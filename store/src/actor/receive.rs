//! What peers send: through the same gate as local changes.

use super::{
    Writer,
    documents::{change_key, change_range},
};
use crate::{
    authority::{Authority, ChangeHash, Envelope, Fact, Judgement},
    error::StoreError,
    log::FeedEntry,
    tables,
};
use automerge::{Automerge, Change};
use redb::{ReadableTable, WriteTransaction};
use rushes_domain::{DocId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What came of what a peer sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Received {
    /// Facts not known before.
    pub facts_new: usize,
    /// Changes that count from now on, quarantined ones that were let in too.
    pub changes_new: usize,
    /// Changes kept aside: they do not count, or not yet.
    pub quarantined: usize,
    /// Things thrown away: unreadable, wrongly signed, of another studio.
    pub refused: usize,
}

type Waiting = BTreeMap<ChangeHash, (Envelope, Change)>;

impl Writer {
    pub(super) fn receive(
        &mut self,
        tx: &WriteTransaction,
        facts: &[Vec<u8>],
        envelopes: &[Vec<u8>],
    ) -> Result<Received, StoreError> {
        let mut received = Received::default();
        let mut touched = BTreeSet::new();
        for bytes in facts {
            match Fact::from_bytes(bytes) {
                Ok(fact) if fact.studio == self.state.studio.id => {
                    received.facts_new += usize::from(self.learn_fact(tx, fact)?);
                }
                _ => received.refused += 1,
            }
        }
        let mut by_doc: BTreeMap<DocId, Waiting> = BTreeMap::new();
        for bytes in envelopes {
            let checked = Envelope::from_bytes(bytes).and_then(|e| e.check().map(|change| (e, change)));
            let Ok((envelope, change)) = checked else {
                received.refused += 1;
                continue;
            };
            if !self.known(tx, &envelope)? {
                by_doc.entry(envelope.doc).or_default().insert(envelope.hash, (envelope, change));
            }
        }
        if received.facts_new > 0 {
            self.facts_changed(tx, &mut touched)?;
            for doc in quarantined_docs(tx)? {
                by_doc.entry(doc).or_default();
            }
        }
        let mut told = Vec::new();
        for (doc, waiting) in by_doc {
            let new = self.receive_doc(tx, doc, waiting, &mut received)?;
            if !new.is_empty() {
                touched.insert(doc);
                told.extend(new);
            }
        }
        self.refresh(tx, &touched)?;
        for entry in FeedEntry::grouped(told) {
            self.feed(tx, &entry)?;
        }
        if received.facts_new > 0 {
            self.seq += 1;
        }
        Ok(received)
    }

    /// Keeps a fact; says whether it is new.
    pub(super) fn learn_fact(&mut self, tx: &WriteTransaction, fact: Fact) -> Result<bool, StoreError> {
        let hash = fact.hash();
        if self.facts.contains_key(&hash) {
            return Ok(false);
        }
        tx.open_table(tables::FACT)?.insert(hash.as_slice(), fact.to_bytes().as_slice())?;
        self.facts.insert(hash, fact);
        Ok(true)
    }

    /// Works out anew who may write.
    pub(super) fn facts_changed(
        &mut self,
        tx: &WriteTransaction,
        touched: &mut BTreeSet<DocId>,
    ) -> Result<(), StoreError> {
        self.authority = Authority::of(self.state.studio.id, &self.facts);
        touched.insert(DocId::studio(self.state.studio.id));
        self.refresh_studio(tx)
    }

    fn known(&self, tx: &WriteTransaction, envelope: &Envelope) -> Result<bool, StoreError> {
        let key = change_key(envelope.doc, &envelope.hash);
        Ok(tx.open_table(tables::ENVELOPE)?.get(key.as_slice())?.is_some()
            || tx.open_table(tables::QUARANTINE)?.get(key.as_slice())?.is_some())
    }

    /// Lets in what counts, of what came and what was kept aside.
    fn receive_doc(
        &mut self,
        tx: &WriteTransaction,
        id: DocId,
        mut waiting: Waiting,
        received: &mut Received,
    ) -> Result<Vec<(Timestamp, Envelope, String)>, StoreError> {
        let arrived: BTreeSet<ChangeHash> = waiting.keys().copied().collect();
        waiting.extend(quarantined(tx, id)?);
        let mut doc = self.take(tx, id)?.unwrap_or_else(Automerge::new);
        let mut new: Vec<(Envelope, Change)> = Vec::new();
        let mut let_in: BTreeSet<ChangeHash> = BTreeSet::new();
        let mut reasons: BTreeMap<ChangeHash, &'static str> = BTreeMap::new();
        loop {
            let before = let_in.len();
            for (hash, (envelope, change)) in &waiting {
                if let_in.contains(hash) {
                    continue;
                }
                let deps =
                    change.deps().iter().all(|d| let_in.contains(&d.0) || doc.get_change_meta_by_hash(d).is_some());
                match self.authority.judge(envelope, deps) {
                    Judgement::Accept => {
                        let_in.insert(*hash);
                        new.push((envelope.clone(), change.clone()));
                    }
                    Judgement::Quarantine(reason) => {
                        reasons.insert(*hash, reason);
                    }
                }
            }
            if let_in.len() == before {
                break;
            }
        }
        let applied = doc.apply_changes(new.iter().map(|(_, c)| c.clone()).collect::<Vec<_>>());
        if let Err(error) = applied {
            // One author wrote two histories under one actor: only what fits the first counts here.
            tracing::warn!(%error, doc = %id, "changes do not fit their document");
            doc = self.reload(tx, id)?;
            new.retain(|(envelope, change)| {
                let mut tried = doc.clone();
                let fits = tried.apply_changes([change.clone()]).is_ok();
                if fits {
                    doc = tried;
                } else {
                    let_in.remove(&envelope.hash);
                    reasons.insert(envelope.hash, "it does not fit its author's other changes");
                }
                fits
            });
        }
        for hash in &arrived {
            self.count(id, hash);
        }
        for (envelope, _) in &new {
            self.record(tx, envelope)?;
        }
        self.save_if_long(tx, id, &doc, arrived.len())?;
        self.put_back(id, doc);
        let mut kept_aside = tx.open_table(tables::QUARANTINE)?;
        for (hash, (envelope, _)) in &waiting {
            let key = change_key(id, hash);
            if let_in.contains(hash) {
                kept_aside.remove(key.as_slice())?;
            } else {
                received.quarantined += usize::from(arrived.contains(hash));
                let reason = reasons.get(hash).copied().unwrap_or_default();
                let value = quarantined_value(reason, &envelope.to_bytes())?;
                kept_aside.insert(key.as_slice(), value.as_slice())?;
            }
        }
        received.changes_new += new.len();
        Ok(new
            .into_iter()
            .map(|(envelope, change)| {
                (Timestamp(change.timestamp()), envelope, change.message().unwrap_or_default().to_owned())
            })
            .collect())
    }

    fn reload(&mut self, tx: &WriteTransaction, id: DocId) -> Result<Automerge, StoreError> {
        self.docs.pop(&id);
        Ok(self.take(tx, id)?.unwrap_or_else(Automerge::new))
    }
}

fn quarantined(tx: &WriteTransaction, id: DocId) -> Result<Waiting, StoreError> {
    let table = tx.open_table(tables::QUARANTINE)?;
    let (first, last) = change_range(id);
    let mut waiting = Waiting::new();
    for entry in table.range::<&[u8]>(first.as_slice()..=last.as_slice())? {
        let (_, value) = entry?;
        if let Some((_, envelope)) = read_quarantined(value.value())
            && let Ok(change) = envelope.check()
        {
            waiting.insert(envelope.hash, (envelope, change));
        }
    }
    Ok(waiting)
}

/// A change as it is kept aside.
pub(crate) fn quarantined_value(reason: &str, envelope: &[u8]) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(&(reason, envelope)).map_err(|e| StoreError::damaged("a quarantined change", e))
}

/// A quarantined change and why it is there.
pub(crate) fn read_quarantined(bytes: &[u8]) -> Option<(String, Envelope)> {
    let (reason, envelope): (String, Vec<u8>) = postcard::from_bytes(bytes).ok()?;
    Some((reason, Envelope::from_bytes(&envelope).ok()?))
}

fn quarantined_docs(tx: &WriteTransaction) -> Result<BTreeSet<DocId>, StoreError> {
    let table = tx.open_table(tables::QUARANTINE)?;
    let mut docs = BTreeSet::new();
    for entry in table.iter()? {
        let (key, _) = entry?;
        docs.extend(key.value().get(..17).and_then(DocId::from_bytes));
    }
    Ok(docs)
}
