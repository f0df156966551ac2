//! Taking back, and looking back, from scripts: every command a process of its own.

use super::support::{Home, stage};
use serde_json::json;

#[test]
fn what_was_done_is_taken_back_and_done_again_by_later_processes() {
    let home = Home::with_project();
    home.json(&["stage", "dates", "AC/Hero shot/Modeling", "--due", "2030-01-10"]).document();
    assert_eq!(stage(&home, "Modeling")["due"], "2030-01-10");
    let steps = home.json(&["undo", "--list"]).document();
    assert_eq!(steps["steps"].as_array().unwrap().len(), 3, "{steps}");

    let taken = home.json(&["undo"]).document();
    assert_eq!((&taken["undone"], &taken["left"]), (&json!(1), &json!([])));
    assert!(taken["label"].as_str().unwrap().contains("Modeling"), "{taken}");
    assert_eq!(stage(&home, "Modeling")["due"], json!(null));
    home.json(&["redo"]).document();
    assert_eq!(stage(&home, "Modeling")["due"], "2030-01-10");
    assert_eq!(home.json(&["redo"]).code(), "invalid_transition");
}

#[test]
fn the_log_is_filtered_and_leads_to_things_as_they_were() {
    let home = Home::with_project();
    home.json(&["stage", "dates", "AC/Hero shot/Modeling", "--due", "2030-01-10"]).document();
    let log = home.json(&["log", "AC", "--text", "planned"]).document();
    let entries = log["entries"].as_array().unwrap();
    assert_eq!((entries.len(), &entries[0]["path"]), (1, &json!("AC/Hero shot")));
    assert_eq!(home.json(&["log", "AC", "--kind", "project"]).document()["entries"].as_array().unwrap().len(), 1);
    assert_eq!(home.json(&["log", "--to", "2001-01-01"]).document()["entries"], json!([]));
    let first = home.json(&["log", "--limit", "1"]).document();
    let next = first["next"].to_string();
    let second = home.json(&["log", "--limit", "1", "--after", &next]).document();
    assert_ne!(first["entries"][0]["change"], second["entries"][0]["change"]);

    let of_shot = home.json(&["log", "AC/Hero shot"]).document();
    let made = of_shot["entries"].as_array().unwrap().last().unwrap()["change"].as_str().unwrap().to_owned();
    let was = home.json(&["log", "AC/Hero shot", "--at", &made[..10]]).document();
    assert_eq!((&was["name"], &was["stages"][0]["due"]), (&json!("Hero shot"), &json!(null)));
    assert_eq!(was["as_it_was"]["person"], "Ana Ruiz");
    assert_eq!(home.json(&["log", "AC/Hero shot", "--at", "zz"]).code(), "not_found");
}
