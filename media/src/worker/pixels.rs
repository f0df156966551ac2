//! A picture's pixels on their way from the child: as they lie in memory, in one piece.

use std::io::{self, Read, Write};

use bytemuck::{cast_slice, cast_slice_mut};
use serde::{Deserialize, Serialize};

use crate::{Aspect, DisplayPicture, Limits, MediaError, Picture, Pixels};

/// What the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Depth {
    Rgba8,
    Rgba16,
    RgbaF32,
}

/// What is told of a picture before its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    width: u32,
    height: u32,
    premultiplied: bool,
    aspect: Aspect,
    depth: Depth,
}

impl Outline {
    pub(super) fn of(picture: &Picture) -> Self {
        let depth = match picture.pixels {
            Pixels::Rgba8(_) => Depth::Rgba8,
            Pixels::Rgba16(_) => Depth::Rgba16,
            Pixels::RgbaF32(_) => Depth::RgbaF32,
        };
        Self {
            width: picture.width,
            height: picture.height,
            premultiplied: picture.premultiplied,
            aspect: picture.aspect,
            depth,
        }
    }

    pub(super) fn of_frame(frame: &DisplayPicture) -> Self {
        Self {
            width: frame.width,
            height: frame.height,
            premultiplied: false,
            aspect: Aspect::default(),
            depth: Depth::Rgba8,
        }
    }

    /// Reads the pixels that follow. The child is not trusted: it may be what the file made of it.
    pub(super) fn read(self, from: &mut impl Read) -> Result<Picture, MediaError> {
        let Self { width, height, premultiplied, depth, .. } = self;
        // What comes over the pipe is no more to be trusted than a file.
        let aspect = Aspect::new(self.aspect.ratio());
        let bytes_each = match depth {
            Depth::Rgba8 => 4,
            Depth::Rgba16 => 8,
            Depth::RgbaF32 => 16,
        };
        Limits::default().check(width.into(), height.into(), bytes_each)?;
        Limits::default().check(aspect.shown(width).into(), height.into(), 4)?;
        let values = width as usize * height as usize * 4;
        let pixels = match depth {
            Depth::Rgba8 => filled(values, from).map(Pixels::Rgba8),
            Depth::Rgba16 => filled(values, from).map(Pixels::Rgba16),
            Depth::RgbaF32 => filled(values, from).map(Pixels::RgbaF32),
        };
        let pixels = pixels.map_err(|_| MediaError::damaged("the decoder stopped in the middle of the picture"))?;
        Ok(Picture { width, height, pixels, premultiplied, aspect })
    }
}

fn filled<T: bytemuck::Pod>(values: usize, from: &mut impl Read) -> io::Result<Vec<T>> {
    let mut pixels = vec![T::zeroed(); values];
    from.read_exact(cast_slice_mut(&mut pixels))?;
    Ok(pixels)
}

pub(super) fn write(picture: &Picture, out: &mut impl Write) -> io::Result<()> {
    match &picture.pixels {
        Pixels::Rgba8(values) => out.write_all(values),
        Pixels::Rgba16(values) => out.write_all(cast_slice(values)),
        Pixels::RgbaF32(values) => out.write_all(cast_slice(values)),
    }
}
