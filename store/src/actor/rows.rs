//! Read models: what documents come to, kept so that opening need not read every document.

use super::{Writer, entities::Afterwards};
use crate::{database::Batch, error::StoreError, journal::Table, tables};
use rushes_domain::{
    Comment, CommentId, Deliverable, DeliverableId, DocId, DocKind, Id, Personal, Project, ProjectId, Studio, Touch,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

impl Writer {
    /// Reads what was touched anew, into the state and into its rows.
    pub(super) fn refresh(&mut self, tx: &Batch<'_>, touched: BTreeMap<DocId, Touch>) -> Result<(), StoreError> {
        self.refresh_common(tx, touched.keys())?;
        let mut deliverables: BTreeMap<DeliverableId, BTreeMap<DocKind, Touch>> = BTreeMap::new();
        for (doc, touch) in touched {
            if DocKind::OF_DELIVERABLE.contains(&doc.kind) {
                deliverables.entry(DeliverableId(doc.id)).or_default().insert(doc.kind, touch);
            }
        }
        self.reread(tx, deliverables, Afterwards::Keep)
    }

    /// The studio and the projects of what was touched.
    pub(super) fn refresh_common<'a>(
        &mut self,
        tx: &Batch<'_>,
        touched: impl IntoIterator<Item = &'a DocId>,
    ) -> Result<(), StoreError> {
        for doc in touched {
            match doc.kind {
                DocKind::Studio => self.refresh_studio(tx)?,
                DocKind::Project => self.refresh_project(tx, ProjectId(doc.id))?,
                DocKind::Personal => self.refresh_personal(tx)?,
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn refresh_studio(&mut self, tx: &Batch<'_>) -> Result<(), StoreError> {
        let id = self.state.studio.id;
        let tree = self.tree(tx, DocId::studio(id))?;
        let mut studio = Studio::read(id, &tree, &self.authority.members());
        if studio.name.is_empty() {
            studio.name = self.authority.studio_name().to_owned();
        }
        self.state.set_studio(studio);
        Ok(())
    }

    /// What the person at this device keeps for themselves; nobody else's is read.
    pub(super) fn refresh_personal(&mut self, tx: &Batch<'_>) -> Result<(), StoreError> {
        let person = self.me().person;
        let tree = self.tree(tx, DocId::personal(person))?;
        self.state.personal = Arc::new(Personal::read(person, &tree));
        Ok(())
    }

    fn refresh_project(&mut self, tx: &Batch<'_>, id: ProjectId) -> Result<(), StoreError> {
        let tree = self.tree(tx, DocId::project(id))?;
        let project = Project::read(id, &tree);
        match &project {
            Some(project) => tx.put(Table::RowProject, id.bytes(), &bytes_of(project)?)?,
            None => tx.remove(Table::RowProject, id.bytes())?,
        }
        self.state.set_project(id, project);
        Ok(())
    }

    /// Reads everything anew: after an update that changed the read models, or a repair.
    pub(super) fn rebuild(&mut self, tx: &Batch<'_>) -> Result<(), StoreError> {
        tx.directly(|tx| {
            for table in [tables::ROW_PROJECT, tables::ROW_DELIVERABLE, tables::ROW_COMMENT] {
                tx.delete_table(table)?;
                tx.open_table(table)?;
            }
            Ok(())
        })?;
        self.state.set_deliverables(Vec::new());
        let docs: Vec<DocId> = self.shared.digests().keys().copied().collect();
        self.refresh_common(tx, &docs)?;
        let ids: BTreeSet<DeliverableId> = docs
            .iter()
            .filter(|doc| DocKind::OF_DELIVERABLE.contains(&doc.kind))
            .map(|doc| DeliverableId(doc.id))
            .collect();
        let all = || DocKind::OF_DELIVERABLE.map(|kind| (kind, Touch::All)).into();
        self.reread(tx, ids.into_iter().map(|id| (id, all())).collect(), Afterwards::Drop)?;
        tx.put(Table::Meta, b"rows", &tables::ROWS.to_le_bytes())
    }
}

/// How a deliverable is kept: its comments one by one, so that one more costs as much as the first.
pub(super) struct Row {
    id: Id,
    head: Option<Vec<u8>>,
    comments: Vec<(CommentId, Option<Vec<u8>>)>,
}

impl Row {
    /// What has to be written where `old` is what was written last.
    pub(super) fn of(id: Id, old: Option<&Deliverable>, new: Option<&mut Deliverable>) -> Result<Self, StoreError> {
        let nothing = &[][..];
        let before = old.map_or(nothing, |d| &d.comments);
        let after = new.as_ref().map_or(nothing, |d| &d.comments);
        let comments = changed(before, after)
            .into_iter()
            .map(|(id, comment)| Ok((id, comment.map(bytes_of).transpose()?)))
            .collect::<Result<_, StoreError>>()?;
        let head = new.map(|deliverable| {
            let comments = std::mem::take(&mut deliverable.comments);
            let bytes = bytes_of(deliverable);
            deliverable.comments = comments;
            bytes
        });
        Ok(Self { id, head: head.transpose()?, comments })
    }

    pub(super) fn write(&self, tx: &Batch<'_>) -> Result<(), StoreError> {
        match &self.head {
            Some(head) => tx.put(Table::RowDeliverable, &self.id.0, head)?,
            None => tx.remove(Table::RowDeliverable, &self.id.0)?,
        }
        for (comment, bytes) in &self.comments {
            let key = [self.id.0, *comment.bytes()].concat();
            match bytes {
                Some(bytes) => tx.put(Table::RowComment, &key, bytes)?,
                None => tx.remove(Table::RowComment, &key)?,
            }
        }
        Ok(())
    }
}

/// The comments that are new, different, or gone.
fn changed<'a>(before: &'a [Comment], after: &'a [Comment]) -> Vec<(CommentId, Option<&'a Comment>)> {
    let same = before.iter().zip(after).take_while(|(b, a)| b == a).count();
    let (before, after) = (&before[same..], &after[same..]);
    let same = before.iter().rev().zip(after.iter().rev()).take_while(|(b, a)| b == a).count();
    let (before, after) = (&before[..before.len() - same], &after[..after.len() - same]);
    let mut changed: BTreeMap<CommentId, Option<&Comment>> = before.iter().map(|c| (c.id, None)).collect();
    changed.extend(after.iter().map(|c| (c.id, Some(c))));
    changed.into_iter().collect()
}

fn bytes_of<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(value).map_err(|e| StoreError::damaged("a read model", e))
}
