//! Thumbnails, encoding, writing and comparing.

use image::{DynamicImage, ImageBuffer, Rgb, Rgba};
use rushes_media::{DisplayPicture, MediaError, diff, diff_pictures, encode_jpeg, encode_png, thumbnail, write_png};
use tempfile::TempDir;

fn gradient(width: u32, height: u32) -> DisplayPicture {
    let image = ImageBuffer::from_fn(width, height, |x, y| {
        Rgba([(x % 256) as u8, (y % 256) as u8, ((x + y) % 256) as u8, 255])
    });
    DisplayPicture { width, height, rgba: image.into_raw() }
}

#[test]
fn png_round_trips_and_replaces_whole() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("out.png");
    let picture = gradient(70, 50);
    std::fs::write(&path, b"what was there before").unwrap();
    write_png(&path, &picture).unwrap();
    assert_eq!(image::open(&path).unwrap().into_rgba8().into_raw(), picture.rgba);
    assert_eq!(std::fs::read(&path).unwrap(), encode_png(&picture).unwrap());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary file stays");

    let missing = write_png(&folder.path().join("no/such/folder.png"), &picture).unwrap_err();
    assert!(matches!(missing.code(), "not_found" | "io"), "{missing:?}");
}

#[test]
fn jpeg_is_close() {
    let picture = gradient(64, 64);
    let bytes = encode_jpeg(&picture, 95).unwrap();
    let back = image::load_from_memory(&bytes).unwrap().into_rgba8();
    let back = DisplayPicture { width: 64, height: 64, rgba: back.into_raw() };
    let apart = diff_pictures(&picture, &back).unwrap();
    assert!(apart.mean_difference < 3.0, "{apart:?}");
    assert!(encode_jpeg(&picture, 20).unwrap().len() < bytes.len());
}

#[test]
fn thumbnails_show_the_display_picture() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.png");
    let clear = ImageBuffer::from_pixel(300, 100, Rgba([0u8, 0, 0, 0]));
    DynamicImage::from(clear).save(&path).unwrap();
    let small = thumbnail(&path, 30).unwrap();
    assert_eq!((small.width, small.height), (30, 10));
    assert!(small.rgba.iter().all(|&v| v == 255), "flattened onto white");
    assert_eq!(thumbnail(&path, 1000).unwrap().width, 300, "never larger");
}

#[test]
fn differences_are_counted() {
    let folder = TempDir::new().unwrap();
    let (a, b) = (folder.path().join("a.png"), folder.path().join("b.tif"));
    let mut image = ImageBuffer::from_pixel(10, 10, Rgb([100u8, 100, 100]));
    image.save(&a).unwrap();
    image.save(&b).unwrap();
    let same = diff(&a, &b).unwrap();
    assert!(same.same && same.different_pixels == 0 && same.mean_difference == 0.0);
    assert_eq!((same.width, same.height, same.frames), (10, 10, 1));

    image.put_pixel(3, 3, Rgb([130, 100, 95]));
    image.put_pixel(4, 3, Rgb([100, 100, 101]));
    image.save(&b).unwrap();
    let apart = diff(&a, &b).unwrap();
    assert!(!apart.same);
    assert_eq!((apart.different_pixels, apart.max_difference), (2, 30));
    assert!((apart.mean_difference - 36.0 / 300.0).abs() < 1e-12);

    ImageBuffer::from_pixel(11, 10, Rgb([0u8; 3])).save(&b).unwrap();
    let error = diff(&a, &b).unwrap_err();
    assert!(matches!(error, MediaError::SizeMismatch { a_width: 10, b_width: 11, .. }), "{error:?}");
    assert_eq!(error.code(), "invalid_input");
}
