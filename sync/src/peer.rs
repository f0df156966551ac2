//! Another device, connected.

use crate::{exchange::Outcome, line::Traffic, status::Route};
use iroh::{TransportAddr, endpoint::Connection};
use rushes_domain::DeviceId;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// What is known of a live connection.
#[derive(Clone, Copy, Default)]
struct Standing {
    /// What both held when they last were equal.
    synced: Option<[u8; 32]>,
    /// An exchange has run to its end without making them equal.
    stuck: bool,
    told_settled: Option<[u8; 32]>,
    heard_settled: Option<[u8; 32]>,
}

/// Another device, connected.
pub(crate) struct Peer {
    pub(crate) device: DeviceId,
    pub(crate) conn: Connection,
    /// This side called, and so begins the exchanges.
    pub(crate) called: bool,
    since: Instant,
    pub(crate) traffic: Arc<Traffic>,
    /// The other side has something new.
    pub(crate) nudge: Notify,
    standing: Mutex<Standing>,
}

impl Peer {
    pub(crate) fn new(device: DeviceId, conn: Connection, called: bool, traffic: Arc<Traffic>) -> Self {
        let standing = Mutex::default();
        Self { device, conn, called, since: Instant::now(), traffic, nudge: Notify::new(), standing }
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What both held when they last were equal.
    pub(crate) fn synced(&self) -> Option<[u8; 32]> {
        self.standing().synced
    }

    /// What to tell the other side once nothing more is wanted of it; nothing if it knows, or if
    /// there was no exchange yet.
    pub(crate) fn to_settle(&self) -> Option<[u8; 32]> {
        let standing = self.standing();
        let at = if standing.stuck { Some([0; 32]) } else { standing.synced };
        at.filter(|at| standing.told_settled != Some(*at))
    }

    pub(crate) fn told_settled(&self, at: [u8; 32]) {
        self.standing().told_settled = Some(at);
    }

    pub(crate) fn heard_settled(&self, at: [u8; 32]) {
        self.standing().heard_settled = Some(at);
    }

    /// The way to it; nothing while none is open.
    pub(crate) fn route(&self) -> Option<Route> {
        let paths = self.conn.paths();
        let path = paths.iter().find(iroh::endpoint::Path::is_selected).or_else(|| paths.iter().next())?;
        match path.remote_addr() {
            TransportAddr::Ip(address) => Some(Route::to(*address)),
            TransportAddr::Relay(url) => Some(Route::Relay(url.to_string())),
            _ => None,
        }
    }

    /// How long it is connected.
    pub(crate) fn age(&self) -> Duration {
        self.since.elapsed()
    }

    /// An exchange has run to its end.
    pub(crate) fn exchanged(&self, outcome: Outcome) {
        let mut standing = self.standing();
        standing.stuck = !outcome.equal;
        standing.synced = outcome.root.or(standing.synced);
    }

    /// Nothing more can be had from it, or given to it.
    pub(crate) fn equal(&self, root: Option<[u8; 32]>) -> bool {
        let standing = self.standing();
        standing.stuck || (root.is_some() && standing.synced == root)
    }

    /// That, and neither side wants any more media of the other.
    pub(crate) fn settled(&self, root: Option<[u8; 32]>) -> bool {
        let standing = self.standing();
        if standing.stuck {
            return standing.told_settled.is_some() && standing.heard_settled.is_some();
        }
        root.is_some()
            && [standing.synced, standing.told_settled, standing.heard_settled].iter().all(|held| *held == root)
    }
}
