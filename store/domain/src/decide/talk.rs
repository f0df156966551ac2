//! Comments, annotations, and the feedback items they make.

use super::{Case, Decided, Refusal, invalid, missing, not_now};
use crate::{
    command::{FeedbackStep, NewAnnotation},
    deliverable::Deliverable,
    document::{DocId, DocKind, Edit, Op, Value},
    feedback::Feedback,
    ids::{AnnotationId, CommentId, DeliverableId, EventId, FeedbackId, RoundId, StageId},
    media::Attachment,
    mention::mentioned,
    permission::Permission,
    shape::Shape,
    talk::GONE,
    text::Text,
};

fn talk(id: DeliverableId) -> DocId {
    DocId::of(DocKind::Talk, id)
}

fn checked_body(body: &str) -> Result<&str, Refusal> {
    let body = body.trim();
    if body.is_empty() {
        return Err(invalid("A comment needs words."));
    }
    if let Some(problem) = Text::Comment.problem("A comment", body) {
        return Err(invalid(format!("{problem} Publish longer texts as a file.")));
    }
    Ok(body)
}

/// The entry of a comment. Who it names is written down as the studio knows them now: a name that changes
/// later still means the same person.
fn comment_entry(case: &Case<'_>, body: &str, more: [(&str, Value); 2]) -> Value {
    let named = mentioned(body, case.state.studio.people.values());
    let fixed = [("body", Value::Text(body.to_owned())), ("at", case.at.into())];
    let fixed = fixed.into_iter().chain(more).map(|(key, value)| (key.to_owned(), value));
    Value::map(fixed.chain(named.iter().map(|p| (format!("mention:{p}"), true.into()))))
}

/// The id of the item a comment makes: one comment, one item, on every device.
fn item_of(comment: CommentId) -> FeedbackId {
    FeedbackId::derive(&[comment.bytes()])
}

fn feedback_edit(
    case: &Case<'_>,
    doc: DocId,
    comment: CommentId,
    annotation: Option<AnnotationId>,
    action: bool,
) -> Edit {
    let entry = Value::map([
        ("comment", Value::from(comment.0)),
        ("annotation", annotation.map(|a| a.0).into()),
        ("action", action.into()),
        ("at", case.at.into()),
    ]);
    Edit::put(doc, [format!("feedback:{}", item_of(comment))], entry)
}

/// A sheet's note, as a comment about the deliverable or one of its stages.
pub(super) fn note_edit(
    case: &Case<'_>,
    deliverable: DeliverableId,
    id: CommentId,
    stage: Option<StageId>,
    body: &str,
) -> Result<Edit, Refusal> {
    let body = checked_body(body)?;
    let more = [("round", Value::Null), ("stage", stage.map(|s| s.0).into())];
    Ok(Edit::put(talk(deliverable), [format!("comment:{id}")], comment_entry(case, body, more)))
}

pub(super) fn comment(
    case: &Case<'_>,
    deliverable: DeliverableId,
    round: Option<RoundId>,
    id: CommentId,
    body: &str,
    reply_to: Option<CommentId>,
    action: bool,
) -> Result<Decided, Refusal> {
    case.need(Permission::Talk)?;
    let found = case.deliverable(deliverable)?;
    let body = checked_body(body)?;
    let round = match reply_to {
        Some(parent) => found.comment(parent).ok_or_else(|| missing("the comment to answer"))?.round.or(round),
        None => round,
    };
    let about = match round {
        Some(round) => {
            let (stage, round) = case.round(found, round)?;
            Case::called(found, stage, Some(round))
        }
        None => found.name.clone(),
    };
    let doc = talk(deliverable);
    let more = [("round", round.map(|r| r.0).into()), ("reply_to", reply_to.map(|c| c.0).into())];
    let entry = comment_entry(case, body, more);
    let mut edits = vec![Edit::put(doc, [format!("comment:{id}")], entry)];
    if round.is_some() && reply_to.is_none() {
        edits.push(feedback_edit(case, doc, id, None, action));
    }
    Ok(Decided { edits, message: format!("commented on {about}") })
}

pub(super) fn edit_comment(
    case: &Case<'_>,
    deliverable: DeliverableId,
    id: CommentId,
    body: &str,
) -> Result<Decided, Refusal> {
    case.need(Permission::Talk)?;
    let found = case.deliverable(deliverable)?;
    let comment = found.comment(id).ok_or_else(|| missing("the comment"))?;
    if comment.by != Some(case.actor.person) {
        return Err(Refusal::PermissionDenied {
            role: case.actor.role.word(),
            deed: "rewrite somebody else's comment",
        });
    }
    let body = checked_body(body)?;
    let doc = talk(deliverable);
    let place = format!("comment:{id}");
    let rewrite = Edit { doc, path: vec![place.clone(), "body".into()], op: Op::Rewrite(body.to_owned()) };
    let mut edits = vec![rewrite, Edit::put(doc, [place.as_str(), "edited"], case.at)];
    let named = mentioned(body, case.state.studio.people.values());
    edits.extend(
        comment
            .mentions
            .symmetric_difference(&named)
            .map(|p| Edit::set(doc, [place.as_str(), &format!("mention:{p}")], named.contains(p).then_some(true))),
    );
    Ok(Decided { edits, message: format!("rewrote a comment on {}", found.name) })
}

pub(super) fn withdraw(case: &Case<'_>, deliverable: DeliverableId, id: CommentId) -> Result<Decided, Refusal> {
    case.need(Permission::Talk)?;
    let found = case.deliverable(deliverable)?;
    let comment = found.comment(id).ok_or_else(|| missing("the comment"))?;
    if comment.by != Some(case.actor.person) {
        return Err(Refusal::PermissionDenied {
            role: case.actor.role.word(),
            deed: "take back somebody else's comment",
        });
    }
    let hint = "Rewrite it, or resolve the thread.";
    if found.comments.iter().any(|c| c.reply_to == Some(id)) {
        return Err(not_now("Somebody has answered it.", hint));
    }
    let item = found.feedback.iter().find(|f| f.comment == id);
    if item.is_some_and(|f| !f.events.is_empty() || f.round != f.origin) {
        return Err(not_now("Somebody has taken it up in the checklist.", hint));
    }
    let doc = talk(deliverable);
    let gone = Edit::put(doc, [format!("{GONE}:{id}")], true);
    let mut edits = vec![Edit::set(doc, [format!("comment:{id}")], Value::Null), gone];
    edits.extend(item.map(|f| Edit::set(doc, [format!("feedback:{}", f.id)], Value::Null)));
    let marks = found.annotations.iter().filter(|a| a.comment == Some(id));
    edits.extend(marks.map(|a| Edit::put(doc, [format!("annotation:{}", a.id).as_str(), "erased"], true)));
    Ok(Decided { edits, message: format!("took back a comment on {}", found.name) })
}

pub(super) fn resolve(
    case: &Case<'_>,
    deliverable: DeliverableId,
    id: CommentId,
    resolved: bool,
) -> Result<Decided, Refusal> {
    case.need(Permission::Talk)?;
    let found = case.deliverable(deliverable)?;
    found.comment(id).ok_or_else(|| missing("the comment"))?;
    if let Some(item) = found.feedback.iter().find(|f| f.comment == id && f.action) {
        return step_to(case, item, deliverable, resolved);
    }
    let edit = Edit::put(talk(deliverable), [format!("comment:{id}").as_str(), "resolved"], resolved);
    let deed = if resolved { "resolved" } else { "reopened" };
    Ok(Decided { edits: vec![edit], message: format!("{deed} a thread on {}", found.name) })
}

/// The step that resolves or reopens a comment's item.
fn step_to(case: &Case<'_>, item: &Feedback, deliverable: DeliverableId, resolved: bool) -> Result<Decided, Refusal> {
    let step = if resolved { FeedbackStep::Resolve } else { FeedbackStep::Reopen };
    if item.status.is_open() != resolved {
        let stands = if resolved { "resolved already" } else { "open already" };
        return Err(not_now(format!("\"{}\" is {stands}.", item.summary), "There is nothing to do."));
    }
    // Nobody takes the same step after the same ones twice at one moment on one device.
    let tips = item.tips();
    let at = case.at.0.to_le_bytes();
    let mut cause: Vec<&[u8]> =
        vec![item.id.bytes().as_slice(), step.word().as_bytes(), at.as_slice(), case.actor.device.0.as_slice()];
    cause.extend(tips.iter().map(|tip| tip.bytes().as_slice()));
    super::verdict::step(case, deliverable, item.id, EventId::derive(&cause), step, "")
}

fn shape_text(shape: &Shape) -> Result<String, Refusal> {
    if let Some(problem) = shape.problem() {
        return Err(invalid(problem));
    }
    serde_json::to_string(shape).map_err(|_| invalid("The shape cannot be written down."))
}

/// Refuses a mark of which nothing could be seen, from whatever surface it comes.
fn on_picture(shape: &Shape, file: &Attachment) -> Result<(), Refusal> {
    if shape.is_off(file.width, file.height) {
        return Err(invalid(format!(
            "The mark lies wholly off the picture, which is shown {} x {} pixels large; points count from its upper left corner.",
            file.width, file.height
        )));
    }
    Ok(())
}

pub(super) fn annotate(case: &Case<'_>, new: &NewAnnotation) -> Result<Decided, Refusal> {
    case.need(Permission::Talk)?;
    let found = case.deliverable(new.deliverable)?;
    let (stage, round) = case.round(found, new.round)?;
    let body = checked_body(&new.body)?;
    let shape = shape_text(&new.shape)?;
    let file = match new.attachment {
        Some(id) => round.attachments.iter().find(|a| a.id == id),
        None => round.current(),
    };
    let file = file.ok_or_else(|| missing("the file to draw on"))?;
    on_picture(&new.shape, file)?;
    if new.frames.first > new.frames.last {
        return Err(invalid("The frames of a mark run from the first to the last."));
    }
    if new.frames.last >= file.frames {
        return Err(invalid(format!("{} has the frames 0 to {}.", file.name, file.frames - 1)));
    }
    let whole = |n: u64| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let doc = talk(new.deliverable);
    let mark = Value::map([
        ("round", Value::from(new.round.0)),
        ("attachment", Value::from(file.id.0)),
        ("first", whole(new.frames.first)),
        ("last", whole(new.frames.last)),
        ("shape", shape.into()),
        ("comment", new.comment.0.into()),
        ("at", case.at.into()),
    ]);
    let comment = comment_entry(case, body, [("round", new.round.0.into()), ("reply_to", Value::Null)]);
    let edits = vec![
        Edit::put(doc, [format!("comment:{}", new.comment)], comment),
        Edit::put(doc, [format!("annotation:{}", new.id)], mark),
        feedback_edit(case, doc, new.comment, Some(new.id), new.action),
    ];
    Ok(Decided { edits, message: format!("annotated {}", Case::called(found, stage, Some(round))) })
}

fn mark_edit(
    case: &Case<'_>,
    id: DeliverableId,
    mark: AnnotationId,
    field: &str,
    value: Value,
    deed: &str,
) -> Result<Decided, Refusal> {
    case.need(Permission::Talk)?;
    let found: &Deliverable = case.deliverable(id)?;
    let edit = Edit::put(talk(id), [format!("annotation:{mark}").as_str(), field], value);
    Ok(Decided { edits: vec![edit], message: format!("{deed} a mark on {}", found.name) })
}

pub(super) fn reshape(
    case: &Case<'_>,
    deliverable: DeliverableId,
    id: AnnotationId,
    shape: &Shape,
) -> Result<Decided, Refusal> {
    let found = case.deliverable(deliverable)?;
    let mark = found.annotations.iter().find(|a| a.id == id).ok_or_else(|| missing("the mark"))?;
    let round = found.round(mark.round);
    let file = round.and_then(|r| r.attachments.iter().find(|a| Some(a.id) == mark.attachment).or_else(|| r.current()));
    if let Some(file) = file {
        on_picture(shape, file)?;
    }
    mark_edit(case, deliverable, id, "shape", shape_text(shape)?.into(), "moved")
}

pub(super) fn erase(
    case: &Case<'_>,
    deliverable: DeliverableId,
    id: AnnotationId,
    erased: bool,
) -> Result<Decided, Refusal> {
    let known = case.deliverable(deliverable)?.annotations.iter().any(|a| a.id == id);
    if erased && !known {
        return Err(missing("the mark"));
    }
    mark_edit(case, deliverable, id, "erased", erased.into(), if erased { "erased" } else { "restored" })
}

pub(super) fn classify(
    case: &Case<'_>,
    deliverable: DeliverableId,
    feedback: FeedbackId,
    action: bool,
) -> Result<Decided, Refusal> {
    case.need(Permission::Talk)?;
    let found = case.deliverable(deliverable)?;
    let item = found.feedback.iter().find(|f| f.id == feedback).ok_or_else(|| missing("the feedback item"))?;
    let mut edits = vec![Edit::put(talk(deliverable), [format!("feedback:{feedback}").as_str(), "action"], action)];
    if item.action && !action {
        // What was resolved stays so: from now on its comment says it.
        let done = !item.status.is_open();
        edits.push(Edit::put(talk(deliverable), [format!("comment:{}", item.comment).as_str(), "resolved"], done));
    }
    let kind = if action { "an action item" } else { "a note" };
    Ok(Decided { edits, message: format!("made \"{}\" {kind}", item.summary) })
}
