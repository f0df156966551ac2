//! A change as it travels: signed, and saying by which device and under which grant.

use super::{ChangeHash, FactHash, merkle};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use rushes_domain::{DeviceId, DocId};
use serde::{Deserialize, Serialize};

/// The format this program writes, and the only one it reads.
const VERSION: u8 = 1;
/// The largest envelope taken from a peer, in bytes.
const MAX_BYTES: usize = 16 << 20;
/// The longest Merkle path: enough for four thousand million changes in one command.
const MAX_PATH: usize = 32;

/// One change, signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// Of which document.
    pub doc: DocId,
    /// The change's hash.
    pub hash: ChangeHash,
    /// Who wrote it.
    pub device: DeviceId,
    /// The grant it was written under.
    pub grant: FactHash,
    /// With the device it makes the automerge actor.
    pub nonce: [u8; 16],
    /// Which key the change is encrypted with; 0 is none.
    pub key: u32,
    /// Place among the changes signed together.
    pub index: u32,
    /// How many were signed together.
    pub count: u32,
    /// From this change to the root that is signed.
    pub path: Vec<[u8; 32]>,
    /// The device's signature of the root.
    pub signature: Vec<u8>,
    /// The automerge change.
    pub change: Vec<u8>,
}

/// Why bytes are no envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEnvelope {
    /// Not written as an envelope.
    #[error("it does not read as an envelope")]
    Unreadable,
    /// Written by a newer program.
    #[error("it has the newer format {0}")]
    Newer(u8),
    /// The signature is not this device's signature of this change.
    #[error("its signature does not fit")]
    Signature,
    /// The change inside is not the one the envelope names, or was written by another actor.
    #[error("its change is not the one it names")]
    Change,
}

/// What the acknowledgement of a command says of one change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Signed {
    /// Of which document.
    pub doc: DocId,
    /// The change's hash, hexadecimal.
    pub change: String,
    /// The signature, hexadecimal.
    pub signature: String,
}

impl Envelope {
    fn leaf(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("rushes envelope v1");
        hasher.update(&self.doc.to_bytes());
        hasher.update(&self.hash);
        hasher.update(&self.device.0);
        hasher.update(&self.grant);
        hasher.update(&self.nonce);
        hasher.update(&self.key.to_le_bytes());
        *hasher.finalize().as_bytes()
    }

    /// Checks the signature, and that the change inside is the one named.
    ///
    /// # Errors
    /// What does not fit.
    pub fn check(&self) -> Result<automerge::Change, BadEnvelope> {
        let root = merkle::root(self.leaf(), self.index, self.count, &self.path).ok_or(BadEnvelope::Signature)?;
        let key = VerifyingKey::from_bytes(&self.device.0).map_err(|_| BadEnvelope::Signature)?;
        let signature = Signature::from_slice(&self.signature).map_err(|_| BadEnvelope::Signature)?;
        key.verify_strict(&signed_text(&root, self.count), &signature).map_err(|_| BadEnvelope::Signature)?;
        let change = automerge::Change::from_bytes(self.change.clone()).map_err(|_| BadEnvelope::Change)?;
        let actor = super::actor_of(&self.device, &self.nonce);
        if change.hash().0 != self.hash || change.actor_id().to_bytes() != actor {
            return Err(BadEnvelope::Change);
        }
        Ok(change)
    }

    /// As stored and sent.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        // Writing plain data to memory cannot fail.
        bytes.extend(postcard::to_stdvec(self).unwrap_or_default());
        bytes
    }

    /// Whether bytes from [`Self::to_bytes`] are few enough to be read back. Others are never written.
    pub(crate) fn is_readable(bytes: &[u8]) -> bool {
        bytes.len() <= MAX_BYTES
    }

    /// From [`Self::to_bytes`], not checked yet.
    ///
    /// # Errors
    /// When the bytes are no envelope.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadEnvelope> {
        let (version, rest) = bytes.split_first().ok_or(BadEnvelope::Unreadable)?;
        if *version > VERSION {
            return Err(BadEnvelope::Newer(*version));
        }
        if !Self::is_readable(bytes) {
            return Err(BadEnvelope::Unreadable);
        }
        let envelope: Self = postcard::from_bytes(rest).map_err(|_| BadEnvelope::Unreadable)?;
        if envelope.path.len() > MAX_PATH || envelope.signature.len() != 64 {
            return Err(BadEnvelope::Unreadable);
        }
        Ok(envelope)
    }

    /// Which document bytes are about that may be an envelope, without reading the rest.
    #[must_use]
    pub fn doc_of(bytes: &[u8]) -> Option<DocId> {
        let (_, rest) = bytes.split_first()?;
        postcard::take_from_bytes(rest).ok().map(|(doc, _)| doc)
    }

    /// What an acknowledgement says of it.
    #[must_use]
    pub fn signed(&self) -> Signed {
        Signed { doc: self.doc, change: hex(&self.hash), signature: hex(&self.signature) }
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn signed_text(root: &[u8; 32], count: u32) -> Vec<u8> {
    [b"rushes signature v1".as_slice(), root, &count.to_le_bytes()].concat()
}

/// Signs the changes of one command, once for all of them: each with the nonce of the actor that wrote it.
#[must_use]
pub fn sign(key: &SigningKey, grant: FactHash, changes: Vec<(DocId, ChangeHash, [u8; 16], Vec<u8>)>) -> Vec<Envelope> {
    let device = DeviceId(key.verifying_key().to_bytes());
    let count = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    let mut envelopes: Vec<Envelope> = (0..count)
        .zip(changes)
        .map(|(index, (doc, hash, nonce, change))| Envelope {
            doc,
            hash,
            device,
            grant,
            nonce,
            key: 0,
            index,
            count,
            path: Vec::new(),
            signature: Vec::new(),
            change,
        })
        .collect();
    let leaves: Vec<_> = envelopes.iter().map(Envelope::leaf).collect();
    let (root, paths) = merkle::tree(&leaves);
    let signature = key.sign(&signed_text(&root, count)).to_vec();
    for (envelope, path) in envelopes.iter_mut().zip(paths) {
        envelope.path = path;
        envelope.signature.clone_from(&signature);
    }
    envelopes
}
