//! Bringing in sheets: workbooks and text files as studios keep them.
//!
//! Three steps, each of them pure but for reading the file: [`read`] makes typed cells of a file,
//! [`detect`] finds out which column means what (a person may edit the [`Mapping`]), and [`plan`]
//! says what would be created and changed, which cells cannot be understood, and which command
//! does it. A dry run is a preview whose command nobody submits.
//!
//! ```no_run
//! # fn main() -> Result<(), rushes_store::import::ImportError> {
//! # let (state, project) = (rushes_domain::State::default(), rushes_domain::ProjectId::default());
//! use rushes_store::{fresh, import, today};
//! let book = import::read("tracker.xlsx".as_ref(), None)?;
//! let target = import::Target::of(&state, project)?;
//! let mapping = import::detect(book.grid(), &target, None)?;
//! let skip = import::Skip::default();
//! let preview = import::plan(&state, project, book.grid(), &mapping, today(), &mut fresh, &skip)?;
//! # Ok(())
//! # }
//! ```

mod beside;
mod book;
mod cells;
mod columns;
mod contacts;
mod custom;
mod date;
mod effort;
mod encoding;
mod error;
mod grid;
mod layout;
mod making;
mod mapping;
mod notes;
mod people;
mod plan;
mod preview;
mod questions;
mod rounds;
mod saved;
mod target;
pub(crate) mod text;
mod update;

#[cfg(test)]
pub(crate) mod tests;

pub use beside::CellNote;
pub use book::{Book, read, read_in};
pub use date::DateOrder;
pub use effort::TimeUnit;
pub use encoding::{Decoded, Reading, TextEncoding};
pub use error::ImportError;
pub use grid::{Cell, Contact, Grid, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Shown, column_index, column_letters};
pub use layout::{HEADER_ROWS, HEADER_WITHIN, detect, outline};
pub use making::likely_kind;
pub use mapping::{ColumnMap, Field, Ignored, Mapping};
pub use plan::{Skip, plan};
pub use preview::{CellError, Change, Left, NewField, Outcome, Preview, Problem, RowPreview};
pub use questions::{
    DateQuestion, DateSample, EncodingQuestion, HiddenAnswer, HiddenColumn, HiddenQuestion, PersonQuestion, Questions,
    StatusAnswer, StatusQuestion, UnitQuestion,
};
pub use saved::{Recalled, keep, named, recall};
pub use target::Target;
pub use text::unguarded;
