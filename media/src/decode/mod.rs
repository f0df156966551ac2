//! One loader per still format.

mod dpx;
mod exr;
mod jpeg;
mod raster;
mod tiff;

use std::path::Path;

use ::image::ImageFormat;

use crate::probe::LayerInfo;
use crate::sniff::StillFormat;
use crate::thumbnail::no_layers;
use crate::{Aspect, Limits, MediaError, Picture};

/// What a still's header tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct StillHeader {
    /// Width of the upright picture as stored, in pixels.
    pub(crate) width: u32,
    /// Height of the upright picture, in pixels.
    pub(crate) height: u32,
    /// Width and height as stored, before it is turned upright; 0 x 0 where that is the same.
    pub(crate) stored: (u32, u32),
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
    /// Which channels belong together, for formats of several layers.
    pub(crate) layers: Vec<LayerInfo>,
    /// How wide a pixel is shown.
    pub(crate) aspect: Aspect,
    /// Whether values are scene-linear.
    pub(crate) linear: bool,
}

pub(crate) fn load(
    path: &Path,
    format: StillFormat,
    layer: Option<&str>,
    limits: &Limits,
) -> Result<Picture, MediaError> {
    if format != StillFormat::Exr {
        no_layers(layer)?;
    }
    match format {
        StillFormat::Png => raster::load(path, ImageFormat::Png, limits),
        StillFormat::WebP => raster::load(path, ImageFormat::WebP, limits),
        StillFormat::Hdr => raster::load(path, ImageFormat::Hdr, limits),
        StillFormat::Tga => raster::load(path, ImageFormat::Tga, limits),
        StillFormat::Bmp => raster::load(path, ImageFormat::Bmp, limits),
        StillFormat::Jpeg => jpeg::load(path, limits),
        StillFormat::Tiff => tiff::load(path, limits),
        StillFormat::Exr => exr::load(path, layer, limits),
        StillFormat::Dpx => dpx::load(path, limits),
    }
}

pub(crate) fn header(path: &Path, format: StillFormat, limits: &Limits) -> Result<StillHeader, MediaError> {
    let mut header = match format {
        StillFormat::Png => raster::header(path, ImageFormat::Png, limits),
        StillFormat::WebP => raster::header(path, ImageFormat::WebP, limits),
        StillFormat::Hdr => raster::header(path, ImageFormat::Hdr, limits),
        StillFormat::Tga => raster::header(path, ImageFormat::Tga, limits),
        StillFormat::Bmp => raster::header(path, ImageFormat::Bmp, limits),
        StillFormat::Jpeg => jpeg::header(path, limits),
        StillFormat::Tiff => tiff::header(path, limits),
        StillFormat::Exr => exr::header(path, limits),
        StillFormat::Dpx => dpx::header(path, limits),
    }?;
    if header.stored == (0, 0) {
        header.stored = (header.width, header.height);
    }
    if header.codec.is_empty() {
        format.name().clone_into(&mut header.codec);
    }
    Ok(header)
}
