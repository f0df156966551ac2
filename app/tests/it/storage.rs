//! Looking after the studio in the window, and the way out where it does not open.

use crate::desk::Desk;
use egui_kittest::{Harness, kittest::Queryable};
use rushes::{actions::Action, app::App, place::Place, window::WindowOptions};
use rushes_store::Home;
use std::time::{Duration, Instant};

#[test]
fn a_backup_a_check_and_an_export_are_made_in_the_window() {
    // High enough for all of the page.
    let mut desk = Desk::sized(1440.0, 1100.0);
    let project = desk.project();
    desk.deliverable(project, "Hero chair");
    desk.harness.state_mut().act(Action::Go(Place::Storage));
    desk.wait("the figures", |d| d.sees("Deliverables"));
    assert!(desk.sees("No backup has been made on this device."));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("studio.tar");
    desk.type_into("Path of the backup", &file.display().to_string());
    desk.harness.key_press(egui::Key::Enter);
    desk.wait("the backup", |d| d.sees("Backed up to studio.tar"));
    desk.wait("its date", |d| d.sees("The last backup was made"));
    assert!(file.exists());
    desk.click("Check everything");
    desk.wait("the check", |d| d.sees("All is whole"));
    let out = folder.path().join("out");
    desk.type_into("Path of an empty folder", &out.display().to_string());
    desk.click("Export");
    desk.wait("the export", |d| d.sees("Everything is in"));
    assert!(desk.sees("All is whole"), "what was found stays told");
    assert!(out.join("projects/LUM.json").exists());
    desk.type_into("Path of a backup to take from", &file.display().to_string());
    desk.click("Add from it");
    desk.wait("the answer", |d| d.sees("nothing that is missing here"));
    desk.click("Compact");
    desk.wait("the room", |d| d.sees("The database takes"));

    // What a repair set aside is told, and goes when it is asked for.
    assert!(!desk.sees("Remove old data"));
    let old = desk.session.home.studio_dir(desk.session.store.studio()).join("store.damaged-1");
    std::fs::write(&old, vec![0; 3_000_000]).unwrap();
    desk.harness.state_mut().act(Action::Care(rushes::jobs::care::Care::Look));
    // Said rather than pointed at: messages lie over this end of the page.
    let press = |desk: &mut Desk, name: &str| {
        desk.wait(name, |d| d.harness.query_by_label(name).is_some());
        desk.harness.get_by_label(name).click_accesskit();
        desk.steps(3);
    };
    press(&mut desk, "Remove old data…");
    press(&mut desk, "Keep it");
    assert!(old.exists());
    press(&mut desk, "Remove old data…");
    press(&mut desk, "Remove it for good");
    desk.wait("its end", |d| d.sees("of old data were removed") && !d.sees("Remove old data"));
    assert!(!old.exists());

    // What a backup brings back on another device is what was here.
    let place = tempfile::tempdir().unwrap();
    let home = Home::open(place.path()).unwrap();
    let refuse = rushes_store::care::Existing::Refuse;
    let restored = home.restore(&file, refuse, &|_, _| (), &std::sync::atomic::AtomicBool::new(false)).unwrap();
    assert!(restored.writable);
}

fn sees(harness: &Harness<'_, App>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

fn wait(harness: &mut Harness<'_, App>, words: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while !sees(harness, words) {
        assert!(Instant::now() < until, "waited in vain for {words}");
        harness.step();
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_studio_that_does_not_open_shows_the_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("home");
    let file = dir.path().join("studio.tar");
    let database = {
        let home = Home::open(&path).unwrap();
        let store = home.create_studio("Northlight", "Ana Ruiz", "ana@northlight.example").unwrap();
        let options = rushes_store::care::BackupOptions::default();
        store.backup(&file, options, &|_, _| (), &std::sync::atomic::AtomicBool::new(false)).unwrap();
        home.studio_dir(store.studio()).join("store.redb")
    };
    let whole = std::fs::read(&database).unwrap();
    std::fs::write(&database, vec![0x5a; whole.len()]).unwrap();
    let options = WindowOptions { home: path, ..WindowOptions::default() };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1024.0, 700.0))
        .with_max_steps(64)
        .build_eframe(move |cc| App::new(cc, options));
    wait(&mut harness, "The studio could not be opened");
    assert!(sees(&harness, "The studio's database is damaged."));
    assert!(!sees(&harness, "magic number"), "a person is not told how it is known");
    harness.get_by_label("Details").click();
    wait(&mut harness, "magic number");
    for button in ["Try again", "Repair", "Restore a backup…", "Make or join a studio", "Copy details"] {
        harness.get_by_label(button);
    }
    harness.get_by_label("Repair").click();
    // Nothing of it can be read: said in a toast, beside what the page says already.
    let until = Instant::now() + Duration::from_secs(60);
    while !sees(&harness, "No new database can be made of the damaged one") || sees(&harness, "Repairing") {
        assert!(Instant::now() < until, "waited in vain for the refusal");
        harness.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    harness.get_by_label("Path of a backup").focus();
    harness.step();
    harness.get_by_label("Path of a backup").type_text(&file.display().to_string());
    for _ in 0..2 {
        harness.step();
    }
    harness.get_by_label("Restore it").click();
    wait(&mut harness, "The studio is open again.");
    wait(&mut harness, "Make the first project");
}

#[test]
fn from_a_studio_that_does_not_open_one_comes_to_make_or_join_another() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    let store = home.create_studio("Northlight", "Ana Ruiz", "").unwrap();
    let database = home.studio_dir(store.studio()).join("store.redb");
    drop((store, home));
    std::fs::write(&database, b"").unwrap();
    let options = WindowOptions { home: dir.path().to_owned(), ..WindowOptions::default() };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1024.0, 700.0))
        .with_max_steps(64)
        .build_eframe(move |cc| App::new(cc, options));
    wait(&mut harness, "is damaged");
    harness.get_by_label("Details").click();
    wait(&mut harness, "Its file is empty");
    harness.get_by_label("Make or join a studio").click();
    wait(&mut harness, "Welcome to Rushes");
    harness.get_by_label("Join a studio").click();
    wait(&mut harness, "Paste the ticket");
}
