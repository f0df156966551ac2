//! A new database of what can be read of a damaged one. The damaged file is read and never written.

use super::read::recount;
use crate::{
    actor::{Digest, Lost, change_range, closed_under_deps, quarantined_value, read_quarantined},
    authority::{ChangeHash, Envelope, Fact},
    clock,
    database::{TAKEN_OVER, Untouched, contain, taken_over},
    error::StoreError,
    home::Home,
    journal::{Journal, Table},
    media::Outline,
    tables::{self, Bytes},
    temporary::{Temporary, sync_folder},
};
use automerge::Change;
use redb::{Database, ReadOnlyDatabase, ReadTransaction, ReadableDatabase, ReadableTable};
use rushes_domain::{DocId, StudioId};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What came of a damaged database.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Salvaged {
    /// Changes that are whole.
    pub changes: u64,
    /// Documents of which something is missing: other devices send it.
    pub damaged: Vec<String>,
    /// Where the damaged file is kept.
    #[serde(serialize_with = "super::told")]
    pub kept: PathBuf,
}

/// Whether a salvage may lose anything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// Only what can be built anew: read models, digests, saves.
    None,
    /// Whatever cannot be read; it is named.
    Named,
}

impl Home {
    /// Makes a damaged studio usable again: what can be read goes on, what cannot is named and comes
    /// back from other devices. The damaged file is kept beside.
    ///
    /// # Errors
    /// [`StoreError::BeyondRepair`] when not even the studio's beginning can be read.
    pub fn salvage(&self, studio: StudioId) -> Result<Salvaged, StoreError> {
        salvage(&self.studio_dir(studio), studio, Loss::Named).map_err(|error| match error {
            StoreError::Damaged { why, .. } => StoreError::BeyondRepair { why },
            other => other,
        })
    }
}

/// A damaged database, open for reading.
enum Old {
    Closed(ReadOnlyDatabase),
    Mended(Database),
}

impl Old {
    /// One that was closed in order is read as it is; another is mended in memory first, for which
    /// more of it has to be whole.
    fn open(path: &Path) -> Result<Self, StoreError> {
        let untouched = || Untouched::open(path).map_err(StoreError::io("the studio's database"));
        contain(|| Ok(Self::Closed(tables::builder().open_read_only_with_backend(untouched()?)?)))
            .or_else(|_| contain(|| Ok(Self::Mended(tables::builder().create_with_backend(untouched()?)?))))
    }

    fn begin_read(&self) -> Result<ReadTransaction, StoreError> {
        Ok(match self {
            Self::Closed(db) => db.begin_read()?,
            Self::Mended(db) => db.begin_read()?,
        })
    }
}

pub(crate) fn salvage(dir: &Path, studio: StudioId, loss: Loss) -> Result<Salvaged, StoreError> {
    let path = dir.join("store.redb");
    let old = Old::open(&path)?;
    let read = contain(|| old.begin_read())?;
    let part = Temporary::beside(&path);
    let new = tables::prepared(tables::builder().create(part.path())?)?;
    let found = carry_over(dir, &read, &new, studio, loss)?;
    drop(read);
    // Closing a damaged database may fail as reading it did.
    let _ = contain(|| {
        drop(old);
        Ok(())
    });
    drop(new);
    let kept = set_aside(&path)?;
    fs::rename(part.path(), &path).map_err(StoreError::io(format!("the database {}", path.display())))?;
    part.keep();
    sync_folder(dir)?;
    tracing::warn!(kept = %kept.display(), changes = found.0, "a damaged database was made anew");
    Ok(Salvaged { changes: found.0, damaged: found.1, kept })
}

/// Moves a damaged database out of the way. Gives where it is kept.
pub(crate) fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let kept = path.with_extension(format!("damaged-{}", clock::now().0));
    fs::rename(path, &kept).map_err(StoreError::io(format!("the database {}", path.display())))?;
    Ok(kept)
}

fn carry_over(
    dir: &Path,
    read: &ReadTransaction,
    new: &Database,
    studio: StudioId,
    loss: Loss,
) -> Result<(u64, Vec<String>), StoreError> {
    let mut whole = true;
    let mut facts = Vec::new();
    whole &= rows(read, tables::FACT, |key, value| match Fact::from_bytes(value) {
        Ok(fact) if fact.studio == studio && fact.hash() == key => facts.push(fact),
        _ => {}
    });
    if !facts.iter().any(|f| matches!(f.body, crate::authority::FactBody::Studio { .. })) {
        return Err(StoreError::damaged("the studio's database", "not even the studio's beginning can be read"));
    }
    let mut heads: BTreeMap<DocId, Digest> = BTreeMap::new();
    whole &= rows(read, tables::HEADS, |key, value| {
        heads.extend(DocId::from_bytes(key).zip(Digest::from_bytes(value)));
    });
    let tx = new.begin_write()?;
    for fact in &facts {
        tx.open_table(tables::FACT)?.insert(fact.hash().as_slice(), fact.to_bytes().as_slice())?;
    }
    for table in [tables::INVITE, tables::DAMAGED] {
        let mut into = tx.open_table(table)?;
        let mut failed = None;
        rows(read, table, |key, value| failed = into.insert(key, value).err());
        failed.map_or(Ok(()), |e| Err(StoreError::from(e)))?;
    }
    let mut blobs = tx.open_table(tables::BLOB)?;
    let mut failed = None;
    whole &= rows(read, tables::BLOB, |key, value| {
        if Outline::from_bytes(value).is_some() {
            failed = blobs.insert(key, value).err();
        }
    });
    failed.map_or(Ok(()), |e| Err(StoreError::from(e)))?;
    drop(blobs);
    carry_feed(read, &tx)?;
    tx.open_table(tables::META)?.insert("rows", 0u32.to_le_bytes().as_slice())?;
    tx.commit()?;
    let (changes, missing) = carry_changes(read, new, &mut heads.clone().into_keys().collect())?;
    carry_journal(dir, read, new, &mut heads)?;
    let digests = recount(new)?;
    let damaged: Vec<DocId> =
        heads.iter().filter(|(doc, d)| digests.get(doc) != Some(d)).map(|(doc, _)| *doc).collect();
    if loss == Loss::None && !(whole && damaged.is_empty()) {
        return Err(StoreError::damaged(
            "the studio's database",
            if damaged.is_empty() {
                "parts of it cannot be read".to_owned()
            } else {
                format!("{} of its documents cannot be read whole", damaged.len())
            },
        ));
    }
    let tx = new.begin_write()?;
    for doc in &damaged {
        let lost = Lost {
            reason: "the database was damaged where it lay".into(),
            missing: missing.get(doc).cloned().unwrap_or_default(),
            had: 0,
        };
        tx.open_table(tables::DAMAGED)?.insert(doc.to_bytes().as_slice(), lost.to_bytes().as_slice())?;
    }
    tx.commit()?;
    Ok((changes, damaged.iter().map(ToString::to_string).collect()))
}

/// What can be read of a table: from its front until something is broken, then from its end. Says
/// whether that was all.
fn rows(read: &ReadTransaction, table: Bytes, mut with: impl FnMut(&[u8], &[u8])) -> bool {
    let mut last: Option<Vec<u8>> = None;
    let front = contain(|| {
        for entry in read.open_table(table)?.iter()? {
            let (key, value) = entry?;
            with(key.value(), value.value());
            last = Some(key.value().to_vec());
        }
        Ok(())
    });
    if front.is_ok() {
        return true;
    }
    let _ = contain(|| {
        for entry in read.open_table(table)?.iter()?.rev() {
            let (key, value) = entry?;
            if last.as_deref().is_some_and(|l| key.value() <= l) {
                break;
            }
            with(key.value(), value.value());
        }
        Ok(())
    });
    false
}

fn carry_feed(read: &ReadTransaction, tx: &redb::WriteTransaction) -> Result<(), StoreError> {
    let mut feed = Vec::new();
    let mut front = 0;
    let whole = contain(|| {
        for entry in read.open_table(tables::FEED)?.iter()? {
            let (key, value) = entry?;
            front = key.value();
            feed.push((front, value.value().to_vec()));
        }
        Ok(())
    });
    if whole.is_err() {
        let _ = contain(|| {
            for entry in read.open_table(tables::FEED)?.iter()?.rev() {
                let (key, value) = entry?;
                if key.value() <= front {
                    break;
                }
                feed.push((key.value(), value.value().to_vec()));
            }
            Ok(())
        });
    }
    let mut table = tx.open_table(tables::FEED)?;
    for (number, entry) in feed {
        table.insert(number, entry.as_slice())?;
    }
    Ok(())
}

/// Carries over what the journal holds and the damaged tables have not taken over.
fn carry_journal(
    dir: &Path,
    read: &ReadTransaction,
    new: &Database,
    heads: &mut BTreeMap<DocId, Digest>,
) -> Result<(), StoreError> {
    let after = contain(|| taken_over(read)).ok().flatten();
    // Where nobody knows how far they are, what only grows is taken from every record that is left.
    let (records, _) = Journal::open(dir)?.read(after.unwrap_or(0))?;
    let grows = |table| matches!(table, Table::Envelope | Table::Fact | Table::Blob | Table::Feed);
    let tells = |table| matches!(table, Table::Heads | Table::Quarantine | Table::Invite | Table::Damaged);
    let last = records.last().map_or(after.unwrap_or(0), |record| record.number);
    let tx = new.begin_write()?;
    for mut record in records {
        record.writes.retain(|table| grows(table) || (after.is_some() && tells(table)));
        let digests = record.writes.range(Table::Heads, &[], &[0xff; 32]);
        let digests =
            digests.filter_map(|(key, value)| DocId::from_bytes(key).zip(Digest::from_bytes(value.as_ref()?)));
        heads.extend(digests);
        record.writes.apply(&tx)?;
    }
    tx.open_table(tables::META)?.insert(TAKEN_OVER, last.to_le_bytes().as_slice())?;
    Ok(tx.commit()?)
}

type Missing = BTreeMap<DocId, Vec<ChangeHash>>;

/// Carries over every change that is whole, document by document. Gives how many, and what is known
/// to be missing.
fn carry_changes(
    read: &ReadTransaction,
    new: &Database,
    docs: &mut BTreeSet<DocId>,
) -> Result<(u64, Missing), StoreError> {
    for table in [tables::ENVELOPE, tables::QUARANTINE] {
        rows(read, table, |key, _| docs.extend(key.get(..17).and_then(DocId::from_bytes)));
    }
    let (mut count, mut missing) = (0, Missing::new());
    let all: Vec<DocId> = docs.iter().copied().collect();
    for some in all.chunks(512) {
        let tx = new.begin_write()?;
        for doc in some {
            let (first, last) = change_range(*doc);
            let mut changes: BTreeMap<ChangeHash, (Envelope, Change)> = BTreeMap::new();
            let mut aside: BTreeMap<ChangeHash, (String, Envelope)> = BTreeMap::new();
            let mut bad: Vec<ChangeHash> = Vec::new();
            // Each document by itself: one that cannot be reached does not cost the others.
            let _ = contain(|| {
                for entry in read.open_table(tables::ENVELOPE)?.range::<&[u8]>(first.as_slice()..=last.as_slice())? {
                    let (key, value) = entry?;
                    let hash: ChangeHash = key.value()[17..].try_into().unwrap_or_default();
                    let envelope = Envelope::from_bytes(value.value()).ok().filter(|e| e.doc == *doc && e.hash == hash);
                    match envelope.and_then(|e| e.check().ok().map(|c| (e, c))) {
                        Some(whole) => drop(changes.insert(hash, whole)),
                        None => bad.push(hash),
                    }
                }
                Ok(())
            });
            let _ = contain(|| {
                for entry in read.open_table(tables::QUARANTINE)?.range::<&[u8]>(first.as_slice()..=last.as_slice())? {
                    let (_, value) = entry?;
                    if let Some((why, envelope)) = read_quarantined(value.value()) {
                        aside.insert(envelope.hash, (why, envelope));
                    }
                }
                Ok(())
            });
            let (whole, undermined) = closed_under_deps(changes);
            let mut envelopes = tx.open_table(tables::ENVELOPE)?;
            for (envelope, _) in whole {
                let key = crate::actor::change_key(*doc, &envelope.hash);
                envelopes.insert(key.as_slice(), envelope.to_bytes().as_slice())?;
                count += 1;
            }
            let waits = "what it builds on was damaged on this device".to_owned();
            aside.extend(undermined.into_iter().map(|e| (e.hash, (waits.clone(), e))));
            let mut quarantine = tx.open_table(tables::QUARANTINE)?;
            for (hash, (why, envelope)) in aside {
                let key = crate::actor::change_key(*doc, &hash);
                quarantine.insert(key.as_slice(), quarantined_value(&why, &envelope.to_bytes())?.as_slice())?;
            }
            if !bad.is_empty() {
                missing.insert(*doc, bad);
            }
        }
        tx.commit()?;
    }
    Ok((count, missing))
}
