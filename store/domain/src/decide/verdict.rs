//! Deciding rounds, and stepping through the checklist.

use super::{Case, Decided, Refusal, invalid, missing, not_endless, not_now};
use crate::{
    command::FeedbackStep,
    document::{DocId, DocKind, Edit, Value},
    feedback::FeedbackStatus,
    ids::{DecisionId, DeliverableId, EventId, FeedbackId, RoundId},
    permission::Permission,
    round::Verdict,
};
use std::collections::BTreeMap;

pub(super) fn decide(
    case: &Case<'_>,
    deliverable: DeliverableId,
    round: RoundId,
    id: DecisionId,
    verdict: Verdict,
    note: &str,
) -> Result<Decided, Refusal> {
    case.need(Permission::Decide)?;
    not_endless("A note", note)?;
    let found = case.deliverable(deliverable)?;
    let (stage, round) = case.round(found, round)?;
    let called = Case::called(found, stage, Some(round));
    if stage.latest().map(|r| r.id) != Some(round.id) {
        return Err(not_now(
            format!("{called} is not the newest round of its stage."),
            format!("Decide round {}.", stage.round_number()),
        ));
    }
    let same = |d: &crate::Decision| d.verdict == verdict && d.by == Some(case.actor.person) && d.note == note.trim();
    if round.standing().len() == 1 && round.decision().is_some_and(same) {
        return Err(not_now(format!("You decided {called} so already."), "There is nothing to do."));
    }
    if verdict == Verdict::Reject && note.trim().is_empty() {
        return Err(invalid("Rejecting a round needs a note that says why."));
    }
    let mut entry: BTreeMap<String, Value> = BTreeMap::from([
        ("round".into(), round.id.0.into()),
        ("verdict".into(), verdict.word().into()),
        ("note".into(), note.trim().into()),
        ("at".into(), case.at.into()),
    ]);
    entry.extend(round.standing().iter().map(|d| (format!("replaces:{}", d.id), true.into())));
    let doc = DocId::of(DocKind::Verdict, deliverable);
    let deed = match verdict {
        Verdict::Approve => "approved",
        Verdict::Changes => "asked for changes of",
        Verdict::Reject => "rejected",
    };
    let message =
        if note.trim().is_empty() { format!("{deed} {called}") } else { format!("{deed} {called}: {}", note.trim()) };
    Ok(Decided { edits: vec![Edit::put(doc, [format!("decision:{id}")], Value::Map(entry))], message })
}

pub(super) fn step(
    case: &Case<'_>,
    deliverable: DeliverableId,
    feedback: FeedbackId,
    event: EventId,
    step: FeedbackStep,
    note: &str,
) -> Result<Decided, Refusal> {
    not_endless("A note", note)?;
    let found = case.deliverable(deliverable)?;
    let item = found.feedback.iter().find(|f| f.id == feedback).ok_or_else(|| missing("the feedback item"))?;
    if !item.action {
        return Err(not_now(
            format!("\"{}\" is a note, with nothing to do.", item.summary),
            "Make it an action item first.",
        ));
    }
    let (kind, permission, allowed) = match step {
        FeedbackStep::Start => {
            (DocKind::Work, Permission::Work, matches!(item.status, FeedbackStatus::Open | FeedbackStatus::Reopened))
        }
        FeedbackStep::Resolve => (DocKind::Work, Permission::Work, item.status.is_open()),
        FeedbackStep::Verify => (DocKind::Verdict, Permission::Decide, item.status == FeedbackStatus::Resolved),
        FeedbackStep::Reopen => (DocKind::Verdict, Permission::Decide, !item.status.is_open()),
    };
    case.need(permission)?;
    if !allowed {
        return Err(not_now(
            format!("\"{}\" is {}; it cannot be {} now.", item.summary, item.status.label().to_lowercase(), past(step)),
            match step {
                FeedbackStep::Verify => "Only resolved items can be verified.",
                FeedbackStep::Reopen => "Only resolved or verified items can be reopened.",
                FeedbackStep::Start | FeedbackStep::Resolve => "Reopen it first.",
            },
        ));
    }
    let mut entry: BTreeMap<String, Value> = BTreeMap::from([
        ("feedback".into(), feedback.0.into()),
        ("step".into(), step.word().into()),
        ("note".into(), note.trim().into()),
        ("at".into(), case.at.into()),
    ]);
    entry.extend(item.tips().iter().map(|e| (format!("after:{e}"), true.into())));
    let edit = Edit::put(DocId::of(kind, deliverable), [format!("step:{event}")], Value::Map(entry));
    Ok(Decided { edits: vec![edit], message: format!("{} \"{}\" on {}", past(step), item.summary, found.name) })
}

fn past(step: FeedbackStep) -> &'static str {
    match step {
        FeedbackStep::Start => "started",
        FeedbackStep::Resolve => "resolved",
        FeedbackStep::Verify => "verified",
        FeedbackStep::Reopen => "reopened",
    }
}
