//! Searching while somebody types: off the window's thread, and only what was typed last is answered.

use crate::runtime::{Desk, Event, Progress, Runtime, Trouble};
use rushes_store::{Found, SearchProgress, Store};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How many hits the search page shows at most.
pub const PAGE_HITS: usize = 200;

/// An index that is made sooner than this is not worth a word.
const WORTH_TELLING: Duration = Duration::from_millis(600);

/// Begins to follow what happens; tells the window when everything has to be read anew and that takes a while.
pub fn begin(desk: &Desk, store: &Store) {
    let (began, enough) = (Instant::now(), AtomicBool::new(false));
    let tell = |progress: &SearchProgress| {
        if progress.rebuilding && began.elapsed() >= WORTH_TELLING {
            enough.store(true, Ordering::Relaxed);
        }
    };
    // What is wrong with the index is said where somebody searches.
    let _ = store.catch_up_search(&tell, &enough);
    if enough.into_inner() {
        desk.tell(Event::SearchBehind);
    }
}

/// Shows in the tray how far the index is, until it is up to date.
pub fn show(desk: &Desk, progress: &Progress, store: &Store) {
    let tell = |now: &SearchProgress| desk.progress(progress, "reading everything", now.done, now.total);
    let _ = store.catch_up_search(&tell, &progress.cancel);
}

/// A field that somebody types a query into. Each has its own.
#[derive(Clone, Debug, Default)]
pub struct Typing {
    newest: Arc<AtomicU64>,
}

/// What a query found.
#[derive(Debug)]
pub struct Answer {
    /// As typed.
    pub query: String,
    /// What it found, or why nothing could be searched.
    pub found: Result<Found, Trouble>,
    /// How far the index was.
    pub progress: SearchProgress,
    generation: u64,
}

impl Typing {
    /// Searches; `told` makes the event that brings the [`Answer`] back. What was asked before and has not
    /// been answered is dropped. False when too much waits already: ask again in the next frame.
    pub fn ask(&self, runtime: &Runtime, store: &Store, query: &str, limit: usize, told: fn(Answer) -> Event) -> bool {
        let generation = self.newest.fetch_add(1, Ordering::Relaxed) + 1;
        let (typing, store, query) = (self.clone(), store.clone(), query.to_owned());
        runtime.spawn_quick(move |desk| {
            if typing.is(generation) {
                let found = store.search(&query, limit).map_err(Trouble::from);
                let progress = store.search_progress();
                desk.tell(told(Answer { query, found, progress, generation }));
            }
        })
    }

    /// Whether nothing was asked after it.
    #[must_use]
    pub fn is_newest(&self, answer: &Answer) -> bool {
        self.is(answer.generation)
    }

    fn is(&self, generation: u64) -> bool {
        self.newest.load(Ordering::Relaxed) == generation
    }
}
