//! Files that are looked at, decoded apart from this process.
//!
//! Whatever a round holds came from outside: from a peer, or from a disk. A decoder can abort over it, or
//! ask for all memory, and that must cost one picture and not the window. So stills are decoded in a
//! worker process, which hands their pixels over, and a clip is only opened here after a worker has read
//! its container and decoded frames of it.

use rushes_media::{Cancel, FrameIndex, MediaError, Picture, Sandbox, VideoReader, Worker};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, OnceLock},
    time::Duration,
};

/// The longest a still, or the first look into a clip, may take.
const LONGEST: Duration = Duration::from_secs(60);

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
static WORKER: LazyLock<Worker> = LazyLock::new(Worker::new);

/// Names the program that plays the worker, where that is not the running one. For tests: they are no
/// program that knows `media-worker`. The first name given counts.
pub fn use_program(program: PathBuf) {
    let _ = PROGRAM.set(program);
}

fn sandbox() -> Sandbox {
    Sandbox { program: PROGRAM.get().cloned(), timeout: LONGEST, ..Sandbox::default() }
}

/// Whether nothing can play the worker: the unit tests of this crate are such a program.
fn alone() -> bool {
    cfg!(test) && PROGRAM.get().is_none()
}

/// Decodes a still with its own values. Waits for it.
///
/// # Errors
/// What decoding gives; `Damaged` too where it broke the worker.
pub fn still(path: &Path) -> Result<Picture, MediaError> {
    if alone() {
        return rushes_media::decode_still(path, &rushes_media::Limits::default());
    }
    WORKER.still(path, &sandbox())
}

/// Opens a clip whose container and frames a worker could read. Waits for it.
///
/// # Errors
/// As [`still`]; `Cancelled` where nobody waits any more.
pub fn clip(path: &Path, cancel: &Cancel) -> Result<(Arc<FrameIndex>, VideoReader), MediaError> {
    let index = if alone() { FrameIndex::build(path, cancel)? } else { WORKER.clip(path, &sandbox())? };
    if cancel.is_cancelled() {
        return Err(MediaError::Cancelled);
    }
    let index = Arc::new(index);
    let mut reader = VideoReader::open(path, Arc::clone(&index))?;
    reader.set_cancel(cancel.clone());
    Ok((index, reader))
}
