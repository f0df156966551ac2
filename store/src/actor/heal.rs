//! A document that does not read as it was written: what is whole goes on, what is not is set
//! aside and named, and comes back from a peer, because the document's digest says that it is gone.

use super::{Digest, Writer, change_key, change_range, folder::Held, quarantined_value, read_quarantined};
use crate::{
    authority::{ChangeHash, Envelope, Fact},
    care::digests,
    clock,
    database::{Batch, Db, contain},
    error::StoreError,
    journal::Table,
    log::FeedEntry,
    tables,
};
use automerge::{Automerge, Change};
use redb::ReadableTable;
use rushes_domain::{DeviceId, DocId, StudioId, Touch};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Why a change waits that builds on a lost one.
const UNDERMINED: &str = "what it builds on was damaged on this device";

/// What is damaged here and has not come back from a peer yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Damage {
    /// Which document; nothing for a fact: a grant, or the studio's beginning.
    pub doc: Option<DocId>,
    /// What was found.
    pub reason: String,
    /// How many of its changes are missing here.
    pub missing: u64,
}

/// What a repair did.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Repaired {
    /// Documents looked at closely.
    pub documents: u64,
    /// Changes that were set aside as damaged; other devices send them again.
    pub set_aside: u64,
    /// Media files that were set aside as damaged; other devices send them again.
    pub media: u64,
    /// What is still missing here.
    pub missing: Vec<Damage>,
}

/// The row of a damaged document.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Lost {
    pub(crate) reason: String,
    /// Hashes of what is gone; none where even those cannot be read.
    pub(crate) missing: Vec<ChangeHash>,
    /// How many changes the document had in all, where more are gone than are named. It stands behind the rest, where
    /// an earlier version does not look.
    #[serde(skip)]
    pub(crate) had: u64,
}

impl Lost {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![1];
        bytes.extend(postcard::to_stdvec(&(self, self.had)).unwrap_or_default());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let read = bytes.split_first().and_then(|(_, rest)| postcard::take_from_bytes::<Self>(rest).ok());
        let Some((mut lost, rest)) = read else {
            return Self { reason: "it is not known what is missing".into(), ..Self::default() };
        };
        lost.had = postcard::from_bytes(rest).unwrap_or_default();
        lost
    }
}

/// What the writer knows about damage.
#[derive(Default)]
pub(super) struct Care {
    /// An error of the disk has left it open what was written: everything is read anew first.
    pub(super) stale: bool,
    /// Keys of what is missing.
    pub(super) damaged: BTreeSet<Vec<u8>>,
    /// Documents healed in this batch, whose read models are stale.
    healed: BTreeSet<DocId>,
    set_aside: u64,
}

impl Care {
    /// Whether a document was healed that has not been read anew yet.
    pub(super) fn healed_any(&self) -> bool {
        !self.healed.is_empty()
    }
}

pub(super) fn read_damaged(db: &Db) -> Result<BTreeSet<Vec<u8>>, StoreError> {
    let read = db.begin_read()?;
    let keys: Result<_, redb::StorageError> =
        read.open_table(tables::DAMAGED)?.iter()?.map(|entry| Ok(entry?.0.value().to_vec())).collect();
    Ok(keys?)
}

/// Takes facts out that do not read as they were signed, so that a peer's copy takes their place.
pub(super) fn set_damaged_facts_aside(db: &Db, studio: StudioId) -> Result<(), StoreError> {
    let bad: Vec<Vec<u8>> = {
        let read = db.begin_read()?;
        let table = read.open_table(tables::FACT)?;
        let mut bad = Vec::new();
        for entry in table.iter()? {
            let (key, value) = entry?;
            let fits = Fact::from_bytes(value.value()).is_ok_and(|f| f.studio == studio && f.hash() == key.value());
            if !fits {
                bad.push(key.value().to_vec());
            }
        }
        bad
    };
    if bad.is_empty() {
        return Ok(());
    }
    tracing::error!(count = bad.len(), "facts are damaged and were set aside");
    let tx = db.begin_write()?;
    for key in bad {
        tx.open_table(tables::FACT)?.remove(key.as_slice())?;
        let lost = Lost {
            reason: "a grant, or the studio's beginning, does not read as it was signed".into(),
            missing: key.as_slice().try_into().into_iter().collect(),
            had: 0,
        };
        tx.open_table(tables::DAMAGED)?.insert(key.as_slice(), lost.to_bytes().as_slice())?;
    }
    Ok(tx.commit()?)
}

/// Splits a document's changes into those that all they build on is here for, in an order they can
/// be applied in, and the rest.
pub(crate) fn closed_under_deps(
    mut changes: BTreeMap<ChangeHash, (Envelope, Change)>,
) -> (Vec<(Envelope, Change)>, Vec<Envelope>) {
    let mut whole = Vec::with_capacity(changes.len());
    let mut held: BTreeSet<ChangeHash> = BTreeSet::new();
    loop {
        let next: Vec<ChangeHash> = changes
            .iter()
            .filter(|(_, (_, change))| change.deps().iter().all(|d| held.contains(&d.0)))
            .map(|(hash, _)| *hash)
            .collect();
        if next.is_empty() {
            return (whole, changes.into_values().map(|(envelope, _)| envelope).collect());
        }
        for hash in next {
            held.insert(hash);
            whole.extend(changes.remove(&hash));
        }
    }
}

impl Writer {
    /// Remembers that something is missing under a key.
    pub(super) fn note_damaged(&mut self, key: Vec<u8>) {
        self.care.damaged.insert(key);
    }

    /// Reads everything anew where an error of the disk has left open what is on it.
    pub(super) fn recover(&mut self) -> Result<(), StoreError> {
        if self.care.stale {
            let db = std::sync::Arc::clone(&self.db);
            contain(|| {
                db.reopen()?;
                self.read_anew()
            })?;
            self.care = Care { damaged: std::mem::take(&mut self.care.damaged), ..Care::default() };
        }
        Ok(())
    }

    /// Keeps what is whole of a document, names what is not, and gives the document as it is then.
    pub(super) fn heal(&mut self, tx: &Batch<'_>, id: DocId, why: &str) -> Result<Automerge, StoreError> {
        tracing::error!(doc = %id, why, "a document is damaged; what is whole of it goes on");
        let (first, last) = change_range(id);
        let mut changes: BTreeMap<ChangeHash, (Envelope, Change)> = BTreeMap::new();
        let mut lost = Lost { reason: why.to_owned(), ..Lost::default() };
        let mut bad: Vec<Vec<u8>> = Vec::new();
        for (key, value) in tx.range(Table::Envelope, &first, &last)? {
            match read_whole(&key, &value) {
                Some((envelope, change)) => drop(changes.insert(envelope.hash, (envelope, change))),
                None => {
                    tx.remove(Table::Envelope, &key)?;
                    bad.push(key);
                }
            }
        }
        let mut digest = Digest::default();
        for (key, value) in tx.range(Table::Quarantine, &first, &last)? {
            match read_quarantined(&value).filter(|(_, e)| change_key(e.doc, &e.hash) == *key) {
                Some((_, envelope)) => digest.add(&envelope.hash),
                None => {
                    tx.remove(Table::Quarantine, &key)?;
                    bad.push(key);
                }
            }
        }
        lost.missing.extend(bad.iter().filter_map(|k| ChangeHash::try_from(k.get(17..)?).ok()));
        let (whole, undermined) = closed_under_deps(changes);
        let (mut doc, mut all) = (Automerge::new(), Vec::with_capacity(whole.len()));
        for (envelope, change) in whole {
            digest.add(&envelope.hash);
            all.push((envelope, change));
        }
        let changes = || all.iter().map(|(_, change)| change.clone()).collect::<Vec<_>>();
        let applied = |doc: &mut Automerge, changes: Vec<Change>| {
            contain(|| doc.apply_changes(changes).map_err(|e| StoreError::damaged("a change", e)))
        };
        if applied(&mut doc, changes()).is_err() {
            doc = Automerge::new();
            for (envelope, change) in all {
                let mut tried = doc.clone();
                if applied(&mut tried, vec![change]).is_ok() {
                    doc = tried;
                } else {
                    set_aside(tx, &envelope)?;
                }
            }
        }
        for envelope in undermined {
            digest.add(&envelope.hash);
            set_aside(tx, &envelope)?;
        }
        tx.remove(Table::Snapshot, &id.to_bytes())?;
        if !lost.missing.is_empty() {
            let before = tx.get(Table::Damaged, &id.to_bytes())?.map(|bytes| Lost::from_bytes(&bytes));
            lost.missing.extend(before.into_iter().flat_map(|l| l.missing));
            tx.put(Table::Damaged, &id.to_bytes(), &lost.to_bytes())?;
            self.care.damaged.insert(id.to_bytes().to_vec());
            self.care.set_aside += bad.len() as u64;
        }
        self.digests.insert(id, digest);
        self.care.healed.insert(id);
        // This device may have lost changes of its own: it must not write others in their place.
        self.nonce = clock::fresh();
        Ok(doc)
    }

    /// Shows the digests of what was committed.
    pub(super) fn share_digests(&mut self) {
        if !self.digests.is_empty() {
            // `append` would build the whole map anew: hundreds of thousands of documents for one change.
            self.shared.digests_mut().extend(std::mem::take(&mut self.digests));
        }
    }

    /// Before a commit: read models of healed documents, and what has come back is not missing any more.
    pub(super) fn settle_damage(&mut self, tx: &Batch<'_>) -> Result<(), StoreError> {
        let healed = std::mem::take(&mut self.care.healed);
        if !healed.is_empty() {
            self.refresh(tx, healed.iter().map(|doc| (*doc, Touch::All)).collect())?;
            let entry = FeedEntry {
                at: clock::now(),
                device: DeviceId(self.key.verifying_key().to_bytes()),
                message: "Set damaged changes aside".into(),
                docs: healed.into_iter().collect(),
                changes: Vec::new(),
            };
            self.feed(tx, &entry)?;
        }
        let keys: Vec<Vec<u8>> = self
            .care
            .damaged
            .iter()
            .filter(|key| DocId::from_bytes(key).is_none_or(|doc| self.digests.contains_key(&doc)))
            .cloned()
            .collect();
        for key in keys {
            let Some(lost) = tx.get(Table::Damaged, &key)?.map(|bytes| Lost::from_bytes(&bytes)) else { continue };
            let back = |hash: &ChangeHash| match DocId::from_bytes(&key) {
                Some(doc) => {
                    let key = change_key(doc, hash);
                    Ok(tx.get(Table::Envelope, &key)?.is_some() || tx.get(Table::Quarantine, &key)?.is_some())
                }
                None => Ok::<_, StoreError>(self.facts.contains_key(hash)),
            };
            let count = DocId::from_bytes(&key).and_then(|doc| self.digests.get(&doc)).map_or(0, |d| d.count);
            let mut whole = (!lost.missing.is_empty() || lost.had > 0) && count >= lost.had;
            for hash in &lost.missing {
                whole &= back(hash)?;
            }
            if whole {
                tx.remove(Table::Damaged, &key)?;
                self.care.damaged.remove(&key);
            }
        }
        Ok(())
    }

    /// Heals some documents and builds every read model anew.
    pub(super) fn repair(&mut self, tx: &Batch<'_>, docs: &BTreeSet<DocId>) -> Result<Repaired, StoreError> {
        let before = self.care.set_aside;
        for id in docs {
            self.docs.pop(id);
            let doc = self.heal(tx, *id, "it did not read as it was written")?;
            self.put_back(*id, Held::new(doc));
        }
        self.mend_digests(tx)?;
        self.rebuild(tx)?;
        self.seq += 1;
        let missing = tx.all(Table::Damaged)?.iter().map(|(key, value)| damage(key, value)).collect();
        let set_aside = self.care.set_aside - before;
        Ok(Repaired { documents: docs.len() as u64, set_aside, media: 0, missing })
    }
}

impl Writer {
    /// Works out the digests anew where they do not fit the changes.
    fn mend_digests(&mut self, tx: &Batch<'_>) -> Result<(), StoreError> {
        self.write_digests(tx)?;
        let wrong = tx.directly(|tx| {
            let (envelopes, aside) = (tx.open_table(tables::ENVELOPE)?, tx.open_table(tables::QUARANTINE)?);
            let right = digests::counted([&envelopes, &aside], |_| ())?;
            digests::wrong(&tx.open_table(tables::HEADS)?, right)
        })?;
        for (doc, digest) in wrong {
            match digest {
                Some(digest) => {
                    self.digests.insert(doc, digest);
                    // What is built anew next goes by these.
                    self.shared.digests_mut().insert(doc, digest);
                }
                None => {
                    tx.remove(Table::Heads, &doc.to_bytes())?;
                    self.digests.remove(&doc);
                    self.shared.digests_mut().remove(&doc);
                }
            }
        }
        Ok(())
    }
}

/// A row of what is missing, for people.
pub(crate) fn damage(key: &[u8], value: &[u8]) -> Damage {
    let lost = Lost::from_bytes(value);
    Damage { doc: DocId::from_bytes(key), reason: lost.reason, missing: lost.missing.len().max(1) as u64 }
}

fn read_whole(key: &[u8], value: &[u8]) -> Option<(Envelope, Change)> {
    let envelope = Envelope::from_bytes(value).ok()?;
    let change = envelope.check().ok()?;
    (change_key(envelope.doc, &envelope.hash) == key).then_some((envelope, change))
}

fn set_aside(tx: &Batch<'_>, envelope: &Envelope) -> Result<(), StoreError> {
    let key = change_key(envelope.doc, &envelope.hash);
    tx.remove(Table::Envelope, &key)?;
    tx.put(Table::Quarantine, &key, &quarantined_value(UNDERMINED, &envelope.to_bytes())?)
}
