//! Which frames are fetched, and which are kept.

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
