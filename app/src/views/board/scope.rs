//! What a board is of: one project, or all of them.

use rushes_domain::{Deliverable, Pipeline, Project, ProjectId, Stage, StageDefId, State, names};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, str::FromStr, sync::Arc};

/// Whose cards a board shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Scope {
    /// Those of one project; its columns are stages of its pipeline.
    Project(ProjectId),
    /// Those of every project that is not put away; stages of one name are one column.
    All,
}

/// The column of all stages that are called so. No template's stage has such an id.
pub(crate) fn named(name: &str) -> StageDefId {
    StageDefId::derive(&[b"called", names::plain(name).as_bytes()])
}

/// What the board of all projects is called where boards are kept.
const ALL: &str = "all";

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.project().map_or_else(|| ALL.to_owned(), |project| project.to_string())
    }
}

impl TryFrom<String> for Scope {
    type Error = <ProjectId as FromStr>::Err;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == ALL { Ok(Self::All) } else { text.parse().map(Self::Project) }
    }
}

impl Scope {
    /// The column, or the choice, that a stage belongs to.
    #[must_use]
    pub fn key(self, stage: &Stage) -> StageDefId {
        match self {
            Self::Project(_) => stage.def,
            Self::All => named(&stage.name),
        }
    }

    /// The one project, if it is of one.
    #[must_use]
    pub fn project(self) -> Option<ProjectId> {
        match self {
            Self::Project(id) => Some(id),
            Self::All => None,
        }
    }

    /// The projects whose cards are shown.
    pub(super) fn projects(self, state: &State) -> Vec<Arc<Project>> {
        match self {
            Self::Project(id) => state.projects.get(&id).cloned().into_iter().collect(),
            Self::All => {
                let mut all: Vec<_> = state.projects.values().filter(|p| !p.archived && !p.deleted).cloned().collect();
                all.sort_by_key(|p| (p.created, p.id));
                all
            }
        }
    }

    pub(super) fn deliverables(self, state: &State) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.projects(state).into_iter().flat_map(|p| state.of_project(p.id))
    }

    /// The stages of the pipelines, in order: those of several are woven into one another.
    #[must_use]
    pub fn stages(self, state: &State) -> Vec<(StageDefId, String)> {
        let mut seen = BTreeSet::new();
        let projects = self.projects(state);
        let used = projects.iter().filter_map(|p| p.pipeline).filter(|id| seen.insert(*id));
        let pipelines = used.filter_map(|id| state.studio.pipelines.get(&id));
        match self {
            Self::Project(_) => pipelines.flat_map(|p| &p.stages).map(|s| (s.id, s.name.clone())).collect(),
            Self::All => woven(pipelines),
        }
    }
}

/// A stage that one pipeline adds to another's stands after the one that comes before it there.
fn woven<'a>(pipelines: impl Iterator<Item = &'a Pipeline>) -> Vec<(StageDefId, String)> {
    let mut all: Vec<(StageDefId, String)> = Vec::new();
    for pipeline in pipelines {
        let shares = pipeline.stages.iter().any(|s| all.iter().any(|(known, _)| *known == named(&s.name)));
        // One that has nothing in common with the others comes after them.
        let mut next = if shares { 0 } else { all.len() };
        for stage in &pipeline.stages {
            let key = named(&stage.name);
            let at = all.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
                all.insert(next.min(all.len()), (key, stage.name.clone()));
                next.min(all.len() - 1)
            });
            next = at + 1;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rushes_domain::{PipelineId, StageDef};

    fn pipeline(n: u8, names: &[&str]) -> Pipeline {
        let mut pipeline = Pipeline::default_cg(PipelineId::new([n; 16]));
        let of = |name: &&str| StageDef {
            id: StageDefId::derive(&[&[n], name.as_bytes()]),
            name: (*name).to_owned(),
            ..pipeline.stages[0].clone()
        };
        pipeline.stages = names.iter().map(of).collect();
        pipeline
    }

    #[test]
    fn stages_of_several_pipelines_stand_in_the_order_of_each() {
        let all = [
            pipeline(1, &["Modeling", "Lighting", "QC"]),
            pipeline(2, &["Layout", "modeling", "Animation", "Lighting"]),
            pipeline(3, &["Edit"]),
        ];
        let names: Vec<String> = woven(all.iter()).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["Layout", "Modeling", "Animation", "Lighting", "QC", "Edit"]);
        assert_eq!(named("look dev"), named("Look Dev"));
    }
}
