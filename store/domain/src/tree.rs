//! A document as it was read: total, whatever a merge made of it.

use crate::{
    Date, Timestamp,
    document::{DocId, Value},
    ids::PersonId,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, str::FromStr};

/// The key under which a reader finds who made a map. It comes from the signed envelope of the
/// change that made it, never from the document, so that nobody can sign for another.
pub const BY: &str = "@by";

/// One of several values that were set at once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClashValue {
    /// The value.
    pub value: Value,
    /// Who set it, where known.
    pub by: Option<PersonId>,
    /// When, by that device's clock.
    pub at: Timestamp,
}

/// A place where two people set different values at once. The first is the one in force.
#[derive(Clone, PartialEq, Debug)]
pub struct Clash {
    /// Where: keys from the root.
    pub path: Vec<String>,
    /// All values, the one in force first.
    pub values: Vec<ClashValue>,
}

/// One document as read.
#[derive(Clone, PartialEq, Debug)]
pub struct Tree {
    /// Which document.
    pub doc: DocId,
    /// Its entries. Keys that begin with `@` come from the reader, not from the document.
    pub root: BTreeMap<String, Value>,
    /// What was set at once and not settled yet.
    pub clashes: Vec<Clash>,
}

impl Tree {
    /// A document nobody has written yet.
    #[must_use]
    pub fn empty(doc: DocId) -> Self {
        Self { doc, root: BTreeMap::new(), clashes: Vec::new() }
    }

    /// The root, for reading.
    #[must_use]
    pub fn node(&self) -> Node<'_> {
        Node(&self.root)
    }
}

/// A map being read. A missing entry, or one of another type, reads as nothing.
#[derive(Clone, Copy)]
pub struct Node<'a>(pub &'a BTreeMap<String, Value>);

impl<'a> Node<'a> {
    /// A text, short or long.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'a str> {
        match self.0.get(key)? {
            Value::Str(s) | Value::Text(s) => Some(s),
            _ => None,
        }
    }

    /// A text, or the empty one.
    #[must_use]
    pub fn string(&self, key: &str) -> String {
        self.text(key).unwrap_or_default().to_owned()
    }

    /// Yes or no; nothing is no.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.0.get(key), Some(Value::Bool(true)))
    }

    /// A whole number.
    #[must_use]
    pub fn int(&self, key: &str) -> Option<i64> {
        match self.0.get(key)? {
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// A point in time; nothing reads as the beginning of 1970.
    #[must_use]
    pub fn time(&self, key: &str) -> Timestamp {
        match self.0.get(key) {
            Some(Value::Time(t)) => *t,
            Some(Value::Int(n)) => Timestamp(*n),
            _ => Timestamp::default(),
        }
    }

    /// Anything written as text: an id, a date, a word.
    #[must_use]
    pub fn parse<T: FromStr>(&self, key: &str) -> Option<T> {
        self.text(key)?.parse().ok()
    }

    /// A day.
    #[must_use]
    pub fn date(&self, key: &str) -> Option<Date> {
        self.parse(key)
    }

    /// Who made this map.
    #[must_use]
    pub fn by(&self) -> Option<PersonId> {
        self.parse(BY)
    }

    /// The map under a key.
    #[must_use]
    pub fn map(&self, key: &str) -> Option<Node<'a>> {
        self.0.get(key)?.as_map().map(Node)
    }

    /// The maps under keys `prefix:ID`, in the order of their ids.
    pub fn maps<T: FromStr>(&self, prefix: &'static str) -> impl Iterator<Item = (T, Node<'a>)> + use<'a, T> {
        keyed(self.0, prefix).filter_map(|(id, value)| match value {
            Value::Map(map) => Some((id.parse().ok()?, Node(map))),
            _ => None,
        })
    }

    /// The values under keys `prefix:ID`, in the order of their ids.
    pub fn values<T: FromStr>(&self, prefix: &'static str) -> impl Iterator<Item = (T, &'a Value)> + use<'a, T> {
        keyed(self.0, prefix).filter_map(|(id, value)| Some((id.parse().ok()?, value)))
    }

    /// The ids under keys `prefix:ID` that are set to yes.
    pub fn flags<T: FromStr>(&self, prefix: &'static str) -> impl Iterator<Item = T> + use<'a, T> {
        keyed(self.0, prefix).filter(|(_, v)| matches!(v, Value::Bool(true))).filter_map(|(id, _)| id.parse().ok())
    }
}

fn keyed<'a>(
    map: &'a BTreeMap<String, Value>,
    prefix: &'static str,
) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
    map.range(prefix.to_owned()..)
        .take_while(move |(key, _)| key.starts_with(prefix))
        // An id reads in capitals too: one thing under two keys would be two.
        .filter(|(key, _)| !key.bytes().any(|b| b.is_ascii_uppercase()))
        .filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?.strip_prefix(':')?, value)))
}
