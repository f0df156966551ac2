//! Looking through the log: of the studio, of a project with all it holds, of a deliverable.

use crate::{
    error::StoreError,
    log::{FeedEntry, LogEntry},
    store::Store,
    tables,
};
use rushes_domain::{DeliverableId, DocId, DocKind, PersonId, ProjectId, State, Timestamp, names};

/// What a log is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum LogOf {
    /// Everything.
    #[default]
    Studio,
    /// A project and its deliverables, deleted ones too.
    Project(ProjectId),
    /// A deliverable.
    Deliverable(DeliverableId),
}

impl LogOf {
    fn holds(self, state: &State, doc: DocId) -> bool {
        match self {
            Self::Studio => true,
            Self::Deliverable(id) => {
                let one = DeliverableId(doc.id);
                DocKind::OF_DELIVERABLE.contains(&doc.kind) && state.survivor(one) == state.survivor(id)
            }
            Self::Project(id) => match doc.kind {
                DocKind::Project => doc.id == id.0,
                DocKind::Plan | DocKind::Work | DocKind::Talk | DocKind::Verdict => {
                    state.deliverable_even_deleted(DeliverableId(doc.id)).is_some_and(|d| d.project == id)
                }
                DocKind::Studio | DocKind::Session | DocKind::Personal => false,
            },
        }
    }
}

/// What is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogQuery {
    /// Of what.
    pub of: LogOf,
    /// By whom.
    pub person: Option<PersonId>,
    /// In which kind of document: plans, work, comments, decisions.
    pub kind: Option<DocKind>,
    /// Words in what was done, whatever their case.
    pub text: String,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub to: Option<Timestamp>,
    /// Where the page before ended.
    pub after: Option<u64>,
    /// How many entries at most.
    pub limit: usize,
}

impl LogQuery {
    /// Everything of something, from the newest.
    #[must_use]
    pub fn of(of: LogOf, limit: usize) -> Self {
        Self { of, person: None, kind: None, text: String::new(), from: None, to: None, after: None, limit }
    }

    fn takes(&self, state: &State, entry: &LogEntry) -> bool {
        let text = self.text.trim();
        self.person.is_none_or(|p| entry.person == Some(p))
            && self.from.is_none_or(|t| entry.at >= t)
            && self.to.is_none_or(|t| entry.at <= t)
            && (text.is_empty() || names::loose(&entry.message).contains(&names::loose(text)))
            && entry.docs.iter().any(|d| self.kind.is_none_or(|k| d.kind == k) && self.of.holds(state, *d))
    }
}

/// Some entries of a log.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LogPage {
    /// The newest first, as this device learned of them.
    pub entries: Vec<LogEntry>,
    /// Where the next page begins; nothing at the end.
    pub next: Option<u64>,
}

impl Store {
    /// A page of a log. What one command did is one entry, however many documents it touched.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn history(&self, query: &LogQuery) -> Result<LogPage, StoreError> {
        let state = &self.snapshot().state;
        match query.of {
            LogOf::Deliverable(id) => self.of_deliverable(state, id, query),
            LogOf::Studio | LogOf::Project(_) => self.of_feed(state, query),
        }
    }

    /// A deliverable's own changes are few: all are read, and counted off.
    fn of_deliverable(&self, state: &State, id: DeliverableId, query: &LogQuery) -> Result<LogPage, StoreError> {
        // What was done to those that were joined to it was done to it.
        let id = state.survivor(id);
        let all = std::iter::once(id).chain(state.joined_to(id).map(|d| d.id));
        let docs: Vec<DocId> = all.flat_map(|id| DocKind::OF_DELIVERABLE.map(|kind| DocId::of(kind, id))).collect();
        let entries = self.log(&docs, usize::MAX)?;
        let mut grouped: Vec<LogEntry> = Vec::new();
        for entry in entries {
            let same = |g: &&mut LogEntry| g.at == entry.at && g.device == entry.device && g.message == entry.message;
            match grouped.iter_mut().rev().take_while(|g| g.at == entry.at).find(same) {
                Some(group) => {
                    group.docs.extend(entry.docs);
                    group.changes.extend(entry.changes);
                }
                None => grouped.push(entry),
            }
        }
        let start = query.after.map_or(0, |n| usize::try_from(n).unwrap_or(usize::MAX));
        let mut found = grouped.into_iter().filter(|e| query.takes(state, e)).skip(start);
        let entries: Vec<_> = found.by_ref().take(query.limit).collect();
        let next = found.next().map(|_| (start + entries.len()) as u64);
        Ok(LogPage { entries, next })
    }

    fn of_feed(&self, state: &State, query: &LogQuery) -> Result<LogPage, StoreError> {
        let authority = self.authority();
        let read = self.db().begin_read()?;
        let feed = read.open_table(tables::FEED)?;
        let mut page = LogPage::default();
        for entry in feed.range(..query.after.unwrap_or(u64::MAX))?.rev() {
            let (key, value) = entry?;
            let Some(entry) = FeedEntry::from_bytes(value.value()) else { continue };
            let person = authority.person_of(&entry.device);
            let entry = entry.shown(person);
            if query.takes(state, &entry) {
                if page.entries.len() == query.limit {
                    // The page ended with the one before; this is where the next begins.
                    page.next = Some(key.value() + 1);
                    break;
                }
                page.entries.push(entry);
            }
        }
        Ok(page)
    }
}
