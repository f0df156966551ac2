//! From an empty studio to a published round, by accessible names.

use crate::desk::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use rushes::{actions::Action, place::Place};
use rushes_domain::{Command, StageTarget, Status};

#[test]
fn a_project_a_deliverable_and_a_round_are_made_in_the_window() {
    let mut desk = Desk::new();
    desk.click("Make the first project");
    assert_eq!(desk.harness.state().place(), Place::Projects, "with the form open");
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
    desk.click("Open Hero chair");
    assert!(matches!(desk.harness.state().place(), Place::Deliverable(..)));

    desk.click("Start");
    desk.wait("the start", |d| status(d) == Status::InProgress);
    let picture = desk.picture("chair.png");
    desk.type_into("Path of a file", &picture.display().to_string());
    desk.click("Add the file");
    desk.wait("the file", |d| d.harness.query_by_label("Note for the reviewer").is_some());
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
    let send = rushes::actions::Send { command: Box::new(command), said: None, then: None };
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
    desk.wait("the file", |d| d.harness.query_by_label("Note for the reviewer").is_some());
    desk.harness.press("Publish round 1");
    desk.wait("the reason", |d| d.sees("\"text.png\" was not published"));
    assert!(desk.snapshot().state.deliverable(id).unwrap().stages[0].rounds.is_empty());
    assert!(desk.sees("Leave out text.png"), "the draft is there to be corrected");
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
    // Also when Enter comes before the answer: the best hit is taken when it is here.
    desk.wait("the deliverable", |d| matches!(d.harness.state().place(), Place::Deliverable(..)));
    desk.steps(2);
    desk.harness.key_press_modifiers(Modifiers::ALT, Key::ArrowLeft);
    desk.steps(2);
    assert_eq!(desk.harness.state().place(), Place::Projects);
    // And when a slow frame brings the letters and Enter at once: the list before is not chosen from.
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    desk.steps(3);
    let enter = egui::Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    desk.harness.input_mut().events.extend([egui::Event::Text("hero".into()), enter]);
    desk.wait("the deliverable", |d| matches!(d.harness.state().place(), Place::Deliverable(..)));
}

#[test]
fn commands_are_done_from_the_palette_and_remembered() {
    let mut desk = Desk::new();
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    desk.steps(3);
    desk.type_into("Find", "new proj");
    desk.wait("the command", |d| d.sees("New project, Make"));
    desk.harness.key_press(Key::Enter);
    desk.wait("the form", |d| d.sees("Make the project"));
    assert_eq!(desk.harness.state().place(), Place::Projects);
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    desk.steps(3);
    assert!(desk.sees("Used lately"), "what was done last comes first the next time");
    desk.harness.key_press(Key::Escape);
    desk.steps(2);
    desk.harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::L);
    desk.steps(2);
    desk.click("Switch to dark");
}

#[test]
fn every_page_can_be_shown_narrow_and_wide_in_both_themes() {
    for (width, height) in [(820.0, 700.0), (1024.0, 700.0), (2560.0, 1440.0)] {
        let mut desk = Desk::sized(width, height);
        let project = desk.project();
        let id = desk.deliverable(project, "Hero chair");
        let pipeline = desk.snapshot().state.studio.pipelines.keys().next().copied().unwrap();
        desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.deliverable(id).is_some()));
        for _ in 0..2 {
            let places = [
                Place::Home,
                Place::MyWork,
                Place::Projects,
                Place::AllBoard,
                Place::Project(project),
                Place::Board(project),
                Place::SheetImport(project),
                Place::Deliverable(id, None),
                Place::Reviews,
                Place::Rows(rushes::place::Question::Overdue),
                Place::Team,
                Place::Search,
                Place::Activity(None),
                Place::ProjectSettings(project),
                Place::Settings(rushes::place::SettingsPage::Fields),
                Place::Settings(rushes::place::SettingsPage::Pipelines),
                Place::Pipeline(pipeline),
                Place::ProjectActivity(project),
                Place::Conflicts,
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

/// A file as the window system hands it over.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }
    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|e| e.to_string())
    }
}

#[test]
fn dropped_files_go_where_they_belong() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    let drop_on = |desk: &mut Desk, path: std::path::PathBuf| {
        desk.harness.input_mut().dropped_files = vec![std::sync::Arc::new(Dropped(path))];
        desk.steps(3);
    };
    // Rounds that were before it was tracked here count.
    let stage = desk.snapshot().state.deliverable(id).unwrap().stages[0].id;
    let target = StageTarget { deliverable: id, stage };
    desk.session.store.submit(Command::CountRoundsBefore { target, rounds: 3 }).unwrap();
    let picture = desk.picture("chair.png");
    drop_on(&mut desk, picture.clone());
    assert!(desk.sees("These files have no place on this page."), "Home takes no files");

    desk.harness.state_mut().act(rushes::actions::Action::Go(Place::Deliverable(id, None)));
    desk.steps(2);
    let over = |desk: &mut Desk, path: &std::path::Path| {
        let file = egui::HoveredFile { path: Some(path.to_path_buf()), ..egui::HoveredFile::default() };
        desk.harness.input_mut().hovered_files = vec![file];
        desk.harness.step();
        desk.harness.step();
    };
    over(&mut desk, &picture);
    assert!(desk.sees("Drop for round 4 of Hero chair / Modeling"), "it says where it will go");
    drop_on(&mut desk, picture.clone());
    desk.harness.input_mut().hovered_files.clear();
    desk.steps(2);
    assert!(desk.sees("Leave out chair.png"), "it waits to be published");

    let blocked = desk.snapshot().state.deliverable(id).unwrap().stages[1].id;
    desk.harness.state_mut().act(rushes::actions::Action::Go(Place::Deliverable(id, Some(blocked))));
    desk.steps(2);
    over(&mut desk, &picture);
    assert!(desk.sees("Hero chair / Texturing takes no round now."));
    drop_on(&mut desk, picture);
    desk.harness.input_mut().hovered_files.clear();
    desk.steps(2);
    assert!(desk.sees("It waits for other stages. Approve or skip those first."));
    assert!(!desk.sees("Leave out chair.png"));

    let sheet = desk.picture("tracker.csv");
    std::fs::write(&sheet, "Name,Due\nHero chair,2026-12-01\nSide table,31.02.2026\nStool,\n").unwrap();
    desk.harness.state_mut().act(rushes::actions::Action::Go(Place::Project(project)));
    desk.steps(2);
    drop_on(&mut desk, sheet);
    assert_eq!(desk.harness.state().place(), Place::SheetImport(project));
    desk.wait("the columns", |d| d.sees("Column A, Name"));
    desk.click("Step 5: Preview");
    desk.wait("the error's row", |d| d.sees("31.02.2026"));
    desk.click("Leave rows with errors out");
    desk.wait("the answer", |d| d.sees("Side table: left out") && !d.sees("Working it out"));
    desk.click("Import 2 rows");
    desk.wait("the import", |d| d.snapshot().state.of_project(project).count() == 2);
    assert_eq!(desk.snapshot().state.deliverable(id).unwrap().due, Some(rushes_domain::Date::constant(2026, 12, 1)));
}

#[test]
fn a_ticket_from_the_team_page_lets_another_device_in() {
    let mut desk = Desk::new();
    desk.harness.state_mut().act(rushes::actions::Action::Go(Place::Team));
    desk.steps(2);
    desk.click("Invite");
    desk.click("Make a ticket");
    desk.wait("the ticket", |d| d.sees("Copy the ticket"));
    let ticket = desk.value("Ticket");
    let dir = tempfile::tempdir().unwrap();
    let home = rushes_store::Home::open(dir.path()).unwrap();
    let joining = std::thread::spawn(move || {
        rushes_sync::join(&home, &ticket.parse().unwrap(), "Ben Roy", "ben@northlight.example").map(|s| s.studio())
    });
    desk.wait("the newcomer", |d| d.sees("Ben Roy, artist, 1 device"));
    assert!(desk.sees("This ticket was used by Ben Roy.") && !desk.sees("Copy the ticket"), "it is offered no more");
    desk.click("Close the invitation");
    desk.steps(2);
    desk.click("Ben Roy, artist, 1 device");
    desk.wait("the newcomer's work", |d| d.value("Whose work") == "Ben Roy");
    desk.harness.press("My Work");
    desk.wait("one's own", |d| d.value("Whose work").starts_with("Ana Ruiz"));
    assert_eq!(joining.join().unwrap().unwrap(), desk.session.store.studio());
}

#[test]
fn the_team_page_invites_a_person_known_by_name_and_adds_a_device_of_ones_own() {
    let mut desk = Desk::new();
    let id = rushes_domain::PersonId::new(rushes_store::fresh());
    let known = rushes_domain::Person { id, name: "Cy Hale".into(), email: "cy@northlight.example".into() };
    desk.session.store.submit(rushes_domain::Command::AddPerson(known)).unwrap();
    desk.harness.state_mut().act(rushes::actions::Action::Go(Place::Team));
    desk.wait("the person", |d| d.sees("Invite Cy Hale"));
    let store = desk.session.store.clone();
    let join = |ticket: String| {
        let dir = tempfile::tempdir().unwrap();
        let home = rushes_store::Home::open(dir.path()).unwrap();
        std::thread::spawn(move || {
            let joined = rushes_sync::join(&home, &ticket.parse().unwrap(), "", "").map(|s| s.me());
            drop(dir);
            joined
        })
    };
    desk.click("Invite Cy Hale");
    desk.click("Make a ticket");
    desk.wait("the ticket", |d| d.sees("Copy the ticket"));
    let joining = join(desk.value("Ticket"));
    desk.wait("Cy as a member", |d| d.sees("Cy Hale, artist, 1 device"));
    assert_eq!(joining.join().unwrap().unwrap().person, id);
    desk.click("Close the invitation");
    desk.steps(2);
    assert!(!desk.sees("Invite Cy Hale"), "who has joined is invited no more");
    desk.click("Add a device of mine");
    desk.click("Make a ticket");
    desk.wait("the ticket", |d| d.sees("Copy the ticket"));
    let joining = join(desk.value("Ticket"));
    desk.wait("two devices", |d| d.sees("Ana Ruiz, admin, 2 devices"));
    assert_eq!(joining.join().unwrap().unwrap().person, store.me().person);
    desk.wait("what became of them", |d| d.sees("Invitation: A device of yours, used by Ana Ruiz"));
    assert!(desk.sees("Invitation: Cy Hale, artist, used by Cy Hale"));
}

#[test]
fn rounds_from_before_are_counted_where_the_rounds_are() {
    use egui_kittest::kittest::Queryable;
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    desk.wait("it", |d| d.harness.state().snapshot().is_some_and(|s| s.state.count() == 1));
    desk.harness.state_mut().act(rushes::actions::Action::Go(Place::Deliverable(id, None)));
    desk.steps(3);
    desk.click("Count earlier rounds");
    desk.wait("the field", |d| d.sees("Earlier rounds"));
    desk.harness.get_by_label("Earlier rounds").focus();
    desk.steps(1);
    desk.harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    desk.steps(1);
    desk.harness.get_by_label("Earlier rounds").type_text("3");
    desk.steps(2);
    desk.harness.key_press(egui::Key::Enter);
    let before = |d: &Desk| d.snapshot().state.deliverable(id).unwrap().stages[0].rounds_before;
    desk.wait("the number", |d| before(d) == 3);
    desk.click("Count earlier rounds");
    desk.wait("the words", |d| d.sees("Rounds 1–3 were before this studio.") && d.sees("Publish round 4"));
}

/// Types into the palette and takes the first thing it finds, which has to be called so.
fn command(desk: &mut Desk, typed: &str, called: &str) {
    desk.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::K);
    desk.wait("the palette", |d| d.harness.query_by_label("Find").is_some());
    desk.type_into("Find", typed);
    desk.wait(called, |d| d.sees(called));
    desk.harness.key_press(Key::Enter);
    desk.steps(3);
}

#[test]
fn what_can_be_done_with_a_stage_or_a_table_is_in_the_palette() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    let status = |desk: &Desk| desk.snapshot().state.deliverable(id).unwrap().stages[0].status;
    desk.wait("it", |d| d.harness.state().snapshot().is_some_and(|s| s.state.count() == 1));
    desk.harness.state_mut().act(Action::Go(Place::Deliverable(id, None)));
    desk.steps(3);
    command(&mut desk, "on hold", "Put on hold");
    desk.wait("the hold", |d| status(d) == Status::OnHold);
    desk.wait("the page", |d| d.sees("Take up again"));
    command(&mut desk, "resume", "Take up again");
    desk.wait("the way back", |d| status(d) == Status::Ready);
    command(&mut desk, "begin work", "Start the stage");
    desk.wait("the start", |d| status(d) == Status::InProgress);
    command(&mut desk, "by hand", "Set the status by hand");
    desk.wait("the form", |d| d.sees("Set the status of Modeling by hand"));
    desk.click("Cancel");
    command(&mut desk, "duplicate", "Duplicate…");
    desk.wait("its form", |d| d.harness.query_by_label("Name of the copy").is_some());
    // Of a table they are about what it shows.
    desk.harness.state_mut().act(Action::Go(Place::Project(project)));
    desk.wait("the table", |d| d.sees("Hero chair, "));
    command(&mut desk, "filter what", "Filter what is shown");
    desk.wait("the keyboard", |d| d.harness.get_by_label("Filter").is_focused());
}
