//! Deliverables as rows of typed cells, whatever they are written as.

use rushes_domain::{Date, Deliverable, Few, Person, PersonId, Priority, Stage, State, Status};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a stage's columns say, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StageColumn {
    /// Its status.
    Status,
    /// Who works on it.
    People,
    /// Its first day.
    Start,
    /// Day it is due.
    Due,
    /// How many rounds it has.
    Round,
    /// How much of its feedback is open.
    OpenFeedback,
}

impl StageColumn {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [Self::Status, Self::People, Self::Start, Self::Due, Self::Round, Self::OpenFeedback];

    /// As the header says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Status => "Status",
            Self::People => "People",
            Self::Start => "Start",
            Self::Due => "Due",
            Self::Round => "Round",
            Self::OpenFeedback => "Open feedback",
        }
    }
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Column {
    /// About the deliverable: what the header says.
    Of(&'static str),
    /// About a stage.
    Stage {
        /// The stage's name.
        stage: String,
        /// What of it.
        column: StageColumn,
    },
}

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
    /// A status.
    Status(Status),
}

/// Rows and columns, ready to be written.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// The columns, those of a stage side by side.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// The table of these deliverables, in this order. Stages of different pipelines that have the
    /// same name share their columns.
    #[must_use]
    pub fn new(state: &State, deliverables: &[&Deliverable], projects: bool) -> Self {
        let stages = stage_names(deliverables);
        let mut columns: Vec<Column> = if projects { vec![Column::Of("Project")] } else { Vec::new() };
        columns.extend(["Name", "Type", "Priority", "Due", "Description"].map(Column::Of));
        for stage in &stages {
            columns.extend(StageColumn::ALL.map(|column| Column::Stage { stage: stage.clone(), column }));
        }
        let places: HashMap<String, usize> = stages.iter().enumerate().map(|(i, s)| (plain(s), i)).collect();
        let people = Names::new(state);
        let rows = deliverables.iter().map(|d| row(state, d, &places, stages.len(), projects, &people)).collect();
        Self { columns, rows }
    }

    /// How many columns at the left speak of the deliverable itself.
    #[must_use]
    pub fn head(&self) -> usize {
        self.columns.iter().take_while(|c| matches!(c, Column::Of(_))).count()
    }
}

fn row(
    state: &State,
    deliverable: &Deliverable,
    places: &HashMap<String, usize>,
    stages: usize,
    projects: bool,
    people: &Names<'_>,
) -> Vec<Value> {
    let text = |text: &str| if text.is_empty() { Value::Nothing } else { Value::Text(text.to_owned()) };
    let mut row = Vec::new();
    if projects {
        row.push(text(state.projects.get(&deliverable.project).map_or("", |p| p.code.as_str())));
    }
    row.extend([
        text(&deliverable.name),
        text(&deliverable.kind),
        text(priority(deliverable.priority)),
        deliverable.due.map_or(Value::Nothing, Value::Date),
        text(&deliverable.description),
    ]);
    let head = row.len();
    row.resize(head + stages * StageColumn::ALL.len(), Value::Nothing);
    for stage in &deliverable.stages {
        if let Some(place) = places.get(&plain(&stage.name)) {
            for (offset, column) in StageColumn::ALL.into_iter().enumerate() {
                row[head + place * StageColumn::ALL.len() + offset] = stage_value(deliverable, stage, column, people);
            }
        }
    }
    row
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
        StageColumn::Round => count(stage.rounds.len()),
        StageColumn::OpenFeedback => count(deliverable.open_feedback(stage.id).count()),
    }
}

/// Every stage's name once, in the order the deliverables' own stages have.
fn stage_names(deliverables: &[&Deliverable]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for deliverable in deliverables {
        // A stage that only some have goes behind the one it follows there.
        let mut after = 0;
        for stage in &deliverable.stages {
            if seen.insert(plain(&stage.name)) {
                names.insert(after, stage.name.clone());
                after += 1;
            } else if let Some(at) = names.iter().position(|n| plain(n) == plain(&stage.name)) {
                after = at + 1;
            }
        }
    }
    names
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
            *count.entry(person.name.to_lowercase()).or_default() += 1;
        }
        Self { state, count }
    }

    fn list(&self, people: &Few<PersonId>) -> String {
        let mut names: Vec<String> =
            people.iter().filter_map(|id| self.state.studio.people.get(id)).map(|p| self.name(p)).collect();
        names.sort_by_key(|n| n.to_lowercase());
        // A comma inside of a name would divide it; a semicolon divides before commas do.
        let divider = if names.iter().any(|n| n.contains(',')) { "; " } else { ", " };
        names.join(divider)
    }

    /// Two people of one name are told apart by their addresses.
    fn name(&self, person: &Person) -> String {
        let alone = self.count.get(&person.name.to_lowercase()).is_none_or(|n| *n < 2);
        if alone || person.email.is_empty() {
            person.name.clone()
        } else {
            format!("{} <{}>", person.name, person.email)
        }
    }
}
