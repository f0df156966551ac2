//! Joining two of one name into one, and writing to what is read from the documents of several.

use super::{Case, Decided, Refusal, invalid, missing, not_now};
use crate::{
    command::{Command, NewAnnotation, StageTarget},
    deliverable::Deliverable,
    document::{DocId, DocKind, Edit, Op, Value},
    ids::{CommentId, DeliverableId, FeedbackId, Id, PersonId, RoundId, StageId},
    join::{JOINED, all_stages, same_stages},
    permission::Permission,
    state::State,
};
use std::{collections::BTreeMap, sync::Arc};

pub(super) fn deliverables(
    case: &Case<'_>,
    survivor: DeliverableId,
    joined: DeliverableId,
) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let (one, other) = (case.deliverable(survivor)?, case.deliverable(joined)?);
    if one.id == other.id {
        return Err(not_now(format!("{} is one deliverable already.", one.name), "There is nothing to do."));
    }
    if one.project != other.project {
        return Err(not_now("The two are in different projects.", "Move one of them to the other's project first."));
    }
    let mut edits = vec![Edit::put(DocId::of(DocKind::Plan, other.id), [JOINED], one.id.0)];
    let said = other.description.trim();
    if !said.is_empty() && !one.description.contains(said) {
        let text = match one.description.trim() {
            "" => other.description.clone(),
            _ => format!("{}\n\n{said}", one.description.trim_end()),
        };
        let doc = DocId::of(DocKind::Plan, one.id);
        edits.push(Edit { doc, path: vec!["description".into()], op: Op::Rewrite(text) });
    }
    Ok(Decided { edits, message: format!("joined {} with another of its kind: {}", one.name, other.name) })
}

pub(super) fn people(case: &Case<'_>, survivor: PersonId, joined: PersonId) -> Result<Decided, Refusal> {
    case.need(Permission::EditStudio)?;
    let studio = &case.state.studio;
    let known = |id| studio.people.get(&studio.person(id)).ok_or_else(|| missing("the person"));
    let (one, other) = (known(survivor)?, known(joined)?);
    if one.id == other.id {
        return Err(not_now(format!("{} is one person already.", one.name), "There is nothing to do."));
    }
    if studio.members.contains_key(&other.id) {
        return Err(invalid(format!(
            "{} is a member of the studio; only somebody who is none can be joined to another.",
            other.name
        )));
    }
    let key = format!("person:{}", other.id);
    let edit = Edit::put(DocId::studio(studio.id), [key.as_str(), JOINED], one.id.0);
    Ok(Decided { edits: vec![edit], message: format!("joined {} and {} into one person", one.name, other.name) })
}

/// The command with what it is about called by what it is now: whoever gave it may not have known of a join.
pub(super) fn retarget(state: &State, mut command: Command) -> Command {
    match &mut command {
        Command::AssignStage { target, .. }
        | Command::DateStage { target, .. }
        | Command::EstimateStage { target, .. }
        | Command::CountRoundsBefore { target, .. }
        | Command::SetStageStatus { target, .. }
        | Command::Publish { target, .. } => *target = stage(state, *target),
        Command::EditDeliverable { id: deliverable, .. }
        | Command::Annotate(NewAnnotation { deliverable, .. })
        | Command::Comment { deliverable, .. }
        | Command::EditComment { deliverable, .. }
        | Command::WithdrawComment { deliverable, .. }
        | Command::ResolveComment { deliverable, .. }
        | Command::Reshape { deliverable, .. }
        | Command::Erase { deliverable, .. }
        | Command::StepFeedback { deliverable, .. }
        | Command::ClassifyFeedback { deliverable, .. }
        | Command::Decide { deliverable, .. } => *deliverable = state.survivor(*deliverable),
        Command::DuplicateDeliverable(new) => new.of = state.survivor(new.of),
        Command::Import { rows, .. } => rows.iter_mut().for_each(|row| row.id = state.survivor(row.id)),
        _ => {}
    }
    command
}

fn stage(state: &State, target: StageTarget) -> StageTarget {
    let deliverable = state.survivor(target.deliverable);
    if deliverable == target.deliverable {
        return target;
    }
    let same = state.own(target.deliverable).zip(state.own(deliverable));
    let same = same.map(|(other, one)| same_stages(&all_stages(one), other));
    StageTarget { deliverable, stage: same.and_then(|s| s.get(&target.stage).copied()).unwrap_or(target.stage) }
}

/// Sends each edit to the documents it belongs in. What is about a round, a comment, a mark or a stage is written
/// where that was written, so that parting the two again loses nothing; a value that is taken away is taken away from
/// all of them.
pub(super) fn route(state: &State, edits: Vec<Edit>) -> Vec<Edit> {
    if !state.has_joins() {
        return edits;
    }
    let mut fresh: BTreeMap<Id, DeliverableId> = BTreeMap::new();
    let mut routed = Vec::with_capacity(edits.len());
    for mut edit in edits {
        let id = DeliverableId(edit.doc.id);
        let others: Vec<&Arc<Deliverable>> = match DocKind::OF_DELIVERABLE.contains(&edit.doc.kind) {
            true => state.joined_to(id).collect(),
            false => Vec::new(),
        };
        match home(&edit, &others, &fresh) {
            Some(home) => {
                if let (Some(made), 1) = (edit.path.first().and_then(|key| id_in(key)), edit.path.len()) {
                    fresh.insert(made, home);
                }
                edit.doc.id = home.0;
            }
            None => routed.extend(also(state, id, &edit, &others)),
        }
        routed.push(edit);
    }
    routed
}

fn id_in(key: &str) -> Option<Id> {
    key.split_once(':').and_then(|(_, id)| id.parse().ok())
}

/// The one whose documents an edit belongs in, where that is not the survivor.
fn home(edit: &Edit, others: &[&Arc<Deliverable>], fresh: &BTreeMap<Id, DeliverableId>) -> Option<DeliverableId> {
    let lives = |kind: &str, id: Id| {
        let known = others.iter().find(|d| holds(d, kind, id)).map(|d| d.id);
        known.or_else(|| fresh.get(&id).copied())
    };
    let key = edit.path.first()?;
    if let Some(id) = id_in(key)
        && let Some(found) = lives(key.split(':').next().unwrap_or_default(), id)
    {
        return Some(found);
    }
    let (Op::Put(Value::Map(entries)), 1) = (&edit.op, edit.path.len()) else { return None };
    ["reply_to", "comment", "feedback", "round", "stage"].into_iter().find_map(|kind| match entries.get(kind) {
        Some(Value::Str(text)) => lives(kind, text.parse().ok()?),
        _ => None,
    })
}

/// Whether something was written in the documents of this deliverable.
fn holds(deliverable: &Deliverable, kind: &str, id: Id) -> bool {
    match kind {
        "stage" => deliverable.stages.iter().chain(&deliverable.dropped).any(|s| s.id == StageId(id)),
        "round" => deliverable.round(RoundId(id)).is_some(),
        "comment" | "reply_to" | "gone" => {
            let id = CommentId(id);
            deliverable.comment(id).is_some() || deliverable.comments_gone.contains(&id)
        }
        "annotation" => deliverable.annotations.iter().any(|a| a.id.0 == id),
        "feedback" => deliverable.feedback.iter().any(|f| f.id == FeedbackId(id)),
        _ => false,
    }
}

/// What a removal takes away besides: the same of those that were joined, and of people who were.
fn also(state: &State, survivor: DeliverableId, edit: &Edit, others: &[&Arc<Deliverable>]) -> Vec<Edit> {
    if edit.doc.kind != DocKind::Plan || edit.op != Op::Delete {
        return Vec::new();
    }
    let Some(own) = state.own(survivor) else { return Vec::new() };
    let mut more = Vec::new();
    for one in others.iter().copied().chain([own]) {
        let doc = DocId::of(DocKind::Plan, one.id);
        let paths = match edit.path.as_slice() {
            [key] => of_whole(one, key).then(|| vec![key.clone()]).into_iter().collect(),
            [place, key] => {
                let stage = place.strip_prefix("stage:").and_then(|id| id.parse().ok());
                stage.map(|stage| of_stage(state, own, one, stage, key)).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let again = paths.into_iter().map(|path| Edit { doc, path, op: Op::Delete });
        more.extend(again.filter(|e| (e.doc, &e.path) != (edit.doc, &edit.path)));
    }
    more
}

/// Whether a deliverable says something of its own under a key.
fn of_whole(one: &Deliverable, key: &str) -> bool {
    let field = || key.strip_prefix("field:").and_then(|id| id.parse().ok());
    key == "due" && one.due.is_some() || field().is_some_and(|field| one.fields.contains_key(&field))
}

/// Where a deliverable says under its own stage what `key` says under a stage of the survivor.
fn of_stage(state: &State, own: &Deliverable, one: &Deliverable, stage: StageId, key: &str) -> Vec<Vec<String>> {
    let same = same_stages(&all_stages(own), one);
    let theirs = same.iter().find(|(_, known)| **known == stage).map(|(id, _)| *id);
    let Some(theirs) = one.stages.iter().chain(&one.dropped).find(|s| Some(s.id) == theirs) else { return Vec::new() };
    let place = |key: String| vec![format!("stage:{}", theirs.id), key];
    if let Some(person) = key.strip_prefix("assignee:").and_then(|id| id.parse::<PersonId>().ok()) {
        let person = state.studio.person(person);
        let names = theirs.assignees.iter().filter(|p| state.studio.person(**p) == person);
        return names.map(|p| place(format!("assignee:{p}"))).collect();
    }
    let said = match key {
        "start" => theirs.start.is_some(),
        "due" => theirs.due.is_some(),
        "estimate" => theirs.estimate.is_some(),
        _ => false,
    };
    said.then(|| place(key.to_owned())).into_iter().collect()
}
