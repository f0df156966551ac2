//! `rushes log` and `rushes conflicts`.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, table},
    rows,
};
use clap::{Args, Subcommand};
use rushes_domain::{Command, Conflict, Deliverable, DeliverableId, DocId, DocKind, ProjectId, Resolved, State};
use serde_json::{Value, json};

/// `rushes log`.
#[derive(Debug, Args)]
pub(super) struct Log {
    /// A project, a deliverable, or what belongs to one; the whole studio where not said.
    path: Option<String>,
    /// How many entries at most.
    #[arg(long, default_value_t = 50)]
    limit: usize,
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

fn of_deliverable(id: DeliverableId) -> impl Iterator<Item = DocId> {
    DocKind::OF_DELIVERABLE.into_iter().map(move |kind| DocId::of(kind, id))
}

/// The documents a path is about.
fn documents(state: &State, path: &str) -> Result<Vec<DocId>, CliError> {
    Ok(match state.resolve(path)? {
        Resolved::Project(id) => {
            std::iter::once(DocId::project(id)).chain(state.of_project(id).flat_map(|d| of_deliverable(d.id))).collect()
        }
        Resolved::Deliverable(id) | Resolved::Stage(id, _) | Resolved::Round(id, _, _) => of_deliverable(id).collect(),
    })
}

/// What a document belongs to, as a path.
fn whose(state: &State, doc: DocId) -> String {
    match doc.kind {
        DocKind::Studio => super::studio::called(state).to_owned(),
        DocKind::Project => state.projects.get(&ProjectId(doc.id)).map_or_else(|| doc.to_string(), |p| p.code.clone()),
        _ => state
            .deliverable_even_deleted(DeliverableId(doc.id))
            .map_or_else(|| doc.to_string(), |d| state.path_of(d, None, None)),
    }
}

pub(super) fn log(ctx: &Ctx<'_>, asked: &Log) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let docs = asked.path.as_deref().map(|p| documents(state, p)).transpose()?.unwrap_or_default();
    let mut entries: Vec<Value> = Vec::new();
    let mut lines = Vec::new();
    for entry in store.log(&docs, asked.limit)? {
        let path = entry.docs.first().map(|doc| whose(state, *doc));
        let who = rows::name(state, entry.person).unwrap_or_else(|| "somebody".into());
        lines.push(vec![entry.at.rfc3339(), who.clone(), entry.message.clone(), path.clone().unwrap_or_default()]);
        entries.push(json!({
            "at": entry.at.rfc3339(),
            "person": who,
            "person_id": entry.person,
            "device": entry.device,
            "message": entry.message,
            "path": path,
            "change": Some(&entry.change).filter(|c| !c.is_empty()),
        }));
    }
    Ok(Output::new(json!({ "entries": entries }), table(&["When", "Who", "What", "Of"], &lines)))
}

fn all(state: &State) -> impl Iterator<Item = &Conflict> {
    let of_projects = state.projects.values().flat_map(|p| &p.conflicts);
    let of_deliverables = state.deliverables().flat_map(|d: &std::sync::Arc<Deliverable>| &d.conflicts);
    state.studio.conflicts.iter().chain(of_projects).chain(of_deliverables)
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
    let found: Vec<&Conflict> = all(state).filter(|c| docs.as_ref().is_none_or(|docs| docs.contains(&c.doc))).collect();
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
        "There is nothing to settle.".to_owned()
    } else {
        table(&["Id", "Of", "Field", "Values"], &lines)
    };
    Ok(Output::new(json!({ "conflicts": rows }), text))
}

fn settle(ctx: &Ctx<'_>, id: &str, wanted: &str) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let conflict = all(state)
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
