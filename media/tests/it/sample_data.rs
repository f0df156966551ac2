//! Real pictures and clips, where they lie next to the project.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rushes_media::{Cancel, FrameIndex, Limits, MediaKind, VideoReader, decode_still, probe, thumbnail};

use crate::common::{have_ffmpeg, reference_frame, rgb};

/// The folder of sample data; says so where it is missing.
fn data(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let path = root.join(folder);
    if !path.is_dir() {
        eprintln!("skipped: there is no sample data at ../shared/data/{folder}");
        return None;
    }
    Some(path)
}

fn files(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, extensions, found);
        } else if path.extension().is_some_and(|e| extensions.iter().any(|x| e == *x)) {
            found.push(path);
        }
    }
}

#[test]
fn openexr_test_pictures() {
    let Some(folder) = data("openexr") else {
        return;
    };
    let mut pictures = Vec::new();
    files(&folder, &["exr"], &mut pictures);
    assert!(pictures.len() > 10);
    for path in pictures {
        let info = probe(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!((info.kind, info.format.as_str()), (MediaKind::Still, "exr"));
        if std::fs::metadata(&path).unwrap().len() > 1 << 20 {
            continue; // the large ones take long without optimisation
        }
        let picture = decode_still(&path, &Limits::default()).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!((info.width, info.height), (picture.width, picture.height));
        let shown = picture.to_display();
        let first = &shown.rgba[..4];
        assert!(shown.rgba.chunks_exact(4).any(|p| p != first), "{} is flat", path.display());
    }
}

#[test]
fn a_published_rendering_is_near_its_linear_source() {
    let Some(folder) = data("openexr/Chromaticities") else {
        return;
    };
    let linear = decode_still(&folder.join("Rec709.exr"), &Limits::default()).unwrap().to_display();
    let shown = decode_still(&folder.join("Rec709.jpg"), &Limits::default()).unwrap().to_display();
    assert_eq!((linear.width, linear.height), (shown.width, shown.height));
    let apart = rushes_media::diff_pictures(&linear, &shown).unwrap();
    assert!(apart.mean_difference < 12.0, "{apart:?}");
}

#[test]
fn clips_and_pictures_of_a_real_production() {
    let Some(folder) = data("caminandes") else {
        return;
    };
    let mut all = Vec::new();
    files(&folder, &["png", "jpg", "mp4"], &mut all);
    assert!(all.len() > 40);
    for path in &all {
        let info = probe(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(info.kind == MediaKind::Video, path.extension().unwrap() == "mp4");
    }
    all.sort();
    for path in all.iter().step_by(20) {
        let small = thumbnail(path, 128).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(small.width.max(small.height), 128, "{}", path.display());
    }
    let clip = all.iter().filter(|p| p.extension().unwrap() == "mp4");
    let smallest = clip.min_by_key(|p| std::fs::metadata(p).unwrap().len()).unwrap();
    if have_ffmpeg() {
        let index = Arc::new(FrameIndex::build(smallest, &Cancel::new()).unwrap());
        let mut reader = VideoReader::open(smallest, Arc::clone(&index)).unwrap();
        for number in [index.count() - 1, 7, 8] {
            let frame = rgb(&reader.frame(number).unwrap());
            assert!(frame == reference_frame(smallest, number), "frame {number}");
        }
    }
}
