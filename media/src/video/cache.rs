//! Decoded frames kept in memory, so that stepping back costs nothing.

use std::collections::BTreeMap;

use ffmpeg_next::frame;

/// Frames by number, up to a number of bytes; the ones furthest from where the viewer is go first.
pub(super) struct FrameCache {
    frames: BTreeMap<u64, (frame::Video, usize)>,
    bytes: usize,
    budget: usize,
}

impl FrameCache {
    /// A cache of at most `budget` bytes; one frame is kept whatever its size.
    pub(super) fn new(budget: usize) -> Self {
        Self { frames: BTreeMap::new(), bytes: 0, budget }
    }

    pub(super) fn get(&self, number: u64) -> Option<&frame::Video> {
        self.frames.get(&number).map(|(frame, _)| frame)
    }

    /// Keeps a frame; `focus` is the frame that the viewer asked for.
    pub(super) fn insert(&mut self, number: u64, frame: frame::Video, focus: u64) {
        let size = byte_size(&frame);
        if let Some((_, old)) = self.frames.insert(number, (frame, size)) {
            self.bytes -= old;
        }
        self.bytes += size;
        while self.bytes > self.budget && self.frames.len() > 1 {
            let (Some((&first, _)), Some((&last, _))) = (self.frames.first_key_value(), self.frames.last_key_value())
            else {
                break;
            };
            // Of two equally far, the later goes: stepping back is what the cache is for.
            let furthest = if focus.abs_diff(first) > focus.abs_diff(last) { first } else { last };
            if let Some((_, gone)) = self.frames.remove(&furthest) {
                self.bytes -= gone;
            }
        }
    }

    pub(super) fn set_budget(&mut self, budget: usize) {
        self.budget = budget;
    }
}

fn byte_size(frame: &frame::Video) -> usize {
    (0..frame.planes())
        .map(|plane| {
            // A negative stride (stored upside down) reads as an enormous one.
            let stride = (frame.stride(plane) as i64).unsigned_abs() as usize;
            stride * frame.plane_height(plane) as usize
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ffmpeg_next::format::Pixel;

    fn kept(budget_frames: usize, inserts: &[u64], focus: u64) -> Vec<u64> {
        let frame = || frame::Video::new(Pixel::GRAY8, 64, 64);
        let mut cache = FrameCache::new(byte_size(&frame()) * budget_frames);
        for &number in inserts {
            cache.insert(number, frame(), focus);
        }
        cache.frames.keys().copied().collect()
    }

    #[test]
    fn the_furthest_go_first() {
        assert_eq!(kept(3, &[0, 1, 2, 3, 4, 5], 5), [3, 4, 5]);
        assert_eq!(kept(3, &[0, 1, 2, 3, 4, 5], 0), [0, 1, 2]);
        assert_eq!(kept(3, &[8, 9, 10, 11, 12], 10), [9, 10, 11]);
        assert_eq!(kept(2, &[9, 10, 11], 10), [9, 10]);
        assert_eq!(kept(0, &[1, 2], 2), [2]);
        assert_eq!(kept(2, &[7, 7, 7], 7), [7]);
    }
}
