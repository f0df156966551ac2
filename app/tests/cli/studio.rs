//! Studios, people, permissions and pipelines.

#![allow(clippy::unwrap_used)]

use super::support::Home;
use serde_json::json;

#[test]
fn a_studio_has_its_founder_and_their_device() {
    let home = Home::empty();
    let made =
        home.json(&["studio", "create", "Nordlicht", "--user", "Ana Ruiz", "--email", "ana@example.com"]).document();
    assert_eq!((made["studio"].as_str().map(str::len), made["device"].as_str().map(str::len)), (Some(26), Some(64)));
    let members = home.json(&["studio", "members"]).document();
    let ana = &members["members"][0];
    assert_eq!(
        (&ana["id"], &ana["name"], &ana["email"]),
        (&made["member"], &json!("Ana Ruiz"), &json!("ana@example.com"))
    );
    assert_eq!((&ana["role"], &ana["devices"]), (&json!("admin"), &json!([made["device"]])));
    let table = home.run(&["studio", "members"]);
    assert!(table.stdout.contains("Ana Ruiz") && table.stderr.is_empty(), "{table:?}");

    let invited = home.json(&["studio", "invite", "--role", "artist", "--expires", "12h"]).document();
    assert!(invited["ticket"].as_str().unwrap().len() > 40 && invited["expires_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(
        home.json(&["studio", "join", "nonsense", "--user", "Ben", "--email", "b@example.com"]).code(),
        "invalid_input"
    );

    let matrix = home.json(&["studio", "permissions"]).document();
    assert_eq!(
        (&matrix["roles"]["client"]["decide"], &matrix["roles"]["artist"]["plan"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(home.json(&["studio", "permissions", "--role", "artist", "--set", "plan=on"]).code(), "invalid_input");
}

#[test]
fn pipelines_are_made_changed_and_checked() {
    let home = Home::with_project();
    let write = |text: serde_json::Value| std::fs::write(home.file("p.json"), text.to_string()).unwrap();
    write(json!({"name": "Comp", "stages": [{"name": "Prep"}, {"name": "Comp", "needs": ["Prep"]}]}));
    let made = home.json(&["pipeline", "apply", "p.json"]).document();
    assert_eq!((&made["created"], &made["stages"][1]["needs"]), (&json!(true), &json!(["Prep"])));
    write(
        json!({"name": "Comp", "stages": [{"name": "Prep"}, {"name": "Roto"}, {"name": "Comp", "needs": ["Prep", "Roto"]}]}),
    );
    let changed = home.json(&["pipeline", "apply", "p.json"]).document();
    assert_eq!((&changed["created"], &changed["id"]), (&json!(false), &made["id"]));
    assert_eq!(changed["stages"][2]["id"], made["stages"][1]["id"], "known stages keep their ids");
    // What show prints can be applied again.
    write(home.json(&["pipeline", "show", "Comp"]).document());
    home.json(&["pipeline", "apply", "p.json"]).document();

    write(
        json!({"name": "Bad", "stages": [{"name": "A", "needs": ["B"]}, {"name": "B", "needs": ["A", "Z"]}, {"name": "a"}]}),
    );
    let error = home.json(&["pipeline", "apply", "p.json"]).error(1);
    let details = error["details"].as_array().unwrap();
    assert!(details.len() >= 3 && error["code"] == "invalid_input", "{error}");
    std::fs::write(home.file("p.json"), "{").unwrap();
    assert_eq!(home.json(&["pipeline", "apply", "p.json"]).code(), "invalid_input");
    assert_eq!(home.json(&["pipeline", "list"]).document().as_array().unwrap().len(), 2);
}

#[test]
fn a_query_finds_deliverables_and_work() {
    let home = Home::with_project();
    home.json(&["deliverable", "create", "Side table", "--project", "AC", "--type", "Prop", "--priority", "high"])
        .document();
    home.json(&["stage", "assign", "AC/Side table/Modeling", "Ana Ruiz"]).document();
    let names = |query: &str| {
        let listed = home.json(&["deliverable", "list", "--query", query]).document();
        listed.as_array().unwrap().iter().map(|d| d["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("type:prop person:me"), ["Side table"]);
    assert_eq!(names("-priority:high due>2030-01-01"), ["Hero shot"]);
    let typo = home.run(&["deliverable", "list", "--query", "pririty:high"]);
    assert!(typo.stderr.contains("Did you mean priority?"), "{typo:?}");
    let work = |query: &str| home.json(&["work", "--query", query]).document()["items"].as_array().unwrap().len();
    assert_eq!((work("stage:modeling"), work("status:review")), (1, 0));
}
