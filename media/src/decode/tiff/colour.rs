//! What a page's samples mean as red, green, blue and alpha.

use super::page::{Meaning, Page};
use super::samples::Values;
use crate::Pixels;

/// Four values a pixel from the samples that were kept: the colours, then alpha where there is one.
pub(super) fn pixels(page: &Page, values: &Values) -> Pixels {
    let kept = page.kept().len();
    match values {
        Values::Float(values) => {
            let white_is_zero = page.meaning == Meaning::Gray(true);
            let light = |v: f32| if white_is_zero { 1.0 - v } else { v };
            let quad = |pixel: &[f32]| match (page.meaning.colours(), page.alpha) {
                (1, None) => [light(pixel[0]), light(pixel[0]), light(pixel[0]), 1.0],
                (1, Some(_)) => [light(pixel[0]), light(pixel[0]), light(pixel[0]), pixel[1]],
                (_, None) => [pixel[0], pixel[1], pixel[2], 1.0],
                (_, Some(_)) => [pixel[0], pixel[1], pixel[2], pixel[3]],
            };
            Pixels::RgbaF32(values.chunks_exact(kept).flat_map(quad).collect())
        }
        Values::Whole(values) => {
            let converter = Converter::of(page);
            let quads = values.chunks_exact(kept).map(|pixel| converter.rgba(pixel));
            if converter.top == 255 {
                Pixels::Rgba8(quads.flat_map(|quad| quad.map(|v| v as u8)).collect())
            } else {
                Pixels::Rgba16(quads.flatten().collect())
            }
        }
    }
}

/// Turns samples of whole numbers to colours between 0 and `top`.
struct Converter<'a> {
    page: &'a Page,
    /// 255 or 65,535.
    top: u32,
    /// The largest value that a sample can have.
    full: u32,
}

impl<'a> Converter<'a> {
    fn of(page: &'a Page) -> Self {
        let full = (1u32 << page.bits.min(16)) - 1;
        let small = match page.meaning {
            // An 8-bit palette in 16-bit entries: 0x1212, or 0x1200 as careless writers have it.
            Meaning::Palette => page.palette.iter().all(|v| v % 257 == 0) || page.palette.iter().all(|v| v % 256 == 0),
            _ => page.bits <= 8,
        };
        Self { page, top: if small { 255 } else { 65_535 }, full }
    }

    /// From 0..full to 0..top, rounded to the nearest.
    fn scaled(&self, value: u16) -> u16 {
        if self.full == self.top { value } else { ((u32::from(value) * self.top + self.full / 2) / self.full) as u16 }
    }

    /// From 0..1 to 0..top.
    fn code(&self, value: f64) -> u16 {
        (value.clamp(0.0, 1.0) * f64::from(self.top)).round() as u16
    }

    fn rgba(&self, pixel: &[u16]) -> [u16; 4] {
        let top = self.top as u16;
        let [r, g, b] = match self.page.meaning {
            Meaning::Gray(white_is_zero) => {
                let value = self.scaled(pixel[0]);
                [if white_is_zero { top - value } else { value }; 3]
            }
            Meaning::Rgb => [self.scaled(pixel[0]), self.scaled(pixel[1]), self.scaled(pixel[2])],
            Meaning::Palette => self.palette(pixel[0]),
            Meaning::Cmyk => {
                let black = u64::from(self.top - u32::from(self.scaled(pixel[3])));
                [0, 1, 2].map(|n| {
                    let ink = u64::from(self.top - u32::from(self.scaled(pixel[n])));
                    ((ink * black + u64::from(self.top) / 2) / u64::from(self.top)) as u16
                })
            }
            Meaning::YCbCr => self.ycbcr([pixel[0], pixel[1], pixel[2]]),
            Meaning::Lab(unsigned) => self.lab([pixel[0], pixel[1], pixel[2]], unsigned),
        };
        let alpha = match self.page.alpha {
            Some(_) => self.scaled(pixel[self.page.meaning.colours()]),
            None => top,
        };
        [r, g, b, alpha]
    }

    fn palette(&self, index: u16) -> [u16; 3] {
        let size = self.page.palette.len() / 3;
        [0, 1, 2].map(|n| {
            let value = self.page.palette.get(n * size + usize::from(index)).copied().unwrap_or(0);
            if self.top == 255 { value >> 8 } else { value }
        })
    }

    /// TIFF 6.0, section 21.
    fn ycbcr(&self, codes: [u16; 3]) -> [u16; 3] {
        let luma = &self.page.luma;
        let reference = luma.reference;
        let part = |n: usize, range: f64| {
            let (black, white) = (reference[n * 2], reference[n * 2 + 1]);
            (f64::from(codes[n]) - black) * range / (white - black)
        };
        let (y, cb, cr) = (part(0, 255.0), part(1, 127.0), part(2, 127.0));
        let [red, green, blue] = luma.weights;
        let r = cr * (2.0 - 2.0 * red) + y;
        let b = cb * (2.0 - 2.0 * blue) + y;
        let g = (y - blue * b - red * r) / green;
        [r, g, b].map(|value| self.code(value / 255.0))
    }

    /// CIE L*a*b*, by way of XYZ, to sRGB.
    fn lab(&self, codes: [u16; 3], unsigned: bool) -> [u16; 3] {
        let wide = self.full > 255;
        let lightness = match (wide, unsigned) {
            (false, _) => f64::from(codes[0]) / 255.0,
            (true, false) => f64::from(codes[0]) / 65_535.0,
            // 16-bit ICC values: 0xff00 is white.
            (true, true) => f64::from(codes[0]) / 65_280.0,
        } * 100.0;
        let chroma = |code: u16| match (wide, unsigned) {
            (false, false) => f64::from(code as u8 as i8),
            (false, true) => f64::from(code) - 128.0,
            (true, false) => f64::from(code as i16) / 256.0,
            (true, true) => (f64::from(code) - 32_768.0) / 256.0,
        };
        let fy = (lightness + 16.0) / 116.0;
        let (fx, fz) = (fy + chroma(codes[1]) / 500.0, fy - chroma(codes[2]) / 200.0);
        let cube = |f: f64| if f > 6.0 / 29.0 { f * f * f } else { (f - 4.0 / 29.0) * 3.0 * (6.0f64 / 29.0).powi(2) };
        let [wx, wy] = self.page.white;
        let white = [wx / wy, 1.0, (1.0 - wx - wy) / wy];
        let xyz = [white[0] * cube(fx), cube(fy), white[2] * cube(fz)];
        let linear = times(&SRGB, adapted(xyz, white));
        linear.map(|light| self.code(crate::transfer::encode(light)))
    }
}

/// XYZ of D65 to linear sRGB (IEC 61966-2-1).
const SRGB: [[f64; 3]; 3] =
    [[3.240_970, -1.537_383, -0.498_611], [-0.969_244, 1.875_968, 0.041_555], [0.055_630, -0.203_977, 1.056_972]];
/// Bradford's cone responses, and the way back.
const CONES: [[f64; 3]; 3] = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]];
const FROM_CONES: [[f64; 3]; 3] =
    [[0.986_993, -0.147_054, 0.159_963], [0.432_305, 0.518_360, 0.049_291], [-0.008_529, 0.040_043, 0.968_487]];
/// White of sRGB.
const D65: [f64; 3] = [0.950_456, 1.0, 1.089_058];

fn times(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

/// A colour seen under one white, as it looks under sRGB's.
fn adapted(xyz: [f64; 3], white: [f64; 3]) -> [f64; 3] {
    let (from, to, cones) = (times(&CONES, white), times(&CONES, D65), times(&CONES, xyz));
    times(&FROM_CONES, [0, 1, 2].map(|n| cones[n] * to[n] / from[n]))
}
