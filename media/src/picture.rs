//! A decoded picture in its own values, and the 8-bit picture that a screen shows.

use crate::Aspect;
use crate::resize::{Filter, resized};
use crate::transfer::srgb_code;

/// The values of a picture, four per pixel (red, green, blue, alpha), row by row from the top left.
#[derive(Debug, Clone, PartialEq)]
pub enum Pixels {
    /// 8 bits a channel, display-encoded, 0 to 255, straight alpha.
    Rgba8(Vec<u8>),
    /// 16 bits a channel, display-encoded, 0 to 65,535, straight alpha.
    Rgba16(Vec<u16>),
    /// Scene-linear values, where 1.0 is diffuse white.
    RgbaF32(Vec<f32>),
}

/// A decoded still with the values that its file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Width as stored, in pixels.
    pub width: u32,
    /// Height, in pixels.
    pub height: u32,
    /// `width * height` pixels.
    pub pixels: Pixels,
    /// Whether colour is already multiplied by alpha (OpenEXR's convention, and TIFF's associated alpha) or
    /// straight (all others).
    pub premultiplied: bool,
    /// How wide a pixel is shown.
    pub aspect: Aspect,
}

/// An opaque 8-bit picture as a screen shows it: sRGB, `width * height * 4` bytes, alpha always 255.
#[derive(Clone, PartialEq, Eq)]
pub struct DisplayPicture {
    /// Width, in pixels.
    pub width: u32,
    /// Height, in pixels.
    pub height: u32,
    /// Red, green, blue, 255 for each pixel, row by row from the top left.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for DisplayPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DisplayPicture({} x {})", self.width, self.height)
    }
}

impl DisplayPicture {
    /// The colour at a pixel, or `None` outside the picture.
    pub fn rgb_at(&self, x: u32, y: u32) -> Option<[u8; 3]> {
        let at = offset(self.width, self.height, x, y)?;
        let pixel = self.rgba.get(at..at + 3)?;
        Some([pixel[0], pixel[1], pixel[2]])
    }
}

impl Picture {
    /// Flattens onto white and brings to 8-bit sRGB, as wide as it is shown.
    ///
    /// Display-encoded values are composited as they are; scene-linear ones are composited in linear
    /// light, clamped to 0..1 and encoded with the sRGB transfer function (IEC 61966-2-1). Not-a-number
    /// counts as 0, infinities as the nearest end.
    pub fn to_display(&self) -> DisplayPicture {
        let mut rgba = vec![255u8; self.width as usize * self.height as usize * 4];
        match &self.pixels {
            Pixels::Rgba8(values) => flatten_8(values, &mut rgba, self.premultiplied),
            Pixels::Rgba16(values) => flatten_16(values, &mut rgba, self.premultiplied),
            Pixels::RgbaF32(values) => flatten_linear(values, &mut rgba, self.premultiplied),
        }
        let stored = DisplayPicture { width: self.width, height: self.height, rgba };
        let (width, height) = (self.aspect.shown(self.width), self.height);
        if width == self.width {
            return stored;
        }
        // Only a size that the loader has refused cannot be made.
        resized(&stored, width, height, Filter::Smooth).unwrap_or(stored)
    }

    /// Red, green, blue and alpha at a pixel in the file's own units (0 to 255, 0 to 65,535, or
    /// scene-linear), or `None` outside the picture. `x` counts in pixels as shown.
    pub fn value_at(&self, x: u32, y: u32) -> Option<[f64; 4]> {
        let at = offset(self.width, self.height, self.aspect.stored(x), y)?;
        fn four<T: Copy + Into<f64>>(values: &[T], at: usize) -> Option<[f64; 4]> {
            let v = values.get(at..at + 4)?;
            Some([v[0].into(), v[1].into(), v[2].into(), v[3].into()])
        }
        match &self.pixels {
            Pixels::Rgba8(values) => four(values, at),
            Pixels::Rgba16(values) => four(values, at),
            Pixels::RgbaF32(values) => four(values, at),
        }
    }

    /// [`value_at`](Self::value_at) as a line for a pixel readout.
    pub fn value_text(&self, x: u32, y: u32) -> Option<String> {
        let [r, g, b, a] = self.value_at(x, y)?;
        Some(match self.pixels {
            Pixels::RgbaF32(_) => format!("R {r:.4}  G {g:.4}  B {b:.4}  A {a:.4}"),
            Pixels::Rgba8(_) | Pixels::Rgba16(_) => format!("R {r}  G {g}  B {b}  A {a}"),
        })
    }

    /// Memory held by the values, in bytes.
    pub fn byte_len(&self) -> usize {
        match &self.pixels {
            Pixels::Rgba8(v) => v.len(),
            Pixels::Rgba16(v) => v.len() * 2,
            Pixels::RgbaF32(v) => v.len() * 4,
        }
    }
}

/// Index of a pixel's first value.
fn offset(width: u32, height: u32, x: u32, y: u32) -> Option<usize> {
    (x < width && y < height).then(|| (y as usize * width as usize + x as usize) * 4)
}

pub(crate) fn flatten_8(values: &[u8], rgba: &mut [u8], premultiplied: bool) {
    for (source, target) in values.chunks_exact(4).zip(rgba.chunks_exact_mut(4)) {
        let alpha = u32::from(source[3]);
        if alpha == 255 {
            target[..3].copy_from_slice(&source[..3]);
        } else {
            for c in 0..3 {
                target[c] = if premultiplied {
                    (u32::from(source[c]) + 255 - alpha).min(255) as u8
                } else {
                    let mixed = u32::from(source[c]) * alpha + 255 * (255 - alpha);
                    ((mixed + 127) / 255) as u8
                };
            }
        }
    }
}

fn flatten_16(values: &[u16], rgba: &mut [u8], premultiplied: bool) {
    for (source, target) in values.chunks_exact(4).zip(rgba.chunks_exact_mut(4)) {
        let alpha = u64::from(source[3]);
        for c in 0..3 {
            // In units of 1/65535^2, so that compositing and the step to 8 bits round only once.
            let mixed = if premultiplied {
                (u64::from(source[c]) + 65_535 - alpha).min(65_535) * 65_535
            } else {
                u64::from(source[c]) * alpha + 65_535 * (65_535 - alpha)
            };
            let unit = 65_535u64 * 257;
            target[c] = ((mixed + unit / 2) / unit) as u8;
        }
    }
}

fn flatten_linear(values: &[f32], rgba: &mut [u8], premultiplied: bool) {
    for (source, target) in values.chunks_exact(4).zip(rgba.chunks_exact_mut(4)) {
        let alpha = if source[3].is_nan() { 1.0 } else { source[3].clamp(0.0, 1.0) };
        for c in 0..3 {
            let colour = if source[c].is_nan() { 0.0 } else { source[c] };
            let light = if alpha >= 1.0 {
                colour
            } else if premultiplied {
                colour + (1.0 - alpha)
            } else if alpha <= 0.0 {
                1.0 // not `colour * 0`, which an infinity would turn into not-a-number
            } else {
                colour * alpha + (1.0 - alpha)
            };
            target[c] = srgb_code(light);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(pixels: Pixels, premultiplied: bool) -> [u8; 4] {
        let picture = Picture { width: 1, height: 1, pixels, premultiplied, aspect: Aspect::default() };
        let rgba = picture.to_display().rgba;
        [rgba[0], rgba[1], rgba[2], rgba[3]]
    }

    #[test]
    fn eight_bits_flatten_onto_white() {
        assert_eq!(one(Pixels::Rgba8(vec![10, 20, 30, 255]), false), [10, 20, 30, 255]);
        assert_eq!(one(Pixels::Rgba8(vec![10, 20, 30, 0]), false), [255; 4]);
        assert_eq!(one(Pixels::Rgba8(vec![0, 0, 0, 128]), false), [127, 127, 127, 255]);
    }

    #[test]
    fn associated_alpha_is_not_multiplied_twice() {
        assert_eq!(one(Pixels::Rgba8(vec![65, 0, 0, 130]), true), [190, 125, 125, 255]);
        assert_eq!(one(Pixels::Rgba8(vec![200, 0, 0, 100]), true), [255, 155, 155, 255]);
        assert_eq!(one(Pixels::Rgba16(vec![65 * 257, 0, 0, 130 * 257]), true), [190, 125, 125, 255]);
    }

    #[test]
    fn wide_pixels_are_shown_wide() {
        let pixels = Pixels::Rgba8(vec![10, 10, 10, 255, 10, 10, 10, 255]);
        let picture = Picture { width: 2, height: 1, pixels, premultiplied: false, aspect: Aspect::new(2.0) };
        let shown = picture.to_display();
        assert_eq!((shown.width, shown.height, shown.rgb_at(3, 0)), (4, 1, Some([10; 3])));
        assert!(picture.value_at(3, 0).is_some() && picture.value_at(4, 0).is_none());
    }

    #[test]
    fn sixteen_bits_round_to_the_nearest_eight() {
        for value in 0..=u16::MAX {
            let expected = (f64::from(value) / 257.0).round() as u8;
            let got = one(Pixels::Rgba16(vec![value, 0, 65_535, 65_535]), false);
            assert_eq!(got, [expected, 0, 255, 255], "value {value}");
        }
    }

    #[test]
    fn strange_floats_stay_on_the_screen() {
        let (nan, inf) = (f32::NAN, f32::INFINITY);
        assert_eq!(one(Pixels::RgbaF32(vec![nan, inf, -inf, 1.0]), true), [0, 255, 0, 255]);
        assert_eq!(one(Pixels::RgbaF32(vec![inf, -inf, nan, 0.0]), false), [255; 4]);
        assert_eq!(one(Pixels::RgbaF32(vec![0.5, 0.0, 1.0, nan]), true), [188, 0, 255, 255]);
    }

    #[test]
    fn readout_gives_source_units() {
        let picture = Picture {
            width: 2,
            height: 1,
            pixels: Pixels::Rgba16(vec![1, 2, 3, 4, 500, 600, 700, 65_535]),
            premultiplied: false,
            aspect: Aspect::default(),
        };
        assert_eq!(picture.value_at(1, 0), Some([500.0, 600.0, 700.0, 65_535.0]));
        assert_eq!(picture.value_at(2, 0), None);
        assert_eq!(picture.value_text(0, 0).as_deref(), Some("R 1  G 2  B 3  A 4"));
    }
}
