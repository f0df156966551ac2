//! The one writer: local commands and peers' changes, one after the other, each batch in one
//! durable transaction. Commands that wait together share a commit.

mod command;
mod documents;
mod entities;
mod folder;
mod gap;
mod heal;
mod letting;
mod loading;
mod opening;
mod parallel;
mod receive;
mod rows;
mod undo;
mod wave;

pub(crate) use documents::{change_key, change_range, load};
pub use heal::{Damage, Repaired};
pub(crate) use heal::{Lost, closed_under_deps, damage};
pub(crate) use loading::kept;
pub(crate) use opening::{open, read_actors};
pub use receive::Received;
pub(crate) use receive::{quarantined_value, read_quarantined};

use self::{folder::Held, wave::Wave};
use crate::{
    authority::{Authority, ChangeHash, Fact, FactHash},
    database::{Batch, Db, contain},
    error::StoreError,
    invite::{Invite, Invitee, Redeem},
    journal::Table,
    snapshot::Snapshot,
    store::{Ack, Shared},
    undo::TakenBack,
};
use ed25519_dalek::SigningKey;
use lru::LruCache;
use rushes_domain::{Actor, Command, DeviceId, DocId, MediaHash, PersonId, Role, State, Timestamp};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

/// Who waits for an answer.
pub(crate) type Done<T> = Box<dyn FnOnce(Result<T, StoreError>) + Send>;

/// What the writer is asked.
pub(crate) enum Message {
    /// A person's command, as given now or at a time told.
    Command(Box<Command>, Option<Timestamp>, Done<Ack>),
    /// The newest step is to be taken back, or the one taken back last done again; only a certain one, if said.
    TakeBack { again: bool, only: Option<u64>, done: Done<TakenBack> },
    /// What a peer sent.
    Receive { facts: Vec<Vec<u8>>, envelopes: Vec<Vec<u8>>, done: Done<Received> },
    /// An invitation to be kept until it is used.
    Invite { secret: [u8; 32], role: Role, whom: Invitee, expires: Timestamp, done: Done<()> },
    /// Somebody uses an invitation.
    Redeem { request: Redeem, done: Done<Vec<Vec<u8>>> },
    /// A media file is here, whole.
    Blob { hash: MediaHash, outline: Vec<u8>, done: Done<()> },
    /// A media file is not here any more.
    BlobGone { hash: MediaHash, done: Done<()> },
    /// Some documents are to be looked at closely, and all read models built anew.
    Repair { docs: BTreeSet<DocId>, done: Done<Repaired> },
    /// No more.
    Stop,
}

/// The most messages that share a commit.
const MAX_BATCH: usize = 256;
/// Who shared the last commit is likely to ask again at once: the next of them is waited for, this part of what the
/// disk took, and all of them as long as the disk took.
const WAIT_SHARE: u32 = 8;

/// After so long without a message the tables take over what the journal holds.
const REST: Duration = Duration::from_secs(1);

/// The first message, those that wait with it, and those that come shortly until they are as many as last time.
/// One who asks alone is never kept waiting.
fn gather(inbox: &Receiver<Message>, first: Message, together: usize, took: Duration) -> Vec<Message> {
    let mut messages = vec![first];
    let until = Instant::now() + took;
    while messages.len() < MAX_BATCH {
        let next = match inbox.try_recv() {
            Ok(next) => next,
            Err(_) if messages.len() < together => {
                let patience = until.saturating_duration_since(Instant::now()).min(took / WAIT_SHARE);
                match inbox.recv_timeout(patience) {
                    Ok(next) => next,
                    Err(_) => break,
                }
            }
            Err(_) => break,
        };
        messages.push(next);
    }
    messages
}

/// A document's digest: changes are added up, so that their order does not matter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Digest {
    pub(crate) sum: [u8; 32],
    pub(crate) count: u64,
}

impl Digest {
    /// One more change held.
    pub(crate) fn add(&mut self, change: &ChangeHash) {
        let mut carry = 0u16;
        for (byte, add) in self.sum.iter_mut().zip(change) {
            carry += u16::from(*byte) + u16::from(*add);
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        self.count += 1;
    }

    /// What has to be added to come to another digest: the one change that this lacks.
    pub(crate) fn until(&self, other: &Self) -> ChangeHash {
        let mut borrow = 0i16;
        let mut lacking = [0; 32];
        for (lack, (more, less)) in lacking.iter_mut().zip(other.sum.iter().zip(&self.sum)) {
            let difference = i16::from(*more) - i16::from(*less) - borrow;
            borrow = i16::from(difference < 0);
            *lack = difference.rem_euclid(256).to_le_bytes()[0];
        }
        lacking
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        [self.sum.as_slice(), &self.count.to_le_bytes()].concat()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (sum, count) = bytes.split_at_checked(32)?;
        Some(Self { sum: sum.try_into().ok()?, count: u64::from_le_bytes(count.try_into().ok()?) })
    }
}

pub(crate) struct Writer {
    db: Arc<Db>,
    shared: Arc<Shared>,
    key: SigningKey,
    nonce: [u8; 16],
    facts: Arc<BTreeMap<FactHash, Fact>>,
    authority: Arc<Authority>,
    actors: HashMap<Vec<u8>, DeviceId>,
    docs: LruCache<DocId, Held>,
    digests: BTreeMap<DocId, Digest>,
    state: State,
    seq: u64,
    care: heal::Care,
    steps: undo::Steps,
    invites: Arc<[Invite]>,
}

/// What to go back to when a commit fails.
struct Before {
    facts: Arc<BTreeMap<FactHash, Fact>>,
    authority: Arc<Authority>,
    state: State,
    seq: u64,
    invites: Arc<[Invite]>,
}

type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

impl Writer {
    pub(crate) fn run(mut self, inbox: &Receiver<Message>) {
        let (mut together, mut took) = (1, Duration::ZERO);
        while let Some(first) = self.next(inbox) {
            let messages = gather(inbox, first, together, took);
            let stop = messages.iter().any(|m| matches!(m, Message::Stop));
            (together, took) = (messages.len(), self.turn(messages));
            if stop {
                break;
            }
        }
        if let Err(error) = self.db.close() {
            tracing::warn!(%error, "what the journal holds is taken over when the studio is opened next");
        }
    }

    /// The next message. When none comes for a while, the tables take over what the journal holds.
    fn next(&self, inbox: &Receiver<Message>) -> Option<Message> {
        if self.db.has_journal() {
            match inbox.recv_timeout(REST) {
                Err(RecvTimeoutError::Timeout) => {}
                other => return other.ok(),
            }
            if let Err(error) = self.db.checkpoint() {
                tracing::warn!(%error, "the tables could not take over what the journal holds");
            }
        }
        inbox.recv().ok()
    }

    /// Carries out messages, and says how long the disk took. What a peer sent is a batch of its own: whatever is wrong
    /// with it costs nobody else anything.
    fn turn(&mut self, messages: Vec<Message>) -> Duration {
        let mut took = Duration::ZERO;
        let mut together = Vec::with_capacity(messages.len());
        for message in messages {
            if matches!(message, Message::Receive { .. }) {
                if !together.is_empty() {
                    took += self.batch(std::mem::take(&mut together));
                }
                took += self.batch(vec![message]);
            } else {
                together.push(message);
            }
        }
        if together.is_empty() { took } else { took + self.batch(together) }
    }

    /// Carries out messages in one transaction.
    fn batch(&mut self, messages: Vec<Message>) -> Duration {
        if let Err(error) = self.recover() {
            messages.into_iter().for_each(|m| refuse(m, &error));
            return Duration::ZERO;
        }
        let before = Before {
            facts: Arc::clone(&self.facts),
            authority: Arc::clone(&self.authority),
            state: self.state.clone(),
            seq: self.seq,
            invites: Arc::clone(&self.invites),
        };
        let mut replies: Vec<Reply> = Vec::new();
        match contain(|| self.carry_out(messages, &mut replies)) {
            Ok(took) => {
                self.publish();
                replies.into_iter().for_each(|reply| reply(Ok(())));
                took
            }
            Err(error) => {
                tracing::error!(%error, "a batch was not written");
                self.go_back(before);
                self.care.stale = true;
                for reply in replies {
                    reply(Err(again(&error)));
                }
                Duration::ZERO
            }
        }
    }

    /// Everything in one transaction: all of it is on disk afterwards, or none. Says how long the disk took.
    fn carry_out(&mut self, messages: Vec<Message>, replies: &mut Vec<Reply>) -> Result<Duration, StoreError> {
        let db = Arc::clone(&self.db);
        let tx = db.batch();
        let (mut wave, mut failed) = (Wave::default(), None);
        for message in messages {
            match &failed {
                Some(error) => refuse(message, error),
                None => failed = self.one(&tx, message, &mut wave, replies).err(),
            }
        }
        if let Some(error) = failed {
            wave.refuse(&error);
            return Err(error);
        }
        self.finish(&tx, &mut wave, replies)?;
        self.settle_damage(&tx)?;
        self.write_digests(&tx)?;
        let began = Instant::now();
        tx.commit()?;
        Ok(began.elapsed())
    }

    fn one(
        &mut self,
        tx: &Batch<'_>,
        message: Message,
        wave: &mut Wave,
        replies: &mut Vec<Reply>,
    ) -> Result<(), StoreError> {
        let message = match message {
            Message::Command(command, at, done) => return self.join(tx, wave, (*command, at, done), replies),
            other => other,
        };
        if let Err(error) = self.finish(tx, wave, replies) {
            refuse(message, &error);
            return Err(error);
        }
        match message {
            Message::Command(..) | Message::Stop => Ok(()),
            Message::TakeBack { again, only, done } => answer(self.take_back(tx, again, only), done, replies),
            Message::Receive { facts, envelopes, done } => {
                let received = self.receive(tx, &facts, &envelopes).map(Ok);
                answer(received, done, replies)
            }
            Message::Invite { secret, role, whom, expires, done } => {
                answer(self.invite(tx, &secret, role, whom, expires), done, replies)
            }
            Message::Redeem { request, done } => answer(self.redeem(tx, &request), done, replies),
            Message::Blob { hash, outline, done } => {
                answer(tx.put(Table::Blob, &hash.0, &outline).map(Ok), done, replies)
            }
            Message::BlobGone { hash, done } => answer(tx.remove(Table::Blob, &hash.0).map(Ok), done, replies),
            Message::Repair { docs, done } => answer(self.repair(tx, &docs).map(Ok), done, replies),
        }
    }

    fn go_back(&mut self, before: Before) {
        self.facts = before.facts;
        self.authority = before.authority;
        self.state = before.state;
        self.seq = before.seq;
        self.invites = before.invites;
        self.docs.clear();
        self.digests.clear();
        // Actors learned in what failed are not on disk: the next change must write them again.
        if let Ok(actors) = opening::read_actors(&self.db) {
            self.actors = actors;
        }
    }

    fn publish(&mut self) {
        self.share_digests();
        self.shared.authority.store(Arc::clone(&self.authority));
        let snapshot = self.snapshot();
        let shown = self.shared.snapshot.load();
        let same = (shown.seq, &shown.undo, &shown.redo) == (snapshot.seq, &snapshot.undo, &snapshot.redo);
        if same && shown.invites == snapshot.invites {
            return;
        }
        let snapshot = Arc::new(snapshot);
        self.shared.snapshot.store(Arc::clone(&snapshot));
        self.shared.tell(&snapshot);
    }

    fn snapshot(&self) -> Snapshot {
        let label = |next: Option<(u64, &str)>| next.map(|(_, label)| label.to_owned());
        let (undo, redo) = (label(self.steps.undo()), label(self.steps.redo()));
        let invites = Arc::clone(&self.invites);
        Snapshot { seq: self.seq, state: self.state.clone(), me: self.me(), undo, redo, invites }
    }

    fn me(&self) -> Actor {
        let device = DeviceId(self.key.verifying_key().to_bytes());
        let (person, role) =
            self.authority.grant_of(&device).map_or((PersonId::default(), Role::Client), |(_, g)| (g.person, g.role));
        Actor { person, device, role }
    }
}

/// Keeps the answer until the commit has happened.
fn answer<T: Send + 'static>(
    outcome: Result<Result<T, StoreError>, StoreError>,
    done: Done<T>,
    replies: &mut Vec<Reply>,
) -> Result<(), StoreError> {
    match outcome {
        Ok(result) => {
            replies.push(Box::new(move |commit| done(commit.and(result))));
            Ok(())
        }
        Err(error) => {
            done(Err(again(&error)));
            Err(error)
        }
    }
}

fn refuse(message: Message, error: &StoreError) {
    match message {
        Message::Command(_, _, done) => done(Err(again(error))),
        Message::TakeBack { done, .. } => done(Err(again(error))),
        Message::Receive { done, .. } => done(Err(again(error))),
        Message::Invite { done, .. } | Message::Blob { done, .. } | Message::BlobGone { done, .. } => {
            done(Err(again(error)));
        }
        Message::Redeem { done, .. } => done(Err(again(error))),
        Message::Repair { done, .. } => done(Err(again(error))),
        Message::Stop => {}
    }
}

/// The same error once more, for everybody who waits for one commit.
pub(crate) fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::Io { what, source } => {
            StoreError::Io { what: what.clone(), source: std::io::Error::new(source.kind(), source.to_string()) }
        }
        StoreError::Damaged { what, why } => StoreError::Damaged { what: what.clone(), why: why.clone() },
        other => StoreError::damaged("the studio's database", other),
    }
}
