//! What the packets of a video tell about its frames, without decoding one.

use ffmpeg_next::codec::Id;
use serde::{Deserialize, Serialize};

use super::container::{Container, is_discarded};
use crate::{Cancel, MediaError};

/// More frames than this (nine days at 24 a second) are refused.
const MOST_FRAMES: usize = 20_000_000;

/// A frame that decoding can start at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Key {
    /// Presentation time, in ticks.
    pub(super) pts: i64,
    /// Decoding time, in ticks.
    pub(super) dts: i64,
}

/// All packets of a video stream.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Presentation times of the frames that are shown, sorted.
    pub(super) times: Vec<i64>,
    /// Keyframes, shown or not, sorted by presentation time.
    pub(super) keys: Vec<Key>,
    /// How many packets there were, shown or not.
    pub(super) packets: u64,
    /// How long the last frame is shown, in ticks; 0 where the file does not say.
    pub(super) last_duration: i64,
    /// Whether every time was given, grew in decoding order, and belongs to one frame.
    pub(super) times_are_sound: bool,
    /// Whether frames are shown before, or without, a keyframe to decode them from.
    pub(super) head_is_doubtful: bool,
}

impl Scan {
    pub(super) fn read(container: &mut Container, cancel: &Cancel) -> Result<Self, MediaError> {
        let mut scan = Self { times_are_sound: true, ..Self::default() };
        let mut last = (i64::MIN, 0);
        let mut last_dts = i64::MIN;
        while let Some(packet) = container.next_packet() {
            cancel.check()?;
            scan.packets += 1;
            let Some(pts) = packet.pts() else {
                scan.times_are_sound = false;
                continue;
            };
            let dts = packet.dts().unwrap_or(pts);
            scan.times_are_sound &= dts >= last_dts;
            last_dts = dts;
            if packet.is_key() {
                scan.keys.push(Key { pts, dts });
            } else if scan.keys.is_empty() {
                scan.head_is_doubtful = true;
            }
            if is_discarded(&packet) {
                continue;
            }
            if scan.times.len() >= MOST_FRAMES {
                return Err(MediaError::unsupported("it has too many frames"));
            }
            scan.times.push(pts);
            if pts > last.0 {
                last = (pts, packet.duration().max(0));
            }
        }
        scan.last_duration = last.1;
        scan.times.sort_unstable();
        scan.times_are_sound &= scan.times.windows(2).all(|pair| pair[0] < pair[1]);
        scan.keys.sort_unstable_by_key(|key| key.pts);
        let first_key = scan.keys.first().map(|key| key.pts);
        let first_shown = scan.times.first().copied();
        scan.head_is_doubtful |= first_key.is_none_or(|key| first_shown.is_some_and(|t| t < key));
        Ok(scan)
    }
}

/// Whether every shown packet of this codec is one frame. VP8, for one, has packets that only serve as
/// references; frames of such codecs are counted by decoding.
pub(super) fn one_frame_per_packet(id: Id) -> bool {
    matches!(
        id,
        Id::H264
            | Id::HEVC
            | Id::PRORES
            | Id::DNXHD
            | Id::MJPEG
            | Id::VP9
            | Id::AV1
            | Id::MPEG1VIDEO
            | Id::MPEG2VIDEO
            | Id::FFV1
            | Id::RAWVIDEO
            | Id::HUFFYUV
            | Id::FFVHUFF
            | Id::UTVIDEO
            | Id::V210
            | Id::CFHD
            | Id::QTRLE
            | Id::PNG
            | Id::JPEG2000
            | Id::DVVIDEO
            | Id::HAP
    )
}
