//! Cells of the table on their way to a spreadsheet and back.

use crate::{
    desk::Desk,
    table::{click_cell, found, press, with_rows},
};
use egui::{Event, Key, Modifiers, OutputCommand};
use rushes_domain::{Date, Priority, Status};

fn copied(desk: &mut Desk) -> String {
    desk.harness.event(Event::Copy);
    desk.harness.step();
    let commands = desk.harness.output().platform_output.commands.clone();
    let text = commands.into_iter().find_map(|c| match c {
        OutputCommand::CopyText(text) => Some(text),
        _ => None,
    });
    text.unwrap_or_default()
}

fn paste(desk: &mut Desk, text: &str) {
    desk.harness.event(Event::Paste(text.to_owned()));
    desk.steps(3);
}

#[test]
fn cells_go_to_a_spreadsheet_and_come_back() {
    let mut desk = with_rows(&["a", "b", "c"]);
    click_cell(&mut desk, "a, Type:", Modifiers::NONE);
    click_cell(&mut desk, "b, Priority:", Modifiers::SHIFT);
    assert_eq!(copied(&mut desk), "Asset\tNormal\nAsset\tNormal");
    click_cell(&mut desk, "b, Type:", Modifiers::NONE);
    paste(&mut desk, "Shot\tHigh\t2026-12-01\nProp\tLow\t\n");
    desk.wait("the cells", |d| found(d, "c").kind == "Prop");
    let b = found(&desk, "b");
    assert_eq!((b.kind.as_str(), b.priority, b.due), ("Shot", Priority::High, Some(Date::constant(2026, 12, 1))));
    assert_eq!(found(&desk, "c").priority, Priority::Low);

    paste(&mut desk, "Film\tsometime\tnever");
    desk.wait("what does not fit", |d| d.sees("1 of the 3 changes can be made, 2 cannot"));
    assert!(desk.sees("\"never\" is not a day"));
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert_eq!(found(&desk, "b").kind, "Shot", "nothing was done");

    click_cell(&mut desk, "a, Type:", Modifiers::NONE);
    click_cell(&mut desk, "c, Type:", Modifiers::SHIFT);
    press(&mut desk, Modifiers::COMMAND, Key::D);
    desk.wait("the fill", |d| found(d, "c").kind == "Asset" && found(d, "b").kind == "Asset");
}

#[test]
fn a_stage_is_copied_as_a_whole_and_comes_back_without_loss() {
    let mut desk = with_rows(&["a", "b", "c", "d"]);
    let stage = |d: &Desk, name: &str, n: usize| found(d, name).stages[n].clone();
    for text in ["ana", "2026-12-01 to 2026-12-05", "8h", "on hold: client\ttravels"] {
        click_cell(&mut desk, "a, Modeling:", Modifiers::NONE);
        desk.harness.event(Event::Text(text.to_owned()));
        desk.steps(3);
        press(&mut desk, Modifiers::NONE, Key::Enter);
    }
    desk.wait("the stage", |d| stage(d, "a", 0).hold.is_some());
    click_cell(&mut desk, "a, Modeling:", Modifiers::NONE);
    click_cell(&mut desk, "b, Texturing:", Modifiers::SHIFT);
    let text = copied(&mut desk);
    let whole = "On hold; Ana Ruiz; 2026-12-01 to 2026-12-05; 8 h; why: client\ttravels";
    assert_eq!(text, format!("\"{whole}\"\tBlocked; –; –; –\nReady; –; –; –\tBlocked; –; –; –"));

    // Two rows onto one: the second goes below. One step.
    click_cell(&mut desk, "c, Modeling:", Modifiers::NONE);
    let before = desk.snapshot().seq;
    paste(&mut desk, &text);
    desk.wait("the paste", |d| stage(d, "c", 0).hold.is_some());
    let (from, to) = (stage(&desk, "a", 0), stage(&desk, "c", 0));
    assert_eq!((from.hold, from.assignees, from.start), (to.hold, to.assignees, to.start));
    assert_eq!((from.due, from.estimate, from.status), (to.due, to.estimate, to.status));
    assert_eq!(desk.snapshot().seq, before + 1);
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.wait("all of it taken back", |d| stage(d, "c", 0).hold.is_none() && stage(d, "c", 0).assignees.is_empty());

    // One cell onto several: each of them. And what there is none of is taken away.
    click_cell(&mut desk, "b, Modeling:", Modifiers::NONE);
    click_cell(&mut desk, "d, Modeling:", Modifiers::SHIFT);
    paste(&mut desk, &format!("\"{whole}\""));
    desk.wait("three stages", |d| ["b", "c", "d"].iter().all(|n| stage(d, n, 0).hold.is_some()));
    click_cell(&mut desk, "a, Modeling:", Modifiers::NONE);
    paste(&mut desk, "Ready; –; –; –");
    desk.wait("nothing planned", |d| stage(d, "a", 0).due.is_none() && stage(d, "a", 0).status == Status::Ready);
    let left = stage(&desk, "a", 0);
    assert!(left.assignees.is_empty() && left.start.is_none() && left.estimate.is_none());

    // More than is chosen, and what the rules refuse: shown before anything is done.
    click_cell(&mut desk, "a, Texturing:", Modifiers::NONE);
    click_cell(&mut desk, "b, Texturing:", Modifiers::SHIFT);
    paste(&mut desk, "Approved; ana; –; –\nReady\nReady");
    desk.wait("what is refused", |d| d.sees("1 row of the clipboard did not fit into the rows that are chosen"));
    assert!(desk.sees("becomes approved when a round of it is decided"));
    assert!(stage(&desk, "a", 1).assignees.is_empty(), "nothing was done yet");
    press(&mut desk, Modifiers::NONE, Key::Escape);
}

#[test]
fn a_clipboard_fills_what_is_chosen_a_whole_number_of_times() {
    let mut desk = with_rows(&["a", "b", "c", "d"]);
    click_cell(&mut desk, "a, Type:", Modifiers::NONE);
    click_cell(&mut desk, "d, Type:", Modifiers::SHIFT);
    paste(&mut desk, "Shot\nProp\n");
    desk.wait("twice", |d| found(d, "d").kind == "Prop");
    assert_eq!(["a", "b", "c", "d"].map(|n| found(&desk, n).kind.clone()), ["Shot", "Prop", "Shot", "Prop"]);
    // Whole rows bring their titles: each cell goes into its column, whatever their order is now.
    click_cell(&mut desk, "a, Type:", Modifiers::NONE);
    paste(&mut desk, "Priority\tType\nHigh\t\"Shot \"\"A\"\"\"\n");
    desk.wait("by title", |d| found(d, "a").priority == Priority::High);
    assert_eq!(found(&desk, "a").kind, "Shot \"A\"");
}

#[test]
fn what_begins_like_a_formula_is_copied_as_a_text_and_comes_back() {
    let mut desk = with_rows(&["a", "b"]);
    let edit = |desk: &Desk, name: &str, kind: &str| {
        let changes = vec![rushes_domain::DeliverableChange::Kind(kind.into())];
        let id = found(desk, name).id;
        desk.session.store.submit(rushes_domain::Command::EditDeliverable { id, changes }).unwrap();
    };
    edit(&desk, "a", "=HYPERLINK(\"http://x\")");
    desk.wait("the kind", |d| found(d, "a").kind.starts_with('='));
    desk.steps(3);
    click_cell(&mut desk, "a, Type:", Modifiers::NONE);
    let text = copied(&mut desk);
    assert_eq!(text, "\"'=HYPERLINK(\"\"http://x\"\")\"");
    click_cell(&mut desk, "b, Type:", Modifiers::NONE);
    paste(&mut desk, &text);
    desk.wait("the cell", |d| found(d, "b").kind == "=HYPERLINK(\"http://x\")");
}
