//! One signature for many changes: the root of a Merkle tree over them, each with its path.
//!
//! A lone node at a level's end is passed up as it is. Leaves and nodes are hashed under different
//! keys, so that neither can be taken for the other.

type Hash = [u8; 32];

fn node(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new_derive_key("rushes merkle node v1");
    hasher.update(left).update(right);
    *hasher.finalize().as_bytes()
}

/// The root over the leaves, and the path of each.
pub(super) fn tree(leaves: &[Hash]) -> (Hash, Vec<Vec<Hash>>) {
    let mut paths = vec![Vec::new(); leaves.len()];
    let mut level: Vec<Hash> = leaves.to_vec();
    let mut depth = 0;
    while level.len() > 1 {
        for (leaf, path) in paths.iter_mut().enumerate() {
            if let Some(sibling) = level.get((leaf >> depth) ^ 1) {
                path.push(*sibling);
            }
        }
        level = level.chunks(2).map(|pair| if pair.len() == 2 { node(&pair[0], &pair[1]) } else { pair[0] }).collect();
        depth += 1;
    }
    (level.first().copied().unwrap_or_default(), paths)
}

/// The root that a leaf, its place among `count` leaves and its path come to; nothing where the
/// path does not fit.
pub(super) fn root(leaf: Hash, index: u32, count: u32, path: &[Hash]) -> Option<Hash> {
    if index >= count {
        return None;
    }
    let (mut at, mut width, mut hash, mut path) = (index, count, leaf, path.iter());
    while width > 1 {
        if at ^ 1 < width {
            let sibling = path.next()?;
            hash = if at & 1 == 0 { node(&hash, sibling) } else { node(sibling, &hash) };
        }
        at >>= 1;
        width = width.div_ceil(2);
    }
    path.next().is_none().then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_leaf_finds_the_root_and_no_other_does(count in 1usize..40, pick in 0usize..40, flip in 0usize..256) {
            let leaves: Vec<Hash> = (0..count).map(|n| *blake3::hash(&n.to_le_bytes()).as_bytes()).collect();
            let (top, paths) = tree(&leaves);
            let at = pick % count;
            let place = u32::try_from(at).unwrap_or_default();
            let total = u32::try_from(count).unwrap_or_default();
            prop_assert_eq!(root(leaves[at], place, total, &paths[at]), Some(top));
            let mut other = leaves[at];
            other[flip / 8] ^= 1 << (flip % 8);
            prop_assert_ne!(root(other, place, total, &paths[at]), Some(top));
            prop_assert_eq!(root(leaves[at], total, total, &paths[at]), None);
        }
    }
}
