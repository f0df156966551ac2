//! Words at most a few typos away from one: letters wrong, missing, too many, or two swapped.
//!
//! All ways to get there are followed at once, a bit for each place in the word and a row of bits for each number of
//! typos (Wu and Manber, "Fast text searching allowing errors", 1992). Nothing is made beforehand but a mask for each
//! letter, so that a query costs what it walks.

use tantivy_fst::Automaton;

/// The most typos that are followed.
const MOST: usize = 2;
/// Places in a word: one more than its letters fit into a row of bits.
const MOST_LETTERS: usize = 63;

/// What recognises them, as the index's dictionary walks it.
pub(crate) struct Near {
    letters: Vec<char>,
    /// Where in the word each letter of ASCII stands.
    ascii: Box<[u64; 128]>,
    typos: usize,
    /// The beginning of a word will do.
    prefix: bool,
}

/// How far a word has been read.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    /// Places reached with at most so many typos.
    rows: [u64; MOST + 1],
    /// Places from which the second of two swapped letters was read, by the typos that come to.
    swaps: [u64; MOST + 1],
    /// The fewest typos with which a beginning of what was read is the whole word.
    fewest: Option<u8>,
    /// A letter of which some bytes were read, and how many are still to come.
    partial: (u32, u8),
}

impl Near {
    /// Nothing for words that are too long, or may have no typo.
    pub(super) fn of(word: &str, typos: u8, prefix: bool) -> Option<Self> {
        let letters: Vec<char> = word.chars().collect();
        let typos = usize::from(typos).min(MOST);
        if letters.len() > MOST_LETTERS || typos == 0 {
            return None;
        }
        let mut ascii = Box::new([0; 128]);
        for (at, letter) in letters.iter().enumerate() {
            if let Some(mask) = ascii.get_mut(*letter as usize) {
                *mask |= 1 << at;
            }
        }
        Some(Self { letters, ascii, typos, prefix })
    }

    /// How many typos away a word is; nothing where it is too far.
    pub(super) fn distance(&self, word: &str) -> Option<u8> {
        let mut walk = self.start();
        for letter in word.chars() {
            self.step(&mut walk, letter);
            if !self.can_match(&walk) {
                return None;
            }
        }
        self.found(&walk)
    }

    fn found(&self, walk: &Walk) -> Option<u8> {
        if self.prefix { walk.fewest } else { self.whole(walk) }
    }

    /// The fewest typos with which all that was read is the whole word.
    fn whole(&self, walk: &Walk) -> Option<u8> {
        let end = 1u64 << self.letters.len();
        (0u8..).zip(&walk.rows[..=self.typos]).find(|(_, row)| **row & end != 0).map(|(typos, _)| typos)
    }

    fn mask(&self, letter: char) -> u64 {
        match self.ascii.get(letter as usize) {
            Some(mask) => *mask,
            None => {
                (0..).zip(&self.letters).filter(|(_, l)| **l == letter).fold(0, |mask, (at, _)| mask | (1u64 << at))
            }
        }
    }

    fn step(&self, walk: &mut Walk, letter: char) {
        let here = self.mask(letter);
        let before = walk.rows;
        let swapped = walk.swaps;
        walk.rows[0] = (before[0] & here) << 1;
        for typos in 1..=self.typos {
            let fewer = before[typos - 1];
            walk.rows[typos] = ((before[typos] & here) << 1)
                // A letter too many, a wrong one, a missing one.
                | fewer
                | (fewer << 1)
                | (walk.rows[typos - 1] << 1)
                | ((swapped[typos] & here) << 2);
            walk.swaps[typos] = fewer & (here >> 1);
        }
        if self.prefix
            && let Some(now) = self.whole(walk)
        {
            walk.fewest = Some(walk.fewest.map_or(now, |known| known.min(now)));
        }
    }
}

impl Automaton for Near {
    type State = Walk;

    fn start(&self) -> Walk {
        // So many letters may be missing at the beginning.
        let mut rows = [0; MOST + 1];
        for (typos, row) in rows.iter_mut().enumerate().take(self.typos + 1) {
            *row = (1 << (typos + 1)) - 1;
        }
        Walk { rows, swaps: [0; MOST + 1], fewest: None, partial: (0, 0) }
    }

    fn is_match(&self, walk: &Walk) -> bool {
        walk.partial.1 == 0 && self.found(walk).is_some()
    }

    fn can_match(&self, walk: &Walk) -> bool {
        // Bits beyond the word's end are places that nothing comes of.
        let places = (1u64 << self.letters.len()) | ((1u64 << self.letters.len()) - 1);
        walk.fewest.is_some() || walk.rows[self.typos] & places != 0 || walk.swaps[self.typos] != 0
    }

    fn accept(&self, walk: &Walk, byte: u8) -> Walk {
        let mut walk = walk.clone();
        let (bits, left) = walk.partial;
        let (bits, left) = match byte {
            0x00..=0x7F => (u32::from(byte), 0),
            0x80..=0xBF => ((bits << 6) | u32::from(byte & 0x3F), left.saturating_sub(1)),
            0xC0..=0xDF => (u32::from(byte & 0x1F), 1),
            0xE0..=0xEF => (u32::from(byte & 0x0F), 2),
            0xF0..=0xFF => (u32::from(byte & 0x07), 3),
        };
        walk.partial = (bits, left);
        if left == 0 {
            self.step(&mut walk, char::from_u32(bits).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        walk
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};
    use proptest::prelude::*;

    /// Walked byte by byte, as the dictionary does.
    fn walked(near: &Near, word: &str) -> bool {
        let end = word.bytes().fold(near.start(), |walk, byte| near.accept(&walk, byte));
        near.is_match(&end)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// As tables made for each word recognise them, but without making any.
        #[test]
        fn recognises_what_tables_recognise(word in "[abcä椅]{3,9}", other in "[abcä椅]{0,11}", typos in 1u8..=2, prefix: bool) {
            let tables = LevenshteinAutomatonBuilder::new(typos, true).build_dfa(&word);
            let distance = |text: &str| match tables.eval(text) {
                Distance::Exact(typos) => Some(typos),
                Distance::AtLeast(_) => None,
            };
            let ends = other.char_indices().map(|(at, letter)| at + letter.len_utf8());
            let expected =
                if prefix { ends.filter_map(|end| distance(&other[..end])).min() } else { distance(&other) };
            let near = Near::of(&word, typos, prefix).ok_or_else(|| TestCaseError::fail("no automaton"))?;
            prop_assert_eq!(near.distance(&other), expected);
            prop_assert_eq!(walked(&near, &other), expected.is_some());
        }
    }

    #[test]
    fn words_of_any_length_are_taken() {
        let long = "a".repeat(63);
        let near = Near::of(&long, 2, false);
        assert_eq!(near.as_ref().and_then(|n| n.distance(&"a".repeat(61))), Some(2));
        assert_eq!(near.as_ref().and_then(|n| n.distance(&"a".repeat(66))), None);
        assert!(Near::of(&"a".repeat(64), 2, false).is_none() && Near::of("leg", 0, true).is_none());
    }
}
