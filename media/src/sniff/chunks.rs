//! Whether a picture file of chunks holds more than one frame.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// More chunks than this are not looked at.
const MOST_CHUNKS: usize = 100_000;

/// Whether a PNG has several frames: `acTL` says so before the first `IDAT` (PNG specification, 11.3.7).
pub(super) fn png_moves(path: &Path) -> io::Result<bool> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(8))?;
    for _ in 0..MOST_CHUNKS {
        let mut head = [0; 12];
        file.read_exact(&mut head)?;
        let [a, b, c, d, kind @ .., e, f, g, h] = head;
        match &kind {
            b"IDAT" | b"IEND" => return Ok(false),
            b"acTL" => return Ok(u32::from_be_bytes([e, f, g, h]) > 1),
            // The four bytes read of the body are part of its length; four of a sum follow it.
            _ => file.seek_relative(i64::from(u32::from_be_bytes([a, b, c, d])))?,
        }
    }
    Ok(false)
}

/// Whether a WebP has several frames: chunks named `ANMF`.
pub(super) fn webp_moves(path: &Path) -> io::Result<bool> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(12))?;
    let mut frames = 0;
    for _ in 0..MOST_CHUNKS {
        let mut head = [0; 8];
        if file.read_exact(&mut head).is_err() {
            break;
        }
        let [kind @ .., a, b, c, d] = head;
        match &kind {
            b"ANMF" => frames += 1,
            b"VP8 " | b"VP8L" => return Ok(false),
            _ => {}
        }
        if frames > 1 {
            return Ok(true);
        }
        let size = i64::from(u32::from_le_bytes([a, b, c, d]));
        file.seek_relative(size + size % 2)?;
    }
    Ok(false)
}
