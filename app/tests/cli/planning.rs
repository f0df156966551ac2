//! Custom fields, projects, deliverables and pipelines through their lives, as scripts change them.

#![allow(clippy::unwrap_used)]

use super::support::Home;
use serde_json::{Value, json};

fn names(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn custom_fields_of_every_kind_are_defined_filled_and_archived() {
    let home = Home::with_project();
    let fields = [
        ("Notes", "text", "glossy, not wet", json!("glossy, not wet")),
        ("Frames", "number", "48.5", json!(48.5)),
        ("Delivery", "date", "2030-03-01", json!("2030-03-01")),
        ("Look", "choice", "wet", json!("Wet")),
        ("Markets", "multi_choice", "US, EU", json!(["EU", "US"])),
        ("Hero", "checkbox", "yes", json!(true)),
        ("Brief", "url", "https://example.com/b", json!("https://example.com/b")),
        ("Contact", "person", "Ana Ruiz", json!("Ana Ruiz")),
    ];
    for (name, kind, written, shown) in &fields {
        let mut define = vec!["field", "define", name, "--kind", kind];
        match *kind {
            "choice" => define.extend(["--option", "Wet", "--option", "Dry"]),
            "multi_choice" => define.extend(["--option", "EU", "--option", "US"]),
            _ => {}
        }
        let made = home.json(&define).document();
        assert_eq!((&made["name"], &made["kind"], &made["of"]), (&json!(name), &json!(kind), &json!("deliverable")));
        let edit = ["deliverable", "edit", "AC/Hero shot", "--field", &format!("{name}={written}")];
        assert_eq!(&home.json(&edit).document()["fields"][name], shown);
    }
    // A new process reads what the others wrote.
    let kept = home.json(&["deliverable", "show", "AC/Hero shot"]).document();
    assert_eq!(kept["fields"].as_object().unwrap().len(), 8);
    let listed = home.json(&["deliverable", "list", "--project", "AC"]).document();
    assert_eq!(listed[0]["fields"], kept["fields"]);

    let wrong = ["deliverable", "edit", "AC/Hero shot", "--field", "Frames=many", "--field", "Colour=red"];
    let error = home.json(&wrong).error(1);
    assert_eq!(error["details"].as_array().unwrap().len(), 2, "{error}");
    assert_eq!(home.json(&["deliverable", "show", "AC/Hero shot"]).document()["fields"], kept["fields"]);
    let cleared = home.json(&["deliverable", "edit", "AC/Hero shot", "--field", "Frames="]).document();
    assert_eq!(cleared["fields"]["Frames"], json!(null));

    // Options: renamed, one out, one more; values keep what they have.
    let change =
        ["field", "define", "Look", "--rename-option", "Wet=Glossy", "--option", "Frosted", "--option", "Glossy"];
    let changed = home.json(&change).document();
    assert_eq!(names(&changed["options"]), ["Frosted", "Glossy"]);
    assert_eq!(home.json(&["deliverable", "show", "AC/Hero shot"]).document()["fields"]["Look"], "Glossy");
    assert_eq!(home.json(&["field", "define", "Look", "--kind", "text"]).code(), "invalid_transition");

    home.json(&["field", "archive", "Look"]).document();
    assert!(home.json(&["deliverable", "show", "AC/Hero shot"]).document()["fields"].get("Look").is_none());
    assert_eq!(home.json(&["field", "list"]).document().as_array().unwrap().len(), 7);
    home.json(&["field", "restore", "Look"]).document();
    assert_eq!(home.json(&["deliverable", "show", "AC/Hero shot"]).document()["fields"]["Look"], "Glossy");

    home.json(&["field", "define", "Budget", "--kind", "number", "--of", "project"]).document();
    home.json(&["project", "edit", "AC", "--field", "budget=12000"]).document();
    assert_eq!(home.json(&["project", "show", "AC"]).document()["fields"], json!({"Budget": 12000}));
}

#[test]
fn projects_are_edited_deleted_and_brought_back_with_what_they_hold() {
    let home = Home::with_project();
    home.picture("hero.png", 50, 40, [1, 120, 3]);
    home.json(&["publish", "AC/Hero shot/Modeling", "hero.png"]).document();
    let edit =
        ["project", "edit", "AC", "--name", "Winter", "--client", "Orchard", "--code", "WIN", "--due", "2030-05-01"];
    let edited = home.json(&edit).document();
    assert_eq!(
        (&edited["name"], &edited["client"], &edited["code"], &edited["due"]),
        (&json!("Winter"), &json!("Orchard"), &json!("WIN"), &json!("2030-05-01"))
    );
    assert_eq!(home.json(&["project", "edit", "WIN", "--start", "2030-06-01"]).code(), "invalid_input");
    assert_eq!(home.json(&["project", "edit", "WIN"]).error(2)["code"], "invalid_input");
    let covered = home.json(&["project", "edit", "WIN", "--cover", "WIN/Hero shot/Modeling@1"]).document();
    assert_eq!(covered["cover"], covered["cover_chosen"]);
    assert!(covered["cover"].as_str().is_some_and(|h| h.len() == 64));
    assert_eq!(home.json(&["project", "edit", "WIN", "--cover", "newest"]).document()["cover_chosen"], json!(null));

    assert_eq!(home.json(&["project", "archive", "WIN"]).document()["archived"], true);
    assert_eq!(home.json(&["project", "restore", "WIN"]).document()["archived"], false);
    let gone = home.json(&["project", "delete", "WIN"]).document();
    assert_eq!(gone["deleted"], true);
    assert_eq!(home.json(&["project", "list"]).document(), json!([]));
    assert_eq!(home.json(&["deliverable", "list"]).document(), json!([]));
    assert_eq!(home.json(&["deliverable", "show", "WIN/Hero shot"]).code(), "not_found");
    assert_eq!(names(&home.json(&["project", "list", "--deleted"]).document()), ["Winter"]);
    home.json(&["project", "create", "Other", "--code", "WIN"]).document();
    assert_eq!(home.json(&["project", "restore", gone["id"].as_str().unwrap()]).code(), "invalid_transition");
    let back = home.json(&["project", "restore", gone["id"].as_str().unwrap(), "--code", "WIN2"]).document();
    assert_eq!((&back["deliverable_count"], &back["deleted"]), (&json!(1), &json!(false)));
    assert_eq!(home.json(&["deliverable", "show", "WIN2/Hero shot"]).document()["rounds"][0]["round"], 1);
}

#[test]
fn deliverables_are_edited_duplicated_moved_deleted_and_brought_back() {
    let home = Home::with_project();
    let edit = [
        "deliverable",
        "edit",
        "AC/Hero shot",
        "--name",
        "Hero",
        "--type",
        "Shot",
        "--priority",
        "high",
        "--due",
        "none",
        "--description",
        "dusk",
    ];
    let edited = home.json(&edit).document();
    assert_eq!(
        (&edited["name"], &edited["type"], &edited["priority"], &edited["due"], &edited["description"]),
        (&json!("Hero"), &json!("Shot"), &json!("high"), &json!(null), &json!("dusk"))
    );
    let stage = home.json(&["stage", "rounds", "AC/Hero/Lighting", "--before", "3"]).document();
    assert_eq!((&stage["rounds"], &stage["rounds_before"]), (&json!(3), &json!(3)));
    let stage = home.json(&["stage", "estimate", "AC/Hero/Lighting", "1h 30m"]).document();
    assert_eq!((&stage["estimate_minutes"], &stage["in_pipeline"]), (&json!(90), &json!(true)));
    home.json(&["stage", "assign", "AC/Hero/Lighting", "Ana Ruiz"]).document();
    let copy = home.json(&["deliverable", "duplicate", "AC/Hero"]).document();
    assert_eq!((&copy["name"], &copy["stages"][3]["estimate_minutes"]), (&json!("Hero copy"), &json!(90)));
    assert_eq!(copy["stages"][3]["assignees"], json!([]));
    let named = home.json(&["deliverable", "duplicate", "AC/Hero", "--name", "Alt", "--people"]).document();
    assert_eq!(named["stages"][3]["assignees"], json!(["Ana Ruiz"]));
    assert_eq!(home.json(&["deliverable", "duplicate", "AC/Hero", "--name", "alt"]).code(), "invalid_transition");
    assert_eq!(
        home.json(&["stage", "estimate", "AC/Hero/Lighting", "none"]).document()["estimate_minutes"],
        json!(null)
    );

    home.json(&["project", "create", "Other", "--code", "OT"]).document();
    assert_eq!(home.json(&["deliverable", "move", "AC/Alt", "--to", "OT"]).document()["path"], "OT/Alt");
    assert_eq!(home.json(&["deliverable", "delete", "OT/Alt"]).document()["deleted"], true);
    assert_eq!(names(&home.json(&["deliverable", "list", "--deleted"]).document()), ["Alt"]);
    assert_eq!(home.json(&["deliverable", "restore", "OT/alt"]).document()["deleted"], false);
    assert_eq!(home.json(&["deliverable", "restore", "OT/Alt"]).code(), "not_found");
}

#[test]
fn deliverables_follow_another_pipeline_after_a_dry_run() {
    let home = Home::with_project();
    home.picture("hero.png", 50, 40, [1, 120, 3]);
    home.json(&["publish", "AC/Hero shot/Modeling", "hero.png"]).document();
    let write = |text: Value| std::fs::write(home.file("p.json"), text.to_string()).unwrap();
    write(json!({"name": "Short", "stages": [
        {"name": "Layout"}, {"name": "Lighting", "needs": ["Layout"]}, {"name": "QC", "needs": ["Lighting"]},
    ]}));
    home.json(&["pipeline", "apply", "p.json"]).document();
    let migrate = ["pipeline", "migrate", "--project", "AC", "--to", "Short", "--reorder"];
    let foreseen = home.json(&[&migrate[..], &["--dry-run"]].concat()).document();
    assert_eq!((&foreseen["changed"], &foreseen["dry_run"]), (&json!(1), &json!(true)));
    let one = &foreseen["deliverables"][0];
    assert_eq!((&one["path"], &one["added"]), (&json!("AC/Hero shot"), &json!(["Layout"])));
    assert_eq!(names(&one["kept"]), ["Lighting", "QC"]);
    let modeling = &one["dropped"][0];
    assert_eq!(
        (&modeling["name"], &modeling["rounds"], &modeling["stays"]),
        (&json!("Modeling"), &json!(1), &json!(true))
    );
    let stages = || home.json(&["deliverable", "show", "AC/Hero shot"]).document()["stages"].clone();
    assert_eq!(stages().as_array().unwrap().len(), 7, "a dry run does nothing");

    let done = home.json(&migrate).document();
    assert_eq!(done["deliverables"], foreseen["deliverables"], "it does what it said");
    let after = stages();
    let seen: Vec<_> =
        after.as_array().unwrap().iter().map(|s| (s["name"].as_str().unwrap(), s["in_pipeline"] == true)).collect();
    assert!(seen.contains(&("Modeling", false)), "{seen:?}");
    assert_eq!(seen.iter().filter(|(_, is)| *is).map(|(n, _)| *n).collect::<Vec<_>>(), ["Layout", "Lighting", "QC"]);
    assert_eq!(home.json(&["project", "show", "AC"]).document()["pipeline"], "Short");
    assert_eq!(home.json(&migrate).code(), "invalid_transition", "all of it is done");

    // The template changes: those who have it are behind until they follow.
    write(json!({"name": "Short", "stages": [
        {"name": "Layout"}, {"name": "Lighting", "needs": ["Layout"]}, {"name": "Grade", "needs": ["Lighting"]},
        {"name": "Spare"},
    ]}));
    let applied = home.json(&["pipeline", "apply", "p.json"]).document();
    assert_eq!(applied["behind"], 1);
    assert!(applied["warnings"][0].as_str().unwrap().contains("Spare"));
    let followed = home.json(&["pipeline", "migrate", "--project", "AC"]).document();
    assert_eq!((&followed["added"], &followed["dropped"]), (&json!(2), &json!(1)));
    assert_eq!(home.json(&["pipeline", "apply", "p.json"]).document()["behind"], 0);
}

#[test]
fn pipelines_are_duplicated_archived_and_brought_back() {
    let home = Home::with_project();
    let copy = home.json(&["pipeline", "duplicate", "CG Production"]).document();
    assert_eq!((&copy["name"], &copy["projects"]), (&json!("CG Production copy"), &json!([])));
    assert_eq!(copy["stages"][1]["needs"], json!(["Modeling"]));
    assert_eq!(
        home.json(&["pipeline", "duplicate", "CG Production", "--name", "cg production"]).code(),
        "invalid_input"
    );
    assert_eq!(home.json(&["pipeline", "archive", "CG Production copy"]).document()["archived"], true);
    let migrate = ["pipeline", "migrate", "--project", "AC", "--to", "CG Production copy"];
    assert_eq!(home.json(&migrate).code(), "invalid_transition", "an archived one is followed by nobody new");
    assert_eq!(home.json(&["pipeline", "restore", "CG Production copy"]).document()["archived"], false);
    home.json(&migrate).document();
}

#[test]
fn studios_of_one_home_know_nothing_of_each_other() {
    let home = Home::with_project();
    home.json(&["field", "define", "Look", "--kind", "text"]).document();
    home.json(&["studio", "create", "Second", "--user", "Ana Ruiz", "--email", "ana@example.com"]).document();
    assert_eq!(home.json(&["project", "list"]).document(), json!([]));
    assert_eq!(home.json(&["field", "list"]).document(), json!([]));
    home.json(&["project", "create", "Mine", "--code", "AC"]).document();
    assert_eq!(home.json(&["deliverable", "list"]).document(), json!([]));
}
