//! A chunk's bytes, unpacked: rows of samples as they lie in memory.

use std::io::Read;

use flate2::read::ZlibDecoder;
use weezl::{BitOrder, decode::Configuration};
use zune_core::{bytestream::ZCursor, options::DecoderOptions};

use super::directory::{Source, short};
use super::fax;
use super::page::{Packing, Page};
use crate::MediaError;
use crate::decode::jpeg;

/// Rows of samples, one behind the other.
pub(super) struct Rows {
    pub(super) bytes: Vec<u8>,
    /// Bytes from row to row.
    pub(super) stride: usize,
}

/// Reads and unpacks chunk `index`, of which `rows` rows are wanted.
pub(super) fn chunk(source: &mut Source, page: &Page, index: usize, rows: u32) -> Result<Rows, MediaError> {
    let (at, count) = (page.offsets[index], page.counts[index]);
    let mut data = source.read(at, count.min(source.length().saturating_sub(at)))?;
    let streams = matches!(page.packing, Packing::Jpeg | Packing::WholeJpeg(..));
    if page.reversed && !streams {
        data.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
    }
    let samples = if page.planar { 1 } else { page.samples };
    let stride = if page.is_subsampled() {
        0
    } else {
        (u64::from(page.chunk.0) * samples as u64 * u64::from(page.bits)).div_ceil(8) as usize
    };
    let wanted = if page.is_subsampled() {
        let (across, down) = page.luma.step;
        (page.chunk.0 as usize).div_ceil(across) * (rows as usize).div_ceil(down) * (across * down + 2)
    } else {
        stride * rows as usize
    };
    let bytes = match page.packing {
        Packing::None => data,
        Packing::PackBits => packbits(&data, wanted),
        Packing::Lzw => lzw(&data, wanted)?,
        Packing::Deflate => deflate(&data, wanted)?,
        Packing::Huffman(_) | Packing::Fax3(_) | Packing::Fax4 => {
            return Ok(Rows { bytes: fax::unpack(&data, page.packing, page.chunk.0, rows)?, stride });
        }
        Packing::Jpeg | Packing::WholeJpeg(..) => return jpeg_rows(&data, page, samples, rows),
    };
    if bytes.len() < wanted {
        return Err(short());
    }
    if page.is_subsampled() {
        return Ok(spread_chroma(&bytes, page, rows));
    }
    Ok(Rows { bytes, stride })
}

/// Runs of bytes, as a Macintosh packs them (TIFF 6.0, section 9).
fn packbits(data: &[u8], wanted: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(wanted.min(data.len().saturating_mul(64)));
    let mut rest = data;
    while let [head, tail @ ..] = rest {
        if out.len() >= wanted {
            break;
        }
        let length = usize::from(*head);
        match (length, tail) {
            (128, _) => rest = tail,
            (0..128, _) => {
                let (literal, after) = tail.split_at((length + 1).min(tail.len()));
                out.extend_from_slice(literal);
                rest = after;
            }
            (_, [byte, after @ ..]) => {
                out.extend(std::iter::repeat_n(*byte, 257 - length));
                rest = after;
            }
            (_, []) => break,
        }
    }
    out
}

/// Beyond this, a packed byte cannot stand for more: what announces more is cut short.
fn plausible(data: &[u8], wanted: usize, most_a_byte: usize) -> Result<(), MediaError> {
    if wanted > data.len().saturating_mul(most_a_byte) { Err(short()) } else { Ok(()) }
}

/// LZW, and the kind with its bits the other way round that libtiff before 5.0 wrote.
fn lzw(data: &[u8], wanted: usize) -> Result<Vec<u8>, MediaError> {
    plausible(data, wanted, 4096)?;
    let old = matches!(data, [0, second, ..] if second & 1 == 1);
    let kind =
        if old { Configuration::new(BitOrder::Lsb, 8) } else { Configuration::with_tiff_size_switch(BitOrder::Msb, 8) };
    let mut decoder = kind.with_yield_on_full_buffer(true).build();
    let mut out = vec![0; wanted];
    let (mut read, mut written) = (0, 0);
    while written < wanted {
        let step = decoder.decode_bytes(&data[read..], &mut out[written..]);
        read += step.consumed_in;
        written += step.consumed_out;
        if step.consumed_in == 0 && step.consumed_out == 0 || step.status.is_err() {
            break;
        }
    }
    out.truncate(written);
    Ok(out)
}

fn deflate(data: &[u8], wanted: usize) -> Result<Vec<u8>, MediaError> {
    plausible(data, wanted, 1032)?;
    let mut out = Vec::with_capacity(wanted);
    // What is broken behind the wanted bytes does not matter; before them, they are too few.
    let _ = ZlibDecoder::new(data).take(wanted as u64).read_to_end(&mut out);
    Ok(out)
}

/// A JPEG stream with its own size, which may be that of a tile beyond the picture's edge.
fn jpeg_rows(data: &[u8], page: &Page, samples: usize, rows: u32) -> Result<Rows, MediaError> {
    // The shared tables are a stream of their own: without its end and the chunk's beginning they are one.
    let joined = match page.jpeg_tables.strip_suffix(&[0xff, 0xd9]) {
        Some(tables) if matches!(page.packing, Packing::Jpeg) && tables.len() > 2 => {
            [tables, data.get(2..).unwrap_or_default()].concat()
        }
        _ => data.to_vec(),
    };
    jpeg::check(&joined)?;
    let broken = |error: &dyn std::fmt::Debug| MediaError::damaged(format!("a JPEG block of it is broken ({error:?})"));
    let options = DecoderOptions::default().set_strict_mode(false);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(&joined), options);
    decoder.decode_headers().map_err(|e| broken(&e))?;
    let (width, height) = decoder.dimensions().ok_or_else(short)?;
    let found = decoder.input_colorspace().ok_or_else(short)?;
    // What the values mean is said by the page, so they are taken as they are.
    decoder.set_options(options.jpeg_set_out_colorspace(found));
    let whole = matches!(page.packing, Packing::WholeJpeg(..));
    let needed = if whole { page.width } else { page.chunk.0.min(page.width) };
    if width < needed as usize || height < rows as usize || found.num_components() != samples {
        return Err(MediaError::damaged("a JPEG block of it has another size or other channels than the picture"));
    }
    let bytes = decoder.decode().map_err(|e| broken(&e))?;
    Ok(Rows { bytes, stride: width * samples })
}

/// Luma in blocks, each with one sample of both chromas behind it (TIFF 6.0, section 21), to three a pixel.
fn spread_chroma(bytes: &[u8], page: &Page, rows: u32) -> Rows {
    let (across, down) = page.luma.step;
    let width = page.chunk.0 as usize;
    let blocks = width.div_ceil(across);
    let size = across * down + 2;
    let stride = width * 3;
    let mut out = vec![0; stride * rows as usize];
    for (y, row) in out.chunks_exact_mut(stride).enumerate() {
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let block = &bytes[(y / down * blocks + x / across) * size..][..size];
            pixel.copy_from_slice(&[
                block[y % down * across + x % across],
                block[across * down],
                block[across * down + 1],
            ]);
        }
    }
    Rows { bytes: out, stride }
}
