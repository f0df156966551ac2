//! Where folded words begin, and which one was probably meant.

pub use crate::names::loose as fold;
pub(super) use crate::names::{loose_into as fold_into, loose_letters as plain};

/// Whether a word of `text`, both folded, begins with `wanted`; spaces in `wanted` count.
pub(super) fn word_starts(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted).any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

/// How many letters have to be changed, put in or left out to make one word of the other.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = if x == *y { corner } else { corner + 1 };
            corner = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(corner + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The candidate that was probably meant: one that begins so, or differs by a letter or two.
pub(super) fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = plain(typed);
    if typed.is_empty() || typed.len() > 64 {
        return None;
    }
    candidates
        .into_iter()
        .map(|c| {
            let other = plain(c);
            let far = if other.starts_with(&typed) { 0 } else { distance(&typed, &other) };
            (far, c)
        })
        .filter(|(far, _)| *far <= 1 + typed.chars().count() / 4)
        .min_by_key(|(far, _)| *far)
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_where_letters_do() {
        assert!(word_starts("hero prop", "prop") && word_starts("prop", "pro"));
        assert!(!word_starts("hero prop", "rop"));
    }

    #[test]
    fn the_nearest_is_close() {
        assert_eq!(nearest("stauts", ["status", "stage"]), Some("status"));
        assert_eq!(nearest("prio", ["priority", "person"]), Some("priority"));
        assert_eq!(nearest("xyzzy", ["status", "stage"]), None);
    }
}
