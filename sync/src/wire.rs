//! What peers say to each other: one message a frame, every message bounded.
//!
//! A stream begins with the protocol's number (two bytes, big-endian) from either side, in a form
//! that no version will change, so that peers of different versions can say so. Then frames follow:
//! the length in bytes (four bytes, big-endian) and a [`Message`] in postcard's format. A frame that
//! is too long, cut off or not well formed is a [`WireError`], and ends the stream, never more.

use crate::packed::{Blob, List, Packed};
use rushes_domain::{DocId, StudioId};
use serde::{Deserialize, Serialize};

/// The protocol's name in the handshake of a connection.
pub const ALPN: &[u8] = b"rushes/1";

/// The protocol's number at the beginning of each stream.
pub const VERSION: u16 = 1;

/// Longest frame between members, in bytes.
pub const MAX_FRAME: usize = 8 << 20;

/// Longest frame from a device that is no member (yet), in bytes.
pub const MAX_STRANGER_FRAME: usize = 256 << 10;

/// A batch of envelopes is closed once it holds this many bytes.
pub const BATCH_BYTES: usize = 1 << 20;

/// Longest envelope that fits into a frame, in bytes.
pub const MAX_ENVELOPE: usize = MAX_FRAME - (BATCH_BYTES + (64 << 10));

/// Most envelopes or facts in one batch.
pub const MAX_BATCH: usize = 16_384;

/// Most documents offered at once.
pub const MAX_OFFER: usize = 1_024;

/// Most media files or document ids asked about at once.
pub const MAX_ASK: usize = 1_024;

/// Longest text of a refusal, in characters.
const MAX_TEXT: usize = 500;

/// The first 16 bytes of a hash: enough to tell what one of two members holds.
pub type Short = [u8; 16];

/// Cuts a hash.
#[must_use]
pub fn short(hash: &[u8; 32]) -> Short {
    let mut short = [0; 16];
    short.copy_from_slice(&hash[..16]);
    short
}

/// What a peer holds, in a few bytes. Equal summaries mean equal studios.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hello {
    /// Of which studio.
    pub studio: StudioId,
    /// BLAKE3 over the hashes of all facts, in order.
    pub facts: [u8; 32],
    /// BLAKE3 over the ids and digests of all documents, in order.
    pub documents: [u8; 32],
}

/// A document and the changes of it that the sender holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Offered {
    /// Which document.
    pub doc: DocId,
    /// Its changes.
    pub changes: Packed<16>,
}

/// What is wanted of an offered document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wanted {
    /// Its place in the offer, from 0.
    pub offered: u32,
    /// Which of its changes.
    pub changes: Packed<16>,
}

/// What became of a batch. It is on disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Stored {
    /// Facts that were new.
    pub facts: u32,
    /// Changes that were new.
    pub changes: u32,
    /// Envelopes that were not taken.
    pub refused: u32,
}

/// How a file of media is cut into pieces.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outline {
    /// Bytes.
    pub size: u64,
    /// The pieces' hashes, in order.
    pub pieces: Packed<32>,
}

/// A request, or the answer to one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Message {
    /// Begins an exchange or a round of it, and answers that.
    Hello(Hello),
    /// No, and why.
    Refused {
        /// The stable word for scripts.
        code: String,
        /// Why, as a sentence.
        message: String,
    },
    /// Nothing more to be had: the exchange ends unequal.
    Enough,
    /// The facts that the asker holds.
    FactsHeld(Packed<16>),
    /// Facts the asker lacks, and the places in its list of those lacking here.
    FactsGiven {
        /// New to the asker.
        facts: List<Blob, MAX_BATCH>,
        /// Wanted from the asker.
        want: List<u32, MAX_BATCH>,
    },
    /// The facts asked for.
    FactsPushed(List<Blob, MAX_BATCH>),
    /// A batch is on disk.
    Stored(Stored),
    /// A step of set reconciliation, in negentropy's format.
    Reconcile(Blob),
    /// Documents that differ, and what the sender holds of them.
    Offer(List<Offered, MAX_OFFER>),
    /// Answers an offer.
    Answered {
        /// What is wanted of it.
        want: List<Wanted, MAX_OFFER>,
        /// What the asker lacks.
        envelopes: List<Blob, MAX_BATCH>,
        /// Whether there is more to give than this.
        more: bool,
    },
    /// Asks for documents by their id in the reconciliation.
    Ask(Packed<32>),
    /// A batch of changes.
    Envelopes {
        /// As the store wrote them.
        envelopes: List<Blob, MAX_BATCH>,
        /// Whether there is more to give than this.
        more: bool,
    },
    /// Redeems an invitation.
    Join {
        /// To which studio.
        studio: StudioId,
        /// From the ticket.
        secret: [u8; 32],
        /// Who joins.
        name: String,
        /// Their e-mail address.
        email: String,
    },
    /// Welcome: every fact, this device's grant among them.
    Joined(List<Blob, MAX_BATCH>),
    /// Shows a peer that does not know this device yet the facts that make it a member.
    Introduce {
        /// Of which studio.
        studio: StudioId,
        /// Every fact.
        facts: List<Blob, MAX_BATCH>,
    },
    /// The introduction was good.
    Introduced,
    /// Which of these files do you have?
    MediaHave(Packed<32>),
    /// One answer for each, in order.
    MediaHeld(List<bool, MAX_ASK>),
    /// How is this file cut?
    MediaOutline([u8; 32]),
    /// Like this, if it is here.
    Outline(Option<Outline>),
    /// One piece of a file.
    MediaPiece {
        /// The file.
        hash: [u8; 32],
        /// Which piece, from 0.
        index: u64,
    },
    /// The piece, if it is here.
    Piece(Option<Blob>),
    /// Something changed here: begin an exchange.
    Changed,
    /// I have all that I want from you, documents and media, now that both hold this. The answer is the same.
    Settled([u8; 32]),
}

impl Message {
    /// A refusal, its text cut to what others will read.
    #[must_use]
    pub fn refused(code: &str, message: &str) -> Self {
        Self::Refused { code: code.chars().take(40).collect(), message: sentence(message) }
    }
}

/// Text from a peer, made fit to show: bounded, on one line.
#[must_use]
pub fn sentence(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect()
}

/// Why bytes are not a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Longer than agreed.
    #[error("a message of {found} bytes came, more than the {most} that are allowed")]
    TooLong {
        /// Its length in bytes.
        found: usize,
        /// The limit in bytes.
        most: usize,
    },
    /// Not well formed.
    #[error("a message could not be read")]
    Malformed,
    /// Out of turn.
    #[error("a message came out of turn ({0})")]
    OutOfTurn(&'static str),
    /// A peer of another version.
    #[error("the other side speaks another version of the protocol than this one ({VERSION})")]
    Version {
        /// Its version; 0 where it did not say.
        theirs: u16,
    },
    /// The stream ended in the middle.
    #[error("the connection was cut")]
    Cut,
}

/// A message as a frame, its length in front.
///
/// # Errors
/// [`WireError::TooLong`] where it does not fit into a frame.
pub fn encode(message: &Message) -> Result<Vec<u8>, WireError> {
    let mut frame = postcard::to_extend(message, vec![0; 4]).map_err(|_| WireError::Malformed)?;
    let length = frame.len() - 4;
    if length > MAX_FRAME {
        return Err(WireError::TooLong { found: length, most: MAX_FRAME });
    }
    let length = u32::try_from(length).map_err(|_| WireError::Malformed)?;
    frame[..4].copy_from_slice(&length.to_be_bytes());
    Ok(frame)
}

/// The length that a frame's first four bytes announce.
///
/// # Errors
/// [`WireError::TooLong`] above `most` bytes.
pub fn length(head: [u8; 4], most: usize) -> Result<usize, WireError> {
    let found = u32::from_be_bytes(head) as usize;
    if found > most { Err(WireError::TooLong { found, most }) } else { Ok(found) }
}

/// The message in a frame, without its length.
///
/// # Errors
/// [`WireError::Malformed`] for anything else.
pub fn decode(body: &[u8]) -> Result<Message, WireError> {
    match postcard::take_from_bytes(body) {
        Ok((message, [])) => Ok(message),
        _ => Err(WireError::Malformed),
    }
}
