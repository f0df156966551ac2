//! What takes long over a large studio is worked out beside the window. A page goes on showing what it knew until
//! then.

use egui::Context;
use rushes_domain::State;
use std::{
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

/// Studios with more deliverables are worked on beside the window. Fewer are done within a frame.
const MANY: usize = 2_000;
/// While changes go on coming, the next look waits as long as the last one took, and no longer than this.
const REST: Duration = Duration::from_secs(2);

/// What is being worked out, and how long it took.
type Coming<T> = Receiver<(T, Duration)>;

/// Something that is worked out of a studio's state: about `A`, as of `V`.
pub(crate) struct Beside<A, V, T> {
    known: Option<(A, V, Arc<T>)>,
    job: Option<(A, V, Coming<T>)>,
    /// Not before.
    next: Option<Instant>,
}

impl<A, V, T> Default for Beside<A, V, T> {
    fn default() -> Self {
        Self { known: None, job: None, next: None }
    }
}

impl<A: Clone + PartialEq, V: Clone + PartialEq, T: Send + 'static> Beside<A, V, T> {
    /// What is known about something: as of now, or as of before while it is worked out anew. Nothing while it is
    /// worked out for the first time.
    pub(crate) fn of(
        &mut self,
        ctx: &Context,
        state: &State,
        about: &A,
        as_of: &V,
        work: impl FnOnce(&State) -> T + Send + 'static,
    ) -> Option<Arc<T>> {
        self.take_result();
        self.known.take_if(|(known, ..)| known != about);
        self.job.take_if(|(asked, ..)| asked != about);
        let fresh = self.known.as_ref().is_some_and(|(_, known, _)| known == as_of);
        let rest =
            self.next.filter(|_| self.known.is_some()).map(|next| next.saturating_duration_since(Instant::now()));
        if let Some(rest) = rest.filter(|rest| !fresh && !rest.is_zero()) {
            ctx.request_repaint_after(rest);
        } else if !fresh && self.job.is_none() {
            let (about, as_of) = (about.clone(), as_of.clone());
            if state.count() > MANY {
                self.job = start(ctx, state, work).map(|receiver| (about, as_of, receiver));
            } else {
                self.known = Some((about, as_of, Arc::new(work(state))));
            }
        }
        self.known.as_ref().map(|(.., found)| Arc::clone(found))
    }

    /// What was known last.
    pub(crate) fn last(&self) -> Option<&T> {
        self.known.as_ref().map(|(.., found)| &**found)
    }

    fn take_result(&mut self) {
        let Some((about, as_of, receiver)) = self.job.take() else { return };
        match receiver.try_recv() {
            Ok((found, took)) => {
                self.known = Some((about, as_of, Arc::new(found)));
                self.next = Some(Instant::now() + took.min(REST));
            }
            Err(TryRecvError::Empty) => self.job = Some((about, as_of, receiver)),
            Err(TryRecvError::Disconnected) => {}
        }
    }
}

fn start<T: Send + 'static>(
    ctx: &Context,
    state: &State,
    work: impl FnOnce(&State) -> T + Send + 'static,
) -> Option<Coming<T>> {
    let (sender, receiver) = sync_channel(1);
    let (ctx, state) = (ctx.clone(), state.clone());
    let run = move || {
        let began = Instant::now();
        let found = work(&state);
        // Nobody waits any more where this fails: another page is shown.
        let _ = sender.send((found, began.elapsed()));
        ctx.request_repaint();
    };
    thread::Builder::new().name("rushes page".into()).spawn(run).ok().map(|_| receiver)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::testing::Sample;

    fn settled(beside: &mut Beside<u8, u8, usize>, ctx: &Context, state: &State, as_of: u8) -> usize {
        loop {
            beside.of(ctx, state, &1, &as_of, State::count);
            if let Some((1, known, found)) = &beside.known
                && *known == as_of
            {
                return **found;
            }
            thread::yield_now();
        }
    }

    #[test]
    fn a_small_studio_is_known_at_once_and_a_large_one_as_it_was_until_it_is_known() {
        let ctx = Context::default();
        let mut beside = Beside::default();
        let small = Sample::of(&["a", "b"]).snapshot();
        assert_eq!(beside.of(&ctx, &small.state, &1, &1, State::count).as_deref(), Some(&2));
        let names: Vec<String> = (0..=MANY).map(|n| n.to_string()).collect();
        let large = Sample::of(&names.iter().map(String::as_str).collect::<Vec<_>>()).snapshot();
        let before = beside.of(&ctx, &large.state, &1, &2, State::count);
        assert!(before.is_some(), "what was known is shown meanwhile");
        assert_eq!(settled(&mut beside, &ctx, &large.state, 2), MANY + 1);
        assert!(beside.of(&ctx, &large.state, &2, &2, State::count).is_none(), "about something else nothing is known");
        assert_eq!(settled(&mut beside, &ctx, &large.state, 3), MANY + 1);
    }
}
