//! Hostile files: cut anywhere, bits flipped, sizes announced that nothing could hold. Never a panic;
//! what is refused is refused as unsupported, damaged or too large.

use std::io::Cursor;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::Arc;

use exr::prelude::WritableImage;
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb};
use rushes_media::{Cancel, FrameIndex, Limits, MediaError, VideoReader, decode_still, probe, thumbnail};
use tempfile::TempDir;

use crate::common::{Dice, ffmpeg, have_ffmpeg};

/// Small, so that a file that lies about its size is found out quickly.
const LIMITS: Limits = Limits { max_side: 4096, max_pixels: 1 << 22, max_bytes: 64 << 20 };

fn is_expected(error: &MediaError) -> bool {
    matches!(error, MediaError::Unsupported { .. } | MediaError::Damaged { .. } | MediaError::TooLarge { .. })
}

/// Every still format that can be written here, by extension.
fn stills(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let image: DynamicImage =
        ImageBuffer::from_fn(64, 48, |x, y| Rgb([(x * 4) as u8, (y * 5) as u8, (x * y % 251) as u8])).into();
    let mut files: Vec<(&str, Vec<u8>)> = [
        ("png", ImageFormat::Png),
        ("jpg", ImageFormat::Jpeg),
        ("tif", ImageFormat::Tiff),
        ("webp", ImageFormat::WebP),
        ("bmp", ImageFormat::Bmp),
        ("tga", ImageFormat::Tga),
    ]
    .into_iter()
    .map(|(name, format)| {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        (name, bytes.into_inner())
    })
    .collect();
    let mut hdr = Cursor::new(Vec::new());
    let float = DynamicImage::from(image.to_rgb32f());
    float.write_to(&mut hdr, ImageFormat::Hdr).unwrap();
    files.push(("hdr", hdr.into_inner()));
    let path = folder.join("whole.exr");
    exr::prelude::Image::from_channels(
        (64, 48),
        exr::prelude::SpecificChannels::rgb(|p: exr::prelude::Vec2<usize>| {
            (p.0 as f32 * 0.01, p.1 as f32 * 0.02, 0.5f32)
        }),
    )
    .write()
    .to_file(&path)
    .unwrap();
    files.push(("exr", std::fs::read(&path).unwrap()));
    if have_ffmpeg() {
        let dpx = folder.join("whole.dpx");
        ffmpeg("-f lavfi -i testsrc2=s=64x48:r=1:d=1 -frames:v 1 -pix_fmt gbrp10le {}", &dpx);
        files.push(("dpx", std::fs::read(&dpx).unwrap()));
    }
    files
}

/// Probes and decodes; a panic or an unexpected kind of error fails the test with what was done.
fn attempt(path: &Path, what: &str) -> Result<(), MediaError> {
    let outcome = catch_unwind(|| {
        let probed = probe(path).map(drop);
        let decoded = decode_still(path, &LIMITS).map(|picture| drop(picture.to_display()));
        [probed, decoded]
    })
    .unwrap_or_else(|_| panic!("a panic got out: {what}"));
    for error in outcome.iter().filter_map(|result| result.as_ref().err()) {
        assert!(is_expected(error), "{what}: {error:?}");
    }
    outcome[1].clone()
}

#[test]
fn cut_stills() {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in stills(folder.path()) {
        let path = folder.path().join(format!("cut.{name}"));
        let steps = (0..40).map(|i| i * bytes.len() / 40);
        for length in steps.chain(bytes.len().saturating_sub(12)..bytes.len()) {
            std::fs::write(&path, &bytes[..length]).unwrap();
            let outcome = attempt(&path, &format!("{name} cut to {length}"));
            // The last few bytes are a footer or a checksum in some formats.
            if length < bytes.len() - 64 {
                assert!(outcome.is_err(), "{name} cut to {length} of {} bytes", bytes.len());
            }
        }
    }
}

#[test]
fn flipped_stills() {
    let folder = TempDir::new().unwrap();
    let mut dice = Dice(42);
    for (name, bytes) in stills(folder.path()) {
        let path = folder.path().join(format!("flipped.{name}"));
        for round in 0..150 {
            let mut bytes = bytes.clone();
            // Headers are the more dangerous part: every other flip goes there.
            let reach = if round % 2 == 0 { bytes.len().min(400) } else { bytes.len() };
            for _ in 0..=dice.below(4) {
                let at = dice.below(reach as u64) as usize;
                bytes[at] = dice.below(256) as u8;
            }
            std::fs::write(&path, &bytes).unwrap();
            let _ = attempt(&path, &format!("{name} flipped, round {round}"));
        }
    }
}

#[test]
fn announced_sizes_that_nothing_holds() {
    let folder = TempDir::new().unwrap();
    let check = |name: &str, at: usize, announce: &[u8]| {
        let files = stills(folder.path());
        let mut bytes = files.into_iter().find(|(n, _)| *n == name).unwrap().1;
        bytes[at..at + announce.len()].copy_from_slice(announce);
        let path = folder.path().join(format!("huge.{name}"));
        std::fs::write(&path, bytes).unwrap();
        attempt(&path, name).unwrap_err()
    };
    let large = |error: MediaError| assert!(matches!(error, MediaError::TooLarge { .. }), "{error:?}");
    large(check("bmp", 18, &[0, 0x60, 0, 0]));
    large(check("tga", 12, &[0xff, 0xff, 0xff, 0xff]));
    // A PNG whose header is changed fails its own checksum first.
    assert!(is_expected(&check("png", 16, &[0x7f, 0xff, 0xff, 0xff])));
}

fn clips(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let source = "-f lavfi -i testsrc2=s=96x64:r=24:d=1";
    [
        ("mp4", "-c:v libx264 -g 8 -pix_fmt yuv420p -movflags +faststart"),
        ("mov", "-c:v prores_ks -profile:v proxy -t 0.3"),
        ("mkv", "-c:v libx264 -g 8 -pix_fmt yuv420p"),
        ("ts", "-c:v libx264 -g 8 -pix_fmt yuv420p"),
        ("webm", "-c:v libvpx-vp9 -cpu-used 8 -deadline realtime -b:v 200k"),
        ("avi", "-c:v mpeg4 -q:v 8"),
    ]
    .into_iter()
    .map(|(name, options)| {
        let path = folder.join(format!("whole.{name}"));
        ffmpeg(&format!("{source} {options} {{}}"), &path);
        (name, std::fs::read(&path).unwrap())
    })
    .collect()
}

fn attempt_video(path: &Path, what: &str) {
    let outcome = catch_unwind(|| -> Result<(), MediaError> {
        probe(path)?;
        let index = Arc::new(FrameIndex::build(path, &Cancel::new())?);
        let mut reader = VideoReader::open(path, Arc::clone(&index))?;
        for frame in [0, index.count() / 2, index.count() - 1, 1] {
            match reader.frame(frame) {
                Ok(_) | Err(MediaError::FrameOutOfRange { .. }) => {}
                Err(error) => assert!(is_expected(&error), "{what}, frame {frame}: {error:?}"),
            }
        }
        Ok(())
    })
    .unwrap_or_else(|_| panic!("a panic got out: {what}"));
    if let Err(error) = outcome {
        assert!(is_expected(&error), "{what}: {error:?}");
    }
}

#[test]
fn cut_videos() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    for (name, bytes) in clips(folder.path()) {
        let path = folder.path().join(format!("cut.{name}"));
        for i in 0..16 {
            let length = i * bytes.len() / 16 + 3;
            std::fs::write(&path, &bytes[..length]).unwrap();
            attempt_video(&path, &format!("{name} cut to {length}"));
        }
    }
}

#[test]
fn flipped_videos() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let mut dice = Dice(1234);
    for (name, bytes) in clips(folder.path()) {
        let path = folder.path().join(format!("flipped.{name}"));
        for round in 0..30 {
            let mut bytes = bytes.clone();
            let reach = if round % 2 == 0 { bytes.len().min(1500) } else { bytes.len() };
            for _ in 0..=dice.below(8) {
                let at = dice.below(reach as u64) as usize;
                bytes[at] = dice.below(256) as u8;
            }
            std::fs::write(&path, &bytes).unwrap();
            attempt_video(&path, &format!("{name} flipped, round {round}"));
        }
    }
}

#[test]
fn noise_under_every_name() {
    let folder = TempDir::new().unwrap();
    let mut dice = Dice(99);
    for name in ["png", "jpg", "exr", "mp4", "mov", "tga", "dpx", "ts"] {
        let path = folder.path().join(format!("noise.{name}"));
        for length in [1, 7, 18, 100, 5000] {
            let bytes: Vec<u8> = (0..length).map(|_| dice.below(256) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            let error = probe(&path).unwrap_err();
            assert!(is_expected(&error), "{name} of {length} bytes: {error:?}");
            assert!(thumbnail(&path, 64).is_err());
        }
    }
}
