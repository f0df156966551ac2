//! The main job on one device, and that it survives a restart.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Home, StoreError, fresh};

fn annotation(deliverable: DeliverableId, round: RoundId, body: &str) -> NewAnnotation {
    NewAnnotation {
        id: AnnotationId::new(fresh()),
        comment: CommentId::new(fresh()),
        deliverable,
        round,
        attachment: None,
        frames: FrameSpan::default(),
        shape: Shape {
            kind: ShapeKind::Rect,
            points: vec![Point { x: 100.0, y: 80.5 }, Point { x: 300.0, y: 200.0 }],
            text: String::new(),
            color: Shape::RED.into(),
            width: 4.0,
            image: None,
        },
        body: body.into(),
        action: true,
    }
}

#[test]
fn from_a_deliverable_to_a_signed_decision_and_back_from_disk() {
    let Device { dir, store } = new_studio();
    let id = deliverable(&store, project(&store, "HERO"), "Bottle");
    assert_eq!(status(&store, "HERO/Bottle/Modeling"), Status::Ready);
    assert_eq!(status(&store, "HERO/Bottle/Texturing"), Status::Blocked);

    let round = publish(&store, "HERO/Bottle/Modeling", "first try");
    assert_eq!(status(&store, "HERO/Bottle/Modeling"), Status::InReview);
    store.submit(Command::Annotate(annotation(id, round, "Neck is too thin\nsee reference"))).unwrap();
    let state = &store.snapshot().state;
    let item = state.deliverable(id).unwrap().feedback[0].clone();
    assert_eq!(item.summary, "Neck is too thin");
    assert!(item.annotation.is_some() && item.is_open());

    decided(&store, "HERO/Bottle/Modeling@1", Verdict::Changes, "see mark").unwrap();
    assert_eq!(status(&store, "HERO/Bottle/Modeling"), Status::ChangesRequested);
    publish(&store, "HERO/Bottle/modeling", "second");
    let carried = store.snapshot().state.deliverable(id).unwrap().feedback[0].clone();
    assert_eq!(carried.carried_from(), Some(round));

    let step = |step| Command::StepFeedback {
        deliverable: id,
        feedback: item.id,
        event: EventId::new(fresh()),
        step,
        note: "thicker".into(),
    };
    assert_eq!(store.submit(step(FeedbackStep::Verify)).unwrap_err().code(), "invalid_transition");
    store.submit(step(FeedbackStep::Resolve)).unwrap();
    store.submit(step(FeedbackStep::Verify)).unwrap();
    let ack = decided(&store, "HERO/Bottle/Modeling@2", Verdict::Approve, "").unwrap();
    assert_eq!(ack.changes.len(), 1);
    assert_eq!(ack.changes[0].signature.len(), 128);
    assert_eq!(status(&store, "HERO/Bottle/Modeling"), Status::Approved);
    assert_eq!(status(&store, "HERO/Bottle/Texturing"), Status::Ready);

    let before = format!("{:?}", store.snapshot().state.deliverable(id));
    let audit = store.audit().unwrap();
    assert!(audit.bad.is_empty() && audit.quarantined.is_empty() && audit.changes > 8, "{audit:?}");
    let studio = store.studio();
    drop(store);

    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    assert_eq!(format!("{:?}", store.snapshot().state.deliverable(id)), before);
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
    let log = store.log(&DocKind::OF_DELIVERABLE.map(|kind| DocId::of(kind, id)), 50).unwrap();
    assert!(log[0].message.starts_with("approved Bottle / Modeling, round 2"), "{log:?}");
    assert_eq!(log[0].person, Some(store.me().person));
}

#[test]
fn a_home_is_worked_on_by_one_process_at_a_time() {
    let device = new_studio();
    assert!(matches!(Home::open(device.dir.path()), Err(StoreError::Held { .. })));
}

#[test]
fn refusals_say_why_and_change_nothing() {
    let Device { store, dir: _dir } = new_studio();
    deliverable(&store, project(&store, "HERO"), "Bottle");
    let digests = store.digests();
    let (deliverable, stage) = store.snapshot().state.resolve_stage("HERO/Bottle/QC").unwrap();
    let refused = store
        .submit(Command::Publish {
            target: StageTarget { deliverable, stage },
            round: RoundId::new(fresh()),
            attachments: vec![picture()],
            note: String::new(),
        })
        .unwrap_err();
    assert_eq!(refused.code(), "invalid_transition");
    assert!(refused.to_string().contains("waits for Retouch"), "{refused}");
    assert_eq!(store.digests(), digests);
}

#[test]
fn a_long_document_is_saved_and_read_back() {
    let Device { dir, store } = new_studio();
    let id = deliverable(&store, project(&store, "HERO"), "Bottle");
    for n in 0..150 {
        let changes = vec![DeliverableChange::Description(format!("version {n}, with words"))];
        store.submit(Command::EditDeliverable { id, changes }).unwrap();
    }
    let studio = store.studio();
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    let changes = vec![DeliverableChange::Kind("Asset".into())];
    store.submit(Command::EditDeliverable { id, changes }).unwrap();
    let state = &store.snapshot().state;
    let found = state.deliverable(id).unwrap();
    assert_eq!((found.description.as_str(), found.kind.as_str()), ("version 149, with words", "Asset"));
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
}
