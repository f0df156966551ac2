//! Files changed at random, through the worker.

use super::{clip, picture, sandbox};
use image::{ImageBuffer, Rgb};
use rushes_media::{Answer, Job, MediaError, Worker};
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use tempfile::TempDir;

/// Numbers that look random and are the same on every run (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound.max(1)
    }

    /// Spoils a file in one of the ways files are spoilt.
    fn spoil(&mut self, bytes: &mut Vec<u8>) {
        // Headers are the more dangerous part.
        let reach = if self.below(2) == 0 { bytes.len().min(600) } else { bytes.len() };
        match self.below(6) {
            0 => bytes.truncate(self.below(bytes.len())),
            1 => {
                let (at, end) = (self.below(reach), self.below(4096));
                let end = (at + end).min(bytes.len());
                bytes[at..end].fill([0, 0xff][self.below(2)]);
            }
            2 => {
                // A size that nothing holds.
                let at = self.below(reach.saturating_sub(4));
                let huge = [u32::MAX, 0x7fff_ffff, 0x8000_0000, 65_535, 0][self.below(5)];
                let end = (at + 4).min(bytes.len());
                bytes[at..end].copy_from_slice(&huge.to_be_bytes()[..end - at]);
            }
            3 => {
                let (from, to, long) = (self.below(bytes.len()), self.below(bytes.len()), self.below(2000));
                let part = bytes[from..(from + long).min(bytes.len())].to_vec();
                bytes.splice(to..to, part);
            }
            _ => {
                for _ in 0..=self.below(12) {
                    let at = self.below(reach);
                    bytes[at] = self.below(256) as u8;
                }
            }
        }
    }
}

/// Small files of every kind made here; or those of the folder that `RUSHES_FUZZ_FILES` names.
fn whole_files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut paths = Vec::new();
    if let Ok(given) = std::env::var("RUSHES_FUZZ_FILES") {
        let mut folders = vec![PathBuf::from(given)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let files = if entry.path().is_dir() { &mut folders } else { &mut paths };
                files.push(entry.path());
            }
        }
        paths.sort();
    } else {
        let image = ImageBuffer::from_fn(90, 60, |x, y| Rgb([(x * 2) as u8, (y * 4) as u8, (x * y % 251) as u8]));
        for name in ["a.png", "a.jpg", "a.tif", "a.webp"] {
            image.save(folder.join(name)).unwrap();
            paths.push(folder.join(name));
        }
        let exr = folder.join("a.exr");
        exr::prelude::write_rgba_file(&exr, 90, 60, |x, y| (x as f32 * 0.01, y as f32, -1.0f32, 1.0f32)).unwrap();
        paths.push(exr);
        if let Some(mp4) = clip(folder) {
            let mov = folder.join("a.mov");
            let made = Command::new("ffmpeg")
                .args(["-v", "error", "-y", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=96x54:rate=24"])
                .args(["-frames:v", "6", "-c:v", "prores", "-pix_fmt", "yuv422p10le"])
                .arg(&mov)
                .status();
            assert!(made.unwrap().success());
            paths.extend([mp4, mov]);
        }
    }
    let read = |path: PathBuf| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap());
    paths.into_iter().map(read).filter(|(_, bytes)| !bytes.is_empty()).collect()
}

/// Whatever a file has become: an answer, or a reason that people read, and the next file is read as ever. More runs
/// by `RUSHES_FUZZ_RUNS`, others by `RUSHES_FUZZ_SEED`.
pub(super) fn files_changed_at_random_cost_nothing() {
    let number = |name: &str, otherwise| std::env::var(name).map_or(otherwise, |v| v.parse().unwrap());
    let (runs, seed) = (number("RUSHES_FUZZ_RUNS", 140), number("RUSHES_FUZZ_SEED", 7));
    let folder = TempDir::new().unwrap();
    let whole = whole_files(folder.path());
    let worker = Worker::new();
    let (mut told, mut slowest) = (std::collections::BTreeMap::<String, u64>::new(), (Duration::ZERO, String::new()));
    for run in 0..runs {
        let mut dice = Dice((seed << 32) + run + 1);
        let (name, bytes) = &whole[run as usize % whole.len()];
        let mut bytes = bytes.clone();
        for _ in 0..=dice.below(3) {
            dice.spoil(&mut bytes);
            if bytes.len() < 16 {
                break;
            }
        }
        let what = format!("seed {seed}, run {run}, {name}");
        let (path, out) = (folder.path().join(format!("spoilt-{name}")), folder.path().join("out.png"));
        std::fs::write(&path, &bytes).unwrap();
        let began = std::time::Instant::now();
        let job = Job::Derive { path: path.clone(), max_side: 64, out: out.clone() };
        let outcome = worker.run(&job, &sandbox());
        let made = out.exists();
        let mut outcomes = vec![outcome.map(|answer| {
            assert!(matches!(answer, Answer::Derived { .. }) && made, "{what}: {answer:?}");
        })];
        if outcomes[0].is_err() {
            assert!(!made, "{what}: half a thumbnail stays");
        } else {
            let _ = std::fs::remove_file(&out);
        }
        // A clip is looked at, to its end and back.
        if let Ok(mut clip) = worker.open_clip(&path, &sandbox(), &|| true) {
            let last = clip.index().count().saturating_sub(1);
            for frame in [0, last / 2, last, 1.min(last)] {
                outcomes.push(clip.frame(frame, Some(frame + 1), &|| true).map(drop));
            }
        }
        for outcome in outcomes {
            let word = outcome.as_ref().map_or_else(MediaError::code, |()| "fine");
            assert!(matches!(word, "fine" | "damaged" | "unsupported_media"), "{what}: {outcome:?}");
            let crashed = outcome.is_err_and(|e| e.to_string().contains("the decoder"));
            *told.entry(if crashed { format!("{word}, the worker died") } else { word.to_owned() }).or_default() += 1;
        }
        slowest = slowest.max((began.elapsed(), what));
        let _ = std::fs::remove_file(&path);
    }
    eprintln!("{runs} files changed at random: {told:?}; the slowest took {:?} ({})", slowest.0, slowest.1);
    assert!(worker.still(&picture(folder.path()), None, &sandbox()).is_ok());
    // Nothing half-made is left beside them.
    let left = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    assert_eq!(left.filter(|name| name.contains("out") || name.contains("spoilt")).collect::<Vec<_>>(), [""; 0]);
}
