//! One or two header rows as labels and groups.

use super::words;
use crate::import::{
    grid::{Cell, Grid},
    mapping::Field,
};
use std::collections::HashSet;

/// A column that has a header.
#[derive(Debug)]
pub(super) struct Column {
    /// From 0.
    pub(super) index: usize,
    /// What is written directly over it.
    pub(super) label: String,
    /// What is written over the group it belongs to.
    pub(super) group: Option<String>,
}

impl Column {
    /// As people read it.
    pub(super) fn header(&self) -> String {
        let label = self.label.split_whitespace().collect::<Vec<_>>().join(" ");
        match &self.group {
            Some(group) => format!("{} / {label}", group.split_whitespace().collect::<Vec<_>>().join(" ")),
            None => label,
        }
    }
}

/// A header that is tried, or the one that was found.
#[derive(Debug)]
pub(super) struct Header {
    /// Its first row, from 0.
    pub(super) row: usize,
    /// 1 or 2.
    pub(super) rows: usize,
    /// Its columns, from left to right.
    pub(super) columns: Vec<Column>,
    /// The groups whose columns are those of a stage, whichever it is: they say status or people.
    stage_groups: HashSet<String>,
}

impl Header {
    /// Whether a group's columns are those of a stage.
    pub(super) fn is_stage_group(&self, group: &str) -> bool {
        self.stage_groups.contains(group)
    }
}

/// Letters of a header that are read; a longer text is a note, not a header.
const MAX_LABEL: usize = 200;

fn label(cell: &Cell) -> String {
    match cell {
        // Cut before copying: a cell may hold a book.
        Cell::Text(text) => text.trim().chars().take(MAX_LABEL).collect(),
        other => other.shown(),
    }
}

/// Reads rows as a header, whatever they hold.
pub(super) fn read(grid: &Grid, row: usize, rows: usize) -> Header {
    let width = grid.filled(row).chain(grid.filled(row + rows - 1)).map(|(c, _)| c + 1).max().unwrap_or_default();
    let mut columns = Vec::new();
    let mut group: Option<(String, usize)> = None;
    for index in 0..width {
        if rows == 1 {
            let label = label(grid.cell(row, index));
            if !label.is_empty() {
                columns.push(Column { index, label, group: None });
            }
            continue;
        }
        let (upper, lower) = (label(grid.cell(row, index)), label(grid.cell(row + 1, index)));
        if !upper.is_empty() {
            // A merged region says how far the group goes; without one it goes on to a gap.
            let span = grid.columns_spanned(row, index);
            group = Some((upper.clone(), if span > 1 { index + span } else { usize::MAX }));
        }
        if (upper.is_empty() && lower.is_empty()) || group.as_ref().is_some_and(|(_, end)| index >= *end) {
            group = group.filter(|(_, end)| index < *end && *end != usize::MAX);
        }
        if !lower.is_empty() {
            columns.push(Column { index, label: lower, group: group.as_ref().map(|(name, _)| name.clone()) });
        } else if !upper.is_empty() && grid.columns_spanned(row, index) == 1 {
            // One cell over both rows, or a header of one row among those of two.
            columns.push(Column { index, label: upper, group: None });
        }
    }
    let says_stage =
        |label: &str| matches!(words::about_stage(label), Some(Field::Status | Field::People | Field::Round));
    let stage_groups = columns.iter().filter(|c| says_stage(&c.label)).filter_map(|c| c.group.clone()).collect();
    Header { row, rows, columns, stage_groups }
}
