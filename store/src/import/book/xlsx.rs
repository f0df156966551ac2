//! Workbooks of XML, .xlsx and .xlsm: the library reads values and formulas, and what lies beside them is read here.

use super::{
    Formats, NO_CACHE, Package, cell_of, comments, damaged,
    links::{self, place, span},
    locked, new_grid, pair,
    xml::{Go, Node, walk},
};
use crate::import::{
    beside::{At, Beside},
    error::ImportError,
    grid::{Budget, Cell, Grid},
};
use calamine::{Data, Reader, SheetType, Xlsx, XlsxError};
use std::{
    collections::HashMap,
    io::{Read, Seek},
};

/// Cells that one address may stand behind.
const MAX_LINKED: usize = 10_000;

/// Reads a workbook whose parts have the names that the library looks for; `package` is the same workbook with
/// whatever names they have.
pub(super) fn read<R: Read + Seek, P: Read + Seek>(
    source: R,
    package: &mut Package<P>,
    file: &str,
) -> Result<Vec<Grid>, ImportError> {
    let failed = |error: XlsxError| match error {
        XlsxError::Password => locked(file),
        error => damaged(file, &error),
    };
    let mut book: Xlsx<R> = Xlsx::new(source).map_err(failed)?;
    let mut budget = Budget::new(file);
    let mut grids = Vec::new();
    let parts = package.sheets();
    let persons = comments::persons(package);
    let mut formats: Option<Formats> = None;
    for (number, sheet) in book.sheets_metadata().to_vec().into_iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut grid = new_grid(&sheet, file);
        let is_1904 = book.has_1904_epoch();
        let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(failed)?;
        let formats = formats.get_or_insert_with(|| {
            let mut formats = Formats::new(is_1904);
            for style in reader.styles() {
                let code = style.number_format.as_ref().map(|f| match f.format_code.as_str() {
                    "" => f.format_id.and_then(Formats::built_in).unwrap_or_default(),
                    code => code,
                });
                formats.push(code);
            }
            formats
        });
        let part = parts.get(number).map(|(_, part)| part.as_str()).unwrap_or_default();
        let mut styles = Styles::default();
        if let Some(source) = package.part(part) {
            // The library tells what is broken about a sheet.
            let _ = beside(source, formats, &mut grid.beside, &mut styles);
        }
        let mut linked: Vec<((usize, usize), String)> = Vec::new();
        // Cell by cell, so that a single cell in the last corner does not ask for 17 billion.
        while let Some(record) = reader.next_cell_with_formula().map_err(failed)? {
            let at = pair(record.pos);
            let style = styles.next(at);
            let cell = match (cell_of(&Data::from(record.value), formats, style), &record.formula) {
                (Cell::Empty, Some(_)) => Cell::Error(NO_CACHE.to_owned()),
                (cell, _) => cell,
            };
            if let Some(formula) =
                record.formula.filter(|f| f.get(..9).is_some_and(|h| h.eq_ignore_ascii_case("HYPERLINK")))
            {
                linked.push((at, formula));
            }
            budget.put(&mut grid, at.0, at.1, cell)?;
        }
        drop(reader);
        for (at, formula) in linked {
            let shown = |row, column| Some(grid.cell(row, column).shown());
            if let Some(address) = links::address(&formula, shown) {
                grid.beside.link(at, address);
            }
        }
        let relations = package.relations(part);
        let targets: HashMap<&str, &str> = relations.iter().map(|r| (r.id.as_str(), r.target.as_str())).collect();
        for (first, last, id) in styles.links {
            if let Some(address) = targets.get(id.as_str()) {
                link(&mut grid.beside, first, last, address);
            }
        }
        comments::read(package, &relations, &persons, &mut grid.beside);
        for region in book.merge_cells_by_sheet_name(&sheet.name).map_err(failed)? {
            grid.merge(pair(region.start), pair(region.end));
        }
        grids.push(grid);
    }
    Ok(grids)
}

/// Puts an address behind a region of cells.
pub(super) fn link(beside: &mut Beside, first: (usize, usize), last: (usize, usize), address: &str) {
    let rows = first.0..=last.0.max(first.0);
    let cells = rows.flat_map(|row| (first.1..=last.1.max(first.1)).map(move |column| (row, column)));
    for at in cells.take(MAX_LINKED) {
        beside.link(at, address.to_owned());
    }
}

/// The styles of cells that are not plain, in the order of the sheet, and its addresses by their relations.
#[derive(Default)]
struct Styles {
    cells: Vec<((usize, usize), usize)>,
    taken: usize,
    links: Vec<(At, At, String)>,
}

impl Styles {
    /// The style of the next cell. Both readers walk in the same order.
    fn next(&mut self, at: (usize, usize)) -> usize {
        match self.cells.get(self.taken) {
            Some((place, style)) if *place == at => {
                self.taken += 1;
                *style
            }
            _ => usize::MAX,
        }
    }
}

fn beside(
    source: impl std::io::BufRead,
    formats: &Formats,
    beside: &mut Beside,
    styles: &mut Styles,
) -> Result<(), String> {
    let (mut row, mut column) = (0usize, 0usize);
    let plain = formats.are_plain();
    walk(source, |node| {
        match node {
            Node::Start("sheetPr", said) => beside.filtered |= said.is("filterMode"),
            Node::Start("filterColumn", _) => beside.filtered = true,
            Node::Start("col", said) if said.is("hidden") || said.get("width").is_some_and(|width| width == "0") => {
                if let (Some(first), Some(last)) = (said.number("min"), said.number("max")) {
                    beside.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
                }
            }
            Node::Start("row", said) => {
                if let Some(number) = said.number("r") {
                    row = number.saturating_sub(1);
                }
                // A height of nothing hides as well.
                if said.is("hidden") || said.get("ht").is_some_and(|height| height == "0") {
                    beside.hide_row(row);
                }
            }
            Node::End("row") => (row, column) = (row + 1, 0),
            Node::Start("c", said) if !plain => {
                let at = said.get("r").and_then(|r| place(&r)).unwrap_or((row, column));
                column = at.1 + 1;
                let style = said.number("s").unwrap_or_default();
                if !formats.is_plain(style) {
                    styles.cells.push((at, style));
                }
            }
            Node::Start("hyperlink", said) => {
                if let (Some((first, last)), Some(id)) = (said.get("ref").and_then(|r| span(&r)), said.get("id")) {
                    styles.links.push((first, last, id));
                }
            }
            _ => {}
        }
        Ok(Go::On)
    })
}
