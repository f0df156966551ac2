//! One to three header rows as labels and groups.

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
    /// What is written over the groups it belongs to, the widest first.
    pub(super) groups: Vec<String>,
}

impl Column {
    /// As people read it.
    pub(super) fn header(&self) -> String {
        let parts = self.groups.iter().chain([&self.label]);
        parts.map(|p| p.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(" / ")
    }
}

/// A header that is tried, or the one that was found.
#[derive(Debug)]
pub(super) struct Header {
    /// Its first row, from 0.
    pub(super) row: usize,
    /// 1 to 3.
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

/// What is written over a group of columns, and the column it ends before; nothing says where, without a merged region.
struct Group {
    name: String,
    end: Option<usize>,
}

/// Reads rows as a header, whatever they hold: what stands lowest over a column names it, what stands over that
/// and its neighbours is a group.
pub(super) fn read(grid: &Grid, row: usize, rows: usize) -> Header {
    let filled = (row..row + rows).flat_map(|r| grid.filled(r));
    let width = filled.map(|(c, _)| c + 1).max().unwrap_or_default();
    let mut columns = Vec::new();
    let mut groups: Vec<Option<Group>> = (1..rows).map(|_| None).collect();
    for index in 0..width {
        let texts: Vec<String> = (row..row + rows).map(|r| label(grid.cell(r, index))).collect();
        let spanned = |level: usize| grid.columns_spanned(row + level, index);
        for level in 0..groups.len() {
            if !texts[level].is_empty() {
                // A merged region says how far the group goes; without one it goes on to a gap.
                let end = Some(spanned(level)).filter(|span| *span > 1).map(|span| index + span);
                groups[level] = Some(Group { name: texts[level].clone(), end });
                groups[level + 1..].fill_with(|| None);
            }
            let gap = texts[level..].iter().all(String::is_empty);
            groups[level] = groups[level].take().filter(|g| g.end.map_or(!gap, |end| index < end));
        }
        // One cell over several rows, or a header of one row among those of more, names its column too.
        let own = |level: &usize| !texts[*level].is_empty() && (level + 1 == rows || spanned(*level) == 1);
        let Some(level) = (0..rows).rev().find(own) else { continue };
        let over = groups.iter().take(level).flatten().map(|g| g.name.clone());
        columns.push(Column { index, label: texts[level].clone(), groups: over.collect() });
    }
    let says_stage =
        |label: &str| matches!(words::about_stage(label), Some(Field::Status | Field::People | Field::Round));
    let of_stages = columns.iter().filter(|c| says_stage(&c.label));
    let stage_groups = of_stages.filter_map(|c| c.groups.last().cloned()).collect();
    Header { row, rows, columns, stage_groups }
}
