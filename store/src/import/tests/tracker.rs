//! Layouts, values and updates, on small sheets made here.

use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

fn csv(text: &str) -> TextFile {
    TextFile::new("plan.csv", text)
}

fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> TextFile {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    TextFile::new("plan.xlsx", book.save_to_buffer().unwrap())
}

/// What detection makes of a text file: "B name", "C status of Modeling".
#[track_caller]
fn check_columns(text: &str, header: (usize, usize), expect: &[&str]) {
    let file = csv(text);
    let memory = Memory::new();
    let book = read(&file.path, None).unwrap();
    let mapping = detect(book.grid(), &memory.target(), None).unwrap();
    assert_eq!((mapping.header_row, mapping.header_rows), (Some(header.0), Some(header.1)), "{mapping:#?}");
    let found: Vec<String> = mapping
        .columns
        .iter()
        .filter(|c| c.field != Field::Ignore)
        .map(|c| {
            let field = serde_json::to_value(c.field).unwrap();
            let of = c.stage.as_ref().map_or_else(String::new, |s| format!(" of {s}"));
            format!("{} {}{of}", c.column, field.as_str().unwrap())
        })
        .collect();
    assert_eq!(found, expect);
}

#[test]
fn headers_are_found_wherever_they_are() {
    check_columns("Name,Type\na,b\n", (1, 1), &["A name", "B kind"]);
    check_columns(
        "Our tracker,,,\n,,,\nShot Name,MODELLING,Modeling Artist,Look-Dev Due\nsh010,wip,Ana,2026-01-02\n",
        (3, 1),
        &["A name", "B status of Modeling", "C people of Modeling", "D due of Look Dev"],
    );
    // Two rows; no merged regions in a text file, so that a group goes on to the next.
    check_columns(
        "T,,,,,,,\nAsset,Category,Modeling,,,QC,,Notes\n,,Status,Artist,Due,Status,Rounds,\nx,y,ok,Ana,,na,1,z\n",
        (2, 2),
        &[
            "A name",
            "B kind",
            "C status of Modeling",
            "D people of Modeling",
            "E due of Modeling",
            "F status of QC",
            "G round of QC",
            "H description",
        ],
    );
    // A stage that the pipeline lacks takes its whole group with it.
    check_columns(
        "Name,Concept,,Render,\n,Status,Due,Status,Due\nx,ok,2026-01-01,wip,2026-02-02\n",
        (1, 2),
        &["A name", "D status of Rendering", "E due of Rendering"],
    );
    // The likelier of two names; a code is not one where there is a name.
    check_columns("Code,Asset Name,Deadline\n1,x,\n", (1, 1), &["B name", "C due"]);
}

#[test]
fn a_sheet_without_names_says_what_it_reads() {
    let file = csv("Colour,Size\nred,3\n");
    let memory = Memory::new();
    let book = read(&file.path, None).unwrap();
    let error = detect(book.grid(), &memory.target(), None).unwrap_err();
    assert_eq!(error.code(), "invalid_input");
    assert!(error.to_string().contains("\"Colour\", \"Size\""), "{error}");
}

#[test]
fn every_bad_cell_is_named_and_nothing_comes_in() {
    let file = csv(concat!(
        "Name,Priority,Due,Modeling,Modeling Artist,Modeling Start,Modeling Due\n",
        "ok,high,2026-04-01,wip,Ana Ruiz,,\n",
        "bad date,low,2026-13-01,wip,Ana,,\n",
        ",low,,wip,,,\n",
        "bad both,soonish,,nearly,12,,\n",
        "OK,,,,,,\n",
        "late,,,,,2026-05-02,2026-05-01\n",
    ));
    let memory = Memory::new();
    let result = preview(&memory, &file.path, None, false);
    let expect = [
        "C3: \"2026-13-01\" is not a date; write it as 2026-11-27.",
        "A4: The row has no name; give it one, or delete the row.",
        "B5: \"soonish\" is not a priority; use urgent, high, normal or low.",
        "D5: \"nearly\" is not a status; use not started, in progress, in review, changes requested, approved, on hold or n/a, or say what it means.",
        "E5: \"12\" is not a person's name.",
        "A6: \"OK\" is the name of row 2 already.",
        "F7: \"2026-05-02\" is after the day it is due, 2026-05-01.",
    ];
    assert_eq!(told(&result), expect);
    assert!(result.errors.iter().all(|e| e.sheet == "plan.csv"));
    assert_eq!((result.created, result.skipped, result.error_count), (1, 5, 7));
    assert!(result.command.is_none());

    let mut memory = memory;
    let skipping = preview(&memory, &file.path, None, true);
    memory.submit(skipping.command.unwrap());
    assert_eq!(memory.state.of_project(PROJECT).map(|d| d.name.as_str()).collect::<Vec<_>>(), ["ok"]);
}

#[test]
fn the_order_of_dates_is_inferred_or_asked_for() {
    let rows = |dates: [&str; 3]| format!("Name,Due\na,{}\nb,{}\nc,{}\n", dates[0], dates[1], dates[2]);
    let memory = Memory::new();
    let due = |preview: Preview| match preview.command {
        Some(rushes_domain::Command::Import { rows, .. }) => rows[0].due.flatten(),
        _ => None,
    };
    let inferred = csv(&rows(["03/04/2026", "27/11/2026", "Nov 27"]));
    assert_eq!(due(preview(&memory, &inferred.path, None, false)), Some(Date::constant(2026, 4, 3)));

    let open = csv(&rows(["03/04/2026", "05/06/2026", "2026-11-27"]));
    let asked = preview(&memory, &open.path, None, false);
    assert_eq!(
        told(&asked)[0],
        "B2: \"03/04/2026\" could be 2026-04-03 (day/month/year) or 2026-03-04 (month/day/year); say which."
    );
    assert_eq!(asked.error_count, 2);
    let said: Mapping = serde_json::from_str(r#"{"date_order": "mdy"}"#).unwrap();
    assert_eq!(due(preview(&memory, &open.path, Some(&said), false)), Some(Date::constant(2026, 3, 4)));
    let said: Mapping =
        serde_json::from_str(r#"{"columns": [{"header": "due", "field": "due", "date_order": "dmy"}]}"#).unwrap();
    assert_eq!(due(preview(&memory, &open.path, Some(&said), false)), Some(Date::constant(2026, 4, 3)));
}

#[test]
fn a_mapping_can_be_kept_and_edited() {
    let file = csv("Thing,Campaign,Modeling\nx,Spring,Kick-off\n");
    let mut memory = Memory::new();
    let given: Mapping = serde_json::from_str(
        r#"{"header_row": 1, "columns": [{"column": "a", "field": "name"}, {"header": "Campaign", "field": "kind"}],
            "statuses": {"kick off": "in_progress"}}"#,
    )
    .unwrap();
    let book = read(&file.path, None).unwrap();
    let mapping = detect(book.grid(), &memory.target(), Some(&given)).unwrap();
    let kept: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).unwrap()).unwrap();
    assert_eq!(kept, mapping);
    let again = detect(book.grid(), &memory.target(), Some(&kept)).unwrap();
    assert_eq!(again, mapping, "a whole mapping holds as it is");
    memory.submit(preview(&memory, &file.path, Some(&kept), false).command.unwrap());
    let found = memory.called("x");
    assert_eq!((found.kind.as_str(), found.stages[0].status.word()), ("Spring", "in_progress"));

    for wrong in [
        r#"{"columns": [{"column": "7", "field": "name"}]}"#,
        r#"{"columns": [{"header": "Nothing", "field": "name"}]}"#,
        r#"{"columns": [{"column": "C", "field": "status", "stage": "Rigging"}]}"#,
        r#"{"header_row": 90}"#,
        r#"{"header_rows": 7}"#,
    ] {
        let given: Mapping = serde_json::from_str(wrong).unwrap();
        let error = detect(book.grid(), &memory.target(), Some(&given)).unwrap_err();
        assert_eq!(error.code(), "invalid_input", "{wrong}");
    }
    assert!(serde_json::from_str::<Mapping>(r#"{"date_ordr": "dmy"}"#).is_err(), "a slip is told, not ignored");
}

#[test]
fn a_workbook_with_types_and_merged_groups() {
    let file = xlsx(|sheet| {
        let (plain, digits) = (Format::new(), Format::new().set_num_format("000"));
        let day = Format::new().set_num_format("dd mmm");
        sheet.merge_range(0, 0, 0, 5, "MASTER", &plain).unwrap();
        sheet.merge_range(2, 0, 3, 0, "Shot", &plain).unwrap();
        sheet.merge_range(2, 1, 2, 3, "Modeling", &plain).unwrap();
        for (column, text) in [(1, "Status"), (2, "Artist"), (3, "Due"), (4, "Notes")] {
            sheet.write(3, column, text).unwrap();
        }
        sheet.merge_range(4, 0, 4, 4, "SEQUENCE 1", &plain).unwrap();
        sheet.write(5, 0, "001").unwrap().write(5, 1, "Approved").unwrap();
        sheet.write_with_format(5, 3, ExcelDateTime::from_ymd(2026, 11, 27).unwrap(), &day).unwrap();
        sheet.write_with_format(6, 0, 2, &digits).unwrap().write(6, 1, "n/a").unwrap();
        sheet.write(7, 0, 3).unwrap().write(7, 3, 46_100).unwrap();
        sheet.write_formula(8, 0, Formula::new("=\"sh\"&4").set_result("sh4")).unwrap();
        sheet.write_formula(8, 1, Formula::new("=B6").set_result("Approved")).unwrap();
        sheet.write_formula(9, 0, Formula::new("=1/0").set_result("#DIV/0!")).unwrap().write(9, 1, "wip").unwrap();
        sheet.write(11, 0, "Total").unwrap().write(11, 1, 4).unwrap();
    });
    let memory = Memory::new();
    let result = preview(&memory, &file.path, None, true);
    let names: Vec<_> = result.rows.iter().map(|r| (r.row, r.name.as_str(), r.outcome)).collect();
    use Outcome::{Created, Skipped};
    assert_eq!(
        names,
        [(6, "001", Created), (7, "002", Created), (8, "3", Skipped), (9, "sh4", Created), (10, "#DIV/0!", Skipped)]
    );
    assert_eq!(
        told(&result),
        [
            "D8: \"46100\" is a number, not a date; if it means 2026-03-19, format the column as dates.",
            "A10: \"#DIV/0!\" is a formula's error.",
        ]
    );
    let Some(rushes_domain::Command::Import { rows, .. }) = result.command else { panic!("no command") };
    assert_eq!(rows[0].stages[0].due, Some(Some(Date::constant(2026, 11, 27))));
}

#[test]
fn known_rows_are_updated_and_say_how() {
    let mut memory = Memory::new();
    let first = csv("Name,Type,Due,Modeling,Modeling Artist\nMine,Set,2026-04-01,todo,Ana Ruiz\nPool,Set,,wip,\n");
    memory.submit(preview(&memory, &first.path, None, false).command.unwrap());
    let second = csv(
        "Name,Type,Due,Modeling,Modeling Artist\nmine,,2026-04-02,WFA,Ana Ruiz; Ben Okafor\nPOOL,Set,,wip,\nNew,,,,\n",
    );
    let result = preview(&memory, &second.path, None, false);
    assert_eq!((result.created, result.updated, result.unchanged), (1, 1, 1));
    let changes: Vec<_> =
        result.rows[0].changes.iter().map(|c| format!("{}: {} -> {}", c.field, c.from, c.to)).collect();
    assert_eq!(changes[..2], ["Due: 2026-04-01 -> 2026-04-02", "Modeling status: Ready -> In review"]);
    assert_eq!(changes.len(), 3);
    assert_eq!(result.people, ["Ben Okafor"]);
    memory.submit(result.command.unwrap());
    let mine = memory.called("Mine");
    assert_eq!((mine.name.as_str(), mine.kind.as_str(), mine.stages[0].assignees.len()), ("Mine", "Set", 2));
    assert!(preview(&memory, &second.path, None, false).command.is_none(), "the same sheet again changes nothing");
}

#[test]
fn rows_of_other_projects_are_left_out() {
    let file = csv("Project,Name\nLLAMA,a\nOther,b\n,c\n");
    let memory = Memory::new();
    let result = preview(&memory, &file.path, None, false);
    assert_eq!((result.created, result.skipped), (2, 1));
    assert!(result.ignored.iter().any(|i| i.reason.starts_with("1 rows belong to other projects")));
}

#[test]
fn two_devices_make_the_same_people_of_a_sheet() {
    let file = csv("Name,Modeling Artist\na,Ana Ruiz\nb,ana  RUIZ\n");
    let people = || match preview(&Memory::new(), &file.path, None, false).command {
        Some(rushes_domain::Command::Import { people, .. }) => people,
        _ => Vec::new(),
    };
    assert_eq!(people(), people());
    assert_eq!(people().len(), 1);
}
