//! Deliverables follow another pipeline, in one step.

use super::{Case, Decided, Refusal, missing, not_now, plan::stage_value, studio};
use crate::{
    deliverable::Deliverable,
    document::{DocId, DocKind, Edit, Value},
    figure::counted,
    migration::{DeliverablePlan, Migration, plan},
    names,
    permission::Permission,
    pipeline::StageDef,
};
use std::collections::BTreeSet;

pub(super) fn migrate(case: &Case<'_>, migration: &Migration) -> Result<Decided, Refusal> {
    case.need(Permission::EditProjects)?;
    case.need(Permission::Plan)?;
    let pipeline = &migration.pipeline;
    let known = case.state.studio.pipelines.get(&pipeline.id);
    let mut edits = if known == Some(pipeline) { Vec::new() } else { studio::apply_pipeline(case, pipeline)?.edits };
    for id in &migration.projects {
        let project = case.project(*id)?;
        if project.pipeline != Some(pipeline.id) {
            if pipeline.archived {
                let why = format!("The pipeline {} is archived.", pipeline.name);
                return Err(not_now(why, "Take the pipeline up again first, or choose another."));
            }
            edits.push(Edit::put(DocId::project(*id), ["pipeline"], pipeline.id.0));
        }
    }
    let plan = plan(case.state, migration);
    for one in plan.all() {
        let deliverable =
            case.state.deliverable_even_deleted(one.deliverable).ok_or_else(|| missing("a deliverable"))?;
        edits.extend(deliverable_edits(deliverable, one, migration));
    }
    if edits.is_empty() {
        return Err(not_now(
            format!("Everything follows the pipeline {} already.", pipeline.name),
            "There is nothing to do.",
        ));
    }
    let count = plan.deliverables.len();
    let follow = if count == 1 { "follows" } else { "follow" };
    let told = format!("{} {follow} the pipeline {}", counted(count, "deliverable"), pipeline.name.trim());
    Ok(Decided { edits, message: told })
}

fn deliverable_edits(deliverable: &Deliverable, one: &DeliverablePlan, migration: &Migration) -> Vec<Edit> {
    let doc = DocId::of(DocKind::Plan, deliverable.id);
    let place = |stage: crate::StageId| format!("stage:{stage}");
    let def = |id| migration.pipeline.stages.iter().find(|s: &&StageDef| s.id == id);
    let mut edits = Vec::new();
    for (id, of) in &one.added {
        let Some(of) = def(*of) else { continue };
        let order = one.places.get(id).copied().unwrap_or(of.order);
        let stage = StageDef { order, ..of.clone() };
        edits.push(Edit::put(doc, [place(*id)], stage_value(&stage, Vec::new())));
    }
    for stage in deliverable.stages.iter().chain(&deliverable.dropped) {
        let key = place(stage.id);
        let kept = one.kept.iter().find(|k| k.stage == stage.id);
        let to = kept.and_then(|k| def(k.def));
        if let Some(to) = to.filter(|d| d.id != stage.def) {
            edits.push(Edit::put(doc, [key.as_str(), "def"], to.id.0));
        }
        if kept.is_some_and(|k| k.renamed_from.is_some())
            && let Some(to) = to
        {
            edits.push(Edit::put(doc, [key.as_str(), "name"], names::tidy(&to.name)));
        }
        if kept.is_some_and(|k| k.back) {
            edits.push(Edit::set(doc, [key.as_str(), "removed"], Value::Null));
        }
        // A need names a definition: those of stages that stay by their name have another now.
        let mut needs: BTreeSet<_> = stage.needs.iter().map(|n| *one.redefined.get(n).unwrap_or(n)).collect();
        if let Some(to) = to.filter(|_| migration.reorder) {
            needs.clone_from(&to.needs);
        }
        let order = match to {
            Some(to) if migration.reorder => to.order,
            _ => one.places.get(&stage.id).copied().unwrap_or(stage.order),
        };
        if order != stage.order {
            edits.push(Edit::put(doc, [key.as_str(), "order"], order));
        }
        edits.extend(
            stage
                .needs
                .symmetric_difference(&needs)
                .map(|n| Edit::set(doc, [key.as_str(), &format!("need:{n}")], needs.contains(n).then_some(true))),
        );
    }
    edits.extend(one.dropped.iter().map(|d| Edit::put(doc, [place(d.stage).as_str(), "removed"], true)));
    edits
}
