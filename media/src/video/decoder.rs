//! Packets in, frames out.

use ffmpeg_next::codec::{self, threading};
use ffmpeg_next::{Dictionary, Error, frame};

use super::container::{Container, fault};
use crate::{Cancel, Limits, MediaError};

/// Threads that decode frames ahead. Two give the same pictures as the `ffmpeg` program at any number.
const FRAME_THREADS: usize = 2;

/// An open file and a decoder for its video, giving frames in presentation order.
pub(super) struct FrameSource {
    container: Container,
    decoder: codec::decoder::Video,
    /// Whether the last packet has been sent.
    drained: bool,
}

impl FrameSource {
    pub(super) fn new(container: Container, limits: &Limits) -> Result<Self, MediaError> {
        let parameters = container.parameters().ok_or_else(|| MediaError::damaged("it holds no video stream"))?;
        let id = parameters.id();
        let found = codec::decoder::find(id)
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
        Ok(Self { container, decoder, drained: false })
    }

    pub(super) fn container(&self) -> &Container {
        &self.container
    }

    /// The next frame, or `None` at the end. Packets that do not decode are passed over, as the `ffmpeg`
    /// program does: what is missing shows by its time.
    pub(super) fn next_frame(&mut self, cancel: &Cancel) -> Result<Option<frame::Video>, MediaError> {
        loop {
            cancel.check()?;
            let mut frame = frame::Video::empty();
            match self.decoder.receive_frame(&mut frame) {
                Ok(()) => return Ok(Some(frame)),
                Err(Error::Eof) => return Ok(None),
                Err(Error::Other { errno }) if errno == ffmpeg_next::error::EAGAIN => {
                    if self.drained {
                        return Ok(None);
                    }
                    self.feed();
                }
                Err(Error::Other { errno }) if errno == ffmpeg_next::error::ENOMEM => {
                    return Err(fault(Error::Other { errno }.into()));
                }
                // A frame that does not decode: the ones after it may.
                Err(_) if !self.drained => self.feed(),
                Err(_) => {
                    // While draining, every call moves on by one frame and ends with `Eof`.
                }
            }
        }
    }

    fn feed(&mut self) {
        match self.container.next_packet() {
            // A refused packet is a damaged one.
            Some(packet) => {
                let _ = self.decoder.send_packet(&packet);
            }
            None => {
                self.drained = true;
                let _ = self.decoder.send_eof();
            }
        }
    }

    /// Goes to `time` in ticks, dropping everything under way. False where the file cannot seek, or the
    /// first packet there is decoded after `latest`, so that what it refers to was passed over.
    pub(super) fn seek(&mut self, time: i64, latest: i64) -> bool {
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
