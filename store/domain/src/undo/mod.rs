//! Taking back what one did: as a new change, and only what still stands as one left it.
//!
//! A step is what one command came to: an [`Entry`] for each place it changed. Taking a step back gives the
//! entries that bring it again, so that undo and redo are one thing in two directions.

mod back;
mod leans;
mod record;

pub use back::{Left, Taken, take_back};
pub use record::record;

use crate::{
    document::{DocId, Value},
    ids::PersonId,
    tree::Tree,
};
use serde::{Deserialize, Serialize};

/// The key by which the author of a map says that it no longer counts. Only its author can: readers leave out a
/// map where the flag is theirs, and take no notice of anybody else's.
pub const WITHDRAWN: &str = "withdrawn";

/// One place a command changed, and how to take it back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Entry {
    /// A value that is replaced as a whole.
    Set {
        /// Which document.
        doc: DocId,
        /// Where in it.
        path: Vec<String>,
        /// What the command left there: nothing where it took the value away.
        left: Option<Value>,
        /// What to put back.
        back: Option<Value>,
    },
    /// A long text.
    Text {
        /// Which document.
        doc: DocId,
        /// Where in it.
        path: Vec<String>,
        /// As the command left it.
        left: String,
        /// As it was.
        back: String,
    },
    /// A map that was made: a comment, a round, a decision, a stage.
    Made {
        /// Which document.
        doc: DocId,
        /// Where in it.
        path: Vec<String>,
        /// Withdraw it, rather than bring it again.
        away: bool,
    },
    /// A whole deliverable or project that was made.
    Whole {
        /// Its plan, or its project's document.
        doc: DocId,
        /// Delete it, rather than bring it again.
        away: bool,
    },
}

impl Entry {
    /// Which document it is about.
    #[must_use]
    pub fn doc(&self) -> DocId {
        match self {
            Self::Set { doc, .. } | Self::Text { doc, .. } | Self::Made { doc, .. } | Self::Whole { doc, .. } => *doc,
        }
    }

    /// Where in it; the root for a whole entity.
    #[must_use]
    pub fn path(&self) -> &[String] {
        match self {
            Self::Set { path, .. } | Self::Text { path, .. } | Self::Made { path, .. } => path,
            Self::Whole { .. } => &[],
        }
    }
}

/// A value that stands somewhere.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// The value.
    pub value: Value,
    /// Who put it there, where known.
    pub by: Option<PersonId>,
    /// It is a map its author has withdrawn.
    pub withdrawn: bool,
}

/// What is at a place of a document.
#[derive(Clone, PartialEq, Debug)]
pub enum Place {
    /// There is no such place: what it would be in is not there.
    Nowhere,
    /// Its values, the one in force first: several after a merge, none where nothing was set.
    Values(Vec<Standing>),
}

/// The documents as they stand, for deciding what can be taken back.
pub trait Ground {
    /// What keeps documents from being read.
    type Error;

    /// What is at a place.
    ///
    /// # Errors
    /// When the document cannot be read.
    fn place(&mut self, doc: DocId, path: &[String]) -> Result<Place, Self::Error>;

    /// Somebody else than this person who has set a value anywhere within the map at a place.
    ///
    /// # Errors
    /// When the document cannot be read.
    fn other_within(&mut self, doc: DocId, path: &[String], me: PersonId) -> Result<Option<Other>, Self::Error>;

    /// Somebody else than this person who has written a document.
    ///
    /// # Errors
    /// When the document cannot be read.
    fn other_writer(&mut self, doc: DocId, me: PersonId) -> Result<Option<Other>, Self::Error>;

    /// A document as read.
    ///
    /// # Errors
    /// When the document cannot be read.
    fn tree(&mut self, doc: DocId) -> Result<Tree, Self::Error>;
}

/// Somebody else, where it is known who.
pub type Other = Option<PersonId>;
