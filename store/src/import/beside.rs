//! What a sheet says beside its cells: notes on them, addresses behind them, and what it does not show.

use super::grid::{MAX_COLUMNS, MAX_ROWS};
use std::collections::{BTreeMap, BTreeSet};

/// A cell: its row and its column, from 0.
pub(super) type At = (usize, usize);

/// What somebody wrote beside a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CellNote {
    /// Who, as the file names them; empty where it does not.
    pub author: String,
    /// What.
    pub text: String,
}

/// What a sheet says beside its cells, by row and column.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// Addresses behind cells.
    pub(super) links: BTreeMap<At, String>,
    /// Notes on cells, the oldest first.
    pub(super) notes: BTreeMap<At, Vec<CellNote>>,
    /// Rows that are not shown.
    pub(super) hidden_rows: BTreeSet<usize>,
    /// Columns that are not shown.
    pub(super) hidden_columns: BTreeSet<usize>,
    /// Rows are hidden by a filter.
    pub(super) filtered: bool,
}

/// Notes and addresses kept of one sheet at most; the rest is left out.
const MAX_BESIDE: usize = 200_000;
/// Bytes of an address; browsers take no longer ones.
const MAX_ADDRESS: usize = 8 * 1024;

impl Beside {
    pub(super) fn link(&mut self, at: (usize, usize), address: String) {
        if !address.is_empty() && address.len() <= MAX_ADDRESS && self.links.len() < MAX_BESIDE {
            self.links.insert(at, address);
        }
    }

    pub(super) fn note(&mut self, at: (usize, usize), author: &str, text: &str) {
        let (author, text) = (author.trim().to_owned(), text.trim().to_owned());
        if !text.is_empty() && self.notes.len() < MAX_BESIDE {
            self.notes.entry(at).or_default().push(CellNote { author, text });
        }
    }

    pub(super) fn hide_row(&mut self, row: usize) {
        if row < MAX_ROWS {
            self.hidden_rows.insert(row);
        }
    }

    pub(super) fn hide_columns(&mut self, first: usize, last: usize) {
        self.hidden_columns.extend(first..=last.min(MAX_COLUMNS));
    }
}
