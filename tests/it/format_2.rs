//! A studio made by a program of store format 2 opens, and everything in it is found.

use crate::process::{Device, png, together};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// The fixture's device of this name.
fn device(name: &str) -> Device {
    let device = Device::new();
    let packed = std::fs::File::open(fixture("format-2.tar.gz")).unwrap();
    for entry in tar::Archive::new(flate2::read::GzDecoder::new(packed)).entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().into_owned();
        let Ok(inside) = path.strip_prefix(name) else { continue };
        let at = device.home.path().join(inside);
        if entry.header().entry_type().is_dir() {
            std::fs::create_dir_all(&at).unwrap();
        } else {
            entry.unpack(&at).unwrap();
        }
    }
    device
}

/// Whether everything that was said is said still; a later program may say more.
fn lacks(before: &Value, now: &Value, place: &str) -> Option<String> {
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => before.iter().find_map(|(key, value)| {
            let place = format!("{place}.{key}");
            match now.get(key) {
                Some(now) => lacks(value, now, &place),
                None => Some(format!("{place} is not there")),
            }
        }),
        (Value::Array(before), Value::Array(now)) if before.len() == now.len() => {
            before.iter().zip(now).enumerate().find_map(|(n, (b, a))| lacks(b, a, &format!("{place}[{n}]")))
        }
        (before, now) => (before != now).then(|| format!("{place}: {before} before, {now} now")),
    }
}

#[test]
fn everything_is_found() {
    let said: Value = serde_json::from_slice(&std::fs::read(fixture("format-2.json")).unwrap()).unwrap();
    let ada = said["ada"].as_object().unwrap();
    for name in ["ada", "ada-on-set", "ben", "cleo"] {
        let device = device(name);
        let own = said[name].as_object().unwrap();
        for (question, before) in ada {
            // The log is long: it is compared once.
            if name == "ada" || !question.starts_with("log") {
                let now = device.ok(&question.split_whitespace().collect::<Vec<_>>());
                let before = own.get(question).unwrap_or(before);
                assert_eq!(lacks(before, &now, name), None, "{question}");
            }
        }
        let verified = device.ok(&["store", "verify"]);
        assert_eq!((&verified["ok"], &verified["damaged"]), (&true.into(), &Value::Array(vec![])), "{name}");
    }
}

#[test]
fn work_goes_on_and_meets() {
    let (ada, ben) = (device("ada"), device("ben"));
    let file = ada.home.path().join("bottle_v003.png");
    png(&file, 70);
    assert_eq!(ada.ok(&["publish", "HERO/Bottle/Modeling", file.to_str().unwrap()])["round"], 3);
    // What Ben's device had in its journal alone reaches Ada's.
    together(&ada, &ben);
    let rows = ada.ok(&["deliverable", "list", "--project", "HERO", "--query", "turntable"]);
    assert_eq!(rows[0]["stages"][0]["rounds"], 2, "{rows}");
    for device in [&ada, &ben] {
        let audit = device.ok(&["audit"]);
        assert_eq!((&audit["bad"], &audit["quarantined"]), (&Value::Array(vec![]), &Value::Array(vec![])));
    }
}
