//! Long texts that several people wrote: three versions to one.

/// Rewritings longer than this, in words added and taken away, are taken as one piece.
const MOST_STEPS: usize = 1500;

/// What became of a text: which of its words stayed, and what came before each, and at the end.
struct Change<'a> {
    stays: Vec<bool>,
    comes: Vec<Vec<&'a str>>,
}

/// A text changed in two ways from one base. Words that either took away are gone, words that either wrote
/// stay, whatever the other did around them.
#[must_use]
pub(crate) fn merge(base: &str, ours: &str, theirs: &str) -> String {
    if theirs == base {
        return ours.to_owned();
    }
    let words = split(base);
    let (ours, theirs) = (change(&words, &split(ours)), change(&words, &split(theirs)));
    let mut merged = String::new();
    // Whether they wrote something amid the words we take away.
    let mut amid = false;
    for at in 0..=words.len() {
        merged.extend(ours.comes[at].iter().copied());
        if ours.comes[at] != theirs.comes[at] {
            merged.extend(theirs.comes[at].iter().copied());
            amid |= !theirs.comes[at].is_empty();
        }
        let Some(word) = words.get(at).filter(|_| theirs.stays[at]) else { continue };
        // Their word would stick to the next one without the space that went with ours.
        let parts = amid && word.starts_with(char::is_whitespace) && !merged.ends_with(char::is_whitespace);
        if ours.stays[at] || parts {
            merged.push_str(word);
            amid = false;
        }
    }
    merged
}

/// A piece of a text that gives way to another: where it begins and how long it is, in characters of the old
/// text, and what comes instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hunk {
    /// The first character that gives way.
    pub at: usize,
    /// How many characters give way.
    pub gone: usize,
    /// What comes there.
    pub comes: String,
}

/// What makes `to` of `from`, word by word, from the front. Two people's hunks side by side leave every word
/// whole, which a comparison letter by letter does not.
#[must_use]
pub fn hunks(from: &str, to: &str) -> Vec<Hunk> {
    let words = split(from);
    let Change { stays, comes } = change(&words, &split(to));
    let lengths: Vec<usize> = words.iter().map(|word| word.chars().count()).collect();
    let mut hunks: Vec<Hunk> = Vec::new();
    // What stays between the last hunk and here: a space or a sign alone keeps no two hunks apart.
    let (mut between, mut apart, mut place) = (String::new(), true, 0);
    for at in 0..=words.len() {
        let goes = stays.get(at) == Some(&false);
        if goes || !comes[at].is_empty() {
            match hunks.last_mut().filter(|_| !apart) {
                Some(last) => {
                    last.gone += between.chars().count();
                    last.comes.push_str(&between);
                }
                None => hunks.push(Hunk { at: place, gone: 0, comes: String::new() }),
            }
            (between, apart) = (String::new(), false);
            if let Some(last) = hunks.last_mut() {
                last.comes.extend(comes[at].iter().copied());
                last.gone += if goes { lengths[at] } else { 0 };
            }
        }
        let Some(word) = words.get(at) else { continue };
        place += lengths[at];
        if !goes {
            between.push_str(word);
            apart |= word.contains(char::is_alphanumeric);
        }
    }
    hunks
}

/// Whether what several made of one text at once goes together in `merged`, which has every word that any of them
/// wrote. It does not where two have so little in common that they wrote it anew: of the shorter one less than a
/// third stands in the other too. What all of them wrote themselves, and so stands there once for each, is nothing
/// they have in common.
#[must_use]
pub fn together(merged: &str, versions: &[&str]) -> bool {
    let versions: Vec<Vec<&str>> = versions.iter().map(|text| spoken(text)).collect();
    let Some((first, others)) = versions.split_first() else { return true };
    if others.iter().any(|other| apart(first, other)) {
        return false;
    }
    let shared = others.iter().fold(first.clone(), |shared, other| in_both(&shared, other));
    let (shared, shortest) = (letters(&shared), versions.iter().map(|v| letters(v)).min().unwrap_or_default());
    // Without what they wrote twice, words in common would stand there once.
    let all: usize = versions.iter().map(|v| letters(v)).sum();
    let once = all - shared * others.len();
    let twice = letters(&spoken(merged)).saturating_sub(once) / others.len().max(1);
    shared.saturating_sub(twice) * 3 >= shortest
}

fn apart(one: &[&str], other: &[&str]) -> bool {
    let shorter = letters(one).min(letters(other));
    one != other && (letters(&in_both(one, other)) * 3 < shorter || shorter == 0)
}

/// The words of a text without spaces and signs: those are in every text.
fn spoken(text: &str) -> Vec<&str> {
    split(text).into_iter().filter(|w| w.contains(char::is_alphanumeric)).collect()
}

fn letters(words: &[&str]) -> usize {
    words.iter().map(|w| w.chars().count()).sum()
}

/// The words that both have, in their order.
fn in_both<'a>(one: &[&'a str], other: &[&'a str]) -> Vec<&'a str> {
    common(one, other).into_iter().filter_map(|(at, _)| one.get(at).copied()).collect()
}

/// Runs of letters and digits, runs of spaces, and every other sign by itself.
fn split(text: &str) -> Vec<&str> {
    fn sort(c: char) -> u8 {
        match c {
            _ if c.is_alphanumeric() => 0,
            _ if c.is_whitespace() => 1,
            _ => 2,
        }
    }
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let now = sort(c);
        if before.is_some_and(|b| b != now || now == 2) {
            words.push(&text[start..at]);
            start = at;
        }
        before = Some(now);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// The fewest words taken away and written that make `to` of `from`.
fn change<'a>(from: &[&str], to: &[&'a str]) -> Change<'a> {
    let head = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let rest = from.len().min(to.len()) - head;
    let tail = from.iter().rev().zip(to.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let mut change = Change { stays: vec![true; from.len()], comes: vec![Vec::new(); from.len() + 1] };
    let (old, new) = (&from[head..from.len() - tail], &to[head..to.len() - tail]);
    let mut kept = common(old, new).into_iter().peekable();
    let mut next = 0;
    for (at, stays) in change.stays[head..head + old.len()].iter_mut().enumerate() {
        match kept.next_if(|(kept, _)| *kept == at) {
            Some((_, place)) => {
                change.comes[head + at].extend_from_slice(&new[next..place]);
                next = place + 1;
            }
            None => *stays = false,
        }
    }
    change.comes[head + old.len()].extend_from_slice(&new[next..]);
    change
}

/// Pairs of places that hold the same word, in order, as many as there can be (after Myers); none where the two
/// have too little in common to be worth it.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let most = (old.len() + new.len()).min(MOST_STEPS);
    let middle = most + 1;
    let mut reach = vec![0_usize; 2 * middle + 1];
    let mut trace: Vec<Vec<usize>> = Vec::new();
    for steps in 0..=most {
        trace.push(reach[middle - steps..=middle + steps].to_vec());
        for k in (0..=steps).map(|i| middle - steps + 2 * i) {
            let down = k == middle - steps || (k != middle + steps && reach[k - 1] < reach[k + 1]);
            let mut x = if down { reach[k + 1] } else { reach[k - 1] + 1 };
            let Some(mut y) = (x + middle).checked_sub(k) else { continue };
            while x < old.len() && y < new.len() && old[x] == new[y] {
                x += 1;
                y += 1;
            }
            reach[k] = x;
            if x >= old.len() && y >= new.len() {
                return walk_back(&trace, middle, old.len(), new.len());
            }
        }
    }
    Vec::new()
}

/// The way that led to the end, read backwards: its diagonals are what both have.
fn walk_back(trace: &[Vec<usize>], middle: usize, mut x: usize, mut y: usize) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (steps, reach) in trace.iter().enumerate().rev() {
        let at = |k: usize| (k + steps).checked_sub(middle).and_then(|i| reach.get(i)).copied().unwrap_or_default();
        let k = x + middle - y;
        let (start, before) = if steps == 0 {
            ((0, 0), None)
        } else {
            let down = k == middle - steps || (k != middle + steps && at(k - 1) < at(k + 1));
            let k = if down { k + 1 } else { k - 1 };
            let px = at(k);
            let py = (px + middle).saturating_sub(k);
            (if down { (px, py + 1) } else { (px + 1, py) }, Some((px, py)))
        };
        while x > start.0 && y > start.1 {
            x -= 1;
            y -= 1;
            pairs.push((x, y));
        }
        if let Some(before) = before {
            (x, y) = before;
        }
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_peoples_words_stay() {
        let cases = [
            ("A tall bottle.", "A bottle.", "A tall bottle of blue glass.", "A bottle of blue glass."),
            ("hello", "", "hello Ben", " Ben"),
            ("one two three", "one three", "one TWO three", "one TWO three"),
            ("", "ours", "theirs", "ourstheirs"),
            ("same", "new", "new", "new"),
            ("Größe, 日本", "Größe", "Größe, 日本!", "Größe!"),
        ];
        for (base, ours, theirs, merged) in cases {
            assert_eq!(merge(base, ours, theirs), merged, "{base:?} {ours:?} {theirs:?}");
        }
    }

    #[test]
    fn a_rewriting_is_told_word_by_word() {
        let hunk = |at, gone, comes: &str| Hunk { at, gone, comes: comes.into() };
        let cases = [
            ("a tall bottle", "a small bottle", vec![hunk(2, 4, "small")]),
            ("one two three", "ONE two THREE", vec![hunk(0, 3, "ONE"), hunk(8, 5, "THREE")]),
            // No word stays: one piece, whatever spaces they share.
            ("climb the hill", "walk a mile", vec![hunk(0, 14, "walk a mile")]),
            ("Größe", "Größe, 日本", vec![hunk(5, 0, ", 日本")]),
            ("日本 here", "here", vec![hunk(0, 3, "")]),
            ("", "new", vec![hunk(0, 0, "new")]),
            ("same", "same", vec![]),
        ];
        for (from, to, told) in cases {
            assert_eq!(hunks(from, to), told, "{from:?} {to:?}");
        }
    }

    #[test]
    fn texts_that_were_written_anew_do_not_go_together() {
        for (one, other, wanted) in [
            ("a tall bottle of glass", "a small bottle of glass", false),
            ("a tall bottle", "a tall bottle of blue glass, cold", false),
            ("A tall bottle.", "A bottle of blue glass.", false),
            ("same, but", "same but", false),
            ("climb the hill", "walk a mile", true),
            ("climb the hill", "", true),
            ("same", "same", false),
            ("a bottle", "the client wants a lamp instead", true),
        ] {
            assert_eq!(apart(&spoken(one), &spoken(other)), wanted, "{one:?} {other:?}");
            assert_eq!(apart(&spoken(other), &spoken(one)), wanted, "{other:?} {one:?}");
        }
    }

    #[test]
    fn what_each_wrote_alone_is_not_in_common() {
        for (merged, versions, wanted) in [
            // Into an empty text: neither knew of the other.
            ("First by BenFirst by Ada", &["First by Ada", "First by Ben"][..], false),
            (
                "Kraft box, embossed logoWhite box, foil logo",
                &["Kraft box, embossed logo", "White box, foil logo"],
                false,
            ),
            ("samesame", &["same", "same"], false),
            // Into one that was there.
            ("A tall bottle of blue glass.", &["A tall bottle of glass.", "A bottle of blue glass."], true),
            ("one two three four end end", &["one two three four end", "one two three four end"], true),
            ("A small, tall bottle, cold.", &["A small bottle.", "A tall bottle.", "A bottle, cold."], true),
            ("climb the hillwalk a mile, now", &["climb the hill", "walk a mile", "go there, now"], false),
            ("", &[], true),
        ] {
            assert_eq!(together(merged, versions), wanted, "{merged:?} {versions:?}");
        }
    }

    fn carried_out(from: &str, hunks: &[Hunk]) -> String {
        let mut letters: Vec<char> = from.chars().collect();
        for hunk in hunks.iter().rev() {
            letters.splice(hunk.at..hunk.at + hunk.gone, hunk.comes.chars());
        }
        letters.into_iter().collect()
    }

    #[test]
    fn texts_without_anything_in_common_are_replaced_as_one_piece() {
        let long: String = (0..4000).map(|n| format!("{n} ")).collect();
        let other: String = (0..4000).map(|n| format!("x{n}.")).collect();
        assert_eq!(merge(&long, &other, &long), other);
        assert!(merge(&long, &other, &format!("{long}and more")).ends_with("and more"));
    }

    proptest! {
        #[test]
        fn hunks_make_the_one_of_the_other(from in "[abä ,]{0,24}", to in "[abcä日 ,]{0,24}") {
            let hunks = hunks(&from, &to);
            prop_assert_eq!(carried_out(&from, &hunks), to);
            prop_assert!(hunks.windows(2).all(|two| two[0].at + two[0].gone < two[1].at));
        }

        /// Who changed nothing takes the other's text as it is, and the order of words written stays.
        #[test]
        fn one_sided_changes_come_through(base in "[ab ,]{0,24}", other in "[abc ,]{0,24}") {
            prop_assert_eq!(merge(&base, &other, &base), other.clone());
            prop_assert_eq!(merge(&base, &base, &other), other.clone());
            prop_assert_eq!(merge(&base, &other, &other), other);
        }
    }
}
