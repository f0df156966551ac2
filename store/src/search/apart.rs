//! An index by itself, without a store that it follows: for tools, and for measuring.

use super::{
    Found, answer,
    index::{self, Fault, Mark, Writing},
};
use crate::{error::StoreError, snapshot::Snapshot};
use std::path::Path;

/// An index in a folder of its own.
pub struct Apart(Writing);

impl Apart {
    /// Makes an empty one, in place of whatever is in the folder.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn make(dir: &Path) -> Result<Self, StoreError> {
        index::make(dir).and_then(Writing::begin).map(Self).map_err(Fault::told)
    }

    /// Takes in a snapshot, whatever was in before. On disk when it returns.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn take_in(&mut self, snapshot: &Snapshot) -> Result<(), StoreError> {
        let compared = self.0.compare(&snapshot.state, &mut |_, _, _| Ok(true));
        compared.and_then(|()| self.0.commit(Mark { whole: true, ..self.0.mark })).map_err(Fault::told)
    }

    /// Waits until nothing is merged any more, and searches what came of it from then on.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn settle(self, dir: &Path) -> Result<Self, StoreError> {
        self.0.end();
        index::open(dir).and_then(Writing::begin).map(Self).map_err(Fault::told)
    }

    /// As [`crate::Store::search`].
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search(&self, snapshot: &Snapshot, query: &str, limit: usize) -> Result<Found, StoreError> {
        answer::read(snapshot, &self.0.reading, query, limit)
    }
}
