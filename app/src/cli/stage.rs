//! `rushes stage` and `rushes work`.

use super::{
    context::{self, Ctx},
    error::CliError,
    output::{Output, table},
    parse::{self, MaybeDate},
    project::day,
    rows,
};
use clap::Subcommand;
use rushes_domain::{Command, EventId, StageTarget, State, Status, mywork};
use serde_json::{Value, json};

/// What can be done with a stage of a deliverable.
#[derive(Debug, Subcommand)]
pub(super) enum StageCommand {
    /// Move a stage to a status.
    Status {
        /// CODE/Deliverable/Stage, or an id.
        path: String,
        /// ready, in_progress, on_hold, skipped; any other with --force.
        #[arg(value_parser = str::parse::<Status>)]
        status: Status,
        /// Set it by hand, whatever the facts say; needs --reason.
        #[arg(long)]
        force: bool,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Say who works on a stage from now on.
    Assign {
        /// CODE/Deliverable/Stage, or an id.
        path: String,
        /// Names, e-mail addresses or ids.
        #[arg(required_unless_present = "none")]
        people: Vec<String>,
        /// Nobody.
        #[arg(long, conflicts_with = "people")]
        none: bool,
    },
    /// Plan a stage. What is left out stays as it is; `none` takes a date away.
    Dates {
        /// CODE/Deliverable/Stage, or an id.
        path: String,
        /// First day, YYYY-MM-DD.
        #[arg(long, value_parser = parse::maybe_date)]
        start: Option<MaybeDate>,
        /// Last day, YYYY-MM-DD.
        #[arg(long, value_parser = parse::maybe_date)]
        due: Option<MaybeDate>,
    },
    /// Say how long a stage should take.
    Estimate {
        /// CODE/Deliverable/Stage, or an id.
        path: String,
        /// 6h, 90m, 1h 30m, 2d (days of eight hours), or none.
        #[arg(value_parser = estimate)]
        time: Estimate,
    },
    /// Say how many rounds of a stage were done before it was tracked here: those published here come after.
    Rounds {
        /// CODE/Deliverable/Stage, or an id.
        path: String,
        /// How many; 0 for none.
        #[arg(long)]
        before: u32,
    },
}

/// A length of work, or `none` to take it away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Estimate(pub(super) Option<u32>);

pub(super) fn estimate(text: &str) -> Result<Estimate, String> {
    if text.trim().eq_ignore_ascii_case("none") {
        return Ok(Estimate(None));
    }
    rushes_domain::parse_worked(text).map(|minutes| Estimate(Some(minutes)))
}

pub(super) fn run(ctx: &Ctx<'_>, command: StageCommand) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let (target, change) = match command {
        StageCommand::Status { path, status, force, reason } => {
            let target = target(state, &path)?;
            let event = EventId::new(rushes_store::fresh());
            (target, Command::SetStageStatus { target, status, force, reason, event })
        }
        StageCommand::Assign { path, people, none: _ } => {
            let target = target(state, &path)?;
            (target, Command::AssignStage { target, people: context::people(state, &people)? })
        }
        StageCommand::Estimate { path, time } => {
            let target = target(state, &path)?;
            (target, Command::EstimateStage { target, minutes: time.0 })
        }
        StageCommand::Rounds { path, before } => {
            let target = target(state, &path)?;
            (target, Command::CountRoundsBefore { target, rounds: before })
        }
        StageCommand::Dates { path, start, due } => {
            let target = target(state, &path)?;
            if start.is_none() && due.is_none() {
                return Err(CliError::usage("There is no date to set", "Give --start or --due, or both."));
            }
            let now = state.deliverable(target.deliverable).and_then(|d| d.stage(target.stage));
            let start = start.map_or_else(|| now.and_then(|s| s.start), |d| d.0);
            let due = due.map_or_else(|| now.and_then(|s| s.due), |d| d.0);
            (target, Command::DateStage { target, start, due })
        }
    };
    store.submit(change)?;
    shown(&store.snapshot().state, target)
}

/// The stage a path means.
pub(super) fn target(state: &State, path: &str) -> Result<StageTarget, CliError> {
    let (deliverable, stage) = state.resolve_stage(path)?;
    Ok(StageTarget { deliverable, stage })
}

fn shown(state: &State, target: StageTarget) -> Result<Output, CliError> {
    let deliverable = state.resolve_deliverable(&target.deliverable.to_string())?;
    let gone = || CliError::missing("stage", &target.stage.to_string(), "List the deliverable's stages again.");
    let stage = deliverable.stage(target.stage).ok_or_else(gone)?;
    let people: Vec<_> = stage.assignees.iter().map(|p| state.studio.name_of(*p)).collect();
    let mut text =
        format!("{}: {}", state.path_of(&deliverable, Some(stage.id), None), stage.status.label().to_lowercase());
    if !people.is_empty() {
        text.push_str(&format!(", {}", people.join(", ")));
    }
    if stage.start.is_some() || stage.due.is_some() {
        text.push_str(&format!(", {} to {}", day(stage.start), day(stage.due)));
    }
    if let Some(minutes) = stage.estimate {
        text.push_str(&format!(", estimated {}", rushes_domain::worked(minutes)));
    }
    if let Some(before) = stage.rounds_before_shown() {
        text.push_str(&format!(", {before} before this studio"));
    }
    Ok(Output::new(rows::stage(state, &deliverable, stage), text))
}

/// `rushes work`.
pub(super) fn work(ctx: &Ctx<'_>, person: Option<&str>, query: Option<&str>) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let state = &snapshot.state;
    let who = match person {
        Some(name) => context::person(state, name)?.id,
        None => snapshot.me.person,
    };
    let query = context::query(ctx, &snapshot, query);
    let mut documents: Vec<Value> = Vec::new();
    let mut lines = Vec::new();
    for item in mywork::of_person(state, who, rushes_store::today()) {
        let Some(deliverable) = state.deliverable(item.deliverable) else { continue };
        let Some(stage) = deliverable.stage(item.stage).filter(|s| query.item(state, deliverable, s)) else { continue };
        let path = state.path_of(deliverable, Some(stage.id), None);
        documents.push(json!({
            "bucket": item.bucket,
            "path": path,
            "deliverable": deliverable.name,
            "deliverable_id": deliverable.id,
            "stage": stage.name,
            "stage_id": stage.id,
            "status": item.status.word(),
            "due": item.due,
            "overdue": item.overdue,
            "priority": item.priority.word(),
            "open_feedback": item.open_feedback,
            "unread_mentions": item.unread,
            "waits_for": item.waits_for.iter().filter_map(|s| deliverable.stage(*s)).map(|s| s.name.as_str()).collect::<Vec<_>>(),
            "rounds": stage.round_number(),
        }));
        let due = if item.overdue { format!("{} (overdue)", day(item.due)) } else { day(item.due) };
        lines.push(vec![
            item.bucket.label().to_owned(),
            path,
            item.status.label().to_owned(),
            due,
            item.priority.word().to_owned(),
            item.open_feedback.to_string(),
        ]);
    }
    let name = state.studio.name_of(who);
    let text = if lines.is_empty() {
        format!("Nothing is assigned to {name}.")
    } else {
        table(&["When", "Stage", "Status", "Due", "Priority", "Open feedback"], &lines)
    };
    Ok(Output::new(json!({"person": {"id": who, "name": name}, "items": documents}), text))
}
