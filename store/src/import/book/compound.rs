//! A look into an .xls workbook before it is read: the library makes room for every cell between
//! the first and the last of a sheet, and two cells in far corners would ask for all memory.
//!
//! Layouts after [MS-CFB] 2.2-2.6 and [MS-XLS] 2.4.

use crate::import::grid::MAX_CELLS;
use std::collections::BTreeSet;

/// What is wrong with an .xls file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// Its structure does not hold together.
    Broken,
    /// Its sheets span more cells than are read.
    TooLarge,
    /// It holds an encrypted workbook.
    Locked,
}

/// The rows and columns that an .xls sheet can have.
const ROWS: u32 = 65_536;
const COLUMNS: u32 = 256;
/// Sheets looked at; a workbook has fewer.
const MAX_SHEETS: usize = 4_096;
const END: u32 = 0xFFFF_FFFA;

/// Checks every sheet's extent, and gives the streams that hold them. A file without a workbook in it passes: the
/// library says so better.
pub(super) fn check(file: &[u8]) -> Result<Vec<Vec<u8>>, Fault> {
    let compound = Compound::open(file).ok_or(Fault::Broken)?;
    // [MS-OFFCRYPTO] 2.3.4.4: an .xlsx under a password is a stream in such a file.
    if compound.names().ok_or(Fault::Broken)?.iter().any(|n| n == "encryptedpackage") {
        return Err(Fault::Locked);
    }
    let streams = compound.workbooks().ok_or(Fault::Broken)?;
    streams.iter().try_for_each(|stream| check_stream(stream))?;
    Ok(streams)
}

struct Compound<'a> {
    file: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
}

/// The name of a directory's entry, in small letters.
fn entry_name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16_at(entry, 64)?).saturating_sub(2).min(64);
    let name: Vec<u16> =
        entry[..length].chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).take_while(|c| *c != 0).collect();
    Some(String::from_utf16_lossy(&name).to_lowercase())
}

impl<'a> Compound<'a> {
    fn open(file: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(file, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut open = Self { file, sector, fat: Vec::new() };
        let mut tables: Vec<u32> = (0..109).map_while(|i| u32_at(file, 76 + i * 4)).filter(|s| *s < END).collect();
        let (mut next, mut left) = (u32_at(file, 68)?, file.len() / sector + 1);
        while next < END {
            left = left.checked_sub(1)?;
            let (last, ids) = open.sector(next)?.split_last_chunk::<4>().map(|(ids, last)| (last, ids))?;
            tables.extend(words(ids).filter(|s| *s < END));
            next = u32::from_le_bytes(*last);
        }
        if tables.len() > file.len() / sector + 1 {
            return None;
        }
        for table in tables {
            let entries: Vec<u32> = words(open.sector(table)?).collect();
            open.fat.extend(entries);
        }
        Some(open)
    }

    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        // The last sector may be cut short, as some programs write it.
        self.file.get(start..start.checked_add(self.sector)?.min(self.file.len()))
    }

    /// A chain's bytes; a chain never holds a sector twice.
    fn chain(&self, first: u32) -> Option<Vec<u8>> {
        let (mut bytes, mut next) = (Vec::new(), first);
        while next < END {
            bytes.extend_from_slice(self.sector(next)?);
            if bytes.len() > self.file.len() + self.sector {
                return None;
            }
            next = *self.fat.get(next as usize)?;
        }
        Some(bytes)
    }

    /// The names of everything in it, in small letters.
    fn names(&self) -> Option<Vec<String>> {
        let directory = self.chain(u32_at(self.file, 48)?)?;
        directory.chunks_exact(128).map(entry_name).collect()
    }

    /// Every stream that a workbook may be read from.
    fn workbooks(&self) -> Option<Vec<Vec<u8>>> {
        let directory = self.chain(u32_at(self.file, 48)?)?;
        let mut streams = Vec::new();
        for entry in directory.chunks_exact(128) {
            let name = entry_name(entry)?;
            if name != "workbook" && name != "book" {
                continue;
            }
            let (start, size) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
            let mut stream = if size < 4096 { self.small(&directory, start, size)? } else { self.chain(start)? };
            stream.truncate(size);
            streams.push(stream);
            if streams.len() > 2 {
                return None;
            }
        }
        Some(streams)
    }

    /// A stream of less than 4096 bytes, out of the root's own stream of small sectors.
    fn small(&self, directory: &[u8], first: u32, size: usize) -> Option<Vec<u8>> {
        let small = self.chain(u32_at(directory, 116)?)?;
        let table: Vec<u32> = words(&self.chain(u32_at(self.file, 60)?)?).collect();
        let (mut bytes, mut next) = (Vec::new(), first);
        while next < END && bytes.len() < size {
            let start = (next as usize).checked_mul(64)?;
            bytes.extend_from_slice(small.get(start..start.checked_add(64)?.min(small.len()))?);
            next = *table.get(next as usize)?;
        }
        Some(bytes)
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn check_stream(stream: &[u8]) -> Result<(), Fault> {
    let sheets: BTreeSet<u32> = records(stream)
        .take_while(|(kind, _)| *kind != 0x000A)
        .filter(|(kind, _)| *kind == 0x0085)
        .filter_map(|(_, data)| u32_at(data, 0))
        .collect();
    if sheets.len() > MAX_SHEETS {
        return Err(Fault::Broken);
    }
    let mut cells = 0usize;
    for start in sheets {
        let extent = extent(stream.get(start as usize..).ok_or(Fault::Broken)?).ok_or(Fault::Broken)?;
        cells = cells.saturating_add(extent);
        if cells > MAX_CELLS {
            return Err(Fault::TooLarge);
        }
    }
    Ok(())
}

/// How many cells lie between the first and the last of a sheet; nothing where a record is longer
/// than it can be or a cell lies outside of what a sheet can hold.
fn extent(sheet: &[u8]) -> Option<usize> {
    let (mut rows, mut columns) = ((u32::MAX, 0), (u32::MAX, 0));
    let mut depth = 0usize;
    for (kind, data) in records(sheet) {
        match kind {
            // A chart inside a sheet begins and ends as a sheet does; its records are not the sheet's.
            0x0809 => depth += 1,
            0x000A if depth > 1 => depth -= 1,
            0x000A => break,
            _ if depth > 1 => {}
            0x0200 => {
                let (row, column) = if data.len() >= 14 {
                    (u32_at(data, 4)?, u32::from(u16_at(data, 10)?))
                } else {
                    (u32::from(u16_at(data, 2)?), u32::from(u16_at(data, 6)?))
                };
                if row > ROWS || column > COLUMNS {
                    return None;
                }
            }
            0x0203 | 0x0204 | 0x0205 | 0x0006 | 0x00D6 | 0x027E | 0x00FD | 0x00BD => {
                let (row, first) = (u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?));
                let last = if kind == 0x00BD { u32::from(u16_at(data, data.len().checked_sub(2)?)?) } else { first };
                if last < first || last >= COLUMNS {
                    return None;
                }
                rows = (rows.0.min(row), rows.1.max(row));
                columns = (columns.0.min(first), columns.1.max(last));
            }
            _ => {}
        }
    }
    if rows.0 > rows.1 {
        return Some(0);
    }
    Some((rows.1 - rows.0 + 1) as usize * (columns.1 - columns.0 + 1) as usize)
}

pub(super) fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, 0)?, usize::from(u16_at(stream, 2)?));
        let data = stream.get(4..4 + length)?;
        stream = &stream[4 + length..];
        Some((kind, data))
    })
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
