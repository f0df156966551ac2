//! The marks that requirements leave on a segment's entries.

use std::sync::{Mutex, PoisonError};
use tantivy::DocId;

/// Rows kept for those who search next; more than search at once are made and dropped.
const KEPT: usize = 4;

/// What is known of one entry while requirements are read.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    /// How many requirements it has answered, one after the other.
    answered: u8,
    /// A word was found only with a typo.
    pub(super) typo: bool,
    pub(super) total: f32,
    /// The best score for the requirement that is being read.
    best: f32,
}

/// The marks of a segment's entries. Only those that were touched are cleared for the next query.
#[derive(Default)]
pub(super) struct Row {
    marks: Vec<Mark>,
    /// Entries that answered all requirements before this one.
    live: Vec<DocId>,
    /// Those of them that answer this one.
    next: Vec<DocId>,
    /// Entries whose marks are not clear.
    touched: Vec<DocId>,
    now: u8,
}

impl Row {
    /// Makes it ready for a segment of so many entries.
    pub(super) fn begin(&mut self, entries: usize) {
        for doc in self.touched.drain(..) {
            if let Some(mark) = self.marks.get_mut(doc as usize) {
                *mark = Mark::default();
            }
        }
        self.live.clear();
        self.next.clear();
        self.now = 0;
        if self.marks.len() < entries {
            self.marks.resize(entries, Mark::default());
        }
    }

    pub(super) fn mark(&mut self, doc: DocId, score: f32) {
        self.put(doc, score, false);
    }

    /// An entry that has a word with a typo. It is one only where nothing better was found.
    pub(super) fn mark_typo(&mut self, doc: DocId, score: f32) {
        self.put(doc, score, true);
    }

    fn put(&mut self, doc: DocId, score: f32, typo: bool) {
        let Some(mark) = self.marks.get_mut(doc as usize) else { return };
        if mark.answered == self.now {
            mark.answered += 1;
            mark.total += score;
            mark.best = score;
            mark.typo |= typo;
            self.next.push(doc);
        } else if mark.answered == self.now + 1 && score > mark.best {
            mark.total += score - mark.best;
            mark.best = score;
        }
    }

    /// The next requirement; false when no entry is left for it.
    pub(super) fn next(&mut self) -> bool {
        if self.now == 0 {
            self.touched.extend_from_slice(&self.next);
        }
        self.now += 1;
        std::mem::swap(&mut self.live, &mut self.next);
        self.next.clear();
        !self.live.is_empty()
    }

    /// How many entries can still answer; nothing before the first requirement, when all can.
    pub(super) fn left(&self) -> Option<usize> {
        (self.now > 0).then_some(self.live.len())
    }

    /// The entries that can still answer, in order, for the time it takes to look each of them up.
    pub(super) fn take_live(&mut self) -> Vec<DocId> {
        let mut live = std::mem::take(&mut self.live);
        if !live.is_sorted() {
            live.sort_unstable();
        }
        live
    }

    /// Gives back what was taken.
    pub(super) fn put_live(&mut self, live: Vec<DocId>) {
        self.live = live;
    }

    /// Everything that has answered, with its marks.
    pub(super) fn answered(&self) -> impl Iterator<Item = (DocId, Mark)> {
        self.live.iter().filter_map(|doc| Some((*doc, *self.marks.get(*doc as usize)?)))
    }
}

/// Rows that nobody uses just now.
#[derive(Default)]
pub(super) struct Rows(Mutex<Vec<Row>>);

impl Rows {
    /// One of them, or a new one.
    pub(super) fn take(&self) -> Row {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    pub(super) fn give_back(&self, row: Row) {
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.len() < KEPT {
            rows.push(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_stays_only_while_it_answers_and_a_used_row_is_as_new() {
        let mut row = Row::default();
        for _ in 0..2 {
            row.begin(10);
            assert_eq!(row.left(), None);
            for doc in [7, 3, 5] {
                row.mark(doc, 1.0);
            }
            row.mark(3, 2.0);
            assert!(row.next());
            let live = row.take_live();
            assert_eq!(live, [3, 5, 7]);
            row.put_live(live);
            row.mark(3, 4.0);
            row.mark_typo(3, 1.0);
            row.mark_typo(7, 1.0);
            row.mark(9, 1.0);
            row.mark(99, 1.0);
            assert!(row.next());
            let found: Vec<_> = row.answered().map(|(doc, m)| (doc, m.total, m.typo)).collect();
            assert_eq!(found, [(3, 6.0, false), (7, 2.0, true)]);
            assert!(!row.next(), "nothing answers a third one");
        }
    }
}
