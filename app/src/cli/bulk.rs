//! `rushes bulk`: the bulk bar of the table as a command.

use super::{
    context::{self, Ctx},
    error::CliError,
    field,
    output::Output,
    parse::{self, MaybeDate},
    project,
    stage::{self, Estimate},
};
use crate::views::bulk::plan::{self, Deed, On};
use clap::Args;
use rushes_domain::{Command, Deliverable, FieldOf, Priority, Refusal, State, Status, names, preview};
use rushes_store::Snapshot;
use serde_json::{Value, json};
use std::sync::Arc;

/// Which deliverables, which of their stages, and what is done: one thing at a time.
#[derive(Debug, Args)]
pub(super) struct Bulk {
    /// Only those of this project: its code or id.
    #[arg(long)]
    project: Option<String>,
    /// Only those that meet a query, such as "status:review person:me due<7d"; needed where no project is named.
    #[arg(long, allow_hyphen_values = true, required_unless_present = "project")]
    query: Option<String>,
    /// Which stage of each: its name, `current` for the first that is not done, or `all`.
    #[arg(long, default_value = "current")]
    stage: String,
    #[command(flatten)]
    what: What,
    /// Why, for a status that is set by hand.
    #[arg(long, requires = "status")]
    reason: Option<String>,
    /// Only say what would be done and what would be refused.
    #[arg(long)]
    dry_run: bool,
    /// Leave out what is refused, rather than doing nothing.
    #[arg(long)]
    skip_refused: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// Move the stages to a status.
    #[arg(long, value_parser = str::parse::<Status>)]
    status: Option<Status>,
    /// Say who works on the stages from now on: names, e-mail addresses or ids.
    #[arg(long, value_name = "PERSON", num_args = 1..)]
    assign: Vec<String>,
    /// One more person on the stages.
    #[arg(long, value_name = "PERSON")]
    add_person: Option<String>,
    /// A person off the stages.
    #[arg(long, value_name = "PERSON")]
    remove_person: Option<String>,
    /// First day of the stages, YYYY-MM-DD, or none.
    #[arg(long, value_parser = parse::maybe_date)]
    start: Option<MaybeDate>,
    /// Day the stages are due, YYYY-MM-DD, or none.
    #[arg(long, value_parser = parse::maybe_date)]
    due: Option<MaybeDate>,
    /// Move the stages' dates by days; a negative number is earlier.
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    shift: Option<i16>,
    /// How long the stages should take: 6h, 90m, 2d, or none.
    #[arg(long, value_parser = stage::estimate)]
    estimate: Option<Estimate>,
    /// How urgent the deliverables are: urgent, high, normal or low.
    #[arg(long, value_parser = str::parse::<Priority>)]
    priority: Option<Priority>,
    /// Day the deliverables are due, YYYY-MM-DD, or none.
    #[arg(long, value_name = "DATE", value_parser = parse::maybe_date)]
    deliverable_due: Option<MaybeDate>,
    /// What kind of thing the deliverables are.
    #[arg(long = "type", value_name = "KIND")]
    kind: Option<String>,
    /// A custom field of the deliverables; an empty value takes it away.
    #[arg(long, value_name = "NAME=VALUE", value_parser = field::pair)]
    field: Option<(String, String)>,
    /// Delete the deliverables; `undo` brings them back.
    #[arg(long)]
    delete: bool,
}

/// `rushes bulk`.
pub(super) fn bulk(ctx: &Ctx<'_>, asked: Bulk) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let chosen = chosen(ctx, &snapshot, &asked)?;
    let deed = deed(state, asked.what, asked.reason.unwrap_or_default())?;
    let commands = commands(&chosen, &asked.stage, &deed)?;
    let fates = preview(state, snapshot.me, rushes_store::now(), &commands);
    let (mut good, mut refused) = (Vec::new(), Vec::new());
    for (command, fate) in commands.into_iter().zip(fates) {
        match fate {
            Some(refusal) => refused.push((path(state, &command), refusal)),
            None => good.push(command),
        }
    }
    let only = match chosen.as_slice() {
        [one] => Some(one.name.as_str()),
        _ => None,
    };
    let label = plan::label(&deed, (good.len(), only), &state.studio);
    let (changed, all) = (good.len(), good.len() + refused.len());
    let told: Vec<String> = refused.iter().map(|(path, refusal)| format!("{path}: {refusal}")).collect();
    if let Some((_, first)) = refused.first()
        && !asked.skip_refused
        && !asked.dry_run
    {
        let message = format!("{} of {all} cannot be done; nothing was changed", refused.len());
        let hint = "Correct the choice, or leave them out with --skip-refused.";
        return Err(CliError { details: told, ..CliError::new(first.code(), message, hint) });
    }
    let said = match (asked.dry_run, changed) {
        (_, 0) if refused.is_empty() => "It is so already; nothing was changed.".to_owned(),
        (_, 0) => "Nothing was changed.".to_owned(),
        (true, _) => format!("Would do: {label}."),
        (false, _) => format!("{label}."),
    };
    let mut step = None;
    if !asked.dry_run && changed > 0 {
        // What somebody else does meanwhile may refuse one more: that is left out only where it was said so.
        let skip_refused = asked.skip_refused;
        step = store.submit(Command::Batch { label: label.clone(), commands: good, skip_refused })?.step;
    }
    let text = std::iter::once(said).chain(told.into_iter().map(|line| format!("Refused: {line}")));
    let document = json!({
        "deliverables": chosen.len(),
        "changed": changed,
        "refused": refused.iter().map(refusal).collect::<Vec<_>>(),
        "label": label,
        "step": step,
        "dry_run": asked.dry_run,
    });
    Ok(Output::new(document, text.collect::<Vec<_>>().join("\n")))
}

fn refusal((path, refusal): &(String, Refusal)) -> Value {
    json!({"path": path, "code": refusal.code(), "message": refusal.to_string()})
}

fn chosen(ctx: &Ctx<'_>, snapshot: &Snapshot, asked: &Bulk) -> Result<Vec<Arc<Deliverable>>, CliError> {
    let state = &snapshot.state;
    let project = asked.project.as_deref().map(|code| project::named(state, code).map(|p| p.id)).transpose()?;
    let query = context::query(ctx, snapshot, asked.query.as_deref());
    // An archived project is only meant where it is named.
    let of_project = |d: &&Arc<Deliverable>| project.map_or_else(|| state.counts(d), |p| d.project == p);
    Ok(state.deliverables().filter(of_project).filter(|d| query.deliverable(state, d)).cloned().collect())
}

fn deed(state: &State, what: What, reason: String) -> Result<Deed, CliError> {
    let person = |name: &str| context::person(state, name).map(|p| p.id);
    if let Some(status) = what.status {
        return Ok(Deed::Status(status, reason));
    }
    if let Some(name) = what.add_person {
        return Ok(Deed::AddPerson(person(&name)?));
    }
    if let Some(name) = what.remove_person {
        return Ok(Deed::RemovePerson(person(&name)?));
    }
    if let Some(pair) = what.field {
        let value = field::values(state, FieldOf::Deliverable, &[pair])?.pop();
        return value.map(|(id, value)| Deed::Field(id, value)).ok_or_else(nothing);
    }
    if !what.assign.is_empty() {
        return Ok(Deed::SetPeople(context::people(state, &what.assign)?));
    }
    let day = |d: MaybeDate| d.0;
    (what.start.map(day).map(Deed::StageStart))
        .or_else(|| what.due.map(day).map(Deed::StageDue))
        .or_else(|| what.shift.map(|days| Deed::Shift(days.into())))
        .or_else(|| what.estimate.map(|e| Deed::Estimate(e.0)))
        .or_else(|| what.priority.map(Deed::Priority))
        .or_else(|| what.deliverable_due.map(day).map(Deed::Due))
        .or_else(|| what.kind.map(Deed::Kind))
        .or_else(|| what.delete.then_some(Deed::Delete))
        .ok_or_else(nothing)
}

fn nothing() -> CliError {
    CliError::usage("There is nothing to do", "`rushes bulk --help` shows what can be done.")
}

/// The commands for all of them. A stage is meant by its name: projects may have it in different pipelines.
fn commands(chosen: &[Arc<Deliverable>], stage: &str, deed: &Deed) -> Result<Vec<Command>, CliError> {
    let wanted = names::plain(stage);
    let mut found = chosen.is_empty();
    let mut commands = Vec::new();
    for deliverable in chosen {
        let on = match wanted.as_str() {
            "current" => Some(On::Current),
            "all" => Some(On::All),
            name => deliverable.stages.iter().find(|s| names::plain(&s.name) == name).map(|s| On::Stage(s.def)),
        };
        if let Some(on) = on {
            found = true;
            commands.extend(plan::of_one(deliverable, on, deed));
        }
    }
    if found { Ok(commands) } else { Err(CliError::missing("stage", stage, "`rushes pipeline show` lists them.")) }
}

/// What a command is about.
fn path(state: &State, command: &Command) -> String {
    let id = match command {
        Command::EditDeliverable { id, .. } => Some(*id),
        other => other.alone(),
    };
    let Some(found) = id.and_then(|id| state.deliverable(id)) else { return String::new() };
    let stage = match command {
        Command::AssignStage { target, .. }
        | Command::DateStage { target, .. }
        | Command::EstimateStage { target, .. }
        | Command::SetStageStatus { target, .. } => Some(target.stage),
        _ => None,
    };
    state.path_of(found, stage, None)
}
