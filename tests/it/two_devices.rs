//! The main job with two real processes: a sheet and renders go in on one device, work goes on
//! apart, and both come to hold the same studio, pictures included.

use crate::process::{Device, png, together};
use serde_json::Value;
use std::time::{Duration, Instant};

fn stage(device: &Device, deliverable: &str, stage: &str) -> Value {
    let rows = device.ok(&["deliverable", "list", "--project", "HERO"]);
    let rows = rows.as_array().unwrap();
    let found = rows.iter().find(|r| r["name"] == deliverable).unwrap();
    found["stages"].as_array().unwrap().iter().find(|s| s["name"] == stage).unwrap().clone()
}

#[test]
fn from_a_sheet_and_a_render_to_a_decision_both_devices_agree_on() {
    let files = tempfile::tempdir().unwrap();
    let at = |name: &str| files.path().join(name).to_str().unwrap().to_owned();
    let ada = Device::new();
    ada.ok(&["studio", "create", "Meridian", "--user", "Ada Vale", "--email", "ada@meridian.test"]);
    ada.ok(&["project", "create", "Hero film", "--code", "HERO"]);

    // A sheet: a dry run changes nothing, a bad cell is named, then all rows or none.
    let sheet = at("tracker.csv");
    let rows = "Asset,Type,Modeling Status,Modeling Artist,Modeling Due\n\
                Bottle,Prop,Ready,ben@meridian.test,2026-12-01\n\
                Lamp,Prop,Done,Cy Moss,2026-12-02\n";
    std::fs::write(&sheet, format!("{rows}Chair,Prop,Sideways,Cy Moss,2026-12-03\n")).unwrap();
    let dry = ada.ok(&["import", &sheet, "--project", "HERO", "--dry-run"]);
    assert_eq!(dry["errors"][0]["row"], 4, "{dry}");
    assert_eq!(dry["errors"][0]["value"], "Sideways");
    ada.refused(&["import", &sheet, "--project", "HERO"]);
    std::fs::write(&sheet, rows).unwrap();
    assert_eq!(ada.ok(&["import", &sheet, "--project", "HERO"])["created"], 2);
    assert_eq!(ada.ok(&["import", &sheet, "--project", "HERO"])["unchanged"], 2);
    assert_eq!(stage(&ada, "Lamp", "Texturing")["status"], "ready");

    let render = at("bottle_v001.png");
    png(render.as_ref(), 20);
    let published = ada.ok(&["publish", "HERO/Bottle/Modeling", &render, "--note", "first"]);
    assert_eq!((&published["round"], &published["attachments"][0]["width"]), (&1.into(), &96.into()));
    let empty = at("empty.png");
    std::fs::write(&empty, b"").unwrap();
    assert_eq!(ada.refused(&["publish", "HERO/Bottle/Modeling", &empty]), "damaged");

    // Ben joins over the network; what is on Ada's device comes to his by itself.
    // The sheet knows him: the ticket says that it is for him.
    let invite = ["studio", "invite", "--role", "producer", "--for", "ben@meridian.test"];
    let ticket = ada.ok(&invite)["ticket"].as_str().unwrap().to_owned();
    let ben = Device::new();
    {
        let _listening = ada.start(&["sync"]);
        joined(&ben, &ticket);
        let report = ben.ok(&["sync", "--once"]);
        assert!(report["peers"][0]["changes_received"].as_u64().unwrap() > 0, "{report}");
        assert_eq!(
            Device::new().refused(&["studio", "join", &ticket, "--user", "Eve", "--email", ""]),
            "permission_denied"
        );
        // Also while another process holds the home.
        assert_eq!(stage(&ada, "Bottle", "Modeling")["status"], "in_review");
    }
    assert_eq!(ben.ok(&["render", "HERO/Bottle/Modeling@1", &at("seen.png")])["width"], 96);

    // Apart: Ben draws and sends it back, Ada publishes another round.
    let mark = ben.ok(&[
        "annotate",
        "HERO/Bottle/Modeling@1",
        "--shape",
        "rect",
        "--points",
        "10,10,40,30",
        "--comment",
        "Too thin here",
    ]);
    let item = mark["feedback"].as_str().unwrap().to_owned();
    assert_eq!(
        ben.ok(&["decide", "HERO/Bottle/Modeling@1", "changes", "--note", "see mark"])["signature"]
            .as_str()
            .unwrap()
            .len(),
        128
    );
    ada.ok(&["comment", "HERO/Bottle/Modeling@1", "Working on the neck", "--info"]);
    let second = at("bottle_v002.png");
    png(second.as_ref(), 90);
    ada.ok(&["publish", "HERO/Bottle/Modeling", &second]);

    together(&ada, &ben);
    for device in [&ada, &ben] {
        let row = stage(device, "Bottle", "Modeling");
        assert_eq!((&row["status"], &row["rounds"]), (&"in_review".into(), &2.into()), "{row}");
        let items = device.ok(&["feedback", "list", "HERO/Bottle/Modeling"]);
        assert!(items["items"].as_array().unwrap().iter().any(|i| i["summary"] == "Too thin here"), "{items}");
    }
    assert_eq!(ben.ok(&["render", "HERO/Bottle/Modeling@2", &at("seen2.png")])["width"], 96);

    ada.ok(&["feedback", "resolve", &item, "--note", "thicker"]);
    together(&ada, &ben);
    ben.ok(&["feedback", "verify", &item]);
    ben.ok(&["decide", "HERO/Bottle/Modeling@2", "approve"]);
    together(&ada, &ben);
    assert_eq!(stage(&ada, "Bottle", "Texturing")["status"], "ready");
    for device in [&ada, &ben] {
        let audit = device.ok(&["audit"]);
        assert!(audit["changes"].as_u64().unwrap() >= 14, "{audit}");
        assert_eq!((audit["bad"].as_array().unwrap().len(), audit["quarantined"].as_array().unwrap().len()), (0, 0));
        assert_eq!(device.ok(&["store", "verify"])["damaged"].as_array().unwrap().len(), 0);
    }
}

/// The inviter's process may still be starting.
fn joined(device: &Device, ticket: &str) {
    let began = Instant::now();
    loop {
        let output = device.run(&["studio", "join", ticket, "--user", "Ben Ode", "--email", "ben@meridian.test"]);
        if output.status.success() {
            return;
        }
        let patience = began.elapsed() < Duration::from_secs(60);
        assert!(patience, "{}", String::from_utf8_lossy(&output.stderr));
        std::thread::sleep(Duration::from_millis(200));
    }
}
