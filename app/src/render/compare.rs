//! Two pictures in one, as the viewer compares them.

use rushes_media::DisplayPicture;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How two rounds are shown together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Beside each other, the same height.
    Side,
    /// The first left of a line in the middle, the second right of it.
    Wipe,
    /// Half of each.
    Overlay,
    /// How far apart they are, channel by channel: black where they are equal.
    Difference,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 4] = [Self::Side, Self::Wipe, Self::Overlay, Self::Difference];

    /// The word scripts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Side => "side",
            Self::Wipe => "wipe",
            Self::Overlay => "overlay",
            Self::Difference => "difference",
        }
    }
}

impl FromStr for Mode {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|m| m.word() == text.trim().to_lowercase())
            .ok_or_else(|| format!("\"{text}\" is not a comparison; use side, wipe, overlay or difference"))
    }
}

/// Puts two pictures together. The second is brought to the size of the first where they differ; side by
/// side it keeps its own proportions. `split` is where the wipe's line stands, from 0 to 1.
#[must_use]
pub fn compare(a: &DisplayPicture, b: &DisplayPicture, mode: Mode, split: f32) -> DisplayPicture {
    if mode == Mode::Side {
        let width = (u64::from(b.width) * u64::from(a.height) / u64::from(b.height.max(1))).clamp(1, 65_535);
        return beside(a, &resized(b, width as u32, a.height));
    }
    let b = resized(b, a.width, a.height);
    let line = (a.width as f32 * split.clamp(0.0, 1.0)).round() as usize;
    let mut rgba = a.rgba.clone();
    for (at, (p, q)) in rgba.chunks_exact_mut(4).zip(b.rgba.chunks_exact(4)).enumerate() {
        let x = at % a.width.max(1) as usize;
        for c in 0..3 {
            p[c] = match mode {
                Mode::Wipe | Mode::Side => {
                    if x < line {
                        p[c]
                    } else {
                        q[c]
                    }
                }
                Mode::Overlay => u16::midpoint(u16::from(p[c]), u16::from(q[c])) as u8,
                Mode::Difference => p[c].abs_diff(q[c]),
            };
        }
    }
    let mut picture = DisplayPicture { width: a.width, height: a.height, rgba };
    if mode == Mode::Wipe {
        rule(&mut picture, line);
    }
    picture
}

/// The wipe's line: one pixel for each 1,200 of width, white.
fn rule(picture: &mut DisplayPicture, line: usize) {
    let width = picture.width as usize;
    let half = (width / 2400).max(1);
    let (from, to) = (line.saturating_sub(half), (line + half).min(width));
    if line == 0 || line >= width {
        return;
    }
    for row in picture.rgba.chunks_exact_mut(width * 4) {
        row[from * 4..to * 4].fill(255);
    }
}

fn beside(a: &DisplayPicture, b: &DisplayPicture) -> DisplayPicture {
    let rows = a.rgba.chunks_exact(a.width.max(1) as usize * 4).zip(b.rgba.chunks_exact(b.width.max(1) as usize * 4));
    let mut rgba = Vec::with_capacity(a.rgba.len() + b.rgba.len());
    for (left, right) in rows {
        rgba.extend_from_slice(left);
        rgba.extend_from_slice(right);
    }
    DisplayPicture { width: a.width + b.width, height: a.height, rgba }
}

/// A picture at another size, filtered; itself where the size is its own.
fn resized(picture: &DisplayPicture, width: u32, height: u32) -> DisplayPicture {
    if (picture.width, picture.height) == (width, height) {
        return picture.clone();
    }
    let Some(source) = image::RgbaImage::from_raw(picture.width, picture.height, picture.rgba.clone()) else {
        return picture.clone();
    };
    let scaled = image::imageops::resize(&source, width, height, image::imageops::FilterType::CatmullRom);
    DisplayPicture { width, height, rgba: scaled.into_raw() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::render::marks::plain;

    #[test]
    fn each_mode_puts_the_two_together_in_its_way() {
        let (a, b) = (plain(100, 50, [200, 100, 0]).unwrap(), plain(100, 50, [100, 100, 255]).unwrap());
        let side = compare(&a, &b, Mode::Side, 0.5);
        assert_eq!((side.width, side.height), (200, 50));
        assert_eq!([side.rgb_at(99, 49), side.rgb_at(100, 0)], [Some([200, 100, 0]), Some([100, 100, 255])]);
        let wipe = compare(&a, &b, Mode::Wipe, 0.25);
        assert_eq!([wipe.rgb_at(20, 7), wipe.rgb_at(30, 7)], [Some([200, 100, 0]), Some([100, 100, 255])]);
        assert_eq!(wipe.rgb_at(25, 7), Some([255; 3]), "the line is seen");
        assert_eq!(compare(&a, &b, Mode::Overlay, 0.5).rgb_at(3, 3), Some([150, 100, 127]));
        assert_eq!(compare(&a, &b, Mode::Difference, 0.5).rgb_at(3, 3), Some([100, 0, 255]));
        let same = compare(&a, &a, Mode::Difference, 0.5);
        assert!(same.rgba.chunks_exact(4).all(|p| p == [0, 0, 0, 255]));
    }

    #[test]
    fn rounds_of_different_sizes_can_be_compared() {
        let (a, b) = (plain(120, 60, [10; 3]).unwrap(), plain(40, 40, [30; 3]).unwrap());
        let side = compare(&a, &b, Mode::Side, 0.5);
        assert_eq!((side.width, side.height, side.rgba.len()), (180, 60, 180 * 60 * 4));
        let over = compare(&a, &b, Mode::Difference, 0.5);
        assert_eq!((over.width, over.height), (120, 60));
        assert_eq!(over.rgb_at(119, 59), Some([20; 3]));
    }

    #[test]
    fn modes_are_read_by_their_words() {
        for mode in Mode::ALL {
            assert_eq!(mode.word().parse(), Ok(mode));
        }
        assert!("sideways".parse::<Mode>().unwrap_err().contains("wipe"));
    }
}
