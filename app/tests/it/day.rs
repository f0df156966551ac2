//! A producer's morning in one window: a sheet comes in, cells and rows are changed, taken back, carried over the
//! board, and found again.

use crate::{
    desk::Desk,
    table::{click_cell, press, write},
};
use egui::{Key, Modifiers};
use rushes::{actions::Action, place::Place};
use rushes_domain::{Date, Deliverable, Priority, ProjectId, Status};
use std::sync::Arc;

const SHEET: &str = "Name,Type,Due\nSQ010_SH0010,Shot,2026-12-01\nSQ010_SH0020,Shot,2026-12-02\nHero chair,Asset,\n";

fn found(desk: &Desk, project: ProjectId, name: &str) -> Arc<Deliverable> {
    desk.snapshot().state.called(project, name).next().cloned().unwrap()
}

#[test]
fn a_sheet_is_worked_on_in_every_page() {
    let mut desk = Desk::sized(1920.0, 1000.0);
    let project = desk.project();
    desk.wait("the project", |d| d.harness.state().snapshot().is_some_and(|s| s.state.projects.contains_key(&project)));
    let path = desk.picture("plan.csv");
    std::fs::write(&path, SHEET).unwrap();
    desk.harness.state_mut().act(Action::ReadSheet(project, path, None));
    desk.wait("the columns", |d| d.sees("Column A, Name"));
    desk.click("Step 5: Preview");
    desk.wait("the preview", |d| d.sees("Row 2, SQ010_SH0010: new"));
    desk.click("Import 3 rows");
    desk.wait("the import", |d| d.sees("plan.csv is in"));
    desk.click("Show the table");

    // One cell.
    desk.wait("the rows", |d| d.sees("3 deliverables"));
    click_cell(&mut desk, "Hero chair, Due:", Modifiers::NONE);
    write(&mut desk, "2026-12-24");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    let due = Some(Date::constant(2026, 12, 24));
    desk.wait("the day", |d| found(d, project, "Hero chair").due == due);

    // Many rows: those the query leaves.
    desk.type_into("Filter", "type:shot");
    desk.wait("the shots", |d| d.sees("2 of 3 deliverables"));
    click_cell(&mut desk, "SQ010_SH0010, Priority:", Modifiers::NONE);
    press(&mut desk, Modifiers::COMMAND, Key::A);
    assert!(desk.sees("2 selected"));
    desk.click("Set priority");
    desk.click("Urgent");
    let of = |d: &Desk| ["SQ010_SH0010", "SQ010_SH0020", "Hero chair"].map(|n| found(d, project, n).priority);
    desk.wait("the priorities", |d| of(d) == [Priority::Urgent, Priority::Urgent, Priority::Normal]);

    // Taken back as one step, and done again.
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.wait("both as they were", |d| of(d) == [Priority::Normal; 3]);
    press(&mut desk, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    desk.wait("both again", |d| of(d) == [Priority::Urgent, Priority::Urgent, Priority::Normal]);

    // The board shows the same rows; what was chosen in the table is moved together.
    desk.click("Board of the project");
    desk.wait("the cards", |d| d.sees("Ready, 2 cards"));
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::COMMAND, Key::ArrowRight);
    desk.wait("the move", |d| d.sees("In progress, 2 cards"));
    assert_eq!(found(&desk, project, "SQ010_SH0010").stages[0].status, Status::InProgress);

    // And the search knows what came in.
    press(&mut desk, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::F);
    desk.harness.event(egui::Event::Text("hero".into()));
    desk.wait("the chair", |d| d.sees("Deliverable LUM/Hero chair"));
    desk.click("Deliverable LUM/Hero chair");
    assert!(matches!(desk.harness.state().place(), Place::Deliverable(..)));
}
