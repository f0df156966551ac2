//! Everything a studio is at one moment, cheap to keep and to copy.

use crate::{
    deliverable::Deliverable,
    ids::{DeliverableId, ProjectId},
    join,
    media::Attachment,
    names,
    personal::Personal,
    project::Project,
    studio::Studio,
};
use imbl::{OrdMap, OrdSet, ordmap::DiffItem};
use std::{collections::BTreeSet, sync::Arc};

/// A studio's state. Copies share what did not change.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The studio.
    pub studio: Arc<Studio>,
    /// What the person at this device keeps for themselves. Nobody else's is ever here.
    pub personal: Arc<Personal>,
    /// Projects, archived ones too, deleted ones not.
    pub projects: OrdMap<ProjectId, Arc<Project>>,
    /// Deleted projects. What is in them is out of sight with them.
    deleted_projects: OrdMap<ProjectId, Arc<Project>>,
    /// Deliverables as their own documents say.
    own: OrdMap<DeliverableId, Arc<Deliverable>>,
    /// Those that are shown otherwise: with what was joined to them, or to people in them.
    shown: OrdMap<DeliverableId, Arc<Deliverable>>,
    /// Joins as they are written.
    joins: OrdMap<DeliverableId, DeliverableId>,
    /// Those that are part of another, with the one they are part of in the end.
    joined: OrdMap<DeliverableId, DeliverableId>,
    /// Those that are shown, by name.
    names: OrdSet<(ProjectId, String, DeliverableId)>,
}

impl State {
    /// A deliverable that has not been deleted, nor its project. One that was joined to another is none of its own:
    /// [`Self::survivor`] says which it is.
    #[must_use]
    pub fn deliverable(&self, id: DeliverableId) -> Option<&Arc<Deliverable>> {
        self.seen(id).filter(|d| !d.deleted && !self.deleted_projects.contains_key(&d.project))
    }

    /// A deliverable, deleted or not; the one it was joined to, where it was.
    #[must_use]
    pub fn deliverable_even_deleted(&self, id: DeliverableId) -> Option<&Arc<Deliverable>> {
        self.seen(self.survivor(id))
    }

    /// Every deliverable of projects that were not deleted, deleted ones too.
    pub fn deliverables_even_deleted(&self) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.all().filter(|d| !self.deleted_projects.contains_key(&d.project))
    }

    /// The deliverable that this one is: itself, or the one it was joined to.
    #[must_use]
    pub fn survivor(&self, id: DeliverableId) -> DeliverableId {
        self.joined.get(&id).copied().unwrap_or(id)
    }

    /// A deliverable as its own documents say, whatever was joined to what. For whoever reads and writes them.
    #[must_use]
    pub fn own(&self, id: DeliverableId) -> Option<&Arc<Deliverable>> {
        self.own.get(&id)
    }

    /// What was joined to a deliverable, as their own documents say, in the order of their ids.
    pub fn joined_to(&self, id: DeliverableId) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.joined.iter().filter(move |(_, root)| **root == id).filter_map(|(id, _)| self.own.get(id))
    }

    /// Deliverables that are part of another, with the one they are part of.
    pub fn joined(&self) -> impl Iterator<Item = (DeliverableId, DeliverableId)> {
        self.joined.iter().map(|(id, root)| (*id, *root))
    }

    /// Whether a deliverable is read from the documents of several.
    #[must_use]
    pub fn is_of_several(&self, id: DeliverableId) -> bool {
        !self.joined.is_empty() && (self.joined.contains_key(&id) || self.joined.values().any(|root| *root == id))
    }

    /// Whether anything was joined to anything in the studio.
    pub(crate) fn has_joins(&self) -> bool {
        !(self.joined.is_empty() && self.studio.absorbed.is_empty())
    }

    fn seen(&self, id: DeliverableId) -> Option<&Arc<Deliverable>> {
        if !self.joined.is_empty() && self.joined.contains_key(&id) {
            return None;
        }
        self.shown.get(&id).or_else(|| self.own.get(&id))
    }

    fn all(&self) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.own.keys().filter_map(|id| self.seen(*id))
    }

    /// Every deliverable that has not been deleted, by project, then by name.
    pub fn deliverables(&self) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.names.iter().filter_map(|(_, _, id)| self.deliverable(*id))
    }

    /// Deliverables that were deleted from a project that was not.
    pub fn deleted_deliverables(&self) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.deliverables_even_deleted().filter(|d| d.deleted)
    }

    /// A project, deleted or not.
    #[must_use]
    pub fn project_even_deleted(&self, id: ProjectId) -> Option<&Arc<Project>> {
        self.projects.get(&id).or_else(|| self.deleted_projects.get(&id))
    }

    /// Projects that were deleted.
    pub fn deleted_projects(&self) -> impl Iterator<Item = &Arc<Project>> {
        self.deleted_projects.values()
    }

    /// What a deleted project holds, deleted itself or not.
    pub fn even_deleted_of(&self, project: ProjectId) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.all().filter(move |d| d.project == project)
    }

    /// A project's picture: the one chosen, while a round of the project has it, else its newest round's.
    #[must_use]
    pub fn cover_of(&self, project: &Project) -> Option<Attachment> {
        let rounds = || self.of_project(project.id).flat_map(|d| &d.stages).flat_map(|s| &s.rounds);
        let chosen =
            project.cover.and_then(|hash| rounds().flat_map(|r| &r.attachments).find(|a| a.hash == hash).cloned());
        chosen.or_else(|| rounds().max_by_key(|r| (r.at, r.id)).and_then(|r| r.current().cloned()))
    }

    /// A project's deliverables by name.
    pub fn of_project(&self, project: ProjectId) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.names
            .range((project, String::new(), DeliverableId::default())..)
            .take_while(move |(p, _, _)| *p == project)
            .filter_map(|(_, _, id)| self.deliverable(*id))
    }

    /// The deliverables of a project that are called so: more than one only after a merge. The name of one that was
    /// joined to another leads there.
    pub fn called(&self, project: ProjectId, name: &str) -> impl Iterator<Item = &Arc<Deliverable>> {
        let name = names::same(name);
        let joined: BTreeSet<DeliverableId> = self
            .joined
            .iter()
            .filter(|(id, _)| self.own.get(*id).is_some_and(|d| names::same(&d.name) == name))
            .map(|(_, root)| *root)
            .collect();
        let also = {
            let name = name.clone();
            let other = move |d: &&Arc<Deliverable>| d.project == project && names::same(&d.name) != name;
            joined.into_iter().filter_map(|id| self.deliverable(id)).filter(other)
        };
        self.names
            .range((project, name.clone(), DeliverableId::default())..)
            .take_while(move |(p, n, _)| *p == project && *n == name)
            .filter_map(|(_, _, id)| self.deliverable(*id))
            .chain(also)
    }

    /// Deliverables of one project that have one name: what two people made at once, or a sheet whose letters only
    /// look like those that were there. Archived projects are left out.
    pub fn twins(&self) -> Vec<Vec<&Arc<Deliverable>>> {
        let mut found: Vec<Vec<&Arc<Deliverable>>> = Vec::new();
        let mut last = None;
        for (project, name, id) in &self.names {
            let Some(deliverable) = self.deliverable(*id).filter(|d| self.counts(d)) else { continue };
            if last == Some((project, name)) {
                found.last_mut().into_iter().for_each(|group| group.push(deliverable));
            } else {
                found.push(vec![deliverable]);
                last = Some((project, name));
            }
        }
        found.retain(|group| group.len() > 1);
        found
    }

    /// The project with this code, whatever its case, or this id.
    #[must_use]
    pub fn project_called(&self, code: &str) -> Option<&Arc<Project>> {
        let id = code.parse::<ProjectId>().ok();
        self.projects.values().find(|p| Some(p.id) == id || names::is_same(&p.code, code))
    }

    /// Puts a deliverable in its place, as its own documents say, or takes one out.
    pub fn set_deliverable(&mut self, id: DeliverableId, deliverable: Option<Deliverable>) {
        let new = deliverable.map(Arc::new);
        let join = new.as_ref().and_then(|d| d.joined);
        let simple = self.joins.is_empty() && join.is_none() && self.studio.absorbed.is_empty();
        let before = if simple { None } else { Some(self.clone()) };
        let was_there = self.own.contains_key(&id);
        let is_there = new.is_some();
        let named = if simple { new.as_ref().and_then(|d| key(d)) } else { None };
        let old = match new {
            Some(new) => self.own.insert(id, new),
            None => self.own.remove(&id),
        };
        let Some(before) = before else {
            return self.rename(id, old.as_ref().and_then(|d| key(d)), named);
        };
        if before.joins.get(&id) != join.as_ref() || was_there != is_there {
            match join {
                Some(join) => self.joins.insert(id, join),
                None => self.joins.remove(&id),
            };
            self.joined = join::roots(&self.joins, |id| self.own.contains_key(&id));
        }
        let mut touched = BTreeSet::from([id]);
        let moved = before.joined.keys().chain(self.joined.keys());
        let moved = moved.filter(|id| before.joined.get(*id) != self.joined.get(*id));
        touched.extend(moved.copied());
        let touched: BTreeSet<_> =
            touched.iter().flat_map(|id| [*id, before.survivor(*id), self.survivor(*id)]).collect();
        for id in touched {
            self.show(id);
            let name = |state: &Self| state.seen(id).and_then(|d| key(d));
            let (was, is) = (name(&before), name(self));
            self.rename(id, was, is);
        }
    }

    /// Puts all deliverables in their places at once, instead of those there were.
    pub fn set_deliverables(&mut self, deliverables: Vec<Arc<Deliverable>>) {
        self.joins = deliverables.iter().filter_map(|d| Some((d.id, d.joined?))).collect();
        self.own = deliverables.into_iter().map(|d| (d.id, d)).collect();
        self.joined = join::roots(&self.joins, |id| self.own.contains_key(&id));
        self.show_all();
        let mut names: Vec<_> = self.all().filter_map(|d| key(d)).collect();
        names.sort_unstable();
        self.names = names.into_iter().collect();
    }

    /// Puts the studio in its place.
    pub fn set_studio(&mut self, studio: Studio) {
        let same = self.studio.absorbed == studio.absorbed;
        self.studio = Arc::new(studio);
        if !same {
            self.show_all();
        }
    }

    fn show_all(&mut self) {
        self.shown = OrdMap::new();
        let ids: Vec<DeliverableId> = match self.studio.absorbed.is_empty() {
            true => self.joined.values().copied().collect::<BTreeSet<_>>().into_iter().collect(),
            false => self.own.keys().copied().collect(),
        };
        ids.into_iter().for_each(|id| self.show(id));
    }

    /// Reads a deliverable as it is shown, where that is not as its own documents say.
    fn show(&mut self, id: DeliverableId) {
        let own = self.own.get(&id).filter(|_| !self.joined.contains_key(&id));
        let one = own.and_then(|own| {
            let others: Vec<&Deliverable> = self.joined_to(id).map(AsRef::as_ref).collect();
            let whole = (!others.is_empty()).then(|| join::as_one(own, others));
            let with_people = || join::with_people(whole.as_ref().unwrap_or(own), &self.studio);
            let people = if self.studio.absorbed.is_empty() { None } else { with_people() };
            people.or(whole)
        });
        match one {
            Some(one) => drop(self.shown.insert(id, Arc::new(one))),
            None => drop(self.shown.remove(&id)),
        }
    }

    fn rename(&mut self, id: DeliverableId, was: Option<Name>, is: Option<Name>) {
        if was == is {
            return;
        }
        debug_assert!([&was, &is].into_iter().flatten().all(|(.., of)| *of == id));
        if let Some(name) = was {
            self.names.remove(&name);
        }
        if let Some(name) = is {
            self.names.insert(name);
        }
    }

    /// Puts a project in its place, or takes one out.
    pub fn set_project(&mut self, id: ProjectId, project: Option<Project>) {
        self.projects.remove(&id);
        self.deleted_projects.remove(&id);
        match project {
            Some(project) if project.deleted => drop(self.deleted_projects.insert(id, Arc::new(project))),
            Some(project) => drop(self.projects.insert(id, Arc::new(project))),
            None => {}
        }
    }

    /// The deliverables that are not the same in an older state: changed, added, or gone. What both states
    /// share is not looked at, so that the work is about as large as what changed.
    pub fn changed_since<'a>(&'a self, older: &'a Self) -> impl Iterator<Item = DeliverableId> + use<'a> {
        let id = |item: DiffItem<'_, '_, DeliverableId, Arc<Deliverable>>| match item {
            DiffItem::Add(id, _) | DiffItem::Remove(id, _) | DiffItem::Update { new: (id, _), .. } => *id,
        };
        let shown: BTreeSet<DeliverableId> = older.shown.diff(&self.shown).map(id).collect();
        let own = older.own.diff(&self.own).map(id);
        let also = shown.clone();
        own.filter(move |id| !also.contains(id)).chain(shown)
    }

    /// How many deliverables there are, deleted ones too.
    #[must_use]
    pub fn count(&self) -> usize {
        self.own.len()
    }
}

/// What a deliverable is found by.
type Name = (ProjectId, String, DeliverableId);

fn key(deliverable: &Deliverable) -> Option<Name> {
    (!deliverable.deleted).then(|| (deliverable.project, names::same(&deliverable.name), deliverable.id))
}
