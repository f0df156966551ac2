//! Fields that two people set at once.

use crate::{
    Timestamp,
    document::{DocId, Value},
    ids::{Id, PersonId},
    tree::Tree,
};
use serde::{Deserialize, Serialize};

/// One of the values.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ConflictValue {
    /// As a person reads it.
    pub shown: String,
    /// The value itself, for settling.
    pub value: Value,
    /// Who set it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// A field with several values, until somebody settles it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Conflict {
    /// Id: the same on every peer for the same field.
    pub id: Id,
    /// Which document.
    pub doc: DocId,
    /// Where in it.
    pub path: Vec<String>,
    /// The field's name, for people.
    pub field: String,
    /// The values, the one in force first.
    pub values: Vec<ConflictValue>,
}

/// The conflicts of a document. Values that read the same are none.
#[must_use]
pub fn read(tree: &Tree) -> Vec<Conflict> {
    tree.clashes
        .iter()
        .filter(|clash| clash.values.iter().any(|v| v.value != clash.values[0].value))
        .map(|clash| Conflict {
            id: Id::derive("conflict", &[&tree.doc.to_bytes(), clash.path.join("/").as_bytes()]),
            doc: tree.doc,
            path: clash.path.clone(),
            field: clash
                .path
                .last()
                .map_or_else(String::new, |key| key.split_once(':').map_or(key.as_str(), |(kind, _)| kind).to_owned()),
            values: clash
                .values
                .iter()
                .map(|v| ConflictValue { shown: v.value.shown(), value: v.value.clone(), by: v.by, at: v.at })
                .collect(),
        })
        .collect()
}
