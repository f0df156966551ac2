//! The child's side: one job per line in, one answer per line out.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::{Answer, Job, MEMORY_VARIABLE, Outline, pixels};
use crate::probe::probe_with_index;
use crate::still::guarded;
use crate::thumbnail::{layer_thumbnail, no_layers, poster};
use crate::{
    Cancel, DisplayPicture, FrameIndex, Limits, MediaError, MediaKind, Picture, VideoReader, decode_layer,
    decode_still, diff_cancellable, shrink, write_png,
};

/// Jobs read ahead of their turn.
const WAITING: usize = 4;

/// A job, and the flag that calls it off.
type Given = (Result<Job, MediaError>, Cancel);

/// Serves jobs from standard input until it ends. This is what the program does when it is started with
/// the argument `media-worker`; nothing else may write to standard output then.
///
/// # Errors
/// Where the limits cannot be set, or the other side is gone.
pub fn serve_stdin() -> io::Result<()> {
    if let Some(bytes) = std::env::var(MEMORY_VARIABLE).ok().and_then(|value| value.parse().ok()) {
        limit_memory(bytes)?;
    }
    let (give, given) = sync_channel(WAITING);
    let idle = Arc::new(Mutex::new(Cancel::new()));
    let interrupt = Arc::clone(&idle);
    thread::Builder::new().name("jobs".to_owned()).spawn(move || take_in(&give, &interrupt))?;
    let mut out = io::stdout().lock();
    let mut clip = None;
    let mut next = None;
    while let Some((job, cancel)) = receive(&given, &mut clip, next.take(), &idle) {
        let mut pixels = Pixels::None;
        let outcome = job.and_then(|job| match job {
            Job::Still { path, layer } => decode_layer(&path, layer.as_deref(), &Limits::default()).map(|decoded| {
                let outline = Outline::of(&decoded);
                pixels = Pixels::Still(decoded);
                Answer::Still { outline }
            }),
            Job::ClipFrame { frame, next: after } => guarded(|| shown(&mut clip, frame, &cancel)).map(|shown| {
                let outline = Outline::of_frame(&shown);
                pixels = Pixels::Frame(shown);
                next = after;
                Answer::Frame { outline }
            }),
            Job::Clip { path } => {
                clip = None;
                guarded(|| {
                    let (index, reader) = opened(&path, &cancel)?;
                    clip = Some(reader);
                    Ok(Answer::Index { index })
                })
            }
            job => guarded(|| serve(&job, &cancel)),
        });
        serde_json::to_writer(&mut out, &outcome)?;
        out.write_all(b"\n")?;
        match &pixels {
            Pixels::None => {}
            Pixels::Still(picture) => pixels::write(picture, &mut out)?,
            Pixels::Frame(picture) => out.write_all(&picture.rgba)?,
        }
        out.flush()?;
    }
    Ok(())
}

/// What follows an answer.
enum Pixels {
    None,
    Still(Picture),
    Frame(DisplayPicture),
}

/// Reads jobs as they come, so that one can be called off while it is under way.
fn take_in(give: &SyncSender<Given>, idle: &Mutex<Cancel>) {
    let mut last = Cancel::new();
    for line in io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        let job = serde_json::from_str::<Job>(&line).map_err(|error| MediaError::Worker {
            timed_out: false,
            reason: format!("the worker was given no job it knows: {error}"),
        });
        if job == Ok(Job::Stop) {
            last.cancel();
            continue;
        }
        last = Cancel::new();
        if give.send((job, last.clone())).is_err() {
            return;
        }
        idle.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}

/// The next job. While there is none, the frame that will be wanted is decoded.
fn receive(
    given: &Receiver<Given>,
    clip: &mut Option<VideoReader>,
    next: Option<u64>,
    idle: &Mutex<Cancel>,
) -> Option<Given> {
    let (Some(next), Some(reader)) = (next, clip) else { return given.recv().ok() };
    let flag = Cancel::new();
    *idle.lock().unwrap_or_else(PoisonError::into_inner) = flag.clone();
    // A job that came before the flag was there is seen here.
    match given.try_recv() {
        Ok(job) => return Some(job),
        Err(TryRecvError::Disconnected) => return None,
        Err(TryRecvError::Empty) => {}
    }
    reader.set_cancel(flag);
    // If it does not decode, that is told to whoever asks for it.
    let _ = guarded(|| reader.prepare(next));
    given.recv().ok()
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

fn serve(job: &Job, cancel: &Cancel) -> Result<Answer, MediaError> {
    match job {
        Job::Probe { path } => {
            let (info, _) = probe_with_index(path, cancel)?;
            Ok(Answer::Info { info })
        }
        Job::Index { path } => Ok(Answer::Index { index: FrameIndex::build(path, cancel)? }),
        Job::Thumbnail { path, max_side, layer, out } => {
            written(out, &layer_thumbnail(path, layer.as_deref(), *max_side)?)
        }
        Job::Frame { path, frame, layer, out } => written(out, &frame_of(path, *frame, layer.as_deref())?),
        Job::Diff { a, b } => Ok(Answer::Compared { diff: diff_cancellable(a, b, cancel)? }),
        Job::Derive { path, max_side, out } => {
            let (info, index) = probe_with_index(path, cancel)?;
            let picture = match &index {
                Some(index) => poster(path, index.clone())?,
                None => decode_still(path, &Limits::default())?.to_display(),
            };
            write_png(out, &shrink(&picture, *max_side)?)?;
            Ok(Answer::Derived { info, index })
        }
        Job::Still { .. } | Job::Clip { .. } | Job::ClipFrame { .. } | Job::Stop => {
            Err(MediaError::Worker { timed_out: false, reason: "this job is served elsewhere".to_owned() })
        }
    }
}

/// A clip of which a frame could be decoded. A damaged frame costs that frame only; a clip of which none
/// can be decoded is damaged.
fn opened(path: &Path, cancel: &Cancel) -> Result<(FrameIndex, VideoReader), MediaError> {
    let index = FrameIndex::build(path, cancel)?;
    let mut reader = VideoReader::open(path, Arc::new(index.clone()))?;
    reader.set_cancel(cancel.clone());
    let last = index.count().saturating_sub(1);
    let first = reader.prepare(0);
    if first.is_err() && reader.prepare(last / 2).is_err() && reader.prepare(last).is_err() {
        first?;
    }
    Ok((index, reader))
}

/// A frame of the clip that is open.
fn shown(clip: &mut Option<VideoReader>, frame: u64, cancel: &Cancel) -> Result<DisplayPicture, MediaError> {
    let reader = clip
        .as_mut()
        .ok_or_else(|| MediaError::Worker { timed_out: false, reason: "the worker has no clip open".to_owned() })?;
    reader.set_cancel(cancel.clone());
    reader.frame(frame)
}

fn frame_of(path: &Path, frame: u64, layer: Option<&str>) -> Result<DisplayPicture, MediaError> {
    let (info, index) = probe_with_index(path, &Cancel::new())?;
    match (info.kind, index) {
        (MediaKind::Video, Some(index)) => {
            no_layers(layer)?;
            VideoReader::open(path, Arc::new(index))?.frame(frame)
        }
        _ if frame > 0 => Err(MediaError::FrameOutOfRange { frame, count: 1 }),
        _ => Ok(decode_layer(path, layer, &Limits::default())?.to_display()),
    }
}

fn written(out: &Path, picture: &DisplayPicture) -> Result<Answer, MediaError> {
    write_png(out, picture)?;
    Ok(Answer::Written { width: picture.width, height: picture.height })
}
