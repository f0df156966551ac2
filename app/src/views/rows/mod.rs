//! Stages over all projects that answer a question: the rows behind a figure on Home.

pub(crate) mod export;
mod model;
mod ui;

pub use model::{Asking, StageRow, answer};

use rushes_domain::Date;

/// The menu of a stage that is a row of a list.
pub(crate) const ROW_MENU: [&str; 5] =
    ["this.open", "this.review_newest", "this.project", "this.activity", "this.path"];

/// The page's own state.
#[derive(Default)]
pub struct Rows {
    known: crate::beside::Beside<crate::place::Question, (u64, Date), Vec<StageRow>>,
}
