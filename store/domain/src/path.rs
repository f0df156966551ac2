//! How people and scripts name things: `CODE/Deliverable/Stage@3`, or an id.

use crate::{
    deliverable::Deliverable,
    ids::{DeliverableId, ProjectId, RoundId, StageId},
    names::plain,
    state::State,
};
use std::sync::Arc;

/// A path as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntityPath(pub String);

/// What a path means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resolved {
    /// A project.
    Project(ProjectId),
    /// A deliverable.
    Deliverable(DeliverableId),
    /// A stage.
    Stage(DeliverableId, StageId),
    /// A round.
    Round(DeliverableId, StageId, RoundId),
}

/// Why a path means nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// No such thing.
    #[error("{what} \"{name}\" was not found")]
    NotFound {
        /// What kind of thing was looked for.
        what: &'static str,
        /// Its name as written.
        name: String,
    },
    /// A round that was done before its stage was tracked here.
    #[error("round {number} of {stage} was done before the stage was tracked here, so its files are not known")]
    Before {
        /// Its number.
        number: u32,
        /// Its stage's name.
        stage: String,
    },
    /// Several things of this name, after a merge: use an id.
    #[error("{count} deliverables are called \"{name}\"; use an id: {ids}")]
    Ambiguous {
        /// How many.
        count: usize,
        /// The name.
        name: String,
        /// Their ids.
        ids: String,
    },
    /// The path ends too early or too late for what was asked.
    #[error("\"{path}\" does not name {wanted}; write it as {form}")]
    Wrong {
        /// As written.
        path: String,
        /// What was wanted.
        wanted: &'static str,
        /// How to write it.
        form: &'static str,
    },
}

impl State {
    /// What a path or an id means.
    ///
    /// # Errors
    /// When nothing, or more than one thing, has that name.
    pub fn resolve(&self, text: &str) -> Result<Resolved, PathError> {
        let text = text.trim();
        if let Some(found) = self.by_id(text) {
            return Ok(found);
        }
        let missing = |what, name: &str| PathError::NotFound { what, name: name.to_owned() };
        let (code, rest) = match text.split_once('/') {
            Some((code, rest)) => (code, Some(rest)),
            None => (text, None),
        };
        let project = self.project_called(code).ok_or_else(|| missing("project", code))?;
        let Some(rest) = rest.filter(|r| !r.is_empty()) else { return Ok(Resolved::Project(project.id)) };
        // A deliverable's own name may hold a slash: the whole rest is tried first.
        if let Some(found) = self.one_called(project.id, rest)? {
            return Ok(Resolved::Deliverable(found.id));
        }
        let Some((name, stage)) = rest.rsplit_once('/') else { return Err(missing("deliverable", rest)) };
        let deliverable = self.one_called(project.id, name)?.ok_or_else(|| missing("deliverable", name))?;
        let (stage_name, round) = match stage.rsplit_once('@') {
            Some((stage, round)) => (stage, Some(round)),
            None => (stage, None),
        };
        let wanted = plain(stage_name);
        let stage =
            deliverable.stages.iter().find(|s| plain(&s.name) == wanted).ok_or_else(|| missing("stage", stage_name))?;
        let Some(round) = round else { return Ok(Resolved::Stage(deliverable.id, stage.id)) };
        let number: u32 = round.parse().map_err(|_| missing("round", round))?;
        let found = stage.rounds.iter().find(|r| r.number == number).ok_or_else(|| {
            if (1..=stage.rounds_before).contains(&number) {
                return PathError::Before { number, stage: stage.name.clone() };
            }
            missing("round", round)
        })?;
        Ok(Resolved::Round(deliverable.id, stage.id, found.id))
    }

    /// The deliverable a path names, and what of it.
    ///
    /// # Errors
    /// As [`Self::resolve`]; also when the path names a project.
    pub fn resolve_deliverable(&self, text: &str) -> Result<Arc<Deliverable>, PathError> {
        let id = match self.resolve(text)? {
            Resolved::Deliverable(id) | Resolved::Stage(id, _) | Resolved::Round(id, _, _) => id,
            Resolved::Project(_) => {
                return Err(PathError::Wrong {
                    path: text.to_owned(),
                    wanted: "a deliverable",
                    form: "CODE/Deliverable",
                });
            }
        };
        self.deliverable(id).cloned().ok_or_else(|| PathError::NotFound { what: "deliverable", name: text.to_owned() })
    }

    /// The stage a path names.
    ///
    /// # Errors
    /// As [`Self::resolve`]; also when the path names something else.
    pub fn resolve_stage(&self, text: &str) -> Result<(DeliverableId, StageId), PathError> {
        match self.resolve(text)? {
            Resolved::Stage(deliverable, stage) | Resolved::Round(deliverable, stage, _) => Ok((deliverable, stage)),
            _ => Err(PathError::Wrong { path: text.to_owned(), wanted: "a stage", form: "CODE/Deliverable/Stage" }),
        }
    }

    /// The round a path names; a stage's path means its newest round.
    ///
    /// # Errors
    /// As [`Self::resolve`]; also when the path names something else, or the stage has no round yet.
    pub fn resolve_round(&self, text: &str) -> Result<(DeliverableId, RoundId), PathError> {
        let wrong = || PathError::Wrong { path: text.to_owned(), wanted: "a round", form: "CODE/Deliverable/Stage@3" };
        match self.resolve(text)? {
            Resolved::Round(deliverable, _, round) => Ok((deliverable, round)),
            Resolved::Stage(deliverable, stage) => self
                .deliverable(deliverable)
                .and_then(|d| Some((deliverable, d.stage(stage)?.latest()?.id)))
                .ok_or_else(|| PathError::NotFound { what: "a round of", name: text.to_owned() }),
            _ => Err(wrong()),
        }
    }

    /// How people write a stage or round: `CODE/Deliverable/Stage@3`.
    #[must_use]
    pub fn path_of(&self, deliverable: &Deliverable, stage: Option<StageId>, round: Option<RoundId>) -> String {
        let mut path = self.projects.get(&deliverable.project).map_or_else(|| "?".to_owned(), |p| p.code.clone());
        path.push('/');
        path.push_str(&deliverable.name);
        let round = round.and_then(|r| deliverable.round(r));
        if let Some(stage) = stage.or(round.map(|r| r.stage)).and_then(|s| deliverable.stage(s)) {
            path.push('/');
            path.push_str(&stage.name);
        }
        if let Some(round) = round {
            path.push_str(&format!("@{}", round.number));
        }
        path
    }

    fn one_called(&self, project: ProjectId, name: &str) -> Result<Option<&Arc<Deliverable>>, PathError> {
        let found: Vec<_> = self.called(project, name).collect();
        match found.len() {
            0 => Ok(None),
            1 => Ok(Some(found[0])),
            count => Err(PathError::Ambiguous {
                count,
                name: name.to_owned(),
                ids: found.iter().map(|d| d.id.to_string()).collect::<Vec<_>>().join(", "),
            }),
        }
    }

    fn by_id(&self, text: &str) -> Option<Resolved> {
        let id = text.parse::<crate::ids::Id>().ok()?;
        if self.projects.contains_key(&ProjectId(id)) {
            return Some(Resolved::Project(ProjectId(id)));
        }
        let deliverable = self.survivor(DeliverableId(id));
        if self.deliverable(deliverable).is_some() {
            return Some(Resolved::Deliverable(deliverable));
        }
        self.deliverables().find_map(|d| {
            let stage = d.stage(StageId(id)).map(|s| Resolved::Stage(d.id, s.id));
            stage.or_else(|| d.round(RoundId(id)).map(|r| Resolved::Round(d.id, r.stage, r.id)))
        })
    }
}
