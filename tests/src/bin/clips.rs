//! The figures of looking at a clip: 1080p H.264 with one keyframe in ten seconds, decoded in this process and in a
//! worker of its own, as the window does.
#![allow(clippy::print_stdout)]

use rushes_media::{Cancel, FrameIndex, OpenClip, Sandbox, VideoReader, Worker, worker};
use std::{
    error::Error,
    path::Path,
    process::{Command, ExitCode},
    sync::Arc,
    time::{Duration, Instant},
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Frames of the clip: two groups.
const FRAMES: u64 = 480;
const GROUP: &str = "240";
/// Frames stepped over.
const STEPS: u64 = 100;
/// Frames jumped to.
const JUMPS: [u64; 12] = [239, 10, 470, 120, 230, 60, 400, 300, 1, 479, 200, 350];
/// How often a hand that drags gives a new place.
const HAND: Duration = Duration::from_millis(16);

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("media-worker") {
        return if worker::serve_stdin().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("clips: FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Gives a frame; the second number is the one that comes after it, where that is known.
type Give<'a> = &'a mut dyn FnMut(u64, Option<u64>) -> Outcome<()>;

fn run() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("clip.mp4");
    make(&path)?;
    println!("clips: 1080p H.264, {FRAMES} frames, a keyframe every {GROUP}, B-frames; milliseconds");
    println!("{:<34}{:>12}{:>12}", "", "in process", "in a worker");
    let begun = Instant::now();
    let index = Arc::new(FrameIndex::build(&path, &Cancel::new())?);
    let mut here = VideoReader::open(&path, Arc::clone(&index))?;
    here.frame(0)?;
    let open_here = ms(begun.elapsed());
    let begun = Instant::now();
    let mut apart = open(&path)?;
    apart.frame(0, None, &|| true)?;
    line("open, first frame", open_here, ms(begun.elapsed()));
    for (what, walk) in
        [("step on, each", steps as fn(Give<'_>) -> Outcome<f64>), ("step back, each", back), ("jump, each", jumps)]
    {
        let mut reader = VideoReader::open(&path, Arc::clone(&index))?;
        let in_process = walk(&mut |n, _| Ok(reader.frame(n).map(drop)?))?;
        let mut clip = open(&path)?;
        line(what, in_process, walk(&mut |n, next| Ok(clip.frame(n, next, &|| true).map(drop)?))?);
    }
    let mut reader = VideoReader::open(&path, Arc::clone(&index))?;
    let in_process = scrub(&mut |n, _| {
        reader.frame(n)?;
        Ok(true)
    })?;
    let mut clip = open(&path)?;
    let in_a_worker = scrub(&mut |n, wanted| match clip.frame(n, None, wanted) {
        Ok(_) => Ok(true),
        Err(rushes_media::MediaError::Cancelled) => Ok(false),
        Err(error) => Err(error.into()),
    })?;
    line("dragged over 200 frames, then there", in_process, in_a_worker);
    Ok(())
}

fn open(path: &Path) -> Outcome<OpenClip> {
    Ok(Worker::new().open_clip(path, &Sandbox::default(), &|| true)?)
}

fn make(path: &Path) -> Outcome<()> {
    let source = "mandelbrot=size=1920x1080:rate=24,format=yuv420p";
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-nostdin", "-f", "lavfi", "-i", source, "-frames:v"])
        .arg(FRAMES.to_string())
        .args(["-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-sc_threshold", "0", "-g", GROUP])
        .arg(path)
        .status()?;
    if made.success() { Ok(()) } else { Err("ffmpeg could not make the clip".into()) }
}

fn steps(give: Give<'_>) -> Outcome<f64> {
    give(20, Some(21))?;
    let begun = Instant::now();
    for n in 21..21 + STEPS {
        give(n, Some(n + 1))?;
    }
    Ok(ms(begun.elapsed()) / STEPS as f64)
}

fn back(give: Give<'_>) -> Outcome<f64> {
    let begun = Instant::now();
    for n in (220 - STEPS..220).rev() {
        give(n, Some(n - 1))?;
    }
    Ok(ms(begun.elapsed()) / STEPS as f64)
}

fn jumps(give: Give<'_>) -> Outcome<f64> {
    let begun = Instant::now();
    for n in JUMPS {
        give(n, None)?;
    }
    Ok(ms(begun.elapsed()) / JUMPS.len() as f64)
}

/// Gives a frame unless it is no longer wanted; says whether it was given.
type GiveWanted<'a> = &'a mut dyn FnMut(u64, &dyn Fn() -> bool) -> Outcome<bool>;

/// A hand drags on from frame 0 to 200 within a second; how long the last place takes after it.
fn scrub(give: GiveWanted<'_>) -> Outcome<f64> {
    let begun = Instant::now();
    let at = || ((begun.elapsed().as_millis() / HAND.as_millis()) as u64 * 3).min(200);
    loop {
        let n = at();
        if give(n, &|| at() == n)? && n == 200 {
            return Ok(ms(begun.elapsed().saturating_sub(HAND * (200 / 3 + 1))));
        }
    }
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

fn line(what: &str, here: f64, apart: f64) {
    println!("{what:<34}{here:>12.1}{apart:>12.1}");
}
