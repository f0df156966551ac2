//! What a project's page says, read once per snapshot.

use rushes_domain::{
    Attachment, Deliverable, Pipeline, Project, ProjectId, RoundId, StageDefId, State, Status, migration::follows,
};
use std::sync::Arc;

/// How far one stage of the pipeline is, over all deliverables.
#[derive(Clone, PartialEq, Debug)]
pub struct Progress {
    /// The template's stage.
    pub def: StageDefId,
    /// The stage's name.
    pub name: String,
    /// How many deliverables have it, of those that do not skip it.
    pub all: usize,
    /// Deliverables by the status of the stage: approved, in review, changes requested, in progress.
    pub counts: Vec<(Status, usize)>,
}

impl Progress {
    /// How many are approved.
    #[must_use]
    pub fn approved(&self) -> usize {
        self.counts.iter().find(|(s, _)| *s == Status::Approved).map_or(0, |(_, n)| *n)
    }
}

/// A project as every tab shows it.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The project.
    pub project: Arc<Project>,
    /// Its template, where it is known here.
    pub pipeline: Option<Pipeline>,
    /// Its picture.
    pub cover: Option<Attachment>,
    /// Progress by stage, in the order of the template.
    pub progress: Vec<Progress>,
    /// How many deliverables it has.
    pub deliverables: usize,
}

/// Statuses the bars show, from left to right.
pub(super) const SHOWN: [Status; 4] =
    [Status::Approved, Status::InReview, Status::ChangesRequested, Status::InProgress];

impl Facts {
    /// Reads it; nothing where there is no such project.
    #[must_use]
    pub fn of(state: &State, id: ProjectId) -> Option<Self> {
        let project = state.projects.get(&id)?;
        let pipeline = project.pipeline.and_then(|p| state.studio.pipelines.get(&p)).cloned();
        let stages = pipeline.iter().flat_map(|p| &p.stages);
        let progress = stages
            .map(|s| Progress { def: s.id, name: s.name.clone(), all: 0, counts: SHOWN.map(|s| (s, 0)).into() })
            .collect();
        let project = Arc::clone(project);
        let mut facts = Self { project, cover: None, pipeline, progress, deliverables: 0 };
        for deliverable in state.of_project(id) {
            facts.count(deliverable, true);
        }
        facts.cover = state.cover_of(&facts.project);
        Some(facts)
    }

    /// The same of a newer state: only deliverables that changed are looked at, unless the project or its template
    /// did.
    #[must_use]
    pub fn after(&self, older: &State, state: &State) -> Option<Self> {
        let id = self.project.id;
        let project = state.projects.get(&id)?;
        let pipeline = project.pipeline.and_then(|p| state.studio.pipelines.get(&p));
        if *project != self.project || pipeline != self.pipeline.as_ref() {
            return Self::of(state, id);
        }
        let mut facts = self.clone();
        let mut pictures = false;
        for changed in state.changed_since(older) {
            let (before, now) = (older.deliverable(changed), state.deliverable(changed));
            let [before, now] = [before, now].map(|d| d.filter(|d| d.project == id));
            pictures |= rounds(before) != rounds(now);
            for (deliverable, comes) in [(before, false), (now, true)] {
                if let Some(deliverable) = deliverable {
                    facts.count(deliverable, comes);
                }
            }
        }
        if pictures {
            facts.cover = state.cover_of(&facts.project);
        }
        Some(facts)
    }

    /// Counts a deliverable, or no longer.
    fn count(&mut self, deliverable: &Deliverable, comes: bool) {
        let step = |n: &mut usize| *n = if comes { *n + 1 } else { n.saturating_sub(1) };
        step(&mut self.deliverables);
        for stage in deliverable.in_pipeline().filter(|s| s.status != Status::Skipped) {
            let Some(progress) = self.progress.iter_mut().find(|p| p.def == stage.def) else { continue };
            step(&mut progress.all);
            if let Some((_, count)) = progress.counts.iter_mut().find(|(s, _)| *s == stage.status) {
                step(count);
            }
        }
    }

    /// Share of the stages that are approved, 0 to 1; nothing where there are none.
    #[must_use]
    pub fn done(&self) -> Option<f32> {
        let all: usize = self.progress.iter().map(|p| p.all).sum();
        let approved: usize = self.progress.iter().map(Progress::approved).sum();
        (all > 0).then(|| approved as f32 / all as f32)
    }
}

/// The rounds a deliverable has, which its pictures come from.
fn rounds(deliverable: Option<&Arc<Deliverable>>) -> Vec<RoundId> {
    deliverable.iter().flat_map(|d| &d.stages).flat_map(|s| &s.rounds).map(|r| r.id).collect()
}

/// What the settings tab shows besides.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// Deliverables that do not follow the template.
    pub behind: usize,
    /// Deliverables that were deleted, by name.
    pub deleted: Vec<Arc<Deliverable>>,
    /// Pictures of its newest rounds, to choose a cover from: each file once.
    pub pictures: Vec<Attachment>,
}

/// Pictures to choose a cover from.
const PICTURES: usize = 24;

impl Details {
    /// Reads them. Walks the project: only for the tab that shows them.
    #[must_use]
    pub fn of(state: &State, facts: &Facts) -> Self {
        let id = facts.project.id;
        let rounds = state.of_project(id).flat_map(|d| &d.stages).flat_map(|s| &s.rounds);
        let mut newest: Vec<_> = rounds.filter_map(|r| Some((r.at, r.current()?))).collect();
        newest.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let mut pictures: Vec<Attachment> = Vec::new();
        for (_, file) in newest {
            if pictures.len() == PICTURES {
                break;
            }
            if pictures.iter().all(|f| f.hash != file.hash) {
                pictures.push(file.clone());
            }
        }
        let behind = facts.pipeline.as_ref().map_or(0, |p| state.of_project(id).filter(|d| !follows(d, p)).count());
        let mut deleted: Vec<_> = state.deleted_deliverables().filter(|d| d.project == id).cloned().collect();
        deleted.sort_by_cached_key(|d| rushes_domain::names::loose(&d.name));
        Self { behind, deleted, pictures }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::views::testing::{Sample, project_id, round};

    #[test]
    fn progress_counts_each_stage_of_the_pipeline_without_what_is_skipped() {
        let mut sample = Sample::of(&["a", "b", "c"]);
        sample.stage("a", 0, |s| s.status = Status::Approved);
        sample.stage("b", 0, |s| s.status = Status::InReview);
        sample.stage("c", 0, |s| s.status = Status::Skipped);
        sample.stage("c", 1, |s| s.removed = true);
        sample.stage("c", 1, |s| s.rounds = vec![round(s.id, 1, 5)]);
        let before = sample.snapshot().state.clone();
        let first = Facts::of(&before, project_id()).unwrap();
        assert_eq!((first.progress[0].all, first.progress[0].approved(), first.deliverables), (2, 1, 3));
        sample.edit("b", |d| d.deleted = true);
        sample.stage("a", 1, |s| s.status = Status::Approved);
        let state = sample.snapshot().state;
        let facts = Facts::of(&state, project_id()).unwrap();
        let modeling = &facts.progress[0];
        assert_eq!((modeling.name.as_str(), modeling.all, modeling.approved()), ("Modeling", 1, 1));
        assert_eq!(facts.progress[1].all, 1, "a stage that is not in the pipeline does not count");
        let after = first.after(&before, &state).unwrap();
        assert_eq!((&after.progress, after.deliverables), (&facts.progress, 2), "changes alone come to the same");
        let details = Details::of(&state, &facts);
        assert_eq!((details.behind, details.deleted.len()), (1, 1), "the one whose stage was taken out");
    }
}
