//! Files and folders that go away again unless they are kept.

use crate::error::StoreError;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// A file or folder being written.
pub(crate) struct Temporary {
    path: PathBuf,
    kept: bool,
}

impl Temporary {
    /// One that will be made at this path.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path, kept: false }
    }

    /// A hidden neighbour of a path, to be renamed to it when it is done.
    pub(crate) fn beside(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let unique = crate::authority::hex(&crate::clock::random::<4>());
        Self::at(path.with_file_name(format!(".{name}.{unique}.part")))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// It stays, here or where it has been moved.
    pub(crate) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.kept {
            let _ = if self.path.is_dir() { fs::remove_dir_all(&self.path) } else { fs::remove_file(&self.path) };
        }
    }
}

/// Makes what was renamed in a folder survive a power cut, where the system can.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    File::open(folder)
        .and_then(|d| d.sync_all())
        .map_err(StoreError::io(format!("the folder {}", folder.display())))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
