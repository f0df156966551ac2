//! A clip that is looked at: a child of its own, which keeps the decoder open from frame to frame.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::process::{Failure, Process};
use super::{Answer, Job, Sandbox, Worker, astray};
use crate::{DisplayPicture, FrameIndex, MediaError, Pixels};

/// Children that may die over one clip. A frame that kills its decoder costs that frame; a clip that goes
/// on killing is left alone.
const MOST_DEATHS: u32 = 6;

/// A clip open in a child process.
///
/// One frame is under way at a time. When the child dies over a frame, that frame is damaged and the next
/// one gets a new child.
#[derive(Debug)]
pub struct OpenClip {
    path: PathBuf,
    sandbox: Sandbox,
    index: Arc<FrameIndex>,
    /// `None` after it died.
    process: Option<Process>,
    deaths: u32,
}

impl Worker {
    /// Opens a clip in a child process, and waits for its index. `wanted` is asked now and then whether
    /// anybody still waits.
    ///
    /// # Errors
    /// As [`Worker::run`]; `Cancelled` where nobody waits any more.
    pub fn open_clip(&self, path: &Path, sandbox: &Sandbox, wanted: &dyn Fn() -> bool) -> Result<OpenClip, MediaError> {
        // A child that waits for work may be sick from its last one.
        let (process, index) = match self.take_idle(sandbox).map(|process| open(process, path, sandbox, wanted)) {
            Some(Ok(opened)) => opened,
            Some(Err(Opening::Refused(error))) => return Err(error),
            Some(Err(Opening::Failed(Failure::Died(_)))) | None => {
                open(Process::start(sandbox)?, path, sandbox, wanted).map_err(|e| e.into_error(sandbox))?
            }
            Some(Err(error)) => return Err(error.into_error(sandbox)),
        };
        Ok(OpenClip {
            path: path.to_owned(),
            sandbox: sandbox.clone(),
            index: Arc::new(index),
            process: Some(process),
            deaths: 0,
        })
    }
}

impl OpenClip {
    /// The index that frame numbers refer to.
    pub fn index(&self) -> &Arc<FrameIndex> {
        &self.index
    }

    /// Frame `number`, counted from 0 in presentation order, upright, 8-bit. Waits for it for as long as
    /// `wanted` says so. `next` is the frame that will be asked for after it, where that is known.
    ///
    /// # Errors
    /// What decoding gives; `Damaged` too where it killed the child; `Cancelled` where the frame is not
    /// wanted any more.
    pub fn frame(
        &mut self,
        number: u64,
        next: Option<u64>,
        wanted: &dyn Fn() -> bool,
    ) -> Result<DisplayPicture, MediaError> {
        let fresh = self.process.is_none();
        match self.ask(number, next, wanted) {
            // It may have died over the frame that it prepared: this one deserves a healthy child.
            Err(Opening::Failed(Failure::Died(_))) if !fresh => {
                self.ask(number, next, wanted).map_err(|e| e.into_error(&self.sandbox))
            }
            Err(error) => Err(error.into_error(&self.sandbox)),
            Ok(picture) => Ok(picture),
        }
    }

    fn ask(&mut self, number: u64, next: Option<u64>, wanted: &dyn Fn() -> bool) -> Result<DisplayPicture, Opening> {
        let mut process = match self.process.take() {
            Some(process) => process,
            None => self.reopen(wanted)?,
        };
        let reply = process.run(&Job::ClipFrame { frame: number, next }, self.sandbox.timeout, wanted);
        let reply = match reply {
            Ok(reply) => reply,
            Err(failure) => {
                self.deaths += u32::from(!matches!(failure, Failure::Unwanted));
                return Err(Opening::Failed(failure));
            }
        };
        let (answer, picture) = match reply {
            Ok(answered) => answered,
            Err(error) => {
                self.process = Some(process);
                return Err(Opening::Refused(error));
            }
        };
        match (answer, picture.map(|p| (p.width, p.height, p.pixels))) {
            (Answer::Frame { .. }, Some((width, height, Pixels::Rgba8(rgba)))) => {
                self.process = Some(process);
                Ok(DisplayPicture { width, height, rgba })
            }
            // What it says next cannot be trusted either.
            _ => Err(Opening::Refused(astray())),
        }
    }

    fn reopen(&mut self, wanted: &dyn Fn() -> bool) -> Result<Process, Opening> {
        if self.deaths >= MOST_DEATHS {
            let reason = format!("the decoder crashed over it {} times and is not started again", self.deaths);
            return Err(Opening::Refused(MediaError::damaged(reason)));
        }
        let process = Process::start(&self.sandbox).map_err(Opening::Refused)?;
        let (process, index) = match open(process, &self.path, &self.sandbox, wanted) {
            Err(error @ Opening::Failed(Failure::Died(_) | Failure::TooLong)) => {
                self.deaths += 1;
                return Err(error);
            }
            other => other?,
        };
        // Frame numbers count in the index that is shown.
        if index != *self.index {
            return Err(Opening::Refused(MediaError::damaged("it has changed since it was opened")));
        }
        Ok(process)
    }
}

/// Why there is no frame, or no clip: the file's fault, or the child's.
enum Opening {
    Refused(MediaError),
    Failed(Failure),
}

impl Opening {
    fn into_error(self, sandbox: &Sandbox) -> MediaError {
        match self {
            Self::Refused(error) => error,
            Self::Failed(failure) => failure.into_error(sandbox),
        }
    }
}

fn open(
    mut process: Process,
    path: &Path,
    sandbox: &Sandbox,
    wanted: &dyn Fn() -> bool,
) -> Result<(Process, FrameIndex), Opening> {
    let job = Job::Clip { path: path.to_owned() };
    match process.run(&job, sandbox.timeout, wanted).map_err(Opening::Failed)? {
        Ok((Answer::Index { index }, _)) => Ok((process, index)),
        Ok(_) => Err(Opening::Refused(astray())),
        Err(error) => Err(Opening::Refused(error)),
    }
}
