//! Frames of an animated WebP, by the `image-webp` crate: FFmpeg 5 does not read them.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use ffmpeg_next::{format::Pixel, frame};
use image_webp::{DecodingError, WebPDecoder};

use super::container::VideoStream;
use super::orientation::Orientation;
use super::tags::{ColourTags, Format};
use crate::rational::Rational;
use crate::{Aspect, Cancel, Limits, MediaError};

/// Frames that are said to be shown shorter than this, in milliseconds, are shown for a tenth of a second, as
/// browsers do.
const SHORTEST_MS: u32 = 11;
const INSTEAD_MS: u32 = 100;

/// An open animation, giving its frames one after the other.
pub(super) struct WebpFrames {
    decoder: WebPDecoder<BufReader<File>>,
    video: VideoStream,
    buffer: Vec<u8>,
    /// When the next frame is shown, in milliseconds.
    time: i64,
}

impl WebpFrames {
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<Self, MediaError> {
        let file = File::open(path).map_err(|error| MediaError::io(path, &error))?;
        let mut decoder = WebPDecoder::new(BufReader::new(file)).map_err(|error| fault(path, error))?;
        let (width, height) = decoder.dimensions();
        // The canvas, the frame drawn onto it, and the one handed out.
        limits.check(width.into(), height.into(), 12)?;
        if !decoder.is_animated() {
            return Err(MediaError::damaged("it is announced as moving and holds one frame"));
        }
        decoder.set_memory_limit(usize::try_from(limits.max_bytes).unwrap_or(usize::MAX));
        // What no frame covers is see-through, and white where nothing is.
        let ground = if decoder.has_alpha() { [0; 4] } else { [255; 4] };
        decoder.set_background_color(ground).map_err(|error| fault(path, error))?;
        let size = decoder.output_buffer_size().ok_or_else(|| MediaError::damaged("it has no possible size"))?;
        let alpha = decoder.has_alpha();
        let video = VideoStream {
            width,
            height,
            codec: "webp".to_owned(),
            codec_id: ffmpeg_next::codec::Id::WEBP,
            pixel_format: if alpha { "rgba" } else { "rgb24" }.to_owned(),
            bit_depth: 8,
            alpha,
            colour: ColourTags::from_codes(2, 2, 2, 0, Format::Rgb, height),
            orientation: Orientation::default(),
            aspect: Aspect::default(),
            time_base: Rational { num: 1, den: 1000 },
            average_rate: None,
            base_rate: None,
            announced: decoder.num_frames().into(),
        };
        Ok(Self { decoder, video, buffer: vec![0; size], time: 0 })
    }

    /// What a container would tell of its stream.
    pub(super) fn video(&self) -> &VideoStream {
        &self.video
    }

    /// The next frame, with its time; a frame that does not decode ends the file.
    pub(super) fn next_frame(&mut self, cancel: &Cancel) -> Result<Option<frame::Video>, MediaError> {
        cancel.check()?;
        let Ok(shown) = self.decoder.read_frame(&mut self.buffer) else { return Ok(None) };
        let (width, height) = self.decoder.dimensions();
        let (format, step) = if self.decoder.has_alpha() { (Pixel::RGBA, 4) } else { (Pixel::RGB24, 3) };
        let mut frame = frame::Video::new(format, width, height);
        if frame.planes() == 0 {
            return Err(MediaError::damaged("there is no memory for a frame of it"));
        }
        let (row, stride) = (width as usize * step, frame.stride(0));
        for (target, source) in frame.data_mut(0).chunks_mut(stride).zip(self.buffer.chunks_exact(row)) {
            target[..row].copy_from_slice(source);
        }
        frame.set_pts(Some(self.time));
        self.time += i64::from(if shown < SHORTEST_MS { INSTEAD_MS } else { shown });
        Ok(Some(frame))
    }

    /// When the frame after the last one would be shown, in milliseconds.
    pub(super) fn end(&self) -> i64 {
        self.time
    }
}

fn fault(path: &Path, error: DecodingError) -> MediaError {
    match error {
        DecodingError::IoError(error) => MediaError::io(path, &error),
        DecodingError::UnsupportedFeature(what) => MediaError::unsupported(format!("WebP with {what} is not read")),
        other => MediaError::damaged(other.to_string()),
    }
}
