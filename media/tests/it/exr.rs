//! OpenEXR: layers, windows, depths, compressions.

use std::path::{Path, PathBuf};

use exr::prelude::*;
use rushes_media::{Limits, MediaError, Picture, decode_layer, decode_still, probe, thumbnail};
use tempfile::TempDir;

fn decode(path: &Path) -> Picture {
    decode_still(path, &Limits::default()).unwrap()
}

/// A channel's name and its value by position.
type Channel = (&'static str, fn(usize, usize) -> f32);

/// An image of one layer with channels given by name and a function of the position.
fn write(
    path: &Path,
    size: (usize, usize),
    channels: &[Channel],
    encoding: Encoding,
    adjust: impl Fn(&mut Image<Layer<AnyChannels<FlatSamples>>>),
) {
    let list = channels.iter().map(|(name, value)| {
        let samples = (0..size.0 * size.1).map(|i| value(i % size.0, i / size.0)).collect();
        AnyChannel::new(*name, FlatSamples::F32(samples))
    });
    let layer = Layer::new(size, LayerAttributes::named("main"), encoding, AnyChannels::sort(list.collect()));
    let mut image = Image::from_layer(layer);
    adjust(&mut image);
    image.write().to_file(path).unwrap();
}

fn x(x: usize, _: usize) -> f32 {
    x as f32
}
fn y(_: usize, y: usize) -> f32 {
    y as f32
}
fn quarter(_: usize, _: usize) -> f32 {
    0.25
}

const RGB: [Channel; 3] = [("R", x), ("G", y), ("B", quarter)];

fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.exr");
    (folder, path)
}

#[test]
fn every_lossless_compression_and_layout() {
    let (_folder, path) = folder();
    for compression in
        [Compression::Uncompressed, Compression::RLE, Compression::ZIP1, Compression::ZIP16, Compression::PIZ]
    {
        for blocks in [Blocks::ScanLines, Blocks::Tiles(Vec2(16, 8))] {
            let encoding = Encoding { compression, blocks, line_order: LineOrder::Increasing };
            write(&path, (37, 29), &RGB, encoding, |_| {});
            let picture = decode(&path);
            assert_eq!((picture.width, picture.height), (37, 29));
            for at in [(0, 0), (36, 28), (20, 5)] {
                let expected = [f64::from(at.0), f64::from(at.1), 0.25, 1.0];
                let case = (compression, blocks, at);
                assert_eq!(picture.value_at(at.0, at.1), Some(expected), "{case:?}");
            }
        }
    }
    let info = probe(&path).unwrap();
    assert_eq!((info.format.as_str(), info.codec.as_str()), ("exr", "piz"));
    assert_eq!((info.pixel_format.as_str(), info.float, info.alpha), ("rgb32f", true, false));
    assert_eq!(info.channels, ["B", "G", "R"]);
}

#[test]
fn halves_keep_their_values() {
    let (_folder, path) = folder();
    let channels = SpecificChannels::rgba(|Vec2(x, _)| {
        let value = f16::from_bits(0x3c00 + x as u16);
        (value, f16::INFINITY, f16::NAN, f16::from_f32(0.5))
    });
    Image::from_channels((8, 2), channels).write().to_file(&path).unwrap();
    let picture = decode(&path);
    let [r, g, b, a] = picture.value_at(3, 1).unwrap();
    assert_eq!((r, g, a), (f64::from(f16::from_bits(0x3c03)), f64::INFINITY, 0.5));
    assert!(b.is_nan());
    assert_eq!(probe(&path).unwrap().pixel_format, "rgba16f");
    // Not-a-number is black, then half covered over white.
    assert_eq!(picture.to_display().rgb_at(3, 1), Some([255, 255, 188]));
}

#[test]
fn the_display_window_frames_the_data() {
    let (_folder, path) = folder();
    write(&path, (20, 10), &RGB, Encoding::UNCOMPRESSED, |image| {
        image.layer_data.attributes.layer_position = Vec2(-4, 3);
        image.attributes.display_window = IntegerBounds::new((-2, 0), (12, 20));
    });
    let picture = decode(&path);
    assert_eq!((picture.width, picture.height), (12, 20));
    assert_eq!(picture.value_at(0, 2), Some([0.0; 4]), "above the data window");
    assert_eq!(picture.value_at(0, 3), Some([2.0, 0.0, 0.25, 1.0]), "cropped at the left");
    assert_eq!(picture.value_at(11, 12), Some([13.0, 9.0, 0.25, 1.0]));
    assert_eq!(picture.value_at(11, 13), Some([0.0; 4]), "below the data window");
    let info = probe(&path).unwrap();
    assert_eq!((info.width, info.height), (12, 20));
}

#[test]
fn a_data_window_elsewhere_leaves_an_empty_picture() {
    let (_folder, path) = folder();
    write(&path, (4, 4), &RGB, Encoding::UNCOMPRESSED, |image| {
        image.layer_data.attributes.layer_position = Vec2(1000, -1000);
        image.attributes.display_window = IntegerBounds::new((0, 0), (6, 5));
    });
    let picture = decode(&path);
    assert_eq!((picture.width, picture.height), (6, 5));
    assert_eq!(picture.value_at(5, 4), Some([0.0; 4]));
}

#[test]
fn colour_is_found_among_other_channels() {
    let (_folder, path) = folder();
    let check = |channels: &[Channel], expected: [f64; 4], format: &str| {
        write(&path, (6, 6), channels, Encoding::FAST_LOSSLESS, |_| {});
        assert_eq!(decode(&path).value_at(4, 2), Some(expected), "{format}");
        assert_eq!(probe(&path).unwrap().pixel_format, format);
    };
    check(
        &[("Z", y), ("diffuse.R", x), ("diffuse.G", y), ("diffuse.B", x), ("diffuse.A", quarter)],
        [4.0, 2.0, 4.0, 0.25],
        "rgba32f",
    );
    check(&[("Y", x)], [4.0, 4.0, 4.0, 1.0], "gray32f");
    check(&[("Z", y)], [2.0, 2.0, 2.0, 1.0], "gray32f");
    check(&[("Y", x), ("A", quarter)], [4.0, 4.0, 4.0, 0.25], "graya32f");
}

#[test]
fn subsampled_files_are_refused_by_name() {
    let (_folder, path) = folder();
    write(&path, (8, 8), &[("BY", quarter), ("RY", quarter), ("Y", x)], Encoding::UNCOMPRESSED, |_| {});
    // The encoder does not subsample: mark the chroma channels in the header by hand.
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(3).position(|w| w == b"BY\0").unwrap();
    bytes[at + 3 + 8] = 2;
    bytes[at + 3 + 12] = 2;
    std::fs::write(&path, bytes).unwrap();
    let error = decode_still(&path, &Limits::default()).unwrap_err();
    assert!(matches!(&error, MediaError::Unsupported { reason } if reason.contains("subsampl")), "{error:?}");
}

#[test]
fn huge_announcements_are_refused_from_the_header() {
    let (_folder, path) = folder();
    write(&path, (8, 8), &RGB, Encoding::UNCOMPRESSED, |_| {});
    let whole = std::fs::read(&path).unwrap();
    let announce = |attribute: &[u8], right: i32, bottom: i32| {
        let mut bytes = whole.clone();
        let at = bytes.windows(attribute.len()).position(|w| w == attribute).unwrap();
        let value = at + attribute.len() + 4;
        bytes[value + 8..value + 12].copy_from_slice(&right.to_le_bytes());
        bytes[value + 12..value + 16].copy_from_slice(&bottom.to_le_bytes());
        std::fs::write(&path, bytes).unwrap();
        decode_still(&path, &Limits::default()).unwrap_err()
    };
    let data = b"dataWindow\0box2i\0";
    let display = b"displayWindow\0box2i\0";
    for (right, bottom) in [(1_000_000, 1_000_000), (60_000, 60_000), (8000, 8000), (7, 60_000)] {
        let error = announce(data, right, bottom);
        let refused = matches!(error, MediaError::TooLarge { .. } | MediaError::Damaged { .. });
        assert!(refused, "{right} {bottom}: {error:?}");
    }
    let error = announce(display, 1_000_000_000, 1_000_000_000);
    assert!(matches!(error, MediaError::TooLarge { .. }), "{error:?}");
}

#[test]
fn the_layer_that_is_the_picture_and_any_other_by_name() {
    let (_folder, path) = folder();
    let channels: [Channel; 11] = [
        ("V.AO.R", x),
        ("V.AO.G", x),
        ("V.AO.B", x),
        ("V.Combined.R", y),
        ("V.Combined.G", quarter),
        ("V.Combined.B", y),
        ("V.Combined.A", |_, _| 1.0),
        ("V.CryptoObject00.r", x),
        ("V.CryptoObject00.g", x),
        ("V.CryptoObject00.b", x),
        ("V.Depth.Z", x),
    ];
    write(&path, (6, 6), &channels, Encoding::FAST_LOSSLESS, |_| {});
    assert_eq!(decode(&path).value_at(4, 2), Some([2.0, 0.25, 2.0, 1.0]));
    let layer = |name: &str| decode_layer(&path, Some(name), &Limits::default());
    assert_eq!(layer("V.AO").unwrap().value_at(4, 2), Some([4.0, 4.0, 4.0, 1.0]));
    assert_eq!(layer("depth").unwrap().value_at(4, 2), Some([4.0, 4.0, 4.0, 1.0]));
    let error = layer("beauty").unwrap_err();
    assert_eq!(error.code(), "invalid_input");
    assert!(error.to_string().ends_with("the layers are V.AO, V.Combined, V.CryptoObject00, V.Depth"), "{error}");
    let layers = probe(&path).unwrap().layers;
    let combined = layers.iter().find(|layer| layer.name == "V.Combined").unwrap();
    assert_eq!(combined.channels, ["R", "G", "B", "A"]);
}

#[test]
fn parts_are_layers_too() {
    let (_folder, path) = folder();
    let part = |name: &str, value: f32| {
        let list = ["R", "G", "B"].map(|c| AnyChannel::new(c, FlatSamples::F32(vec![value; 16])));
        Layer::new(
            (4, 4),
            LayerAttributes::named(name),
            Encoding::FAST_LOSSLESS,
            AnyChannels::sort(list.into_iter().collect()),
        )
    };
    let attributes = ImageAttributes::new(IntegerBounds::from_dimensions((4, 4)));
    let parts = [part("crypto_object", 3.0), part("normal", 2.0), part("beauty", 0.5)];
    Image::from_layers(attributes, parts.to_vec()).write().to_file(&path).unwrap();
    assert_eq!(decode(&path).value_at(1, 1), Some([0.5, 0.5, 0.5, 1.0]));
    let normal = decode_layer(&path, Some("Normal"), &Limits::default()).unwrap();
    assert_eq!(normal.value_at(1, 1), Some([2.0, 2.0, 2.0, 1.0]));
    let names: Vec<String> = probe(&path).unwrap().layers.into_iter().map(|layer| layer.name).collect();
    assert_eq!(names, ["crypto_object", "normal", "beauty"]);
}

#[test]
fn pixels_that_are_not_square_are_shown_so() {
    let (_folder, path) = folder();
    write(&path, (20, 10), &RGB, Encoding::UNCOMPRESSED, |image| image.attributes.pixel_aspect = 2.0);
    let info = probe(&path).unwrap();
    assert_eq!((info.width, info.height), (40, 10));
    assert_eq!((info.stored_width, info.stored_height, info.pixel_aspect.ratio()), (20, 10, 2.0));
    let picture = decode(&path);
    let shown = picture.to_display();
    assert_eq!((shown.width, shown.height), (40, 10));
    // The value under a place is the stored one's.
    assert_eq!(picture.value_at(39, 3), Some([19.0, 3.0, 0.25, 1.0]));
    let small = thumbnail(&path, 20).unwrap();
    assert_eq!((small.width, small.height), (20, 5));
    write(&path, (20, 10), &RGB, Encoding::UNCOMPRESSED, |image| image.attributes.pixel_aspect = 500.0);
    assert_eq!(probe(&path).unwrap().width, 20, "an attribute that makes no sense");
}
