//! Files that went wrong in the field, where they are there.

use super::*;
use rushes_domain::FieldKind;
use std::path::PathBuf;

fn field(file: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/field").join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: ../shared/data/field/{file} is not here");
    None
}

fn imported(path: &Path, given: Option<&Mapping>) -> Memory {
    let mut memory = Memory::new();
    let found = preview(&memory, path, given, false);
    assert_eq!(told(&found), Vec::<String>::new(), "{}", path.display());
    memory.submit(found.command.unwrap());
    memory
}

fn names(memory: &Memory) -> Vec<String> {
    memory.state.of_project(PROJECT).map(|d| d.name.clone()).collect()
}

/// Makes fields of these columns, of the kind that suits their values.
fn making(path: &Path, headers: &[&str]) -> Mapping {
    let memory = Memory::new();
    let book = read(path, None).unwrap();
    let mut mapping = detect(book.grid(), &memory.target(), None).unwrap();
    let found = mapping.clone();
    for column in mapping.columns.iter_mut().filter(|c| headers.contains(&c.header.as_str())) {
        let kind = likely_kind(book.grid(), &found, column, today());
        column.becomes(kind);
    }
    mapping
}

fn shown(memory: &Memory, name: &str, field: &str) -> String {
    let fields = memory.state.studio.fields_of(rushes_domain::FieldOf::Deliverable);
    let field = fields.into_iter().find(|f| f.name == field).unwrap();
    memory.called(name).field(field).map_or_else(String::new, |v| memory.state.studio.shown(field, &v))
}

#[test]
fn texts_of_every_encoding() {
    for (file, name, description) in [
        ("s05_gbk.csv", "夜晚的街道", "主角奔跑"),
        ("s05_shiftjis.csv", "夜の街", "主人公が走る"),
        ("s05_cp1250.csv", "Řeka", "příliš žluťoučký kůň"),
    ] {
        let Some(path) = field(file) else { return };
        assert_eq!(imported(&path, None).called(name).description, description, "{file}");
    }
    let Some(path) = field("s05_utf8_one_bad_byte.csv") else { return };
    let found = preview(&Memory::new(), &path, None, true);
    assert_eq!((found.errors[0].row, found.errors[0].column.as_str(), found.created), (3, "B", 2));
}

#[test]
fn lengths_numbers_and_addresses() {
    let Some(path) = field("s08_durations.xlsx") else { return };
    let memory = imported(&path, None);
    let minutes: Vec<_> = memory.state.of_project(PROJECT).map(|d| d.stages[0].estimate).collect();
    assert_eq!(minutes, [Some(480), Some(2160), Some(90), Some(735)]);

    let Some(path) = field("s08_ods_types.ods") else { return };
    let memory = imported(&path, Some(&making(&path, &["Progress", "Reference"])));
    let found = memory.called("SH010");
    assert_eq!((found.stages[0].estimate, found.due), (Some(2160), Some(Date::constant(2026, 11, 27))));
    assert_eq!(shown(&memory, "SH010", "Progress"), "50%");
    assert!(shown(&memory, "SH010", "Reference").contains("https://ref.example/x"));

    let Some(path) = field("s07_number_formats.xlsx") else { return };
    let book = read(&path, None).unwrap();
    let row: Vec<String> = (0..5).map(|c| book.grid().cell(1, c).shown()).collect();
    assert_eq!(
        (row[0].as_str(), row[2].as_str(), row[3].as_str(), row[4].as_str()),
        ("SH0010", "25%", "v001", "1,001")
    );
    assert_eq!(names(&imported(&path, None))[0], "SH0010");

    let Some(path) = field("s07_leading_zeros.ods") else { return };
    assert_eq!(names(&imported(&path, None)), ["0010", "0020"]);

    let Some(path) = field("s10_hyperlinks.xlsx") else { return };
    let book = read(&path, None).unwrap();
    let links: Vec<_> = (1..4).map(|row| book.grid().link(row, 2).unwrap_or_default().to_owned()).collect();
    assert_eq!(
        links,
        ["https://ref.example/boards/sh010", "https://ref.example/boards/sh020", "https://ref.example/boards/sh030"]
    );
    let given = detect(book.grid(), &Memory::new().target(), None).unwrap();
    assert_eq!(likely_kind(book.grid(), &given, &given.columns[2], today()), FieldKind::Url);
}

#[test]
fn notes_hidden_rows_and_names_of_parts() {
    let Some(path) = field("s14_cell_notes.xlsx") else { return };
    let memory = imported(&path, None);
    let texts: Vec<_> = memory.state.of_project(PROJECT).flat_map(|d| &d.comments).map(|c| c.body.clone()).collect();
    assert!(texts.contains(&"Ada: client wants it warmer".to_owned()), "{texts:?}");

    let Some(path) = field("s11_hidden_rows.xlsx") else { return };
    let asked = preview(&Memory::new(), &path, None, false).questions.hidden.unwrap();
    assert_eq!((asked.rows.as_slice(), asked.filtered), (&[3, 5][..], true));

    let Some(path) = field("s02b_backslash_parts.xlsx") else { return };
    assert_eq!(names(&imported(&path, None)).len(), 2);
}
