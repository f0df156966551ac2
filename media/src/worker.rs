//! Media work in a process of its own, under limits of memory and time.
//!
//! A decoder can do what no error handling undoes: abort, overflow its stack, ask for all memory, never
//! end. So whatever comes from outside is probed and derived in a child process of our own program, which
//! is started with the argument `media-worker` and there calls [`serve_stdin`].
//!
//! The two speak in lines: one [`Job`] as JSON on the child's standard input, one answer on its standard
//! output; a picture's pixels follow its answer as they lie in memory. A child serves several jobs; when
//! it dies, the one job under way fails and nothing else. A clip that is looked at keeps a child of its
//! own ([`OpenClip`]), which holds its decoder open from frame to frame.

mod child;
mod clip;
mod pixels;
mod process;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::process::{Failure, Process};
use crate::{Diff, FrameIndex, MediaError, MediaInfo, Picture, raw_path};

pub use child::serve_stdin;
pub use clip::OpenClip;
pub use pixels::Outline;

/// The environment variable by which a child learns its memory limit, in bytes.
const MEMORY_VARIABLE: &str = "RUSHES_MEDIA_WORKER_MEMORY_BYTES";

/// Children kept waiting for the next job.
const MOST_IDLE: usize = 4;

/// A piece of work on one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "job")]
pub enum Job {
    /// Tells what a file is.
    Probe {
        /// The file.
        #[serde(with = "raw_path")]
        path: PathBuf,
    },
    /// Makes the frame index of a video.
    Index {
        /// The video.
        #[serde(with = "raw_path")]
        path: PathBuf,
    },
    /// Writes a small PNG that stands for a file.
    Thumbnail {
        /// The file.
        #[serde(with = "raw_path")]
        path: PathBuf,
        /// The longer side, in pixels.
        max_side: u32,
        /// Which layer, by name; without one, the layer that is the picture.
        layer: Option<String>,
        /// Where the PNG goes.
        #[serde(with = "raw_path")]
        out: PathBuf,
    },
    /// Writes one frame of a video, or a still, as PNG in full size.
    Frame {
        /// The file.
        #[serde(with = "raw_path")]
        path: PathBuf,
        /// Which frame, counted from 0 in presentation order.
        frame: u64,
        /// Which layer of a still, by name; without one, the layer that is the picture.
        layer: Option<String>,
        /// Where the PNG goes.
        #[serde(with = "raw_path")]
        out: PathBuf,
    },
    /// Decodes a still with its own values.
    Still {
        /// The file.
        #[serde(with = "raw_path")]
        path: PathBuf,
        /// Which layer, by name; without one, the layer that is the picture.
        layer: Option<String>,
    },
    /// Makes the frame index of a video, tries a frame of it, and keeps it open for [`Job::ClipFrame`].
    Clip {
        /// The video.
        #[serde(with = "raw_path")]
        path: PathBuf,
    },
    /// A frame of the clip that this child has open; [`OpenClip::frame`] gives the pixels that follow.
    ClipFrame {
        /// Which frame, counted from 0 in presentation order.
        frame: u64,
        /// Which one will be asked for next, if that is known: it is decoded while nothing else is to do.
        next: Option<u64>,
    },
    /// Ends the job before this one, which answers that it was called off. Has no answer of its own.
    Stop,
    /// Compares two files pixel by pixel.
    Diff {
        /// The one.
        #[serde(with = "raw_path")]
        a: PathBuf,
        /// The other.
        #[serde(with = "raw_path")]
        b: PathBuf,
    },
    /// Probes and, in the same pass, makes what the app wants to have of every file that comes in.
    Derive {
        /// The file.
        #[serde(with = "raw_path")]
        path: PathBuf,
        /// The thumbnail's longer side, in pixels.
        max_side: u32,
        /// Where the thumbnail goes, as PNG.
        #[serde(with = "raw_path")]
        out: PathBuf,
    },
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum Answer {
    /// Of [`Job::Probe`].
    Info {
        /// What the file is.
        info: MediaInfo,
    },
    /// Of [`Job::Still`]; [`Worker::still`] gives the pixels that follow.
    Still {
        /// Width, height and kind of the pixels.
        outline: Outline,
    },
    /// Of [`Job::ClipFrame`]; [`OpenClip::frame`] gives the pixels that follow.
    Frame {
        /// Width, height and kind of the pixels.
        outline: Outline,
    },
    /// Of [`Job::Diff`].
    Compared {
        /// How far the two are apart.
        diff: Diff,
    },
    /// Of [`Job::Index`] and [`Job::Clip`].
    Index {
        /// The video's frames.
        index: FrameIndex,
    },
    /// Of [`Job::Thumbnail`] and [`Job::Frame`]: the PNG is written.
    Written {
        /// Its width, in pixels.
        width: u32,
        /// Its height, in pixels.
        height: u32,
    },
    /// Of [`Job::Derive`]: the thumbnail is written.
    Derived {
        /// What the file is.
        info: MediaInfo,
        /// The frames, where it is a video.
        index: Option<FrameIndex>,
    },
}

/// What a child process may use, and which program it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sandbox {
    /// Most address space, in bytes (enforced on Unix only).
    pub memory_bytes: u64,
    /// Longest time for one job.
    pub timeout: Duration,
    /// The program to run with the argument `media-worker`; `None` is the running program itself.
    pub program: Option<PathBuf>,
}

impl Default for Sandbox {
    /// 6 GiB, two minutes, the running program.
    fn default() -> Self {
        Self { memory_bytes: 6 << 30, timeout: Duration::from_secs(120), program: None }
    }
}

/// Runs jobs in child processes. Several threads may share one; each job under way has its own child.
#[derive(Debug, Default)]
pub struct Worker {
    idle: Mutex<Vec<Process>>,
}

impl Worker {
    /// A worker without any child yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Does one job in a child process, waiting for it.
    ///
    /// # Errors
    /// What the job gives; `Damaged` where the child crashed over the file or ran out of memory; `Worker`
    /// where it took too long or could not be started.
    pub fn run(&self, job: &Job, sandbox: &Sandbox) -> Result<Answer, MediaError> {
        self.run_whole(job, sandbox).map(|(answer, _)| answer)
    }

    /// Decodes a still, or a layer of it by name, in a child process, waiting for it.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn still(&self, path: &Path, layer: Option<&str>, sandbox: &Sandbox) -> Result<Picture, MediaError> {
        match self.run_whole(&Job::Still { path: path.to_owned(), layer: layer.map(str::to_owned) }, sandbox)? {
            (Answer::Still { .. }, Some(picture)) => Ok(picture),
            _ => Err(astray()),
        }
    }

    /// Compares two files pixel by pixel in a child process.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn diff(&self, a: &Path, b: &Path, sandbox: &Sandbox) -> Result<Diff, MediaError> {
        match self.run(&Job::Diff { a: a.to_owned(), b: b.to_owned() }, sandbox)? {
            Answer::Compared { diff } => Ok(diff),
            _ => Err(astray()),
        }
    }

    fn run_whole(&self, job: &Job, sandbox: &Sandbox) -> Result<(Answer, Option<Picture>), MediaError> {
        let (mut process, fresh) = match self.take_idle(sandbox) {
            Some(process) => (process, false),
            None => (Process::start(sandbox)?, true),
        };
        let mut outcome = process.run(job, sandbox.timeout, &|| true);
        if !fresh && matches!(outcome, Err(Failure::Died(_))) {
            // An earlier job may have left it sick: this one deserves a healthy child.
            process = Process::start(sandbox)?;
            outcome = process.run(job, sandbox.timeout, &|| true);
        }
        match outcome {
            Ok(answer) => {
                self.give_back(process);
                answer
            }
            Err(failure) => Err(failure.into_error(sandbox)),
        }
    }

    fn take_idle(&self, sandbox: &Sandbox) -> Option<Process> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let position = idle.iter().position(|process| process.serves(sandbox))?;
        Some(idle.swap_remove(position))
    }

    fn give_back(&self, process: Process) {
        if process.is_worn() {
            return;
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.push(process);
        }
    }
}

fn astray() -> MediaError {
    MediaError::Worker { timed_out: false, reason: "the media worker answered something else".to_owned() }
}
