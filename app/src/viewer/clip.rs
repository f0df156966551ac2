//! A clip's frames, fetched away from the window's thread.
//!
//! One frame is wanted at a time. A newer wish replaces an older one that no thread has begun, so that
//! scrubbing never queues; frames ahead of the wanted one are fetched while nothing else is to do. No more is wished
//! for than there is memory for, and nothing that is wished for is let go: so fetching ends.

use super::{
    jobs::{Jobs, Ticket, lock},
    player::Player,
    pyramid::Pyramid,
    still::sentence,
};
use crate::reading;
use rushes_media::{Cancel, DisplayPicture, FrameIndex, MediaError};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
};

/// Memory for frames that are ready to be shown, in bytes: 24 of 1080p.
const KEEP: usize = 192 << 20;
/// How many frames are fetched ahead while playing.
const AHEAD: u64 = 8;

/// Which frames somebody wishes to see.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Wish {
    /// The one to be shown now, counted from 0.
    pub frame: u64,
    /// How far it is from one to the next: more than 1 in fast play, below 0 backwards.
    pub stride: i64,
    /// How many more after the first.
    pub ahead: u64,
}

impl Wish {
    /// One frame and no more.
    #[must_use]
    pub fn only(frame: u64) -> Self {
        Self { frame, stride: 1, ahead: 0 }
    }

    /// What a player shows next: a step on while it stands, else as it plays.
    #[must_use]
    pub fn of(player: &Player) -> Self {
        match player.speed() {
            0 => Self { frame: player.frame(), stride: 1, ahead: 1 },
            speed => Self { frame: player.frame(), stride: speed.into(), ahead: AHEAD },
        }
    }

    /// The frames, the soonest first, of a clip of `count`; it ends with the clip.
    fn frames(self, count: u64) -> impl Iterator<Item = u64> {
        let next = move |n: &u64| n.checked_add_signed(self.stride).filter(|n| *n < count && self.stride != 0);
        let first = Some(self.frame).filter(|n| *n < count);
        std::iter::successors(first, next).take(usize::try_from(self.ahead).unwrap_or(usize::MAX).saturating_add(1))
    }
}

/// Where a clip's pictures come from.
pub trait Frames: Send {
    /// Opens it; called once, before anything else. Nothing else is asked of it after an error.
    ///
    /// # Errors
    /// Why it cannot be shown.
    fn open(&mut self, wanted: &dyn Fn() -> bool) -> Result<Arc<FrameIndex>, MediaError>;

    /// A frame, counted from 0 in presentation order. `next` is the one that is likely asked for after it.
    ///
    /// # Errors
    /// Why this frame cannot be shown; `Cancelled` once `wanted` says that nobody waits for it.
    fn frame(
        &mut self,
        number: u64,
        next: Option<u64>,
        wanted: &dyn Fn() -> bool,
    ) -> Result<DisplayPicture, MediaError>;
}

/// A file on disk.
struct FileFrames {
    path: PathBuf,
    clip: Option<reading::Clip>,
}

impl Frames for FileFrames {
    fn open(&mut self, wanted: &dyn Fn() -> bool) -> Result<Arc<FrameIndex>, MediaError> {
        let clip = reading::clip(&self.path, wanted)?;
        let index = Arc::clone(clip.index());
        self.clip = Some(clip);
        Ok(index)
    }

    fn frame(
        &mut self,
        number: u64,
        next: Option<u64>,
        wanted: &dyn Fn() -> bool,
    ) -> Result<DisplayPicture, MediaError> {
        match &mut self.clip {
            Some(clip) => clip.frame(number, next, wanted),
            None => Err(MediaError::NotFound { path: self.path.clone() }),
        }
    }
}

/// A frame that was asked for: the picture, or why there is none, as a sentence.
pub type Fetched = Result<Arc<Pyramid>, String>;

#[derive(Default)]
struct Inside {
    index: Option<Result<Arc<FrameIndex>, String>>,
    /// Counts wishes: what was begun for an older one is finished, and nothing more is done for it.
    generation: u64,
    wish: Wish,
    frames: BTreeMap<u64, Fetched>,
    /// Memory for frames, in bytes.
    budget: usize,
    bytes: usize,
    /// The largest frame so far, in bytes.
    largest: usize,
    /// A job is at work, and will look at the wish again before it ends.
    working: bool,
}

impl Inside {
    /// The frames that are wished for: as many as there is memory for, and the first in any case. How much one takes is
    /// known once one is here.
    fn wishes(&self) -> impl Iterator<Item = u64> {
        let count = match &self.index {
            Some(Ok(index)) => index.count(),
            _ => 0,
        };
        let room = self.budget.checked_div(self.largest).unwrap_or(1).max(1);
        self.wish.frames(count).take(room)
    }

    /// The next frame to fetch, and the one after it.
    fn next(&self) -> (Option<u64>, Option<u64>) {
        let mut missing = self.wishes().filter(|n| !self.frames.contains_key(n));
        (missing.next(), missing.next())
    }

    fn keep(&mut self, number: u64, fetched: Fetched) {
        let size = |f: &Fetched| f.as_ref().map_or(0, |p| p.bytes());
        self.bytes += size(&fetched);
        self.largest = self.largest.max(size(&fetched));
        if let Some(old) = self.frames.insert(number, fetched) {
            self.bytes -= size(&old);
        }
        let wished: Vec<u64> = self.wishes().collect();
        while self.bytes > self.budget {
            // What was passed is let go sooner than what comes.
            let passed = |n: u64| (n < self.wish.frame) == (self.wish.stride >= 0);
            let distance = |n: u64| n.abs_diff(self.wish.frame) * if passed(n) { 2 } else { 1 };
            let idle = self.frames.keys().copied().filter(|n| !wished.contains(n));
            let Some(far) = idle.max_by_key(|n| distance(*n)) else { break };
            if let Some(old) = self.frames.remove(&far) {
                self.bytes -= size(&old);
            }
        }
    }
}

struct Shared {
    inside: Mutex<Inside>,
    source: Mutex<Option<Box<dyn Frames>>>,
    /// Raised when the clip is closed: what is under way is called off then.
    closed: Cancel,
}

/// A clip that is open, or being opened.
pub struct Clip {
    shared: Arc<Shared>,
    jobs: Jobs,
    ticket: Option<Ticket<()>>,
}

impl std::fmt::Debug for Clip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let inside = lock(&self.shared.inside);
        write!(f, "Clip(frame {} wanted, {} held)", inside.wish.frame, inside.frames.len())
    }
}

impl Drop for Clip {
    fn drop(&mut self) {
        self.shared.closed.cancel();
        let shared = Arc::clone(&self.shared);
        // A decoder takes a moment to end.
        self.jobs.leave(move || drop(lock(&shared.source).take()));
    }
}

impl Clip {
    /// Opens the clip at `path`.
    #[must_use]
    pub fn open(jobs: &Jobs, path: PathBuf) -> Self {
        Self::from_source(jobs, Box::new(FileFrames { path, clip: None }))
    }

    /// Opens whatever gives frames.
    #[must_use]
    pub fn from_source(jobs: &Jobs, source: Box<dyn Frames>) -> Self {
        Self::within(jobs, source, KEEP)
    }

    /// As [`Self::from_source`], with so much memory for frames, in bytes.
    fn within(jobs: &Jobs, source: Box<dyn Frames>, budget: usize) -> Self {
        let inside = Mutex::new(Inside { budget, ..Inside::default() });
        let shared = Arc::new(Shared { inside, source: Mutex::new(Some(source)), closed: Cancel::new() });
        let mut clip = Self { shared, jobs: jobs.clone(), ticket: None };
        clip.want(Wish::only(0));
        clip
    }

    /// Its frames, once known; the error as a sentence.
    #[must_use]
    pub fn index(&self) -> Option<Result<Arc<FrameIndex>, String>> {
        lock(&self.shared.inside).index.clone()
    }

    /// Wishes to see a frame, and more after it.
    pub fn want(&mut self, wish: Wish) {
        // A job that broke off, or was pushed out of the queue, does nothing more.
        let ended = self.ticket.as_ref().is_none_or(|t| t.take().is_some());
        let mut inside = lock(&self.shared.inside);
        if inside.wish.frame != wish.frame {
            inside.generation += 1;
        }
        inside.wish = wish;
        if ended {
            inside.working = false;
        }
        if inside.working || (inside.index.is_some() && inside.next().0.is_none()) {
            return;
        }
        inside.working = true;
        drop(inside);
        let (shared, repaint) = (Arc::clone(&self.shared), self.jobs.repaint());
        self.ticket = Some(self.jobs.ask(move |_| work(&shared, &repaint)));
    }

    /// A frame, if it has been fetched.
    #[must_use]
    pub fn get(&self, frame: u64) -> Option<Fetched> {
        lock(&self.shared.inside).frames.get(&frame).cloned()
    }

    /// The fetched frame that was passed last on the way from the one that is shown to `frame`: while playing, the best
    /// there is.
    #[must_use]
    pub fn latest(&self, shown: Option<u64>, frame: u64, backwards: bool) -> Option<(u64, Arc<Pyramid>)> {
        let inside = lock(&self.shared.inside);
        let good = |(n, f): (&u64, &Fetched)| Some((*n, Arc::clone(f.as_ref().ok()?)));
        // Past its end the clip begins again, and what is shown lies on the far side.
        if backwards {
            let shown = shown.filter(|n| *n >= frame).unwrap_or(u64::MAX);
            inside.frames.range(frame..=shown).find_map(good)
        } else {
            let shown = shown.filter(|n| *n <= frame).unwrap_or(0);
            inside.frames.range(shown..=frame).rev().find_map(good)
        }
    }
}

/// Fetches until nothing is wished for.
fn work(shared: &Shared, repaint: &dyn Fn()) {
    let mut source = lock(&shared.source);
    let Some(source) = source.as_mut() else { return };
    if lock(&shared.inside).index.is_none() {
        let opened = source.open(&|| !shared.closed.is_cancelled()).map_err(|e| sentence(&e));
        lock(&shared.inside).index = Some(opened);
        repaint();
    }
    while !shared.closed.is_cancelled() {
        let (number, after, generation) = {
            let mut inside = lock(&shared.inside);
            let (Some(number), after) = inside.next() else {
                inside.working = false;
                return;
            };
            (number, after, inside.generation)
        };
        let wanted = || !shared.closed.is_cancelled() && lock(&shared.inside).wishes().any(|n| n == number);
        let fetched = match source.frame(number, after, &wanted) {
            // The wish has moved on.
            Err(MediaError::Cancelled) if !wanted() => continue,
            fetched => {
                fetched.map(|f| Arc::new(Pyramid::of_frame(f.width, f.height, &f.rgba))).map_err(|e| sentence(&e))
            }
        };
        let mut inside = lock(&shared.inside);
        inside.keep(number, fetched);
        let seen = inside.wish.frame == number || inside.generation != generation;
        drop(inside);
        if seen {
            repaint();
        }
    }
    lock(&shared.inside).working = false;
}

#[cfg(test)]
mod tests;
