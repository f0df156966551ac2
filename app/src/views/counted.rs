//! Every place that counts gives the same figures, of one studio in which much does not count.

use super::{
    home::HomeModel,
    mywork::Work,
    rows::answer,
    testing::{Sample, round, today},
};
use crate::{place::Question, shell::sidebar};
use jiff::civil::date;
use rushes_domain::{
    CommentId, Deliverable, EventId, Feedback, FeedbackId, FeedbackStatus, Override, State, Status, Timestamp,
    mywork::of_person, query::Query,
};

/// An item of the first stage's first round, on the list of its newest.
fn item(deliverable: &Deliverable, number: u8, action: bool, status: FeedbackStatus) -> Feedback {
    let stage = &deliverable.stages[0];
    let origin = stage.rounds.first().map(|r| r.id).unwrap_or_default();
    Feedback {
        id: FeedbackId::derive(&[deliverable.id.bytes(), &[number]]),
        stage: stage.id,
        origin,
        round: stage.latest().map(|r| r.id).unwrap_or_default(),
        comment: CommentId::derive(&[deliverable.id.bytes(), &[number]]),
        annotation: None,
        summary: "Softer".into(),
        action,
        status,
        events: Vec::new(),
        by: None,
        at: Timestamp(1),
    }
}

/// Five deliverables alike, each with a late stage in review and two open items of four. Two of them count.
fn studio() -> Sample {
    let names = ["two rounds", "by hand", "taken out", "put away", "gone"];
    let mut sample = Sample::of(&names);
    let me = sample.me;
    let archived = sample.project("OLD", &["Modeling"], true);
    for name in names {
        sample.stage(name, 0, |s| {
            s.status = Status::InReview;
            s.due = Some(date(2026, 11, 20));
            s.assignees.insert(me);
            s.rounds = vec![round(s.id, 1, 5), round(s.id, 2, 6)];
        });
        // What is done is not late.
        sample.stage(name, 1, |s| (s.status, s.due) = (Status::Approved, Some(date(2026, 11, 20))));
        sample.edit(name, |d| {
            let items = [
                (true, FeedbackStatus::Open),
                (true, FeedbackStatus::Reopened),
                (true, FeedbackStatus::Resolved),
                (false, FeedbackStatus::Open),
            ];
            d.feedback = (0..).zip(items).map(|(n, (action, status))| item(d, n, action, status)).collect();
        });
    }
    sample.stage("by hand", 0, |s| {
        s.overrides = vec![Override {
            id: EventId::new([1; 16]),
            status: Status::InReview,
            reason: "from a sheet".into(),
            seen_round: None,
            seen_decision: None,
            replaces: Default::default(),
            by: None,
            at: Timestamp(1),
        }];
        s.rounds.clear();
    });
    sample.stage("taken out", 0, |s| s.removed = true);
    sample.edit("put away", |d| d.project = archived);
    sample.edit("gone", |d| d.deleted = true);
    sample
}

fn found(state: &State, sample: &Sample, text: &str) -> Vec<String> {
    let (query, notices) = Query::parse(text, state, sample.me, today());
    assert!(notices.is_empty(), "{notices:?}");
    state.live().filter(|d| query.deliverable(state, d)).map(|d| d.name.clone()).collect()
}

#[test]
fn every_place_counts_alike() {
    let sample = studio();
    let state = sample.snapshot().state;
    let counting = ["by hand", "two rounds"];

    let beside = sidebar::counts(&state, sample.me, today());
    assert_eq!((beside.in_review, beside.today), (2, 2));
    let home = HomeModel::of(&state, sample.me, true, today());
    let figure = |question| Question::ALL.iter().position(|q| *q == question).map(|at| home.figures[at]);
    assert_eq!(figure(Question::InReview), Some(2));
    assert_eq!(figure(Question::Overdue), Some(2));
    assert_eq!(figure(Question::OpenFeedback), Some(4), "items, not stages");
    assert_eq!((home.today, home.to_decide), (2, 2));
    assert!(home.statuses.contains(&(Status::InReview, 2)), "{:?}", home.statuses);
    for question in [Question::InReview, Question::Overdue, Question::OpenFeedback] {
        let rows = answer(&state, question, today());
        let names: Vec<_> = rows.iter().map(|r| r.deliverable.name.as_str()).collect();
        assert_eq!(names, counting, "{question:?}");
        assert_eq!(rows.iter().map(|r| r.open_feedback).sum::<usize>(), 4, "{question:?}");
    }
    let work = Work::of(&state, sample.me, today(), &Query::default());
    let rows: Vec<_> = work.groups.iter().flat_map(|g| &g.rows).collect();
    assert_eq!((rows.len(), rows.iter().filter(|r| r.overdue).count()), (2, 2));
    assert_eq!(rows.iter().map(|r| r.open_feedback).sum::<usize>(), 4);
    assert_eq!(of_person(&state, sample.me, today()).len(), 2, "what `rushes work` says");
    assert_eq!(super::reviews::waiting(&state, today()).len(), 2);
    for query in ["is:overdue", "status:in_review", "is:in_review", "feedback:>0", "is:overdue feedback:2"] {
        assert_eq!(found(&state, &sample, query), counting, "{query}");
    }
    let items: usize = state.live().map(|d| d.open_items().count()).sum();
    assert_eq!(items, 4);
}

#[test]
fn a_stage_that_was_taken_out_is_found_by_its_name() {
    let sample = studio();
    let state = sample.snapshot().state;
    assert!(found(&state, &sample, "stage:modeling status:in_review").contains(&"taken out".to_owned()));
}
