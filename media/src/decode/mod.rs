//! One loader per still format.

mod exr;
mod film;
mod jpeg;
mod raster;
mod tiff;

use std::path::Path;

use ::image::ImageFormat;

use crate::sniff::StillFormat;
use crate::{Limits, MediaError, Picture};

/// What a still's header tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct StillHeader {
    /// Width of the upright picture, in pixels.
    pub(crate) width: u32,
    /// Height of the upright picture, in pixels.
    pub(crate) height: u32,
    /// Codec or compression, in the format's own word.
    pub(crate) codec: String,
    /// Bits per channel.
    pub(crate) bit_depth: u32,
    pub(crate) alpha: bool,
    pub(crate) float: bool,
    /// Layout and depth, such as "rgb16".
    pub(crate) pixel_format: String,
    /// Names of all channels, for formats that name them.
    pub(crate) channels: Vec<String>,
    /// Whether values are scene-linear.
    pub(crate) linear: bool,
}

pub(crate) fn load(path: &Path, format: StillFormat, limits: &Limits) -> Result<Picture, MediaError> {
    match format {
        StillFormat::Png => raster::load(path, ImageFormat::Png, limits),
        StillFormat::WebP => raster::load(path, ImageFormat::WebP, limits),
        StillFormat::Hdr => raster::load(path, ImageFormat::Hdr, limits),
        StillFormat::Tga => raster::load(path, ImageFormat::Tga, limits),
        StillFormat::Bmp => raster::load(path, ImageFormat::Bmp, limits),
        StillFormat::Jpeg => jpeg::load(path, limits),
        StillFormat::Tiff => tiff::load(path, limits),
        StillFormat::Exr => exr::load(path, limits),
        StillFormat::Dpx => film::load(path, "dpx_pipe", limits),
    }
}

pub(crate) fn header(path: &Path, format: StillFormat, limits: &Limits) -> Result<StillHeader, MediaError> {
    let mut header = match format {
        StillFormat::Png => raster::header(path, ImageFormat::Png, limits),
        StillFormat::WebP => raster::header(path, ImageFormat::WebP, limits),
        StillFormat::Hdr => raster::header(path, ImageFormat::Hdr, limits),
        StillFormat::Tga => raster::header(path, ImageFormat::Tga, limits),
        StillFormat::Bmp => raster::header(path, ImageFormat::Bmp, limits),
        StillFormat::Jpeg => raster::header(path, ImageFormat::Jpeg, limits),
        StillFormat::Tiff => tiff::header(path, limits),
        StillFormat::Exr => exr::header(path, limits),
        StillFormat::Dpx => film::header(path, "dpx_pipe", limits),
    }?;
    if header.codec.is_empty() {
        format.name().clone_into(&mut header.codec);
    }
    Ok(header)
}
