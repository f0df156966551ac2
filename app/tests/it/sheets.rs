//! A sheet through all its steps, by the names that screen readers read.

use crate::desk::Desk;
use egui_kittest::kittest::Queryable;
use rushes::{actions::Action, place::Place};
use rushes_domain::{Command, Date, DeliverableId, Person, PersonId, ProjectId, Status};
use std::path::PathBuf;

const SHEET: &str = "Master tracker,,,,,\n\
    ,,,Modeling,,\n\
    SKU,Due,Scope,Status,Artist,Bid\n\
    001,03/04/2026,hero,Kick-off,Hugo Weis,2\n\
    002,05/06/2026,side,WIP,Ana,4\n\
    003,not yet,side,Kick-off,,\n";

fn sheet(desk: &Desk, name: &str, text: &str) -> PathBuf {
    let path = desk.picture(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn pick(desk: &mut Desk, list: &str, choice: &str) {
    desk.click(list);
    desk.wait(choice, |d| d.harness.query_by_role_and_label(egui::accesskit::Role::Button, choice).is_some());
    // It may be below what of a long list is in sight.
    desk.harness.get_by_role_and_label(egui::accesskit::Role::Button, choice).scroll_to_me();
    desk.steps(4);
    desk.harness.get_by_role_and_label(egui::accesskit::Role::Button, choice).click();
    desk.steps(3);
}

fn called(desk: &Desk, project: ProjectId, name: &str) -> Option<DeliverableId> {
    desk.snapshot().state.called(project, name).next().map(|d| d.id)
}

#[test]
fn a_sheet_is_asked_about_mapped_kept_and_brought_in() {
    let mut desk = Desk::new();
    let project = desk.project();
    let hugo = Person { id: PersonId::new([8; 16]), name: "Hugo Weiß".into(), email: String::new() };
    desk.session.store.submit(Command::AddPerson(hugo.clone())).unwrap();
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.projects.contains_key(&project)));
    let path = sheet(&desk, "tracker.csv", SHEET);
    desk.harness.state_mut().act(Action::ReadSheet(project, path.clone(), None));
    desk.wait("the columns", |d| d.sees("Column A, SKU"));
    assert!(desk.sees("Step 4: Questions (3)"), "a column of dates, a unit and a word are asked about");

    // "Scope" means nothing to the studio: somebody says that it is the type.
    desk.click("Meaning of column C");
    desk.wait("the choices", |d| d.harness.query_by_role_and_label(egui::accesskit::Role::Button, "Type").is_some());
    desk.harness.get_by_role_and_label(egui::accesskit::Role::Button, "Type").click();
    desk.steps(3);
    desk.wait("the mapping", |d| d.value("Meaning of column C") == "Type" && !d.sees("Working it out"));
    desk.click("Next: Questions");
    desk.click("Day first");
    desk.wait("the answer", |d| !d.sees("nothing in the column tells"));
    desk.click("Days of 8 hours");
    pick(&mut desk, "Meaning of Kick-off", "In progress");
    pick(&mut desk, "Who Hugo Weis is", "Hugo Weiß");
    desk.wait("all answers", |d| d.sees("Step 4: Questions") && !d.sees("Questions (") && !d.sees("Working it out"));

    desk.click("Step 3: Columns");
    desk.type_into("Name for this mapping", "Weekly");
    desk.click("Keep the mapping");
    desk.wait("the kept mapping", |d| d.snapshot().state.projects[&project].sheet_maps.len() == 1);

    desk.click("Step 5: Preview");
    desk.wait("the error", |d| d.sees("Row 6, 003: error"));
    assert!(desk.sees("Row 4, 001: new"));
    desk.click("Leave rows with errors out");
    desk.wait("the rows", |d| d.sees("Row 6, 003: left out") && !d.sees("Working it out"));
    desk.click("Import 2 rows");
    desk.wait("the import", |d| d.sees("tracker.csv is in"));

    let state = desk.snapshot().state.clone();
    let first = state.deliverable(called(&desk, project, "001").unwrap()).unwrap().clone();
    assert_eq!((first.kind.as_str(), first.due), ("hero", Some(Date::constant(2026, 4, 3))));
    let modeling = &first.stages[0];
    assert_eq!((modeling.status, modeling.estimate), (Status::InProgress, Some(960)));
    assert_eq!(modeling.assignees.iter().collect::<Vec<_>>(), [&hugo.id], "nobody was added beside him");
    assert!(called(&desk, project, "003").is_none());

    // The next one like it needs a look, and nothing else.
    let again = sheet(&desk, "next.csv", &SHEET.replace("not yet", "07/04/2026").replace("hero", "key"));
    desk.harness.state_mut().act(Action::ReadSheet(project, again, None));
    desk.wait("the preview", |d| d.sees("Read by the kept mapping Weekly"));
    assert!(desk.sees("Type: hero → key"));
    desk.click("Import 2 rows");
    desk.wait("the import", |d| d.sees("next.csv is in"));
    desk.click("Show the table");
    assert_eq!(desk.harness.state().place(), Place::Project(project));
    assert!(called(&desk, project, "003").is_some());
}

#[test]
fn rows_can_be_left_out_and_another_header_taken() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.projects.contains_key(&project)));
    let path = sheet(&desk, "plan.csv", "Name,Type\nName,Priority\na,high\nb,low\n");
    desk.harness.state_mut().act(Action::ReadSheet(project, path, None));
    desk.wait("the columns", |d| d.sees("Column A, Name"));
    desk.click("Step 2: Sheet");
    desk.wait("the rows", |d| d.sees("Row 1, header"));
    desk.click("Row 2: Name, Priority");
    desk.wait("the header", |d| d.sees("Row 2, header") && !d.sees("Working it out"));
    desk.click("Step 5: Preview");
    desk.wait("the preview", |d| d.sees("Row 3, a: new"));
    desk.click("Row 4, b: new. Priority: low");
    desk.wait("the row", |d| d.sees("Row 4, b: left out") && !d.sees("Working it out"));
    desk.click("Import 1 row");
    desk.wait("the import", |d| d.sees("plan.csv is in"));
    let names: Vec<String> = desk.snapshot().state.of_project(project).map(|d| d.name.clone()).collect();
    assert_eq!(names, ["a"]);
}

#[test]
fn a_file_that_is_no_sheet_says_so_and_another_one_can_be_tried() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.projects.contains_key(&project)));
    let path = sheet(&desk, "tracker.xlsx", "no workbook");
    desk.harness.state_mut().act(Action::ReadSheet(project, path, None));
    desk.wait("the trouble", |d| d.sees("\"tracker.xlsx\" is not a sheet"));
    assert!(desk.sees("Nothing was changed.") && desk.sees("Drop a tracker sheet here"));
}

#[test]
fn twenty_thousand_rows_are_shown_as_few_are() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.projects.contains_key(&project)));
    let mut text = String::from("Name,Type,Modeling\n");
    for row in 0..20_000 {
        text.push_str(&format!("shot {row:05},Shot,wip\n"));
    }
    let path = sheet(&desk, "large.csv", &text);
    desk.harness.state_mut().act(Action::ReadSheet(project, path, None));
    desk.wait("the columns", |d| d.sees("Column A, Name"));
    desk.click("Step 5: Preview");
    assert!(desk.sees("20,000 new") && desk.sees("Row 2, shot 00000: new") && !desk.sees("shot 19999"));
    desk.type_into("Filter the rows", "shot 19999");
    assert!(desk.sees("Row 20001, shot 19999: new") && !desk.sees("shot 00000"));
}

#[test]
fn a_column_becomes_a_field_of_its_own() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.projects.contains_key(&project)));
    let path = sheet(&desk, "plan.csv", "Name,Campaign,Comments\na,Spring,warmer\nb,Summer,\nc,spring,\n");
    desk.harness.state_mut().act(Action::ReadSheet(project, path, None));
    desk.wait("the columns", |d| d.sees("Column B, Campaign"));
    pick(&mut desk, "Meaning of column B", "New field: choice");
    desk.wait("its meaning", |d| d.value("Meaning of column B") == "New field: choice" && !d.sees("Working it out"));
    assert_eq!(desk.value("Meaning of column C"), "Comments");
    desk.click("Step 5: Preview");
    assert!(desk.sees("Makes the field Campaign (choice: Spring, Summer)."));
    assert!(desk.sees("One note becomes a comment."));
    assert!(desk.snapshot().state.studio.fields.is_empty(), "looking makes nothing");
    desk.click("Import 3 rows");
    desk.wait("the import", |d| d.sees("plan.csv is in"));
    let state = desk.snapshot().state.clone();
    let field = state.studio.fields.values().next().unwrap();
    let names: Vec<&str> = field.options.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(names, ["Spring", "Summer"]);
    let last = state.deliverable(called(&desk, project, "c").unwrap()).unwrap();
    assert_eq!(state.studio.shown(field, &last.field(field).unwrap()), "Spring");
    let first = state.deliverable(called(&desk, project, "a").unwrap()).unwrap();
    assert_eq!(first.comments[0].body, "warmer");
    desk.wait("the field's undo", |d| d.harness.state().snapshot().is_some_and(|s| !s.state.studio.fields.is_empty()));
    desk.harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    desk.wait("the undo", |d| d.snapshot().state.studio.fields.is_empty());
    assert!(called(&desk, project, "a").is_none(), "one step takes it all back");
}

#[test]
fn a_sheet_with_fewer_rounds_is_imported_and_says_so() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "a");
    let stage = desk.snapshot().state.deliverable(id).unwrap().stages[0].id;
    let target = rushes_domain::StageTarget { deliverable: id, stage };
    desk.session.store.submit(Command::CountRoundsBefore { target, rounds: 3 }).unwrap();
    let file = crate::made::still(rushes_domain::MediaHash([1; 32]), 1);
    crate::made::publish(&desk.session.store, target, file, "").unwrap();
    desk.wait("the round", |d| d.harness.state().snapshot().is_some_and(|s| s.state.count() == 1));
    let path = sheet(&desk, "old.csv", "Name,Type,Modeling Round\na,hero,2\n");
    desk.harness.state_mut().act(Action::ReadSheet(project, path, None));
    desk.wait("the columns", |d| d.sees("Column A, Name"));
    desk.click("Step 5: Preview");
    desk.wait("the note", |d| d.sees("Notes 1") && d.sees("is less than the 4 rounds of Modeling"));
    desk.click("Import 1 row");
    desk.wait("the import", |d| d.sees("old.csv is in"));
    let found = desk.snapshot().state.deliverable(id).unwrap().clone();
    assert_eq!((found.kind.as_str(), found.stages[0].round_number()), ("hero", 4));
}

#[test]
fn somebody_says_which_column_names_the_deliverables_where_no_header_does() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.projects.contains_key(&project)));
    let path = sheet(&desk, "odd.csv", "Nr,Titel,Wann\n1,Eins,2026-12-01\n2,Zwei,2026-12-02\n");
    desk.harness.state_mut().act(Action::ReadSheet(project, path, None));
    desk.wait("why not", |d| d.sees("names the deliverables") && d.sees("under Columns"));
    desk.click("Next: Columns");
    desk.wait("the columns", |d| d.sees("Column B, Titel: Eins"));
    pick(&mut desk, "Meaning of column B", "Name");
    desk.wait("the rows", |d| d.sees("2 new"));
    desk.click("Next: Preview");
    desk.click("Import 2 rows");
    desk.wait("the rows", |d| called(d, project, "Zwei").is_some());
}

#[test]
fn a_guessed_encoding_is_shown_and_another_one_can_be_chosen() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.projects.contains_key(&project)));
    let path = desk.picture("czech.csv");
    let bytes = b"Name,Description\n\xD8eka,p\xF8\xEDli\x9A \x9Elu\x9Dou\xE8k\xFD k\xF9\xF2\n";
    std::fs::write(&path, bytes).unwrap();
    desk.harness.state_mut().act(Action::ReadSheet(project, path.clone(), None));
    desk.wait("the columns", |d| d.sees("Column A, Name"));
    desk.click("Step 5: Preview");
    desk.wait("the guess", |d| d.sees("Row 2, Řeka: new") && d.sees("a guess"));
    let western = rushes_store::import::TextEncoding::all().find(|e| e.name() == "windows-1252");
    desk.harness.state_mut().act(Action::ReadSheet(project, path, western));
    desk.wait("the other encoding", |d| d.sees("as you said") && d.sees("Row 2, Øeka: new"));
    assert!(desk.sees("Step 5: Preview") && desk.sees("Import 1 row"), "the step is the same as before");
}

#[test]
fn what_a_sheet_hides_is_named_and_can_be_left_out() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.projects.contains_key(&project)));
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, name) in ["Name", "a", "b", "c"].into_iter().enumerate() {
        sheet.write(row as u32, 0, name).unwrap();
    }
    sheet.set_row_hidden(2).unwrap();
    let path = desk.picture("hidden.xlsx");
    book.save(&path).unwrap();
    desk.harness.state_mut().act(Action::ReadSheet(project, path, None));
    desk.wait("the columns", |d| d.sees("Column A, Name"));
    desk.click("Step 5: Preview");
    desk.wait("the hidden row", |d| d.sees("1 row is hidden: 3") && d.sees("Import 3 rows"));
    desk.click("Leave out");
    desk.wait("the rest", |d| d.sees("Row 3, b: hidden") && d.sees("Import 2 rows"));
    desk.click("Import 2 rows");
    desk.wait("the import", |d| d.sees("hidden.xlsx is in"));
    assert!(!desk.sees("Nothing changes before you say so"), "it has changed");
}

#[test]
fn a_path_that_is_not_there_is_said_where_it_was_typed_and_stays() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.projects.contains_key(&project)));
    desk.harness.state_mut().act(Action::Go(Place::SheetImport(project)));
    desk.wait("the page", |d| d.sees("Drop a tracker sheet here"));
    desk.type_into("Path of a sheet", "/nowhere/tracker.csv");
    desk.click("Read");
    desk.wait("the trouble", |d| d.sees("There is no folder /nowhere."));
    assert_eq!(desk.value("Path of a sheet"), "/nowhere/tracker.csv");
}
