//! Decoding a still: the one door to the loaders in [`crate::decode`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::decode::{self, StillHeader};
use crate::sniff::{Sniffed, StillFormat, sniff};
use crate::{Limits, MediaError, Picture};

/// Decodes the still at `path` with its own values, upright, within `limits`.
///
/// The format is decided by content. A video is refused with `Unsupported`: use
/// [`VideoReader`](crate::VideoReader) for one frame of it.
///
/// # Errors
/// `Unsupported`, `Damaged`, `TooLarge` (before anything is allocated), `NotFound` or `Io`.
pub fn decode_still(path: &Path, limits: &Limits) -> Result<Picture, MediaError> {
    decode_layer(path, None, limits)
}

/// As [`decode_still`], of the layer of this name; without a name, of the layer that is the picture.
///
/// # Errors
/// As [`decode_still`]; `NoLayer` where the file has no such layer.
pub fn decode_layer(path: &Path, layer: Option<&str>, limits: &Limits) -> Result<Picture, MediaError> {
    let format = still_format(path)?;
    let picture = guarded(|| decode::load(path, format, layer, limits))?;
    tracing::debug!(path = %path.display(), format = format.name(), "decoded a still");
    Ok(picture)
}

/// Reads only the header of a still.
pub(crate) fn header(path: &Path, format: StillFormat, limits: &Limits) -> Result<StillHeader, MediaError> {
    guarded(|| decode::header(path, format, limits))
}

fn still_format(path: &Path) -> Result<StillFormat, MediaError> {
    match sniff(path)? {
        // A file was a still to a round that was published before its kind counted as a clip.
        Sniffed::Still(format) | Sniffed::Animation(format) => Ok(format),
        Sniffed::Video(name) => {
            Err(MediaError::unsupported(format!("its content is a video ({name}), not a still picture")))
        }
        Sniffed::Other(name) => Err(looks_like(name)),
        Sniffed::Unknown => Err(unrecognised()),
    }
}

/// The refusal for content that is known and not readable here.
pub(crate) fn looks_like(name: &str) -> MediaError {
    MediaError::unsupported(format!("its content looks like {name}"))
}

/// The refusal for content that is not known at all.
pub(crate) fn unrecognised() -> MediaError {
    MediaError::unsupported("its content is not that of any known picture or video format")
}

/// Runs a loader so that a panic inside a decoding library costs this one file only.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, MediaError>) -> Result<T, MediaError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let message = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or_default();
        Err(MediaError::damaged(if message.contains("AllocError") {
            "it needs more memory than is allowed"
        } else {
            "its content confused the decoder beyond recovery"
        }))
    })
}
