//! Words as one looks for them: exactly, as a beginning, or with a slip of the finger.

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use std::sync::OnceLock;
use tantivy_fst::Automaton;

/// How a word of a text answers a word that was asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Nearness {
    Exact,
    Prefix,
    /// So many letters wrong, missing, too many or swapped.
    Typo(u8),
}

/// A word that is looked for.
pub(crate) struct Sought {
    word: String,
    letters: usize,
    /// The beginning of a word will do.
    prefix: bool,
    /// For typos: made when nothing better was found.
    near: OnceLock<Option<Near>>,
}

/// Recognises every word at most so far from one. Making the tables takes a while: they are kept.
static BUILDERS: [OnceLock<LevenshteinAutomatonBuilder>; 2] = [const { OnceLock::new() }; 2];

/// How many typos a word of so many letters may have: a short one would become any other.
fn typos(letters: usize) -> u8 {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

impl Sought {
    pub(crate) fn new(word: String, prefix: bool) -> Self {
        let letters = word.chars().count();
        Self { word, letters, prefix, near: OnceLock::new() }
    }

    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    pub(crate) fn is_prefix(&self) -> bool {
        self.prefix
    }

    /// How much of a longer word is asked for, 0 to 1.
    pub(crate) fn share_of(&self, word: &str) -> f32 {
        self.letters as f32 / (word.chars().count().max(self.letters).max(1)) as f32
    }

    /// What recognises it with typos; nothing for short words.
    pub(crate) fn near(&self) -> Option<&Near> {
        self.near
            .get_or_init(|| {
                let most = typos(self.letters);
                let place = usize::from(most).checked_sub(1)?;
                let builder = BUILDERS[place].get_or_init(|| LevenshteinAutomatonBuilder::new(most, true));
                Some(Near(if self.prefix {
                    builder.build_prefix_dfa(&self.word)
                } else {
                    builder.build_dfa(&self.word)
                }))
            })
            .as_ref()
    }

    /// How a word answers it, if it does. Typos count only where they were looked for.
    pub(crate) fn answered_by(&self, word: &str, with_typos: bool) -> Option<Nearness> {
        if word == self.word {
            return Some(Nearness::Exact);
        }
        if self.prefix && word.starts_with(&self.word) {
            return Some(Nearness::Prefix);
        }
        let near = with_typos.then(|| self.near()).flatten()?;
        match near.0.eval(word) {
            Distance::Exact(typos) => Some(Nearness::Typo(typos.max(1))),
            Distance::AtLeast(_) => None,
        }
    }
}

/// As the index's dictionary walks it.
pub(crate) struct Near(DFA);

impl Automaton for Near {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(asked: &str, prefix: bool, word: &str, expected: Option<Nearness>) {
        let sought = Sought::new(asked.into(), prefix);
        assert_eq!(sought.answered_by(word, true), expected, "{asked} and {word}");
    }

    #[test]
    fn short_words_take_no_typo_and_long_ones_two() {
        check("leg", false, "lag", None);
        check("legs", false, "lags", Some(Nearness::Typo(1)));
        check("chair", false, "chiar", Some(Nearness::Typo(1)));
        check("chair", false, "cahri", None);
        check("environment", false, "enviromnet", Some(Nearness::Typo(2)));
        check("grosse", false, "größe", None);
    }

    #[test]
    fn the_beginning_of_a_word_will_do_where_it_is_asked_for() {
        check("env", true, "environment", Some(Nearness::Prefix));
        check("env", false, "environment", None);
        check("envrio", true, "environment", Some(Nearness::Typo(1)));
        check("hero", true, "hero", Some(Nearness::Exact));
    }
}
