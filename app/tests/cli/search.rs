//! Searching from the command line.

#![allow(clippy::unwrap_used)]

use super::support::{Home, Keeper};
use serde_json::json;

fn home() -> Home {
    let home = Home::with_project();
    home.picture("one.png", 64, 48, [90, 20, 20]);
    home.json(&["publish", "AC/Hero shot/Modeling", "one.png", "--note", "Legs are thinner"]).document();
    home.json(&["comment", "AC/Hero shot/Modeling@1", "The Größe of the legs is still off"]).document();
    home
}

#[test]
fn what_people_wrote_is_found_with_where_it_is_and_what_answers() {
    let home = home();
    let found = home.json(&["search", "grosse legs"]).document();
    let hit = &found["hits"][0];
    assert_eq!((&hit["kind"], &hit["path"]), (&json!("comment"), &json!("AC/Hero shot/Modeling@1")));
    assert_eq!(hit["snippet"], "The Größe of the legs is still off");
    assert_eq!(hit["marks"], json!([[4, 9], [17, 21]]), "letters, as scripts count");
    assert_eq!((&hit["by"], found["hits"].as_array().unwrap().len()), (&json!("Ana Ruiz"), 1));
    assert!(hit["score"].as_f64().unwrap() > 0.5 && found["took_ms"].as_f64().is_some());
    assert_eq!((&found["up_to_date"], &found["counts"]), (&json!(true), &json!({"comment": 1})));
    // The path and the ids lead on.
    home.json(&["comment", hit["round_id"].as_str().unwrap(), "Seen"]).document();
    assert_eq!(home.json(&["search", "seen"]).document()["hits"][0]["kind"], "comment", "also what is a moment old");

    let limited = home.json(&["search", "legs", "--limit", "1"]).document();
    assert_eq!((limited["hits"].as_array().unwrap().len(), &limited["counts"]["round"]), (1, &json!(1)));
    let filtered = home.json(&["search", "legs", "kind:round", "project:AC"]).document();
    assert_eq!(filtered["hits"][0]["path"], "AC/Hero shot/Modeling@1");
    assert_eq!(home.json(&["search", "lges project:ZZ"]).document()["unknown_filters"], json!(["project:ZZ"]));
}

#[test]
fn people_read_it_with_what_answers_in_brackets() {
    let home = home();
    let told = home.run(&["search", "legs", "thin"]);
    assert_eq!((told.exit, told.stderr.as_str()), (0, ""));
    assert!(told.stdout.contains("round  AC/Hero shot/Modeling@1\n       [Legs] are [thinner]\n1 hit in"), "{told:?}");
    let nothing = home.run(&["search", "zebra"]);
    assert_eq!((nothing.exit, nothing.stdout.as_str()), (0, "Nothing answers \"zebra\".\n"));
    assert_eq!(home.json(&["search"]).error(2)["code"], "invalid_input");
}

#[test]
fn it_is_answered_by_the_process_that_holds_the_home() {
    let home = home();
    let keeper = Keeper::start(&home);
    for name in ["Sofa", "Lamp"] {
        home.json(&["deliverable", "create", name, "--project", "AC"]).document();
        let found = home.json(&["search", name]).document();
        assert_eq!(found["hits"][0]["path"], format!("AC/{name}"));
    }
    drop(keeper);
    assert_eq!(home.json(&["search", "sofa"]).document()["hits"][0]["path"], "AC/Sofa");
}
