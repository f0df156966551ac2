//! Comments after they were made, mentions, and saved views.

#![allow(clippy::unwrap_used)]

use super::support::Home;
use serde_json::json;

#[test]
fn comments_name_people_are_rewritten_settled_and_taken_back() {
    let home = Home::with_project();
    home.json(&["studio", "person", "Ben Roy"]).document();
    let said = home.json(&["comment", "AC/Hero shot", "@Ben Roy and @ana: too dark"]).document();
    let names: Vec<&str> = said["mentions"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap()).collect();
    assert_eq!((names.len(), names.contains(&"Ben Roy"), names.contains(&"Ana Ruiz")), (2, true, true));
    assert_eq!(said["feedback"], json!(null), "without a round there is nothing for the checklist");
    let id = said["comment"].as_str().unwrap();
    let answer = home.json(&["comment", "AC/Hero shot", "On it", "--reply-to", id]).document();
    let answer = answer["comment"].as_str().unwrap();
    assert_eq!(home.json(&["thread", "withdraw", id]).code(), "invalid_transition", "it was answered");

    let edited = home.json(&["thread", "edit", id, "@Ben Roy: too dark by half a stop"]).document();
    assert_eq!((edited["mentions"].as_array().unwrap().len(), edited["edited"].is_string()), (1, true));
    assert_eq!(home.json(&["thread", "resolve", id]).document()["resolved"], json!(true));
    let open = home.json(&["thread", "list", "AC/Hero shot", "--open"]).document();
    assert_eq!(open["threads"], json!([]));
    home.json(&["thread", "reopen", id]).document();
    let listed = home.json(&["thread", "list", "AC/Hero shot"]).document();
    let thread = &listed["threads"][0];
    assert_eq!((&thread["id"], &thread["answers"][0]["id"]), (&json!(id), &json!(answer)));
    assert_eq!((&thread["resolved"], &thread["by"]), (&json!(false), &json!("Ana Ruiz")));
    home.json(&["thread", "withdraw", answer]).document();
    home.json(&["thread", "withdraw", id]).document();
    assert_eq!(home.json(&["thread", "list", "AC/Hero shot"]).document()["threads"], json!([]));
    assert_eq!(home.json(&["thread", "edit", id, "gone"]).code(), "not_found");
    assert_eq!(home.json(&["thread", "mentions"]).document()["mentions"], json!([]), "nobody is told of their own");
}

#[test]
fn a_comment_and_what_it_asks_for_are_resolved_as_one() {
    let home = Home::with_project();
    home.picture("hero.png", 320, 200, [180, 60, 40]);
    home.json(&["publish", "AC/Hero shot/Modeling", "hero.png"]).document();
    let said = home.json(&["comment", "AC/Hero shot/Modeling@1", "Soften this edge"]).document();
    let (comment, item) = (said["comment"].as_str().unwrap(), said["feedback"].as_str().unwrap());
    let stands = || {
        let thread = home.json(&["thread", "list", "AC/Hero shot"]).document()["threads"][0]["resolved"].clone();
        let items = home.json(&["feedback", "list", "AC/Hero shot"]).document();
        (thread, items["items"][0]["status"].clone())
    };
    assert_eq!(stands(), (json!(false), json!("open")));
    home.json(&["thread", "resolve", comment]).document();
    assert_eq!(stands(), (json!(true), json!("resolved")));
    home.json(&["feedback", "reopen", item]).document();
    assert_eq!(stands(), (json!(false), json!("reopened")));
    home.json(&["feedback", "resolve", item]).document();
    assert_eq!(stands(), (json!(true), json!("resolved")));
    assert_eq!(home.json(&["thread", "resolve", comment]).code(), "invalid_transition", "it is resolved already");
    home.json(&["thread", "reopen", comment]).document();
    assert_eq!(stands(), (json!(false), json!("reopened")));
}

#[test]
fn views_are_saved_listed_used_and_removed() {
    let home = Home::with_project();
    home.json(&["deliverable", "create", "Side shot", "--project", "AC", "--priority", "high"]).document();
    let saved = home.json(&["view", "save", "Urgent ones", "--query", "priority:high", "--project", "AC"]).document();
    assert_eq!(
        (&saved["shared"], &saved["query"], &saved["by"]),
        (&json!(false), &json!("priority:high"), &json!("Ana Ruiz"))
    );
    let rows = home.json(&["deliverable", "list", "--view", "urgent ONES"]).document();
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["name"]), (1, &json!("Side shot")));
    let both = home.json(&["deliverable", "list", "--view", "Urgent ones", "--query", "hero"]).document();
    assert_eq!(both, json!([]), "a query narrows the view");

    // Over the one of that name, then the same name for everybody.
    let again = home.json(&["view", "save", "urgent ones", "--query", "priority:normal", "--project", "AC"]).document();
    assert_eq!((&again["id"], &again["query"]), (&saved["id"], &json!("priority:normal")));
    let args = ["view", "save", "Urgent ones", "--query", "side", "--project", "AC", "--shared"];
    let shared = home.json(&args).document();
    assert_ne!(shared["id"], saved["id"]);
    let listed = home.json(&["view", "list"]).document();
    assert_eq!(listed["views"].as_array().unwrap().len(), 2);
    let first = home.json(&["deliverable", "list", "--view", "Urgent ones"]).document();
    assert_eq!(first[0]["name"], json!("Hero shot"), "one's own comes first");
    let settings = listed["views"][1]["settings"].to_string();
    let copied = home.json(&["view", "save", "Copy", "--settings", &settings]).document();
    assert_eq!(copied["query"], json!("side"));
    assert_eq!(home.json(&["view", "save", "Bad", "--settings", "{"]).code(), "invalid_input");

    home.json(&["view", "remove", "Urgent ones"]).document();
    home.json(&["view", "remove", "Urgent ones"]).document();
    assert_eq!(home.json(&["view", "remove", "Urgent ones"]).code(), "not_found");
    assert!(home.run(&["view", "list"]).stdout.contains("Copy"));
}
