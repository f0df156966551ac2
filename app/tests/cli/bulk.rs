//! Many deliverables changed at once, as scripts do it.

#![allow(clippy::unwrap_used)]

use super::support::Home;
use serde_json::{Value, json};

fn studio() -> Home {
    let home = Home::with_project();
    for n in 1..=4 {
        let (name, kind) = (format!("Shot {n}"), if n < 4 { "Shot" } else { "Asset" });
        home.json(&["deliverable", "create", &name, "--project", "AC", "--type", kind]).document();
    }
    home
}

/// One thing of the named stage of every deliverable that is listed.
fn of_stage(home: &Home, stage: &str, what: &str) -> Vec<Value> {
    let listed = home.json(&["deliverable", "list", "--query", "type:Shot"]).document();
    let stages = listed.as_array().unwrap().iter().map(|d| {
        let found = d["stages"].as_array().unwrap().iter().find(|s| s["name"] == stage);
        found.unwrap()[what].clone()
    });
    stages.collect()
}

#[test]
fn what_a_query_finds_is_changed_as_one_step() {
    let home = studio();
    let bulk = |args: &[&str]| home.json(&[&["bulk", "--query", "type:Shot"], args].concat());
    let dry = bulk(&["--assign", "Ana", "--dry-run"]).document();
    assert_eq!((&dry["deliverables"], &dry["changed"], &dry["step"]), (&json!(3), &json!(3), &json!(null)));
    assert_eq!(of_stage(&home, "Modeling", "assignees"), vec![json!([]); 3]);

    let done = bulk(&["--assign", "Ana"]).document();
    assert_eq!((&done["changed"], &done["label"]), (&json!(3), &json!("Assigned only Ana Ruiz to 3 stages")));
    assert_eq!(of_stage(&home, "Modeling", "assignees"), vec![json!(["Ana Ruiz"]); 3]);
    assert_eq!(bulk(&["--assign", "Ana"]).document()["changed"], 0);
    home.json(&["undo"]).document();
    assert_eq!(of_stage(&home, "Modeling", "assignees"), vec![json!([]); 3]);
    home.json(&["redo"]).document();

    bulk(&["--stage", "lighting", "--due", "2030-02-03"]).document();
    bulk(&["--stage", "Lighting", "--shift", "-2"]).document();
    assert_eq!(of_stage(&home, "Lighting", "due"), vec![json!("2030-02-01"); 3]);
    assert_eq!(bulk(&["--priority", "high"]).document()["label"], "Set 3 deliverables to priority high");
    bulk(&["--remove-person", "Ana", "--stage", "all"]).document();
    assert_eq!(of_stage(&home, "Modeling", "assignees"), vec![json!([]); 3]);
    home.json(&["bulk", "--project", "AC", "--delete"]).document();
    assert_eq!(home.json(&["deliverable", "list"]).document(), json!([]));
    home.json(&["undo"]).document();
    assert_eq!(home.json(&["deliverable", "list"]).document().as_array().unwrap().len(), 5);
}

#[test]
fn what_is_refused_is_named_and_nothing_is_done_unless_it_is_left_out() {
    let home = studio();
    // What was set by hand stays so until somebody takes it back; the others may start.
    home.json(&["stage", "status", "AC/Shot 2/Modeling", "on_hold", "--reason", "the client travels"]).document();
    home.json(&["stage", "status", "AC/Shot 3/Modeling", "skipped", "--reason", "not needed"]).document();
    let bulk = |args: &[&str]| home.json(&[&["bulk", "--project", "AC", "--stage", "Modeling"], args].concat());
    let dry = bulk(&["--status", "in_progress", "--dry-run"]).document();
    let refused: Vec<&str> = dry["refused"].as_array().unwrap().iter().map(|r| r["path"].as_str().unwrap()).collect();
    assert_eq!(refused, ["AC/Shot 2/Modeling", "AC/Shot 3/Modeling"], "{dry}");
    let error = bulk(&["--status", "in_progress"]).error(1);
    assert_eq!(error["code"], "invalid_transition", "{error}");
    assert!(error["details"][0].as_str().unwrap().starts_with("AC/Shot 2/Modeling: "), "{error}");
    assert_eq!(of_stage(&home, "Modeling", "status")[0], "ready");
    let done = bulk(&["--status", "in_progress", "--skip-refused"]).document();
    assert_eq!((&done["changed"], done["refused"].as_array().unwrap().len()), (&json!(3), 2));
    assert_eq!(of_stage(&home, "Modeling", "status")[0], "in_progress");

    assert_eq!(bulk(&["--stage-of", "x"]).error(2)["code"], "invalid_input");
    assert_eq!(bulk(&["--priority", "high", "--delete"]).error(2)["code"], "invalid_input");
    assert_eq!(home.json(&["bulk", "--priority", "high"]).error(2)["code"], "invalid_input");
    let unknown = home.json(&["bulk", "--project", "AC", "--stage", "Sculpting", "--status", "ready"]).error(1);
    assert_eq!(unknown["code"], "not_found");
}
