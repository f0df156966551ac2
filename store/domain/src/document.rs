//! Documents, and edits of them, without the library that merges them.

use crate::ids::{DeliverableId, Id, PersonId, ProjectId, StudioId};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// What one document holds, which is also who may write it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum DocKind {
    /// Brand, pipelines, people.
    Studio = 1,
    /// One project's name, code, dates, pipeline.
    Project = 2,
    /// A deliverable as planned: name, stages, people, dates, holds, skips, overrides.
    Plan = 3,
    /// A deliverable's work: starts, rounds, resolutions of feedback.
    Work = 4,
    /// A deliverable's comments, annotations and feedback items.
    Talk = 5,
    /// A deliverable's decisions, verifications and reopenings: append-only.
    Verdict = 6,
    /// A review session.
    Session = 7,
    /// A person's own markers and views: theirs alone, and only on their own devices.
    Personal = 8,
}

impl DocKind {
    /// Every kind.
    pub const ALL: [Self; 8] =
        [Self::Studio, Self::Project, Self::Plan, Self::Work, Self::Talk, Self::Verdict, Self::Session, Self::Personal];

    /// The kind with this number, if there is one.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// The four documents of one deliverable.
    pub const OF_DELIVERABLE: [Self; 4] = [Self::Plan, Self::Work, Self::Talk, Self::Verdict];
}

/// A document's key: its kind and the entity it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocId {
    /// What it holds.
    pub kind: DocKind,
    /// Whose it is.
    pub id: Id,
}

impl DocId {
    /// The document of a studio.
    #[must_use]
    pub fn studio(id: StudioId) -> Self {
        Self { kind: DocKind::Studio, id: id.0 }
    }

    /// The document of a project.
    #[must_use]
    pub fn project(id: ProjectId) -> Self {
        Self { kind: DocKind::Project, id: id.0 }
    }

    /// What a person keeps for themselves.
    #[must_use]
    pub fn personal(id: PersonId) -> Self {
        Self { kind: DocKind::Personal, id: id.0 }
    }

    /// One of a deliverable's four documents.
    #[must_use]
    pub fn of(kind: DocKind, id: DeliverableId) -> Self {
        Self { kind, id: id.0 }
    }

    /// 17 bytes: kind, then id.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 17] {
        let mut bytes = [0; 17];
        bytes[0] = self.kind as u8;
        bytes[1..].copy_from_slice(&self.id.0);
        bytes
    }

    /// From [`Self::to_bytes`].
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (kind, id) = bytes.split_first()?;
        Some(Self { kind: DocKind::from_number(*kind)?, id: Id(id.try_into().ok()?) })
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}:{}", self.kind, self.id)
    }
}

impl fmt::Debug for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}:{:?}", self.kind, self.id)
    }
}

/// A value inside a document. Maps are made once, under a unique key, by one writer: two peers
/// making a map under one key would hide one of the two.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A short text that is replaced as a whole; two replacements at once are a conflict.
    Str(String),
    /// A long text that merges letter by letter.
    Text(String),
    /// A point in time.
    Time(crate::Timestamp),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Named values.
    Map(BTreeMap<String, Value>),
}

impl Value {
    /// A map of these entries, leaving out those without a value.
    #[must_use]
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        Self::Map(entries.into_iter().filter(|(_, v)| *v != Self::Null).map(|(k, v)| (k.into(), v)).collect())
    }

    /// The entries, where it is a map.
    #[must_use]
    pub fn as_map(&self) -> Option<&BTreeMap<String, Value>> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// As a person reads it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Null => "(empty)".into(),
            Self::Bool(b) => if *b { "yes" } else { "no" }.into(),
            Self::Int(n) => n.to_string(),
            Self::Str(s) | Self::Text(s) => s.clone(),
            Self::Time(t) => t.rfc3339(),
            Self::Bytes(b) => format!("{} bytes", b.len()),
            Self::Map(m) => format!("{} entries", m.len()),
        }
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Self::Str(s.into())
    }
}
impl From<String> for Value {
    fn from(s: String) -> Self {
        Self::Str(s)
    }
}
impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}
impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}
impl From<Id> for Value {
    fn from(id: Id) -> Self {
        Self::Str(id.to_string())
    }
}
impl From<crate::Timestamp> for Value {
    fn from(t: crate::Timestamp) -> Self {
        Self::Time(t)
    }
}
impl From<crate::Date> for Value {
    fn from(d: crate::Date) -> Self {
        Self::Str(d.to_string())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Self::Null, Into::into)
    }
}

/// What happens at one place of a document.
#[derive(Clone, PartialEq, Debug)]
pub enum Op {
    /// Set, replacing what was there.
    Put(Value),
    /// Take away.
    Delete,
    /// Change a [`Value::Text`] to read so, as the smallest change of letters.
    Rewrite(String),
}

/// One change of one document.
#[derive(Clone, PartialEq, Debug)]
pub struct Edit {
    /// Which document.
    pub doc: DocId,
    /// Where in it: keys from the root.
    pub path: Vec<String>,
    /// What happens there.
    pub op: Op,
}

impl Edit {
    /// Sets a value.
    #[must_use]
    pub fn put<P: Into<String>>(doc: DocId, path: impl IntoIterator<Item = P>, value: impl Into<Value>) -> Self {
        Self { doc, path: path.into_iter().map(Into::into).collect(), op: Op::Put(value.into()) }
    }

    /// Sets a value, or takes it away where there is none.
    #[must_use]
    pub fn set<P: Into<String>>(doc: DocId, path: impl IntoIterator<Item = P>, value: impl Into<Value>) -> Self {
        let value = value.into();
        let op = if value == Value::Null { Op::Delete } else { Op::Put(value) };
        Self { doc, path: path.into_iter().map(Into::into).collect(), op }
    }
}
