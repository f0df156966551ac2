//! Taking back, and doing again, what this device's person did.

use crate::{
    actor::{Done, Message},
    error::StoreError,
    store::{Ack, Store},
    tables,
};
use redb::ReadableTable;
use rushes_domain::{
    Timestamp,
    undo::{Entry, Left},
};
use serde::{Deserialize, Serialize};

/// The format of a step as written.
const VERSION: u8 = 1;

/// One thing the person did, as the list shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Step {
    /// It stands: it can be taken back. Otherwise it has been, and can be done again.
    pub stands: bool,
    /// When it was done.
    pub at: Timestamp,
    /// What it was, as the log says it.
    pub label: String,
    /// How many places it changed.
    pub places: u32,
}

/// What came of taking a step back, or of doing it again.
#[derive(Clone, PartialEq, Debug)]
pub struct TakenBack {
    /// It is on disk.
    pub ack: Ack,
    /// What it was.
    pub label: String,
    /// How many of its places were put back.
    pub undone: usize,
    /// What was left alone, and why.
    pub left: Vec<Left>,
}

impl TakenBack {
    /// What could not be taken back, as a sentence; nothing where all was.
    #[must_use]
    pub fn told_left(&self) -> Option<String> {
        let first = self.left.first()?;
        let all = self.undone + self.left.len();
        let others = if self.left.iter().any(|l| l.why != first.why) { ", among other reasons" } else { "" };
        Some(match all {
            1 => format!("It was left as it is: {}{others}.", first.why),
            _ => format!("{} of {all} changes were left as they are: {}{others}.", self.left.len(), first.why),
        })
    }
}

impl Step {
    pub(crate) fn to_bytes(&self, entries: &[Entry]) -> Result<Vec<u8>, StoreError> {
        let written = |e| StoreError::damaged("a step to take back", e);
        let bytes = postcard::to_extend(self, vec![VERSION]).map_err(written)?;
        postcard::to_extend(&entries, bytes).map_err(written)
    }

    /// The step alone; nothing where it was written by another version, which then is no step any more.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::split(bytes).map(|(step, _)| step)
    }

    fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (version, rest) = bytes.split_first()?;
        (*version == VERSION).then(|| postcard::take_from_bytes(rest).ok())?
    }

    pub(crate) fn with_entries(bytes: &[u8]) -> Option<(Self, Vec<Entry>)> {
        let (step, rest) = Self::split(bytes)?;
        Some((step, postcard::from_bytes(rest).ok()?))
    }
}

impl Store {
    /// Takes back the newest thing this device's person did that still stands, as a new change; waits until it
    /// is on disk. What others changed since stays as it is and is told.
    ///
    /// # Errors
    /// A refusal where there is nothing to take back or the role no longer allows it, or what keeps the store
    /// from writing. Nothing has changed then.
    pub fn undo(&self) -> Result<TakenBack, StoreError> {
        self.wait(|done| Message::TakeBack { again: false, only: None, done })
    }

    /// Does again what was taken back last.
    ///
    /// # Errors
    /// As [`Self::undo`].
    pub fn redo(&self) -> Result<TakenBack, StoreError> {
        self.wait(|done| Message::TakeBack { again: true, only: None, done })
    }

    /// As [`Self::undo`], or with `again` as [`Self::redo`], calling `done` with what came of it; with a step only
    /// while that is the one. Never waits.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when too much is queued already: `done` is not called then.
    pub fn send_undo(
        &self,
        again: bool,
        step: Option<u64>,
        done: impl FnOnce(Result<TakenBack, StoreError>) + Send + 'static,
    ) -> Result<(), StoreError> {
        let done: Done<TakenBack> = Box::new(done);
        self.queue(Message::TakeBack { again, only: step, done })
    }

    /// What can be taken back and done again, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn steps(&self) -> Result<Vec<Step>, StoreError> {
        let read = self.db().begin_read()?;
        let table = match read.open_table(tables::UNDO) {
            Ok(table) => table,
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut steps = Vec::new();
        for entry in table.iter()?.rev() {
            let (_, value) = entry?;
            steps.extend(Step::from_bytes(value.value()));
        }
        Ok(steps)
    }
}
