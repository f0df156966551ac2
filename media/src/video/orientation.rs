//! Turning frames upright as a container's display matrix asks.
#![allow(unsafe_code)] // reads FFmpeg's pixel format descriptors

use ffmpeg_next::ffi::{AV_PIX_FMT_FLAG_BITSTREAM, AV_PIX_FMT_FLAG_PAL};
use ffmpeg_next::{format::Pixel, frame};

use crate::DisplayPicture;

/// How an upright pixel finds its place in the stored frame: sides swapped first, then mirrored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Orientation {
    /// The stored column is the upright row.
    pub(crate) swap: bool,
    /// The stored column counts from the right.
    pub(crate) flip_x: bool,
    /// The stored row counts from the bottom.
    pub(crate) flip_y: bool,
}

impl Orientation {
    /// From the nine 32-bit values of a display matrix, by the rules by which the `ffmpeg` program
    /// rotates (`-autorotate`): quarter turns and mirrors. Other angles are left as they are.
    pub(super) fn from_matrix(bytes: &[u8]) -> Self {
        let value = |i: usize| bytes.get(i * 4..i * 4 + 4).map_or(0, |b| i32::from_ne_bytes([b[0], b[1], b[2], b[3]]));
        let (a, b, c, d) = (value(0), value(1), value(3), value(4));
        let scale = |x: i32, y: i32| f64::from(x).hypot(f64::from(y));
        let (left, right) = (scale(a, c), scale(b, d));
        if left == 0.0 || right == 0.0 {
            return Self::default();
        }
        // `av_display_rotation_get` gives minus this angle, and the program negates it again.
        let turn = (f64::from(b) / right).atan2(f64::from(a) / left).to_degrees();
        match (turn.rem_euclid(360.0) + 0.5).floor() as i32 % 360 {
            89..=91 => Self { swap: true, flip_x: c > 0, flip_y: true },
            179..=181 => Self { swap: false, flip_x: a < 0, flip_y: d < 0 },
            269..=271 => Self { swap: true, flip_x: c >= 0, flip_y: false },
            359 | 0 | 1 => Self { swap: false, flip_x: false, flip_y: d < 0 },
            _ => Self::default(),
        }
    }

    pub(crate) fn is_identity(self) -> bool {
        self == Self::default()
    }

    /// The sides of the upright picture.
    pub(crate) fn upright(self, width: u32, height: u32) -> (u32, u32) {
        if self.swap { (height, width) } else { (width, height) }
    }

    /// Turns a frame before its colours are converted, plane by plane; `None` where its layout does not
    /// allow that (chroma subsampled differently in both directions, palettes, bit-packed pixels): then
    /// the converted picture is turned instead, which is also what the `ffmpeg` program does.
    pub(super) fn turn_frame(self, source: &frame::Video) -> Option<frame::Video> {
        let layout = Layout::of(source.format())?;
        if self.swap && layout.chroma_w != layout.chroma_h {
            return None;
        }
        // A negative stride (a picture stored upside down) reads as an enormous one.
        let forward = |plane| source.stride(plane) <= i32::MAX as usize;
        if source.planes() < layout.steps.len() || !(0..layout.steps.len()).all(forward) {
            return None;
        }
        let (width, height) = self.upright(source.width(), source.height());
        let mut target = frame::Video::new(source.format(), width, height);
        if target.planes() < layout.steps.len() {
            return None;
        }
        for (plane, &step) in layout.steps.iter().enumerate() {
            let shift = |size: u32, by: u8| match plane {
                1 | 2 => size.div_ceil(1 << by) as usize,
                _ => size as usize,
            };
            let from = Plane {
                width: shift(source.width(), layout.chroma_w),
                height: shift(source.height(), layout.chroma_h),
                stride: source.stride(plane),
                step,
            };
            let stride = target.stride(plane);
            self.turn(source.data(plane), &from, target.data_mut(plane), stride)?;
        }
        Some(target)
    }

    /// Turns a converted picture.
    pub(super) fn turn_picture(self, source: &DisplayPicture) -> Option<DisplayPicture> {
        let (width, height) = self.upright(source.width, source.height);
        let mut rgba = vec![0; source.rgba.len()];
        let from = Plane {
            width: source.width as usize,
            height: source.height as usize,
            stride: source.width as usize * 4,
            step: 4,
        };
        self.turn(&source.rgba, &from, &mut rgba, width as usize * 4)?;
        Some(DisplayPicture { width, height, rgba })
    }

    fn turn(self, data: &[u8], from: &Plane, into: &mut [u8], stride: usize) -> Option<()> {
        let (width, height) = if self.swap { (from.height, from.width) } else { (from.width, from.height) };
        for y in 0..height {
            let row = into.get_mut(y * stride..y * stride + width * from.step)?;
            for (x, pixel) in row.chunks_exact_mut(from.step).enumerate() {
                let (mut sx, mut sy) = if self.swap { (y, x) } else { (x, y) };
                if self.flip_x {
                    sx = from.width - 1 - sx;
                }
                if self.flip_y {
                    sy = from.height - 1 - sy;
                }
                let at = sy * from.stride + sx * from.step;
                pixel.copy_from_slice(data.get(at..at + from.step)?);
            }
        }
        Some(())
    }
}

struct Plane {
    width: usize,
    height: usize,
    /// Bytes from row to row.
    stride: usize,
    /// Bytes from pixel to pixel.
    step: usize,
}

/// Where the bytes of a pixel format lie.
struct Layout {
    chroma_w: u8,
    chroma_h: u8,
    /// Bytes from pixel to pixel in each plane.
    steps: Vec<usize>,
}

impl Layout {
    fn of(format: Pixel) -> Option<Self> {
        // SAFETY: descriptors are static tables; the pointer is null or valid for ever.
        let descriptor = unsafe { format.descriptor()?.as_ptr().as_ref() }?;
        let refused = (AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM) as u64;
        if descriptor.flags & refused != 0 {
            return None;
        }
        let components = descriptor.comp.get(..descriptor.nb_components.into())?;
        let planes = components.iter().map(|c| c.plane).max()? + 1;
        let steps: Vec<usize> = (0..planes)
            .filter_map(|plane| {
                let of_plane = components.iter().filter(|c| c.plane == plane);
                of_plane.map(|c| c.step as usize).max()
            })
            .collect();
        // Packed formats with shared chroma (YUYV) cannot be moved pixel by pixel.
        let subsampled = descriptor.log2_chroma_w != 0 || descriptor.log2_chroma_h != 0;
        if steps.len() == 1 && subsampled || steps.contains(&0) {
            return None;
        }
        Some(Self { chroma_w: descriptor.log2_chroma_w, chroma_h: descriptor.log2_chroma_h, steps })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(values: [i32; 9]) -> Vec<u8> {
        values.iter().flat_map(|v| v.to_ne_bytes()).collect()
    }

    const ONE: i32 = 1 << 16;

    /// The two-pixel picture `1 2` as it looks after turning, row by row.
    fn turned(values: [i32; 9]) -> (u32, Vec<u8>) {
        let source = DisplayPicture { width: 2, height: 1, rgba: vec![1, 1, 1, 1, 2, 2, 2, 2] };
        let out = Orientation::from_matrix(&matrix(values)).turn_picture(&source);
        let out = out.unwrap_or(source);
        (out.width, out.rgba.iter().step_by(4).copied().collect())
    }

    #[test]
    fn quarter_turns_and_mirrors() {
        let last = 1 << 30;
        assert_eq!(turned([ONE, 0, 0, 0, ONE, 0, 0, 0, last]), (2, vec![1, 2]));
        // Clockwise: the left pixel comes to the top.
        assert_eq!(turned([0, ONE, 0, -ONE, 0, 0, 0, 0, last]), (1, vec![1, 2]));
        assert_eq!(turned([-ONE, 0, 0, 0, -ONE, 0, 0, 0, last]), (2, vec![2, 1]));
        // Counter-clockwise: the left pixel comes to the bottom.
        assert_eq!(turned([0, -ONE, 0, ONE, 0, 0, 0, 0, last]), (1, vec![2, 1]));
        // Mirrored left to right: a negative first column alone.
        assert_eq!(turned([-ONE, 0, 0, 0, ONE, 0, 0, 0, last]), (2, vec![2, 1]));
        assert_eq!(turned([0; 9]), (2, vec![1, 2]));
    }
}
