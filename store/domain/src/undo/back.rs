//! From the entries of a step to the edits that take it back.

use super::{
    Entry, Ground, Other, Place, WITHDRAWN,
    leans::{Going, Trees, id_of, names},
};
use crate::{
    decide::{self, Refusal},
    document::{DocId, DocKind, Edit, Op, Value},
    ids::{DeliverableId, PersonId, ProjectId},
    permission::Actor,
    rewrite,
    state::State,
};
use std::collections::BTreeMap;

/// A place that was left alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    /// Which document.
    pub doc: DocId,
    /// Where in it; the root for a whole entity.
    pub path: Vec<String>,
    /// Why, as the end of a sentence: "changed since by Ben".
    pub why: String,
}

/// What taking a step back comes to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Taken {
    /// What changes in which documents.
    pub edits: Vec<Edit>,
    /// The entries that bring it again.
    pub again: Vec<Entry>,
    /// What was left alone.
    pub left: Vec<Left>,
}

/// What becomes of one entry: its edit and the entry that brings it again, or why it is left alone.
type Outcome = Result<(Edit, Entry), String>;

struct Case<'a, G> {
    ground: &'a mut G,
    state: &'a State,
    me: PersonId,
    going: Going<'a>,
    trees: Trees,
    /// Maps the step made, as they stand.
    maps: BTreeMap<(DocId, Vec<String>), Value>,
}

/// Decides what of a step can be taken back now.
///
/// # Errors
/// The outer one is the ground's; the inner one a refusal, as for a command: what the person may not write they
/// may not take back either.
pub fn take_back<G: Ground>(
    ground: &mut G,
    state: &State,
    actor: Actor,
    entries: &[Entry],
) -> Result<Result<Taken, Refusal>, G::Error> {
    if let Err(refusal) = decide::may_write(actor, entries.iter().map(|e| e.doc().kind)) {
        return Ok(Err(refusal));
    }
    let mut case = Case {
        ground,
        state,
        me: actor.person,
        going: Going::of(entries),
        trees: Trees::default(),
        maps: BTreeMap::new(),
    };
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(entries.len());
    for entry in entries {
        outcomes.push(case.one(entry)?);
    }
    keep_together(entries, &case.maps, &mut outcomes);
    let mut taken = Taken::default();
    for (entry, outcome) in entries.iter().zip(outcomes) {
        match outcome {
            Ok((edit, again)) => {
                taken.edits.push(edit);
                taken.again.push(again);
            }
            Err(why) => taken.left.push(Left { doc: entry.doc(), path: entry.path().to_vec(), why }),
        }
    }
    Ok(Ok(taken))
}

impl<G: Ground> Case<'_, G> {
    fn one(&mut self, entry: &Entry) -> Result<Outcome, G::Error> {
        match entry {
            Entry::Set { doc, path, left, back } => self.set(*doc, path, left.as_ref(), back.as_ref()),
            Entry::Text { doc, path, left, back } => self.text(*doc, path, left, back),
            Entry::Made { doc, path, away } => self.made(*doc, path, *away),
            Entry::Whole { doc, away } => self.whole(*doc, *away),
        }
    }

    fn since(&self, deed: &str, by: Other) -> String {
        match by {
            Some(person) if person == self.me => format!("{deed} again since"),
            Some(person) => format!("{deed} since by {}", self.state.studio.name_of(person)),
            None => format!("{deed} since by somebody not known here"),
        }
    }

    fn set(
        &mut self,
        doc: DocId,
        path: &[String],
        left: Option<&Value>,
        back: Option<&Value>,
    ) -> Result<Outcome, G::Error> {
        let values = match self.ground.place(doc, path)? {
            Place::Nowhere => return Ok(Err("what it belonged to is gone".into())),
            Place::Values(values) => values,
        };
        let stranger = match left {
            Some(left) => values.iter().find(|s| s.by != Some(self.me) || s.value != *left),
            None => values.first(),
        };
        if let Some(stranger) = stranger {
            return Ok(Err(self.since("changed", stranger.by)));
        }
        if values.is_empty() && left.is_some() {
            return Ok(Err("taken away since".into()));
        }
        if let (DocKind::Plan, [key], Some(Value::Str(name))) = (doc.kind, path, back)
            && key == "name"
            && let Some(why) = self.name_taken(DeliverableId(doc.id), name)
        {
            return Ok(Err(why));
        }
        let op = back.map_or(Op::Delete, |value| Op::Put(value.clone()));
        let again = Entry::Set { doc, path: path.to_vec(), left: back.cloned(), back: left.cloned() };
        Ok(Ok((Edit { doc, path: path.to_vec(), op }, again)))
    }

    fn name_taken(&self, id: DeliverableId, name: &str) -> Option<String> {
        let project = self.state.deliverable_even_deleted(id)?.project;
        let taken = self.state.called(project, name).any(|d| d.id != id);
        taken.then(|| format!("another deliverable is called \"{name}\" now"))
    }

    fn text(&mut self, doc: DocId, path: &[String], left: &str, back: &str) -> Result<Outcome, G::Error> {
        let now = match self.ground.place(doc, path)? {
            Place::Nowhere => return Ok(Err("what it belonged to is gone".into())),
            Place::Values(values) => match values.as_slice() {
                [one] => match &one.value {
                    Value::Text(text) => text.clone(),
                    _ => return Ok(Err(self.since("replaced", one.by))),
                },
                [] => return Ok(Err("taken away since".into())),
                [first, ..] => return Ok(Err(self.since("replaced", first.by))),
            },
        };
        let merged = rewrite::merge(left, back, &now);
        if merged == now {
            return Ok(Err("rewritten since".into()));
        }
        let edit = Edit { doc, path: path.to_vec(), op: Op::Rewrite(merged.clone()) };
        Ok(Ok((edit, Entry::Text { doc, path: path.to_vec(), left: merged, back: now })))
    }

    fn made(&mut self, doc: DocId, path: &[String], away: bool) -> Result<Outcome, G::Error> {
        let values = match self.ground.place(doc, path)? {
            Place::Nowhere => Vec::new(),
            Place::Values(values) => values,
        };
        let Some(map) = values.first().filter(|s| matches!(s.value, Value::Map(_))) else {
            return Ok(Err("it is gone".into()));
        };
        if map.by != Some(self.me) || values.len() > 1 {
            let other = values.iter().find(|s| s.by != Some(self.me)).map_or(map.by, |s| s.by);
            return Ok(Err(self.since("made anew", other)));
        }
        if map.withdrawn == away {
            return Ok(Err(if away { "it was taken back already" } else { "it is there already" }.into()));
        }
        self.maps.insert((doc, path.to_vec()), map.value.clone());
        if away && let Some(why) = self.leaned_on(doc, path)? {
            return Ok(Err(why));
        }
        let flag: Vec<String> = path.iter().cloned().chain([WITHDRAWN.to_owned()]).collect();
        let edit = Edit::set(doc, flag, away.then_some(true));
        Ok(Ok((edit, Entry::Made { doc, path: path.to_vec(), away: !away })))
    }

    /// What others have built on something since, if they have.
    fn leaned_on(&mut self, doc: DocId, path: &[String]) -> Result<Option<String>, G::Error> {
        if let Some(other) = self.ground.other_within(doc, path, self.me)? {
            return Ok(Some(self.since("changed", other)));
        }
        let Some(id) = path.last().and_then(|key| id_of(key)) else { return Ok(None) };
        if DocKind::OF_DELIVERABLE.contains(&doc.kind) {
            let other = self.trees.leaning(self.ground, DeliverableId(doc.id), id, self.me)?;
            return Ok(other.map(|by| self.since("built upon", by)));
        }
        let used = match (doc.kind, path) {
            (DocKind::Studio, [key]) => self.going.user(self.state, key),
            _ => None,
        };
        Ok(used.map(|by| format!("used by {by}")))
    }

    fn whole(&mut self, doc: DocId, away: bool) -> Result<Outcome, G::Error> {
        let flag = vec!["deleted".to_owned()];
        let why = match (doc.kind, away) {
            (DocKind::Project, true) => self.project_held(doc)?,
            (_, true) => self.deliverable_held(doc)?,
            (_, false) => match self.ground.place(doc, &flag)? {
                Place::Values(values) if !values.iter().any(|s| s.value == Value::Bool(true)) => {
                    Some("it is there already".into())
                }
                Place::Values(values) if values.iter().any(|s| s.by != Some(self.me)) => {
                    Some("deleted by somebody else too".into())
                }
                _ => {
                    let name = self.state.deliverable_even_deleted(DeliverableId(doc.id)).map(|d| d.name.clone());
                    name.and_then(|name| self.name_taken(DeliverableId(doc.id), &name))
                }
            },
        };
        if let Some(why) = why {
            return Ok(Err(why));
        }
        Ok(Ok((Edit { doc, path: flag, op: Op::Put(away.into()) }, Entry::Whole { doc, away: !away })))
    }

    fn deliverable_held(&mut self, doc: DocId) -> Result<Option<String>, G::Error> {
        let id = DeliverableId(doc.id);
        if self.state.deliverable_even_deleted(id).is_none_or(|d| d.deleted) {
            return Ok(Some("it is gone".into()));
        }
        for kind in DocKind::OF_DELIVERABLE {
            if let Some(other) = self.ground.other_writer(DocId::of(kind, id), self.me)? {
                return Ok(Some(self.since("worked on", other)));
            }
        }
        Ok(None)
    }

    fn project_held(&mut self, doc: DocId) -> Result<Option<String>, G::Error> {
        let id = ProjectId(doc.id);
        if !self.state.projects.contains_key(&id) {
            return Ok(Some("it is gone".into()));
        }
        if let Some(other) = self.ground.other_writer(doc, self.me)? {
            return Ok(Some(self.since("changed", other)));
        }
        Ok((!self.going.empties(self.state, id)).then(|| "it has deliverables now".into()))
    }
}

/// What one command made in one deliverable and that names each other goes together or stays together: a mark,
/// its comment and its item of the checklist.
fn keep_together(entries: &[Entry], maps: &BTreeMap<(DocId, Vec<String>), Value>, outcomes: &mut [Outcome]) {
    let mut of: BTreeMap<crate::ids::Id, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if matches!(entry, Entry::Made { .. }) && DocKind::OF_DELIVERABLE.contains(&entry.doc().kind) {
            of.entry(entry.doc().id).or_default().push(at);
        }
    }
    let says = |from: usize, to: usize| {
        let map = maps.get(&(entries[from].doc(), entries[from].path().to_vec()));
        let id = entries[to].path().last().and_then(|key| id_of(key));
        map.zip(id).is_some_and(|(map, id)| names(map, id))
    };
    for group in of.into_values().filter(|g| g.len() > 1) {
        let mut held: Vec<usize> = group.iter().copied().filter(|at| outcomes[*at].is_err()).collect();
        while let Some(one) = held.pop() {
            let why = outcomes[one].as_ref().err().cloned().unwrap_or_default();
            for other in &group {
                if outcomes[*other].is_ok() && (says(one, *other) || says(*other, one)) {
                    outcomes[*other] = Err(why.clone());
                    held.push(*other);
                }
            }
        }
    }
}
