//! What views read.

use crate::invite::Invite;
use rushes_domain::{Actor, State};
use std::sync::Arc;

/// The studio at one moment. It never changes; a newer one takes its place.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Counts the changes this device has learned of.
    pub seq: u64,
    /// Everything there is.
    pub state: State,
    /// Who uses this device, and as what.
    pub me: Actor,
    /// What the person would take back next, if anything: "approved Lighting, round 2".
    pub undo: Option<String>,
    /// What they would do again next, if anything.
    pub redo: Option<String>,
    /// The invitations that this device made, the newest first.
    pub invites: Arc<[Invite]>,
}
