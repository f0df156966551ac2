//! `rushes log` and `rushes conflicts`.

use super::{
    context::{self, Ctx},
    error::CliError,
    output::{Output, table},
    parse, rows,
};
use clap::{Args, Subcommand};
use rushes_domain::{
    Command, Conflict, Date, DeliverableId, DocId, DocKind, ProjectId, Resolved, State, Timestamp, conflict,
};
use rushes_store::{LogOf, LogQuery, Store};
use serde_json::{Value, json};

/// `rushes log`.
#[derive(Debug, Args)]
pub(super) struct Log {
    /// A project, a deliverable, or what belongs to one; the whole studio where not said.
    path: Option<String>,
    /// How many entries at most.
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Only what this person did.
    #[arg(long)]
    person: Option<String>,
    /// studio, project, plan, work, comments or decisions.
    #[arg(long, value_parser = kind)]
    kind: Option<DocKind>,
    /// Only entries with these words.
    #[arg(long, default_value = "")]
    text: String,
    /// The first day, YYYY-MM-DD.
    #[arg(long, value_parser = parse::date)]
    from: Option<Date>,
    /// The last day, YYYY-MM-DD.
    #[arg(long, value_parser = parse::date)]
    to: Option<Date>,
    /// Go on where `next` of the page before says.
    #[arg(long)]
    after: Option<u64>,
    /// Show the deliverable or project as it was right after this change; the first letters of its hash are enough.
    #[arg(long, value_name = "CHANGE", requires = "path")]
    at: Option<String>,
}

fn kind(word: &str) -> Result<DocKind, String> {
    Ok(match word.trim().to_lowercase().as_str() {
        "studio" => DocKind::Studio,
        "project" | "projects" => DocKind::Project,
        "plan" | "plans" => DocKind::Plan,
        "work" => DocKind::Work,
        "comments" | "comment" | "talk" => DocKind::Talk,
        "decisions" | "decision" | "verdict" => DocKind::Verdict,
        _ => return Err(format!("\"{word}\" is not a kind; use studio, project, plan, work, comments or decisions")),
    })
}

/// `rushes conflicts`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Conflicts {
    /// A project, a deliverable, or what belongs to one; the whole studio where not said.
    path: Option<String>,
    #[command(subcommand)]
    settle: Option<Settle>,
}

#[derive(Debug, Subcommand)]
enum Settle {
    /// Keep one of the values.
    Settle {
        /// The conflict's id.
        id: String,
        /// The value, or its number in the list, from 1.
        value: String,
    },
}

/// Its documents, and those of what was joined to it.
fn of_all(state: &State, id: DeliverableId) -> Vec<DocId> {
    std::iter::once(id).chain(state.joined_to(id).map(|d| d.id)).flat_map(of_deliverable).collect()
}

fn of_deliverable(id: DeliverableId) -> impl Iterator<Item = DocId> {
    DocKind::OF_DELIVERABLE.into_iter().map(move |kind| DocId::of(kind, id))
}

/// The documents a path is about.
fn documents(state: &State, path: &str) -> Result<Vec<DocId>, CliError> {
    Ok(match state.resolve(path)? {
        Resolved::Project(id) => {
            std::iter::once(DocId::project(id)).chain(state.of_project(id).flat_map(|d| of_all(state, d.id))).collect()
        }
        Resolved::Deliverable(id) | Resolved::Stage(id, _) | Resolved::Round(id, _, _) => of_all(state, id),
    })
}

/// What a document belongs to, as a path.
pub(super) fn whose(state: &State, doc: DocId) -> String {
    match doc.kind {
        DocKind::Studio => super::studio::called(state).to_owned(),
        DocKind::Project => state.projects.get(&ProjectId(doc.id)).map_or_else(|| doc.to_string(), |p| p.code.clone()),
        _ => state
            .deliverable_even_deleted(DeliverableId(doc.id))
            .map_or_else(|| doc.to_string(), |d| state.path_of(d, None, None)),
    }
}

/// A document's place as people read it: "HERO/Bottle, due".
pub(super) fn place_of(state: &State, doc: DocId, path: &[String]) -> String {
    match path.last() {
        Some(key) => format!("{}, {}", whose(state, doc), key.split_once(':').map_or(key.as_str(), |(kind, _)| kind)),
        None => whose(state, doc),
    }
}

/// A day's first moment where this device is, or its last.
fn moment(day: Date, end: bool) -> Option<Timestamp> {
    let day = if end { day.tomorrow().ok()? } else { day };
    let first = day.to_zoned(jiff::tz::TimeZone::system()).ok()?.timestamp().as_millisecond();
    Some(Timestamp(if end { first - 1 } else { first }))
}

/// What a path's log is about.
fn log_of(state: &State, path: &str) -> Result<LogOf, CliError> {
    Ok(match state.resolve(path)? {
        Resolved::Project(id) => LogOf::Project(id),
        Resolved::Deliverable(id) | Resolved::Stage(id, _) | Resolved::Round(id, _, _) => LogOf::Deliverable(id),
    })
}

pub(super) fn log(ctx: &Ctx<'_>, asked: &Log) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let of = asked.path.as_deref().map(|p| log_of(state, p)).transpose()?.unwrap_or_default();
    if let Some(change) = &asked.at {
        return as_it_was(store, state, of, change);
    }
    let query = LogQuery {
        of,
        person: asked.person.as_deref().map(|p| context::person(state, p)).transpose()?.map(|p| p.id),
        kind: asked.kind,
        text: asked.text.clone(),
        from: asked.from.and_then(|d| moment(d, false)),
        to: asked.to.and_then(|d| moment(d, true)),
        after: asked.after,
        limit: asked.limit,
    };
    let page = store.history(&query)?;
    let mut entries: Vec<Value> = Vec::new();
    let mut lines = Vec::new();
    for entry in &page.entries {
        let mut paths: Vec<String> = entry.docs.iter().map(|doc| whose(state, *doc)).collect();
        paths.dedup();
        let path = paths.first().cloned();
        let who = rows::name(state, entry.person).unwrap_or_else(|| "somebody".into());
        let of = match paths.as_slice() {
            [first, .., _] => format!("{first} and {} more", paths.len() - 1),
            _ => path.clone().unwrap_or_default(),
        };
        let short: String = entry.change.chars().take(12).collect();
        lines.push(vec![entry.at.rfc3339(), who.clone(), entry.message.clone(), of, short]);
        entries.push(json!({
            "at": entry.at.rfc3339(),
            "person": who,
            "person_id": entry.person,
            "device": entry.device,
            "message": entry.message,
            "path": path,
            "paths": paths,
            "change": Some(&entry.change).filter(|c| !c.is_empty()),
            "changes": entry.changes,
        }));
    }
    let mut text = table(&["When", "Who", "What", "Of", "Change"], &lines);
    if let Some(next) = page.next {
        text.push_str(&format!("There is more: --after {next}\n"));
    }
    Ok(Output::new(json!({ "entries": entries, "next": page.next }), text))
}

/// A deliverable or a project as it was right after a change.
fn as_it_was(store: &Store, state: &State, of: LogOf, change: &str) -> Result<Output, CliError> {
    let (document, head, at, person, message) = match of {
        LogOf::Studio => return Err(CliError::usage("There is no path", "Name a project or a deliverable.")),
        LogOf::Project(id) => {
            let past = store.project_at(id, store.change_called(&[DocId::project(id)], change)?)?;
            let head = format!("{} {}", past.was.code, past.was.name);
            (rows::project(state, &past.was), head, past.at, past.person, past.message)
        }
        LogOf::Deliverable(id) => {
            let docs: Vec<DocId> = of_deliverable(id).collect();
            let past = store.deliverable_at(id, store.change_called(&docs, change)?)?;
            let stages = past.was.stages.iter().map(|s| format!("\n  {}: {}", s.name, s.status.label().to_lowercase()));
            let head = format!("{}{}", past.was.name, stages.collect::<String>());
            (rows::deliverable(state, &past.was), head, past.at, past.person, past.message)
        }
    };
    let who = rows::name(state, person).unwrap_or_else(|| "somebody".into());
    let mut document = document;
    document["as_it_was"] = json!({"at": at.rfc3339(), "person": who, "message": message});
    let text = format!("As it was on {}, after {who} {message}:\n{head}\n", at.rfc3339());
    Ok(Output::new(document, text))
}

fn row(state: &State, conflict: &Conflict) -> Value {
    let values: Vec<Value> = conflict
        .values
        .iter()
        .map(|v| json!({"value": v.shown, "by": rows::name(state, v.by), "at": v.at.rfc3339()}))
        .collect();
    json!({
        "id": conflict.id,
        "path": whose(state, conflict.doc),
        "field": conflict.field,
        "place": conflict.path.join("/"),
        "values": values,
    })
}

pub(super) fn conflicts(ctx: &Ctx<'_>, asked: &Conflicts) -> Result<Output, CliError> {
    if let Some(Settle::Settle { id, value }) = &asked.settle {
        return settle(ctx, id, value);
    }
    let snapshot = ctx.snapshot()?;
    let state = &snapshot.state;
    let docs = asked.path.as_deref().map(|p| documents(state, p)).transpose()?;
    let found: Vec<&Conflict> =
        conflict::all(state).filter(|c| docs.as_ref().is_none_or(|docs| docs.contains(&c.doc))).collect();
    let rows: Vec<Value> = found.iter().map(|c| row(state, c)).collect();
    let lines: Vec<_> = found
        .iter()
        .map(|c| {
            let values: Vec<_> = (1..)
                .zip(&c.values)
                .map(|(n, v)| format!("{n}) {} ({})", v.shown, rows::name(state, v.by).unwrap_or_default()))
                .collect();
            vec![c.id.to_string(), whose(state, c.doc), c.field.clone(), values.join("  ")]
        })
        .collect();
    let text = if lines.is_empty() {
        "There are no conflicts.".to_owned()
    } else {
        table(&["Id", "Of", "Field", "Values"], &lines)
    };
    Ok(Output::new(json!({ "conflicts": rows }), text))
}

fn settle(ctx: &Ctx<'_>, id: &str, wanted: &str) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let conflict = conflict::all(state)
        .find(|c| c.id.to_string() == id.trim())
        .ok_or_else(|| CliError::missing("conflict", id, "`rushes conflicts` shows what is unsettled."))?;
    let by_value = conflict.values.iter().find(|v| v.shown == wanted);
    let by_number = wanted.parse::<usize>().ok().and_then(|n| conflict.values.get(n.checked_sub(1)?));
    let offered = || conflict.values.iter().map(|v| format!("\"{}\"", v.shown)).collect::<Vec<_>>().join(", ");
    let chosen = by_value.or(by_number).ok_or_else(|| {
        CliError::invalid(format!("\"{wanted}\" is none of the values"), format!("Choose one of {}.", offered()))
    })?;
    let mut document = row(state, conflict);
    document["settled"] = json!(chosen.shown);
    let text = format!("{} of {} is \"{}\".", conflict.field, whose(state, conflict.doc), chosen.shown);
    store.submit(Command::Settle { doc: conflict.doc, path: conflict.path.clone(), value: chosen.value.clone() })?;
    Ok(Output::new(document, text))
}
