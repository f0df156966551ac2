//! What single tags of a page mean, and which of their values are not read.

use super::directory::{Directory, Source};
use super::page::{Kind, Luma, Meaning, Packing};
use crate::MediaError;
use crate::decode::jpeg;

/// The refusal of a kind of TIFF that is not read, with what to do.
pub(super) fn refused(what: &str) -> MediaError {
    MediaError::unsupported(format!(
        "TIFF {what} is not read; save it as 8 or 16 bit RGB with LZW or Deflate compression"
    ))
}

pub(super) fn depth(source: &mut Source, tags: &Directory) -> Result<u32, MediaError> {
    let depths = source.numbers(tags, 258)?.unwrap_or_else(|| vec![1]);
    let first = depths.first().copied().unwrap_or(1);
    if depths.iter().any(|bits| *bits != first) {
        return Err(refused("with samples of different depths"));
    }
    u32::try_from(first).map_err(|_| MediaError::damaged("its samples have no possible depth"))
}

pub(super) fn kind(source: &mut Source, tags: &Directory) -> Result<Kind, MediaError> {
    let formats = source.numbers(tags, 339)?.unwrap_or_else(|| vec![1]);
    let first = formats.first().copied().unwrap_or(1);
    if formats.iter().any(|format| *format != first) {
        return Err(refused("with samples of different types"));
    }
    match first {
        // 4 is "unknown", which readers take for unsigned.
        1 | 4 => Ok(Kind::Unsigned),
        3 => Ok(Kind::Float),
        2 => Err(refused("with signed whole numbers, which are measures and no colours,")),
        _ => Err(refused("with complex numbers")),
    }
}

pub(super) fn packing(source: &mut Source, tags: &Directory) -> Result<Packing, MediaError> {
    let code = source.first(tags, 259)?.unwrap_or(1);
    let name = match code {
        1 => return Ok(Packing::None),
        2 => return Ok(Packing::Huffman(false)),
        32_771 => return Ok(Packing::Huffman(true)),
        3 => return Ok(Packing::Fax3(source.first(tags, 292)?.unwrap_or(0))),
        4 => return Ok(Packing::Fax4),
        5 => return Ok(Packing::Lzw),
        8 | 32_946 => return Ok(Packing::Deflate),
        32_773 => return Ok(Packing::PackBits),
        7 => return Ok(Packing::Jpeg),
        6 => {
            // One stream of the whole page is JPEG as everywhere; scans whose tables are tags of their own are not.
            let at = source.first(tags, 513)?.unwrap_or(0);
            let left = source.length().saturating_sub(at);
            let size = source.first(tags, 514)?.filter(|size| *size > 0).unwrap_or(left).min(left);
            return match source.read(at, size) {
                Ok(stream) if at > 0 && jpeg::check(&stream).is_ok() => Ok(Packing::WholeJpeg(at, size)),
                _ => Err(refused("with JPEG of the old kind")),
            };
        }
        32_766 => "NeXT",
        32_809 => "ThunderScan",
        32_908 | 32_909 => "PixarLog",
        34_676 | 34_677 => "LogLuv",
        34_712 => "JPEG 2000",
        34_887 => "LERC",
        34_925 => "LZMA",
        34_892 => "lossy raw",
        50_000 => "Zstandard",
        50_001 => "WebP",
        50_002 => "JPEG XL",
        _ => return Err(refused(&format!("with compression {code}"))),
    };
    Err(refused(&format!("with {name} compression")))
}

pub(super) fn meaning(
    source: &mut Source,
    tags: &Directory,
    packing: Packing,
    samples: usize,
) -> Result<Meaning, MediaError> {
    let fax = matches!(packing, Packing::Huffman(_) | Packing::Fax3(_) | Packing::Fax4);
    // The tag is required; where it is missing, readers agree on these.
    let guess = if fax {
        0
    } else if samples >= 3 {
        2
    } else {
        1
    };
    Ok(match source.first(tags, 262)?.unwrap_or(guess) {
        0 => Meaning::Gray(true),
        1 | 4 => Meaning::Gray(false),
        2 => Meaning::Rgb,
        3 => Meaning::Palette,
        5 if source.first(tags, 332)?.unwrap_or(1) == 1 => Meaning::Cmyk,
        5 => return Err(refused("with inks other than cyan, magenta, yellow and black")),
        6 => Meaning::YCbCr,
        8 => Meaning::Lab(false),
        9 => Meaning::Lab(true),
        10 => return Err(refused("with colours of ITU L*a*b*")),
        32_803 | 34_892 => return Err(refused("with the raw values of a camera's sensor")),
        32_844 | 32_845 => return Err(refused("with LogLuv colours")),
        code => return Err(refused(&format!("with colours of kind {code}"))),
    })
}

/// The predictor belongs to some compressions; with the others it says nothing, as in libtiff.
pub(super) fn predictor(source: &mut Source, tags: &Directory, packing: Packing) -> Result<u64, MediaError> {
    if !matches!(packing, Packing::Lzw | Packing::Deflate) {
        return Ok(1);
    }
    match source.first(tags, 317)?.unwrap_or(1) {
        known @ 1..=3 => Ok(known),
        code => Err(refused(&format!("with predictor {code}"))),
    }
}

/// The first extra sample that is said to be alpha. A fourth sample of which nothing is said is alpha that
/// is not multiplied in, as most readers take it; one that is said to be unspecified is none.
pub(super) fn alpha(
    source: &mut Source,
    tags: &Directory,
    samples: usize,
    colours: usize,
) -> Result<Option<(usize, bool)>, MediaError> {
    const ASSOCIATED: u64 = 1;
    const UNASSOCIATED: u64 = 2;
    Ok(match source.numbers(tags, 338)? {
        Some(extra) => extra
            .iter()
            .take(samples - colours)
            .position(|kind| matches!(*kind, ASSOCIATED | UNASSOCIATED))
            .map(|at| (colours + at, extra[at] == ASSOCIATED)),
        None => (samples == 4 && colours == 3).then_some((3, false)),
    })
}

pub(super) fn palette(
    source: &mut Source,
    tags: &Directory,
    meaning: Meaning,
    bits: u32,
) -> Result<Vec<u16>, MediaError> {
    if meaning != Meaning::Palette || bits > 16 {
        return Ok(Vec::new());
    }
    let map = source.numbers(tags, 320)?.unwrap_or_default();
    if map.len() < 3 << bits {
        return Err(MediaError::damaged("it has fewer colours than its palette needs"));
    }
    // Some writers give 8-bit values where 16-bit ones belong.
    let scale = if map.iter().all(|v| *v < 256) { 257 } else { 1 };
    Ok(map.into_iter().map(|v| (v.min(65_535) as u16).saturating_mul(scale)).collect())
}

/// The tag's white point, else that of print (D50), as the programs that write L*a*b* mean it.
pub(super) fn white(source: &mut Source, tags: &Directory) -> Result<[f64; 2], MediaError> {
    const D50: [f64; 2] = [0.345_7, 0.358_5];
    let told = source.fractions(tags, 318)?.and_then(|white| <[f64; 2]>::try_from(white).ok());
    Ok(told.filter(|[x, y]| *x > 0.1 && *y > 0.1 && x + y < 0.9).unwrap_or(D50))
}

pub(super) fn luma(source: &mut Source, tags: &Directory) -> Result<Luma, MediaError> {
    let weights = source.fractions(tags, 529)?.filter(|w| w.len() == 3 && w.iter().all(|v| *v > 0.0 && *v < 1.0));
    let step = source.numbers(tags, 530)?.unwrap_or_else(|| vec![2, 2]);
    let reference = source
        .fractions(tags, 532)?
        .filter(|r| r.len() == 6 && r.iter().all(|v| v.is_finite()) && r.chunks_exact(2).all(|pair| pair[0] < pair[1]));
    let step = match step[..] {
        [x @ (1 | 2 | 4), y @ (1 | 2 | 4)] => (x as usize, y as usize),
        _ => return Err(MediaError::damaged("its chroma has no possible resolution")),
    };
    Ok(Luma {
        weights: weights.and_then(|w| w.try_into().ok()).unwrap_or([0.299, 0.587, 0.114]),
        step,
        reference: reference.and_then(|r| r.try_into().ok()).unwrap_or([0.0, 255.0, 128.0, 255.0, 128.0, 255.0]),
    })
}
