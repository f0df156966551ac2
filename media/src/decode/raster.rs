//! The formats that the `image` crate reads whole: PNG, WebP, HDR, TGA, BMP, and JPEG.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use ::image::metadata::Orientation;
use ::image::{ColorType, DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageFormat, ImageReader};

use super::StillHeader;
use crate::{Aspect, Limits, MediaError, Picture, Pixels};

pub(super) fn load(path: &Path, format: ImageFormat, limits: &Limits) -> Result<Picture, MediaError> {
    let mut decoder = open(path, format, limits)?;
    let (width, height) = decoder.dimensions();
    // The four channels that the picture is brought to, next to what the decoder itself fills.
    let color = decoder.color_type();
    let per_pixel = u64::from(color.bytes_per_pixel()).max(4 * channel_bytes(color));
    limits.check(width.into(), height.into(), per_pixel)?;
    let orientation = orientation(&mut decoder);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| fault(path, &error, width, height))?;
    image.apply_orientation(orientation);
    Ok(picture(image))
}

pub(super) fn header(path: &Path, format: ImageFormat, limits: &Limits) -> Result<StillHeader, MediaError> {
    let mut decoder = open(path, format, limits)?;
    let (mut width, mut height) = decoder.dimensions();
    limits.check(width.into(), height.into(), 1)?;
    let stored = (width, height);
    if swaps_sides(orientation(&mut decoder)) {
        (width, height) = (height, width);
    }
    let color = decoder.color_type();
    let bit_depth = match format {
        ImageFormat::Png => png_depth(path)?,
        _ => None,
    }
    .unwrap_or_else(|| depth_in_file(decoder.original_color_type(), color));
    let float = matches!(color, ColorType::Rgb32F | ColorType::Rgba32F);
    let layout = match (color.has_color(), color.has_alpha()) {
        (false, false) => "gray",
        (false, true) => "graya",
        (true, false) => "rgb",
        (true, true) => "rgba",
    };
    Ok(StillHeader {
        width,
        height,
        stored,
        bit_depth,
        alpha: color.has_alpha(),
        float,
        pixel_format: format!("{layout}{bit_depth}{}", if float { "f" } else { "" }),
        linear: float,
        ..StillHeader::default()
    })
}

fn open(path: &Path, format: ImageFormat, limits: &Limits) -> Result<impl ImageDecoder, MediaError> {
    let file = File::open(path).map_err(|error| MediaError::io(path, &error))?;
    let mut reader = ImageReader::with_format(BufReader::new(file), format);
    let mut bounds = ::image::Limits::default();
    // The sides are checked by `Limits::check`, which can say which size was refused.
    bounds.max_alloc = Some(limits.max_bytes);
    reader.limits(bounds);
    reader.into_decoder().map_err(|error| fault(path, &error, 0, 0))
}

/// An unreadable orientation tag is no reason to refuse the picture.
fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

fn swaps_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    )
}

fn channel_bytes(color: ColorType) -> u64 {
    u64::from(color.bytes_per_pixel()) / u64::from(color.channel_count().max(1))
}

fn depth_in_file(original: ExtendedColorType, decoded: ColorType) -> u32 {
    match original {
        ExtendedColorType::L1 | ExtendedColorType::Rgb1 => 1,
        ExtendedColorType::L2 | ExtendedColorType::Rgb2 => 2,
        ExtendedColorType::L4 | ExtendedColorType::Rgb4 => 4,
        _ => channel_bytes(decoded) as u32 * 8,
    }
}

/// Bits per channel by the header chunk of a PNG, which the decoder widens before telling. A palette's
/// colours have 8, whatever the size of an index (PNG specification, 11.2.2).
fn png_depth(path: &Path) -> Result<Option<u32>, MediaError> {
    use std::io::Read;
    const PALETTE: u8 = 3;
    let mut header = [0u8; 26];
    File::open(path).and_then(|mut file| file.read_exact(&mut header)).map_err(|error| MediaError::io(path, &error))?;
    Ok(match (header[24], header[25]) {
        (_, PALETTE) => Some(8),
        (depth @ (1 | 2 | 4 | 8 | 16), _) => Some(depth.into()),
        _ => None,
    })
}

/// Brings any decoded image to four channels without changing its values.
pub(super) fn picture(image: DynamicImage) -> Picture {
    let (width, height) = (image.width(), image.height());
    let color = image.color();
    let pixels = if matches!(color, ColorType::Rgb32F | ColorType::Rgba32F) {
        Pixels::RgbaF32(image.into_rgba32f().into_raw())
    } else if channel_bytes(color) == 2 {
        Pixels::Rgba16(image.into_rgba16().into_raw())
    } else {
        Pixels::Rgba8(image.into_rgba8().into_raw())
    };
    Picture { width, height, pixels, premultiplied: false, aspect: Aspect::default() }
}

/// Says in our words why the `image` crate refused.
pub(super) fn fault(path: &Path, error: &ImageError, width: u32, height: u32) -> MediaError {
    match error {
        ImageError::Unsupported(e) => MediaError::unsupported(e.to_string()),
        ImageError::Limits(e) => {
            MediaError::TooLarge { width: width.into(), height: height.into(), reason: e.to_string() }
        }
        ImageError::IoError(e) if e.raw_os_error().is_some() => MediaError::io(path, e),
        ImageError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            MediaError::damaged("the file ends too early")
        }
        other => MediaError::damaged(other.to_string()),
    }
}
