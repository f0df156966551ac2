//! Stills of every format, made here and read back value by value.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use image::{DynamicImage, ImageBuffer, ImageFormat, Luma, LumaA, Rgb, Rgba};
use rushes_media::{Limits, MediaError, MediaInfo, MediaKind, Picture, Pixels, decode_still, probe};
use tempfile::TempDir;

use crate::common::{ffmpeg, have_ffmpeg};

const WIDTH: u32 = 37;
const HEIGHT: u32 = 21;

fn rgba8() -> DynamicImage {
    ImageBuffer::from_fn(WIDTH, HEIGHT, |x, y| {
        Rgba([(x * 6) as u8, (y * 12) as u8, (x * y) as u8, (255 - x * 3) as u8])
    })
    .into()
}

fn rgb16() -> DynamicImage {
    ImageBuffer::from_fn(WIDTH, HEIGHT, |x, y| Rgb([(x * 1771) as u16, (y * 3120) as u16, (x * y * 83 + 5) as u16]))
        .into()
}

fn write(folder: &Path, name: &str, image: &DynamicImage, format: ImageFormat) -> PathBuf {
    let path = folder.join(name);
    let mut file = BufWriter::new(File::create(&path).unwrap());
    image.write_to(&mut file, format).unwrap();
    path
}

fn read(path: &Path) -> (MediaInfo, Picture) {
    let info = probe(path).unwrap();
    let picture = decode_still(path, &Limits::default()).unwrap();
    assert_eq!((info.width, info.height), (picture.width, picture.height));
    assert_eq!((info.kind, info.frames, info.fps), (MediaKind::Still, 1, None));
    (info, picture)
}

#[test]
fn lossless_formats_keep_every_value() {
    let folder = TempDir::new().unwrap();
    let rgb8 = DynamicImage::from(rgba8().into_rgb8());
    let gray8 = DynamicImage::from(rgba8().into_luma8());
    let gray16 = DynamicImage::from(rgb16().into_luma16());
    let check = |name: &str, image: &DynamicImage, format, file_format: &str, pixel_format: &str| {
        let (info, picture) = read(&write(folder.path(), name, image, format));
        let wide = info.bit_depth == 16;
        let expected = if wide {
            Pixels::Rgba16(image.to_rgba16().into_raw())
        } else {
            Pixels::Rgba8(image.to_rgba8().into_raw())
        };
        assert!(picture.pixels == expected, "{name}");
        assert_eq!(info.format, file_format, "{name}");
        assert_eq!(info.pixel_format, pixel_format, "{name}");
        assert_eq!(info.alpha, image.color().has_alpha(), "{name}");
    };
    check("a.png", &rgba8(), ImageFormat::Png, "png", "rgba8");
    check("b.png", &rgb8, ImageFormat::Png, "png", "rgb8");
    check("c.png", &rgb16(), ImageFormat::Png, "png", "rgb16");
    check("d.png", &rgb16().into_rgba16().into(), ImageFormat::Png, "png", "rgba16");
    check("e.png", &gray8, ImageFormat::Png, "png", "gray8");
    check("f.png", &gray16, ImageFormat::Png, "png", "gray16");
    check("a.tif", &rgba8(), ImageFormat::Tiff, "tiff", "rgba8");
    check("b.tif", &rgb16(), ImageFormat::Tiff, "tiff", "rgb16");
    check("c.tif", &gray8, ImageFormat::Tiff, "tiff", "gray8");
    check("a.webp", &rgba8(), ImageFormat::WebP, "webp", "rgba8");
    check("a.bmp", &rgb8, ImageFormat::Bmp, "bmp", "rgb8");
    check("a.tga", &rgba8(), ImageFormat::Tga, "tga", "rgba8");
    check("b.tga", &rgb8, ImageFormat::Tga, "tga", "rgb8");
}

#[test]
fn gray_with_alpha_flattens_onto_white() {
    let folder = TempDir::new().unwrap();
    let image: ImageBuffer<LumaA<u8>, _> = ImageBuffer::from_pixel(2, 2, LumaA([100u8, 0]));
    let path = write(folder.path(), "a.png", &image.into(), ImageFormat::Png);
    let (info, picture) = read(&path);
    assert_eq!(info.pixel_format, "graya8");
    assert_eq!(picture.value_at(0, 0), Some([100.0, 100.0, 100.0, 0.0]));
    assert_eq!(picture.to_display().rgb_at(1, 1), Some([255; 3]));
}

/// A PNG written by hand, for the kinds that the `image` crate does not write.
fn png(path: &Path, width: u32, header: [u8; 2], chunks: &[(&[u8; 4], Vec<u8>)]) {
    fn crc(data: &[u8]) -> u32 {
        !data.iter().fold(!0u32, |mut crc, &byte| {
            crc ^= u32::from(byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
            }
            crc
        })
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut ihdr = [width.to_be_bytes(), 1u32.to_be_bytes()].concat();
    ihdr.extend([header[0], header[1], 0, 0, 0]);
    let end: (&[u8; 4], Vec<u8>) = (b"IEND", Vec::new());
    for (kind, data) in [(b"IHDR", ihdr)].iter().chain(chunks).chain([&end]) {
        let body = [kind.as_slice(), data].concat();
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(&body);
        bytes.extend(crc(&body).to_be_bytes());
    }
    std::fs::write(path, bytes).unwrap();
}

/// Stored (uncompressed) deflate in a zlib wrapper.
fn zlib(data: &[u8]) -> Vec<u8> {
    let (mut a, mut b) = (1u32, 0u32);
    for &byte in data {
        a = (a + u32::from(byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    let length = data.len() as u16;
    let mut bytes = vec![0x78, 0x01, 0x01];
    bytes.extend(length.to_le_bytes());
    bytes.extend((!length).to_le_bytes());
    bytes.extend(data);
    bytes.extend(((b << 16) | a).to_be_bytes());
    bytes
}

#[test]
fn small_pngs_with_palettes_and_single_bits() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.png");
    let palette = vec![255, 0, 0, 0, 255, 0, 0, 0, 255];
    let rows = zlib(&[0, 0b00_01_10_00]);
    png(&path, 3, [2, 3], &[(b"PLTE", palette.clone()), (b"IDAT", rows.clone())]);
    let (info, picture) = read(&path);
    assert_eq!((info.width, info.alpha), (3, false));
    assert_eq!(picture.value_at(0, 0), Some([255.0, 0.0, 0.0, 255.0]));
    assert_eq!(picture.value_at(2, 0), Some([0.0, 0.0, 255.0, 255.0]));

    let chunks = [(b"PLTE", palette), (b"tRNS", vec![255, 128]), (b"IDAT", rows)];
    png(&path, 3, [2, 3], &chunks);
    let (info, picture) = read(&path);
    assert!(info.alpha);
    assert_eq!(picture.value_at(1, 0), Some([0.0, 255.0, 0.0, 128.0]));

    png(&path, 8, [1, 0], &[(b"IDAT", zlib(&[0, 0b1010_0001]))]);
    let (info, picture) = read(&path);
    assert_eq!(info.bit_depth, 1);
    let row: Vec<f64> = (0..8).map(|x| picture.value_at(x, 0).unwrap()[0]).collect();
    assert_eq!(row, [255.0, 0.0, 255.0, 0.0, 0.0, 0.0, 0.0, 255.0]);
}

#[test]
fn jpeg_stands_upright() {
    let folder = TempDir::new().unwrap();
    let wide = ImageBuffer::from_fn(32, 16, |x, _| if x < 16 { Rgb([250u8, 10, 10]) } else { Rgb([10, 10, 250]) });
    let path = write(folder.path(), "a.jpg", &wide.into(), ImageFormat::Jpeg);
    let (info, picture) = read(&path);
    assert_eq!((info.format.as_str(), info.width, info.height), ("jpeg", 32, 16));
    assert!(picture.value_at(3, 8).unwrap()[0] > 200.0);

    // Orientation 6: turn a quarter clockwise, so that the left half comes to the top.
    let exif = b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.splice(2..2, exif.iter().copied());
    std::fs::write(&path, bytes).unwrap();
    let (info, picture) = read(&path);
    assert_eq!((info.width, info.height), (16, 32));
    assert!(picture.value_at(8, 3).unwrap()[0] > 200.0);
    assert!(picture.value_at(8, 28).unwrap()[2] > 200.0);
}

#[test]
fn unusual_tiffs() {
    use tiff::encoder::{TiffEncoder, colortype};
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.tif");
    let values: Vec<f32> = (0..12).map(|i| i as f32 * 0.5 - 1.0).collect();
    let mut encoder = TiffEncoder::new(File::create(&path).unwrap()).unwrap();
    encoder.write_image::<colortype::Gray32Float>(4, 3, &values).unwrap();
    drop(encoder);
    let (info, picture) = read(&path);
    assert_eq!((info.pixel_format.as_str(), info.float), ("gray32f", true));
    assert_eq!(picture.value_at(3, 2), Some([4.5, 4.5, 4.5, 1.0]));

    let rgb: Vec<f32> = (0..36).map(|i| i as f32).collect();
    let mut encoder = TiffEncoder::new(File::create(&path).unwrap()).unwrap();
    encoder.write_image::<colortype::RGB32Float>(4, 3, &rgb).unwrap();
    drop(encoder);
    let (info, picture) = read(&path);
    assert_eq!((info.pixel_format.as_str(), info.float), ("rgb32f", true));
    assert_eq!(picture.value_at(1, 0), Some([3.0, 4.0, 5.0, 1.0]));

    if have_ffmpeg() {
        let source = "-f lavfi -i testsrc=s=64x48:r=1:d=1 -frames:v 1 -pix_fmt";
        ffmpeg(&format!("{source} pal8 -compression_algo raw {{}}"), &path);
        let png = folder.path().join("a.png");
        ffmpeg(&format!("-i {} -pix_fmt rgb24 {{}}", path.display()), &png);
        let expected = image::open(&png).unwrap().into_rgba8().into_raw();
        let (_, picture) = read(&path);
        assert!(picture.to_display().rgba == expected, "a palette TIFF");
    }
}

#[test]
fn hdr_is_scene_linear() {
    let folder = TempDir::new().unwrap();
    let image = ImageBuffer::from_fn(8, 8, |x, _| Rgb([x as f32 * 0.5, 0.25, 2.0]));
    let path = write(folder.path(), "a.hdr", &image.into(), ImageFormat::Hdr);
    let (info, picture) = read(&path);
    assert_eq!((info.format.as_str(), info.float), ("hdr", true));
    assert_eq!(info.colour.transfer.as_deref(), Some("linear"));
    assert_eq!(picture.value_at(4, 0), Some([2.0, 0.25, 2.0, 1.0]));
    assert_eq!(picture.to_display().rgb_at(0, 0), Some([0, 137, 255]));
}

#[test]
fn dpx_gives_its_ten_bits() {
    if !have_ffmpeg() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.dpx");
    ffmpeg("-f lavfi -i testsrc2=s=64x36:r=1:d=1 -frames:v 1 -pix_fmt gbrp10le {}", &path);
    let (info, picture) = read(&path);
    assert_eq!((info.format.as_str(), info.bit_depth), ("dpx", 10));
    let png = folder.path().join("a.png");
    ffmpeg(&format!("-i {} -pix_fmt rgb48be {{}}", path.display()), &png);
    let expected = image::open(&png).unwrap().into_rgba16().into_raw();
    let Pixels::Rgba16(values) = &picture.pixels else {
        panic!("16-bit values expected");
    };
    let furthest = values.iter().zip(&expected).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(furthest.unwrap() < 64, "within one step of ten bits: {furthest:?}");
}

/// A DPX of one row, written by hand: words of 32 bits, highest byte first.
fn dpx(path: &Path, width: u32, [descriptor, bits]: [u8; 2], packing: u16, words: &[u32]) {
    let mut bytes = vec![0; 2048];
    bytes[..4].copy_from_slice(b"SDPX");
    bytes[4..8].copy_from_slice(&2048u32.to_be_bytes());
    bytes[770..772].copy_from_slice(&1u16.to_be_bytes());
    bytes[772..776].copy_from_slice(&width.to_be_bytes());
    bytes[776..780].copy_from_slice(&1u32.to_be_bytes());
    (bytes[800], bytes[803]) = (descriptor, bits);
    bytes[804..806].copy_from_slice(&packing.to_be_bytes());
    bytes[1628..1632].copy_from_slice(&u32::MAX.to_be_bytes());
    bytes.extend(words.iter().flat_map(|word| word.to_be_bytes()));
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn dpx_with_samples_bit_behind_bit_and_kinds_that_are_not_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.dpx");
    // Two pixels of ten bits: 0, 1023, 512 and 1, 0, 1023. The first sample has the lowest bits.
    let samples = [0u64, 1023, 512, 1, 0, 1023];
    let packed = samples.iter().rev().fold(0u64, |sum, sample| sum << 10 | sample);
    dpx(&path, 2, [50, 10], 0, &[packed as u32, (packed >> 32) as u32]);
    let (info, picture) = read(&path);
    assert_eq!((info.pixel_format.as_str(), info.bit_depth), ("rgb10", 10));
    assert_eq!(picture.value_at(0, 0), Some([0.0, 65_535.0, 32_800.0, 65_535.0]));
    assert_eq!(picture.value_at(1, 0), Some([64.0, 0.0, 65_535.0, 65_535.0]));
    for (kind, packing) in [([50, 10], 2), ([50, 64], 0), ([152, 10], 1), ([3, 8], 0)] {
        dpx(&path, 2, kind, packing, &[0; 8]);
        for error in [probe(&path).unwrap_err(), decode_still(&path, &Limits::default()).unwrap_err()] {
            assert_eq!(error.code(), "unsupported_media", "{kind:?}: {error}");
            assert!(error.to_string().contains("DPX") && error.to_string().contains("save it as"), "{error}");
        }
    }
}

#[test]
fn jpeg_of_twelve_bits_is_refused_and_not_called_damaged() {
    let folder = TempDir::new().unwrap();
    let path = write(folder.path(), "a.jpg", &rgba8().into_rgb8().into(), ImageFormat::Jpeg);
    let whole = std::fs::read(&path).unwrap();
    let frame = whole.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    let check = |marker: u8, bits: u8, word: &str| {
        let mut bytes = whole.clone();
        (bytes[frame + 1], bytes[frame + 4]) = (marker, bits);
        std::fs::write(&path, bytes).unwrap();
        for error in [probe(&path).unwrap_err(), decode_still(&path, &Limits::default()).unwrap_err()] {
            assert_eq!(error.code(), "unsupported_media", "{error}");
            assert!(error.to_string().contains(word), "{error}");
        }
    };
    check(0xc1, 12, "12 bits a sample");
    check(0xc9, 8, "arithmetic coding");
    check(0xc3, 8, "lossless");
}

#[test]
fn limits_hold_before_anything_is_allocated() {
    let folder = TempDir::new().unwrap();
    let path = write(folder.path(), "a.png", &rgba8(), ImageFormat::Png);
    let refuse = |limits: Limits| {
        let error = decode_still(&path, &limits).unwrap_err();
        assert!(matches!(error, MediaError::TooLarge { .. }), "{error:?}");
        assert_eq!(error.code(), "unsupported_media");
    };
    refuse(Limits { max_side: 36, ..Limits::default() });
    refuse(Limits { max_pixels: 700, ..Limits::default() });
    refuse(Limits { max_bytes: 3000, ..Limits::default() });
}

#[test]
fn refusals_name_what_the_content_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("picture.png");
    let check = |content: &[u8], code: &str, word: &str| {
        std::fs::write(&path, content).unwrap();
        for error in [probe(&path).unwrap_err(), decode_still(&path, &Limits::default()).unwrap_err()] {
            assert_eq!(error.code(), code, "{error}");
            assert!(error.to_string().contains(word), "{error}");
        }
    };
    check(b"", "damaged", "the file is empty");
    check(b"Remember the milk.\n", "unsupported_media", "text");
    check(b"%PDF-1.7\n%\xe2\xe3", "unsupported_media", "PDF");
    check(b"PK\x03\x04....", "unsupported_media", "ZIP");
    check(b"\x00\x01\x02\x03\xfe\xff", "unsupported_media", "not that of any known");
    let missing = probe(&folder.path().join("nothing.png")).unwrap_err();
    assert_eq!(missing.code(), "not_found");
    assert_eq!(probe(folder.path()).unwrap_err().code(), "unsupported_media");
}

#[test]
fn one_bit_gray_for_the_record() {
    let folder = TempDir::new().unwrap();
    let image: ImageBuffer<Luma<u8>, _> = ImageBuffer::from_pixel(5, 4, Luma([77u8]));
    let path = write(folder.path(), "named.jpg", &image.into(), ImageFormat::Png);
    let (info, _) = read(&path);
    assert_eq!(info.format, "png", "the content decides");
}
