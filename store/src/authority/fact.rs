//! Facts only grow: who the studio is, and who was granted what by whom.

use super::FactHash;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use rushes_domain::{DeviceId, PersonId, Role, StudioId};
use serde::{Deserialize, Serialize};

const VERSION: u8 = 1;
/// The largest fact taken from a peer, in bytes.
const MAX_BYTES: usize = 64 << 10;

/// A grant: the issuer says that a device speaks for a person with a role.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Grant {
    /// The grant the issuer holds; nothing for the studio's root key.
    pub parent: Option<FactHash>,
    /// To which device.
    pub device: DeviceId,
    /// Who uses it.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Milliseconds since 1970 by the issuer's clock, for people.
    pub at: i64,
}

/// What a fact says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FactBody {
    /// A studio began. Its id follows from its root key: nobody else can make this fact.
    Studio {
        /// The name it began with.
        name: String,
    },
    /// A device was let in.
    Grant(Grant),
}

/// A signed fact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fact {
    /// Of which studio.
    pub studio: StudioId,
    /// Whose signature it bears: the root key, or a device.
    pub issuer: DeviceId,
    /// What it says.
    pub body: FactBody,
    /// The issuer's signature.
    pub signature: Vec<u8>,
}

/// Why bytes are no fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFact {
    /// Not written as a fact.
    #[error("it does not read as a fact")]
    Unreadable,
    /// The signature does not fit.
    #[error("its signature does not fit")]
    Signature,
}

fn text(studio: StudioId, issuer: DeviceId, body: &FactBody) -> Vec<u8> {
    let mut text = b"rushes fact v1".to_vec();
    text.extend(studio.bytes());
    text.extend(issuer.0);
    text.extend(postcard::to_stdvec(body).unwrap_or_default());
    text
}

impl Fact {
    /// Signs a fact.
    #[must_use]
    pub fn sign(studio: StudioId, key: &SigningKey, body: FactBody) -> Self {
        let issuer = DeviceId(key.verifying_key().to_bytes());
        let signature = key.sign(&text(studio, issuer, &body)).to_vec();
        Self { studio, issuer, body, signature }
    }

    /// The id of the studio with this root key.
    #[must_use]
    pub fn studio_of(root: &DeviceId) -> StudioId {
        StudioId::derive(&[&root.0])
    }

    /// Its hash.
    #[must_use]
    pub fn hash(&self) -> FactHash {
        *blake3::hash(&self.to_bytes()).as_bytes()
    }

    /// As stored and sent.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(postcard::to_stdvec(self).unwrap_or_default());
        bytes
    }

    /// Whether bytes from [`Self::to_bytes`] are few enough to be read back. Others are never written.
    pub(crate) fn is_readable(bytes: &[u8]) -> bool {
        bytes.len() <= MAX_BYTES
    }

    /// From [`Self::to_bytes`], with its signature checked.
    ///
    /// # Errors
    /// When the bytes are no fact, or not signed by its issuer.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadFact> {
        if !Self::is_readable(bytes) || bytes.first() != Some(&VERSION) {
            return Err(BadFact::Unreadable);
        }
        let fact: Self = postcard::from_bytes(&bytes[1..]).map_err(|_| BadFact::Unreadable)?;
        // One fact has one encoding, or it would have several hashes.
        if fact.to_bytes() != bytes {
            return Err(BadFact::Unreadable);
        }
        let key = VerifyingKey::from_bytes(&fact.issuer.0).map_err(|_| BadFact::Signature)?;
        let signature = Signature::from_slice(&fact.signature).map_err(|_| BadFact::Signature)?;
        key.verify_strict(&text(fact.studio, fact.issuer, &fact.body), &signature).map_err(|_| BadFact::Signature)?;
        Ok(fact)
    }
}
