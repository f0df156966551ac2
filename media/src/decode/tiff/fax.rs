//! CCITT fax compression: modified Huffman, group 3 and group 4 (ITU-T T.4 and T.6), by the code tables of
//! the `fax` crate. Its own decoders read group 4 and one-dimensional group 3 of up to 65,535 pixels a line.

use fax::BitReader;
use fax::maps::{Mode, black, mode, white};

use super::directory::short;
use super::page::Packing;
use crate::MediaError;

/// `T4Options`: lines may refer to the one before.
const TWO_DIMENSIONAL: u64 = 1;

/// Lines that a group 3 stream may lack the code for, in a row, before it counts as cut short.
const MOST_BAD_LINES: u32 = 100;

/// Packed lines of `width` pixels, one bit each, 1 for black.
pub(super) fn unpack(data: &[u8], packing: Packing, width: u32, rows: u32) -> Result<Vec<u8>, MediaError> {
    let mut bits = Bits { data, at: 0 };
    let row_bytes = width.div_ceil(8) as usize;
    let mut out = Vec::with_capacity((row_bytes * rows as usize).min(1 << 24));
    let mut reference: Vec<u32> = Vec::new();
    let mut bad = 0;
    for _ in 0..rows {
        if bits.is_at_end() {
            return Err(short());
        }
        let line = match packing {
            Packing::Huffman(words) => {
                let line = one_dimensional(&mut bits, width);
                bits.align(if words { 16 } else { 8 });
                line
            }
            Packing::Fax3(options) => {
                let marked = bits.skip_line_ends();
                let alone = options & TWO_DIMENSIONAL == 0 || !marked || bits.take() != Some(0);
                if alone { one_dimensional(&mut bits, width) } else { two_dimensional(&mut bits, &reference, width) }
            }
            _ => two_dimensional(&mut bits, &reference, width),
        };
        let line = match line {
            Ok(line) => line,
            Err(_) if matches!(packing, Packing::Fax3(_)) && bad < MOST_BAD_LINES && !bits.is_at_end() => {
                // A line that the telephone spoilt: the next one begins with a mark of its own.
                bad += 1;
                bits.seek_line_end();
                reference.clone()
            }
            Err(_) => return Err(MediaError::damaged("its fax code is broken, or ends too early")),
        };
        paint(&line, width, &mut out, row_bytes);
        reference = line;
    }
    Ok(out)
}

/// A code that is none.
struct Broken;

/// Where colours change in a line that is written by itself; the first change is to black.
fn one_dimensional(bits: &mut Bits<'_>, width: u32) -> Result<Vec<u32>, Broken> {
    let mut line = Vec::new();
    let (mut at, mut dark) = (0, false);
    while at < width {
        at = (at + run(bits, dark)?).min(width);
        line.push(at);
        dark = !dark;
    }
    Ok(line)
}

/// The same of a line that is written by its differences from the one before.
fn two_dimensional(bits: &mut Bits<'_>, reference: &[u32], width: u32) -> Result<Vec<u32>, Broken> {
    let mut line: Vec<u32> = Vec::new();
    let (mut at, mut dark, mut started) = (0u32, false, false);
    let mut next = 0;
    while at < width {
        // The first change after this place, and to the other colour: even changes are to black.
        let is_past = |change: u32| change > at || change == 0 && !started;
        while next > 0 && is_past(reference[next - 1]) {
            next -= 1;
        }
        while next < reference.len() && (!is_past(reference[next]) || (next % 2 == 1) != dark) {
            next += 1;
        }
        let change = |index: usize| reference.get(index).copied().unwrap_or(width);
        match mode::decode(bits).ok_or(Broken)? {
            Mode::Pass => at = change(next + 1),
            Mode::Vertical(by) => {
                let to = change(next).checked_add_signed(by.into()).filter(|to| *to <= width).ok_or(Broken)?;
                if to < at {
                    return Err(Broken);
                }
                line.push(to);
                (at, dark) = (to, !dark);
            }
            Mode::Horizontal => {
                let first = at.saturating_add(run(bits, dark)?).min(width);
                let second = first.saturating_add(run(bits, !dark)?).min(width);
                line.extend([first, second]);
                at = second;
            }
            Mode::Extension | Mode::EOF => return Err(Broken),
        }
        started = true;
    }
    Ok(line)
}

/// The length of a run: codes of multiples of 64, and one below that ends it.
fn run(bits: &mut Bits<'_>, dark: bool) -> Result<u32, Broken> {
    let mut length = 0u32;
    loop {
        let code = if dark { black::decode(bits) } else { white::decode(bits) };
        let part = code.ok_or(Broken)?;
        length = length.saturating_add(part.into());
        if part < 64 {
            return Ok(length);
        }
    }
}

fn paint(line: &[u32], width: u32, out: &mut Vec<u8>, row_bytes: usize) {
    let from = out.len();
    out.resize(from + row_bytes, 0);
    let row = &mut out[from..];
    for pair in line.chunks(2) {
        let end = pair.get(1).copied().unwrap_or(width);
        for x in pair[0]..end {
            row[x as usize / 8] |= 0x80 >> (x % 8);
        }
    }
}

/// Bits from the highest of each byte; past the end come zeros, so that a last short code can be looked up.
struct Bits<'a> {
    data: &'a [u8],
    /// Bits taken.
    at: usize,
}

impl Bits<'_> {
    fn is_at_end(&self) -> bool {
        self.at >= self.data.len() * 8
    }

    fn align(&mut self, to: usize) {
        self.at = self.at.next_multiple_of(to);
    }

    fn take(&mut self) -> Option<u16> {
        let bit = self.peek(1)?;
        self.at += 1;
        Some(bit)
    }

    /// Passes over marks of a line's end, with the zeros that fill up before them. True where there was one.
    fn skip_line_ends(&mut self) -> bool {
        let mut found = false;
        while self.peek(11) == Some(0) && self.seek_mark() {
            found = true;
        }
        found
    }

    /// Goes to right before the next mark of a line's end.
    fn seek_line_end(&mut self) {
        while !self.is_at_end() && self.peek(11) != Some(0) {
            self.at += 1;
        }
    }

    /// From zeros to right behind the one that ends them.
    fn seek_mark(&mut self) -> bool {
        while let Some(bit) = self.take() {
            if bit == 1 {
                return true;
            }
        }
        false
    }
}

impl BitReader for Bits<'_> {
    type Error = std::convert::Infallible;

    fn peek(&self, bits: u8) -> Option<u16> {
        if self.is_at_end() || bits > 16 {
            return None;
        }
        let byte = |n: usize| u32::from(self.data.get(self.at / 8 + n).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        Some((word >> (24 - self.at % 8 - usize::from(bits)) & ((1 << bits) - 1)) as u16)
    }

    fn consume(&mut self, bits: u8) -> Result<(), Self::Error> {
        self.at += usize::from(bits);
        Ok(())
    }

    fn bits_to_byte_boundary(&self) -> u8 {
        (self.at.next_multiple_of(8) - self.at) as u8
    }
}
