//! A studio's life on the network, on threads of its own.

use crate::{
    connection::{live, remote},
    dial,
    endpoint::{self, Network, Options},
    error::SyncError,
    fetch,
    hub::{Hub, closing},
    line::blocking,
    serve,
    status::{Board, SyncStatus, Told},
};
use rushes_domain::{DeviceId, MediaHash, Timestamp};
use rushes_store::Store;
use std::{
    sync::{Arc, Mutex, PoisonError, Weak},
    thread::JoinHandle,
    time::Duration,
};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
};

/// Connections taken at once, those of strangers among them.
const MAX_CONNECTIONS: usize = 128;

/// How long a stop may take.
const STOP: Duration = Duration::from_secs(3);

/// How long the goodbyes may take to leave.
const GOODBYE: Duration = Duration::from_millis(250);

/// The pending count is a reading aid: it may lag this much.
const COUNT: Duration = Duration::from_millis(300);

/// Where the count of what is pending ends.
const MAX_PENDING: usize = 500;

/// Keeps a studio in sync with its other devices until it is stopped or dropped. Nothing in here
/// waits for the network.
pub struct Node {
    board: Arc<Board>,
    hub: Arc<Mutex<Weak<Hub>>>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
    look: Duration,
}

impl Node {
    /// Starts. Returns at once; how it goes is in [`Node::status`].
    #[must_use]
    pub fn start(store: Store, options: Options) -> Self {
        Self::start_told(store, options, None)
    }

    /// Starts, and calls `told` whenever the status has changed, on one of the node's threads: it
    /// must be quick.
    #[must_use]
    pub fn start_with(store: Store, options: Options, told: impl Fn(&Arc<SyncStatus>) + Send + Sync + 'static) -> Self {
        Self::start_told(store, options, Some(Box::new(told)))
    }

    fn start_told(store: Store, options: Options, told: Option<Told>) -> Self {
        let board = Arc::new(Board::new(told));
        let hub = Arc::default();
        let look = options.look;
        let (stop, stopped) = watch::channel(false);
        let thread = {
            let (board, hub) = (Arc::clone(&board), Arc::clone(&hub));
            std::thread::Builder::new().name("sync".into()).spawn(move || run(store, &options, &board, &hub, stopped))
        };
        let thread = match thread {
            Ok(thread) => Some(thread),
            Err(error) => {
                board.write(|status| status.rest.problem = Some(format!("Syncing could not start: {error}.")));
                None
            }
        };
        Self { board, hub, stop, thread, look }
    }

    /// How it stands with every other device. Never waits.
    #[must_use]
    pub fn status(&self) -> Arc<SyncStatus> {
        self.board.shown()
    }

    /// Does not fetch a file until [`Node::resume`]. What has come of it stays.
    pub fn pause(&self, hash: MediaHash) {
        if let Some(hub) = self.hub() {
            hub.paused.lock().unwrap_or_else(PoisonError::into_inner).insert(hash);
        }
    }

    /// Fetches a file again.
    pub fn resume(&self, hash: MediaHash) {
        if let Some(hub) = self.hub() {
            hub.paused.lock().unwrap_or_else(PoisonError::into_inner).remove(&hash);
            hub.media.notify_one();
        }
    }

    /// Calls every device that is not connected, now: the network may be back.
    pub fn retry(&self) {
        if let Some(hub) = self.hub() {
            hub.redial.notify_waiters();
        }
    }

    /// Finds out whether what is here has changed. False until the network is open.
    pub(crate) fn read_root(&self) -> bool {
        self.hub().is_some_and(|hub| match hub.read_roots() {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, "the studio could not be read");
                false
            }
        })
    }

    /// How long to look for a device that does not answer.
    pub(crate) fn look(&self) -> Duration {
        self.look
    }

    fn hub(&self) -> Option<Arc<Hub>> {
        self.hub.lock().unwrap_or_else(PoisonError::into_inner).upgrade()
    }

    /// Says goodbye to the other devices and ends. Takes a few seconds at most.
    pub fn stop(mut self) {
        self.end();
    }

    /// Stops, and says how it stood.
    pub(crate) fn ended(mut self) -> Arc<SyncStatus> {
        self.end();
        self.board.shown()
    }

    fn end(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.end();
    }
}

fn run(
    store: Store,
    options: &Options,
    board: &Arc<Board>,
    shared: &Arc<Mutex<Weak<Hub>>>,
    mut stopped: watch::Receiver<bool>,
) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_name("sync task").enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            board.write(|status| status.rest.problem = Some(format!("Syncing could not start: {error}.")));
            return;
        }
    };
    runtime.block_on(async {
        let network = tokio::select! {
            opened = endpoint::open(store.home(), options) => opened,
            _ = stopped.wait_for(|stop| *stop) => return,
        };
        let network = match network {
            Ok(network) => network,
            Err(error) => {
                board.write(|status| status.rest.problem = Some(format!("{error}. {}", error.hint())));
                return;
            }
        };
        let (hub, tasks) = begin(store, network, board, options.call);
        *shared.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(&hub);
        let _ = stopped.wait_for(|stop| *stop).await;
        end(&hub, tasks).await;
    });
    // A disk that hangs must not hold up the program's end.
    runtime.shutdown_timeout(STOP);
}

fn begin(store: Store, network: Network, board: &Arc<Board>, call: Duration) -> (Arc<Hub>, JoinSet<()>) {
    let (ticks, commits) = watch::channel(0);
    store.subscribe(move |_| ticks.send_modify(|n| *n += 1));
    let hub = Arc::new(Hub::new(store, network.endpoint, Arc::clone(board), commits, call));
    let listening = hub.endpoint.bound_sockets();
    hub.refresh(|status| status.rest.listening = listening);
    let mut tasks = JoinSet::new();
    tasks.spawn(accept(Arc::clone(&hub)));
    tasks.spawn(dial::everybody(Arc::clone(&hub)));
    tasks.spawn(fetch::media(Arc::clone(&hub)));
    tasks.spawn(pending(Arc::clone(&hub)));
    if let Some(discovery) = network.discovery {
        tasks.spawn(dial::neighbours(Arc::clone(&hub), discovery));
    }
    (hub, tasks)
}

async fn end(hub: &Arc<Hub>, mut tasks: JoinSet<()>) {
    for peer in hub.peers() {
        peer.conn.close(closing::BYE.into(), b"goodbye");
    }
    let mut links = hub.links.subscribe();
    let gone = async { while !hub.peers().is_empty() && links.changed().await.is_ok() {} };
    let _ = tokio::time::timeout(STOP, gone).await;
    // The goodbyes leave at once; what follows is the transport waiting for echoes of the closed connections.
    let _ = tokio::time::timeout(GOODBYE, hub.endpoint.close()).await;
    tasks.shutdown().await;
    hub.book.flush();
}

/// Takes the calls of other devices.
async fn accept(hub: Arc<Hub>) {
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut living = JoinSet::new();
    loop {
        let incoming = tokio::select! {
            incoming = hub.endpoint.accept() => incoming,
            Some(_) = living.join_next() => continue,
        };
        let Some(incoming) = incoming else { return };
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else {
            incoming.refuse();
            continue;
        };
        let hub = Arc::clone(&hub);
        living.spawn(async move {
            let _place = place;
            let Ok(Ok(conn)) = tokio::time::timeout(endpoint::CALL, incoming.into_future()).await else { return };
            if hub.store.is_member(remote(&conn)) || serve::stranger(&hub, &conn).await {
                live(&hub, conn, false).await;
            } else {
                // The answer may still be on its way: who asked hangs up.
                let _ = tokio::time::timeout(endpoint::CALL, conn.closed()).await;
                conn.close(closing::STRANGER.into(), b"not a member");
            }
        });
    }
}

/// Counts what was done here that nobody else has yet.
async fn pending(hub: Arc<Hub>) {
    let mut commits = hub.commits.clone();
    let mut links = hub.links.subscribe();
    loop {
        if let Ok((all, each)) = count_pending(&hub).await {
            hub.refresh(|status| {
                status.rest.pending = all;
                for (device, count) in each {
                    status.peer(device).to_send = count;
                }
            });
        }
        tokio::select! {
            changed = commits.changed() => if changed.is_err() { return },
            changed = links.changed() => if changed.is_err() { return },
        }
        tokio::time::sleep(COUNT).await;
    }
}

/// How much no other device has confirmed, and how much each has not.
async fn count_pending(hub: &Arc<Hub>) -> Result<(u64, Vec<(DeviceId, u64)>), SyncError> {
    let known = hub.known();
    let behind: Vec<_> = known.iter().copied().filter(|device| !hub.holds_all(*device)).collect();
    if behind.is_empty() {
        return Ok((0, known.into_iter().map(|device| (device, 0)).collect()));
    }
    let (confirmed, since) = (hub.confirmed(), hub.book.last_synced());
    let mut each: Vec<(DeviceId, Option<Timestamp>)> =
        behind.iter().map(|device| (*device, hub.book.entry(*device).last_synced)).collect();
    let (store, me) = (hub.store.clone(), hub.me);
    let (all, mut counts) = blocking(move || {
        let entries = store.log(&[], MAX_PENDING)?;
        let count = |since: Option<Timestamp>| {
            entries.iter().filter(|e| e.device == me && since.is_none_or(|since| e.at > since)).count() as u64
        };
        let counts: Vec<_> = each.drain(..).map(|(device, since)| (device, count(since))).collect();
        Ok::<_, rushes_store::StoreError>((if confirmed { 0 } else { count(since) }, counts))
    })
    .await?;
    counts.extend(known.into_iter().filter(|device| !behind.contains(device)).map(|device| (device, 0)));
    Ok((all, counts))
}
