//! What a page's tags say: size, samples, how they are packed, and what they mean.

use super::directory::{Directory, Source};
use super::tags::{self, refused};
use crate::{Limits, MediaError};

/// How samples are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Grey; `true` where 0 is white.
    Gray(bool),
    Rgb,
    Palette,
    Cmyk,
    YCbCr,
    /// CIE L*a*b*; `true` where a and b are stored without sign (ICC).
    Lab(bool),
}

/// The type of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Unsigned,
    Float,
}

/// How a chunk's bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    /// CCITT modified Huffman, rows on bytes or (`true`) on 16-bit words.
    Huffman(bool),
    /// CCITT group 3, with the bits of `T4Options`.
    Fax3(u64),
    Fax4,
    Lzw,
    Deflate,
    PackBits,
    /// JPEG streams, with the tables that they share.
    Jpeg,
    /// One JPEG stream of the whole page, by the tags of TIFF 6.0: where, and how long.
    WholeJpeg(u64, u64),
}

/// How YCbCr is turned into RGB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Luma {
    /// Weights of red, green and blue.
    pub(super) weights: [f64; 3],
    /// Pixels per chroma sample, across and down.
    pub(super) step: (usize, usize),
    /// Codes of black and white, for each of the three.
    pub(super) reference: [f64; 6],
}

/// A page that is read here.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Samples a pixel, of all sorts.
    pub(super) samples: usize,
    /// Bits a sample.
    pub(super) bits: u32,
    pub(super) kind: Kind,
    pub(super) meaning: Meaning,
    pub(super) packing: Packing,
    /// Whether every sample has chunks of its own.
    pub(super) planar: bool,
    /// 1 none, 2 horizontal, 3 floating point.
    pub(super) predictor: u64,
    /// Whether the lowest bit of a byte is the leftmost.
    pub(super) reversed: bool,
    /// Size of a strip or a tile, in pixels.
    pub(super) chunk: (u32, u32),
    pub(super) offsets: Vec<u64>,
    pub(super) counts: Vec<u64>,
    /// Which sample is alpha, and whether colour is multiplied by it.
    pub(super) alpha: Option<(usize, bool)>,
    /// Red, then green, then blue entries, 0 to 65,535.
    pub(super) palette: Vec<u16>,
    pub(super) luma: Luma,
    /// Chromaticity of white, for L*a*b*.
    pub(super) white: [f64; 2],
    /// 1 to 8, as the tag counts.
    pub(super) orientation: u8,
    pub(super) jpeg_tables: Vec<u8>,
    /// Lowest byte of a number first.
    pub(super) little: bool,
}

impl Page {
    pub(super) fn read(source: &mut Source, directory: &Directory, limits: &Limits) -> Result<Self, MediaError> {
        let side = |n: Option<u64>| n.ok_or_else(|| MediaError::damaged("it does not say how large it is"));
        let (width, height) = (side(source.first(directory, 256)?)?, side(source.first(directory, 257)?)?);
        limits.check(width, height, 4)?;
        let samples = source.first(directory, 277)?.unwrap_or(1).clamp(1, 65_535) as usize;
        let bits = tags::depth(source, directory)?;
        let packing = tags::packing(source, directory)?;
        let meaning = tags::meaning(source, directory, packing, samples)?;
        let kind = match meaning {
            // Their a and b have signs by what they are, whatever the tag says.
            Meaning::Lab(_) => Kind::Unsigned,
            _ => tags::kind(source, directory)?,
        };
        let colours = meaning.colours();
        if samples < colours {
            return Err(MediaError::damaged(format!("{samples} samples a pixel are too few for its colours")));
        }
        let planar = source.first(directory, 284)?.unwrap_or(1) == 2 && samples > 1;
        let mut page = Self {
            width: width as u32,
            height: height as u32,
            samples,
            bits,
            kind,
            meaning,
            packing,
            planar,
            predictor: tags::predictor(source, directory, packing)?,
            reversed: source.first(directory, 266)?.unwrap_or(1) == 2,
            chunk: (0, 0),
            offsets: Vec::new(),
            counts: Vec::new(),
            alpha: tags::alpha(source, directory, samples, colours)?,
            palette: tags::palette(source, directory, meaning, bits)?,
            luma: tags::luma(source, directory)?,
            white: tags::white(source, directory)?,
            orientation: source.first(directory, 274)?.filter(|n| (1..=8).contains(n)).unwrap_or(1) as u8,
            jpeg_tables: source.bytes(directory, 347)?.unwrap_or_default(),
            little: source.is_little(),
        };
        page.check()?;
        page.find_chunks(source, directory, limits)?;
        Ok(page)
    }

    /// Refuses what the samples cannot be read as.
    fn check(&self) -> Result<(), MediaError> {
        let bits = self.bits;
        let jpeg = matches!(self.packing, Packing::Jpeg | Packing::WholeJpeg(..));
        match self.kind {
            Kind::Float if !matches!(bits, 16 | 24 | 32 | 64) => {
                return Err(refused(&format!("with floating point of {bits} bits")));
            }
            Kind::Float if !matches!(self.meaning, Meaning::Gray(_) | Meaning::Rgb) => {
                return Err(refused("with floating point that is neither grey nor RGB"));
            }
            Kind::Unsigned if bits == 0 || bits > 64 => return Err(refused(&format!("with {bits} bits a sample"))),
            _ => {}
        }
        let fits = match self.meaning {
            Meaning::Palette => bits <= 16,
            Meaning::Lab(_) => matches!(bits, 8 | 16),
            Meaning::YCbCr => bits == 8,
            _ => !jpeg || bits == 8,
        };
        if !fits {
            return Err(refused(&format!("with {bits} bits a sample in this colour layout")));
        }
        if matches!(self.packing, Packing::Huffman(_) | Packing::Fax3(_) | Packing::Fax4)
            && (bits != 1 || self.samples != 1 && !self.planar)
        {
            return Err(MediaError::damaged("fax compression holds one bit a pixel"));
        }
        if self.predictor == 3 && self.kind != Kind::Float {
            return Err(MediaError::damaged("its predictor is meant for floating point"));
        }
        if self.is_subsampled() && (self.planar || self.samples != 3) {
            return Err(refused("with chroma of lower resolution in planes of its own"));
        }
        Ok(())
    }

    /// Where strips or tiles lie.
    fn find_chunks(&mut self, source: &mut Source, directory: &Directory, limits: &Limits) -> Result<(), MediaError> {
        if let Packing::WholeJpeg(at, size) = self.packing {
            self.chunk = (self.width, self.height);
            self.planar = false;
            (self.offsets, self.counts) = (vec![at], vec![size]);
            return Ok(());
        }
        let tile = (source.first(directory, 322)?, source.first(directory, 323)?);
        let (offsets, counts) = if let (Some(across), Some(down)) = tile {
            let side = |n: u64| u32::try_from(n).ok().filter(|n| *n > 0);
            let (Some(across), Some(down)) = (side(across), side(down)) else {
                return Err(MediaError::damaged("its tiles have no size"));
            };
            self.chunk = (across, down);
            // Some writers keep tiles under the tags of strips.
            match source.numbers(directory, 324)? {
                Some(offsets) => (Some(offsets), source.numbers(directory, 325)?),
                None => (source.numbers(directory, 273)?, source.numbers(directory, 279)?),
            }
        } else {
            let rows = source.first(directory, 278)?.unwrap_or(u64::MAX).clamp(1, self.height.into());
            self.chunk = (self.width, rows as u32);
            (source.numbers(directory, 273)?, source.numbers(directory, 279)?)
        };
        let per_chunk = if self.planar { 1 } else { self.samples as u64 };
        let row_bits = u64::from(self.chunk.0).saturating_mul(per_chunk).saturating_mul(self.bits.into());
        let bytes = row_bits.div_ceil(8).saturating_mul(self.chunk.1.into());
        if bytes > limits.max_bytes {
            return Err(MediaError::TooLarge {
                width: self.width.into(),
                height: self.height.into(),
                reason: format!("one block of it would take {bytes} bytes"),
            });
        }
        self.offsets = offsets.ok_or_else(|| MediaError::damaged("it does not say where its pixels lie"))?;
        let needed = self.chunks_a_plane() * if self.planar { self.samples } else { 1 };
        if self.offsets.len() < needed {
            return Err(MediaError::damaged(format!("it has {} of {needed} blocks of pixels", self.offsets.len())));
        }
        let left = |at: &u64| source.length().saturating_sub(*at);
        self.counts = match counts.filter(|counts| counts.len() >= needed && counts.iter().any(|c| *c > 0)) {
            Some(counts) => counts,
            // Without lengths, what is not packed has the length of its pixels, and the rest runs to the end.
            None if self.packing == Packing::None => self.offsets.iter().map(|at| bytes.min(left(at))).collect(),
            None => self.offsets.iter().map(left).collect(),
        };
        Ok(())
    }

    pub(super) fn chunks_across(&self) -> usize {
        self.width.div_ceil(self.chunk.0) as usize
    }

    pub(super) fn chunks_a_plane(&self) -> usize {
        self.chunks_across() * self.height.div_ceil(self.chunk.1) as usize
    }

    /// Whether chroma has fewer samples than luma in the chunks themselves.
    pub(super) fn is_subsampled(&self) -> bool {
        let jpeg = matches!(self.packing, Packing::Jpeg | Packing::WholeJpeg(..));
        self.meaning == Meaning::YCbCr && self.luma.step != (1, 1) && !jpeg
    }
}

impl Meaning {
    /// How many samples carry the colour.
    pub(super) fn colours(self) -> usize {
        match self {
            Self::Gray(_) | Self::Palette => 1,
            Self::Rgb | Self::YCbCr | Self::Lab(_) => 3,
            Self::Cmyk => 4,
        }
    }
}
