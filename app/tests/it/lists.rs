//! Lists: reviews of one project, groups that stay closed, forms that Enter sends.

use crate::{
    desk::{Desk, make_deliverable, publish},
    made,
    table::{press, with_rows},
};
use egui::{Key, Modifiers};
use rushes::{
    actions::Action,
    place::{Place, SettingsPage},
};

#[test]
fn reviews_say_their_project_and_are_filtered_by_it() {
    let mut desk = Desk::new();
    let project = desk.project();
    let store = desk.session.store.clone();
    let other = made::project(&store, "OTHER").unwrap();
    for (project, name) in [(project, "Hero chair"), (other, "Lamp")] {
        publish(&store, make_deliverable(&store, project, name));
    }
    desk.harness.state_mut().act(Action::Go(Place::Reviews));
    desk.wait("both", |d| d.sees("2 wait for a decision"));
    assert!(desk.sees("Review Hero chair, Modeling, round 1, project Lumen"), "which project it is of");
    desk.click("Project");
    let called = store.snapshot().state.projects[&other].name.clone();
    desk.click(&format!("OTHER  {called} (1)"));
    desk.wait("one", |d| d.sees("1 waits for a decision"));
    assert!(desk.sees("Review Lamp") && !desk.sees("Review Hero chair"));
}

#[test]
fn groups_that_were_closed_are_closed_in_a_window_opened_anew() {
    let mut desk = with_rows(&["b", "a"]);
    desk.click("Group");
    desk.click("Priority");
    desk.click("Normal, 2 rows");
    desk.wait("the closed group", |d| d.sees("Normal, 2 rows, closed"));
    let project = desk.snapshot().state.projects.keys().next().copied().unwrap();
    desk.harness.state_mut().act(Action::Go(Place::Home));
    desk.steps(3);
    let mut desk = desk.again();
    desk.harness.state_mut().act(Action::Go(Place::Project(project)));
    desk.wait("it is closed still", |d| d.sees("Normal, 2 rows, closed"));
}

#[test]
fn enter_makes_a_field_and_begins_a_line_where_there_are_several() {
    let mut desk = with_rows(&["a"]);
    desk.harness.state_mut().act(Action::Go(Place::Settings(SettingsPage::Fields)));
    desk.click("Make the first field");
    desk.type_into("Name", "Camera");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.wait("the field", |d| d.snapshot().state.studio.fields.values().any(|f| f.name == "Camera"));
}
