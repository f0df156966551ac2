//! Home: what needs this person now, four figures, and the newest rounds as pictures.

mod card;
mod model;
mod ui;

pub use model::{HomeModel, greeting};

pub(crate) use card::{ROUND_WIDTH, round_card};

use crate::beside::Beside;
use rushes_domain::Date;

/// The page's own state.
#[derive(Default)]
pub struct Home {
    known: Beside<(), (u64, Date), HomeModel>,
}
