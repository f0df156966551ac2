//! What is refused, or given up, costs nothing that was typed.

use crate::{
    desk::Desk,
    table::{found, press, with_rows},
};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use rushes::{
    actions::{Action, Make},
    place::Place,
};

fn value(desk: &Desk, field: &str) -> String {
    desk.harness.get_by_label(field).value().unwrap_or_default()
}

#[test]
fn a_refused_project_stays_in_its_form() {
    let mut desk = Desk::new();
    desk.harness.state_mut().act(Action::Make(Make::Project));
    desk.steps(3);
    desk.type_into("Name", "Hero film");
    desk.type_into("Starts", "2026-12-01");
    desk.type_into("Due", "2026-11-01");
    // The page comes to rest first: a button that moves is not clicked.
    desk.steps(8);
    desk.click("Make the project");
    desk.wait("the refusal", |d| d.sees("It would be due (") && d.sees(") before it starts ("));
    assert_eq!((value(&desk, "Name").as_str(), value(&desk, "Due").as_str()), ("Hero film", "2026-11-01"));

    press(&mut desk, Modifiers::COMMAND, Key::A);
    desk.harness.get_by_label("Due").focus();
    desk.steps(1);
    press(&mut desk, Modifiers::COMMAND, Key::A);
    desk.harness.get_by_label("Due").type_text("2027-01-01");
    desk.steps(8);
    desk.click("Make the project");
    desk.wait("the project", |d| matches!(d.harness.state().place(), Place::Project(_)));
    desk.harness.state_mut().act(Action::Go(Place::Projects));
    desk.steps(3);
    assert!(!desk.sees("Make the project"), "the form is done with");
}

#[test]
fn a_refused_deliverable_comes_back_to_its_field_and_is_not_counted() {
    let mut desk = with_rows(&["Bottle"]);
    desk.click("New deliverable");
    desk.type_into("Name", "Cap");
    desk.click("Create");
    desk.wait("the first", |d| d.sees("Made 1. Type the next name."));
    desk.type_into("Name", "Bottle");
    desk.click("Create");
    desk.wait("the refusal", |d| d.sees("The project already has a deliverable \"Bottle\"."));
    assert_eq!(value(&desk, "Name"), "Bottle");
    assert!(desk.sees("Made 1. Type the next name."));
}

#[test]
fn escape_puts_a_menu_away_and_leaves_the_filter() {
    let mut desk = with_rows(&["Bottle", "Cap"]);
    desk.type_into("Filter", "bottle");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.click("Group");
    desk.wait("the menu", |d| d.sees("Due week"));
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(!desk.sees("Due week"), "the menu is away");
    assert_eq!(value(&desk, "Filter"), "bottle");
}

#[test]
fn escape_in_a_menu_of_a_form_leaves_the_form() {
    let mut desk = with_rows(&["Bottle"]);
    desk.click("New deliverable");
    desk.type_into("Name", "Cap");
    desk.harness.get_by_role_and_label(egui::accesskit::Role::ComboBox, "Priority").click();
    desk.wait("the menu", |d| d.sees("Urgent"));
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(!desk.sees("Urgent"), "the menu is away");
    assert_eq!(value(&desk, "Name"), "Cap", "the form stays");
}

#[test]
fn a_comment_is_sent_however_quickly_the_keys_are_let_go_of() {
    let mut desk = with_rows(&["Bottle"]);
    let id = found(&desk, "Bottle").id;
    desk.harness.state_mut().act(Action::Go(Place::Deliverable(id, None)));
    desk.steps(3);
    desk.type_into("Comment", "warmer");
    // Pressed and let go of within one frame.
    let enter =
        |pressed, modifiers| Event::Key { key: Key::Enter, physical_key: None, pressed, repeat: false, modifiers };
    desk.harness.event(enter(true, Modifiers::COMMAND));
    desk.harness.event(enter(false, Modifiers::NONE));
    desk.wait("the comment", |d| found(d, "Bottle").comments.len() == 1);
}
