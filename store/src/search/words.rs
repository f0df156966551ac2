//! How text becomes words: the same for what is kept, what is asked and what is shown.
//!
//! A word is a run of letters and digits, in lower case and without accents. Scripts written without
//! spaces give a word a letter.

use rushes_domain::names::{self, is_mark, is_unseen};
use std::ops::Range;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Longer words are cut: nobody types them, and a checksum in a comment must not fill the index.
const MOST_LETTERS: usize = 64;

/// The words of a text, one after the other.
pub(crate) struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Puts the next word into `folded`, and says where in the text it stands.
    pub(crate) fn next_into(&mut self, folded: &mut String) -> Option<Range<usize>> {
        while let Some(found) = self.run() {
            folded.clear();
            fold(&self.text[found.clone()], folded);
            if !folded.is_empty() {
                return Some(found);
            }
        }
        None
    }

    fn run(&mut self) -> Option<Range<usize>> {
        let mut start = None;
        for (i, letter) in self.text[self.at..].char_indices() {
            let at = self.at + i;
            let adds = is_mark(letter) || is_unseen(letter) || is_voicing(letter);
            let belongs = letter.is_alphanumeric() || (start.is_some() && adds);
            match start {
                None if belongs && is_ideograph(letter) => {
                    let rest = &self.text[at + letter.len_utf8()..];
                    self.at = self.text.len() - rest.trim_start_matches(|c| is_mark(c) || is_voicing(c)).len();
                    return Some(at..self.at);
                }
                None if belongs => start = Some(at),
                Some(from) if !belongs || (is_ideograph(letter) && !adds) => {
                    self.at = at;
                    return Some(from..at);
                }
                None | Some(_) => {}
            }
        }
        self.at = self.text.len();
        start.map(|from| from..self.at)
    }
}

/// The words of a text, folded.
pub(crate) fn folded(text: &str) -> Vec<String> {
    let (mut words, mut all, mut one) = (Words::of(text), Vec::new(), String::new());
    while words.next_into(&mut one).is_some() {
        all.push(one.clone());
    }
    all
}

/// Letters of scripts that are written without spaces.
fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{FF66}'..='\u{FF9D}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// A word as [`names::loose`] has it, in letters and digits alone.
fn fold(word: &str, into: &mut String) {
    if word.is_ascii() {
        into.extend(word.chars().take(MOST_LETTERS).map(|c| c.to_ascii_lowercase()));
        return;
    }
    let most = word.char_indices().nth(MOST_LETTERS).map_or(word.len(), |(at, _)| at);
    into.extend(names::loose(&word[..most]).chars().filter(|c| c.is_alphanumeric() || is_mark(*c)));
}

/// What makes another kana of the half-width one before it.
fn is_voicing(letter: char) -> bool {
    matches!(letter, '\u{FF9E}' | '\u{FF9F}')
}

/// [`Words`] as the index wants them.
#[derive(Clone, Default)]
pub(crate) struct WordTokenizer {
    token: Token,
}

pub(crate) struct WordStream<'a> {
    words: Words<'a>,
    token: &'a mut Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { words: Words::of(text), token: &mut self.token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(found) = self.words.next_into(&mut self.token.text) else { return false };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = found.start;
        self.token.offset_to = found.end;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &[&str]) {
        assert_eq!(folded(text), words, "{text}");
    }

    #[test]
    fn words_are_small_and_without_accents() {
        check("Größe, CAFÉ & Ærø", &["grosse", "cafe", "aero"]);
        check("SH010_v2-final", &["sh010", "v2", "final"]);
        check("Ångström Łódź İstanbul", &["angstrom", "lodz", "istanbul"]);
        check("ΑΘΉΝΑ Ёлка", &["αθηνα", "елка"]);
        check("", &[]);
        check(" \u{301}—…", &[]);
    }

    #[test]
    fn an_accent_written_apart_is_the_same_word() {
        check("cafe\u{301} re\u{301}sume\u{301}", &["cafe", "resume"]);
        check("ﬁnal", &["final"]);
        check("ＳＨ０１０ SH\u{200b}010 KAPI kapı", &["sh010", "sh010", "kapi", "kapi"]);
    }

    #[test]
    fn scripts_without_spaces_give_a_word_a_letter() {
        check("椅子のSH01", &["椅", "子", "の", "sh01"]);
        for glass in ["ガラス", "カ\u{3099}ラス", "ｶﾞﾗｽ"] {
            check(glass, &["カ\u{3099}", "ラ", "ス"]);
        }
        check(
            "한국",
            &folded("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}").iter().map(String::as_str).collect::<Vec<_>>(),
        );
    }

    #[test]
    fn words_stand_where_they_are_said_to() {
        let text = "Die Größe, né?";
        let (mut words, mut one, mut seen) = (Words::of(text), String::new(), Vec::new());
        while let Some(range) = words.next_into(&mut one) {
            seen.push((text[range].to_owned(), one.clone()));
        }
        let pairs: Vec<_> = seen.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(pairs, [("Die", "die"), ("Größe", "grosse"), ("né", "ne")]);
    }

    #[test]
    fn a_word_without_end_is_cut() {
        assert_eq!(folded(&"a".repeat(500))[0].len(), MOST_LETTERS);
    }
}
