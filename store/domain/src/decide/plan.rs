//! Deliverables, and what producers plan for stages.

use super::{Case, Decided, Refusal, invalid, missing, not_by_itself, not_endless, not_now, on_one_line};
use crate::{
    Date,
    command::{DeliverableChange, NewDeliverable, StageTarget},
    document::{DocId, DocKind, Edit, Value},
    field::{self, FieldOf},
    ids::{DeliverableId, EventId, PersonId, ProjectId, StageId},
    names,
    permission::Permission,
    pipeline::{Pipeline, StageDef},
    project::Project,
    round::Round,
    stage::{MAX_ROUNDS_BEFORE, ROUNDS_BEFORE, Stage},
    status::Status,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn create_deliverable(case: &Case<'_>, new: &NewDeliverable) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let project = case.project(new.project)?;
    let pipeline = pipeline_of(case, project)?;
    let name = checked_name(case, new.project, new.id, &new.name)?;
    on_one_line("A type", &new.kind)?;
    not_endless("A description", &new.description)?;
    let mut edits = head(case, new, &name);
    edits.extend(pipeline.stages.iter().filter_map(|def| stage_edit(new.id, pipeline, def.id, Vec::new())));
    Ok(Decided { edits, message: format!("made {name}") })
}

/// The pipeline new deliverables of a project get their stages from.
pub(super) fn pipeline_of<'a>(case: &Case<'a>, project: &Project) -> Result<&'a Pipeline, Refusal> {
    project.pipeline.and_then(|id| case.state.studio.pipelines.get(&id)).ok_or_else(|| {
        not_now("The project's pipeline is not known here yet.", "Sync with the studio, then try again.")
    })
}

/// The edits that make a deliverable's plan, without its stages.
pub(super) fn head(case: &Case<'_>, new: &NewDeliverable, name: &str) -> Vec<Edit> {
    let doc = DocId::of(DocKind::Plan, new.id);
    let fields: [(&str, Value); 7] = [
        ("project", new.project.0.into()),
        ("name", name.into()),
        ("kind", names::tidy(&new.kind).into()),
        ("priority", new.priority.word().into()),
        ("due", new.due.into()),
        ("created", case.at.into()),
        ("description", Value::Text(new.description.clone())),
    ];
    fields.into_iter().filter(|(_, v)| *v != Value::Null).map(|(k, v)| Edit::put(doc, [k], v)).collect()
}

/// The id of a deliverable's stage: the same on every device that makes it.
pub(super) fn stage_id(deliverable: DeliverableId, def: crate::StageDefId) -> StageId {
    StageId::derive(&[deliverable.bytes(), def.bytes()])
}

/// The edit that makes one stage as its pipeline defines it, with more said about it.
pub(super) fn stage_edit(
    deliverable: DeliverableId,
    pipeline: &Pipeline,
    def: crate::StageDefId,
    more: Vec<(String, Value)>,
) -> Option<Edit> {
    let def = pipeline.stages.iter().find(|s| s.id == def)?;
    let key = format!("stage:{}", stage_id(deliverable, def.id));
    Some(Edit::put(DocId::of(DocKind::Plan, deliverable), [key], stage_value(def, more)))
}

/// What a new stage holds: what its definition says, and more.
pub(super) fn stage_value(def: &StageDef, more: Vec<(String, Value)>) -> Value {
    let mut entry: BTreeMap<String, Value> = BTreeMap::from([
        ("def".into(), def.id.0.into()),
        ("name".into(), names::tidy(&def.name).into()),
        ("order".into(), def.order.into()),
    ]);
    entry.extend(def.needs.iter().map(|n| (format!("need:{n}"), true.into())));
    entry.extend(more);
    Value::Map(entry)
}

pub(super) fn checked_name(
    case: &Case<'_>,
    project: ProjectId,
    id: DeliverableId,
    name: &str,
) -> Result<String, Refusal> {
    let name = names::tidy(name);
    if name.is_empty() {
        return Err(invalid("A deliverable needs a name."));
    }
    if name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(invalid("A deliverable's name has at most 200 letters, on one line."));
    }
    if case.state.called(project, &name).any(|d| d.id != id) {
        return Err(not_now(format!("The project already has a deliverable \"{name}\"."), "Choose another name."));
    }
    Ok(name)
}

pub(super) fn edit_deliverable(
    case: &Case<'_>,
    id: DeliverableId,
    changes: Vec<DeliverableChange>,
) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let deliverable = case.state.deliverable_even_deleted(id).ok_or_else(|| missing("the deliverable"))?;
    let doc = DocId::of(DocKind::Plan, id);
    // What happens to the whole of it is told as such.
    let whole = match changes[..] {
        [DeliverableChange::Deleted(true)] => Some("deleted"),
        [DeliverableChange::Deleted(false)] => Some("brought back"),
        _ => None,
    };
    let alone = match &changes[..] {
        [DeliverableChange::Field(id, value)] => {
            let field = super::field::usable(case, FieldOf::Deliverable, *id, value.as_ref())?;
            Some(super::field::told_alone(case, &deliverable.name, field, value.as_ref()))
        }
        _ => None,
    };
    let mut told = Vec::new();
    let moves_to = changes.iter().rev().find_map(|c| match c {
        DeliverableChange::Project(project) => Some(*project),
        _ => None,
    });
    let project = moves_to.unwrap_or(deliverable.project);
    let renames = changes.iter().any(|c| matches!(c, DeliverableChange::Name(_)));
    let comes = changes.iter().any(|c| matches!(c, DeliverableChange::Deleted(false) | DeliverableChange::Project(_)));
    if comes && !renames {
        // Its name may have been taken meanwhile.
        checked_name(case, project, id, &deliverable.name)?;
    }
    let edits = changes
        .into_iter()
        .map(|change| {
            Ok(vec![match change {
                DeliverableChange::Name(name) => {
                    let name = checked_name(case, project, id, &name)?;
                    told.push(format!("name {name}"));
                    Edit::put(doc, ["name"], name)
                }
                DeliverableChange::Kind(kind) => {
                    on_one_line("A type", &kind)?;
                    let kind = names::tidy(&kind);
                    told.push(format!("type {kind}"));
                    Edit::put(doc, ["kind"], kind)
                }
                DeliverableChange::Priority(priority) => {
                    told.push(format!("priority {}", priority.word()));
                    Edit::put(doc, ["priority"], priority.word())
                }
                DeliverableChange::Due(day) => {
                    told.push(day.map_or_else(|| "no due date".into(), |d| format!("due {d}")));
                    Edit::set(doc, ["due"], day)
                }
                DeliverableChange::Description(text) => {
                    not_endless("A description", &text)?;
                    told.push("description".into());
                    Edit { doc, path: vec!["description".into()], op: crate::Op::Rewrite(text) }
                }
                DeliverableChange::Project(project) => {
                    let project = case.project(project)?;
                    told.push(format!("moved to {}", project.code));
                    Edit::put(doc, ["project"], project.id.0)
                }
                DeliverableChange::Deleted(deleted) => {
                    told.push(if deleted { "deleted" } else { "restored" }.into());
                    Edit::put(doc, ["deleted"], deleted)
                }
                DeliverableChange::Field(id, value) => {
                    let field = super::field::usable(case, FieldOf::Deliverable, id, value.as_ref())?;
                    told.push(super::field::told(case, field, value.as_ref()));
                    return Ok(field::edits(doc, field, deliverable.fields.get(&id), value.as_ref()));
                }
            }])
        })
        .collect::<Result<Vec<_>, Refusal>>()?;
    let edits = edits.into_iter().flatten().collect();
    let message = match (whole, alone) {
        (Some(deed), _) => format!("{deed} {}", deliverable.name),
        (None, Some(deed)) => deed,
        (None, None) => format!("changed {}: {}", deliverable.name, told.join(", ")),
    };
    Ok(Decided { edits, message })
}

pub(super) fn assign(case: &Case<'_>, target: StageTarget, people: &BTreeSet<PersonId>) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let (deliverable, stage) = case.stage(target)?;
    if people.iter().any(|p| !case.state.studio.people.contains_key(p)) {
        return Err(missing("a person to assign"));
    }
    let edits = assignee_edits(deliverable.id, stage, people);
    let names: Vec<_> = people.iter().map(|p| case.state.studio.name_of(*p)).collect();
    let message = format!("assigned {} to {}", names.join(", "), Case::called(deliverable, stage, None));
    Ok(Decided { edits, message })
}

/// One entry a person: two producers who add somebody each both do.
pub(super) fn assignee_edits(deliverable: DeliverableId, stage: &Stage, people: &BTreeSet<PersonId>) -> Vec<Edit> {
    let doc = DocId::of(DocKind::Plan, deliverable);
    let place = format!("stage:{}", stage.id);
    stage
        .assignees
        .symmetric_difference(people)
        .map(|p| Edit::set(doc, [place.as_str(), &format!("assignee:{p}")], people.contains(p).then_some(true)))
        .collect()
}

pub(super) fn date(
    case: &Case<'_>,
    target: StageTarget,
    start: Option<Date>,
    due: Option<Date>,
) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let (deliverable, stage) = case.stage(target)?;
    in_order(start, due)?;
    let doc = DocId::of(DocKind::Plan, deliverable.id);
    let place = format!("stage:{}", stage.id);
    let mut edits = Vec::new();
    if stage.start != start {
        edits.push(Edit::set(doc, [place.as_str(), "start"], start));
    }
    if stage.due != due {
        edits.push(Edit::set(doc, [place.as_str(), "due"], due));
    }
    let told = |d: Option<Date>| d.map_or_else(|| "open".to_owned(), |d| d.to_string());
    let called = Case::called(deliverable, stage, None);
    Ok(Decided { edits, message: format!("planned {called} from {} to {}", told(start), told(due)) })
}

/// The longest estimate, in minutes: ten years of work.
const MAX_ESTIMATE: u32 = 10 * 250 * 8 * 60;

pub(super) fn estimate(case: &Case<'_>, target: StageTarget, minutes: Option<u32>) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let (deliverable, stage) = case.stage(target)?;
    if minutes.is_some_and(|m| m == 0 || m > MAX_ESTIMATE) {
        return Err(invalid("An estimate is between a minute and ten years of work."));
    }
    let doc = DocId::of(DocKind::Plan, deliverable.id);
    let place = format!("stage:{}", stage.id);
    let edits = if stage.estimate == minutes {
        Vec::new()
    } else {
        vec![Edit::set(doc, [place.as_str(), "estimate"], minutes.map(i64::from))]
    };
    let told = minutes.map_or_else(|| "no estimate".into(), crate::time::worked);
    Ok(Decided { edits, message: format!("estimated {}: {told}", Case::called(deliverable, stage, None)) })
}

pub(super) fn rounds_before(case: &Case<'_>, target: StageTarget, rounds: u32) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let (deliverable, stage) = case.stage(target)?;
    if rounds > MAX_ROUNDS_BEFORE {
        return Err(invalid(format!("A stage had at most {MAX_ROUNDS_BEFORE} rounds before it came here.")));
    }
    let edits = rounds_before_edit(deliverable.id, stage, rounds).into_iter().collect();
    let told = match rounds {
        0 => "no earlier rounds".to_owned(),
        1 => "one earlier round".to_owned(),
        many => format!("{many} earlier rounds"),
    };
    Ok(Decided { edits, message: format!("counted {told} of {}", Case::called(deliverable, stage, None)) })
}

/// The edit that says how many rounds were before, where it is not so already.
pub(super) fn rounds_before_edit(deliverable: DeliverableId, stage: &Stage, rounds: u32) -> Option<Edit> {
    let doc = DocId::of(DocKind::Plan, deliverable);
    let place = format!("stage:{}", stage.id);
    let value = (rounds > 0).then_some(i64::from(rounds));
    (stage.rounds_before != rounds).then(|| Edit::set(doc, [place.as_str(), ROUNDS_BEFORE], value))
}

pub(super) fn in_order(start: Option<Date>, due: Option<Date>) -> Result<(), Refusal> {
    match (start, due) {
        (Some(start), Some(due)) if start > due => {
            Err(invalid(format!("It would be due ({due}) before it starts ({start}).")))
        }
        _ => Ok(()),
    }
}

pub(super) fn set_status(
    case: &Case<'_>,
    target: StageTarget,
    status: Status,
    force: bool,
    reason: &str,
    event: EventId,
) -> Result<Decided, Refusal> {
    not_endless("A reason", reason)?;
    let (deliverable, stage) = case.stage(target)?;
    let called = Case::called(deliverable, stage, None);
    let plan = DocId::of(DocKind::Plan, deliverable.id);
    let place = format!("stage:{}", stage.id);
    let message = format!("set {called} to {}", status.label().to_lowercase());
    if stage.status == status && !force {
        return Err(not_now(
            format!("{called} already is {}.", status.label().to_lowercase()),
            "There is nothing to do.",
        ));
    }
    if force {
        case.need(Permission::Plan)?;
        if reason.trim().is_empty() {
            return Err(invalid("Setting a status by hand needs a reason."));
        }
        let mut edits = clear_holds(plan, &place, stage);
        edits.push(override_edit(plan, stage, status, reason, event, case.at));
        return Ok(Decided { edits, message: format!("{message} by hand: {}", reason.trim()) });
    }
    match status {
        Status::InProgress => super::work::start(case, deliverable, stage, event),
        Status::OnHold if stage.skipped => {
            case.need(Permission::Plan)?;
            Err(not_now(format!("{called} is skipped: there is nothing to hold."), "Take it up again first."))
        }
        Status::OnHold | Status::Skipped => {
            case.need(Permission::Plan)?;
            let message = match reason.trim() {
                "" => message,
                reason => format!("{message}: {reason}"),
            };
            let edit = if status == Status::OnHold {
                Edit::put(plan, [place.as_str(), "hold"], reason.trim())
            } else {
                Edit::put(plan, [place.as_str(), "skipped"], true)
            };
            Ok(Decided { edits: vec![edit], message })
        }
        Status::Ready if stage.hold.is_some() || stage.skipped => {
            case.need(Permission::Plan)?;
            Ok(Decided { edits: clear_holds(plan, &place, stage), message: format!("took {called} up again") })
        }
        Status::Approved | Status::ChangesRequested => Err(not_by_itself(
            format!("{called} becomes {} when a round of it is decided.", status.label().to_lowercase()),
            "Decide the round.",
        )),
        Status::InReview => Err(not_by_itself(
            format!("{called} goes into review when a round of it is published."),
            "Publish a round.",
        )),
        Status::Ready | Status::Blocked => Err(not_by_itself(
            format!(
                "{called} is {}; whether it is ready or blocked follows from what it waits for.",
                stage.status.label().to_lowercase()
            ),
            "Approve or skip what it waits for.",
        )),
    }
}

/// The edits that take a stage up again.
pub(super) fn clear_holds(plan: DocId, place: &str, stage: &Stage) -> Vec<Edit> {
    let held = stage.hold.is_some().then(|| Edit::set(plan, [place, "hold"], Value::Null));
    let skipped = stage.skipped.then(|| Edit::set(plan, [place, "skipped"], Value::Null));
    held.into_iter().chain(skipped).collect()
}

/// Records a status set by hand, with what it has seen.
pub(super) fn override_edit(
    plan: DocId,
    stage: &Stage,
    status: Status,
    reason: &str,
    event: EventId,
    at: crate::Timestamp,
) -> Edit {
    let mut entry: BTreeMap<String, Value> = BTreeMap::from([
        ("stage".into(), stage.id.0.into()),
        ("status".into(), status.word().into()),
        ("reason".into(), reason.trim().into()),
        ("at".into(), at.into()),
    ]);
    if let Some(round) = stage.latest() {
        entry.insert("seen_round".into(), round.id.0.into());
        if let Some(decision) = Round::decision(round) {
            entry.insert("seen_decision".into(), decision.id.0.into());
        }
    }
    entry.extend(stage.overrides.iter().map(|o| (format!("replaces:{}", o.id), true.into())));
    Edit::put(plan, [format!("override:{event}")], Value::Map(entry))
}
