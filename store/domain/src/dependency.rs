//! What waits for what.

use std::collections::{BTreeMap, BTreeSet};

/// A circle in a graph of needs, as a closed path, or nothing where there is none.
pub fn cycle<T: Copy + Ord>(needs: &BTreeMap<T, BTreeSet<T>>) -> Option<Vec<T>> {
    let mut done = BTreeSet::new();
    for start in needs.keys() {
        // An explicit stack: a template from outside may be deep.
        let mut path = Vec::new();
        let mut stack = vec![(*start, false)];
        while let Some((node, leaving)) = stack.pop() {
            if leaving {
                path.pop();
                done.insert(node);
                continue;
            }
            if let Some(at) = path.iter().position(|n| *n == node) {
                let mut circle = path[at..].to_vec();
                circle.push(node);
                return Some(circle);
            }
            if done.contains(&node) {
                continue;
            }
            path.push(node);
            stack.push((node, true));
            stack.extend(needs.get(&node).into_iter().flatten().map(|n| (*n, false)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Kahn's algorithm is the reference: it orders all nodes exactly when there is no circle.
        #[test]
        fn finds_a_circle_exactly_when_there_is_one(edges in prop::collection::vec((0u8..8, 0u8..8), 0..20)) {
            let mut needs: BTreeMap<u8, BTreeSet<u8>> = (0..8).map(|n| (n, BTreeSet::new())).collect();
            for (a, b) in edges {
                needs.entry(a).or_default().insert(b);
            }
            let mut left = needs.clone();
            while let Some(free) = left.iter().find(|(_, n)| n.iter().all(|x| !left.contains_key(x))).map(|(k, _)| *k) {
                left.remove(&free);
            }
            let found = cycle(&needs);
            prop_assert_eq!(found.is_some(), !left.is_empty());
            for pair in found.unwrap_or_default().windows(2) {
                prop_assert!(needs[&pair[0]].contains(&pair[1]));
            }
        }
    }
}
