//! What peers send: through the same gate as local changes.

use super::{
    Writer,
    documents::{change_key, change_range},
    folder::Held,
};
use crate::{
    authority::{Authority, ChangeHash, Envelope, Fact, Judgement, actor_of},
    database::Batch,
    documents,
    error::StoreError,
    journal::Table,
    log::FeedEntry,
};
use automerge::{Automerge, Change};
use rushes_domain::{DocId, Refusal, Timestamp, Touch};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

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
    /// Of those kept aside, the ones that do not fit their document: nothing later will let them in.
    pub misfits: usize,
}

/// Why a change is kept aside that cannot be put into its document.
const MISFIT: &str = "it does not fit its document, or its author's other changes";

type Waiting = BTreeMap<ChangeHash, (Envelope, Change)>;

/// What was let in of a document, as the feed tells it, and what it touched.
struct LetIn {
    told: Vec<(Timestamp, Envelope, String)>,
    touch: Touch,
}

impl Writer {
    pub(super) fn receive(
        &mut self,
        tx: &Batch<'_>,
        facts: &[Vec<u8>],
        envelopes: &[Vec<u8>],
    ) -> Result<Received, StoreError> {
        let mut received = Received::default();
        let mut touched = BTreeMap::new();
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
            if !new.told.is_empty() {
                touched.insert(doc, new.touch);
                told.extend(new.told);
            }
        }
        self.refresh(tx, touched)?;
        for entry in FeedEntry::grouped(told) {
            self.feed(tx, &entry)?;
        }
        if received.facts_new > 0 {
            self.seq += 1;
        }
        Ok(received)
    }

    /// Keeps a fact; says whether it is new.
    pub(super) fn learn_fact(&mut self, tx: &Batch<'_>, fact: Fact) -> Result<bool, StoreError> {
        let hash = fact.hash();
        if self.facts.contains_key(&hash) {
            return Ok(false);
        }
        let bytes = fact.to_bytes();
        if !Fact::is_readable(&bytes) {
            return Err(Refusal::InvalidInput { why: "A grant is larger than one can be read back.".into() }.into());
        }
        tx.put(Table::Fact, &hash, &bytes)?;
        Arc::make_mut(&mut self.facts).insert(hash, fact);
        Ok(true)
    }

    /// Works out anew who may write.
    pub(super) fn facts_changed(
        &mut self,
        tx: &Batch<'_>,
        touched: &mut BTreeMap<DocId, Touch>,
    ) -> Result<(), StoreError> {
        self.authority = Arc::new(Authority::of(self.state.studio.id, &self.facts));
        self.docs.iter_mut().for_each(|(_, held)| held.forget_tree());
        touched.insert(DocId::studio(self.state.studio.id), Touch::All);
        self.refresh_studio(tx)
    }

    fn known(&self, tx: &Batch<'_>, envelope: &Envelope) -> Result<bool, StoreError> {
        let key = change_key(envelope.doc, &envelope.hash);
        Ok(tx.get(Table::Envelope, &key)?.is_some() || tx.get(Table::Quarantine, &key)?.is_some())
    }

    /// Lets in what counts, of what came and what was kept aside.
    fn receive_doc(
        &mut self,
        tx: &Batch<'_>,
        id: DocId,
        mut waiting: Waiting,
        received: &mut Received,
    ) -> Result<LetIn, StoreError> {
        let arrived: BTreeSet<ChangeHash> = waiting.keys().copied().collect();
        waiting.extend(quarantined(tx, id)?);
        let mut held = self.take(tx, id)?.unwrap_or_else(|| Held::new(Automerge::new()));
        let mut new: Vec<(Envelope, Change)> = Vec::new();
        let mut let_in: BTreeSet<ChangeHash> = BTreeSet::new();
        let mut reasons: BTreeMap<ChangeHash, &'static str> = BTreeMap::new();
        loop {
            let before = let_in.len();
            for (hash, (envelope, change)) in &waiting {
                if let_in.contains(hash) {
                    continue;
                }
                let deps = change
                    .deps()
                    .iter()
                    .all(|d| let_in.contains(&d.0) || held.doc.get_change_meta_by_hash(d).is_some());
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
        // Reading says who wrote what, before the changes are recorded.
        for (envelope, _) in &new {
            self.know(tx, &actor_of(&envelope.device, &envelope.nonce), envelope.device)?;
        }
        let mut touch = documents::touched(new.iter().map(|(_, change)| change));
        if let Err(error) = held.take_in(id, new.iter().map(|(_, c)| c.clone()).collect(), &touch, &self.authors()) {
            // Somebody's program wrote what is no change of this document, or one author two histories under one actor.
            // What does not fit is set aside by itself: it costs nobody else anything.
            tracing::warn!(%error, doc = %id, "changes do not fit their document");
            held = self.take(tx, id)?.unwrap_or_else(|| Held::new(Automerge::new()));
            touch = Touch::All;
            let authors = self.authors();
            new.retain(|(envelope, change)| {
                let mut tried = Held::new(held.doc.clone());
                let fits = tried.take_in(id, vec![change.clone()], &Touch::All, &authors).is_ok();
                if fits {
                    held = tried;
                } else {
                    tracing::warn!(doc = %id, device = ?envelope.device, "a change is set aside");
                    let_in.remove(&envelope.hash);
                    reasons.insert(envelope.hash, MISFIT);
                }
                fits
            });
        }
        for hash in &arrived {
            self.count(id, hash);
        }
        self.record(tx, new.iter().map(|(envelope, _)| envelope))?;
        let lengths: Vec<usize> = new.iter().map(|(envelope, _)| envelope.change.len()).collect();
        self.save_if_long(tx, id, &held.doc, &lengths)?;
        self.put_back(id, held);
        for (hash, (envelope, _)) in &waiting {
            let key = change_key(id, hash);
            if let_in.contains(hash) {
                tx.remove(Table::Quarantine, &key)?;
            } else {
                received.quarantined += usize::from(arrived.contains(hash));
                let reason = reasons.get(hash).copied().unwrap_or_default();
                received.misfits += usize::from(reason == MISFIT && arrived.contains(hash));
                tx.put(Table::Quarantine, &key, &quarantined_value(reason, &envelope.to_bytes())?)?;
            }
        }
        received.changes_new += new.len();
        let told = new
            .into_iter()
            .map(|(envelope, change)| {
                (Timestamp(change.timestamp()), envelope, change.message().unwrap_or_default().to_owned())
            })
            .collect();
        Ok(LetIn { told, touch })
    }
}

fn quarantined(tx: &Batch<'_>, id: DocId) -> Result<Waiting, StoreError> {
    let (first, last) = change_range(id);
    let mut waiting = Waiting::new();
    for (_, value) in tx.range(Table::Quarantine, &first, &last)? {
        if let Some((reason, envelope)) = read_quarantined(&value)
            && reason != MISFIT
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

fn quarantined_docs(tx: &Batch<'_>) -> Result<BTreeSet<DocId>, StoreError> {
    let aside = tx.all(Table::Quarantine)?;
    Ok(aside.iter().filter_map(|(key, _)| key.get(..17).and_then(DocId::from_bytes)).collect())
}
