//! A second device joins over the network and both hold the same studio.

#![allow(clippy::unwrap_used)]

use super::support::{Home, Keeper, stage};
use serde_json::json;

#[test]
fn a_second_device_joins_works_alone_and_both_agree() {
    let first = Home::with_project();
    first.picture("hero.png", 50, 40, [1, 120, 3]);
    first.json(&["publish", "AC/Hero shot/Modeling", "hero.png"]).document();
    let ticket =
        first.json(&["studio", "invite", "--role", "artist"]).document()["ticket"].as_str().unwrap().to_owned();

    let second = Home::empty();
    let join = ["studio", "join", &ticket, "--user", "Ben Ode", "--email", "ben@example.com"];
    let keeper = Keeper::start(&first);
    let joined = second.json(&join).document();
    assert_eq!(joined["name"], "Nordlicht");
    assert_eq!(second.json(&join).code(), "conflict", "it is in already");
    let other = Home::empty();
    assert_eq!(other.json(&join).code(), "permission_denied", "an invitation works once");

    let synced = second.json(&["sync", "--once"]).document();
    let peer = &synced["peers"][0];
    assert!(
        peer["changes_received"].as_u64().unwrap() >= 5 && peer["bytes_received"].as_u64().unwrap() > 0,
        "{synced}"
    );
    assert_eq!(stage(&second, "Modeling")["status"], "in_review");
    assert_eq!(second.json(&["store", "stats"]).document()["media_files"], 1, "the picture came by itself");
    assert_eq!(second.json(&["decide", "AC/Hero shot/Modeling@1", "approve"]).code(), "permission_denied");
    let members = second.json(&["studio", "members"]).document();
    assert_eq!(members["members"].as_array().unwrap().len(), 2);

    // Apart: each does something.
    drop(keeper);
    second.json(&["comment", "AC/Hero shot/Modeling@1", "From afar"]).document();
    first.json(&["decide", "AC/Hero shot/Modeling@1", "approve"]).document();
    assert_eq!(stage(&second, "Modeling")["status"], "in_review");

    let keeper = Keeper::start(&first);
    second.json(&["sync", "--once"]).document();
    let there = stage(&first, "Modeling");
    assert_eq!((&there["status"], &there["open_feedback"]), (&json!("approved"), &json!(1)));
    assert_eq!(stage(&second, "Modeling"), there);
    drop(keeper);
    for home in [&first, &second] {
        assert_eq!(home.json(&["audit"]).document()["bad"], json!([]));
    }
}

#[test]
fn joining_while_nobody_listens_says_offline_and_leaves_no_studio() {
    let first = Home::with_project();
    let ticket =
        first.json(&["studio", "invite", "--role", "client"]).document()["ticket"].as_str().unwrap().to_owned();
    let second = Home::empty();
    assert_eq!(second.json(&["studio", "join", &ticket, "--user", "Ben"]).code(), "offline");
    assert_eq!(second.json(&["studio", "members"]).code(), "not_found");
    // The invitation has not been used up.
    let keeper = Keeper::start(&first);
    second.json(&["studio", "join", &ticket, "--user", "Ben"]).document();
    drop(keeper);
}
