//! The worker process, played by this very program when it is started with `media-worker`.
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stdout)] // a test program of its own reports its own results

mod changed;

use changed::files_changed_at_random_cost_nothing;
use std::cell::Cell;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use image::{ImageBuffer, Rgb};
use rushes_media::{Answer, Cancel, FrameIndex, Job, MediaError, MediaKind, Sandbox, VideoReader, Worker, worker};
use tempfile::TempDir;

fn main() -> ExitCode {
    let argument = std::env::args().nth(1).unwrap_or_default();
    if argument == "media-worker" {
        return play_worker();
    }
    let tests: [(&str, fn()); 13] = [
        ("answers_jobs", answers_jobs),
        ("stills_come_as_they_are", stills_come_as_they_are),
        ("a_crash_in_the_middle_costs_one_picture", a_crash_in_the_middle_costs_one_picture),
        ("failures_keep_their_kind", failures_keep_their_kind),
        ("a_crash_costs_one_job", a_crash_costs_one_job),
        ("time_is_limited", time_is_limited),
        ("memory_is_limited", memory_is_limited),
        ("threads_share_a_worker", threads_share_a_worker),
        ("a_clip_gives_every_frame", a_clip_gives_every_frame),
        ("a_frame_that_kills_costs_that_frame", a_frame_that_kills_costs_that_frame),
        ("a_frame_nobody_wants_is_called_off", a_frame_nobody_wants_is_called_off),
        ("two_files_are_compared", two_files_are_compared),
        ("files_changed_at_random_cost_nothing", files_changed_at_random_cost_nothing),
    ];
    if std::env::args().any(|argument| argument == "--list") {
        tests.iter().for_each(|(name, _)| println!("{name}: test"));
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let mut failed = 0;
    for (name, test) in tests {
        if !wanted.is_empty() && !wanted.iter().any(|w| name.contains(w.as_str())) {
            continue;
        }
        let passed = std::panic::catch_unwind(test).is_ok();
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
        failed += u8::from(!passed);
    }
    ExitCode::from(failed)
}

/// Hands every job on to the real worker, until one asks for a frame that kills.
fn play_deadly(frames: &str) -> ! {
    let mut real = Command::new(std::env::current_exe().unwrap());
    let mut real = real.arg("media-worker").env_remove("TEST_MISBEHAVE").stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = real.stdin.take().unwrap();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        if frames.split(',').any(|n| line.contains(&format!(r#""frame":{n},"#)) || line.contains(&format!(r#""{n}""#)))
        {
            let _ = real.kill();
            std::process::abort();
        }
        writeln!(pipe, "{line}").unwrap();
    }
    let _ = real.kill();
    let _ = real.wait();
    std::process::exit(0)
}

/// The real worker, unless the environment asks for one that misbehaves at its first job.
fn play_worker() -> ExitCode {
    if let Ok(name) = std::env::var("TEST_MISBEHAVE") {
        if let Some(frames) = name.strip_prefix("deadly-") {
            play_deadly(frames);
        }
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).unwrap();
        match name.as_str() {
            "abort" => std::process::abort(),
            // The outline of a picture, and only some of its pixels.
            "half" => {
                let outline = r#"{"width":100,"height":100,"premultiplied":false,"depth":"rgba16"}"#;
                println!(r#"{{"Ok":{{"answer":"still","outline":{outline}}}}}"#);
                println!("not eighty thousand bytes");
                std::process::abort();
            }
            "hang" => loop {
                std::thread::sleep(Duration::from_secs(60));
            },
            _ => println!("this is no answer"),
        }
    }
    match worker::serve_stdin() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn sandbox() -> Sandbox {
    Sandbox { memory_bytes: 2 << 30, timeout: Duration::from_secs(60), program: Some(std::env::current_exe().unwrap()) }
}

/// A program that starts this one as a worker that misbehaves.
#[cfg(unix)]
fn misbehaving(folder: &Path, how: &str) -> Sandbox {
    use std::os::unix::fs::PermissionsExt;
    let script = folder.join(how);
    let exe = std::env::current_exe().unwrap();
    let text = format!("#!/bin/sh\nTEST_MISBEHAVE={how} exec '{}' \"$@\"\n", exe.display());
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    Sandbox { program: Some(script), ..sandbox() }
}

fn picture(folder: &Path) -> PathBuf {
    let path = folder.join("picture.png");
    ImageBuffer::from_pixel(200, 100, Rgb([9u8, 99, 199])).save(&path).unwrap();
    path
}

fn answers_jobs() {
    let folder = TempDir::new().unwrap();
    let path = picture(folder.path());
    let out = folder.path().join("small.png");
    let worker = Worker::new();
    let Answer::Info { info } = worker.run(&Job::Probe { path: path.clone() }, &sandbox()).unwrap() else {
        panic!("probing gives information");
    };
    assert_eq!((info.kind, info.width), (MediaKind::Still, 200));
    let job = Job::Derive { path: path.clone(), max_side: 50, out: out.clone() };
    let Answer::Derived { info: again, index } = worker.run(&job, &sandbox()).unwrap() else {
        panic!("deriving gives information");
    };
    assert_eq!((again, index), (info, None));
    assert_eq!(image::open(&out).unwrap().into_rgb8().get_pixel(49, 24).0, [9, 99, 199]);
    let job = Job::Frame { path, frame: 0, layer: None, out };
    let written = worker.run(&job, &sandbox()).unwrap();
    assert_eq!(written, Answer::Written { width: 200, height: 100 });
}

fn stills_come_as_they_are() {
    let folder = TempDir::new().unwrap();
    let deep = folder.path().join("deep.png");
    ImageBuffer::from_fn(300, 200, |x, y| Rgb([(x * 200) as u16, (y * 300) as u16, 65_535u16])).save(&deep).unwrap();
    let linear = folder.path().join("linear.exr");
    exr::prelude::write_rgba_file(&linear, 40, 30, |x, y| (x as f32 * 0.5, y as f32, -1.0f32, 1.0f32)).unwrap();
    let worker = Worker::new();
    for path in [picture(folder.path()), deep, linear] {
        let here = rushes_media::decode_still(&path, &rushes_media::Limits::default()).unwrap();
        assert_eq!(worker.still(&path, None, &sandbox()).unwrap(), here);
    }
    let missing = folder.path().join("missing.png");
    assert_eq!(worker.still(&missing, None, &sandbox()).unwrap_err(), MediaError::NotFound { path: missing });
}

#[cfg(unix)]
fn a_crash_in_the_middle_costs_one_picture() {
    let folder = TempDir::new().unwrap();
    let path = picture(folder.path());
    let worker = Worker::new();
    for how in ["abort", "half"] {
        let error = worker.still(&path, None, &misbehaving(folder.path(), how)).unwrap_err();
        assert_eq!(error.code(), "damaged", "{how}: {error}");
    }
    assert!(worker.still(&path, None, &sandbox()).is_ok());
}

fn failures_keep_their_kind() {
    let folder = TempDir::new().unwrap();
    let worker = Worker::new();
    let text = folder.path().join("notes.png");
    std::fs::write(&text, "no picture").unwrap();
    let error = worker.run(&Job::Probe { path: text }, &sandbox()).unwrap_err();
    assert_eq!(error.code(), "unsupported_media");
    let missing = folder.path().join("missing.png");
    let error = worker.run(&Job::Probe { path: missing.clone() }, &sandbox()).unwrap_err();
    assert_eq!(error, MediaError::NotFound { path: missing });
    let job = Job::Frame { path: picture(folder.path()), frame: 5, layer: None, out: folder.path().join("out.png") };
    let error = worker.run(&job, &sandbox()).unwrap_err();
    assert_eq!(error, MediaError::FrameOutOfRange { frame: 5, count: 1 });
    let nowhere = Sandbox { program: Some(folder.path().join("no such program")), ..sandbox() };
    assert_eq!(worker.run(&job, &nowhere).unwrap_err().code(), "io");
}

#[cfg(unix)]
fn a_crash_costs_one_job() {
    let folder = TempDir::new().unwrap();
    let path = picture(folder.path());
    let worker = Worker::new();
    let job = Job::Probe { path };
    for how in ["abort", "babble"] {
        let error = worker.run(&job, &misbehaving(folder.path(), how)).unwrap_err();
        assert_eq!(error.code(), "damaged", "{how}: {error}");
    }
    assert!(worker.run(&job, &sandbox()).is_ok());
}

#[cfg(unix)]
fn time_is_limited() {
    let folder = TempDir::new().unwrap();
    let job = Job::Probe { path: picture(folder.path()) };
    let short = Sandbox { timeout: Duration::from_millis(300), ..misbehaving(folder.path(), "hang") };
    let error = Worker::new().run(&job, &short).unwrap_err();
    assert!(matches!(error, MediaError::Worker { timed_out: true, .. }), "{error:?}");
}

/// A real picture that fits every limit of size and does not fit the memory allowed.
#[cfg(unix)]
fn memory_is_limited() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("large.png");
    ImageBuffer::from_pixel(12_000, 12_000, image::Luma([7u8])).save(&path).unwrap();
    let worker = Worker::new();
    let tight = Sandbox { memory_bytes: 500 << 20, ..sandbox() };
    let out = folder.path().join("small.png");
    let job = Job::Thumbnail { path: path.clone(), max_side: 20, layer: None, out: out.clone() };
    let error = worker.run(&job, &tight).unwrap_err();
    assert_eq!(error.code(), "damaged", "{error}");
    assert!(error.to_string().contains("memory"), "{error}");
    assert!(!out.exists());
    // The same worker goes on with the next job, in the same tight sandbox.
    let job = Job::Probe { path };
    assert!(worker.run(&job, &tight).is_ok());
}

#[cfg(not(unix))]
fn a_crash_in_the_middle_costs_one_picture() {}
#[cfg(not(unix))]
fn a_crash_costs_one_job() {}
#[cfg(not(unix))]
fn time_is_limited() {}
#[cfg(not(unix))]
fn memory_is_limited() {}

fn threads_share_a_worker() {
    let folder = TempDir::new().unwrap();
    let path = picture(folder.path());
    let worker = Worker::new();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (worker, path, folder) = (&worker, &path, folder.path());
            scope.spawn(move || {
                for round in 0..5 {
                    let max_side = 10 + thread * 5 + round;
                    let out = folder.join(format!("{thread}-{round}.png"));
                    let job = Job::Thumbnail { path: path.clone(), max_side, layer: None, out };
                    let answer = worker.run(&job, &sandbox()).unwrap();
                    let Answer::Written { width, .. } = answer else {
                        panic!("a thumbnail is written");
                    };
                    assert_eq!(width, max_side, "each gets its own answer");
                }
            });
        }
    });
}

/// A clip of 40 frames in groups of 20; nothing where the `ffmpeg` program is not there to make it.
fn clip(folder: &Path) -> Option<PathBuf> {
    let path = folder.join("clip.mp4");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=24"])
        .args(["-frames:v", "40", "-c:v", "libx264", "-bf", "2", "-g", "20", "-sc_threshold", "0"])
        .args(["-pix_fmt", "yuv420p"])
        .arg(&path)
        .status();
    if made.is_ok_and(|status| status.success()) {
        return Some(path);
    }
    eprintln!("skipped: the ffmpeg program is not on the PATH");
    None
}

fn a_clip_gives_every_frame() {
    let folder = TempDir::new().unwrap();
    let Some(path) = clip(folder.path()) else { return };
    let worker = Worker::new();
    let mut apart = worker.open_clip(&path, &sandbox(), &|| true).unwrap();
    let index = std::sync::Arc::new(FrameIndex::build(&path, &Cancel::new()).unwrap());
    assert_eq!(**apart.index(), *index);
    let mut here = VideoReader::open(&path, index).unwrap();
    for (number, next) in
        [(0, Some(1)), (1, Some(2)), (2, Some(1)), (39, None), (19, Some(20)), (20, Some(500)), (5, None)]
    {
        assert_eq!(apart.frame(number, next, &|| true).unwrap(), here.frame(number).unwrap(), "frame {number}");
    }
    let past = apart.frame(40, None, &|| true).unwrap_err();
    assert_eq!(past, MediaError::FrameOutOfRange { frame: 40, count: 40 });
    assert!(apart.frame(7, None, &|| true).is_ok(), "a refusal costs nothing");
    let missing = folder.path().join("missing.mp4");
    let error = worker.open_clip(&missing, &sandbox(), &|| true).unwrap_err();
    assert_eq!(error, MediaError::NotFound { path: missing });
    // The file is spoilt under the decoder: what it has not read is damaged, and it goes on.
    std::fs::write(&path, b"cut").unwrap();
    for number in 0..40 {
        if let Err(error) = apart.frame(number, None, &|| true) {
            assert_eq!(error.code(), "damaged", "{error}");
        }
    }
}

#[cfg(unix)]
fn a_frame_that_kills_costs_that_frame() {
    let folder = TempDir::new().unwrap();
    let Some(path) = clip(folder.path()) else { return };
    let deadly = misbehaving(folder.path(), "deadly-13,21");
    let mut apart = Worker::new().open_clip(&path, &deadly, &|| true).unwrap();
    for (number, lives) in [(12, true), (13, false), (14, true), (21, false), (30, true)] {
        match apart.frame(number, None, &|| true) {
            Ok(_) => assert!(lives, "frame {number}"),
            Err(error) => {
                assert!(!lives && error.code() == "damaged", "frame {number}: {error}");
            }
        }
    }
    // One that goes on killing is left alone, and says so.
    let told = (0..10).map(|_| apart.frame(13, None, &|| true).unwrap_err()).last().unwrap();
    assert!(told.to_string().contains("not started again"), "{told}");
    // So does one that kills as soon as it is opened.
    let path = folder.path().join("clip.mp4");
    let error = Worker::new().open_clip(&path, &misbehaving(folder.path(), "deadly-clip"), &|| true).unwrap_err();
    assert_eq!(error.code(), "damaged", "{error}");
}

#[cfg(not(unix))]
fn a_frame_that_kills_costs_that_frame() {}

fn a_frame_nobody_wants_is_called_off() {
    let folder = TempDir::new().unwrap();
    let Some(path) = clip(folder.path()) else { return };
    let mut apart = Worker::new().open_clip(&path, &sandbox(), &|| true).unwrap();
    let asked = Cell::new(0);
    for round in 0..30u64 {
        // Wanted for the first looks only; where the frame comes sooner, that is as well.
        asked.set(0);
        let outcome = apart.frame((round * 17) % 40, None, &|| {
            asked.set(asked.get() + 1);
            asked.get() < 2
        });
        assert!(matches!(outcome, Ok(_) | Err(MediaError::Cancelled)), "{outcome:?}");
    }
    let index = std::sync::Arc::clone(apart.index());
    let mut here = VideoReader::open(&path, index).unwrap();
    for number in [39, 0, 17] {
        assert_eq!(apart.frame(number, None, &|| true).unwrap(), here.frame(number).unwrap());
    }
    #[cfg(unix)]
    {
        let hanging = misbehaving(folder.path(), "hang");
        let error = Worker::new().open_clip(&path, &hanging, &|| false).unwrap_err();
        assert_eq!(error, MediaError::Cancelled, "one that does not listen is ended");
    }
}

fn two_files_are_compared() {
    let folder = TempDir::new().unwrap();
    let path = picture(folder.path());
    let other = folder.path().join("other.png");
    ImageBuffer::from_pixel(200, 100, Rgb([9u8, 99, 200])).save(&other).unwrap();
    let worker = Worker::new();
    assert!(worker.diff(&path, &path, &sandbox()).unwrap().same);
    let apart = worker.diff(&path, &other, &sandbox()).unwrap();
    assert_eq!((apart.different_pixels, apart.max_difference), (20_000, 1));
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "no picture").unwrap();
    assert_eq!(worker.diff(&path, &text, &sandbox()).unwrap_err().code(), "unsupported_media");
}
