//! Whole studios on their way in, and paths that are typed.

use crate::desk::Desk;
use egui::Key;
use egui_kittest::{Harness, kittest::Queryable};
use rushes::{actions::Action, app::App, place::Place, window::WindowOptions};
use rushes_store::{Home, care::BackupOptions};
use std::{
    path::Path,
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

const FIELD: &str = "Path of a backup or a folder";

/// Another studio's backup, and the folder that all of it was exported into.
fn kept(dir: &Path) -> (String, String) {
    let home = Home::open(&dir.join("elsewhere")).unwrap();
    let store = home.create_studio("Southlight", "Ana Ruiz", "ana@southlight.example").unwrap();
    crate::desk::make_project(&store);
    let (file, folder) = (dir.join("south.tar"), dir.join("south"));
    let go = AtomicBool::new(false);
    store.backup(&file, BackupOptions::default(), &|_, _| (), &go).unwrap();
    store.export_all(&folder, true, &|_, _| (), &go).unwrap();
    (file.display().to_string(), folder.display().to_string())
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
    harness.step();
}

fn first_run(home: &Path) -> Harness<'static, App> {
    let options = WindowOptions { home: home.to_path_buf(), ..WindowOptions::default() };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1024.0, 700.0))
        .with_max_steps(64)
        .build_eframe(move |cc| App::new(cc, options));
    wait(&mut harness, "Make a studio");
    harness.get_by_label("Bring a studio in").click();
    harness.step();
    wait(&mut harness, FIELD);
    harness
}

fn type_path(harness: &mut Harness<'_, App>, path: &str) {
    harness.get_by_label(FIELD).focus();
    harness.step();
    harness.get_by_label(FIELD).type_text(path);
    harness.step();
    harness.key_press(Key::Enter);
    harness.step();
}

#[test]
fn on_the_first_run_a_studio_is_restored_from_its_backup() {
    let dir = tempfile::tempdir().unwrap();
    let (backup, _) = kept(dir.path());
    let mut harness = first_run(&dir.path().join("home"));
    type_path(&mut harness, &format!("{backup}x"));
    wait(&mut harness, "There is nothing called \"south.tarx\"");
    assert_eq!(harness.get_by_label(FIELD).value(), Some(format!("{backup}x")), "it stays, to be corrected");
    assert!(harness.get_by_label(FIELD).is_focused());
    harness.key_press(Key::Backspace);
    harness.step();
    harness.key_press(Key::Enter);
    wait(&mut harness, "is here as it was when it was backed up");
    let name = harness.state().snapshot().map(|s| s.state.studio.name.clone());
    assert_eq!(name.as_deref(), Some("Southlight"));
}

#[test]
fn on_the_first_run_a_studio_is_brought_in_from_its_folder() {
    let dir = tempfile::tempdir().unwrap();
    let (_, folder) = kept(dir.path());
    let mut harness = first_run(&dir.path().join("home"));
    // A folder that holds no studio says so.
    let other = dir.path().join("other");
    std::fs::create_dir(&other).unwrap();
    type_path(&mut harness, &other.display().to_string());
    wait(&mut harness, "no exported studio");
    harness.get_by_label(FIELD).focus();
    harness.step();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.step();
    type_path(&mut harness, &folder);
    wait(&mut harness, "Southlight is here");
    assert_eq!(harness.state().place(), Place::Home);
}

#[test]
fn under_storage_another_studio_comes_beside_the_one_that_is_open() {
    let mut desk = Desk::sized(1440.0, 1400.0);
    let dir = tempfile::tempdir().unwrap();
    let (backup, folder) = kept(dir.path());
    desk.harness.state_mut().act(Action::Go(Place::Storage));
    desk.wait("the figures", |d| d.sees("Deliverables"));
    desk.type_into(FIELD, &backup);
    desk.click("Bring it in");
    desk.wait("the studio", |d| d.sees("Southlight is here as it was"));
    let name = |desk: &Desk| desk.harness.state().snapshot().map(|s| s.state.studio.name.clone()).unwrap_or_default();
    assert_eq!(name(&desk), "Northlight", "nobody is taken away from what they do");
    assert_eq!(desk.value(FIELD), "", "it was used");

    // It is here now: that is said, with what can be done about it.
    desk.type_into(FIELD, &folder);
    desk.click("Bring it in");
    desk.wait("the refusal", |d| d.sees("A backup of it can be added"));
    assert!(desk.sees("Open the one here") && !desk.sees("Add what is missing here"));
    desk.harness.get_by_label(FIELD).focus();
    desk.steps(1);
    desk.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    desk.type_into(FIELD, &backup);
    desk.click("Bring it in");
    desk.click("Add what is missing here");
    desk.wait("the answer", |d| d.sees("holds nothing that Southlight lacks"));
    desk.click("Open it");
    desk.wait("the other studio", |d| name(d) == "Southlight");
}

#[test]
fn a_path_that_leads_nowhere_is_said_beside_every_field_for_one() {
    let mut desk = Desk::sized(1440.0, 1400.0);
    let project = desk.project();
    let deliverable = desk.deliverable(project, "Hero chair");
    let stage = desk.snapshot().state.deliverable(deliverable).and_then(|d| d.stages.first()).map(|s| s.id);
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("no/such.file").display().to_string();
    let fields = [
        (Place::Deliverable(deliverable, stage), "Path of a file"),
        (Place::Storage, "Path of the backup"),
        (Place::Storage, "Path of a backup to take from"),
        (Place::Storage, "Path of an empty folder"),
        (Place::Storage, FIELD),
    ];
    for (at, (place, field)) in fields.into_iter().enumerate() {
        desk.harness.state_mut().act(Action::Go(place));
        desk.wait(field, |d| d.harness.query_by_label(field).is_some());
        if place == Place::Storage {
            desk.wait("the figures", |d| d.sees("Deliverables"));
        }
        let before = desk.harness.query_all_by_label_contains("There is no folder").count();
        desk.type_into(field, &missing);
        if at % 2 == 0 {
            // Also without Enter: as soon as nothing more is typed.
            desk.harness.key_press(Key::Enter);
        }
        desk.wait(&format!("what is wrong with {field}"), |d| {
            d.harness.query_all_by_label_contains("There is no folder").count() > before
        });
        assert_eq!(desk.value(field), missing, "it stays: {field}");
    }
}
