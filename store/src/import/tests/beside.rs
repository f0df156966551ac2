//! What a sheet says beside its cells, and what becomes of it in the studio.

use super::*;
use rushes_domain::FieldKind;
use rust_xlsxwriter::{Format, Note, Workbook, Worksheet};

fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> TextFile {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    TextFile::new("plan.xlsx", book.save_to_buffer().unwrap())
}

fn head(sheet: &mut Worksheet, headers: &[&str]) {
    for (column, text) in headers.iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
    }
}

/// A mapping that makes a field of a column.
fn making(header: &str, kind: FieldKind) -> Mapping {
    let column = ColumnMap {
        header: header.into(),
        field: Field::Custom,
        make: Some(kind),
        custom: Some(header.into()),
        ..ColumnMap::default()
    };
    Mapping { columns: vec![column], ..Mapping::default() }
}

/// What a field of a deliverable shows.
fn shown(memory: &Memory, name: &str, field: &str) -> String {
    let found = memory.called(name);
    let field = memory
        .state
        .studio
        .fields_of(rushes_domain::FieldOf::Deliverable)
        .into_iter()
        .find(|f| f.name == field)
        .unwrap();
    found.field(field).map_or_else(String::new, |value| memory.state.studio.shown(field, &value))
}

#[test]
fn estimates_are_lengths_of_time_whatever_the_header_counts() {
    let (hours, clock) = (Format::new().set_num_format("[h]:mm"), Format::new().set_num_format("h:mm"));
    let file = xlsx(|sheet| {
        head(sheet, &["Name", "Modeling Estimate (h)"]);
        for (row, (value, format)) in
            [(1.0 / 3.0, &hours), (1.5, &hours), (0.0625, &clock), (0.510_416_666_666_666_6, &hours)]
                .into_iter()
                .enumerate()
        {
            let row = row as u32 + 1;
            sheet.write(row, 0, format!("sh{row}")).unwrap().write_with_format(row, 1, value, format).unwrap();
        }
        sheet.write(5, 0, "sh5").unwrap().write(5, 1, 2.5).unwrap();
        sheet.write(6, 0, "sh6").unwrap().write(6, 1, "12:15:00").unwrap();
    });
    let mut memory = Memory::new();
    memory.submit(preview(&memory, &file.path, None, false).command.unwrap());
    let minutes: Vec<u32> = (1..=6).map(|n| memory.called(&format!("sh{n}")).stages[0].estimate.unwrap()).collect();
    assert_eq!(minutes, [480, 2160, 90, 735, 150, 735]);
}

#[test]
fn names_and_codes_are_what_their_cells_show() {
    let format = |code: &str| Format::new().set_num_format(code);
    let file = xlsx(|sheet| {
        head(sheet, &["Name", "Progress", "Version", "Frames"]);
        for (row, n) in [(1u32, 10.0), (2, 20.0)] {
            sheet.write_with_format(row, 0, n, &format("\"SH\"0000")).unwrap();
            sheet.write_with_format(row, 1, n / 40.0, &format("0%")).unwrap();
            sheet.write_with_format(row, 2, n / 10.0, &format("\"v\"000")).unwrap();
            sheet.write_with_format(row, 3, n * 100.0 + 1.0, &format("#,##0")).unwrap();
        }
    });
    for (header, kind, value) in [
        ("Progress", None, "25%"),
        ("Progress", Some(FieldKind::Text), "25%"),
        ("Progress", Some(FieldKind::Number), "25"),
        ("Version", None, "v001"),
        ("Frames", None, "1001"),
    ] {
        let mut memory = Memory::new();
        let book = read(&file.path, None).unwrap();
        let given = detect(book.grid(), &memory.target(), None).unwrap();
        let column = given.columns.iter().find(|c| c.header == header).unwrap();
        let kind = kind.unwrap_or_else(|| likely_kind(book.grid(), &given, column, today()));
        memory.submit(preview(&memory, &file.path, Some(&making(header, kind)), false).command.unwrap());
        assert_eq!(shown(&memory, "SH0010", header), value, "{header} {kind:?}");
    }
}

#[test]
fn addresses_behind_cells_are_kept() {
    let file = xlsx(|sheet| {
        head(sheet, &["Name", "Description", "Reference", "Board", "Modeling"]);
        sheet.write_url_with_text(1, 0, "https://ref.example/shots/sh010", "SH010").unwrap();
        sheet.write_url_with_text(1, 1, "https://ref.example/brief", "the brief").unwrap();
        sheet.write_url_with_text(1, 2, "https://ref.example/board", "moodboard").unwrap();
        sheet.write_url_with_text(1, 3, "https://ref.example/board", "moodboard").unwrap();
        sheet.write(1, 4, "wip").unwrap();
    });
    let mut memory = Memory::new();
    let mut given = making("Reference", FieldKind::Url);
    given.columns.extend(making("Board", FieldKind::Text).columns);
    memory.submit(preview(&memory, &file.path, Some(&given), false).command.unwrap());
    assert_eq!(shown(&memory, "SH010", "Reference"), "https://ref.example/board");
    assert_eq!(shown(&memory, "SH010", "Board"), "moodboard (https://ref.example/board)");
    let found = memory.called("SH010");
    assert_eq!(found.description, "the brief (https://ref.example/brief)");
    let comments: Vec<&str> = found.comments.iter().map(|c| c.body.as_str()).collect();
    assert_eq!(comments, ["SH010: https://ref.example/shots/sh010"], "a name has no place for an address");
    let again = preview(&memory, &file.path, Some(&given), false);
    assert!(again.command.is_none(), "{:?}", again.rows[0].changes);
}

#[test]
fn notes_on_cells_become_comments_once() {
    let note = |text: &str| Note::new(text).set_author("Ada").add_author_prefix(false);
    let file = xlsx(|sheet| {
        head(sheet, &["Name", "Modeling", "Unknown"]);
        sheet.write(1, 0, "SH010").unwrap().write(1, 1, "wip").unwrap().write(1, 2, "x").unwrap();
        sheet.insert_note(1, 0, &note("client wants it warmer")).unwrap();
        sheet.insert_note(1, 1, &note("the rig first")).unwrap();
        sheet.insert_note(1, 2, &Note::new("who is this?").add_author_prefix(false)).unwrap();
        sheet.insert_note(0, 1, &note("the stage of models")).unwrap();
    });
    let mut memory = Memory::new();
    let first = preview(&memory, &file.path, None, false);
    assert_eq!(first.comments, 3);
    let told: Vec<&str> = first.warnings.iter().map(|w| w.message.as_str()).collect();
    assert_eq!(told, ["The note on it is about no deliverable and is left out: Ada: the stage of models."]);
    memory.submit(first.command.unwrap());
    let found = memory.called("SH010");
    let mut comments: Vec<(&str, bool)> = found.comments.iter().map(|c| (c.body.as_str(), c.stage.is_some())).collect();
    comments.sort_unstable();
    assert_eq!(
        comments,
        [("Ada: client wants it warmer", false), ("Ada: the rig first", true), ("Author: who is this?", false)]
    );
    assert!(preview(&memory, &file.path, None, false).command.is_none());
}

#[test]
fn what_a_sheet_hides_is_named_and_taken_or_left_out() {
    let file = xlsx(|sheet| {
        head(sheet, &["Name", "Modeling", "Due"]);
        for row in 1..=4u32 {
            sheet.write(row, 0, format!("SH0{row}0")).unwrap().write(row, 1, "wip").unwrap();
            sheet.write(row, 2, "2026-04-01").unwrap();
        }
        for row in [2, 4, 5] {
            sheet.set_row_hidden(row).unwrap();
        }
        sheet.set_column_hidden(2).unwrap();
    });
    let memory = Memory::new();
    let plan_with = |hidden: bool| {
        let book = read(&file.path, None).unwrap();
        let mapping = detect(book.grid(), &memory.target(), None).unwrap();
        let skip = Skip { hidden, ..Skip::default() };
        plan(&memory.state, PROJECT, book.grid(), &mapping, today(), &mut ids(), &skip).unwrap()
    };
    let taken = plan_with(false);
    let asked = taken.questions.hidden.clone().unwrap();
    assert_eq!((asked.rows.as_slice(), asked.row_count, asked.answer), (&[3, 5][..], 2, HiddenAnswer::Take));
    assert_eq!(asked.columns, [HiddenColumn { column: "C".into(), header: "Due".into() }]);
    assert_eq!((taken.created, taken.skipped), (4, 0));
    let skipped = plan_with(true);
    assert_eq!((skipped.created, skipped.skipped), (2, 2));
    assert!(skipped.rows.iter().filter(|r| r.left == Some(Left::Hidden)).count() == 2);
    assert!(skipped.ignored.iter().any(|i| i.column == "C" && i.reason == "It is hidden in the sheet."));
    let Some(rushes_domain::Command::Import { rows, .. }) = skipped.command else { panic!("no command") };
    assert!(rows.iter().all(|r| r.due.is_none()));
}

#[test]
fn one_bad_byte_costs_its_cell() {
    let bytes = ["Name,Description,Type\nForêt,le héros à côté,Set\nGare,caf".as_bytes(), b"\xE9,Set\n"].concat();
    let file = TextFile::new("a.csv", &bytes);
    let mut memory = Memory::new();
    let refused = preview(&memory, &file.path, None, false);
    assert_eq!(told(&refused), ["B3: \"caf\u{FFFD}\" holds bytes that the file's encoding does not have."]);
    assert!(refused.command.is_none());
    let passed = preview(&memory, &file.path, None, true);
    assert_eq!((passed.created, passed.skipped, passed.error_count), (2, 0, 1));
    memory.submit(passed.command.unwrap());
    assert_eq!(memory.called("Forêt").description, "le héros à côté");
    assert_eq!((memory.called("Gare").description.as_str(), memory.called("Gare").kind.as_str()), ("", "Set"));
    let name = TextFile::new("a.csv", ["Name,Type\nForêt à côté,Set\nCaf".as_bytes(), b"\xE9,Set\n"].concat());
    let passed = preview(&Memory::new(), &name.path, None, true);
    assert_eq!((passed.created, passed.skipped), (1, 1), "a name that cannot be read costs its row");
}

#[test]
fn a_guessed_encoding_is_asked_about() {
    let bytes = b"Name,Description\n\xD2\xB9\xCD\xED\xB5\xC4\xBD\xD6\xB5\xC0,\xD6\xF7\xBD\xC7\xB1\xBC\xC5\xDC\n";
    let file = TextFile::new("a.csv", bytes);
    let memory = Memory::new();
    let result = preview(&memory, &file.path, None, false);
    let document = serde_json::to_value(&result).unwrap();
    let asked = &document["questions"]["encoding"];
    assert_eq!((asked["name"].as_str(), &asked["answer"]), (Some("gbk"), &serde_json::Value::Null));
    assert!(asked["confidence"].as_f64().unwrap() < 1.0 && asked["candidates"].as_array().unwrap().len() > 1);
    assert_eq!(result.rows[0].name, "夜晚的街道");
    assert_eq!((result.questions.open(), result.questions.is_empty()), (0, false));
    let plain = TextFile::new("a.csv", "Name\nForêt\n");
    let document = serde_json::to_value(preview(&memory, &plain.path, None, false)).unwrap();
    assert!(document["questions"].get("encoding").is_none() && document["questions"].get("hidden").is_none());
    let error = read_in(Path::new("a.xlsx"), None, Some(TextEncoding::UTF_8)).unwrap_err();
    assert_eq!(error.code(), "not_found");
    let book = TextFile::new("a.xlsx", super::hostile::workbook());
    assert_eq!(read_in(&book.path, None, Some(TextEncoding::UTF_8)).unwrap_err().code(), "invalid_input");
}
