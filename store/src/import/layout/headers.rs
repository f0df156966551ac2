//! One or two header rows as labels and groups.

use super::words;
use crate::import::grid::Grid;

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
}

impl Header {
    /// Whether a group's columns are those of a stage, whichever it is: they say status or people.
    pub(super) fn is_stage_group(&self, group: &str) -> bool {
        use crate::import::mapping::Field;
        self.columns.iter().filter(|c| c.group.as_deref() == Some(group)).any(|c| {
            let said = words::about_stage(&c.label);
            matches!(said, Some(Field::Status | Field::People | Field::Round))
        })
    }
}

/// Reads rows as a header, whatever they hold.
pub(super) fn read(grid: &Grid, row: usize, rows: usize) -> Header {
    let width = grid.filled(row).chain(grid.filled(row + rows - 1)).map(|(c, _)| c + 1).max().unwrap_or_default();
    let mut columns = Vec::new();
    let mut group: Option<String> = None;
    for index in 0..width {
        if rows == 1 {
            let label = grid.spread(row, index).shown();
            if !label.is_empty() && !grid.is_covered(row, index) {
                // A merged title or group over this row is the department of all below it.
                columns.push(Column { index, label, group: None });
            }
            continue;
        }
        let (upper, lower) = (grid.spread(row, index).shown(), grid.cell(row + 1, index).shown());
        if !upper.is_empty() {
            group = Some(upper.clone());
        } else if lower.is_empty() {
            // A gap ends a group where no merged region says how far it goes.
            group = None;
        }
        match (upper.is_empty(), lower.is_empty()) {
            // One cell over both rows, or a header of one row among those of two.
            (false, true) => {
                if !(grid.is_covered(row, index) && grid.spread(row + 1, index).shown() != upper) {
                    columns.push(Column { index, label: upper, group: None });
                }
            }
            (_, false) => columns.push(Column { index, label: lower, group: group.clone() }),
            (true, true) => {}
        }
    }
    Header { row, rows, columns }
}
