//! How far long work is, and whether it can be stopped.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// How far a piece of long work is. Shared between who does it and the tray.
#[derive(Debug, Default)]
pub struct Progress {
    pub(super) done: AtomicU64,
    pub(super) total: AtomicU64,
    /// Set to stop it.
    pub cancel: AtomicBool,
    /// It cannot be stopped, or not any more.
    steady: AtomicBool,
    pub(super) what: Mutex<String>,
    pub(super) told_ms: AtomicU64,
}

impl Progress {
    /// Of what cannot be stopped.
    #[must_use]
    pub fn steady() -> Self {
        Self { steady: AtomicBool::new(true), ..Self::default() }
    }

    /// 0 to 1; nothing while the end is not known.
    #[must_use]
    pub fn share(&self) -> Option<f32> {
        let total = self.total.load(Ordering::Relaxed);
        (total > 0).then(|| (self.done.load(Ordering::Relaxed) as f64 / total as f64) as f32)
    }

    /// Whether somebody can stop it now.
    #[must_use]
    pub fn can_stop(&self) -> bool {
        !self.steady.load(Ordering::SeqCst) && !self.is_stopping()
    }

    /// Whether somebody has asked for it to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.cancel.load(Ordering::SeqCst)
    }

    /// From here on it cannot be stopped. False where somebody has stopped it before.
    #[must_use]
    pub fn past_stopping(&self) -> bool {
        self.steady.store(true, Ordering::SeqCst);
        !self.is_stopping()
    }

    /// What is being done now.
    #[must_use]
    pub fn what(&self) -> String {
        self.what.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A piece of long work, as the tray shows it.
#[derive(Clone, Debug)]
pub struct Work {
    /// For cancelling it.
    pub id: u64,
    /// What it is.
    pub label: String,
    /// How far it is.
    pub progress: Arc<Progress>,
}
