//! Packets in, frames out.

use std::path::Path;

use ffmpeg_next::codec::{self, threading};
use ffmpeg_next::{Dictionary, Error, frame};

use super::container::{Container, VideoStream, fault};
use super::webp::WebpFrames;
use crate::sniff::{Sniffed, StillFormat, sniff};
use crate::{Cancel, Limits, MediaError};

/// Threads that decode frames ahead. Two give the same pictures as the `ffmpeg` program at any number.
const FRAME_THREADS: usize = 2;

/// An open file that gives its frames in presentation order.
pub(super) enum FrameSource {
    /// Packets of a container, through a decoder of FFmpeg's.
    Coded(Box<CodedFrames>),
    /// An animated WebP, which FFmpeg does not read.
    Webp(Box<WebpFrames>),
}

impl FrameSource {
    /// Opens a file at its beginning.
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<Self, MediaError> {
        if is_webp(path)? {
            return Ok(Self::Webp(Box::new(WebpFrames::open(path, limits)?)));
        }
        Ok(Self::Coded(Box::new(CodedFrames::new(Container::open(path, limits)?, limits)?)))
    }

    /// What is known of the video.
    pub(super) fn video(&self) -> &VideoStream {
        match self {
            Self::Coded(frames) => frames.container.video(),
            Self::Webp(frames) => frames.video(),
        }
    }

    /// The next frame, or `None` at the end.
    pub(super) fn next_frame(&mut self, cancel: &Cancel) -> Result<Option<frame::Video>, MediaError> {
        match self {
            Self::Coded(frames) => frames.next_frame(cancel),
            Self::Webp(frames) => frames.next_frame(cancel),
        }
    }

    /// Goes to a keyframe, shown at `pts` and decoded at `dts`; false where that is not possible.
    pub(super) fn seek(&mut self, pts: i64, dts: i64) -> bool {
        match self {
            Self::Coded(frames) => {
                let time = if frames.container.seeks_by_presentation() { pts } else { dts };
                frames.seek(time, dts)
            }
            Self::Webp(_) => false,
        }
    }
}

/// Whether a file is an animated WebP.
pub(super) fn is_webp(path: &Path) -> Result<bool, MediaError> {
    Ok(sniff(path)? == Sniffed::Animation(StillFormat::WebP))
}

/// An open container and a decoder for its video.
pub(super) struct CodedFrames {
    container: Container,
    decoder: codec::decoder::Video,
    /// Whether the last packet has been sent.
    drained: bool,
    /// Whether a frame came out.
    gave: bool,
    /// Whether the decoder said that it does not know what the packets hold.
    unknown: bool,
}

impl CodedFrames {
    pub(super) fn new(container: Container, limits: &Limits) -> Result<Self, MediaError> {
        let parameters = container.parameters().ok_or_else(|| MediaError::damaged("it holds no video stream"))?;
        let id = parameters.id();
        // Of the decoders for VP8 and VP9, only the reference ones give alpha.
        let with_alpha = match id {
            codec::Id::VP8 if container.video().alpha => codec::decoder::find_by_name("libvpx"),
            codec::Id::VP9 if container.video().alpha => codec::decoder::find_by_name("libvpx-vp9"),
            _ => None,
        };
        let found = with_alpha
            .or_else(|| codec::decoder::find(id))
            .ok_or_else(|| MediaError::unsupported(format!("there is no decoder for {}", id.name())))?;
        let mut context = codec::Context::from_parameters(parameters).map_err(|e| fault(e.into()))?;
        context.set_threading(threading::Config {
            kind: threading::Type::Frame,
            count: FRAME_THREADS,
            ..threading::Config::default()
        });
        let mut decoder = context.decoder();
        let time_base = container.video().time_base;
        decoder.set_packet_time_base(ffmpeg_next::Rational(time_base.num, time_base.den));
        let mut options = Dictionary::new();
        options.set("max_pixels", &limits.max_pixels.to_string());
        let decoder = decoder
            .open_as_with(found, options)
            .and_then(codec::decoder::Opened::video)
            .map_err(|e| fault(e.into()))?;
        Ok(Self { container, decoder, drained: false, gave: false, unknown: false })
    }

    /// The next frame, or `None` at the end. Packets that do not decode are passed over, as the `ffmpeg`
    /// program does: what is missing shows by its time. Where none decodes because the decoder does not know
    /// the kind, that is said.
    pub(super) fn next_frame(&mut self, cancel: &Cancel) -> Result<Option<frame::Video>, MediaError> {
        loop {
            cancel.check()?;
            let mut frame = frame::Video::empty();
            match self.decoder.receive_frame(&mut frame) {
                Ok(()) => {
                    self.gave = true;
                    return Ok(Some(frame));
                }
                Err(Error::Eof) => return self.end(),
                Err(Error::Other { errno }) if errno == ffmpeg_next::error::EAGAIN => {
                    if self.drained {
                        return self.end();
                    }
                    self.feed();
                }
                Err(Error::Other { errno }) if errno == ffmpeg_next::error::ENOMEM => {
                    return Err(fault(Error::Other { errno }.into()));
                }
                // A frame that does not decode: the ones after it may.
                Err(error) if !self.drained => {
                    self.unknown |= error == Error::PatchWelcome;
                    self.feed();
                }
                Err(_) => {
                    // While draining, every call moves on by one frame and ends with `Eof`.
                }
            }
        }
    }

    fn end(&self) -> Result<Option<frame::Video>, MediaError> {
        if self.gave || !self.unknown {
            return Ok(None);
        }
        let codec = &self.container.video().codec;
        Err(MediaError::unsupported(format!(
            "{codec} of this kind is not read; export it as ProRes, H.264 or a sequence"
        )))
    }

    fn feed(&mut self) {
        match self.container.next_packet() {
            // A refused packet is a damaged one.
            Some(packet) => {
                let sent = self.decoder.send_packet(&packet);
                self.unknown |= sent == Err(Error::PatchWelcome);
            }
            None => {
                self.drained = true;
                let _ = self.decoder.send_eof();
            }
        }
    }

    /// Goes to `time` in ticks, dropping everything under way. False where the file cannot seek, or the
    /// first packet there is decoded after `latest`, so that what it refers to was passed over.
    fn seek(&mut self, time: i64, latest: i64) -> bool {
        let done = self.container.seek(time);
        self.decoder.flush();
        self.drained = false;
        if !done {
            return false;
        }
        let Some(packet) = self.container.next_packet() else {
            return false;
        };
        let in_time = packet.dts().or(packet.pts()).is_some_and(|dts| dts <= latest);
        if in_time {
            let _ = self.decoder.send_packet(&packet);
        }
        in_time
    }
}
