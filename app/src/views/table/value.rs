//! What a cell says as text, and the commands a text comes to: the same for typing, pasting and filling.

use super::{columns::Column, model::Row, stage as of_stage};
use crate::kit::dates;
use rushes_domain::{
    ColumnId, Command, Date, DeliverableChange, FieldKind, FieldValue, PersonId, Priority, Stage, StageTarget, State,
    query::{fold, parse_day},
};

/// What a cell says, as a spreadsheet takes it: of a stage everything planned.
pub(super) fn copied(state: &State, row: &Row, column: &Column) -> String {
    match stage(row, column) {
        Some(stage) => of_stage::told(state, stage),
        None => text(state, row, column),
    }
}

/// What a cell says.
pub(super) fn text(state: &State, row: &Row, column: &Column) -> String {
    let deliverable = &row.deliverable;
    match &column.id {
        ColumnId::Name => deliverable.name.clone(),
        ColumnId::Kind => deliverable.kind.clone(),
        ColumnId::Priority => crate::kit::status::priority_label(deliverable.priority).to_owned(),
        ColumnId::Due => deliverable.due.map_or_else(String::new, |d| d.to_string()),
        ColumnId::Progress => row.progress.to_string(),
        ColumnId::Estimate if row.estimate == 0 => String::new(),
        ColumnId::Estimate => rushes_domain::worked(row.estimate),
        ColumnId::Feedback => row.open.to_string(),
        ColumnId::Description => deliverable.description.clone(),
        ColumnId::Stage(_) => stage(row, column).map_or_else(String::new, |s| s.status.label().to_owned()),
        ColumnId::Field(_) => {
            let value = column.field.as_ref().and_then(|f| Some((f, deliverable.field(f)?)));
            value.map_or_else(String::new, |(field, value)| state.studio.shown(field, &value))
        }
        ColumnId::Other(_) => String::new(),
    }
}

/// The stage of a cell, if its column shows one.
pub(super) fn stage<'r>(row: &'r Row, column: &Column) -> Option<&'r Stage> {
    row.stage(column.stage?).map(|(stage, _)| stage)
}

/// What one types into a cell to begin with.
pub(super) fn to_edit(state: &State, row: &Row, column: &Column) -> String {
    match column.id {
        ColumnId::Stage(_) => String::new(),
        _ => text(state, row, column),
    }
}

/// The commands that make a cell say this; none where it says so already.
pub(super) fn commands(
    state: &State,
    row: &Row,
    column: &Column,
    text: &str,
    today: Date,
) -> Result<Vec<Command>, String> {
    let typed = text.trim();
    let deliverable = &row.deliverable;
    if typed == self::text(state, row, column).trim() {
        return Ok(Vec::new());
    }
    let change = match &column.id {
        ColumnId::Name => DeliverableChange::Name(typed.to_owned()),
        ColumnId::Kind => DeliverableChange::Kind(typed.to_owned()),
        ColumnId::Priority => {
            let priority = priority(typed)?;
            if priority == deliverable.priority {
                return Ok(Vec::new());
            }
            DeliverableChange::Priority(priority)
        }
        ColumnId::Due => {
            let due = day(typed, today)?;
            if due == deliverable.due {
                return Ok(Vec::new());
            }
            DeliverableChange::Due(due)
        }
        ColumnId::Description => DeliverableChange::Description(typed.to_owned()),
        ColumnId::Field(id) => {
            let field = column.field.as_ref().ok_or("The field is not there any more.")?;
            let value = match field.kind {
                FieldKind::Date => day(typed, today)?.map(FieldValue::Date),
                FieldKind::Person if !typed.is_empty() => Some(FieldValue::Person(one_person(state, typed)?)),
                _ => state.studio.parse_value(field, typed).map_err(sentence)?,
            };
            if value == deliverable.field(field) {
                return Ok(Vec::new());
            }
            DeliverableChange::Field(*id, value)
        }
        ColumnId::Stage(_) => {
            let Some(stage) = stage(row, column) else {
                return if typed.is_empty() {
                    Ok(Vec::new())
                } else {
                    Err(format!("{} has no stage {}.", deliverable.name, column.title))
                };
            };
            if typed.is_empty() {
                return Ok(Vec::new());
            }
            let target = StageTarget { deliverable: deliverable.id, stage: stage.id };
            return Ok(of_stage::commands(target, stage, &of_stage::meant(state, typed, today)?));
        }
        ColumnId::Progress | ColumnId::Estimate | ColumnId::Feedback | ColumnId::Other(_) => {
            return Err(format!("{} follows from the stages; it cannot be written.", column.title));
        }
    };
    Ok(vec![Command::EditDeliverable { id: deliverable.id, changes: vec![change] }])
}

/// The one person a text means: the whole name or address, or how it begins where that is one person's.
pub(super) fn one_person(state: &State, text: &str) -> Result<PersonId, String> {
    if let Some(found) = state.studio.person_called(text) {
        return Ok(found.id);
    }
    let wanted = fold(text.trim());
    let begins = |name: &str| {
        let name = fold(name);
        !wanted.is_empty() && (name.starts_with(&wanted) || name.split(' ').any(|w| w.starts_with(&wanted)))
    };
    let mut found = state.studio.people.values().filter(|p| begins(&p.name));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.id),
        (Some(_), Some(_)) => Err(format!("Several people are called \"{text}\"; write the whole name.")),
        (None, _) => Err(format!("\"{text}\" is nobody known in the studio.")),
    }
}

/// A day as it is typed; the empty text is none.
pub(in crate::views) fn day(text: &str, today: Date) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let found = dates::parse(text, today).or_else(|| parse_day(text, today));
    found.map(Some).ok_or_else(|| {
        format!("\"{text}\" is not a day that is understood. Write 2026-11-27, 27 Nov, fri, tomorrow or +5.")
    })
}

fn priority(text: &str) -> Result<Priority, String> {
    let wanted = fold(text);
    let begins = |p: &Priority| !wanted.is_empty() && p.word().starts_with(&wanted);
    text.parse::<Priority>().or_else(|error| Priority::ALL.into_iter().find(begins).ok_or_else(|| sentence(error)))
}

/// With a full stop.
fn sentence(mut text: String) -> String {
    if !text.ends_with('.') {
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::views::{
        table::{
            columns,
            model::{Asked, TableModel},
        },
        testing::{Sample, project_id, today},
    };
    use rushes_domain::ViewSettings;

    #[test]
    fn a_text_comes_to_commands_or_says_why_not() {
        let mut sample = Sample::of(&["a"]);
        let ana = sample.person("Ana Ito");
        sample.stage("a", 0, |s| s.due = Some(jiff::civil::date(2026, 12, 1)));
        let snapshot = sample.snapshot();
        let mut model = TableModel::default();
        model.update(&snapshot, project_id(), &Asked::all(today()), || {});
        let columns = columns::all(&snapshot.state.studio, model.columns(), &ViewSettings::default());
        let row = model.row(0).unwrap();
        let told = |title: &str, text: &str| {
            let column = columns.iter().find(|c| c.title == title).unwrap();
            match commands(&snapshot.state, row, column, text, today()) {
                Err(why) => why,
                Ok(commands) => match commands.into_iter().next() {
                    None => "nothing".into(),
                    Some(Command::EditDeliverable { changes, .. }) => format!("{changes:?}"),
                    Some(Command::AssignStage { people, .. }) => format!("{} people", people.len()),
                    Some(Command::DateStage { due, .. }) => format!("due {}", due.unwrap()),
                    Some(Command::EstimateStage { minutes, .. }) => format!("{} minutes", minutes.unwrap()),
                    Some(Command::SetStageStatus { status, .. }) => status.to_string(),
                    Some(_) => "something else".into(),
                },
            }
        };
        for (title, text, comes_to) in [
            ("Name", "a", "nothing"),
            ("Name", "b ", "[Name(\"b\")]"),
            ("Priority", "urg", "[Priority(Urgent)]"),
            ("Priority", "normal", "nothing"),
            ("Due", "+1", "[Due(Some(2026-11-24))]"),
            ("Due", "fri", "[Due(Some(2026-11-27))]"),
            ("Due", "", "nothing"),
            ("Modeling", "wip", "in_progress"),
            ("Modeling", "ready", "nothing"),
            ("Modeling", "ana", "1 people"),
            ("Modeling", "Ana Ito, kim", "2 people"),
            ("Modeling", "nobody", "nothing"),
            ("Modeling", "2026-12-01", "nothing"),
            ("Modeling", "tomorrow", "due 2026-11-24"),
            ("Modeling", "8h", "480 minutes"),
            ("Modeling", "2d", "960 minutes"),
        ] {
            assert_eq!(told(title, text), comes_to, "{title} {text}");
        }
        assert!(told("Due", "someday").contains("not a day"));
        assert!(told("Modeling", "zork").contains("neither a status"));
        assert!(told("Progress", "5").contains("cannot be written"));
        assert_eq!(one_person(&snapshot.state, "ito"), Ok(ana));
    }
}
