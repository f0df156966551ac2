//! TIFF: the `image` crate for the usual kinds, the `tiff` crate itself for what that one refuses
//! (single-channel and half float, unusual depths), and FFmpeg for what neither reads (palettes).

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use ::image::ImageFormat;
use ::tiff::decoder::{Decoder, DecodingResult, Limits as TiffLimits};
use ::tiff::tags::Tag;
use ::tiff::{ColorType, TiffError};

use super::{StillHeader, film, raster};
use crate::{Limits, MediaError, Picture, Pixels};

/// FFmpeg's reader of single TIFF files.
const DEMUXER: &str = "tiff_pipe";

pub(super) fn load(path: &Path, limits: &Limits) -> Result<Picture, MediaError> {
    raster::load(path, ImageFormat::Tiff, limits)
        .or_else(|error| if_unsupported(error, || load_unusual(path, limits)))
        .or_else(|error| if_unsupported(error, || film::load(path, DEMUXER, limits)))
}

pub(super) fn header(path: &Path, limits: &Limits) -> Result<StillHeader, MediaError> {
    raster::header(path, ImageFormat::Tiff, limits)
        .or_else(|error| if_unsupported(error, || unusual_header(path, limits)))
        .or_else(|error| if_unsupported(error, || film::header(path, DEMUXER, limits)))
}

/// The next reader gets its turn where the one before does not know the kind of file.
fn if_unsupported<T>(error: MediaError, next: impl FnOnce() -> Result<T, MediaError>) -> Result<T, MediaError> {
    match error {
        MediaError::Unsupported { .. } => next(),
        other => Err(other),
    }
}

fn unusual_header(path: &Path, limits: &Limits) -> Result<StillHeader, MediaError> {
    let shape = Shape::of(&mut open(path, limits)?, limits)?;
    let layout = match shape.channels {
        1 => "gray",
        2 => "graya",
        3 => "rgb",
        _ => "rgba",
    };
    let float = if shape.float { "f" } else { "" };
    Ok(StillHeader {
        width: shape.width,
        height: shape.height,
        bit_depth: shape.bits.into(),
        alpha: matches!(shape.channels, 2 | 4),
        float: shape.float,
        pixel_format: format!("{layout}{}{float}", shape.bits),
        linear: shape.float,
        ..StillHeader::default()
    })
}

type TiffDecoder = Decoder<BufReader<File>>;

struct Shape {
    width: u32,
    height: u32,
    channels: usize,
    bits: u8,
    float: bool,
}

impl Shape {
    fn of(decoder: &mut TiffDecoder, limits: &Limits) -> Result<Self, MediaError> {
        let (width, height) = decoder.dimensions().map_err(|e| fault(&e))?;
        limits.check(width.into(), height.into(), 16)?;
        let (channels, bits) = match decoder.colortype().map_err(|e| fault(&e))? {
            ColorType::Gray(bits) => (1, bits),
            ColorType::GrayA(bits) => (2, bits),
            ColorType::RGB(bits) => (3, bits),
            ColorType::RGBA(bits) => (4, bits),
            other => {
                let reason = format!("TIFF with the colour layout {other:?}");
                return Err(MediaError::unsupported(reason));
            }
        };
        let formats = decoder.find_tag_unsigned_vec::<u16>(Tag::SampleFormat);
        let formats = formats.ok().flatten().unwrap_or_default();
        /// `SampleFormat` of IEEE floating point (TIFF 6.0, section 19).
        const FLOAT: u16 = 3;
        Ok(Self { width, height, channels, bits, float: formats.contains(&FLOAT) })
    }
}

fn open(path: &Path, limits: &Limits) -> Result<TiffDecoder, MediaError> {
    let file = File::open(path).map_err(|error| MediaError::io(path, &error))?;
    let mut bounds = TiffLimits::default();
    bounds.decoding_buffer_size = usize::try_from(limits.max_bytes).unwrap_or(usize::MAX);
    bounds.intermediate_buffer_size = bounds.decoding_buffer_size;
    Ok(Decoder::new(BufReader::new(file)).map_err(|e| fault(&e))?.with_limits(bounds))
}

fn load_unusual(path: &Path, limits: &Limits) -> Result<Picture, MediaError> {
    let mut decoder = open(path, limits)?;
    let shape = Shape::of(&mut decoder, limits)?;
    let pixels = match decoder.read_image().map_err(|e| fault(&e))? {
        DecodingResult::F16(v) => {
            let wide: Vec<f32> = v.into_iter().map(f32::from).collect();
            Pixels::RgbaF32(spread(&wide, &shape, 1.0)?)
        }
        DecodingResult::F32(v) => Pixels::RgbaF32(spread(&v, &shape, 1.0)?),
        DecodingResult::F64(v) => {
            let narrow: Vec<f32> = v.into_iter().map(|x| x as f32).collect();
            Pixels::RgbaF32(spread(&narrow, &shape, 1.0)?)
        }
        DecodingResult::U32(v) if shape.bits == 32 => {
            let narrow: Vec<u16> = v.into_iter().map(|x| (x >> 16) as u16).collect();
            Pixels::Rgba16(spread(&narrow, &shape, u16::MAX)?)
        }
        DecodingResult::U8(v) if matches!(shape.bits, 2 | 4) && shape.channels == 1 => {
            Pixels::Rgba8(spread(&unpack(&v, &shape)?, &shape, u8::MAX)?)
        }
        _ => {
            let reason = format!("TIFF with {} bits a channel in this layout", shape.bits);
            return Err(MediaError::unsupported(reason));
        }
    };
    Ok(Picture { width: shape.width, height: shape.height, pixels, premultiplied: false })
}

/// Repeats grey and adds an opaque alpha where the file has none.
fn spread<T: Copy>(values: &[T], shape: &Shape, opaque: T) -> Result<Vec<T>, MediaError> {
    let count = shape.width as usize * shape.height as usize;
    let values = values.get(..count * shape.channels).ok_or_else(|| MediaError::damaged("the file ends too early"))?;
    let mut rgba = Vec::with_capacity(count * 4);
    for pixel in values.chunks_exact(shape.channels) {
        let quad = match *pixel {
            [v] => [v, v, v, opaque],
            [v, a] => [v, v, v, a],
            [r, g, b] => [r, g, b, opaque],
            [r, g, b, a, ..] => [r, g, b, a],
            [] => continue,
        };
        rgba.extend(quad);
    }
    Ok(rgba)
}

/// Grey of 2 or 4 bits, widened to 8; every row starts on a byte.
fn unpack(packed: &[u8], shape: &Shape) -> Result<Vec<u8>, MediaError> {
    let (width, bits) = (shape.width as usize, usize::from(shape.bits));
    let row_bytes = (width * bits).div_ceil(8);
    if packed.len() < row_bytes * shape.height as usize {
        return Err(MediaError::damaged("the file ends too early"));
    }
    let full = (1u16 << bits) - 1;
    let mut values = Vec::with_capacity(width * shape.height as usize);
    for row in packed.chunks_exact(row_bytes).take(shape.height as usize) {
        values.extend((0..width).map(|x| {
            let bit = x * bits;
            let value = u16::from(row[bit / 8] >> (8 - bits - bit % 8)) & full;
            (value * 255 / full) as u8
        }));
    }
    Ok(values)
}

fn fault(error: &TiffError) -> MediaError {
    match error {
        TiffError::UnsupportedError(e) => MediaError::unsupported(e.to_string()),
        TiffError::LimitsExceeded => MediaError::damaged("it asks for more memory than a picture of its size needs"),
        other => MediaError::damaged(other.to_string()),
    }
}
