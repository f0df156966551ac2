//! Which stages answer a question.

use crate::place::Question;
use rushes_domain::{Date, Deliverable, Stage, State};
use std::sync::Arc;

/// A stage of a deliverable.
#[derive(Clone, Debug)]
pub struct StageRow {
    /// Which deliverable.
    pub deliverable: Arc<Deliverable>,
    /// Which of its stages, by its place.
    pub index: usize,
    /// When it is due: its own day, else the deliverable's.
    pub due: Option<Date>,
    /// Feedback somebody has to act on.
    pub open_feedback: usize,
}

impl StageRow {
    /// The stage.
    #[must_use]
    pub fn stage(&self) -> &Stage {
        &self.deliverable.stages[self.index]
    }
}

/// What a stage is asked: as of a day.
#[derive(Clone, Copy)]
pub struct Asking {
    today: Date,
    week: Date,
}

impl Asking {
    /// As of this day.
    #[must_use]
    pub fn on(today: Date) -> Self {
        Self { today, week: today.saturating_add(jiff::Span::new().days(7)) }
    }

    /// Whether a stage of a deliverable answers a question.
    #[must_use]
    pub fn answers(self, question: Question, deliverable: &Deliverable, stage: &Stage) -> bool {
        match question {
            Question::DueThisWeek => {
                let day = deliverable.due_of(stage);
                stage.is_open() && day.is_some_and(|day| (self.today..=self.week).contains(&day))
            }
            Question::Overdue => deliverable.is_overdue(stage, self.today),
            Question::InReview => stage.is_in_review(),
            Question::OpenFeedback => !stage.removed && deliverable.open_feedback(stage.id).next().is_some(),
        }
    }
}

/// The stages that answer a question, the most urgent first.
#[must_use]
pub fn answer(state: &State, question: Question, today: Date) -> Vec<StageRow> {
    let asking = Asking::on(today);
    let row = |d: &Arc<Deliverable>, index: usize, stage: &Stage| StageRow {
        deliverable: Arc::clone(d),
        index,
        due: d.due_of(stage),
        open_feedback: d.open_feedback(stage.id).count(),
    };
    let mut rows: Vec<StageRow> = state
        .live()
        .flat_map(|d| {
            let stages = d.stages.iter().enumerate().filter(move |(_, s)| asking.answers(question, d, s));
            stages.map(move |(index, stage)| row(d, index, stage))
        })
        .collect();
    rows.sort_by(|a, b| {
        let key = |r: &StageRow| (r.due.is_none(), r.due, r.deliverable.priority);
        key(a).cmp(&key(b)).then_with(|| a.deliverable.name.cmp(&b.deliverable.name)).then(a.index.cmp(&b.index))
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::testing::{Sample, today};
    use jiff::civil::date;
    use rushes_domain::Status;

    fn told(sample: &Sample, question: Question) -> Vec<String> {
        answer(&sample.snapshot().state, question, today())
            .iter()
            .map(|r| format!("{} {}", r.deliverable.name, r.stage().name))
            .collect()
    }

    #[test]
    fn a_stage_without_a_day_is_due_with_its_deliverable_and_done_ones_never_are() {
        let mut sample = Sample::of(&["a", "b"]);
        for index in 1..7 {
            sample.stage("a", index, |s| s.status = Status::Approved);
        }
        sample.edit("a", |d| d.due = Some(date(2026, 11, 25)));
        sample.stage("b", 2, |s| s.due = Some(date(2026, 11, 20)));
        assert_eq!(told(&sample, Question::DueThisWeek), ["a Modeling"]);
        assert_eq!(told(&sample, Question::Overdue), ["b Look Dev"]);
        sample.stage("b", 2, |s| s.status = Status::Approved);
        assert!(told(&sample, Question::Overdue).is_empty());
    }

    #[test]
    fn review_is_what_waits_for_a_decision() {
        let mut sample = Sample::of(&["a"]);
        sample.stage("a", 0, |s| s.status = Status::InReview);
        assert_eq!(told(&sample, Question::InReview), ["a Modeling"]);
        assert!(told(&sample, Question::OpenFeedback).is_empty());
    }
}
