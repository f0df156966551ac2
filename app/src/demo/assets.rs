//! The pictures and clips of the sample studio, in the program itself, so that it works anywhere.
//! How they are made: `assets/sample/README.md`.

use rushes_domain::{Attachment, AttachmentId, AttachmentRole, FrameRate, MediaKind};
use rushes_media::probe;
use rushes_store::Store;
use std::{path::Path, sync::atomic::AtomicBool};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// Name and content.
        static FILES: &[(&str, &[u8])] =
            &[$(($name, include_bytes!(concat!("../../../assets/sample/", $name)))),*];
    };
}

files![
    "sol-bottle-lookdev-r1.jpg",
    "sol-bottle-lookdev-r2.jpg",
    "sol-bottle-model-r1.jpg",
    "sol-bottle-model-r2.jpg",
    "sol-bottle-texture-r1.jpg",
    "sol-campaign-day.jpg",
    "sol-campaign-dusk.jpg",
    "sol-candle-lighting-r1.jpg",
    "sol-candle-lookdev-r1.jpg",
    "sol-candle-texture-r1.jpg",
    "sol-giftbox-model-r1.jpg",
    "sol-hero-lighting-r1.jpg",
    "sol-hero-lighting-r2.exr",
    "sol-hero-lighting-r2.jpg",
    "sol-packshot-candle.png",
    "sol-packshot-r1.png",
    "sol-spray-lighting-r1.jpg",
    "sol-spray-lookdev-r1.jpg",
    "sol-turntable-r1.mp4",
    "sol-turntable-r2.mp4",
    "tomo-lamp-day-r1.jpg",
    "tomo-lamp-evening-r1.jpg",
    "tomo-lamp-model-r1.jpg",
];

/// The content of a file.
///
/// # Errors
/// When there is none of that name.
pub fn bytes(name: &str) -> anyhow::Result<&'static [u8]> {
    let found = FILES.iter().find(|(known, _)| *known == name);
    found.map(|(_, bytes)| *bytes).ok_or_else(|| anyhow::anyhow!("the sample has no file {name}"))
}

/// Takes a file into a studio's media, and says what it is as the attachment of a round. It is our own, so it is
/// probed here rather than in a process apart.
///
/// # Errors
/// When it cannot be written.
pub fn attach(store: &Store, name: &str, id: AttachmentId) -> anyhow::Result<Attachment> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(name);
    std::fs::write(&path, bytes(name)?)?;
    attach_file(store, &path, id)
}

/// As [`attach`], for a file on disk that this program made.
///
/// # Errors
/// When it is no picture or clip, or cannot be read.
pub fn attach_file(store: &Store, path: &Path, id: AttachmentId) -> anyhow::Result<Attachment> {
    let info = probe(path)?;
    let stored = store.media().import(path, &|_, _| {}, &AtomicBool::new(false))?;
    let video = info.kind == rushes_media::MediaKind::Video;
    Ok(Attachment {
        id,
        role: AttachmentRole::Current,
        kind: if video { MediaKind::Video } else { MediaKind::Image },
        hash: stored.hash,
        name: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        size: stored.size,
        format: info.format,
        width: info.width,
        height: info.height,
        frames: info.frames,
        fps: info.fps.and_then(|f| Some(FrameRate { num: f.num.try_into().ok()?, den: f.den.try_into().ok()? })),
        duration_ms: video.then_some(info.duration_ms),
        codec: if info.codec.is_empty() { info.pixel_format } else { info.codec },
        alpha: info.alpha,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_sample_stays_small_and_every_file_is_what_its_name_says() {
        let total: usize = FILES.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(total < 5_000_000, "the sample has {total} bytes");
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in FILES {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            let info = probe(&path).unwrap();
            let ending = name.rsplit_once('.').unwrap().1.replace("jpg", "jpeg");
            assert!(info.format == ending || (ending == "mp4" && info.frames == 96), "{name} is {}", info.format);
            assert!(info.width >= 320 && info.height >= 200, "{name} is {} x {}", info.width, info.height);
        }
    }

    #[test]
    fn one_picture_has_sixteen_bits_and_alpha() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("packshot.png");
        std::fs::write(&path, bytes("sol-packshot-r1.png").unwrap()).unwrap();
        let info = probe(&path).unwrap();
        assert!(info.alpha && info.bit_depth == 16, "{info:?}");
    }
}
