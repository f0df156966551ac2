//! JSON for scripts.

use super::{
    Failure,
    table::{Table, Value},
};
use rushes_domain::{Deliverable, PersonId, State, Status};
use serde::Serialize;
use serde_json::{Map, json};
use std::io::Write;

/// The version of this form; it grows, and does not break.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    version: u32,
    studio: &'a str,
    deliverables: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: String,
    project: &'a str,
    name: &'a str,
    r#type: &'a str,
    priority: &'static str,
    due: Option<String>,
    description: &'a str,
    fields: Map<String, serde_json::Value>,
    stages: Vec<StageRow<'a>>,
}

#[derive(Serialize)]
struct StageRow<'a> {
    id: String,
    name: &'a str,
    status: Status,
    people: Vec<PersonRow<'a>>,
    start: Option<String>,
    due: Option<String>,
    estimate_minutes: Option<u32>,
    rounds: u32,
    rounds_before: u32,
    open_feedback: usize,
}

#[derive(Serialize)]
struct PersonRow<'a> {
    id: PersonId,
    name: &'a str,
    email: &'a str,
}

pub(super) fn write(out: &mut impl Write, state: &State, deliverables: &[&Deliverable]) -> Result<(), Failure> {
    let file = File {
        format: "rushes deliverables",
        version: VERSION,
        studio: &state.studio.name,
        deliverables: deliverables.iter().map(|d| row(state, d)).collect(),
    };
    pretty(out, &file)
}

fn pretty(out: &mut impl Write, file: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, file).map_err(|error| match error.io_error_kind() {
        Some(kind) => Failure::Io(kind.into()),
        None => Failure::Format(error.to_string()),
    })?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Writes a list: its columns, and its rows as objects of them.
pub(super) fn write_table(out: &mut impl Write, table: &Table) -> Result<(), Failure> {
    let columns: Vec<String> = table.heads.iter().map(super::table::Head::full).collect();
    let rows: Vec<Map<String, serde_json::Value>> =
        table.rows.iter().map(|row| columns.iter().cloned().zip(row.iter().map(cell)).collect()).collect();
    pretty(
        out,
        &json!({"format": "rushes list", "version": VERSION, "title": table.title, "columns": columns, "rows": rows}),
    )
}

fn cell(value: &Value) -> serde_json::Value {
    match value {
        Value::Nothing => serde_json::Value::Null,
        Value::Text(text) => json!(text),
        Value::Date(day) => json!(day.to_string()),
        Value::Count(count) => json!(count),
        // As text: a float would not be the number that was typed.
        Value::Number(number) => json!(number.to_string()),
        Value::Check(on) => json!(on),
        Value::Status(status) => json!(status),
    }
}

/// Values of custom fields by name, as people read them.
fn fields(state: &State, deliverable: &Deliverable) -> Map<String, serde_json::Value> {
    let fields = state.studio.fields_of(rushes_domain::FieldOf::Deliverable);
    fields
        .into_iter()
        .filter_map(|field| {
            let value = deliverable.field(field)?;
            Some((field.name.clone(), json!(state.studio.shown(field, &value))))
        })
        .collect()
}

fn row<'a>(state: &'a State, deliverable: &'a Deliverable) -> Row<'a> {
    let stages = deliverable.stages.iter().map(|stage| StageRow {
        id: stage.id.to_string(),
        name: &stage.name,
        status: stage.status,
        people: stage
            .assignees
            .iter()
            .filter_map(|id| state.studio.people.get(id))
            .map(|p| PersonRow { id: p.id, name: &p.name, email: &p.email })
            .collect(),
        start: stage.start.map(|d| d.to_string()),
        due: stage.due.map(|d| d.to_string()),
        estimate_minutes: stage.estimate,
        rounds: stage.round_number(),
        rounds_before: stage.rounds_before,
        open_feedback: deliverable.open_feedback(stage.id).count(),
    });
    Row {
        id: deliverable.id.to_string(),
        project: state.projects.get(&deliverable.project).map_or("", |p| p.code.as_str()),
        name: &deliverable.name,
        r#type: &deliverable.kind,
        priority: deliverable.priority.word(),
        due: deliverable.due.map(|d| d.to_string()),
        description: &deliverable.description,
        fields: fields(state, deliverable),
        stages: stages.collect(),
    }
}
