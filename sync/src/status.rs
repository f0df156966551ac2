//! What the window shows of the other devices.

use arc_swap::ArcSwap;
use rushes_domain::{DeviceId, MediaHash, PersonId, Timestamp};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// How it stands with every other device.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SyncStatus {
    /// Where this device listens; empty until the network is open.
    pub listening: Vec<SocketAddr>,
    /// Every other device of the studio, by id.
    pub peers: Vec<PeerStatus>,
    /// What was done here that no other device has confirmed, counted in commands; counting ends at 500.
    pub pending: u64,
    /// Files on their way here.
    pub media: Vec<MediaProgress>,
    /// Files that the studio speaks of and that are not here yet, those on their way among them.
    pub media_missing: u64,
    /// Since when no other device is connected; nothing while one is.
    pub offline_since: Option<Timestamp>,
    /// Why the network cannot be used, as a sentence.
    pub problem: Option<String>,
}

/// How it stands with one other device.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeerStatus {
    /// The device.
    pub device: DeviceId,
    /// Who uses it, where known.
    pub person: Option<PersonId>,
    /// Whether it is connected now.
    pub connected: bool,
    /// Whether it was connected at any time since the start.
    pub reached: bool,
    /// When both last held the same, confirmed by it from its disk.
    pub last_synced: Option<Timestamp>,
    /// Both hold the same and neither wants any more media of the other.
    pub settled: bool,
    /// Documents that differed since the start.
    pub documents: u64,
    /// Changes that it has taken since the start.
    pub changes_sent: u64,
    /// Changes that came from it since the start.
    pub changes_received: u64,
    /// Changes that came from it since the start and were not taken, or fit nowhere.
    pub changes_refused: u64,
    /// Bytes of messages to it since the start.
    pub bytes_sent: u64,
    /// Bytes of messages from it since the start.
    pub bytes_received: u64,
    /// What the transport sent in all, its handshake and acknowledgements among it; bytes.
    pub transport_sent: u64,
    /// What the transport received in all, in bytes.
    pub transport_received: u64,
    /// Why it is not connected or not in sync, as a sentence.
    pub problem: Option<String>,
}

impl PeerStatus {
    /// A device nothing is known of yet.
    #[must_use]
    pub fn new(device: DeviceId) -> Self {
        Self {
            device,
            person: None,
            connected: false,
            reached: false,
            last_synced: None,
            settled: false,
            documents: 0,
            changes_sent: 0,
            changes_received: 0,
            changes_refused: 0,
            bytes_sent: 0,
            bytes_received: 0,
            transport_sent: 0,
            transport_received: 0,
            problem: None,
        }
    }
}

/// A file on its way here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MediaProgress {
    /// Its content.
    pub hash: MediaHash,
    /// Bytes that are here.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
}

/// Told of every change.
pub(crate) type Told = Box<dyn Fn(&Arc<SyncStatus>) + Send + Sync>;

/// Where the status is written down and read from.
pub(crate) struct Board {
    writing: Mutex<Writing>,
    shown: ArcSwap<SyncStatus>,
    told: Option<Told>,
}

#[derive(Default)]
pub(crate) struct Writing {
    pub(crate) peers: BTreeMap<DeviceId, PeerStatus>,
    pub(crate) media: BTreeMap<MediaHash, MediaProgress>,
    /// Everything but peers and media.
    pub(crate) rest: SyncStatus,
}

impl Writing {
    pub(crate) fn peer(&mut self, device: DeviceId) -> &mut PeerStatus {
        self.peers.entry(device).or_insert_with(|| PeerStatus::new(device))
    }
}

impl Board {
    pub(crate) fn new(told: Option<Told>) -> Self {
        Self { writing: Mutex::default(), shown: ArcSwap::default(), told }
    }

    /// The status now. Never waits.
    pub(crate) fn shown(&self) -> Arc<SyncStatus> {
        self.shown.load_full()
    }

    /// Changes the status, and tells where that made a difference.
    pub(crate) fn write(&self, change: impl FnOnce(&mut Writing)) {
        let status = {
            let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut writing);
            let status = SyncStatus {
                peers: writing.peers.values().cloned().collect(),
                media: writing.media.values().copied().collect(),
                ..writing.rest.clone()
            };
            if *self.shown.load_full() == status {
                return;
            }
            let status = Arc::new(status);
            self.shown.store(Arc::clone(&status));
            status
        };
        if let Some(told) = &self.told {
            told(&status);
        }
    }
}
