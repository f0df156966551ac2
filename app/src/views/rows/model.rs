//! Which stages answer a question.

use crate::place::Question;
use rushes_domain::{Date, Deliverable, Stage, State, Status};
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

/// The stages that answer a question, the most urgent first.
#[must_use]
pub fn answer(state: &State, question: Question, today: Date) -> Vec<StageRow> {
    let week = today.saturating_add(jiff::Span::new().days(7));
    let mut rows: Vec<StageRow> = state
        .deliverables()
        .filter(|d| state.projects.get(&d.project).is_none_or(|p| !p.archived))
        .flat_map(|d| {
            d.stages.iter().enumerate().filter_map(move |(index, stage)| {
                let due = stage.due.or(d.due);
                let open_feedback = d.open_feedback(stage.id).count();
                let open = !matches!(stage.status, Status::Approved | Status::Skipped);
                let wanted = match question {
                    Question::DueThisWeek => open && due.is_some_and(|day| (today..=week).contains(&day)),
                    Question::Overdue => open && due.is_some_and(|day| day < today),
                    Question::InReview => stage.status == Status::InReview,
                    Question::OpenFeedback => open_feedback > 0,
                };
                wanted.then(|| StageRow { deliverable: Arc::clone(d), index, due, open_feedback })
            })
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
