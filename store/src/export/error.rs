//! Why nothing was written.

use std::io;

/// Why an export was not written. The path is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The path's ending says no kind of file.
    #[error("\"{file}\" does not say which kind of file to write")]
    Unsupported {
        /// The file's name.
        file: String,
    },
    /// The project is not there.
    #[error("The project was not found")]
    NoProject,
    /// More than the format can hold.
    #[error("{file} could not be written: {why}")]
    TooLarge {
        /// The file's name.
        file: String,
        /// What does not fit.
        why: String,
    },
    /// The file could not be written.
    #[error("{file} could not be written: {source}")]
    Io {
        /// The file's name.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

impl ExportError {
    /// The stable word for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } | Self::TooLarge { .. } => "invalid_input",
            Self::NoProject => "not_found",
            Self::Io { .. } => "io",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } => "Name a file that ends in .xlsx, .csv, .tsv or .json.",
            Self::NoProject => "Check the code, or list the projects.",
            Self::TooLarge { .. } => "Export one project at a time, or write .csv or .json.",
            Self::Io { .. } => "Check that the folder is there, may be written and has space.",
        }
    }
}
