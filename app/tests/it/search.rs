//! The search page, by accessible names.

use crate::desk::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use rushes::{actions::Action, place::Place};
use rushes_domain::{Command, CommentId};

fn said(desk: &Desk, deliverable: rushes_domain::DeliverableId, body: &str) {
    let id = CommentId::new(rushes_store::fresh());
    let command = Command::Comment { deliverable, round: None, id, body: body.into(), reply_to: None, action: false };
    desk.session.store.submit(command).unwrap();
}

#[test]
fn what_is_typed_is_found_and_opened_by_keys() {
    let mut desk = Desk::new();
    let project = desk.project();
    let chair = desk.deliverable(project, "Hero chair");
    let table = desk.deliverable(project, "Side table");
    said(&desk, table, "The legs of the chair are thinner");
    desk.wait("the table", |d| d.harness.state().snapshot().is_some_and(|s| s.state.deliverable(table).is_some()));
    desk.harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::F);
    desk.steps(3);
    assert_eq!(desk.harness.state().place(), Place::Search);
    assert!(desk.sees("Find what people have written"));

    // The field has the keyboard already.
    desk.harness.event(egui::Event::Text("cha".into()));
    desk.wait("both hits", |d| {
        d.sees("Deliverable LUM/Hero chair") && d.sees("Comment on Side table: The legs of the chair are thinner")
    });
    desk.harness.key_press(Key::ArrowDown);
    desk.steps(2);
    desk.harness.key_press(Key::Enter);
    desk.steps(2);
    assert_eq!(desk.harness.state().place(), Place::Deliverable(table, None), "a comment opens what it is about");

    desk.harness.state_mut().act(Action::Back);
    desk.steps(3);
    assert_eq!(desk.value("Search for"), "cha", "coming back, one goes on");
    desk.click("Deliverable LUM/Hero chair");
    assert_eq!(desk.harness.state().place(), Place::Deliverable(chair, None));
}

/// Presses a chip, whose words also stand above the hits.
fn press(desk: &mut Desk, name: &str) {
    desk.harness.get_by_role_and_label(egui::accesskit::Role::Button, name).click();
    desk.steps(3);
}

#[test]
fn chips_filter_and_what_is_new_appears_by_itself() {
    let mut desk = Desk::new();
    let project = desk.project();
    let chair = desk.deliverable(project, "Hero chair");
    said(&desk, chair, "a heroic chair");
    desk.harness.state_mut().act(Action::Go(Place::Search));
    desk.steps(3);
    desk.type_into("Search for", "hero");
    desk.wait("both", |d| d.sees("Deliverable LUM/Hero chair") && d.sees("a heroic chair"));
    press(&mut desk, "Comments");
    desk.wait("comments alone", |d| !d.sees("Deliverable LUM/Hero chair") && d.sees("a heroic chair"));
    assert_eq!(desk.value("Search for"), "hero kind:comment");
    said(&desk, chair, "the hero is back");
    desk.wait("the new comment", |d| d.sees("the hero is back"));
    press(&mut desk, "People");
    desk.wait("nothing", |d| d.sees("Nothing found for"));
    desk.click("Search without filters");
    desk.wait("everything", |d| d.sees("Deliverable LUM/Hero chair"));
    assert_eq!(desk.value("Search for"), "hero");
}

#[test]
fn the_palette_ends_with_a_search_in_all_texts() {
    let mut desk = Desk::new();
    let project = desk.project();
    let chair = desk.deliverable(project, "Hero chair");
    said(&desk, chair, "xyzzy glass");
    desk.wait("it", |d| d.harness.state().snapshot().is_some_and(|s| s.state.count() == 1));
    desk.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::K);
    desk.wait("the palette", |d| d.harness.query_by_label("Find").is_some());
    desk.type_into("Find", "xyzzy");
    desk.wait("the answer", |d| d.sees("Nothing is called that here.") && d.sees("Search for \"xyzzy\""));
    desk.harness.key_press(Key::Enter);
    desk.wait("the hit", |d| d.sees("Comment on Hero chair: xyzzy glass"));
    assert_eq!(desk.harness.state().place(), Place::Search);
    assert_eq!(desk.value("Search for"), "xyzzy");
}
