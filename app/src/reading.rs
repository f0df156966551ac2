//! Files that are looked at, decoded apart from this process.
//!
//! Whatever a round holds came from outside: from a peer, or from a disk. A decoder can abort over it, or
//! ask for all memory, and that must cost one picture and not the window. So stills and every frame of a
//! clip are decoded in worker processes, which hand their pixels over.

use rushes_media::{DisplayPicture, FrameIndex, MediaError, OpenClip, Picture, Sandbox, Worker};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, OnceLock},
    time::Duration,
};

/// The longest a still, a frame, or the first look into a clip, may take.
const LONGEST: Duration = Duration::from_secs(60);
/// The longest a comparison of all frames may take.
const LONGEST_COMPARISON: Duration = Duration::from_secs(4 * 3600);

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
    layer(path, None)
}

/// As [`still`], of the layer of this name; without a name, of the layer that is the picture.
///
/// # Errors
/// As [`still`]; `NoLayer` where the file has no such layer.
pub fn layer(path: &Path, name: Option<&str>) -> Result<Picture, MediaError> {
    if alone() {
        return rushes_media::decode_layer(path, name, &rushes_media::Limits::default());
    }
    WORKER.still(path, name, &sandbox())
}

/// A clip that is open in a worker.
#[derive(Debug)]
pub struct Clip(Source);

#[derive(Debug)]
enum Source {
    Apart(OpenClip),
    #[cfg(test)]
    Here(Arc<FrameIndex>, Box<rushes_media::VideoReader>),
}

/// Opens a clip. Waits for it, for as long as `wanted` says so.
///
/// # Errors
/// As [`still`]; `Cancelled` where nobody waits any more.
pub fn clip(path: &Path, wanted: &dyn Fn() -> bool) -> Result<Clip, MediaError> {
    #[cfg(test)]
    if alone() {
        let index = Arc::new(FrameIndex::build(path, &rushes_media::Cancel::new())?);
        let reader = rushes_media::VideoReader::open(path, Arc::clone(&index))?;
        return Ok(Clip(Source::Here(index, Box::new(reader))));
    }
    WORKER.open_clip(path, &sandbox(), wanted).map(|clip| Clip(Source::Apart(clip)))
}

impl Clip {
    /// Which frames it has.
    #[must_use]
    pub fn index(&self) -> &Arc<FrameIndex> {
        match &self.0 {
            Source::Apart(clip) => clip.index(),
            #[cfg(test)]
            Source::Here(index, _) => index,
        }
    }

    /// A frame, counted from 0 in presentation order. Waits for it, for as long as `wanted` says so.
    /// `next` is the one that will be asked for after it, where that is known.
    ///
    /// # Errors
    /// Why this frame cannot be shown; `Cancelled` where it is not wanted any more.
    pub fn frame(
        &mut self,
        number: u64,
        next: Option<u64>,
        wanted: &dyn Fn() -> bool,
    ) -> Result<DisplayPicture, MediaError> {
        match &mut self.0 {
            Source::Apart(clip) => clip.frame(number, next, wanted),
            #[cfg(test)]
            Source::Here(_, reader) => reader.frame(number),
        }
    }
}

/// Compares two files pixel by pixel. Waits for it.
///
/// # Errors
/// As [`still`].
pub fn diff(a: &Path, b: &Path) -> Result<rushes_media::Diff, MediaError> {
    // Every frame of both is decoded: that may take as long as it takes.
    WORKER.diff(a, b, &Sandbox { timeout: LONGEST_COMPARISON, ..sandbox() })
}
