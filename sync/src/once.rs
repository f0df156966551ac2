//! Syncing until there is nothing more to do.

use crate::{
    endpoint::Options,
    error::SyncError,
    node::Node,
    status::{PeerStatus, SyncStatus},
};
use rushes_domain::DeviceId;
use rushes_store::Store;
use serde::Serialize;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// Lets the last answers leave before the network is closed.
const LINGER: Duration = Duration::from_millis(150);

/// How often to look.
const TICK: Duration = Duration::from_millis(25);

/// What was synced.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Report {
    /// The devices that were reached.
    pub peers: Vec<PeerReport>,
    /// The devices that were not.
    pub unreachable: Vec<DeviceId>,
    /// Files that no reachable device has.
    pub media_missing: u64,
    /// Every device reached has, and has given, all. False when time ran out first.
    pub complete: bool,
}

/// What was synced with one device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PeerReport {
    /// The device.
    pub device: DeviceId,
    /// Documents that differed.
    pub documents: u64,
    /// Changes that it has taken.
    pub changes_sent: u64,
    /// Changes that came from it.
    pub changes_received: u64,
    /// Changes that came from it and were not taken, or fit nowhere.
    pub changes_refused: u64,
    /// Bytes of messages to it, media among them.
    pub bytes_sent: u64,
    /// Bytes of messages from it, media among them.
    pub bytes_received: u64,
    /// What the transport sent in all, its handshake and acknowledgements among it; bytes.
    pub transport_sent: u64,
    /// What the transport received in all, in bytes.
    pub transport_received: u64,
    /// Both hold the same, confirmed.
    pub settled: bool,
    /// What stands in the way, as a sentence.
    pub problem: Option<String>,
}

impl PeerReport {
    /// What went over since an earlier status, or since the start. That a device which had everything has left,
    /// and does not answer any more, is no problem of this exchange.
    #[must_use]
    pub fn since(before: Option<&PeerStatus>, peer: &PeerStatus) -> Self {
        let since = |count: fn(&PeerStatus) -> u64| count(peer).saturating_sub(before.map_or(0, count));
        Self {
            device: peer.device,
            documents: since(|p| p.documents),
            changes_sent: since(|p| p.changes_sent),
            changes_received: since(|p| p.changes_received),
            changes_refused: since(|p| p.changes_refused),
            bytes_sent: since(|p| p.bytes_sent),
            bytes_received: since(|p| p.bytes_received),
            transport_sent: since(|p| p.transport_sent),
            transport_received: since(|p| p.transport_received),
            settled: peer.settled,
            problem: peer.problem.clone().filter(|_| !peer.settled || peer.changes_refused > 0),
        }
    }
}

/// Calls every other device of the studio, looks for each for a few seconds, and ends when every
/// device that was reached has and gives all, media included, or when `timeout` is over. The other
/// side may do the same, or be a running [`Node`].
///
/// # Errors
/// When the network cannot be used at all.
pub fn sync_once(store: &Store, timeout: Duration) -> Result<Report, SyncError> {
    sync_once_with(store, timeout, Options::default())
}

/// [`sync_once`] with other options.
///
/// # Errors
/// When the network cannot be used at all.
pub fn sync_once_with(store: &Store, timeout: Duration, options: Options) -> Result<Report, SyncError> {
    let node = Node::start(store.clone(), options);
    let (complete, before) = wait(&node, timeout, &AtomicBool::new(false))?;
    if complete {
        std::thread::sleep(LINGER);
    }
    Ok(report(&before, &node.ended(), complete))
}

impl Node {
    /// What [`sync_once`] does, where a node runs already: calls every device that is not connected,
    /// waits until all who were reached have and give all, and says what went over meanwhile. Ends early when
    /// the flag is set: nobody wants to know any more.
    ///
    /// # Errors
    /// When the network cannot be used at all.
    pub fn sync_now(&self, timeout: Duration, gone: &AtomicBool) -> Result<Report, SyncError> {
        self.retry();
        let (complete, before) = wait(self, timeout, gone)?;
        Ok(report(&before, &self.status(), complete))
    }
}

/// Waits until there is nothing more to do. True when it came to that in time; and the status before.
fn wait(node: &Node, timeout: Duration, gone: &AtomicBool) -> Result<(bool, Arc<SyncStatus>), SyncError> {
    let began = Instant::now();
    let before = node.status();
    let mut absent: HashMap<DeviceId, Instant> = HashMap::new();
    let mut known = false;
    loop {
        // A change made just before must not be overlooked.
        known = known || node.read_root();
        let status = node.status();
        if let (true, Some(problem)) = (status.listening.is_empty(), &status.problem) {
            return Err(SyncError::Network(problem.clone()));
        }
        if known && done(&before, &status, &mut absent, node.look()) {
            return Ok((true, before));
        }
        if began.elapsed() > timeout || gone.load(Relaxed) {
            return Ok((false, before));
        }
        std::thread::sleep(TICK);
    }
}

/// Whether every device is settled, or was looked for long enough.
fn done(before: &SyncStatus, status: &SyncStatus, absent: &mut HashMap<DeviceId, Instant>, look: Duration) -> bool {
    let mut done = true;
    for peer in &status.peers {
        if peer.connected || (peer.settled && met(before, peer)) {
            absent.remove(&peer.device);
            done &= peer.settled;
        } else {
            done &= absent.entry(peer.device).or_insert_with(Instant::now).elapsed() > look;
        }
    }
    done
}

/// Whether anything was heard of a device since.
fn met(before: &SyncStatus, peer: &PeerStatus) -> bool {
    let heard = before.peers.iter().find(|p| p.device == peer.device).map_or(0, |p| p.bytes_received);
    peer.connected || peer.bytes_received > heard
}

fn report(before: &SyncStatus, after: &SyncStatus, complete: bool) -> Report {
    let earlier: HashMap<DeviceId, &PeerStatus> = before.peers.iter().map(|peer| (peer.device, peer)).collect();
    let (reached, missed): (Vec<_>, Vec<_>) = after.peers.iter().partition(|p| met(before, p));
    let peers = reached.into_iter().map(|peer| PeerReport::since(earlier.get(&peer.device).copied(), peer));
    Report {
        peers: peers.collect(),
        unreachable: missed.into_iter().map(|peer| peer.device).collect(),
        media_missing: after.media_missing,
        complete,
    }
}
