//! Which encoding a text without a mark is in, by how likely its letters are. Made for short texts: a sheet may hold
//! twenty letters that are not ASCII.
//!
//! Each candidate gets the logarithm of how much likelier its letters are than any bytes would be. What chardetng
//! guesses counts as one more piece of evidence: it knows pairs of letters, and this knows words, cells and alphabets.

use super::{
    chinese_japanese_korean as cjk,
    letters::{LANGUAGES, Language},
};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, IBM866, ISO_8859_2, ISO_8859_7, KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8,
    WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256,
    WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC,
};

/// Candidates, and how usual each is among sheets, as a logarithm.
const CANDIDATES: [(&Encoding, f64); 23] = [
    (WINDOWS_1252, 1.0),
    (WINDOWS_1250, 0.0),
    (WINDOWS_1251, 0.5),
    (GBK, 0.5),
    (SHIFT_JIS, 0.5),
    (BIG5, 0.0),
    (EUC_KR, -0.5),
    (EUC_JP, -1.0),
    (MACINTOSH, 0.0),
    (WINDOWS_1254, -0.5),
    (WINDOWS_1257, -0.5),
    (WINDOWS_1253, 0.5),
    (WINDOWS_1255, 0.0),
    (WINDOWS_1256, 0.0),
    (WINDOWS_874, -0.5),
    (ISO_8859_2, -1.0),
    (ISO_8859_7, -1.0),
    (KOI8_R, -2.0),
    (KOI8_U, -2.5),
    (X_MAC_CYRILLIC, -2.0),
    (IBM866, -1.5),
    (WINDOWS_1258, -2.0),
    (UTF_8, 0.0),
];

/// What chardetng's guess counts.
const DETECTOR: f64 = 2.0;
/// What a byte costs that the encoding does not have.
const BROKEN: f64 = -7.0;
/// What a byte of UTF-8 in good order gains.
const UTF_8_LETTER: f64 = 6.0;
/// The share of any one of the 128 upper bytes, as a logarithm.
const ANY_BYTE: f64 = 4.852;
/// Confidence that a guess never passes.
const SUREST: f64 = 0.99;

/// Every candidate that is worth a look with its share, the likeliest first. Those that read the text alike count as
/// one, under the most usual of their names. `good` and `bad` count letters and bytes of UTF-8; where the letters are
/// so by chance they say nothing.
pub(super) fn guess(bytes: &[u8], (good, bad): (usize, usize), by_chance: bool) -> Vec<(&'static Encoding, f64)> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let detected = detector.guess(None, Utf8Detection::Deny);
    let mut found: Vec<(&'static Encoding, String, f64)> = Vec::new();
    for (encoding, usual) in CANDIDATES {
        if encoding == UTF_8 && good == 0 {
            continue;
        }
        let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
        let evidence = if encoding == UTF_8 {
            #[allow(clippy::cast_precision_loss, reason = "counts of letters")]
            let said = if by_chance { 0.0 } else { good as f64 * UTF_8_LETTER } + bad as f64 * BROKEN;
            said
        } else {
            let broken = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
            #[allow(clippy::cast_precision_loss, reason = "counts of letters")]
            let broken = broken as f64 * BROKEN;
            broken + cjk::likelihood(encoding, bytes).unwrap_or_else(|| best_language(encoding, &text))
        };
        let bonus = if encoding == detected { DETECTOR } else { 0.0 };
        let score = usual + bonus + evidence;
        match found.iter_mut().find(|(_, same, _)| *same == text) {
            Some(known) => known.2 = known.2.max(score),
            None => found.push((encoding, text, score)),
        }
    }
    found.sort_by(|a, b| b.2.total_cmp(&a.2));
    let best = found.first().map_or(0.0, |f| f.2);
    let sum: f64 = found.iter().map(|f| (f.2 - best).exp()).sum();
    let share = |score: f64| (((score - best).exp() / sum * 100.0).round() / 100.0).min(SUREST);
    found.iter().map(|(encoding, _, score)| (*encoding, share(*score))).collect()
}

/// Whether some language, or every text, has a letter.
pub(super) fn is_usual(c: char) -> bool {
    let small = c.to_lowercase().next().unwrap_or(c);
    SIGNS.contains(c) || LANGUAGES.iter().any(|language| language.has(c) || language.has(small))
}

/// How likely the text is in the language that suits it best, of those written in the encoding.
fn best_language(encoding: &'static Encoding, text: &str) -> f64 {
    let languages = LANGUAGES.iter().filter(|l| l.alphabet.encodings().contains(&encoding));
    languages.map(|language| likelihood(language, text)).fold(f64::NEG_INFINITY, f64::max)
}

/// What a letter that its language does not have costs, before [`ANY_BYTE`].
const FOREIGN: f64 = -7.5;
/// Signs that every language of text has: dashes, quotation marks, degrees.
const SIGNS: &str = "\u{2019}\u{2018}\u{201C}\u{201D}\u{201E}\u{201A}–—…•€°©®™«»§\u{a0}½×·ªº¿¡²";
/// A sign's share.
const SIGN: f64 = -5.5;

fn likelihood(language: &Language, text: &str) -> f64 {
    let shares = language.shares();
    let mut score = language.usual;
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        if !c.is_ascii() && c != char::REPLACEMENT_CHARACTER {
            score += ANY_BYTE + letter(language, &shares, (before, c, next));
        }
        before = c;
    }
    score
}

/// The logarithm of how likely a letter is between two others.
fn letter(language: &Language, shares: &[(char, f64)], (before, c, next): (char, char, char)) -> f64 {
    if c.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&c) {
        return FOREIGN * 2.0;
    }
    let small = c.to_lowercase().next().unwrap_or(c);
    let share = shares.iter().find(|(letter, _)| *letter == c || *letter == small).map(|(_, share)| *share);
    let is_letter = c.is_alphabetic() || share.is_some();
    if !is_letter {
        let between = before.is_alphabetic() && next.is_alphabetic();
        let known = SIGNS.contains(c);
        let apostrophe = matches!(c, '\u{2019}' | '·');
        return match (known, between && !apostrophe) {
            (true, false) => SIGN,
            (true, true) => FOREIGN - 2.0,
            (false, false) => FOREIGN,
            (false, true) => FOREIGN - 3.0,
        };
    }
    let mut score = share.unwrap_or(FOREIGN);
    // Vowels and marks that stand on the letter before them: Thai, and the accents of Vietnamese.
    let dependent = matches!(c, '\u{e30}'..='\u{e3a}' | '\u{e45}' | '\u{e47}'..='\u{e4e}' | '\u{300}'..='\u{36f}');
    if dependent && (before.is_whitespace() || before.is_ascii_punctuation()) {
        score += FOREIGN;
    }
    let beside = |other: char| other.is_alphabetic() && other.is_ascii();
    if language.alphabet.is_latin() {
        // Of Latin letters few have marks, and hardly ever two side by side.
        if !before.is_ascii() && before.is_alphabetic() {
            score -= 2.0;
        }
    } else {
        // A word is written in one alphabet.
        score -= 3.5 * f64::from(u8::from(beside(before))) + 3.5 * f64::from(u8::from(beside(next)));
    }
    if c.is_uppercase() {
        let capitals = before.is_uppercase() || next.is_uppercase();
        score -= match (before.is_lowercase(), capitals) {
            (true, _) => 5.0,
            (false, true) => 0.7,
            (false, false) => 1.0,
        };
    } else if c.is_lowercase() && before.is_uppercase() && next.is_uppercase() {
        score -= 4.0;
    }
    score
}
