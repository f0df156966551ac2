//! A look at a zip archive's directory before anything of it is unpacked.

use crate::import::error::ImportError;
use flate2::read::DeflateDecoder;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes that a workbook's parts may unpack to, all together.
const MAX_UNPACKED: u64 = 1 << 30;
/// Parts a workbook may have.
const MAX_PARTS: usize = 20_000;
/// Bytes of the directory itself.
const MAX_DIRECTORY: u64 = 16 << 20;

/// How the usual parts are packed, and how much smaller that makes anything at most.
const DEFLATED: u16 = 8;
const DEFLATE_MOST: u64 = 1032;

/// What kind of workbook an archive is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::import) enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

/// Reads the directory (PKWARE APPNOTE 4.3.12-4.3.16, with zip64) and refuses what is no workbook
/// or would unpack to too much.
pub(super) fn inspect(reader: &mut (impl Read + Seek), file: &str) -> Result<Kind, ImportError> {
    inspect_within(reader, file, MAX_UNPACKED)
}

/// The same, with another limit of what its parts may unpack to.
pub(in crate::import) fn inspect_within(
    reader: &mut (impl Read + Seek),
    file: &str,
    limit: u64,
) -> Result<Kind, ImportError> {
    let damaged = |why: &str| ImportError::Damaged { file: file.to_owned(), why: why.to_owned() };
    let unsupported = |why: &str| ImportError::Unsupported { file: file.to_owned(), why: why.to_owned() };
    let directory = directory(reader)
        .map_err(|source| match source.kind() {
            io::ErrorKind::UnexpectedEof => damaged("it ends too early"),
            _ => ImportError::Io { file: file.to_owned(), source },
        })?
        .ok_or_else(|| damaged("its end is missing, it seems cut off"))?;

    let (mut unpacked, mut packed, mut parts, mut kind) = (0u64, 0u64, 0usize, None);
    let mut deflated = Vec::new();
    let mut rest = directory.as_slice();
    while rest.get(..4) == Some(b"PK\x01\x02") {
        let part = Part::read(rest).ok_or_else(|| damaged("its list of parts is cut off"))?;
        rest = rest.get(part.length..).unwrap_or_default();
        parts += 1;
        unpacked = unpacked.saturating_add(part.unpacked);
        packed = packed.saturating_add(part.packed);
        if part.method == DEFLATED {
            deflated.push((part.at, part.packed));
        }
        // Programs write names with backslashes, in other letter case, with a slash before them.
        let name = String::from_utf8_lossy(part.name).replace('\\', "/").to_lowercase();
        match name.trim_start_matches(['/', '.']) {
            "content.xml" => kind = kind.or(Some(Ok(Kind::Ods))),
            "word/document.xml" => kind = Some(Err("it is a text document")),
            "ppt/presentation.xml" => kind = Some(Err("it is a presentation")),
            name if name.ends_with("workbook.xml") => kind = Some(Ok(Kind::Xlsx)),
            name if name.ends_with("workbook.bin") => kind = Some(Ok(Kind::Xlsb)),
            // A workbook may have any name: the list of relations says which part it is.
            name if name.ends_with("worksheets/sheet1.xml") => kind = kind.or(Some(Ok(Kind::Xlsx))),
            _ => {}
        }
        if parts > MAX_PARTS || unpacked > limit {
            let why = format!("it unpacks to more than {} MB or {MAX_PARTS} parts", limit >> 20);
            return Err(ImportError::TooLarge { file: file.to_owned(), why });
        }
    }
    // A list may lie. What is too small to unpack to too much, whatever it says, need not be tried.
    if packed.saturating_mul(DEFLATE_MOST) > limit {
        let real = unpacked_really(reader, &deflated, limit).map_err(|_| damaged("its parts cannot be unpacked"))?;
        if real > limit {
            let why = format!("it unpacks to more than {} MB", limit >> 20);
            return Err(ImportError::TooLarge { file: file.to_owned(), why });
        }
    }
    match kind {
        Some(Ok(kind)) => Ok(kind),
        Some(Err(why)) => Err(unsupported(why)),
        None if parts == 0 => Err(damaged("its list of parts is missing")),
        None => Err(unsupported("it is an archive, and no workbook is in it")),
    }
}

/// Bytes that all deflated parts unpack to, counted and thrown away; no further than to the limit.
fn unpacked_really(reader: &mut (impl Read + Seek), parts: &[(u64, u64)], limit: u64) -> io::Result<u64> {
    let mut total = 0u64;
    for (at, packed) in parts {
        let mut head = [0; 30];
        reader.seek(SeekFrom::Start(*at))?;
        reader.read_exact(&mut head)?;
        let skip = |at| u16_at(&head, at).map(u64::from).unwrap_or_default();
        reader.seek(SeekFrom::Start(at.saturating_add(30 + skip(26) + skip(28))))?;
        let mut part = DeflateDecoder::new(reader.by_ref().take(*packed)).take(limit + 1 - total);
        total += io::copy(&mut part, &mut io::sink())?;
        if total > limit {
            break;
        }
    }
    Ok(total)
}

struct Part<'a> {
    name: &'a [u8],
    method: u16,
    packed: u64,
    /// Where the part itself begins.
    at: u64,
    unpacked: u64,
    length: usize,
}

impl<'a> Part<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (name_len, extra_len) = (usize::from(u16_at(bytes, 28)?), usize::from(u16_at(bytes, 30)?));
        let comment_len = usize::from(u16_at(bytes, 32)?);
        let name = bytes.get(46..46 + name_len)?;
        let extra = bytes.get(46 + name_len..46 + name_len + extra_len)?;
        let mut unpacked = u64::from(u32_at(bytes, 24)?);
        if unpacked == u64::from(u32::MAX) {
            unpacked = zip64_size(extra).unwrap_or(u64::MAX);
        }
        let (method, packed, at) = (u16_at(bytes, 10)?, u64::from(u32_at(bytes, 20)?), u64::from(u32_at(bytes, 42)?));
        Some(Self { name, method, packed, at, unpacked, length: 46 + name_len + extra_len + comment_len })
    }
}

/// The unpacked size in a zip64 extra field, where it comes first.
fn zip64_size(mut extra: &[u8]) -> Option<u64> {
    loop {
        let length = usize::from(u16_at(extra, 2)?);
        if u16_at(extra, 0)? == 1 {
            return u64_at(extra, 4).filter(|_| length >= 8);
        }
        extra = extra.get(4 + length..)?;
    }
}

/// The directory's bytes; nothing where the archive has no end.
fn directory(reader: &mut (impl Read + Seek)) -> io::Result<Option<Vec<u8>>> {
    let length = reader.seek(SeekFrom::End(0))?;
    // The end record is 22 bytes and a comment of 64 KiB at most.
    let tail_at = length.saturating_sub(22 + 0xFFFF + 20);
    let mut tail = Vec::new();
    reader.seek(SeekFrom::Start(tail_at))?;
    reader.take(22 + 0xFFFF + 20).read_to_end(&mut tail)?;
    let Some(end) = tail.windows(4).rposition(|w| w == b"PK\x05\x06") else { return Ok(None) };
    let (Some(mut size), Some(mut start)) =
        (u32_at(&tail, end + 12).map(u64::from), u32_at(&tail, end + 16).map(u64::from))
    else {
        return Ok(None);
    };
    if size == u64::from(u32::MAX) || start == u64::from(u32::MAX) {
        let Some(locator) = end.checked_sub(20).filter(|at| tail.get(*at..at + 4) == Some(b"PK\x06\x07")) else {
            return Ok(None);
        };
        let mut record = [0; 56];
        reader.seek(SeekFrom::Start(u64_at(&tail, locator + 8).unwrap_or_default()))?;
        reader.read_exact(&mut record)?;
        size = u64_at(&record, 40).unwrap_or_default();
        start = u64_at(&record, 48).unwrap_or_default();
    }
    if size > MAX_DIRECTORY || start.saturating_add(size) > length {
        return Ok(None);
    }
    let mut directory = Vec::new();
    reader.seek(SeekFrom::Start(start))?;
    reader.take(size).read_to_end(&mut directory)?;
    Ok(Some(directory))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}
