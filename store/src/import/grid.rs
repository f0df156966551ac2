//! A sheet as read: typed cells by row and column.

use super::{beside::Beside, encoding::Decoded, error::ImportError};
use rushes_domain::{Date, names};
use std::{borrow::Cow, collections::HashMap};

/// Rows read of one sheet at most.
pub const MAX_ROWS: usize = 200_000;
/// Columns read of one sheet at most.
pub const MAX_COLUMNS: usize = 2_000;
/// Cells held of a whole file at most, empty ones between others too.
pub const MAX_CELLS: usize = 8_000_000;
/// Bytes of text held of a whole file at most.
pub const MAX_TEXT: usize = 512 << 20;
/// Cells that merged regions may cover in one sheet; regions beyond that read as if not merged.
const MAX_MERGED: usize = 500_000;

/// How a sheet shows a value, where that is not how it is written plainly: `0010`, `SH0010`, `25%`.
pub type Shown = Option<Box<str>>;

/// One cell.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text, as written: `001` stays `001`.
    Text(String),
    /// A number.
    Number(f64, Shown),
    /// A day; its time, where it has one, is only shown.
    Date(Date, Shown),
    /// A length of time, or a time of day, in minutes.
    Duration(f64, Shown),
    /// Yes or no.
    Bool(bool),
    /// A formula that failed, such as `#REF!`.
    Error(String),
    /// A text of which some bytes are none of the file's encoding, with a mark in their place.
    Unread(String),
}

impl Cell {
    /// Nothing, or nothing but spaces.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As a person reads it, without spaces around it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Unread(text) => text.trim().to_owned(),
            Self::Number(_, Some(shown)) | Self::Date(_, Some(shown)) | Self::Duration(_, Some(shown)) => {
                shown.trim().to_owned()
            }
            // Display writes whole numbers without a fraction.
            Self::Number(number, None) => number.to_string(),
            Self::Date(date, None) => date.to_string(),
            Self::Duration(minutes, None) => clock(*minutes),
            Self::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Error(error) => error.clone(),
        }
    }
}

/// Minutes as `h:mm`.
fn clock(minutes: f64) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "a float of any size ends at the largest number")]
    let whole = minutes.abs().round() as i64;
    let sign = if minutes < 0.0 { "-" } else { "" };
    format!("{sign}{}:{:02}", whole / 60, whole % 60)
}

/// Somebody whom a workbook lists with an address, on whichever of its sheets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// One sheet. Rows and columns count from 0 here; [`column_letters`] and `row + 1` are what
/// people read.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The sheet's name; the file's for a text file.
    pub name: String,
    /// The file's name.
    pub file: String,
    /// Hidden in its workbook.
    pub hidden: bool,
    /// People listed with an address, on whichever sheet of the file.
    pub contacts: Vec<Contact>,
    /// How a text file was read; nothing for a workbook.
    pub encoding: Option<Decoded>,
    /// Other sheets of the workbook that are hidden and hold something.
    pub hidden_sheets: Vec<String>,
    pub(super) beside: Beside,
    rows: Vec<Vec<Cell>>,
    /// Covered cell, to the first cell of its merged region.
    covered: HashMap<(usize, usize), (usize, usize)>,
    /// First cell of a merged region, to its last.
    merged: HashMap<(usize, usize), (usize, usize)>,
}

const EMPTY: &Cell = &Cell::Empty;

impl Grid {
    /// An empty sheet.
    pub(super) fn new(name: &str, file: &str) -> Self {
        Self { name: name.to_owned(), file: file.to_owned(), ..Self::default() }
    }

    /// How many rows there are, down to the last that holds something.
    #[must_use]
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// How many columns the widest row has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or_default()
    }

    /// The cell itself; empty outside the sheet and where a merged region covers it.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).and_then(|r| r.get(column)).unwrap_or(EMPTY)
    }

    /// The cell, or the one whose merged region covers it.
    #[must_use]
    pub fn spread(&self, row: usize, column: usize) -> &Cell {
        match self.covered.get(&(row, column)) {
            Some((row, column)) => self.cell(*row, *column),
            None => self.cell(row, column),
        }
    }

    /// The address behind a cell.
    #[must_use]
    pub fn link(&self, row: usize, column: usize) -> Option<&str> {
        self.beside.links.get(&(row, column)).map(String::as_str)
    }

    /// The cell with the address behind it written out, where it does not say it itself.
    pub(super) fn linked(&self, row: usize, column: usize) -> Cow<'_, Cell> {
        let cell = self.cell(row, column);
        let Some(link) = self.link(row, column) else { return Cow::Borrowed(cell) };
        let text = match cell {
            Cell::Error(_) | Cell::Unread(_) => return Cow::Borrowed(cell),
            Cell::Text(text) => text.clone(),
            cell => cell.shown(),
        };
        let mail = link.strip_prefix("mailto:").unwrap_or(link);
        if text.contains(link) || text.contains(mail) || text.trim() == link.trim_end_matches('/') {
            return Cow::Borrowed(cell);
        }
        let whole = if text.trim().is_empty() { link.to_owned() } else { format!("{text} ({link})") };
        Cow::Owned(Cell::Text(whole))
    }

    /// Whether a row is hidden in the sheet.
    #[must_use]
    pub fn hides_row(&self, row: usize) -> bool {
        self.beside.hidden_rows.contains(&row)
    }

    /// Whether a column is hidden in the sheet.
    #[must_use]
    pub fn hides_column(&self, column: usize) -> bool {
        self.beside.hidden_columns.contains(&column)
    }

    /// How many columns the merged region that begins here spans; 1 where none begins.
    #[must_use]
    pub fn columns_spanned(&self, row: usize, column: usize) -> usize {
        self.merged.get(&(row, column)).map_or(1, |(_, last)| last - column + 1)
    }

    /// Whether a merged region that begins elsewhere covers the cell.
    #[must_use]
    pub fn is_covered(&self, row: usize, column: usize) -> bool {
        self.covered.contains_key(&(row, column))
    }

    /// The cells of a row that hold something, with their columns.
    pub fn filled(&self, row: usize) -> impl Iterator<Item = (usize, &Cell)> {
        self.rows.get(row).into_iter().flatten().enumerate().filter(|(_, c)| !c.is_blank())
    }

    /// Marks a merged region; both corners belong to it.
    pub(super) fn merge(&mut self, first: (usize, usize), last: (usize, usize)) {
        let last = (last.0.min(self.height().saturating_sub(1)), last.1.min(MAX_COLUMNS));
        if last.0 < first.0 || last.1 < first.1 {
            return;
        }
        let cells = (last.0 - first.0 + 1).saturating_mul(last.1 - first.1 + 1);
        if cells < 2 || self.covered.len().saturating_add(cells) > MAX_MERGED {
            return;
        }
        self.merged.insert(first, last);
        for row in first.0..=last.0 {
            for column in first.1..=last.1 {
                if (row, column) != first {
                    self.covered.insert((row, column), first);
                }
            }
        }
    }
}

/// What is left of the limits while a file is read.
pub(super) struct Budget {
    file: String,
    cells: usize,
    text: usize,
}

impl Budget {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), cells: MAX_CELLS, text: MAX_TEXT }
    }

    fn too_large(&self, why: String) -> ImportError {
        ImportError::TooLarge { file: self.file.clone(), why }
    }

    /// Puts a cell into a sheet. Empty cells are not kept.
    pub(super) fn put(&mut self, grid: &mut Grid, row: usize, column: usize, cell: Cell) -> Result<(), ImportError> {
        if cell == Cell::Empty {
            return Ok(());
        }
        let place = || format!("{}, {}{}", grid.name, column_letters(column), row.saturating_add(1));
        if row >= MAX_ROWS {
            return Err(self.too_large(format!("more than {MAX_ROWS} rows ({})", place())));
        }
        if column >= MAX_COLUMNS {
            return Err(self.too_large(format!("more than {MAX_COLUMNS} columns ({})", place())));
        }
        let have = grid.rows.get(row).map_or(0, Vec::len);
        let more = (column + 1).saturating_sub(have) + (row + 1).saturating_sub(grid.rows.len());
        let cell = match cell {
            Cell::Text(text) => Cell::Text(names::composed(text)),
            other => other,
        };
        let bytes = if let Cell::Text(text) | Cell::Unread(text) = &cell { text.len() } else { 0 };
        self.cells =
            self.cells.checked_sub(more).ok_or_else(|| self.too_large(format!("more than {MAX_CELLS} cells")))?;
        self.text = self
            .text
            .checked_sub(bytes)
            .ok_or_else(|| self.too_large(format!("more than {} MB of text", MAX_TEXT >> 20)))?;
        if grid.rows.len() <= row {
            grid.rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut grid.rows[row];
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = cell;
        Ok(())
    }
}

/// A column as spreadsheets name it: A, B, … Z, AA.
#[must_use]
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The column that letters name, counted from 0; nothing for what names none.
#[must_use]
pub fn column_index(letters: &str) -> Option<usize> {
    let letters = letters.trim();
    if letters.is_empty() || letters.len() > 4 {
        return None;
    }
    let number = letters.bytes().try_fold(0usize, |n, b| {
        b.is_ascii_alphabetic().then(|| n * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some(number - 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn letters_and_columns_are_one_thing() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (1_999, "BXX")] {
            assert_eq!(column_letters(column), letters);
            assert_eq!(column_index(&letters.to_lowercase()), Some(column));
        }
        assert_eq!(column_index("A1"), None);
        assert_eq!(column_index(""), None);
    }

    #[test]
    fn limits_are_told_with_the_place() {
        let mut grid = Grid { name: "Plan".into(), ..Grid::default() };
        let mut budget = Budget::new("a.xlsx");
        let told = budget.put(&mut grid, MAX_ROWS, 0, Cell::Bool(true)).unwrap_err().to_string();
        assert!(told.contains("200000 rows") && told.contains("A200001"), "{told}");
        assert!(budget.put(&mut grid, 0, MAX_COLUMNS, Cell::Bool(true)).is_err());
        assert!(budget.put(&mut grid, MAX_ROWS, 0, Cell::Empty).is_ok(), "formatted empty cells are no content");
        assert_eq!(grid.height(), 0);
    }
}
