//! Binary workbooks, .xlsb ([MS-XLSB]): the library reads values, and what lies beside them is read here.

use super::{
    Formats, Package, cell_of,
    comments::without_author,
    compound::{u16_at, u32_at},
    damaged, links, locked, new_grid, pair,
    xlsx::link,
};
use crate::import::{
    beside::{At, Beside},
    error::ImportError,
    grid::{Budget, Cell, Grid},
};
use calamine::{Data, Reader, SheetType, Xlsb, XlsbError};
use std::{
    collections::{BTreeMap, HashMap},
    io::{Read, Seek},
};

/// Bytes of one record; the longest are texts of 32,767 letters with their runs.
const MAX_RECORD: usize = 16 << 20;

/// Reads a workbook whose parts have the names that the library looks for; `package` is the same workbook with
/// whatever names they have.
pub(super) fn read<R: Read + Seek, P: Read + Seek>(
    source: R,
    package: &mut Package<P>,
    file: &str,
) -> Result<Vec<Grid>, ImportError> {
    let failed = |error: XlsbError| match error {
        XlsbError::Password => locked(file),
        error => damaged(file, &error),
    };
    let mut book: Xlsb<R> = Xlsb::new(source).map_err(failed)?;
    let mut budget = Budget::new(file);
    let formats = formats(package, book.has_1904_epoch());
    let parts = sheets(package);
    let mut grids = Vec::new();
    for (number, sheet) in book.sheets_metadata().to_vec().into_iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut grid = new_grid(&sheet, file);
        let part = parts.get(number).cloned().unwrap_or_default();
        let mut found = Found::default();
        if let Some(source) = package.part(&part) {
            found.read(source, &formats, &mut grid.beside);
        }
        let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(failed)?;
        while let Some(cell) = reader.next_cell().map_err(failed)? {
            let at = pair(cell.get_position());
            let style = found.styles.get(&at).copied().unwrap_or(usize::MAX);
            let cell: Cell = cell_of(&Data::from(cell.get_value().clone()), &formats, style);
            budget.put(&mut grid, at.0, at.1, cell)?;
        }
        drop(reader);
        if found.formulas {
            let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(failed)?;
            // A formula that is not understood costs its address, not the sheet.
            while let Ok(Some(formula)) = reader.next_formula() {
                let at = pair(formula.get_position());
                let shown = |row, column| Some(grid.cell(row, column).shown());
                if let Some(address) = links::address(formula.get_value(), shown) {
                    grid.beside.link(at, address);
                }
            }
        }
        let relations = package.relations(&part);
        for (first, last, id) in found.links {
            if let Some(relation) = relations.iter().find(|r| r.id == id) {
                link(&mut grid.beside, first, last, &relation.target);
            }
        }
        for relation in relations.iter().filter(|r| r.kind == "comments") {
            if let Some(source) = package.part(&relation.target) {
                comments(source, &mut grid.beside);
            }
        }
        grids.push(grid);
    }
    Ok(grids)
}

/// The records of a part, each with its number and what it holds ([MS-XLSB] 2.1.4).
struct Records<R> {
    source: R,
    body: Vec<u8>,
}

impl<R: Read> Records<R> {
    fn new(source: R) -> Self {
        Self { source, body: Vec::new() }
    }

    fn byte(&mut self) -> Option<u8> {
        let mut one = [0];
        self.source.read_exact(&mut one).ok().map(|()| one[0])
    }

    /// The next one; nothing where they end, or do not hold together.
    fn next(&mut self) -> Option<(u16, &[u8])> {
        let first = self.byte()?;
        let mut kind = u16::from(first & 0x7F);
        if first & 0x80 != 0 {
            kind |= u16::from(self.byte()? & 0x7F) << 7;
        }
        let mut length = 0usize;
        for shift in [0, 7, 14, 21] {
            let next = self.byte()?;
            length |= usize::from(next & 0x7F) << shift;
            if next & 0x80 == 0 {
                break;
            }
        }
        if length > MAX_RECORD {
            return None;
        }
        self.body.clear();
        let read = self.source.by_ref().take(length as u64).read_to_end(&mut self.body).ok()?;
        (read == length).then_some((kind, self.body.as_slice()))
    }
}

/// A text: how many letters, and each in two bytes. Gives where it ends.
fn text(record: &[u8], at: usize) -> Option<(String, usize)> {
    let count = u32_at(record, at)?;
    if count == u32::MAX {
        return Some((String::new(), at + 4));
    }
    let start = at + 4;
    let end = start.checked_add((count as usize).checked_mul(2)?)?;
    let letters: Vec<u16> = record.get(start..end)?.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
    Some((String::from_utf16_lossy(&letters), end))
}

fn formats<P: Read + Seek>(package: &mut Package<P>, is_1904: bool) -> Formats {
    let mut formats = Formats::new(is_1904);
    let styles = package
        .workbook()
        .and_then(|workbook| package.relations(&workbook).into_iter().find(|r| r.kind == "styles").map(|r| r.target));
    let Some(source) = styles.and_then(|part| package.part(&part)) else { return formats };
    let mut codes: BTreeMap<u32, String> = BTreeMap::new();
    let (mut records, mut in_cells) = (Records::new(source), false);
    while let Some((kind, record)) = records.next() {
        match kind {
            // BrtFmt
            0x002C => {
                if let (Some(id), Some((code, _))) = (u16_at(record, 0), text(record, 2)) {
                    codes.insert(u32::from(id), code);
                }
            }
            // BrtBeginCellXFs, BrtEndCellXFs, BrtXF
            0x0269 => in_cells = true,
            0x026A => break,
            0x002F if in_cells => {
                let id = u16_at(record, 2).map(u32::from).unwrap_or_default();
                formats.push(codes.get(&id).map(String::as_str).or_else(|| Formats::built_in(id)));
            }
            _ => {}
        }
    }
    formats
}

/// The parts of the sheets, in the workbook's own order.
fn sheets<P: Read + Seek>(package: &mut Package<P>) -> Vec<String> {
    let Some(workbook) = package.workbook() else { return Vec::new() };
    let parts: HashMap<String, String> = package.relations(&workbook).into_iter().map(|r| (r.id, r.target)).collect();
    let mut sheets = Vec::new();
    let Some(source) = package.part(&workbook) else { return sheets };
    let mut records = Records::new(source);
    while let Some((kind, record)) = records.next() {
        match kind {
            // BrtBundleSh; one without a relation is none to the library either.
            0x009C if u32_at(record, 8) != Some(u32::MAX) => {
                let id = text(record, 8).map(|(id, _)| id).unwrap_or_default();
                sheets.push(parts.get(&id).cloned().unwrap_or_default());
            }
            // BrtEndBundleShs
            0x0090 => break,
            _ => {}
        }
    }
    sheets
}

/// What is found of a sheet beside its values.
#[derive(Default)]
struct Found {
    styles: HashMap<(usize, usize), usize>,
    links: Vec<(At, At, String)>,
    formulas: bool,
}

impl Found {
    fn read(&mut self, source: impl Read, formats: &Formats, beside: &mut Beside) {
        let mut row = 0usize;
        let mut records = Records::new(source);
        while let Some((kind, record)) = records.next() {
            let word = |at| u32_at(record, at).map(|w| w as usize);
            match kind {
                // BrtRowHdr
                0x0000 => {
                    row = word(0).unwrap_or(usize::MAX);
                    if record.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                        beside.hide_row(row);
                    }
                }
                // BrtColInfo
                0x003C => {
                    if let (Some(first), Some(last), Some(flags)) = (word(0), word(4), u16_at(record, 16))
                        && flags & 1 != 0
                    {
                        beside.hide_columns(first, last);
                    }
                }
                // Cells, BrtCellBlank to BrtFmlaError.
                0x0001..=0x000B => {
                    self.formulas |= kind >= 0x0008;
                    if let (Some(column), Some(style)) = (word(0), word(4)) {
                        let style = style & 0x00FF_FFFF;
                        if !formats.is_plain(style) {
                            self.styles.insert((row, column), style);
                        }
                    }
                }
                // BrtBeginFilterColumn
                0x00A3 => beside.filtered = true,
                // BrtHLink
                0x01EE => {
                    if let (Some(top), Some(bottom), Some(left), Some(right)) = (word(0), word(4), word(8), word(12))
                        && let Some((id, _)) = text(record, 16)
                    {
                        self.links.push(((top, left), (bottom, right), id));
                    }
                }
                _ => {}
            }
        }
    }
}

fn comments(source: impl Read, beside: &mut Beside) {
    let mut authors: Vec<String> = Vec::new();
    let mut of = None;
    let mut records = Records::new(source);
    while let Some((kind, record)) = records.next() {
        match kind {
            // BrtCommentAuthor
            0x0278 => authors.push(text(record, 0).map(|(name, _)| name).unwrap_or_default()),
            // BrtBeginComment
            0x027B => {
                let word = |at| u32_at(record, at).map(|w| w as usize);
                of = word(0).zip(word(4)).zip(word(12)).map(|((author, row), column)| (author, (row, column)));
            }
            // BrtCommentText
            0x027D => {
                if let (Some((author, at)), Some((words, _))) = (of.take(), text(record, 1)) {
                    let author = authors.get(author).map_or("", String::as_str);
                    let author = if author.starts_with("tc=") { "" } else { author };
                    beside.note(at, author, without_author(&words, author));
                }
            }
            _ => {}
        }
    }
}
