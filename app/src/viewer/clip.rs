//! A clip's frames, fetched away from the window's thread.
//!
//! One frame is wanted at a time. A newer wish replaces an older one that no thread has begun, so that
//! scrubbing never queues; frames ahead of the wanted one are fetched while nothing else is to do.

use super::{
    jobs::{Jobs, Ticket, lock},
    pyramid::Pyramid,
    still::sentence,
};
use crate::reading;
use rushes_media::{Cancel, DisplayPicture, FrameIndex, MediaError};
use std::{
    collections::BTreeMap,
    ops::Range,
    path::PathBuf,
    sync::{Arc, Mutex},
};

/// Memory for frames that are ready to be shown, in bytes: 24 of 1080p.
const KEEP: usize = 192 << 20;
/// How many frames are fetched ahead while playing.
pub const AHEAD: u64 = 8;

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
    wanted: u64,
    ahead: u64,
    frames: BTreeMap<u64, Fetched>,
    bytes: usize,
    /// A job is at work, and will look at the wish again before it ends.
    working: bool,
}

impl Inside {
    /// The frames that are wished for.
    fn wishes(&self) -> Range<u64> {
        let count = match &self.index {
            Some(Ok(index)) => index.count(),
            _ => 0,
        };
        self.wanted..self.wanted.saturating_add(self.ahead).saturating_add(1).min(count)
    }

    /// The next frame to fetch, and the one after it.
    fn next(&self) -> (Option<u64>, Option<u64>) {
        let mut missing = self.wishes().filter(|n| !self.frames.contains_key(n));
        (missing.next(), missing.next())
    }

    fn keep(&mut self, number: u64, fetched: Fetched) {
        let size = |f: &Fetched| f.as_ref().map_or(0, |p| p.bytes());
        self.bytes += size(&fetched);
        if let Some(old) = self.frames.insert(number, fetched) {
            self.bytes -= size(&old);
        }
        while self.bytes > KEEP && self.frames.len() > 1 {
            // What lies behind is let go sooner than what lies ahead.
            let distance = |n: u64| if n < self.wanted { (self.wanted - n) * 2 } else { n - self.wanted };
            let Some(far) = self.frames.keys().copied().max_by_key(|n| distance(*n)) else { break };
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
        write!(f, "Clip(frame {} wanted, {} held)", inside.wanted, inside.frames.len())
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
        let shared =
            Arc::new(Shared { inside: Mutex::default(), source: Mutex::new(Some(source)), closed: Cancel::new() });
        let mut clip = Self { shared, jobs: jobs.clone(), ticket: None };
        clip.want(0, 0);
        clip
    }

    /// Its frames, once known; the error as a sentence.
    #[must_use]
    pub fn index(&self) -> Option<Result<Arc<FrameIndex>, String>> {
        lock(&self.shared.inside).index.clone()
    }

    /// Wishes to see a frame, and `ahead` more after it.
    pub fn want(&mut self, frame: u64, ahead: u64) {
        // A job that broke off, or was pushed out of the queue, does nothing more.
        let ended = self.ticket.as_ref().is_none_or(|t| t.take().is_some());
        let mut inside = lock(&self.shared.inside);
        if inside.wanted != frame {
            inside.generation += 1;
        }
        inside.wanted = frame;
        inside.ahead = ahead;
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

    /// The fetched frame nearest before `frame` and not before `from`: while playing, the best there is.
    #[must_use]
    pub fn latest(&self, from: u64, frame: u64) -> Option<(u64, Arc<Pyramid>)> {
        let inside = lock(&self.shared.inside);
        if from > frame {
            return None;
        }
        inside.frames.range(from..=frame).rev().find_map(|(n, f)| Some((*n, Arc::clone(f.as_ref().ok()?))))
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
        let wanted = || !shared.closed.is_cancelled() && lock(&shared.inside).wishes().contains(&number);
        let fetched = match source.frame(number, after, &wanted) {
            // The wish has moved on.
            Err(MediaError::Cancelled) if !wanted() => continue,
            fetched => {
                fetched.map(|f| Arc::new(Pyramid::of_frame(f.width, f.height, &f.rgba))).map_err(|e| sentence(&e))
            }
        };
        let mut inside = lock(&shared.inside);
        inside.keep(number, fetched);
        let seen = inside.wanted == number || inside.generation != generation;
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
            bench.clip.want(frame, 0);
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
        bench.clip.want(96, AHEAD);
        for _ in 0..5 {
            bench.go.send(()).unwrap();
        }
        let order: Vec<u64> = (0..4).map(|_| bench.asked.recv().unwrap()).collect();
        assert_eq!(order, [96, 97, 98, 99], "and none past the end");
        bench.wait_for(99).unwrap();
        assert_eq!(bench.clip.latest(90, 98).unwrap().0, 98);
        assert!(bench.clip.latest(97, 96).is_none());
    }

    #[test]
    fn one_bad_frame_costs_that_frame() {
        let mut bench = bench();
        bench.go.send(()).unwrap();
        bench.wait_for(0).unwrap();
        bench.go.send(()).unwrap();
        bench.clip.want(13, 0);
        let why = bench.wait_for(13).unwrap_err();
        assert!(why.starts_with("This file is damaged: frame 13 cannot be decoded. "), "{why}");
        bench.go.send(()).unwrap();
        bench.clip.want(14, 0);
        bench.wait_for(14).unwrap();
        assert_eq!(bench.clip.latest(0, 13).unwrap().0, 0, "a bad frame is passed over");
    }

    #[test]
    fn memory_is_bounded_and_near_frames_stay() {
        let mut inside = Inside { wanted: 50, ..Inside::default() };
        let frame = Arc::new(Pyramid::of_frame(1920, 1080, &[]));
        for number in 0..100 {
            inside.keep(number, Ok(Arc::clone(&frame)));
        }
        assert!(inside.bytes <= KEEP, "{}", inside.bytes);
        assert!(inside.frames.contains_key(&50) && inside.frames.contains_key(&51) && inside.frames.contains_key(&49));
        assert_eq!(inside.bytes, inside.frames.values().flatten().map(|p| p.bytes()).sum::<usize>());
    }
}
