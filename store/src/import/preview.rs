//! What an import would do.

use super::{mapping::Ignored, questions::Questions};
use rushes_domain::{Command, Field, FieldKind};
use serde::Serialize;

/// What is the matter with a cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// It is a formula that failed, or has no saved value.
    Formula,
    /// Some of its bytes are none of the file's encoding.
    Encoding,
    /// It names no deliverable, or none that can be.
    Name,
    /// Another row has the name.
    Duplicate,
    /// It is no day.
    Date,
    /// It is one of several days, and nobody has said in which order the sheet writes them.
    DateOrder,
    /// It is a number of something, and nobody has said of what.
    Unit,
    /// It is no length of work.
    Effort,
    /// It is no round's number, or less than the rounds there are.
    Round,
    /// It is no status that is known.
    Status,
    /// It is no priority.
    Priority,
    /// It names nobody, or one of several.
    Person,
    /// It is not what its field takes.
    Value,
    /// It is more than its field takes.
    Long,
    /// A note on it is about nothing that comes in.
    Note,
}

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
    /// The same for programs.
    pub kind: Problem,
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
    /// Left out; [`RowPreview::left`] says why.
    Skipped,
}

/// Why a row is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// It has errors.
    Errors,
    /// It belongs to another project.
    OtherProject,
    /// It is hidden in the sheet, and hidden rows are left out.
    Hidden,
    /// Somebody said so.
    Asked,
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
    /// Why it is left out, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<Left>,
    /// What changes of a known deliverable; of a new one all that is said of it.
    pub changes: Vec<Change>,
}

/// A custom field that a column becomes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NewField {
    /// Its name.
    pub name: String,
    /// What kind of value it takes.
    pub kind: FieldKind,
    /// The options of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

impl NewField {
    pub(super) fn of(field: &Field) -> Self {
        let options = field.options.iter().map(|o| o.name.clone()).collect();
        Self { name: field.name.clone(), kind: field.kind, options }
    }
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
    /// Rows left out: those with errors, those of other projects, and those somebody named. Blank rows, section headings
    /// and totals are no rows.
    pub skipped: usize,
    /// Every cell that cannot be understood, by row; the first 10,000 of them.
    pub errors: Vec<CellError>,
    /// How many errors there are in all.
    pub error_count: usize,
    /// What is to be known of cells although their rows are imported, by row; the first 10,000.
    pub warnings: Vec<CellError>,
    /// How many of those there are in all.
    pub warning_count: usize,
    /// Columns that are not imported, with the reason.
    pub ignored: Vec<Ignored>,
    /// Names of people who are added.
    pub people: Vec<String>,
    /// Custom fields that columns become.
    pub fields: Vec<NewField>,
    /// Notes that become comments.
    pub comments: usize,
    /// What only a person can say.
    pub questions: Questions,
    /// Every row.
    pub rows: Vec<RowPreview>,
    /// What does it. Nothing where there is nothing to do, or where errors forbid it.
    #[serde(skip)]
    pub command: Option<Command>,
}
