//! The query people type to find rows: `status:review person:me due<7d hero -type:shot`.
//!
//! - Words by themselves are looked for in name, type, project code and description.
//! - `key:value` is a condition; several values separated by commas mean any of them, and several
//!   conditions mean all of them. A `-` before a condition or a word turns it round.
//! - Conditions on stages (status, person, due, rounds, feedback...) have to be met by one and the same
//!   stage. `person:me -status:approved` finds what has a stage of mine that is not approved.
//! - Case and accents do not count. What has spaces stands in quotes or backticks.
//!
//! Parsing never fails: what is not understood is told in a [`Notice`] and left out.

mod complete;
mod condition;
mod day;
mod edit;
mod fold;
mod key;
mod lex;
mod parse;
mod values;

pub use complete::{Completion, CompletionKind, complete};
pub use condition::Searched;
pub use day::parse_day;
pub use edit::{PERSON, STATUS, values, with_values};
pub use fold::fold;
pub use lex::quoted;

use crate::{Date, PersonId, deliverable::Deliverable, stage::Stage, state::State};
use condition::{Part, Term, Whole};
use std::ops::Range;

/// Something in a query that was not understood, and left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// What, as a sentence.
    pub text: String,
    /// What to write there instead, where that can be guessed.
    pub suggestion: Option<String>,
}

/// A query, read and looked up in one state. Names it holds are those of that state: parse it again when
/// people, fields, pipelines or projects change.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Query {
    whole: Vec<Term<Whole>>,
    part: Vec<Term<Part>>,
}

impl Query {
    /// Reads a text. `today` is the day where the person is, `me` who they are.
    #[must_use]
    pub fn parse(text: &str, state: &State, me: PersonId, today: Date) -> (Self, Vec<Notice>) {
        parse::parse(text, state, me, today)
    }

    /// Whether everything meets it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.part.is_empty()
    }

    /// Whether it says something about stages.
    #[must_use]
    pub fn is_about_stages(&self) -> bool {
        !self.part.is_empty()
    }

    /// Whether a deliverable meets it: as a whole, and one of its stages all that is said of stages.
    #[must_use]
    pub fn deliverable(&self, state: &State, deliverable: &Deliverable) -> bool {
        self.is_empty() || self.searched(deliverable, &Searched::of(state, deliverable))
    }

    /// As [`Self::deliverable`], the text being folded already: for lists that are filtered often.
    #[must_use]
    pub fn searched(&self, deliverable: &Deliverable, searched: &Searched) -> bool {
        self.whole(deliverable, searched)
            && (self.part.is_empty() || deliverable.stages.iter().any(|s| self.stage(deliverable, s)))
    }

    /// Whether a stage meets what is said of stages. One that is not in the pipeline any more is found where it is
    /// asked for by name.
    #[must_use]
    pub fn stage(&self, deliverable: &Deliverable, stage: &Stage) -> bool {
        let is_named = |t: &Term<Part>| !t.negated && t.any.iter().any(|p| matches!(p, Part::Stage { .. }));
        let in_sight = !stage.removed || self.part.is_empty() || self.part.iter().any(is_named);
        in_sight && self.part.iter().all(|t| t.holds(|p| p.holds(deliverable, stage)))
    }

    /// Whether a stage meets all of it, its deliverable included: for lists of stages.
    #[must_use]
    pub fn item(&self, state: &State, deliverable: &Deliverable, stage: &Stage) -> bool {
        self.stage(deliverable, stage)
            && (self.whole.is_empty() || self.whole(deliverable, &Searched::of(state, deliverable)))
    }

    fn whole(&self, deliverable: &Deliverable, searched: &Searched) -> bool {
        self.whole.iter().all(|t| t.holds(|w| w.holds(deliverable, searched)))
    }
}

#[cfg(test)]
mod tests;
