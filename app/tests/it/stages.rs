//! Stages set in their cells: by hand with a reason, decided, and by who may do no more than that.

use crate::{
    desk::Desk,
    table::{click_cell, found, press, with_rows, write},
};
use egui::{Key, Modifiers};
use rushes::{actions::Action, place::Place};
use rushes_domain::{Role, Status};

#[test]
fn any_status_is_set_in_the_cell_with_its_reason() {
    let mut desk = with_rows(&["hero", "side"]);
    let stage = |d: &Desk, name: &str| found(d, name).stages[0].clone();
    click_cell(&mut desk, "hero, Modeling:", Modifiers::NONE);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(desk.sees("Approved by hand…") && desk.sees("On hold") && desk.sees("Skipped"));
    write(&mut desk, "appr");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(desk.sees("becomes approved when a round of it is decided") && desk.sees("needs a reason"));
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert_eq!(stage(&desk, "hero").status, Status::Ready, "without a reason it waits");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(desk.sees("Approved by hand…"), "Esc goes back to the list");
    for _ in 0..8 {
        press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    }
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert_eq!(desk.value("Why hero, Modeling is approved"), "");
    write(&mut desk, "signed by mail");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.wait("the status", |d| stage(d, "hero").status == Status::Approved);
    assert_eq!(stage(&desk, "hero").override_in_force().unwrap().reason, "signed by mail");

    // The cursor went down; the whole of it typed at once does as well.
    write(&mut desk, "on hold: client travels");
    press(&mut desk, Modifiers::NONE, Key::Tab);
    desk.wait("the hold", |d| stage(d, "side").hold.as_deref() == Some("client travels"));
    press(&mut desk, Modifiers::NONE, Key::ArrowLeft);
    write(&mut desk, "skipped");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.wait("skipped", |d| stage(d, "side").status == Status::Skipped);
    press(&mut desk, Modifiers::NONE, Key::F2);
    desk.click("Ready");
    desk.wait("taken up again", |d| stage(d, "side").status == Status::Ready);
}

#[test]
fn a_round_in_review_is_decided_in_the_cell() {
    let mut desk = with_rows(&["hero"]);
    let id = found(&desk, "hero").id;
    crate::desk::publish(&desk.session.store, id);
    desk.wait("the round", |d| d.sees("hero, Modeling: In review"));
    click_cell(&mut desk, "hero, Modeling:", Modifiers::NONE);
    press(&mut desk, Modifiers::NONE, Key::F2);
    desk.click("Changes requested: decide r1…");
    assert!(desk.sees("This decides round 1"));
    write(&mut desk, "legs are too thick");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    let stage = |d: &Desk| found(d, "hero").stages[0].clone();
    desk.wait("the decision", |d| stage(d).status == Status::ChangesRequested);
    let decided = stage(&desk);
    assert_eq!(decided.latest().unwrap().decision().unwrap().note, "legs are too thick");
    assert!(decided.overrides.is_empty(), "decided, not set by hand");
}

#[test]
fn who_does_not_plan_is_offered_what_they_may_do() {
    let ready = |store: &rushes_store::Store| {
        let project = crate::desk::make_project(store);
        let hero = crate::desk::make_deliverable(store, project, "hero");
        crate::desk::publish(store, hero);
        crate::desk::make_deliverable(store, project, "side");
    };
    let opened = |role| {
        let mut desk = Desk::joined(role, ready);
        let project = desk.snapshot().state.projects.keys().next().copied().unwrap();
        desk.harness.state_mut().act(Action::Go(Place::Project(project)));
        desk.wait("the table", |d| d.sees("side, Modeling: Ready"));
        desk
    };
    let mut artist = opened(Role::Artist);
    click_cell(&mut artist, "side, Modeling:", Modifiers::NONE);
    press(&mut artist, Modifiers::NONE, Key::Enter);
    assert!(artist.sees("In progress") && !artist.sees("On hold") && !artist.sees("by hand…"));
    artist.click("In progress");
    artist.wait("the start", |d| found(d, "side").stages[0].status == Status::InProgress);
    click_cell(&mut artist, "side, Due:", Modifiers::NONE);
    press(&mut artist, Modifiers::NONE, Key::Enter);
    assert!(artist.sees("As artist you may not plan the work"));

    let mut client = opened(Role::Client);
    click_cell(&mut client, "hero, Modeling:", Modifiers::NONE);
    press(&mut client, Modifiers::NONE, Key::Enter);
    client.click("Approved: decide r1…");
    press(&mut client, Modifiers::NONE, Key::Enter);
    client.wait("the approval", |d| found(d, "hero").stages[0].status == Status::Approved);
}

#[test]
fn several_stages_are_set_by_hand_with_one_reason() {
    let mut desk = with_rows(&["a", "b"]);
    click_cell(&mut desk, "a, Modeling:", Modifiers::NONE);
    click_cell(&mut desk, "b, Modeling:", Modifiers::SHIFT);
    desk.click("Set status");
    desk.click("By hand, with a reason");
    desk.type_into("Reason", "approved by mail");
    desk.click("Approved");
    let set = |d: &Desk, name: &str| found(d, name).stages[0].override_in_force().map(|o| o.reason.clone());
    desk.wait("both", |d| set(d, "a").is_some() && set(d, "b").is_some());
    assert_eq!(set(&desk, "b").as_deref(), Some("approved by mail"));
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.wait("one step", |d| set(d, "a").is_none() && set(d, "b").is_none());
}
