//! Headers of three rows: a title over groups over columns.

use super::*;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> TextFile {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    TextFile::new("plan.xlsx", book.save_to_buffer().unwrap())
}

/// What detection makes of a file: where the header is, and "C status of Modeling".
#[track_caller]
fn check(file: &TextFile, header: (usize, usize), expect: &[&str]) {
    let memory = Memory::new();
    let book = read(&file.path, None).unwrap();
    let mapping = detect(book.grid(), &memory.target(), None).unwrap();
    let columns: Vec<String> = mapping
        .columns
        .iter()
        .map(|c| {
            let field = serde_json::to_value(c.field).unwrap();
            let of = c.stage.as_ref().map_or_else(String::new, |s| format!(" of {s}"));
            format!("{} {}{of}: {}", c.column, field.as_str().unwrap(), c.header)
        })
        .collect();
    assert_eq!(columns, expect);
    assert_eq!((mapping.header_row, mapping.header_rows), (Some(header.0), Some(header.1)));
}

#[test]
fn a_title_over_groups_over_columns_is_read_merged() {
    let file = xlsx(|s| {
        let plain = Format::new();
        s.merge_range(0, 0, 0, 8, "Spring launch tracker", &plain).unwrap();
        s.merge_range(2, 0, 4, 0, "Asset", &plain).unwrap();
        s.merge_range(2, 1, 3, 2, "Plan", &plain).unwrap();
        s.merge_range(2, 3, 2, 6, "Build", &plain).unwrap();
        s.merge_range(2, 7, 3, 8, "QC", &plain).unwrap();
        s.merge_range(3, 3, 3, 4, "Modeling", &plain).unwrap();
        s.merge_range(3, 5, 3, 6, "Texturing", &plain).unwrap();
        for (column, word) in
            [(1, "Type"), (2, "Due"), (3, "Status"), (4, "Artist"), (5, "Status"), (6, "Rounds"), (7, "Status")]
        {
            s.write(4, column, word).unwrap();
        }
        s.write(4, 8, "Due").unwrap();
        for (column, word) in [(0, "001"), (1, "Shot"), (3, "WIP"), (4, "Ana Ruiz"), (5, "N/A"), (7, "todo")] {
            s.write(5, column, word).unwrap();
        }
        s.write(5, 6, 2).unwrap();
    });
    check(
        &file,
        (3, 3),
        &[
            "A name: Asset",
            "B kind: Plan / Type",
            "C due: Plan / Due",
            "D status of Modeling: Build / Modeling / Status",
            "E people of Modeling: Build / Modeling / Artist",
            "F status of Texturing: Build / Texturing / Status",
            "G round of Texturing: Build / Texturing / Rounds",
            "H status of QC: QC / Status",
            "I due of QC: QC / Due",
        ],
    );
    let mut memory = Memory::new();
    let found = preview(&memory, &file.path, None, false);
    assert_eq!((told(&found), found.created), (Vec::new(), 1));
    memory.submit(found.command.unwrap());
    let stages: Vec<_> = memory.called("001").stages.iter().map(|s| s.status.word()).collect();
    assert_eq!(stages[..2], ["in_progress", "skipped"]);
}

#[test]
fn stages_may_stand_over_the_groups_and_text_files_have_no_merged_cells() {
    let text = "Name,Modeling,,,,Lighting,\n,Plan,,Work,,Work,\n,Start,Due,Status,Artist,Status,Artist\n\
        a,2026-01-02,2026-01-09,wip,Ana,todo,Ben\n";
    check(
        &TextFile::new("plan.csv", text),
        (1, 3),
        &[
            "A name: Name",
            "B start of Modeling: Modeling / Plan / Start",
            "C due of Modeling: Modeling / Plan / Due",
            "D status of Modeling: Modeling / Work / Status",
            "E people of Modeling: Modeling / Work / Artist",
            "F status of Lighting: Lighting / Work / Status",
            "G people of Lighting: Lighting / Work / Artist",
        ],
    );
}

#[test]
fn rows_that_bring_nothing_are_no_header() {
    // A title right over two rows, and a section's heading right below them.
    let text = "Tracker of spring,,\nName,Modeling,\n,Status,Artist\nSpring,,\na,wip,Ana\n";
    check(
        &TextFile::new("plan.csv", text),
        (2, 2),
        &["A name: Name", "B status of Modeling: Modeling / Status", "C people of Modeling: Modeling / Artist"],
    );
}

#[test]
fn a_kept_mapping_of_three_rows_is_found_again() {
    let text = "Name,Build,\n,Modeling,\n,Status,Crew\na,wip,Ana\n";
    let file = TextFile::new("plan.csv", text);
    let mut memory = Memory::new();
    let book = read(&file.path, None).unwrap();
    let crew =
        ColumnMap { column: "C".into(), field: Field::People, stage: Some("Modeling".into()), ..ColumnMap::default() };
    let given = Mapping { columns: vec![crew], ..Mapping::default() };
    let mapping = detect(book.grid(), &memory.target(), Some(&given)).unwrap();
    memory.submit(rushes_domain::Command::KeepSheetMap {
        project: PROJECT,
        id: rushes_domain::SheetMapId::new([4; 16]),
        name: "Weekly".into(),
        mapping: keep(&mapping),
    });
    let later = TextFile::new("later.csv", format!("Week 12,,\n\n{text}"));
    let book = read(&later.path, None).unwrap();
    let found = recall(&memory.state.projects[&PROJECT], book.grid()).unwrap();
    assert_eq!(
        (found.name.as_str(), found.mapping.header_row, found.mapping.header_rows),
        ("Weekly", Some(3), Some(3))
    );
    assert_eq!(found.mapping.columns[2].field, Field::People);
}
