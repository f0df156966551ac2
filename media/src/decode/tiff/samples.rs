//! Rows of packed samples to values: depths, byte orders, predictors, floating point.

use super::page::{Kind, Page};

/// The values of a page, some a pixel.
pub(super) enum Values {
    /// Whole numbers as they are stored, of 16 bits at most: longer ones lose their lowest.
    Whole(Vec<u16>),
    /// Floating point.
    Float(Vec<f32>),
}

/// Unpacks rows of one chunk; keeps its memory from row to row.
pub(super) struct RowReader<'a> {
    page: &'a Page,
    /// Samples a pixel in a row.
    step: usize,
    /// The stored bits of each sample of the row.
    patterns: Vec<u64>,
    bytes: Vec<u8>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(page: &'a Page) -> Self {
        let step = if page.planar { 1 } else { page.samples };
        Self { page, step, patterns: Vec::new(), bytes: Vec::new() }
    }

    /// Reads a row of `width` pixels.
    pub(super) fn read(&mut self, row: &[u8], width: usize) {
        let count = width * self.step;
        self.patterns.clear();
        match (self.page.predictor, self.page.bits) {
            (3, bits) => self.floating_point(row, count, bits as usize / 8),
            (_, 8) => self.patterns.extend(row.iter().take(count).map(|byte| u64::from(*byte))),
            (_, bits) if bits % 8 == 0 => {
                let little = self.page.little;
                let number = |bytes: &[u8]| {
                    let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
                    if little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) }
                };
                self.patterns.extend(row.chunks_exact(bits as usize / 8).take(count).map(number));
            }
            (_, bits) => self.patterns.extend((0..count).map(|n| packed(row, n, bits as usize))),
        }
        self.patterns.resize(count, 0);
        if self.page.predictor == 2 {
            let mask = if self.page.bits >= 64 { u64::MAX } else { (1 << self.page.bits) - 1 };
            for at in self.step..count {
                self.patterns[at] = self.patterns[at].wrapping_add(self.patterns[at - self.step]) & mask;
            }
        }
    }

    /// Undoes the third predictor: bytes differ from the one a pixel before, and lie apart by their weight
    /// (Adobe Photoshop TIFF Technical Note 3).
    fn floating_point(&mut self, row: &[u8], count: usize, size: usize) {
        self.bytes.clear();
        self.bytes.extend_from_slice(&row[..(count * size).min(row.len())]);
        self.bytes.resize(count * size, 0);
        for at in self.step..self.bytes.len() {
            self.bytes[at] = self.bytes[at].wrapping_add(self.bytes[at - self.step]);
        }
        let bytes = &self.bytes;
        let whole = |n: usize| (0..size).fold(0, |number, weight| number << 8 | u64::from(bytes[weight * count + n]));
        self.patterns.extend((0..count).map(whole));
    }

    /// A sample of a pixel as a whole number.
    pub(super) fn whole(&self, x: usize, sample: usize) -> u16 {
        let pattern = self.patterns[x * self.step + sample];
        (pattern >> self.page.bits.saturating_sub(16)) as u16
    }

    /// A sample of a pixel as floating point.
    pub(super) fn float(&self, x: usize, sample: usize) -> f32 {
        let pattern = self.patterns[x * self.step + sample];
        match (self.page.kind, self.page.bits) {
            (Kind::Float, 16) => half(pattern as u16),
            // One bit of sign, seven of exponent (63 stands for 0), 16 of fraction: libtiff's 24-bit kind.
            (Kind::Float, 24) => short_float(pattern as u32),
            (Kind::Float, 64) => f64::from_bits(pattern) as f32,
            _ => f32::from_bits(pattern as u32),
        }
    }
}

/// Sample `n` of a row of samples that are packed bit behind bit.
fn packed(row: &[u8], n: usize, bits: usize) -> u64 {
    let mut value = 0;
    let mut left = bits;
    let mut at = n * bits;
    while left > 0 {
        let byte = u64::from(row.get(at / 8).copied().unwrap_or(0));
        let here = (8 - at % 8).min(left);
        let part = byte >> (8 - at % 8 - here) & ((1 << here) - 1);
        value = value << here | part;
        at += here;
        left -= here;
    }
    value
}

fn half(bits: u16) -> f32 {
    exr::prelude::f16::from_bits(bits).to_f32()
}

fn short_float(bits: u32) -> f32 {
    let (sign, exponent, fraction) = (bits >> 23 & 1, bits >> 16 & 0x7f, bits & 0xffff);
    let value = match exponent {
        0 => (fraction as f32) * 2f32.powi(-78),
        0x7f if fraction == 0 => f32::INFINITY,
        0x7f => f32::NAN,
        _ => (1.0 + fraction as f32 / 65_536.0) * 2f32.powi(exponent as i32 - 63),
    };
    if sign == 1 { -value } else { value }
}
