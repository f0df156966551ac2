//! `rushes feedback` and `rushes decide`.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, table},
    rows,
};
use clap::{Args, Subcommand};
use rushes_domain::{
    Command, DecisionId, Deliverable, DocKind, EventId, Feedback, FeedbackId, FeedbackStatus, FeedbackStep, Resolved,
    RoundId, StageId, State, Status, Verdict,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// What can be done with the checklist.
#[derive(Debug, Subcommand)]
pub(super) enum FeedbackCommand {
    /// List items: of a project, a deliverable, a stage or a round.
    List {
        /// CODE, CODE/Deliverable, CODE/Deliverable/Stage or CODE/Deliverable/Stage@3; everything where not said.
        path: Option<String>,
        /// Only items in this status.
        #[arg(long, value_parser = str::parse::<FeedbackStatus>)]
        status: Option<FeedbackStatus>,
    },
    /// Begin to work on an item.
    Start(Step),
    /// Say that an item is done.
    Resolve(Step),
    /// Agree that it is done.
    Verify(Step),
    /// Say that it is not done.
    Reopen(Step),
}

/// One step with one item.
#[derive(Debug, Args)]
pub(super) struct Step {
    /// The item's id.
    id: String,
    /// What there is to say about it.
    #[arg(long, default_value = "")]
    note: String,
}

/// `rushes decide`.
#[derive(Debug, Args)]
pub(super) struct Decide {
    /// The round: CODE/Deliverable/Stage@3, an id, or a stage for its newest round.
    round: String,
    /// approve, changes or reject.
    #[arg(value_parser = str::parse::<Verdict>)]
    verdict: Verdict,
    /// Why; rejecting needs one.
    #[arg(long, default_value = "")]
    note: String,
}

pub(super) fn run(ctx: &Ctx<'_>, command: FeedbackCommand) -> Result<Output, CliError> {
    match command {
        FeedbackCommand::List { path, status } => list(ctx, path.as_deref(), status),
        FeedbackCommand::Start(asked) => step(ctx, &asked, FeedbackStep::Start),
        FeedbackCommand::Resolve(asked) => step(ctx, &asked, FeedbackStep::Resolve),
        FeedbackCommand::Verify(asked) => step(ctx, &asked, FeedbackStep::Verify),
        FeedbackCommand::Reopen(asked) => step(ctx, &asked, FeedbackStep::Reopen),
    }
}

/// What a list is narrowed to.
enum Of {
    Everything,
    Stage(StageId),
    Round(RoundId),
}

impl Of {
    fn holds(&self, deliverable: &Deliverable, item: &Feedback) -> bool {
        match self {
            Self::Everything => true,
            Self::Stage(stage) => item.stage == *stage,
            Self::Round(round) => {
                item.origin == *round || deliverable.round(*round).is_some_and(|r| r.carried.contains(&item.id))
            }
        }
    }
}

fn list(ctx: &Ctx<'_>, path: Option<&str>, status: Option<FeedbackStatus>) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let state = &snapshot.state;
    let one = |id| state.deliverable(id).into_iter().cloned().collect::<Vec<Arc<Deliverable>>>();
    let (deliverables, of) = match path.map(|p| state.resolve(p)).transpose()? {
        None => (state.live().cloned().collect(), Of::Everything),
        Some(Resolved::Project(id)) => (state.of_project(id).cloned().collect(), Of::Everything),
        Some(Resolved::Deliverable(id)) => (one(id), Of::Everything),
        Some(Resolved::Stage(id, stage)) => (one(id), Of::Stage(stage)),
        Some(Resolved::Round(id, _, round)) => (one(id), Of::Round(round)),
    };
    let found: Vec<(&Arc<Deliverable>, &Feedback)> = deliverables
        .iter()
        .flat_map(|d| d.feedback.iter().map(move |f| (d, f)))
        .filter(|(d, f)| of.holds(d, f) && status.is_none_or(|wanted| f.status == wanted))
        .collect();
    let items: Vec<Value> = found.iter().map(|(d, f)| rows::feedback(state, d, f)).collect();
    let lines: Vec<_> = found
        .iter()
        .map(|(d, f)| {
            let kind = if f.action { f.status.label() } else { "Note" };
            let by = rows::name(state, f.by).unwrap_or_default();
            vec![f.id.to_string(), kind.to_owned(), state.path_of(d, None, Some(f.round)), by, f.summary.clone()]
        })
        .collect();
    Ok(Output::new(json!({ "items": items }), table(&["Id", "Status", "Round", "By", "What"], &lines)))
}

fn step(ctx: &Ctx<'_>, asked: &Step, step: FeedbackStep) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let missing =
        || CliError::missing("feedback item", &asked.id, "`rushes feedback list` shows the items and their ids.");
    let feedback: FeedbackId = asked.id.trim().parse().map_err(|_| missing())?;
    let holds = |d: &&Arc<Deliverable>| d.feedback.iter().any(|f| f.id == feedback);
    let deliverable = snapshot.state.deliverables().find(holds).ok_or_else(missing)?.id;
    let event = EventId::new(rushes_store::fresh());
    store.submit(Command::StepFeedback { deliverable, feedback, event, step, note: asked.note.clone() })?;
    let snapshot = store.snapshot();
    let found = snapshot.state.deliverable(deliverable).ok_or_else(missing)?;
    let item = found.feedback.iter().find(|f| f.id == feedback).ok_or_else(missing)?;
    let mut document = rows::feedback(&snapshot.state, found, item);
    document["items"] = json!([document.clone()]);
    Ok(Output::new(document, format!("\"{}\" is {}.", item.summary, item.status.label().to_lowercase())))
}

/// `rushes decide`.
pub(super) fn decide(ctx: &Ctx<'_>, asked: Decide) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let before = store.snapshot();
    let (deliverable, round) = before.state.resolve_round(&asked.round)?;
    let id = DecisionId::new(rushes_store::fresh());
    let command = Command::Decide { deliverable, round, id, verdict: asked.verdict, note: asked.note };
    let ack = store.submit(command)?;
    let signed = ack.changes.iter().find(|c| c.doc.kind == DocKind::Verdict).or_else(|| ack.changes.first());
    let after = store.snapshot();
    let state = &after.state;
    let found = state.resolve_deliverable(&deliverable.to_string())?;
    let stage = found.round(round).and_then(|r| found.stage(r.stage));
    let status = stage.map_or(Status::InReview, |s| s.status);
    let freed = freed(&before.state, &found);
    let path = state.path_of(&found, None, Some(round));
    let mut text = format!("{path}: {}", status.label().to_lowercase());
    if !freed.is_empty() {
        text.push_str(&format!(". Ready now: {}", freed.join(", ")));
    }
    let document = json!({
        "decision": id,
        "signature": signed.map(|s| s.signature.as_str()),
        "change": signed.map(|s| s.change.as_str()),
        "verdict": asked.verdict.word(),
        "path": path,
        "round": found.round(round).map(|r| r.number),
        "revision": round,
        "status": status.word(),
        "ready": freed,
        "by": state.studio.name_of(after.me.person),
        "device": after.me.device,
        "at": ack.at.rfc3339(),
    });
    Ok(Output::new(document, text))
}

/// The stages that became ready.
fn freed(before: &State, now: &Deliverable) -> Vec<String> {
    let was = |id| before.deliverable(now.id).and_then(|d| d.stage(id)).map(|s| s.status);
    now.stages
        .iter()
        .filter(|s| s.status == Status::Ready && was(s.id) == Some(Status::Blocked))
        .map(|s| s.name.clone())
        .collect()
}
