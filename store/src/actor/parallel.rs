//! Work on many documents, spread over the machine's cores.

use std::{num::NonZero, sync::LazyLock, thread};

/// Fewer than this many are not worth a thread.
const WORTHWHILE: usize = 4;

/// Asking the system reads files: too slow for every command.
pub(super) static CORES: LazyLock<usize> = LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get));

/// Maps every item, in order.
pub(super) fn map<T: Send, R: Send>(items: Vec<T>, f: impl Fn(T) -> R + Sync) -> Vec<R> {
    let most = items.len() / WORTHWHILE;
    if most < 2 || *CORES < 2 {
        return items.into_iter().map(f).collect();
    }
    let threads = most.min(*CORES);
    let share = items.len().div_ceil(threads);
    let mut items = items.into_iter();
    let f = &f;
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let mine: Vec<T> = items.by_ref().take(share).collect();
                scope.spawn(move || mine.into_iter().map(f).collect::<Vec<R>>())
            })
            .collect();
        let join = |worker: thread::ScopedJoinHandle<'_, Vec<R>>| match worker.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        workers.into_iter().flat_map(join).collect()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn keeps_the_order() {
        for count in [0, 1, 3, 4, 7, 8, 9, 1000] {
            let doubled = super::map((0..count).collect(), |n| n * 2);
            assert_eq!(doubled, (0..count).map(|n| n * 2).collect::<Vec<_>>());
        }
    }
}
