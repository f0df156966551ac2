//! What a project's page says, read once per snapshot.

use rushes_domain::{
    Attachment, Deliverable, Migration, Pipeline, Project, ProjectId, State, Status, migration,
};
use std::sync::Arc;

/// How far one stage of the pipeline is, over all deliverables.
#[derive(Clone, PartialEq, Debug)]
pub struct Progress {
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

/// A project as its page shows it.
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
    /// Deliverables that do not follow the template.
    pub behind: usize,
    /// Deliverables that were deleted, by name.
    pub deleted: Vec<Arc<Deliverable>>,
    /// Pictures of its newest rounds, to choose a cover from: each file once.
    pub pictures: Vec<Attachment>,
}

/// Statuses the bars show, from left to right.
pub(super) const SHOWN: [Status; 4] =
    [Status::Approved, Status::InReview, Status::ChangesRequested, Status::InProgress];
/// Pictures to choose a cover from.
const PICTURES: usize = 24;

impl Facts {
    /// Reads it; nothing where there is no such project.
    #[must_use]
    pub fn of(state: &State, id: ProjectId) -> Option<Self> {
        let project = state.projects.get(&id)?;
        let pipeline = project.pipeline.and_then(|p| state.studio.pipelines.get(&p)).cloned();
        let mut progress: Vec<(rushes_domain::StageDefId, Progress)> = pipeline
            .iter()
            .flat_map(|p| &p.stages)
            .map(|s| (s.id, Progress { name: s.name.clone(), all: 0, counts: SHOWN.map(|s| (s, 0)).into() }))
            .collect();
        let mut deliverables = 0;
        let mut pictures = Vec::new();
        for deliverable in state.of_project(id) {
            deliverables += 1;
            for stage in &deliverable.stages {
                pictures.extend(stage.rounds.iter().filter_map(|r| Some((r.at, r.current()?))));
                let known = progress.iter_mut().find(|(def, _)| *def == stage.def && !stage.removed);
                let Some((_, progress)) = known.filter(|_| stage.status != Status::Skipped) else { continue };
                progress.all += 1;
                progress.counts.iter_mut().filter(|(s, _)| *s == stage.status).for_each(|(_, n)| *n += 1);
            }
        }
        pictures.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let mut files: Vec<Attachment> = Vec::new();
        for (_, file) in pictures {
            if files.len() < PICTURES && files.iter().all(|f| f.hash != file.hash) {
                files.push(file.clone());
            }
        }
        let behind = pipeline.as_ref().map_or(0, |pipeline| {
            let follow = Migration { pipeline: pipeline.clone(), projects: [id].into(), reorder: false };
            migration::plan(state, &follow).deliverables.len()
        });
        let mut deleted: Vec<_> = state.deleted_deliverables().filter(|d| d.project == id).cloned().collect();
        deleted.sort_by_key(|d| d.name.to_lowercase());
        Some(Self {
            project: Arc::clone(project),
            cover: state.cover_of(project),
            pipeline,
            progress: progress.into_iter().map(|(_, p)| p).collect(),
            deliverables,
            behind,
            deleted,
            pictures: files,
        })
    }

    /// Share of the stages that are approved, 0 to 1; nothing where there are none.
    #[must_use]
    pub fn done(&self) -> Option<f32> {
        let all: usize = self.progress.iter().map(|p| p.all).sum();
        let approved: usize = self.progress.iter().map(Progress::approved).sum();
        (all > 0).then(|| approved as f32 / all as f32)
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
        sample.edit("b", |d| d.deleted = true);
        let facts = Facts::of(&sample.snapshot().state, project_id()).unwrap();
        let modeling = &facts.progress[0];
        assert_eq!((modeling.name.as_str(), modeling.all, modeling.approved()), ("Modeling", 1, 1));
        assert_eq!(facts.progress[1].all, 1, "a stage that is not in the pipeline does not count");
        assert_eq!((facts.deliverables, facts.deleted.len()), (2, 1));
        assert_eq!(facts.behind, 1, "the one whose stage was taken out");
    }
}
