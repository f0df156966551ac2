//! From an empty studio to a published round, by accessible names.

use crate::desk::Desk;
use egui::{Key, Modifiers};
use rushes::place::Place;
use rushes_domain::Status;

#[test]
fn a_project_a_deliverable_and_a_round_are_made_in_the_window() {
    let mut desk = Desk::new();
    desk.click("Make the first project");
    assert_eq!(desk.harness.state().place(), Place::Projects);
    desk.click("Make the first project");
    desk.type_into("Name", "Lumen Orchard");
    desk.click("Make the project");
    desk.wait("the project's page", |d| matches!(d.harness.state().place(), Place::Project(_)));
    let project = desk.snapshot().state.projects.values().next().cloned().unwrap();
    assert_eq!((project.code.as_str(), project.name.as_str()), ("LO", "Lumen Orchard"));

    desk.click("New deliverable");
    desk.type_into("Name", "Hero chair");
    desk.click("Create");
    desk.wait("the deliverable", |d| d.snapshot().state.of_project(project.id).count() == 1);
    desk.click("Close");
    desk.click("Hero chair: Modeling ready");
    assert!(matches!(desk.harness.state().place(), Place::Deliverable(..)));

    desk.click("Start");
    desk.wait("the start", |d| status(d) == Status::InProgress);
    let picture = desk.picture("chair.png");
    desk.type_into("Path of a file", &picture.display().to_string());
    desk.click("Add the file");
    desk.type_into("Note for the reviewer", "Legs are thinner");
    desk.harness.press("Publish round 1");
    desk.wait("the round", |d| status(d) == Status::InReview);
    let deliverable = desk.snapshot().state.of_project(project.id).next().cloned().unwrap();
    let round = deliverable.stages[0].latest().cloned().unwrap();
    assert_eq!((round.number, round.note.as_str()), (1, "Legs are thinner"));
    let file = round.current().cloned().unwrap();
    assert_eq!((file.width, file.height, file.name.as_str()), (320, 180, "chair.png"));
    desk.wait("its card", |d| d.sees("Review Hero chair, Modeling, round 1"));
    desk.click("Review Hero chair, Modeling, round 1");
    assert_eq!(desk.harness.state().place(), Place::Review(deliverable.id, round.id));
}

fn status(desk: &Desk) -> Status {
    desk.snapshot().state.deliverables().next().map(|d| d.stages[0].status).unwrap()
}

#[test]
fn a_refusal_is_said_and_nothing_changes() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    let qc = desk.snapshot().state.deliverable(id).unwrap().stages[6].id;
    let target = rushes_domain::StageTarget { deliverable: id, stage: qc };
    let command = rushes_domain::Command::SetStageStatus {
        target,
        status: Status::Approved,
        force: false,
        reason: String::new(),
        event: rushes_domain::EventId::new(rushes_store::fresh()),
    };
    let send = rushes::actions::Send { command: Box::new(command), said: None, undo: None, then: None };
    desk.harness.state_mut().act(rushes::actions::Action::Send(send));
    desk.wait("the refusal", |d| d.sees("becomes approved when a round of it is decided"));
    desk.click("Dismiss");
    assert!(!desk.sees("becomes approved"));
    assert_eq!(desk.snapshot().state.deliverable(id).unwrap().stages[6].status, Status::Blocked);
}

#[test]
fn a_file_that_is_no_picture_is_refused_with_the_reason() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    let path = desk.picture("text.png");
    std::fs::write(&path, b"this is no picture at all, whatever it is called").unwrap();
    desk.harness.state_mut().act(rushes::actions::Action::Go(Place::Deliverable(id, None)));
    desk.steps(2);
    desk.type_into("Path of a file", &path.display().to_string());
    desk.click("Add the file");
    desk.harness.press("Publish round 1");
    desk.wait("the reason", |d| d.sees("\"text.png\" was not published"));
    assert!(desk.snapshot().state.deliverable(id).unwrap().stages[0].rounds.is_empty());
}

#[test]
fn keys_lead_everywhere_and_back() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.deliverable(project, "Hero chair");
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| !s.state.projects.is_empty()));
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::Num3);
    desk.steps(2);
    assert_eq!(desk.harness.state().place(), Place::Projects);
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    desk.steps(3);
    desk.type_into("Find", "hero");
    desk.harness.key_press(Key::Enter);
    desk.steps(3);
    assert!(matches!(desk.harness.state().place(), Place::Deliverable(..)));
    desk.harness.key_press_modifiers(Modifiers::ALT, Key::ArrowLeft);
    desk.steps(2);
    assert_eq!(desk.harness.state().place(), Place::Projects);
}

#[test]
fn every_page_can_be_shown_narrow_and_wide_in_both_themes() {
    for (width, height) in [(820.0, 700.0), (1024.0, 700.0), (2560.0, 1440.0)] {
        let mut desk = Desk::sized(width, height);
        let project = desk.project();
        let id = desk.deliverable(project, "Hero chair");
        desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.deliverable(id).is_some()));
        for _ in 0..2 {
            let places = [
                Place::Home,
                Place::MyWork,
                Place::Projects,
                Place::Project(project),
                Place::SheetImport(project),
                Place::Deliverable(id, None),
                Place::Reviews,
                Place::Rows(rushes::place::Question::Overdue),
                Place::Team,
                Place::Activity(None),
            ];
            for place in places {
                desk.harness.state_mut().act(rushes::actions::Action::Go(place));
                // Pages of this size are checked by egui itself: inputs without names panic here.
                desk.steps(3);
                assert_eq!(desk.harness.state().place(), place);
            }
            desk.harness.state_mut().act(rushes::actions::Action::ToggleTheme);
        }
    }
}

/// Presses a button whose label is also shown as text.
trait Buttons {
    fn press(&mut self, name: &str);
}

impl Buttons for egui_kittest::Harness<'static, rushes::app::App> {
    fn press(&mut self, name: &str) {
        use egui_kittest::kittest::Queryable;
        self.get_by_role_and_label(egui::accesskit::Role::Button, name).click();
        self.step();
        self.step();
    }
}
