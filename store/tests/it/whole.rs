//! The whole studio as files, and back.

use crate::{care::*, studio::*};
use rushes_domain::*;
use rushes_store::{Home, StoreError, whole::Imported};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

fn import(dir: &Path) -> (tempfile::TempDir, Home, Result<Imported, StoreError>) {
    let place = tempfile::tempdir().unwrap();
    let home = Home::open(place.path()).unwrap();
    let imported = home.import_all(dir, &|_, _| (), &quiet());
    (place, home, imported)
}

fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut folders, mut found) = (vec![dir.to_owned()], BTreeMap::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                found.insert(entry.path().strip_prefix(dir).unwrap().to_owned(), fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

/// With a member of another role, a forged change kept aside, a deleted deliverable and a merge.
fn rich_studio() -> Device {
    let ada = busy_studio();
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let id = ada.store.snapshot().state.called(hero(&ada), "Bottle").next().unwrap().id;
    let kind = |kind: &str| Command::EditDeliverable { id, changes: vec![DeliverableChange::Kind(kind.into())] };
    ada.store.submit(kind("Prop")).unwrap();
    ben.store.submit(kind("Hero prop")).unwrap();
    sync(&ada.store, &ben.store);
    let gone = deliverable(&ada.store, hero(&ada), "Gone");
    ada.store.submit(Command::EditDeliverable { id: gone, changes: vec![DeliverableChange::Deleted(true)] }).unwrap();
    ada
}

fn hero(device: &Device) -> ProjectId {
    device.store.snapshot().state.project_called("HERO").unwrap().id
}

#[test]
fn a_studio_exported_and_imported_is_the_same_and_exports_the_same() {
    let ada = rich_studio();
    let dir = ada.dir.path().join("out");
    let exported = ada.store.export_all(&dir, false, &|_, _| (), &quiet()).unwrap();
    assert_eq!((exported.projects, exported.media_files, exported.left_out.len()), (2, 2, 0), "{exported:?}");
    assert!(dir.join("media/HERO/Bottle/Modeling@1/frame 1.png").exists());
    let text = fs::read_to_string(dir.join("projects/HERO.json")).unwrap();
    for word in ["\"brighter\"", "\"one\"", "\"first\"", "Ada Vale", "Gone"] {
        assert!(text.contains(word), "{word}");
    }
    let project: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(project["deliverables"][0]["created"].as_str().unwrap().ends_with('Z'));

    let (_place, home, imported) = import(&dir);
    let imported = imported.unwrap();
    assert_eq!((imported.changes, imported.media_files), (exported.changes, 2));
    assert!(!imported.writable, "another device, and no key came along");
    let store = home.open_studio(imported.studio).unwrap();
    assert_eq!((seen(&store), store.digests()), (seen(&ada.store), ada.store.digests()));
    let audit = store.audit().unwrap();
    assert!(audit.bad.is_empty() && audit.changes == ada.store.audit().unwrap().changes);
    let said = |s: &rushes_store::Store| -> Vec<(String, String)> {
        let mut said: Vec<_> = s.log(&[], 999).unwrap().into_iter().map(|e| (e.at.rfc3339(), e.message)).collect();
        said.sort();
        said
    };
    assert_eq!(said(&store), said(&ada.store), "the history is there");
    let again = ada.dir.path().join("again");
    store.export_all(&again, false, &|_, _| (), &quiet()).unwrap();
    assert_eq!(files(&dir), files(&again));
    assert_eq!(home.import_all(&dir, &|_, _| (), &quiet()).unwrap_err().code(), "conflict");
}

#[test]
fn with_the_root_key_it_can_be_written_on() {
    let ada = busy_studio();
    let dir = ada.dir.path().join("out");
    ada.store.export_all(&dir, true, &|_, _| (), &quiet()).unwrap();
    let (_place, home, imported) = import(&dir);
    assert!(imported.as_ref().unwrap().writable);
    let store = home.open_studio(imported.unwrap().studio).unwrap();
    assert_eq!(store.me().person, ada.store.me().person);
    project(&store, "NEW");
    sync(&ada.store, &store);
    assert!(ada.store.snapshot().state.project_called("NEW").is_some());
}

#[test]
fn a_folder_with_something_in_it_and_a_cancelled_export_stay_as_they_were() {
    let ada = busy_studio();
    let dir = tempfile::tempdir().unwrap();
    let cancel = quiet();
    cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    let out = dir.path().join("out");
    assert!(matches!(ada.store.export_all(&out, false, &|_, _| (), &cancel), Err(StoreError::Cancelled)));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    fs::create_dir(&out).unwrap();
    fs::write(out.join("mine"), b"mine").unwrap();
    assert_eq!(ada.store.export_all(&out, false, &|_, _| (), &quiet()).unwrap_err().code(), "conflict");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
}

/// Writes the manifest anew for what now lies there, as somebody who edits on purpose would.
fn agree(dir: &Path) {
    let path = dir.join("manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for (name, entry) in manifest["files"].as_object_mut().unwrap() {
        let bytes = fs::read(dir.join(name)).unwrap();
        *entry = serde_json::json!({"size": bytes.len(), "blake3": blake3::hash(&bytes).to_hex().to_string()});
    }
    fs::write(path, serde_json::to_vec_pretty(&manifest).unwrap()).unwrap();
}

fn edit(dir: &Path, name: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) {
    let path = dir.join(name);
    fs::write(&path, change(fs::read(&path).unwrap())).unwrap();
}

#[test]
fn an_edited_export_is_refused_and_the_file_is_named() {
    let ada = rich_studio();
    let whole = ada.dir.path().join("out");
    ada.store.export_all(&whole, false, &|_, _| (), &quiet()).unwrap();
    let media = "media/HERO/Bottle/Modeling@1/frame 2.png";
    type Edit = fn(&Path);
    let cases: [(&str, Edit); 10] = [
        ("projects/HERO.json", |d| edit(d, "projects/HERO.json", |b| replace(&b, b"brighter", b"as it is"))),
        ("projects/HERO.json", |d| {
            edit(d, "projects/HERO.json", |b| replace(&b, b"brighter", b"as it is"));
            agree(d);
        }),
        ("studio.json", |d| {
            edit(d, "studio.json", |b| replace(&b, b"Meridian", b"Obsidian"));
            agree(d);
        }),
        ("signed/projects/HERO.jsonl", |d| {
            edit(d, "signed/projects/HERO.jsonl", |mut b| {
                let at = b.windows(12).position(|w| w == b"\"envelope\":\"").unwrap() + 400;
                b[at] = if b[at] == b'A' { b'B' } else { b'A' };
                b
            });
            agree(d);
        }),
        ("signed/facts.jsonl", |d| {
            edit(d, "signed/facts.jsonl", |mut b| {
                let at = b.windows(10).position(|w| w == b"\"signed\":\"").unwrap() + 60;
                b[at] = if b[at] == b'A' { b'B' } else { b'A' };
                b
            });
            agree(d);
        }),
        // A change is left out.
        ("projects/HERO.json", |d| {
            edit(d, "signed/projects/HERO.jsonl", |b| b[b.iter().position(|c| *c == b'\n').unwrap() + 1..].to_vec());
            agree(d);
        }),
        ("frame 2.png", |d| edit(d, "media/HERO/Bottle/Modeling@1/frame 2.png", |b| b[..99].to_vec())),
        ("frame 1.png", |d| fs::remove_file(d.join("media/HERO/Bottle/Modeling@1/frame 1.png")).unwrap()),
        ("manifest.json", |d| {
            edit(d, "media.json", |b| replace(&b, b"media/HERO/Bottle", b"../../../../etc//"));
            agree(d);
        }),
        ("manifest.json", |d| fs::write(d.join("manifest.json"), b"{}").unwrap()),
    ];
    assert!(whole.join(media).exists());
    for (number, (named, spoil)) in cases.iter().enumerate() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("copy");
        for (path, bytes) in files(&whole) {
            fs::create_dir_all(dir.join(&path).parent().unwrap()).unwrap();
            fs::write(dir.join(path), bytes).unwrap();
        }
        spoil(&dir);
        let (home_dir, _home, imported) = import(&dir);
        let error = imported.unwrap_err();
        assert_eq!(error.code(), "damaged", "{number}: {error}");
        assert!(error.to_string().contains(named), "{number}: {error}");
        assert_eq!(left_in(home_dir.path()), Vec::<String>::new(), "{number}");
    }
    let nothing = tempfile::tempdir().unwrap();
    assert_eq!(import(nothing.path()).2.unwrap_err().code(), "damaged");
    let newer = nothing.path().join("manifest.json");
    fs::write(newer, br#"{"form":"rushes studio","version":2,"new":true}"#).unwrap();
    assert!(matches!(import(nothing.path()).2, Err(StoreError::Newer { found: 2, .. })));
}

#[cfg(unix)]
fn pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo");
    assert!(made.success());
}

/// What is no plain file is refused at once: a pipe would be waited for without end, and a link leads out.
#[cfg(unix)]
#[test]
fn pipes_and_links_in_an_export_are_refused_and_nobody_waits() {
    let ada = busy_studio();
    let whole = ada.dir.path().join("out");
    ada.store.export_all(&whole, true, &|_, _| (), &quiet()).unwrap();
    let elsewhere = ada.dir.path().join("elsewhere");
    let names = [
        "manifest.json",
        "media.json",
        "root.key",
        "studio.json",
        "signed/facts.jsonl",
        "projects/HERO.json",
        "media/HERO/Bottle/Modeling@1/frame 1.png",
    ];
    for name in names {
        for link in [false, true] {
            let place = tempfile::tempdir().unwrap();
            let dir = place.path().join("copy");
            for (path, bytes) in files(&whole) {
                fs::create_dir_all(dir.join(&path).parent().unwrap()).unwrap();
                fs::write(dir.join(path), bytes).unwrap();
            }
            let path = dir.join(name);
            if link {
                fs::copy(&path, &elsewhere).unwrap();
                fs::remove_file(&path).unwrap();
                std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
            } else {
                fs::remove_file(&path).unwrap();
                pipe(&path);
            }
            let error = import(&dir).2.unwrap_err();
            assert!(error.to_string().contains("not a plain file"), "{name}: {error}");
        }
    }
    let place = tempfile::tempdir().unwrap();
    let dir = place.path().join("copy");
    for (path, bytes) in files(&whole) {
        fs::create_dir_all(dir.join(&path).parent().unwrap()).unwrap();
        fs::write(dir.join(path), bytes).unwrap();
    }
    fs::rename(dir.join("media"), place.path().join("media")).unwrap();
    std::os::unix::fs::symlink(place.path().join("media"), dir.join("media")).unwrap();
    let error = import(&dir).2.unwrap_err();
    assert!(error.to_string().contains("is a link"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_backup_and_no_media_file() {
    let ada = busy_studio();
    let path = ada.dir.path().join("pipe");
    pipe(&path);
    let error = restore(ada.store.home(), &path).unwrap_err();
    assert_eq!(error.code(), "invalid_input", "{error}");
    let error = ada.store.media().import(&path, &|_, _| (), &quiet()).unwrap_err();
    assert_eq!(error.code(), "invalid_input", "{error}");
    assert_eq!(
        ada.store.media().import(Path::new("/dev/zero"), &|_, _| (), &quiet()).unwrap_err().code(),
        "invalid_input"
    );
}
