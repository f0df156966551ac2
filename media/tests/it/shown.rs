//! Clips as they are shown: the shape of their pixels, alpha over white, colours that nobody tagged, animations.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rushes_media::{
    Cancel, DisplayPicture, FrameIndex, Limits, MediaInfo, MediaKind, VideoReader, decode_still, probe, thumbnail,
};
use tempfile::TempDir;

use crate::common::{ffmpeg, have_ffmpeg};

fn made(name: &str, command: &str) -> Option<(TempDir, PathBuf)> {
    have_ffmpeg().then(|| {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        ffmpeg(command, &path);
        (folder, path)
    })
}

fn reader(path: &Path) -> (MediaInfo, VideoReader) {
    let info = probe(path).unwrap();
    let index = FrameIndex::build(path, &Cancel::new()).unwrap();
    assert_eq!((info.kind, info.frames), (MediaKind::Video, index.count()));
    (info, VideoReader::open(path, Arc::new(index)).unwrap())
}

fn size(picture: &DisplayPicture) -> (u32, u32) {
    (picture.width, picture.height)
}

const GRADIENT: &str = "-f lavfi -i testsrc2=s=720x576:r=25:d=0.2";

#[test]
fn wide_pixels_are_shown_wide_and_turned_with_the_picture() {
    let Some((folder, path)) = made("a.mp4", &format!("{GRADIENT} -vf setsar=64/45 -c:v mpeg4 {{}}")) else { return };
    let (info, mut clip) = reader(&path);
    assert_eq!((info.width, info.height, info.stored_width, info.stored_height), (1024, 576, 720, 576));
    assert!((info.pixel_aspect.ratio() - 64.0 / 45.0).abs() < 1e-9);
    assert_eq!(size(&clip.frame(3).unwrap()), (1024, 576));
    let small = thumbnail(&path, 512).unwrap();
    assert_eq!(size(&small), (512, 288));

    // Set in the container alone, and turned by a quarter.
    let turned = folder.path().join("b.mov");
    ffmpeg(&format!("-i {} -c copy -metadata:s:v rotate=90 {{}}", path.display()), &turned);
    let (info, mut clip) = reader(&turned);
    if (info.width, info.height) != (1024, 576) {
        assert_eq!((info.width, info.height, info.stored_width), (576, 1024, 720));
        assert_eq!(size(&clip.frame(0).unwrap()), (576, 1024));
    }
}

#[test]
fn untagged_clips_are_converted_by_their_lines() {
    let Some(folder) = have_ffmpeg().then(|| TempDir::new().unwrap()) else { return };
    let colour = |lines: u32, tags: &str| {
        let path = folder.path().join("a.mkv");
        let source = format!("-f lavfi -i color=c=0xc02040:s=64x{lines}:r=24:d=0.1 -pix_fmt yuv420p -c:v ffv1");
        ffmpeg(&format!("{source} {tags} {{}}"), &path);
        let (info, mut clip) = reader(&path);
        (info.colour, clip.frame(0).unwrap().rgb_at(9, 9).unwrap())
    };
    let (tags, untagged) = colour(720, "");
    assert_eq!(tags.input, "bt709");
    assert!(tags.reason.contains("720 lines"), "{}", tags.reason);
    let (tags, tagged) = colour(720, "-colorspace bt709");
    assert_eq!((tags.input.as_str(), tags.reason.as_str()), ("bt709", "the file says so"));
    assert_eq!(untagged, tagged);
    let (tags, small) = colour(576, "");
    assert_eq!(tags.input, "bt601");
    assert_ne!(small, tagged);
}

/// A picture whose upper half is half see-through red and whose lower half is opaque blue.
fn half_red(folder: &Path) -> PathBuf {
    let image =
        image::RgbaImage::from_fn(64, 64, |_, y| image::Rgba(if y < 32 { [255, 0, 0, 128] } else { [0, 0, 255, 255] }));
    let path = folder.join("half.png");
    image.save(&path).unwrap();
    path
}

#[test]
fn see_through_clips_lie_on_white_as_stills_do() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let png = half_red(folder.path());
    let expected = decode_still(&png, &Limits::default()).unwrap().to_display();
    let loops = format!("-loop 1 -framerate 24 -i {} -frames:v 3", png.display());
    let cases = [
        ("a.mov", "-c:v png", 0),
        ("b.mov", "-c:v qtrle", 0),
        ("c.mov", "-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le", 6),
        ("d.webm", "-c:v libvpx-vp9 -pix_fmt yuva420p", 8),
        ("e.mkv", "-c:v ffv1 -pix_fmt bgra", 0),
    ];
    for (name, codec, most) in cases {
        let path = folder.path().join(name);
        ffmpeg(&format!("{loops} {codec} {{}}"), &path);
        let (info, mut clip) = reader(&path);
        assert!(info.alpha, "{name}");
        let frame = clip.frame(1).unwrap();
        for at in [(9, 9), (50, 20), (9, 50)] {
            let (shown, wanted) = (frame.rgb_at(at.0, at.1).unwrap(), expected.rgb_at(at.0, at.1).unwrap());
            let off = (0..3).map(|c| shown[c].abs_diff(wanted[c])).max().unwrap();
            assert!(off <= most, "{name} at {at:?}: {shown:?} for {wanted:?}");
        }
    }
}

#[test]
fn frames_of_another_size_fit_the_clip() {
    let Some((folder, first)) = made("a.ts", &format!("{GRADIENT} -s 320x180 -c:v mpeg2video {{}}")) else { return };
    let second = folder.path().join("b.ts");
    ffmpeg(&format!("{GRADIENT} -s 160x90 -c:v mpeg2video {{}}"), &second);
    let joined = folder.path().join("c.ts");
    std::fs::write(&joined, [std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap()].concat()).unwrap();
    let (info, mut clip) = reader(&joined);
    for frame in 0..info.frames {
        if let Ok(picture) = clip.frame(frame) {
            assert_eq!(size(&picture), (info.width, info.height), "frame {frame}");
        }
    }
}

#[test]
fn a_moving_png_is_a_clip_and_a_still_one_a_picture() {
    let Some((folder, path)) =
        made("a.png", "-f lavfi -i testsrc=s=64x48:r=10:d=0.5 -plays 0 -f apng -pix_fmt rgb24 {}")
    else {
        return;
    };
    let (info, mut clip) = reader(&path);
    assert_eq!((info.format.as_str(), info.frames, info.width, info.height), ("apng", 5, 64, 48));
    let last = clip.frame(4).unwrap();
    assert!(last != clip.frame(1).unwrap());
    assert!(last == clip.frame(4).unwrap());
    // A round that was published when it counted as a still shows its first frame.
    assert!(decode_still(&path, &Limits::default()).unwrap().to_display() == clip.frame(0).unwrap());
    assert_eq!(probe(&half_red(folder.path())).unwrap().kind, MediaKind::Still);
}

/// A WebP of several frames, put together from whole pictures.
fn moving_webp(path: &Path, frames: &[([u8; 4], u32)]) {
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let mut chunk = [name.as_slice(), &(body.len() as u32).to_le_bytes(), body].concat();
        chunk.resize(chunk.len().next_multiple_of(2), 0);
        chunk
    };
    let three = |n: u32| n.to_le_bytes()[..3].to_vec();
    // Alpha and animation, 16 x 16 pixels.
    let mut body = chunk(b"VP8X", &[[0x12, 0, 0, 0].to_vec(), three(15), three(15)].concat());
    body.extend(chunk(b"ANIM", &[0; 6]));
    for (colour, duration) in frames {
        let image = image::RgbaImage::from_pixel(16, 16, image::Rgba(*colour));
        let mut file = std::io::Cursor::new(Vec::new());
        image.write_to(&mut file, image::ImageFormat::WebP).unwrap();
        let file = file.into_inner();
        let at = file.windows(4).position(|w| w == b"VP8L").unwrap();
        // At 0, 0, of full size; drawn over nothing: the frame replaces what was there.
        let head = [three(0), three(0), three(15), three(15), three(*duration), vec![0b10]].concat();
        body.extend(chunk(b"ANMF", &[head, file[at..].to_vec()].concat()));
    }
    let size = (body.len() as u32 + 4).to_le_bytes();
    std::fs::write(path, [b"RIFF".as_slice(), &size, b"WEBP", &body].concat()).unwrap();
}

#[test]
fn a_moving_webp_is_a_clip() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.webp");
    let frames = [
        ([255, 0, 0, 255], 40),
        ([0, 255, 0, 255], 40),
        ([0, 0, 255, 128], 40),
        ([0, 0, 0, 0], 40),
        ([9, 9, 9, 255], 40),
    ];
    moving_webp(&path, &frames);
    let (info, mut clip) = reader(&path);
    assert_eq!((info.format.as_str(), info.frames, info.width, info.height), ("webp", 5, 16, 16));
    assert_eq!(
        (info.fps.unwrap().as_f64(), info.duration_ms, info.variable_rate, info.alpha),
        (25.0, 200, false, true)
    );
    clip.set_cache_bytes(0);
    let wanted = [[255, 0, 0], [0, 255, 0], [127, 127, 255], [255, 255, 255], [9, 9, 9]];
    for number in [4, 0, 3, 1, 2, 2, 0, 4] {
        assert_eq!(clip.frame(number).unwrap().rgb_at(7, 7), Some(wanted[number as usize]), "frame {number}");
    }
    assert_eq!(clip.frame(5).unwrap_err().code(), "invalid_input");
    assert_eq!(thumbnail(&path, 8).unwrap().rgb_at(3, 3), Some([127, 127, 255]), "the middle");
    assert!(decode_still(&path, &Limits::default()).is_ok());

    moving_webp(&path, &[([1, 2, 3, 255], 100), ([1, 2, 3, 255], 300)]);
    let (info, _) = reader(&path);
    assert_eq!((info.duration_ms, info.frames), (400, 2));
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 20]).unwrap();
    assert!(probe(&path).is_err() || probe(&path).unwrap().missing_frames == 1);
    moving_webp(&path, &[([1, 2, 3, 255], 100)]);
    assert_eq!(probe(&path).unwrap().kind, MediaKind::Still);
}
