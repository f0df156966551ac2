//! One picture through FFmpeg, for still formats that it reads best.

use std::path::Path;

use super::container::Container;
use super::convert::Converter;
use super::decoder::CodedFrames;
use crate::{Cancel, Limits, MediaError, Picture};

/// The one picture of a file, read by FFmpeg's `demuxer`.
pub(crate) fn picture(path: &Path, demuxer: &str, limits: &Limits) -> Result<Picture, MediaError> {
    let container = Container::open_as(path, Some(demuxer), limits)?;
    let video = container.video();
    let (bit_depth, aspect) = (video.bit_depth, video.aspect);
    limits.check(video.width.into(), video.height.into(), 8)?;
    let mut source = CodedFrames::new(container, limits)?;
    let frame =
        source.next_frame(&Cancel::new())?.ok_or_else(|| MediaError::damaged("its picture cannot be decoded"))?;
    let pixels = Converter::default().values(&frame, bit_depth)?;
    Ok(Picture { width: frame.width(), height: frame.height(), pixels, premultiplied: false, aspect })
}
