//! What one person has to do: today, this week, later, waiting for others.

mod model;
mod ui;

pub use model::{Group, groups};

use rushes_domain::{Date, PersonId};
use std::sync::Arc;

/// The page's own state.
#[derive(Default)]
pub struct MyWork {
    person: Option<PersonId>,
    known: Option<(u64, Date, PersonId, Arc<[Group]>)>,
}
