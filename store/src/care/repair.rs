//! Setting damage aside, and giving room back.

use super::read::Reading;
use crate::{
    actor::{self, Damage, Message, Repaired},
    clock,
    database::contain,
    error::StoreError,
    store::Store,
    tables,
};
use redb::ReadableTable;
use rushes_domain::{Deliverable, DeliverableId, DocId, DocKind, Project, ProjectId, Timestamp, deliverable::Sources};
use serde::Serialize;
use std::{collections::BTreeSet, fs, sync::Arc, time::Duration};

/// The most times compaction is repeated while it still gains.
const MOST_ROUNDS: usize = 8;

/// How long compaction waits for readers and writers to be done.
const PATIENCE: Duration = Duration::from_secs(10);

/// What compaction gained.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Compacted {
    /// Bytes of the database before.
    pub before: u64,
    /// Bytes of the database after.
    pub after: u64,
}

/// Called for every one of many, and ends going over them with its error.
type Each<'a> = dyn FnMut() -> Result<(), StoreError> + 'a;

impl Store {
    /// What is damaged here and has not come back from a peer yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn damaged(&self) -> Result<Vec<Damage>, StoreError> {
        let read = self.db().begin_read()?;
        let mut damaged = Vec::new();
        for entry in read.open_table(tables::DAMAGED)?.iter()? {
            let (key, value) = entry?;
            damaged.push(actor::damage(key.value(), value.value()));
        }
        Ok(damaged)
    }

    /// Sets aside what is damaged, so that other devices send it again at the next sync, and builds
    /// all read models and digests anew.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn repair(&self) -> Result<Repaired, StoreError> {
        let mut docs: BTreeSet<DocId> = BTreeSet::new();
        for bad in self.audit()?.bad {
            docs.extend(bad.doc_id);
        }
        docs.extend(self.unreadable_documents(&mut || Ok(()))?.into_iter().map(|(doc, _)| doc));
        let bad_media: Vec<_> =
            self.media().known().into_iter().filter(|(hash, _)| self.media().damage(*hash).is_some()).collect();
        for (hash, _) in &bad_media {
            self.media().set_aside(*hash)?;
        }
        let mut repaired = self.ask(|done| Message::Repair { docs, done })?;
        repaired.media = bad_media.len() as u64;
        Ok(repaired)
    }

    /// Checks what the database holds, media files left out, and repairs what is damaged. Gives what
    /// the repair did; nothing where all is whole. The store looks after itself with it.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn self_check(&self) -> Result<Option<Repaired>, StoreError> {
        let whole = self.audit()?.bad.is_empty()
            && self.unreadable_documents(&mut || Ok(()))?.is_empty()
            && self.stale_rows(&mut || Ok(()))?.is_empty()
            && self.wrong_digests()?.is_empty();
        let repaired = if whole { None } else { Some(self.repair()?) };
        self.note_check();
        Ok(repaired)
    }

    /// Notes that the database needs no check for a while. Where that cannot be written, the next
    /// one comes early.
    pub fn note_check(&self) {
        let _ = fs::write(self.dir().join("checked"), clock::now().0.to_string());
    }

    /// When the database was last checked on this device, if it was.
    #[must_use]
    pub fn last_check(&self) -> Option<Timestamp> {
        fs::read_to_string(self.dir().join("checked")).ok()?.trim().parse().ok().map(Timestamp)
    }

    /// Documents that do not load, each with the reason. `each` is called for every one, and ends it with its error.
    pub(crate) fn unreadable_documents(&self, each: &mut Each<'_>) -> Result<Vec<(DocId, String)>, StoreError> {
        let read = self.db().begin_read()?;
        let changes = read.open_table(tables::ENVELOPE)?;
        let saves = read.open_table(tables::SNAPSHOT)?;
        let mut unreadable = Vec::new();
        for (id, _) in self.digests() {
            each()?;
            let loaded = contain(|| {
                let saved = saves.get(id.to_bytes().as_slice())?;
                let (first, last) = actor::change_range(id);
                let entries = changes.range::<&[u8]>(first.as_slice()..=last.as_slice())?.map(|entry| {
                    let (key, value) = entry?;
                    Ok((key.value()[17..].try_into().unwrap_or_default(), value.value().to_vec()))
                });
                actor::load(id, saved.as_ref().map(redb::AccessGuard::value), entries).map(drop)
            });
            if let Err(error) = loaded {
                unreadable.push((id, error.to_string()));
            }
        }
        Ok(unreadable)
    }

    /// Read models that say something else than the documents they come from. `each` as there.
    pub(crate) fn stale_rows(&self, each: &mut Each<'_>) -> Result<Vec<String>, StoreError> {
        let reading = Reading::of(self.db().begin_read()?, self.studio())?;
        let mut stale = Vec::new();
        let mut differs = |what: String, same: bool| {
            if !same {
                stale.push(format!("the read model of {what} does not say what its documents do"));
            }
        };
        let projects = reading.read.open_table(tables::ROW_PROJECT)?;
        for doc in reading.docs()? {
            each()?;
            // One that does not load is named already.
            match doc.kind {
                DocKind::Project => {
                    let Ok(tree) = reading.tree(doc) else { continue };
                    let should = Project::read(ProjectId(doc.id), &tree);
                    let row = projects.get(doc.id.0.as_slice())?;
                    let row = row.as_ref().map(redb::AccessGuard::value);
                    differs(doc.to_string(), row == encode(should.as_ref())?.as_deref());
                }
                DocKind::Plan => {
                    let id = DeliverableId(doc.id);
                    let of = |kind| reading.tree(DocId::of(kind, id));
                    let (Ok(plan), Ok(work), Ok(talk), Ok(verdict)) =
                        (of(DocKind::Plan), of(DocKind::Work), of(DocKind::Talk), of(DocKind::Verdict))
                    else {
                        continue;
                    };
                    let [plan, work, talk, verdict] = [plan, work, talk, verdict].map(Arc::new);
                    let should = Deliverable::read(id, &Sources { plan, work, talk, verdict });
                    let kept = match actor::kept(&reading.read, id) {
                        Err(StoreError::Damaged { .. }) => None,
                        kept => kept?,
                    };
                    differs(doc.to_string(), kept == should);
                }
                _ => {}
            }
        }
        Ok(stale)
    }

    /// Gives the database's unused room back to the disk. Commands wait meanwhile.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a backup or a check reads the database.
    pub fn compact(&self) -> Result<Compacted, StoreError> {
        let size = || fs::metadata(self.dir().join("store.redb")).map_or(0, |m| m.len());
        // What waits in the journal takes room too.
        drop(self.db().begin_read()?);
        let before = size();
        for _ in 0..MOST_ROUNDS {
            if !self.db().compact(PATIENCE)? {
                break;
            }
        }
        Ok(Compacted { before, after: size() })
    }
}

fn encode(value: Option<&impl Serialize>) -> Result<Option<Vec<u8>>, StoreError> {
    value.map(|v| postcard::to_stdvec(v).map_err(|e| StoreError::damaged("a read model", e))).transpose()
}
