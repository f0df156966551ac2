//! The table: keys, filter, sort, writing into cells, several rows at once.

use crate::desk::Desk;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use rushes::{actions::Action, place::Place};
use rushes_domain::{
    Command, Date, Deliverable, Field, FieldId, FieldKind, FieldOf, FieldOption, OptionId, Priority, Status,
};
use std::sync::Arc;

pub(crate) fn with_rows(names: &[&str]) -> Desk {
    rows_on(Desk::new(), names)
}

pub(crate) fn rows_on(mut desk: Desk, names: &[&str]) -> Desk {
    let project = desk.project();
    for name in names {
        desk.deliverable(project, name);
    }
    desk.wait("the rows", |d| {
        d.harness.state().snapshot().is_some_and(|s| s.state.of_project(project).count() == names.len())
    });
    desk.harness.state_mut().act(Action::Go(Place::Project(project)));
    desk.wait("the project to be noted as opened", |d| !d.snapshot().state.personal.opened.is_empty());
    desk.steps(3);
    desk
}

pub(crate) fn found(desk: &Desk, name: &str) -> Arc<Deliverable> {
    desk.snapshot().state.deliverables().find(|d| d.name == name).cloned().unwrap()
}

pub(crate) fn press(desk: &mut Desk, modifiers: Modifiers, key: Key) {
    desk.harness.key_press_modifiers(modifiers, key);
    desk.steps(3);
}

/// A click on a cell, by how it is read aloud.
pub(crate) fn click_cell(desk: &mut Desk, cell: &str, modifiers: Modifiers) {
    desk.harness.get_by_label_contains(cell).click_modifiers(modifiers);
    desk.steps(3);
}

pub(crate) fn write(desk: &mut Desk, text: &str) {
    desk.harness.event(Event::Text(text.to_owned()));
    desk.steps(3);
}

#[test]
fn rows_are_reached_by_keys() {
    let mut desk = with_rows(&["shot 10", "shot 9", "asset"]);
    for _ in 0..2 {
        press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    }
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    let Place::Deliverable(id, _) = desk.harness.state().place() else { panic!("{:?}", desk.harness.state().place()) };
    assert_eq!(desk.snapshot().state.deliverable(id).unwrap().name, "shot 9");
}

#[test]
fn a_click_chooses_and_the_name_opens() {
    let mut desk = with_rows(&["hero", "side"]);
    click_cell(&mut desk, "hero, Due:", Modifiers::NONE);
    assert!(matches!(desk.harness.state().place(), Place::Project(_)));
    desk.click("Open side");
    assert_eq!(desk.harness.state().place(), Place::Deliverable(found(&desk, "side").id, None));
}

#[test]
fn the_filter_leaves_what_matches_and_says_how_many() {
    let mut desk = with_rows(&["shot 10", "shot 9", "asset"]);
    assert!(desk.sees("3 deliverables"));
    desk.type_into("Filter", "shot");
    assert!(desk.sees("2 of 3 deliverables") && !desk.sees("asset: Modeling ready"));
    desk.click("Clear");
    assert!(desk.sees("3 deliverables"));
    desk.type_into("Filter", "person:me status:wip");
    assert!(desk.sees("0 of 3 deliverables") && desk.sees("Status, In progress") | desk.sees("In progress"));
    desk.click("Clear");
    desk.type_into("Filter", "hero stauts:wip ");
    desk.wait("the notice", |d| d.sees("is not something to filter by") && d.sees("Did you mean status?"));
}

#[test]
fn what_can_be_typed_is_offered_and_taken() {
    let mut desk = with_rows(&["hero", "side"]);
    desk.type_into("Filter", "sta");
    desk.wait("the list", |d| d.sees("status, status of a stage"));
    press(&mut desk, Modifiers::NONE, Key::Tab);
    assert_eq!(desk.value("Filter"), "status:");
    write(&mut desk, "bl");
    desk.wait("the values", |d| d.sees("Blocked"));
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert_eq!(desk.value("Filter"), "status:blocked ");
    assert!(desk.sees("2 deliverables"), "both have a stage that waits");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert_eq!(desk.value("Filter"), "");
}

#[test]
fn a_header_sorts_and_sorts_back_and_shift_adds() {
    let mut desk = with_rows(&["b", "a"]);
    desk.click("Sort by Name, ascending");
    assert!(desk.sees("Sort by Name, descending"));
    desk.click("Sort by Due");
    assert!(desk.sees("Sort by Due, ascending") && !desk.sees("Sort by Name, descending"));
    desk.harness.get_by_label("Sort by Type").click_modifiers(Modifiers::SHIFT);
    desk.steps(3);
    assert!(desk.sees("Sort by Due, ascending") && desk.sees("Sort by Type, ascending"));
}

#[test]
fn rows_stand_under_headers() {
    let mut desk = with_rows(&["b", "a"]);
    desk.click("Group");
    desk.click("Priority");
    assert!(desk.sees("Normal, 2 rows") && desk.sees("a: Modeling ready"));
    desk.click("Normal, 2 rows");
    assert!(desk.sees("Normal, 2 rows, closed") && !desk.sees("a: Modeling ready"));
}

#[test]
fn a_cell_is_written_into_and_esc_leaves_it_as_it_was() {
    let mut desk = with_rows(&["hero", "side"]);
    click_cell(&mut desk, "hero, Due:", Modifiers::NONE);
    write(&mut desk, "2026-12-01");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.wait("the day", |d| found(d, "hero").due == Some(Date::constant(2026, 12, 1)));
    press(&mut desk, Modifiers::NONE, Key::F2);
    write(&mut desk, "2026-12-24");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert_eq!(found(&desk, "side").due, None, "the cursor went down, and Esc wrote nothing");

    click_cell(&mut desk, "hero, Name:", Modifiers::NONE);
    press(&mut desk, Modifiers::NONE, Key::F2);
    write(&mut desk, "hero chair");
    press(&mut desk, Modifiers::NONE, Key::Tab);
    desk.wait("the name", |d| d.snapshot().state.deliverables().any(|x| x.name == "hero chair"));
    write(&mut desk, "Shot");
    press(&mut desk, Modifiers::NONE, Key::Tab);
    desk.wait("the type beside it", |d| found(d, "hero chair").kind == "Shot");
    write(&mut desk, "ur");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.wait("the priority", |d| found(d, "hero chair").priority == Priority::Urgent);
}

#[test]
fn a_stage_takes_status_people_days_and_work() {
    let mut desk = with_rows(&["hero"]);
    let stage = |d: &Desk| found(d, "hero").stages[0].clone();
    for text in ["wip", "ana", "2026-12-01", "8h"] {
        click_cell(&mut desk, "hero, Modeling:", Modifiers::NONE);
        write(&mut desk, text);
        press(&mut desk, Modifiers::NONE, Key::Enter);
    }
    desk.wait("all of it", |d| {
        let stage = stage(d);
        stage.status == Status::InProgress && stage.assignees.len() == 1 && stage.estimate == Some(480)
    });
    assert_eq!(stage(&desk).due, Some(Date::constant(2026, 12, 1)));
}

#[test]
fn what_is_refused_says_why_and_stays() {
    let mut desk = with_rows(&["hero", "side"]);
    click_cell(&mut desk, "hero, Name:", Modifiers::NONE);
    press(&mut desk, Modifiers::NONE, Key::F2);
    write(&mut desk, "side");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(desk.sees("already has a deliverable"));
    assert_eq!(desk.value("hero, Name"), "side", "what was typed is still there");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    click_cell(&mut desk, "hero, Modeling:", Modifiers::NONE);
    write(&mut desk, "approved");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(desk.sees("becomes approved when a round of it is decided"));
    assert_eq!(found(&desk, "hero").stages[0].status, Status::Ready);
}

fn field(desk: &Desk, n: u8, name: &str, kind: FieldKind) -> FieldId {
    let id = FieldId::new([n; 16]);
    let option = |n: u8, name: &str| FieldOption {
        id: OptionId::new([n; 16]),
        name: name.into(),
        order: n.into(),
        removed: false,
    };
    let options = match kind {
        FieldKind::Choice | FieldKind::MultiChoice => vec![option(1, "Red"), option(2, "Blue")],
        _ => Vec::new(),
    };
    let field =
        Field { id, of: FieldOf::Deliverable, name: name.into(), kind, options, order: n.into(), archived: false };
    desk.session.store.submit(Command::DefineField(field)).unwrap();
    id
}

#[test]
fn fields_of_every_kind_are_written_by_keys() {
    let mut desk = rows_on(Desk::sized(2600.0, 900.0), &["hero"]);
    let kinds = [
        ("Words", FieldKind::Text, "two", "two"),
        ("Frames", FieldKind::Number, "24.5", "24.5"),
        ("Shoot", FieldKind::Date, "2026-12-24", "2026-12-24"),
        ("Colour", FieldKind::Choice, "Bl", "Blue"),
        ("Tags", FieldKind::MultiChoice, "red, blue", "Red, Blue"),
        ("Link", FieldKind::Url, "https://rushes.example", "https://rushes.example"),
        ("Final", FieldKind::Checkbox, "y", "yes"),
        ("Lead", FieldKind::Person, "ana", "Ana Ruiz"),
    ];
    for (n, (name, kind, ..)) in kinds.iter().enumerate() {
        field(&desk, n as u8 + 1, name, *kind);
    }
    desk.wait("the columns", |d| d.sees("Sort by Lead"));
    click_cell(&mut desk, "hero, Words:", Modifiers::NONE);
    // Tab writes and goes on to the next cell.
    for (_, _, typed, _) in kinds {
        write(&mut desk, typed);
        press(&mut desk, Modifiers::NONE, Key::Tab);
    }
    let told = |d: &Desk, n: u8| {
        let snapshot = d.snapshot();
        let field = snapshot.state.studio.fields[&FieldId::new([n + 1; 16])].clone();
        found(d, "hero").field(&field).map(|v| snapshot.state.studio.shown(&field, &v))
    };
    desk.wait("the last one", |d| told(d, 7).is_some());
    for (n, (name, _, _, shown)) in kinds.iter().enumerate() {
        assert_eq!(told(&desk, n as u8).as_deref(), Some(*shown), "{name}");
    }
    // Esc leaves a cell as it was, Delete empties it.
    click_cell(&mut desk, "hero, Frames:", Modifiers::NONE);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    write(&mut desk, "7");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert_eq!(told(&desk, 1).as_deref(), Some("24.5"));
    press(&mut desk, Modifiers::NONE, Key::Delete);
    desk.wait("empty", |d| told(d, 1).is_none());
    // A tick by keys; leaving the cell keeps it.
    click_cell(&mut desk, "hero, Tags:", Modifiers::NONE);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.wait("one tick less", |d| told(d, 4).as_deref() == Some("Blue"));
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.steps(3);
    assert_eq!(told(&desk, 4).as_deref(), Some("Blue"));
    // A text of several lines: Enter begins one, Ctrl+Enter sends it, here as everywhere.
    click_cell(&mut desk, "hero, Words:", Modifiers::NONE);
    write(&mut desk, "one");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    write(&mut desk, "two");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.wait("two lines", |d| told(d, 0).as_deref() == Some("one\ntwo"));
}

#[test]
fn several_rows_are_changed_in_one_step() {
    let mut desk = with_rows(&["a", "b", "c"]);
    let before = desk.snapshot().seq;
    click_cell(&mut desk, "a, Priority:", Modifiers::NONE);
    click_cell(&mut desk, "c, Priority:", Modifiers::SHIFT);
    assert!(desk.sees("3 selected") && desk.sees("3 of 3 selected; stages"));
    click_cell(&mut desk, "b, Priority:", Modifiers::COMMAND);
    assert!(desk.sees("2 selected"));
    desk.click("Set priority");
    desk.click("High");
    desk.wait("the priorities", |d| found(d, "c").priority == Priority::High);
    let told = ["a", "b", "c"].map(|n| found(&desk, n).priority);
    assert_eq!(told, [Priority::High, Priority::Normal, Priority::High]);
    assert_eq!(desk.snapshot().seq, before + 1, "one step");
}

#[test]
fn what_some_rows_refuse_is_shown_before_anything_is_done() {
    let mut desk = with_rows(&["a", "b"]);
    click_cell(&mut desk, "a, Texturing:", Modifiers::NONE);
    press(&mut desk, Modifiers::NONE, Key::F2);
    write(&mut desk, "on hold");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.wait("the hold", |d| found(d, "a").stages[1].status == Status::OnHold);
    press(&mut desk, Modifiers::COMMAND, Key::A);
    desk.click("Set status");
    desk.click("Ready");
    desk.wait("the preview", |d| {
        d.sees("1 of the 2 changes can be made, 1 cannot") && d.sees("whether it is ready or blocked")
    });
    assert_eq!(found(&desk, "a").stages[1].status, Status::OnHold, "nothing was done yet");
    desk.click("Make 1 change");
    desk.wait("the rest", |d| found(d, "a").stages[1].status == Status::Blocked);
}

#[test]
fn a_hidden_column_stays_hidden() {
    let mut desk = with_rows(&["a"]);
    assert!(desk.sees("Sort by Type"));
    desk.click("Columns");
    desk.click("Type");
    assert!(!desk.sees("Sort by Type"));
    desk.harness.state_mut().act(Action::Go(Place::Home));
    desk.steps(2);
    let project = desk.snapshot().state.projects.keys().next().copied().unwrap();
    desk.harness.state_mut().act(Action::Go(Place::Project(project)));
    desk.steps(3);
    assert!(!desk.sees("Sort by Type"));
    let kept = std::fs::read_to_string(desk.session.home.dir().join("window.json")).unwrap();
    assert!(kept.contains("\"type\""), "{kept}");
}

#[test]
fn only_rows_in_sight_are_there() {
    let names: Vec<String> = (0..200).map(|n| format!("shot {n:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut desk = with_rows(&names);
    assert!(desk.sees("shot 000") && !desk.sees("shot 150:"));
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::COMMAND, Key::End);
    desk.steps(4);
    assert!(desk.sees("shot 199:") && !desk.sees("shot 000:"));
    // What is in sight stays where it is while the cursor walks over it.
    let top = |d: &Desk| d.harness.get_by_label_contains("shot 199:").rect().top();
    let before = top(&desk);
    for _ in 0..3 {
        press(&mut desk, Modifiers::NONE, Key::ArrowUp);
    }
    assert_eq!(top(&desk), before);
    press(&mut desk, Modifiers::COMMAND, Key::Home);
    desk.steps(4);
    assert!(desk.sees("shot 000:") && !desk.sees("shot 199:"));
}

#[test]
fn a_favourite_is_the_persons_and_survives_the_window() {
    let mut desk = with_rows(&["a"]);
    desk.click("Keep in favourites");
    desk.wait("it to be kept", |d| d.snapshot().state.personal.at_hand().len() == 1);
    desk.wait("the list of them", |d| d.sees("Favourites") && d.sees("Remove from favourites"));
    let kept = std::fs::read_to_string(desk.session.home.dir().join("window.json")).unwrap_or_default();
    assert!(!kept.contains("favourites"), "no longer a thing of the device: {kept}");
    desk.click("Remove from favourites");
    desk.wait("it to be gone", |d| d.snapshot().state.personal.at_hand().is_empty());
}

#[test]
fn the_first_right_click_opens_the_menu_of_the_row_under_it() {
    let mut desk = with_rows(&["a", "b"]);
    let pos = desk.harness.get_by_label("Open b").rect().center();
    let button = |pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Secondary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    for event in [egui::Event::PointerMoved(pos), button(true), button(false)] {
        desk.harness.event(event);
        desk.steps(2);
    }
    assert!(desk.sees("Copy the cells"));
    desk.click("Delete");
    desk.wait("b to be gone", |d| !d.sees("Open b"));
    assert!(desk.sees("Open a"));
}

#[test]
fn a_column_is_moved_by_its_menu_and_a_view_is_left() {
    let mut desk = with_rows(&["a"]);
    let left = |d: &Desk, name: &str| d.harness.get_by_label(name).rect().left();
    desk.harness.get_by_label("Sort by Due").click_secondary();
    desk.steps(3);
    desk.click("Move left");
    assert!(left(&desk, "Sort by Due") < left(&desk, "Sort by Priority"));
    desk.click("Views");
    desk.click("Save as a new view…");
    desk.type_into("Name of the view", "Days first");
    desk.click("Save the view");
    desk.wait("the view", |d| d.sees("Days first"));
    desk.click("Days first");
    desk.click("Show without a view");
    assert!(left(&desk, "Sort by Due") > left(&desk, "Sort by Priority"), "as at first");
    desk.wait("no view", |d| d.sees("Views"));
}
