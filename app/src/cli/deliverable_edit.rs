//! `rushes deliverable edit|duplicate|move|delete|restore`.

use super::{
    context::Ctx,
    error::CliError,
    field,
    output::Output,
    parse::{self, MaybeDate},
    project, rows,
};
use rushes_domain::{
    Command, Deliverable, DeliverableChange, DeliverableId, Duplicate, FieldOf, Priority, State, decide, names,
};
use std::sync::Arc;

/// What is to change of a deliverable. What is left out stays as it is.
#[derive(Debug, clap::Args)]
pub(super) struct Edit {
    /// CODE/Deliverable, or an id.
    path: String,
    /// Its new name.
    #[arg(long)]
    name: Option<String>,
    /// What kind of thing it is; empty for none.
    #[arg(long = "type")]
    kind: Option<String>,
    /// How urgent: urgent, high, normal or low.
    #[arg(long, value_parser = str::parse::<Priority>)]
    priority: Option<Priority>,
    /// The day it is due, YYYY-MM-DD, or none.
    #[arg(long, value_parser = parse::maybe_date)]
    due: Option<MaybeDate>,
    /// What it is about.
    #[arg(long)]
    description: Option<String>,
    /// A custom field; an empty value takes it away. Can be given several times.
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = field::pair)]
    fields: Vec<(String, String)>,
}

/// Another deliverable like one there is.
#[derive(Debug, clap::Args)]
pub(super) struct Copy {
    /// CODE/Deliverable, or an id.
    path: String,
    /// What the new one is called.
    #[arg(long)]
    name: Option<String>,
    /// The same people work on it.
    #[arg(long)]
    people: bool,
    /// It has the same dates.
    #[arg(long)]
    dates: bool,
}

pub(super) fn edit(ctx: &Ctx<'_>, asked: Edit) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let state = &snapshot.state;
    let id = state.resolve_deliverable(&asked.path)?.id;
    let mut changes = Vec::new();
    changes.extend(asked.name.map(DeliverableChange::Name));
    changes.extend(asked.kind.map(DeliverableChange::Kind));
    changes.extend(asked.priority.map(DeliverableChange::Priority));
    changes.extend(asked.due.map(|d| DeliverableChange::Due(d.0)));
    changes.extend(asked.description.map(DeliverableChange::Description));
    let values = field::values(state, FieldOf::Deliverable, &asked.fields)?;
    changes.extend(values.into_iter().map(|(id, value)| DeliverableChange::Field(id, value)));
    if changes.is_empty() {
        let hint = "`rushes deliverable edit --help` shows what can be.";
        return Err(CliError::usage("There is nothing to change", hint));
    }
    send(ctx, id, changes, "Changed")
}

pub(super) fn duplicate(ctx: &Ctx<'_>, asked: Copy) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let of = snapshot.state.resolve_deliverable(&asked.path)?;
    let name = asked.name.unwrap_or_else(|| decide::free_name(&snapshot.state, of.id));
    let id = DeliverableId::new(rushes_store::fresh());
    let (people, dates) = (asked.people, asked.dates);
    store.submit(Command::DuplicateDeliverable(Duplicate { id, of: of.id, name, people, dates }))?;
    let snapshot = store.snapshot();
    let made = snapshot.state.resolve_deliverable(&id.to_string())?;
    let text = format!("Made {} like {}.", snapshot.state.path_of(&made, None, None), of.name);
    Ok(Output::new(rows::deliverable(&snapshot.state, &made), text))
}

pub(super) fn move_to(ctx: &Ctx<'_>, path: &str, code: &str) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let id = snapshot.state.resolve_deliverable(path)?.id;
    let project = project::named(&snapshot.state, code)?.id;
    send(ctx, id, vec![DeliverableChange::Project(project)], "Moved")
}

pub(super) fn delete(ctx: &Ctx<'_>, path: &str) -> Result<Output, CliError> {
    let id = ctx.snapshot()?.state.resolve_deliverable(path)?.id;
    send(ctx, id, vec![DeliverableChange::Deleted(true)], "Deleted")
}

pub(super) fn restore(ctx: &Ctx<'_>, path: &str, name: Option<String>) -> Result<Output, CliError> {
    let id = deleted(&ctx.snapshot()?.state, path)?;
    let mut changes = vec![DeliverableChange::Deleted(false)];
    changes.extend(name.map(DeliverableChange::Name));
    send(ctx, id, changes, "Brought back")
}

/// The deleted deliverable a path or an id means.
fn deleted(state: &State, path: &str) -> Result<DeliverableId, CliError> {
    let text = path.trim();
    let id = text.parse::<DeliverableId>().ok();
    let called = |d: &&Arc<Deliverable>| names::is_same(&state.path_of(d, None, None), text);
    let found: Vec<_> = state.deleted_deliverables().filter(|d| Some(d.id) == id || called(d)).collect();
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => {
            let hint = "`rushes deliverable list --deleted` shows what was deleted.";
            Err(CliError::missing("deleted deliverable", path, hint))
        }
        several => {
            let ids: Vec<_> = several.iter().map(|d| d.id.to_string()).collect();
            let message = format!("{} deleted deliverables are called \"{path}\"", several.len());
            Err(CliError::invalid(message, format!("Use an id: {}.", ids.join(", "))))
        }
    }
}

fn send(ctx: &Ctx<'_>, id: DeliverableId, changes: Vec<DeliverableChange>, done: &str) -> Result<Output, CliError> {
    let store = ctx.store()?;
    store.submit(Command::EditDeliverable { id, changes })?;
    let snapshot = store.snapshot();
    let gone = || CliError::missing("deliverable", &id.to_string(), "List the deliverables again.");
    let found = snapshot.state.deliverable_even_deleted(id).ok_or_else(gone)?;
    let path = snapshot.state.path_of(found, None, None);
    Ok(Output::new(rows::deliverable(&snapshot.state, found), format!("{done} {path}.")))
}
