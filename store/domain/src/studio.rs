//! The studio: name, brand, people, pipelines.

use crate::{
    conflict::{self, Conflict},
    document::{DocId, Edit, Value},
    field::{Field, FieldKind, FieldOf, FieldValue},
    ids::{FieldId, PersonId, PipelineId, StageDefId, StudioId, ViewId},
    join::{self, JOINED},
    names,
    person::{Member, Person},
    personal::SavedView,
    pipeline::{Pipeline, StageDef},
    tree::{Node, Tree},
};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Those who were joined to another, with that one: they are one person, and this is another name of theirs.
    pub absorbed: OrdMap<PersonId, (Person, PersonId)>,
    /// Those who hold a grant.
    pub members: OrdMap<PersonId, Member>,
    /// Pipeline templates.
    pub pipelines: OrdMap<PipelineId, Pipeline>,
    /// Custom fields, archived ones too.
    pub fields: OrdMap<FieldId, Field>,
    /// Views of lists that everybody sees.
    pub views: OrdMap<ViewId, SavedView>,
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
        let is_member = |id: PersonId| members.iter().any(|(_, m)| m.person == id);
        let absorbed = absorb(&mut people, root, is_member);
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
            absorbed,
            members: members.iter().map(|(_, m)| (m.person, m.clone())).collect(),
            pipelines,
            fields: root.maps::<FieldId>("field").filter_map(|(id, n)| Some((id, Field::read(id, n)?))).collect(),
            views: root.maps::<ViewId>("view").map(|(id, n)| (id, SavedView::read(id, n))).collect(),
            conflicts: conflict::read(tree),
        }
    }

    /// The person a name or e-mail address means, if exactly one does.
    #[must_use]
    pub fn person_called(&self, text: &str) -> Option<&Person> {
        if let Ok(id) = text.parse::<PersonId>() {
            return self.people.get(&self.person(id));
        }
        let found = self.everybody_called(text);
        (found.len() == 1).then(|| found.first().copied()).flatten()
    }

    /// Everybody a name or e-mail address may mean, also by a name of somebody who was joined to them.
    #[must_use]
    pub fn everybody_called(&self, text: &str) -> Vec<&Person> {
        let own = self.people.values().filter(|p| p.is_called(text)).map(|p| p.id);
        let also = self.absorbed.values().filter(|(p, _)| p.is_called(text)).map(|(_, into)| *into);
        let found: BTreeSet<PersonId> = own.chain(also).collect();
        found.iter().filter_map(|id| self.people.get(id)).collect()
    }

    /// The person that this one is: themselves, or whom they were joined to.
    #[must_use]
    pub fn person(&self, id: PersonId) -> PersonId {
        self.absorbed.get(&id).map_or(id, |(_, into)| *into)
    }

    /// Groups of people who look like one: of one name, or of one e-mail address. Two members are never one, nor
    /// are two of one name with different addresses.
    #[must_use]
    pub fn twins(&self) -> Vec<Vec<&Person>> {
        let mut by_word: BTreeMap<String, Vec<&Person>> = BTreeMap::new();
        for person in self.people.values() {
            let words: BTreeSet<String> = [&person.name, &person.email].map(|w| names::same(w)).into();
            for word in words.into_iter().filter(|w| !w.is_empty()) {
                by_word.entry(word).or_default().push(person);
            }
        }
        let may = |a: &Person, b: &Person| {
            let apart = !a.email.is_empty() && !b.email.is_empty() && !names::is_same(&a.email, &b.email);
            let both_joined = self.members.contains_key(&a.id) && self.members.contains_key(&b.id);
            !apart && !both_joined
        };
        let mut found: Vec<Vec<&Person>> = Vec::new();
        for group in by_word.into_values() {
            let alike = |p: &&Person| group.iter().any(|other| other.id != p.id && may(p, other));
            let twins: Vec<&Person> = group.iter().copied().filter(alike).collect();
            if twins.len() > 1 && !found.contains(&twins) {
                found.push(twins);
            }
        }
        found
    }

    /// A person's name, or a word for one who is not known here yet.
    #[must_use]
    pub fn name_of(&self, person: PersonId) -> String {
        self.people.get(&self.person(person)).map_or_else(|| "somebody not known here yet".into(), |p| p.name.clone())
    }

    /// A custom field's value, as people read it.
    #[must_use]
    pub fn shown(&self, field: &Field, value: &FieldValue) -> String {
        let name = |id: &crate::ids::OptionId| {
            field.options.iter().find(|o| o.id == *id).map_or_else(|| "?".to_owned(), |o| o.name.clone())
        };
        match value {
            FieldValue::Text(text) | FieldValue::Url(text) => text.clone(),
            FieldValue::Number(number) => number.to_string(),
            FieldValue::Date(day) => day.to_string(),
            FieldValue::Choice(option) => name(option),
            FieldValue::MultiChoice(_) => {
                let ticked =
                    field.options.iter().filter(|o| matches!(value, FieldValue::MultiChoice(v) if v.contains(&o.id)));
                ticked.map(|o| o.name.as_str()).collect::<Vec<_>>().join(", ")
            }
            FieldValue::Checkbox(on) => if *on { "yes" } else { "no" }.into(),
            FieldValue::Person(person) => self.name_of(*person),
        }
    }

    /// The value a text written by hand means; the empty text means none.
    ///
    /// # Errors
    /// A sentence that says what the field takes.
    pub fn parse_value(&self, field: &Field, text: &str) -> Result<Option<FieldValue>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let option = |text: &str| {
            let offered = || field.offered().map(|o| o.name.as_str()).collect::<Vec<_>>().join(", ");
            let found = field.option_called(text).map(|o| o.id);
            found.ok_or_else(|| format!("\"{}\" is no option of {}; it has {}", text.trim(), field.name, offered()))
        };
        Ok(Some(match field.kind {
            FieldKind::Text => FieldValue::Text(text.to_owned()),
            FieldKind::Url => FieldValue::Url(text.to_owned()),
            FieldKind::Number => FieldValue::Number(text.parse()?),
            FieldKind::Date => {
                FieldValue::Date(text.parse().map_err(|_| format!("\"{text}\" is not a day; write it as YYYY-MM-DD"))?)
            }
            FieldKind::Choice => FieldValue::Choice(option(text)?),
            FieldKind::MultiChoice => FieldValue::MultiChoice(
                text.split([',', ';']).filter(|t| !t.trim().is_empty()).map(option).collect::<Result<_, _>>()?,
            ),
            FieldKind::Checkbox => match text.to_lowercase().as_str() {
                "yes" | "y" | "true" | "1" | "x" | "on" => FieldValue::Checkbox(true),
                "no" | "n" | "false" | "0" | "off" | "-" => FieldValue::Checkbox(false),
                _ => return Err(format!("\"{text}\" is neither yes nor no")),
            },
            FieldKind::Person => FieldValue::Person(
                self.person_called(text).ok_or_else(|| format!("\"{text}\" is nobody known in the studio"))?.id,
            ),
        }))
    }

    /// The custom fields in use of projects or of deliverables, in order.
    #[must_use]
    pub fn fields_of(&self, of: FieldOf) -> Vec<&Field> {
        let mut fields: Vec<&Field> = self.fields.values().filter(|f| f.of == of && !f.archived).collect();
        fields.sort_by_key(|f| (f.order, f.id));
        fields
    }

    /// The custom field with this name, whatever its case, spaces and punctuation, or this id.
    #[must_use]
    pub fn field_called(&self, of: FieldOf, text: &str) -> Option<&Field> {
        if let Ok(id) = text.parse::<FieldId>() {
            return self.fields.get(&id).filter(|f| f.of == of);
        }
        let wanted = names::plain(text);
        self.fields_of(of).into_iter().find(|f| names::plain(&f.name) == wanted)
    }

    /// A name like this one that no template has: "Stills copy", "Stills copy 2".
    #[must_use]
    pub fn free_pipeline_name(&self, name: &str) -> String {
        let first = format!("{} copy", name.trim());
        let others = (2u32..).map(|n| format!("{first} {n}"));
        let free = |name: &String| self.pipeline_called(name).is_none();
        std::iter::once(first.clone()).chain(others).find(free).unwrap_or(first)
    }

    /// The template with this name, whatever its case, or this id.
    #[must_use]
    pub fn pipeline_called(&self, text: &str) -> Option<&Pipeline> {
        let id = text.parse::<PipelineId>().ok();
        self.pipelines.values().find(|p| Some(p.id) == id || names::is_same(&p.name, text))
    }
}

/// Takes out of `people` those who were joined to others. Members are never joined to anybody: whoever wrote so did
/// not know yet that they are one.
fn absorb(
    people: &mut OrdMap<PersonId, Person>,
    root: Node<'_>,
    is_member: impl Fn(PersonId) -> bool,
) -> OrdMap<PersonId, (Person, PersonId)> {
    let written = root.maps::<PersonId>("person").filter(|(id, _)| !is_member(*id));
    let joins: OrdMap<PersonId, PersonId> = written.filter_map(|(id, n)| Some((id, n.parse(JOINED)?))).collect();
    if joins.is_empty() {
        return OrdMap::new();
    }
    let roots = join::roots(&joins, |id| people.contains_key(&id));
    let mut absorbed = OrdMap::new();
    for (id, into) in roots {
        let Some(gone) = people.remove(&id) else { continue };
        if let Some(survivor) = people.get_mut(&into)
            && survivor.email.is_empty()
        {
            survivor.email.clone_from(&gone.email);
        }
        absorbed.insert(id, (gone, into));
    }
    absorbed
}

/// The edits that add a person.
#[must_use]
pub(crate) fn add_person(doc: DocId, person: &Person) -> Edit {
    let (name, email) = (names::tidy(&person.name), names::tidy(&person.email));
    let entry = Value::map([("name", Value::from(name)), ("email", email.into())]);
    Edit::put(doc, [format!("person:{}", person.id)], entry)
}
