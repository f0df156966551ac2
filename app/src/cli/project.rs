//! `rushes project` and `rushes deliverable`.

use super::{
    context::{self, Ctx},
    deliverable_edit,
    error::CliError,
    output::{Output, counted, table},
    parse, pipeline, project_edit, rows, views,
};
use clap::Subcommand;
use rushes_domain::{
    Command, Date, Deliverable, DeliverableId, NewDeliverable, NewProject, Priority, Project, ProjectId, State, Status,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// What can be done with projects.
#[derive(Debug, Subcommand)]
pub(super) enum ProjectCommand {
    /// Make a project.
    Create {
        /// Its name.
        name: String,
        /// A short word, used in paths.
        #[arg(long)]
        code: String,
        /// The pipeline its deliverables get their stages from.
        #[arg(long)]
        pipeline: Option<String>,
        /// The brand or client.
        #[arg(long, default_value = "")]
        client: String,
        /// First day, YYYY-MM-DD.
        #[arg(long, value_parser = parse::date)]
        start: Option<Date>,
        /// Last day, YYYY-MM-DD.
        #[arg(long, value_parser = parse::date)]
        due: Option<Date>,
    },
    /// List the projects, archived ones too.
    List {
        /// Those that were deleted instead.
        #[arg(long)]
        deleted: bool,
    },
    /// Show one with its deliverables.
    Show {
        /// Its code or id.
        code: String,
    },
    /// Change a project.
    Edit(project_edit::Edit),
    /// Take a project out of sight; nothing is lost.
    Archive {
        /// Its code or id.
        code: String,
    },
    /// Bring an archived or deleted project back with all it holds.
    Restore {
        /// Its code or id.
        code: String,
        /// Its new code, where another project has taken the old one meanwhile.
        #[arg(long = "code", value_name = "NEW")]
        new_code: Option<String>,
    },
    /// Delete a project with all it holds; `restore` brings it back.
    Delete {
        /// Its code or id.
        code: String,
    },
}

/// What can be done with deliverables.
#[derive(Debug, Subcommand)]
pub(super) enum DeliverableCommand {
    /// Make a deliverable with the stages of its project's pipeline.
    Create {
        /// Its name.
        name: String,
        /// The project's code or id.
        #[arg(long)]
        project: String,
        /// What kind of thing it is, in the studio's own words.
        #[arg(long = "type", default_value = "")]
        kind: String,
        /// How urgent: urgent, high, normal or low.
        #[arg(long, default_value = "normal", value_parser = str::parse::<Priority>)]
        priority: Priority,
        /// The day it is due, YYYY-MM-DD.
        #[arg(long, value_parser = parse::date)]
        due: Option<Date>,
        /// What it is about.
        #[arg(long, default_value = "")]
        description: String,
    },
    /// List deliverables with their stages.
    List {
        /// Of one project only: its code or id.
        #[arg(long)]
        project: Option<String>,
        /// Only those with a stage in this status.
        #[arg(long, value_parser = str::parse::<Status>)]
        status: Option<Status>,
        /// Only those this person works on.
        #[arg(long)]
        person: Option<String>,
        /// Only those that meet a query, such as "status:review person:me due<7d hero".
        #[arg(long, allow_hyphen_values = true)]
        query: Option<String>,
        /// Only those that a saved view shows: its name or id.
        #[arg(long)]
        view: Option<String>,
        /// Those that were deleted instead.
        #[arg(long, conflicts_with_all = ["status", "person", "query", "view"])]
        deleted: bool,
    },
    /// Show one with its stages and rounds.
    Show {
        /// CODE/Deliverable, or an id.
        path: String,
    },
    /// Change a deliverable.
    Edit(deliverable_edit::Edit),
    /// Make another one like it: its stages begin anew.
    Duplicate(deliverable_edit::Copy),
    /// Move it into another project; its stages stay as they are.
    Move {
        /// CODE/Deliverable, or an id.
        path: String,
        /// The project's code or id.
        #[arg(long = "to", value_name = "CODE")]
        to: String,
    },
    /// Delete it; `restore` brings it back.
    Delete {
        /// CODE/Deliverable, or an id.
        path: String,
    },
    /// Bring a deleted one back.
    Restore {
        /// CODE/Deliverable, or an id.
        path: String,
        /// Its new name, where another deliverable has taken the old one meanwhile.
        #[arg(long)]
        name: Option<String>,
    },
}

/// The project with a code or an id.
pub(super) fn named<'s>(state: &'s State, code: &str) -> Result<&'s Arc<Project>, CliError> {
    state
        .project_called(code)
        .ok_or_else(|| CliError::missing("project", code, "`rushes project list` shows the projects."))
}

pub(super) fn run(ctx: &Ctx<'_>, command: ProjectCommand) -> Result<Output, CliError> {
    match command {
        ProjectCommand::Create { name, code, pipeline, client, start, due } => {
            let store = ctx.store()?;
            let snapshot = store.snapshot();
            let template = match pipeline {
                Some(wanted) => pipeline::named(&snapshot.state, &wanted)?,
                None => usual_pipeline(&snapshot.state)?,
            };
            let id = ProjectId::new(rushes_store::fresh());
            let new = NewProject { id, code, name, client, pipeline: template.id, start, due };
            store.submit(Command::CreateProject(new))?;
            let snapshot = store.snapshot();
            let made = named(&snapshot.state, &id.to_string())?;
            let text = format!("Made {} ({}) with the pipeline {}.", made.name, made.code, template.name);
            Ok(Output::new(rows::project(&snapshot.state, made), text))
        }
        ProjectCommand::Edit(asked) => project_edit::edit(ctx, asked),
        ProjectCommand::Archive { code } => project_edit::archive(ctx, &code),
        ProjectCommand::Restore { code, new_code } => project_edit::restore(ctx, &code, new_code),
        ProjectCommand::Delete { code } => project_edit::delete(ctx, &code),
        ProjectCommand::List { deleted } => {
            let snapshot = ctx.snapshot()?;
            let state = &snapshot.state;
            let mut projects: Vec<_> =
                if deleted { state.deleted_projects().collect() } else { state.projects.values().collect() };
            projects.sort_by_cached_key(|p| (p.archived, rushes_domain::names::loose(&p.code)));
            let documents: Vec<Value> = projects.iter().map(|p| rows::project(state, p)).collect();
            let lines: Vec<_> = projects
                .iter()
                .map(|p| {
                    let count = counted(state.of_project(p.id).count(), "deliverable");
                    vec![p.code.clone(), p.name.clone(), p.client.clone(), day(p.due), count]
                })
                .collect();
            Ok(Output::new(json!(documents), table(&["Code", "Name", "Client", "Due", ""], &lines)))
        }
        ProjectCommand::Show { code } => {
            let snapshot = ctx.snapshot()?;
            let state = &snapshot.state;
            let project = named(state, &code)?;
            let deliverables: Vec<_> = state.of_project(project.id).collect();
            let mut document = rows::project(state, project);
            document["deliverables"] = deliverables.iter().map(|d| rows::deliverable(state, d)).collect();
            let text = format!("{} ({})\n{}", project.name, project.code, lines(state, &deliverables, |_| true));
            Ok(Output::new(document, text))
        }
    }
}

/// The template of a project that names none: the only one in use, or the one every studio begins with.
fn usual_pipeline(state: &State) -> Result<&rushes_domain::Pipeline, CliError> {
    let in_use: Vec<_> = state.studio.pipelines.values().filter(|p| !p.archived).collect();
    match in_use.as_slice() {
        [only] => Ok(only),
        [] => {
            Err(CliError::new("not_found", "The studio has no pipeline", "Make one with `rushes pipeline apply FILE`."))
        }
        several => several.iter().find(|p| p.name == "CG Production").copied().ok_or_else(|| {
            let names: Vec<_> = several.iter().map(|p| p.name.as_str()).collect();
            CliError::invalid(
                "There are several pipelines",
                format!("Choose one with --pipeline: {}.", names.join(", ")),
            )
        }),
    }
}

pub(super) fn run_deliverable(ctx: &Ctx<'_>, command: DeliverableCommand) -> Result<Output, CliError> {
    match command {
        DeliverableCommand::Create { name, project, kind, priority, due, description } => {
            let store = ctx.store()?;
            let project = named(&store.snapshot().state, &project)?.id;
            let id = DeliverableId::new(rushes_store::fresh());
            let new = NewDeliverable { id, project, name, kind, priority, due, description };
            store.submit(Command::CreateDeliverable(new))?;
            let snapshot = store.snapshot();
            let made = snapshot.state.resolve_deliverable(&id.to_string())?;
            let text = format!("Made {}.", snapshot.state.path_of(&made, None, None));
            Ok(Output::new(rows::deliverable(&snapshot.state, &made), text))
        }
        DeliverableCommand::Edit(asked) => deliverable_edit::edit(ctx, asked),
        DeliverableCommand::Duplicate(asked) => deliverable_edit::duplicate(ctx, asked),
        DeliverableCommand::Move { path, to } => deliverable_edit::move_to(ctx, &path, &to),
        DeliverableCommand::Delete { path } => deliverable_edit::delete(ctx, &path),
        DeliverableCommand::Restore { path, name } => deliverable_edit::restore(ctx, &path, name),
        DeliverableCommand::List { project, status, person, query, view, deleted } => {
            let snapshot = ctx.snapshot()?;
            let state = &snapshot.state;
            let project = project.map(|code| named(state, &code).map(|p| p.id)).transpose()?;
            let person = person.map(|name| context::person(state, &name).map(|p| p.id)).transpose()?;
            let view = view.map(|name| views::named(state, &name, project).map(|(v, _)| v)).transpose()?;
            let project = project.or(view.and_then(|v| v.project));
            let saved = view.map(|v| rushes_domain::ViewSettings::from_text(&v.settings).query);
            let query = context::query(ctx, &snapshot, query.as_deref());
            let saved = context::query(ctx, &snapshot, saved.as_deref());
            let fits = |s: &rushes_domain::Stage| {
                !s.removed
                    && status.is_none_or(|wanted| s.status == wanted)
                    && person.is_none_or(|p| s.assignees.contains(&p))
            };
            let all: Box<dyn Iterator<Item = &Arc<Deliverable>>> =
                if deleted { Box::new(state.deleted_deliverables()) } else { Box::new(state.deliverables()) };
            // What is asked of stages is asked of those that count.
            let of_stages = status.is_some() || person.is_some() || query.is_about_stages() || saved.is_about_stages();
            let found: Vec<_> = all
                .filter(|d| project.map_or_else(|| !of_stages || state.counts(d), |p| d.project == p))
                .filter(|d| (status.is_none() && person.is_none()) || d.stages.iter().any(fits))
                .filter(|d| query.deliverable(state, d) && saved.deliverable(state, d))
                .collect();
            let documents: Vec<Value> = found.iter().map(|d| rows::deliverable(state, d)).collect();
            Ok(Output::new(json!(documents), lines(state, &found, fits)))
        }
        DeliverableCommand::Show { path } => {
            let snapshot = ctx.snapshot()?;
            let state = &snapshot.state;
            let found = state.resolve_deliverable(&path)?;
            let mut document = rows::deliverable(state, &found);
            let rounds: Vec<_> = found.stages.iter().flat_map(|s| &s.rounds).collect();
            document["rounds"] = rounds.iter().map(|r| rows::round(state, &found, r)).collect();
            let stages: Vec<_> = found
                .stages
                .iter()
                .map(|s| {
                    let people: Vec<_> = s.assignees.iter().map(|p| state.studio.name_of(*p)).collect();
                    let open = found.open_feedback(s.id).count();
                    let counts = [s.round_number() as usize, open].map(|n| n.to_string());
                    let [rounds, open] = counts;
                    vec![s.name.clone(), s.status.label().into(), people.join(", "), day(s.due), rounds, open]
                })
                .collect();
            let headers = ["Stage", "Status", "Assigned", "Due", "Rounds", "Open feedback"];
            let text = format!("{}\n{}", state.path_of(&found, None, None), table(&headers, &stages));
            Ok(Output::new(document, text))
        }
    }
}

fn lines(state: &State, found: &[&Arc<Deliverable>], fits: impl Fn(&rushes_domain::Stage) -> bool) -> String {
    let lines: Vec<_> = found
        .iter()
        .map(|d| {
            let now: Vec<_> = d
                .stages
                .iter()
                .filter(|s| fits(s) && s.is_open() && s.status != Status::Blocked)
                .map(|s| format!("{}: {}", s.name, s.status.label().to_lowercase()))
                .collect();
            let done = d.in_pipeline().filter(|s| s.status.frees_dependents()).count();
            let progress = format!("{done}/{}", d.in_pipeline().count());
            vec![
                state.path_of(d, None, None),
                d.kind.clone(),
                d.priority.word().into(),
                day(d.due),
                progress,
                now.join(", "),
            ]
        })
        .collect();
    table(&["Path", "Type", "Priority", "Due", "Done", "Now"], &lines)
}

pub(super) fn day(date: Option<Date>) -> String {
    date.map_or_else(String::new, |d| d.to_string())
}
