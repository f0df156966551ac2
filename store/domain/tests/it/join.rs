//! Two of one name become one, and nothing said about either is lost.

use crate::paper::{ADA, BOTTLE, Paper, picture};
use rushes_domain::*;
use std::collections::BTreeSet;

const TWIN: DeliverableId = DeliverableId(Id([8; 16]));
const BEA: PersonId = PersonId(Id([12; 16]));

/// "Bottle" and a twin of it that another device made at once, each with a round, a comment with a mark, and an item.
fn twins() -> Paper {
    let mut paper = Paper::with_bottle();
    paper.ok(Command::AddPerson(Person { id: BEA, name: "Bea Low".into(), email: String::new() }));
    paper.ok(Command::CreateDeliverable(NewDeliverable {
        id: TWIN,
        project: ProjectId::new([3; 16]),
        name: "Other".into(),
        kind: "Hero prop".into(),
        priority: Priority::Urgent,
        due: Some(Date::constant(2026, 5, 1)),
        description: "Second words".into(),
    }));
    for (id, words) in [(BOTTLE, "first"), (TWIN, "second")] {
        let target = target(&paper, id, "Modeling");
        let (round, file) = (RoundId::new(paper.fresh()), picture(paper.fresh()));
        paper.ok(Command::Publish { target, round, attachments: vec![file], note: words.into() });
        let comment = CommentId::new(paper.fresh());
        let say = Command::Comment {
            deliverable: id,
            round: Some(round),
            id: comment,
            body: words.into(),
            reply_to: None,
            action: true,
        };
        paper.ok(say);
    }
    let target = target(&paper, TWIN, "Modeling");
    paper.ok(Command::AssignStage { target, people: [BEA].into() });
    paper.write(&[Edit::put(DocId::of(DocKind::Plan, TWIN), ["name"], "BOTTLE")], ADA.person);
    paper
}

fn target(paper: &Paper, deliverable: DeliverableId, stage: &str) -> StageTarget {
    let found = paper.state.deliverable(deliverable).unwrap();
    let stage = found.stages.iter().find(|s| s.name == stage).unwrap().id;
    StageTarget { deliverable, stage }
}

fn joined() -> Paper {
    let mut paper = twins();
    paper.ok(Command::JoinDeliverables { survivor: BOTTLE, joined: TWIN });
    paper
}

fn summaries(paper: &Paper) -> Vec<(String, FeedbackStatus)> {
    paper.bottle().feedback.iter().map(|f| (f.summary.clone(), f.status)).collect()
}

#[test]
fn twins_are_told_and_are_one_when_joined() {
    let mut paper = twins();
    let told: Vec<Vec<DeliverableId>> = paper.state.twins().iter().map(|g| g.iter().map(|d| d.id).collect()).collect();
    assert_eq!(told, [vec![BOTTLE, TWIN]]);
    assert!(paper.state.resolve("HERO/Bottle").is_err(), "the name means two");
    paper.ok(Command::JoinDeliverables { survivor: BOTTLE, joined: TWIN });
    assert!(paper.state.twins().is_empty());
    assert_eq!(paper.state.deliverables().count(), 1);
    assert_eq!(paper.state.resolve("HERO/bottle"), Ok(Resolved::Deliverable(BOTTLE)));
    assert_eq!(paper.state.resolve(&TWIN.to_string()), Ok(Resolved::Deliverable(BOTTLE)));
    assert!(paper.state.deliverable(TWIN).is_none());
    let bottle = paper.bottle();
    assert_eq!((bottle.name.as_str(), bottle.kind.as_str(), bottle.priority), ("Bottle", "Prop", Priority::Normal));
    assert_eq!(bottle.due, Some(Date::constant(2026, 5, 1)), "what only one says counts");
    assert_eq!(bottle.description, "Second words");
    let modeling = paper.stage("Modeling");
    let rounds: Vec<_> = modeling.rounds.iter().map(|r| (r.number, r.note.as_str())).collect();
    assert_eq!(rounds, [(1, "first"), (2, "second")]);
    assert!(modeling.issues.is_empty() && modeling.assignees.contains(&BEA));
    assert_eq!((modeling.status, bottle.stages.len(), bottle.comments.len()), (Status::InReview, 7, 2));
    assert_eq!(bottle.open_feedback(modeling.id).count(), 2);
    let again = Command::JoinDeliverables { survivor: BOTTLE, joined: TWIN };
    assert!(paper.try_as(ADA, again).is_err(), "they are one already");
}

/// Does everything that can be done to what came from the twin, and gives the edits' documents.
fn work_on(paper: &mut Paper, deliverable: DeliverableId) -> BTreeSet<DocId> {
    let find = |p: &Paper, summary: &str| p.bottle().feedback.iter().find(|f| f.summary == summary).unwrap().clone();
    let item = find(paper, "second");
    let (round, mut docs) = (item.origin, BTreeSet::new());
    let ids: Vec<[u8; 16]> = (0..8).map(|_| paper.fresh()).collect();
    let shape = Shape {
        kind: ShapeKind::Pin,
        points: vec![Point { x: 10.0, y: 10.0 }],
        text: String::new(),
        color: Shape::RED.into(),
        width: 3.0,
        image: None,
    };
    let mut reply = None;
    for command in [
        Command::Annotate(NewAnnotation {
            deliverable,
            round,
            attachment: None,
            id: AnnotationId::new(ids[0]),
            frames: FrameSpan { first: 0, last: 0 },
            shape,
            comment: CommentId::new(ids[1]),
            body: "mark".into(),
            action: true,
        }),
        Command::Comment {
            deliverable,
            round: Some(round),
            id: CommentId::new(ids[2]),
            body: "an answer".into(),
            reply_to: Some(item.comment),
            action: false,
        },
        Command::EditComment { deliverable, id: item.comment, body: "second, said better".into() },
        Command::StepFeedback {
            deliverable,
            feedback: item.id,
            event: EventId::new(ids[3]),
            step: FeedbackStep::Resolve,
            note: String::new(),
        },
        Command::Decide {
            deliverable,
            round,
            id: DecisionId::new(ids[4]),
            verdict: Verdict::Changes,
            note: "see the mark".into(),
        },
    ] {
        if let Command::Comment { id, .. } = &command {
            reply = Some(*id);
        }
        docs.extend(paper.ok(command).edits.into_iter().map(|e| e.doc));
    }
    assert!(paper.bottle().comment(reply.unwrap()).is_some());
    docs
}

#[test]
fn what_is_done_to_it_is_written_where_it_came_from() {
    for called in [BOTTLE, TWIN] {
        let mut paper = joined();
        let docs = work_on(&mut paper, called);
        assert!(docs.iter().all(|doc| doc.id == TWIN.0), "{docs:?}");
        assert_eq!(paper.stage("Modeling").status, Status::ChangesRequested);
        let bottle = paper.bottle();
        assert_eq!((bottle.comments.len(), bottle.annotations.len()), (4, 1));
        let told = summaries(&paper);
        assert!(told.contains(&("second, said better".into(), FeedbackStatus::Resolved)), "{told:?}");
        assert!(told.contains(&("mark".into(), FeedbackStatus::Open)), "{told:?}");

        // The next round is the survivor's, and carries what is open of both.
        let third = paper.publish("Modeling");
        let modeling = paper.stage("Modeling").clone();
        assert_eq!(modeling.rounds.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2, 3]);
        let on_list = paper.bottle().feedback.iter().filter(|f| f.round == third).count();
        assert_eq!(on_list, 2, "\"first\" and the mark");

        // Parted again, each has what is its own.
        paper.write(&[Edit::set(DocId::of(DocKind::Plan, TWIN), ["joined"], Value::Null)], ADA.person);
        let (one, other) = (paper.bottle(), paper.state.deliverable(TWIN).unwrap());
        assert_eq!((one.comments.len(), other.comments.len()), (1, 3));
        assert_eq!(other.stages[0].status, Status::ChangesRequested);
        assert_eq!(other.annotations.len(), 1);
        assert_eq!(one.stages[0].rounds.len(), 2);
    }
}

#[test]
fn plans_of_a_joined_stage_can_be_changed_and_taken_away() {
    let mut paper = joined();
    let stage = paper.target("Modeling");
    let theirs = {
        let own = paper.state.own(TWIN).unwrap();
        StageTarget { deliverable: TWIN, stage: own.stages[0].id }
    };
    paper.ok(Command::AssignStage { target: theirs, people: [ADA.person, BEA].into() });
    assert_eq!(paper.stage("Modeling").assignees.len(), 2);
    paper.ok(Command::AssignStage { target: stage, people: [ADA.person].into() });
    assert_eq!(paper.stage("Modeling").assignees.iter().copied().collect::<Vec<_>>(), [ADA.person]);
    paper.ok(Command::EditDeliverable { id: TWIN, changes: vec![DeliverableChange::Due(None)] });
    assert_eq!(paper.bottle().due, None);
    paper.ok(Command::EditDeliverable { id: TWIN, changes: vec![DeliverableChange::Name("Flask".into())] });
    assert_eq!(paper.bottle().name, "Flask");
    assert_eq!(paper.state.resolve("HERO/Bottle"), Ok(Resolved::Deliverable(BOTTLE)), "the other's name leads there");
    let held = paper.set("Lighting", Status::Skipped, None);
    paper.state.resolve("HERO/Bottle/Lighting").unwrap();
    paper.ok(held);
    assert_eq!(paper.stage("Lighting").status, Status::Skipped);
}

#[test]
fn joins_in_opposite_directions_come_to_the_same() {
    let edges = [(BOTTLE, TWIN), (TWIN, BOTTLE)];
    let join = |paper: &mut Paper, (of, to): (DeliverableId, DeliverableId)| {
        paper.write(&[Edit::put(DocId::of(DocKind::Plan, of), ["joined"], to.0)], ADA.person);
    };
    let (mut here, mut there) = (twins(), twins());
    edges.iter().for_each(|edge| join(&mut here, *edge));
    edges.iter().rev().for_each(|edge| join(&mut there, *edge));
    for paper in [&here, &there] {
        assert_eq!(paper.state.deliverables().map(|d| d.id).collect::<Vec<_>>(), [BOTTLE]);
        assert_eq!(paper.bottle().comments.len(), 2);
    }
    assert_eq!(here.bottle(), there.bottle());
}

#[test]
fn what_arrives_in_any_order_reads_alike_and_changes_are_told() {
    let paper = joined();
    let all: Vec<Deliverable> = [BOTTLE, TWIN].map(|id| (**paper.state.own(id).unwrap()).clone()).into();
    for order in [[0, 1], [1, 0]] {
        let mut state = paper.state.clone();
        state.set_deliverables(Vec::new());
        let mut before = state.clone();
        for at in order {
            state.set_deliverable(all[at].id, Some(all[at].clone()));
        }
        assert_eq!(state.deliverable(BOTTLE), paper.state.deliverable(BOTTLE));
        assert!(state.deliverable(TWIN).is_none() && state.deliverables().count() == 1);
        let told: BTreeSet<_> = state.changed_since(&before).collect();
        assert_eq!(told, [BOTTLE, TWIN].into());
        before = state.clone();
        state.set_deliverable(TWIN, None);
        assert_eq!(state.deliverable(BOTTLE).unwrap().comments.len(), 1);
        assert!(state.changed_since(&before).any(|id| id == BOTTLE), "a reader of changes hears of the survivor");
    }
    let mut bulk = paper.state.clone();
    bulk.set_deliverables(all.into_iter().map(Into::into).collect());
    assert_eq!(bulk.deliverable(BOTTLE), paper.state.deliverable(BOTTLE));
}

#[test]
fn people_who_are_one_are_one_everywhere() {
    let mut paper = Paper::with_bottle();
    let (sheet, other) = (PersonId::new([20; 16]), PersonId::new([21; 16]));
    paper.ok(Command::AddPerson(Person { id: sheet, name: "ADA  VALE".into(), email: String::new() }));
    paper.ok(Command::AddPerson(Person { id: other, name: "Ada Valé".into(), email: "av@x.test".into() }));
    let target = paper.target("Modeling");
    paper.ok(Command::AssignStage { target, people: [sheet, other].into() });
    let told: Vec<Vec<PersonId>> =
        paper.state.studio.twins().iter().map(|g| g.iter().map(|p| p.id).collect()).collect();
    assert_eq!(told, [vec![ADA.person, sheet]]);
    let refused = paper.try_as(ADA, Command::JoinPeople { survivor: sheet, joined: ADA.person });
    assert!(refused.is_err(), "a member is joined to nobody");
    paper.ok(Command::JoinPeople { survivor: ADA.person, joined: sheet });
    paper.ok(Command::JoinPeople { survivor: sheet, joined: other });
    let studio = &paper.state.studio;
    assert_eq!(studio.people.len(), 1);
    assert_eq!(studio.person(other), ADA.person);
    assert_eq!((studio.name_of(sheet), studio.name_of(other)), ("Ada Vale".into(), "Ada Vale".into()));
    for name in ["ada valé", "ada vale", "av@x.test"] {
        assert_eq!(studio.person_called(name).map(|p| p.id), Some(ADA.person), "{name}");
    }
    assert_eq!(paper.stage("Modeling").assignees.iter().copied().collect::<Vec<_>>(), [ADA.person]);
    let mine = mywork::of_person(&paper.state, ADA.person, Date::constant(2026, 1, 1));
    assert_eq!(mine.len(), 1);
    paper.ok(Command::AssignStage { target, people: BTreeSet::new() });
    assert!(paper.stage("Modeling").assignees.is_empty(), "taken off under every name");
}
