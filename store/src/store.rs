//! The store: what everybody else calls.

use crate::{
    actor::{self, Digest, Done, Message, Received},
    authority::{Authority, ChangeHash, FactHash, Signed},
    clock,
    database::{Db, contain},
    error::StoreError,
    home::Home,
    invite::{self, Invitee, Redeem},
    journal::Journal,
    media::Media,
    search::Search,
    snapshot::Snapshot,
    tables,
};
use arc_swap::ArcSwap;
use ed25519_dalek::SigningKey;
use redb::ReadableTable;
use rushes_domain::{Actor, Command, DeviceId, DocId, PersonId, Role, StudioId, Timestamp};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        mpsc::{self, SyncSender, TrySendError},
    },
    thread::JoinHandle,
};

/// How many messages wait for the writer at most.
const INBOX: usize = 4096;

/// The acknowledgement of a command: it is on disk.
#[derive(Clone, PartialEq, Debug)]
pub struct Ack {
    /// The newest change this device had learned of then.
    pub seq: u64,
    /// When, by this device's clock.
    pub at: Timestamp,
    /// The signed changes it came to; none where everything was so already.
    pub changes: Vec<Signed>,
    /// The step it can be taken back as, where it can.
    pub step: Option<u64>,
}

pub(crate) type Subscriber = Box<dyn Fn(&Arc<Snapshot>) + Send + Sync>;

/// What the writer and its readers share.
pub(crate) struct Shared {
    pub(crate) snapshot: ArcSwap<Snapshot>,
    pub(crate) authority: ArcSwap<Authority>,
    digests: RwLock<BTreeMap<DocId, Digest>>,
    subscribers: Mutex<Vec<Subscriber>>,
}

impl Shared {
    pub(crate) fn new(snapshot: Snapshot, authority: Arc<Authority>) -> Self {
        Self {
            snapshot: ArcSwap::from_pointee(snapshot),
            authority: ArcSwap::new(authority),
            digests: RwLock::default(),
            subscribers: Mutex::default(),
        }
    }

    pub(crate) fn subscribe(&self, subscriber: Subscriber) {
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner).push(subscriber);
    }

    pub(crate) fn digests(&self) -> RwLockReadGuard<'_, BTreeMap<DocId, Digest>> {
        self.digests.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn digests_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<DocId, Digest>> {
        self.digests.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tell(&self, snapshot: &Arc<Snapshot>) {
        for subscriber in self.subscribers.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            subscriber(snapshot);
        }
    }
}

struct Inner {
    home: Home,
    dir: PathBuf,
    studio: StudioId,
    device: DeviceId,
    shared: Arc<Shared>,
    db: Arc<Db>,
    media: Media,
    search: Search,
    inbox: SyncSender<Message>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.search.stop();
        let _ = self.inbox.send(Message::Stop);
        if let Some(writer) = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A subscriber may hold the last handle: the writer cannot wait for itself.
            if writer.thread().id() != std::thread::current().id() {
                let _ = writer.join();
            }
        }
    }
}

/// A studio on this device. Handles are cheap to copy; the last one to go ends the writer.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.0.studio)
    }
}

impl Store {
    /// Opens the studio in a folder.
    pub(crate) fn open(home: Home, dir: &Path, studio: StudioId, key: SigningKey) -> Result<Self, StoreError> {
        let (path, beside) = (dir.join("store.redb"), dir.to_owned());
        let db = Db::open(move || tables::open(&path), move || Journal::open(&beside))?;
        Self::open_on(home, dir, studio, key, db)
    }

    /// Opens the studio in a folder, on a database that is open.
    pub(crate) fn open_on(
        home: Home,
        dir: &Path,
        studio: StudioId,
        key: SigningKey,
        db: Db,
    ) -> Result<Self, StoreError> {
        let device = DeviceId(key.verifying_key().to_bytes());
        let writer = contain(|| actor::open(db, key, studio))?;
        let (shared, db) = writer.shared();
        let (inbox, messages) = mpsc::sync_channel(INBOX);
        let media = Media::open(&dir.join("media"), &db, inbox.clone())?;
        let search = Search::new(dir, &shared, &db);
        let thread = std::thread::Builder::new()
            .name("store writer".into())
            .spawn(move || writer.run(&messages))
            .map_err(StoreError::io("the store's thread"))?;
        let writer = Mutex::new(Some(thread));
        let dir = dir.to_owned();
        Ok(Self(Arc::new(Inner { home, dir, studio, device, shared, db, media, search, inbox, writer })))
    }

    /// Opens a studio that is not in its place yet.
    pub(crate) fn open_in(home: &Home, dir: &Path, studio: StudioId) -> Result<Self, StoreError> {
        Self::open(home.clone(), dir, studio, SigningKey::from_bytes(&home.device_secret()))
    }

    /// The folder it lies in.
    pub(crate) fn dir(&self) -> &Path {
        &self.0.dir
    }

    /// Asks the writer and waits.
    pub(crate) fn ask<T: Send + 'static>(&self, message: impl FnOnce(Done<T>) -> Message) -> Result<T, StoreError> {
        self.wait(message)
    }

    /// Which studio.
    #[must_use]
    pub fn studio(&self) -> StudioId {
        self.0.studio
    }

    /// The data directory it lies in.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.0.home
    }

    /// Who uses this device, and as what.
    #[must_use]
    pub fn me(&self) -> Actor {
        self.snapshot().me
    }

    /// Everything there is, now. Never waits.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.0.shared.snapshot.load_full()
    }

    /// The media files.
    #[must_use]
    pub fn media(&self) -> &Media {
        &self.0.media
    }

    /// Whether a device holds a grant.
    #[must_use]
    pub fn is_member(&self, device: DeviceId) -> bool {
        self.authority().grant_of(&device).is_some()
    }

    /// Who uses a device, where it holds a grant.
    #[must_use]
    pub fn person_of(&self, device: DeviceId) -> Option<PersonId> {
        self.authority().person_of(&device)
    }

    pub(crate) fn searching(&self) -> &Search {
        &self.0.search
    }

    pub(crate) fn authority(&self) -> Arc<Authority> {
        self.0.shared.authority.load_full()
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// Calls `f` after every commit, on the writer's thread: it must be quick.
    pub fn subscribe(&self, f: impl Fn(&Arc<Snapshot>) + Send + Sync + 'static) {
        self.0.shared.subscribe(Box::new(f));
    }

    /// Carries out a command, and waits until it is on disk.
    ///
    /// # Errors
    /// A refusal, or what keeps the store from writing. Nothing has changed then.
    pub fn submit(&self, command: Command) -> Result<Ack, StoreError> {
        self.wait(|done| Message::Command(Box::new(command), None, done))
    }

    /// Carries out a command and calls `done` when it is on disk, or why it is not. Never waits.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when too much is queued already: `done` is not called then.
    pub fn send(
        &self,
        command: Command,
        done: impl FnOnce(Result<Ack, StoreError>) + Send + 'static,
    ) -> Result<(), StoreError> {
        self.queue(Message::Command(Box::new(command), None, Box::new(done)))
    }

    /// As [`Self::send`], noted as done at another time than now: for telling what happened earlier.
    /// Times order what people read and decide nothing, so there is nothing to gain by a wrong one.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub fn send_at(
        &self,
        command: Command,
        at: Timestamp,
        done: impl FnOnce(Result<Ack, StoreError>) + Send + 'static,
    ) -> Result<(), StoreError> {
        self.queue(Message::Command(Box::new(command), Some(at), Box::new(done)))
    }

    /// Carries out what makes a new studio: nothing for its founder to take back.
    pub(crate) fn found(&self, command: Command) -> Result<Ack, StoreError> {
        self.wait(|done| Message::Command(Box::new(command), Some(clock::now()), done))
    }

    pub(crate) fn queue(&self, message: Message) -> Result<(), StoreError> {
        self.0.inbox.try_send(message).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Closed,
        })
    }

    /// Takes in what a peer sent. On disk when it returns.
    ///
    /// # Errors
    /// What keeps the store from writing.
    pub fn receive(&self, facts: Vec<Vec<u8>>, envelopes: Vec<Vec<u8>>) -> Result<Received, StoreError> {
        self.wait(|done| Message::Receive { facts, envelopes, done })
    }

    /// Makes an invitation for somebody new that works once; returns its secret.
    ///
    /// # Errors
    /// When this device may not invite with that role.
    pub fn invite(&self, role: Role, expires: Timestamp) -> Result<[u8; 32], StoreError> {
        self.invite_for(Invitee::Somebody, role, expires)
    }

    /// Makes an invitation for somebody that works once; returns its secret.
    ///
    /// # Errors
    /// When this device may not invite with that role, and when it is for a person who is not known or has joined
    /// already. A device of one's own has one's own role.
    pub fn invite_for(&self, whom: Invitee, role: Role, expires: Timestamp) -> Result<[u8; 32], StoreError> {
        let secret = clock::random();
        self.wait(|done| Message::Invite { secret, role, whom, expires, done })?;
        Ok(secret)
    }

    /// The name under which [`Snapshot::invites`] lists the invitation with this secret.
    #[must_use]
    pub fn invite_id(secret: &[u8; 32]) -> String {
        invite::id_of(secret)
    }

    /// The name and e-mail address that the grant of this device says: what somebody new is shown as.
    #[must_use]
    pub fn let_in_as(&self) -> Option<(String, String)> {
        self.authority().grant_of(&self.device()).map(|(_, grant)| (grant.name.clone(), grant.email.clone()))
    }

    /// Lets in a device that has an invitation of ours; returns all facts. `name` and `email` are what the newcomer typed:
    /// they say how somebody new is shown, and never who somebody is.
    ///
    /// # Errors
    /// [`StoreError::Invitation`] when it was used, has expired, or is not ours.
    pub fn redeem(
        &self,
        secret: &[u8; 32],
        device: DeviceId,
        name: &str,
        email: &str,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let request = Redeem { secret: *secret, device, name: name.to_owned(), email: email.to_owned() };
        self.wait(|done| Message::Redeem { request, done })
    }

    pub(crate) fn wait<T: Send + 'static>(&self, message: impl FnOnce(Done<T>) -> Message) -> Result<T, StoreError> {
        wait(&self.0.inbox, message)
    }

    /// All facts, for a peer.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn facts(&self) -> Result<Vec<(FactHash, Vec<u8>)>, StoreError> {
        let read = self.0.db.begin_read()?;
        let table = read.open_table(tables::FACT)?;
        let mut facts = Vec::new();
        for entry in table.iter()? {
            let (key, value) = entry?;
            facts.push((key.value().try_into().unwrap_or_default(), value.value().to_vec()));
        }
        Ok(facts)
    }

    /// A digest of every document: it changes exactly when the set of changes held does,
    /// quarantined ones included.
    #[must_use]
    pub fn digests(&self) -> Vec<(DocId, [u8; 32])> {
        let digests = self.0.shared.digests();
        digests.iter().map(|(doc, digest)| (*doc, digest.sum)).collect()
    }

    /// The hashes of all changes of a document that are held.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn changes(&self, doc: DocId) -> Result<Vec<ChangeHash>, StoreError> {
        let read = self.0.db.begin_read()?;
        let (first, last) = actor::change_range(doc);
        let mut hashes = Vec::new();
        for table in [tables::ENVELOPE, tables::QUARANTINE] {
            for entry in read.open_table(table)?.range::<&[u8]>(first.as_slice()..=last.as_slice())? {
                let (key, _) = entry?;
                hashes.extend(key.value().get(17..).and_then(|h| ChangeHash::try_from(h).ok()));
            }
        }
        Ok(hashes)
    }

    /// Changes of a document as they are sent; those not held are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn envelopes(&self, doc: DocId, hashes: &[ChangeHash]) -> Result<Vec<Vec<u8>>, StoreError> {
        let read = self.0.db.begin_read()?;
        let accepted = read.open_table(tables::ENVELOPE)?;
        let aside = read.open_table(tables::QUARANTINE)?;
        let mut envelopes = Vec::with_capacity(hashes.len());
        for hash in hashes {
            let key = actor::change_key(doc, hash);
            if let Some(found) = accepted.get(key.as_slice())? {
                envelopes.push(found.value().to_vec());
            } else if let Some(found) = aside.get(key.as_slice())? {
                envelopes.extend(actor::read_quarantined(found.value()).map(|(_, e)| e.to_bytes()));
            }
        }
        Ok(envelopes)
    }

    /// This device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.0.device
    }
}

/// Sends a message and waits for its answer.
pub(crate) fn wait<T: Send + 'static>(
    inbox: &SyncSender<Message>,
    message: impl FnOnce(Done<T>) -> Message,
) -> Result<T, StoreError> {
    let (answer, answered) = mpsc::sync_channel(1);
    let done: Done<T> = Box::new(move |result| {
        let _ = answer.send(result);
    });
    inbox.send(message(done)).map_err(|_| StoreError::Closed)?;
    answered.recv().map_err(|_| StoreError::Closed)?
}
