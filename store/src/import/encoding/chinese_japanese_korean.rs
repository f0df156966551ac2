//! Encodings of two bytes a letter: which zones of their tables hold the letters of everyday text.
//!
//! The tables put what is used first: GB 2312 and JIS X 0208 have a first level of frequent characters, Big5 as well,
//! and KS X 1001 has its syllables together (see the Encoding Standard's indexes).

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS};

/// A part of a table: how much of everyday text lies in it, and how many places it has.
type Zone = (f64, f64);

/// What a lone letter inside of a word of ASCII letters costs.
const INSIDE_A_WORD: f64 = -3.0;
/// What cannot be at this place.
const NONE: Zone = (1e-6, 1000.0);

/// How much likelier the letters are than any bytes would be, as a logarithm; nothing for encodings of one byte.
pub(super) fn likelihood(encoding: &'static Encoding, bytes: &[u8]) -> Option<f64> {
    let zone: fn(u8, u8) -> Zone = match encoding {
        e if e == GBK => gbk,
        e if e == BIG5 => big5,
        e if e == EUC_KR => euc_kr,
        e if e == EUC_JP => euc_jp,
        e if e == SHIFT_JIS => shift_jis,
        _ => return None,
    };
    let (mut score, mut at) = (0.0, 0);
    while let Some(lead) = bytes.get(at).copied() {
        if lead.is_ascii() {
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
        // Half-width katakana, the one kind of letters of one byte: rare, and hardly ever alone.
        if encoding == SHIFT_JIS && (0xA1..=0xDF).contains(&lead) {
            let share: f64 = if (0xA1..=0xDF).contains(&before) { 0.5 } else { 0.03 };
            score += (share / 63.0 * 128.0).ln();
            at += 1;
            continue;
        }
        let trail = bytes.get(at + 1).copied().unwrap_or(b' ');
        let (share, places) = zone(lead, trail);
        let any = 128.0 * if trail.is_ascii() { 40.0 } else { 128.0 };
        score += (share / places * any).ln();
        let next = bytes.get(at + 2).copied().unwrap_or(b' ');
        if before.is_ascii_lowercase() || next.is_ascii_lowercase() {
            score += INSIDE_A_WORD;
        }
        at += if trail.is_ascii() && share <= NONE.0 { 1 } else { 2 };
    }
    Some(score)
}

/// GB 2312, and what GBK adds to it.
fn gbk(lead: u8, trail: u8) -> Zone {
    match (lead, trail >= 0xA1) {
        (0xB0..=0xD7, true) => (0.86, 40.0 * 94.0),
        (0xD8..=0xF7, true) => (0.05, 32.0 * 94.0),
        (0xA1 | 0xA3, true) => (0.06, 2.0 * 94.0),
        (0xA2 | 0xA4..=0xA9, true) => (0.01, 7.0 * 94.0),
        (0x81..=0xFE, _) if (0x40..=0xFE).contains(&trail) && trail != 0x7F => (0.02, 9000.0),
        _ => NONE,
    }
}

fn big5(lead: u8, trail: u8) -> Zone {
    if !matches!(trail, 0x40..=0x7E | 0xA1..=0xFE) {
        return NONE;
    }
    match lead {
        0xA4..=0xC6 => (0.9, 35.0 * 157.0),
        0xA1 => (0.06, 157.0),
        0xA2..=0xA3 => (0.005, 2.0 * 157.0),
        0xC9..=0xF9 => (0.03, 49.0 * 157.0),
        _ => (0.001, 40.0 * 157.0),
    }
}

/// KS X 1001, and the syllables that Unified Hangul Code adds.
fn euc_kr(lead: u8, trail: u8) -> Zone {
    match (lead, trail >= 0xA1) {
        (0xB0..=0xC8, true) if is_frequent(lead, trail) => (0.75, 150.0),
        (0xB0..=0xC8, true) => (0.17, 25.0 * 94.0 - 150.0),
        (0xA1..=0xA3, true) => (0.05, 3.0 * 94.0),
        (0xCA..=0xFD, true) => (0.01, 52.0 * 94.0),
        (0xA4..=0xAC, true) => (0.005, 9.0 * 94.0),
        (0x81..=0xC6, _) if trail.is_ascii_alphabetic() || trail >= 0x81 => (0.01, 8822.0),
        _ => NONE,
    }
}

/// The syllables that most Korean words are made of.
const SYLLABLES: &str = "이다는을의에지고가하기로한사자도서리나대어시스인해정아일수부전제그보라상원과주동들장소경구공여유조마개비방트거은\
    신진성안있무실적니오선중모발면위행용문생회관영드크만국미학화물세계분의되었합러했데것까네게세할야터운우색조명작업완료검토\
    배반연출감독요청수정차첫번째건형태필밤낮길집문물빛강산바람김박최민현준";

fn is_frequent(lead: u8, trail: u8) -> bool {
    let letter = EUC_KR.decode_without_bom_handling(&[lead, trail]).0.chars().next();
    letter.is_some_and(|letter| SYLLABLES.contains(letter))
}

fn euc_jp(lead: u8, trail: u8) -> Zone {
    if trail < 0xA1 {
        return NONE;
    }
    match lead {
        0xA4 => (0.42, 83.0),
        0xA5 => (0.13, 86.0),
        0xA1 | 0xA3 => (0.08, 2.0 * 94.0),
        0xB0..=0xCF => (0.34, 32.0 * 94.0),
        0xD0..=0xF4 => (0.01, 37.0 * 94.0),
        _ => (0.005, 20.0 * 94.0),
    }
}

fn shift_jis(lead: u8, trail: u8) -> Zone {
    if !matches!(trail, 0x40..=0x7E | 0x80..=0xFC) {
        return NONE;
    }
    match (lead, trail) {
        (0x82, 0x9F..=0xF1) => (0.42, 83.0),
        (0x83, 0x40..=0x96) => (0.13, 86.0),
        (0x81, _) => (0.07, 108.0),
        (0x82, 0x4F..=0x9A) => (0.02, 62.0),
        (0x88..=0x97, _) => (0.33, 16.0 * 188.0),
        (0x98..=0x9F | 0xE0..=0xEA, _) => (0.01, 19.0 * 188.0),
        _ => (0.001, 20.0 * 188.0),
    }
}
