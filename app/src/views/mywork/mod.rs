//! What one person has to do: who named them, then today, this week, later, waiting for others.

mod keys;
mod model;
mod row;
mod ui;

pub use model::{Group, Work, WorkRow};

use crate::{beside::Beside, views::filter::FilterBar};
use rushes_domain::{Date, PersonId, query::Query};
use std::sync::Arc;

/// As of which change, on which day, through which filter.
type AsOf = (u64, Date, Arc<Query>);

/// The page's own state.
#[derive(Default)]
pub struct MyWork {
    person: Option<PersonId>,
    filter: FilterBar,
    known: Beside<PersonId, AsOf, Work>,
    /// The line with the keyboard, counted over mentions and rows.
    chosen: Option<usize>,
    follow: bool,
    /// What of the chosen line a key opens.
    opened: Option<row::Opened>,
}
