//! The child's side: one job per line in, one answer per line out.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use super::{Answer, Job, MEMORY_VARIABLE, Outline, pixels};
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
        let mut picture = None;
        let outcome = match serde_json::from_str::<Job>(&line?) {
            Ok(Job::Still { path }) => decode_still(&path, &Limits::default()).map(|decoded| {
                let outline = Outline::of(&decoded);
                picture = Some(decoded);
                Answer::Still { outline }
            }),
            Ok(job) => guarded(|| serve(&job)),
            Err(error) => Err(MediaError::Worker {
                timed_out: false,
                reason: format!("the worker was given no job it knows: {error}"),
            }),
        };
        serde_json::to_writer(&mut out, &outcome)?;
        out.write_all(b"\n")?;
        if let Some(picture) = &picture {
            pixels::write(picture, &mut out)?;
        }
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
        // Its pixels follow the answer: the caller sees to both.
        Job::Still { path } => Ok(Answer::Still { outline: Outline::of(&decode_still(path, &Limits::default())?) }),
        Job::Clip { path } => Ok(Answer::Index { index: tried(path)? }),
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

/// The index of a clip, some of whose frames could be decoded. A damaged frame costs that frame only; a
/// clip of which none can be decoded is damaged.
fn tried(path: &Path) -> Result<FrameIndex, MediaError> {
    let index = Arc::new(FrameIndex::build(path, &Cancel::new())?);
    let mut reader = VideoReader::open(path, Arc::clone(&index))?;
    let last = index.count().saturating_sub(1);
    let tries = [0, last / 2, last].map(|frame| reader.frame(frame));
    match tries.into_iter().find_map(Result::ok) {
        Some(_) => {}
        None => drop(reader.frame(0)?),
    }
    drop(reader);
    Ok(Arc::unwrap_or_clone(index))
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
