//! Starting work and publishing rounds.

use super::{Case, Decided, Refusal, invalid, not_by_itself, not_endless, not_now};
use crate::{
    command::StageTarget,
    deliverable::Deliverable,
    document::{DocId, DocKind, Edit, Value},
    ids::{EventId, RoundId},
    media::{Attachment, AttachmentRole},
    permission::Permission,
    stage::Stage,
    status::Status,
};
use std::collections::BTreeMap;

/// The most files one round takes.
const MAX_ATTACHMENTS: usize = 500;

pub(super) fn start(
    case: &Case<'_>,
    deliverable: &Deliverable,
    stage: &Stage,
    event: EventId,
) -> Result<Decided, Refusal> {
    case.need(Permission::Work)?;
    let called = Case::called(deliverable, stage, None);
    match stage.status {
        Status::Ready | Status::ChangesRequested | Status::InReview => {}
        _ => return Err(cannot_begin(case, deliverable, stage)),
    }
    let entry = Value::map([
        ("stage", Value::from(stage.id.0)),
        ("after_round", stage.latest().map(|r| r.id.0).into()),
        ("at", case.at.into()),
    ]);
    if stage.status == Status::InReview {
        return Err(not_now(format!("{called} is in review."), "Wait for the decision, or publish another round."));
    }
    let doc = DocId::of(DocKind::Work, deliverable.id);
    Ok(Decided { edits: vec![Edit::put(doc, [format!("start:{event}")], entry)], message: format!("began {called}") })
}

/// Why nobody can work on a stage now.
fn cannot_begin(_case: &Case<'_>, deliverable: &Deliverable, stage: &Stage) -> Refusal {
    let called = Case::called(deliverable, stage, None);
    if stage.status == Status::Blocked {
        let names: Vec<_> =
            stage.waits_for.iter().filter_map(|id| deliverable.stage(*id)).map(|s| s.name.as_str()).collect();
        return not_by_itself(
            format!("{called} waits for {}.", names.join(", ")),
            "Approve or skip what it waits for first.",
        );
    }
    not_by_itself(format!("{called} is {}.", stage.status.label().to_lowercase()), "A producer can take it up again.")
}

pub(super) fn publish(
    case: &Case<'_>,
    target: StageTarget,
    round: RoundId,
    attachments: &[Attachment],
    note: String,
) -> Result<Decided, Refusal> {
    case.need(Permission::Work)?;
    not_endless("A note", &note)?;
    let (deliverable, stage) = case.stage(target)?;
    if !attachments.iter().any(|a| a.role == AttachmentRole::Current) {
        return Err(invalid("A round needs at least one file to review."));
    }
    if attachments.len() > MAX_ATTACHMENTS {
        return Err(invalid(format!("A round takes at most {MAX_ATTACHMENTS} files.")));
    }
    match stage.status {
        Status::Blocked | Status::OnHold | Status::Skipped => return Err(cannot_begin(case, deliverable, stage)),
        _ => {}
    }
    let mut entry: BTreeMap<String, Value> = BTreeMap::from([
        ("stage".into(), stage.id.0.into()),
        ("note".into(), Value::Text(note)),
        ("at".into(), case.at.into()),
    ]);
    if let Some(parent) = stage.latest() {
        entry.insert("parent".into(), parent.id.0.into());
    }
    for (order, attachment) in (0i64..).zip(attachments) {
        let mut media = attachment.to_value();
        if let Value::Map(fields) = &mut media {
            fields.insert("order".into(), order.into());
        }
        entry.insert(format!("media:{}", attachment.id), media);
    }
    entry.extend(deliverable.open_feedback(stage.id).map(|f| (format!("carried:{}", f.id), true.into())));
    let doc = DocId::of(DocKind::Work, deliverable.id);
    let number = stage.round_number().saturating_add(1);
    Ok(Decided {
        edits: vec![Edit::put(doc, [format!("round:{round}")], Value::Map(entry))],
        message: format!("published {}, round {number}", Case::called(deliverable, stage, None)),
    })
}
