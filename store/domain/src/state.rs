//! Everything a studio is at one moment, cheap to keep and to copy.

use crate::{
    deliverable::Deliverable,
    ids::{DeliverableId, ProjectId},
    media::Attachment,
    personal::Personal,
    project::Project,
    studio::Studio,
};
use imbl::{OrdMap, OrdSet, ordmap::DiffItem};
use std::sync::Arc;

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
    deliverables: OrdMap<DeliverableId, Arc<Deliverable>>,
    names: OrdSet<(ProjectId, String, DeliverableId)>,
}

impl State {
    /// A deliverable that has not been deleted, nor its project.
    #[must_use]
    pub fn deliverable(&self, id: DeliverableId) -> Option<&Arc<Deliverable>> {
        self.deliverables.get(&id).filter(|d| !d.deleted && !self.deleted_projects.contains_key(&d.project))
    }

    /// A deliverable, deleted or not.
    #[must_use]
    pub fn deliverable_even_deleted(&self, id: DeliverableId) -> Option<&Arc<Deliverable>> {
        self.deliverables.get(&id)
    }

    /// Every deliverable of projects that were not deleted, deleted ones too.
    pub fn deliverables_even_deleted(&self) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.deliverables.values().filter(|d| !self.deleted_projects.contains_key(&d.project))
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
        self.deliverables.values().filter(move |d| d.project == project)
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

    /// The deliverables of a project with this name, whatever its case. More than one only after a merge.
    pub fn called(&self, project: ProjectId, name: &str) -> impl Iterator<Item = &Arc<Deliverable>> {
        let name = fold(name);
        self.names
            .range((project, name.clone(), DeliverableId::default())..)
            .take_while(move |(p, n, _)| *p == project && *n == name)
            .filter_map(|(_, _, id)| self.deliverable(*id))
    }

    /// The project with this code, whatever its case, or this id.
    #[must_use]
    pub fn project_called(&self, code: &str) -> Option<&Arc<Project>> {
        let id = code.parse::<ProjectId>().ok();
        self.projects.values().find(|p| Some(p.id) == id || p.code.eq_ignore_ascii_case(code.trim()))
    }

    /// Puts a deliverable in its place, or takes one out.
    pub fn set_deliverable(&mut self, id: DeliverableId, deliverable: Option<Deliverable>) {
        let new = deliverable.map(Arc::new);
        let name = |d: &Arc<Deliverable>| (!d.deleted).then(|| (d.project, fold(&d.name), id));
        let named = new.as_ref().and_then(name);
        let old = match new {
            Some(new) => self.deliverables.insert(id, new),
            None => self.deliverables.remove(&id),
        };
        let was_named = old.as_ref().and_then(name);
        if was_named == named {
            return;
        }
        if let Some(name) = was_named {
            self.names.remove(&name);
        }
        if let Some(name) = named {
            self.names.insert(name);
        }
    }

    /// Puts all deliverables in their places at once, instead of those there were.
    pub fn set_deliverables(&mut self, deliverables: Vec<Arc<Deliverable>>) {
        let mut names: Vec<_> =
            deliverables.iter().filter(|d| !d.deleted).map(|d| (d.project, fold(&d.name), d.id)).collect();
        names.sort_unstable();
        self.names = names.into_iter().collect();
        self.deliverables = deliverables.into_iter().map(|d| (d.id, d)).collect();
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
        older.deliverables.diff(&self.deliverables).map(|item| match item {
            DiffItem::Add(id, _) | DiffItem::Remove(id, _) | DiffItem::Update { new: (id, _), .. } => *id,
        })
    }

    /// How many deliverables there are, deleted ones too.
    #[must_use]
    pub fn count(&self) -> usize {
        self.deliverables.len()
    }
}

fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}
