//! Exact access to any frame of a video by its number.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ffmpeg_next::frame;

use super::cache::FrameCache;
use super::convert::{Converter, Look};
use super::decoder::FrameSource;
use super::index::FrameIndex;
use crate::{Cancel, DisplayPicture, Limits, MediaError};

/// Memory for decoded frames, in bytes, until set otherwise.
const DEFAULT_CACHE_BYTES: usize = 256 << 20;

/// A video opened for reading frames in any order.
///
/// Going forward decodes each frame once. Going back decodes from the keyframe before and keeps as many
/// frames as its memory allows, so that the steps after the first are free. It may move between threads;
/// one thread uses it at a time.
pub struct VideoReader {
    path: PathBuf,
    limits: Limits,
    index: Arc<FrameIndex>,
    look: Look,
    source: FrameSource,
    place: Place,
    cache: FrameCache,
    converter: Converter,
    cancel: Cancel,
}

/// Where decoding stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Number of the last frame that came out and was in the index.
    last: Option<u64>,
    /// Frames before this time may lack what they refer to; they come out after a seek into the middle.
    sound_from: i64,
    /// How many frames came out since the beginning, for files whose frames are counted.
    counted: u64,
}

impl Place {
    const BEGINNING: Self = Self { last: None, sound_from: i64::MIN, counted: 0 };
}

impl VideoReader {
    /// Opens the video at `path`, whose index was made from the same content.
    ///
    /// # Errors
    /// Whatever opening the file gives; `Unsupported` where there is no decoder.
    pub fn open(path: &Path, index: Arc<FrameIndex>) -> Result<Self, MediaError> {
        let limits = Limits::default();
        let source = FrameSource::open(path, &limits)?;
        Ok(Self {
            path: path.to_owned(),
            limits,
            index,
            look: Look::of(source.video()),
            source,
            place: Place::BEGINNING,
            cache: FrameCache::new(DEFAULT_CACHE_BYTES),
            converter: Converter::default(),
            cancel: Cancel::new(),
        })
    }

    /// The index that frame numbers refer to.
    pub fn index(&self) -> &FrameIndex {
        &self.index
    }

    /// How much memory decoded frames may take, in bytes (256 MiB unless set).
    pub fn set_cache_bytes(&mut self, bytes: usize) {
        self.cache.set_budget(bytes);
    }

    /// Calls to [`frame`](Self::frame) end with `Cancelled` once this flag is raised.
    pub fn set_cancel(&mut self, cancel: Cancel) {
        self.cancel = cancel;
    }

    /// Whether [`frame`](Self::frame) would answer without decoding.
    pub fn is_cached(&self, number: u64) -> bool {
        self.cache.get(number).is_some()
    }

    /// Frame `number`, counted from 0 in presentation order, 8-bit, flattened onto white, as large and as
    /// upright as it is shown.
    ///
    /// # Errors
    /// `FrameOutOfRange` past the last frame; `Damaged` for a frame that does not decode, or that the
    /// container announces and the file does not hold; `Cancelled`.
    pub fn frame(&mut self, number: u64) -> Result<DisplayPicture, MediaError> {
        let count = self.index.count();
        if number >= count {
            let announced = count.saturating_add(self.index.missing());
            return Err(if number < announced {
                MediaError::damaged(format!(
                    "frame {number} is missing: the file ends after {count} of {announced} frames"
                ))
            } else {
                MediaError::FrameOutOfRange { frame: number, count }
            });
        }
        self.decode(number)?;
        match self.cache.get(number) {
            Some(frame) => self.converter.display(frame, &self.look),
            None => Err(undecodable(number)),
        }
    }

    /// Decodes a frame that will be asked for, and keeps it.
    ///
    /// # Errors
    /// As [`frame`](Self::frame).
    pub(crate) fn prepare(&mut self, number: u64) -> Result<(), MediaError> {
        if number < self.index.count() { self.decode(number) } else { Ok(()) }
    }

    fn decode(&mut self, number: u64) -> Result<(), MediaError> {
        if self.cache.get(number).is_some() {
            return Ok(());
        }
        let found = if self.index.by_time() { self.decode_by_time(number) } else { self.decode_by_counting(number) };
        // What was called off goes on from where it stands. Whatever state any other failure leaves, the
        // next request starts afresh.
        if found.as_ref().is_err_and(|error| *error != MediaError::Cancelled) {
            self.place.last = None;
            self.place.counted = u64::MAX;
        }
        found
    }

    /// Decodes on, or from a keyframe before, until the frame with the right time comes out.
    fn decode_by_time(&mut self, number: u64) -> Result<(), MediaError> {
        let target = self.index.time(number).ok_or_else(|| undecodable(number))?;
        let key = self.index.key_before(target);
        if self.is_ahead_of_us(number, key) && self.decode_until(number, target)? {
            return Ok(());
        }
        // From the nearest keyframe; if the frame does not come out (a seek that landed too late, a
        // keyframe that is none), from one further back each time, and from the beginning at last.
        let mut back = 0;
        while let Some(position) = key.and_then(|key| key.checked_sub(back)) {
            if self.seek_to_key(position) && self.decode_until(number, target)? {
                return Ok(());
            }
            back = (back * 2).max(1);
        }
        self.restart()?;
        if self.decode_until(number, target)? { Ok(()) } else { Err(undecodable(number)) }
    }

    /// Whether decoding on from here reaches the frame sooner than a seek would.
    fn is_ahead_of_us(&self, number: u64, key: Option<usize>) -> bool {
        let Some(last) = self.place.last else {
            // Nothing came out yet: at the very beginning, the first group needs no seek.
            return key.is_none_or(|key| key == 0) && self.place.counted == 0 && self.place.sound_from == i64::MIN;
        };
        let key_time = key.and_then(|key| self.index.key(key)).map(|key| key.pts);
        let last_time = self.index.time(last);
        last < number && (number - last <= 2 || key_time <= last_time)
    }

    fn seek_to_key(&mut self, position: usize) -> bool {
        let Some(key) = self.index.key(position) else {
            return false;
        };
        self.place = Place { last: None, sound_from: key.pts, counted: u64::MAX };
        self.source.seek(key.pts, key.dts)
    }

    /// Opens the file anew: the one way to its beginning that every container has.
    fn restart(&mut self) -> Result<(), MediaError> {
        self.source = FrameSource::open(&self.path, &self.limits)?;
        self.place = Place::BEGINNING;
        Ok(())
    }

    /// Decodes until frame `number`, shown at `target`, is in the cache; false once frames beyond it
    /// come out, or the end is reached.
    fn decode_until(&mut self, number: u64, target: i64) -> Result<bool, MediaError> {
        while let Some(frame) = self.source.next_frame(&self.cancel)? {
            let Some(time) = frame.pts().or_else(|| frame.timestamp()) else {
                continue;
            };
            if time < self.place.sound_from {
                continue;
            }
            if let Some(found) = self.index.number_of(time) {
                self.place.last = Some(found);
                self.keep(found, frame, number);
            }
            if time == target {
                return Ok(true);
            }
            if time > target {
                return Ok(false);
            }
        }
        self.place.last = None;
        Ok(false)
    }

    /// For files whose times do not tell frames apart: counts from the beginning.
    fn decode_by_counting(&mut self, number: u64) -> Result<(), MediaError> {
        if self.place.counted > number {
            self.restart()?;
        }
        while self.place.counted <= number {
            let Some(frame) = self.source.next_frame(&self.cancel)? else {
                return Err(undecodable(number));
            };
            let found = self.place.counted;
            self.place.counted += 1;
            self.keep(found, frame, number);
        }
        Ok(())
    }

    fn keep(&mut self, number: u64, frame: frame::Video, focus: u64) {
        self.cache.insert(number, frame, focus);
    }
}

impl std::fmt::Debug for VideoReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VideoReader({})", self.path.display())
    }
}

fn undecodable(number: u64) -> MediaError {
    MediaError::damaged(format!("frame {number} cannot be decoded"))
}
