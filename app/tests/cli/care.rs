//! Backups, restoring, repair, the studio as files; full disks and homes that cannot be written.

#![allow(clippy::unwrap_used)]

use super::support::{Home, Keeper, stage};
use serde_json::json;
use std::path::Path;

fn worked() -> Home {
    let home = Home::with_project();
    home.picture("hero.png", 64, 48, [9, 8, 7]);
    home.json(&["publish", "AC/Hero shot/Modeling", "hero.png", "--note", "first"]).document();
    home.json(&["comment", "AC/Hero shot/Modeling@1", "brighter please"]).document();
    home.json(&["decide", "AC/Hero shot/Modeling@1", "approve"]).document();
    home
}

#[test]
fn a_studio_is_backed_up_and_restored_on_another_device() {
    let home = worked();
    let made = home.json(&["store", "backup", "b.tar"]).document();
    assert_eq!((&made["holds_key"], &made["media_files"]), (&json!(true), &json!(1)));
    let told = home.run(&["store", "backup", "b.tar"]);
    assert!(told.exit == 0 && told.stdout.contains("root key"), "{told:?}");
    let file = home.file("b.tar").to_str().unwrap().to_owned();

    let other = Home::empty();
    let restored = other.json(&["store", "restore", &file]).document();
    assert_eq!(
        (&restored["name"], &restored["writable"], &restored["changes"]),
        (&json!("Nordlicht"), &json!(true), &made["changes"])
    );
    assert_eq!(stage(&other, "Modeling")["status"], "approved");
    assert!(other.json(&["audit"]).document()["bad"].as_array().unwrap().is_empty());
    assert_eq!(other.json(&["store", "verify"]).document()["ok"], true);
    other.json(&["deliverable", "create", "Second", "--project", "AC"]).document();
    assert_eq!(other.json(&["store", "restore", &file]).code(), "conflict");
    let merged = other.json(&["store", "restore", &file, "--merge"]).document();
    assert_eq!(merged["changes"], 0);
    let replaced = other.json(&["store", "restore", &file, "--replace"]).document();
    let old = Path::new(replaced["replaced"].as_str().unwrap());
    assert!(old.exists());
    let told = other.json(&["store", "compact"]).document();
    assert!(told["kept_bytes"].as_u64().unwrap() > 10_000 && told["removed_bytes"] == 0, "{told}");
    assert_eq!(told["kept_bytes"], other.json(&["store", "stats"]).document()["kept_bytes"]);
    let gone = other.json(&["store", "compact", "--remove-old-data"]).document();
    assert_eq!((&gone["removed_bytes"], &gone["kept_bytes"]), (&told["kept_bytes"], &json!(0)));
    assert!(!old.exists());
    assert_eq!(other.json(&["deliverable", "list"]).document().as_array().unwrap().len(), 1);

    let nobody = Home::empty();
    home.json(&["store", "backup", "b.tar", "--no-key", "--no-media"]).document();
    assert_eq!(nobody.json(&["store", "restore", &file]).document()["writable"], false);
    let refused = nobody.json(&["project", "create", "New", "--code", "NEW"]);
    assert_eq!(refused.code(), "permission_denied");
    assert_eq!(home.json(&["store", "restore", "none.tar"]).code(), "io");
    std::fs::write(home.file("bad.tar"), b"nothing of the kind").unwrap();
    assert_eq!(home.json(&["store", "restore", "bad.tar"]).code(), "damaged");
}

#[test]
fn care_is_taken_while_another_process_holds_the_home() {
    let home = worked();
    let keeper = Keeper::start(&home);
    home.json(&["store", "backup", "b.tar"]).document();
    assert!(home.file("b.tar").exists(), "relative paths count from the caller's folder");
    let error = home.json(&["store", "restore", "b.tar", "--replace"]).error(1);
    assert!(error["message"].as_str().unwrap().contains("open already"), "{error}");
    let compacted = home.json(&["store", "compact"]).document();
    assert!(compacted["after"].as_u64() <= compacted["before"].as_u64());
    assert_eq!(home.json(&["store", "repair"]).document()["set_aside"], 0);
    home.json(&["export-all", "out"]).document();
    drop(keeper);
    assert_eq!(stage(&home, "Modeling")["status"], "approved");
}

#[test]
fn a_studio_leaves_as_files_and_comes_back() {
    let home = worked();
    let exported = home.json(&["export-all", "out"]).document();
    assert_eq!((&exported["projects"], &exported["media_files"]), (&json!(1), &json!(1)));
    assert!(home.file("out/media/AC/Hero shot/Modeling@1/hero.png").exists());
    assert_eq!(home.json(&["export-all", "out"]).code(), "conflict");
    let dir = home.file("out").to_str().unwrap().to_owned();
    let other = Home::empty();
    let imported = other.json(&["import-all", &dir]).document();
    assert_eq!((&imported["changes"], &imported["writable"]), (&exported["changes"], &json!(false)));
    assert_eq!(stage(&other, "Modeling")["status"], "approved");
    assert!(other.json(&["audit"]).document()["bad"].as_array().unwrap().is_empty());
    std::fs::write(home.file("out/studio.json"), b"{}").unwrap();
    let third = Home::empty();
    let error = third.json(&["import-all", &dir]).error(1);
    assert!(error["message"].as_str().unwrap().contains("studio.json"), "{error}");
    assert_eq!(error["code"], "damaged");
}

#[test]
fn a_database_that_cannot_be_read_says_so_and_a_backup_brings_it_back() {
    let home = worked();
    home.json(&["store", "backup", "b.tar"]).document();
    let database = home.dir().join(home.studio_part()).join("store.redb");
    let whole = std::fs::read(&database).unwrap();
    std::fs::write(&database, vec![0x5a; whole.len()]).unwrap();
    for command in [&["project", "list"][..], &["store", "verify"], &["audit"], &["store", "repair"]] {
        let error = home.json(command).error(1);
        assert_eq!(error["code"], "damaged", "{command:?}");
        let hint = error["hint"].as_str().unwrap();
        assert!(hint.contains("backup"), "{error}");
        // A repair that fails does not advise a repair.
        assert_eq!(hint.contains("repair"), *command != ["store", "repair"], "{error}");
    }
    // What the database is built on panics over some of these: that is told as damage, and once.
    for page in 1..whole.len().min(64 << 10) / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xa5);
        std::fs::write(&database, bytes).unwrap();
        let ran = home.json(&["project", "list"]);
        assert!(!ran.stderr.contains("panicked"), "page {page}: {}", ran.stderr);
    }
    home.json(&["store", "restore", "b.tar", "--replace"]).document();
    assert_eq!(stage(&home, "Modeling")["status"], "approved");
    assert_eq!(home.json(&["store", "verify"]).document()["ok"], true);
}

/// A small file system of its own, where the system lets us make one.
struct Small(std::path::PathBuf);

impl Small {
    fn mount(at: &Path, options: &str) -> Option<Self> {
        let run = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(at)
            .stderr(std::process::Stdio::null())
            .status();
        let mounted = run.is_ok_and(|s| s.success());
        if !mounted {
            eprintln!("skipped: this system does not let us mount a small file system");
        }
        mounted.then(|| Self(at.to_owned()))
    }

    fn read_only(&self) -> bool {
        let mut command = std::process::Command::new("mount");
        command.args(["-o", "remount,ro"]).arg(&self.0).status().is_ok_and(|s| s.success())
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_refuses_with_a_word_and_goes_on_once_there_is_room() {
    let home = Home::empty();
    std::fs::create_dir_all(home.dir()).unwrap();
    let Some(_disk) = Small::mount(&home.dir(), "size=12m") else { return };
    home.json(&["studio", "create", "Nordlicht", "--user", "Ana Ruiz"]).document();
    home.json(&["project", "create", "Autumn campaign", "--code", "AC"]).document();
    home.json(&["deliverable", "create", "Shot 0", "--project", "AC"]).document();
    // The process that holds the home lives through all of it.
    let keeper = Keeper::start(&home);
    let filler = home.dir().join("filler");
    let mut acknowledged = 1;
    for round in 0..2 {
        let _ = std::fs::write(&filler, vec![1u8; 16 << 20]);
        let mut refused = 0;
        for n in 0..200 {
            let name = format!("Shot {round}.{n}");
            let padding = "words ".repeat(4000);
            let ran = home.json(&["deliverable", "create", &name, "--project", "AC", "--description", &padding]);
            if ran.exit == 0 {
                acknowledged += 1;
                continue;
            }
            let error = ran.error(1);
            assert_eq!(error["code"], "io", "{error}");
            refused += 1;
            if refused == 2 {
                break;
            }
        }
        assert_eq!(refused, 2, "the disk was never full");
        assert_eq!(home.json(&["store", "backup", home.dir().join("b.tar").to_str().unwrap()]).code(), "io");
        std::fs::remove_file(&filler).unwrap();
        home.json(&["deliverable", "create", &format!("Room {round}"), "--project", "AC"]).document();
        acknowledged += 1;
        let listed = home.json(&["deliverable", "list", "--project", "AC"]).document();
        assert_eq!(listed.as_array().unwrap().len(), acknowledged);
    }
    drop(keeper);
    assert_eq!(home.json(&["store", "verify"]).document()["ok"], true);
    assert_eq!(home.json(&["deliverable", "list"]).document().as_array().unwrap().len(), acknowledged);
}

#[test]
fn publishing_on_a_full_disk_leaves_nothing_half_made() {
    let home = Home::with_project();
    let rounds = || stage(&home, "Modeling")["rounds"].clone();
    home.picture("small.png", 64, 48, [9, 8, 7]);
    home.json(&["publish", "AC/Hero shot/Modeling", "small.png"]).document();
    let media = home.dir().join(home.studio_part()).join("media");
    let Some(_disk) = Small::mount(&media, "size=3m") else { return };
    std::fs::create_dir_all(media.join("incoming")).unwrap();
    let noise: Vec<u8> = (0..2_000_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
    image::RgbImage::from_raw(1600, 1600, noise[..1600 * 1600 * 3].to_vec())
        .unwrap()
        .save(home.file("large.png"))
        .unwrap();
    let error = home.json(&["publish", "AC/Hero shot/Modeling", "large.png"]).error(1);
    assert_eq!(error["code"], "io", "{error}");
    assert!(error["hint"].as_str().unwrap().contains("disk is full"), "{error}");
    assert_eq!(std::fs::read_dir(media.join("incoming")).unwrap().count(), 0);
    assert_eq!(rounds(), 1);
    // The next one has room.
    home.picture("other.png", 64, 48, [1, 2, 3]);
    home.json(&["publish", "AC/Hero shot/Modeling", "other.png"]).document();
    assert_eq!(rounds(), 2);
}

#[test]
fn a_home_that_cannot_be_written_says_so() {
    let home = Home::empty();
    std::fs::create_dir_all(home.dir()).unwrap();
    let Some(disk) = Small::mount(&home.dir(), "size=12m") else { return };
    home.json(&["studio", "create", "Nordlicht", "--user", "Ana Ruiz"]).document();
    if !disk.read_only() {
        eprintln!("skipped: this system does not let us make a file system read-only");
        return;
    }
    let error = home.json(&["project", "list"]).error(1);
    assert_eq!(error["code"], "io");
    assert!(error["message"].as_str().unwrap().contains("cannot be written"), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("Nothing was changed or lost"), "{error}");
}
