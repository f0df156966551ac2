//! A small set: one sorted slice, because a studio holds hundreds of thousands of them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{collections::BTreeSet, fmt, sync::Arc};

/// A set of a few things, in order. Copies share it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Few<T>(Arc<[T]>);

impl<T: Copy + Ord> Few<T> {
    /// Whether it is in there.
    #[must_use]
    pub fn contains(&self, value: &T) -> bool {
        self.0.binary_search(value).is_ok()
    }

    /// Puts one in; says whether it is new.
    pub fn insert(&mut self, value: T) -> bool {
        let new = !self.contains(&value);
        if new {
            *self = self.iter().copied().chain([value]).collect();
        }
        new
    }

    /// Takes one out; says whether it was there.
    pub fn remove(&mut self, value: &T) -> bool {
        let there = self.contains(value);
        if there {
            *self = self.iter().copied().filter(|v| v != value).collect();
        }
        there
    }

    /// What is in one of the two and not in both.
    pub fn symmetric_difference<'a>(&'a self, other: &'a BTreeSet<T>) -> impl Iterator<Item = &'a T> {
        self.iter().filter(|v| !other.contains(v)).chain(other.iter().filter(|v| !self.contains(v)))
    }
}

impl<T> Few<T> {
    /// In order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first one in order.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.0.first()
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Ord> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut values: Vec<T> = values.into_iter().collect();
        values.sort_unstable();
        values.dedup();
        if values.is_empty() { Self::default() } else { Self(values.into()) }
    }
}

impl<T: Ord> From<BTreeSet<T>> for Few<T> {
    fn from(values: BTreeSet<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for Few<T> {
    fn from(values: [T; N]) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Ord + Copy> From<&Few<T>> for BTreeSet<T> {
    fn from(few: &Few<T>) -> Self {
        few.iter().copied().collect()
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: PartialEq> PartialEq<BTreeSet<T>> for Few<T> {
    fn eq(&self, other: &BTreeSet<T>) -> bool {
        self.len() == other.len() && self.iter().eq(other)
    }
}

impl<T: fmt::Debug> fmt::Debug for Few<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<T: Serialize> Serialize for Few<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de, T: Deserialize<'de> + Ord> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Vec::deserialize(d).map(Self::from_iter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_set() {
        let mut few: Few<u8> = [3, 1, 3].into();
        assert!(few.insert(2) && !few.insert(2) && few.remove(&3) && !few.remove(&3));
        assert_eq!(few, BTreeSet::from([1, 2]));
        let other = BTreeSet::from([2, 5]);
        assert_eq!(few.symmetric_difference(&other).copied().collect::<Vec<_>>(), [1, 5]);
    }
}
