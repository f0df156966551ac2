//! Fields that two people set at once.

use crate::{
    Timestamp,
    deliverable::Deliverable,
    document::{DocId, Value},
    field,
    ids::{FieldId, Id, PersonId},
    issue::Issue,
    stage::{self, Stage},
    state::State,
    studio::Studio,
    tree::Tree,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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

/// Every unsettled field of a studio.
pub fn all(state: &State) -> impl Iterator<Item = &Conflict> {
    let of_projects = state.projects.values().flat_map(|p| &p.conflicts);
    let of_deliverables = state.deliverables().flat_map(|d| &d.conflicts);
    state.studio.conflicts.iter().chain(of_projects).chain(of_deliverables)
}

/// Everything a merge made that nobody meant, with the stage it is on.
pub fn issues(state: &State) -> impl Iterator<Item = (&Arc<Deliverable>, &Stage, &Issue)> {
    let of_stage = |(d, s)| {
        let stage: &Stage = s;
        stage.issues.iter().map(move |issue| (d, stage, issue))
    };
    state.deliverables().flat_map(|d| d.stages.iter().map(move |s| (d, s))).flat_map(of_stage)
}

impl Conflict {
    /// The conflict at a place, if there is one.
    #[must_use]
    pub fn at<'a>(conflicts: &'a [Self], path: &[&str]) -> Option<&'a Self> {
        conflicts.iter().find(|c| c.path.iter().map(String::as_str).eq(path.iter().copied()))
    }

    /// One of the values as people of this studio read it: with the names of people and of a field's options.
    #[must_use]
    pub fn shown(&self, studio: &Studio, value: &ConflictValue) -> String {
        let custom = match self.path.as_slice() {
            [key] => key.strip_prefix("field:").and_then(|id| studio.fields.get(&id.parse::<FieldId>().ok()?)),
            _ => None,
        };
        if let Some(field) = custom
            && let Some(read) = field::interpret(field, &value.value)
        {
            return studio.shown(field, &read);
        }
        match (self.path.last().map(String::as_str), &value.value) {
            (Some("estimate"), Value::Int(minutes)) => {
                u32::try_from(*minutes).map_or_else(|_| value.shown.clone(), crate::worked)
            }
            (_, Value::Str(text)) if text.is_empty() => "(empty)".into(),
            _ => value.shown.clone(),
        }
    }

    /// The field's name, as people of this studio read it.
    #[must_use]
    pub fn label(&self, studio: &Studio) -> String {
        let key = self.path.last().map_or("", String::as_str);
        if let Some(field) = key.strip_prefix("field:").and_then(|id| studio.fields.get(&id.parse::<FieldId>().ok()?)) {
            return field.name.clone();
        }
        match key {
            "kind" => "Type".into(),
            "body" => "Words".into(),
            "hold" => "On hold".into(),
            stage::ROUNDS_BEFORE => "Earlier rounds".into(),
            _ if self.field.is_empty() => "Field".into(),
            _ => {
                let mut letters = self.field.chars();
                letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
            }
        }
    }
}
