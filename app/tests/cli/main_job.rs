//! The main job by command line: a project, a round, marks, a decision, the next round.

#![allow(clippy::unwrap_used)]

use super::support::{Home, stage};
use serde_json::{Value, json};

#[test]
fn from_a_published_picture_to_an_approved_round() {
    let home = Home::with_project();
    home.picture("hero.png", 320, 200, [200, 40, 40]);
    home.picture("reference.png", 320, 200, [40, 200, 40]);
    assert_eq!(stage(&home, "Modeling")["status"], "ready");
    assert_eq!(stage(&home, "Texturing")["status"], "blocked");

    home.json(&["stage", "assign", "AC/Hero shot/Modeling", "ana@example.com"]).document();
    let dated = home.json(&["stage", "dates", "AC/Hero shot/Modeling", "--start", "2026-01-05", "--due", "2026-01-09"]);
    let dated = dated.document();
    assert_eq!((&dated["start"], &dated["due"]), (&json!("2026-01-05"), &json!("2026-01-09")));
    assert_eq!(dated["assignees"], json!(["Ana Ruiz"]));
    let work = home.json(&["work"]).document();
    assert_eq!((work["items"][0]["stage"].as_str(), &work["items"][0]["overdue"]), (Some("Modeling"), &json!(true)));

    // A relative path counts from the folder the command is typed in.
    let round =
        home.json(&["publish", "AC/Hero shot/Modeling", "hero.png", "--reference", "reference.png", "--note", "first"]);
    let round = round.document();
    assert_eq!(round["round"], 1);
    assert_eq!(round["carried"], json!([]));
    let file = &round["attachments"][0];
    assert_eq!(
        (&file["kind"], &file["width"], &file["height"], &file["frames"]),
        (&json!("image"), &json!(320), &json!(200), &json!(1))
    );
    assert_eq!(file["hash"].as_str().unwrap().len(), 64);
    assert_eq!(round["attachments"][1]["role"], "reference");
    assert_eq!(stage(&home, "Modeling")["status"], "in_review");

    let marked = home.json(&[
        "annotate",
        "AC/Hero shot/Modeling@1",
        "--shape",
        "rect",
        "--points",
        "10,20,110,90",
        "--comment",
        "Soften this edge",
    ]);
    let marked = marked.document();
    let said = home.json(&["comment", round["revision"].as_str().unwrap(), "Lovely light", "--info"]).document();
    for (document, key) in
        [(&marked, "annotation"), (&marked, "comment"), (&marked, "feedback"), (&said, "comment"), (&said, "feedback")]
    {
        assert_eq!(document[key].as_str().map(str::len), Some(26), "{key} in {document}");
    }
    let items = home.json(&["feedback", "list", "AC/Hero shot/Modeling@1"]).document();
    let items = items["items"].as_array().unwrap().clone();
    let edge = items.iter().find(|i| i["id"] == marked["feedback"]).unwrap();
    assert_eq!(
        (&edge["summary"], &edge["status"], &edge["action"]),
        (&json!("Soften this edge"), &json!("open"), &json!(true))
    );
    assert_eq!((&edge["round"], &edge["carried_from"]), (&json!(1), &Value::Null));
    assert_eq!(items.iter().find(|i| i["id"] == said["feedback"]).unwrap()["action"], false);
    assert_eq!(stage(&home, "Modeling")["open_feedback"], 1);

    let decided = home.json(&["decide", "AC/Hero shot/Modeling@1", "changes", "--note", "one edge"]).document();
    assert_eq!(decided["signature"].as_str().map(str::len).map(|n| n >= 128), Some(true), "{decided}");
    assert_eq!(stage(&home, "Modeling")["status"], "changes_requested");

    // The next round carries what is still open.
    home.picture("hero2.png", 320, 200, [180, 60, 40]);
    let second = home.json(&["publish", "AC/Hero shot/Modeling", "hero2.png"]).document();
    assert_eq!((&second["round"], &second["carried"][0]["id"]), (&json!(2), &marked["feedback"]));
    let carried = home.json(&["feedback", "list", "AC/Hero shot/Modeling@2"]).document();
    assert_eq!((&carried["items"][0]["round"], &carried["items"][0]["carried_from"]), (&json!(2), &json!(1)));

    let id = marked["feedback"].as_str().unwrap();
    for (step, status) in [
        ("start", "in_progress"),
        ("resolve", "resolved"),
        ("reopen", "reopened"),
        ("resolve", "resolved"),
        ("verify", "verified"),
    ] {
        let stepped = home.json(&["feedback", step, id, "--note", "on it"]).document();
        assert_eq!((&stepped["items"][0]["status"], &stepped["items"][0]["id"]), (&json!(status), &json!(id)));
    }
    let approved = home.json(&["decide", "AC/Hero shot/Modeling", "approve"]).document();
    assert_eq!(approved["ready"], json!(["Texturing"]));
    assert_eq!(stage(&home, "Texturing")["status"], "ready");

    let audit = home.json(&["audit"]).document();
    assert!(audit["changes"].as_u64().unwrap() > 10, "{audit}");
    assert_eq!((&audit["bad"], &audit["quarantined"]), (&json!([]), &json!([])));
    let log = home.json(&["log", "AC/Hero shot", "--limit", "3"]).document();
    assert_eq!(log["entries"].as_array().unwrap().len(), 3);
    assert!(log["entries"][0]["message"].as_str().unwrap().contains("approved"), "{log}");
    assert_eq!(log["entries"][0]["person"], "Ana Ruiz");
    let verified = home.json(&["store", "verify"]).document();
    assert_eq!((&verified["ok"], &verified["media"]), (&json!(true), &json!(3)));
    assert_eq!(home.json(&["conflicts"]).document()["conflicts"], json!([]));
}

#[test]
fn every_shape_can_be_drawn() {
    let home = Home::with_project();
    home.picture("hero.png", 64, 64, [9, 9, 9]);
    home.picture("paste.png", 16, 8, [250, 250, 250]);
    home.json(&["publish", "AC/Hero shot/Modeling", "hero.png"]).document();
    let round = "AC/Hero shot/Modeling@1";
    let draw = |more: &[&str]| {
        let mut args = vec!["annotate", round, "--comment", "see"];
        args.extend(more);
        home.json(&args)
    };
    for more in [
        &["--shape", "rect", "--points", "1,2,30,40"][..],
        &["--shape", "ellipse", "--points", "1,2,30,40", "--color", "#00FF00"],
        &["--shape", "arrow", "--points", "-4,-5,30,40"],
        &["--shape", "freehand", "--points", "1,1,2,2,3,4,5,6"],
        &["--shape", "text", "--points", "5,5", "--text", "here"],
        &["--shape", "pin", "--points", "5.5,6.25", "--info"],
        &["--shape", "screenshot", "--points", "5,5", "--image", "paste.png"],
    ] {
        draw(more).document();
    }
    let listed = home.json(&["feedback", "list"]).document();
    let shapes: Vec<_> = listed["items"].as_array().unwrap().iter().map(|i| i["shape"]["kind"].clone()).collect();
    assert_eq!(shapes, ["rect", "ellipse", "arrow", "freehand", "text", "pin", "screenshot"]);
    assert_eq!(listed["items"][6]["shape"]["points"], json!([[5.0, 5.0], [21.0, 13.0]]));
    assert_eq!(listed["items"][5]["action"], false);

    // Wrong ones are refused, and a picture that was to be pasted is not kept.
    let kept = home.files_under(&format!("{}/media", home.studio_part()));
    home.picture("other.png", 16, 8, [1, 2, 3]);
    for wrong in [
        &["--shape", "rect", "--points", "1,2"][..],
        &["--shape", "text", "--points", "1,2"],
        &["--shape", "screenshot", "--points", "1,2,3,4"],
        &["--shape", "pin", "--points", "1,2", "--frame", "1"],
        &["--shape", "screenshot", "--points", "1,2,3,4", "--image", "other.png", "--frame", "7"],
    ] {
        assert_eq!(draw(wrong).code(), "invalid_input", "{wrong:?}");
    }
    assert_eq!(home.files_under(&format!("{}/media", home.studio_part())), kept);
}

#[test]
fn a_round_is_rendered_as_it_is_shown() {
    let home = Home::with_project();
    home.picture("hero.png", 64, 48, [0, 0, 255]);
    home.json(&["publish", "AC/Hero shot/Modeling", "hero.png"]).document();
    home.json(&["annotate", "AC/Hero shot/Modeling", "--shape", "rect", "--points", "8,8,56,40", "--comment", "x"])
        .document();
    let plain = home.json(&["render", "AC/Hero shot/Modeling@1", "plain.png"]).document();
    assert_eq!((&plain["width"], &plain["height"]), (&json!(64), &json!(48)));
    assert_eq!(home.json(&["media", "diff", "hero.png", "plain.png"]).document()["same"], true);
    home.json(&["render", "AC/Hero shot/Modeling@1", "marked.png", "--annotations"]).document();
    let changed = home.json(&["media", "diff", "plain.png", "marked.png"]).document();
    assert!(changed["different_pixels"].as_u64().unwrap() > 100, "{changed}");
    assert_eq!(home.json(&["render", "AC/Hero shot/Modeling@1", "no.png", "--frame", "4"]).code(), "invalid_input");
    assert!(!home.file("no.png").exists());
}

#[test]
fn a_sheet_comes_in_and_goes_out() {
    let home = Home::with_project();
    let sheet = "Name,Type,Priority,Modeling Status,Modeling Due\nBench,prop,high,wip,2026-03-01\nLamp,prop,low,done,tomorrowish\n";
    std::fs::write(home.file("assets.csv"), sheet).unwrap();
    let import = ["import", "assets.csv", "--project", "AC"];
    let tried = home.json(&[&import[..], &["--dry-run"]].concat()).document();
    let error = &tried["errors"][0];
    assert_eq!((&error["row"], &error["value"]), (&json!(3), &json!("tomorrowish")), "{tried}");
    for key in ["sheet", "column", "message"] {
        assert!(error[key].is_string(), "{key} in {error}");
    }
    // All or nothing.
    let refused = home.json(&import);
    assert_eq!(refused.exit, 1);
    assert!(refused.stderr.contains("\"code\":\"invalid_input\""), "{}", refused.stderr);
    let listed = || home.json(&["deliverable", "list", "--project", "AC"]).document().as_array().unwrap().len();
    assert_eq!(listed(), 1);
    let done = home.json(&[&import[..], &["--skip-errors"]].concat()).document();
    assert_eq!((&done["created"], &done["skipped"]), (&json!(1), &json!(1)), "{done}");
    assert_eq!(listed(), 2);
    let again = home.json(&[&import[..], &["--skip-errors"]].concat()).document();
    assert_eq!(
        (&again["created"], &again["updated"], &again["unchanged"]),
        (&json!(0), &json!(0), &json!(1)),
        "{again}"
    );

    for name in ["out.xlsx", "out.csv", "out.json"] {
        assert_eq!(home.json(&["export", name, "--project", "AC"]).document()["rows"], 2, "{name}");
        assert!(std::fs::metadata(home.file(name)).unwrap().len() > 10);
    }
    assert_eq!(home.json(&["export", "out.doc"]).code(), "invalid_input");
}
