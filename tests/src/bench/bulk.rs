//! Many at once: edits of 5,000 stages, as one step and as a command each.

use crate::measure::{Outcome, line, timed};
use rushes_domain::{Command, Date, Deliverable, StageTarget};
use rushes_tests::{
    studio::{self, copy_of},
    studio_of,
};

const STAGES: usize = 5_000;

pub(crate) fn bulk(sizes: &[usize]) -> Outcome<()> {
    println!("  Kitsu (Zou 1.0.97): 88 s to import 1,000 rows, committed row by row");
    for size in sizes.iter().filter(|size| **size >= STAGES) {
        let dir = copy_of(&studio_of(*size, 1)?)?;
        let store = studio::open(dir.path())?;
        let snapshot = store.snapshot();
        let dated = |day: Option<Date>, stage: fn(&Deliverable) -> Option<StageTarget>| -> Vec<Command> {
            let targets = snapshot.state.deliverables().filter_map(|d| stage(d)).take(STAGES);
            targets.map(|target| Command::DateStage { target, start: day, due: day }).collect()
        };
        let commands = dated(Date::new(2027, 3, 1).ok(), first);
        let label = format!("planned {STAGES} stages");
        let together = timed(|| Ok(store.submit(Command::Batch { label, commands, skip_refused: false })?))?;
        line(&format!("  {STAGES} stages of {size} as one step"), together, "ms", "bound", 2000.0);
        let apart = timed(|| studio::send_all(&store, dated(Date::new(2027, 2, 1).ok(), last)))?;
        line(&format!("  {STAGES} stages of {size}, a command each"), apart, "ms", "bound", 2000.0);
    }
    Ok(())
}

fn first(deliverable: &Deliverable) -> Option<StageTarget> {
    Some(StageTarget { deliverable: deliverable.id, stage: deliverable.stages.first()?.id })
}

fn last(deliverable: &Deliverable) -> Option<StageTarget> {
    Some(StageTarget { deliverable: deliverable.id, stage: deliverable.stages.last()?.id })
}
