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
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::mpsc;

    /// Hands a frame out only when the test says so, and notes which were asked for.
    struct Gated {
        index: Arc<FrameIndex>,
        asked: mpsc::SyncSender<u64>,
        gate: mpsc::Receiver<()>,
    }

    /// A real index of 100 frames at 25 per second, as it is written down.
    fn index() -> Arc<FrameIndex> {
        let times: Vec<i64> = (0..100).collect();
        let text = serde_json::json!({
            "time_base": {"num": 1, "den": 25}, "times": times, "keys": [], "by_time": true,
            "last_duration": 1, "missing": 0, "rate": {"num": 25, "den": 1}, "variable_rate": false,
        });
        Arc::new(serde_json::from_value(text).unwrap())
    }

    impl Frames for Gated {
        fn open(&mut self, _: &dyn Fn() -> bool) -> Result<Arc<FrameIndex>, MediaError> {
            Ok(Arc::clone(&self.index))
        }

        fn frame(&mut self, number: u64, _: Option<u64>, _: &dyn Fn() -> bool) -> Result<DisplayPicture, MediaError> {
            self.asked.send(number).unwrap();
            self.gate.recv().map_err(|_| MediaError::Cancelled)?;
            if number == 13 {
                return Err(MediaError::Damaged { reason: "frame 13 cannot be decoded".into() });
            }
            Ok(DisplayPicture { width: 4, height: 2, rgba: vec![number as u8; 32] })
        }
    }

    struct Bench {
        clip: Clip,
        asked: mpsc::Receiver<u64>,
        go: mpsc::SyncSender<()>,
    }

    fn bench() -> Bench {
        let jobs = Jobs::new(1, || {});
        let (asking, asked) = mpsc::sync_channel(100);
        let (go, gate) = mpsc::sync_channel(100);
        let clip = Clip::from_source(&jobs, Box::new(Gated { index: index(), asked: asking, gate }));
        Bench { clip, asked, go }
    }

    impl Bench {
        fn wait_for(&self, frame: u64) -> Fetched {
            loop {
                if let Some(fetched) = self.clip.get(frame) {
                    return fetched;
                }
                std::thread::yield_now();
            }
        }
    }

    #[test]
    fn a_newer_wish_makes_older_ones_stale() {
        let mut bench = bench();
        assert_eq!(bench.asked.recv().unwrap(), 0);
        for frame in 1..=60 {
            bench.clip.want(Wish::only(frame));
        }
        bench.go.send(()).unwrap();
        assert_eq!(bench.asked.recv().unwrap(), 60, "the wishes in between are never fetched");
        bench.go.send(()).unwrap();
        assert_eq!(bench.wait_for(60).unwrap().rgb_at(0, 0), Some([60; 3]));
        assert!(bench.clip.get(30).is_none());
    }

    #[test]
    fn frames_ahead_come_after_the_wanted_one() {
        let mut bench = bench();
        assert_eq!(bench.asked.recv().unwrap(), 0);
        bench.clip.want(Wish { frame: 96, stride: 1, ahead: AHEAD });
        for _ in 0..5 {
            bench.go.send(()).unwrap();
        }
        let order: Vec<u64> = (0..4).map(|_| bench.asked.recv().unwrap()).collect();
        assert_eq!(order, [96, 97, 98, 99], "and none past the end");
        bench.wait_for(99).unwrap();
        assert_eq!(bench.clip.latest(Some(90), 98, false).unwrap().0, 98);
        assert_eq!(bench.clip.latest(Some(99), 97, true).unwrap().0, 97);
        assert!(bench.clip.latest(Some(50), 60, false).is_none());
    }

    #[test]
    fn one_bad_frame_costs_that_frame() {
        let mut bench = bench();
        bench.go.send(()).unwrap();
        bench.wait_for(0).unwrap();
        bench.go.send(()).unwrap();
        bench.clip.want(Wish::only(13));
        let why = bench.wait_for(13).unwrap_err();
        assert!(why.starts_with("This file is damaged: frame 13 cannot be decoded. "), "{why}");
        bench.go.send(()).unwrap();
        bench.clip.want(Wish::only(14));
        bench.wait_for(14).unwrap();
        assert_eq!(bench.clip.latest(Some(0), 13, false).unwrap().0, 0, "a bad frame is passed over");
    }

    #[test]
    fn memory_is_bounded_and_near_frames_stay() {
        let mut inside = Inside { wish: Wish::only(50), budget: KEEP, ..Inside::default() };
        let frame = Arc::new(Pyramid::of_frame(1920, 1080, &[]));
        for number in 0..100 {
            inside.keep(number, Ok(Arc::clone(&frame)));
        }
        assert!(inside.bytes <= KEEP, "{}", inside.bytes);
        assert!(inside.frames.contains_key(&50) && inside.frames.contains_key(&51) && inside.frames.contains_key(&49));
        assert_eq!(inside.bytes, inside.frames.values().flatten().map(|p| p.bytes()).sum::<usize>());
    }

    /// Hands out frames of 4 x 2 pixels at once, and counts them.
    struct Counted(Arc<std::sync::atomic::AtomicUsize>);

    impl Frames for Counted {
        fn open(&mut self, _: &dyn Fn() -> bool) -> Result<Arc<FrameIndex>, MediaError> {
            Ok(index())
        }

        fn frame(&mut self, number: u64, _: Option<u64>, _: &dyn Fn() -> bool) -> Result<DisplayPicture, MediaError> {
            let asked = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            assert!(asked < 200, "it decodes for ever");
            Ok(DisplayPicture { width: 4, height: 2, rgba: vec![number as u8; 32] })
        }
    }

    /// How many frames a wish costs with room for `frames` of them, and which are held in the end.
    fn cost(frames: usize, wish: Wish) -> (usize, Vec<u64>) {
        let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let jobs = Jobs::new(1, || {});
        let mut clip = Clip::within(&jobs, Box::new(Counted(Arc::clone(&asked))), 32 * frames);
        while clip.get(0).is_none() {
            std::thread::yield_now();
        }
        clip.want(wish);
        while lock(&clip.shared.inside).working {
            std::thread::yield_now();
        }
        // Asked for in every frame of the window: nothing more is fetched.
        for _ in 0..50 {
            clip.want(wish);
            while lock(&clip.shared.inside).working {
                std::thread::yield_now();
            }
        }
        let held = lock(&clip.shared.inside).frames.keys().copied().collect();
        (asked.load(std::sync::atomic::Ordering::SeqCst) - 1, held)
    }

    #[test]
    fn fetching_ends_however_little_memory_there_is() {
        let paused = Wish { frame: 50, stride: 1, ahead: 1 };
        assert_eq!(cost(1, paused), (1, vec![50]), "room for one: the one that is shown");
        assert_eq!(cost(0, paused), (1, vec![50]), "not even for one");
        assert_eq!(cost(2, paused), (2, vec![50, 51]));
        let playing = Wish { ahead: AHEAD, ..paused };
        assert_eq!(cost(4, playing), (4, vec![50, 51, 52, 53]));
        assert_eq!(cost(100, playing).1, [0, 50, 51, 52, 53, 54, 55, 56, 57, 58]);
    }

    #[test]
    fn frames_are_asked_for_in_the_direction_and_stride_of_play() {
        assert_eq!(cost(4, Wish { frame: 50, stride: -1, ahead: AHEAD }).1, [47, 48, 49, 50]);
        assert_eq!(cost(4, Wish { frame: 50, stride: 8, ahead: AHEAD }).1, [50, 58, 66, 74]);
        assert_eq!(cost(9, Wish { frame: 10, stride: -8, ahead: AHEAD }).1, [0, 2, 10], "none before the first");
        let mut player = Player::default();
        player.seek(30, 100);
        assert_eq!(Wish::of(&player), Wish { frame: 30, stride: 1, ahead: 1 });
        player.shuttle(&*index(), 0.0, false);
        player.shuttle(&*index(), 0.0, false);
        assert_eq!(Wish::of(&player), Wish { frame: 30, stride: -2, ahead: AHEAD });
    }
}
