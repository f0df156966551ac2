//! What runs beside the window: a few threads with bounded queues, and one channel back.

mod progress;

pub use progress::{Progress, Work};

use crate::{
    actions::{Pick, Send as Sending, Toast},
    jobs::{opening::Session, search::Answer},
    sentence::sentence,
    textures::{ThumbKey, ThumbOutcome},
    views::past::Was,
    views::sheet_import::SheetTold,
    views::team::MadeTicket,
};
use rushes_domain::{ProjectId, Refusal, StageTarget, StudioId};
use rushes_store::{Ack, ChangeHash, Home, LogOf, LogPage, LogQuery, StoreError, TakenBack};
use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::Ordering,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Instant,
};

/// What went wrong, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// What happened, as a sentence.
    pub text: String,
    /// What to do; empty where there is nothing.
    pub hint: String,
    /// What a technician wants to know; empty where there is no more to say.
    pub detail: String,
    /// It is the data on this device: a repair or a backup may help.
    pub mendable: bool,
}

impl Trouble {
    /// From a sentence and a next step.
    #[must_use]
    pub fn new(text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { text: sentence(&text.into()), hint: hint.into(), detail: String::new(), mendable: false }
    }
}

impl From<&StoreError> for Trouble {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal.into(),
            StoreError::Damaged { what, why } => {
                Self { detail: sentence(why), mendable: true, ..Self::new(format!("{what} is damaged"), error.hint()) }
            }
            StoreError::BeyondRepair { why } => Self {
                detail: sentence(why),
                mendable: true,
                ..Self::new("No new database can be made of the damaged one", error.hint())
            },
            _ => Self { mendable: mendable(error), ..Self::new(error.to_string(), error.hint()) },
        }
    }
}

/// Neither a newer program's data nor a disk that is full or closed gets better by a repair.
fn mendable(error: &StoreError) -> bool {
    use std::io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    match error {
        StoreError::Io { source, .. } => {
            !matches!(source.kind(), PermissionDenied | QuotaExceeded | ReadOnlyFilesystem | StorageFull)
        }
        StoreError::StillMissing { .. } | StoreError::NotFound { .. } => true,
        _ => false,
    }
}

impl From<&Refusal> for Trouble {
    fn from(refusal: &Refusal) -> Self {
        // What the command line has a flag for stands in a menu here.
        let by_hand = " Or set the status by hand with a reason, in its cell of the table or in the stage's menu.";
        let hint = format!("{}{}", refusal.hint(), if refusal.settable_by_hand() { by_hand } else { "" });
        Self::new(refusal.to_string(), hint)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::from(&error)
    }
}

impl From<Trouble> for Toast {
    fn from(trouble: Trouble) -> Self {
        Self::wrong(trouble.text, trouble.hint)
    }
}

/// What came of something that ran beside the window.
pub enum Event {
    /// The home is open, and a studio in it.
    Opened(Box<Session>),
    /// The home is open and has no studio yet.
    NoStudio(Home),
    /// The home, or the studio, could not be opened.
    NotOpened(Trouble),
    /// A studio could not be made or joined.
    NotBegun(Trouble),
    /// A command that a job sent was carried out, or refused: nothing of the window waits for it.
    Told(Box<Sending>, Result<Ack, StoreError>),
    /// A command of the window was carried out, or refused.
    Answered(Box<Sending>, Result<Ack, StoreError>),
    /// Publishing ended: a round was published, or was not.
    Published(StageTarget, bool),
    /// A thumbnail is here, or will not be.
    Thumb(ThumbKey, ThumbOutcome),
    /// Files were chosen in the file dialog.
    Picked(Pick, Vec<PathBuf>),
    /// This system has no file dialog.
    NoDialog(Pick),
    /// A sheet was read, worked out or brought in.
    Sheet(ProjectId, SheetTold),
    /// An invitation was made.
    Invited(Result<MadeTicket, Trouble>),
    /// A page of the log was read.
    Log(Box<LogQuery>, Result<LogPage, Trouble>),
    /// Something was read as it was.
    Past(LogOf, ChangeHash, Result<Was, Trouble>),
    /// Something was taken back, or done again.
    TookBack(bool, Result<TakenBack, StoreError>),
    /// The palette's query was answered.
    Found(u64, Vec<crate::shell::palette::Hit>),
    /// What a query on the search page found.
    Searched(Answer),
    /// A studio was brought in, or was not.
    TakenIn(Result<crate::jobs::taking_in::Taken, crate::jobs::taking_in::NotTaken>),
    /// What came of looking after the studio.
    Care(crate::jobs::care::Told),
    /// The search has to read everything anew, and that takes a while.
    SearchBehind,
    /// Something to say.
    Say(Toast),
    /// A piece of long work ended.
    Ended(u64),
    /// The studio changed: by a command or by a peer.
    Changed,
    /// The network's state changed.
    Network,
    /// Another process asks for the window, at a place if it says one.
    Asked(Option<String>),
    /// The command line has gone over to another studio of this home.
    Chosen(StudioId),
}

/// What a job is given: the way back to the window.
#[derive(Clone)]
pub struct Desk {
    events: SyncSender<Event>,
    ctx: egui::Context,
    started: Instant,
}

impl Desk {
    /// Tells the window something. Waits while the window has not caught up.
    pub fn tell(&self, event: Event) {
        // The window is gone when this fails: nobody is left to be told.
        let _ = self.events.send(event);
        self.ctx.request_repaint();
    }

    /// As [`Self::tell`], for threads that must not wait: dropped when the channel is full.
    pub fn mention(&self, event: Event) -> bool {
        let told = self.events.try_send(event).is_ok();
        self.ctx.request_repaint();
        told
    }

    /// Tells the tray how far a piece of work is, at most 15 times a second.
    pub fn progress(&self, progress: &Progress, what: &str, done: u64, total: u64) {
        progress.done.store(done, Ordering::Relaxed);
        progress.total.store(total, Ordering::Relaxed);
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let last = progress.told_ms.load(Ordering::Relaxed);
        if last == 0 || now.saturating_sub(last) >= 66 {
            progress.told_ms.store(now.max(1), Ordering::Relaxed);
            let mut told = progress.what.lock().unwrap_or_else(PoisonError::into_inner);
            if *told != what {
                what.clone_into(&mut told);
            }
            drop(told);
            self.ctx.request_repaint();
        }
    }
}

type Job = Box<dyn FnOnce(&Desk) + Send>;

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
}

/// Threads that take jobs from one bounded queue.
struct Pool {
    queue: Arc<(Mutex<Queue>, Condvar)>,
    most: usize,
    newest_first: bool,
}

impl Pool {
    fn start(name: &str, threads: usize, most: usize, newest_first: bool, desk: &Desk) -> Self {
        let queue: Arc<(Mutex<Queue>, Condvar)> = Arc::default();
        for _ in 0..threads {
            let (queue, desk) = (Arc::clone(&queue), desk.clone());
            let spawned = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
                while let Some(job) = next(&queue, newest_first) {
                    // A panic in one job costs that job.
                    let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(&desk)));
                    if ran.is_err() {
                        tracing::error!("a background job ended in a panic");
                    }
                }
            });
            if let Err(error) = spawned {
                tracing::error!("no thread for {name}: {error}");
            }
        }
        Self { queue, most, newest_first }
    }

    fn put(&self, job: Job) -> bool {
        let (queue, wake) = &*self.queue;
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.jobs.len() >= self.most {
            return false;
        }
        queue.jobs.push_back(job);
        wake.notify_one();
        true
    }
}

fn next(queue: &(Mutex<Queue>, Condvar), newest_first: bool) -> Option<Job> {
    let (queue, wake) = queue;
    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if queue.closed {
            return None;
        }
        let job = if newest_first { queue.jobs.pop_back() } else { queue.jobs.pop_front() };
        if job.is_some() {
            return job;
        }
        queue = wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let (queue, wake) = &*self.queue;
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.closed = true;
        queue.jobs.clear();
        wake.notify_all();
    }
}

/// Jobs that may wait for one another's threads.
const LONG_QUEUE: usize = 64;
/// Thumbnails that may wait.
const QUICK_QUEUE: usize = 64;
/// Events on their way to the window.
const EVENTS: usize = 1024;

/// The threads beside the window.
pub struct Runtime {
    desk: Desk,
    events: Receiver<Event>,
    long: Pool,
    quick: Pool,
    tray: Vec<Work>,
    next: u64,
}

impl Runtime {
    /// Starts them.
    #[must_use]
    pub fn start(ctx: &egui::Context) -> Self {
        let (sender, events) = sync_channel(EVENTS);
        let desk = Desk { events: sender, ctx: ctx.clone(), started: Instant::now() };
        let long = Pool::start("rushes long", 3, LONG_QUEUE, false, &desk);
        let quick = Pool::start("rushes quick", 2, QUICK_QUEUE, true, &desk);
        Self { desk, events, long, quick, tray: Vec::new(), next: 1 }
    }

    /// The way back to the window, for callbacks.
    #[must_use]
    pub fn desk(&self) -> Desk {
        self.desk.clone()
    }

    /// Long work that the tray does not show. False when too much waits already.
    pub fn spawn(&self, job: impl FnOnce(&Desk) + Send + 'static) -> bool {
        self.long.put(Box::new(job))
    }

    /// Short work; what was asked for last is done first.
    pub(crate) fn spawn_quick(&self, job: impl FnOnce(&Desk) + Send + 'static) -> bool {
        debug_assert!(self.quick.newest_first);
        self.quick.put(Box::new(job))
    }

    /// Long work that the tray shows until it ends, and that heeds [`Progress::cancel`]. False when too much waits
    /// already.
    pub fn spawn_shown(&mut self, label: &str, job: impl FnOnce(&Desk, &Progress) + Send + 'static) -> bool {
        self.put_shown(label, Progress::default(), job)
    }

    /// As [`Self::spawn_shown`], for work that cannot be stopped: the tray does not offer it.
    pub fn spawn_steady(&mut self, label: &str, job: impl FnOnce(&Desk, &Progress) + Send + 'static) -> bool {
        self.put_shown(label, Progress::steady(), job)
    }

    fn put_shown(
        &mut self,
        label: &str,
        progress: Progress,
        job: impl FnOnce(&Desk, &Progress) + Send + 'static,
    ) -> bool {
        let (id, progress) = (self.next, Arc::new(progress));
        self.next += 1;
        let shared = Arc::clone(&progress);
        let put = self.long.put(Box::new(move |desk| {
            let ended = Ended(desk, id);
            job(desk, &shared);
            drop(ended);
        }));
        if put {
            self.tray.push(Work { id, label: label.to_owned(), progress });
        }
        put
    }

    /// What has come since the last call.
    pub fn take(&mut self) -> Vec<Event> {
        let events: Vec<Event> = self.events.try_iter().collect();
        for event in &events {
            if let Event::Ended(id) = event {
                self.tray.retain(|w| w.id != *id);
            }
        }
        events
    }

    /// Long work under way.
    #[must_use]
    pub fn tray(&self) -> &[Work] {
        &self.tray
    }

    /// Asks a piece of long work to stop.
    pub fn cancel(&self, id: u64) {
        if let Some(work) = self.tray.iter().find(|w| w.id == id && w.progress.can_stop()) {
            work.progress.cancel.store(true, Ordering::SeqCst);
        }
    }
}

/// Takes the work off the tray, also when it ended in a panic.
struct Ended<'a>(&'a Desk, u64);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.tell(Event::Ended(self.1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn troubles_read_as_sentences() {
        assert_eq!(Trouble::new("the studio is busy", "").text, "The studio is busy.");
        assert_eq!(Trouble::new("Why not?", "").text, "Why not?");
    }

    #[test]
    fn a_repair_is_offered_only_for_what_it_may_mend() {
        let io = |kind: std::io::ErrorKind| StoreError::Io { what: "the studio".into(), source: kind.into() };
        assert!(Trouble::from(io(std::io::ErrorKind::UnexpectedEof)).mendable);
        for error in [
            StoreError::Newer { found: 9, known: 1 },
            io(std::io::ErrorKind::StorageFull),
            io(std::io::ErrorKind::ReadOnlyFilesystem),
            io(std::io::ErrorKind::PermissionDenied),
        ] {
            assert!(!Trouble::from(error).mendable);
        }
    }

    #[test]
    fn only_what_can_be_stopped_is_stopped() {
        let mut runtime = Runtime::start(&egui::Context::default());
        let (go, wait) = sync_channel::<()>(0);
        assert!(runtime.spawn_steady("steady", move |_, _| assert!(wait.recv().is_ok())));
        let (until, reached) = sync_channel(0);
        let (end, ends) = sync_channel(0);
        assert!(runtime.spawn_shown("saves at last", move |_, progress| {
            assert!(progress.past_stopping());
            assert!(until.send(()).is_ok() && ends.recv().is_ok());
        }));
        assert!(reached.recv().is_ok());
        for work in runtime.tray().to_vec() {
            assert!(!work.progress.can_stop());
            runtime.cancel(work.id);
            assert!(!work.progress.is_stopping(), "{}", work.label);
        }
        assert!(go.send(()).is_ok() && end.send(()).is_ok());
        let progress = Progress::default();
        progress.cancel.store(true, Ordering::SeqCst);
        assert!(!progress.past_stopping() && !progress.can_stop(), "what is stopped is not saved");
    }

    #[test]
    fn a_job_that_panics_leaves_the_tray_and_the_thread() {
        let mut runtime = Runtime::start(&egui::Context::default());
        assert!(runtime.spawn_shown("breaks", |_, _| panic!("on purpose")));
        assert!(runtime.spawn_shown("works", |desk, _| desk.tell(Event::Changed)));
        let mut changed = false;
        while !runtime.tray().is_empty() {
            changed |= runtime.take().iter().any(|e| matches!(e, Event::Changed));
            std::thread::yield_now();
        }
        changed |= runtime.take().iter().any(|e| matches!(e, Event::Changed));
        assert!(changed);
    }
}
