//! `rushes project edit|archive|restore|delete`.

use super::{
    context::Ctx,
    error::CliError,
    field,
    output::{Output, counted},
    parse::{self, MaybeDate},
    pipeline, project, rows,
};
use rushes_domain::{Command, FieldOf, MediaHash, Project, ProjectChange, ProjectId, State};
use std::sync::Arc;

/// What is to change of a project. What is left out stays as it is.
#[derive(Debug, clap::Args)]
pub(super) struct Edit {
    /// Its code or id.
    code: String,
    /// Its new name.
    #[arg(long)]
    name: Option<String>,
    /// The brand or client; empty for none.
    #[arg(long)]
    client: Option<String>,
    /// Its new code, used in paths from then on.
    #[arg(long = "code", value_name = "NEW")]
    new_code: Option<String>,
    /// First day, YYYY-MM-DD, or none.
    #[arg(long, value_parser = parse::maybe_date)]
    start: Option<MaybeDate>,
    /// Last day, YYYY-MM-DD, or none.
    #[arg(long, value_parser = parse::maybe_date)]
    due: Option<MaybeDate>,
    /// The pipeline of new deliverables; `rushes pipeline migrate` moves those there are.
    #[arg(long)]
    pipeline: Option<String>,
    /// A custom field; an empty value takes it away. Can be given several times.
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = field::pair)]
    fields: Vec<(String, String)>,
    /// Its picture: a round (CODE/Deliverable/Stage@3), a file's hash, or newest.
    #[arg(long)]
    cover: Option<String>,
}

pub(super) fn edit(ctx: &Ctx<'_>, asked: Edit) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let id = project::named(state, &asked.code)?.id;
    let mut changes = Vec::new();
    changes.extend(asked.name.map(ProjectChange::Name));
    changes.extend(asked.client.map(ProjectChange::Client));
    changes.extend(asked.new_code.map(ProjectChange::Code));
    changes.extend(asked.start.map(|d| ProjectChange::Start(d.0)));
    changes.extend(asked.due.map(|d| ProjectChange::Due(d.0)));
    if let Some(name) = asked.pipeline {
        changes.push(ProjectChange::Pipeline(pipeline::named(state, &name)?.id));
    }
    if let Some(text) = asked.cover {
        changes.push(ProjectChange::Cover(cover(state, &text)?));
    }
    let values = field::values(state, FieldOf::Project, &asked.fields)?;
    changes.extend(values.into_iter().map(|(id, value)| ProjectChange::Field(id, value)));
    if changes.is_empty() {
        return Err(CliError::usage("There is nothing to change", "`rushes project edit --help` shows what can be."));
    }
    send(ctx, id, changes, "Changed")
}

/// The file a text means: the one to review of a round, a file by its hash, or whatever is newest.
fn cover(state: &State, text: &str) -> Result<Option<MediaHash>, CliError> {
    if matches!(text.trim(), "newest" | "none" | "") {
        return Ok(None);
    }
    if let Ok(hash) = text.trim().parse::<MediaHash>() {
        return Ok(Some(hash));
    }
    let (deliverable, round) = state.resolve_round(text)?;
    let file = state.deliverable(deliverable).and_then(|d| d.round(round)?.current().map(|a| a.hash));
    file.map(Some).ok_or_else(|| CliError::missing("file of", text, "Publish a file to review first."))
}

pub(super) fn archive(ctx: &Ctx<'_>, code: &str) -> Result<Output, CliError> {
    let id = project::named(&ctx.snapshot()?.state, code)?.id;
    send(ctx, id, vec![ProjectChange::Archived(true)], "Archived")
}

pub(super) fn delete(ctx: &Ctx<'_>, code: &str) -> Result<Output, CliError> {
    let id = project::named(&ctx.snapshot()?.state, code)?.id;
    send(ctx, id, vec![ProjectChange::Deleted(true)], "Deleted")
}

/// Brings back a project that was archived or deleted.
pub(super) fn restore(ctx: &Ctx<'_>, code: &str, new_code: Option<String>) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let found = deleted(&snapshot.state, code).map_or_else(|| project::named(&snapshot.state, code), Ok)?;
    let mut changes = Vec::new();
    if found.deleted {
        changes.push(ProjectChange::Deleted(false));
    }
    if found.archived {
        changes.push(ProjectChange::Archived(false));
    }
    changes.extend(new_code.map(ProjectChange::Code));
    if changes.is_empty() {
        let message = format!("The project {} is neither archived nor deleted", found.code);
        return Err(CliError::new("invalid_transition", message, "There is nothing to do."));
    }
    send(ctx, found.id, changes, "Brought back")
}

/// The deleted project of a code or an id; of several of one code the one made last.
fn deleted<'s>(state: &'s State, code: &str) -> Option<&'s Arc<Project>> {
    let id = code.trim().parse::<ProjectId>().ok();
    state
        .deleted_projects()
        .filter(|p| Some(p.id) == id || rushes_domain::names::is_same(&p.code, code))
        .max_by_key(|p| p.created)
}

fn send(ctx: &Ctx<'_>, id: ProjectId, changes: Vec<ProjectChange>, done: &str) -> Result<Output, CliError> {
    let store = ctx.store()?;
    store.submit(Command::EditProject { id, changes })?;
    let snapshot = store.snapshot();
    let gone = || CliError::missing("project", &id.to_string(), "List the projects again.");
    let found = snapshot.state.project_even_deleted(id).ok_or_else(gone)?;
    let mut text = format!("{done} {} ({}).", found.name, found.code);
    if found.deleted {
        let count = counted(snapshot.state.even_deleted_of(id).count(), "deliverable");
        text.push_str(&format!(" {count} went with it; `rushes project restore {}` brings it back.", found.code));
    }
    Ok(Output::new(rows::project(&snapshot.state, found), text))
}
