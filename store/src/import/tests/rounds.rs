//! Numbers of rounds in sheets.

use super::*;
use rushes_domain::StageTarget;

const SHEET: &str = "Name,Modeling,Modeling Round,QC Version,Lighting Open Feedback\n\
    a,wip,3,v02,7\n\
    b,wip,,,\n";

fn filled() -> (Memory, TextFile) {
    let file = TextFile::new("plan.csv", SHEET);
    let mut memory = Memory::new();
    let found = preview(&memory, &file.path, None, false);
    assert_eq!((told(&found), found.warnings.len()), (Vec::new(), 0));
    let ignored: Vec<&str> = found.ignored.iter().map(|i| i.reason.as_str()).collect();
    assert_eq!(ignored, ["Open feedback is counted here; a number in a sheet gives none."]);
    memory.submit(found.command.unwrap());
    (memory, file)
}

fn numbers(memory: &Memory, name: &str) -> Vec<u32> {
    memory.called(name).stages.iter().map(rushes_domain::Stage::round_number).collect()
}

fn publish(memory: &mut Memory, name: &str, n: u8) {
    let found = memory.called(name);
    let target = StageTarget { deliverable: found.id, stage: found.stages[0].id };
    memory.submit(studio::publish(target, n));
}

#[test]
fn a_number_counts_the_rounds_that_were_before() {
    let (mut memory, file) = filled();
    assert_eq!(numbers(&memory, "a"), [3, 0, 0, 0, 0, 0, 2]);
    assert_eq!(numbers(&memory, "b"), [0; 7]);
    let again = preview(&memory, &file.path, None, false);
    assert_eq!((again.updated, again.unchanged), (0, 2));

    publish(&mut memory, "a", 1);
    assert_eq!(memory.called("a").stages[0].latest().unwrap().number, 4, "the first one here comes after them");
    // The sheet of before has fewer: that is told, and its row comes in all the same.
    let older = TextFile::new("older.csv", SHEET.replace("a,wip", "a,on hold"));
    let found = preview(&memory, &older.path, None, false);
    assert_eq!((found.updated, found.error_count, found.warning_count), (1, 0, 1));
    let warned = &found.warnings[0];
    assert_eq!((warned.row, warned.column.as_str(), warned.kind), (2, "C", Problem::Round));
    assert_eq!(warned.message, "\"3\" is less than the 4 rounds of Modeling: they stay as they are.");
    memory.submit(found.command.unwrap());
    assert_eq!((numbers(&memory, "a")[0], memory.called("a").stages[0].status.word()), (4, "on_hold"));
}

#[test]
fn a_larger_number_moves_what_was_published_and_nothing_published_follows_the_sheet() {
    let (mut memory, _) = filled();
    publish(&mut memory, "b", 1);
    let newer = TextFile::new("newer.csv", "Name,Modeling Round\na,1\nb,5\n");
    let found = preview(&memory, &newer.path, None, false);
    let changes: Vec<String> =
        found.rows.iter().flat_map(|r| &r.changes).map(|c| format!("{}: {} {}", c.field, c.from, c.to)).collect();
    assert_eq!(changes, ["Modeling round: 3 1", "Modeling round: 1 5"]);
    memory.submit(found.command.unwrap());
    assert_eq!((numbers(&memory, "a")[0], numbers(&memory, "b")[0]), (1, 5));
    assert_eq!(memory.called("b").stages[0].rounds_before, 4);
}

#[test]
fn empty_cells_empty_it_only_where_asked_and_where_nothing_was_published() {
    let (mut memory, _) = filled();
    let file = TextFile::new("empty.csv", "Name,Modeling Round,QC Round\na,,\n");
    assert_eq!(preview(&memory, &file.path, None, false).unchanged, 1);
    publish(&mut memory, "a", 1);
    let clears = Mapping { blank_clears: true, ..Mapping::default() };
    let found = preview(&memory, &file.path, Some(&clears), false);
    assert_eq!(found.warning_count, 0);
    memory.submit(found.command.unwrap());
    assert_eq!(numbers(&memory, "a"), [4, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn what_is_no_number_is_an_error_of_its_cell() {
    let file = TextFile::new("plan.csv", "Name,Modeling Round\na,final\nb,1/2\nc,-1\n");
    let found = preview(&Memory::new(), &file.path, None, false);
    assert_eq!(found.error_count, 3);
    assert_eq!(told(&found)[0], "B2: \"final\" is not a round's number, from 0 to 9999.");
    assert!(found.command.is_none());
    // A mapping can leave the column out.
    let out = ColumnMap { column: "B".into(), field: Field::Ignore, ..ColumnMap::default() };
    let given = Mapping { columns: vec![out], ..Mapping::default() };
    assert_eq!(preview(&Memory::new(), &file.path, Some(&given), false).created, 3);
}
