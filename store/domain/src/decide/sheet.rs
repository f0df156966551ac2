//! Bringing in a sheet: many deliverables in one step.

use super::{
    Case, Decided, Refusal, invalid,
    plan::{assignee_edits, clear_holds, head, override_edit, pipeline_of, rounds_before_edit, stage_edit, stage_id},
};
use crate::{
    command::NewDeliverable,
    deliverable::Deliverable,
    document::{DocId, DocKind, Edit, Value},
    field::{self, Field, FieldOf, FieldValue},
    figure::counted,
    ids::{EventId, ProjectId},
    names::{self, plain},
    permission::Permission,
    person::Person,
    pipeline::Pipeline,
    project::Project,
    sheet_row::{ImportRow, ImportStage},
    stage::{MAX_ROUNDS_BEFORE, ROUNDS_BEFORE, Stage},
    status::Status,
    studio,
};
use std::collections::BTreeSet;

/// What a sheet brings besides its rows.
struct Sheet<'a> {
    people: &'a [Person],
    fields: &'a [Field],
    pipeline: &'a Pipeline,
    source: &'a str,
}

pub(super) fn import(
    case: &Case<'_>,
    project: ProjectId,
    (people, fields): (&[Person], &[Field]),
    rows: &[ImportRow],
    source: &str,
) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let project = case.project(project)?;
    let sheet = Sheet { people, fields, pipeline: pipeline_of(case, project)?, source };
    let known = &case.state.studio.people;
    let newcomers = people.iter().filter(|p| !known.contains_key(&p.id));
    let mut edits: Vec<Edit> = newcomers.map(|p| studio::add_person(DocId::studio(case.state.studio.id), p)).collect();
    let mut seen = BTreeSet::new();
    for field in fields {
        if !seen.insert((field.of, plain(&field.name))) {
            return Err(invalid(format!("The sheet makes the field \"{}\" twice.", field.name.trim())));
        }
        edits.extend(super::field::define(case, field)?.edits);
    }
    let mut seen = BTreeSet::new();
    for row in rows {
        let name = names::tidy(&row.name);
        if name.is_empty() {
            return Err(invalid("A deliverable needs a name."));
        }
        if !seen.insert(names::same(&name)) {
            return Err(invalid(format!("The sheet names \"{name}\" twice.")));
        }
        sheet.check_fields(case, row)?;
        if row.stages.iter().any(|s| s.rounds_before.is_some_and(|n| n > MAX_ROUNDS_BEFORE)) {
            return Err(invalid(format!("A stage had at most {MAX_ROUNDS_BEFORE} rounds before it came here.")));
        }
        let known = case.state.deliverable(row.id).map(AsRef::as_ref);
        match known {
            Some(known) => update(case, &mut edits, known, row, &sheet),
            None => create(case, &mut edits, project, row, &sheet),
        }
        for note in &row.notes {
            if let Some((id, text)) = note.comment(row.id, known) {
                let stage = note.stage.map(|def| stage_id(row.id, def));
                edits.push(super::talk::note_edit(case, row.id, id, stage, &text)?);
            }
        }
    }
    let made = match fields {
        [] => String::new(),
        [one] => format!(", and made the field {}", one.name),
        some => format!(", and made {} fields", some.len()),
    };
    Ok(Decided {
        edits,
        message: format!("imported {} of {source} into {}{made}", counted(rows.len(), "row"), project.name),
    })
}

impl Sheet<'_> {
    /// A row's custom fields have to be fields of deliverables that take such values.
    fn check_fields(&self, case: &Case<'_>, row: &ImportRow) -> Result<(), Refusal> {
        for (id, value) in &row.fields {
            // Somebody the same sheet brings in is as good as somebody known, and so is a field.
            let newcomer = matches!(value, Some(FieldValue::Person(p)) if self.people.iter().any(|n| n.id == *p));
            let value = value.as_ref().filter(|_| !newcomer);
            match self.fields.iter().find(|f| f.id == *id && f.of == FieldOf::Deliverable) {
                Some(made) => super::field::takes(case, made, value)?,
                None => drop(super::field::usable(case, FieldOf::Deliverable, *id, value)?),
            }
        }
        Ok(())
    }

    fn field_edits(&self, case: &Case<'_>, edits: &mut Vec<Edit>, row: &ImportRow, known: Option<&Deliverable>) {
        let doc = DocId::of(DocKind::Plan, row.id);
        for (id, value) in &row.fields {
            let made = || self.fields.iter().find(|f| f.id == *id);
            let Some(field) = case.state.studio.fields.get(id).or_else(made) else { continue };
            if known.and_then(|d| d.field(field)) != *value {
                let now = known.and_then(|d| d.fields.get(id));
                edits.extend(field::edits(doc, field, now, value.as_ref()));
            }
        }
    }
}

/// The id of what a sheet set by hand: the same sheet again makes the same entry.
fn event(row: &ImportRow, stage: &Stage, status: Status) -> EventId {
    let seen = stage.latest().map_or([0; 16], |r| *r.id.bytes());
    let last = stage.overrides.last().map_or([0; 16], |o| *o.id.bytes());
    EventId::derive(&[row.id.bytes(), stage.id.bytes(), status.word().as_bytes(), &seen, &last])
}

fn create(case: &Case<'_>, edits: &mut Vec<Edit>, project: &Project, row: &ImportRow, sheet: &Sheet<'_>) {
    let new = NewDeliverable {
        id: row.id,
        project: project.id,
        name: names::tidy(&row.name),
        kind: row.kind.clone().unwrap_or_default(),
        priority: row.priority.unwrap_or_default(),
        due: row.due.flatten(),
        description: row.description.clone().unwrap_or_default(),
    };
    edits.extend(head(case, &new, &new.name));
    sheet.field_edits(case, edits, row, None);
    for def in &sheet.pipeline.stages {
        match row.stages.iter().find(|s| s.def == def.id) {
            Some(said) => create_stage(case, edits, row, said, sheet),
            None => edits.extend(stage_edit(row.id, sheet.pipeline, def.id, Vec::new())),
        }
    }
}

/// Makes a stage as the sheet has it. A status that does not follow by itself goes on top.
fn create_stage(case: &Case<'_>, edits: &mut Vec<Edit>, row: &ImportRow, said: &ImportStage, sheet: &Sheet<'_>) {
    let source = sheet.source;
    let mut more: Vec<(String, Value)> = Vec::new();
    more.extend(said.assignees.iter().flatten().map(|p| (format!("assignee:{p}"), true.into())));
    more.extend(said.start.flatten().map(|d| ("start".into(), d.into())));
    more.extend(said.due.flatten().map(|d| ("due".into(), d.into())));
    more.extend(said.estimate.flatten().map(|m| ("estimate".into(), i64::from(m).into())));
    more.extend(said.rounds_before.filter(|n| *n > 0).map(|n| (ROUNDS_BEFORE.to_owned(), i64::from(n).into())));
    match said.status {
        Some(Status::Skipped) => more.push(("skipped".into(), true.into())),
        Some(Status::OnHold) => more.push(("hold".into(), format!("from {source}").into())),
        _ => {}
    }
    edits.extend(stage_edit(row.id, sheet.pipeline, said.def, more));
    if let Some(status) = by_hand(said.status, None) {
        let empty = std::collections::BTreeMap::new();
        let stage = Stage::read(stage_id(row.id, said.def), crate::Node(&empty));
        let id = event(row, &stage, status);
        let plan = DocId::of(DocKind::Plan, row.id);
        edits.push(override_edit(plan, &stage, status, &format!("from {source}"), id, case.at));
    }
}

/// The status to set by hand, if the sheet says one that does not follow by itself. Ready and
/// blocked follow from what a stage waits for: a sheet's "not started" asks for nothing.
fn by_hand(said: Option<Status>, now: Option<Status>) -> Option<Status> {
    said.filter(|s| !matches!(s, Status::Skipped | Status::OnHold | Status::Ready | Status::Blocked) && Some(*s) != now)
}

fn update(case: &Case<'_>, edits: &mut Vec<Edit>, known: &Deliverable, row: &ImportRow, sheet: &Sheet<'_>) {
    let doc = DocId::of(DocKind::Plan, known.id);
    let name = names::tidy(&row.name);
    if known.name != name {
        edits.push(Edit::put(doc, ["name"], name));
    }
    if let Some(kind) = row.kind.as_deref().map(names::tidy).filter(|k| *k != known.kind) {
        edits.push(Edit::put(doc, ["kind"], kind));
    }
    if let Some(priority) = row.priority.filter(|p| *p != known.priority) {
        edits.push(Edit::put(doc, ["priority"], priority.word()));
    }
    if let Some(due) = row.due.filter(|due| *due != known.due) {
        edits.push(Edit::set(doc, ["due"], due));
    }
    if let Some(text) = row.description.as_ref().filter(|d| names::tidy(d) != names::tidy(&known.description)) {
        edits.push(Edit { doc, path: vec!["description".into()], op: crate::Op::Rewrite(text.clone()) });
    }
    sheet.field_edits(case, edits, row, Some(known));
    for said in &row.stages {
        match known.stages.iter().chain(&known.dropped).find(|s| s.def == said.def) {
            Some(stage) => {
                if stage.removed {
                    // A change of the pipeline took it out; the sheet has it.
                    edits.push(Edit::set(doc, [format!("stage:{}", stage.id).as_str(), "removed"], Value::Null));
                }
                update_stage(case, edits, row, stage, said, sheet.source);
            }
            // Its place is taken by a stage that has become another's by its name.
            None if known.stages.iter().chain(&known.dropped).any(|s| s.id == stage_id(row.id, said.def)) => {}
            None => create_stage(case, edits, row, said, sheet),
        }
    }
}

fn update_stage(
    case: &Case<'_>,
    edits: &mut Vec<Edit>,
    row: &ImportRow,
    stage: &Stage,
    said: &ImportStage,
    source: &str,
) {
    let plan = DocId::of(DocKind::Plan, row.id);
    let place = format!("stage:{}", stage.id);
    if let Some(people) = &said.assignees {
        edits.extend(assignee_edits(row.id, stage, people));
    }
    if let Some(start) = said.start.filter(|start| *start != stage.start) {
        edits.push(Edit::set(plan, [place.as_str(), "start"], start));
    }
    if let Some(due) = said.due.filter(|due| *due != stage.due) {
        edits.push(Edit::set(plan, [place.as_str(), "due"], due));
    }
    if let Some(minutes) = said.estimate.filter(|minutes| *minutes != stage.estimate) {
        edits.push(Edit::set(plan, [place.as_str(), "estimate"], minutes.map(i64::from)));
    }
    edits.extend(said.rounds_before.and_then(|n| rounds_before_edit(row.id, stage, n)));
    match said.status {
        Some(Status::Skipped) if !stage.skipped => edits.push(Edit::put(plan, [place.as_str(), "skipped"], true)),
        Some(Status::OnHold) if stage.hold.is_none() => {
            edits.push(Edit::put(plan, [place.as_str(), "hold"], format!("from {source}")));
        }
        None | Some(Status::Skipped | Status::OnHold) => {}
        said => {
            // Whatever else the sheet says, it no longer says skipped or on hold.
            edits.extend(clear_holds(plan, &place, stage));
            if let Some(status) = by_hand(said, Some(stage.status)) {
                let id = event(row, stage, status);
                edits.push(override_edit(plan, stage, status, &format!("from {source}"), id, case.at));
            }
        }
    }
}
