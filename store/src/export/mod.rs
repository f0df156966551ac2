//! Taking deliverables out: workbooks, text files and JSON.
//!
//! What is written can be read back: a workbook or text file imported into an empty project gives
//! the same deliverables, stages, people and dates.

pub(crate) mod column;
mod csv;
mod error;
mod json;
mod table;
mod xlsx;

#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod tests;

pub use column::{Column, StageColumn};
pub use csv::guarded;
pub use error::ExportError;
use rushes_domain::{Deliverable, ProjectId, State};
use serde::Serialize;
use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};
pub use table::{Head, Look, Table, Value};

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Exported {
    /// Deliverables.
    pub rows: usize,
}

/// A kind of file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Xlsx,
    Csv,
    Tsv,
    Json,
}

/// How files are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// A text file begins with the mark that says UTF-8; Excel needs it, some scripts stumble over it.
    pub mark: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { mark: true }
    }
}

/// What somebody sees: these deliverables, in this order, with these columns.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// What it is, for a workbook's tab.
    pub title: String,
    /// The columns in their order; nothing means all there are.
    pub columns: Option<Vec<Column>>,
    /// The rows in their order.
    pub rows: Vec<&'a Deliverable>,
}

impl<'a> View<'a> {
    /// Everything of one project, or of the whole studio.
    ///
    /// # Errors
    /// When the project is not there.
    pub fn of(state: &'a State, project: Option<ProjectId>) -> Result<Self, ExportError> {
        let rows = match project {
            Some(id) if !state.projects.contains_key(&id) => return Err(ExportError::NoProject),
            Some(id) => state.of_project(id).map(AsRef::as_ref).collect(),
            None => state.deliverables().map(AsRef::as_ref).collect(),
        };
        Ok(Self { title: TITLE.to_owned(), columns: None, rows })
    }

    /// Every column its rows can have; which project they belong to, where it is more than one.
    #[must_use]
    pub fn all_columns(&self, state: &State) -> Vec<Column> {
        let mut projects = self.rows.iter().map(|d| d.project);
        let first = projects.next();
        Column::all(state, &self.rows, projects.any(|p| Some(p) != first))
    }
}

const TITLE: &str = "Deliverables";

/// Writes one project, or the whole studio, as the kind of file that the path's ending says:
/// `.xlsx`, `.csv`, `.tsv` or `.json`. The file appears whole, or not at all.
///
/// # Errors
/// When the ending says no kind, the project is not there, it does not fit into the format, or the
/// file cannot be written.
pub fn write(path: &Path, state: &State, project: Option<ProjectId>) -> Result<Exported, ExportError> {
    kind_of(path)?;
    let mut view = View::of(state, project)?;
    if project.is_none() && kind_of(path)? != Kind::Json {
        view.columns = Some(Column::all(state, &view.rows, true));
    }
    write_view(path, state, &view, Options::default())
}

/// Writes what somebody sees. As JSON a view without columns of its own is written whole, with stages and
/// ids; one with columns is a list of its rows.
///
/// # Errors
/// As [`write`].
pub fn write_view(path: &Path, state: &State, view: &View<'_>, options: Options) -> Result<Exported, ExportError> {
    if kind_of(path)? == Kind::Json && view.columns.is_none() {
        in_file(path, |out| json::write(out, state, &view.rows))?;
        return Ok(Exported { rows: view.rows.len() });
    }
    let columns = view.columns.clone().unwrap_or_else(|| view.all_columns(state));
    write_table(path, &Table::new(state, &view.title, &columns, &view.rows), options)
}

/// Writes any list.
///
/// # Errors
/// As [`write`].
pub fn write_table(path: &Path, table: &Table, options: Options) -> Result<Exported, ExportError> {
    let kind = kind_of(path)?;
    in_file(path, |out| match kind {
        Kind::Json => json::write_table(out, table),
        Kind::Csv => csv::write(out, table, b',', options.mark),
        Kind::Tsv => csv::write(out, table, b'\t', options.mark),
        Kind::Xlsx => xlsx::write(out, table),
    })?;
    Ok(Exported { rows: table.rows.len() })
}

fn in_file(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>) -> Result<(), ExportError> {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    whole(path, fill).map_err(|error| match error {
        Failure::Io(source) => ExportError::Io { file, source },
        Failure::Format(why) => ExportError::TooLarge { file, why },
    })
}

fn kind_of(path: &Path) -> Result<Kind, ExportError> {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "xlsx" => Ok(Kind::Xlsx),
        "csv" => Ok(Kind::Csv),
        "tsv" | "tab" => Ok(Kind::Tsv),
        "json" => Ok(Kind::Json),
        _ => {
            Err(ExportError::Unsupported { file: path.file_name().unwrap_or_default().to_string_lossy().into_owned() })
        }
    }
}

/// Why a format's writer gave up.
enum Failure {
    Io(std::io::Error),
    Format(String),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes beside the file and renames: who reads the path sees the old file or the new one.
fn whole(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>) -> Result<(), Failure> {
    let beside = Beside::new(path);
    let mut out = BufWriter::new(File::create_new(&beside.0)?);
    fill(&mut out)?;
    out.flush()?;
    out.get_ref().sync_all()?;
    drop(out);
    fs::rename(&beside.0, path)?;
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty())
        && let Ok(folder) = File::open(folder)
    {
        // Not every system lets a folder be synced; the file itself is there either way.
        let _ = folder.sync_all();
    }
    Ok(())
}

/// The file while it is being written; gone when it is dropped before its time.
struct Beside(PathBuf);

impl Beside {
    fn new(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let unique = u128::from_le_bytes(crate::fresh());
        Self(path.with_file_name(format!(".{name}.{unique:032x}.part")))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After the rename there is nothing under this name.
        let _ = fs::remove_file(&self.0);
    }
}
