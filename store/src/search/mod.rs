//! Full-text search over names, notes, comments and people.
//!
//! An index of words ([`index`]) follows the feed on a thread of its own ([`follow`]); a query is
//! taken apart ([`query`]) and answered from the index's postings ([`evaluate`]); what is shown of a
//! hit comes from the snapshot, so that it is never older than the rest of the window ([`answer`]).
//!
//! Nothing here is ever waited for by the writer, and nothing runs until somebody searches.

mod answer;
mod apart;
mod columns;
mod evaluate;
mod follow;
mod index;
mod near;
mod query;
mod row;
mod snippet;
mod texts;
mod typo;
mod words;

pub use apart::Apart;
pub use snippet::Snippet;

use crate::{database::Db, error::StoreError, store::Shared};
use follow::{Follower, Following};
use rushes_domain::{CommentId, DeliverableId, Id, PersonId, ProjectId, RoundId, StageId, Timestamp};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, atomic::AtomicBool},
    thread::JoinHandle,
};

/// What kind of thing was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum HitKind {
    /// A project, by code, name, client, or what its custom fields say.
    Project,
    /// A deliverable, by name, description, what its custom fields say, or the reasons of holds and overrides.
    Deliverable,
    /// A round, by its note, the notes of decisions, or the names of its files.
    Round,
    /// A comment, or what was said while its feedback was worked on.
    Comment,
    /// A person, by name or e-mail address.
    Person,
}

impl HitKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Project, Self::Deliverable, Self::Round, Self::Comment, Self::Person];

    /// The word scripts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Deliverable => "deliverable",
            Self::Round => "round",
            Self::Comment => "comment",
            Self::Person => "person",
        }
    }

    /// The kind with this number, if there is one.
    fn from_number(number: u64) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }

    /// The kind that a filter's word means.
    fn called(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        let one = word.strip_suffix('s').unwrap_or(&word);
        let also = |kind| match kind {
            Self::Deliverable => ["shot", "asset"].as_slice(),
            Self::Round => &["revision", "version", "note"],
            Self::Comment => &["feedback", "remark"],
            Self::Person => &["people", "member"],
            Self::Project => &["show"],
        };
        Self::ALL.into_iter().find(|k| k.word() == one || also(*k).contains(&one))
    }
}

/// What exactly was found, to go there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    /// A project.
    Project(ProjectId),
    /// A deliverable.
    Deliverable(DeliverableId),
    /// A round of a deliverable's stage.
    Round(DeliverableId, StageId, RoundId),
    /// A comment, and the stage and round it is about where it is about one.
    Comment(DeliverableId, CommentId, Option<StageId>, Option<RoundId>),
    /// A person.
    Person(PersonId),
}

/// Something that answers a query.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// What kind of thing.
    pub kind: HitKind,
    /// Its id.
    pub id: Id,
    /// Where it is.
    pub target: Target,
    /// As people and scripts write it; a person's name.
    pub path: String,
    /// What it is called, with what of that answers.
    pub title: Snippet,
    /// The part of its texts that answers best.
    pub snippet: Snippet,
    /// Who wrote it, where one person did.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// How well it answers, 0 to 1.
    pub score: f32,
}

/// What a query found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// The best first.
    pub hits: Vec<Hit>,
    /// How many there are of each kind, those beyond the limit too.
    pub counts: Vec<(HitKind, usize)>,
    /// Filters that mean nothing here, as `key:value`.
    pub unknown: Vec<String>,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// Whether everything that has happened was searched; else the newest of it may be missing.
    pub indexed_up_to_date: bool,
}

/// How far the index is behind.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SearchProgress {
    /// So many projects, deliverables and people were looked at.
    pub done: u64,
    /// Of so many.
    pub total: u64,
    /// The index is being made anew: it was not there, damaged, or of another version.
    pub rebuilding: bool,
    /// Why the index is not kept up, and what to do about it.
    pub trouble: Option<(String, String)>,
}

/// The search of a store, asleep until it is started.
pub(crate) struct Search {
    dir: PathBuf,
    shared: Arc<Shared>,
    db: Arc<Db>,
    pub(crate) following: Arc<Following>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Search {
    pub(crate) fn new(studio: &Path, shared: &Arc<Shared>, db: &Arc<Db>) -> Self {
        Self {
            dir: index::folder(studio),
            shared: Arc::clone(shared),
            db: Arc::clone(db),
            following: Arc::default(),
            thread: Mutex::default(),
        }
    }

    /// Begins to follow the feed, if it has not begun. Does not wait for anything.
    fn start(&self) -> Result<(), StoreError> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if thread.is_some() {
            return Ok(());
        }
        let follower = Follower::new(
            self.dir.clone(),
            Arc::clone(&self.shared),
            Arc::clone(&self.db),
            Arc::clone(&self.following),
        );
        let spawned = std::thread::Builder::new().name("store search".into()).spawn(|| follower.run());
        *thread = Some(spawned.map_err(StoreError::io("the search's thread"))?);
        drop(thread);
        let told = Arc::clone(&self.following);
        self.shared.subscribe(Box::new(move |_| told.wake()));
        self.following.wake();
        Ok(())
    }

    /// Ends the thread: at most the batch it is writing is waited for.
    pub(crate) fn stop(&self) {
        self.following.stop();
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join();
        }
    }
}

impl crate::Store {
    /// Begins to keep the search up with what happens. For processes that stay: short ones would only
    /// lose time. Returns at once.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start_search(&self) -> Result<(), StoreError> {
        self.searching().start()
    }

    /// How far the search is.
    #[must_use]
    pub fn search_progress(&self) -> SearchProgress {
        self.searching().following.progress()
    }

    /// Waits until the search knows of everything that has happened so far; `tell` is called about four
    /// times a second.
    ///
    /// # Errors
    /// What keeps the index from being written, and [`StoreError::Cancelled`].
    pub fn catch_up_search(&self, tell: &dyn Fn(&SearchProgress), cancel: &AtomicBool) -> Result<(), StoreError> {
        let search = self.searching();
        search.start()?;
        search.following.wait_for(self.snapshot().seq, tell, cancel)
    }

    /// Finds what answers a query, the best `limit` of it. It does not wait: what has just happened may
    /// not be in yet, and the answer says so.
    ///
    /// Every word must be found; the last may be the beginning of one, and longer words may have typos.
    /// Filters: `kind:`, `project:`, `person:`, `status:`; words in quotes must follow one another.
    ///
    /// # Errors
    /// Never for what is asked. When there is no index and none can be made.
    pub fn search(&self, query: &str, limit: usize) -> Result<Found, StoreError> {
        let search = self.searching();
        search.start()?;
        answer::answer(&self.snapshot(), &search.following, query, limit)
    }
}
