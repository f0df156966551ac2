//! Who may write: the one gate for local and remote changes, pure.
//!
//! The set of accepted changes is a function of the facts and the envelopes, whatever the order
//! they arrived in, so that every peer computes the same set.

mod accepted;
mod envelope;
mod fact;
mod merkle;

pub use accepted::{Authority, Judgement, accepted};
pub(crate) use envelope::hex;
pub use envelope::{BadEnvelope, Envelope, Signed, sign};
pub use fact::{BadFact, Fact, FactBody, Grant};

/// A change's hash, as automerge computes it.
pub type ChangeHash = [u8; 32];
/// A fact's hash.
pub type FactHash = [u8; 32];

/// An automerge actor: 16 bytes of H(device, nonce). Every run of the program, and every restore
/// of a backup, takes a new nonce: an actor used twice would break sync for good.
#[must_use]
pub fn actor_of(device: &rushes_domain::DeviceId, nonce: &[u8; 16]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("rushes actor v1");
    hasher.update(&device.0).update(nonce);
    let mut actor = [0; 16];
    actor.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    actor
}
