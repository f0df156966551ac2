//! What the keyboard alone does, on every page.

use crate::{desk::Desk, table::press};
use egui::{Event, Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT, Queryable};
use rushes::{actions::Action, place::Place};

fn at_table(names: &[&str]) -> Desk {
    let mut desk = Desk::new();
    let project = desk.project();
    for name in names {
        desk.deliverable(project, name);
    }
    desk.harness.state_mut().act(Action::Go(Place::Project(project)));
    desk.wait("the rows", |d| names.iter().all(|name| d.sees(&format!("Open {name}"))));
    desk
}

fn key(key: Key, modifiers: Modifiers) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}

/// What has the keyboard, as it is read aloud.
fn focused(desk: &Desk) -> String {
    let root = desk.harness.root();
    let mut all = vec![root];
    while let Some(node) = all.pop() {
        if node.accesskit_node().is_focused() && node.accesskit_node().role() != Role::Window {
            return node.accesskit_node().label().unwrap_or_default();
        }
        all.extend(node.children());
    }
    String::new()
}

#[test]
fn letters_typed_with_a_key_go_to_what_it_opens() {
    let mut desk = at_table(&["Hero chair", "Lamp"]);
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::NONE, Key::ArrowRight);
    // A slow frame hands over all of it at once.
    let letters = "lamp".chars().map(|c| Event::Text(c.to_string()));
    desk.harness.input_mut().events.extend(std::iter::once(key(Key::K, Modifiers::COMMAND)).chain(letters));
    desk.harness.step();
    desk.wait("the palette", |d| {
        d.harness.query_by_label("Find").is_some_and(|n| n.value().as_deref() == Some("lamp"))
    });
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.wait("the deliverable", |d| matches!(d.harness.state().place(), Place::Deliverable(..)));
    let state = desk.snapshot();
    assert!(state.state.deliverables().all(|d| d.kind == "Asset"), "nothing went into the table");
}

#[test]
fn cells_are_written_one_after_the_other_however_slow_the_frames_are() {
    let mut desk = at_table(&["a", "b"]);
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::NONE, Key::ArrowRight);
    let word = |word: &str| word.chars().map(|c| Event::Text(c.to_string())).collect::<Vec<_>>();
    let enter = || vec![key(Key::Enter, Modifiers::NONE)];
    let all = [word("Prop"), enter(), word("Shot"), enter()].concat();
    desk.harness.input_mut().events.extend(all);
    desk.harness.step();
    desk.wait("both", |d| {
        let snapshot = d.snapshot();
        let kinds: Vec<String> = snapshot.state.deliverables().map(|d| d.kind.clone()).collect();
        kinds.contains(&"Prop".to_owned()) && kinds.contains(&"Shot".to_owned())
    });
}

#[test]
fn the_menu_key_opens_the_menu_of_the_cell_the_card_and_the_row() {
    let mut desk = at_table(&["a", "b"]);
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::SHIFT, Key::F10);
    desk.steps(3);
    assert!(desk.sees("Copy the cells"), "the menu of the cell");
    assert_eq!(focused(&desk), "Open", "its first line has the keyboard");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.steps(2);
    assert!(!desk.sees("Copy the cells"));
    press(&mut desk, Modifiers::SHIFT, Key::F10);
    desk.steps(3);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(matches!(desk.harness.state().place(), Place::Deliverable(..)));

    let project = desk.snapshot().state.projects.keys().next().copied().unwrap();
    desk.harness.state_mut().act(Action::Go(Place::Board(project)));
    desk.wait("the cards", |d| d.sees("a, Modeling"));
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    assert!(!desk.sees("Copy path"));
    press(&mut desk, Modifiers::NONE, Key::Menu);
    desk.steps(3);
    assert_eq!(focused(&desk), "Open", "of the card");
    press(&mut desk, Modifiers::NONE, Key::Escape);
}

#[test]
fn tab_goes_through_the_bar_as_one_reads_it() {
    let mut desk = at_table(&["a"]);
    desk.harness.get_by_label("Forward").focus();
    desk.harness.get_by_label("Find anything").focus();
    desk.steps(2);
    let mut seen = vec![focused(&desk)];
    for _ in 0..3 {
        press(&mut desk, Modifiers::NONE, Key::Tab);
        seen.push(focused(&desk));
    }
    assert_eq!(seen[0], "Find anything");
    assert!(seen[1].starts_with("Devices: "), "{seen:?}");
    assert!(seen[2].starts_with("Switch to") && seen[3].starts_with("Ana Ruiz"), "{seen:?}");
    desk.harness.get_by_label("Export").focus();
    desk.steps(2);
    press(&mut desk, Modifiers::NONE, Key::Tab);
    assert_eq!(focused(&desk), "Import");
    press(&mut desk, Modifiers::NONE, Key::Tab);
    assert_eq!(focused(&desk), "New deliverable");
}
