//! The child's side: one job per line in, one answer per line out.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use super::{Answer, Job, MEMORY_VARIABLE};
use crate::probe::probe_with_index;
use crate::still::guarded;
use crate::thumbnail::poster;
use crate::{
    Cancel, DisplayPicture, FrameIndex, Limits, MediaError, MediaKind, VideoReader, decode_still, shrink, thumbnail,
    write_png,
};

/// Serves jobs from standard input until it ends. This is what the program does when it is started with
/// the argument `media-worker`; nothing else may write to standard output then.
///
/// # Errors
/// Where the limits cannot be set, or the other side is gone.
pub fn serve_stdin() -> io::Result<()> {
    if let Some(bytes) = std::env::var(MEMORY_VARIABLE).ok().and_then(|value| value.parse().ok()) {
        limit_memory(bytes)?;
    }
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let outcome = match serde_json::from_str::<Job>(&line?) {
            Ok(job) => guarded(|| serve(&job)),
            Err(error) => Err(MediaError::Worker {
                timed_out: false,
                reason: format!("the worker was given no job it knows: {error}"),
            }),
        };
        serde_json::to_writer(&mut out, &outcome)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(())
}

#[cfg(unix)]
fn limit_memory(bytes: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::As, limit(bytes))?;
    // A crash is expected here: it need not leave a core file of gigabytes.
    setrlimit(Resource::Core, limit(0))?;
    Ok(())
}

/// Other systems have no limit that a process can set for itself; the time limit still holds.
#[cfg(not(unix))]
fn limit_memory(_bytes: u64) -> io::Result<()> {
    Ok(())
}

fn serve(job: &Job) -> Result<Answer, MediaError> {
    match job {
        Job::Probe { path } => {
            let (info, _) = probe_with_index(path, &Cancel::new())?;
            Ok(Answer::Info { info })
        }
        Job::Index { path } => Ok(Answer::Index { index: FrameIndex::build(path, &Cancel::new())? }),
        Job::Thumbnail { path, max_side, out } => written(out, &thumbnail(path, *max_side)?),
        Job::Frame { path, frame, out } => written(out, &frame_of(path, *frame)?),
        Job::Derive { path, max_side, out } => {
            let (info, index) = probe_with_index(path, &Cancel::new())?;
            let picture = match &index {
                Some(index) => poster(path, index.clone())?,
                None => decode_still(path, &Limits::default())?.to_display(),
            };
            write_png(out, &shrink(&picture, *max_side)?)?;
            Ok(Answer::Derived { info, index })
        }
    }
}

fn frame_of(path: &Path, frame: u64) -> Result<DisplayPicture, MediaError> {
    let (info, index) = probe_with_index(path, &Cancel::new())?;
    match (info.kind, index) {
        (MediaKind::Video, Some(index)) => VideoReader::open(path, Arc::new(index))?.frame(frame),
        _ if frame > 0 => Err(MediaError::FrameOutOfRange { frame, count: 1 }),
        _ => Ok(decode_still(path, &Limits::default())?.to_display()),
    }
}

fn written(out: &Path, picture: &DisplayPicture) -> Result<Answer, MediaError> {
    write_png(out, picture)?;
    Ok(Answer::Written { width: picture.width, height: picture.height })
}
