//! Columns that become fields, and notes that become comments.

use super::*;
use rushes_domain::{Command, FieldKind};

const SHEET: &str = "Name,Campaign,Shots,Live,Link,Day,Tags,Client feedback,Modeling,Modeling Notes,Modeling Feedback,\
    QC Feedback\n\
    a,Spring,3,yes,https://x.example/a,2026-04-01,red;blue,warmer,wip,\"check scale\nand pivots\",2,redo the edges\n\
    b,Summer,4,no,https://x.example/b,2026-04-02,blue,-,wip,,0,\n\
    c,spring,2.5,yes,https://x.example/c,2026-05-01,red,,wip,n/a,,3\n\
    d,Summer,1,no,https://x.example/d,2026-04-01,,,wip,,,\n";

fn made(memory: &Memory, columns: &[(&str, FieldKind)]) -> Preview {
    let file = TextFile::new("plan.csv", SHEET);
    let given = Mapping {
        columns: columns
            .iter()
            .map(|(header, kind)| ColumnMap {
                header: (*header).into(),
                field: Field::Custom,
                make: Some(*kind),
                ..ColumnMap::default()
            })
            .collect(),
        ..Mapping::default()
    };
    preview(memory, &file.path, Some(&given), false)
}

#[test]
fn columns_become_fields_with_the_rows_and_the_same_sheet_again_changes_nothing() {
    let mut memory = Memory::new();
    let columns = [
        ("Campaign", FieldKind::Choice),
        ("Shots", FieldKind::Number),
        ("Live", FieldKind::Checkbox),
        ("Link", FieldKind::Url),
        ("Day", FieldKind::Date),
        ("Tags", FieldKind::MultiChoice),
    ];
    let found = made(&memory, &columns);
    assert_eq!(told(&found), [""; 0]);
    let fields: Vec<String> =
        found.fields.iter().map(|f| format!("{} {} {}", f.name, f.kind.word(), f.options.join("/"))).collect();
    assert_eq!(
        fields,
        [
            "Campaign choice Spring/Summer",
            "Shots number ",
            "Live checkbox ",
            "Link url ",
            "Day date ",
            "Tags multi_choice red/blue"
        ]
    );
    assert!(memory.state.studio.fields.is_empty(), "looking makes nothing");
    memory.submit(found.command.unwrap());
    let shown = |name: &str| -> Vec<String> {
        let fields = memory.state.studio.fields_of(rushes_domain::FieldOf::Deliverable);
        let d = memory.called(name);
        fields.iter().map(|f| d.field(f).map_or_else(String::new, |v| memory.state.studio.shown(f, &v))).collect()
    };
    assert_eq!(shown("c")[..2], ["Spring", "2.5"]);
    assert!(shown("a")[5].contains("red") && shown("a")[5].contains("blue"), "{:?}", shown("a"));
    let again = made(&memory, &columns);
    assert_eq!((again.unchanged, again.updated, again.fields.len()), (4, 0, 0), "{:#?}", again.rows);
    assert!(again.command.is_none());
}

#[test]
fn too_many_values_to_choose_from_are_a_text() {
    let memory = Memory::new();
    let rows: String = (0..100).map(|n| format!("s{n},value {n}\n")).collect();
    let file = TextFile::new("plan.csv", format!("Name,Scope\n{rows}"));
    let column = ColumnMap {
        header: "Scope".into(),
        field: Field::Custom,
        make: Some(FieldKind::Choice),
        ..ColumnMap::default()
    };
    let given = Mapping { columns: vec![column], ..Mapping::default() };
    let found = preview(&memory, &file.path, Some(&given), false);
    assert_eq!((found.fields[0].kind, found.created, found.error_count), (FieldKind::Text, 100, 0));
}

#[test]
fn the_kind_that_suits_a_column_is_found() {
    let file = TextFile::new("plan.csv", SHEET);
    let memory = Memory::new();
    let book = read(&file.path, None).unwrap();
    let mapping = detect(book.grid(), &memory.target(), None).unwrap();
    let kind = |header: &str| {
        let column = mapping.columns.iter().find(|c| c.header == header).unwrap();
        likely_kind(book.grid(), &mapping, column, today())
    };
    use FieldKind::{Checkbox, Choice, Date, Number, Text, Url};
    let found = ["Campaign", "Shots", "Live", "Link", "Day", "Tags"].map(kind);
    assert_eq!(found, [Choice, Number, Checkbox, Url, Date, Text]);
}

#[test]
fn notes_become_comments_and_numbers_of_open_points_do_not() {
    let mut memory = Memory::new();
    let found = made(&memory, &[]);
    assert_eq!((found.created, found.comments, found.error_count), (4, 3, 0), "{:#?}", told(&found));
    let ignored: Vec<&str> = found.ignored.iter().map(|i| i.header.as_str()).collect();
    assert_eq!(ignored, ["Campaign", "Shots", "Live", "Link", "Day", "Tags", "Modeling Feedback"]);
    memory.submit(found.command.unwrap());
    let said: Vec<String> = memory.called("a").comments.iter().map(|c| c.body.clone()).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said.contains(&"check scale\nand pivots".to_owned()) && said.contains(&"redo the edges".to_owned()));
    assert!(["b", "c", "d"].iter().all(|n| memory.called(n).comments.is_empty()));
    let again = made(&memory, &[]);
    assert_eq!((again.unchanged, again.comments), (4, 0));

    let file = TextFile::new("next.csv", SHEET.replace("warmer", "\"warmer\nno, cooler\""));
    let next = preview(&memory, &file.path, None, false);
    let changes: Vec<String> =
        next.rows.iter().flat_map(|r| &r.changes).map(|c| format!("{}: {}", c.field, c.to)).collect();
    assert_eq!(changes, ["Comment: no, cooler"]);
    assert!(matches!(next.command, Some(Command::Import { rows, .. }) if rows.len() == 1));
}

#[test]
fn beside_a_description_further_words_are_notes() {
    let memory = Memory::new();
    let file = TextFile::new("plan.csv", "Name,Notes,Description\na,ask the client,a bottle\n");
    let found = preview(&memory, &file.path, None, false);
    let Some(Command::Import { rows, .. }) = found.command else { panic!("no command") };
    assert_eq!(rows[0].description.as_deref(), Some("a bottle"));
    assert_eq!(rows[0].notes[0].text, "ask the client");
    // Alone, they are what there is to say of it.
    let file = TextFile::new("plan.csv", "Name,Notes\na,a bottle\n");
    let Some(Command::Import { rows, .. }) = preview(&memory, &file.path, None, false).command else { panic!("none") };
    assert_eq!(rows[0].description.as_deref(), Some("a bottle"));
}
