//! Who changed what, when, from which device.

mod filter;
mod model;
mod ui;

use crate::runtime::Trouble;
use filter::Filter;
pub(super) use model::after_name;
use model::{Line, Part};
use rushes_domain::{Date, State};
use rushes_store::{LogEntry, LogOf, LogPage, LogQuery};
use std::collections::BTreeSet;

/// Entries of one page.
const PAGE: usize = 200;

/// The page's own state.
#[derive(Default)]
pub struct Activity {
    of: Option<LogOf>,
    filter: Filter,
    entries: Vec<LogEntry>,
    parts: Vec<Vec<Part>>,
    next: Option<u64>,
    trouble: Option<Trouble>,
    known: bool,
    asked: Option<LogQuery>,
    stale: bool,
    open: BTreeSet<usize>,
    lines: Vec<Line>,
}

impl Activity {
    /// A page of the log was read.
    pub fn read(&mut self, query: &LogQuery, page: Result<LogPage, Trouble>, state: &State, today: Date) {
        if self.asked.as_ref() != Some(query) {
            return;
        }
        self.asked = None;
        self.known = true;
        match page {
            Ok(page) => {
                if query.after.is_none() {
                    self.entries.clear();
                    self.open.clear();
                }
                self.entries.extend(page.entries);
                // What came late from another device stands where it was done.
                self.entries.sort_by_key(|e| std::cmp::Reverse(e.at));
                self.next = page.next;
                self.trouble = None;
                self.parts = self.entries.iter().map(|e| model::parts(state, e)).collect();
                self.lay_out(today);
            }
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

    /// Something changed: the log is read again when it is looked at.
    pub fn stale(&mut self) {
        self.stale = true;
    }

    fn lay_out(&mut self, today: Date) {
        let parts = &self.parts;
        self.lines = model::lines(&self.entries, &self.open, |i| parts.get(i).map_or(0, Vec::len), today);
    }
}
