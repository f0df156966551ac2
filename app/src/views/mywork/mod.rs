//! What one person has to do: who named them, then today, this week, later, waiting for others.

mod keys;
mod model;
mod row;
mod ui;

pub use model::{Group, Work, WorkRow};

use crate::views::filter::FilterBar;
use rushes_domain::{Date, PersonId, query::Query};
use std::sync::Arc;

/// What the known work was worked out for.
type For = (u64, Date, PersonId, Arc<Query>);

/// The page's own state.
#[derive(Default)]
pub struct MyWork {
    person: Option<PersonId>,
    filter: FilterBar,
    known: Option<(For, Arc<Work>)>,
    /// The line with the keyboard, counted over mentions and rows.
    chosen: Option<usize>,
    follow: bool,
    /// The marked fields of the chosen line are to be chosen from.
    settle: bool,
}
