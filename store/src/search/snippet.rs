//! The part of a text that answers a query, and where in it.

use super::{near::Sought, words::Words};
use std::ops::Range;

/// About how many letters a snippet has.
const LETTERS: usize = 160;
/// How many of them stand before the first word found.
const BEFORE: usize = 40;
/// Marks shown at most.
const MOST_MARKS: usize = 32;

/// What is marked in texts.
pub(crate) struct Marker<'a> {
    pub(crate) words: &'a [Sought],
    pub(crate) phrases: &'a [Vec<String>],
    /// Words with typos are marked too.
    pub(crate) with_typos: bool,
}

/// A short text, and the ranges of it (in bytes) that answer the query.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Snippet {
    /// The text, on one line.
    pub text: String,
    /// What of it answers, in order.
    pub marks: Vec<Range<usize>>,
}

impl Marker<'_> {
    /// Where a text answers.
    pub(crate) fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let (mut words, mut one) = (Words::of(text), String::new());
        let mut marks: Vec<Range<usize>> = Vec::new();
        while let Some(range) = words.next_into(&mut one) {
            let found = self.words.iter().any(|w| w.answered_by(&one, self.with_typos).is_some())
                || self.phrases.iter().flatten().any(|w| *w == one);
            if found {
                marks.push(range);
            }
        }
        marks
    }

    /// The part of one of these texts that answers best; the first text's beginning where none does.
    pub(crate) fn best(&self, texts: &[&str]) -> Snippet {
        let mut best: Option<(&str, Vec<Range<usize>>)> = None;
        for text in texts {
            let marks = self.marks(text);
            if best.as_ref().is_none_or(|(_, b)| marks.len() > b.len()) {
                best = Some((text, marks));
            }
        }
        best.map_or_else(Snippet::default, |(text, marks)| cut(text, &marks))
    }
}

/// Cuts out what is around the first mark.
fn cut(text: &str, marks: &[Range<usize>]) -> Snippet {
    let first = marks.first().map_or(0, |m| m.start);
    let mut start = text[..first].char_indices().rev().nth(BEFORE - 1).map_or(0, |(i, _)| i);
    if start > 0 {
        // From the beginning of a word, where one begins before the mark.
        start = text[start..first].find(char::is_whitespace).map_or(start, |i| start + i);
    }
    let mut end = text[start..].char_indices().nth(LETTERS).map_or(text.len(), |(i, _)| start + i);
    if end < text.len() {
        let least = marks.first().map_or(start, |m| m.end);
        if least < end {
            end = text[least..end].rfind(char::is_whitespace).map_or(end, |i| least + i);
        }
    }
    let mut snippet = Snippet::default();
    if start > 0 {
        snippet.text.push('…');
    }
    // Runs of spaces and line ends become one space; marks move along.
    let mut moved = Vec::new();
    let mut waiting = marks.iter().filter(|m| m.start >= start && m.end <= end).take(MOST_MARKS).peekable();
    let mut spaced = true;
    for (i, letter) in text[start..end].char_indices() {
        let at = start + i;
        if letter.is_whitespace() || letter.is_control() {
            if !spaced {
                snippet.text.push(' ');
            }
            spaced = true;
            continue;
        }
        spaced = false;
        if waiting.peek().is_some_and(|m| m.start == at) {
            moved.push(snippet.text.len());
        }
        snippet.text.push(letter);
        if waiting.peek().is_some_and(|m| m.end == at + letter.len_utf8()) {
            waiting.next();
            if let Some(from) = moved.pop() {
                snippet.marks.push(from..snippet.text.len());
            }
        }
    }
    snippet.text.truncate(snippet.text.trim_end().len());
    if end < text.len() {
        snippet.text.push('…');
    }
    snippet
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(asked: &str, texts: &[&str]) -> String {
        let words: Vec<Sought> = super::super::words::folded(asked).into_iter().map(|w| Sought::new(w, true)).collect();
        let snippet = Marker { words: &words, phrases: &[], with_typos: true }.best(texts);
        let mut told = snippet.text.clone();
        for mark in snippet.marks.iter().rev() {
            told.insert(mark.end, ']');
            told.insert(mark.start, '[');
        }
        told
    }

    #[test]
    fn what_answers_is_marked() {
        assert_eq!(shown("leg", &["The legs are\n  too thick"]), "The [legs] are too thick");
        assert_eq!(shown("grosse", &["Die Größe passt"]), "Die [Größe] passt");
        assert_eq!(shown("chiar", &["nothing", "the chair"]), "the [chair]");
        assert_eq!(shown("zzz", &["a text", "another"]), "a text");
        assert_eq!(shown("zzz", &[]), "");
    }

    #[test]
    fn a_long_text_is_cut_around_what_answers() {
        let long = format!("{} needle {}", "before ".repeat(50), "after ".repeat(50));
        let told = shown("needle", &[&long]);
        assert!(told.starts_with("…before") && told.ends_with("after…") && told.contains("[needle]"), "{told}");
        assert!(told.chars().count() < LETTERS + 8, "{told}");
    }

    proptest! {
        #[test]
        fn any_text_can_be_cut(text in ".{0,400}", asked in ".{0,20}") {
            let words: Vec<Sought> =
                super::super::words::folded(&asked).into_iter().map(|w| Sought::new(w, true)).collect();
            let snippet = Marker { words: &words, phrases: &[], with_typos: true }.best(&[&text]);
            for mark in snippet.marks {
                prop_assert!(snippet.text.get(mark).is_some());
            }
        }
    }
}
