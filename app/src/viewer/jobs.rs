//! Work away from the window's thread: a few threads, a bounded queue, the newest request first.
//!
//! Whoever asks holds a [`Ticket`]. Dropping it calls the work off: a newer seek or another round
//! makes older requests stale by letting their tickets go.

use rushes_media::Cancel;
use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

/// The most requests that wait; past it the oldest is let go, and says so.
const QUEUE: usize = 256;

/// What came of a request.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It was done.
    Done(T),
    /// It was not: too much was asked since, or the work itself broke. Asking again is fine.
    Lost,
}

/// A request that is under way. Dropping it calls the work off.
#[derive(Debug)]
pub struct Ticket<T> {
    slot: Arc<Mutex<Option<Outcome<T>>>>,
    cancel: Cancel,
}

impl<T> Ticket<T> {
    /// What came of it, once.
    pub fn take(&self) -> Option<Outcome<T>> {
        lock(&self.slot).take()
    }
}

impl<T> Drop for Ticket<T> {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

type Work = Box<dyn FnOnce(bool) + Send>;

struct Waiting {
    cancel: Cancel,
    work: Work,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    closed: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
    repaint: Box<dyn Fn() + Send + Sync>,
}

/// The threads. Clones share them; they end when the last clone goes.
#[derive(Clone)]
pub struct Jobs(Arc<Handle>);

struct Handle(Arc<Shared>);

impl Drop for Handle {
    fn drop(&mut self) {
        lock(&self.0.queue).closed = true;
        self.0.wake.notify_all();
    }
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let queue = lock(&self.0.0.queue);
        write!(f, "Jobs({} waiting)", queue.waiting.len())
    }
}

impl Jobs {
    /// Starts `threads` of them. `repaint` is called, on one of them, whenever something was done.
    #[must_use]
    pub fn new(threads: usize, repaint: impl Fn() + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared { queue: Mutex::default(), wake: Condvar::new(), repaint: Box::new(repaint) });
        for number in 0..threads.max(1) {
            let shared = Arc::clone(&shared);
            let started = thread::Builder::new().name(format!("pictures {number}")).spawn(move || serve(&shared));
            if let Err(error) = started {
                tracing::error!(%error, "a picture thread could not start");
            }
        }
        Self(Arc::new(Handle(shared)))
    }

    /// Asks for work. It gets a flag that is raised when nobody waits for it any more.
    pub fn ask<T: Send + 'static>(&self, work: impl FnOnce(&Cancel) -> T + Send + 'static) -> Ticket<T> {
        let slot = Arc::new(Mutex::new(None));
        let cancel = Cancel::new();
        let ticket = Ticket { slot: Arc::clone(&slot), cancel: cancel.clone() };
        let flag = cancel.clone();
        let work: Work = Box::new(move |wanted| {
            let outcome = if wanted {
                // A decoder that panics costs this one picture.
                catch_unwind(AssertUnwindSafe(|| work(&flag))).map_or(Outcome::Lost, Outcome::Done)
            } else {
                Outcome::Lost
            };
            *lock(&slot) = Some(outcome);
        });
        self.push(Waiting { cancel, work });
        ticket
    }

    /// Does something that nobody waits for, such as closing what takes a while to close.
    pub(crate) fn leave(&self, work: impl FnOnce() + Send + 'static) {
        let work: Work = Box::new(move |_| drop(catch_unwind(AssertUnwindSafe(work))));
        self.push(Waiting { cancel: Cancel::new(), work });
    }

    fn push(&self, waiting: Waiting) {
        let pushed_out = {
            let mut queue = lock(&self.0.0.queue);
            queue.waiting.push_back(waiting);
            if queue.waiting.len() > QUEUE { queue.waiting.pop_front() } else { None }
        };
        if let Some(old) = pushed_out {
            (old.work)(false);
        }
        self.0.0.wake.notify_one();
    }

    /// Asks the window to paint again.
    pub(crate) fn repaint(&self) -> impl Fn() + Send + Sync + 'static {
        let shared = Arc::downgrade(&self.0.0);
        move || {
            if let Some(shared) = shared.upgrade() {
                (shared.repaint)();
            }
        }
    }
}

fn serve(shared: &Shared) {
    loop {
        let next = {
            let mut queue = lock(&shared.queue);
            loop {
                if queue.closed {
                    return;
                }
                match queue.waiting.pop_back() {
                    Some(next) => break next,
                    None => queue = shared.wake.wait(queue).unwrap_or_else(PoisonError::into_inner),
                }
            }
        };
        if !next.cancel.is_cancelled() {
            (next.work)(true);
            (shared.repaint)();
        }
    }
}

/// Locks, whatever another thread did while it held the lock: what is inside is replaced whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::mpsc;

    fn wait<T>(ticket: &Ticket<T>) -> Outcome<T> {
        loop {
            if let Some(outcome) = ticket.take() {
                return outcome;
            }
            thread::yield_now();
        }
    }

    /// One thread that is busy until the sender says so.
    fn busy() -> (Jobs, mpsc::SyncSender<()>, Ticket<()>) {
        let jobs = Jobs::new(1, || {});
        let (go, gate) = mpsc::sync_channel::<()>(1);
        let (started, begun) = mpsc::sync_channel::<()>(1);
        let ticket = jobs.ask(move |_| {
            started.send(()).unwrap();
            gate.recv().unwrap();
        });
        begun.recv().unwrap();
        (jobs, go, ticket)
    }

    #[test]
    fn the_newest_goes_first() {
        let (jobs, go, _busy) = busy();
        let order = Arc::new(Mutex::new(Vec::new()));
        let note = |name: &'static str| {
            let order = Arc::clone(&order);
            move |_: &Cancel| lock(&order).push(name)
        };
        let tickets = [jobs.ask(note("old")), jobs.ask(note("middle")), jobs.ask(note("new"))];
        go.send(()).unwrap();
        for ticket in &tickets {
            assert!(matches!(wait(ticket), Outcome::Done(())));
        }
        assert_eq!(*lock(&order), ["new", "middle", "old"]);
    }

    #[test]
    fn dropping_a_ticket_calls_the_work_off() {
        let (jobs, go, _busy) = busy();
        let ran = Arc::new(Mutex::new(false));
        let flag = Arc::clone(&ran);
        drop(jobs.ask(move |_| *lock(&flag) = true));
        go.send(()).unwrap();
        while format!("{jobs:?}") != "Jobs(0 waiting)" {
            thread::yield_now();
        }
        // The one thread has passed over it once it does something newer.
        wait(&jobs.ask(|_| ()));
        assert!(!*lock(&ran));
    }

    #[test]
    fn a_full_queue_lets_the_oldest_go_and_says_so() {
        let (jobs, go, _busy) = busy();
        let tickets: Vec<_> = (0..=QUEUE).map(|n| jobs.ask(move |_| n)).collect();
        assert!(matches!(tickets[0].take(), Some(Outcome::Lost)));
        go.send(()).unwrap();
        for (n, ticket) in tickets.iter().enumerate().skip(1) {
            assert!(matches!(wait(ticket), Outcome::Done(m) if m == n));
        }
    }

    #[test]
    fn work_that_panics_is_lost_and_the_thread_goes_on() {
        let jobs = Jobs::new(1, || {});
        let broken = jobs.ask(|_| -> u8 { panic!("on purpose") });
        assert!(matches!(wait(&broken), Outcome::Lost));
        assert!(matches!(wait(&jobs.ask(|_| 7)), Outcome::Done(7)));
    }
}
