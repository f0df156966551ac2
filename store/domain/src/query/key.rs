//! What a query can be about, and the words for it.

use super::fold::plain;
use crate::{Field, FieldOf, State};

/// What a condition is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum About {
    Status,
    Person,
    Stage,
    Due,
    Start,
    Round,
    Feedback,
    Estimate,
    Priority,
    Kind,
    Name,
    Description,
    Project,
    Client,
    Progress,
    Is,
    No,
    Has,
}

/// A key: its word, other words for it, and what it is for.
pub(super) struct Key {
    pub(super) about: About,
    pub(super) word: &'static str,
    others: &'static [&'static str],
    pub(super) tells: &'static str,
}

impl Key {
    /// Whether a plain word means this key.
    pub(super) fn is_called(&self, plain: &str) -> bool {
        self.word == plain || self.others.contains(&plain)
    }
}

const fn key(about: About, word: &'static str, others: &'static [&'static str], tells: &'static str) -> Key {
    Key { about, word, others, tells }
}

/// Every key, those used most first.
pub(super) const KEYS: [Key; 18] = [
    key(About::Status, "status", &["state"], "status of a stage"),
    key(About::Person, "person", &["assignee", "people", "who", "artist", "user", "assigned"], "who works on a stage"),
    key(About::Stage, "stage", &["step", "task", "department"], "a stage by name"),
    key(About::Due, "due", &["deadline", "end"], "when a stage is due: today, <7d, this-week, 2026-12-01"),
    key(About::Priority, "priority", &["prio"], "urgent, high, normal, low"),
    key(About::Kind, "type", &["kind"], "what kind of deliverable"),
    key(About::Round, "round", &["rounds", "version", "take"], "how many rounds a stage has: >2"),
    key(About::Feedback, "feedback", &["notes", "open"], "open feedback of a stage: >0"),
    key(About::Name, "name", &[], "the deliverable's name"),
    key(About::Estimate, "estimate", &["bid"], "estimate of a stage: >8h"),
    key(About::Progress, "progress", &["done"], "stages done, in percent: <50"),
    key(About::Start, "start", &["from"], "when a stage starts"),
    key(About::Project, "project", &["code", "in"], "a project by code or name"),
    key(About::Client, "client", &["brand"], "the project's client"),
    key(About::Description, "description", &["desc"], "what it is about"),
    key(About::Is, "is", &[], "overdue, unassigned, done, open"),
    key(About::No, "no", &["without", "missing"], "what is missing: person, due, round"),
    key(About::Has, "has", &["with"], "what is there: feedback, round, issue"),
];

/// Words that say something by themselves.
pub(super) const FLAGS: [(&str, &str); 2] =
    [("overdue", "a stage past its day and not done"), ("unassigned", "a stage nobody works on")];

/// What `is` takes besides statuses.
pub(super) const IS: [&str; 4] = ["overdue", "unassigned", "done", "open"];

/// What `no` and `has` take besides custom fields.
pub(super) const MISSING: [&str; 10] =
    ["person", "due", "start", "round", "feedback", "estimate", "type", "description", "issue", "conflict"];

/// A key of ours, or a custom field.
pub(super) enum Known<'a> {
    Key(&'static Key),
    Field(&'a Field),
}

/// What a key means. The studio's own fields come after ours; in quotes they come first.
pub(super) fn find<'a>(text: &str, quoted: bool, state: &'a State) -> Option<Known<'a>> {
    let ours = || {
        let wanted = plain(text);
        KEYS.iter().find(|k| k.is_called(&wanted)).map(Known::Key)
    };
    let theirs = || state.studio.field_called(FieldOf::Deliverable, text).map(Known::Field);
    if quoted { theirs().or_else(ours) } else { ours().or_else(theirs) }
}

/// The key for something.
pub(super) fn word(about: About) -> &'static str {
    KEYS.iter().find(|k| k.about == about).map_or("", |k| k.word)
}
