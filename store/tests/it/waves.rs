//! Commands that wait together: carried out side by side, each as if it had come alone.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Ack, Home, Store, StoreError, fresh};
use std::{collections::BTreeMap, sync::mpsc};

const DELIVERABLES: usize = 40;

/// Two studios with the same deliverables by name.
fn prepared() -> (Device, ProjectId, Vec<DeliverableId>) {
    let ada = new_studio();
    let project = project(&ada.store, "HERO");
    let ids = (0..DELIVERABLES).map(|n| deliverable(&ada.store, project, &format!("Shot {n:02}"))).collect();
    (ada, project, ids)
}

fn day(n: usize) -> Date {
    Date::constant(2026, 12, i8::try_from(1 + n % 28).unwrap())
}

/// What people ask at once: mostly about one deliverable each, now and then about more.
fn commands(store: &Store, project: ProjectId, ids: &[DeliverableId]) -> Vec<Command> {
    let state = &store.snapshot().state;
    let me = store.me().person;
    let asked = |n: usize| {
        // Neighbours are about different deliverables, and some about the same one.
        let id = ids[(n * 7 + n / 5) % ids.len()];
        let stages = &state.deliverable(id).unwrap().stages;
        let target = StageTarget { deliverable: id, stage: stages[n % stages.len()].id };
        match n % 7 {
            0 => Command::EditDeliverable { id, changes: vec![DeliverableChange::Kind(format!("Kind {n}"))] },
            1 => Command::AssignStage { target, people: [me].into() },
            2 => Command::DateStage { target, start: None, due: Some(day(n)) },
            3 => Command::EstimateStage { target, minutes: u32::try_from(n).ok() },
            4 => Command::Comment {
                deliverable: id,
                round: None,
                id: CommentId::new(fresh()),
                body: format!("comment {n}"),
                reply_to: None,
                action: n.is_multiple_of(2),
            },
            5 if n.is_multiple_of(3) => {
                Command::EditDeliverable { id, changes: vec![DeliverableChange::Name(format!("Renamed {n}"))] }
            }
            5 => Command::EditDeliverable { id, changes: vec![DeliverableChange::Priority(Priority::High)] },
            // Of two that want one name, the second is refused: they are not decided side by side.
            _ => Command::CreateDeliverable(NewDeliverable {
                id: DeliverableId::new(fresh()),
                project,
                name: format!("Wanted {}", n / 14),
                kind: String::new(),
                priority: Priority::Normal,
                due: None,
                description: String::new(),
            }),
        }
    };
    (0..300).map(asked).collect()
}

/// Sends all of them before the first is answered.
fn at_once(store: &Store, commands: Vec<Command>) -> Vec<Result<Ack, String>> {
    let (told, tell) = mpsc::sync_channel(commands.len());
    for (number, command) in commands.into_iter().enumerate() {
        let told = told.clone();
        let done =
            move |result: Result<Ack, _>| told.send((number, result.map_err(|e: StoreError| e.to_string()))).unwrap();
        store.send(command, done).unwrap();
    }
    drop(told);
    tell.into_iter().collect::<BTreeMap<_, _>>().into_values().collect()
}

/// Everything that two studios have in common when the same was done in them.
fn told(store: &Store) -> Vec<String> {
    let state = &store.snapshot().state;
    let mut all: Vec<String> = state
        .deliverables()
        .map(|d| {
            let stages: Vec<_> =
                d.stages.iter().map(|s| (&s.name, s.status, s.assignees.len(), s.start, s.due, s.estimate)).collect();
            let mut said: Vec<_> = d.comments.iter().map(|c| c.body.as_str()).collect();
            said.sort_unstable();
            format!("{} {} {:?} {stages:?} {said:?}", d.name, d.kind, d.priority)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn a_burst_does_what_one_after_the_other_does() {
    let (burst, project, ids) = prepared();
    let (single, other_project, other_ids) = prepared();
    let before = told(&burst.store);
    let first = burst.store.snapshot().seq;
    let answers = at_once(&burst.store, commands(&burst.store, project, &ids));
    let one_by_one: Vec<Result<Ack, String>> = commands(&single.store, other_project, &other_ids)
        .into_iter()
        .map(|command| single.store.submit(command).map_err(|e| e.to_string()))
        .collect();
    assert_eq!(told(&burst.store), told(&single.store));
    let outcome = |all: &[Result<Ack, String>]| -> Vec<Result<usize, String>> {
        all.iter().map(|a| a.as_ref().map(|ack| ack.changes.len()).map_err(Clone::clone)).collect()
    };
    assert_eq!(outcome(&answers), outcome(&one_by_one));
    assert!(answers.iter().any(Result::is_err) && answers.iter().filter(|a| a.is_ok()).count() > 200);

    // Each has its number in the feed, in the order they were asked, its signature, and its step.
    let done: Vec<&Ack> = answers.iter().flatten().filter(|ack| !ack.changes.is_empty()).collect();
    assert!(done.iter().zip(first + 1..).all(|(ack, seq)| ack.seq == seq));
    assert!(done.windows(2).all(|two| two[0].changes[0].signature != two[1].changes[0].signature));
    let audit = burst.store.audit().unwrap();
    assert!(audit.bad.is_empty() && audit.quarantined.is_empty(), "{audit:?}");
    for _ in &done {
        burst.store.undo().unwrap();
    }
    assert_eq!(told(&burst.store), before);
    for _ in &done {
        burst.store.redo().unwrap();
    }
    assert_eq!(told(&burst.store), told(&single.store));

    let Device { dir, store } = burst;
    let (studio, wanted) = (store.studio(), told(&store));
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    assert_eq!(told(&store), wanted);
    assert!(store.verify().unwrap().damaged.is_empty());
}
