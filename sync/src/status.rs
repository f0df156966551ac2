//! What the window shows of the other devices.

use arc_swap::ArcSwap;
use rushes_domain::{DeviceId, MediaHash, PersonId, Timestamp};
use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
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
    /// The way to it now; nothing while it is not connected.
    pub route: Option<Route>,
    /// Where it was found last; nothing where it never was.
    pub address: Option<SocketAddr>,
    /// What was done on this device that it has not confirmed, counted in commands; counting ends at 500.
    pub to_send: u64,
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
            route: None,
            address: None,
            to_send: 0,
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

/// The way from this device to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Route {
    /// Within the local network, at this address.
    Lan(SocketAddr),
    /// Straight through other networks, at this address.
    Direct(SocketAddr),
    /// Through the studio's relay, at this URL.
    Relay(String),
}

impl Route {
    /// The way to an address.
    #[must_use]
    pub fn to(address: SocketAddr) -> Self {
        if is_near(address.ip()) { Self::Lan(address) } else { Self::Direct(address) }
    }
}

/// Whether an address is only used within local networks (RFC 1918, RFC 3927, RFC 4193, RFC 4291), or on this machine.
fn is_near(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local() || ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_loopback(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_told_from_what_is_far() {
        let near =
            ["192.168.1.5:1", "10.0.0.1:1", "127.0.0.1:1", "169.254.3.3:1", "[fe80::1]:1", "[fd00::1]:1", "[::1]:1"];
        let far = ["84.1.2.3:1", "[2001:db8::1]:1"];
        for (addresses, lan) in [(near.as_slice(), true), (far.as_slice(), false)] {
            for address in addresses {
                let route = address.parse().map(Route::to);
                assert!(route.is_ok_and(|r| matches!(r, Route::Lan(_)) == lan), "{address}");
            }
        }
    }
}
