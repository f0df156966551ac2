//! My Work: what is there, and doing it right there.

use crate::desk::Desk;
use egui::Key;
use rushes::{actions::Action, place::Place};
use rushes_domain::{Command, StageTarget, Status};
use std::collections::BTreeSet;

fn with_work(names: &[&str]) -> Desk {
    let mut desk = Desk::new();
    let project = desk.project();
    let me = desk.session.store.me().person;
    for name in names {
        let deliverable = desk.deliverable(project, name);
        for index in [0, 1] {
            let stage = desk.snapshot().state.deliverable(deliverable).unwrap().stages[index].id;
            let target = StageTarget { deliverable, stage };
            let people = BTreeSet::from([me]);
            desk.session.store.submit(Command::AssignStage { target, people }).unwrap();
        }
    }
    desk.harness.state_mut().act(Action::Go(Place::MyWork));
    desk.wait("the work", |d| d.sees(&format!("{} open", names.len() * 2)));
    desk
}

fn status(desk: &Desk) -> Status {
    desk.snapshot().state.deliverables().next().map(|d| d.stages[0].status).unwrap()
}

#[test]
fn work_is_begun_where_it_stands() {
    let mut desk = with_work(&["Hero chair"]);
    assert!(desk.sees("Hero chair Modeling: ready"));
    assert!(desk.sees("Hero chair Texturing: blocked, waits for Modeling"), "what it waits for is said");
    desk.click("Start Hero chair Modeling");
    desk.wait("the start", |d| status(d) == Status::InProgress);
    desk.wait("what comes next", |d| d.sees("Publish Hero chair Modeling"));
    desk.type_into("Filter", "status:blocked");
    assert!(desk.sees("1 of 2 open") && !desk.sees("Hero chair Modeling: in progress"));
    desk.click("Clear");
    desk.type_into("Filter", "zebra");
    assert!(desk.sees("Nothing matches"));
    desk.click("Clear the filter");
    assert!(desk.sees("2 open"));
}

#[test]
fn keys_walk_begin_and_open() {
    let mut desk = with_work(&["Hero chair"]);
    desk.harness.key_press(Key::ArrowDown);
    desk.steps(2);
    desk.harness.key_press(Key::S);
    desk.wait("the start", |d| status(d) == Status::InProgress);
    desk.steps(2);
    desk.harness.key_press(Key::Enter);
    desk.steps(2);
    assert!(matches!(desk.harness.state().place(), Place::Deliverable(_, Some(_))));
}

#[test]
fn who_named_the_person_is_told_until_they_have_seen_it() {
    let mut desk = with_work(&["Hero chair"]);
    let store = desk.session.store.clone();
    let found = desk.snapshot().state.deliverables().next().cloned().unwrap();
    // Somebody else's device, given everything the plain way.
    let dir = tempfile::tempdir().unwrap();
    let home = rushes_store::Home::open(dir.path()).unwrap();
    let secret = store.invite(rushes_domain::Role::Producer, rushes_domain::Timestamp(i64::MAX)).unwrap();
    let facts = store.redeem(&secret, home.device(), "Ben Roy", "ben@northlight.example").unwrap();
    let other = home.join_studio(&facts).unwrap();
    let give = |from: &rushes_store::Store, to: &rushes_store::Store| {
        let facts = from.facts().unwrap().into_iter().map(|(_, bytes)| bytes).collect();
        let all = from.digests().into_iter();
        let envelopes = all.flat_map(|(doc, _)| from.envelopes(doc, &from.changes(doc).unwrap()).unwrap()).collect();
        to.receive(facts, envelopes).unwrap();
    };
    give(&store, &other);
    let id = rushes_domain::CommentId::new(rushes_store::fresh());
    let body = "@Ana Ruiz the legs are too thick".into();
    let said = Command::Comment { deliverable: found.id, round: None, id, body, reply_to: None, action: false };
    other.submit(said).unwrap();
    give(&other, &store);

    let row = "Ben Roy named you on Hero chair: @Ana Ruiz the legs are too thick";
    desk.wait("the mention", |d| d.sees(row));
    assert!(desk.sees("You were named"));
    desk.click(row);
    assert!(matches!(desk.harness.state().place(), Place::Deliverable(..)));
    desk.wait("it was seen", |d| rushes_domain::mywork::unread(&d.snapshot().state).is_empty());
    desk.harness.state_mut().act(Action::Go(Place::MyWork));
    desk.steps(3);
    assert!(!desk.sees("You were named"));
}
