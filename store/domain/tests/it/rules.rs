//! What may happen when, and what follows.

use crate::paper::{ADA, BOTTLE, Paper, picture, with_role};
use rushes_domain::*;

#[test]
fn a_stage_is_ready_when_what_it_waits_for_is_approved_or_skipped() {
    let mut paper = Paper::with_bottle();
    assert_eq!(paper.stage("Modeling").status, Status::Ready);
    assert_eq!(paper.stage("Texturing").status, Status::Blocked);
    assert_eq!(paper.stage("Texturing").waits_for, [paper.target("Modeling").stage]);
    let round = paper.publish("Modeling");
    let approve = paper.decision(round, Verdict::Approve, "");
    paper.ok(approve);
    assert_eq!(paper.stage("Texturing").status, Status::Ready);
    let skip = paper.set("Texturing", Status::Skipped, None);
    paper.ok(skip);
    assert_eq!(paper.stage("Look Dev").status, Status::Ready);
    let again = paper.set("Texturing", Status::Ready, None);
    paper.ok(again);
    assert_eq!(paper.stage("Look Dev").status, Status::Blocked);
}

#[test]
fn a_status_set_by_hand_holds_until_something_it_had_not_seen() {
    let mut paper = Paper::with_bottle();
    let command = paper.set("Lighting", Status::Approved, Some(""));
    assert!(paper.try_as(ADA, command).unwrap_err().to_string().contains("needs a reason"));
    let command = paper.set("Lighting", Status::Approved, Some("approved by mail"));
    paper.ok(command);
    assert_eq!(paper.stage("Lighting").status, Status::Approved);
    assert_eq!(paper.stage("Rendering").status, Status::Ready);
    let round = paper.publish("Lighting");
    assert_eq!(paper.stage("Lighting").status, Status::InReview);
    let command = paper.set("Lighting", Status::OnHold, Some("client travels"));
    paper.ok(command);
    assert_eq!(paper.stage("Lighting").status, Status::OnHold);
    let decision = paper.decision(round, Verdict::Approve, "");
    paper.ok(decision);
    assert_eq!(paper.stage("Lighting").status, Status::Approved);
}

#[test]
fn open_feedback_is_carried_and_steps_follow_each_other() {
    let mut paper = Paper::with_bottle();
    let first = paper.publish("Modeling");
    let say = |paper: &mut Paper, body: &str, action| {
        let id = CommentId::new(paper.fresh());
        let round = Some(first);
        paper.ok(Command::Comment { deliverable: BOTTLE, round, id, body: body.into(), reply_to: None, action });
        paper.bottle().feedback.iter().find(|f| f.comment == id).unwrap().id
    };
    let fix = say(&mut paper, "Thicker neck", true);
    let done = say(&mut paper, "Softer bevel", true);
    let know = say(&mut paper, "Client likes it warm", false);
    let step = |paper: &mut Paper, feedback, step| {
        let event = EventId::new(paper.fresh());
        paper.try_as(ADA, Command::StepFeedback { deliverable: BOTTLE, feedback, event, step, note: String::new() })
    };
    step(&mut paper, done, FeedbackStep::Resolve).unwrap();
    assert!(step(&mut paper, know, FeedbackStep::Resolve).is_err());
    assert!(step(&mut paper, fix, FeedbackStep::Verify).is_err());
    let changes = paper.decision(first, Verdict::Changes, "");
    paper.ok(changes);
    let second = paper.publish("Modeling");
    let item = |paper: &Paper, id| paper.bottle().feedback.iter().find(|f| f.id == id).unwrap().clone();
    assert_eq!((item(&paper, fix).round, item(&paper, fix).carried_from()), (second, Some(first)));
    assert_eq!(item(&paper, done).carried_from(), None);
    assert_eq!(paper.bottle().round(second).unwrap().carried, [fix]);
    step(&mut paper, done, FeedbackStep::Verify).unwrap();
    step(&mut paper, done, FeedbackStep::Reopen).unwrap();
    assert_eq!(item(&paper, done).status, FeedbackStatus::Reopened);
    assert_eq!(paper.bottle().open_feedback(paper.target("Modeling").stage).count(), 2);
    paper.ok(Command::ClassifyFeedback { deliverable: BOTTLE, feedback: fix, action: false });
    assert!(!item(&paper, fix).is_open());
}

#[test]
fn a_comment_and_its_feedback_are_resolved_as_one() {
    let mut paper = Paper::with_bottle();
    let round = paper.publish("Modeling");
    let say = |paper: &mut Paper, action| {
        let id = CommentId::new(paper.fresh());
        let body = "Thicker neck".to_owned();
        paper.ok(Command::Comment { deliverable: BOTTLE, round: Some(round), id, body, reply_to: None, action });
        id
    };
    let stands = |paper: &Paper, id| {
        let bottle = paper.bottle();
        let item = bottle.feedback.iter().find(|f| f.comment == id).unwrap();
        (bottle.comment(id).unwrap().resolved, item.status.is_open())
    };
    let resolve = |id, resolved| Command::ResolveComment { deliverable: BOTTLE, id, resolved };
    let fix = say(&mut paper, true);
    paper.ok(resolve(fix, true));
    assert_eq!(stands(&paper, fix), (true, false), "the comment takes its item along");
    assert!(paper.try_as(ADA, resolve(fix, true)).is_err(), "it is resolved already");
    paper.ok(resolve(fix, false));
    assert_eq!(stands(&paper, fix), (false, true));
    let feedback = paper.bottle().feedback.iter().find(|f| f.comment == fix).unwrap().id;
    let event = EventId::new(paper.fresh());
    let step = FeedbackStep::Resolve;
    paper.ok(Command::StepFeedback { deliverable: BOTTLE, feedback, event, step, note: "welded".into() });
    assert_eq!(stands(&paper, fix), (true, false), "and the item its comment");
    paper.ok(Command::ClassifyFeedback { deliverable: BOTTLE, feedback, action: false });
    assert!(stands(&paper, fix).0, "what becomes a note stays resolved");
    // What only an artist or a producer may do with the item, nobody does by way of its comment.
    let other = say(&mut paper, true);
    assert_eq!(paper.try_as(with_role(Role::Client), resolve(other, true)).unwrap_err().code(), "permission_denied");
    let know = say(&mut paper, false);
    paper.try_as(with_role(Role::Client), resolve(know, true)).unwrap();
    assert!(stands(&paper, know).0, "a note is resolved by whoever may talk");
}

#[test]
fn only_the_newest_round_is_decided_and_a_rejection_says_why() {
    let mut paper = Paper::with_bottle();
    let first = paper.publish("Modeling");
    let second = paper.publish("Modeling");
    let command = paper.decision(first, Verdict::Approve, "");
    assert!(paper.try_as(ADA, command).unwrap_err().to_string().contains("not the newest"));
    let command = paper.decision(second, Verdict::Reject, " ");
    assert_eq!(paper.try_as(ADA, command).unwrap_err().code(), "invalid_input");
    let command = paper.decision(second, Verdict::Reject, "wrong bottle");
    paper.ok(command);
    let command = paper.decision(second, Verdict::Reject, "wrong bottle");
    assert!(paper.try_as(ADA, command).unwrap_err().to_string().contains("already"));
    let command = paper.decision(second, Verdict::Approve, "on second thoughts");
    paper.ok(command);
    assert_eq!(paper.stage("Modeling").status, Status::Approved);
    assert_eq!(paper.stage("Modeling").latest().unwrap().decisions.len(), 2);
}

#[test]
fn roles_do_what_they_may_and_nothing_else() {
    // (role, may plan, may publish, may comment, may decide)
    let table = [
        (Role::Admin, true, true, true, true),
        (Role::Producer, true, true, true, true),
        (Role::Artist, false, true, true, false),
        (Role::Client, false, false, true, true),
    ];
    for (role, plan, publish, talk, decides) in table {
        let mut paper = Paper::with_bottle();
        let round = paper.publish("Modeling");
        let actor = with_role(role);
        let hold = paper.set("Modeling", Status::OnHold, None);
        let upload = Command::Publish {
            target: paper.target("Modeling"),
            round: RoundId::new(paper.fresh()),
            attachments: vec![picture(paper.fresh())],
            note: String::new(),
        };
        let say = Command::Comment {
            deliverable: BOTTLE,
            round: Some(round),
            id: CommentId::new(paper.fresh()),
            body: "hm".into(),
            reply_to: None,
            action: true,
        };
        let verdict = paper.decision(round, Verdict::Approve, "");
        for (command, may) in [(say, talk), (verdict, decides), (hold, plan), (upload, publish)] {
            let outcome = decide(&paper.state, actor, Timestamp(5), command.clone());
            match outcome {
                Ok(_) => assert!(may, "{role} may not {command:?}"),
                Err(refusal) => {
                    assert!(!may, "{role}: {refusal}");
                    assert_eq!(refusal.code(), "permission_denied");
                }
            }
        }
    }
}

#[test]
fn bad_input_is_refused_with_a_sentence() {
    let mut paper = Paper::with_bottle();
    let round = paper.publish("Modeling");
    let mark = |points: Vec<(f32, f32)>, kind, last| {
        Command::Annotate(NewAnnotation {
            id: AnnotationId::new([1; 16]),
            comment: CommentId::new([1; 16]),
            deliverable: BOTTLE,
            round,
            attachment: None,
            frames: FrameSpan { first: 0, last },
            shape: Shape {
                kind,
                points: points.into_iter().map(|(x, y)| Point { x, y }).collect(),
                text: String::new(),
                color: Shape::RED.into(),
                width: 3.0,
                image: None,
            },
            body: "here".into(),
            action: true,
        })
    };
    let bad = [
        (mark(vec![(1.0, 1.0)], ShapeKind::Rect, 0), "takes 2 points"),
        (mark(vec![(f32::NAN, 1.0), (2.0, 2.0)], ShapeKind::Rect, 0), "finite"),
        (mark(vec![(1.0, 1.0)], ShapeKind::Text, 0), "needs its text"),
        (mark(vec![(1.0, 1.0)], ShapeKind::Pin, 48), "frames 0 to 47"),
        (mark(vec![(99_999.0, 99_999.0)], ShapeKind::Pin, 0), "off the picture, which is shown"),
        (mark(vec![(-50.0, 5.0), (-10.0, 9.0)], ShapeKind::Rect, 0), "off the picture"),
        (mark(vec![(5.0, -50.0), (90.0, -10.0)], ShapeKind::Arrow, 0), "off the picture"),
    ];
    for (command, part) in bad {
        let refusal = paper.try_as(ADA, command).unwrap_err();
        assert!(refusal.to_string().contains(part), "{refusal}");
    }
    paper.ok(mark(vec![(1.0, 1.0)], ShapeKind::Pin, 47));
    assert_eq!(paper.bottle().annotations.len(), 1);
    for (code, name) in [("", "x"), ("A B", "x"), ("A/B", "x"), ("hero", "x"), ("NEW", " ")] {
        let new = NewProject {
            id: ProjectId::new([8; 16]),
            code: code.into(),
            name: name.into(),
            client: String::new(),
            pipeline: PipelineId::new([2; 16]),
            start: None,
            due: None,
        };
        assert!(paper.try_as(ADA, Command::CreateProject(new)).is_err(), "{code:?}");
    }
}

#[test]
fn my_work_puts_the_most_urgent_first() {
    let mut paper = Paper::with_bottle();
    let today: Date = "2026-11-23".parse().unwrap();
    let rows = [("Modeling", "2026-11-20"), ("Texturing", "2026-11-21"), ("Rendering", "2026-12-30")];
    for (stage, due) in rows {
        let target = paper.target(stage);
        paper.ok(Command::AssignStage { target, people: [ADA.person].into() });
        paper.ok(Command::DateStage { target, start: None, due: Some(due.parse().unwrap()) });
    }
    let items = mywork::of_person(&paper.state, ADA.person, today);
    let seen: Vec<_> = items.iter().map(|i| (i.bucket, i.overdue)).collect();
    use mywork::Bucket::{Today, Waiting};
    assert_eq!(seen, [(Today, true), (Waiting, true), (Waiting, false)]);
}

#[test]
fn rounds_go_on_from_those_before_the_stage_was_tracked() {
    let mut paper = Paper::with_bottle();
    let target = paper.target("Modeling");
    paper.ok(Command::CountRoundsBefore { target, rounds: 3 });
    let stage = paper.stage("Modeling");
    assert_eq!((stage.rounds_before, stage.round_number(), stage.status), (3, 3, Status::Ready));
    assert_eq!(stage.rounds_before_shown().as_deref(), Some("rounds 1–3"));
    let again = paper.ok(Command::CountRoundsBefore { target, rounds: 3 });
    assert_eq!(again.edits, [], "it is so already");

    let published = paper.publish("Modeling");
    assert_eq!(paper.bottle().round(published).unwrap().number, 4);
    assert_eq!(paper.state.resolve_round("HERO/Bottle/Modeling@4").unwrap().1, published);
    let before = paper.state.resolve_round("HERO/Bottle/Modeling@2").unwrap_err();
    assert!(before.to_string().contains("before the stage was tracked here"), "{before}");
    assert!(paper.state.resolve_round("HERO/Bottle/Modeling@5").unwrap_err().to_string().contains("was not found"));

    // What was said wrong is said anew: the rounds move along.
    paper.ok(Command::CountRoundsBefore { target, rounds: 0 });
    assert_eq!((paper.stage("Modeling").round_number(), paper.bottle().round(published).unwrap().number), (1, 1));
    let too_many = Command::CountRoundsBefore { target, rounds: MAX_ROUNDS_BEFORE + 1 };
    assert_eq!(paper.try_as(ADA, too_many).unwrap_err().code(), "invalid_input");
    let artist = Command::CountRoundsBefore { target, rounds: 2 };
    assert_eq!(paper.try_as(with_role(Role::Artist), artist).unwrap_err().code(), "permission_denied");
}

#[test]
fn nothing_is_endless() {
    let mut paper = Paper::with_bottle();
    let (line, text) = ("x".repeat(201), "x".repeat(65 * 1024));
    let project = ProjectId::new([3; 16]);
    let of_project = |changes| Command::EditProject { id: project, changes: vec![changes] };
    let of_bottle = |changes| Command::EditDeliverable { id: BOTTLE, changes: vec![changes] };
    let options = vec![FieldOption { id: OptionId::new([1; 16]), name: line.clone(), order: 1, removed: false }];
    let field = Field {
        id: FieldId::new([1; 16]),
        of: FieldOf::Deliverable,
        name: "Colour".into(),
        kind: FieldKind::Choice,
        options,
        order: 1,
        archived: false,
    };
    for command in [
        of_project(ProjectChange::Name(line.clone())),
        of_project(ProjectChange::Client("two\nlines".into())),
        of_project(ProjectChange::Code(line.clone())),
        of_bottle(DeliverableChange::Kind(line.clone())),
        of_bottle(DeliverableChange::Description(text.clone())),
        Command::EditStudio { name: Some(line.clone()), brand: None },
        Command::DefineField(field),
    ] {
        let refused = paper.try_as(ADA, command.clone()).unwrap_err();
        assert_eq!(refused.code(), "invalid_input", "{command:?}: {refused}");
    }
    let long = paper.set("Modeling", Status::Approved, Some(&text));
    assert_eq!(paper.try_as(ADA, long).unwrap_err().code(), "invalid_input");
}
