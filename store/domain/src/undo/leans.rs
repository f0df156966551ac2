//! What else a thing holds up: one does not take away what others have built on.

use super::{Entry, Ground, Other};
use crate::{
    document::{DocId, DocKind, Value},
    ids::{DeliverableId, FieldId, PersonId, PipelineId, ProjectId},
    state::State,
    tree::{BY, Tree},
};
use std::collections::{BTreeMap, BTreeSet, btree_map};

/// The id a key names: what stands after its first colon.
pub(super) fn id_of(key: &str) -> Option<&str> {
    key.split_once(':').map(|(_, id)| id).filter(|id| !id.is_empty())
}

/// Whether a map names an id anywhere: in a value or in a key.
pub(super) fn names(value: &Value, id: &str) -> bool {
    match value {
        Value::Str(text) => text == id,
        Value::Map(entries) => {
            entries.iter().any(|(key, value)| !key.starts_with('@') && (key.contains(id) || names(value, id)))
        }
        _ => false,
    }
}

/// The documents of a deliverable, read once each.
#[derive(Default)]
pub(super) struct Trees(BTreeMap<DocId, Tree>);

impl Trees {
    fn get<G: Ground>(&mut self, ground: &mut G, doc: DocId) -> Result<&Tree, G::Error> {
        Ok(match self.0.entry(doc) {
            btree_map::Entry::Occupied(known) => known.into_mut(),
            btree_map::Entry::Vacant(new) => new.insert(ground.tree(doc)?),
        })
    }

    /// Somebody else whose words, marks or decisions in a deliverable's documents name this id.
    pub(super) fn leaning<G: Ground>(
        &mut self,
        ground: &mut G,
        of: DeliverableId,
        id: &str,
        me: PersonId,
    ) -> Result<Option<Other>, G::Error> {
        for kind in DocKind::OF_DELIVERABLE {
            let tree = self.get(ground, DocId::of(kind, of))?;
            for value in tree.root.values() {
                let Value::Map(entries) = value else { continue };
                let by = match entries.get(BY) {
                    Some(Value::Str(by)) => by.parse::<PersonId>().ok(),
                    _ => None,
                };
                if by != Some(me) && names(value, id) {
                    return Ok(Some(by));
                }
            }
        }
        Ok(None)
    }
}

/// What a step is about to take away or put back anyway, when it asks what a person, a pipeline or a field of
/// the studio is still used by.
pub(super) struct Going<'a> {
    wholes: BTreeSet<DocId>,
    places: BTreeSet<(DocId, &'a [String])>,
}

impl<'a> Going<'a> {
    pub(super) fn of(entries: &'a [Entry]) -> Self {
        let away = |e: &&Entry| matches!(e, Entry::Whole { away: true, .. });
        Self {
            wholes: entries.iter().filter(away).map(Entry::doc).collect(),
            places: entries.iter().map(|e| (e.doc(), e.path())).collect(),
        }
    }

    /// Whether a project would be empty.
    pub(super) fn empties(&self, state: &State, project: ProjectId) -> bool {
        state.of_project(project).all(|d| self.wholes.contains(&DocId::of(DocKind::Plan, d.id)))
    }

    /// What still uses something that the studio's document makes.
    pub(super) fn user(&self, state: &State, key: &str) -> Option<String> {
        let (kind, id) = key.split_once(':')?;
        match kind {
            "person" => self.deliverable_with(state, |d| {
                let person: Option<PersonId> = id.parse().ok();
                let place = |stage| [format!("stage:{stage}"), format!("assignee:{id}")];
                let plan = DocId::of(DocKind::Plan, d.id);
                let mut stages = d.stages.iter().filter(|s| person.is_some_and(|p| s.assignees.contains(&p)));
                stages.any(|s| !self.places.contains(&(plan, place(s.id).as_slice())))
            }),
            "pipeline" => {
                let pipeline: PipelineId = id.parse().ok()?;
                let mut users = state.projects.values().filter(|p| p.pipeline == Some(pipeline));
                users.find(|p| !self.wholes.contains(&DocId::project(p.id))).map(|p| p.name.clone())
            }
            "field" => {
                let field: FieldId = id.parse().ok()?;
                let place = [key.to_owned()];
                let in_project = |p: &&std::sync::Arc<crate::Project>| {
                    p.fields.contains_key(&field) && !self.places.contains(&(DocId::project(p.id), place.as_slice()))
                };
                let project = state.projects.values().find(in_project).map(|p| p.name.clone());
                project.or_else(|| {
                    self.deliverable_with(state, |d| {
                        let plan = DocId::of(DocKind::Plan, d.id);
                        d.fields.contains_key(&field) && !self.places.contains(&(plan, place.as_slice()))
                    })
                })
            }
            _ => None,
        }
    }

    fn deliverable_with(&self, state: &State, uses: impl Fn(&crate::Deliverable) -> bool) -> Option<String> {
        state
            .deliverables()
            .filter(|d| !self.wholes.contains(&DocId::of(DocKind::Plan, d.id)))
            .find(|d| uses(d))
            .map(|d| d.name.clone())
    }
}
