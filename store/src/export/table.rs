//! Rows of typed cells, whatever they are written as.

use super::column::{Column, StageColumn};
use rushes_domain::{
    Date, Decimal, Deliverable, Few, FieldId, FieldKind, FieldValue, Person, PersonId, Priority, Stage, State, Status,
    names::{self, plain},
};
use std::collections::{BTreeMap, HashMap};

/// A cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing.
    Nothing,
    /// A text.
    Text(String),
    /// A day.
    Date(Date),
    /// A whole number.
    Count(usize),
    /// A number.
    Number(Decimal),
    /// Yes or no.
    Check(bool),
    /// A status.
    Status(Status),
}

/// What a column holds: how wide it is, and what may be chosen in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// What names the row.
    Name,
    /// A short text.
    Text,
    /// A long text.
    Long,
    /// Names of people.
    People,
    /// Days.
    Date,
    /// Whole numbers.
    Count,
    /// Numbers.
    Number,
    /// Yes or no.
    Check,
    /// Statuses.
    Status,
    /// Priorities.
    Priority,
}

/// What stands over a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// What stands over it and its neighbours: a stage.
    pub group: Option<String>,
    /// What stands over it.
    pub label: String,
    /// What it holds.
    pub look: Look,
}

impl Head {
    /// A column of its own.
    #[must_use]
    pub fn new(label: impl Into<String>, look: Look) -> Self {
        Self { group: None, label: label.into(), look }
    }

    /// On one line: "Modeling Status".
    #[must_use]
    pub fn full(&self) -> String {
        match &self.group {
            Some(group) => format!("{group} {}", self.label),
            None => self.label.clone(),
        }
    }
}

/// Rows and columns, ready to be written.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// What it is, for a workbook's tab.
    pub title: String,
    /// What stands over the columns; those of a group side by side.
    pub heads: Vec<Head>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// The table of these deliverables, in this order. Stages of different pipelines that have the
    /// same name share their columns.
    #[must_use]
    pub fn new(state: &State, title: &str, columns: &[Column], deliverables: &[&Deliverable]) -> Self {
        let heads = columns.iter().map(|column| head(state, column)).collect();
        let people = Names::new(state);
        let rows = deliverables
            .iter()
            .map(|deliverable| {
                let stages: HashMap<String, &Stage> = deliverable.stages.iter().map(|s| (plain(&s.name), s)).collect();
                columns.iter().map(|column| value(state, deliverable, &stages, column, &people)).collect()
            })
            .collect();
        Self { title: title.to_owned(), heads, rows }
    }
}

fn head(state: &State, column: &Column) -> Head {
    let look = match column {
        Column::Name => Look::Name,
        Column::Project | Column::Kind => Look::Text,
        Column::Priority => Look::Priority,
        Column::Due => Look::Date,
        Column::Description => Look::Long,
        Column::Custom(id) => match state.studio.fields.get(id).map(|f| f.kind) {
            Some(FieldKind::Number) => Look::Number,
            Some(FieldKind::Date) => Look::Date,
            Some(FieldKind::Checkbox) => Look::Check,
            Some(FieldKind::Person) => Look::People,
            Some(FieldKind::Text | FieldKind::Url) => Look::Long,
            Some(FieldKind::Choice | FieldKind::MultiChoice) | None => Look::Text,
        },
        Column::Stage { column, .. } => match column {
            StageColumn::Status => Look::Status,
            StageColumn::People => Look::People,
            StageColumn::Start | StageColumn::Due => Look::Date,
            StageColumn::Estimate => Look::Number,
            StageColumn::Round | StageColumn::OpenFeedback => Look::Count,
        },
    };
    let group = if let Column::Stage { stage, .. } = column { Some(stage.clone()) } else { None };
    Head { group, label: column.label(state), look }
}

fn value(
    state: &State,
    deliverable: &Deliverable,
    stages: &HashMap<String, &Stage>,
    column: &Column,
    people: &Names<'_>,
) -> Value {
    let text = |text: &str| if text.is_empty() { Value::Nothing } else { Value::Text(text.to_owned()) };
    match column {
        Column::Project => text(state.projects.get(&deliverable.project).map_or("", |p| p.code.as_str())),
        Column::Name => text(&deliverable.name),
        Column::Kind => text(&deliverable.kind),
        Column::Priority => text(priority(deliverable.priority)),
        Column::Due => deliverable.due.map_or(Value::Nothing, Value::Date),
        Column::Description => text(&deliverable.description),
        Column::Custom(id) => custom(state, deliverable, *id, people),
        Column::Stage { stage, column } => {
            stages.get(&plain(stage)).map_or(Value::Nothing, |stage| stage_value(deliverable, stage, *column, people))
        }
    }
}

fn custom(state: &State, deliverable: &Deliverable, id: FieldId, people: &Names<'_>) -> Value {
    let Some(field) = state.studio.fields.get(&id) else { return Value::Nothing };
    match deliverable.field(field) {
        None => Value::Nothing,
        Some(FieldValue::Number(number)) => Value::Number(number),
        Some(FieldValue::Date(day)) => Value::Date(day),
        Some(FieldValue::Checkbox(on)) => Value::Check(on),
        Some(FieldValue::Person(person)) => Value::Text(people.list(&[person].into())),
        Some(FieldValue::MultiChoice(ticked)) => {
            let names: Vec<&str> =
                field.options.iter().filter(|o| ticked.contains(&o.id)).map(|o| o.name.as_str()).collect();
            if names.is_empty() { Value::Nothing } else { Value::Text(joined(&names)) }
        }
        Some(value) => match state.studio.shown(field, &value) {
            shown if shown.is_empty() => Value::Nothing,
            shown => Value::Text(shown),
        },
    }
}

/// Names in one cell. A comma inside of a name would divide it; a semicolon divides before commas do.
fn joined(names: &[&str]) -> String {
    match names {
        [one] => (*one).to_owned(),
        names => names.join(if names.iter().any(|n| n.contains(',')) { "; " } else { ", " }),
    }
}

/// A priority as people write it.
pub(super) fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "Urgent",
        Priority::High => "High",
        Priority::Normal => "Normal",
        Priority::Low => "Low",
    }
}

fn stage_value(deliverable: &Deliverable, stage: &Stage, column: StageColumn, people: &Names<'_>) -> Value {
    let count = |n: usize| if n == 0 { Value::Nothing } else { Value::Count(n) };
    match column {
        StageColumn::Status => Value::Status(stage.status),
        StageColumn::People if stage.assignees.is_empty() => Value::Nothing,
        StageColumn::People => Value::Text(people.list(&stage.assignees)),
        StageColumn::Start => stage.start.map_or(Value::Nothing, Value::Date),
        StageColumn::Due => stage.due.map_or(Value::Nothing, Value::Date),
        StageColumn::Estimate => stage.estimate.map_or(Value::Nothing, |minutes| Value::Number(hours(minutes))),
        StageColumn::Round => count(stage.round_number() as usize),
        StageColumn::OpenFeedback => count(deliverable.open_feedback(stage.id).count()),
    }
}

/// Minutes as hours, to the millionth.
fn hours(minutes: u32) -> Decimal {
    Decimal((i64::from(minutes) * 1_000_000 + 30) / 60)
}

/// People's names as a sheet can say them and be understood.
struct Names<'a> {
    state: &'a State,
    /// How many people have a name.
    count: BTreeMap<String, usize>,
}

impl<'a> Names<'a> {
    fn new(state: &'a State) -> Self {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for person in state.studio.people.values() {
            *count.entry(names::same(&person.name)).or_default() += 1;
        }
        Self { state, count }
    }

    fn list(&self, people: &Few<PersonId>) -> String {
        let mut list: Vec<String> =
            people.iter().filter_map(|id| self.state.studio.people.get(id)).map(|p| self.name(p)).collect();
        list.sort_by_cached_key(|n| names::loose(n));
        joined(&list.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Two people of one name are told apart by their addresses.
    fn name(&self, person: &Person) -> String {
        let alone = self.count.get(&names::same(&person.name)).is_none_or(|n| *n < 2);
        if alone || person.email.is_empty() {
            person.name.clone()
        } else {
            format!("{} <{}>", person.name, person.email)
        }
    }
}
