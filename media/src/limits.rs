//! How much a file may ask for, checked against its header before anything is allocated.

use crate::MediaError;

/// Bounds on one picture or one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest side, in pixels.
    pub max_side: u32,
    /// Largest area, in pixels.
    pub max_pixels: u64,
    /// Most memory for one decoded picture, in bytes.
    pub max_bytes: u64,
}

impl Default for Limits {
    /// 65,535 pixels a side, 268 million pixels (16,384 x 16,384), 4 GiB.
    fn default() -> Self {
        Self { max_side: 65_535, max_pixels: 1 << 28, max_bytes: 4 << 30 }
    }
}

impl Limits {
    /// Checks a picture of `width` x `height` pixels at `bytes_per_pixel` bytes.
    pub(crate) fn check(&self, width: u64, height: u64, bytes_per_pixel: u64) -> Result<(), MediaError> {
        let refuse = |reason: String| Err(MediaError::TooLarge { width, height, reason });
        if width == 0 || height == 0 {
            return Err(MediaError::damaged("its header announces no pixels at all"));
        }
        if width.max(height) > u64::from(self.max_side) {
            return refuse(format!("a side may have {} pixels at most", self.max_side));
        }
        // Both sides fit 32 bits from here on, so the products below fit 64.
        let pixels = width * height;
        if pixels > self.max_pixels {
            return refuse(format!("a picture may have {} million pixels at most", self.max_pixels / 1_000_000));
        }
        if pixels.saturating_mul(bytes_per_pixel) > self.max_bytes {
            return refuse(format!("a picture may take {} MB of memory at most", self.max_bytes >> 20));
        }
        Ok(())
    }
}
