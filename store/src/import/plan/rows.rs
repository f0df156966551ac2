//! Which rows are about a deliverable, and of which project.

use super::{
    super::{
        grid::{Cell, column_letters},
        layout::words::plain,
        mapping::{Ignored, Mapping},
    },
    Reading,
};

impl Reading<'_> {
    /// Whether the rows say to which project they belong, and some belong to this one.
    pub(super) fn project_column(&mut self, mapping: &Mapping) -> bool {
        let Some(column) = self.columns.project else { return false };
        let rows: Vec<usize> = (self.columns.first_row..self.grid.height()).collect();
        let others = rows.iter().filter(|r| !self.is_own(**r, column) && self.is_data(**r)).count();
        let own = rows.iter().any(|r| !self.grid.spread(*r, column).is_blank() && self.is_own(*r, column));
        let reason = match (own, others) {
            (true, 0) => return true,
            (true, others) => format!("{others} rows belong to other projects and are left out."),
            (false, _) => format!("No row names the project {} here: every row goes into it.", self.project.code),
        };
        let letters = column_letters(column);
        let header =
            mapping.columns.iter().find(|c| c.column == letters).map_or_else(String::new, |c| c.header.clone());
        self.preview.ignored.push(Ignored { column: letters, header, reason });
        own
    }

    pub(super) fn is_own(&self, row: usize, column: usize) -> bool {
        let said = plain(&self.grid.spread(row, column).shown());
        said.is_empty() || said == plain(&self.project.code) || said == plain(&self.project.name)
    }

    /// Whether a row is about a deliverable: not blank, no section's heading, no total, and not the
    /// header again.
    pub(super) fn is_data(&self, row: usize) -> bool {
        let columns = self.columns;
        let says = |column: Option<usize>| column.is_some_and(|c| !self.grid.cell(row, c).is_blank());
        let stage_says = columns.stages.iter().any(|s| s.columns().into_iter().any(|c| says(Some(c))));
        let rest = says(columns.kind) || says(columns.priority) || says(columns.due.map(|d| d.index));
        let custom = || columns.custom.iter().any(|c| says(Some(c.index)));
        let notes = || columns.notes.iter().any(|c| says(Some(c.index)));
        if !says(Some(columns.name)) && !stage_says && !rest && !says(columns.description) && !custom() && !notes() {
            return false;
        }
        let name = self.grid.cell(row, columns.name);
        if self.grid.columns_spanned(row, columns.name) > 1 {
            return false;
        }
        let word = plain(&name.shown());
        if !word.is_empty() && word == columns.name_header {
            return false;
        }
        !self.is_total(row)
    }

    fn is_total(&self, row: usize) -> bool {
        let label = match self.grid.cell(row, self.columns.name) {
            cell if !cell.is_blank() => plain(&cell.shown()),
            _ => self.grid.filled(row).next().map_or_else(String::new, |(_, cell)| plain(&cell.shown())),
        };
        const WORDS: [&str; 9] =
            ["total", "totals", "subtotal", "grandtotal", "sum", "summe", "average", "count", "gesamt"];
        let word = label.trim_end_matches(|c: char| c.is_ascii_digit());
        WORDS.contains(&word)
            && !self
                .columns
                .stages
                .iter()
                .filter_map(|s| s.status)
                .any(|c| matches!(self.grid.cell(row, c), Cell::Text(text) if self.columns.status(text).is_ok()))
    }
}
