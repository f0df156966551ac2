//! Files of a round, by content.

use crate::{document::Value, ids::AttachmentId, tree::Node};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A file's BLAKE3 hash, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaHash(pub [u8; 32]);

impl fmt::Display for MediaHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for MediaHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "media:{}…", data_encoding::HEXLOWER.encode(&self.0[..4]))
    }
}

impl FromStr for MediaHash {
    type Err = crate::ids::BadId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| crate::ids::BadId)?;
        bytes.try_into().map(Self).map_err(|_| crate::ids::BadId)
    }
}

impl Serialize for MediaHash {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if s.is_human_readable() { s.collect_str(self) } else { self.0.serialize(s) }
    }
}

impl<'de> Deserialize<'de> for MediaHash {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if d.is_human_readable() {
            String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
        } else {
            <[u8; 32]>::deserialize(d).map(Self)
        }
    }
}

/// A picture or a clip.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// One picture.
    Image,
    /// Moving pictures.
    Video,
}

/// What a file is to its round.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentRole {
    /// The work to review.
    Current,
    /// What it is compared with.
    Reference,
}

/// Frames a second as a fraction: 24000/1001 is not 23.976.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FrameRate {
    /// Frames.
    pub num: u32,
    /// Seconds; never 0.
    pub den: u32,
}

impl FrameRate {
    /// For reading and for pacing playback, never for finding a frame.
    #[must_use]
    pub fn per_second(self) -> f64 {
        f64::from(self.num) / f64::from(self.den.max(1))
    }
}

/// One file of a round.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Attachment {
    /// Id.
    pub id: AttachmentId,
    /// What it is to the round.
    pub role: AttachmentRole,
    /// Picture or clip.
    pub kind: MediaKind,
    /// Content.
    pub hash: MediaHash,
    /// The name it was published under.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// File format, for example `png`.
    pub format: String,
    /// Pixels, as displayed.
    pub width: u32,
    /// Pixels, as displayed.
    pub height: u32,
    /// Frames; 1 for a picture.
    pub frames: u64,
    /// Frame rate of a clip.
    pub fps: Option<FrameRate>,
    /// Length of a clip in milliseconds.
    pub duration_ms: Option<u64>,
    /// The codec or pixel layout, for people.
    pub codec: String,
    /// Whether it has transparency.
    pub alpha: bool,
}

impl Attachment {
    /// As stored in a round.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let whole = |n: u64| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
        Value::map([
            ("role", Value::from(if self.role == AttachmentRole::Current { "current" } else { "reference" })),
            ("kind", Value::from(if self.kind == MediaKind::Image { "image" } else { "video" })),
            ("hash", Value::from(self.hash.to_string())),
            ("name", Value::from(self.name.as_str())),
            ("size", whole(self.size)),
            ("format", Value::from(self.format.as_str())),
            ("width", Value::Int(self.width.into())),
            ("height", Value::Int(self.height.into())),
            ("frames", whole(self.frames)),
            ("fps", self.fps.map(|f| format!("{}/{}", f.num, f.den)).into()),
            ("duration_ms", self.duration_ms.map_or(Value::Null, whole)),
            ("codec", Value::from(self.codec.as_str())),
            ("alpha", Value::from(self.alpha)),
        ])
    }

    /// From [`Self::to_value`]; nothing where it names no content.
    #[must_use]
    pub fn read(id: AttachmentId, node: Node<'_>) -> Option<Self> {
        let whole = |key| node.int(key).and_then(|n| u64::try_from(n).ok());
        Some(Self {
            id,
            role: if node.text("role") == Some("reference") {
                AttachmentRole::Reference
            } else {
                AttachmentRole::Current
            },
            kind: if node.text("kind") == Some("video") { MediaKind::Video } else { MediaKind::Image },
            hash: node.parse("hash")?,
            name: node.string("name"),
            size: whole("size").unwrap_or_default(),
            format: node.string("format"),
            width: whole("width").and_then(|n| n.try_into().ok()).unwrap_or_default(),
            height: whole("height").and_then(|n| n.try_into().ok()).unwrap_or_default(),
            frames: whole("frames").unwrap_or(1).max(1),
            fps: node.text("fps").and_then(|t| {
                let (num, den) = t.split_once('/')?;
                let (num, den) = (num.parse().ok()?, den.parse().ok()?);
                (den > 0).then_some(FrameRate { num, den })
            }),
            duration_ms: whole("duration_ms"),
            codec: node.string("codec"),
            alpha: node.flag("alpha"),
        })
    }
}
