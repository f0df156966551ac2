//! Sheets in and out.

use crate::{
    actions::{Action, Toast},
    runtime::Trouble,
};
use rushes_domain::ProjectId;
use rushes_store::{Snapshot, Store, export, import};
use std::path::{Path, PathBuf};

/// A sheet that was read, and what it would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Where it lies.
    pub path: PathBuf,
    /// Which of the file's sheets.
    pub sheet: String,
    /// The file's sheets.
    pub sheets: Vec<String>,
    /// What it would do; rows with errors are left out of its command.
    pub found: import::Preview,
}

/// Reads a sheet and works out what it would do; changes nothing.
///
/// # Errors
/// What is wrong with the file as a whole, as a sentence.
pub fn preview(store: &Store, project: ProjectId, path: &Path, sheet: Option<&str>) -> Result<Box<Preview>, Trouble> {
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let pipeline = state
        .projects
        .get(&project)
        .and_then(|p| p.pipeline)
        .and_then(|id| state.studio.pipelines.get(&id))
        .ok_or_else(|| {
            Trouble::new("The project's pipeline is not known here yet.", "Wait until the devices have talked.")
        })?;
    let told = |error: import::ImportError| Trouble::new(error.to_string(), error.hint());
    let book = import::read(path, sheet).map_err(told)?;
    let mapping = import::detect(book.grid(), pipeline, None).map_err(told)?;
    let today = rushes_store::today();
    let found =
        import::plan(state, project, book.grid(), &mapping, today, &mut rushes_store::fresh, true).map_err(told)?;
    Ok(Box::new(Preview {
        path: path.to_path_buf(),
        sheet: book.grid().name.clone(),
        sheets: book.sheets.iter().filter(|s| !s.hidden).map(|s| s.name.clone()).collect(),
        found,
    }))
}

/// Writes a project's rows to a file, and says so.
#[must_use]
pub fn export(snapshot: &Snapshot, project: ProjectId, path: &Path) -> Toast {
    match export::write(path, &snapshot.state, Some(project)) {
        Ok(written) => {
            let rows =
                if written.rows == 1 { "1 deliverable".to_owned() } else { format!("{} deliverables", written.rows) };
            Toast::done(format!("{rows} written to {}.", path.display()))
                .with("Copy the path", Action::Copy(path.display().to_string()))
        }
        Err(error) => Trouble::new(error.to_string(), error.hint()).into(),
    }
}
