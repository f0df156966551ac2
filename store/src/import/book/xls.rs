//! Old workbooks, .xls ([MS-XLS]): the library reads values, and what lies beside them is read here.

use super::{
    Formats, cell_of,
    comments::without_author,
    compound::{records, u16_at, u32_at},
    damaged, links, locked, new_grid, pair,
    xlsx::link,
};
use crate::import::{
    beside::Beside,
    error::ImportError,
    grid::{Budget, Grid, MAX_ROWS},
};
use calamine::{Reader, SheetType, Xls};
use encoding_rs::{UTF_16LE, WINDOWS_1252};
use std::{
    collections::{BTreeMap, HashMap},
    io::{Read, Seek},
};

/// Reads a workbook; `streams` are those that hold its records.
pub(super) fn read<R: Read + Seek>(source: R, streams: &[Vec<u8>], file: &str) -> Result<Vec<Grid>, ImportError> {
    let mut book: Xls<R> = Xls::new(source).map_err(|error| match error {
        calamine::XlsError::Password => locked(file),
        error => damaged(file, &error),
    })?;
    // A file for two generations of programs holds the workbook twice; the library reads the newer one.
    let stream = streams.iter().max_by_key(|s| s.get(4..6).map(|v| u16_at(v, 0))).map_or(&[][..], Vec::as_slice);
    let globals = Globals::read(stream);
    let mut budget = Budget::new(file);
    let mut grids = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut grid = new_grid(&sheet, file);
        let mut styles = HashMap::new();
        if let Some(start) = globals.sheets.get(&sheet.name) {
            let records = stream.get(*start as usize..).unwrap_or_default();
            beside(records, &globals.formats, &mut grid.beside, &mut styles);
        }
        let range = book.worksheet_range(&sheet.name).map_err(|e| damaged(file, &e))?;
        if let Some(start) = range.start().map(pair) {
            for (row, column, data) in range.used_cells() {
                let at = (start.0.saturating_add(row).min(MAX_ROWS), start.1.saturating_add(column));
                let style = styles.get(&at).copied().unwrap_or(usize::MAX);
                budget.put(&mut grid, at.0, at.1, cell_of(data, &globals.formats, style))?;
            }
        }
        let formulas = book.worksheet_formula(&sheet.name).unwrap_or_default();
        if let Some(start) = formulas.start().map(pair) {
            for (row, column, formula) in formulas.used_cells() {
                let shown = |row, column| Some(grid.cell(row, column).shown());
                if let Some(address) = links::address(formula, shown) {
                    grid.beside.link((start.0 + row, start.1 + column), address);
                }
            }
        }
        for region in book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default() {
            grid.merge(pair(region.start), pair(region.end));
        }
        grids.push(grid);
    }
    Ok(grids)
}

/// What holds for all sheets.
struct Globals {
    formats: Formats,
    /// Where each sheet begins, by name.
    sheets: HashMap<String, u32>,
}

impl Globals {
    fn read(stream: &[u8]) -> Self {
        let (mut is_1904, mut codes, mut styles) = (false, BTreeMap::new(), Vec::new());
        let mut sheets = HashMap::new();
        let mut old = false;
        for (kind, data) in records(stream).take_while(|(kind, _)| *kind != 0x000A) {
            match kind {
                // BOF of BIFF5, whose texts have one byte a letter and no flags.
                0x0809 => old = u16_at(data, 0) == Some(0x0500),
                0x0022 => is_1904 = u16_at(data, 0) == Some(1),
                0x041E => {
                    if let Some(id) = u16_at(data, 0) {
                        let code = if old { short(data, 2) } else { long(data, 2).map(|(text, _)| text) };
                        codes.insert(u32::from(id), code.unwrap_or_default());
                    }
                }
                0x00E0 => styles.push(u16_at(data, 2).map(u32::from).unwrap_or_default()),
                0x0085 => {
                    if let Some(start) = u32_at(data, 0) {
                        let name = if old { short(data, 6) } else { named(data, 6) };
                        sheets.insert(name.unwrap_or_default(), start);
                    }
                }
                _ => {}
            }
        }
        let mut formats = Formats::new(is_1904);
        for id in styles {
            formats.push(codes.get(&id).map(String::as_str).or_else(|| Formats::built_in(id)));
        }
        Self { formats, sheets }
    }
}

/// A text of one byte a letter behind its length in one byte.
fn short(data: &[u8], at: usize) -> Option<String> {
    let length = usize::from(*data.get(at)?);
    Some(WINDOWS_1252.decode_without_bom_handling(data.get(at + 1..at + 1 + length)?).0.into_owned())
}

/// A text behind its length in one byte, and flags.
fn named(data: &[u8], at: usize) -> Option<String> {
    let length = usize::from(*data.get(at)?);
    letters(data, at + 1, length).map(|(text, _)| text)
}

/// A text behind its length in two bytes, and flags. Gives where it ends.
fn long(data: &[u8], at: usize) -> Option<(String, usize)> {
    let length = usize::from(u16_at(data, at)?);
    letters(data, at + 2, length)
}

/// Flags and letters, of one byte or two each ([MS-XLS] 2.5.294).
fn letters(data: &[u8], at: usize, length: usize) -> Option<(String, usize)> {
    let wide = data.get(at)? & 1 != 0;
    let end = at + 1 + if wide { length * 2 } else { length };
    let bytes = data.get(at + 1..end)?;
    let text = if wide {
        UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
    } else {
        bytes.iter().map(|b| char::from(*b)).collect()
    };
    Some((text, end))
}

fn beside(sheet: &[u8], formats: &Formats, beside: &mut Beside, styles: &mut HashMap<(usize, usize), usize>) {
    let mut depth = 0usize;
    let mut object = None;
    let mut wanted: Option<(u16, usize)> = None;
    let mut texts: HashMap<u16, String> = HashMap::new();
    let mut notes: Vec<((usize, usize), u16, String)> = Vec::new();
    for (kind, data) in records(sheet) {
        let half = |at| u16_at(data, at).map(usize::from);
        let mut style = |row: Option<usize>, column: Option<usize>, style: Option<usize>| {
            if let (Some(row), Some(column), Some(style)) = (row, column, style)
                && !formats.is_plain(style)
            {
                styles.insert((row, column), style);
            }
        };
        let text_goes_on = kind == 0x003C;
        match kind {
            0x0809 => depth += 1,
            0x000A if depth > 1 => depth -= 1,
            0x000A => break,
            _ if depth > 1 => {}
            // ROW: fDyZero
            0x0208 if half(12).is_some_and(|flags| flags & 0x20 != 0) => beside.hide_row(half(0).unwrap_or(usize::MAX)),
            // COLINFO: fHidden
            0x007D if half(8).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (half(0), half(2)) {
                    beside.hide_columns(first, last);
                }
            }
            // FILTERMODE
            0x009B => beside.filtered = true,
            // NUMBER, LABEL, RSTRING, FORMULA, RK, LABELSST
            0x0203 | 0x0204 | 0x00D6 | 0x0006 | 0x027E | 0x00FD => style(half(0), half(2), half(4)),
            // MULRK
            0x00BD => {
                let first = half(2).unwrap_or_default();
                for (number, cell) in
                    data.get(4..data.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6).enumerate()
                {
                    style(half(0), Some(first + number), u16_at(cell, 0).map(usize::from));
                }
            }
            // HLINK
            0x01B8 => {
                if let (Some(top), Some(bottom), Some(left), Some(right)) = (half(0), half(2), half(4), half(6))
                    && let Some(address) = address(data.get(24..).unwrap_or_default())
                {
                    link(beside, (top, left), (bottom, right), &address);
                }
            }
            // OBJ, whose first part is FtCmo with its number
            0x005D if half(0) == Some(0x15) => object = u16_at(data, 6),
            // TXO, whose text is in the record that goes on
            0x01B6 => wanted = object.take().zip(half(10)),
            0x003C => {
                if let Some((id, length)) = wanted.take()
                    && let Some((text, _)) = letters(data, 0, length.min(data.len().saturating_sub(1)))
                {
                    texts.insert(id, text);
                }
            }
            // NOTE
            0x001C => {
                if let (Some(row), Some(column), Some(id)) = (half(0), half(2), u16_at(data, 6)) {
                    let author = long(data, 8).map(|(author, _)| author).unwrap_or_default();
                    notes.push(((row, column), id, author));
                }
            }
            _ => {}
        }
        if !text_goes_on && kind != 0x01B6 {
            wanted = None;
        }
    }
    for (at, id, author) in notes {
        let text = texts.get(&id).map_or("", String::as_str);
        beside.note(at, &author, without_author(text, &author));
    }
}

/// The address of a hyperlink ([MS-OSHARED] 2.3.7.1).
fn address(link: &[u8]) -> Option<String> {
    let flags = u32_at(link, 4)?;
    let mut at = 8;
    // The name that is shown, and the frame.
    for flag in [0x10, 0x80] {
        if flags & flag != 0 {
            at = wide(link, at, u32_at(link, at)? as usize)?.1;
        }
    }
    if flags & 1 == 0 {
        return None;
    }
    if flags & 0x100 != 0 {
        return wide(link, at, u32_at(link, at)? as usize).map(|(text, _)| text);
    }
    // The first word of 79EAC9E0-BAF9-11CE-8C82-00AA004BA90B: a moniker of an address.
    if u32_at(link, at)? != 0x79EA_C9E0 {
        // A file: its short path, one byte a letter.
        let length = u32_at(link, at + 18)? as usize;
        let path = link.get(at + 22..at.checked_add(22)?.checked_add(length)?)?;
        let path = WINDOWS_1252.decode_without_bom_handling(path).0;
        return Some(path.trim_end_matches('\0').to_owned());
    }
    let bytes = u32_at(link, at + 16)? as usize;
    let text = link.get(at + 20..at.checked_add(20)?.checked_add(bytes)?)?;
    let text = UTF_16LE.decode_without_bom_handling(text).0;
    Some(text.split('\0').next().unwrap_or_default().to_owned())
}

/// A text of this many letters behind its length in four bytes. Gives where it ends.
fn wide(data: &[u8], at: usize, length: usize) -> Option<(String, usize)> {
    let end = at.checked_add(4)?.checked_add(length.checked_mul(2)?)?;
    let text = UTF_16LE.decode_without_bom_handling(data.get(at + 4..end)?).0;
    Some((text.trim_end_matches('\0').to_owned(), end))
}
