//! When two names are one name: the only folding of names there is.
//!
//! Names come from keyboards, sheets and other devices, and look the same while their characters differ: a Mac
//! writes "é" as two characters, a Japanese sheet writes letters and kana in another width, a web page puts in
//! spaces that do not break. There are three strengths, each built on the one before:
//!
//! * [`same`]: the same name. Deliverables, projects and codes, people, e-mail addresses, pipelines, saved views,
//!   and paths. Canonical forms, case, width, spaces and characters nobody sees do not count; accents do.
//! * [`plain`]: the same name, spaces and punctuation aside. Stages, custom fields and their options, columns of a
//!   sheet and words of a query, which people write as "Look Dev", "lookdev" and "look-dev".
//! * [`loose`]: what is searched for. Accents do not count either.
//!
//! [`tidy`] is how a name is kept: as it was typed, in one form.

use icu_normalizer::{
    ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed, properties::CanonicalCombiningClassMapBorrowed,
};
use std::borrow::Cow;
use unicase::UniCase;

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();
const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
const CLASS: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();

/// A name as it is kept and shown: as typed, in Unicode's composed form (NFC), nothing unseen at its ends.
#[must_use]
pub fn tidy(name: &str) -> String {
    let name = name.trim_matches(|c: char| c.is_whitespace() || is_unseen(c));
    match name.is_ascii() {
        true => name.to_owned(),
        false => NFC.normalize(name).into_owned(),
    }
}

/// A text with its accents as characters of their own (NFD), as a Mac writes file names.
#[must_use]
pub fn apart(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { NFD.normalize(text) }
}

/// A text in Unicode's composed form (NFC), in which texts are kept.
#[must_use]
pub fn composed(text: String) -> String {
    if text.is_ascii() || NFC.is_normalized(&text) { text } else { NFC.normalize(&text).into_owned() }
}

/// What two spellings of the same name have in common: composed or not, whatever the case, the width of letters,
/// and the number and kind of spaces. "ß" is "ss", the final "ς" is "σ", and "İ", "I" and "ı" are "i", since nobody
/// can tell from a name in capitals which language it is in.
#[must_use]
pub fn same(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    same_into(name, &mut folded);
    folded
}

/// Whether two spellings are the same name.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || same(one) == same(other)
}

/// As [`same`], letters and digits alone. A name that has none, such as an emoji, stays as [`same`] has it, since it
/// would be every other name without letters.
#[must_use]
pub fn plain(name: &str) -> String {
    let folded = same(name);
    let letters = joined_letters(&folded);
    if letters.is_empty() { folded } else { letters }
}

/// As [`plain`], for words of a sheet or a query that need not be names: nothing where there are no letters.
#[must_use]
pub fn letters(word: &str) -> String {
    joined_letters(&same(word))
}

/// As [`same`], without accents: "Élan Größe" becomes "elan grosse".
#[must_use]
pub fn loose(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    loose_into(text, &mut folded);
    folded
}

/// As [`loose`], letters and digits alone; nothing where there are none.
#[must_use]
pub fn loose_letters(text: &str) -> String {
    only_letters(&loose(text))
}

/// As [`loose`], put behind what is there.
pub fn loose_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        return ascii_into(text, folded);
    }
    let mut bare = String::with_capacity(text.len());
    // A sign for several letters, such as "㎒", has their case.
    let apart = same(&NFKD.normalize(text));
    for letter in NFKD.normalize_iter(apart.chars()) {
        match letter {
            // Letters that only look like others with something added: no decomposition knows them.
            'æ' => bare.push_str("ae"),
            'œ' => bare.push_str("oe"),
            'þ' => bare.push_str("th"),
            'ø' => bare.push('o'),
            'ł' | 'ŀ' => bare.push('l'),
            'đ' | 'ð' => bare.push('d'),
            'ħ' => bare.push('h'),
            'ŧ' => bare.push('t'),
            // What makes another kana of one is no accent.
            '\u{3099}' | '\u{309A}' => bare.push(letter),
            _ if is_mark(letter) => {}
            _ => bare.push(letter),
        }
    }
    spaced_into(&bare, folded);
}

/// A mark over, under or within a letter. It belongs to the letter before it.
#[must_use]
pub fn is_mark(letter: char) -> bool {
    !letter.is_ascii() && CLASS.get_u8(letter) != 0
}

/// A character nobody sees: it joins, parts, directs or chooses the look of others, and makes no other name.
#[must_use]
pub fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0100}'..='\u{E01EF}')
}

fn same_into(name: &str, folded: &mut String) {
    if name.is_ascii() {
        return ascii_into(name, folded);
    }
    let seen = name.chars().filter(|c| !is_unseen(*c));
    let decomposed: String = NFD.normalize_iter(seen.flat_map(usual_width)).collect();
    let small = UniCase::unicode(decomposed).to_folded_case();
    spaced_into(&NFC.normalize(&dotless(&small)), folded);
}

/// Lower case, one space between words.
fn ascii_into(text: &str, folded: &mut String) {
    for (n, word) in text.split_whitespace().enumerate() {
        if n > 0 {
            folded.push(' ');
        }
        folded.extend(word.chars().map(|c| c.to_ascii_lowercase()));
    }
}

/// One space between words.
fn spaced_into(text: &str, folded: &mut String) {
    for (n, word) in text.split_whitespace().enumerate() {
        if n > 0 {
            folded.push(' ');
        }
        folded.push_str(word);
    }
}

/// A letter in the width its script has: full-width "Ａ" is "A", half-width "ｶ" is "カ". Hyphens that do not break
/// are hyphens.
fn usual_width(letter: char) -> impl Iterator<Item = char> {
    let one = match letter {
        '\u{2010}' | '\u{2011}' => '-',
        '\u{FFE3}' => '\u{AF}',
        other => other,
    };
    let wide = matches!(one, '\u{FF00}'..='\u{FFEF}').then(|| NFKD.normalize_iter(std::iter::once(one)));
    let usual = wide.is_none().then_some(one);
    wide.into_iter().flatten().chain(usual)
}

/// Turkish has an "i" without a dot and a capital one with a dot; both are "i" here.
fn dotless(small: &str) -> Cow<'_, str> {
    if !small.contains(['ı', '\u{307}']) {
        return Cow::Borrowed(small);
    }
    let mut on_i = false;
    let letters = small.chars().filter_map(|letter| {
        let letter = if letter == 'ı' { 'i' } else { letter };
        if !is_mark(letter) {
            on_i = letter == 'i';
        }
        (!on_i || letter != '\u{307}').then_some(letter)
    });
    Cow::Owned(letters.collect())
}

fn only_letters(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric() || is_mark(*c)).collect()
}

/// As [`only_letters`]; a mark that stood alone belongs to the letter that is before it now.
fn joined_letters(folded: &str) -> String {
    composed(only_letters(folded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// (one spelling, another of the same name)
    #[test]
    fn spellings_of_one_name() {
        for (one, other) in [
            ("Café", "Cafe\u{301}"),
            ("  SH010  hero ", "sh010 HERO"),
            ("SH010\u{a0}hero", "SH010 hero"),
            ("\u{feff}SH\u{200b}010", "SH010"),
            ("ＳＨ０１０　Ａ", "SH010 A"),
            ("ｶﾞﾗｽ", "ガラス"),
            ("カ\u{3099}ラス", "ガラス"),
            ("Größe", "GRÖSSE"),
            ("GRÖẞE", "größe"),
            ("ΟΔΟΣ", "οδος"),
            ("οδος", "οδοσ"),
            ("İstanbul", "ISTANBUL"),
            ("KAPI", "kapı"),
            ("kapi", "KAPİ"),
            ("한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
            ("SH\u{2011}010", "SH-010"),
            ("ﬁn", "FIN"),
            ("❤\u{fe0f}", "❤"),
        ] {
            assert_eq!(same(one), same(other), "{one:?} {other:?}");
            assert!(is_same(one, other) && plain(one) == plain(other) && loose(one) == loose(other), "{one:?}");
        }
    }

    #[test]
    fn other_names() {
        for (one, other) in [("Café", "Cafe"), ("SH010", "SH 010"), ("ガラス", "カラス"), ("a", "b"), ("m²", "m2")]
        {
            assert!(!is_same(one, other), "{one} {other}");
        }
        assert_eq!(plain("Look-Dev_01"), plain("LOOK DEV 01"));
        assert_ne!(plain("★★"), plain("★★★"), "names without letters are not all one");
        assert_ne!(plain("ガラス"), plain("カラス"));
    }

    #[test]
    fn a_search_minds_no_accents() {
        assert_eq!(loose("Élan Größe ŁÓDŹ Cafe\u{301} Ørsted"), "elan grosse lodz cafe orsted");
        assert_eq!(loose_letters("Look-Dev_01"), "lookdev01");
        assert_ne!(loose("ガ"), loose("カ"));
    }

    #[test]
    fn what_is_kept_is_as_typed() {
        assert_eq!(tidy("\u{feff} Cafe\u{301}  Ｎ \u{200b}\n"), "Café  Ｎ");
        assert_eq!(tidy("  Look Dev "), "Look Dev");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,24}|[a-zıİſßΣςéＡ-Ｚｱ-ﾟ\u{300}-\u{345}\u{200b} \u{a0}㎒™ŉ]{0,12}") {
            prop_assert_eq!(same(&same(&text)), same(&text));
            prop_assert_eq!(plain(&plain(&text)), plain(&text));
            prop_assert_eq!(loose(&loose(&text)), loose(&text));
            prop_assert_eq!(tidy(&tidy(&text)), tidy(&text));
        }

        #[test]
        fn every_form_of_a_text_folds_alike(text in "\\PC{0,24}|[a-zA-Zéößıİガｶﾞ한\u{300}-\u{345} ]{0,12}") {
            for form in [NFC.normalize(&text), NFD.normalize(&text), tidy(&text).into()] {
                prop_assert_eq!(same(&form), same(&text));
                prop_assert_eq!(plain(&form), plain(&text));
                prop_assert_eq!(loose(&form), loose(&text));
            }
        }

        #[test]
        fn what_is_the_same_is_found(text in "\\PC{0,12}", other in "\\PC{0,12}") {
            prop_assert!(!is_same(&text, &other) || plain(&text) == plain(&other) && loose(&text) == loose(&other));
        }
    }
}
