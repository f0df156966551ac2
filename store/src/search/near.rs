//! Words as one looks for them: exactly, as a beginning, or with a slip of the finger.

use super::typo::Near;
use std::sync::OnceLock;

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

    /// Whether it is long enough to have one.
    pub(crate) fn may_have_typos(&self) -> bool {
        typos(self.letters) > 0
    }

    /// What recognises it with typos; nothing for short words.
    pub(crate) fn near(&self) -> Option<&Near> {
        self.near.get_or_init(|| Near::of(&self.word, typos(self.letters), self.prefix)).as_ref()
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
        near.distance(word).map(|typos| Nearness::Typo(typos.max(1)))
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
