//! Decoded frames to RGB, with the very settings of the scaler that the `ffmpeg` program inserts by
//! itself (libavfilter's `scale`, bicubic), so that both give the same pixels.
#![allow(unsafe_code)] // libswscale's options and colour details have no safe wrapper

use std::ffi::CStr;
use std::ptr;

use ffmpeg_next::ffi::{
    AV_PIX_FMT_FLAG_ALPHA, AVPixelFormat, SWS_ACCURATE_RND, SWS_BICUBIC, SWS_FULL_CHR_H_INT, SwsContext,
    av_opt_set_int, sws_alloc_context, sws_freeContext, sws_getCoefficients, sws_getColorspaceDetails,
    sws_init_context, sws_scale_frame, sws_setColorspaceDetails,
};
use ffmpeg_next::{format::Pixel, frame};

use super::container::VideoStream;
use super::orientation::Orientation;
use super::tags::matrix_for;
use crate::picture::flatten_8;
use crate::resize::{Filter, resized};
use crate::{DisplayPicture, MediaError, Pixels};

/// `src_v_chr_pos` of libavfilter for 4:2:0: chroma lies half a luma line down, as in MPEG-2.
const CHROMA_POSITION_420: i64 = 128;
/// "Decide by the format", for every other layout.
const CHROMA_POSITION_DEFAULT: i64 = -513;

/// How a clip's frames are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    orientation: Orientation,
    /// Whether alpha counts.
    alpha: bool,
    /// The size of every frame as it is shown.
    size: (u32, u32),
    /// The stored lines of the clip, which decide what untagged values are.
    lines: u32,
}

impl Look {
    pub(super) fn of(video: &VideoStream) -> Self {
        Self { orientation: video.orientation, alpha: video.alpha, size: video.shown(), lines: video.height }
    }
}

/// A scaling context for frames of one shape.
struct Scaler {
    context: *mut SwsContext,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Shape {
    from: Pixel,
    to: Pixel,
    width: u32,
    height: u32,
    matrix: i32,
    range: i32,
}

// SAFETY: the context is owned, used through `&mut` only, and bound to no thread.
unsafe impl Send for Scaler {}

impl Drop for Scaler {
    fn drop(&mut self) {
        // SAFETY: made by `sws_alloc_context`, freed once.
        unsafe { sws_freeContext(self.context) }
    }
}

impl Scaler {
    fn new(shape: Shape, flags: i32) -> Result<Self, MediaError> {
        let refuse = || MediaError::unsupported(format!("the pixel format {:?} cannot be shown", shape.from));
        // SAFETY: a fresh context; every option below exists and takes an integer; the context is freed
        // by `Drop` on each way out.
        unsafe {
            let context = sws_alloc_context();
            if context.is_null() {
                return Err(refuse());
            }
            let scaler = Self { context, shape };
            let vertical = if shape.from == Pixel::YUV420P { CHROMA_POSITION_420 } else { CHROMA_POSITION_DEFAULT };
            let from: AVPixelFormat = shape.from.into();
            let to: AVPixelFormat = shape.to.into();
            let options: [(&CStr, i64); 11] = [
                (c"sws_flags", flags.into()),
                (c"srcw", shape.width.into()),
                (c"srch", shape.height.into()),
                (c"src_format", from as i64),
                (c"dstw", shape.width.into()),
                (c"dsth", shape.height.into()),
                (c"dst_format", to as i64),
                (c"src_h_chr_pos", CHROMA_POSITION_DEFAULT),
                (c"src_v_chr_pos", vertical),
                (c"dst_h_chr_pos", CHROMA_POSITION_DEFAULT),
                (c"dst_v_chr_pos", CHROMA_POSITION_DEFAULT),
            ];
            for (name, value) in options {
                if av_opt_set_int(context.cast(), name.as_ptr(), value, 0) < 0 {
                    return Err(refuse());
                }
            }
            if sws_init_context(context, ptr::null_mut(), ptr::null_mut()) < 0 {
                return Err(refuse());
            }
            scaler.set_colour();
            Ok(scaler)
        }
    }

    /// The matrix of the shape; the tagged range, else what the pixel format implies, as `scale` does.
    fn set_colour(&self) {
        let (mut source, mut target) = (ptr::null_mut(), ptr::null_mut());
        let (mut from_full, mut to_full) = (0, 0);
        let (mut brightness, mut contrast, mut saturation) = (0, 0, 0);
        // SAFETY: the context is initialised, and all pointers are to locals or static tables.
        unsafe {
            sws_getColorspaceDetails(
                self.context,
                &raw mut source,
                &raw mut from_full,
                &raw mut target,
                &raw mut to_full,
                &raw mut brightness,
                &raw mut contrast,
                &raw mut saturation,
            );
            match self.shape.range {
                1 => from_full = 0,
                2 => from_full = 1,
                _ => {}
            }
            let table = sws_getCoefficients(self.shape.matrix);
            sws_setColorspaceDetails(
                self.context,
                table,
                from_full,
                // For RGB output the scaler never reads it; the program passes the default table.
                sws_getCoefficients(5),
                to_full,
                brightness,
                contrast,
                saturation,
            );
        }
    }

    fn run(&mut self, source: &frame::Video, target: &mut frame::Video) -> Result<(), MediaError> {
        // SAFETY: both frames are allocated and have the shape that the context was made for.
        let code = unsafe { sws_scale_frame(self.context, target.as_mut_ptr(), source.as_ptr()) };
        if code < 0 {
            return Err(MediaError::damaged("a frame's colours cannot be converted"));
        }
        Ok(())
    }
}

/// Converts frames, keeping its scaler for as long as their shape stays the same.
#[derive(Default)]
pub(super) struct Converter {
    scaler: Option<(Scaler, frame::Video)>,
}

impl Converter {
    /// An 8-bit picture of a decoded frame, as it is shown.
    pub(super) fn display(&mut self, source: &frame::Video, look: &Look) -> Result<DisplayPicture, MediaError> {
        let colour = colour(source, look.lines);
        let upright = if look.orientation.is_identity() { None } else { look.orientation.turn_frame(source) };
        let picture = match &upright {
            Some(turned) => self.opaque(turned, colour, look.alpha)?,
            None if look.orientation.is_identity() => self.opaque(source, colour, look.alpha)?,
            None => {
                let stored = self.opaque(source, colour, look.alpha)?;
                look.orientation
                    .turn_picture(&stored)
                    .ok_or_else(|| MediaError::damaged("a frame has fewer pixels than it announces"))?
            }
        };
        // Pixels that are not square, and frames of another size than the clip's.
        let (width, height) = look.size;
        if (picture.width, picture.height) == look.size {
            return Ok(picture);
        }
        resized(&picture, width, height, Filter::Smooth)
    }

    /// Flattened onto white where alpha counts, as stills are.
    fn opaque(&mut self, source: &frame::Video, colour: (i32, i32), alpha: bool) -> Result<DisplayPicture, MediaError> {
        let (matrix, range) = colour;
        if !alpha || !has_alpha(source.format()) {
            return self.rgb_as(source, matrix, range);
        }
        let (width, height) = (source.width(), source.height());
        let shape = Shape { from: source.format(), to: Pixel::RGBA, width, height, matrix, range };
        let target = self.scale(source, shape, SWS_BICUBIC)?;
        let mut rgba = vec![255; width as usize * height as usize * 4];
        let row = width as usize * 4;
        for (from, to) in target.data(0).chunks(target.stride(0)).zip(rgba.chunks_exact_mut(row)) {
            flatten_8(from.get(..row).unwrap_or_default(), to, false);
        }
        Ok(DisplayPicture { width, height, rgba })
    }

    fn rgb_as(&mut self, source: &frame::Video, matrix: i32, range: i32) -> Result<DisplayPicture, MediaError> {
        let shape = Shape {
            from: source.format(),
            to: Pixel::RGB24,
            width: source.width(),
            height: source.height(),
            matrix,
            range,
        };
        let target = self.scale(source, shape, SWS_BICUBIC)?;
        // The 24-bit path is the one to equal; widening it to four bytes is ours.
        let (width, stride) = (shape.width as usize, target.stride(0));
        let mut rgba = Vec::with_capacity(width * shape.height as usize * 4);
        for row in target.data(0).chunks(stride).take(shape.height as usize) {
            let pixels = row.get(..width * 3).unwrap_or_default();
            rgba.extend(pixels.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]));
        }
        Ok(DisplayPicture { width: shape.width, height: shape.height, rgba })
    }

    /// A still's own values, four a pixel: 8 bits each where the frame has no more, else 16.
    pub(super) fn values(&mut self, source: &frame::Video, bit_depth: u32) -> Result<Pixels, MediaError> {
        let (matrix, range) = colour(source, source.height());
        // Between 8-bit formats libswscale copies; by way of 16 bits it would compute, and round.
        let (to, step) = if bit_depth > 8 { (Pixel::RGBA64LE, 8) } else { (Pixel::RGBA, 4) };
        let (width, height) = (source.width(), source.height());
        let shape = Shape { from: source.format(), to, width, height, matrix, range };
        let flags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT;
        let target = self.scale(source, shape, flags)?;
        let rows = target.data(0).chunks(target.stride(0)).take(height as usize);
        let bytes = rows.flat_map(|row| row.get(..width as usize * step).unwrap_or_default());
        Ok(if bit_depth > 8 {
            let bytes: Vec<u8> = bytes.copied().collect();
            Pixels::Rgba16(bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect())
        } else {
            Pixels::Rgba8(bytes.copied().collect())
        })
    }

    fn scale(&mut self, source: &frame::Video, shape: Shape, flags: i32) -> Result<&frame::Video, MediaError> {
        if self.scaler.as_ref().is_none_or(|(s, _)| s.shape != shape) {
            let scaler = Scaler::new(shape, flags)?;
            let target = frame::Video::new(shape.to, shape.width, shape.height);
            if target.planes() == 0 {
                return Err(MediaError::damaged("there is no memory for a frame of it"));
            }
            self.scaler = Some((scaler, target));
        }
        match &mut self.scaler {
            Some((scaler, target)) => {
                scaler.run(source, target)?;
                Ok(target)
            }
            None => Err(MediaError::unsupported("frames of this shape")),
        }
    }
}

/// The matrix of H.273 by which a frame of a clip of so many lines is converted, and its range as FFmpeg counts
/// (1 limited, 2 full).
fn colour(frame: &frame::Video, lines: u32) -> (i32, i32) {
    // SAFETY: the frame is allocated. The fields are C enums; read as integers, no value is invalid.
    unsafe {
        let raw = frame.as_ptr();
        let matrix = (&raw const (*raw).colorspace).cast::<i32>().read();
        let range = (&raw const (*raw).color_range).cast::<i32>().read();
        (matrix_for(matrix, lines), range)
    }
}

/// Whether pixels of this format have alpha.
fn has_alpha(format: Pixel) -> bool {
    // SAFETY: descriptors are static tables; the pointer is null or valid for ever.
    let descriptor = format.descriptor().and_then(|d| unsafe { d.as_ptr().as_ref() });
    descriptor.is_some_and(|d| d.flags & AV_PIX_FMT_FLAG_ALPHA as u64 != 0)
}
