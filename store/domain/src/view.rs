//! How somebody looks at rows: which, in what order, in which columns. Written as JSON text, so that a view
//! can be kept and shared; what a newer version says and this one does not know stays readable.

use crate::ids::{FieldId, StageDefId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// The version written.
const VERSION: u32 = 1;

/// A column of a table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ColumnId {
    /// The deliverable's name.
    Name,
    /// What kind of thing.
    Kind,
    /// How urgent.
    Priority,
    /// Day it is due.
    Due,
    /// Stages approved.
    Progress,
    /// Estimates of all stages.
    Estimate,
    /// Open feedback of all stages.
    Feedback,
    /// What it is about.
    Description,
    /// A stage of the pipeline.
    Stage(StageDefId),
    /// A custom field.
    Field(FieldId),
    /// One that this version does not know.
    Other(String),
}

impl ColumnId {
    /// Whether it shows a custom field.
    #[must_use]
    pub fn is_field(&self) -> bool {
        matches!(self, Self::Field(_))
    }

    /// Whether it shows a stage.
    #[must_use]
    pub fn is_stage(&self) -> bool {
        matches!(self, Self::Stage(_))
    }
}

impl fmt::Display for ColumnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("name"),
            Self::Kind => f.write_str("type"),
            Self::Priority => f.write_str("priority"),
            Self::Due => f.write_str("due"),
            Self::Progress => f.write_str("progress"),
            Self::Estimate => f.write_str("estimate"),
            Self::Feedback => f.write_str("feedback"),
            Self::Description => f.write_str("description"),
            Self::Stage(id) => write!(f, "stage:{id}"),
            Self::Field(id) => write!(f, "field:{id}"),
            Self::Other(word) => f.write_str(word),
        }
    }
}

impl FromStr for ColumnId {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = [
            Self::Name,
            Self::Kind,
            Self::Priority,
            Self::Due,
            Self::Progress,
            Self::Estimate,
            Self::Feedback,
            Self::Description,
        ];
        let keyed = || {
            let (kind, id) = text.split_once(':')?;
            match kind {
                "stage" => id.parse().ok().map(Self::Stage),
                "field" => id.parse().ok().map(Self::Field),
                _ => None,
            }
        };
        let found = known.into_iter().find(|c| c.to_string() == text).or_else(keyed);
        Ok(found.unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}

/// What rows are put under headers by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GroupBy {
    /// Status of the first stage that is not done.
    Status,
    /// The first stage that is not done.
    Stage,
    /// What kind of thing.
    Kind,
    /// How urgent.
    Priority,
    /// Who works on the first stage that is not done.
    Person,
    /// The week it is due in.
    DueWeek,
    /// A custom field.
    Field(FieldId),
    /// One that this version does not know.
    Other(String),
}

impl fmt::Display for GroupBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status => f.write_str("status"),
            Self::Stage => f.write_str("stage"),
            Self::Kind => f.write_str("type"),
            Self::Priority => f.write_str("priority"),
            Self::Person => f.write_str("person"),
            Self::DueWeek => f.write_str("due_week"),
            Self::Field(id) => write!(f, "field:{id}"),
            Self::Other(word) => f.write_str(word),
        }
    }
}

impl FromStr for GroupBy {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = [Self::Status, Self::Stage, Self::Kind, Self::Priority, Self::Person, Self::DueWeek];
        let field = || text.strip_prefix("field:").and_then(|id| id.parse().ok()).map(Self::Field);
        let found = known.into_iter().find(|g| g.to_string() == text).or_else(field);
        Ok(found.unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

as_text!(ColumnId, GroupBy);

/// One key of an order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SortKey {
    /// By which column.
    pub by: ColumnId,
    /// Backwards.
    #[serde(default)]
    pub descending: bool,
}

/// A column as somebody set it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ColumnSettings {
    /// Which.
    pub id: ColumnId,
    /// How wide, in points; as wide as fits where not said.
    #[serde(default)]
    pub width: Option<u16>,
    /// Not shown.
    #[serde(default)]
    pub hidden: bool,
}

/// How rows are looked at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewSettings {
    /// The version it was written by.
    pub version: u32,
    /// Which rows; see [`crate::query`].
    pub query: String,
    /// In what order, the most important key first; by name where empty.
    pub sort: Vec<SortKey>,
    /// Under which headers.
    pub group: Option<GroupBy>,
    /// Columns in order. Those not named come after, as they are at first.
    pub columns: Vec<ColumnSettings>,
    /// Low rows or high ones; as the window has them where not said.
    pub dense: Option<bool>,
}

impl Default for ViewSettings {
    fn default() -> Self {
        Self { version: VERSION, query: String::new(), sort: Vec::new(), group: None, columns: Vec::new(), dense: None }
    }
}

impl ViewSettings {
    /// As it is kept.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From what was kept; what cannot be read is as at first.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// What was set for a column.
    #[must_use]
    pub fn column(&self, id: &ColumnId) -> Option<&ColumnSettings> {
        self.columns.iter().find(|c| c.id == *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_comes_back_and_damage_is_forgiven() {
        let view = ViewSettings {
            query: "status:review \"x\"".into(),
            sort: vec![SortKey { by: ColumnId::Stage(StageDefId::new([4; 16])), descending: true }],
            group: Some(GroupBy::Field(FieldId::new([5; 16]))),
            columns: vec![ColumnSettings { id: ColumnId::Due, width: Some(120), hidden: true }],
            dense: Some(true),
            ..ViewSettings::default()
        };
        assert_eq!(ViewSettings::from_text(&view.to_text()), view);
        assert_eq!(ViewSettings::from_text("{"), ViewSettings::default());
        assert_eq!(ViewSettings::from_text("{\"query\":\"a\",\"later\":1}").query, "a");
    }

    #[test]
    fn what_a_newer_version_names_is_kept() {
        let text = "{\"version\":9,\"group\":\"moon\",\"columns\":[{\"id\":\"stage:nope\"}]}";
        let view = ViewSettings::from_text(text);
        assert_eq!(view.group, Some(GroupBy::Other("moon".into())));
        assert_eq!(view.columns[0].id, ColumnId::Other("stage:nope".into()));
        assert_eq!(ViewSettings::from_text(&view.to_text()), view);
    }
}
