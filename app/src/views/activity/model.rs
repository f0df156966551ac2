//! The log as lines: days, entries, and what an entry that touched several things opens to.

use crate::kit::dates;
use rushes_domain::{Date, DeliverableId, DocId, DocKind, ProjectId, State};
use rushes_store::{LogEntry, LogOf};
use std::collections::BTreeSet;

/// One line of the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Line {
    /// A day begins.
    Day(String),
    /// An entry, by its place.
    Entry(usize),
    /// One of the things an opened entry touched: the entry's place, and the thing's.
    Part(usize, usize),
}

/// Something an entry touched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Part {
    /// What it is; the studio itself is no page.
    pub(super) of: LogOf,
    /// What it is called.
    pub(super) name: String,
    /// The change, for seeing it as it was.
    pub(super) change: Option<String>,
}

/// What an entry touched, each thing once.
pub(super) fn parts(state: &State, entry: &LogEntry) -> Vec<Part> {
    let mut known: BTreeSet<(bool, rushes_domain::Id)> = BTreeSet::new();
    let mut parts = Vec::new();
    for (i, doc) in entry.docs.iter().enumerate() {
        let of = about(*doc);
        if known.insert((doc.kind == DocKind::Project, doc.id)) {
            let change = entry.changes.get(i).filter(|_| of != LogOf::Studio).cloned();
            parts.push(Part { of, name: called(state, of), change });
        }
    }
    parts
}

fn about(doc: DocId) -> LogOf {
    match doc.kind {
        DocKind::Project => LogOf::Project(ProjectId(doc.id)),
        DocKind::Plan | DocKind::Work | DocKind::Talk | DocKind::Verdict => LogOf::Deliverable(DeliverableId(doc.id)),
        DocKind::Studio | DocKind::Session | DocKind::Personal => LogOf::Studio,
    }
}

/// What something is called, also when it was deleted.
pub(super) fn called(state: &State, of: LogOf) -> String {
    let gone = || "not here any more".to_owned();
    match of {
        LogOf::Studio => state.studio.name.clone(),
        LogOf::Project(id) => state.projects.get(&id).map_or_else(gone, |p| p.name.clone()),
        LogOf::Deliverable(id) => state.deliverable_even_deleted(id).map_or_else(gone, |d| d.name.clone()),
    }
}

/// The lines of entries, the newest first, with a line for each day.
pub(super) fn lines(
    entries: &[LogEntry],
    open: &BTreeSet<usize>,
    parts: impl Fn(usize) -> usize,
    today: Date,
) -> Vec<Line> {
    let mut lines = Vec::with_capacity(entries.len() + 16);
    let mut day = None;
    for (i, entry) in entries.iter().enumerate() {
        let its = dates::date_of(entry.at);
        if its != day {
            lines.push(Line::Day(its.map_or_else(|| "At an unknown time".into(), |d| sentence(&dates::day(d, today)))));
            day = its;
        }
        lines.push(Line::Entry(i));
        if open.contains(&i) {
            lines.extend((0..parts(i)).map(|part| Line::Part(i, part)));
        }
    }
    lines
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A message as it stands after a name: what was done to many at once begins like a sentence.
pub(in crate::views) fn after_name(message: &str) -> String {
    let mut letters = message.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::testing::today;
    use rushes_domain::{DeviceId, Timestamp};

    fn entry(at: &str, docs: Vec<DocId>) -> LogEntry {
        let at = at.parse::<jiff::civil::DateTime>().ok().and_then(|t| t.to_zoned(jiff::tz::TimeZone::system()).ok());
        LogEntry {
            at: Timestamp(at.map_or(0, |t| t.timestamp().as_millisecond())),
            person: None,
            device: DeviceId([0; 32]),
            message: "did it".into(),
            changes: docs.iter().map(std::string::ToString::to_string).collect(),
            docs,
            change: String::new(),
            more: false,
        }
    }

    #[test]
    fn days_begin_once_and_an_entry_opens_to_what_it_touched() {
        let id = DeliverableId::new([1; 16]);
        let docs =
            vec![DocId::of(DocKind::Plan, id), DocId::of(DocKind::Work, id), DocId::project(ProjectId::new([2; 16]))];
        let entries = [
            entry("2026-11-23T14:00:00", docs),
            entry("2026-11-23T09:00:00", vec![]),
            entry("2026-11-21T09:00:00", vec![]),
        ];
        let parts = parts(&State::default(), &entries[0]);
        assert_eq!(parts.len(), 2, "a deliverable is one thing, whichever of its documents changed");
        let lines = lines(&entries, &BTreeSet::from([0]), |_| 2, today());
        let days: Vec<_> = lines.iter().filter(|l| matches!(l, Line::Day(_))).collect();
        assert_eq!(days, [&Line::Day("Today".into()), &Line::Day("Sat 21 Nov".into())]);
        assert_eq!(lines[1..4], [Line::Entry(0), Line::Part(0, 0), Line::Part(0, 1)]);
    }

    #[test]
    fn what_was_done_to_many_follows_a_name() {
        assert_eq!(after_name("Set 13 stages to skipped"), "set 13 stages to skipped");
        assert_eq!(after_name("QC was skipped"), "QC was skipped");
        assert_eq!(after_name("opened Sol"), "opened Sol");
        assert_eq!(after_name(""), "");
    }
}
