//! Sheets as studios keep them.
#![allow(clippy::unwrap_used)]

mod asked;
mod beside;
mod field;
mod headers;
pub(crate) mod hostile;
mod making;
mod names;
mod real;
mod rounds;
pub(crate) mod studio;
mod tracker;

use super::*;
use rushes_domain::Date;
use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};
use studio::{Memory, PROJECT};

fn today() -> Date {
    Date::constant(2026, 3, 16)
}

/// Ids nobody has had before.
fn ids() -> impl FnMut() -> [u8; 16] {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    || u128::from(NEXT.fetch_add(1, Ordering::Relaxed)).to_be_bytes()
}

/// Reads a file and plans its import into the project, with what a mapping says.
pub(crate) fn preview(memory: &Memory, path: &Path, given: Option<&Mapping>, skip_errors: bool) -> Preview {
    let book = read(path, given.and_then(|m| m.sheet.as_deref())).unwrap();
    let mapping = detect(book.grid(), &memory.target(), given).unwrap();
    let skip = Skip { errors: skip_errors, ..Skip::default() };
    plan(&memory.state, PROJECT, book.grid(), &mapping, today(), &mut ids(), &skip).unwrap()
}

/// A text file in a folder that goes with the test.
struct TextFile {
    _folder: tempfile::TempDir,
    path: std::path::PathBuf,
}

impl TextFile {
    fn new(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Self { _folder: folder, path }
    }
}

fn told(preview: &Preview) -> Vec<String> {
    preview.errors.iter().map(|e| format!("{}{}: {}", e.column, e.row, e.message)).collect()
}
