//! TIFF, by a reader of our own over the libraries for its compressions.
//!
//! The format is a box of kinds: what no single library reads whole, and what each reads wrong of the rest,
//! would need a chain of readers of which the later ones forget what the first honours. So one reader knows
//! every kind it reads, honours orientation, alpha and limits for all of them, and refuses the others by name.

mod colour;
mod directory;
mod fax;
mod page;
mod samples;
mod tags;
mod unpack;

use std::path::Path;

use ::image::metadata::Orientation;
use ::image::{DynamicImage, ImageBuffer};

use self::directory::Source;
use self::page::{Kind, Meaning, Page};
use self::samples::{RowReader, Values};
use super::{StillHeader, raster};
use crate::{Limits, MediaError, Picture, Pixels};

pub(super) fn load(path: &Path, limits: &Limits) -> Result<Picture, MediaError> {
    let (mut source, page) = open(path, limits)?;
    let each = if page.kind == Kind::Float { 4 } else { 2 };
    limits.check(page.width.into(), page.height.into(), each * (page.kept().len() as u64 + 4))?;
    let values = read(&mut source, &page)?;
    let pixels = colour::pixels(&page, &values);
    drop(values);
    let picture = upright(&page, pixels)?;
    Ok(Picture { premultiplied: page.alpha.is_some_and(|(_, associated)| associated), ..picture })
}

pub(super) fn header(path: &Path, limits: &Limits) -> Result<StillHeader, MediaError> {
    let (_, page) = open(path, limits)?;
    let alpha = page.alpha.is_some();
    let layout = match page.meaning {
        Meaning::Gray(_) if alpha => "graya",
        Meaning::Gray(_) => "gray",
        Meaning::Palette => "pal",
        Meaning::Cmyk => "cmyk",
        Meaning::YCbCr => "ycbcr",
        Meaning::Lab(_) => "lab",
        Meaning::Rgb if alpha => "rgba",
        Meaning::Rgb => "rgb",
    };
    let float = page.kind == Kind::Float;
    let (mut width, mut height) = (page.width, page.height);
    if page.orientation > 4 {
        (width, height) = (height, width);
    }
    Ok(StillHeader {
        width,
        height,
        stored: (page.width, page.height),
        bit_depth: page.bits,
        alpha,
        float,
        pixel_format: format!("{layout}{}{}", page.bits, if float { "f" } else { "" }),
        linear: float,
        ..StillHeader::default()
    })
}

fn open(path: &Path, limits: &Limits) -> Result<(Source, Page), MediaError> {
    let (mut source, first) = Source::open(path)?;
    let tags = source.picture(first)?;
    let page = Page::read(&mut source, &tags, limits)?;
    Ok((source, page))
}

impl Page {
    /// The samples that make the picture: the colours, then alpha.
    fn kept(&self) -> Vec<usize> {
        (0..self.meaning.colours()).chain(self.alpha.map(|(sample, _)| sample)).collect()
    }
}

/// All samples that make the picture, chunk by chunk.
fn read(source: &mut Source, page: &Page) -> Result<Values, MediaError> {
    let kept = page.kept();
    let (width, height) = (page.width as usize, page.height as usize);
    let count = width * height * kept.len();
    let mut values = match page.kind {
        Kind::Unsigned => Values::Whole(vec![0; count]),
        Kind::Float => Values::Float(vec![0.0; count]),
    };
    let mut reader = RowReader::new(page);
    let planes = if page.planar { page.samples } else { 1 };
    for plane in 0..planes {
        // Which samples of the row go where in the pixel.
        let slots: Vec<(usize, usize)> = kept
            .iter()
            .enumerate()
            .filter(|(_, sample)| !page.planar || **sample == plane)
            .map(|(slot, sample)| (if page.planar { 0 } else { *sample }, slot))
            .collect();
        if slots.is_empty() {
            continue;
        }
        for chunk in 0..page.chunks_a_plane() {
            let left = chunk % page.chunks_across() * page.chunk.0 as usize;
            let top = chunk / page.chunks_across() * page.chunk.1 as usize;
            let rows = (page.chunk.1 as usize).min(height - top);
            let across = (page.chunk.0 as usize).min(width - left);
            let data = unpack::chunk(source, page, plane * page.chunks_a_plane() + chunk, rows as u32)?;
            for (y, row) in data.bytes.chunks(data.stride).take(rows).enumerate() {
                reader.read(row, page.chunk.0 as usize);
                let from = ((top + y) * width + left) * kept.len();
                let cells = from..from + across * kept.len();
                match &mut values {
                    Values::Whole(values) => {
                        for (x, pixel) in values[cells].chunks_exact_mut(kept.len()).enumerate() {
                            slots.iter().for_each(|&(sample, slot)| pixel[slot] = reader.whole(x, sample));
                        }
                    }
                    Values::Float(values) => {
                        for (x, pixel) in values[cells].chunks_exact_mut(kept.len()).enumerate() {
                            slots.iter().for_each(|&(sample, slot)| pixel[slot] = reader.float(x, sample));
                        }
                    }
                }
            }
        }
    }
    Ok(values)
}

/// Turned as the orientation tag asks.
fn upright(page: &Page, pixels: Pixels) -> Result<Picture, MediaError> {
    let (width, height) = (page.width, page.height);
    let image = match pixels {
        Pixels::Rgba8(v) => ImageBuffer::from_raw(width, height, v).map(DynamicImage::ImageRgba8),
        Pixels::Rgba16(v) => ImageBuffer::from_raw(width, height, v).map(DynamicImage::ImageRgba16),
        Pixels::RgbaF32(v) => ImageBuffer::from_raw(width, height, v).map(DynamicImage::ImageRgba32F),
    };
    let mut image = image.ok_or_else(directory::short)?;
    image.apply_orientation(Orientation::from_exif(page.orientation).unwrap_or(Orientation::NoTransforms));
    Ok(raster::picture(image))
}
