//! Video through FFmpeg: a frame index from packets, and exact access to any frame by its number.

mod cache;
pub(crate) mod container;
mod convert;
mod decoder;
mod index;
mod orientation;
mod reader;
mod scan;
pub(crate) mod single;
mod tags;
mod webp;

use std::path::Path;

use self::container::{Container, VideoStream};
use crate::{Limits, MediaError};

pub use index::FrameIndex;
pub use reader::VideoReader;
pub use tags::ColourTags;

/// What is known of a clip without decoding it: its video stream, the container's name, whether there is sound.
pub(crate) fn describe(path: &Path, limits: &Limits) -> Result<(VideoStream, String, bool), MediaError> {
    if decoder::is_webp(path)? {
        return Ok((webp::WebpFrames::open(path, limits)?.video().clone(), "webp".to_owned(), false));
    }
    let container = Container::open(path, limits)?;
    Ok((container.video().clone(), container.format().to_owned(), container.has_audio()))
}
