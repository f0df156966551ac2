//! A file that breaks a decoder: the worker dies over it, the viewer says so and goes on.
//!
//! This program plays the worker itself when it is started with `media-worker`: one that aborts as soon as
//! it is asked for a file called `breaks`, or for frame 5 of a clip.
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stdout)] // a test program of its own reports its own results

use rushes::{
    reading,
    viewer::{Absent, Viewer},
};
use rushes_domain::{MediaHash, MediaKind};
use std::{
    io::{BufRead, Write},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

fn main() -> ExitCode {
    let argument = std::env::args().nth(1).unwrap_or_default();
    match argument.as_str() {
        "media-worker" => return play_worker(),
        "real-worker" => {
            let served = rushes_media::worker::serve_stdin();
            return if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
        _ => {}
    }
    let tests: [(&str, fn()); 2] = [
        ("a_broken_file_costs_its_picture_and_nothing_else", a_broken_file_costs_its_picture_and_nothing_else),
        ("a_deadly_frame_costs_that_frame_and_nothing_else", a_deadly_frame_costs_that_frame_and_nothing_else),
    ];
    if std::env::args().any(|argument| argument == "--list") {
        tests.iter().for_each(|(name, _)| println!("{name}: test"));
        return ExitCode::SUCCESS;
    }
    reading::use_program(std::env::current_exe().unwrap());
    let mut failed = 0;
    for (name, test) in tests {
        let passed = std::panic::catch_unwind(test).is_ok();
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
        failed += u8::from(!passed);
    }
    ExitCode::from(failed)
}

/// Hands every job on to a real worker, except those that kill.
fn play_worker() -> ExitCode {
    let mut real = Command::new(std::env::current_exe().unwrap());
    let mut real = real.arg("real-worker").stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = real.stdin.take().unwrap();
    for job in std::io::stdin().lock().lines() {
        let job = job.unwrap();
        if job.contains("breaks") || job.contains(r#""frame":5,"#) {
            let _ = real.kill();
            std::process::abort();
        }
        writeln!(pipe, "{job}").unwrap();
    }
    let _ = real.kill();
    let _ = real.wait();
    ExitCode::SUCCESS
}

/// Looks at a file until there is something to show or to say.
fn look(viewer: &mut Viewer, ctx: &egui::Context, number: u8, kind: MediaKind, path: &Path) -> Option<Absent> {
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        let found = path.to_path_buf();
        viewer.look_at(ctx, Some((MediaHash([number; 32]), kind)), &|_| Some(found.clone()));
        viewer.advance(ctx, 0.0);
        match viewer.absent() {
            Some(Absent::Coming) if Instant::now() < patience => std::thread::sleep(Duration::from_millis(2)),
            other => return other,
        }
    }
}

fn picture(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    image::ImageBuffer::from_pixel(64, 32, image::Rgb([9u8, 99, 199])).save(&path).unwrap();
    path
}

fn a_broken_file_costs_its_picture_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (picture(folder.path(), "good.png"), picture(folder.path(), "breaks.png"));
    let ctx = egui::Context::default();
    let mut viewer = Viewer::default();
    for (number, kind) in [(1, MediaKind::Image), (2, MediaKind::Video)] {
        let said = look(&mut viewer, &ctx, number, kind, &bad);
        let Some(Absent::Failed(why)) = said else { panic!("{kind:?}: {said:?}") };
        assert!(why.starts_with("This file is damaged"), "{why}");
        assert!(viewer.picture().is_none());
    }
    assert_eq!(look(&mut viewer, &ctx, 3, MediaKind::Image, &good), None);
    assert_eq!(viewer.shown_at([63, 31]), Some([9, 99, 199]));
}

/// A clip whose sixth frame kills its decoder: the frames before and after it are there, and so is the next file.
fn a_deadly_frame_costs_that_frame_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clip.mp4");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=24"])
        .args(["-frames:v", "12", "-pix_fmt", "yuv420p"])
        .arg(&path)
        .status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: the ffmpeg program is not on the PATH");
        return;
    }
    let good = picture(folder.path(), "good.png");
    let ctx = egui::Context::default();
    let mut viewer = Viewer::default();
    assert_eq!(look(&mut viewer, &ctx, 1, MediaKind::Video, &path), None);
    for frame in 1..12 {
        viewer.player.seek(frame, 12);
        match look(&mut viewer, &ctx, 1, MediaKind::Video, &path) {
            None => assert!(frame != 5 && viewer.picture().is_some()),
            Some(Absent::Failed(why)) => {
                assert!(frame == 5 && why.starts_with("This file is damaged"), "{frame}: {why}");
            }
            other => panic!("frame {frame}: {other:?}"),
        }
    }
    assert_eq!(look(&mut viewer, &ctx, 2, MediaKind::Image, &good), None);
    assert_eq!(viewer.shown_at([63, 31]), Some([9, 99, 199]));
}
