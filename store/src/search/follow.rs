//! The thread that keeps the index up with the feed. It is never the writer's, sleeps while nothing
//! changes, and begins only when somebody searches or says that they will.

use super::{
    SearchProgress,
    index::{self, Fault, Mark, Reading, Writing},
    texts::{Owner, Picked},
};
use crate::{database::Db, error::StoreError, log::FeedEntry, snapshot::Snapshot, store::Shared, tables};
use arc_swap::ArcSwapOption;
use rushes_domain::{DeliverableId, DocKind, Id, ProjectId, Studio};
use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// How long changes are gathered before they are written.
const GATHER: Duration = Duration::from_millis(250);
/// How often what is being made anew can be searched for what there is of it.
const SHOW_EVERY: Duration = Duration::from_secs(1);
/// How long to leave a disk alone that refused.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// What the thread and those who search share.
#[derive(Default)]
pub(crate) struct Following {
    pub(crate) reading: ArcSwapOption<Reading>,
    desk: Mutex<Desk>,
    /// Wakes the thread.
    wake: Condvar,
    /// Wakes those who wait for it.
    done: Condvar,
    stop: AtomicBool,
}

/// What is to be done, and how far it is.
#[derive(Default)]
struct Desk {
    /// Something may have changed.
    changed: bool,
    /// So many wait for the index to be up to date.
    waiting: usize,
    /// The snapshot that is in, by its number; nothing before the first.
    seq: Option<u64>,
    /// How often the thread has tried.
    tries: u64,
    /// Somebody who searched found it broken.
    doubted: bool,
    progress: SearchProgress,
    trouble: Option<StoreError>,
}

impl Following {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something may have changed. Never waits for more than a moment.
    pub(crate) fn wake(&self) {
        self.desk().changed = true;
        self.wake.notify_one();
    }

    /// The index does not read as it should: the thread makes it anew.
    pub(crate) fn doubt(&self) {
        self.desk().doubted = true;
        self.wake();
    }

    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.wake();
        self.done.notify_all();
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(crate) fn progress(&self) -> SearchProgress {
        self.desk().progress.clone()
    }

    /// Whether a snapshot is in.
    pub(crate) fn has(&self, seq: u64) -> bool {
        self.desk().seq.is_some_and(|known| known >= seq)
    }

    /// Why the index is not kept up, if it is not.
    pub(crate) fn trouble(&self) -> Option<StoreError> {
        self.desk().trouble.as_ref().map(crate::actor::again)
    }

    /// Waits until a snapshot is in; tells how far it is now and then.
    pub(crate) fn wait_for(
        &self,
        seq: u64,
        tell: &dyn Fn(&SearchProgress),
        cancel: &AtomicBool,
    ) -> Result<(), StoreError> {
        let mut desk = self.desk();
        let before = desk.tries;
        desk.waiting += 1;
        desk.changed = true;
        self.wake.notify_one();
        let outcome = loop {
            if desk.seq.is_some_and(|known| known >= seq) && desk.trouble.is_none() {
                break Ok(());
            }
            if self.stopped() {
                break Err(StoreError::Closed);
            }
            if cancel.load(Ordering::Relaxed) {
                break Err(StoreError::Cancelled);
            }
            if desk.tries > before
                && let Some(trouble) = &desk.trouble
            {
                break Err(crate::actor::again(trouble));
            }
            desk = self.done.wait_timeout(desk, GATHER).unwrap_or_else(PoisonError::into_inner).0;
            let progress = desk.progress.clone();
            drop(desk);
            tell(&progress);
            desk = self.desk();
        };
        desk.waiting -= 1;
        outcome
    }

    /// Waits for something to do; false when it is time to end.
    fn next(&self, failed: Option<Instant>) -> bool {
        let mut desk = self.desk();
        while !desk.changed && !self.stopped() {
            desk = self.wake.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
        // More is likely to follow, unless somebody waits; a disk that refused is left alone for longer.
        let until = failed.map_or_else(|| Instant::now() + GATHER, |at| at + AGAIN_AFTER);
        while desk.waiting == 0 && !self.stopped() {
            let left = until.saturating_duration_since(Instant::now());
            // The first time is at once: nothing is there to search yet.
            if left.is_zero() || desk.tries == 0 {
                break;
            }
            desk = self.wake.wait_timeout(desk, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        desk.changed = false;
        !self.stopped()
    }
}

/// The thread's own.
pub(crate) struct Follower {
    dir: PathBuf,
    shared: Arc<Shared>,
    db: Arc<Db>,
    following: Arc<Following>,
    index: Option<Writing>,
    /// The studio whose people are in.
    studio: Option<Arc<Studio>>,
    /// What was joined to what, in what is in.
    joined: BTreeMap<DeliverableId, DeliverableId>,
    /// The index gave reason to think that it is broken.
    suspect: bool,
}

/// What the feed tells of.
struct Told {
    of: Touched,
    /// The studio's own document, with fields and people, is among it.
    studio: bool,
}

/// What has changed since the index was written.
enum Touched {
    /// Anything may have: the fingerprints tell.
    Anything,
    These(BTreeSet<Id>),
}

impl Follower {
    pub(crate) fn new(dir: PathBuf, shared: Arc<Shared>, db: Arc<Db>, following: Arc<Following>) -> Self {
        Self { dir, shared, db, following, index: None, studio: None, joined: BTreeMap::new(), suspect: false }
    }

    pub(crate) fn run(mut self) {
        let mut failed = None;
        while self.following.next(failed) {
            let outcome = catch_unwind(AssertUnwindSafe(|| self.turn()));
            let fault = match outcome {
                Ok(Ok(())) => None,
                Ok(Err(fault)) => Some(fault),
                Err(_) => Some(Fault::Unreadable("reading it ended in a fault of the program".into())),
            };
            failed = fault.is_some().then(Instant::now);
            self.settle(fault);
        }
        self.following.reading.store(None);
        if let Some(index) = self.index.take() {
            index.end();
        }
    }

    fn settle(&mut self, fault: Option<Fault>) {
        let mut again = false;
        let mut desk = self.following.desk();
        desk.tries += 1;
        desk.progress.rebuilding &= fault.is_some();
        desk.trouble = fault.map(|fault| {
            // Nothing half written is kept in memory.
            self.index = None;
            self.studio = None;
            // Once is an accident: the next try makes it anew. Twice is told.
            again = matches!(fault, Fault::Unreadable(_)) && !std::mem::replace(&mut self.suspect, true);
            fault.told()
        });
        if let Some(trouble) = &desk.trouble {
            tracing::warn!("the search index is not kept up: {trouble}");
        } else {
            self.suspect = false;
        }
        if again {
            desk.trouble = None;
            desk.changed = true;
        }
        desk.progress.trouble = desk.trouble.as_ref().map(|t| (t.to_string(), t.hint()));
        drop(desk);
        self.following.done.notify_all();
    }

    fn turn(&mut self) -> Result<(), Fault> {
        if std::mem::take(&mut self.following.desk().doubted) {
            self.suspect = true;
            self.index = None;
        }
        let mut index = match self.index.take() {
            Some(index) => index,
            None => self.open()?,
        };
        let snapshot = self.shared.snapshot.load_full();
        self.take_in(&mut index, &snapshot)?;
        self.index = Some(index);
        if !self.following.stopped() {
            self.following.desk().seq = Some(snapshot.seq);
        }
        Ok(())
    }

    /// Opens the index, or makes it anew.
    fn open(&mut self) -> Result<Writing, Fault> {
        if !self.suspect {
            match index::open(&self.dir) {
                Ok(found) => {
                    self.following.reading.store(Some(Arc::new(found.1.clone())));
                    return Writing::begin(found);
                }
                Err(Fault::Unreadable(why)) => tracing::info!("the search index is made anew: {why}"),
                Err(fault) => return Err(fault),
            }
        }
        self.following.reading.store(None);
        let made = index::make(&self.dir)?;
        self.following.reading.store(Some(Arc::new(made.1.clone())));
        Writing::begin(made)
    }

    fn take_in(&mut self, index: &mut Writing, snapshot: &Snapshot) -> Result<(), Fault> {
        let state = &snapshot.state;
        let (touched, mark) = self.read_feed(index.mark, snapshot.seq).map_err(database)?;
        let known = self.studio.as_ref().is_some_and(|s| Arc::ptr_eq(s, &state.studio));
        let renamed = match &self.studio {
            Some(before) => !known && Picked::may_differ(before, &state.studio),
            // What the studio was like when the index was written nobody knows any more.
            None => touched.studio,
        };
        let touched = if renamed { Touched::Anything } else { touched.of };
        match touched {
            Touched::Anything => self.compare(index, snapshot)?,
            Touched::These(ids) => {
                // A change of one that was joined to another, or is no longer, changes the other.
                let before = |id: Id| self.joined.get(&DeliverableId(id)).map_or(id, |to| to.0);
                let ids: BTreeSet<Id> =
                    ids.into_iter().flat_map(|id| [id, before(id), state.survivor(DeliverableId(id)).0]).collect();
                for id in ids {
                    match Owner::of(state, id) {
                        Some(owner) => drop(index.put(&owner)?),
                        None => index.remove(id),
                    }
                }
                if !known {
                    // People come with grants too, which the feed does not tell of.
                    for person in state.studio.people.values() {
                        index.put(&Owner::Person(person.clone()))?;
                    }
                    for person in state.studio.absorbed.keys() {
                        index.remove(person.0);
                    }
                }
            }
        }
        if self.following.stopped() {
            return Ok(());
        }
        self.studio = Some(Arc::clone(&state.studio));
        self.joined = state.joined().collect();
        index.commit(mark)
    }

    /// Compares everything, and shows what there is of it meanwhile.
    fn compare(&self, index: &mut Writing, snapshot: &Snapshot) -> Result<(), Fault> {
        let rebuilding = !index.mark.whole;
        let mut shown = Instant::now();
        index.compare(&snapshot.state, &mut |index, done, total| {
            self.tell(done, total, rebuilding);
            if shown.elapsed() >= SHOW_EVERY {
                index.commit(index.mark)?;
                shown = Instant::now();
            }
            Ok(!self.following.stopped())
        })
    }

    fn tell(&self, done: u64, total: u64, rebuilding: bool) {
        let mut desk = self.following.desk();
        desk.progress = SearchProgress { done, total, rebuilding, trouble: None };
        drop(desk);
        self.following.done.notify_all();
    }

    /// What the feed says has changed since a mark, up to a snapshot; and the new mark.
    fn read_feed(&self, mark: Mark, upto: u64) -> Result<(Told, Mark), StoreError> {
        let read = self.db.begin_read()?;
        let feed = read.open_table(tables::FEED)?;
        let same = mark.seq == 0 || feed.get(mark.seq)?.is_some_and(|e| short(e.value()) == mark.entry);
        let mut all = !(mark.whole && same);
        let mut next = Mark { whole: true, ..mark };
        let (mut ids, mut studio) = (BTreeSet::new(), false);
        if all {
            // Only where it ends matters.
            next.seq = 0;
            next.entry = 0;
            if let Some(last) = feed.range(..=upto)?.next_back() {
                let (seq, value) = last?;
                (next.seq, next.entry) = (seq.value(), short(value.value()));
            }
            return Ok((Told { of: Touched::Anything, studio: true }, next));
        }
        for entry in feed.range(mark.seq..=upto.max(mark.seq))? {
            let (seq, value) = entry?;
            if seq.value() <= mark.seq {
                continue;
            }
            (next.seq, next.entry) = (seq.value(), short(value.value()));
            match FeedEntry::from_bytes(value.value()) {
                Some(entry) if !entry.is_cut() => {
                    studio |= entry.docs.iter().any(|doc| doc.kind == DocKind::Studio);
                    ids.extend(entry.docs.iter().filter_map(|doc| match doc.kind {
                        DocKind::Project => Some(ProjectId(doc.id).0),
                        DocKind::Plan | DocKind::Work | DocKind::Talk | DocKind::Verdict => {
                            Some(DeliverableId(doc.id).0)
                        }
                        DocKind::Studio | DocKind::Session | DocKind::Personal => None,
                    }));
                }
                // It names only some of the documents, or cannot be read.
                _ => all = true,
            }
        }
        let of = if all { Touched::Anything } else { Touched::These(ids) };
        Ok((Told { of, studio }, next))
    }
}

/// An entry of the feed in eight bytes.
fn short(entry: &[u8]) -> u64 {
    u64::from_le_bytes(blake3::hash(entry).as_bytes()[..8].try_into().unwrap_or_default())
}

/// The studio's database is not ours to repair.
fn database(error: StoreError) -> Fault {
    Fault::System(match error {
        StoreError::Io { source, .. } => source,
        other => std::io::Error::other(other.to_string()),
    })
}
