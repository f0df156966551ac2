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
