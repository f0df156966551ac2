//! Why a sheet could not be read.

use std::{io, path::Path};

/// Why a sheet could not be read at all. What is wrong with single cells is in the
/// [`Preview`](super::Preview) instead.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Not a file this can be read from.
    #[error("\"{file}\" is not a sheet that can be imported: {why}")]
    Unsupported {
        /// The file's name.
        file: String,
        /// Why.
        why: String,
    },
    /// The right kind of file, but broken.
    #[error("\"{file}\" is damaged: {why}")]
    Damaged {
        /// The file's name.
        file: String,
        /// Why.
        why: String,
    },
    /// More than is read at once.
    #[error("\"{file}\" is too large: {why}")]
    TooLarge {
        /// The file's name.
        file: String,
        /// Which limit, and where it was passed.
        why: String,
    },
    /// No such sheet in the workbook.
    #[error("There is no sheet \"{name}\"; the workbook has {sheets}")]
    NoSheet {
        /// As asked for.
        name: String,
        /// The sheets there are.
        sheets: String,
    },
    /// No header row was found, or the mapping asks for what is not there.
    #[error("{why}")]
    Mapping {
        /// Why, as a sentence.
        why: String,
    },
    /// No such encoding of text, or none where one is asked for.
    #[error("{why}")]
    Encoding {
        /// Why, as a sentence, with the encodings there are.
        why: String,
    },
    /// The project to import into is not there.
    #[error("The project was not found")]
    NoProject,
    /// The project's pipeline is not here.
    #[error("The pipeline of \"{project}\" has not arrived on this device yet")]
    NoPipeline {
        /// The project's name.
        project: String,
    },
    /// The file could not be read.
    #[error("\"{file}\" could not be read: {source}")]
    Io {
        /// The file's name.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

impl ImportError {
    /// The stable word for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } => "unsupported_media",
            Self::Damaged { .. } => "damaged",
            Self::TooLarge { .. } | Self::Mapping { .. } | Self::Encoding { .. } => "invalid_input",
            Self::NoSheet { .. } | Self::NoProject | Self::NoPipeline { .. } => "not_found",
            Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound => "not_found",
            Self::Io { .. } => "io",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } => "Use an .xlsx, .xlsm, .xlsb, .xls, .ods, .csv or .tsv file.",
            Self::Damaged { .. } => "Open it in a spreadsheet program and save it anew.",
            Self::TooLarge { .. } => "Delete what does not belong to the tracker, or split the file.",
            Self::NoSheet { .. } => "Name one of these sheets.",
            Self::Encoding { .. } => "Name one of these, or leave it out: it is found in the file.",
            Self::Mapping { .. } => "Say header_row and columns in a mapping file.",
            Self::NoProject => "Make the project first, or check its code.",
            Self::NoPipeline { .. } => "Sync with the studio, then try again.",
            Self::Io { .. } => "Check that the file is there and may be read.",
        }
    }
}

/// The file's name without its folders, as errors show it.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
