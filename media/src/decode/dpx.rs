//! DPX (SMPTE 268M): the kinds that FFmpeg is known to read, and by ourselves those whose samples lie bit behind
//! bit. Values stay as stored: logarithmic film densities are not converted.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::StillHeader;
use crate::video::{container::Container, single};
use crate::{Aspect, Limits, MediaError, Picture, Pixels};

/// FFmpeg's reader of single DPX files.
const DEMUXER: &str = "dpx_pipe";

/// Bytes of the header that are looked at.
const HEADER: usize = 2048;

/// What a file's header says of its one picture.
#[derive(Debug, Clone, PartialEq)]
struct Layout {
    width: u32,
    height: u32,
    /// 6 luminance, 50 RGB, 51 RGBA, 52 ABGR, 100 to 103 luma and chroma.
    descriptor: u8,
    bits: u8,
    /// 0 bit behind bit, 1 filled up to words at the low end, 2 at the high end.
    packing: u16,
    big: bool,
    /// Where the pixels begin.
    data: u64,
    aspect: Aspect,
}

pub(super) fn load(path: &Path, limits: &Limits) -> Result<Picture, MediaError> {
    let layout = Layout::read(path)?;
    if layout.is_ours() { layout.load(path, limits) } else { single::picture(path, DEMUXER, limits) }
}

pub(super) fn header(path: &Path, limits: &Limits) -> Result<StillHeader, MediaError> {
    let layout = Layout::read(path)?;
    if layout.is_ours() {
        limits.check(layout.width.into(), layout.height.into(), 8)?;
        let name = match layout.samples() {
            1 => "gray",
            3 => "rgb",
            _ => "rgba",
        };
        return Ok(StillHeader {
            aspect: layout.aspect,
            width: layout.width,
            height: layout.height,
            bit_depth: layout.bits.into(),
            alpha: layout.samples() == 4,
            pixel_format: format!("{name}{}", layout.bits),
            ..StillHeader::default()
        });
    }
    let container = Container::open_as(path, Some(DEMUXER), limits)?;
    let video = container.video();
    Ok(StillHeader {
        aspect: video.aspect,
        width: video.width,
        height: video.height,
        bit_depth: video.bit_depth,
        alpha: video.alpha,
        pixel_format: video.pixel_format.clone(),
        ..StillHeader::default()
    })
}

/// Words and bytes of the header, by their places in the standard.
struct Header {
    bytes: [u8; HEADER],
    big: bool,
}

impl Header {
    fn word(&self, at: usize) -> u32 {
        let bytes = [self.bytes[at], self.bytes[at + 1], self.bytes[at + 2], self.bytes[at + 3]];
        if self.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
    }

    fn half(&self, at: usize) -> u16 {
        let bytes = [self.bytes[at], self.bytes[at + 1]];
        if self.big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) }
    }
}

impl Layout {
    fn read(path: &Path) -> Result<Self, MediaError> {
        let io = |error| MediaError::io(path, &error);
        let mut bytes = [0; HEADER];
        File::open(path).map_err(io)?.read_exact(&mut bytes).map_err(io)?;
        let header = Header { bytes, big: bytes.starts_with(b"SDPX") };
        // Unset numbers have all bits on.
        let pixel = (header.word(1628), header.word(1632));
        let sane = |n: u32| n > 0 && n < 0x00ff_ffff;
        let aspect = if sane(pixel.0) && sane(pixel.1) { f64::from(pixel.0) / f64::from(pixel.1) } else { 1.0 };
        let layout = Self {
            width: header.word(772),
            height: header.word(776),
            descriptor: header.bytes[800],
            bits: header.bytes[803],
            packing: header.half(804),
            big: header.big,
            data: header.word(4).into(),
            aspect: Aspect::new(aspect),
        };
        let refused = |what: String| {
            Err(MediaError::unsupported(format!("DPX {what} is not read; save it as 10 bit RGB, filled (method A)")))
        };
        if header.half(770) != 1 {
            return refused(format!("with {} image elements", header.half(770)));
        }
        if header.half(806) == 1 {
            return refused("with run-length encoding".to_owned());
        }
        if !matches!(header.half(768), 0 | u16::MAX) {
            return refused("that is stored turned or mirrored".to_owned());
        }
        if layout.is_ours() || layout.is_known_to_ffmpeg() {
            return Ok(layout);
        }
        refused(format!("of kind {} with {} bits, packing {},", layout.descriptor, layout.bits, layout.packing))
    }

    /// What FFmpeg's reader was seen to read right.
    fn is_known_to_ffmpeg(&self) -> bool {
        match (self.bits, self.packing) {
            (8, _) => matches!(self.descriptor, 6 | 50 | 51 | 52 | 100 | 102 | 103),
            // It takes every packing for the first, whatever the header says.
            (10, 1) => matches!(self.descriptor, 6 | 50 | 51),
            (12, 1) => matches!(self.descriptor, 50 | 51),
            (16, _) => matches!(self.descriptor, 6 | 50 | 51),
            _ => false,
        }
    }

    /// Samples bit behind bit across words, which FFmpeg does not read for 10 bits.
    fn is_ours(&self) -> bool {
        matches!((self.bits, self.packing), (10 | 12, 0)) && matches!(self.descriptor, 6 | 50 | 51)
    }

    fn samples(&self) -> usize {
        match self.descriptor {
            6 => 1,
            50 => 3,
            _ => 4,
        }
    }

    fn load(&self, path: &Path, limits: &Limits) -> Result<Picture, MediaError> {
        limits.check(self.width.into(), self.height.into(), 8)?;
        let io = |error| MediaError::io(path, &error);
        let mut file = File::open(path).map_err(io)?;
        file.seek(SeekFrom::Start(self.data)).map_err(io)?;
        let (width, samples, bits) = (self.width as usize, self.samples(), usize::from(self.bits));
        let full = (1u32 << bits) - 1;
        let mut row = vec![0; (width * samples * bits).div_ceil(32) * 4];
        let mut values = Vec::with_capacity(width * self.height as usize * 4);
        for _ in 0..self.height {
            file.read_exact(&mut row).map_err(io)?;
            let word = |n: usize| {
                let bytes = row.get(n * 4..n * 4 + 4).map_or([0; 4], |b| [b[0], b[1], b[2], b[3]]);
                u64::from(if self.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
            };
            // The first sample has the lowest bits of the first word.
            let sample = |n: usize| {
                let (first, shift) = (n * bits / 32, n * bits % 32);
                let value = ((word(first) | word(first + 1) << 32) >> shift) as u32 & full;
                ((value * 65_535 + full / 2) / full) as u16
            };
            for x in 0..width {
                let at = x * samples;
                let gray = samples == 1;
                values.extend([0, 1, 2].map(|n| sample(if gray { at } else { at + n })));
                values.push(if samples == 4 { sample(at + 3) } else { u16::MAX });
            }
        }
        Ok(Picture {
            width: self.width,
            height: self.height,
            pixels: Pixels::Rgba16(values),
            premultiplied: false,
            aspect: self.aspect,
        })
    }
}
