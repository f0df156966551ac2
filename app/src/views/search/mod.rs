//! The search page: words in names, notes, comments and people.

mod filters;
mod model;
mod rows;
mod ui;

pub use model::{Group, groups, place_of};

use crate::jobs::search::{Answer, Typing};

/// The page's own state.
#[derive(Default)]
pub struct Search {
    query: String,
    /// What was asked last.
    asked: Option<String>,
    typing: Typing,
    answer: Option<Answer>,
    /// Which of the rows shown is chosen.
    chosen: usize,
    /// Enter came before the answer: what is chosen by then is opened when it is here.
    hasty: bool,
    /// The frame the page was last shown in: coming back to it, one wants to type.
    shown: Option<u64>,
    /// The field, to know whether it has the keyboard.
    field: Option<egui::Id>,
    /// When to ask again, in the window's seconds: the index was behind.
    again_at: Option<f64>,
}

impl Search {
    /// The field one types into, for asking.
    #[must_use]
    pub fn typing(&self) -> &Typing {
        &self.typing
    }

    /// What the page asks from now on, as if it had been typed there.
    pub fn look_for(&mut self, text: String) {
        self.query = text;
        self.chosen = 0;
    }

    /// A query was answered.
    pub fn answered(&mut self, answer: Answer) {
        if self.typing.is_newest(&answer) {
            self.answer = Some(answer);
        }
    }

    /// Something changed: what is shown is asked for again.
    pub fn stale(&mut self) {
        self.asked = None;
    }
}
