//! What a media file is, without decoding its pictures.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::rational::Rational;
use crate::sniff::{Sniffed, StillFormat, sniff};
use crate::video::{ColourTags, FrameIndex};
use crate::{Aspect, Cancel, Limits, MediaError, still};

/// Whether a file is one picture or moving ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// One picture.
    Still,
    /// Frames in time.
    Video,
}

/// Channels of a file that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerInfo {
    /// "ViewLayer.Combined"; "default" for channels without a name of their own.
    pub name: String,
    /// The last piece of each channel's name, colours first: "R", "G", "B", "A", "Z".
    pub channels: Vec<String>,
}

/// What is known of a media file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaInfo {
    /// Still or video.
    pub kind: MediaKind,
    /// The file format by its content: "png", "exr", "mov", ...
    pub format: String,
    /// The codec or compression: "h264", "prores", "zip", ...
    pub codec: String,
    /// Width as shown: turned upright and with the pixels' own shape, in pixels.
    pub width: u32,
    /// Height as shown, in pixels.
    pub height: u32,
    /// A stored pixel's width over its height.
    pub pixel_aspect: Aspect,
    /// Width as stored, in pixels.
    pub stored_width: u32,
    /// Height as stored, in pixels.
    pub stored_height: u32,
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
    /// Which of them belong together, for OpenEXR.
    pub layers: Vec<LayerInfo>,
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
        Sniffed::Animation(format) => probe_video(path, Some(format.name_animated()), cancel),
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
    let colour = if header.linear {
        ColourTags::of_still("linear", "floating point values are taken as scene-linear")
    } else {
        ColourTags::of_still("srgb", "whole numbers are taken as sRGB")
    };
    Ok(MediaInfo {
        kind: MediaKind::Still,
        format: format.name().to_owned(),
        codec: header.codec,
        width: header.aspect.shown(header.width),
        height: header.height,
        pixel_aspect: header.aspect,
        stored_width: header.stored.0,
        stored_height: header.stored.1,
        bit_depth: header.bit_depth,
        alpha: header.alpha,
        float: header.float,
        frames: 1,
        missing_frames: 0,
        fps: None,
        duration_ms: 0,
        variable_rate: false,
        pixel_format: header.pixel_format,
        colour,
        audio: false,
        channels: header.channels,
        layers: header.layers,
        file_bytes: file_bytes(path)?,
    })
}

fn probe_video(
    path: &Path,
    name: Option<&str>,
    cancel: &Cancel,
) -> Result<(MediaInfo, Option<FrameIndex>), MediaError> {
    let (video, container_name, audio) = crate::video::describe(path, &Limits::default())?;
    let format = name.unwrap_or(&container_name).to_owned();
    let index = FrameIndex::build(path, cancel)?;
    let (width, height) = video.shown();
    let info = MediaInfo {
        kind: MediaKind::Video,
        format,
        codec: video.codec,
        width,
        height,
        pixel_aspect: video.aspect,
        stored_width: video.width,
        stored_height: video.height,
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
        layers: Vec::new(),
        file_bytes: file_bytes(path)?,
    };
    Ok((info, Some(index)))
}
