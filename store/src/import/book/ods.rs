//! Workbooks of the OpenDocument format, .ods (part 3, 9.1 and 19.385): they say of each cell what it is and what it
//! shows, which the library does not give.

use super::{
    NO_CACHE, Package, damaged, iso_day, iso_minutes, links, locked,
    xml::{Attributes, Go, Node, walk},
};
use crate::import::{
    beside::Beside,
    error::ImportError,
    grid::{Budget, Cell, Grid, MAX_COLUMNS, MAX_ROWS},
};
use std::{
    collections::HashSet,
    io::{Read, Seek},
};

/// Reads a workbook.
pub(super) fn read<R: Read + Seek>(source: R, file: &str) -> Result<Vec<Grid>, ImportError> {
    let failed = |why: String| damaged(file, &why);
    let mut package = Package::open(source).map_err(failed)?;
    let mut is_locked = false;
    if let Some(manifest) = package.part("meta-inf/manifest.xml") {
        let _ = walk(manifest, |node| {
            is_locked |= matches!(node, Node::Start("encryption-data", _));
            Ok(Go::On)
        });
    }
    if is_locked {
        return Err(locked(file));
    }
    let content = package.part("content.xml").ok_or_else(|| failed("its content is missing".into()))?;
    let mut reading = Reading::new(file);
    let walked = walk(content, |node| {
        let read = match node {
            Node::Start(name, said) => reading.start(name, said),
            Node::End(name) => reading.end(name),
            Node::Text(text) => {
                reading.text(text);
                Ok(())
            }
        };
        // An error of its own goes past the one of XML.
        Ok(match read {
            Ok(()) => Go::On,
            Err(error) => {
                reading.failed = Some(error);
                Go::Enough
            }
        })
    });
    match (reading.failed, walked) {
        (Some(error), _) => Err(error),
        (None, Err(why)) => Err(failed(why)),
        (None, Ok(())) => Ok(reading.sheets),
    }
}

/// Elements whose content is no content of cells.
const PASSED_OVER: [&str; 5] = ["tracked-changes", "shapes", "frame", "custom-shape", "ruby-text"];

/// A cell while it is read.
#[derive(Default)]
struct Open {
    repeated: usize,
    spans: (usize, usize),
    kind: String,
    value: Option<String>,
    formula: Option<String>,
    is_error: bool,
    paragraphs: usize,
    text: String,
    link: String,
}

/// A note while it is read.
#[derive(Default)]
struct OpenNote {
    author: String,
    text: String,
    paragraphs: usize,
    in_author: bool,
}

struct Reading<'a> {
    file: &'a str,
    budget: Budget,
    sheets: Vec<Grid>,
    failed: Option<ImportError>,
    /// Styles of tables that are not shown.
    hidden_styles: HashSet<String>,
    style: String,
    grid: Option<Grid>,
    merged: Vec<((usize, usize), (usize, usize))>,
    row: usize,
    rows_repeated: usize,
    /// The cells of the row that hold something, for rows that come several times.
    filled: Vec<(usize, Cell)>,
    column: usize,
    columns_seen: usize,
    cell: Option<Open>,
    note: Option<OpenNote>,
    passing: usize,
    in_paragraph: usize,
}

impl<'a> Reading<'a> {
    fn new(file: &'a str) -> Self {
        Self {
            file,
            budget: Budget::new(file),
            sheets: Vec::new(),
            failed: None,
            hidden_styles: HashSet::new(),
            style: String::new(),
            grid: None,
            merged: Vec::new(),
            row: 0,
            rows_repeated: 1,
            filled: Vec::new(),
            column: 0,
            columns_seen: 0,
            cell: None,
            note: None,
            passing: 0,
            in_paragraph: 0,
        }
    }

    fn beside(&mut self) -> Option<&mut Beside> {
        self.grid.as_mut().map(|g| &mut g.beside)
    }

    fn start(&mut self, name: &str, said: Attributes<'_>) -> Result<(), ImportError> {
        if self.passing > 0 || PASSED_OVER.contains(&name) {
            self.passing += 1;
            return Ok(());
        }
        match name {
            "style" => self.style = said.get("name").unwrap_or_default(),
            "table-properties" if said.get("display").is_some_and(|d| d == "false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "table" if self.grid.is_none() => {
                let mut grid = Grid::new(&said.get("name").unwrap_or_default(), self.file);
                grid.hidden = said.get("style-name").is_some_and(|s| self.hidden_styles.contains(&s));
                self.grid = Some(grid);
                (self.row, self.columns_seen) = (0, 0);
            }
            "table-column" => {
                let count = said.number("number-columns-repeated").unwrap_or(1).max(1);
                let (first, hidden) = (self.columns_seen, is_hidden(said));
                self.columns_seen = first.saturating_add(count);
                if hidden && first < MAX_COLUMNS {
                    let last = self.columns_seen - 1;
                    self.beside().into_iter().for_each(|b| b.hide_columns(first, last));
                }
            }
            "table-row" => {
                self.rows_repeated = said.number("number-rows-repeated").unwrap_or(1).max(1);
                (self.column, self.row) = (0, self.row.min(MAX_ROWS + 1));
                self.filled.clear();
                if is_hidden(said) {
                    let rows = self.row..self.row.saturating_add(self.rows_repeated).min(MAX_ROWS);
                    let filtered = said.get("visibility").is_some_and(|v| v == "filter");
                    if let Some(beside) = self.beside() {
                        rows.for_each(|row| beside.hide_row(row));
                        beside.filtered |= filtered;
                    }
                }
            }
            "table-cell" | "covered-table-cell" if self.grid.is_some() => self.cell = Some(open(said)),
            "annotation" if self.cell.is_some() => self.note = Some(OpenNote::default()),
            "creator" => self.note.iter_mut().for_each(|n| n.in_author = true),
            "p" | "h" => {
                self.in_paragraph += 1;
                if let Some(note) = &mut self.note {
                    note.paragraphs += 1;
                    if note.paragraphs > 1 {
                        note.text.push('\n');
                    }
                } else if let Some(cell) = &mut self.cell {
                    cell.paragraphs += 1;
                    if cell.paragraphs > 1 {
                        cell.text.push('\n');
                    }
                }
            }
            "s" => self.put(&" ".repeat(said.number("c").unwrap_or(1).clamp(1, 1000))),
            "tab" => self.put("\t"),
            "line-break" => self.put("\n"),
            "a" => {
                let address = said.get("href").filter(|a| !a.starts_with('#')).unwrap_or_default();
                if let Some(cell) = self.cell.as_mut().filter(|_| self.note.is_none() && !address.is_empty())
                    && !cell.link.split(' ').any(|known| known == address)
                {
                    if !cell.link.is_empty() {
                        cell.link.push(' ');
                    }
                    cell.link.push_str(&address);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, text: &str) {
        if self.in_paragraph == 0 {
            return;
        }
        match (&mut self.note, &mut self.cell) {
            (Some(note), _) => note.text.push_str(text),
            (None, Some(cell)) => cell.text.push_str(text),
            (None, None) => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.passing > 0 {
            return;
        }
        if let Some(note) = self.note.as_mut().filter(|n| n.in_author) {
            note.author.push_str(text);
            return;
        }
        if self.in_paragraph == 0 {
            return;
        }
        let into = match (&mut self.note, &mut self.cell) {
            (Some(note), _) => &mut note.text,
            (None, Some(cell)) => &mut cell.text,
            (None, None) => return,
        };
        // Spaces and ends of lines in the file are one space, and none at the beginning (part 3, 6.1.2).
        for c in text.chars() {
            if !matches!(c, ' ' | '\t' | '\n' | '\r') {
                into.push(c);
            } else if !into.is_empty() && !into.ends_with([' ', '\n']) {
                into.push(' ');
            }
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ImportError> {
        if self.passing > 0 {
            self.passing -= 1;
            return Ok(());
        }
        match name {
            "p" | "h" => self.in_paragraph = self.in_paragraph.saturating_sub(1),
            "creator" => self.note.iter_mut().for_each(|n| n.in_author = false),
            "annotation" => {
                let at = (self.row, self.column);
                if let (Some(note), Some(beside)) = (self.note.take(), self.grid.as_mut().map(|g| &mut g.beside)) {
                    beside.note(at, &note.author, &note.text);
                }
            }
            "table-cell" | "covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.close(cell)?;
                }
            }
            "table-row" => {
                let more = self.row + 1..self.row.saturating_add(self.rows_repeated);
                if let Some(grid) = self.grid.as_mut().filter(|_| !self.filled.is_empty()) {
                    for row in more {
                        for (column, cell) in &self.filled {
                            self.budget.put(grid, row, *column, cell.clone())?;
                        }
                    }
                }
                self.row = self.row.saturating_add(self.rows_repeated);
            }
            "table" => {
                if let Some(mut grid) = self.grid.take() {
                    for (first, last) in self.merged.drain(..) {
                        grid.merge(first, last);
                    }
                    self.sheets.push(grid);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, open: Open) -> Result<(), ImportError> {
        let first = self.column;
        self.column = first.saturating_add(open.repeated);
        let Some(grid) = &mut self.grid else { return Ok(()) };
        let at = (self.row, first);
        if !open.link.is_empty() {
            grid.beside.link(at, open.link.clone());
        } else if let Some(formula) = &open.formula {
            let plain = formula.split_once('=').map_or("", |(_, f)| f).replace("[.", "").replace(']', "");
            let shown = |row, column| Some(grid.cell(row, column).shown());
            if let Some(address) = links::address(&plain, shown) {
                grid.beside.link(at, address);
            }
        }
        if open.spans != (1, 1) {
            self.merged.push((at, (at.0 + open.spans.0.max(1) - 1, at.1 + open.spans.1.max(1) - 1)));
        }
        let repeated = open.repeated;
        let cell = cell(open);
        if cell == Cell::Empty {
            return Ok(());
        }
        for column in first..first.saturating_add(repeated) {
            self.budget.put(grid, self.row, column, cell.clone())?;
            if self.rows_repeated > 1 {
                self.filled.push((column, cell.clone()));
            }
        }
        Ok(())
    }
}

fn is_hidden(said: Attributes<'_>) -> bool {
    said.get("visibility").is_some_and(|v| v == "collapse" || v == "filter")
}

fn open(said: Attributes<'_>) -> Open {
    // A number may be written by several programs, each in its own way of naming what it is.
    let kind = said.get("value-type").unwrap_or_default();
    let is_error = said.is_said("value-type", "error");
    let value = match kind.as_str() {
        "date" => said.get("date-value"),
        "time" => said.get("time-value"),
        "boolean" => said.get("boolean-value"),
        "string" => said.get("string-value"),
        _ => said.get("value"),
    };
    let span = |name| said.number(name).unwrap_or(1).clamp(1, MAX_ROWS);
    Open {
        repeated: said.number("number-columns-repeated").unwrap_or(1).max(1),
        spans: (span("number-rows-spanned"), span("number-columns-spanned")),
        kind,
        value,
        formula: said.get("formula"),
        is_error,
        ..Open::default()
    }
}

/// What a cell says.
fn cell(open: Open) -> Cell {
    let Open { kind, value, text, formula, is_error, .. } = open;
    let shown = || (!text.trim().is_empty()).then(|| Box::from(text.trim()));
    if is_error {
        return Cell::Error(text);
    }
    let said = match (kind.as_str(), value) {
        ("float" | "percentage" | "currency", Some(value)) => value.parse::<f64>().ok().map(|number| {
            let plain = text.trim() == number.to_string();
            Cell::Number(number, shown().filter(|_| !plain))
        }),
        ("date", Some(value)) => iso_day(&value),
        ("time", Some(value)) => iso_minutes(&value).map(|minutes| Cell::Duration(minutes, shown())),
        ("boolean", Some(value)) => Some(Cell::Bool(value == "true")),
        ("string", Some(value)) if text.is_empty() => Some(Cell::Text(value)),
        _ => None,
    };
    match said {
        Some(Cell::Text(text)) if text.is_empty() => Cell::Empty,
        Some(cell) => cell,
        // A formula that gives an empty text has a value all the same.
        None if text.is_empty() && kind.is_empty() && formula.is_some() => Cell::Error(NO_CACHE.to_owned()),
        None if text.is_empty() => Cell::Empty,
        None => Cell::Text(text),
    }
}
