//! How far two pictures, or two videos, are from each other as a screen shows them.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::probe::probe_with_index;
use crate::{Cancel, DisplayPicture, Limits, MediaError, MediaKind, VideoReader, decode_still};

/// The difference of two files at 8 bits a channel, flattened onto white.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Diff {
    /// Whether every pixel of every frame is equal, and there are as many frames.
    pub same: bool,
    /// Width of both, in pixels.
    pub width: u32,
    /// Height of both, in pixels.
    pub height: u32,
    /// Frames compared, one by one from the first: 1 for stills, the shorter count for videos.
    pub frames: u64,
    /// Frames with at least one different pixel.
    pub different_frames: u64,
    /// The first such frame, counted from 0.
    pub first_different_frame: Option<u64>,
    /// Frames that one of the two has beyond the end of the other.
    pub extra_frames: u64,
    /// Pixels that differ in any channel, over all frames.
    pub different_pixels: u64,
    /// Largest difference in any channel, 0 to 255.
    pub max_difference: u8,
    /// Mean absolute difference over all channels of all pixels, 0 to 255.
    pub mean_difference: f64,
}

/// Compares two files pixel by pixel: still with still, or frame by frame.
///
/// # Errors
/// `SizeMismatch` where the sizes differ, and what probing and decoding give.
pub fn diff(a: &Path, b: &Path) -> Result<Diff, MediaError> {
    diff_cancellable(a, b, &Cancel::new())
}

/// As [`diff`]; ends with `Cancelled` once the flag is raised.
pub fn diff_cancellable(a: &Path, b: &Path, cancel: &Cancel) -> Result<Diff, MediaError> {
    let (mut a, mut b) = (Side::open(a, cancel)?, Side::open(b, cancel)?);
    let frames = a.frames.min(b.frames);
    let mut tally = Tally::default();
    let mut size = (0, 0);
    for frame in 0..frames {
        cancel.check()?;
        let (left, right) = (a.frame(frame)?, b.frame(frame)?);
        size = (left.width, left.height);
        tally.add(frame, &left, &right)?;
    }
    let extra_frames = a.frames.abs_diff(b.frames);
    Ok(Diff {
        same: tally.pixels == 0 && extra_frames == 0,
        width: size.0,
        height: size.1,
        frames,
        different_frames: tally.frames,
        first_different_frame: tally.first,
        extra_frames,
        different_pixels: tally.pixels,
        max_difference: tally.max,
        mean_difference: tally.sum as f64 / tally.values.max(1) as f64,
    })
}

/// Compares two pictures that are already decoded.
///
/// # Errors
/// `SizeMismatch`.
pub fn diff_pictures(a: &DisplayPicture, b: &DisplayPicture) -> Result<Diff, MediaError> {
    let mut tally = Tally::default();
    tally.add(0, a, b)?;
    Ok(Diff {
        same: tally.pixels == 0,
        width: a.width,
        height: a.height,
        frames: 1,
        different_frames: tally.frames,
        first_different_frame: tally.first,
        extra_frames: 0,
        different_pixels: tally.pixels,
        max_difference: tally.max,
        mean_difference: tally.sum as f64 / tally.values.max(1) as f64,
    })
}

struct Side {
    frames: u64,
    source: Source,
}

enum Source {
    Still(DisplayPicture),
    Video(Box<VideoReader>),
}

impl Side {
    fn open(path: &Path, cancel: &Cancel) -> Result<Self, MediaError> {
        let (info, index) = probe_with_index(path, cancel)?;
        let source = match (info.kind, index) {
            (MediaKind::Video, Some(index)) => {
                let mut reader = VideoReader::open(path, Arc::new(index))?;
                reader.set_cancel(cancel.clone());
                Source::Video(Box::new(reader))
            }
            _ => Source::Still(decode_still(path, &Limits::default())?.to_display()),
        };
        Ok(Self { frames: info.frames, source })
    }

    fn frame(&mut self, number: u64) -> Result<DisplayPicture, MediaError> {
        match &mut self.source {
            Source::Still(picture) => Ok(picture.clone()),
            Source::Video(reader) => reader.frame(number),
        }
    }
}

#[derive(Default)]
struct Tally {
    frames: u64,
    first: Option<u64>,
    pixels: u64,
    max: u8,
    sum: u64,
    values: u64,
}

impl Tally {
    fn add(&mut self, frame: u64, a: &DisplayPicture, b: &DisplayPicture) -> Result<(), MediaError> {
        if (a.width, a.height) != (b.width, b.height) {
            return Err(MediaError::SizeMismatch {
                a_width: a.width,
                a_height: a.height,
                b_width: b.width,
                b_height: b.height,
            });
        }
        self.values += u64::from(a.width) * u64::from(a.height) * 3;
        if a.rgba == b.rgba {
            return Ok(());
        }
        self.frames += 1;
        self.first.get_or_insert(frame);
        for (p, q) in a.rgba.chunks_exact(4).zip(b.rgba.chunks_exact(4)) {
            let steps = [0, 1, 2].map(|c| p[c].abs_diff(q[c]));
            let largest = steps.into_iter().max().unwrap_or(0);
            self.pixels += u64::from(largest > 0);
            self.max = self.max.max(largest);
            self.sum += steps.into_iter().map(u64::from).sum::<u64>();
        }
        Ok(())
    }
}
