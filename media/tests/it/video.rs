//! What is told of videos, and what happens at their edges.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rushes_media::{
    Cancel, FrameIndex, Limits, MediaError, MediaKind, Rational, VideoReader, decode_still, diff, probe, thumbnail,
};
use tempfile::TempDir;

use crate::common::{ffmpeg, have_ffmpeg};

const SOURCE: &str = "-f lavfi -i testsrc2=s=192x108:r=24:d=2 -c:v libx264 -preset veryfast -pix_fmt yuv420p";

fn clip(folder: &Path, name: &str, options: &str) -> PathBuf {
    let path = folder.join(name);
    ffmpeg(&format!("{SOURCE} {options} {{}}"), &path);
    path
}

fn reader(path: &Path) -> VideoReader {
    let index = FrameIndex::build(path, &Cancel::new()).unwrap();
    VideoReader::open(path, Arc::new(index)).unwrap()
}

#[test]
fn probe_tells_a_video() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.mov");
    ffmpeg(
        "-f lavfi -i testsrc2=s=192x108:r=24000/1001:d=2 -f lavfi -i sine=d=2 -c:v libx264 \
         -pix_fmt yuv420p -colorspace bt709 -color_range tv {}",
        &path,
    );
    let info = probe(&path).unwrap();
    assert_eq!((info.kind, info.format.as_str()), (MediaKind::Video, "mov"));
    assert_eq!((info.codec.as_str(), info.pixel_format.as_str()), ("h264", "yuv420p"));
    assert_eq!((info.width, info.height, info.bit_depth), (192, 108, 8));
    assert_eq!(info.fps, Some(Rational { num: 24_000, den: 1001 }));
    assert!(info.audio && !info.variable_rate && !info.alpha && !info.float);
    assert_eq!(info.colour.matrix.as_deref(), Some("bt709"));
    assert_eq!(info.colour.matrix_used.as_deref(), Some("bt709"));
    assert_eq!(info.colour.range.as_deref(), Some("tv"));
    let length = info.frames * 1001 * 1000 / 24_000;
    assert!(info.duration_ms.abs_diff(length) <= 1, "{} of {length}", info.duration_ms);

    let turned = folder.path().join("b.mp4");
    ffmpeg(&format!("-i {} -c copy -an -metadata:s:v:0 rotate=90 {{}}", path.display()), &turned);
    let info = probe(&turned).unwrap();
    assert_eq!((info.width, info.height, info.audio), (108, 192, false));
}

#[test]
fn rates_are_exact_or_variable() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let check = |name: &str, options: &str, fps: (i32, i32), variable: bool| {
        let info = probe(&clip(folder.path(), name, options)).unwrap();
        assert_eq!(info.variable_rate, variable, "{name}");
        assert_eq!(info.fps.map(|r| (r.num, r.den)), Some(fps), "{name}");
    };
    check("a.mp4", "-r 25", (25, 1), false);
    check("b.mkv", "-r 24000/1001", (24_000, 1001), false);
    check("c.mkv", "-r 24", (24, 1), false);
    check("d.ts", "-vf fps=30000/1001", (30_000, 1001), false);
    check("e.mp4", "-r 24 -video_track_timescale 600", (24, 1), false);
    let drop = "-vf select='not(between(n\\,10\\,30))' -vsync vfr";
    let info = probe(&clip(folder.path(), "f.mp4", drop)).unwrap();
    assert!(info.variable_rate && info.frames == 27, "{info:?}");
}

#[test]
fn the_content_decides_not_the_name() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = clip(folder.path(), "a.mp4", "");
    let renamed = folder.path().join("picture.png");
    std::fs::rename(&path, &renamed).unwrap();
    let info = probe(&renamed).unwrap();
    assert_eq!((info.kind, info.format.as_str()), (MediaKind::Video, "mp4"));
    let refusal = decode_still(&renamed, &Limits::default()).unwrap_err();
    assert_eq!(refusal.code(), "unsupported_media");

    let sound = folder.path().join("film.mp4");
    ffmpeg("-f lavfi -i sine=d=1 -c:a aac {}", &sound);
    let refusal = probe(&sound).unwrap_err();
    assert!(refusal.to_string().contains("sound"), "{refusal}");
}

#[test]
fn frames_beyond_the_end_are_refused() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let mut reader = reader(&clip(folder.path(), "a.mp4", ""));
    assert!(reader.frame(47).is_ok());
    let refusal = reader.frame(48).unwrap_err();
    assert_eq!(refusal, MediaError::FrameOutOfRange { frame: 48, count: 48 });
    assert_eq!(reader.frame(u64::MAX).unwrap_err().code(), "invalid_input");
    assert!(reader.frame(0).is_ok(), "a refusal leaves the reader usable");
}

#[test]
fn a_cut_file_shows_what_it_holds() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let whole = clip(folder.path(), "a.mp4", "-g 12 -movflags +faststart");
    let bytes = std::fs::read(&whole).unwrap();
    let cut = folder.path().join("cut.mp4");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let info = probe(&cut).unwrap();
    assert!(info.frames > 5 && info.frames < 43, "{info:?}");
    assert_eq!(info.frames + info.missing_frames, 48);
    let (mut cut_reader, mut whole_reader) = (reader(&cut), reader(&whole));
    for number in 0..info.frames - 5 {
        assert_eq!(cut_reader.frame(number).unwrap(), whole_reader.frame(number).unwrap());
    }
    assert_eq!(cut_reader.frame(47).unwrap_err().code(), "damaged");
    assert_eq!(cut_reader.frame(48).unwrap_err().code(), "invalid_input");

    // Without its table of contents, which an ordinary MP4 has at its end, nothing can be read.
    let plain = std::fs::read(clip(folder.path(), "b.mp4", "")).unwrap();
    std::fs::write(&cut, &plain[..plain.len() / 2]).unwrap();
    assert_eq!(probe(&cut).unwrap_err().code(), "damaged");
}

#[test]
fn stepping_back_uses_what_was_decoded() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let mut reader = reader(&clip(folder.path(), "a.mp4", "-g 240"));
    reader.frame(40).unwrap();
    assert!((0..40).all(|number| reader.is_cached(number)));
    reader.set_cache_bytes(192 * 108 * 2 * 4);
    reader.frame(41).unwrap();
    assert!(reader.is_cached(40) && !reader.is_cached(10));
}

#[test]
fn long_work_can_be_called_off() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = clip(folder.path(), "a.mp4", "");
    let cancel = Cancel::new();
    let mut reader = reader(&path);
    reader.set_cancel(cancel.clone());
    cancel.cancel();
    assert_eq!(FrameIndex::build(&path, &cancel), Err(MediaError::Cancelled));
    assert_eq!(reader.frame(3), Err(MediaError::Cancelled));
    reader.set_cancel(Cancel::new());
    assert!(reader.frame(3).is_ok());
}

#[test]
fn times_and_frames_agree() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = clip(folder.path(), "a.mp4", "-g 12");
    let index = FrameIndex::build(&path, &Cancel::new()).unwrap();
    assert_eq!(index.start_ms(0), Some(0));
    assert_eq!(index.start_ms(24), Some(1000));
    assert_eq!(index.start_ms(48), None);
    assert_eq!(index.duration_ms(), 2000);
    assert_eq!((index.frame_at_ms(0), index.frame_at_ms(1000), index.frame_at_ms(1041)), (0, 24, 24));
    assert_eq!(index.frame_at_ms(99_999), 47);
    assert_eq!(index.keyframes().collect::<Vec<_>>(), [0, 12, 24, 36]);
}

#[test]
fn a_video_has_a_poster_and_compares_by_frames() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let a = clip(folder.path(), "a.mp4", "");
    let small = thumbnail(&a, 64).unwrap();
    assert_eq!((small.width, small.height), (64, 36));
    let mut reader = reader(&a);
    let poster = rushes_media::shrink(&reader.frame(23).unwrap(), 64).unwrap();
    assert_eq!(small, poster, "the middle comes before the first second is over");

    let itself = diff(&a, &a).unwrap();
    assert!(itself.same && itself.frames == 48 && itself.max_difference == 0);
    let b = clip(folder.path(), "b.mp4", "-crf 40 -frames:v 40");
    let apart = diff(&a, &b).unwrap();
    assert!(!apart.same && apart.extra_frames == 8 && apart.frames == 40);
    assert!(apart.max_difference > 0 && apart.mean_difference > 0.0);
    assert_eq!(apart.first_different_frame, Some(0));
}

#[test]
fn names_that_look_like_addresses_are_files() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = clip(folder.path(), "a.mp4", "");
    for name in ["concat:a|b.mp4", "häßlich %04d ü.mp4", "http:x.mp4"] {
        let odd = folder.path().join(name);
        std::fs::copy(&path, &odd).unwrap();
        assert_eq!(probe(&odd).unwrap().frames, 48, "{name}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"not-utf8-\xff.mp4"));
        std::fs::copy(&path, &odd).unwrap();
        assert_eq!(probe(&odd).unwrap().frames, 48);
    }
}
