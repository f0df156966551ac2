//! Conditions, with everything looked up: whether one holds needs neither names nor the studio.

use super::fold::{fold, word_starts};
use crate::{
    Date, Field, FieldValue, PersonId, Priority, ProjectId, StageDefId, Status, deliverable::Deliverable,
    document::Value, field::interpret, ids::OptionId, stage::Stage, state::State,
};
use std::{collections::BTreeSet, ops::RangeInclusive};

/// The text of a deliverable that words are looked for in, folded once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    text: Box<str>,
    name: u32,
    kind: u32,
    code: u32,
}

impl Searched {
    /// Of a deliverable.
    #[must_use]
    pub fn of(state: &State, deliverable: &Deliverable) -> Self {
        let code = state.projects.get(&deliverable.project).map_or("", |p| p.code.as_str());
        Self::with_code(code, deliverable)
    }

    /// As [`Self::of`], the project's code being known.
    #[must_use]
    pub fn with_code(code: &str, deliverable: &Deliverable) -> Self {
        let mut text = String::with_capacity(deliverable.name.len() + deliverable.kind.len() + 16);
        let mut put = |part: &str| {
            super::fold::fold_into(part, &mut text);
            let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
            text.push('\n');
            end
        };
        let (name, kind, code) = (put(&deliverable.name), put(&deliverable.kind), put(code));
        put(&deliverable.description);
        Self { text: text.into(), name, kind, code }
    }

    /// The folded name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.part(0, self.name)
    }

    /// The folded kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.part(self.name + 1, self.kind)
    }

    fn description(&self) -> &str {
        self.part(self.code + 1, u32::try_from(self.text.len()).unwrap_or(u32::MAX))
    }

    fn part(&self, from: u32, to: u32) -> &str {
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }
}

/// Several tests, one of which has to hold, or none where negated.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Term<T> {
    pub(super) negated: bool,
    pub(super) any: Vec<T>,
}

impl<T> Term<T> {
    pub(super) fn holds(&self, test: impl Fn(&T) -> bool) -> bool {
        self.any.iter().any(test) != self.negated
    }
}

/// Something about a deliverable as a whole.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Whole {
    Word(String),
    Name(String),
    Kind(String),
    Description(String),
    NoKind,
    NoDescription,
    Conflict,
    Not(Box<Whole>),
    Priority(Vec<Priority>),
    Project(BTreeSet<ProjectId>),
    /// Percent of stages done.
    Progress(RangeInclusive<i64>),
    Field(Box<Field>, OfField),
}

/// Something about a field's value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum OfField {
    None,
    Text(String),
    /// A number in millionths.
    Number(RangeInclusive<i64>),
    Date(Date, Date),
    Options(BTreeSet<OptionId>),
    Checked(bool),
    People(BTreeSet<PersonId>),
}

/// Something about a stage.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Part {
    Status(Vec<Status>),
    People(BTreeSet<PersonId>),
    Nobody,
    Somebody,
    /// The definitions of that name, all definitions known, and the name for those not known.
    Stage {
        defs: BTreeSet<StageDefId>,
        known: BTreeSet<StageDefId>,
        name: String,
    },
    Due(Date, Date),
    NoDue,
    Start(Date, Date),
    NoStart,
    Rounds(RangeInclusive<i64>),
    Feedback(RangeInclusive<i64>),
    Estimate(RangeInclusive<i64>),
    NoEstimate,
    /// Not done, and due before this day.
    Overdue(Date),
    Issue,
    NoIssue,
}

impl Whole {
    pub(super) fn holds(&self, deliverable: &Deliverable, searched: &Searched) -> bool {
        match self {
            Self::Word(word) => searched.text.contains(word.as_str()),
            Self::Name(text) => searched.name().contains(text.as_str()),
            Self::Kind(text) => word_starts(searched.kind(), text),
            Self::Description(text) => searched.description().contains(text.as_str()),
            Self::NoKind => deliverable.kind.trim().is_empty(),
            Self::NoDescription => deliverable.description.trim().is_empty(),
            Self::Conflict => !deliverable.conflicts.is_empty(),
            Self::Not(other) => !other.holds(deliverable, searched),
            Self::Priority(any) => any.contains(&deliverable.priority),
            Self::Project(any) => any.contains(&deliverable.project),
            Self::Progress(range) => range.contains(&i64::from(deliverable.progress())),
            Self::Field(field, test) => test.holds(field, deliverable.fields.get(&field.id)),
        }
    }
}

impl OfField {
    fn holds(&self, field: &Field, raw: Option<&Value>) -> bool {
        if let (Self::Text(wanted), Some(Value::Text(text) | Value::Str(text))) = (self, raw) {
            return fold(text).contains(wanted.as_str());
        }
        match (self, raw.and_then(|raw| interpret(field, raw))) {
            (Self::None, None) => true,
            (Self::None, Some(FieldValue::Text(text) | FieldValue::Url(text))) => text.is_empty(),
            (Self::None, Some(FieldValue::MultiChoice(ticked))) => ticked.is_empty(),
            (Self::Number(range), Some(FieldValue::Number(number))) => range.contains(&number.0),
            (Self::Date(from, to), Some(FieldValue::Date(day))) => (*from..=*to).contains(&day),
            (Self::Options(any), Some(FieldValue::Choice(option))) => any.contains(&option),
            (Self::Options(any), Some(FieldValue::MultiChoice(ticked))) => !any.is_disjoint(&ticked),
            (Self::Checked(on), value) => (value == Some(FieldValue::Checkbox(true))) == *on,
            (Self::People(any), Some(FieldValue::Person(person))) => any.contains(&person),
            _ => false,
        }
    }
}

impl Part {
    pub(super) fn holds(&self, deliverable: &Deliverable, stage: &Stage) -> bool {
        let due = || deliverable.due_of(stage);
        match self {
            Self::Status(any) => any.contains(&stage.status),
            Self::People(any) => stage.assignees.iter().any(|p| any.contains(p)),
            Self::Nobody => stage.assignees.is_empty(),
            Self::Somebody => !stage.assignees.is_empty(),
            Self::Stage { defs, known, name } => {
                defs.contains(&stage.def) || !known.contains(&stage.def) && word_starts(&fold(&stage.name), name)
            }
            Self::Due(from, to) => due().is_some_and(|d| (*from..=*to).contains(&d)),
            Self::NoDue => due().is_none(),
            Self::Start(from, to) => stage.start.is_some_and(|d| (*from..=*to).contains(&d)),
            Self::NoStart => stage.start.is_none(),
            Self::Rounds(range) => range.contains(&i64::from(stage.round_number())),
            Self::Feedback(range) => {
                // Most deliverables have none, and counting it walks a list.
                let open =
                    if deliverable.feedback.is_empty() { 0 } else { deliverable.open_feedback(stage.id).count() };
                range.contains(&(open as i64))
            }
            Self::Estimate(range) => stage.estimate.is_some_and(|m| range.contains(&i64::from(m))),
            Self::NoEstimate => stage.estimate.is_none(),
            Self::Overdue(today) => deliverable.is_overdue(stage, *today),
            Self::Issue => !stage.issues.is_empty(),
            Self::NoIssue => stage.issues.is_empty(),
        }
    }
}
