//! Taking deliverables out: workbooks, text files and JSON.
//!
//! What is written can be read back: a workbook or text file imported into an empty project gives
//! the same deliverables, stages, people and dates.

mod csv;
mod error;
mod json;
mod table;
mod xlsx;

#[cfg(test)]
mod tests;

pub use error::ExportError;
use rushes_domain::{Deliverable, ProjectId, State};
use serde::Serialize;
use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};
pub use table::{Column, StageColumn, Table, Value};

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

/// Writes one project, or the whole studio, as the kind of file that the path's ending says:
/// `.xlsx`, `.csv`, `.tsv` or `.json`. The file appears whole, or not at all.
///
/// # Errors
/// When the ending says no kind, the project is not there, it does not fit into the format, or the
/// file cannot be written.
pub fn write(path: &Path, state: &State, project: Option<ProjectId>) -> Result<Exported, ExportError> {
    kind_of(path)?;
    if project.is_some_and(|id| !state.projects.contains_key(&id)) {
        return Err(ExportError::NoProject);
    }
    let deliverables: Vec<&Deliverable> = match project {
        Some(id) => state.of_project(id).map(AsRef::as_ref).collect(),
        None => state.deliverables().map(AsRef::as_ref).collect(),
    };
    write_some(path, state, &deliverables, project.is_none())
}

/// Writes these deliverables in this order, as a view shows them; `projects` adds a column that
/// says the project.
///
/// # Errors
/// As [`write`].
pub fn write_some(
    path: &Path,
    state: &State,
    deliverables: &[&Deliverable],
    projects: bool,
) -> Result<Exported, ExportError> {
    let kind = kind_of(path)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    whole(path, |out| match kind {
        Kind::Json => json::write(out, state, deliverables),
        Kind::Csv => csv::write(out, &Table::new(state, deliverables, projects), b','),
        Kind::Tsv => csv::write(out, &Table::new(state, deliverables, projects), b'\t'),
        Kind::Xlsx => xlsx::write(out, &Table::new(state, deliverables, projects)),
    })
    .map_err(|error| match error {
        Failure::Io(source) => ExportError::Io { file, source },
        Failure::Format(why) => ExportError::TooLarge { file, why },
    })?;
    Ok(Exported { rows: deliverables.len() })
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
