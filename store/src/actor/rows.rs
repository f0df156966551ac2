//! Read models: what documents come to, kept so that opening need not read every document.

use super::Writer;
use crate::{error::StoreError, tables};
use redb::WriteTransaction;
use rushes_domain::{Deliverable, DeliverableId, DocId, DocKind, Project, ProjectId, Studio, deliverable::Sources};
use std::{collections::BTreeSet, sync::Arc};

impl Writer {
    /// Reads what was touched anew, into the state and into its rows.
    pub(super) fn refresh(&mut self, tx: &WriteTransaction, touched: &BTreeSet<DocId>) -> Result<(), StoreError> {
        let mut deliverables = BTreeSet::new();
        for doc in touched {
            match doc.kind {
                DocKind::Studio => self.refresh_studio(tx)?,
                DocKind::Project => self.refresh_project(tx, ProjectId(doc.id))?,
                DocKind::Plan | DocKind::Work | DocKind::Talk | DocKind::Verdict => {
                    deliverables.insert(DeliverableId(doc.id));
                }
                DocKind::Session | DocKind::Personal => {}
            }
        }
        deliverables.into_iter().try_for_each(|id| self.refresh_deliverable(tx, id))
    }

    pub(super) fn refresh_studio(&mut self, tx: &WriteTransaction) -> Result<(), StoreError> {
        let id = self.state.studio.id;
        let tree = self.tree(tx, DocId::studio(id))?;
        let mut studio = Studio::read(id, &tree, &self.authority.members());
        if studio.name.is_empty() {
            studio.name = self.authority.studio_name().to_owned();
        }
        self.state.studio = Arc::new(studio);
        Ok(())
    }

    fn refresh_project(&mut self, tx: &WriteTransaction, id: ProjectId) -> Result<(), StoreError> {
        let tree = self.tree(tx, DocId::project(id))?;
        let project = Project::read(id, &tree);
        let mut table = tx.open_table(tables::ROW_PROJECT)?;
        match &project {
            Some(project) => table.insert(id.bytes().as_slice(), row(project)?.as_slice())?,
            None => table.remove(id.bytes().as_slice())?,
        };
        self.state.set_project(id, project);
        Ok(())
    }

    pub(super) fn refresh_deliverable(&mut self, tx: &WriteTransaction, id: DeliverableId) -> Result<(), StoreError> {
        let sources = Sources {
            plan: self.tree(tx, DocId::of(DocKind::Plan, id))?,
            work: self.tree(tx, DocId::of(DocKind::Work, id))?,
            talk: self.tree(tx, DocId::of(DocKind::Talk, id))?,
            verdict: self.tree(tx, DocId::of(DocKind::Verdict, id))?,
        };
        let deliverable = Deliverable::read(id, &sources);
        let mut table = tx.open_table(tables::ROW_DELIVERABLE)?;
        match &deliverable {
            Some(deliverable) => table.insert(id.bytes().as_slice(), row(deliverable)?.as_slice())?,
            None => table.remove(id.bytes().as_slice())?,
        };
        self.state.set_deliverable(id, deliverable);
        Ok(())
    }

    /// Reads everything anew: after an update that changed the read models, or a repair.
    pub(super) fn rebuild(&mut self, tx: &WriteTransaction) -> Result<(), StoreError> {
        let docs: BTreeSet<DocId> =
            self.shared.digests.read().unwrap_or_else(std::sync::PoisonError::into_inner).keys().copied().collect();
        // A row that nothing stands behind any more goes too.
        tx.delete_table(tables::ROW_PROJECT)?;
        tx.delete_table(tables::ROW_DELIVERABLE)?;
        tx.open_table(tables::ROW_PROJECT)?;
        tx.open_table(tables::ROW_DELIVERABLE)?;
        self.refresh(tx, &docs)?;
        tx.open_table(tables::META)?.insert("rows", tables::ROWS.to_le_bytes().as_slice())?;
        Ok(())
    }
}

fn row<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(value).map_err(|e| StoreError::damaged("a read model", e))
}
