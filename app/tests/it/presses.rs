//! Keys in bunches: a slow frame brings many presses at once, and each counts, on every page.

use crate::desk::{Desk, make_deliverable, publish};
use egui::{Event, Key, Modifiers};
use rushes::{
    actions::Action,
    place::{Place, Question},
};
use rushes_domain::{Command, ProjectId, StageTarget};
use std::collections::BTreeSet;

fn press(key: Key, modifiers: Modifiers) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}

fn several(key: Key, count: usize) -> Vec<Event> {
    vec![press(key, Modifiers::NONE); count]
}

fn text(words: &str) -> Vec<Event> {
    vec![Event::Text(words.to_owned())]
}

fn name(number: usize) -> String {
    format!("shot {number:02}")
}

/// A studio of a dozen, each in review and mine, looked at in a window of this size.
fn dozen(size: (f32, f32), place: impl Fn(ProjectId) -> Place) -> Desk {
    let mut desk = Desk::sized(size.0, size.1);
    let project = desk.project();
    let store = desk.session.store.clone();
    let me = store.me().person;
    for number in 1..=12 {
        let deliverable = make_deliverable(&store, project, &name(number));
        let stage = store.snapshot().state.deliverable(deliverable).unwrap().stages[0].id;
        let people = BTreeSet::from([me]);
        store.submit(Command::AssignStage { target: StageTarget { deliverable, stage }, people }).unwrap();
        publish(&store, deliverable);
    }
    desk.wait("all of them", |d| {
        d.harness.state().snapshot().is_some_and(|s| s.seq == d.snapshot().seq && s.state.deliverables().count() == 12)
    });
    desk.harness.state_mut().act(Action::Go(place(project)));
    desk.steps(6);
    if desk.harness.state().place() != Place::Search {
        desk.wait("what is there", |d| d.sees("shot "));
    }
    desk
}

/// All of it in one frame; then time for what waits its turn.
fn at_once(desk: &mut Desk, events: &[Event]) {
    desk.harness.input_mut().events.extend(events.iter().cloned());
    desk.harness.step();
    desk.steps(events.len() * 3 + 6);
}

/// One after the other, as they come in fast frames.
fn in_turn(desk: &mut Desk, events: &[Event]) {
    for event in events {
        desk.harness.input_mut().events.push(event.clone());
        desk.steps(4);
    }
}

/// Where keys lead that come at once, and where they lead one by one.
fn leads(make: &dyn Fn() -> Desk, events: &[Event]) -> (String, String) {
    let led = |press: fn(&mut Desk, &[Event])| {
        let mut desk = make();
        let begun = desk.harness.state().place();
        press(&mut desk, events);
        desk.wait("where the keys lead", |d| d.harness.state().place() != begun);
        opened(&desk)
    };
    (led(at_once), led(in_turn))
}

/// What is open: a deliverable by its name.
fn opened(desk: &Desk) -> String {
    match desk.harness.state().place() {
        Place::Deliverable(id, _) | Place::Review(id, _) => desk.snapshot().state.deliverable(id).unwrap().name.clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn every_press_counts_in_the_table_and_what_follows_goes_where_it_leads() {
    let mut desk = dozen((1440.0, 900.0), Place::Project);
    at_once(&mut desk, &[several(Key::ArrowDown, 10), vec![press(Key::Enter, Modifiers::COMMAND)]].concat());
    assert_eq!(opened(&desk), name(10));

    let mut desk = dozen((1440.0, 900.0), Place::Project);
    let keys = [
        several(Key::ArrowDown, 4),
        several(Key::ArrowUp, 2),
        several(Key::ArrowDown, 3),
        several(Key::ArrowRight, 1),
        text("Prop"),
        several(Key::Enter, 1),
        text("Set"),
        several(Key::Enter, 1),
    ];
    at_once(&mut desk, &keys.concat());
    let kind = |d: &Desk, number| {
        d.snapshot().state.deliverables().find(|d| d.name == name(number)).map(|d| d.kind.clone()).unwrap()
    };
    desk.wait("both cells", |d| kind(d, 5) == "Prop" && kind(d, 6) == "Set");
}

#[test]
fn every_press_counts_on_the_board() {
    let mut desk = dozen((1440.0, 900.0), Place::Board);
    let keys = [several(Key::ArrowRight, 1), several(Key::ArrowDown, 9), several(Key::Enter, 1)].concat();
    let (at_once, in_turn) = leads(&|| dozen((1440.0, 900.0), Place::Board), &keys);
    assert_eq!(at_once, in_turn);
    self::at_once(&mut desk, &keys);
    assert!(opened(&desk) > name(8), "far down its column: {}", opened(&desk));
}

/// A list's name, where it is, the key that walks over it, and how often it is pressed.
type List = (&'static str, fn(ProjectId) -> Place, Key, usize);

#[test]
fn every_press_counts_in_lists() {
    let lists: [List; 4] = [
        ("My Work", |_| Place::MyWork, Key::ArrowDown, 10),
        ("the rows behind a figure", |_| Place::Rows(Question::InReview), Key::ArrowDown, 10),
        ("Reviews", |_| Place::Reviews, Key::ArrowDown, 5),
        ("Home", |_| Place::Home, Key::ArrowRight, 2),
    ];
    for (what, place, key, count) in lists {
        let keys = [several(key, count), several(Key::Enter, 1)].concat();
        let make = || dozen((720.0, 480.0), place);
        let (at_once, in_turn) = leads(&make, &keys);
        assert_eq!(at_once, in_turn, "{what}");
        let (once, _) = leads(&make, &[several(key, 1), several(Key::Enter, 1)].concat());
        assert_ne!(at_once, once, "{what}: it went on");
    }
}

#[test]
fn words_and_steps_reach_what_a_key_opens() {
    // The search page: what was typed is answered after the steps were made.
    let mut desk = dozen((1440.0, 900.0), |_| Place::Search);
    at_once(&mut desk, &[text("shot"), several(Key::ArrowDown, 9), several(Key::Enter, 1)].concat());
    desk.wait("the tenth hit", |d| matches!(d.harness.state().place(), Place::Deliverable(..)));
    let tenth = opened(&desk);
    let (_, in_turn) = leads(
        &|| {
            let mut desk = dozen((1440.0, 900.0), |_| Place::Search);
            in_turn(&mut desk, &text("shot"));
            desk.wait("the hits", |d| d.sees(&name(12)));
            desk
        },
        &[several(Key::ArrowDown, 9), several(Key::Enter, 1)].concat(),
    );
    assert_eq!(tenth, in_turn);

    // The palette, from the table.
    let mut desk = dozen((1440.0, 900.0), Place::Project);
    let open = vec![press(Key::K, Modifiers::COMMAND)];
    at_once(&mut desk, &[open, text("shot"), several(Key::ArrowDown, 3), several(Key::Enter, 1)].concat());
    desk.wait("the fourth", |d| matches!(d.harness.state().place(), Place::Deliverable(..)));
    assert_eq!(opened(&desk), name(4));
}

#[test]
fn every_press_counts_in_a_list_under_a_field() {
    let filter = |press: fn(&mut Desk, &[Event]), keys: &[Event]| {
        let mut desk = dozen((1440.0, 900.0), Place::Project);
        press(&mut desk, &text("/"));
        press(&mut desk, keys);
        desk.value("Filter")
    };
    let keys = [text("sta"), several(Key::Tab, 1), several(Key::ArrowDown, 3), several(Key::Enter, 1)].concat();
    let (once, turns) = (filter(at_once, &keys), filter(in_turn, &keys));
    assert_eq!(once, turns);
    assert!(once.starts_with("status:") && once.len() > "status: ".len(), "{once}");
}
