//! From rows to what would be created and changed.

use super::{
    cells,
    columns::{Columns, StageColumns},
    error::ImportError,
    grid::{Cell, Grid, column_letters},
    layout::words::plain,
    mapping::{Ignored, Mapping},
    people::People,
    preview::{CellError, Outcome, Preview, RowPreview},
    update,
};
use rushes_domain::{
    Command, Date, Deliverable, DeliverableId, ImportRow, ImportStage, PersonId, Project, ProjectId, State,
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// Errors kept at most; the rest is counted.
const MAX_ERRORS: usize = 10_000;

/// Works out what importing a sheet would do, and the command that does it. Pure: nothing changes
/// until the command is submitted, so that a dry run is a preview and nothing more.
///
/// With errors there is no command, unless `skip_errors` leaves the rows that have any out.
/// `today` decides the year of dates without one; `fresh` gives 16 random bytes for each new
/// deliverable.
///
/// # Errors
/// When the project has no pipeline here, or the mapping does not fit the sheet.
pub fn plan(
    state: &State,
    project: ProjectId,
    grid: &Grid,
    mapping: &Mapping,
    today: Date,
    fresh: &mut dyn FnMut() -> [u8; 16],
    skip_errors: bool,
) -> Result<Preview, ImportError> {
    let project = state.projects.get(&project).ok_or(ImportError::NoProject)?;
    let pipeline =
        project.pipeline.and_then(|id| state.studio.pipelines.get(&id)).ok_or_else(|| ImportError::Mapping {
            why: format!("The pipeline of \"{}\" has not arrived on this device yet.", project.name),
        })?;
    let columns = Columns::new(grid, mapping, pipeline, today)?;
    let names = (columns.first_row..grid.height())
        .flat_map(|row| columns.stages.iter().flat_map(|s| &s.people).map(move |c| (row, *c)))
        .filter_map(
            |(row, column)| if let Cell::Text(text) = grid.cell(row, column) { Some(text.as_str()) } else { None },
        );
    let people = People::new(state, &grid.contacts, &mapping.people, names);
    let mut reading = Reading {
        state,
        project,
        grid,
        columns: &columns,
        today,
        people,
        seen: HashMap::new(),
        preview: Preview { ignored: mapping.ignored(), ..Preview::default() },
        rows: Vec::new(),
    };
    let only_own = reading.project_column(mapping);
    for row in columns.first_row..grid.height() {
        if reading.is_data(row) {
            reading.row(row, only_own, fresh);
        }
    }
    Ok(reading.finish(skip_errors))
}

struct Reading<'a> {
    state: &'a State,
    project: &'a Project,
    grid: &'a Grid,
    columns: &'a Columns,
    today: Date,
    people: People<'a>,
    /// Names in the sheet so far, to their rows.
    seen: HashMap<String, usize>,
    preview: Preview,
    rows: Vec<ImportRow>,
}

impl Reading<'_> {
    /// Whether the rows say to which project they belong, and some belong to this one.
    fn project_column(&mut self, mapping: &Mapping) -> bool {
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

    fn is_own(&self, row: usize, column: usize) -> bool {
        let said = plain(&self.grid.spread(row, column).shown());
        said.is_empty() || said == plain(&self.project.code) || said == plain(&self.project.name)
    }

    /// Whether a row is about a deliverable: not blank, no section's heading, no total, and not the
    /// header again.
    fn is_data(&self, row: usize) -> bool {
        let columns = self.columns;
        let says = |column: Option<usize>| column.is_some_and(|c| !self.grid.cell(row, c).is_blank());
        let stage_says = columns.stages.iter().any(|s| {
            let dates = [s.start, s.due].into_iter().flatten().map(|d| d.index);
            s.status.into_iter().chain(s.people.iter().copied()).chain(dates).any(|c| says(Some(c)))
        });
        let rest = says(columns.kind) || says(columns.priority) || says(columns.due.map(|d| d.index));
        if !says(Some(columns.name)) && !stage_says && !rest && !says(columns.description) {
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
                .any(|c| matches!(self.grid.cell(row, c), Cell::Text(text) if self.columns.status(text).is_some()))
    }

    fn row(&mut self, row: usize, only_own: bool, fresh: &mut dyn FnMut() -> [u8; 16]) {
        let name = self.grid.cell(row, self.columns.name).shown().split_whitespace().collect::<Vec<_>>().join(" ");
        if only_own && self.columns.project.is_some_and(|c| !self.is_own(row, c)) {
            self.note(row, name, Outcome::Skipped, Vec::new());
            return;
        }
        let before = self.preview.error_count;
        let known = self.known(row, &name);
        let said = self.said(row, name.clone());
        if self.preview.error_count > before {
            self.note(row, name, Outcome::Skipped, Vec::new());
            return;
        }
        match known {
            None => {
                self.rows.push(ImportRow { id: DeliverableId::new(fresh()), ..said });
                self.note(row, name, Outcome::Created, Vec::new());
            }
            Some(known) => {
                // A name matches whatever its case, so case is no change.
                let said = ImportRow { id: known.id, name: known.name.clone(), ..said };
                let changes = update::changes(&known, &said, self.columns, &|id| self.people.shown(id));
                let outcome = if changes.is_empty() { Outcome::Unchanged } else { Outcome::Updated };
                if outcome == Outcome::Updated {
                    self.rows.push(said);
                }
                self.note(row, name, outcome, changes);
            }
        }
    }

    /// The deliverable of this name, if the project has it. A name that cannot be used is an error.
    fn known(&mut self, row: usize, name: &str) -> Option<Arc<Deliverable>> {
        let column = self.columns.name;
        match cells::name(self.grid.cell(row, column)) {
            Err(why) => {
                self.wrong(row, column, &why);
                return None;
            }
            Ok(None) => {
                self.wrong(row, column, "The row has no name; give it one, or delete the row.");
                return None;
            }
            Ok(Some(_)) => {}
        }
        if let Some(first) = self.seen.insert(name.to_lowercase(), row) {
            let why = format!("is the name of row {} already", first + 1);
            self.seen.insert(name.to_lowercase(), first);
            self.wrong(row, column, &why);
            return None;
        }
        let found: Vec<_> = self.state.called(self.project.id, name).take(2).cloned().collect();
        if found.len() > 1 {
            self.wrong(row, column, "is the name of several deliverables in the project; rename them first");
            return None;
        }
        found.into_iter().next()
    }

    /// Everything a row says. Each cell that cannot be understood becomes an error.
    fn said(&mut self, row: usize, name: String) -> ImportRow {
        let columns = self.columns;
        let (grid, today) = (self.grid, self.today);
        let stages: Vec<ImportStage> = columns.stages.iter().filter_map(|s| self.stage(row, s)).collect();
        ImportRow {
            id: DeliverableId::default(),
            name,
            // A type is often written once, in a cell merged over many rows.
            kind: self.keep(row, columns.kind, |c| cells::name(grid.spread(row, c))),
            priority: self.keep(row, columns.priority, |c| cells::priority(grid.cell(row, c))),
            due: columns.due.and_then(|d| self.keep(row, Some(d.index), |c| cells::day(grid.cell(row, c), &d, today))),
            description: self.keep(row, columns.description, |c| cells::text(grid.cell(row, c))),
            stages,
        }
    }

    fn stage(&mut self, row: usize, stage: &StageColumns) -> Option<ImportStage> {
        let (grid, columns, today) = (self.grid, self.columns, self.today);
        let mut assignees: Option<BTreeSet<PersonId>> = None;
        for column in &stage.people {
            let text = self.keep(row, Some(*column), |c| cells::people(grid.cell(row, c)));
            match text.map(|text| self.people.read(&text)) {
                Some(Ok(found)) if !found.is_empty() => assignees.get_or_insert_default().extend(found),
                Some(Err(why)) => self.wrong(row, *column, &why),
                _ => {}
            }
        }
        let said = ImportStage {
            def: stage.def,
            status: self.keep(row, stage.status, |c| cells::status(grid.cell(row, c), columns)),
            assignees,
            start: stage
                .start
                .and_then(|d| self.keep(row, Some(d.index), |c| cells::day(grid.cell(row, c), &d, today))),
            due: stage.due.and_then(|d| self.keep(row, Some(d.index), |c| cells::day(grid.cell(row, c), &d, today))),
        };
        if let (Some(start), Some(due), Some(column)) = (said.start, said.due, stage.start)
            && start > due
        {
            self.wrong(row, column.index, &format!("is after the day it is due, {due}"));
        }
        (said != ImportStage { def: stage.def, ..ImportStage::default() }).then_some(said)
    }

    /// What a cell says; an error is kept, and reads as nothing.
    fn keep<T>(&mut self, row: usize, column: Option<usize>, read: impl FnOnce(usize) -> cells::Said<T>) -> Option<T> {
        let column = column?;
        read(column).unwrap_or_else(|why| {
            self.wrong(row, column, &why);
            None
        })
    }

    fn wrong(&mut self, row: usize, column: usize, why: &str) {
        self.preview.error_count += 1;
        if self.preview.errors.len() >= MAX_ERRORS {
            return;
        }
        // A cell may hold a book: what is shown of it is cut.
        let value: String = self.grid.cell(row, column).shown().chars().take(200).collect();
        let sentence = why.starts_with(|c: char| c.is_uppercase() || c == '"');
        let message = if sentence { why.to_owned() } else { format!("\"{value}\" {why}") };
        let message = if message.ends_with('.') { message } else { format!("{message}.") };
        self.preview.errors.push(CellError {
            sheet: self.grid.name.clone(),
            row: row + 1,
            column: column_letters(column),
            value,
            message,
        });
    }

    fn note(&mut self, row: usize, name: String, outcome: Outcome, changes: Vec<super::preview::Change>) {
        let count = match outcome {
            Outcome::Created => &mut self.preview.created,
            Outcome::Updated => &mut self.preview.updated,
            Outcome::Unchanged => &mut self.preview.unchanged,
            Outcome::Skipped => &mut self.preview.skipped,
        };
        *count += 1;
        self.preview.rows.push(RowPreview { row: row + 1, name, outcome, changes });
    }

    fn finish(self, skip_errors: bool) -> Preview {
        let Self { mut preview, rows, people, project, grid, .. } = self;
        preview.errors.sort_by(|a, b| (a.row, a.column.len(), &a.column).cmp(&(b.row, b.column.len(), &b.column)));
        let used: BTreeSet<PersonId> =
            rows.iter().flat_map(|r| &r.stages).flat_map(|s| s.assignees.iter().flatten()).copied().collect();
        let people = people.added(&used);
        preview.people = people.iter().map(|p| p.name.clone()).collect();
        if !rows.is_empty() && (preview.error_count == 0 || skip_errors) {
            let source = grid.file.clone();
            preview.command = Some(Command::Import { project: project.id, people, rows, source });
        }
        preview
    }
}
