//! Many entities at once: their documents fetched, worked on in parallel, put back.

use super::{
    Writer,
    command::{Deed, Drafts},
    folder::{self, Failure, Folder, Known, NewChange, Pen, Place, Worked},
    parallel,
};
use crate::{database::Batch, error::StoreError, journal::Table};
use rushes_domain::{DeliverableId, DocId, DocKind, Id, Touch};
use std::{collections::BTreeMap, sync::Arc};

/// How many entities are in hand at a time: a bound on memory.
const AT_ONCE: usize = 512;

/// Whether documents stay in memory when they have been worked on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Afterwards {
    Keep,
    Drop,
}

impl Writer {
    /// Carries out the edits of each deed, and reads what they touched anew. Returns the changes, to be signed.
    pub(super) fn edit(&mut self, tx: &Batch<'_>, deeds: Vec<Deed>, pen: &Pen) -> Result<Vec<Drafts>, StoreError> {
        let mut drafts: Vec<Drafts> = deeds.iter().map(|_| Drafts::default()).collect();
        let mut folders: BTreeMap<(usize, Id), Folder> = BTreeMap::new();
        for (number, deed) in deeds.into_iter().enumerate() {
            for edit in deed.edits {
                let id = edit.doc.id;
                let folder =
                    folders.entry((number, id)).or_insert_with(|| Folder { id, deed: number, ..Folder::default() });
                folder.edits.entry(edit.doc.kind).or_default().push(edit);
            }
        }
        self.work(tx, folders.into_values(), Some(pen), Afterwards::Keep, &mut drafts)?;
        Ok(drafts)
    }

    /// Reads deliverables anew whose documents were touched.
    pub(super) fn reread(
        &mut self,
        tx: &Batch<'_>,
        touched: BTreeMap<DeliverableId, BTreeMap<DocKind, Touch>>,
        afterwards: Afterwards,
    ) -> Result<(), StoreError> {
        let folders = touched.into_iter().map(|(id, touched)| Folder { id: id.0, touched, ..Folder::default() });
        self.work(tx, folders, None, afterwards, &mut [])
    }

    fn work(
        &mut self,
        tx: &Batch<'_>,
        mut folders: impl Iterator<Item = Folder>,
        pen: Option<&Pen>,
        afterwards: Afterwards,
        drafts: &mut [Drafts],
    ) -> Result<(), StoreError> {
        let mut pen = pen.cloned();
        loop {
            let fetched: Vec<Folder> =
                folders.by_ref().take(AT_ONCE).map(|f| self.fetch_first(tx, f)).collect::<Result<_, _>>()?;
            if fetched.is_empty() {
                return Ok(());
            }
            let authors = Known { actors: &self.actors, authority: &self.authority };
            let state = &self.state;
            let worked = parallel::map(fetched, |folder| {
                let old = state.own(DeliverableId(folder.id));
                folder::work(folder, old.map(Arc::as_ref), pen.as_ref(), &authors)
            });
            for worked in worked {
                let Worked { folder, drafts: new, read } = match worked {
                    Ok(worked) => worked,
                    Err(failed) => match *failed {
                        (folder, Failure::NotHere) => self.work_whole(tx, folder, &mut pen)?,
                        (folder, Failure::Store(StoreError::Damaged { .. })) => {
                            self.work_healed(tx, folder, &mut pen)?
                        }
                        (_, Failure::Store(error)) => return Err(error),
                    },
                };
                if let Some((deliverable, row)) = read {
                    row.write(tx)?;
                    self.state.set_deliverable(DeliverableId(folder.id), deliverable);
                }
                let deed = folder.deed;
                self.settle(tx, folder, &new.changes, afterwards)?;
                if let Some(drafts) = drafts.get_mut(deed) {
                    drafts.changes.extend(new.changes);
                    drafts.entries.extend(new.entries);
                }
            }
        }
    }

    /// Works on a folder with a damaged document in it, healed first. Healing ends this run's actor: what
    /// is written from here on is written under another one.
    fn work_healed(&mut self, tx: &Batch<'_>, folder: Folder, pen: &mut Option<Pen>) -> Result<Worked, StoreError> {
        let mut folder = self.fetch_all(tx, folder)?;
        let kinds: Vec<DocKind> = folder.places.keys().copied().collect();
        for kind in kinds {
            let Some(place) = folder.places.get_mut(&kind) else { continue };
            if self.open_or_heal(tx, DocId { kind, id: folder.id }, place)? {
                folder.touch(kind, Touch::All);
            }
        }
        if let Some(pen) = pen {
            self.renew(tx, pen)?;
        }
        self.work_here(folder, pen.as_ref()).map_err(|failed| match failed.1 {
            Failure::Store(error) => error,
            Failure::NotHere => StoreError::damaged("a deliverable", "its documents were not all read"),
        })
    }

    /// Works on a folder of which more was needed than was fetched.
    fn work_whole(&mut self, tx: &Batch<'_>, folder: Folder, pen: &mut Option<Pen>) -> Result<Worked, StoreError> {
        let folder = self.fetch_all(tx, folder)?;
        match self.work_here(folder, pen.as_ref()).map_err(|failed| *failed) {
            Ok(worked) => Ok(worked),
            Err((folder, _)) => self.work_healed(tx, folder, pen),
        }
    }

    fn work_here(&self, folder: Folder, pen: Option<&Pen>) -> Result<Worked, Box<(Folder, Failure)>> {
        let old = self.state.own(DeliverableId(folder.id));
        folder::work(folder, old.map(Arc::as_ref), pen, &self.authors())
    }

    /// What is needed first of an entity. Where only its plan or only its talk changes, the rest of what is
    /// known of it stays as it is, most likely, and its other documents need not be read.
    fn fetch_first(&mut self, tx: &Batch<'_>, mut folder: Folder) -> Result<Folder, StoreError> {
        let known = self.state.own(DeliverableId(folder.id)).is_some();
        let mut kinds = folder.edits.keys().chain(folder.touched.keys());
        let only = kinds.next().copied().filter(|kind| matches!(kind, DocKind::Plan | DocKind::Talk));
        folder.only = only.filter(|only| known && kinds.all(|kind| kind == only));
        match folder.only {
            // What was read is compared with all of it there.
            Some(only) if !cfg!(debug_assertions) => {
                let place = self.fetch(tx, DocId { kind: only, id: folder.id })?;
                folder.places.insert(only, place);
                Ok(folder)
            }
            _ => self.fetch_all(tx, folder),
        }
    }

    /// Everything that may be needed of an entity: all four documents of a deliverable.
    fn fetch_all(&mut self, tx: &Batch<'_>, mut folder: Folder) -> Result<Folder, StoreError> {
        let mut kinds: Vec<DocKind> = folder.edits.keys().chain(folder.touched.keys()).copied().collect();
        if kinds.iter().any(|kind| DocKind::OF_DELIVERABLE.contains(kind)) {
            kinds.extend(DocKind::OF_DELIVERABLE);
        }
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let place = self.fetch(tx, DocId { kind, id: folder.id })?;
            folder.places.insert(kind, place);
        }
        Ok(folder)
    }

    fn settle(
        &mut self,
        tx: &Batch<'_>,
        folder: Folder,
        new: &[NewChange],
        afterwards: Afterwards,
    ) -> Result<(), StoreError> {
        for (id, hash, ..) in new {
            self.count(*id, hash);
        }
        for (kind, place) in folder.places {
            let id = DocId { kind, id: folder.id };
            if let Place::Held(held) = place {
                let lengths: Vec<usize> = new.iter().filter(|(doc, ..)| *doc == id).map(|(.., c)| c.len()).collect();
                if !lengths.is_empty() {
                    self.save_if_long(tx, id, &held.doc, &lengths)?;
                }
                if afterwards == Afterwards::Keep {
                    self.put_back(id, *held);
                }
            }
        }
        Ok(())
    }

    /// Takes a document out of the cache, or its bytes off the disk. Who takes it puts it back; on
    /// an error it is loaded anew next time.
    pub(super) fn fetch(&mut self, tx: &Batch<'_>, id: DocId) -> Result<Place, StoreError> {
        if let Some(held) = self.docs.pop(&id) {
            return Ok(Place::Held(Box::new(held)));
        }
        if !self.holds(id) {
            return Ok(Place::Nowhere);
        }
        let saved = tx.get(Table::Snapshot, &id.to_bytes())?;
        let (first, last) = super::change_range(id);
        let envelopes = tx.range(Table::Envelope, &first, &last)?.into_iter();
        let envelopes = envelopes.map(|(key, value)| (key[17..].try_into().unwrap_or_default(), value)).collect();
        Ok(Place::Stored { saved, envelopes })
    }
}
