//! Stages over all projects that answer a question: the rows behind a figure on Home.

pub(crate) mod export;
mod model;
mod ui;

pub use model::{StageRow, answer};

use rushes_domain::Date;
use std::sync::Arc;

/// The page's own state.
#[derive(Default)]
pub struct Rows {
    known: Option<(u64, Date, crate::place::Question, Arc<[StageRow]>)>,
}
