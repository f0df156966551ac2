//! Which column of a sheet means what: found by [`detect`](super::detect), edited by people.

use super::{date::DateOrder, effort::TimeUnit};
use rushes_domain::FieldKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a column says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The deliverable's name: rows are matched by it.
    Name,
    /// What kind of thing it is.
    Kind,
    /// How urgent it is.
    Priority,
    /// Day the deliverable, or with a stage that stage, is due.
    Due,
    /// What it is about.
    Description,
    /// The project a row belongs to; rows of other projects are left out.
    Project,
    /// A stage's status.
    Status,
    /// Who works on a stage.
    People,
    /// A stage's first day.
    Start,
    /// The number of a stage's newest round: those before its first one here are counted by it.
    Round,
    /// How much of a stage's feedback is open: recognised and not read, it is counted here.
    Feedback,
    /// Notes about a deliverable, or with a stage about that: each becomes a comment, once.
    Notes,
    /// How long a stage should take.
    Estimate,
    /// A custom field of deliverables.
    Custom,
    /// Nothing that is imported.
    #[default]
    Ignore,
}

impl Field {
    /// Whether several columns may say it.
    #[must_use]
    pub fn is_shared(self) -> bool {
        matches!(self, Self::People | Self::Feedback | Self::Notes)
    }
}

/// What one column means.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMap {
    /// Its letters, A and on. In a mapping made by hand the header may stand instead.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// What is written over it, a group's header first: "Modeling / Status".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub header: String,
    /// What it says.
    pub field: Field,
    /// About which stage, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Which custom field, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<String>,
    /// The kind of that field where the studio does not have it yet: it is made with the rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make: Option<FieldKind>,
    /// The order of its dates, where the sheet's own does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// What its bare numbers count, where the sheet's own does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<TimeUnit>,
    /// Why it is ignored, as a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// How a sheet is read. As JSON it can be kept and edited; what it leaves out is found anew.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The sheet's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The first row of the header, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<usize>,
    /// How many rows the header has: 1 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_rows: Option<usize>,
    /// The columns.
    #[serde(default)]
    pub columns: Vec<ColumnMap>,
    /// The order of dates that leave it open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// What bare numbers of estimates count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<TimeUnit>,
    /// An empty cell empties the field; otherwise it says nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blank_clears: bool,
    /// Words of this sheet for statuses: `"Kick-off": "ready"`; an empty one says nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<String, String>,
    /// Words of this sheet for people: `"AR": "Ana Ruiz"`; an empty one means nobody.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<String, String>,
}

/// A column that is not imported.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Ignored {
    /// Its letters.
    pub column: String,
    /// What is written over it.
    pub header: String,
    /// Why, as a sentence.
    pub reason: String,
}

impl Mapping {
    /// The columns that are not imported, each with its reason.
    #[must_use]
    pub fn ignored(&self) -> Vec<Ignored> {
        self.columns
            .iter()
            .filter_map(|c| {
                let reason = match c.field {
                    Field::Ignore if c.why.is_empty() => "The mapping leaves it out.",
                    Field::Ignore => c.why.as_str(),
                    Field::Round if c.stage.is_none() => "It does not say of which stage the rounds are.",
                    Field::Feedback => "Open feedback is counted here; a number in a sheet gives none.",
                    _ => return None,
                };
                Some(Ignored { column: c.column.clone(), header: c.header.clone(), reason: reason.to_owned() })
            })
            .collect()
    }
}
