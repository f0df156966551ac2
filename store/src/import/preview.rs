//! What an import would do.

use super::mapping::Ignored;
use rushes_domain::Command;
use serde::Serialize;

/// A cell that cannot be understood.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CellError {
    /// The sheet's name.
    pub sheet: String,
    /// Its row, from 1.
    pub row: usize,
    /// Its column's letters.
    pub column: String,
    /// What the cell holds.
    pub value: String,
    /// What is wrong with it, as a sentence.
    pub message: String,
}

/// What happens to a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A new deliverable.
    Created,
    /// A known one that changes.
    Updated,
    /// A known one that is so already.
    Unchanged,
    /// Left out, because of its errors or because it belongs to another project.
    Skipped,
}

/// One field that changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Change {
    /// Which: "Due", "Modeling status".
    pub field: String,
    /// As it is; empty where there is nothing.
    pub from: String,
    /// As it will be.
    pub to: String,
}

/// One row that names a deliverable, or should.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RowPreview {
    /// Its number, from 1.
    pub row: usize,
    /// The deliverable's name.
    pub name: String,
    /// What happens to it.
    pub outcome: Outcome,
    /// What changes of a known deliverable.
    pub changes: Vec<Change>,
}

/// What an import would do. Nothing is done until its command is submitted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Preview {
    /// Deliverables that are new.
    pub created: usize,
    /// Known ones that change.
    pub updated: usize,
    /// Known ones that are so already.
    pub unchanged: usize,
    /// Rows left out: those with errors, and those of other projects. Blank rows, section headings
    /// and totals are no rows.
    pub skipped: usize,
    /// Every cell that cannot be understood, by row; the first 10,000 of them.
    pub errors: Vec<CellError>,
    /// How many errors there are in all.
    pub error_count: usize,
    /// Columns that are not imported, with the reason.
    pub ignored: Vec<Ignored>,
    /// Names of people who are added.
    pub people: Vec<String>,
    /// Every row.
    pub rows: Vec<RowPreview>,
    /// What does it. Nothing where there is nothing to do, or where errors forbid it.
    #[serde(skip)]
    pub command: Option<Command>,
}
