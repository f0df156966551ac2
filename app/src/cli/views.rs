//! `rushes view`.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, table},
    project, rows,
};
use clap::Subcommand;
use rushes_domain::{Command, NewView, ProjectId, SavedView, State, ViewId, ViewSettings, names};
use rushes_store::Snapshot;
use serde_json::{Value, json};

/// What can be done with saved views.
#[derive(Debug, Subcommand)]
pub(super) enum ViewCommand {
    /// List one's own views and the shared ones.
    List {
        /// Only those of this project: its code or id.
        #[arg(long)]
        project: Option<String>,
    },
    /// Save a view under a name, or over the one of that name.
    Save {
        /// Its name.
        name: String,
        /// Which rows, such as "status:review due<7d".
        #[arg(long)]
        query: Option<String>,
        /// Of one project alone: its code or id.
        #[arg(long)]
        project: Option<String>,
        /// For everybody in the studio.
        #[arg(long)]
        shared: bool,
        /// All settings as `view list --json` prints them.
        #[arg(long, value_name = "JSON", conflicts_with = "query")]
        settings: Option<String>,
    },
    /// Take a view away.
    Remove {
        /// Its name or id.
        name: String,
        /// Of this project: its code or id.
        #[arg(long)]
        project: Option<String>,
    },
}

pub(super) fn run(ctx: &Ctx<'_>, command: ViewCommand) -> Result<Output, CliError> {
    match command {
        ViewCommand::List { project } => list(&*ctx.snapshot()?, project.as_deref()),
        ViewCommand::Save { name, query, project, shared, settings } => {
            let store = ctx.store()?;
            let snapshot = store.snapshot();
            let project = of(&snapshot.state, project.as_deref())?;
            let place = if shared { &snapshot.state.studio.views } else { &snapshot.state.personal.views };
            let same = |v: &&SavedView| v.project == project && names::is_same(&v.name, &name);
            let known = place.values().find(same);
            let settings = match settings {
                Some(text) => read_settings(&text)?,
                None => {
                    let old = known.map(|v| ViewSettings::from_text(&v.settings)).unwrap_or_default();
                    ViewSettings { query: query.unwrap_or(old.query.clone()), ..old }
                }
            };
            let id = known.map_or_else(|| ViewId::new(rushes_store::fresh()), |v| v.id);
            let view = NewView { id, name, project, settings: settings.to_text() };
            store.submit(Command::SaveView { view, shared })?;
            let snapshot = store.snapshot();
            let (saved, shared) = known_view(&snapshot.state, id)
                .ok_or_else(|| CliError::missing("view", &id.to_string(), "List the views again."))?;
            let text = format!("Saved the {} \"{}\".", if shared { "shared view" } else { "view" }, saved.name);
            Ok(Output::new(row(&snapshot.state, saved, shared), text))
        }
        ViewCommand::Remove { name, project } => {
            let store = ctx.store()?;
            let snapshot = store.snapshot();
            let project = of(&snapshot.state, project.as_deref())?;
            let (view, shared) = named(&snapshot.state, &name, project)?;
            store.submit(Command::RemoveView { id: view.id })?;
            let text = format!("Removed the view \"{}\".", view.name);
            Ok(Output::new(row(&snapshot.state, view, shared), text))
        }
    }
}

fn of(state: &State, project: Option<&str>) -> Result<Option<ProjectId>, CliError> {
    project.map(|code| project::named(state, code).map(|p| p.id)).transpose()
}

fn read_settings(text: &str) -> Result<ViewSettings, CliError> {
    serde_json::from_str(text).map_err(|e| {
        CliError::invalid(format!("The settings cannot be read: {e}"), "Use what `rushes view list --json` prints.")
    })
}

fn known_view(state: &State, id: ViewId) -> Option<(&SavedView, bool)> {
    let own = state.personal.views.get(&id).map(|v| (v, false));
    own.or_else(|| state.studio.views.get(&id).map(|v| (v, true)))
}

/// One's own views first, then the shared ones.
fn all(state: &State) -> impl Iterator<Item = (&SavedView, bool)> {
    let own = state.personal.views.values().map(|v| (v, false));
    own.chain(state.studio.views.values().map(|v| (v, true)))
}

/// The view with a name or an id; one's own comes before a shared one, a project's before one of all.
pub(super) fn named<'s>(
    state: &'s State,
    name: &str,
    project: Option<ProjectId>,
) -> Result<(&'s SavedView, bool), CliError> {
    if let Some(found) = name.parse().ok().and_then(|id| known_view(state, id)) {
        return Ok(found);
    }
    let mut found: Vec<_> = all(state)
        .filter(|(v, _)| names::is_same(&v.name, name))
        .filter(|(v, _)| project.is_none() || v.project.is_none() || v.project == project)
        .collect();
    found.sort_by_key(|(v, shared)| (v.project != project, *shared));
    match found.as_slice() {
        [] => Err(CliError::missing("view", name, "`rushes view list` shows the views.")),
        [first, second, ..] if (first.0.project, first.1) == (second.0.project, second.1) => {
            let ids: Vec<_> = found.iter().map(|(v, _)| v.id.to_string()).collect();
            Err(CliError::invalid(
                format!("{} views are called \"{name}\"", found.len()),
                format!("Use an id: {}", ids.join(", ")),
            ))
        }
        [first, ..] => Ok(*first),
    }
}

fn list(snapshot: &Snapshot, project: Option<&str>) -> Result<Output, CliError> {
    let state = &snapshot.state;
    let project = of(state, project)?;
    let mut found: Vec<_> = all(state).filter(|(v, _)| project.is_none() || v.project == project).collect();
    found.sort_by_cached_key(|(v, shared)| (*shared, names::loose(&v.name), v.id));
    let documents: Vec<Value> = found.iter().map(|(v, shared)| row(state, v, *shared)).collect();
    let lines: Vec<_> = found
        .iter()
        .map(|(v, shared)| {
            let code = v.project.and_then(|p| state.projects.get(&p)).map(|p| p.code.clone());
            let whose = if *shared { "everybody's" } else { "yours" };
            let query = ViewSettings::from_text(&v.settings).query;
            vec![v.name.clone(), whose.to_owned(), code.unwrap_or_default(), query]
        })
        .collect();
    Ok(Output::new(json!({"views": documents}), table(&["Name", "", "Project", "Query"], &lines)))
}

fn row(state: &State, view: &SavedView, shared: bool) -> Value {
    let settings: Value = serde_json::from_str(&view.settings).unwrap_or(Value::Null);
    json!({
        "id": view.id,
        "name": view.name,
        "shared": shared,
        "project": view.project.and_then(|p| state.projects.get(&p)).map(|p| p.code.as_str()),
        "project_id": view.project,
        "query": ViewSettings::from_text(&view.settings).query,
        "settings": settings,
        "by": rows::name(state, view.by),
        "at": view.at.rfc3339(),
    })
}
