//! What the sheet says beside its cells: notes and addresses on them, and what it hides.

use super::{
    super::{
        beside::CellNote,
        grid::{Grid, column_index},
        mapping::{ColumnMap, Field, Mapping},
        notes::MAX_COMMENT,
        preview::Problem,
        questions::{HiddenAnswer, HiddenColumn, HiddenQuestion},
    },
    Reading,
};
use rushes_domain::{FieldKind, ImportNote, StageDefId};
use std::{borrow::Cow, collections::BTreeSet};

/// Hidden rows named with the question.
const NAMED_ROWS: usize = 1_000;
/// Letters of a note that is told in a message.
const TOLD: usize = 80;

/// Hidden columns that mean something, but for the one that names the rows.
pub(super) fn hidden_columns(grid: &Grid, mapping: &Mapping) -> Vec<HiddenColumn> {
    let means = mapping.columns.iter().filter(|c| !matches!(c.field, Field::Ignore | Field::Name));
    let hidden = means.filter(|c| column_index(&c.column).is_some_and(|index| grid.hides_column(index)));
    hidden.map(|c| HiddenColumn { column: c.column.clone(), header: c.header.clone() }).collect()
}

/// A mapping that leaves columns out, but for the one that names the rows.
pub(super) fn without<'a>(mapping: &'a Mapping, columns: &[HiddenColumn]) -> Cow<'a, Mapping> {
    let mut mapping = mapping.clone();
    for column in mapping.columns.iter_mut().filter(|c| c.field != Field::Name) {
        if columns.iter().any(|hidden| hidden.column == column.column) {
            *column = ColumnMap {
                column: std::mem::take(&mut column.column),
                header: std::mem::take(&mut column.header),
                why: "It is hidden in the sheet.".into(),
                ..ColumnMap::default()
            };
        }
    }
    Cow::Owned(mapping)
}

/// A note as a comment says it: with the name of who wrote it.
fn told(note: &CellNote) -> String {
    if note.author.is_empty() { note.text.clone() } else { format!("{}: {}", note.author, note.text) }
}

impl Reading<'_> {
    /// What the sheet hides, where it hides anything.
    pub(super) fn hides(&self, columns: &[HiddenColumn], skip: bool) -> Option<HiddenQuestion> {
        let sheets = self.grid.hidden_sheets.clone();
        if self.hidden_rows.is_empty() && columns.is_empty() && sheets.is_empty() {
            return None;
        }
        Some(HiddenQuestion {
            rows: self.hidden_rows.iter().copied().take(NAMED_ROWS).collect(),
            row_count: self.hidden_rows.len(),
            filtered: self.grid.beside.filtered && !self.hidden_rows.is_empty(),
            columns: columns.to_vec(),
            sheets,
            answer: if skip { HiddenAnswer::Skip } else { HiddenAnswer::Take },
        })
    }

    /// Everything that becomes a comment: the row's columns of notes, notes on its cells, and addresses behind cells
    /// that have no place for them.
    pub(super) fn notes(&mut self, row: usize) -> Vec<ImportNote> {
        let (grid, columns) = (self.grid, self.columns);
        let mut notes: Vec<ImportNote> = columns.notes.iter().filter_map(|c| self.note_of(row, c)).collect();
        let of_row = (row, 0)..(row + 1, 0);
        for ((_, column), on_cell) in grid.beside.notes.range(of_row.clone()) {
            let stage = self.stage_of(*column);
            for text in on_cell.iter().map(told) {
                if text.len() <= MAX_COMMENT {
                    notes.push(ImportNote { stage, text });
                } else {
                    self.warn(row, *column, Problem::Note, "The note on it is longer than a comment may be, 64 KiB");
                }
            }
        }
        let homeless = self.without_addresses();
        for ((_, column), link) in grid.beside.links.range(of_row) {
            let shown = grid.cell(row, *column).shown();
            if homeless.contains(column) && !link.starts_with("mailto:") && !shown.contains(link.as_str()) {
                let shown: String = shown.chars().take(TOLD).collect();
                let text = if shown.is_empty() { link.clone() } else { format!("{shown}: {link}") };
                notes.push(ImportNote { stage: self.stage_of(*column), text });
            }
        }
        notes
    }

    /// The stage that a column is about.
    fn stage_of(&self, column: usize) -> Option<StageDefId> {
        let found = self.columns.stages.iter().find(|s| s.columns().contains(&column)).map(|s| s.def);
        let noted = || self.columns.notes.iter().find(|n| n.index == column)?.stage.as_ref().map(|(def, _)| *def);
        found.or_else(noted)
    }

    /// Columns that come in, and take no address with their text.
    fn without_addresses(&self) -> BTreeSet<usize> {
        let columns = self.columns;
        let custom = columns.custom.iter().filter(|c| !matches!(c.field.kind, FieldKind::Text | FieldKind::Url));
        let single = [columns.kind, columns.priority, columns.due.map(|d| d.index), columns.project];
        let stages = columns.stages.iter().flat_map(super::StageColumns::columns);
        [columns.name]
            .into_iter()
            .chain(single.into_iter().flatten())
            .chain(stages)
            .chain(custom.map(|c| c.index))
            .collect()
    }

    /// Notes on rows that are no deliverables, such as the header, are told.
    pub(super) fn notes_of_nothing(&mut self, row: usize) {
        let grid = self.grid;
        for ((_, column), notes) in grid.beside.notes.range((row, 0)..(row + 1, 0)) {
            for note in notes {
                let words = told(note);
                let short: String = words.chars().take(TOLD).collect();
                let dots = if short.len() < words.len() { "…" } else { "" };
                let why = format!("The note on it is about no deliverable and is left out: {short}{dots}");
                self.warn(row, *column, Problem::Note, &why);
            }
        }
    }
}
