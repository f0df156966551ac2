//! OpenEXR through the `exr` crate: one layer's colour, half or float, scene-linear.
//!
//! The crate has no limit on what it allocates, so its header is checked against the file's size first.

mod choice;
mod layers;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use ::exr::block::UncompressedBlock;
use ::exr::block::reader::{ChunksReader, Reader};
use ::exr::compression::Compression;
use ::exr::error::Error;
use ::exr::math::Vec2;
use ::exr::meta::attribute::SampleType;
use ::exr::meta::header::Header;
use ::exr::prelude::f16;

use self::choice::Choice;
use self::layers::Layer;
use super::StillHeader;
use crate::probe::LayerInfo;
use crate::{Aspect, Limits, MediaError, Picture, Pixels};

pub(super) fn load(path: &Path, layer: Option<&str>, limits: &Limits) -> Result<Picture, MediaError> {
    let (reader, choice) = open(path, layer, limits)?;
    let header = &reader.headers()[choice.part];
    let aspect = aspect(header);
    let mut canvas = Canvas::new(header, choice);
    let channels = header.channels.clone();

    let part = canvas.choice.part;
    let chunks = reader
        .filter_chunks(false, |_, tile, block| block.layer == part && tile.is_largest_resolution_level())
        .map_err(|e| fault(path, e))?;
    let mut paint = |block: UncompressedBlock| canvas.paint(&block, &channels);
    match chunks.parallel_decompressor(false) {
        Ok(blocks) => blocks.into_iter().try_for_each(|block| paint(block?)),
        Err(chunks) => chunks.sequential_decompressor(false).into_iter().try_for_each(|block| paint(block?)),
    }
    .map_err(|e| fault(path, e))?;
    Ok(Picture { aspect, ..canvas.picture() })
}

/// How wide a pixel is shown; the file's attribute has to make sense.
fn aspect(header: &Header) -> Aspect {
    Aspect::new(f64::from(header.shared_attributes.pixel_aspect))
}

pub(super) fn header(path: &Path, limits: &Limits) -> Result<StillHeader, MediaError> {
    let (reader, choice) = open(path, None, limits)?;
    let header = &reader.headers()[choice.part];
    let size = header.shared_attributes.display_window.size;
    let (bit_depth, kind) = match choice.sample_type(header) {
        SampleType::F16 => (16, "f"),
        SampleType::F32 => (32, "f"),
        SampleType::U32 => (32, "u"),
    };
    let layout = match (choice.gray(), choice.alpha.is_some()) {
        (true, false) => "gray",
        (true, true) => "graya",
        (false, false) => "rgb",
        (false, true) => "rgba",
    };
    let several = reader.headers().len() > 1;
    let channels = reader
        .headers()
        .iter()
        .flat_map(|part| {
            let layer = part.own_attributes.layer_name.as_ref().filter(|_| several);
            part.channels.list.iter().map(move |channel| match layer {
                Some(layer) => format!("{layer}.{}", channel.name),
                None => channel.name.to_string(),
            })
        })
        .collect();
    let layers = Layer::all(reader.headers())
        .into_iter()
        .map(|layer| LayerInfo {
            name: layer.name,
            channels: layer.channels.into_iter().map(|(_, short)| short).collect(),
        })
        .collect();
    Ok(StillHeader {
        aspect: aspect(header),
        layers,
        width: size.width() as u32,
        height: size.height() as u32,
        codec: compression_name(header.compression).to_owned(),
        bit_depth,
        alpha: choice.alpha.is_some(),
        float: kind == "f",
        pixel_format: format!("{layout}{bit_depth}{kind}"),
        channels,
        linear: true,
        ..StillHeader::default()
    })
}

/// Reads the header, checks it, and chooses what to show.
fn open(path: &Path, layer: Option<&str>, limits: &Limits) -> Result<(Reader<BufReader<File>>, Choice), MediaError> {
    let file = File::open(path).map_err(|error| MediaError::io(path, &error))?;
    let file_bytes = file.metadata().map_err(|error| MediaError::io(path, &error))?.len();
    let reader = ::exr::block::read(BufReader::new(file), false).map_err(|error| fault(path, error))?;
    for header in reader.headers() {
        check_plausible(header, file_bytes, limits)?;
    }
    let choice = Choice::of(reader.headers(), layer)?;
    let chosen = &reader.headers()[choice.part];
    let window = chosen.shared_attributes.display_window.size;
    limits.check(aspect(chosen).shown(window.width() as u32).into(), window.height() as u64, 4)?;
    Ok((reader, choice))
}

/// Refuses headers that announce more than the file can hold.
fn check_plausible(header: &Header, file_bytes: u64, limits: &Limits) -> Result<(), MediaError> {
    let window = header.shared_attributes.display_window.size;
    limits.check(window.width() as u64, window.height() as u64, 16)?;
    let (width, height) = (header.layer_size.width() as u64, header.layer_size.height() as u64);
    let per_pixel = header.channels.bytes_per_pixel as u64;
    limits.check(width, height, per_pixel)?;

    // Each chunk has 8 bytes in the offset table, and is itself at least 8 bytes long.
    if (header.chunk_count as u64).saturating_mul(16) > file_bytes {
        return Err(MediaError::damaged("its header announces more blocks than the file can hold"));
    }
    let block_bytes = match header.blocks {
        ::exr::meta::BlockDescription::Tiles(tiles) => {
            (tiles.tile_size.width() as u64).saturating_mul(tiles.tile_size.height() as u64)
        }
        ::exr::meta::BlockDescription::ScanLines => {
            width.saturating_mul(header.compression.scan_lines_per_block() as u64)
        }
    }
    .saturating_mul(per_pixel);
    if block_bytes > limits.max_bytes / 8 {
        return Err(MediaError::TooLarge {
            width,
            height,
            reason: format!("one block of it would take {block_bytes} bytes"),
        });
    }
    // Two bytes of run-length coding stand for 128 at most; deflate reaches 1032 to 1. The wavelet and
    // cosine codecs can pack an even picture into next to nothing, so nothing follows from the size.
    let most_per_byte = match header.compression {
        Compression::Uncompressed => 1,
        Compression::RLE => 64,
        Compression::ZIP1 | Compression::ZIP16 | Compression::PXR24 => 1032,
        _ => return Ok(()),
    };
    let announced = (width * height).saturating_mul(per_pixel);
    if header.deep || announced <= file_bytes.saturating_mul(most_per_byte) {
        Ok(())
    } else {
        Err(MediaError::damaged(format!(
            "its header announces {announced} bytes of pixels, more than {file_bytes} bytes of file can hold"
        )))
    }
}

/// The display window, which the data window is painted into.
struct Canvas {
    choice: Choice,
    width: usize,
    height: usize,
    /// Where the data window's first pixel lies in the display window.
    offset: Vec2<i64>,
    rgba: Vec<f32>,
}

impl Canvas {
    fn new(header: &Header, choice: Choice) -> Self {
        let window = header.shared_attributes.display_window;
        let position = header.own_attributes.layer_position;
        let (width, height) = (window.size.width(), window.size.height());
        Self {
            choice,
            width,
            height,
            offset: Vec2(
                i64::from(position.x()) - i64::from(window.position.x()),
                i64::from(position.y()) - i64::from(window.position.y()),
            ),
            // Outside the data window nothing was rendered: transparent black.
            rgba: vec![0.0; width * height * 4],
        }
    }

    fn paint(
        &mut self,
        block: &UncompressedBlock,
        channels: &::exr::meta::attribute::ChannelList,
    ) -> Result<(), Error> {
        for line in block.lines(channels) {
            let slots = self.choice.slots(line.location.channel);
            let opaque = self.choice.alpha.is_none() && slots.first() == Some(&0);
            if slots.is_empty() {
                continue;
            }
            let y = line.location.position.y() as i64 + self.offset.y();
            if y < 0 || y >= self.height as i64 {
                continue;
            }
            let row = y as usize * self.width;
            let left = line.location.position.x() as i64 + self.offset.x();
            let mut put = |index: usize, value: f32| {
                let x = left + index as i64;
                if x >= 0 && x < self.width as i64 {
                    let at = (row + x as usize) * 4;
                    for slot in slots {
                        self.rgba[at + slot] = value;
                    }
                    if opaque {
                        self.rgba[at + 3] = 1.0;
                    }
                }
            };
            match channels.list[line.location.channel].sample_type {
                SampleType::F16 => {
                    for (i, value) in line.read_samples::<f16>().enumerate() {
                        put(i, value?.to_f32());
                    }
                }
                SampleType::F32 => {
                    for (i, value) in line.read_samples::<f32>().enumerate() {
                        put(i, value?);
                    }
                }
                SampleType::U32 => {
                    for (i, value) in line.read_samples::<u32>().enumerate() {
                        put(i, value? as f32);
                    }
                }
            }
        }
        Ok(())
    }

    fn picture(self) -> Picture {
        Picture {
            width: self.width as u32,
            height: self.height as u32,
            pixels: Pixels::RgbaF32(self.rgba),
            premultiplied: true,
            aspect: Aspect::default(),
        }
    }
}

fn compression_name(compression: Compression) -> &'static str {
    match compression {
        Compression::Uncompressed => "none",
        Compression::RLE => "rle",
        Compression::ZIP1 => "zips",
        Compression::ZIP16 => "zip",
        Compression::PIZ => "piz",
        Compression::PXR24 => "pxr24",
        Compression::B44 => "b44",
        Compression::B44A => "b44a",
        Compression::DWAA(_) => "dwaa",
        Compression::DWAB(_) => "dwab",
        _ => "unknown",
    }
}

fn fault(path: &Path, error: Error) -> MediaError {
    match error {
        Error::NotSupported(reason) => MediaError::unsupported(format!("OpenEXR: {reason}")),
        Error::Io(error) if error.raw_os_error().is_some() => MediaError::io(path, &error),
        Error::Io(_) => MediaError::damaged("the file ends too early"),
        Error::Invalid(reason) => MediaError::damaged(format!("OpenEXR: {reason}")),
        Error::Aborted => MediaError::Cancelled,
    }
}
