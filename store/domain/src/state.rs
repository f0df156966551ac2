//! Everything a studio is at one moment, cheap to keep and to copy.

use crate::{
    deliverable::Deliverable,
    ids::{DeliverableId, ProjectId},
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
    /// Projects, archived ones too.
    pub projects: OrdMap<ProjectId, Arc<Project>>,
    deliverables: OrdMap<DeliverableId, Arc<Deliverable>>,
    names: OrdSet<(ProjectId, String, DeliverableId)>,
}

impl State {
    /// A deliverable that has not been deleted.
    #[must_use]
    pub fn deliverable(&self, id: DeliverableId) -> Option<&Arc<Deliverable>> {
        self.deliverables.get(&id).filter(|d| !d.deleted)
    }

    /// A deliverable, deleted or not.
    #[must_use]
    pub fn deliverable_even_deleted(&self, id: DeliverableId) -> Option<&Arc<Deliverable>> {
        self.deliverables.get(&id)
    }

    /// Every deliverable that has not been deleted, by project, then by name.
    pub fn deliverables(&self) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.names.iter().filter_map(|(_, _, id)| self.deliverable(*id))
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
        if let Some(old) = self.deliverables.remove(&id) {
            self.names.remove(&(old.project, fold(&old.name), id));
        }
        if let Some(new) = deliverable {
            if !new.deleted {
                self.names.insert((new.project, fold(&new.name), id));
            }
            self.deliverables.insert(id, Arc::new(new));
        }
    }

    /// Puts a project in its place, or takes one out.
    pub fn set_project(&mut self, id: ProjectId, project: Option<Project>) {
        match project {
            Some(project) => self.projects.insert(id, Arc::new(project)),
            None => self.projects.remove(&id),
        };
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
