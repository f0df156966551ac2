//! What a media file is, without decoding its pictures.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::rational::Rational;
use crate::sniff::{Sniffed, StillFormat, sniff};
use crate::video::container::Container;
use crate::video::{ColourTags, FrameIndex};
use crate::{Cancel, Limits, MediaError, still};

/// Whether a file is one picture or moving ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// One picture.
    Still,
    /// Frames in time.
    Video,
}

/// What is known of a media file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaInfo {
    /// Still or video.
    pub kind: MediaKind,
    /// The file format by its content: "png", "exr", "mov", ...
    pub format: String,
    /// The codec or compression: "h264", "prores", "zip", ...
    pub codec: String,
    /// Width as displayed, after any rotation, in pixels.
    pub width: u32,
    /// Height as displayed, after any rotation, in pixels.
    pub height: u32,
    /// Bits per channel.
    pub bit_depth: u32,
    /// Whether there is an alpha channel.
    pub alpha: bool,
    /// Whether values are floating-point (and scene-linear).
    pub float: bool,
    /// How many frames can be read; 1 for a still.
    pub frames: u64,
    /// Frames that the file announces and, being cut short, does not hold.
    pub missing_frames: u64,
    /// Frames per second: exact where constant, the mean where it varies; `None` for a still.
    pub fps: Option<Rational>,
    /// How long the video is shown, in milliseconds; 0 for a still.
    pub duration_ms: u64,
    /// Whether frames are shown for different lengths of time.
    pub variable_rate: bool,
    /// Layout and depth of the values, by FFmpeg's name for videos: "yuv420p", "rgb16", ...
    pub pixel_format: String,
    /// How values relate to colour.
    pub colour: ColourTags,
    /// Whether there is sound.
    pub audio: bool,
    /// Names of all channels, for OpenEXR: "R", "diffuse.G", ...
    pub channels: Vec<String>,
    /// Size of the file, in bytes.
    pub file_bytes: u64,
}

/// Tells what the file at `path` is, deciding by its content and never by its name.
///
/// Frames of a video are counted from its packets, so that the count is the one that can be shown.
///
/// # Errors
/// `Unsupported` naming what the content looks like; `Damaged` for an empty or broken file; `TooLarge`;
/// `NotFound`; `Io`.
pub fn probe(path: &Path) -> Result<MediaInfo, MediaError> {
    probe_with_index(path, &Cancel::new()).map(|(info, _)| info)
}

/// As [`probe`], with the frame index that it made on the way where the file is a video.
pub fn probe_with_index(path: &Path, cancel: &Cancel) -> Result<(MediaInfo, Option<FrameIndex>), MediaError> {
    match sniff(path)? {
        Sniffed::Still(format) => Ok((probe_still(path, format)?, None)),
        Sniffed::Video(name) => probe_video(path, Some(name), cancel),
        Sniffed::Other(name) => Err(still::looks_like(name)),
        Sniffed::Unknown => probe_video(path, None, cancel).map_err(|error| match error {
            MediaError::Damaged { .. } => still::unrecognised(),
            other => other,
        }),
    }
}

fn file_bytes(path: &Path) -> Result<u64, MediaError> {
    let meta = std::fs::metadata(path).map_err(|error| MediaError::io(path, &error))?;
    Ok(meta.len())
}

fn probe_still(path: &Path, format: StillFormat) -> Result<MediaInfo, MediaError> {
    let header = still::header(path, format, &Limits::default())?;
    let transfer = if header.linear { "linear" } else { "srgb" };
    Ok(MediaInfo {
        kind: MediaKind::Still,
        format: format.name().to_owned(),
        codec: header.codec,
        width: header.width,
        height: header.height,
        bit_depth: header.bit_depth,
        alpha: header.alpha,
        float: header.float,
        frames: 1,
        missing_frames: 0,
        fps: None,
        duration_ms: 0,
        variable_rate: false,
        pixel_format: header.pixel_format,
        colour: ColourTags { transfer: Some(transfer.to_owned()), ..ColourTags::default() },
        audio: false,
        channels: header.channels,
        file_bytes: file_bytes(path)?,
    })
}

fn probe_video(
    path: &Path,
    name: Option<&str>,
    cancel: &Cancel,
) -> Result<(MediaInfo, Option<FrameIndex>), MediaError> {
    let container = Container::open(path, &Limits::default())?;
    let video = container.video().clone();
    let format = name.unwrap_or(container.format()).to_owned();
    let audio = container.has_audio();
    drop(container);
    let index = FrameIndex::build(path, cancel)?;
    let (width, height) = video.orientation.upright(video.width, video.height);
    let info = MediaInfo {
        kind: MediaKind::Video,
        format,
        codec: video.codec,
        width,
        height,
        bit_depth: video.bit_depth,
        alpha: video.alpha,
        float: false,
        frames: index.count(),
        missing_frames: index.missing(),
        fps: index.fps(),
        duration_ms: index.duration_ms(),
        variable_rate: index.variable_rate(),
        pixel_format: video.pixel_format,
        colour: video.colour,
        audio,
        channels: Vec::new(),
        file_bytes: file_bytes(path)?,
    };
    Ok((info, Some(index)))
}
