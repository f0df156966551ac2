//! Unique, opaque ids: 128 bits, written as 26 lower-case base-32 letters.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 26 letters and digits")]
pub struct BadId;

const ALPHABET: data_encoding::Encoding = data_encoding::BASE32_DNSSEC;

/// The bytes under every typed id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Id(pub [u8; 16]);

impl Id {
    /// The id that follows from a cause, so that two peers making the same thing make one thing.
    #[must_use]
    pub fn derive(kind: &str, cause: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("rushes derived id v1");
        hasher.update(kind.as_bytes());
        for part in cause {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(bytes)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ALPHABET.encode(&self.0))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", &ALPHABET.encode(&self.0)[..6])
    }
}

impl FromStr for Id {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let bytes = ALPHABET.decode(text.as_bytes()).map_err(|_| BadId)?;
        bytes.try_into().map(Self).map_err(|_| BadId)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if s.is_human_readable() { s.collect_str(self) } else { self.0.serialize(s) }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if d.is_human_readable() {
            String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
        } else {
            <[u8; 16]>::deserialize(d).map(Self)
        }
    }
}

macro_rules! typed {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Id);

        impl $name {
            /// From 128 random bits.
            #[must_use]
            pub fn new(bits: [u8; 16]) -> Self {
                Self(Id(bits))
            }

            /// The id that follows from a cause.
            #[must_use]
            pub fn derive(cause: &[&[u8]]) -> Self {
                Self(Id::derive(stringify!($name), cause))
            }

            /// The raw bytes.
            #[must_use]
            pub fn bytes(&self) -> &[u8; 16] {
                &self.0.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}:{:?}", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                text.parse().map(Self)
            }
        }
    )*};
}

typed! {
    /// A studio.
    StudioId,
    /// A person, member or not yet.
    PersonId,
    /// A pipeline template.
    PipelineId,
    /// A stage as a pipeline defines it.
    StageDefId,
    /// A project.
    ProjectId,
    /// A deliverable.
    DeliverableId,
    /// A stage of one deliverable.
    StageId,
    /// A round: one published revision of a stage.
    RoundId,
    /// One file of a round.
    AttachmentId,
    /// A comment.
    CommentId,
    /// An annotation.
    AnnotationId,
    /// An item of the feedback checklist.
    FeedbackId,
    /// One recorded event: a start, a step of a feedback item, an override.
    EventId,
    /// A decision on a round.
    DecisionId,
    /// A custom field.
    FieldId,
    /// One option of a choice.
    OptionId,
}

/// A device's public key (ed25519), which is also its address on the network.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub [u8; 32]);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "device:{}…", data_encoding::HEXLOWER.encode(&self.0[..4]))
    }
}

impl FromStr for DeviceId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| BadId)?;
        bytes.try_into().map(Self).map_err(|_| BadId)
    }
}

impl Serialize for DeviceId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if s.is_human_readable() { s.collect_str(self) } else { self.0.serialize(s) }
    }
}

impl<'de> Deserialize<'de> for DeviceId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if d.is_human_readable() {
            String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
        } else {
            <[u8; 32]>::deserialize(d).map(Self)
        }
    }
}
