//! The studio: name, brand, people, pipelines.

use crate::{
    conflict::{self, Conflict},
    document::{DocId, Edit, Value},
    ids::{PersonId, PipelineId, StageDefId, StudioId},
    person::{Member, Person},
    pipeline::{Pipeline, StageDef},
    tree::Tree,
};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// A studio as its document and the grants say.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Studio {
    /// Id.
    pub id: StudioId,
    /// Name.
    pub name: String,
    /// Brand colour as `#RRGGBB`, if the studio has one.
    pub brand: Option<String>,
    /// Everybody known by name, members included.
    pub people: OrdMap<PersonId, Person>,
    /// Those who hold a grant.
    pub members: OrdMap<PersonId, Member>,
    /// Pipeline templates.
    pub pipelines: OrdMap<PipelineId, Pipeline>,
    /// Unsettled merges.
    pub conflicts: Vec<Conflict>,
}

impl Studio {
    /// Reads the studio's document; people and members by grant come from the caller.
    #[must_use]
    pub fn read(id: StudioId, tree: &Tree, members: &[(Person, Member)]) -> Self {
        let root = tree.node();
        let mut people: OrdMap<PersonId, Person> = root
            .maps::<PersonId>("person")
            .map(|(id, n)| (id, Person { id, name: n.string("name"), email: n.string("email") }))
            .collect();
        for (person, _) in members {
            people.entry(person.id).or_insert_with(|| person.clone());
        }
        let pipelines = root
            .maps::<PipelineId>("pipeline")
            .map(|(id, n)| {
                let mut stages: Vec<StageDef> = n
                    .maps::<StageDefId>("stage")
                    .map(|(id, s)| StageDef {
                        id,
                        name: s.string("name"),
                        order: s.int("order").unwrap_or_default(),
                        needs: s.flags::<StageDefId>("need").collect(),
                        removed: s.flag("removed"),
                    })
                    .filter(|s| !s.removed)
                    .collect();
                stages.sort_by_key(|s| (s.order, s.id));
                (id, Pipeline { id, name: n.string("name"), archived: n.flag("archived"), stages })
            })
            .collect();
        Self {
            id,
            name: root.string("name"),
            brand: root.text("brand").map(str::to_owned),
            people,
            members: members.iter().map(|(_, m)| (m.person, m.clone())).collect(),
            pipelines,
            conflicts: conflict::read(tree),
        }
    }

    /// The person a name or e-mail address means, if exactly one does.
    #[must_use]
    pub fn person_called(&self, text: &str) -> Option<&Person> {
        if let Ok(id) = text.parse::<PersonId>() {
            return self.people.get(&id);
        }
        let mut found = self.people.values().filter(|p| p.is_called(text));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// A person's name, or a word for one who is not known here yet.
    #[must_use]
    pub fn name_of(&self, person: PersonId) -> String {
        self.people.get(&person).map_or_else(|| "somebody not known here yet".into(), |p| p.name.clone())
    }

    /// The template with this name, whatever its case, or this id.
    #[must_use]
    pub fn pipeline_called(&self, text: &str) -> Option<&Pipeline> {
        let id = text.parse::<PipelineId>().ok();
        self.pipelines.values().find(|p| Some(p.id) == id || p.name.eq_ignore_ascii_case(text.trim()))
    }
}

/// The edits that add a person.
#[must_use]
pub(crate) fn add_person(doc: DocId, person: &Person) -> Edit {
    let entry = Value::map([("name", person.name.as_str().into()), ("email", Value::from(person.email.as_str()))]);
    Edit::put(doc, [format!("person:{}", person.id)], entry)
}
