//! The table as it is shown, for writing to a file: its rows in their order, its columns in theirs.

use super::{Table, columns};
use crate::actions::{Action, Cx, FileKind};
use rushes_domain::{ColumnId, ProjectId};
use rushes_store::export::{Column, StageColumn};

impl Table {
    /// What writes what is seen.
    pub(super) fn export(&self, cx: &Cx<'_>, project: ProjectId, kind: FileKind) -> Action {
        let all = columns::all(&cx.snapshot.state.studio, self.model.columns(), &self.settings);
        let shown = all.into_iter().filter(|c| !c.hidden);
        let columns = shown.flat_map(|column| as_written(&column.id, &column.title)).collect();
        let code = cx.snapshot.state.projects.get(&project).map_or_else(|| "table".into(), |p| p.code.clone());
        let rows = self.model.rows().map(|row| row.deliverable.id).collect();
        Action::ExportView { title: code, columns: Some(columns), rows, kind }
    }
}

/// A column of the table as a file has it: a stage's cell says several things. Sums over all stages follow from
/// those and are left out.
fn as_written(id: &ColumnId, title: &str) -> Vec<Column> {
    match id {
        ColumnId::Name => vec![Column::Name],
        ColumnId::Kind => vec![Column::Kind],
        ColumnId::Priority => vec![Column::Priority],
        ColumnId::Due => vec![Column::Due],
        ColumnId::Description => vec![Column::Description],
        ColumnId::Field(field) => vec![Column::Custom(*field)],
        ColumnId::Stage(_) => {
            StageColumn::ALL.into_iter().map(|column| Column::Stage { stage: title.to_owned(), column }).collect()
        }
        ColumnId::Progress | ColumnId::Estimate | ColumnId::Feedback | ColumnId::Other(_) => Vec::new(),
    }
}
