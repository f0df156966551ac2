//! Many at once: edits of 5,000 stages, and importing.

use crate::measure::{Outcome, line, timed};
use rushes_domain::{Command, Date, Deliverable, ImportRow, ImportStage, StageTarget};
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
        let project = snapshot.state.projects.values().next().ok_or("no project")?.id;
        let due = Date::new(2027, 3, 1).ok();
        let rows = snapshot.state.deliverables().take(STAGES).map(|d| row(d, due)).collect();
        let source = "bulk edit".to_owned();
        let together = timed(|| Ok(store.submit(Command::Import { project, people: Vec::new(), rows, source })?))?;
        line(&format!("  {STAGES} stages of {size} in one command"), together, "ms", "bound", 2000.0);
        let start = Date::new(2027, 2, 1).ok();
        let last = |d: &Deliverable| Some(StageTarget { deliverable: d.id, stage: d.stages.last()?.id });
        let targets = snapshot.state.deliverables().filter_map(|d| last(d)).take(STAGES);
        let commands = targets.map(|target| Command::DateStage { target, start, due });
        let apart = timed(|| studio::send_all(&store, commands))?;
        line(&format!("  {STAGES} stages of {size}, a command each"), apart, "ms", "bound", 2000.0);
    }
    Ok(())
}

/// A row that moves the due day of one stage.
fn row(deliverable: &Deliverable, due: Option<Date>) -> ImportRow {
    let stages = deliverable.stages.first().map(|stage| ImportStage {
        def: stage.def,
        status: None,
        assignees: None,
        start: None,
        due,
    });
    ImportRow {
        id: deliverable.id,
        name: deliverable.name.clone(),
        kind: None,
        priority: None,
        due: None,
        description: None,
        stages: stages.into_iter().collect(),
    }
}
