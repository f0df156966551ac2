//! Thumbnails: made once by the media worker, kept at `HOME/cache/thumbs-2/HASH-SIZE.png`.

use crate::{
    publish::{Bench, thumb_path},
    runtime::{Desk, Event},
    textures::{ThumbKey, ThumbOutcome, ThumbSize},
};
use egui::ColorImage;
use rushes_media::Job;
use rushes_store::Store;
use std::path::{Path, PathBuf};

/// Where thumbnails were kept that show some files otherwise than they are shown now.
const OUTDATED: &str = "thumbs";

/// Where a home keeps its thumbnails. Its number goes up whenever files come to be shown otherwise.
#[must_use]
pub fn folder(home: &Path) -> PathBuf {
    home.join("cache").join("thumbs-2")
}

/// Finds or makes one thumbnail.
pub fn run(desk: &Desk, store: &Store, bench: &Bench, key: ThumbKey) {
    desk.tell(Event::Thumb(key, make(store, bench, key)));
}

fn make(store: &Store, bench: &Bench, (hash, size): ThumbKey) -> ThumbOutcome {
    let folder = folder(store.home().dir());
    let name = hash.to_string();
    let card = thumb_path(&folder, &name);
    let row = folder.join(format!("{name}-128.png"));
    let wanted = if size == ThumbSize::Row { &row } else { &card };
    if let Some(picture) = read(wanted) {
        return ThumbOutcome::Picture(color(&picture));
    }
    let made = read(&card).map_or_else(|| draw(store, bench, hash, &folder, &card), Ok);
    let picture = match made {
        Ok(picture) => picture,
        Err(outcome) => return outcome,
    };
    if size == ThumbSize::Card {
        return ThumbOutcome::Picture(color(&picture));
    }
    let side = size.pixels();
    let small = image::imageops::thumbnail(
        &picture,
        scaled(picture.width(), picture.width().max(picture.height()), side),
        scaled(picture.height(), picture.width().max(picture.height()), side),
    );
    // Kept for the next start; without it only time is lost.
    let part = row.with_extension("part");
    if small.save_with_format(&part, image::ImageFormat::Png).is_ok() {
        let _ = std::fs::rename(&part, &row);
    }
    ThumbOutcome::Picture(color(&small))
}

fn draw(
    store: &Store,
    bench: &Bench,
    hash: rushes_domain::MediaHash,
    folder: &Path,
    card: &Path,
) -> Result<image::RgbaImage, ThumbOutcome> {
    let Some(path) = store.media().path(hash) else { return Err(ThumbOutcome::Away) };
    if !folder.exists() {
        // Nothing but room on the disk is lost where it stays.
        let _ = std::fs::remove_dir_all(folder.with_file_name(OUTDATED));
    }
    if std::fs::create_dir_all(folder).is_err() {
        return Err(ThumbOutcome::Broken);
    }
    let part = card.with_extension(format!("part{}", rushes_store::fresh()[0]));
    let job = Job::Thumbnail { path, max_side: ThumbSize::Card.pixels(), layer: None, out: part.clone() };
    if let Err(error) = bench.run(&job) {
        tracing::warn!("no thumbnail of {hash}: {error}");
        return Err(ThumbOutcome::Broken);
    }
    let _ = std::fs::rename(&part, card);
    read(card).ok_or(ThumbOutcome::Broken)
}

fn read(path: &Path) -> Option<image::RgbaImage> {
    let bytes = std::fs::read(path).ok()?;
    let picture = image::load_from_memory_with_format(&bytes, image::ImageFormat::Png).ok()?.into_rgba8();
    // Ours are never larger; something else under that name is not uploaded.
    (picture.width().max(picture.height()) <= ThumbSize::Card.pixels()).then_some(picture)
}

fn scaled(side: u32, longest: u32, most: u32) -> u32 {
    if longest <= most {
        return side.max(1);
    }
    let exact = u64::from(side) * u64::from(most) / u64::from(longest.max(1));
    u32::try_from(exact).unwrap_or(most).max(1)
}

fn color(picture: &image::RgbaImage) -> ColorImage {
    let size = [picture.width() as usize, picture.height() as usize];
    ColorImage::from_rgba_unmultiplied(size, picture.as_raw())
}
