//! A file as pieces of 1 MiB, each of which can be checked on its own.
//!
//! BLAKE3 is a tree over 1 KiB chunks. A piece is a whole subtree of it, so the pieces' chaining
//! values merge into the file's own hash: an outline proves itself against the hash, and each
//! piece against the outline.

use blake3::hazmat::{ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root};
use rushes_domain::MediaHash;
use serde::{Deserialize, Serialize};

/// Bytes of a piece; a power of two times 1 KiB, as subtrees of BLAKE3 are.
pub const PIECE: usize = 1 << 20;

/// The most pieces a file has: 16 TiB.
const MAX_PIECES: usize = 1 << 24;

/// The hashes of a file's pieces.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outline {
    /// Bytes of the file.
    pub size: u64,
    /// A chaining value for each piece; none where the file is a single piece, whose hash is the file's.
    pub pieces: Vec<[u8; 32]>,
}

impl Outline {
    /// How many pieces a file of this size has.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.size.div_ceil(PIECE as u64).max(1)
    }

    /// The hash of the file it describes; nothing where it describes none, or only one piece.
    fn root(&self) -> Option<MediaHash> {
        if self.pieces.len() as u64 != self.count() || self.pieces.len() < 2 || self.pieces.len() > MAX_PIECES {
            return None;
        }
        let (left, right) = self.pieces.split_at(left_of(self.pieces.len()));
        let root = merge_subtrees_root(&merge(left), &merge(right), Mode::Hash);
        Some(MediaHash(*root.as_bytes()))
    }

    /// Whether it is the outline of this file.
    #[must_use]
    pub fn describes(&self, hash: MediaHash) -> bool {
        if self.count() == 1 { self.pieces.is_empty() } else { self.root() == Some(hash) }
    }

    /// Whether a piece is the one at this place of the file.
    #[must_use]
    pub fn fits(&self, hash: MediaHash, index: u64, piece: &[u8]) -> bool {
        let rest = self.size.saturating_sub(index.saturating_mul(PIECE as u64));
        if index >= self.count() || piece.len() as u64 != rest.min(PIECE as u64) {
            return false;
        }
        if self.count() == 1 {
            return *blake3::hash(piece).as_bytes() == hash.0;
        }
        usize::try_from(index).is_ok_and(|i| self.pieces.get(i) == Some(&piece_value(index, piece)))
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![1];
        bytes.extend(postcard::to_stdvec(self).unwrap_or_default());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        (*version == 1).then(|| postcard::from_bytes(rest).ok())?
    }

    /// The outline and hash of a file whose pieces came to these values; `only` is the hash of the
    /// file where it has but one piece.
    pub(crate) fn finish(size: u64, pieces: Vec<[u8; 32]>, only: MediaHash) -> (Self, MediaHash) {
        let outline = Self { size, pieces };
        match outline.root() {
            Some(hash) => (outline, hash),
            None => (Self { size, pieces: Vec::new() }, only),
        }
    }
}

/// The chaining value of a piece at its place in the file.
pub(crate) fn piece_value(index: u64, piece: &[u8]) -> ChainingValue {
    let mut hasher = blake3::Hasher::new();
    hasher.set_input_offset(index * PIECE as u64);
    hasher.update(piece);
    hasher.finalize_non_root()
}

/// BLAKE3's left subtree is the largest power of two that leaves something for the right one.
fn left_of(count: usize) -> usize {
    count.div_ceil(2).next_power_of_two()
}

fn merge(pieces: &[ChainingValue]) -> ChainingValue {
    match pieces {
        [] => ChainingValue::default(),
        [only] => *only,
        _ => {
            let (left, right) = pieces.split_at(left_of(pieces.len()));
            merge_subtrees_non_root(&merge(left), &merge(right), Mode::Hash)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn outlines_come_to_the_hash_of_the_whole_file_at_every_size() {
        for size in [1usize, 1024, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17, 5 * PIECE, 6 * PIECE + 1] {
            let file: Vec<u8> = (0..size).map(|n| (n * 31 % 251) as u8).collect();
            let whole = MediaHash(*blake3::hash(&file).as_bytes());
            let values = file.chunks(PIECE).enumerate().map(|(i, p)| piece_value(i as u64, p)).collect();
            let (outline, hash) = Outline::finish(size as u64, values, whole);
            assert_eq!(hash, whole, "{size}");
            assert!(outline.describes(hash));
            for (index, piece) in file.chunks(PIECE).enumerate() {
                assert!(outline.fits(hash, index as u64, piece));
                let mut other = piece.to_vec();
                other[0] ^= 1;
                assert!(!outline.fits(hash, index as u64, &other));
                assert!(!outline.fits(hash, index as u64 + 1, piece));
            }
        }
    }

    #[test]
    fn an_outline_of_another_file_is_found_out() {
        let mut outline = Outline { size: 3 * PIECE as u64, pieces: vec![[1; 32], [2; 32], [3; 32]] };
        let hash = outline.root().unwrap();
        assert!(outline.describes(hash));
        outline.pieces[1][0] ^= 1;
        assert!(!outline.describes(hash));
        outline.size += PIECE as u64;
        assert!(!outline.describes(hash));
    }
}
