//! One change from another device: the work follows the change, not the studio.

use crate::measure::{Bare, Outcome, line, median, timed};
use rushes_store::authority::Signed;
use rushes_tests::{
    studio::{self, Seeded, copy_of},
    studio_of,
};

pub(crate) fn remote(sizes: &[usize]) -> Outcome<()> {
    let mut smallest = None;
    for size in sizes {
        // The same studio twice: a restored copy writes as another author.
        let kept = studio_of(*size, 1)?;
        let (here, there) = (copy_of(&kept)?, copy_of(&kept)?);
        let (ours, theirs) = (studio::open(here.path())?, studio::open(there.path())?);
        let mut bare = Bare::new(here.path(), None)?;
        let mut seeded = Seeded::new(5);
        let snapshot = theirs.snapshot();
        let all: Vec<_> = snapshot.state.deliverables().collect();
        let (mut times, mut peer) = (Vec::new(), Vec::new());
        for _ in 0..60 {
            let on = seeded.one(all.as_slice());
            let said = rushes_tests::comment(on, &studio::sentence(&mut seeded, 8)).1;
            let changes: Vec<Signed> = theirs.submit(said)?.changes;
            let mut envelopes = Vec::new();
            for doc in changes.iter().map(|signed| signed.doc) {
                envelopes.extend(theirs.envelopes(doc, &theirs.changes(doc)?)?);
            }
            peer.push(bare.write()?);
            times.push(timed(|| Ok(ours.receive(Vec::new(), envelopes)?))?);
        }
        let (time, peer) = (median(times), median(peer));
        line(&format!("  one change of a peer at {size}, p50"), time, "ms", "4 KB write and fdatasync", peer);
        let smallest = *smallest.get_or_insert(time);
        line(&format!("  one change of a peer at {size}"), time, "ms", "on the smallest", smallest);
    }
    Ok(())
}
