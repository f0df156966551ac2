//! The table: keys, filter, sort.

use crate::desk::Desk;
use egui::Key;
use rushes::{actions::Action, place::Place};

fn with_rows(names: &[&str]) -> Desk {
    let mut desk = Desk::new();
    let project = desk.project();
    for name in names {
        desk.deliverable(project, name);
    }
    desk.wait("the rows", |d| {
        d.harness.state().snapshot().is_some_and(|s| s.state.of_project(project).count() == names.len())
    });
    desk.harness.state_mut().act(Action::Go(Place::Project(project)));
    desk.steps(3);
    desk
}

#[test]
fn rows_are_reached_by_keys() {
    let mut desk = with_rows(&["shot 10", "shot 9", "asset"]);
    for _ in 0..2 {
        desk.harness.key_press(Key::ArrowDown);
        desk.steps(2);
    }
    desk.harness.key_press(Key::Enter);
    desk.steps(2);
    let Place::Deliverable(id, _) = desk.harness.state().place() else { panic!("{:?}", desk.harness.state().place()) };
    assert_eq!(desk.snapshot().state.deliverable(id).unwrap().name, "shot 9");
}

#[test]
fn the_filter_leaves_what_matches_and_says_how_many() {
    let mut desk = with_rows(&["shot 10", "shot 9", "asset"]);
    assert!(desk.sees("3 deliverables"));
    desk.type_into("Filter by text", "shot");
    assert!(desk.sees("2 of 3 deliverables") && !desk.sees("asset: Modeling ready"));
    desk.click("Clear");
    assert!(desk.sees("3 deliverables"));
}

#[test]
fn a_header_sorts_and_sorts_back() {
    let mut desk = with_rows(&["b", "a"]);
    desk.click("Sort by Name, ascending");
    assert!(desk.sees("Sort by Name, descending"));
    desk.click("Sort by Due");
    assert!(desk.sees("Sort by Due, ascending"));
}

#[test]
fn only_rows_in_sight_are_there() {
    let names: Vec<String> = (0..200).map(|n| format!("shot {n:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut desk = with_rows(&names);
    assert!(desk.sees("shot 000") && !desk.sees("shot 150:"));
    desk.harness.key_press(Key::End);
    desk.steps(4);
    assert!(desk.sees("shot 199:") && !desk.sees("shot 000:"));
}
