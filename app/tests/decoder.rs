//! A file that breaks a decoder: the worker dies over it, the viewer says so and goes on.
//!
//! This program plays the worker itself when it is started with `media-worker`: one that aborts as soon as
//! it is asked for a file called `breaks`.
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stdout)] // a test program of its own reports its own results

use rushes::{
    reading,
    viewer::{Absent, Viewer},
};
use rushes_domain::{MediaHash, MediaKind};
use std::{
    io::BufRead,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

fn main() -> ExitCode {
    let argument = std::env::args().nth(1).unwrap_or_default();
    match argument.as_str() {
        "media-worker" => return play_worker(),
        "--list" => {
            println!("a_broken_file_costs_its_picture_and_nothing_else: test");
            return ExitCode::SUCCESS;
        }
        _ => {}
    }
    reading::use_program(std::env::current_exe().unwrap());
    let passed = std::panic::catch_unwind(a_broken_file_costs_its_picture_and_nothing_else).is_ok();
    println!("test a_broken_file_costs_its_picture_and_nothing_else ... {}", if passed { "ok" } else { "FAILED" });
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn play_worker() -> ExitCode {
    // A look at the job without taking it: the real worker reads it next.
    let asked = std::io::stdin().lock().fill_buf().map(|job| String::from_utf8_lossy(job).into_owned());
    if asked.unwrap_or_default().contains("breaks") {
        std::process::abort();
    }
    match rushes_media::worker::serve_stdin() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
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
