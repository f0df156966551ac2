//! What can be found: an entity as texts. Whoever adds a field that people read adds it here, and
//! raises [`super::index::VERSION`].

use super::HitKind;
use rushes_domain::{
    Comment, CommentId, Deliverable, DeliverableId, Field, FieldId, FieldKind, FieldValue, Id, Person, PersonId,
    Project, ProjectId, Round, RoundId, Stage, State, Studio, Value,
};
use std::{collections::BTreeMap, sync::Arc};

/// The words filters look for.
pub(crate) mod tag {
    use super::super::HitKind;
    use rushes_domain::{PersonId, ProjectId, Status};

    pub(crate) fn kind(kind: HitKind) -> String {
        format!("k:{}", kind.word())
    }
    pub(crate) fn project(id: ProjectId) -> String {
        format!("p:{id}")
    }
    pub(crate) fn person(id: PersonId) -> String {
        format!("w:{id}")
    }
    pub(crate) fn status(status: Status) -> String {
        format!("s:{status}")
    }
}

/// One thing that can be found.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) kind: HitKind,
    pub(crate) id: Id,
    /// What it is called: weighs more.
    pub(crate) names: Vec<&'a str>,
    /// What is said in it and about it.
    pub(crate) bodies: Vec<&'a str>,
    /// What filters look for.
    pub(crate) tags: Vec<String>,
    /// When it was made or said, in milliseconds; the newest first where all else is equal.
    pub(crate) at: i64,
}

/// What is kept and renewed as a whole.
#[derive(Clone, Debug)]
pub(crate) enum Owner {
    Project(Arc<Project>, Picked),
    Deliverable(Arc<Deliverable>, Picked),
    Person(Person),
}

impl Owner {
    /// The project or deliverable with this id, or the person, if it is there and not deleted.
    pub(crate) fn of(state: &State, id: Id) -> Option<Self> {
        if let Some(deliverable) = state.deliverable(DeliverableId(id)) {
            return Some(Self::deliverable(state, deliverable));
        }
        if let Some(project) = state.projects.get(&ProjectId(id)) {
            return Some(Self::project(state, project));
        }
        state.studio.people.get(&PersonId(id)).map(|p| Self::Person(p.clone()))
    }

    pub(crate) fn deliverable(state: &State, deliverable: &Arc<Deliverable>) -> Self {
        let picked = Picked::of(&state.studio, deliverable.fields.keys(), |field| deliverable.field(field));
        Self::Deliverable(Arc::clone(deliverable), picked)
    }

    pub(crate) fn project(state: &State, project: &Arc<Project>) -> Self {
        let picked = Picked::of(&state.studio, project.fields.keys(), |field| project.field(field));
        Self::Project(Arc::clone(project), picked)
    }

    pub(crate) fn id(&self) -> Id {
        match self {
            Self::Project(project, _) => project.id.0,
            Self::Deliverable(deliverable, _) => deliverable.id.0,
            Self::Person(person) => person.id.0,
        }
    }

    /// Everything of it that can be found.
    pub(crate) fn entries(&self) -> Vec<Entry<'_>> {
        match self {
            Self::Project(project, picked) => vec![of_project(project, picked)],
            Self::Person(person) => vec![of_person(person)],
            Self::Deliverable(deliverable, picked) => std::iter::once(of_deliverable(deliverable, picked))
                .chain(
                    deliverable
                        .stages
                        .iter()
                        .flat_map(|stage| stage.rounds.iter().map(move |round| of_round(deliverable, stage, round))),
                )
                .chain(deliverable.comments.iter().map(|comment| of_comment(deliverable, comment)))
                .collect(),
        }
    }

    /// One of [`Self::entries`].
    pub(crate) fn entry(&self, kind: HitKind, id: Id) -> Option<Entry<'_>> {
        match (self, kind) {
            (Self::Project(project, picked), HitKind::Project) => Some(of_project(project, picked)),
            (Self::Person(person), HitKind::Person) => Some(of_person(person)),
            (Self::Deliverable(deliverable, picked), HitKind::Deliverable) => Some(of_deliverable(deliverable, picked)),
            (Self::Deliverable(deliverable, _), HitKind::Round) => {
                let round = deliverable.round(RoundId(id))?;
                Some(of_round(deliverable, deliverable.stage(round.stage)?, round))
            }
            (Self::Deliverable(deliverable, _), HitKind::Comment) => {
                Some(of_comment(deliverable, deliverable.comment(CommentId(id))?))
            }
            _ => None,
        }
    }
}

/// What custom fields hold by its id, as it is called now: the options that were picked, and people.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Picked {
    names: Vec<String>,
    people: Vec<PersonId>,
}

impl Picked {
    fn of<'a>(
        studio: &Studio,
        filled: impl Iterator<Item = &'a FieldId>,
        value: impl Fn(&Field) -> Option<FieldValue>,
    ) -> Self {
        let mut picked = Self::default();
        for field in filled.filter_map(|id| studio.fields.get(id)) {
            match value(field) {
                Some(value @ (FieldValue::Choice(_) | FieldValue::MultiChoice(_))) => {
                    picked.names.push(studio.shown(field, &value));
                }
                Some(FieldValue::Person(person)) => {
                    picked.names.extend(studio.people.get(&person).map(|p| p.name.clone()));
                    picked.people.push(person);
                }
                _ => {}
            }
        }
        picked
    }

    /// Whether anything that was picked is called otherwise in another reading of the studio.
    pub(crate) fn may_differ(before: &Studio, now: &Studio) -> bool {
        let options = |studio: &Studio| {
            let of_field = |f: &Field| f.options.iter().map(|o| (o.id, o.name.clone())).collect::<Vec<_>>();
            studio.fields.values().flat_map(of_field).collect::<BTreeMap<_, _>>()
        };
        let names = |studio: &Studio| {
            let asks = studio.fields.values().any(|f| f.kind == FieldKind::Person);
            let people = studio.people.values().filter(|_| asks);
            people.map(|p| (p.id, p.name.clone())).collect::<BTreeMap<_, _>>()
        };
        options(before) != options(now) || names(before) != names(now) || before.absorbed != now.absorbed
    }
}

/// Whether two readings of an owner come to the same: eight bytes instead of the texts.
pub(crate) fn fingerprint(entries: &[Entry<'_>]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    for entry in entries {
        part(&[entry.kind as u8]);
        part(&entry.id.0);
        part(&entry.at.to_le_bytes());
        for (of, texts) in [(0u8, &entry.names), (1, &entry.bodies)] {
            part(&[of]);
            texts.iter().for_each(|text| part(text.as_bytes()));
        }
        entry.tags.iter().for_each(|tag| part(tag.as_bytes()));
    }
    let hash = hasher.finalize();
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap_or_default())
}

fn of_project<'a>(project: &'a Project, picked: &'a Picked) -> Entry<'a> {
    let mut tags = vec![tag::kind(HitKind::Project), tag::project(project.id)];
    tags.extend(picked.people.iter().copied().map(tag::person));
    let mut bodies = said([project.client.as_str()]);
    bodies.extend(in_fields(&project.fields, picked));
    Entry {
        kind: HitKind::Project,
        id: project.id.0,
        names: said([project.code.as_str(), &project.name]),
        bodies,
        tags: once(tags),
        at: project.created.0,
    }
}

fn of_person(person: &Person) -> Entry<'_> {
    Entry {
        kind: HitKind::Person,
        id: person.id.0,
        names: said([person.name.as_str()]),
        bodies: said([person.email.as_str()]),
        tags: vec![tag::kind(HitKind::Person), tag::person(person.id)],
        at: 0,
    }
}

/// What custom fields say in words: texts and addresses as they are, options and people by their names. Numbers,
/// days and ticks are for queries.
fn in_fields<'a>(values: &'a BTreeMap<FieldId, Value>, picked: &'a Picked) -> Vec<&'a str> {
    let written = values.values().filter_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        Value::Str(text) if text.starts_with("http") => Some(text.as_str()),
        _ => None,
    });
    said(written.chain(picked.names.iter().map(String::as_str)))
}

fn of_deliverable<'a>(deliverable: &'a Deliverable, picked: &'a Picked) -> Entry<'a> {
    let mut tags = vec![tag::kind(HitKind::Deliverable), tag::project(deliverable.project)];
    tags.extend(picked.people.iter().copied().map(tag::person));
    let mut bodies = said([deliverable.description.as_str(), &deliverable.kind]);
    for stage in &deliverable.stages {
        tags.push(tag::status(stage.status));
        tags.extend(stage.assignees.iter().copied().map(tag::person));
        bodies.extend(said(stage.hold.as_deref()));
        bodies.extend(said(stage.overrides.iter().map(|o| o.reason.as_str())));
    }
    bodies.extend(in_fields(&deliverable.fields, picked));
    Entry {
        kind: HitKind::Deliverable,
        id: deliverable.id.0,
        names: said([deliverable.name.as_str()]),
        bodies,
        tags: once(tags),
        at: deliverable.created.0,
    }
}

fn of_round<'a>(deliverable: &'a Deliverable, stage: &Stage, round: &'a Round) -> Entry<'a> {
    let mut bodies = said([round.note.as_str()]);
    bodies.extend(said(round.decisions.iter().map(|d| d.note.as_str())));
    bodies.extend(said(round.attachments.iter().map(|a| a.name.as_str())));
    let mut tags = vec![tag::kind(HitKind::Round), tag::project(deliverable.project), tag::status(stage.status)];
    tags.extend(round.by.map(tag::person));
    tags.extend(round.decisions.iter().filter_map(|d| d.by).map(tag::person));
    Entry { kind: HitKind::Round, id: round.id.0, names: Vec::new(), bodies, tags: once(tags), at: round.at.0 }
}

fn of_comment<'a>(deliverable: &'a Deliverable, comment: &'a Comment) -> Entry<'a> {
    let mut bodies = said([comment.body.as_str()]);
    let steps = deliverable.feedback.iter().filter(|f| f.comment == comment.id).flat_map(|f| &f.events);
    bodies.extend(said(steps.map(|e| e.note.as_str())));
    let mut tags = vec![tag::kind(HitKind::Comment), tag::project(deliverable.project)];
    tags.extend(comment.by.map(tag::person));
    tags.extend(stage_of(deliverable, comment).map(|s| tag::status(s.status)));
    Entry { kind: HitKind::Comment, id: comment.id.0, names: Vec::new(), bodies, tags, at: comment.at.0 }
}

/// The stage a comment is about, if about one.
pub(crate) fn stage_of<'a>(deliverable: &'a Deliverable, comment: &Comment) -> Option<&'a Stage> {
    let of_round = comment.round.and_then(|r| deliverable.round(r)).map(|r| r.stage);
    of_round.or(comment.stage).and_then(|s| deliverable.stage(s))
}

fn said<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    texts.into_iter().filter(|t| !t.trim().is_empty()).collect()
}

fn once(mut tags: Vec<String>) -> Vec<String> {
    tags.sort_unstable();
    tags.dedup();
    tags
}
