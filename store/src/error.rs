//! What can go wrong, as types; the sentences are for people.

use rushes_domain::Refusal;
use std::path::PathBuf;

/// Why the store did not do something. Unless it says otherwise, nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The rules do not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Another process works on this home.
    #[error("{} is in use by another Rushes", home.display())]
    Held {
        /// The data directory.
        home: PathBuf,
    },
    /// There is nothing of this kind here.
    #[error("{what} was not found")]
    NotFound {
        /// What was looked for.
        what: String,
    },
    /// Written by a newer Rushes. It has been left untouched.
    #[error("this studio was written by a newer Rushes (format {found}, this one reads up to {known})")]
    Newer {
        /// Its format.
        found: u32,
        /// The newest this program reads.
        known: u32,
    },
    /// Something on disk does not read as it was written.
    #[error("{what} is damaged: {why}")]
    Damaged {
        /// Which thing.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// So much of a database is damaged that no new one can be made of it.
    #[error("no new database can be made of the damaged one: {why}")]
    BeyondRepair {
        /// What is wrong with it.
        why: String,
    },
    /// A backup or an export that cannot be used.
    #[error("{} cannot be used: {why}", file.display())]
    Unusable {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// An invitation that cannot be used.
    #[error("{why}")]
    Invitation {
        /// Why, as a sentence.
        why: String,
    },
    /// A file could not be read or written.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The person stopped it.
    #[error("cancelled; nothing was kept")]
    Cancelled,
    /// Something else uses the database just now.
    #[error("the studio's database is in use by something that takes long")]
    InUse,
    /// The studio is in this home already.
    #[error("this studio is in this home already")]
    Here,
    /// Something is in the way: what is open, or what is not empty.
    #[error("{why}")]
    Present {
        /// Why, as a sentence.
        why: String,
        /// What to do.
        hint: String,
    },
    /// Old data that may hold what is missing here was to be removed.
    #[error("{missing} of its documents are not whole on this device, and the old data may hold what they lack")]
    StillMissing {
        /// How many documents are not whole.
        missing: usize,
    },
    /// The writer has more to do than it can queue.
    #[error("the store is busy; the change was not taken")]
    Busy,
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// The stable word for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::NotFound { .. } => "not_found",
            Self::Newer { .. } => "newer",
            Self::Damaged { .. } | Self::BeyondRepair { .. } | Self::Unusable { .. } => "damaged",
            Self::Invitation { .. } => "permission_denied",
            Self::Held { .. }
            | Self::Busy
            | Self::InUse
            | Self::Here
            | Self::Present { .. }
            | Self::StillMissing { .. } => "conflict",
            // What was named is no plain file.
            Self::Io { source, .. } if source.kind() == std::io::ErrorKind::InvalidInput => "invalid_input",
            Self::Io { .. } | Self::Cancelled | Self::Closed => "io",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.hint().to_owned(),
            Self::Held { .. } => "Close the other Rushes first.".into(),
            Self::NotFound { .. } => "Check the name, or list what there is.".into(),
            Self::Newer { .. } => "Update Rushes on this device; nothing was changed.".into(),
            Self::Damaged { .. } => {
                "Nothing was changed. A repair keeps what is whole and rebuilds the rest; other devices send what is missing. Else restore a backup, or join the studio again.".into()
            }
            Self::BeyondRepair { .. } => {
                "Nothing was changed. Restore a backup, or join the studio again from another device: the damaged file is kept beside.".into()
            }
            Self::Unusable { .. } => "Nothing was changed. Use another backup, or make the export again.".into(),
            Self::Invitation { .. } => "Ask for a new invitation.".into(),
            Self::Io { source, .. } => match source.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                    "The disk is full: free some space and try again. What was acknowledged is safe.".into()
                }
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                    "Nothing was changed or lost. Check that you may write to this folder, and that its disk is not read-only; then try again.".into()
                }
                std::io::ErrorKind::NotFound => "Check the path.".into(),
                std::io::ErrorKind::InvalidInput => "Name a plain file: no folder, pipe or device.".into(),
                _ => "Check the disk, then try again. What was acknowledged is safe.".into(),
            },
            Self::Cancelled => "Start it again when you like.".into(),
            Self::InUse => "Wait until the backup or check under way has ended, then try again.".into(),
            Self::Here => {
                "Put it in the place of the one here, which is kept beside, or add what is missing here.".into()
            }
            Self::Present { hint, .. } => hint.clone(),
            Self::StillMissing { .. } => {
                "Nothing was removed. Sync with another device first, or add a backup with `rushes store restore FILE --merge`.".into()
            }
            Self::Busy => "Wait a moment and try again.".into(),
            Self::Closed => "Open the studio again.".into(),
        }
    }

    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    pub(crate) fn damaged(what: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Self::Damaged { what: what.into(), why: format!("{why}") }
    }
}

/// The database's own errors, as ours.
fn storage(error: redb::StorageError) -> StoreError {
    match error {
        // How it says that a file is not one of its own, or ends too early.
        redb::StorageError::Io(source)
            if matches!(source.kind(), std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof) =>
        {
            StoreError::damaged("the studio's database", source)
        }
        redb::StorageError::Io(source) => StoreError::Io { what: "the studio's database".into(), source },
        // Errors of the disk met earlier, which opening the file again would tell in full.
        redb::StorageError::PreviousIo
        | redb::StorageError::DatabaseClosed
        | redb::StorageError::Backend(_)
        | redb::StorageError::LockPoisoned(_) => {
            StoreError::Io { what: "the studio's database".into(), source: std::io::Error::other(error.to_string()) }
        }
        other => StoreError::damaged("the studio's database", other),
    }
}

impl From<redb::StorageError> for StoreError {
    fn from(error: redb::StorageError) -> Self {
        storage(error)
    }
}

impl From<redb::TableError> for StoreError {
    fn from(error: redb::TableError) -> Self {
        match error {
            redb::TableError::Storage(error) => storage(error),
            other => Self::damaged("the studio's database", other),
        }
    }
}

impl From<redb::TransactionError> for StoreError {
    fn from(error: redb::TransactionError) -> Self {
        match error {
            redb::TransactionError::Storage(error) => storage(error),
            other => Self::damaged("the studio's database", other),
        }
    }
}

impl From<redb::CommitError> for StoreError {
    fn from(error: redb::CommitError) -> Self {
        match error {
            redb::CommitError::Storage(error) => storage(error),
            other => Self::damaged("the studio's database", other),
        }
    }
}

impl From<redb::DatabaseError> for StoreError {
    fn from(error: redb::DatabaseError) -> Self {
        match error {
            redb::DatabaseError::Storage(error) => storage(error),
            redb::DatabaseError::DatabaseAlreadyOpen => Self::Present {
                why: "This studio is open already".into(),
                hint: "Close it first: a studio can be open once.".into(),
            },
            other => Self::damaged("the studio's database", other),
        }
    }
}
