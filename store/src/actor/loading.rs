//! Loading the read models: in as many shares as the machine has cores.

use super::{Writer, parallel::CORES};
use crate::{database::Db, error::StoreError, tables};
use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata};
use rushes_domain::{Comment, Deliverable, DeliverableId, Few, Id, Project, ProjectId, StageDefId};
use std::{collections::HashSet, ops::Bound, sync::Arc, thread};

impl Writer {
    /// Loads the read models; says whether they are of this program's version.
    pub(super) fn load_rows(&mut self) -> Result<bool, StoreError> {
        let read = self.db.begin_read()?;
        let version = read.open_table(tables::META)?.get("rows")?.map(|v| v.value().to_vec());
        if version.as_deref() != Some(tables::ROWS.to_le_bytes().as_slice()) {
            return Ok(false);
        }
        for entry in read.open_table(tables::ROW_PROJECT)?.iter()? {
            let (key, value) = entry?;
            let Ok(project) = postcard::from_bytes::<Project>(value.value()) else { return Ok(false) };
            self.state.set_project(ProjectId(id_of(key.value())), Some(project));
        }
        let Some(deliverables) = load_deliverables(&self.db)? else { return Ok(false) };
        self.state.set_deliverables(deliverables);
        Ok(true)
    }
}

fn id_of(key: &[u8]) -> Id {
    key.get(..16).and_then(|key| key.try_into().ok()).map_or_else(Id::default, Id)
}

/// A deliverable as its rows keep it; nothing where it has none.
pub(crate) fn kept(read: &ReadTransaction, id: DeliverableId) -> Result<Option<Deliverable>, StoreError> {
    fn damaged(error: impl std::fmt::Display) -> StoreError {
        StoreError::damaged("a read model", error)
    }
    let heads = read.open_table(tables::ROW_DELIVERABLE)?;
    let Some(head) = heads.get(id.bytes().as_slice())? else { return Ok(None) };
    let mut deliverable: Deliverable = postcard::from_bytes(head.value()).map_err(damaged)?;
    let range = [[*id.bytes(), [0; 16]].concat(), [*id.bytes(), [0xff; 16]].concat()];
    let comments = read.open_table(tables::ROW_COMMENT)?;
    for entry in comments.range::<&[u8]>(range[0].as_slice()..=range[1].as_slice())? {
        let (key, value) = entry?;
        if DeliverableId(id_of(key.value())) != id {
            return Err(damaged("a comment lies under another key"));
        }
        deliverable.comments.push(postcard::from_bytes(value.value()).map_err(damaged)?);
    }
    deliverable.comments.sort_by_key(|c| (c.at, c.id));
    Ok(Some(deliverable))
}

/// Nothing where a row does not read.
fn load_deliverables(db: &Db) -> Result<Option<Vec<Arc<Deliverable>>>, StoreError> {
    let shares = (*CORES).clamp(1, 16);
    // Ids are random bits: their first byte divides them evenly.
    let border = |share: usize| u8::try_from(share * 256 / shares).ok();
    let loaded: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..shares)
            .map(|share| scope.spawn(move || load_share(db, border(share).unwrap_or(0), border(share + 1))))
            .collect();
        workers.into_iter().map(|w| w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut all = Vec::new();
    for share in loaded {
        match share? {
            Some(mut share) => all.append(&mut share),
            None => return Ok(None),
        }
    }
    // A row that is out of its order is found by no range.
    let comments: u64 = all.iter().map(|d: &Arc<Deliverable>| d.comments.len() as u64).sum();
    let rows = db.begin_read()?.open_table(tables::ROW_COMMENT)?.len()?;
    Ok((comments == rows).then_some(all))
}

/// The deliverables whose ids begin with a byte from `first` up to `end`, in the order of their ids.
fn load_share(db: &Db, first: u8, end: Option<u8>) -> Result<Option<Vec<Arc<Deliverable>>>, StoreError> {
    let read = db.begin_read()?;
    let (first, end) = ([first], end.map(|end| [end]));
    let range = || {
        let end = end.as_ref().map_or(Bound::Unbounded, |end| Bound::Excluded(end.as_slice()));
        (Bound::Included(first.as_slice()), end)
    };
    let mut comments = read.open_table(tables::ROW_COMMENT)?.range::<&[u8]>(range())?.peekable();
    let mut shared = Shared::default();
    let mut loaded = Vec::new();
    for entry in read.open_table(tables::ROW_DELIVERABLE)?.range::<&[u8]>(range())? {
        let (key, value) = entry?;
        let id = id_of(key.value());
        let Ok(mut deliverable) = postcard::from_bytes::<Deliverable>(value.value()) else { return Ok(None) };
        if deliverable.id != DeliverableId(id) {
            return Ok(None);
        }
        while let Some(comment) =
            comments.next_if(|next| next.as_ref().map_or(true, |(key, _)| id_of(key.value()) <= id))
        {
            let (key, value) = comment?;
            let Ok(comment) = postcard::from_bytes::<Comment>(value.value()) else { return Ok(None) };
            // A comment of no deliverable, or of another name: its key does not read as it was written.
            if key.value().split_at_checked(16) != Some((&id.0, comment.id.bytes())) {
                return Ok(None);
            }
            deliverable.comments.push(comment);
        }
        deliverable.comments.sort_by_key(|c| (c.at, c.id));
        shared.share(&mut deliverable);
        loaded.push(Arc::new(deliverable));
    }
    Ok(comments.next().is_none().then_some(loaded))
}

/// What is equal in many deliverables lies in memory once.
#[derive(Default)]
struct Shared {
    needs: HashSet<Few<StageDefId>>,
}

impl Shared {
    fn share(&mut self, deliverable: &mut Deliverable) {
        for stage in &mut deliverable.stages {
            match self.needs.get(&stage.needs) {
                Some(known) => stage.needs = known.clone(),
                None => drop(self.needs.insert(stage.needs.clone())),
            }
        }
    }
}
