//! What can go wrong with a picture or a video, in words a person can act on.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a media file, or one frame of it, could not be used.
///
/// The values travel between the app and its worker process, so they hold text and numbers only.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum MediaError {
    /// The content is of a kind that is not read here.
    #[error("this file cannot be shown: {reason}")]
    Unsupported {
        /// What the content looks like, or which feature is missing.
        reason: String,
    },
    /// The content is of a known kind but broken, or cut short.
    #[error("this file is damaged: {reason}")]
    Damaged {
        /// What was found to be wrong.
        reason: String,
    },
    /// The picture would need more room than allowed; nothing was allocated for it.
    #[error("{width} x {height} pixels is too large: {reason}")]
    TooLarge {
        /// Width that the file's header announces, in pixels.
        width: u64,
        /// Height that the file's header announces, in pixels.
        height: u64,
        /// Which limit it breaks.
        reason: String,
    },
    /// A frame was asked for that the video does not have.
    #[error("there is no frame {frame}: the video has {count} frames, counted from 0")]
    FrameOutOfRange {
        /// The frame asked for, counted from 0 in presentation order.
        frame: u64,
        /// How many frames there are.
        count: u64,
    },
    /// A layer was asked for that the file does not have.
    #[error("{}", no_layer(wanted, layers))]
    NoLayer {
        /// The name asked for.
        wanted: String,
        /// Which there are.
        layers: Vec<String>,
    },
    /// Two pictures of different sizes cannot be compared pixel by pixel.
    #[error("the sizes differ: {a_width} x {a_height} against {b_width} x {b_height} pixels")]
    SizeMismatch {
        /// Width of the first, in pixels.
        a_width: u32,
        /// Height of the first, in pixels.
        a_height: u32,
        /// Width of the second, in pixels.
        b_width: u32,
        /// Height of the second, in pixels.
        b_height: u32,
    },
    /// There is no such file.
    #[error("there is no file at {}", path.display())]
    NotFound {
        /// The path asked for.
        #[serde(with = "crate::raw_path")]
        path: PathBuf,
    },
    /// The file system refused.
    #[error("{}: {reason}", path.display())]
    Io {
        /// The file or folder concerned.
        #[serde(with = "crate::raw_path")]
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The work was called off.
    #[error("the work was cancelled")]
    Cancelled,
    /// The worker process could not do the job.
    #[error("{reason}")]
    Worker {
        /// Whether the time limit was what ended it.
        timed_out: bool,
        /// What happened.
        reason: String,
    },
}

impl MediaError {
    /// A stable word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } | Self::TooLarge { .. } => "unsupported_media",
            Self::Damaged { .. } => "damaged",
            Self::FrameOutOfRange { .. } | Self::NoLayer { .. } | Self::SizeMismatch { .. } => "invalid_input",
            Self::NotFound { .. } => "not_found",
            Self::Worker { timed_out: true, .. } => "damaged",
            Self::Io { .. } | Self::Cancelled | Self::Worker { .. } => "io",
        }
    }

    pub(crate) fn unsupported(reason: impl Into<String>) -> Self {
        Self::Unsupported { reason: reason.into() }
    }

    pub(crate) fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged { reason: reason.into() }
    }

    /// An IO error at `path`; an unexpected end of file says the content is cut short, and a place that no file has
    /// that the content sends its reader astray.
    pub(crate) fn io(path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound { path: path.to_owned() },
            io::ErrorKind::InvalidInput => Self::damaged("it points to a place outside of itself"),
            io::ErrorKind::UnexpectedEof => Self::damaged("the file ends too early"),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::Io { path: path.to_owned(), reason: "there is no room left on the disk".into() }
            }
            _ => Self::Io { path: path.to_owned(), reason: error.to_string() },
        }
    }
}

fn no_layer(wanted: &str, layers: &[String]) -> String {
    if layers.is_empty() {
        return format!("there is no layer \"{wanted}\": a file of this kind has no layers");
    }
    format!("there is no layer \"{wanted}\"; the layers are {}", layers.join(", "))
}
