//! A picture cut into tiles at several sizes, made away from the window's thread.
//!
//! Tiles stay under the smallest texture limit met (2048 pixels), and each carries one pixel of its
//! neighbours so that smoothing leaves no seams.

use egui::{Color32, ColorImage, Pos2, Rect, pos2};
use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicU64, Ordering},
};

/// The pixels of a tile that are its own, along a side. With its border it is a texture of 1024.
pub const TILE: usize = 1022;
/// The pixels of its neighbours that a tile carries on each side.
const BORDER: usize = 1;
/// A picture is halved until its longer side is no longer than this, in pixels.
const SMALLEST: usize = 512;
/// A frame of a clip is halved only while its longer side is longer than this: what a screen shows.
const SMALLEST_FRAME: usize = 1920;

/// One texture's worth of a level.
#[derive(Clone)]
pub struct Tile {
    /// Its pixels, with the border.
    pub image: Arc<ColorImage>,
    /// The part of the picture it shows, in pixels of the whole picture.
    pub place: Rect,
    /// The part of its texture that shows it, from 0 to 1.
    pub uv: Rect,
}

/// The picture at one size.
#[derive(Clone)]
pub struct Level {
    /// Width and height, in pixels of this level.
    pub size: [usize; 2],
    /// Row by row.
    pub tiles: Vec<Tile>,
}

/// A picture cut into tiles: level 0 is the full size, each further one half of it.
pub struct Pyramid {
    /// Tells this picture from all others of this run.
    pub id: u64,
    /// Width and height of the full size, in pixels.
    pub size: [u32; 2],
    /// The levels, the largest first; never empty.
    pub levels: Vec<Level>,
}

impl std::fmt::Debug for Pyramid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pyramid({} x {}, {} levels)", self.size[0], self.size[1], self.levels.len())
    }
}

impl Pyramid {
    /// Cuts a still. `rgba` holds `width * height * 4` bytes of opaque sRGB, row by row; missing
    /// bytes read as black.
    #[must_use]
    pub fn of_still(width: u32, height: u32, rgba: &[u8]) -> Self {
        Self::cut(width, height, rgba, SMALLEST)
    }

    /// Cuts a frame of a clip: few levels, because it is soon gone.
    #[must_use]
    pub fn of_frame(width: u32, height: u32, rgba: &[u8]) -> Self {
        Self::cut(width, height, rgba, SMALLEST_FRAME)
    }

    fn cut(width: u32, height: u32, rgba: &[u8], smallest: usize) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let (width, height) = (width.max(1), height.max(1));
        let size = [width as usize, height as usize];
        let mut pixels: Vec<Color32> = rgba.chunks_exact(4).map(|p| Color32::from_rgb(p[0], p[1], p[2])).collect();
        pixels.resize(size[0] * size[1], Color32::BLACK);
        let mut levels = vec![level(&pixels, size, size, 1)];
        let (mut at, mut factor) = (size, 1);
        while at[0].max(at[1]) > smallest {
            (pixels, at) = halve(&pixels, at);
            factor *= 2;
            levels.push(level(&pixels, at, size, factor));
        }
        Self { id: NEXT.fetch_add(1, Ordering::Relaxed), size: [width, height], levels }
    }

    /// The level to show at a zoom in device pixels per image pixel: the smallest that still has a
    /// pixel for each of the screen's.
    #[must_use]
    pub fn level_for(&self, zoom: f64) -> usize {
        let wanted = if zoom > 0.0 { (1.0 / zoom).log2().floor().max(0.0) } else { 0.0 };
        (wanted as usize).min(self.levels.len() - 1)
    }

    /// Memory held, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.levels.iter().flat_map(|l| &l.tiles).map(|t| t.image.pixels.len() * 4).sum()
    }

    /// The colour at a pixel of the full size.
    #[must_use]
    pub fn rgb_at(&self, x: u32, y: u32) -> Option<[u8; 3]> {
        if x >= self.size[0] || y >= self.size[1] {
            return None;
        }
        let (x, y) = (x as usize, y as usize);
        let columns = (self.size[0] as usize).div_ceil(TILE);
        let tile = self.levels.first()?.tiles.get(y / TILE * columns + x / TILE)?;
        let inside = |at: usize| at % TILE + if at >= TILE { BORDER } else { 0 };
        let pixel = tile.image.pixels.get(inside(y) * tile.image.size[0] + inside(x))?;
        Some([pixel.r(), pixel.g(), pixel.b()])
    }
}

/// Cuts one level. `factor` is how many pixels of the whole picture one of its pixels stands for.
fn level(pixels: &[Color32], size: [usize; 2], full: [usize; 2], factor: usize) -> Level {
    let mut tiles = Vec::new();
    for top in (0..size[1]).step_by(TILE) {
        for left in (0..size[0]).step_by(TILE) {
            tiles.push(tile(pixels, size, full, factor, [left, top]));
        }
    }
    Level { size, tiles }
}

fn tile(pixels: &[Color32], size: [usize; 2], full: [usize; 2], factor: usize, corner: [usize; 2]) -> Tile {
    let span = |axis: usize| {
        let own = corner[axis]..(corner[axis] + TILE).min(size[axis]);
        let with_border = own.start.saturating_sub(BORDER)..(own.end + BORDER).min(size[axis]);
        (own, with_border)
    };
    let ((own_x, x), (own_y, y)) = (span(0), span(1));
    let mut cut = Vec::with_capacity(x.len() * y.len());
    for row in y.clone() {
        cut.extend_from_slice(&pixels[row * size[0] + x.start..row * size[0] + x.end]);
    }
    // The last pixel of a halved odd side stands for less than `factor` pixels of the picture.
    let place = |at: usize, axis: usize| (at * factor).min(full[axis]) as f32;
    let min = pos2(place(own_x.start, 0), place(own_y.start, 1));
    let max = pos2(place(own_x.end, 0), place(own_y.end, 1));
    let uv = |at: f32, from: usize, count: usize| (at / factor as f32 - from as f32) / count as f32;
    let at = |p: Pos2| pos2(uv(p.x, x.start, x.len()), uv(p.y, y.start, y.len()));
    Tile {
        image: Arc::new(ColorImage::new([x.len(), y.len()], cut)),
        place: Rect::from_min_max(min, max),
        uv: Rect::from_min_max(at(min), at(max)),
    }
}

/// Light of each sRGB code, 0 to 65,535 (IEC 61966-2-1).
static LIGHT: LazyLock<[u16; 256]> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        let v = code as f64 / 255.0;
        let light = if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) };
        (light * 65_535.0).round() as u16
    })
});

/// The sRGB code of light, in steps of 1/4096.
static CODE: LazyLock<[u8; 4096]> = LazyLock::new(|| {
    std::array::from_fn(|step| {
        let light = step as f64 / 4095.0;
        let v = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
        (v * 255.0).round() as u8
    })
});

/// Halves a picture by averaging light, so that thin bright lines keep their weight.
fn halve(pixels: &[Color32], size: [usize; 2]) -> (Vec<Color32>, [usize; 2]) {
    let half = size.map(|side| side.div_ceil(2));
    let (light, code) = (&*LIGHT, &*CODE);
    let mut out = Vec::with_capacity(half[0] * half[1]);
    for y in 0..half[1] {
        let upper = y * 2 * size[0];
        let lower = (y * 2 + 1).min(size[1] - 1) * size[0];
        for x in 0..half[0] {
            let (left, right) = (x * 2, (x * 2 + 1).min(size[0] - 1));
            let four = [pixels[upper + left], pixels[upper + right], pixels[lower + left], pixels[lower + right]];
            let mean = |channel: fn(&Color32) -> u8| {
                let sum: u32 = four.iter().map(|p| u32::from(light[channel(p) as usize])).sum();
                code[((sum + 32) / 64).min(4095) as usize]
            };
            out.push(if four.iter().all(|p| *p == four[0]) {
                four[0]
            } else {
                Color32::from_rgb(mean(Color32::r), mean(Color32::g), mean(Color32::b))
            });
        }
    }
    (out, half)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose every pixel tells where it is.
    fn chart(width: u32, height: u32) -> Vec<u8> {
        (0..height)
            .flat_map(|y| (0..width).flat_map(move |x| [x as u8, y as u8, (x / 256 * 16 + y / 256) as u8, 255]))
            .collect()
    }

    #[test]
    fn tiles_cover_the_picture_once_and_fit_a_texture() {
        for (width, height) in [(1, 1), (1022, 1022), (1023, 5), (2045, 1400), (1531, 2100)] {
            let pyramid = Pyramid::of_still(width, height, &chart(width, height));
            for (number, level) in pyramid.levels.iter().enumerate() {
                let area: f32 = level.tiles.iter().map(|t| t.place.area()).sum();
                assert_eq!(area, width as f32 * height as f32, "level {number} of {width} x {height}");
                for tile in &level.tiles {
                    assert!(tile.image.size.iter().all(|side| (1..=1024).contains(side)));
                    let unit = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
                    assert!(unit.expand(1e-6).contains_rect(tile.uv), "{:?}", tile.uv);
                }
            }
        }
    }

    #[test]
    fn every_pixel_can_be_read_back() {
        let (width, height) = (2500, 1531);
        let pyramid = Pyramid::of_still(width, height, &chart(width, height));
        for (x, y) in [(0, 0), (1021, 1021), (1022, 1022), (1023, 0), (2043, 1530), (2044, 7), (2499, 1530)] {
            let expected = [x as u8, y as u8, (x / 256 * 16 + y / 256) as u8];
            assert_eq!(pyramid.rgb_at(x, y), Some(expected), "at {x}, {y}");
        }
        assert_eq!(pyramid.rgb_at(2500, 0), None);
    }

    #[test]
    fn a_border_holds_the_neighbours_pixels() {
        let pyramid = Pyramid::of_still(2000, 4, &chart(2000, 4));
        let (left, right) = (&pyramid.levels[0].tiles[0], &pyramid.levels[0].tiles[1]);
        assert_eq!(
            left.image.pixels[1022], right.image.pixels[1],
            "the left tile's last column is the right one's first own"
        );
        assert_eq!((left.uv.max.x * 1023.0).round(), 1022.0);
        assert_eq!((right.uv.min.x * right.image.size[0] as f32).round(), 1.0);
    }

    #[test]
    fn halving_averages_light() {
        let black_and_white = [0, 0, 0, 255, 255, 255, 255, 255];
        let pixels: Vec<_> = black_and_white.chunks(4).map(|p| Color32::from_rgb(p[0], p[1], p[2])).collect();
        let (half, size) = halve(&pixels, [2, 1]);
        assert_eq!(size, [1, 1]);
        assert_eq!(half[0], Color32::from_rgb(188, 188, 188), "half the light is code 188, not 128");
        for code in 0..=255u8 {
            let flat = vec![Color32::from_gray(code); 15];
            assert!(halve(&flat, [5, 3]).0.iter().all(|p| *p == Color32::from_gray(code)));
        }
    }

    #[test]
    fn levels_halve_until_small_and_are_chosen_by_zoom() {
        let pyramid = Pyramid::of_still(4096, 2048, &[]);
        let sizes: Vec<_> = pyramid.levels.iter().map(|l| l.size).collect();
        assert_eq!(sizes, [[4096, 2048], [2048, 1024], [1024, 512], [512, 256]]);
        let chosen = [8.0, 1.0, 0.6, 0.5, 0.26, 0.25, 0.125, 0.01].map(|zoom| pyramid.level_for(zoom));
        assert_eq!(chosen, [0, 0, 0, 1, 1, 2, 3, 3]);
        assert_eq!(Pyramid::of_frame(1920, 1080, &[]).levels.len(), 1);
        assert_eq!(Pyramid::of_frame(3840, 2160, &[]).levels.len(), 2);
    }
}
