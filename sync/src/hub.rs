//! What the tasks of one node share.

use crate::{
    book::Book,
    exchange::{Outcome, Tally, root_of},
    line::Traffic,
    peer::Peer,
    replica::Summary,
    scope::{Scoped, is_own},
    status::{Board, PeerStatus, Route},
};
use iroh::{
    Endpoint, TransportAddr,
    endpoint::{Connection, ConnectionError},
};
use rushes_domain::{DeviceId, MediaHash};
use rushes_store::{Store, StoreError};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering::Relaxed},
    time::Duration,
};
use tokio::sync::{Notify, watch};

/// Two devices that call each other at the same time end up with two connections within this time.
const CROSSING: Duration = Duration::from_secs(2);

/// Why a connection is closed.
pub(crate) mod closing {
    /// The device stops.
    pub(crate) const BYE: u32 = 0;
    /// There is another connection between the two.
    pub(crate) const DOUBLE: u32 = 1;
    /// The other device is no member.
    pub(crate) const STRANGER: u32 = 2;
}

/// One hash over everything that is here and may go over; nothing until it was read.
#[derive(Clone, Copy, Default)]
struct Roots {
    /// To the person's other devices.
    own: Option<[u8; 32]>,
    /// To devices of others.
    others: Option<[u8; 32]>,
}

/// What the tasks of one node share.
pub(crate) struct Hub {
    pub(crate) store: Store,
    pub(crate) endpoint: Endpoint,
    pub(crate) me: DeviceId,
    pub(crate) book: Book,
    pub(crate) board: Arc<Board>,
    /// Ticks with every commit of the store.
    pub(crate) commits: watch::Receiver<u64>,
    /// How long a call may take.
    pub(crate) call: Duration,
    /// Ticks when a connection comes or goes, and when an exchange has ended.
    pub(crate) links: watch::Sender<u64>,
    /// There may be media to fetch.
    pub(crate) media: Notify,
    /// Somebody may have become reachable.
    pub(crate) redial: Notify,
    /// Files nobody wants for now.
    pub(crate) paused: Mutex<HashSet<MediaHash>>,
    peers: Mutex<HashMap<DeviceId, Arc<Peer>>>,
    traffic: Mutex<HashMap<DeviceId, Arc<Traffic>>>,
    roots: Mutex<Roots>,
    /// What both held when a device said goodbye.
    parted: Mutex<HashMap<DeviceId, [u8; 32]>>,
}

impl Hub {
    pub(crate) fn new(
        store: Store,
        endpoint: Endpoint,
        board: Arc<Board>,
        commits: watch::Receiver<u64>,
        call: Duration,
    ) -> Self {
        let book = Book::open(store.home(), store.studio());
        let me = store.home().device();
        Self {
            store,
            endpoint,
            me,
            book,
            board,
            commits,
            call,
            links: watch::Sender::new(0),
            media: Notify::new(),
            redial: Notify::new(),
            paused: Mutex::default(),
            peers: Mutex::default(),
            traffic: Mutex::default(),
            roots: Mutex::default(),
            parted: Mutex::default(),
        }
    }

    fn peers_held(&self) -> MutexGuard<'_, HashMap<DeviceId, Arc<Peer>>> {
        self.peers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The devices connected now.
    pub(crate) fn peers(&self) -> Vec<Arc<Peer>> {
        self.peers_held().values().cloned().collect()
    }

    pub(crate) fn is_connected(&self, device: DeviceId) -> bool {
        self.peers_held().contains_key(&device)
    }

    /// The other devices of the studio.
    pub(crate) fn known(&self) -> BTreeSet<DeviceId> {
        let snapshot = self.store.snapshot();
        let members = snapshot.state.studio.members.values();
        members.flat_map(|m| m.devices.iter().copied()).filter(|d| *d != self.me).collect()
    }

    /// Counts of messages with a device, over all its connections.
    pub(crate) fn traffic(&self, device: DeviceId) -> Arc<Traffic> {
        Arc::clone(self.traffic.lock().unwrap_or_else(PoisonError::into_inner).entry(device).or_default())
    }

    /// Takes up a connection. Of two that crossed, both sides keep the one that the lesser device
    /// began; a later one replaces an earlier one, which the other side must have lost.
    pub(crate) fn admit(&self, device: DeviceId, conn: Connection, called: bool) -> Option<Arc<Peer>> {
        let peer = Arc::new(Peer::new(device, conn, called, self.traffic(device)));
        {
            let mut peers = self.peers_held();
            if let Some(old) = peers.get(&device) {
                let crossed = old.called != called && old.age() < CROSSING;
                let lesser_began = called == (self.me < device);
                if crossed && !lesser_began {
                    peer.conn.close(closing::DOUBLE.into(), b"there is another connection");
                    return None;
                }
                old.conn.close(closing::DOUBLE.into(), b"there is another connection");
            }
            peers.insert(device, Arc::clone(&peer));
        }
        self.note_address(&peer);
        self.links.send_modify(|n| *n += 1);
        self.refresh(|_| {});
        Some(peer)
    }

    /// Lets go of a connection that has ended.
    pub(crate) fn leave(&self, peer: &Arc<Peer>) {
        let ours = {
            let mut peers = self.peers_held();
            let ours = peers.get(&peer.device).is_some_and(|held| Arc::ptr_eq(held, peer));
            if ours {
                peers.remove(&peer.device);
            }
            ours
        };
        let stats = peer.conn.stats();
        // Who says goodbye when both hold the same wants nothing more.
        let goodbye = matches!(
            peer.conn.close_reason(),
            Some(ConnectionError::ApplicationClosed(close)) if close.error_code == closing::BYE.into()
        );
        let content = |at| peer.settled(at) || (goodbye && peer.equal(at));
        let at = self.root(peer.device).filter(|at| content(Some(*at)));
        if let Some(at) = at {
            self.parted.lock().unwrap_or_else(PoisonError::into_inner).insert(peer.device, at);
        }
        self.refresh(|status| {
            let shown = status.peer(peer.device);
            shown.transport_sent += stats.udp_tx.bytes;
            shown.transport_received += stats.udp_rx.bytes;
        });
        if ours {
            self.book.flush();
            self.links.send_modify(|n| *n += 1);
        }
    }

    fn note_address(&self, peer: &Peer) {
        let addresses: Vec<SocketAddr> = peer
            .conn
            .paths()
            .iter()
            .filter_map(|path| match path.remote_addr() {
                TransportAddr::Ip(address) => Some(*address),
                _ => None,
            })
            .collect();
        self.book.found_at(peer.device, &addresses, None);
    }

    /// An exchange ended, or was cut after this much.
    pub(crate) fn exchanged(&self, peer: &Arc<Peer>, tally: Tally, outcome: Option<Outcome>) {
        if let Some(outcome) = outcome {
            peer.exchanged(outcome);
            if outcome.equal {
                self.set_root(peer.device, outcome.root);
                self.book.synced(peer.device, rushes_store::now());
            }
        }
        self.refresh(|status| {
            let shown = status.peer(peer.device);
            shown.documents += tally.documents;
            shown.changes_sent += tally.changes_sent;
            shown.changes_received += tally.changes_received;
            shown.changes_refused += tally.refused_here;
            match outcome {
                Some(o) if o.equal => {
                    shown.problem = (shown.changes_refused > 0).then(|| {
                        let count = shown.changes_refused;
                        format!(
                            "{count} of the changes that came from it do not hold or do not fit, and were set aside. \
                             \"rushes audit\" names them."
                        )
                    });
                }
                Some(_) => {
                    shown.problem = Some(
                        "Some changes were not taken by one side. \"rushes audit\" says which and why.".to_owned(),
                    );
                }
                None => {}
            }
        });
        self.links.send_modify(|n| *n += 1);
        self.media.notify_one();
    }

    /// One hash over everything that may go over to this device now. Reads the disk.
    pub(crate) async fn current_root(self: &Arc<Self>, device: DeviceId) -> Option<[u8; 32]> {
        let hub = Arc::clone(self);
        crate::line::blocking(move || hub.read_roots()).await.ok()?;
        self.root(device)
    }

    /// Hashes everything that is here anew. Reads the disk: not for an async task.
    pub(crate) fn read_roots(&self) -> Result<(), StoreError> {
        let studio = self.store.studio();
        let others = Summary::of(&Scoped::others(self.store.clone()))?;
        let own = Summary::of(&Scoped::own(self.store.clone()))?;
        let root = root_of(studio, &others);
        // Who keeps nothing for themselves has the same for everybody.
        let own = if own.documents.len() == others.documents.len() { root } else { root_of(studio, &own) };
        *self.roots_held() = Roots { own: Some(own), others: Some(root) };
        self.refresh(|_| {});
        Ok(())
    }

    fn roots_held(&self) -> MutexGuard<'_, Roots> {
        self.roots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn root(&self, device: DeviceId) -> Option<[u8; 32]> {
        let own = is_own(&self.store, device);
        let roots = *self.roots_held();
        if own { roots.own } else { roots.others }
    }

    fn set_root(&self, device: DeviceId, root: Option<[u8; 32]>) {
        let own = is_own(&self.store, device);
        let mut roots = self.roots_held();
        if own {
            roots.own = root;
        } else {
            roots.others = root;
        }
    }

    /// Whether a connected device holds everything that is here and may go over to it.
    pub(crate) fn confirmed(&self) -> bool {
        self.peers().iter().any(|peer| self.holds_all(peer.device))
    }

    /// Whether this device is connected, and holds everything that is here and may go over to it.
    pub(crate) fn holds_all(&self, device: DeviceId) -> bool {
        let root = self.root(device);
        let peer = self.peers_held().get(&device).cloned();
        peer.is_some_and(|peer| root.is_some() && peer.synced() == root)
    }

    /// Brings the status up to date.
    pub(crate) fn refresh(&self, change: impl FnOnce(&mut crate::status::Writing)) {
        let peers = self.peers_held().clone();
        let parted = self.parted.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let snapshot = self.store.snapshot();
        let people: HashMap<DeviceId, _> = snapshot
            .state
            .studio
            .members
            .values()
            .flat_map(|member| member.devices.iter().map(|device| (*device, member.person)))
            .collect();
        self.board.write(|status| {
            change(status);
            for device in people.keys().filter(|d| **d != self.me) {
                status.peer(*device);
            }
            for (device, shown) in &mut status.peers {
                let live = peers.get(device);
                let root = self.root(*device);
                shown.person = people.get(device).copied();
                shown.connected = live.is_some();
                shown.reached |= live.is_some();
                let known = self.book.entry(*device);
                shown.last_synced = known.last_synced;
                shown.route = live.and_then(|peer| peer.route());
                shown.address = match shown.route {
                    Some(Route::Lan(at) | Route::Direct(at)) => Some(at),
                    _ => known.addresses.first().copied(),
                };
                if live.is_some_and(|peer| root.is_some() && peer.synced() == root) {
                    shown.to_send = 0;
                }
                shown.settled = match live {
                    Some(peer) => peer.settled(root),
                    None => root.is_some() && parted.get(device) == root.as_ref(),
                };
                self.count(*device, shown);
            }
            status.rest.offline_since = match (peers.is_empty(), status.rest.offline_since) {
                (true, None) => Some(rushes_store::now()),
                (true, since) => since,
                (false, _) => None,
            };
        });
    }

    fn count(&self, device: DeviceId, shown: &mut PeerStatus) {
        let traffic = self.traffic(device);
        shown.bytes_sent = traffic.sent.load(Relaxed);
        shown.bytes_received = traffic.received.load(Relaxed);
    }
}
