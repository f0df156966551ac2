//! How wide a pixel is shown.

use serde::{Deserialize, Serialize};

/// The width of a pixel over its height. A picture is shown with its own number of lines, and made wider or
/// narrower to fit, as players do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Aspect(f64);

impl Default for Aspect {
    /// Square pixels.
    fn default() -> Self {
        Self(1.0)
    }
}

impl Aspect {
    /// What no camera and no screen has is a broken tag.
    const SANE: std::ops::RangeInclusive<f64> = 0.1..=10.0;
    /// What a scaler leaves behind when it rounds a side is no shape that anybody meant.
    const SQUARE: std::ops::RangeInclusive<f64> = 0.99..=1.01;

    /// A pixel's width over its height; values that make no sense, or are square but for a rounding, count as 1.
    pub fn new(ratio: f64) -> Self {
        let meant = Self::SANE.contains(&ratio) && !Self::SQUARE.contains(&ratio);
        if meant { Self(ratio) } else { Self::default() }
    }

    /// Width over height.
    pub fn ratio(self) -> f64 {
        self.0
    }

    /// How wide `width` stored pixels are shown, in pixels.
    pub fn shown(self, width: u32) -> u32 {
        (f64::from(width) * self.0).round().max(1.0) as u32
    }

    /// The stored column at a shown one.
    pub(crate) fn stored(self, x: u32) -> u32 {
        ((f64::from(x) + 0.5) / self.0) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::Aspect;

    #[test]
    fn widths_follow_the_pixel() {
        assert_eq!(Aspect::new(64.0 / 45.0).shown(720), 1024);
        assert_eq!(Aspect::new(8.0 / 9.0).shown(720), 640);
        assert_eq!(Aspect::new(0.5).shown(1), 1);
        for broken in [0.0, -1.0, 1e9, f64::NAN, f64::INFINITY, 190.0 / 189.0] {
            assert_eq!(Aspect::new(broken), Aspect::default());
        }
        assert_eq!((Aspect::new(2.0).stored(0), Aspect::new(2.0).stored(3)), (0, 1));
    }
}
