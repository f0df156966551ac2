//! What counts: one definition each of what is open, in review, due and overdue, for every list and every figure.
//!
//! A stage counts while it is in its deliverable's pipeline, its deliverable is not deleted, and its project is
//! neither archived nor deleted. [`State::live`] gives the deliverables; [`Deliverable::in_pipeline`] their stages.

use crate::{Date, deliverable::Deliverable, feedback::Feedback, stage::Stage, state::State, status::Status};
use std::sync::Arc;

impl State {
    /// The deliverables that count: not deleted, nor their project, and their project not archived.
    pub fn live(&self) -> impl Iterator<Item = &Arc<Deliverable>> {
        self.deliverables().filter(|d| self.counts(d))
    }

    /// Whether a deliverable that was not deleted counts: its project is not archived. One whose project has not
    /// arrived yet does.
    #[must_use]
    pub fn counts(&self, deliverable: &Deliverable) -> bool {
        self.projects.get(&deliverable.project).is_none_or(|p| !p.archived)
    }
}

impl Stage {
    /// Whether something is still to be done in it: it is in the pipeline, and neither approved nor skipped. One
    /// that waits, is on hold or is in review is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.removed && !self.status.frees_dependents()
    }

    /// Whether it waits for a decision: it is in the pipeline and its status is "in review", because its newest
    /// round has no decision yet, or because somebody or a sheet set it so.
    #[must_use]
    pub fn is_in_review(&self) -> bool {
        !self.removed && self.status == Status::InReview
    }
}

impl Deliverable {
    /// The day a stage is due: its own, else the deliverable's.
    #[must_use]
    pub fn due_of(&self, stage: &Stage) -> Option<Date> {
        stage.due.or(self.due)
    }

    /// Whether a stage is overdue: open, and its day is over. `today` is the day where the person is.
    #[must_use]
    pub fn is_overdue(&self, stage: &Stage, today: Date) -> bool {
        stage.is_open() && self.due_of(stage).is_some_and(|day| day < today)
    }

    /// Whether the deliverable is overdue: its own day is over, and a stage of it is open.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.due.is_some_and(|day| day < today) && self.stages.iter().any(Stage::is_open)
    }

    /// The open items of its feedback: something to do, neither resolved nor verified, given on a stage that is in
    /// the pipeline. An item that was carried from round to round is one item.
    pub fn open_items(&self) -> impl Iterator<Item = &Feedback> {
        self.feedback.iter().filter(|f| self.is_open_item(f))
    }

    /// Whether an item of its feedback is one of [`Self::open_items`].
    #[must_use]
    pub fn is_open_item(&self, item: &Feedback) -> bool {
        item.is_open() && self.stage(item.stage).is_some_and(|s| !s.removed)
    }
}
