//! Deliverables follow another pipeline, or a changed one: what that does to each of them.
//!
//! Stages are the same where their definition is, else where their name is. Nothing is ever taken away: a stage
//! that is not in the pipeline any more is marked so, and is shown for as long as there is work in it, whoever
//! did that work meanwhile on whichever device.

use crate::{
    deliverable::Deliverable,
    ids::{DeliverableId, PipelineId, ProjectId, StageDefId, StageId},
    names::{self, plain},
    pipeline::{Pipeline, StageDef},
    stage::Stage,
    state::State,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is to follow which template.
#[derive(Clone, PartialEq, Debug)]
pub struct Migration {
    /// The template as it is to be: changed to be so where it is not.
    pub pipeline: Pipeline,
    /// The projects that follow it from then on, with their deliverables.
    pub projects: BTreeSet<ProjectId>,
    /// Stages that stay take their place and what they need from the template as well.
    pub reorder: bool,
}

/// A stage that stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Which.
    pub stage: StageId,
    /// The template's stage it is.
    pub def: StageDefId,
    /// Its name until now, where it changes.
    pub renamed_from: Option<String>,
    /// It had been taken out and comes back.
    pub back: bool,
    /// Its place or what it needs changes.
    pub moved: bool,
}

/// A stage that is not in the pipeline any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dropped {
    /// Which.
    pub stage: StageId,
    /// Its name.
    pub name: String,
    /// How many rounds it has.
    pub rounds: usize,
    /// How many people work on it.
    pub people: usize,
    /// It stays in sight, for the work in it.
    pub stays: bool,
}

/// What happens to one deliverable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeliverablePlan {
    /// Which.
    pub deliverable: DeliverableId,
    /// Of which project.
    pub project: ProjectId,
    /// Its name.
    pub name: String,
    /// Stages that are new to it.
    pub added: Vec<(StageId, StageDefId)>,
    /// Stages that stay, in the order of the template.
    pub kept: Vec<Kept>,
    /// Stages that go.
    pub dropped: Vec<Dropped>,
    /// Definitions of stages that stay by their name: the old, and the new.
    pub redefined: BTreeMap<StageDefId, StageDefId>,
    /// The places of all stages where some come and the others keep their order: each that comes stands after the one
    /// that the template has before it.
    pub places: BTreeMap<StageId, i64>,
}

impl DeliverablePlan {
    /// Whether anything happens to it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.dropped.is_empty()
            && self.redefined.is_empty()
            && self.kept.iter().all(|k| k.renamed_from.is_none() && !k.back && !k.moved)
    }
}

/// What happens to every deliverable that follows a template.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MigrationPlan {
    /// Those to which something happens, by project, then by name.
    pub deliverables: Vec<DeliverablePlan>,
    /// The same of those that are deleted: they follow silently, for they may come back.
    pub deleted: Vec<DeliverablePlan>,
    /// To how many of those that are not deleted nothing happens.
    pub untouched: usize,
}

impl MigrationPlan {
    /// Everything that is done, also to what is deleted.
    pub fn all(&self) -> impl Iterator<Item = &DeliverablePlan> {
        self.deliverables.iter().chain(&self.deleted)
    }

    /// How many stages are added, stay, and go.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        self.deliverables
            .iter()
            .fold((0, 0, 0), |(a, k, d), p| (a + p.added.len(), k + p.kept.len(), d + p.dropped.len()))
    }

    /// Stages that go although work was done in them: they stay in sight.
    pub fn with_work(&self) -> impl Iterator<Item = &Dropped> {
        self.deliverables.iter().flat_map(|p| &p.dropped).filter(|d| d.stays)
    }

    /// How many people are no longer assigned to anything they can see.
    #[must_use]
    pub fn people_hidden(&self) -> usize {
        self.deliverables.iter().flat_map(|p| &p.dropped).filter(|d| !d.stays).map(|d| d.people).sum()
    }
}

/// Projects whose deliverables follow a template.
#[must_use]
pub fn projects_of(state: &State, pipeline: PipelineId) -> BTreeSet<ProjectId> {
    state.projects.values().filter(|p| p.pipeline == Some(pipeline)).map(|p| p.id).collect()
}

/// The migration that brings what follows a template in line with it: what is behind, and nothing else.
#[must_use]
pub fn following(state: &State, pipeline: &Pipeline) -> Migration {
    Migration { pipeline: pipeline.clone(), projects: projects_of(state, pipeline.id), reorder: false }
}

/// What a migration would do. Deleted deliverables are part of it, and counted apart.
#[must_use]
pub fn plan(state: &State, migration: &Migration) -> MigrationPlan {
    let mut plan = MigrationPlan::default();
    let mut all: Vec<&Deliverable> = state
        .deliverables_even_deleted()
        .filter(|d| migration.projects.contains(&d.project))
        .map(AsRef::as_ref)
        .collect();
    all.sort_by_cached_key(|d| (d.project, names::loose(&d.name), d.id));
    for deliverable in all {
        let done = !migration.reorder && follows(deliverable, &migration.pipeline);
        let one = (!done).then(|| plan_one(deliverable, &migration.pipeline, migration.reorder));
        match one.filter(|one| !one.is_empty()) {
            Some(one) if deliverable.deleted => plan.deleted.push(one),
            Some(one) => plan.deliverables.push(one),
            None if deliverable.deleted => {}
            None => plan.untouched += 1,
        }
    }
    plan
}

/// Whether a deliverable has a template's stages, once each and by their names, and no others: nothing happens to
/// it when it follows the template, but for order and needs.
#[must_use]
pub fn follows(deliverable: &Deliverable, pipeline: &Pipeline) -> bool {
    let mut known = deliverable.in_pipeline();
    let is = |stage: &Stage| pipeline.stages.iter().any(|d| d.id == stage.def && names::tidy(&d.name) == stage.name);
    let count = deliverable.in_pipeline().count();
    let twice = || {
        let mut seen = BTreeSet::new();
        deliverable.in_pipeline().any(|s| !seen.insert(s.def))
    };
    count == pipeline.stages.len() && known.all(is) && !twice()
}

fn plan_one(deliverable: &Deliverable, pipeline: &Pipeline, reorder: bool) -> DeliverablePlan {
    let matched = matches(deliverable, pipeline);
    let known = || deliverable.stages.iter().chain(&deliverable.dropped);
    let mut taken: BTreeSet<StageId> = known().map(|s| s.id).collect();
    let redefined: BTreeMap<StageDefId, StageDefId> = pipeline
        .stages
        .iter()
        .filter_map(|def| matched.get(&def.id).map(|stage| (stage.def, def.id)))
        .filter(|(old, new)| old != new)
        .collect();
    let mut one = DeliverablePlan {
        deliverable: deliverable.id,
        project: deliverable.project,
        name: deliverable.name.clone(),
        added: Vec::new(),
        kept: Vec::new(),
        dropped: Vec::new(),
        redefined,
        places: BTreeMap::new(),
    };
    for def in &pipeline.stages {
        match matched.get(&def.id) {
            Some(stage) => one.kept.push(kept(stage, def, reorder, &one.redefined)),
            None => {
                let id = free_id(deliverable.id, def.id, &taken);
                taken.insert(id);
                one.added.push((id, def.id));
            }
        }
    }
    let stays: BTreeSet<StageId> = matched.values().map(|s| s.id).collect();
    one.dropped = deliverable
        .stages
        .iter()
        .filter(|s| !stays.contains(&s.id) && !s.removed)
        .map(|s| Dropped {
            stage: s.id,
            name: s.name.clone(),
            rounds: s.round_number() as usize,
            people: s.assignees.len(),
            stays: s.has_work(),
        })
        .collect();
    if !reorder && (!one.added.is_empty() || one.kept.iter().any(|k| k.back)) {
        one.places = places(deliverable, pipeline, &matched, &one.added);
    }
    one
}

fn places(
    deliverable: &Deliverable,
    pipeline: &Pipeline,
    matched: &BTreeMap<StageDefId, &Stage>,
    added: &[(StageId, StageDefId)],
) -> BTreeMap<StageId, i64> {
    let mut line: Vec<StageId> = deliverable.stages.iter().map(|s| s.id).collect();
    let mut before = None;
    for def in &pipeline.stages {
        let new = || added.iter().find(|(_, of)| *of == def.id).map(|(id, _)| *id);
        let Some(id) = matched.get(&def.id).map(|s| s.id).or_else(new) else { continue };
        if !line.contains(&id) {
            let at = before.and_then(|b| line.iter().position(|id| *id == b)).map_or(0, |at| at + 1);
            line.insert(at, id);
        }
        before = Some(id);
    }
    line.into_iter().zip(0..).collect()
}

/// The stage of a deliverable that each of the template's is: by definition before by name, one that is in
/// sight before one that was dropped.
fn matches<'d>(deliverable: &'d Deliverable, pipeline: &Pipeline) -> BTreeMap<StageDefId, &'d Stage> {
    let mut order: Vec<&Stage> = deliverable.stages.iter().chain(&deliverable.dropped).collect();
    order.sort_by_key(|s| s.removed);
    let mut found: BTreeMap<StageDefId, &Stage> = BTreeMap::new();
    let mut used: BTreeSet<StageId> = BTreeSet::new();
    let same: [fn(&Stage, &StageDef) -> bool; 2] =
        [|stage, def| stage.def == def.id, |stage, def| plain(&stage.name) == plain(&def.name)];
    for is_same in same {
        for def in &pipeline.stages {
            if found.contains_key(&def.id) {
                continue;
            }
            if let Some(stage) = order.iter().find(|s| !used.contains(&s.id) && is_same(s, def)) {
                used.insert(stage.id);
                found.insert(def.id, stage);
            }
        }
    }
    found
}

fn kept(stage: &Stage, def: &StageDef, reorder: bool, redefined: &BTreeMap<StageDefId, StageDefId>) -> Kept {
    let needs: BTreeSet<StageDefId> = stage.needs.iter().map(|n| *redefined.get(n).unwrap_or(n)).collect();
    Kept {
        stage: stage.id,
        def: def.id,
        renamed_from: (stage.name != names::tidy(&def.name)).then(|| stage.name.clone()),
        back: stage.removed,
        moved: reorder && (stage.order != def.order || needs != def.needs),
    }
}

/// The id of a stage that is added: the same on every device, and of no stage the deliverable has. One may have it
/// that has since become another template's by its name.
fn free_id(deliverable: DeliverableId, def: StageDefId, taken: &BTreeSet<StageId>) -> StageId {
    let mut id = StageId::derive(&[deliverable.bytes(), def.bytes()]);
    while taken.contains(&id) {
        id = StageId::derive(&[deliverable.bytes(), def.bytes(), id.bytes()]);
    }
    id
}
