//! What is written, and read back.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::import::tests::{
    preview,
    studio::{Memory, PROJECT},
};
use rushes_domain::Status;

const SHEET: &str = "Name,Type,Priority,Due,Description,Modeling,Modeling Artist,Modeling Start,Modeling Due,Texturing,Lighting,Retouch,QC\n\
    001,Set,urgent,2026-04-01,\"two\nlines, and a comma\",Approved,\"Ana Ruiz, Hugo Weiß\",2026-01-02,2026-01-09,wip,on hold,n/a,\n\
    =1+1,,low,,,Changes Requested,Ben,,,,In Review,,\n\
    plain,,,,,,,,,,,,\n";

fn filled() -> Memory {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.csv");
    std::fs::write(&path, SHEET).unwrap();
    let mut memory = Memory::new();
    let preview = preview(&memory, &path, None, false);
    assert_eq!(preview.errors, []);
    memory.submit(preview.command.unwrap());
    memory
}

/// Everything an export carries, without ids.
fn facts(memory: &Memory) -> Vec<String> {
    let table = |d: &rushes_domain::Deliverable| {
        let stages: Vec<String> = d
            .stages
            .iter()
            .map(|s| {
                let mut people: Vec<String> = s.assignees.iter().map(|p| memory.state.studio.name_of(*p)).collect();
                people.sort();
                format!("{} {} {people:?} {:?} {:?}", s.name, s.status, s.start, s.due)
            })
            .collect();
        format!("{} {} {:?} {:?} {} {stages:?}", d.name, d.kind, d.priority, d.due, d.description)
    };
    memory.state.of_project(PROJECT).map(|d| table(d)).collect()
}

#[test]
fn what_is_written_reads_back_the_same() {
    let memory = filled();
    let folder = tempfile::tempdir().unwrap();
    let before = facts(&memory);
    assert!(
        before[0].starts_with("001") && before[0].contains("Lighting on_hold") && before[0].contains("Retouch skipped"),
        "{before:#?}"
    );
    for file in ["out.xlsx", "out.csv", "out.tsv"] {
        let path = folder.path().join(file);
        assert_eq!(write(&path, &memory.state, Some(PROJECT)).unwrap(), Exported { rows: 3 });
        let mut other = Memory::new();
        let result = preview(&other, &path, None, false);
        assert_eq!((result.errors.as_slice(), result.created), ([].as_slice(), 3), "{file}");
        other.submit(result.command.unwrap());
        assert_eq!(facts(&other), before, "{file}");
        let again = preview(&memory, &path, None, false);
        assert_eq!((again.updated, again.unchanged), (0, 3), "{file}: a studio's own export changes nothing in it");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "nothing half-made stays behind");
}

#[test]
fn a_workbook_has_types_groups_and_a_filter() {
    let memory = filled();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.xlsx");
    write(&path, &memory.state, None).unwrap();
    let book = crate::import::read(&path, None).unwrap();
    let grid = book.grid();
    use crate::import::Cell;
    assert_eq!(grid.cell(0, 0), &Cell::Text("Project".into()));
    assert_eq!(grid.cell(0, 6), &Cell::Text("Modeling".into()));
    assert_eq!(grid.columns_spanned(0, 6), 7);
    assert_eq!(grid.cell(1, 6), &Cell::Text("Status".into()));
    let row = (2..grid.height()).find(|r| grid.cell(*r, 1) == &Cell::Text("001".into())).unwrap();
    assert_eq!(grid.cell(row, 4), &Cell::Date(rushes_domain::Date::constant(2026, 4, 1), None));
    assert_eq!(grid.cell(row, 6), &Cell::Text("Approved".into()));
    assert!((2..grid.height()).any(|r| grid.cell(r, 1) == &Cell::Text("=1+1".into())), "a text is no formula");
}

#[test]
fn json_says_what_a_script_needs() {
    let memory = filled();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.json");
    write(&path, &memory.state, Some(PROJECT)).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(json["version"], 1);
    let row = &json["deliverables"][0];
    assert_eq!(
        (row["project"].as_str(), row["name"].as_str(), row["due"].as_str()),
        (Some("LLAMA"), Some("001"), Some("2026-04-01"))
    );
    assert_eq!(row["stages"][0]["status"], "approved");
    let people: Vec<_> =
        row["stages"][0]["people"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert!(people.len() == 2 && people.contains(&"Hugo Weiß"), "{people:?}");
}

#[test]
fn what_cannot_be_written_leaves_the_path_as_it_was() {
    let memory = filled();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.doc");
    assert_eq!(write(&path, &memory.state, None).unwrap_err().code(), "invalid_input");
    assert_eq!(write(&folder.path().join("no/out.csv"), &memory.state, None).unwrap_err().code(), "io");
    let nobody = Some(rushes_domain::ProjectId::new([3; 16]));
    assert_eq!(write(&folder.path().join("a.csv"), &memory.state, nobody).unwrap_err().code(), "not_found");
    // A folder in the way: the rename fails, and what was written beside it goes.
    let taken = folder.path().join("taken.csv");
    std::fs::create_dir(&taken).unwrap();
    assert_eq!(write(&taken, &memory.state, None).unwrap_err().code(), "io");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn every_status_is_understood_when_it_is_read_again() {
    for status in Status::ALL {
        assert_eq!(Status::from_sheet(status.label()), Some(status));
    }
}

#[test]
fn custom_fields_estimates_and_hostile_names_come_back_as_they_were() {
    use rushes_domain::{Command, Field, FieldId, FieldKind, FieldOf, FieldOption, OptionId};
    let fields = |memory: &mut Memory| {
        let kinds = [
            ("Type", FieldKind::Text),
            ("Cost", FieldKind::Number),
            ("Shoot", FieldKind::Date),
            ("Print", FieldKind::Checkbox),
            ("Look", FieldKind::MultiChoice),
            ("Producer", FieldKind::Person),
        ];
        for (n, (name, kind)) in (1u8..).zip(kinds) {
            let options = ["Wet", "Dry"].into_iter().zip(1u8..).map(|(name, n)| FieldOption {
                id: OptionId::new([n; 16]),
                name: name.into(),
                order: 0,
                removed: false,
            });
            let options = if kind == FieldKind::MultiChoice { options.collect() } else { Vec::new() };
            memory.submit(Command::DefineField(Field {
                id: FieldId::new([n; 16]),
                name: name.into(),
                kind,
                of: FieldOf::Deliverable,
                order: n.into(),
                archived: false,
                options,
            }));
        }
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.csv");
    let text = "Name,Type,Type (field),Cost,Shoot,Print,Look,Producer,Modeling Estimate (h)\n\
        '=1+1,Set,'-x,-0.25,2026-05-01,yes,\"Wet, Dry\",Ada King,0.833333\n\
        ''@me,+1,007,1000000,,no,Dry,,16\n\
        \"-\tb\",,,,,,,,\n";
    std::fs::write(&path, text).unwrap();
    let mut memory = Memory::new();
    fields(&mut memory);
    let first = preview(&memory, &path, None, false);
    assert_eq!(first.errors, []);
    memory.submit(first.command.unwrap());
    let names: Vec<String> = memory.state.of_project(PROJECT).map(|d| d.name.clone()).collect();
    assert_eq!(names, ["'@me", "- b", "=1+1"]);
    assert_eq!(memory.called("=1+1").stages[0].estimate, Some(50));
    for file in ["out.xlsx", "out.csv"] {
        let (out, back) = (folder.path().join(file), folder.path().join(format!("back-{file}")));
        write(&out, &memory.state, Some(PROJECT)).unwrap();
        let mut other = Memory::new();
        fields(&mut other);
        let result = preview(&other, &out, None, false);
        assert_eq!((result.errors.as_slice(), result.created), ([].as_slice(), 3), "{file}");
        other.submit(result.command.unwrap());
        write(&back, &other.state, Some(PROJECT)).unwrap();
        let cells = |path: &std::path::Path| {
            let book = crate::import::read(path, None).unwrap();
            let grid = book.grid();
            (0..grid.height())
                .map(|r| (0..grid.width()).map(|c| grid.cell(r, c).clone()).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        assert_eq!(cells(&out), cells(&back), "{file}");
        assert_eq!(preview(&memory, &out, None, false).unchanged, 3, "{file}");
    }
}

#[test]
fn a_list_is_written_as_it_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let table = Table {
        title: "My work: today/this week".into(),
        heads: vec![Head::new("What", Look::Name), Head::new("Due", Look::Date), Head::new("Status", Look::Status)],
        rows: vec![vec![Value::Text("001".into()), Value::Nothing, Value::Status(Status::InReview)]],
    };
    for file in ["a.xlsx", "a.csv"] {
        let path = folder.path().join(file);
        assert_eq!(write_table(&path, &table, Options { mark: false }).unwrap().rows, 1);
        let book = crate::import::read(&path, None).unwrap();
        let row: Vec<String> = (0..3).map(|c| book.grid().cell(1, c).shown()).collect();
        assert_eq!(row, ["001", "", "In review"]);
    }
    let path = folder.path().join("a.json");
    write_table(&path, &table, Options::default()).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(json["rows"][0], serde_json::json!({"What": "001", "Due": null, "Status": "in_review"}));
}
