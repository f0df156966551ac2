//! Stages over all projects that answer a question: the rows behind a figure on Home.

pub(crate) mod export;
mod model;
mod ui;

pub use model::{StageRow, answer};

use rushes_domain::Date;
use std::sync::Arc;

/// The menu of a stage that is a row of a list.
pub(crate) const ROW_MENU: [&str; 5] =
    ["this.open", "this.review_newest", "this.project", "this.activity", "this.path"];

/// The page's own state.
#[derive(Default)]
pub struct Rows {
    known: Option<(u64, Date, crate::place::Question, Arc<[StageRow]>)>,
}
