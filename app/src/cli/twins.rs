//! `rushes twins`: what has one name and should be one, and joining it.

use super::{
    context::{self, Ctx},
    error::CliError,
    output::{Output, table},
    project, rows,
};
use clap::{Args, Subcommand};
use rushes_domain::{Command, Deliverable, DeliverableId, Person, PersonId, State};
use serde_json::{Value, json};

/// `rushes twins`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Twins {
    /// Only deliverables of this project, by its code.
    #[arg(long, value_name = "CODE")]
    project: Option<String>,
    #[command(subcommand)]
    join: Option<Join>,
}

#[derive(Debug, Subcommand)]
enum Join {
    /// Have two be one: nothing said about either is lost, and `rushes undo` parts them again.
    Join {
        /// The deliverable or person that stays: an id, a path, or a name or e-mail address.
        stays: String,
        /// The one that becomes part of it.
        joined: String,
    },
}

/// Two deliverables, or two people.
enum Pair {
    Deliverables(DeliverableId, DeliverableId),
    People(PersonId, PersonId),
}

pub(super) fn twins(ctx: &Ctx<'_>, asked: &Twins) -> Result<Output, CliError> {
    match &asked.join {
        Some(Join::Join { stays, joined }) => join(ctx, stays, joined),
        None => list(ctx, asked.project.as_deref()),
    }
}

fn list(ctx: &Ctx<'_>, of: Option<&str>) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let state = &snapshot.state;
    let of = of.map(|code| project::named(state, code).map(|p| p.id)).transpose()?;
    let mut lines = Vec::new();
    let mut deliverables: Vec<Value> = Vec::new();
    for group in state.twins().into_iter().filter(|g| of.is_none_or(|id| g[0].project == id)) {
        lines.extend(group.iter().map(|d| {
            let (rounds, comments) = said(d);
            let told = format!("{rounds} rounds, {comments} comments, made {}", d.created.rfc3339());
            vec![state.path_of(d, None, None), d.id.to_string(), told]
        }));
        let twins: Vec<Value> = group.iter().map(|d| deliverable(state, d)).collect();
        deliverables.push(json!({"name": group[0].name, "twins": twins}));
    }
    let groups = if of.is_some() { Vec::new() } else { state.studio.twins() };
    let people: Vec<Value> = groups
        .iter()
        .map(|group| {
            lines.extend(group.iter().map(|p| {
                let told = [role(state, p).unwrap_or("known by name"), p.email.as_str()];
                vec![p.name.clone(), p.id.to_string(), told.join(" ").trim_end().to_owned()]
            }));
            let twin = |p: &&Person| json!({"id": p.id, "name": p.name, "email": p.email, "role": role(state, p)});
            json!({"name": group[0].name, "twins": group.iter().map(twin).collect::<Vec<_>>()})
        })
        .collect();
    let text = match lines.is_empty() {
        true => "No two have one name.".to_owned(),
        false => table(&["Name", "Id", "What it has"], &lines),
    };
    Ok(Output::new(json!({"deliverables": deliverables, "people": people}), text))
}

/// How many rounds and comments a deliverable has.
fn said(deliverable: &Deliverable) -> (usize, usize) {
    (deliverable.stages.iter().map(|s| s.rounds.len()).sum(), deliverable.comments.len())
}

fn deliverable(state: &State, one: &Deliverable) -> Value {
    let (rounds, comments) = said(one);
    json!({
        "id": one.id,
        "name": one.name,
        "path": state.path_of(one, None, None),
        "rounds": rounds,
        "comments": comments,
        "feedback": one.feedback.len(),
        "created": one.created.rfc3339(),
    })
}

fn role(state: &State, person: &Person) -> Option<&'static str> {
    state.studio.members.get(&person.id).map(|m| m.role.word())
}

fn join(ctx: &Ctx<'_>, stays: &str, joined: &str) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let pair = pair(&store.snapshot().state, stays, joined)?;
    let command = match pair {
        Pair::Deliverables(survivor, joined) => Command::JoinDeliverables { survivor, joined },
        Pair::People(survivor, joined) => Command::JoinPeople { survivor, joined },
    };
    store.submit(command)?;
    let state = &store.snapshot().state;
    Ok(match pair {
        Pair::Deliverables(_, joined) => {
            let one = state.resolve_deliverable(&joined.to_string())?;
            let mut document = rows::deliverable(state, &one);
            document["joined"] = json!(state.joined_to(one.id).map(|d| d.id).collect::<Vec<_>>());
            Output::new(document, format!("{} is one deliverable now.", state.path_of(&one, None, None)))
        }
        Pair::People(_, joined) => {
            let id = state.studio.person(joined);
            let name = state.studio.name_of(id);
            let also: Vec<PersonId> =
                state.studio.absorbed.iter().filter(|(_, (_, into))| *into == id).map(|(id, _)| *id).collect();
            let text = format!("{name} is one person now.");
            Output::new(json!({"id": id, "name": name, "joined": also}), text)
        }
    })
}

fn pair(state: &State, stays: &str, joined: &str) -> Result<Pair, CliError> {
    let person =
        |text: &str| text.trim().parse().ok().filter(|id| state.studio.people.contains_key(&state.studio.person(*id)));
    match (person(stays), person(joined)) {
        (None, None) if !stays.contains('/') && state.resolve(stays).is_err() => {}
        (None, None) => {
            let one = state.resolve_deliverable(stays)?.id;
            return Ok(Pair::Deliverables(one, state.resolve_deliverable(joined)?.id));
        }
        _ => {}
    }
    Ok(Pair::People(context::person(state, stays)?.id, context::person(state, joined)?.id))
}
