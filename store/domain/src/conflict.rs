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
    tree::{Node, Tree},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// What the keys of settlements begin with: `settled:ID`, a map of what there was to choose from. Taken back by
/// its author, it brings the choice back.
pub const SETTLED: &str = "settled";
/// The key under which a reader says how late a settlement was made.
pub const MADE: &str = "@made";
/// The key under which a reader says that a settlement was taken back, and its field not set since.
pub const OPEN: &str = "@open";

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

/// The conflicts of a document, those whose settlement was taken back too. Values that read the same are none.
#[must_use]
pub fn read(tree: &Tree) -> Vec<Conflict> {
    let mut conflicts = clashing(tree);
    for open in taken_back(tree) {
        if conflicts.iter().all(|c| c.path != open.path) {
            conflicts.push(open);
        }
    }
    conflicts
}

fn id_of(doc: DocId, path: &[String]) -> Id {
    Id::derive("conflict", &[&doc.to_bytes(), path.join("/").as_bytes()])
}

fn name_of(path: &[String]) -> String {
    path.last().map_or_else(String::new, |key| key.split_once(':').map_or(key.as_str(), |(kind, _)| kind).to_owned())
}

fn clashing(tree: &Tree) -> Vec<Conflict> {
    tree.clashes
        .iter()
        .filter(|clash| clash.values.iter().any(|v| v.value != clash.values[0].value))
        .map(|clash| Conflict {
            id: id_of(tree.doc, &clash.path),
            doc: tree.doc,
            path: clash.path.clone(),
            field: name_of(&clash.path),
            values: clash
                .values
                .iter()
                .map(|v| ConflictValue { shown: v.value.shown(), value: v.value.clone(), by: v.by, at: v.at })
                .collect(),
        })
        .collect()
}

/// The last settlement of each field, where it was taken back.
fn taken_back(tree: &Tree) -> Vec<Conflict> {
    let mut last: BTreeMap<String, (i64, Id, Node<'_>)> = BTreeMap::new();
    for (id, node) in tree.node().maps::<Id>(SETTLED) {
        let made = node.int(MADE).unwrap_or_default();
        let place = last.entry(node.string("path")).or_insert((made, id, node));
        if (made, id) > (place.0, place.1) {
            *place = (made, id, node);
        }
    }
    last.into_iter()
        .filter(|(_, (_, _, node))| node.flag(OPEN))
        .filter_map(|(p, (.., n))| reopened(tree, &p, n))
        .collect()
}

fn reopened(tree: &Tree, path: &str, node: Node<'_>) -> Option<Conflict> {
    let path: Vec<String> = path.split('/').map(str::to_owned).collect();
    let (key, parents) = path.split_last()?;
    let map = parents.iter().try_fold(&tree.root, |map, key| map.get(key)?.as_map())?;
    let now = map.get(key)?;
    let mut values: Vec<ConflictValue> = node
        .maps::<usize>("value")
        .map(|(_, n)| {
            let value = n.0.get("value").cloned().unwrap_or(Value::Null);
            ConflictValue { shown: value.shown(), by: n.parse("by"), at: n.time("at"), value }
        })
        .collect();
    let place = values.iter().position(|v| v.value == *now)?;
    values[..=place].rotate_right(1);
    (values.len() > 1).then(|| Conflict {
        id: id_of(tree.doc, &path),
        doc: tree.doc,
        field: name_of(&path),
        path,
        values,
    })
}

/// What is kept of a settlement, so that taking it back brings the choice back.
#[must_use]
pub fn record(conflict: &Conflict, at: Timestamp) -> Value {
    let mut entries: BTreeMap<String, Value> =
        BTreeMap::from([("path".into(), conflict.path.join("/").into()), ("at".into(), at.into())]);
    for (place, value) in conflict.values.iter().enumerate() {
        let entry = [("value", value.value.clone()), ("by", value.by.map(|p| p.0).into()), ("at", value.at.into())];
        entries.insert(format!("value:{place}"), Value::map(entry));
    }
    Value::Map(entries)
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
            (_, Value::Str(text) | Value::Text(text)) if text.is_empty() => "(empty)".into(),
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
