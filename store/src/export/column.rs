//! Which columns an export has, and their names.

use rushes_domain::{Deliverable, FieldId, FieldOf, State, names::plain};
use std::collections::BTreeSet;

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
    /// How long it should take.
    Estimate,
    /// The number of its newest round.
    Round,
    /// How much of its feedback is open.
    OpenFeedback,
}

impl StageColumn {
    /// All of them, in order.
    pub const ALL: [Self; 7] =
        [Self::Status, Self::People, Self::Start, Self::Due, Self::Estimate, Self::Round, Self::OpenFeedback];

    /// As the header says it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Status => "Status",
            Self::People => "People",
            Self::Start => "Start",
            Self::Due => "Due",
            Self::Estimate => "Estimate (h)",
            Self::Round => "Round",
            Self::OpenFeedback => "Open feedback",
        }
    }
}

/// A column of deliverables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Column {
    /// The project's code.
    Project,
    /// Name.
    Name,
    /// What kind of thing it is.
    Kind,
    /// How urgent.
    Priority,
    /// Day it is due.
    Due,
    /// What it is about.
    Description,
    /// A custom field.
    Custom(FieldId),
    /// About a stage.
    Stage {
        /// The stage's name.
        stage: String,
        /// What of it.
        column: StageColumn,
    },
}

/// The columns that say something of the deliverable itself.
const OWN: [(Column, &str); 6] = [
    (Column::Project, "Project"),
    (Column::Name, "Name"),
    (Column::Kind, "Type"),
    (Column::Priority, "Priority"),
    (Column::Due, "Due"),
    (Column::Description, "Description"),
];

/// Behind the name of a custom field that is called like one that every deliverable has.
pub(crate) const FIELD_MARK: &str = "(field)";

/// Whether a header is one of those every deliverable has.
pub(crate) fn is_own_label(label: &str) -> bool {
    let label = plain(label);
    OWN.iter().any(|(_, own)| plain(own) == label)
}

impl Column {
    /// Every column these deliverables can have, in the usual order.
    #[must_use]
    pub fn all(state: &State, deliverables: &[&Deliverable], projects: bool) -> Vec<Self> {
        let own = OWN.into_iter().map(|(column, _)| column).filter(|c| projects || *c != Self::Project);
        let mut columns: Vec<Self> = own.collect();
        columns.extend(state.studio.fields_of(FieldOf::Deliverable).into_iter().map(|f| Self::Custom(f.id)));
        for stage in stage_names(deliverables) {
            columns.extend(StageColumn::ALL.map(|column| Self::Stage { stage: stage.clone(), column }));
        }
        columns
    }

    /// As a header says it, without the stage.
    #[must_use]
    pub fn label(&self, state: &State) -> String {
        match self {
            Self::Stage { column, .. } => column.label().to_owned(),
            Self::Custom(id) => {
                let name = state.studio.fields.get(id).map_or_else(String::new, |f| f.name.clone());
                if is_own_label(&name) { format!("{name} {FIELD_MARK}") } else { name }
            }
            own => OWN.iter().find(|(c, _)| c == own).map_or("", |(_, label)| label).to_owned(),
        }
    }

    /// The columns a text means, of those there are: "name", "modeling status", a custom field's name, or a
    /// stage's name, which means all about it.
    ///
    /// # Errors
    /// A sentence that names some of the columns there are.
    pub fn called(text: &str, all: &[Self], state: &State) -> Result<Vec<Self>, String> {
        let wanted = plain(text);
        let full = |column: &Self| match column {
            Self::Stage { stage, column } => plain(stage) + &plain(column.label()),
            own => plain(&own.label(state)),
        };
        if let Some(one) = all.iter().find(|c| full(c) == wanted) {
            return Ok(vec![one.clone()]);
        }
        let short = |column: StageColumn| match column {
            StageColumn::Estimate => "estimate",
            StageColumn::OpenFeedback => "feedback",
            StageColumn::People => "artist",
            _ => "",
        };
        let of_stage: Vec<Self> = all
            .iter()
            .filter(|c| match c {
                Self::Stage { stage, column } => {
                    plain(stage) == wanted || (!short(*column).is_empty() && plain(stage) + short(*column) == wanted)
                }
                _ => false,
            })
            .cloned()
            .collect();
        if of_stage.is_empty() {
            let named: Vec<String> = all
                .iter()
                .filter(|c| !matches!(c, Self::Stage { column, .. } if *column != StageColumn::Status))
                .map(|c| match c {
                    Self::Stage { stage, column } => format!("{stage} {}", column.label()),
                    own => own.label(state),
                })
                .collect();
            return Err(format!("There is no column \"{}\"; there are {}.", text.trim(), named.join(", ")));
        }
        Ok(of_stage)
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
                names.insert(after.min(names.len()), stage.name.clone());
                after += 1;
            } else if let Some(at) = names.iter().position(|n| plain(n) == plain(&stage.name)) {
                after = at + 1;
            }
        }
    }
    names
}
