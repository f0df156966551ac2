//! Sheets in and out.

use crate::{
    actions::{Action, Toast},
    runtime::{Desk, Progress, Trouble},
};
use rushes_domain::{DeliverableId, ProjectId, State};
use rushes_store::{
    Snapshot, Store, export,
    import::{self, Book, Grid, ImportError, Mapping, Outcome, Skip, Target, TextEncoding},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Rows looked at for the samples of a column.
const SAMPLED_ROWS: usize = 400;
/// Samples of a column.
const SAMPLES: usize = 3;
/// Letters of a sample.
const SAMPLE_LETTERS: usize = 40;

/// A sheet that was read.
#[derive(Debug)]
pub struct Opened {
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds.
    pub book: Arc<Book>,
    /// Which of its sheets was chosen.
    pub sheet: usize,
    /// What it would do; or why that cannot be told yet.
    pub worked: Result<Box<Worked>, Unread>,
}

/// Why it cannot be told what a sheet would do, and what there is to say something about.
#[derive(Debug)]
pub struct Unread {
    /// Why.
    pub trouble: Trouble,
    /// Its columns as far as they are understood, with a few values of each; nothing where it has none.
    pub columns: Option<Box<(Mapping, Vec<String>)>>,
}

impl From<Trouble> for Unread {
    fn from(trouble: Trouble) -> Self {
        Self { trouble, columns: None }
    }
}

/// How a sheet's mapping begins.
#[derive(Clone, PartialEq, Debug)]
pub enum Start {
    /// The kept mapping with the same headers, or else what can be found.
    Recall,
    /// What can be found, the header being here: its first row from 1, and how many rows.
    Header(usize, usize),
    /// As somebody edited it.
    Edited(Box<Mapping>),
    /// The one the project keeps under this name.
    Named(String),
}

/// What to work out.
#[derive(Clone, PartialEq, Debug)]
pub struct Ask {
    /// Of which of the file's sheets.
    pub sheet: usize,
    /// By which mapping.
    pub start: Start,
    /// Without which rows.
    pub skip: Skip,
}

/// A row of the preview's list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Which of the preview's rows.
    pub row: usize,
    /// Its first error, in the preview's list, and how many it has.
    pub errors: (usize, usize),
    /// The same of what is only to be known.
    pub warnings: (usize, usize),
    /// Everything it says, in small letters, for the filter.
    pub text: String,
}

/// What a sheet would do.
#[derive(Debug)]
pub struct Worked {
    /// How it is read.
    pub mapping: Mapping,
    /// Under which name the project keeps that mapping.
    pub recalled: Option<String>,
    /// What it would do.
    pub found: import::Preview,
    /// Its rows, those with errors first.
    pub lines: Vec<Line>,
    /// A few values of each of the mapping's columns.
    pub samples: Vec<String>,
}

fn told(error: &ImportError) -> Trouble {
    let hint = match error {
        ImportError::Mapping { .. } => {
            "Click the row in which the header begins; or say under Columns what each column means, and which one names \
             the deliverables."
        }
        error => error.hint(),
    };
    Trouble::new(error.to_string(), hint)
}

/// Reads a file and works out what it would do; changes nothing.
///
/// # Errors
/// What is wrong with the file as a whole, as a sentence.
pub fn open(
    store: &Store,
    project: ProjectId,
    path: &Path,
    encoding: Option<TextEncoding>,
) -> Result<Box<Opened>, Trouble> {
    let book = import::read_in(path, None, encoding).map_err(|error| told(&error))?;
    let chosen = book.grid();
    let sheet = book.sheets.iter().position(|s| s.name == chosen.name).unwrap_or_default();
    let ask = Ask { sheet, start: Start::Recall, skip: Skip::default() };
    let worked = work_out(&store.snapshot(), project, &book, &ask);
    Ok(Box::new(Opened { path: path.to_path_buf(), book: Arc::new(book), sheet, worked }))
}

/// Works out what a sheet would do; changes nothing.
///
/// # Errors
/// Why it cannot be told: no header, no column that names the rows, a mapping that does not fit.
pub fn work_out(snapshot: &Snapshot, project: ProjectId, book: &Book, ask: &Ask) -> Result<Box<Worked>, Unread> {
    let state = &snapshot.state;
    let target = Target::of(state, project).map_err(|error| told(&error))?;
    let gone = || Trouble::new("The sheet is not there any more.", "Choose another one.");
    let grid = book.sheets.get(ask.sheet).ok_or_else(gone)?;
    let (given, recalled) = match &ask.start {
        Start::Recall => import::recall(target.project, grid).map(|r| (r.mapping, Some(r.name))).unwrap_or_default(),
        Start::Named(name) => {
            let found = import::named(target.project, name, grid).map_err(|error| told(&error))?;
            (found.mapping, Some(found.name))
        }
        Start::Header(row, rows) => {
            let given = Mapping { header_row: Some(*row), header_rows: Some(*rows), ..Mapping::default() };
            (given, None)
        }
        Start::Edited(mapping) => ((**mapping).clone(), None),
    };
    let mapping = import::detect(grid, &target, Some(&given)).map_err(|error| {
        let columns = import::outline(grid, &target, Some(&given)).ok().map(|mapping| {
            let samples = samples(grid, &mapping);
            Box::new((mapping, samples))
        });
        Unread { trouble: told(&error), columns }
    })?;
    let found = plan(state, project, grid, &mapping, &ask.skip)?;
    let lines = lines(&found);
    let samples = samples(grid, &mapping);
    Ok(Box::new(Worked { mapping, recalled, found, lines, samples }))
}

fn plan(
    state: &State,
    project: ProjectId,
    grid: &Grid,
    mapping: &Mapping,
    skip: &Skip,
) -> Result<import::Preview, Trouble> {
    let today = rushes_store::today();
    import::plan(state, project, grid, mapping, today, &mut rushes_store::fresh, skip).map_err(|error| told(&error))
}

/// What is brought in, when somebody says so.
#[derive(Clone, Debug)]
pub struct Order {
    /// Into which project.
    pub project: ProjectId,
    /// Of which file.
    pub book: Arc<Book>,
    /// Which sheet, by which mapping, without which rows.
    pub ask: Ask,
    /// The mapping that was looked at.
    pub mapping: Mapping,
    /// How many new and changed rows were seen.
    pub seen: (usize, usize),
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Brought {
    /// It is in: new and changed rows.
    In(usize, usize),
    /// Somebody stopped it before it began.
    Stopped,
    /// The studio has changed since it was looked at: nothing was brought in.
    Changed,
}

/// Brings a sheet in as one step: all of it, or nothing.
///
/// # Errors
/// Why it was refused; nothing was changed.
pub fn bring_in(desk: &Desk, progress: &Progress, store: &Store, order: &Order) -> Result<Brought, Trouble> {
    desk.progress(progress, "Reading the rows once more", 0, 0);
    let snapshot = store.snapshot();
    let gone = || Trouble::new("The sheet is not there any more.", "Choose another one.");
    let grid = order.book.sheets.get(order.ask.sheet).ok_or_else(gone)?;
    let found = plan(&snapshot.state, order.project, grid, &order.mapping, &order.ask.skip)?;
    if (found.created, found.updated) != order.seen {
        return Ok(Brought::Changed);
    }
    let Some(command) = found.command else { return Ok(Brought::Changed) };
    // What is being saved is saved whole.
    if !progress.past_stopping() {
        return Ok(Brought::Stopped);
    }
    desk.progress(progress, "Saving all at once; undo takes it back", 0, 0);
    store.submit(command).map_err(Trouble::from)?;
    Ok(Brought::In(found.created, found.updated))
}

/// Rows with errors first, each in the sheet's own order.
fn lines(found: &import::Preview) -> Vec<Line> {
    let (mut errors, mut warnings) = (Told::of(&found.errors), Told::of(&found.warnings));
    let mut lines: Vec<Line> = found
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let (errors, warnings) = (errors.of_row(row.row), warnings.of_row(row.row));
            let mut text = rushes_domain::names::loose(&row.name);
            for change in &row.changes {
                text.push('\n');
                rushes_domain::names::loose_into(&format!("{} {} {}", change.field, change.from, change.to), &mut text);
            }
            let wrong = found.errors.iter().skip(errors.0).take(errors.1);
            for told in wrong.chain(found.warnings.iter().skip(warnings.0).take(warnings.1)) {
                text.push('\n');
                rushes_domain::names::loose_into(&format!("{} {}", told.value, told.message), &mut text);
            }
            Line { row: at, errors, warnings, text }
        })
        .collect();
    let rank = |line: &Line| match found.rows.get(line.row).map(|r| r.outcome) {
        _ if line.errors.1 > 0 => 0,
        Some(Outcome::Updated) => 1,
        Some(Outcome::Created) => 2,
        Some(Outcome::Skipped) => 3,
        Some(Outcome::Unchanged) | None => 4,
    };
    lines.sort_by_key(|line| (rank(line), line.row));
    lines
}

/// What is told of cells, in the order of their rows: walked once with the rows.
struct Told<'a> {
    all: &'a [import::CellError],
    next: usize,
}

impl<'a> Told<'a> {
    fn of(all: &'a [import::CellError]) -> Self {
        Self { all, next: 0 }
    }

    /// Where what is told of a row begins, and how much it is.
    fn of_row(&mut self, row: usize) -> (usize, usize) {
        let rest = self.all.get(self.next..).unwrap_or_default();
        self.next += rest.iter().take_while(|e| e.row < row).count();
        let rest = self.all.get(self.next..).unwrap_or_default();
        (self.next, rest.iter().take_while(|e| e.row == row).count())
    }
}

fn samples(grid: &Grid, mapping: &Mapping) -> Vec<String> {
    let first = mapping.header_row.unwrap_or(1) - 1 + mapping.header_rows.unwrap_or(1);
    let rows = first..grid.height().min(first + SAMPLED_ROWS);
    mapping
        .columns
        .iter()
        .map(|column| {
            let Some(index) = import::column_index(&column.column) else { return String::new() };
            let mut seen: BTreeSet<String> = BTreeSet::new();
            let mut samples: Vec<String> = Vec::new();
            for cell in rows.clone().map(|row| grid.cell(row, index)).filter(|c| !c.is_blank()) {
                let text: String = cell.shown().chars().take(SAMPLE_LETTERS).collect();
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if seen.insert(text.clone()) {
                    samples.push(text);
                }
                if samples.len() == SAMPLES {
                    break;
                }
            }
            samples.join("  ·  ")
        })
        .collect()
}

/// Writes a project's rows to a file, and says so.
#[must_use]
pub fn export(snapshot: &Snapshot, project: ProjectId, path: &Path) -> Toast {
    written(path, export::write(path, &snapshot.state, Some(project)), "deliverable")
}

/// Writes what a view shows to a file, and says so. Rows that are gone by now are left out.
#[must_use]
pub fn export_view(
    snapshot: &Snapshot,
    title: String,
    columns: Option<Vec<export::Column>>,
    rows: &[DeliverableId],
    path: &Path,
) -> Toast {
    let state = &snapshot.state;
    let rows = rows.iter().filter_map(|id| state.deliverable(*id)).map(AsRef::as_ref).collect();
    let view = export::View { title, columns, rows };
    written(path, export::write_view(path, state, &view, export::Options::default()), "deliverable")
}

/// Writes any list to a file, and says so.
#[must_use]
pub fn export_table(table: &export::Table, path: &Path) -> Toast {
    written(path, export::write_table(path, table, export::Options::default()), "row")
}

fn written(path: &Path, outcome: Result<export::Exported, export::ExportError>, noun: &str) -> Toast {
    match outcome {
        Ok(written) => {
            let rows = if written.rows == 1 { format!("1 {noun}") } else { format!("{} {noun}s", written.rows) };
            Toast::done(format!("{rows} written to {}.", path.display()))
                .with("Copy the path", Action::Copy(path.display().to_string()))
        }
        Err(error) => Trouble::new(error.to_string(), error.hint()).into(),
    }
}
