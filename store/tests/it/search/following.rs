//! The index keeps up: with edits, with peers, over restarts, and whatever happens to its files.

use super::*;
use rushes_store::Home;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Closes a studio, does something to its folder, and opens it again.
fn reopened(device: Device, meanwhile: impl FnOnce(&Path)) -> Device {
    let Device { dir, store } = device;
    let studio = store.studio();
    let folder = store.home().studio_dir(studio);
    drop(store);
    meanwhile(&folder);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    Device { dir, store }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in files(from) {
        fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

fn swap(from: PathBuf, to: PathBuf) {
    fs::copy(from, to).unwrap();
}

#[test]
fn it_follows_what_people_do() {
    let ada = new_studio();
    let store = &ada.store;
    let id = deliverable(store, project(store, "HERO"), "Bottle");
    assert_eq!(paths(store, "bottle"), ["HERO/Bottle"]);
    edit(store, id, DeliverableChange::Name("Flask".into()));
    assert_eq!(paths(store, "bottle"), Vec::<String>::new());
    assert_eq!(paths(store, "flask"), ["HERO/Flask"]);
    let said = comment(store, "HERO/Flask", "too much refraction");
    assert_eq!(paths(store, "refraction"), ["HERO/Flask"]);
    store.submit(Command::EditComment { deliverable: id, id: said, body: "too much gloss".into() }).unwrap();
    assert_eq!(paths(store, "refraction"), Vec::<String>::new());
    assert_eq!(paths(store, "gloss"), ["HERO/Flask"]);
    assert_eq!(search(store, "flask status:ready").hits.len(), 1);
    assert_eq!(search(store, "flask status:hold").hits.len(), 0);
    edit(store, id, DeliverableChange::Deleted(true));
    assert_eq!(paths(store, "gloss"), Vec::<String>::new(), "a deleted deliverable's comments are gone too");
    edit(store, id, DeliverableChange::Deleted(false));
    assert_eq!(paths(store, "gloss"), ["HERO/Flask"]);
    let client = ProjectChange::Client("Orchard".into());
    let hero = store.snapshot().state.project_called("HERO").unwrap().id;
    store.submit(Command::EditProject { id: hero, changes: vec![client] }).unwrap();
    assert_eq!(paths(store, "orchard"), ["HERO"]);
}

#[test]
fn it_goes_on_where_it_was_after_a_restart() {
    let ada = new_studio();
    deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    assert_eq!(paths(&ada.store, "bottle"), ["HERO/Bottle"]);
    // One run in which nobody searches.
    let ada = reopened(ada, |_| ());
    let folder = ada.store.home().studio_dir(ada.store.studio()).join("search");
    let before = files(&folder);
    let hero = ada.store.snapshot().state.project_called("HERO").unwrap().id;
    deliverable(&ada.store, hero, "Flask");
    assert_eq!(files(&folder), before, "nothing is opened for those who do not search");
    let ada = reopened(ada, |_| ());
    assert_eq!(paths(&ada.store, "flask"), ["HERO/Flask"]);
    assert_eq!(paths(&ada.store, "bottle"), ["HERO/Bottle"]);
    let after = files(&folder);
    let kept = before.iter().filter(|f| f.extension().is_some_and(|e| e == "term")).all(|f| after.contains(f));
    assert!(kept, "what was there was read, not made anew");
}

#[test]
fn a_crash_before_the_index_was_on_disk_loses_nothing() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    search(&ada.store, "bottle");
    let aside = tempfile::tempdir().unwrap();
    let ada = reopened(ada, |folder| copy(&folder.join("search"), aside.path()));
    edit(&ada.store, id, DeliverableChange::Name("Flask".into()));
    search(&ada.store, "flask");
    // The commands were acknowledged; the index is as if its last commits had never been.
    let ada = reopened(ada, |folder| {
        fs::remove_dir_all(folder.join("search")).unwrap();
        copy(aside.path(), &folder.join("search"));
    });
    assert_eq!(paths(&ada.store, "flask"), ["HERO/Flask"]);
    assert_eq!(paths(&ada.store, "bottle"), Vec::<String>::new());
}

#[test]
fn a_database_older_than_the_index_is_what_counts() {
    let ada = new_studio();
    let hero = project(&ada.store, "HERO");
    let aside = tempfile::tempdir().unwrap();
    let ada = reopened(ada, |folder| swap(folder.join("store.redb"), aside.path().join("db")));
    deliverable(&ada.store, hero, "Bottle");
    search(&ada.store, "bottle");
    let ada = reopened(ada, |folder| swap(aside.path().join("db"), folder.join("store.redb")));
    // The feed counts on from the backup: another change has the number that the index knows.
    deliverable(&ada.store, hero, "Flask");
    assert_eq!(paths(&ada.store, "flask"), ["HERO/Flask"]);
    assert_eq!(paths(&ada.store, "bottle"), Vec::<String>::new());
}

#[test]
fn an_index_that_cannot_be_used_is_made_anew() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 5] = [
        ("missing", |search| fs::remove_dir_all(search).unwrap()),
        ("half missing", |search| {
            for file in files(search).iter().filter(|f| f.extension().is_some_and(|e| e == "term")) {
                fs::remove_file(file).unwrap();
            }
        }),
        ("overwritten", |search| {
            for file in files(search).iter().filter(|f| f.extension().is_some_and(|e| e != "json")) {
                let mut bytes = fs::read(file).unwrap();
                let most = bytes.len();
                bytes.iter_mut().take(most / 2).for_each(|b| *b = !*b);
                fs::write(file, bytes).unwrap();
            }
        }),
        ("cut short", |search| {
            for file in files(search) {
                let bytes = fs::read(&file).unwrap();
                fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
            }
        }),
        ("of another version", |search| {
            let meta = search.join("meta.json");
            let text = fs::read_to_string(&meta).unwrap();
            let other = text.replace(r#"\"version\":"#, r#"\"version\":9"#);
            assert_ne!(text, other);
            fs::write(&meta, other).unwrap();
        }),
    ];
    let mut ada = new_studio();
    deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    search(&ada.store, "bottle");
    for (what, harm) in harms {
        ada = reopened(ada, |folder| harm(&folder.join("search")));
        assert_eq!(paths(&ada.store, "bottle"), ["HERO/Bottle"], "{what}");
        assert!(ada.store.search_progress().trouble.is_none(), "{what}");
    }
}

#[test]
fn a_change_that_touches_very_much_is_found_whole() {
    let ada = new_studio();
    let store = &ada.store;
    let hero = project(store, "HERO");
    search(store, "hero");
    let row = |n: usize| ImportRow {
        id: DeliverableId::derive(&[&n.to_le_bytes()]),
        name: format!("Shot{n:04}"),
        kind: None,
        priority: None,
        due: None,
        description: Some(format!("number{n}")),
        fields: Vec::new(),
        notes: Vec::new(),
        stages: Vec::new(),
    };
    // An entry of just so many may be an old one that was cut there: then everything is compared.
    for span in [0..400, 400..656] {
        let rows: Vec<ImportRow> = span.clone().map(row).collect();
        let (people, fields, source) = (Vec::new(), Vec::new(), "a sheet".into());
        store.submit(Command::Import { project: hero, people, fields, rows, source }).unwrap();
        for n in [span.start, span.start + 255, span.end - 1] {
            assert_eq!(paths(store, &format!("number{n} kind:deliverable"))[0], format!("HERO/Shot{n:04}"));
        }
        assert_eq!(search(store, "shot").counts, [(HitKind::Deliverable, span.end)]);
    }
}

#[test]
fn what_peers_write_is_found() {
    let ada = new_studio();
    deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    search(&ada.store, "bottle");
    let ben = joined(&ada.store, Role::Artist, "Ben");
    assert_eq!(paths(&ada.store, "ben kind:person"), ["Ben"], "who joins is known by their grant alone");
    comment(&ben.store, "HERO/Bottle", "refraction from afar");
    sync(&ada.store, &ben.store);
    assert_eq!(paths(&ada.store, "refraction by:ben"), ["HERO/Bottle"]);
    assert_eq!(paths(&ben.store, "refraction by:ben"), ["HERO/Bottle"]);
}

#[test]
fn where_it_cannot_be_written_the_search_says_so_and_everything_else_goes_on() {
    let ada = new_studio();
    let ada = reopened(ada, |folder| fs::write(folder.join("search"), "in the way").unwrap());
    let store = &ada.store;
    let refused = store.catch_up_search(&|_| (), &AtomicBool::new(false)).unwrap_err();
    assert_eq!(refused.code(), "io", "{refused}");
    assert_eq!(store.search("bottle", 5).unwrap_err().code(), "io");
    assert!(store.search_progress().trouble.is_some());
    deliverable(store, project(store, "HERO"), "Bottle");
    fs::remove_file(store.home().studio_dir(store.studio()).join("search")).unwrap();
    assert_eq!(paths(store, "bottle"), ["HERO/Bottle"], "it goes on by itself once it can");
}

#[test]
fn the_last_handle_ends_its_thread() {
    let ada = new_studio();
    deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    ada.store.start_search().unwrap();
    // Opening it again fails while a thread still holds the database.
    let ada = reopened(ada, |_| ());
    assert_eq!(paths(&ada.store, "bottle"), ["HERO/Bottle"]);
}
