//! TIFF of every kind, written here tag by tag, and read back value by value.

use std::path::{Path, PathBuf};

use rushes_media::{Limits, MediaError, Picture, decode_still, probe};
use tempfile::TempDir;

/// A TIFF of one page, little-endian.
struct Tiff {
    tags: Vec<(u16, u16, Vec<u64>)>,
    chunks: Vec<Vec<u8>>,
    tiled: bool,
    big: bool,
}

const SHORT: u16 = 3;
const LONG: u16 = 4;

impl Tiff {
    /// `photometric` of `samples` samples a pixel with `bits` bits each.
    fn new(size: (u64, u64), bits: u64, samples: u64, photometric: u64, chunks: Vec<Vec<u8>>) -> Self {
        let tags = vec![
            (256, LONG, vec![size.0]),
            (257, LONG, vec![size.1]),
            (258, SHORT, vec![bits; samples as usize]),
            (262, SHORT, vec![photometric]),
            (277, SHORT, vec![samples]),
        ];
        Self { tags, chunks, tiled: false, big: false }
    }

    fn tag(mut self, tag: u16, kind: u16, values: &[u64]) -> Self {
        self.tags.push((tag, kind, values.to_vec()));
        self
    }

    fn short(self, tag: u16, value: u64) -> Self {
        self.tag(tag, SHORT, &[value])
    }

    fn tiles(mut self, across: u64, down: u64) -> Self {
        self.tiled = true;
        self.tag(322, LONG, &[across]).tag(323, LONG, &[down])
    }

    fn write(mut self, path: &Path) {
        let (word, head) = if self.big { (8, 16) } else { (4, 8) };
        let mut body = Vec::new();
        let mut offsets = Vec::new();
        for chunk in &self.chunks {
            offsets.push(head as u64 + body.len() as u64);
            body.extend(chunk);
        }
        let counts = self.chunks.iter().map(|c| c.len() as u64).collect();
        let (at, size) = if self.tiled { (324, 325) } else { (273, 279) };
        self.tags.extend([(at, LONG, offsets), (size, LONG, counts)]);
        self.tags.sort_by_key(|tag| tag.0);
        let mut directory = Vec::new();
        let number = |value: u64, size: usize| value.to_le_bytes()[..size].to_vec();
        directory.extend(number(self.tags.len() as u64, if self.big { 8 } else { 2 }));
        for (tag, kind, values) in &self.tags {
            let each = match *kind {
                SHORT => 2,
                LONG => 4,
                _ => 1,
            };
            let mut bytes: Vec<u8> = values.iter().flat_map(|v| number(*v, each)).collect();
            directory.extend([number((*tag).into(), 2), number((*kind).into(), 2)].concat());
            directory.extend(number(values.len() as u64, word));
            if bytes.len() > word {
                let place = head + body.len();
                body.extend(bytes);
                bytes = number(place as u64, word);
            }
            bytes.resize(word, 0);
            directory.extend(bytes);
        }
        directory.extend(number(0, word));
        let mut file = if self.big { b"II+\0\x08\0\0\0".to_vec() } else { b"II*\0".to_vec() };
        file.extend(number((head + body.len()) as u64, word));
        file.extend(body);
        file.extend(directory);
        std::fs::write(path, file).unwrap();
    }
}

struct Bench {
    _folder: TempDir,
    path: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.tif");
        Self { _folder: folder, path }
    }

    fn read(&self, tiff: Tiff) -> Picture {
        tiff.write(&self.path);
        let info = probe(&self.path).unwrap();
        let picture = decode_still(&self.path, &Limits::default()).unwrap();
        assert_eq!((info.width, info.height), (picture.width, picture.height));
        picture
    }

    /// The shown colours of the first row.
    fn row(&self, tiff: Tiff) -> Vec<[u8; 3]> {
        let shown = self.read(tiff).to_display();
        (0..shown.width).map(|x| shown.rgb_at(x, 0).unwrap()).collect()
    }

    fn refused(&self, tiff: Tiff) -> MediaError {
        tiff.write(&self.path);
        let error = decode_still(&self.path, &Limits::default()).unwrap_err();
        assert_eq!(probe(&self.path).unwrap_err(), error);
        error
    }
}

fn gray(values: &[u8]) -> Vec<[u8; 3]> {
    values.iter().map(|v| [*v; 3]).collect()
}

/// Values of some bits each, packed bit behind bit from the highest.
fn packed(values: &[u64], bits: usize) -> Vec<u8> {
    let mut out = vec![0; (values.len() * bits).div_ceil(8)];
    for (n, value) in values.iter().enumerate() {
        for bit in 0..bits {
            if value >> (bits - 1 - bit) & 1 == 1 {
                out[(n * bits + bit) / 8] |= 0x80 >> ((n * bits + bit) % 8);
            }
        }
    }
    out
}

#[test]
fn every_depth_of_grey_and_both_ends_of_it() {
    let bench = Bench::new();
    for bits in [1usize, 2, 3, 4, 5, 6, 7, 10, 12, 14] {
        let full = (1 << bits) - 1;
        let rows = vec![packed(&[0, full, 0, full, full], bits)];
        let black = Tiff::new((5, 1), bits as u64, 1, 1, rows.clone());
        assert_eq!(bench.row(black), gray(&[0, 255, 0, 255, 255]), "{bits} bits");
        let white = Tiff::new((5, 1), bits as u64, 1, 0, rows);
        assert_eq!(bench.row(white), gray(&[255, 0, 255, 0, 0]), "{bits} bits, 0 is white");
    }
    for bits in [8usize, 16, 24, 32, 64] {
        let full = u64::MAX >> (64 - bits);
        let rows = [0, full, full / 2].iter().flat_map(|v: &u64| v.to_le_bytes()[..bits / 8].to_vec()).collect();
        let shown = bench.row(Tiff::new((3, 1), bits as u64, 1, 1, vec![rows]));
        assert_eq!(shown[..2], gray(&[0, 255]), "{bits} bits");
        assert!(shown[2][0].abs_diff(127) <= 1, "{bits} bits: {shown:?}");
    }
}

#[test]
fn planes_of_their_own_and_tiles() {
    let bench = Bench::new();
    // 3 x 2 pixels in tiles of 16 x 16, each sample in a plane of its own.
    let tile = |base: u8| {
        let mut tile = vec![9; 256];
        for y in 0..2 {
            for x in 0..3 {
                tile[y * 16 + x] = base + (y * 3 + x) as u8;
            }
        }
        tile
    };
    let planar = Tiff::new((3, 2), 8, 3, 2, vec![tile(10), tile(100), tile(200)]).short(284, 2).tiles(16, 16);
    assert_eq!(bench.row(planar), [[10, 100, 200], [11, 101, 201], [12, 102, 202]]);
    // Two strips a plane.
    let strips = [1u8, 2, 3, 4, 5, 6].map(|v| vec![v, v]).to_vec();
    let strips = Tiff::new((2, 2), 8, 3, 2, strips).short(284, 2).tag(278, LONG, &[1]);
    let picture = bench.read(strips);
    assert_eq!(picture.value_at(1, 0), Some([1.0, 3.0, 5.0, 255.0]));
    assert_eq!(picture.value_at(1, 1), Some([2.0, 4.0, 6.0, 255.0]));
}

#[test]
fn colours_of_every_layout() {
    let bench = Bench::new();
    let cmyk = Tiff::new((3, 1), 8, 4, 5, vec![vec![0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255]]);
    assert_eq!(bench.row(cmyk), [[255, 255, 255], [0, 255, 255], [0, 0, 0]]);
    let map: Vec<u64> = [[0, 0xffff, 0x8080, 0], [0, 0, 0x4040, 0], [0, 0x1010, 0, 0xffff]].concat();
    let palette = Tiff::new((4, 1), 2, 1, 3, vec![packed(&[0, 1, 2, 3], 2)]).tag(320, SHORT, &map);
    assert_eq!(bench.row(palette), [[0, 0, 0], [255, 0, 16], [128, 64, 0], [0, 0, 255]]);
    // Luma of full range; one chroma sample for 2 x 1 pixels.
    let ycbcr = Tiff::new((2, 1), 8, 3, 6, vec![vec![255, 76, 128, 128]]).tag(530, SHORT, &[2, 1]);
    assert_eq!(bench.row(ycbcr), gray(&[255, 76]));
    let red = Tiff::new((1, 1), 8, 3, 6, vec![vec![76, 85, 255]]).tag(530, SHORT, &[1, 1]);
    let shown = bench.row(red)[0];
    assert!(shown[0] > 250 && shown[1] < 5 && shown[2] < 5, "{shown:?}");
    // L*a*b*: white, black, and a strong red, with signs and without.
    let lab = Tiff::new((3, 1), 8, 3, 8, vec![vec![255, 0, 0, 0, 0, 0, 136, 80, 67]]);
    let shown = bench.row(lab);
    assert_eq!(shown[..2], gray(&[255, 0]));
    assert!(shown[2][0] > 240 && shown[2][1] < 40 && shown[2][2] < 40, "{shown:?}");
    let icc = Tiff::new((1, 1), 8, 3, 9, vec![vec![136, 208, 195]]);
    assert_eq!(bench.row(icc)[0], shown[2]);
}

#[test]
fn associated_alpha_is_multiplied_once() {
    let bench = Bench::new();
    let half = |kind| Tiff::new((1, 1), 8, 4, 2, vec![vec![128, 64, 0, 128]]).short(338, kind);
    assert_eq!(bench.row(half(1)), [[255, 191, 127]]);
    assert_eq!(bench.row(half(2)), [[191, 159, 127]]);
    // Of an unspecified fourth sample nothing follows.
    assert_eq!(bench.row(half(0)), [[128, 64, 0]]);
    let wide: Vec<u8> = [128u16 * 257, 64 * 257, 0, 128 * 257].iter().flat_map(|v| v.to_le_bytes()).collect();
    assert_eq!(bench.row(Tiff::new((1, 1), 16, 4, 2, vec![wide]).short(338, 1)), [[255, 191, 127]]);
    let gray = Tiff::new((1, 1), 8, 2, 1, vec![vec![128, 128]]).short(338, 1);
    assert_eq!(bench.row(gray), [[255, 255, 255]]);
    assert!(probe(&bench.path).unwrap().alpha);
}

#[test]
fn floating_point_of_every_length_turned_upright() {
    let bench = Bench::new();
    let values = [0.0f32, 0.5, 1.0, 2.0];
    let at = |bytes: Vec<u8>, bits| {
        // Orientation 6: the first row is the right side.
        Tiff::new((2, 2), bits, 1, 1, vec![bytes]).short(339, 3).short(274, 6)
    };
    let halves = [0u16, 0x3800, 0x3c00, 0x4000].iter().flat_map(|v| v.to_le_bytes()).collect();
    let shorts = [0u32, 0x3e_0000, 0x3f_0000, 0x40_0000].iter().flat_map(|v| v.to_le_bytes()[..3].to_vec()).collect();
    let singles = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    let doubles = values.iter().flat_map(|v| f64::from(*v).to_le_bytes()).collect();
    for (bytes, bits) in [(halves, 16), (shorts, 24), (singles, 32), (doubles, 64)] {
        let picture = bench.read(at(bytes, bits));
        let red = |x, y| picture.value_at(x, y).unwrap()[0];
        assert_eq!([red(0, 0), red(1, 0), red(0, 1), red(1, 1)], [1.0, 0.0, 2.0, 0.5], "{bits} bits");
    }
    let wide = Tiff::new((3, 1), 8, 1, 1, vec![vec![1, 2, 3]]).short(274, 6);
    let picture = bench.read(wide);
    assert_eq!((picture.width, picture.height), (1, 3));
    let info = probe(&bench.path).unwrap();
    assert_eq!((info.width, info.height, info.stored_width, info.stored_height), (1, 3, 3, 1));
}

#[test]
fn predictors_fill_order_and_packing() {
    let bench = Bench::new();
    let zip = |bytes: &[u8]| {
        use std::io::Write;
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let differences = Tiff::new((3, 1), 8, 1, 1, vec![zip(&[10, 5, 250])]).short(259, 8).short(317, 2);
    assert_eq!(bench.row(differences), gray(&[10, 15, 9]));
    let wide: Vec<u8> = [1000u16, 1000, 65_000].iter().flat_map(|v| v.to_le_bytes()).collect();
    let wide = Tiff::new((3, 1), 16, 1, 1, vec![zip(&wide)]).short(259, 8).short(317, 2);
    assert_eq!(bench.read(wide).value_at(2, 0).unwrap()[0], 1464.0);
    // Predictor 3: bytes by weight, each less the one before.
    let floats: Vec<[u8; 4]> = [0.5f32, 2.0].map(f32::to_be_bytes).to_vec();
    let mut planes: Vec<u8> = (0..4).flat_map(|weight| floats.iter().map(move |f| f[weight])).collect();
    (1..planes.len()).rev().for_each(|at| planes[at] = planes[at].wrapping_sub(planes[at - 1]));
    let float = Tiff::new((2, 1), 32, 1, 1, vec![zip(&planes)]).short(259, 8).short(317, 3).short(339, 3);
    let picture = bench.read(float);
    assert_eq!((picture.value_at(0, 0).unwrap()[0], picture.value_at(1, 0).unwrap()[0]), (0.5, 2.0));
    // The lowest bit first.
    let turned = Tiff::new((8, 1), 1, 1, 1, vec![vec![0b0000_0001]]).short(266, 2);
    assert_eq!(bench.row(turned)[..2], gray(&[255, 0]));
    let packbits = Tiff::new((5, 1), 8, 1, 1, vec![vec![254, 7, 1, 8, 9]]).short(259, 32_773);
    assert_eq!(bench.row(packbits), gray(&[7, 7, 7, 8, 9]));
    // Where no predictor belongs, the tag says nothing.
    let plain = Tiff::new((2, 1), 8, 1, 1, vec![vec![10, 20]]).short(317, 2);
    assert_eq!(bench.row(plain), gray(&[10, 20]));
}

#[test]
fn fax_of_all_groups() {
    let bench = Bench::new();
    // 8 pixels: 4 white (1011), 4 black (011).
    let line = [0b1011_0110u8];
    let shown = gray(&[255, 255, 255, 255, 0, 0, 0, 0]);
    let huffman = Tiff::new((8, 1), 1, 1, 0, vec![line.to_vec()]).short(259, 2);
    assert_eq!(bench.row(huffman), shown);
    // Group 3: a mark, then the line.
    let marked = packed(&[0b0000_0000_0001_1011, 0b0110_0000_0000_0001], 16);
    let group3 = Tiff::new((8, 1), 1, 1, 0, vec![marked]).short(259, 3);
    assert_eq!(bench.row(group3), shown);
    // Two-dimensional: a mark and 1 for a line by itself, a mark and 0 for one like it (V0 V0).
    let mut bits = String::from("0000000000011") + "1011" + "011";
    bits += "0000000000010";
    bits += "11";
    let bytes: Vec<u64> = bits.bytes().map(|b| u64::from(b - b'0')).collect();
    let two = Tiff::new((8, 2), 1, 1, 0, vec![packed(&bytes, 1)]).short(259, 3).tag(292, LONG, &[1]);
    let picture = bench.read(two).to_display();
    assert_eq!((0..8).map(|x| picture.rgb_at(x, 1).unwrap()).collect::<Vec<_>>(), shown);
    // Group 4: horizontal (001) 4 white 4 black, then a line like it (V0 V0).
    let bytes: Vec<u64> = "0011011011".bytes().chain("11".bytes()).map(|b| u64::from(b - b'0')).collect();
    let group4 = Tiff::new((8, 2), 1, 1, 0, vec![packed(&bytes, 1)]).short(259, 4);
    let picture = bench.read(group4).to_display();
    assert_eq!((0..8).map(|x| picture.rgb_at(x, 1).unwrap()).collect::<Vec<_>>(), shown);
}

#[test]
fn jpeg_streams_in_strips_and_tiles() {
    let bench = Bench::new();
    let jpeg = |colour: [u8; 3], side: u32| {
        let image = image::RgbImage::from_pixel(side, side, image::Rgb(colour));
        let mut bytes = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 100).encode_image(&image).unwrap();
        bytes
    };
    let near = |shown: &[u8; 3], wanted: [u8; 3]| (0..3).all(|c| shown[c].abs_diff(wanted[c]) < 6);
    let strips = vec![jpeg([200, 40, 20], 16), jpeg([10, 60, 220], 16)];
    let ycbcr = Tiff::new((16, 32), 8, 3, 6, strips).short(259, 7).tag(278, LONG, &[16]);
    let shown = bench.read(ycbcr).to_display();
    assert!(near(&shown.rgb_at(3, 3).unwrap(), [200, 40, 20]), "{:?}", shown.rgb_at(3, 3));
    assert!(near(&shown.rgb_at(3, 20).unwrap(), [10, 60, 220]), "{:?}", shown.rgb_at(3, 20));
    // Tiles reach beyond the picture.
    let tiles = vec![jpeg([200, 40, 20], 16), jpeg([10, 60, 220], 16)];
    let tiled = Tiff::new((20, 10), 8, 3, 6, tiles).short(259, 7).tiles(16, 16);
    let shown = bench.read(tiled).to_display();
    assert!(near(&shown.rgb_at(18, 8).unwrap(), [10, 60, 220]), "{:?}", shown.rgb_at(18, 8));
    // A page that says its samples are RGB is taken at its word.
    let raw = jpeg([200, 40, 20], 16);
    let rgb = Tiff::new((16, 16), 8, 3, 2, vec![raw]).short(259, 7);
    let shown = bench.read(rgb).to_display().rgb_at(5, 5).unwrap();
    assert!(near(&shown, [86, 91, 209]), "the luma and chroma of that red: {shown:?}");
    let cut = Tiff::new((16, 16), 8, 3, 6, vec![jpeg([1, 2, 3], 16)[..300].to_vec()]).short(259, 7);
    assert_eq!(bench.refused_when_decoded(cut).code(), "damaged");
}

impl Bench {
    fn refused_when_decoded(&self, tiff: Tiff) -> MediaError {
        tiff.write(&self.path);
        decode_still(&self.path, &Limits::default()).unwrap_err()
    }
}

#[test]
fn big_files_and_pages_beside_the_picture() {
    let bench = Bench::new();
    let mut big = Tiff::new((3, 1), 8, 1, 1, vec![vec![1, 2, 3]]);
    big.big = true;
    assert_eq!(bench.row(big), gray(&[1, 2, 3]));
    // A thumbnail before the picture: the directory that follows it is written behind the file.
    Tiff::new((1, 1), 8, 1, 1, vec![vec![77]]).tag(254, LONG, &[1]).write(&bench.path);
    let mut bytes = std::fs::read(&bench.path).unwrap();
    let end = bytes.len();
    let next = end as u32;
    bytes[end - 4..].copy_from_slice(&next.to_le_bytes());
    let entries: [(u16, u16, u32); 7] =
        [(256, 4, 2), (257, 4, 1), (258, 3, 8), (262, 3, 1), (273, 4, 8), (277, 3, 1), (279, 4, 2)];
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, value) in entries {
        bytes.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
        bytes.extend([1u32.to_le_bytes(), value.to_le_bytes()].concat());
    }
    bytes.extend([0; 4]);
    std::fs::write(&bench.path, bytes).unwrap();
    let picture = decode_still(&bench.path, &Limits::default()).unwrap();
    assert_eq!((picture.width, picture.value_at(0, 0).unwrap()[0]), (2, 77.0));
}

#[test]
fn kinds_that_are_not_read_are_refused_by_name_and_damage_is_damage() {
    let bench = Bench::new();
    let plain = || Tiff::new((2, 1), 8, 1, 1, vec![vec![0, 0]]);
    let kinds: [(Tiff, &str); 9] = [
        (plain().short(259, 34_925), "LZMA"),
        (plain().short(259, 34_887), "LERC"),
        (plain().short(259, 6), "JPEG of the old kind"),
        (plain().short(259, 12_345), "compression 12345"),
        (plain().short(339, 2), "signed"),
        (plain().short(339, 6), "complex"),
        (Tiff::new((1, 1), 8, 3, 10, vec![vec![0; 3]]), "ITU"),
        (Tiff::new((1, 1), 16, 1, 32_803, vec![vec![0; 2]]), "sensor"),
        (Tiff::new((1, 1), 16, 3, 32_845, vec![vec![0; 6]]), "LogLuv"),
    ];
    for (tiff, word) in kinds {
        let error = bench.refused(tiff);
        assert_eq!(error.code(), "unsupported_media", "{error}");
        assert!(error.to_string().contains(word) && error.to_string().contains("save it as"), "{error}");
    }
    let short = Tiff::new((20, 20), 8, 1, 1, vec![vec![0; 30]]);
    assert_eq!(bench.refused_when_decoded(short).code(), "damaged");
    let no_size = Tiff::new((0, 5), 8, 1, 1, vec![vec![0; 30]]);
    assert_eq!(bench.refused(no_size).code(), "damaged");
    let bomb = Tiff::new((60_000, 4000), 8, 1, 1, vec![vec![0; 30]]).short(259, 8);
    assert_eq!(bench.refused_when_decoded(bomb).code(), "damaged");
    let tile = Tiff::new((8, 8), 8, 1, 1, vec![vec![0; 30]]).tiles(u32::MAX.into(), 4_000_000);
    assert!(matches!(bench.refused(tile), MediaError::TooLarge { .. }));
}
