//! Things of a studio as rows of a document: names for people, ids for scripts.

use super::field;
use rushes_domain::{
    Attachment, AttachmentRole, Comment, Deliverable, Feedback, FieldOf, FrameRate, MediaKind, PersonId, Project,
    Round, Shape, Stage, State,
};
use serde_json::{Value, json};

pub(super) fn name(state: &State, person: Option<PersonId>) -> Option<String> {
    person.map(|p| state.studio.name_of(p))
}

pub(super) fn project(state: &State, project: &Project) -> Value {
    let pipeline = project.pipeline.and_then(|id| state.studio.pipelines.get(&id));
    json!({
        "id": project.id,
        "code": project.code,
        "name": project.name,
        "client": project.client,
        "pipeline": pipeline.map(|p| p.name.as_str()),
        "pipeline_id": project.pipeline,
        "start": project.start,
        "due": project.due,
        "archived": project.archived,
        "deleted": project.deleted,
        "cover": state.cover_of(project).map(|a| a.hash),
        "cover_chosen": project.cover,
        "fields": field::document(state, FieldOf::Project, |f| project.field(f)),
        "deliverable_count": state.of_project(project.id).count(),
    })
}

pub(super) fn deliverable(state: &State, deliverable: &Deliverable) -> Value {
    let project = state.project_even_deleted(deliverable.project);
    let stages: Vec<Value> = deliverable.stages.iter().map(|s| stage(state, deliverable, s)).collect();
    json!({
        "id": deliverable.id,
        "name": deliverable.name,
        "path": state.path_of(deliverable, None, None),
        "project": project.map(|p| p.code.as_str()),
        "project_id": deliverable.project,
        "type": deliverable.kind,
        "priority": deliverable.priority.word(),
        "due": deliverable.due,
        "description": deliverable.description,
        "deleted": deliverable.deleted,
        "fields": field::document(state, FieldOf::Deliverable, |f| deliverable.field(f)),
        "stages": stages,
    })
}

pub(super) fn stage(state: &State, deliverable: &Deliverable, stage: &Stage) -> Value {
    let named = |id: &rushes_domain::StageId| deliverable.stage(*id).map(|s| s.name.clone());
    json!({
        "id": stage.id,
        "name": stage.name,
        "path": state.path_of(deliverable, Some(stage.id), None),
        "status": stage.status.word(),
        "assignees": stage.assignees.iter().map(|p| state.studio.name_of(*p)).collect::<Vec<_>>(),
        "assignee_ids": stage.assignees,
        "start": stage.start,
        "due": stage.due,
        "estimate_minutes": stage.estimate,
        "in_pipeline": !stage.removed,
        "rounds": stage.round_number(),
        "rounds_before": stage.rounds_before,
        "latest_round": stage.latest().map(|r| r.id),
        "open_feedback": deliverable.open_feedback(stage.id).count(),
        "waits_for": stage.waits_for.iter().filter_map(named).collect::<Vec<_>>(),
        "hold": stage.hold,
        "issues": stage.issues.iter().map(rushes_domain::Issue::sentence).collect::<Vec<_>>(),
    })
}

pub(super) fn round(state: &State, deliverable: &Deliverable, round: &Round) -> Value {
    let decision = round.decision().map(|d| {
        json!({
            "id": d.id,
            "verdict": d.verdict.word(),
            "note": d.note,
            "by": name(state, d.by),
            "at": d.at.rfc3339(),
        })
    });
    json!({
        "id": round.id,
        "round": round.number,
        "path": state.path_of(deliverable, None, Some(round.id)),
        "note": round.note,
        "by": name(state, round.by),
        "at": round.at.rfc3339(),
        "attachments": round.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "decision": decision,
    })
}

/// Frames a second: a number for reading, the exact fraction beside it.
pub(super) fn rate(rate: FrameRate) -> (f64, String) {
    (rate.per_second(), format!("{}/{}", rate.num, rate.den))
}

pub(super) fn attachment(file: &Attachment) -> Value {
    let fps = file.fps.map(rate);
    json!({
        "id": file.id,
        "role": if file.role == AttachmentRole::Current { "current" } else { "reference" },
        "kind": if file.kind == MediaKind::Image { "image" } else { "video" },
        "hash": file.hash,
        "name": file.name,
        "bytes": file.size,
        "format": file.format,
        "codec": file.codec,
        "width": file.width,
        "height": file.height,
        "frames": file.frames,
        "fps": fps.as_ref().map(|f| f.0),
        "fps_exact": fps.map(|f| f.1),
        "duration_ms": file.duration_ms,
        "alpha": file.alpha,
    })
}

/// Who a comment names.
pub(super) fn mentions(state: &State, comment: &Comment) -> Value {
    comment.mentions.iter().map(|p| json!({"id": p, "name": state.studio.name_of(*p)})).collect()
}

pub(super) fn comment(state: &State, deliverable: &Deliverable, comment: &Comment) -> Value {
    let item = deliverable.feedback.iter().find(|f| f.comment == comment.id);
    let stage = deliverable.stage_of(comment);
    json!({
        "id": comment.id,
        "body": comment.body,
        "path": state.path_of(deliverable, stage, comment.round),
        "round_id": comment.round,
        "stage_id": stage,
        "reply_to": comment.reply_to,
        "mentions": mentions(state, comment),
        "resolved": comment.resolved,
        "feedback": item.map(|f| f.id),
        "by": name(state, comment.by),
        "by_id": comment.by,
        "at": comment.at.rfc3339(),
        "edited": comment.edited.map(rushes_domain::Timestamp::rfc3339),
        "unread": state.personal.is_unread(comment),
    })
}

pub(super) fn feedback(state: &State, deliverable: &Deliverable, item: &Feedback) -> Value {
    let number = |id| deliverable.round(id).map(|r| r.number);
    let mark = item.annotation.and_then(|id| deliverable.annotations.iter().find(|a| a.id == id));
    let steps: Vec<Value> = item
        .events
        .iter()
        .map(|e| json!({"step": e.step.word(), "note": e.note, "by": name(state, e.by), "at": e.at.rfc3339()}))
        .collect();
    json!({
        "id": item.id,
        "summary": item.summary,
        "body": deliverable.comment(item.comment).map(|c| c.body.as_str()),
        "status": item.status.word(),
        "action": item.action,
        "open": deliverable.is_open_item(item),
        "path": state.path_of(deliverable, Some(item.stage), None),
        "stage_id": item.stage,
        "round": number(item.round),
        "round_id": item.round,
        "carried_from": item.carried_from().and_then(number),
        "carried_from_id": item.carried_from(),
        "comment": item.comment,
        "annotation": item.annotation,
        "frames": mark.map(|m| json!([m.frames.first, m.frames.last])),
        "shape": mark.map(|m| shape(&m.shape)),
        "by": name(state, item.by),
        "at": item.at.rfc3339(),
        "steps": steps,
    })
}

fn shape(shape: &Shape) -> Value {
    json!({
        "kind": shape.kind.word(),
        "points": shape.points.iter().map(|p| json!([p.x, p.y])).collect::<Vec<_>>(),
        "text": shape.text,
        "color": shape.color,
        "image": shape.image,
    })
}
