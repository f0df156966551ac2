//! Who a newcomer is follows from the ticket, whatever they type.

#![allow(clippy::unwrap_used)]

use super::support::{Home, Keeper};
use serde_json::{Value, json};

fn ticket(made: &Value) -> String {
    made["ticket"].as_str().unwrap().to_owned()
}

fn member(home: &Home, id: &Value) -> Value {
    let members = home.json(&["studio", "members"]).document();
    let found = members["members"].as_array().unwrap().iter().find(|m| m["id"] == *id).cloned();
    found.unwrap_or_else(|| panic!("{members}"))
}

#[test]
fn a_ticket_for_somebody_new_makes_nobody_else() {
    let first = Home::with_project();
    let me = first.json(&["studio", "members"]).document()["members"][0].clone();
    let made = first.json(&["studio", "invite", "--role", "client"]).document();
    assert_eq!(made["for"], json!(null));
    let eve = Home::empty();
    let keeper = Keeper::start(&first);
    let address = me["email"].as_str().unwrap();
    let joined = eve.json(&["studio", "join", &ticket(&made), "--user", "Eve", "--email", address]).document();
    assert_eq!((&joined["role"], &joined["user"], &joined["email"]), (&json!("client"), &json!("Eve"), &json!("")));
    assert_ne!(joined["member"], me["id"]);
    assert!(joined["notes"][0].as_str().unwrap().contains("left out"), "{joined}");
    let seen = member(&first, &joined["member"]);
    assert_eq!((&seen["name"], &seen["role"], &seen["email"]), (&json!("Eve"), &json!("client"), &json!("")));
    let still = member(&first, &me["id"]);
    assert_eq!((&still["role"], &still["devices"], &still["email"]), (&me["role"], &me["devices"], &me["email"]));
    let invites = first.json(&["studio", "invites"]).document();
    let used = &invites["invites"][0];
    assert_eq!(
        (&used["id"], &used["state"], &used["used_by"]),
        (&made["id"], &json!("used"), &json!("Eve")),
        "{invites}"
    );
    drop(keeper);
    let long = "x".repeat(100_000);
    let made = first.json(&["studio", "invite", "--role", "client"]).document();
    let other = Home::empty();
    let _keeper = Keeper::start(&first);
    assert_eq!(other.json(&["studio", "join", &ticket(&made), "--user", &long]).code(), "invalid_input");
    assert_eq!(other.json(&["studio", "join", &ticket(&made)]).code(), "invalid_input", "somebody new has a name");
    first.json(&["store", "verify"]).document();
}

#[test]
fn a_ticket_for_a_person_and_one_for_a_device_need_no_name() {
    let first = Home::with_project();
    let me = first.json(&["studio", "members"]).document()["members"][0].clone();
    let ben = first.json(&["studio", "person", "Ben Ode", "--email", "ben@example.com"]).document();
    let made = first.json(&["studio", "invite", "--role", "artist", "--for", "Ben Ode"]).document();
    assert_eq!((&made["for"], &made["for_id"]), (&json!("Ben Ode"), &ben["id"]));
    assert_eq!(first.json(&["studio", "invite", "--role", "artist", "--for", "Nobody"]).code(), "not_found");
    let added = first.json(&["device", "add"]).document();
    assert_eq!((&added["for_id"], &added["role"]), (&me["id"], &json!("admin")));
    let (second, mine) = (Home::empty(), Home::empty());
    let keeper = Keeper::start(&first);
    let joined = second.json(&["studio", "join", &ticket(&made), "--user", "Eve"]).document();
    assert_eq!((&joined["member"], &joined["user"]), (&ben["id"], &json!("Ben Ode")));
    assert!(joined["notes"][0].as_str().unwrap().contains("for Ben Ode"), "{joined}");
    let joined = mine.json(&["studio", "join", &ticket(&added)]).document();
    assert_eq!((&joined["member"], &joined["role"], &joined["notes"]), (&me["id"], &json!("admin"), &json!([])));
    drop(keeper);
    assert_eq!(
        first.json(&["studio", "invite", "--role", "artist", "--for", "Ben Ode"]).code(),
        "invalid_input",
        "he has joined"
    );
    let devices = first.json(&["device", "list"]).document();
    let of = |person: &str| devices["devices"].as_array().unwrap().iter().filter(|d| d["person"] == person).count();
    assert_eq!((of("Ben Ode"), of(me["name"].as_str().unwrap())), (1, 2), "{devices}");
    assert!(devices["devices"].as_array().unwrap().iter().all(|d| d["id"].is_string() && d["name"].is_string()));
}
