//! Searching while somebody types: off the window's thread, and only what was typed last is answered.

use crate::runtime::{Event, Runtime, Trouble};
use rushes_store::{Found, SearchProgress, Store};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// How many hits the search page shows at most.
pub const PAGE_HITS: usize = 200;

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
