//! What stands around the pages: the devices under the chip, the keys of the page, and how large everything is.

use crate::desk::{Desk, publish};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use rushes::{actions::Action, place::Place};
use rushes_domain::Role;

/// The devices of the studio, by the chip's own key.
const DEVICES: (Modifiers, Key) = (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Y);

#[test]
fn the_chip_leads_to_the_devices_by_mouse_and_by_keys() {
    let mut desk = Desk::joined(Role::Producer, |_| ());
    desk.wait("the network", |d| d.harness.query_by_label_contains("Devices: offline").is_some());
    desk.harness.get_by_label_contains("Devices: offline").click();
    desk.steps(3);
    assert!(desk.sees("Ana Ruiz, device ") && desk.sees("what it has comes when it is in reach"));
    assert!(!desk.sees("Ben Roy, device "), "this one is not listed");
    desk.harness.key_press(Key::Escape);
    desk.steps(3);
    assert!(!desk.sees("Ana Ruiz, device "));
    desk.harness.key_press_modifiers(DEVICES.0, DEVICES.1);
    desk.steps(3);
    assert!(desk.sees("Ana Ruiz, device ") && desk.harness.get_by_label("Sync now").is_focused());
    desk.harness.key_press(Key::Enter);
    desk.steps(3);
    desk.wait("the work in the tray", |d| d.harness.query_by_label("Cancel Syncing now").is_some());
    desk.harness.get_by_label("Cancel Syncing now").click_accesskit();
    desk.wait("its end", |d| d.sees("Stopped looking"));
}

#[test]
fn alone_the_chip_leads_to_inviting_a_device() {
    let mut desk = Desk::new();
    desk.harness.key_press_modifiers(DEVICES.0, DEVICES.1);
    desk.steps(3);
    assert!(desk.sees("No other device is in this studio yet."));
    desk.harness.key_press(Key::Enter);
    desk.steps(3);
    assert_eq!(desk.harness.state().place(), Place::Team);
}

#[test]
fn the_keys_of_the_page_come_first() {
    let mut desk = Desk::new();
    let project = desk.project();
    let deliverable = desk.deliverable(project, "Hero chair");
    let round = publish(&desk.session.store, deliverable);
    let first = [
        (Place::Review(deliverable, round), "Approve the round: Shift+A"),
        (Place::Project(project), "Fill down: Ctrl+D"),
        (Place::Board(project), "Walk over the cards: ← ↑ ↓ →"),
        (Place::MyWork, "Publish: P"),
    ];
    for (place, line) in first {
        desk.harness.state_mut().act(Action::Go(place));
        desk.harness.state_mut().act(Action::ShowKeys);
        desk.steps(3);
        let at = |name: &str| desk.harness.get_by_label(name).rect();
        let (own, other) = (at(line), at("Find anything: Ctrl+K"));
        assert!(own.left() < other.left() || own.top() < other.top(), "{line} on {place:?}");
    }
    for tool in ["Rectangle: U", "Arrow: W", "Pin: P", "Reject the round: Shift+R"] {
        assert!(desk.sees(tool), "{tool} is in the sheet");
    }
}

#[test]
fn a_decision_is_begun_and_made_by_keys() {
    let mut desk = Desk::new();
    let project = desk.project();
    let deliverable = desk.deliverable(project, "Hero chair");
    let round = publish(&desk.session.store, deliverable);
    desk.harness.state_mut().act(Action::Go(Place::Review(deliverable, round)));
    desk.wait("the round", |d| d.harness.query_by_label("Approve").is_some());
    desk.harness.key_press(Key::A);
    desk.steps(3);
    assert!(!desk.sees("Note on the decision"), "a letter alone decides nothing");
    desk.harness.key_press_modifiers(Modifiers::SHIFT, Key::A);
    desk.steps(3);
    assert!(desk.harness.get_by_label("Note on the decision").is_focused());
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.wait("the decision", |d| {
        let snapshot = d.snapshot();
        let found = snapshot.state.deliverable(deliverable).and_then(|d| d.round(round).cloned());
        found.is_some_and(|r| !r.decisions.is_empty())
    });
}

#[test]
fn everything_is_made_larger_and_stays_so_on_this_device() {
    let mut desk = Desk::sized(1920.0, 1200.0);
    let zoom = |desk: &Desk| desk.harness.ctx.zoom_factor();
    for _ in 0..2 {
        desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::Plus);
        desk.steps(3);
    }
    assert!((zoom(&desk) - 1.25).abs() < 1e-6, "{}", zoom(&desk));
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::Minus);
    desk.steps(3);
    assert!((zoom(&desk) - 1.1).abs() < 1e-6, "{}", zoom(&desk));
    let mut desk = desk.again();
    assert!((zoom(&desk) - 1.1).abs() < 1e-6, "after a restart: {}", zoom(&desk));
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::Num0);
    desk.steps(3);
    assert!((zoom(&desk) - 1.0).abs() < 1e-6, "{}", zoom(&desk));
}
