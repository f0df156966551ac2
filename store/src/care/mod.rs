//! Care of a studio as it lies on a device: backups, compaction, and what to do about damage.
//!
//! - [`backup`] copies a studio into one file while it is worked on.
//! - [`restore`] puts a backup in place, whole or not at all, or adds to a studio what it lacks.
//! - [`salvage`] makes a new database of what can be read of a damaged one.
//! - `repair` sets damaged documents aside, so that peers send them again.

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
