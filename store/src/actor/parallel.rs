//! Work on many documents, spread over the machine's cores.

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use std::{num::NonZero, sync::LazyLock, thread};

/// Fewer than this many are not worth handing over.
const WORTHWHILE: usize = 4;

/// Asking the system reads files: too slow for every command.
pub(super) static CORES: LazyLock<usize> = LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get));

/// Maps every item, in order. The threads are there already: one made for a batch would begin with memory that the
/// system has to clear first.
pub(super) fn map<T: Send, R: Send>(items: Vec<T>, f: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    if items.len() < 2 * WORTHWHILE || *CORES < 2 {
        return items.into_iter().map(f).collect();
    }
    items.into_par_iter().with_min_len(WORTHWHILE).map(f).collect()
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
