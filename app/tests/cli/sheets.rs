//! Sheets in and out, as scripts do it.

#![allow(clippy::unwrap_used)]

use super::support::Home;
use serde_json::{Value, json};
use std::path::Path;

const SHEET: &str = "Master,,,,\n\
    ,,Modeling,,\n\
    Name,Due,Status,Artist,Bid\n\
    001,03/04/2026,Kick-off,AR,2\n\
    =1+1,05/06/2026,wip,Ben Okafor,1\n";

fn write(home: &Home, name: &str, text: &str) {
    std::fs::write(home.file(name), text).unwrap();
}

/// The cells of a sheet as text.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let book = rushes_store::import::read(path, None).unwrap();
    let grid = book.grid();
    (0..grid.height()).map(|r| (0..grid.width()).map(|c| format!("{:?}", grid.cell(r, c))).collect()).collect()
}

fn messages(document: &Value) -> Vec<String> {
    let errors = document["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|e| format!("{}{} {}", e["column"].as_str().unwrap(), e["row"], e["message"].as_str().unwrap()))
        .collect()
}

#[test]
fn what_only_a_person_can_say_is_asked_and_kept() {
    let home = Home::with_project();
    write(&home, "tracker.csv", SHEET);
    let asked = home.json(&["import", "tracker.csv", "--project", "AC", "--dry-run"]).document();
    let told = messages(&asked);
    assert_eq!(told.len(), 5, "{told:#?}");
    assert!(told[0].starts_with("B4 ") && told[0].ends_with("Use --date-order dmy, mdy or ymd."), "{told:#?}");
    assert!(told[1].contains("Kick-off") && told[1].contains("--status"), "{told:#?}");
    assert!(told[2].contains("minutes, hours or days") && told[2].contains("--unit"), "{told:#?}");
    assert_eq!(asked["questions"]["dates"][0]["column"], "B");
    let refused = home.json(&["import", "tracker.csv", "--project", "AC"]);
    assert_eq!(refused.exit, 1, "{refused:?}");

    let all = [
        "import",
        "tracker.csv",
        "--project",
        "AC",
        "--date-order",
        "dmy",
        "--unit",
        "days",
        "--status",
        "Kick-off=in progress",
        "--person",
        "AR=Ana Ruiz",
        "--save-map",
        "Weekly",
    ];
    let done = home.json(&all).document();
    assert_eq!((&done["created"], &done["people"]), (&json!(2), &json!(["Ben Okafor"])), "Ana is known already");
    let listed = home.json(&["deliverable", "list", "--project", "AC"]).document();
    let names: Vec<&str> = listed.as_array().unwrap().iter().map(|d| d["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["001", "=1+1", "Hero shot"]);
    assert_eq!(listed[0]["due"], "2026-04-03");

    // The same headers again need no more answers; the same sheet again changes nothing.
    let again = home.json(&["import", "tracker.csv", "--project", "AC"]).document();
    assert_eq!((&again["map"], &again["unchanged"], &again["updated"]), (&json!("Weekly"), &json!(2), &json!(0)));
    let by_name = home.json(&["import", "tracker.csv", "--project", "AC", "--map", "weekly", "--dry-run"]).document();
    assert_eq!(by_name["errors"], json!([]));
    let without = home.json(&["import", "tracker.csv", "--project", "AC", "--no-map", "--dry-run"]).document();
    assert_eq!(messages(&without).len(), 5);
    let maps = home.json(&["sheet-map", "list", "--project", "AC"]).document();
    assert_eq!(maps["maps"][0]["name"], "Weekly");
    home.json(&["sheet-map", "remove", "Weekly", "--project", "AC"]).document();
    assert_eq!(home.json(&["import", "tracker.csv", "--project", "AC", "--map", "Weekly"]).code(), "invalid_input");
}

#[test]
fn named_rows_are_left_out() {
    let home = Home::with_project();
    write(&home, "plan.csv", "Name,Due\na,never\nb,\nc,\nd,\n");
    let done = home.json(&["import", "plan.csv", "--project", "AC", "--skip-rows", "2,4-5"]).document();
    assert_eq!((&done["created"], &done["skipped"], &done["errors"]), (&json!(1), &json!(3), &json!([])));
    assert_eq!(
        home.json(&["import", "plan.csv", "--project", "AC", "--skip-rows", "5-4"]).error(2)["code"],
        "invalid_input"
    );
}

#[test]
fn what_is_exported_comes_back_and_is_exported_the_same() {
    let home = Home::with_project();
    write(&home, "tracker.csv", SHEET);
    let first = [
        "import",
        "tracker.csv",
        "--project",
        "AC",
        "--date-order",
        "dmy",
        "--unit",
        "days",
        "--status",
        "Kick-off=review",
    ];
    home.json(&first).document();
    for ending in ["xlsx", "csv", "tsv"] {
        let (out, back) = (format!("out.{ending}"), format!("back.{ending}"));
        home.json(&["export", &out, "--project", "AC"]).document();
        let other = Home::empty();
        other.json(&["studio", "create", "Other", "--user", "Ada", "--email", "ada@example.com"]).document();
        other.json(&["project", "create", "Autumn campaign", "--code", "AC"]).document();
        let file = home.file(&out).display().to_string();
        let done = other.json(&["import", &file, "--project", "AC"]).document();
        assert_eq!((&done["created"], &done["errors"]), (&json!(3), &json!([])), "{ending}");
        other.json(&["export", &back, "--project", "AC"]).document();
        let (before, after) = (cells(&home.file(&out)), cells(&other.file(&back)));
        assert_eq!(before, after, "{ending}");
        assert!(before.iter().flatten().any(|c| c == "Text(\"=1+1\")") && before.len() >= 4, "{before:?}");
        if ending != "xlsx" {
            let bytes = |home: &Home, name: &str| std::fs::read(home.file(name)).unwrap();
            assert_eq!(bytes(&home, &out), bytes(&other, &back));
        }
        let same = home.json(&["import", &out, "--project", "AC", "--dry-run"]).document();
        assert_eq!((&same["unchanged"], &same["updated"]), (&json!(3), &json!(0)), "{ending}");
    }
    // No program computes what somebody wrote into a name.
    let text = std::fs::read_to_string(home.file("out.csv")).unwrap();
    assert!(text.contains("\n'=1+1,") && text.starts_with('\u{FEFF}'), "{text}");
}

#[test]
fn an_export_has_the_columns_that_are_asked_for() {
    let home = Home::with_project();
    home.json(&["export", "some.csv", "--project", "AC", "--columns", "due,name,look dev", "--no-mark"]).document();
    let text = std::fs::read_to_string(home.file("some.csv")).unwrap();
    assert!(text.starts_with("Due,Name,Look Dev Status,Look Dev People"), "{text}");
    assert!(text.contains("\n2030-01-31,Hero shot,Blocked,"), "{text}");
    home.json(&["export", "some.json", "--project", "AC", "--columns", "name,modeling status"]).document();
    let list: Value = serde_json::from_slice(&std::fs::read(home.file("some.json")).unwrap()).unwrap();
    assert_eq!(list["rows"], json!([{"Name": "Hero shot", "Modeling Status": "ready"}]));
    let error = home.json(&["export", "x.csv", "--columns", "colour"]).error(1);
    assert!(error["message"].as_str().unwrap().contains("Modeling Status"), "{error}");
}

#[test]
fn an_export_holds_what_a_query_or_a_view_shows() {
    let home = Home::with_project();
    write(&home, "plan.csv", "Name,Priority\na,urgent\nb,low\nc,urgent\n");
    home.json(&["import", "plan.csv", "--project", "AC"]).document();
    let out = ["export", "urgent.csv", "--project", "AC", "--query", "priority:urgent -name:c", "--columns", "name"];
    assert_eq!(home.json(&out).document()["rows"], 1);
    assert!(
        std::fs::read_to_string(home.file("urgent.csv")).unwrap().trim_start_matches('\u{feff}').starts_with("Name")
    );
    home.json(&["view", "save", "Hot", "--project", "AC", "--query", "priority:urgent"]).document();
    assert_eq!(home.json(&["export", "hot.csv", "--view", "Hot"]).document()["rows"], 2);
    let refused = home.json(&["export", "none.csv", "--view", "Cold"]);
    assert_eq!((refused.exit, refused.code().as_str()), (1, "not_found"));
}

#[test]
fn columns_become_fields_and_notes_comments_in_one_step() {
    let home = Home::with_project();
    write(
        &home,
        "plan.csv",
        "Name,Campaign,Bottles,Comments\na,Spring,2,warmer light\nb,Summer,3,\nc,spring,1,\nd,Summer,4,\n",
    );
    let seen = home.json(&["import", "plan.csv", "--project", "AC", "--dry-run"]).document();
    assert_eq!((&seen["fields"], &seen["comments"]), (&json!([]), &json!(1)));
    let all = ["import", "plan.csv", "--project", "AC", "--new-field", "campaign", "--new-field", "Bottles=number"];
    let dry = home.json(&[&all[..], &["--dry-run"]].concat()).document();
    let fields = json!([
        {"name": "Campaign", "kind": "choice", "options": ["Spring", "Summer"]},
        {"name": "Bottles", "kind": "number"}
    ]);
    assert_eq!(dry["fields"], fields);
    assert_eq!(home.json(&["field", "list"]).document(), json!([]), "nothing was made");
    let done = home.json(&all).document();
    assert_eq!((&done["created"], &done["fields"], &done["comments"]), (&json!(4), &fields, &json!(1)));
    let shown = home.json(&["deliverable", "show", "AC/c"]).document().to_string();
    assert!(shown.contains("Spring"), "{shown}");
    let again = home.json(&all).document();
    assert_eq!((&again["unchanged"], &again["updated"], &again["fields"]), (&json!(4), &json!(0), &json!([])));
    let comments = home.json(&["thread", "list", "AC/a"]).document().to_string();
    assert!(comments.contains("warmer light"), "{comments}");

    home.json(&["undo"]).document();
    assert_eq!(home.json(&["field", "list"]).document(), json!([]), "one step takes it all back");
    let left = home.json(&["deliverable", "list", "--project", "AC"]).document();
    assert_eq!(left.as_array().unwrap().len(), 1);
    home.json(&["redo"]).document();
    let comments = home.json(&["thread", "list", "AC/a"]).document().to_string();
    assert!(comments.contains("warmer light"), "{comments}");

    // An import that was undone brings its comments again; one that somebody took back by hand stays away, until
    // they want it back.
    home.json(&["undo"]).document();
    assert_eq!(home.json(&all).document()["comments"], 1);
    let listed = home.json(&["thread", "list", "AC/a"]).document();
    let id = listed["threads"][0]["id"].as_str().unwrap().to_owned();
    home.json(&["thread", "withdraw", &id]).document();
    for more in ["warmer light", "warmer light\nand a rim"] {
        let sheet = format!("Name,Campaign,Bottles,Comments\na,Spring,2,\"{more}\"\n");
        write(&home, "plan.csv", &sheet);
        let again = home.json(&all).document();
        assert_eq!(again["comments"], i32::from(more.contains("rim")), "{again}");
    }
    let comments = home.json(&["thread", "list", "AC/a"]).document().to_string();
    assert!(comments.contains("and a rim") && !comments.contains("warmer"), "{comments}");
    home.json(&["undo"]).document();
    home.json(&["undo"]).document();
    let comments = home.json(&["thread", "list", "AC/a"]).document().to_string();
    assert!(comments.contains("warmer light"), "{comments}");
    write(&home, "plan.csv", "Name,Campaign,Bottles,Comments\na,Spring,2,warmer light\n");
    assert_eq!(home.json(&all).document()["comments"], 0);

    let wrong = home.json(&["import", "plan.csv", "--project", "AC", "--new-field", "Colour"]).error(1);
    assert!(wrong["message"].as_str().unwrap().contains("no column \"Colour\""), "{wrong}");
    assert_eq!(home.json(&["import", "plan.csv", "--project", "AC", "--new-field", "Campaign=colour"]).exit, 2);
}

#[test]
fn the_encoding_of_a_text_file_is_guessed_told_and_said() {
    let home = Home::with_project();
    let bytes = b"Name,Description\n\xD2\xB9\xCD\xED\xB5\xC4\xBD\xD6\xB5\xC0,\xD6\xF7\xBD\xC7\xB1\xBC\xC5\xDC\n";
    std::fs::write(home.file("gbk.csv"), bytes).unwrap();
    let guessed = home.json(&["import", "gbk.csv", "--project", "AC", "--dry-run"]).document();
    let asked = &guessed["questions"]["encoding"];
    assert_eq!((&asked["name"], &asked["answer"]), (&json!("gbk"), &Value::Null));
    assert!(asked["confidence"].as_f64().unwrap() > 0.5 && asked["candidates"].as_array().unwrap().len() > 2);
    assert_eq!(guessed["rows"][0]["name"], "夜晚的街道");
    let said =
        home.json(&["import", "gbk.csv", "--project", "AC", "--dry-run", "--encoding", "windows-1251"]).document();
    assert_eq!(said["questions"]["encoding"]["answer"], "windows-1251");
    assert_ne!(said["rows"][0]["name"], "夜晚的街道");
    let unknown = home.json(&["import", "gbk.csv", "--project", "AC", "--encoding", "klingon"]);
    assert_eq!(unknown.exit, 1, "{unknown:?}");
    assert!(format!("{unknown:?}").contains("invalid_input") && format!("{unknown:?}").contains("shift_jis"));

    write(&home, "plain.csv", "Name\nForêt\n");
    let plain = home.json(&["import", "plain.csv", "--project", "AC", "--dry-run"]).document();
    assert!(plain["questions"].get("encoding").is_none(), "UTF-8 is no guess");
}

#[test]
fn one_bad_byte_costs_its_cell_and_names_it() {
    let home = Home::with_project();
    let bytes = ["Name,Description\nForêt,le héros court à côté\nGare,caf".as_bytes(), b"\xE9\n"].concat();
    std::fs::write(home.file("bad.csv"), bytes).unwrap();
    let told = home.json(&["import", "bad.csv", "--project", "AC", "--dry-run"]).document();
    assert_eq!((&told["errors"][0]["row"], &told["errors"][0]["column"]), (&json!(3), &json!("B")));
    assert_eq!(told["errors"][0]["kind"], "encoding");
    let done = home.json(&["import", "bad.csv", "--project", "AC", "--skip-errors"]).document();
    assert_eq!((&done["created"], &done["skipped"]), (&json!(2), &json!(0)));
}

#[test]
fn hidden_rows_are_told_and_left_out_when_said() {
    let home = Home::with_project();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, name) in ["Name", "a", "b", "c"].into_iter().enumerate() {
        sheet.write(row as u32, 0, name).unwrap();
    }
    sheet.set_row_hidden(2).unwrap();
    book.save(home.file("hidden.xlsx")).unwrap();
    let taken = home.json(&["import", "hidden.xlsx", "--project", "AC", "--dry-run"]).document();
    let asked = &taken["questions"]["hidden"];
    assert_eq!((&asked["rows"], &asked["answer"], &taken["created"]), (&json!([3]), &json!("take"), &json!(3)));
    let skipped = home.json(&["import", "hidden.xlsx", "--project", "AC", "--hidden", "skip"]).document();
    assert_eq!((&skipped["created"], &skipped["skipped"]), (&json!(2), &json!(1)));
}
