//! The frame index: which frames a video has, in presentation order, and where decoding can start.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::container::{Container, VideoStream};
use super::decoder::{FrameSource, is_webp};
use super::scan::{Key, Scan, one_frame_per_packet};
use super::webp::WebpFrames;
use crate::rational::Rational;
use crate::{Cancel, Limits, MediaError};

/// Which frames a video has, in presentation order: frame 0 is the first that a player shows.
///
/// Made once per file, from its packets alone wherever they tell enough, and kept: it serializes. Frame
/// N of it is the frame that `ffmpeg -i FILE -vf "select=eq(n\,N)" -frames:v 1` gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameIndex {
    /// Seconds per tick.
    time_base: Rational,
    /// Presentation time of each frame, in ticks, ascending.
    times: Vec<i64>,
    keys: Vec<Key>,
    /// Whether frames are found by their time; else by counting from the first.
    by_time: bool,
    /// How long the last frame is shown, in ticks.
    last_duration: i64,
    /// Frames that the container announces and the file, cut short, does not hold.
    missing: u64,
    rate: Option<Rational>,
    variable_rate: bool,
}

impl FrameIndex {
    /// Reads all packets of the video at `path`; decodes only where they do not tell the frames.
    ///
    /// # Errors
    /// `Damaged` where not one frame can be read; `Cancelled`; and whatever opening the file gives.
    pub fn build(path: &Path, cancel: &Cancel) -> Result<Self, MediaError> {
        let limits = Limits::default();
        if is_webp(path)? {
            return Self::of_webp(path, &limits, cancel);
        }
        let mut container = Container::open(path, &limits)?;
        let video = container.video().clone();
        let scan = Scan::read(&mut container, cancel)?;
        let announced = if container.format().starts_with("mov") {
            video.announced
        } else {
            scan.packets // others announce a guess, if anything
        };
        let missing = announced.saturating_sub(scan.packets);
        drop(container);
        let by_time = scan.times_are_sound && one_frame_per_packet(video.codec_id);
        let mut index = Self {
            time_base: video.time_base,
            times: scan.times,
            keys: scan.keys,
            by_time,
            last_duration: scan.last_duration,
            missing,
            rate: None,
            variable_rate: false,
        };
        if !by_time {
            index.count_by_decoding(path, &limits, cancel)?;
        } else if scan.head_is_doubtful {
            index.drop_undecodable_head(path, &limits, cancel)?;
        }
        if index.times.is_empty() {
            return Err(MediaError::damaged("not one frame of it can be read"));
        }
        index.find_rate(&video);
        Ok(index)
    }

    /// An animation has no packets to read: its frames are counted by decoding them.
    fn of_webp(path: &Path, limits: &Limits, cancel: &Cancel) -> Result<Self, MediaError> {
        let mut frames = WebpFrames::open(path, limits)?;
        let video = frames.video().clone();
        let mut times = Vec::new();
        while let Some(frame) = frames.next_frame(cancel)? {
            times.push(frame.pts().unwrap_or(0));
        }
        let Some(last) = times.last().copied() else {
            return Err(MediaError::damaged("not one frame of it can be read"));
        };
        let mut index = Self {
            time_base: video.time_base,
            missing: video.announced.saturating_sub(times.len() as u64),
            times,
            keys: Vec::new(),
            by_time: false,
            last_duration: frames.end() - last,
            rate: None,
            variable_rate: false,
        };
        index.find_rate(&video);
        Ok(index)
    }

    /// How many frames there are.
    pub fn count(&self) -> u64 {
        self.times.len() as u64
    }

    /// How many more frames the container announces than the file holds; 0 for a whole file.
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// Frames per second: exact where the rate is constant, the mean where it varies.
    pub fn fps(&self) -> Option<Rational> {
        self.rate
    }

    /// Whether frames are shown for different lengths of time.
    pub fn variable_rate(&self) -> bool {
        self.variable_rate
    }

    /// How long the video is shown, in milliseconds.
    pub fn duration_ms(&self) -> u64 {
        self.times.last().map_or(0, |last| self.since_first_ms(last.saturating_add(self.last_duration)))
    }

    /// When a frame is shown, in milliseconds after the first; `None` past the last frame.
    pub fn start_ms(&self, frame: u64) -> Option<u64> {
        let time = self.times.get(usize::try_from(frame).ok()?)?;
        Some(self.since_first_ms(*time))
    }

    /// The frame shown at a time in milliseconds after the first; past the end, the last.
    pub fn frame_at_ms(&self, ms: u64) -> u64 {
        let after = self.times.partition_point(|&t| self.since_first_ms(t) <= ms);
        after.saturating_sub(1) as u64
    }

    /// The frames that decode on their own, ascending.
    pub fn keyframes(&self) -> impl Iterator<Item = u64> + '_ {
        self.keys.iter().filter_map(|key| self.number_of(key.pts))
    }

    pub(super) fn by_time(&self) -> bool {
        self.by_time
    }

    /// Presentation time of a frame, in ticks.
    pub(super) fn time(&self, frame: u64) -> Option<i64> {
        self.times.get(usize::try_from(frame).ok()?).copied()
    }

    /// The frame with exactly this presentation time.
    pub(super) fn number_of(&self, time: i64) -> Option<u64> {
        self.times.binary_search(&time).ok().map(|n| n as u64)
    }

    /// Position of the last keyframe that is presented at or before `time`.
    pub(super) fn key_before(&self, time: i64) -> Option<usize> {
        self.keys.partition_point(|key| key.pts <= time).checked_sub(1)
    }

    pub(super) fn key(&self, position: usize) -> Option<Key> {
        self.keys.get(position).copied()
    }

    fn since_first_ms(&self, time: i64) -> u64 {
        let first = self.times.first().copied().unwrap_or(0);
        let ticks = i128::from(time) - i128::from(first);
        let (num, den) = (i128::from(self.time_base.num), i128::from(self.time_base.den));
        let ms = (ticks * num * 1000 + den / 2).div_euclid(den.max(1));
        u64::try_from(ms.max(0)).unwrap_or(u64::MAX)
    }

    /// Frames that come before anything decodable are not shown by any player.
    fn drop_undecodable_head(&mut self, path: &Path, limits: &Limits, cancel: &Cancel) -> Result<(), MediaError> {
        let mut source = FrameSource::open(path, limits)?;
        match source.next_frame(cancel)?.and_then(|frame| frame.pts()) {
            Some(first) => self.times.retain(|&time| time >= first),
            None => self.times.clear(),
        }
        Ok(())
    }

    fn count_by_decoding(&mut self, path: &Path, limits: &Limits, cancel: &Cancel) -> Result<(), MediaError> {
        let mut source = FrameSource::open(path, limits)?;
        self.times.clear();
        self.keys.clear();
        while let Some(frame) = source.next_frame(cancel)? {
            // Times only serve the clock here: an unusable one follows the frame before it.
            let next = self.times.last().map_or(i64::MIN, |t| t.saturating_add(1));
            let time = frame.timestamp().or_else(|| frame.pts()).unwrap_or(next);
            self.times.push(time.max(next).max(i64::MIN / 2));
        }
        Ok(())
    }

    /// Settles the rate: constant if all frames last as long as each other, give or take the one tick by
    /// which a coarse clock rounds.
    fn find_rate(&mut self, video: &VideoStream) {
        let steps = || self.times.windows(2).map(|pair| pair[1] - pair[0]);
        let (shortest, longest) = steps().fold((i64::MAX, 0), |(a, b), s| (a.min(s), b.max(s)));
        let count = self.times.len() as f64 - 1.0;
        let candidates = [video.base_rate, video.average_rate];
        if count < 1.0 {
            self.rate = candidates[1].or(candidates[0]);
            return;
        }
        let span = self.times[self.times.len() - 1] as f64 - self.times[0] as f64;
        let measured = count / (span * self.time_base.as_f64());
        self.variable_rate = longest - shortest > 1;
        if self.last_duration == 0 {
            self.last_duration = (span / count).round() as i64;
        }
        // 24 and 23.976 are a thousandth apart; a clock of milliseconds blurs short clips by less.
        let close = |rate: &Rational| {
            let slack = 1.5 / (span.max(1.0)) + 1e-4;
            (rate.as_f64() / measured - 1.0).abs() < slack
        };
        let exact = candidates.into_iter().flatten().find(close);
        self.rate = if self.variable_rate {
            candidates[1].filter(close).or_else(|| approximate(measured))
        } else {
            exact.or_else(|| approximate(measured))
        };
    }
}

/// A rate to a thousandth of a frame per second.
fn approximate(rate: f64) -> Option<Rational> {
    let thousandths = (rate * 1000.0).round();
    (thousandths < f64::from(i32::MAX)).then(|| Rational::new(thousandths as i32, 1000)).flatten()
}
