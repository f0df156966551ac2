//! Custom fields: what a studio wants to know of its projects and deliverables besides what everybody does.
//!
//! A definition lives in the studio's document under `field:ID`. A value lives in the project's or the
//! deliverable's plan document under `field:ID`, and each ticked choice of a multi-choice under
//! `pick:FIELD/OPTION`, so that two people who tick different choices both do.

use crate::{
    Date,
    document::{DocId, Edit, Op, Value},
    ids::{BadId, FieldId, OptionId, PersonId},
    tree::Node,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

/// What kind of value a field takes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A number with up to six digits after the point.
    Number,
    /// A day.
    Date,
    /// One of the field's options.
    Choice,
    /// Any of the field's options.
    MultiChoice,
    /// Yes or no.
    Checkbox,
    /// A web address.
    Url,
    /// Somebody of the studio.
    Person,
}

impl FieldKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Number,
        Self::Date,
        Self::Choice,
        Self::MultiChoice,
        Self::Checkbox,
        Self::Url,
        Self::Person,
    ];

    /// The word scripts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Choice => "choice",
            Self::MultiChoice => "multi_choice",
            Self::Checkbox => "checkbox",
            Self::Url => "url",
            Self::Person => "person",
        }
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Number => "Number",
            Self::Date => "Date",
            Self::Choice => "Choice",
            Self::MultiChoice => "Several choices",
            Self::Checkbox => "Checkbox",
            Self::Url => "Web address",
            Self::Person => "Person",
        }
    }
}

impl FromStr for FieldKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let word = text.trim().to_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|k| k.word() == word).ok_or_else(|| {
            format!("\"{text}\" is not a kind of field; use one of {}", Self::ALL.map(Self::word).join(", "))
        })
    }
}

/// What carries the field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldOf {
    /// Projects.
    Project,
    /// Deliverables.
    #[default]
    Deliverable,
}

impl FieldOf {
    /// The word scripts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Deliverable => "deliverable",
        }
    }
}

impl FromStr for FieldOf {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_lowercase().as_str() {
            "project" => Ok(Self::Project),
            "deliverable" => Ok(Self::Deliverable),
            _ => Err(format!("\"{text}\" carries no fields; use project or deliverable")),
        }
    }
}

/// One of the options of a choice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldOption {
    /// Id.
    pub id: OptionId,
    /// Name, unique in its field.
    pub name: String,
    /// Place in the list.
    pub order: i64,
    /// No longer offered; values that have it keep it.
    #[serde(default)]
    pub removed: bool,
}

/// A custom field as the studio defines it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Field {
    /// Id.
    pub id: FieldId,
    /// Name, unique among the fields of the same thing.
    pub name: String,
    /// What kind of value it takes. It never changes.
    pub kind: FieldKind,
    /// What carries it.
    pub of: FieldOf,
    /// Place in the list.
    pub order: i64,
    /// Out of sight; values are kept.
    #[serde(default)]
    pub archived: bool,
    /// Options of a choice, in order, removed ones too.
    #[serde(default)]
    pub options: Vec<FieldOption>,
}

impl Field {
    pub(crate) fn read(id: FieldId, node: Node<'_>) -> Option<Self> {
        let mut options: Vec<FieldOption> = node
            .maps::<OptionId>("option")
            .map(|(id, o)| FieldOption {
                id,
                name: o.string("name"),
                order: o.int("order").unwrap_or_default(),
                removed: o.flag("removed"),
            })
            .collect();
        options.sort_by_key(|o| (o.order, o.id));
        Some(Self {
            id,
            name: node.string("name"),
            kind: node.parse("kind")?,
            of: node.parse("of").unwrap_or_default(),
            order: node.int("order").unwrap_or_default(),
            archived: node.flag("archived"),
            options,
        })
    }

    /// The options that are offered.
    pub fn offered(&self) -> impl Iterator<Item = &FieldOption> {
        self.options.iter().filter(|o| !o.removed)
    }

    /// The option with this id, or this name whatever its case.
    #[must_use]
    pub fn option_called(&self, text: &str) -> Option<&FieldOption> {
        let id = text.parse::<OptionId>().ok();
        self.options.iter().find(|o| Some(o.id) == id).or_else(|| {
            let wanted = crate::names::plain(text);
            self.offered().find(|o| crate::names::plain(&o.name) == wanted)
        })
    }
}

/// A number with six digits after the point, counted in millionths: exact, as money and hours must be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Decimal(pub i64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{part:06}").trim_end_matches('0'))
    }
}

impl FromStr for Decimal {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a number with up to six digits after the point");
        let plain: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '_' | '\'' | '\u{a0}')).collect();
        let (negative, digits) = match plain.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
        };
        // A comma is the point where people write it so; a number with both is ambiguous.
        let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let whole_digits = if whole.is_empty() { "0" } else { whole };
        let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || part.len() > 6 || !is_digits(whole_digits) || !is_digits(part) {
            return Err(wrong());
        }
        let units: i64 = whole_digits.parse().map_err(|_| wrong())?;
        let millionths: i64 = format!("{part:0<6}").parse().map_err(|_| wrong())?;
        let value = units.checked_mul(1_000_000).and_then(|u| u.checked_add(millionths)).ok_or_else(wrong)?;
        Ok(Self(if negative { -value } else { value }))
    }
}

/// The value of a custom field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldValue {
    /// Any text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A day.
    Date(Date),
    /// The option chosen.
    Choice(OptionId),
    /// The options ticked.
    MultiChoice(BTreeSet<OptionId>),
    /// Yes or no.
    Checkbox(bool),
    /// A web address.
    Url(String),
    /// A person.
    Person(PersonId),
}

impl FieldValue {
    /// What kind of field takes it.
    #[must_use]
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Text(_) => FieldKind::Text,
            Self::Number(_) => FieldKind::Number,
            Self::Date(_) => FieldKind::Date,
            Self::Choice(_) => FieldKind::Choice,
            Self::MultiChoice(_) => FieldKind::MultiChoice,
            Self::Checkbox(_) => FieldKind::Checkbox,
            Self::Url(_) => FieldKind::Url,
            Self::Person(_) => FieldKind::Person,
        }
    }
}

/// A field and one of its options, as one key.
struct Pick(FieldId, OptionId);

impl FromStr for Pick {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let (field, option) = text.split_once('/').ok_or(BadId)?;
        Ok(Self(field.parse()?, option.parse()?))
    }
}

/// The values in a document's root. What a value means follows from the field's definition: one that is not
/// known here yet keeps its value unread, and so does a value of another kind.
pub(crate) type RawFields = BTreeMap<FieldId, Value>;

/// Reads the raw values of a document.
pub(crate) fn read_raw(root: Node<'_>) -> RawFields {
    let mut raw: RawFields =
        root.values::<FieldId>("field").filter(|(_, v)| is_raw(v)).map(|(id, v)| (id, v.clone())).collect();
    for Pick(field, option) in root.flags::<Pick>("pick") {
        match raw.entry(field).or_insert_with(|| Value::Map(BTreeMap::new())) {
            Value::Map(picks) => drop(picks.insert(option.to_string(), Value::Bool(true))),
            other => *other = Value::Map(BTreeMap::from([(option.to_string(), Value::Bool(true))])),
        }
    }
    raw
}

/// Whether a value can be a field's.
pub(crate) fn is_raw(value: &Value) -> bool {
    !matches!(value, Value::Map(_) | Value::Null | Value::Bytes(_))
}

/// Reads a raw value as a field's definition says; nothing where it is of another kind.
pub(crate) fn interpret(field: &Field, raw: &Value) -> Option<FieldValue> {
    Some(match (field.kind, raw) {
        (FieldKind::Text, Value::Text(s) | Value::Str(s)) => FieldValue::Text(s.clone()),
        (FieldKind::Url, Value::Text(s) | Value::Str(s)) => FieldValue::Url(s.clone()),
        (FieldKind::Number, Value::Int(n)) => FieldValue::Number(Decimal(*n)),
        (FieldKind::Date, Value::Str(s)) => FieldValue::Date(s.parse().ok()?),
        (FieldKind::Choice, Value::Str(s)) => FieldValue::Choice(s.parse().ok()?),
        (FieldKind::Person, Value::Str(s)) => FieldValue::Person(s.parse().ok()?),
        (FieldKind::Checkbox, Value::Bool(b)) => FieldValue::Checkbox(*b),
        (FieldKind::MultiChoice, Value::Map(picks)) => {
            FieldValue::MultiChoice(picks.keys().filter_map(|k| k.parse().ok()).collect())
        }
        _ => return None,
    })
}

/// The edits that give a field a value, or take it away.
pub(crate) fn edits(doc: DocId, field: &Field, now: Option<&Value>, value: Option<&FieldValue>) -> Vec<Edit> {
    let key = format!("field:{}", field.id);
    let put = |value: Value| vec![Edit::put(doc, [key.as_str()], value)];
    match value {
        Some(FieldValue::Text(text)) if !text.is_empty() => {
            vec![Edit { doc, path: vec![key], op: Op::Rewrite(text.clone()) }]
        }
        Some(FieldValue::Url(text)) if !text.trim().is_empty() => put(text.trim().into()),
        Some(FieldValue::Number(Decimal(n))) => put((*n).into()),
        Some(FieldValue::Date(day)) => put((*day).into()),
        Some(FieldValue::Choice(option)) => put(option.0.into()),
        Some(FieldValue::Person(person)) => put(person.0.into()),
        Some(FieldValue::Checkbox(on)) => put((*on).into()),
        Some(FieldValue::MultiChoice(_)) | None if field.kind == FieldKind::MultiChoice => {
            let wanted = match value {
                Some(FieldValue::MultiChoice(wanted)) => wanted.clone(),
                _ => BTreeSet::new(),
            };
            let had: BTreeSet<OptionId> = match now.and_then(|raw| interpret(field, raw)) {
                Some(FieldValue::MultiChoice(had)) => had,
                _ => BTreeSet::new(),
            };
            let changed = wanted.symmetric_difference(&had);
            changed
                .map(|o| Edit::set(doc, [format!("pick:{}/{o}", field.id)], wanted.contains(o).then_some(true)))
                .collect()
        }
        _ => vec![Edit::set(doc, [key.as_str()], Value::Null)],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers_come_back_as_written() {
        for (text, shown) in
            [("1", "1"), ("1.50", "1.5"), ("-0.25", "-0.25"), ("1,5", "1.5"), ("12 000", "12000"), (".5", "0.5")]
        {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), shown, "{text}");
        }
        for text in ["", "a", "1.2345678", "1.2.3", "-", "99999999999999999999", "1e5"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }
}
