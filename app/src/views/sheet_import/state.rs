//! Where an import is: the file, what is asked of it, and what is known of it.

use super::meaning::{self, Meaning};
use crate::{
    jobs::sheet::{Ask, Brought, Opened, Order, Start, Unread, Worked},
    runtime::Trouble,
};
use rushes_domain::{ProjectId, State, Studio};
use rushes_store::import::{Book, Grid, Left, Mapping, Outcome, RowPreview, Skip};
use std::{path::PathBuf, sync::Arc};

/// The steps, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) enum Step {
    #[default]
    File,
    Sheet,
    Columns,
    Questions,
    Preview,
}

impl Step {
    pub(super) const ALL: [Self; 5] = [Self::File, Self::Sheet, Self::Columns, Self::Questions, Self::Preview];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Sheet => "Sheet",
            Self::Columns => "Columns",
            Self::Questions => "Questions",
            Self::Preview => "Preview",
        }
    }
}

/// Which rows the preview's list shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Show {
    #[default]
    All,
    Errors,
    Created,
    Updated,
    Unchanged,
    Warnings,
    Left,
    Columns,
}

/// What became of the order to bring it in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Commit {
    /// Nobody has said so yet.
    Not,
    /// It is under way.
    Under,
    /// It is in.
    Done(usize, usize),
}

fn is_left_out(row: Option<&RowPreview>, skip_errors: bool) -> bool {
    row.is_some_and(|r| match r.left {
        Some(Left::Errors) => skip_errors,
        Some(Left::Asked | Left::Hidden | Left::OtherProject) => true,
        None => false,
    })
}

/// A file that is open.
pub(super) struct Work {
    pub(super) path: PathBuf,
    pub(super) book: Arc<Book>,
    pub(super) ask: Ask,
    /// The mapping as it is edited; what was worked out may lag behind it.
    pub(super) mapping: Mapping,
    /// A few values of each of its columns.
    pub(super) samples: Vec<String>,
    pub(super) recalled: Option<String>,
    pub(super) worked: Option<Box<Worked>>,
    pub(super) trouble: Option<Trouble>,
    pub(super) meanings: Vec<Meaning>,
    /// The studio whose fields the meanings are of.
    studio: Arc<Studio>,
    /// A question to the job is out, and another one is wanted when the answer comes.
    waiting: Option<u64>,
    again: bool,
    pub(super) map_name: String,
    pub(super) show: Show,
    pub(super) filter: String,
    /// Places in the worked lines that pass `show` and `filter`; stale when absent.
    shown: Option<Arc<[usize]>>,
    pub(super) commit: Commit,
    pub(super) note: Option<Trouble>,
}

impl Work {
    pub(super) fn new(opened: Opened, state: &State, project: ProjectId) -> Self {
        let Opened { path, book, sheet, worked } = opened;
        let ask = Ask { sheet, start: Start::Recall, skip: Skip::default() };
        let meanings = meaning::all(state, project);
        let mut work = Self {
            path,
            book,
            ask,
            mapping: Mapping::default(),
            samples: Vec::new(),
            recalled: None,
            worked: None,
            trouble: None,
            meanings,
            studio: Arc::clone(&state.studio),
            waiting: None,
            again: false,
            map_name: String::new(),
            show: Show::All,
            filter: String::new(),
            shown: None,
            commit: Commit::Not,
            note: None,
        };
        work.settle(worked);
        work
    }

    /// Fields may have been made since: they are meanings too.
    pub(super) fn follow(&mut self, state: &State, project: ProjectId) {
        if !Arc::ptr_eq(&self.studio, &state.studio) {
            self.studio = Arc::clone(&state.studio);
            self.meanings = meaning::all(state, project);
        }
    }

    pub(super) fn name(&self) -> String {
        self.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }

    pub(super) fn grid(&self) -> Option<&Grid> {
        self.book.sheets.get(self.ask.sheet)
    }

    /// The step to begin with: a sheet whose like was seen before needs a look, and nothing else.
    pub(super) fn first_step(&self) -> Step {
        match &self.worked {
            Some(worked) if self.recalled.is_some() && worked.found.questions.open() == 0 => Step::Preview,
            Some(_) if self.book.sheets.len() == 1 => Step::Columns,
            _ => Step::Sheet,
        }
    }

    /// Another sheet, header or mapping: everything is worked out anew.
    pub(super) fn begin(&mut self, sheet: usize, start: Start) {
        let Skip { errors, hidden, .. } = self.ask.skip;
        self.ask = Ask { sheet, start, skip: Skip { errors, hidden, ..Skip::default() } };
        self.again = true;
    }

    /// The mapping was edited.
    pub(super) fn edited(&mut self) {
        self.ask.start = Start::Edited(Box::new(self.mapping.clone()));
        self.again = true;
    }

    /// A row is left out, or comes in again.
    pub(super) fn toggle(&mut self, row: usize) {
        if !self.ask.skip.rows.remove(&row) {
            self.ask.skip.rows.insert(row);
        }
        self.hold();
    }

    /// Leaves rows with errors out, or lets them forbid the import.
    pub(super) fn skip_errors(&mut self, skip: bool) {
        self.ask.skip.errors = skip;
        self.hold();
    }

    /// Leaves out what the sheet hides, or takes it in.
    pub(super) fn skip_hidden(&mut self, skip: bool) {
        self.ask.skip.hidden = skip;
        self.hold();
    }

    fn hold(&mut self) {
        // What is skipped is skipped by the mapping that was looked at.
        if self.worked.is_some() {
            self.edited();
        }
    }

    /// What to ask next, if the last answer is there and something has changed since.
    pub(super) fn next_ask(&mut self, generation: u64) -> Option<(u64, Arc<Book>, Ask)> {
        if !self.again || self.waiting.is_some() {
            return None;
        }
        self.again = false;
        self.waiting = Some(generation);
        Some((generation, Arc::clone(&self.book), self.ask.clone()))
    }

    pub(super) fn is_pending(&self) -> bool {
        self.again || self.waiting.is_some()
    }

    pub(super) fn wants_answer(&self) -> bool {
        self.again && self.waiting.is_none()
    }

    /// The answer to the question that is out.
    pub(super) fn answered(&mut self, generation: u64, worked: Result<Box<Worked>, Unread>) {
        if self.waiting == Some(generation) {
            self.waiting = None;
            if !self.again {
                self.settle(worked);
            }
        }
    }

    /// Nobody could be asked.
    pub(super) fn unanswered(&mut self) {
        self.waiting = None;
    }

    fn settle(&mut self, worked: Result<Box<Worked>, Unread>) {
        self.shown = None;
        match worked {
            Ok(worked) => {
                self.mapping = worked.mapping.clone();
                self.samples.clone_from(&worked.samples);
                if !matches!(self.ask.start, Start::Edited(_)) {
                    self.recalled.clone_from(&worked.recalled);
                }
                if self.map_name.is_empty() {
                    self.map_name = worked.recalled.clone().unwrap_or_default();
                }
                self.worked = Some(worked);
                self.trouble = None;
            }
            Err(Unread { trouble, columns }) => {
                self.worked = None;
                self.trouble = Some(trouble);
                if let Some(columns) = columns {
                    (self.mapping, self.samples) = *columns;
                }
            }
        }
    }

    /// The lines that pass the filter.
    pub(super) fn shown(&mut self) -> Arc<[usize]> {
        if self.shown.is_none() {
            let wanted = rushes_domain::names::loose(&self.filter);
            let Some(worked) = &self.worked else { return Arc::default() };
            let passes = |line: &crate::jobs::sheet::Line| {
                let outcome = worked.found.rows.get(line.row).map(|r| r.outcome);
                let shown = match self.show {
                    Show::All => true,
                    Show::Errors => line.errors.1 > 0,
                    Show::Created => outcome == Some(Outcome::Created),
                    Show::Updated => outcome == Some(Outcome::Updated),
                    Show::Unchanged => outcome == Some(Outcome::Unchanged),
                    Show::Warnings => line.warnings.1 > 0,
                    Show::Left => is_left_out(worked.found.rows.get(line.row), self.ask.skip.errors),
                    Show::Columns => false,
                };
                shown && (wanted.is_empty() || line.text.contains(&wanted))
            };
            let shown = worked.lines.iter().enumerate().filter(|(_, l)| passes(l)).map(|(i, _)| i).collect();
            self.shown = Some(shown);
        }
        self.shown.clone().unwrap_or_default()
    }

    /// How many rows are left out: those with errors only where somebody says so.
    pub(super) fn left_out(&self) -> usize {
        let rows = self.worked.iter().flat_map(|w| &w.found.rows);
        rows.filter(|row| is_left_out(Some(row), self.ask.skip.errors)).count()
    }

    /// The list is to be filtered anew.
    pub(super) fn refilter(&mut self) {
        self.shown = None;
    }

    /// Why it cannot be brought in now; empty where it can.
    pub(super) fn why_not(&self) -> &'static str {
        let Some(worked) = &self.worked else { return "The sheet is not understood yet." };
        if self.is_pending() {
            "It is being worked out."
        } else if worked.found.command.is_some() {
            ""
        } else if worked.found.error_count > 0 && !self.ask.skip.errors {
            "Some cells cannot be understood: answer the questions, correct the sheet, or leave those rows out."
        } else {
            "There is nothing to import: everything is here already."
        }
    }

    /// What to bring in, once.
    pub(super) fn order(&mut self, project: ProjectId) -> Option<Order> {
        if !self.why_not().is_empty() || self.commit != Commit::Not {
            return None;
        }
        let worked = self.worked.as_ref()?;
        self.commit = Commit::Under;
        self.note = None;
        Some(Order {
            project,
            book: Arc::clone(&self.book),
            ask: self.ask.clone(),
            mapping: worked.mapping.clone(),
            seen: (worked.found.created, worked.found.updated),
        })
    }

    /// What came of it.
    pub(super) fn brought(&mut self, outcome: Result<Brought, Trouble>) {
        self.commit = Commit::Not;
        match outcome {
            Ok(Brought::In(created, updated)) => self.commit = Commit::Done(created, updated),
            Ok(Brought::Stopped) => self.note = Some(Trouble::new("Stopped: nothing was imported.", "")),
            Ok(Brought::Changed) => {
                let hint = "Nothing was imported. This is what the sheet would do now.";
                self.note = Some(Trouble::new("The studio has changed since you looked.", hint));
                self.edited();
            }
            Err(trouble) => {
                self.note = Some(Trouble { hint: format!("Nothing was imported. {}", trouble.hint), ..trouble });
            }
        }
    }
}
