//! What stands around the pages, and the first page of all, by accessible names.

use crate::desk::Desk;
use egui::{
    Key, Modifiers,
    accesskit::{Role, Toggled},
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};
use rushes::{
    actions::Action,
    app::App,
    place::{Place, Question, SettingsPage},
    window::WindowOptions,
};
use std::time::{Duration, Instant};

#[test]
fn in_a_narrow_window_the_sidebar_opens_over_the_page_by_mouse_and_by_keys() {
    let mut desk = Desk::sized(860.0, 700.0);
    let open = |desk: &Desk| desk.harness.query_by_label("Studio Northlight").is_some();
    assert!(!open(&desk));
    desk.click("Show the sidebar");
    assert!(open(&desk), "the click that opens it does not close it");
    desk.click("Team");
    assert!(!open(&desk) && desk.harness.state().place() == Place::Team);

    let over = (Modifiers::COMMAND, Key::B);
    desk.harness.key_press_modifiers(over.0, over.1);
    desk.steps(3);
    assert!(
        open(&desk) && desk.harness.get_by_role_and_label(Role::Button, "Team").is_focused(),
        "the keyboard is where one is"
    );
    desk.harness.key_press(Key::Escape);
    desk.steps(3);
    assert!(!open(&desk));
    for there in [true, false] {
        desk.harness.key_press_modifiers(over.0, over.1);
        desk.steps(3);
        assert_eq!(open(&desk), there);
    }
}

#[test]
fn a_picture_has_the_room_of_the_sidebar_in_a_small_window() {
    for (width, beside) in [(1024.0, false), (1440.0, true)] {
        let mut desk = Desk::sized(width, 700.0);
        let project = desk.project();
        let deliverable = desk.deliverable(project, "Hero chair");
        let round = crate::desk::publish(&desk.session.store, deliverable);
        desk.wait("the round", |d| {
            d.harness.state().snapshot().is_some_and(|s| s.state.deliverable(deliverable).is_some())
        });
        let open = |desk: &Desk| desk.harness.query_by_label("Studio Northlight").is_some();
        assert!(open(&desk));
        desk.harness.state_mut().act(rushes::actions::Action::Go(Place::Review(deliverable, round)));
        desk.steps(3);
        assert_eq!(open(&desk), beside);
        if !beside {
            desk.click("Show the sidebar");
            assert!(open(&desk));
            desk.click("Team");
            assert!(open(&desk) && desk.harness.state().place() == Place::Team, "a list has both");
        }
    }
}

#[test]
fn the_sidebar_shows_where_one_is() {
    let mut desk = Desk::new();
    let lines = [
        (Place::Home, "Home"),
        (Place::Rows(Question::Overdue), "Home"),
        (Place::Activity(None), "Activity"),
        (Place::Storage, "Settings"),
        (Place::Settings(SettingsPage::Pipelines), "Settings"),
        (Place::Conflicts, "Conflicts"),
    ];
    for (place, lit) in lines {
        desk.harness.state_mut().act(Action::Go(place));
        desk.steps(3);
        for name in ["Home", "My Work", "Projects", "Reviews", "Team", "Activity", "Search", "Settings", "Conflicts"] {
            let mut found = desk.harness.query_all_by_role_and_label(Role::Button, name);
            let on = found.any(|node| node.accesskit_node().toggled() == Some(Toggled::True));
            assert_eq!(on, name == lit, "{name} on {place:?}");
        }
    }
}

/// The control with the keyboard.
fn focused(desk: &Desk) -> String {
    desk.harness
        .query_by(|node| node.is_focused() && node.label().is_some())
        .and_then(|node| node.accesskit_node().label())
        .unwrap_or_default()
}

#[test]
fn f6_takes_the_keyboard_past_the_sidebar_and_out_of_the_table() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.deliverable(project, "Hero chair");
    desk.harness.state_mut().act(Action::Go(Place::Project(project)));
    desk.wait("the row", |d| d.sees("Hero chair"));
    let press = |desk: &mut Desk, modifiers| {
        desk.harness.key_press_modifiers(modifiers, Key::F6);
        desk.steps(4);
        focused(desk)
    };
    // The rows hear the keys without a click.
    let round = [Modifiers::NONE; 4].map(|none| press(&mut desk, none));
    assert_eq!(round[0], "Projects", "the sidebar's line of the page");
    assert_eq!(round[1], "Narrow or wide sidebar");
    assert!(!round[2].is_empty(), "what stands over the table");
    assert!(round[3].starts_with("Deliverables, 1 row"), "{round:?}");
    let back = press(&mut desk, Modifiers::SHIFT);
    assert_eq!(back, round[2]);

    // Also out of a field that is being typed in, and from nothing to the page first.
    desk.harness.key_press(Key::Escape);
    desk.harness.get_by_label("Filter").focus();
    desk.steps(2);
    assert_eq!(press(&mut desk, Modifiers::NONE), "Projects");
    desk.harness.state_mut().act(Action::Go(Place::Settings(SettingsPage::Fields)));
    desk.steps(3);
    desk.harness.key_press(Key::Escape);
    desk.steps(2);
    let first = press(&mut desk, Modifiers::NONE);
    assert!(!["", "Settings", "Narrow or wide sidebar"].contains(&first.as_str()), "{first}");

    // What lies over the page keeps the keyboard.
    desk.harness.state_mut().act(Action::ShowKeys);
    desk.steps(3);
    let before = focused(&desk);
    assert_eq!(press(&mut desk, Modifiers::NONE), before);
}

#[test]
fn a_long_page_is_scrolled_by_keys() {
    let mut desk = Desk::sized(1000.0, 420.0);
    desk.harness.state_mut().act(Action::ShowKeys);
    desk.steps(3);
    let top = |desk: &Desk| desk.harness.get_by_label("Erase the mark: Del Backspace").rect().top();
    let before = top(&desk);
    assert!(before > 420.0, "below what is in sight");
    desk.harness.key_press(Key::PageDown);
    desk.steps(30);
    assert!(top(&desk) < before);
    desk.harness.key_press(Key::End);
    desk.steps(60);
    assert!(top(&desk) < 420.0, "{}", top(&desk));
}

#[test]
fn tab_goes_through_every_control_over_the_table() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.deliverable(project, "Hero chair");
    desk.harness.state_mut().act(Action::Go(Place::Project(project)));
    desk.wait("the row", |d| d.sees("Hero chair"));
    desk.harness.key_press(Key::ArrowDown);
    desk.steps(2);
    desk.harness.get_by_label("Settings of the project").focus();
    desk.steps(2);
    let mut seen = Vec::new();
    for _ in 0..12 {
        desk.harness.key_press(Key::Tab);
        desk.steps(2);
        seen.push(focused(&desk));
    }
    for name in ["Filter", "Group", "Columns", "Export", "Import", "New deliverable"] {
        assert!(seen.iter().any(|s| s == name), "{name} in {seen:?}");
    }
    assert_eq!(desk.value("Filter"), "", "on its way Tab writes nothing");
}

#[test]
fn what_is_in_a_field_that_tab_comes_to_is_replaced_by_typing() {
    let mut desk = Desk::new();
    desk.harness.state_mut().act(Action::Make(rushes::actions::Make::Project));
    desk.steps(3);
    desk.harness.get_by_label("Name").type_text("Walk film");
    desk.steps(2);
    assert_eq!(desk.value("Code"), "WF");
    desk.harness.key_press(Key::Tab);
    desk.steps(2);
    desk.harness.get_by_label("Code").type_text("WALK");
    desk.steps(2);
    assert_eq!(desk.value("Code"), "WALK");
}

fn first_run(dir: &std::path::Path) -> Harness<'static, App> {
    let options = WindowOptions { home: dir.join("home"), ..WindowOptions::default() };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1024.0, 700.0))
        .with_max_steps(64)
        .build_eframe(move |cc| App::new(cc, options));
    wait(&mut harness, "Make a studio");
    harness
}

fn wait(harness: &mut Harness<'_, App>, words: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while harness.query_all_by_label_contains(words).next().is_none() {
        assert!(Instant::now() < until, "waited in vain for {words}");
        harness.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    harness.step();
}

fn say(harness: &mut Harness<'_, App>, question: &str, answer: &str) {
    wait(harness, question);
    harness.get_by_label(question).type_text(answer);
    harness.step();
    harness.key_press(Key::Enter);
    harness.step();
}

#[test]
fn a_studio_is_made_by_keys_alone_one_question_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let mut harness = first_run(dir.path());
    assert!(harness.get_by_label("Make a studio").is_focused());
    harness.key_press(Key::Enter);
    wait(&mut harness, "Name of the studio");
    // Nothing was said: one does not go on.
    harness.key_press(Key::Enter);
    harness.step();
    say(&mut harness, "Name of the studio", "Northlight");
    wait(&mut harness, "Your name");
    harness.key_press(Key::Escape);
    harness.step();
    wait(&mut harness, "Name of the studio");
    assert_eq!(harness.get_by_label("Name of the studio").value().as_deref(), Some("Northlight"), "it is kept");
    harness.get_by_label("Next").click();
    harness.step();
    say(&mut harness, "Your name", "Ana Ruiz");
    // An e-mail address may be left out.
    wait(&mut harness, "E-mail address");
    harness.get_by_label("Make the studio").click();
    harness.step();
    wait(&mut harness, "Make the first project");
    let snapshot = harness.state().snapshot().unwrap().clone();
    assert_eq!(snapshot.state.studio.name, "Northlight");
    assert_eq!(snapshot.state.studio.name_of(snapshot.me.person), "Ana Ruiz");
}

#[test]
fn a_ticket_that_is_none_is_said_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut harness = first_run(dir.path());
    harness.get_by_label("Join a studio").click();
    harness.step();
    wait(&mut harness, "Paste the ticket");
    harness.get_by_label("Ticket").type_text("rushes1abc");
    wait(&mut harness, "Some of this ticket is missing.");
    harness.get_by_label("Back").click();
    harness.step();
    wait(&mut harness, "Open the sample studio");
}
