//! One row, and what is worked out of its deliverable once.

use super::natural;
use rushes_domain::{Deliverable, Stage, StageDefId, Status, query::Searched};
use std::sync::Arc;

/// A stage that has a column: its definition and its name.
pub type StageColumn = (StageDefId, String);

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is about.
    pub deliverable: Arc<Deliverable>,
    /// Its text, folded, for filters.
    pub searched: Searched,
    /// Its name as names sort.
    pub order: Box<str>,
    /// Stages by status.
    pub counts: [u16; Status::ALL.len()],
    /// Minutes of work estimated, of all stages.
    pub estimate: u32,
    /// Open feedback, of all stages.
    pub open: u32,
    /// Of a hundred stages, how many are approved.
    pub progress: u8,
    /// Per column: which of the deliverable's stages.
    stages: Box<[Option<u8>]>,
    /// Per stage of the deliverable: open feedback.
    feedback: Box<[u16]>,
    current: Option<u8>,
}

impl Row {
    /// Of a deliverable of the project with this code.
    #[must_use]
    pub fn new(deliverable: &Arc<Deliverable>, code: &str, columns: &[StageColumn]) -> Self {
        let stages = &deliverable.stages;
        let place = |def| stages.iter().position(|s| s.def == def).and_then(|i| u8::try_from(i).ok());
        let open = |s: &Stage| {
            let none = deliverable.feedback.is_empty();
            if none { 0 } else { u16::try_from(deliverable.open_feedback(s.id).count()).unwrap_or(u16::MAX) }
        };
        let feedback: Box<[u16]> = stages.iter().map(open).collect();
        let mut counts = [0; Status::ALL.len()];
        for stage in deliverable.in_pipeline() {
            counts[stage.status as usize] += 1;
        }
        Self {
            searched: Searched::with_code(code, deliverable),
            order: natural(&deliverable.name).into(),
            counts,
            estimate: deliverable.in_pipeline().filter_map(|s| s.estimate).fold(0, u32::saturating_add),
            open: stages.iter().zip(&feedback).filter(|(s, _)| !s.removed).map(|(_, n)| u32::from(*n)).sum(),
            progress: deliverable.progress(),
            stages: columns.iter().map(|(def, _)| place(*def)).collect(),
            feedback,
            current: stages.iter().position(Stage::is_open).and_then(|i| u8::try_from(i).ok()),
            deliverable: Arc::clone(deliverable),
        }
    }

    /// The stage of a column, and how much of its feedback is open.
    #[must_use]
    pub fn stage(&self, column: usize) -> Option<(&Stage, usize)> {
        let index = usize::from((*self.stages.get(column)?)?);
        let feedback = self.feedback.get(index).copied().unwrap_or_default();
        Some((self.deliverable.stages.get(index)?, usize::from(feedback)))
    }

    /// The stage that is worked on now.
    #[must_use]
    pub fn current(&self) -> Option<&Stage> {
        self.deliverable.stages.get(usize::from(self.current?))
    }
}
