//! Care of a studio as it lies on a device: backups, compaction, and what to do about damage.
//!
//! - [`backup`] copies a studio into one file while it is worked on.
//! - [`restore`] puts a backup in place, whole or not at all, or adds to a studio what it lacks.
//! - [`salvage`] makes a new database of what can be read of a damaged one.
//! - `repair` sets damaged documents aside, so that peers send them again.

use serde::Serializer;
use std::path::{Path, PathBuf};

pub mod backup;
mod container;
pub(crate) mod digests;
mod kept;
mod place;
mod read;
mod repair;
pub mod restore;
pub mod salvage;
mod unused;

pub use backup::{Backup, BackupOptions};
pub use kept::Kept;
pub use repair::Compacted;
pub use restore::{Existing, Restored};
pub use salvage::Salvaged;

pub(crate) use place::{Placing, clean};
pub(crate) use read::Reading;

/// A path as a report says it: one that is no text is told as well as it can be.
fn told<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&path.display())
}

#[allow(clippy::ref_option)] // As serde gives it.
fn told_maybe<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
    match path {
        Some(path) => serializer.collect_str(&path.display()),
        None => serializer.serialize_none(),
    }
}
