//! Still formats through FFmpeg: DPX, and TIFF of the kinds that no other library here reads. Values stay
//! as stored: logarithmic film densities are not converted.

use std::path::Path;

use super::StillHeader;
use crate::video::{container::Container, single};
use crate::{Limits, MediaError, Picture};

/// Decodes the picture of a file that FFmpeg's `demuxer` reads.
pub(super) fn load(path: &Path, demuxer: &str, limits: &Limits) -> Result<Picture, MediaError> {
    single::picture(path, demuxer, limits)
}

/// What FFmpeg's `demuxer` tells of the picture.
pub(super) fn header(path: &Path, demuxer: &str, limits: &Limits) -> Result<StillHeader, MediaError> {
    let container = Container::open_as(path, Some(demuxer), limits)?;
    let video = container.video();
    Ok(StillHeader {
        width: video.width,
        height: video.height,
        bit_depth: video.bit_depth,
        alpha: video.alpha,
        pixel_format: video.pixel_format.clone(),
        ..StillHeader::default()
    })
}
