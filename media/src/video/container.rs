//! Opening a file with FFmpeg: local files only, known containers only, one video stream.
#![allow(unsafe_code)] // opening with a raw path, and stream fields without a safe wrapper

use std::ffi::CString;
use std::path::Path;
use std::ptr;
use std::sync::Once;

use ffmpeg_next::codec::packet::Ref;
use ffmpeg_next::codec::{self, Id};
use ffmpeg_next::ffi::{
    AV_DISPOSITION_ATTACHED_PIC, AV_DISPOSITION_DEFAULT, AV_PIX_FMT_FLAG_ALPHA, AV_PIX_FMT_FLAG_RGB,
    AV_PKT_FLAG_DISCARD, AVDiscard, AVMediaType, AVPixelFormat, AVStream, av_find_input_format,
    av_guess_sample_aspect_ratio, av_pix_fmt_desc_get, av_seek_frame, avformat_close_input, avformat_find_stream_info,
    avformat_open_input,
};
use ffmpeg_next::{Dictionary, Packet, format};

use super::orientation::Orientation;
use super::tags::{ColourTags, Format};
use crate::rational::Rational;
use crate::{Aspect, Limits, MediaError};

/// Containers that are read. None of them can point to other files or to the network.
const FORMATS: &str = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,mpegvideo,avi,mxf,ogg,flv,\
                       asf,gif,apng,yuv4mpegpipe,ivf,h264,hevc,m4v,obu,dv,dpx_pipe,aiff,wav,mp3,flac";

/// What is known of the video stream without decoding it.
#[derive(Debug, Clone)]
pub(crate) struct VideoStream {
    /// Stored width, in pixels, before any rotation.
    pub(crate) width: u32,
    /// Stored height, in pixels.
    pub(crate) height: u32,
    pub(crate) codec: String,
    pub(crate) codec_id: Id,
    pub(crate) pixel_format: String,
    pub(crate) bit_depth: u32,
    /// Whether there is alpha that means something.
    pub(crate) alpha: bool,
    pub(crate) colour: ColourTags,
    pub(crate) orientation: Orientation,
    /// How wide a stored pixel is shown.
    pub(crate) aspect: Aspect,
    /// Seconds per tick of all times below.
    pub(crate) time_base: Rational,
    /// Mean frame rate by the container.
    pub(crate) average_rate: Option<Rational>,
    /// Lowest rate that all times fit, by FFmpeg's guess.
    pub(crate) base_rate: Option<Rational>,
    /// How many packets the container announces, where it does.
    pub(crate) announced: u64,
}

impl VideoStream {
    /// The size as it is shown: with the pixels' own shape, then turned upright.
    pub(crate) fn shown(&self) -> (u32, u32) {
        self.orientation.upright(self.aspect.shown(self.width), self.height)
    }
}

/// An open file, reading packets of its video stream.
pub(crate) struct Container {
    input: format::context::Input,
    stream: usize,
    video: VideoStream,
    format: String,
    audio: bool,
}

impl Container {
    /// Opens a video for reading from its beginning.
    pub(crate) fn open(path: &Path, limits: &Limits) -> Result<Self, MediaError> {
        Self::open_as(path, None, limits)
    }

    /// Opens with a certain demuxer, or with the one that fits the content.
    pub(crate) fn open_as(path: &Path, demuxer: Option<&str>, limits: &Limits) -> Result<Self, MediaError> {
        let mut input = open_input(path, demuxer)?;
        let format = input.format().name().to_owned();
        let count = input.nb_streams() as usize;
        let mut best: Option<(u64, usize)> = None;
        let mut audio = false;
        for index in 0..count {
            let Some(raw) = stream(&input, index) else {
                continue;
            };
            // SAFETY: the stream and its parameters live as long as `input`.
            let (kind, area, disposition) = unsafe {
                let par = (*raw).codecpar;
                let area = u64::from((*par).width.max(0) as u32) * (*par).height.max(0) as u64;
                ((*par).codec_type, area, (*raw).disposition)
            };
            audio |= kind == AVMediaType::AVMEDIA_TYPE_AUDIO;
            let cover = disposition & AV_DISPOSITION_ATTACHED_PIC != 0;
            if kind == AVMediaType::AVMEDIA_TYPE_VIDEO && !cover {
                // The score by which the `ffmpeg` program chooses: area, then the default mark.
                let preferred = u64::from(disposition & AV_DISPOSITION_DEFAULT != 0) * 5_000_000;
                if best.is_none_or(|(score, _)| area + preferred > score) {
                    best = Some((area + preferred, index));
                }
            }
        }
        let Some((_, chosen)) = best else {
            return Err(if audio {
                MediaError::unsupported("it holds sound but no picture")
            } else {
                MediaError::damaged("it holds no video stream")
            });
        };
        let raw = stream(&input, chosen).ok_or_else(|| MediaError::damaged("it holds no video stream"))?;
        // SAFETY: as above.
        let mut video = unsafe { describe(raw) };
        // SAFETY: context and stream are live; without a frame, the container's and the codec's word count.
        let aspect = unsafe { av_guess_sample_aspect_ratio(input.as_mut_ptr(), raw.cast_mut(), ptr::null_mut()) };
        video.aspect = Aspect::new(f64::from(aspect.num) / f64::from(aspect.den));
        limits.check(video.width.into(), video.height.into(), 4)?;
        let (width, height) = video.shown();
        limits.check(width.into(), height.into(), 4)?;
        // Uncompressed AVI of 32 bits has a fourth byte that mostly nobody filled.
        video.alpha &= !(format == "avi" && video.codec_id == Id::RAWVIDEO);
        // The alpha of VP8 and VP9 travels beside the picture, and only the container says so.
        video.alpha |= matches!(video.codec_id, Id::VP8 | Id::VP9)
            && input.stream(chosen).is_some_and(|s| s.metadata().get("alpha_mode") == Some("1"));
        for index in (0..count).filter(|&index| index != chosen) {
            if let Some(mut other) = input.stream_mut(index) {
                // SAFETY: the stream is borrowed mutably, and nothing reads packets meanwhile.
                unsafe { (*other.as_mut_ptr()).discard = AVDiscard::AVDISCARD_ALL }
            }
        }
        Ok(Self { input, stream: chosen, video, format, audio })
    }

    pub(crate) fn video(&self) -> &VideoStream {
        &self.video
    }

    /// FFmpeg's name of the container, such as "mov,mp4,m4a,3gp,3g2,mj2".
    pub(crate) fn format(&self) -> &str {
        &self.format
    }

    pub(crate) fn has_audio(&self) -> bool {
        self.audio
    }

    /// Whether the demuxer finds keyframes by presentation time; the others go by decoding time.
    pub(crate) fn seeks_by_presentation(&self) -> bool {
        self.format.contains("matroska")
    }

    pub(crate) fn parameters(&self) -> Option<codec::Parameters> {
        Some(self.input.stream(self.stream)?.parameters())
    }

    /// The next packet of the video stream, or `None` at the end. A read error ends the file, as it does
    /// for the `ffmpeg` program.
    pub(crate) fn next_packet(&mut self) -> Option<Packet> {
        /// A demuxer may ask to be called again; a broken one must not do so for ever.
        const MOST_RETRIES: u32 = 1000;
        let mut retries = 0;
        loop {
            let mut packet = Packet::empty();
            match packet.read(&mut self.input) {
                Ok(()) if packet.stream() == self.stream => return Some(packet),
                Ok(()) => {}
                Err(ffmpeg_next::Error::Other { errno })
                    if errno == ffmpeg_next::error::EAGAIN && retries < MOST_RETRIES =>
                {
                    retries += 1;
                }
                Err(_) => return None,
            }
        }
    }

    /// Goes to the last keyframe at or before `time`, in ticks of the stream.
    pub(crate) fn seek(&mut self, time: i64) -> bool {
        /// `AVSEEK_FLAG_BACKWARD`
        const BACKWARD: i32 = 1;
        // SAFETY: the context is open and the stream exists.
        unsafe { av_seek_frame(self.input.as_mut_ptr(), self.stream as i32, time, BACKWARD) >= 0 }
    }
}

/// Whether an edit list cuts this packet's frame out of the presentation.
pub(crate) fn is_discarded(packet: &Packet) -> bool {
    // SAFETY: reads one field of a live packet.
    unsafe { (*packet.as_ptr()).flags & AV_PKT_FLAG_DISCARD != 0 }
}

fn stream(input: &format::context::Input, index: usize) -> Option<*const AVStream> {
    // SAFETY: the pointer is valid for as long as `input`, within which it is used.
    input.stream(index).map(|stream| unsafe { stream.as_ptr() })
}

/// # Safety
/// `raw` points to a stream of an open context.
unsafe fn describe(raw: *const AVStream) -> VideoStream {
    // C enums are read as integers: a newer library may know values that the bindings do not.
    unsafe {
        let par = (*raw).codecpar;
        let code = |field: *const i32| field.read();
        let format = (*par).format;
        let descriptor = if (0..AVPixelFormat::AV_PIX_FMT_NB as i32).contains(&format) {
            let format: AVPixelFormat = std::mem::transmute(format);
            av_pix_fmt_desc_get(format).as_ref()
        } else {
            None
        };
        let flag = |flag: i32| descriptor.is_some_and(|d| d.flags & flag as u64 != 0);
        let values = if flag(AV_PIX_FMT_FLAG_RGB) {
            Format::Rgb
        } else if descriptor.is_some_and(|d| d.nb_components < 3) {
            Format::Gray
        } else {
            Format::YCbCr
        };
        let codec_id = Id::from((*par).codec_id);
        let orientation = side_data_matrix(raw).map(|bytes| Orientation::from_matrix(&bytes)).unwrap_or_default();
        VideoStream {
            width: (*par).width.max(0) as u32,
            height: (*par).height.max(0) as u32,
            codec: codec_id.name().to_owned(),
            codec_id,
            pixel_format: descriptor
                .map(|d| std::ffi::CStr::from_ptr(d.name).to_string_lossy().into_owned())
                .unwrap_or_default(),
            bit_depth: descriptor.map_or(8, |d| d.comp[0].depth.max(1) as u32),
            alpha: flag(AV_PIX_FMT_FLAG_ALPHA),
            colour: ColourTags::from_codes(
                code((&raw const (*par).color_primaries).cast()),
                code((&raw const (*par).color_trc).cast()),
                code((&raw const (*par).color_space).cast()),
                code((&raw const (*par).color_range).cast()),
                values,
                (*par).height.max(0) as u32,
            ),
            orientation,
            aspect: Aspect::default(),
            time_base: Rational::new((*raw).time_base.num, (*raw).time_base.den).unwrap_or(Rational { num: 1, den: 1 }),
            average_rate: Rational::new((*raw).avg_frame_rate.num, (*raw).avg_frame_rate.den),
            base_rate: Rational::new((*raw).r_frame_rate.num, (*raw).r_frame_rate.den),
            announced: (*raw).nb_frames.max(0) as u64,
        }
    }
}

/// # Safety
/// `raw` points to a stream of an open context.
unsafe fn side_data_matrix(raw: *const AVStream) -> Option<Vec<u8>> {
    use ffmpeg_next::ffi::{AVPacketSideDataType, av_stream_get_side_data};
    let mut size = 0;
    // SAFETY: the data belongs to the stream and is copied at once.
    unsafe {
        let data = av_stream_get_side_data(raw, AVPacketSideDataType::AV_PKT_DATA_DISPLAYMATRIX, &raw mut size);
        (!data.is_null()).then(|| std::slice::from_raw_parts(data, size).to_vec())
    }
}

fn open_input(path: &Path, demuxer: Option<&str>) -> Result<format::context::Input, MediaError> {
    static START: Once = Once::new();
    START.call_once(|| {
        // Nothing to do when it fails: every call reports its own error.
        let _ = ffmpeg_next::init();
        ffmpeg_next::log::set_level(ffmpeg_next::log::Level::Quiet);
    });
    // Whether the file can be read at all is better asked of the system than of FFmpeg.
    std::fs::File::open(path).map_err(|error| MediaError::io(path, &error))?;
    let url = file_url(path)?;
    let mut options = Dictionary::new();
    options.set("protocol_whitelist", "file");
    options.set("format_whitelist", FORMATS);
    // SAFETY: the strings live through the calls; the context is closed on failure, else owned by
    // `Input`; the options are freed by `Dictionary`.
    unsafe {
        let kind = demuxer
            .and_then(|name| CString::new(name).ok())
            .map_or(ptr::null(), |name| av_find_input_format(name.as_ptr()));
        let mut context = ptr::null_mut();
        let mut raw_options = options.disown();
        let opened = avformat_open_input(&raw mut context, url.as_ptr(), kind.cast_mut(), &raw mut raw_options);
        drop(Dictionary::own(raw_options));
        if opened < 0 {
            return Err(fault(opened));
        }
        let probed = avformat_find_stream_info(context, ptr::null_mut());
        if probed < 0 {
            avformat_close_input(&raw mut context);
            return Err(fault(probed));
        }
        Ok(format::context::Input::wrap(context))
    }
}

/// `file:` in front, so that no name is taken for another protocol.
fn file_url(path: &Path) -> Result<CString, MediaError> {
    let mut bytes = b"file:".to_vec();
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        bytes.extend(path.as_os_str().as_bytes());
    }
    #[cfg(not(unix))]
    bytes.extend(path.to_string_lossy().as_bytes());
    CString::new(bytes).map_err(|_| MediaError::NotFound { path: path.to_owned() })
}

/// An FFmpeg error code as one of ours.
pub(super) fn fault(code: i32) -> MediaError {
    use ffmpeg_next::Error;
    match Error::from(code) {
        Error::DecoderNotFound | Error::DemuxerNotFound | Error::PatchWelcome => {
            MediaError::unsupported("there is no decoder for its content")
        }
        Error::Exit => MediaError::Cancelled,
        Error::Other { errno: ffmpeg_next::error::ENOMEM } => {
            MediaError::damaged("it asks for more memory than is allowed")
        }
        other => MediaError::damaged(format!("its structure cannot be read, or it ends too early ({other})")),
    }
}
