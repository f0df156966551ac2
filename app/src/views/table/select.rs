//! The cell with the keyboard, the range around it, and the rows that are chosen.

use super::{
    columns::Column,
    model::{Line, Row, TableModel, Totals},
};
use crate::views::Choice;
use rushes_domain::{ColumnId, Deliverable, DeliverableId, StageDefId};
use std::{collections::HashSet, ops::RangeInclusive, sync::Arc};

/// A cell.
pub(super) type Cell = (DeliverableId, ColumnId);

#[derive(Default)]
pub(super) struct Selection {
    pub(super) cursor: Option<Cell>,
    /// Where a range began.
    anchor: Option<Cell>,
    rows: HashSet<DeliverableId>,
    /// Rows are chosen as a whole, rather than a range of their cells.
    whole: bool,
    version: u64,
    counted: Option<((u64, u64), usize, Totals)>,
}

impl Selection {
    /// The cell alone.
    pub(super) fn put(&mut self, cell: Cell) {
        self.cursor = Some(cell);
        self.clear();
    }

    /// No rows chosen; the cursor stays.
    pub(super) fn clear(&mut self) {
        self.anchor = None;
        self.rows.clear();
        self.whole = false;
        self.version += 1;
    }

    /// Chooses a row more, or one less.
    pub(super) fn toggle(&mut self, cell: Cell) {
        if self.rows.is_empty()
            && let Some((before, _)) = &self.cursor
            && *before != cell.0
        {
            self.rows.insert(*before);
        }
        if !self.rows.remove(&cell.0) {
            self.rows.insert(cell.0);
        }
        self.cursor = Some(cell);
        self.anchor = None;
        self.whole = true;
        self.version += 1;
    }

    /// Everything between where the range began and this cell.
    pub(super) fn extend(&mut self, model: &TableModel, cell: Cell) {
        let anchor = self.anchor.get_or_insert_with(|| self.cursor.clone().unwrap_or_else(|| cell.clone()));
        let ends = (model.line_of(anchor.0), model.line_of(cell.0));
        self.rows.clear();
        if let (Some(a), Some(b)) = ends {
            self.rows.extend((a.min(b)..=a.max(b)).filter_map(|l| model.row(l)).map(|r| r.deliverable.id));
        }
        self.cursor = Some(cell);
        self.whole = false;
        self.version += 1;
    }

    /// All rows that are shown.
    pub(super) fn all(&mut self, model: &TableModel) {
        self.rows = model.rows().map(|r| r.deliverable.id).collect();
        self.whole = true;
        self.anchor = None;
        self.version += 1;
    }

    /// The deliverables alone, for pages without cells.
    pub(super) fn choice(&self) -> Choice {
        Choice { rows: self.rows.iter().copied().collect(), cursor: self.cursor.as_ref().map(|(id, _)| *id) }
    }

    /// Chooses as it was chosen on another page; the cursor keeps its column.
    pub(super) fn choose(&mut self, choice: Choice) {
        let column = self.cursor.take().map_or(ColumnId::Name, |(_, column)| column);
        self.cursor = choice.cursor.map(|id| (id, column));
        self.whole = !choice.rows.is_empty();
        self.rows = choice.rows.into_iter().collect();
        self.anchor = None;
        self.version += 1;
    }

    /// All rows under one header, too.
    pub(super) fn add_group(&mut self, model: &TableModel, header: usize) {
        if !self.whole {
            self.rows.clear();
        }
        let lines = (header + 1..model.lines()).map_while(|l| match model.line(l) {
            Some(Line::Row(row)) => Some(row.deliverable.id),
            _ => None,
        });
        self.rows.extend(lines);
        self.whole = true;
        self.version += 1;
    }

    pub(super) fn has(&self, id: DeliverableId) -> bool {
        self.rows.contains(&id)
    }

    /// Whether a cell is in the range.
    pub(super) fn has_cell(&self, id: DeliverableId, place: usize, span: &Option<RangeInclusive<usize>>) -> bool {
        !self.whole && self.rows.contains(&id) && span.as_ref().is_some_and(|s| s.contains(&place))
    }

    /// Whether several rows are chosen: what is done is done to all of them.
    pub(super) fn is_of_several(&self) -> bool {
        self.rows.len() > 1 || self.whole && !self.rows.is_empty()
    }

    /// Whether rows are chosen as a whole.
    pub(super) fn is_whole(&self) -> bool {
        self.whole && !self.rows.is_empty()
    }

    /// The rows that what is done is done to, in the order of the table.
    pub(super) fn targets(&self, model: &TableModel) -> Vec<Arc<Row>> {
        if self.rows.is_empty() {
            let row = self.cursor.as_ref().and_then(|(id, _)| model.find(*id));
            return row.into_iter().cloned().collect();
        }
        model.rows().filter(|r| self.rows.contains(&r.deliverable.id)).cloned().collect()
    }

    /// The deliverables of the rows that what is done is done to.
    pub(super) fn deliverables(&self, model: &TableModel) -> Vec<Arc<Deliverable>> {
        self.targets(model).iter().map(|r| Arc::clone(&r.deliverable)).collect()
    }

    /// The stage whose column the cursor is in.
    pub(super) fn stage(&self) -> Option<StageDefId> {
        match self.cursor.as_ref()?.1 {
            ColumnId::Stage(def) => Some(def),
            _ => None,
        }
    }

    /// The places of the columns between where the range began and the cursor.
    pub(super) fn span(&self, columns: &[Column]) -> Option<RangeInclusive<usize>> {
        let place = |cell: &Cell| columns.iter().position(|c| c.id == cell.1);
        let cursor = self.cursor.as_ref().and_then(place)?;
        let anchor = self.anchor.as_ref().and_then(place).unwrap_or(cursor);
        Some(cursor.min(anchor)..=cursor.max(anchor))
    }

    /// How many rows are chosen, and what they come to; nothing where there is no choice, or none of it is shown.
    pub(super) fn totals(&mut self, model: &TableModel) -> Option<(usize, &Totals)> {
        if !self.is_of_several() {
            return None;
        }
        let now = (self.version, model.version());
        if self.counted.as_ref().is_none_or(|(then, ..)| *then != now) {
            let mut totals = Totals::default();
            let mut count = 0;
            for row in model.rows().filter(|r| self.rows.contains(&r.deliverable.id)) {
                totals.add(row);
                count += 1;
            }
            self.counted = Some((now, count, totals));
        }
        self.counted.as_ref().filter(|(_, count, _)| *count > 0).map(|(_, count, totals)| (*count, totals))
    }

    /// Moves the cursor by lines and columns, over headers; `far` to the end that way.
    pub(super) fn step(
        &mut self,
        model: &TableModel,
        columns: &[Column],
        (lines, places): (isize, isize),
        extend: bool,
    ) {
        let Some(first) = (0..model.lines()).find(|l| model.row(*l).is_some()) else { return };
        let now = self.cursor.as_ref().and_then(|(id, column)| {
            Some((model.line_of(*id)?, columns.iter().position(|c| c.id == *column).unwrap_or(0)))
        });
        let (line, place) = match now {
            Some((line, place)) => (landing(model, line, lines), place.saturating_add_signed(places)),
            None => (first, 0),
        };
        let place = place.min(columns.len().saturating_sub(1));
        if let (Some(row), Some(column)) = (model.row(line), columns.get(place)) {
            let cell = (row.deliverable.id, column.id.clone());
            if extend { self.extend(model, cell) } else { self.put(cell) }
        }
    }
}

/// The line that many rows further, headers not counted; the last one there is that way.
fn landing(model: &TableModel, from: usize, by: isize) -> usize {
    let last = model.lines().saturating_sub(1);
    let mut line = from.saturating_add_signed(by).min(last);
    let back = by < 0;
    // A header is stepped over; at the ends one turns round.
    for turned in [back, !back] {
        let mut at = Some(line);
        while let Some(l) = at {
            if model.row(l).is_some() {
                return l;
            }
            at = if turned { l.checked_sub(1) } else { Some(l + 1).filter(|n| *n <= last) };
        }
        line = line.min(last);
    }
    from
}
