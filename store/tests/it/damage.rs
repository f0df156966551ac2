//! Databases that are damaged, newer, unwritable: a clear word, a way out, nothing lost in silence.

use crate::{care::*, studio::*};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use rushes_domain::*;
use rushes_store::{Home, Store, StoreError};
use std::{fs, path::PathBuf};

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;
const ENVELOPE: Bytes = TableDefinition::new("envelope");
const FACT: Bytes = TableDefinition::new("fact");
const SNAPSHOT: Bytes = TableDefinition::new("snapshot");
const HEADS: Bytes = TableDefinition::new("heads");
const ACTOR: Bytes = TableDefinition::new("actor");
const ROW: Bytes = TableDefinition::new("row_deliverable");
const COMMENT: Bytes = TableDefinition::new("row_comment");
const META: TableDefinition<'static, &'static str, &'static [u8]> = TableDefinition::new("meta");

pub fn database(device: &Device) -> PathBuf {
    device.store.home().studio_dir(device.store.studio()).join("store.redb")
}

/// Closes a device's store, does something to its database file, and opens it again.
pub fn with_closed(device: Device, spoil: impl FnOnce(&PathBuf)) -> (tempfile::TempDir, Result<Store, StoreError>) {
    let (path, studio) = (database(&device), device.store.studio());
    let Device { dir, store } = device;
    drop(store);
    spoil(&path);
    let opened = Home::open(dir.path()).unwrap().open_studio(studio);
    (dir, opened)
}

/// Changes values of a table in place, as flipped bytes of a page would.
fn spoil(path: &PathBuf, table: Bytes, mut change: impl FnMut(&[u8], &mut Vec<u8>) -> bool) -> usize {
    let db = Database::create(path).unwrap();
    let tx = db.begin_write().unwrap();
    let mut count = 0;
    {
        let mut table = tx.open_table(table).unwrap();
        let rows: Vec<(Vec<u8>, Vec<u8>)> =
            table.iter().unwrap().map(|e| e.map(|(k, v)| (k.value().to_vec(), v.value().to_vec())).unwrap()).collect();
        for (key, mut value) in rows {
            if change(&key, &mut value) {
                table.insert(key.as_slice(), value.as_slice()).unwrap();
                count += 1;
            }
        }
    }
    tx.commit().unwrap();
    count
}

/// In the change itself, which is the last of an envelope.
fn flip_change(value: &mut [u8]) -> bool {
    let at = value.len() - 5;
    value[at] ^= 0x55;
    true
}

fn flip(value: &mut [u8]) -> bool {
    let at = value.len() / 2;
    value[at] ^= 0x55;
    true
}

#[test]
fn read_models_that_are_damaged_or_of_another_version_are_built_anew() {
    let ada = busy_studio();
    let (before, digests) = (seen(&ada.store), ada.store.digests());
    let (dir, store) = with_closed(ada, |path| {
        assert_eq!(
            spoil(path, ROW, |_, v| {
                v.truncate(3);
                true
            }),
            2
        );
    });
    assert_eq!(seen(&store.unwrap()), before);
    let home = Home::open(dir.path()).unwrap();
    let studio = home.current().unwrap();
    let path = home.studio_dir(studio).join("store.redb");
    {
        let db = Database::create(&path).unwrap();
        let tx = db.begin_write().unwrap();
        tx.open_table(META).unwrap().insert("rows", 77u32.to_le_bytes().as_slice()).unwrap();
        // A row that another program wrote, and that nothing stands behind.
        tx.open_table(ROW).unwrap().insert([9u8; 16].as_slice(), [1u8].as_slice()).unwrap();
        tx.commit().unwrap();
    }
    let store = home.open_studio(studio).unwrap();
    assert_eq!((seen(&store), store.digests()), (before, digests));
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
}

/// A comment's row under the key of a deliverable that nobody has, as one flipped bit of the key makes it.
#[test]
fn a_comment_that_lies_under_another_key_is_not_lost() {
    let ada = busy_studio();
    let (before, digests) = (seen(&ada.store), ada.store.digests());
    let (_dir, store) = with_closed(ada, |path| {
        let db = Database::create(path).unwrap();
        let tx = db.begin_write().unwrap();
        {
            let mut rows = tx.open_table(COMMENT).unwrap();
            let (key, value) = {
                let first = rows.first().unwrap().unwrap();
                (first.0.value().to_vec(), first.1.value().to_vec())
            };
            rows.remove(key.as_slice()).unwrap();
            let mut other = key;
            other[10] ^= 4;
            rows.insert(other.as_slice(), value.as_slice()).unwrap();
        }
        tx.commit().unwrap();
    });
    let store = store.unwrap();
    assert_eq!((seen(&store), store.digests()), (before, digests));
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
}

#[test]
fn digests_and_authors_that_are_damaged_are_worked_out_anew() {
    let ada = busy_studio();
    let (before, digests) = (seen(&ada.store), ada.store.digests());
    let (_dir, store) = with_closed(ada, |path| {
        spoil(path, ACTOR, |_, v| {
            v.truncate(5);
            true
        });
    });
    let store = store.unwrap();
    assert_eq!((seen(&store), store.digests()), (before, digests));
}

/// Digests that read well and say something else: peers would compare the wrong thing.
#[test]
fn digests_that_do_not_fit_the_changes_are_told_and_mended() {
    let ada = busy_studio();
    let (before, digests) = (seen(&ada.store), ada.store.digests());
    let nobody = DocId::of(DocKind::Talk, DeliverableId::derive(&[b"nobody"]));
    let mut number = 0;
    let (dir, store) = with_closed(ada, |path| {
        let gone = spoil(path, HEADS, |_, value| {
            number += 1;
            // One says another sum, one another count.
            match number {
                1 => flip(value),
                2 => {
                    value[32] ^= 1;
                    true
                }
                _ => false,
            }
        });
        assert_eq!(gone, 2);
        let db = Database::create(path).unwrap();
        let tx = db.begin_write().unwrap();
        {
            let mut heads = tx.open_table(HEADS).unwrap();
            // One document is not spoken of, and one is that nobody has.
            let third = heads.iter().unwrap().nth(2).unwrap().unwrap().0.value().to_vec();
            heads.remove(third.as_slice()).unwrap();
            heads.insert(nobody.to_bytes().as_slice(), [7u8; 40].as_slice()).unwrap();
        }
        tx.commit().unwrap();
    });
    let store = store.unwrap();
    assert_ne!(store.digests(), digests);
    let told = store.verify().unwrap().damaged;
    assert_eq!(told.iter().filter(|d| d.contains("digest")).count(), 4, "{told:?}");
    assert!(told.iter().any(|d| d.contains(&nobody.to_string())), "{told:?}");
    assert_eq!(store.self_check().unwrap().unwrap().set_aside, 0);
    assert_eq!((seen(&store), store.digests()), (before.clone(), digests.clone()));
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
    drop(store);
    let home = Home::open(dir.path()).unwrap();
    let store = home.open_studio(home.current().unwrap()).unwrap();
    assert_eq!((seen(&store), store.digests()), (before, digests));
}

#[test]
fn a_damaged_save_of_a_document_costs_nothing() {
    let ada = busy_studio();
    let id = ada.store.snapshot().state.deliverables().next().unwrap().id;
    for n in 0..70 {
        say(&ada.store, id, &format!("comment {n}"));
    }
    let said = ada.store.snapshot().state.deliverable(id).unwrap().comments.len();
    let digests = ada.store.digests();
    let (_dir, store) = with_closed(ada, |path| {
        let talk = DocId::of(DocKind::Talk, id).to_bytes();
        assert_eq!(spoil(path, SNAPSHOT, |key, v| key == talk && flip(v)), 1);
    });
    let store = store.unwrap();
    say(&store, id, "goes on");
    assert_eq!(store.damaged().unwrap(), []);
    assert_eq!(store.snapshot().state.deliverable(id).unwrap().comments.len(), said + 1);
    assert_eq!(store.digests().len(), digests.len());
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
}

/// One document's changes are damaged: the rest opens and goes on, the document is named, and what
/// is missing comes back from a peer, after which everything is as it was.
#[test]
fn a_damaged_document_is_named_and_comes_back_from_a_peer() {
    let ada = busy_studio();
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let (before, digests) = (seen(&ada.store), ada.store.digests());
    let state = ada.store.snapshot().state.clone();
    let id = state.called(state.project_called("HERO").unwrap().id, "Bottle").next().unwrap().id;
    let talk = DocId::of(DocKind::Talk, id);
    let mut first = true;
    let (dir, store) = with_closed(ada, |path| {
        let hit = spoil(path, ENVELOPE, |key, value| {
            key[..17] == talk.to_bytes() && std::mem::take(&mut first) && flip_change(value)
        });
        assert_eq!(hit, 1);
    });
    let store = store.unwrap();
    assert_eq!(seen(&store), before, "read models were whole");
    let verified = store.verify().unwrap();
    assert!(verified.damaged.iter().any(|d| d.contains(&talk.to_string())), "{verified:?}");

    // The rest goes on; the damaged document too, with what is whole of it.
    project(&store, "NEW");
    say(&store, id, "written on top");
    let named = store.damaged().unwrap();
    assert_eq!((named[0].doc, named[0].missing), (Some(talk), 1));
    let digest = |of: &[(DocId, [u8; 32])]| of.iter().find(|(d, _)| *d == talk).unwrap().1;
    assert_ne!(digest(&store.digests()), digest(&digests), "a peer sees that something is missing");

    sync(&ben.store, &store);
    assert_eq!(store.damaged().unwrap(), []);
    let verified = store.verify().unwrap();
    assert_eq!(verified.damaged, Vec::<String>::new());
    assert_eq!(store.audit().unwrap().quarantined, []);
    let after = store.snapshot().state.deliverable(id).cloned().unwrap();
    assert_eq!(ben.store.snapshot().state.deliverable(id).cloned().unwrap(), after);
    for comment in &state.deliverable(id).unwrap().comments {
        assert!(after.comment(comment.id).is_some(), "{}", comment.body);
    }
    drop(store);
    let again = Home::open(dir.path()).unwrap();
    assert_eq!(again.open_studio(again.current().unwrap()).unwrap().damaged().unwrap(), []);
}

#[test]
fn repair_finds_what_nobody_has_touched() {
    let ada = busy_studio();
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let before = seen(&ada.store);
    let (_dir, store) = with_closed(ada, |path| {
        // Every signature of the decisions: nothing that loading a document looks at.
        assert!(
            spoil(path, ENVELOPE, |key, value| key[0] == DocKind::Verdict as u8 && {
                let mut envelope = rushes_store::authority::Envelope::from_bytes(value).unwrap();
                envelope.signature[7] ^= 1;
                *value = envelope.to_bytes();
                true
            }) > 0
        );
    });
    let store = store.unwrap();
    let path = store.media().path(store.media().known()[0].0).unwrap();
    fs::write(path, b"other content").unwrap();
    let repaired = store.repair().unwrap();
    assert!(repaired.set_aside >= 1 && repaired.media == 1, "{repaired:?}");
    // What was set aside is told, and stays while it may be all there is.
    assert_eq!(store.kept().unwrap().bytes, b"other content".len() as u64);
    assert_eq!(store.stats().unwrap().kept_bytes, b"other content".len() as u64);
    let refused = store.give_up_kept().unwrap_err();
    assert!(matches!(refused, StoreError::StillMissing { .. }) && refused.hint().contains("Sync"), "{refused}");
    assert_eq!(store.media().known().len(), 1);
    assert_eq!(
        status(&store, "HERO/Bottle/Modeling"),
        Status::InReview,
        "a decision that does not read does not count"
    );
    sync(&ben.store, &store);
    assert_eq!(seen(&store), before);
    assert_eq!(store.repair().unwrap().set_aside, 0);
    assert_eq!(store.give_up_kept().unwrap().entries.len(), 1);
    assert_eq!(store.kept().unwrap(), rushes_store::care::Kept::default());
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
}

/// The studio's own document: read when the studio opens, before anything else is.
#[test]
fn a_damaged_studio_document_opens_and_comes_back() {
    let ada = busy_studio();
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let (before, studio) = (seen(&ada.store), DocId::studio(ada.store.studio()));
    let mut first = true;
    let (dir, store) = with_closed(ada, |path| {
        let hit = spoil(path, ENVELOPE, |key, value| {
            key[..17] == studio.to_bytes() && std::mem::take(&mut first) && flip_change(value)
        });
        assert_eq!(hit, 1);
    });
    let store = store.unwrap();
    assert_eq!(store.damaged().unwrap()[0].doc, Some(studio));
    drop(store);
    let home = Home::open(dir.path()).unwrap();
    let store = home.open_studio(home.current().unwrap()).unwrap();
    assert_eq!(store.damaged().unwrap().len(), 1, "known without looking again");
    sync(&ben.store, &store);
    assert_eq!(store.damaged().unwrap(), []);
    assert_eq!(seen(&store), before);
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
}

#[test]
fn the_store_checks_and_repairs_itself() {
    let ada = busy_studio();
    assert_eq!(ada.store.last_check(), None);
    assert_eq!(ada.store.self_check().unwrap(), None);
    assert!(ada.store.last_check().is_some());
    let before = seen(&ada.store);
    let (_dir, store) = with_closed(ada, |path| {
        // A word of a read model: nothing that stands in the way of opening.
        spoil(path, ROW, |_, value| match value.windows(8).position(|w| w == b"brighter") {
            Some(at) => {
                value[at] = b'B';
                true
            }
            None => false,
        });
    });
    let store = store.unwrap();
    assert_ne!(seen(&store), before);
    assert_eq!(store.self_check().unwrap().unwrap().set_aside, 0);
    assert_eq!(seen(&store), before);
}

#[test]
fn a_damaged_grant_is_set_aside_and_comes_back() {
    let ada = busy_studio();
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let device = ben.store.device();
    let (_dir, store) = with_closed(ada, |path| {
        assert_eq!(spoil(path, FACT, |_, value| value.windows(32).any(|w| w == device.0) && flip(value)), 1);
    });
    let store = store.unwrap();
    assert!(!store.is_member(device));
    assert_eq!(store.damaged().unwrap()[0].doc, None);
    sync(&ben.store, &store);
    assert!(store.is_member(device));
    assert_eq!(store.damaged().unwrap(), []);
}

/// Whatever is done to the file: it opens with everything, or says what is wrong; never a panic,
/// never less than before without a word.
#[test]
fn flipped_bytes_zeroed_pages_and_truncation_are_told_or_mended() {
    let ada = busy_studio();
    let id = ada.store.snapshot().state.deliverables().next().unwrap().id;
    for n in 0..200 {
        say(&ada.store, id, &format!("comment {n}"));
    }
    let (before, digests, studio) = (seen(&ada.store), ada.store.digests(), ada.store.studio());
    let path = database(&ada);
    let Device { dir, store } = ada;
    drop(store);
    let whole = fs::read(&path).unwrap();
    let home = Home::open(dir.path()).unwrap();
    let (mut mended, mut told) = (0, 0);
    for n in 0..60usize {
        let mut bytes = whole.clone();
        let at = (n * 104_729 * 31) % bytes.len();
        match n % 3 {
            0 => bytes[at] ^= 1 << (n % 8),
            1 => {
                let page = at / 4096 * 4096;
                let end = (page + 4096).min(bytes.len());
                bytes[page..end].fill(0);
            }
            _ => bytes.truncate(at),
        }
        fs::write(&path, &bytes).unwrap();
        match home.open_studio(studio) {
            Ok(store) => {
                let same = seen(&store) == before && store.digests() == digests;
                let clean = store.verify().is_ok_and(|v| v.damaged.is_empty());
                let now = seen(&store);
                let other = now.lines().zip(before.lines()).find(|(now, then)| now != then);
                assert!(same || !clean, "run {n}, byte {at}: something is gone and nobody says so: {other:?}");
                mended += 1;
            }
            Err(error) => {
                assert_eq!(error.code(), "damaged", "run {n}: {error}");
                assert!(error.hint().contains("A repair") && error.hint().contains("backup"), "{}", error.hint());
                told += 1;
                // What can be saved is saved, and named.
                if let Ok(salvaged) = home.salvage(studio) {
                    let store = home.open_studio(studio).unwrap();
                    assert!(store.digests() == digests || !salvaged.damaged.is_empty(), "run {n}");
                    assert!(store.audit().unwrap().bad.is_empty());
                }
            }
        }
    }
    assert!(mended > 10 && told > 10, "{mended} mended, {told} told");
}

#[test]
fn a_newer_database_is_refused_and_stays_as_it_is_to_the_byte() {
    let ada = busy_studio();
    let path = database(&ada);
    let (dir, refused) = with_closed(ada, |path| {
        let db = Database::create(path).unwrap();
        let tx = db.begin_write().unwrap();
        tx.open_table(META).unwrap().insert("format", 3u32.to_le_bytes().as_slice()).unwrap();
        tx.commit().unwrap();
    });
    assert!(matches!(refused, Err(StoreError::Newer { found: 3, known: 2 })));
    let bytes = fs::read(&path).unwrap();
    let home = Home::open(dir.path()).unwrap();
    for _ in 0..2 {
        let error = home.open_studio(home.current().unwrap()).unwrap_err();
        assert!(error.code() == "newer" && error.hint().contains("Update Rushes"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    // Also one that was not closed in order: its flag says that it is in use.
    let mut open = bytes;
    open[9] |= 2;
    fs::write(&path, &open).unwrap();
    assert!(matches!(home.open_studio(home.current().unwrap()), Err(StoreError::Newer { .. })));
    assert_eq!(fs::read(&path).unwrap(), open);
}

/// A studio that version 0.1.0 wrote, in its first format.
#[test]
fn a_database_of_format_1_opens_and_reads_as_it_did() {
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1");
    let dir = tempfile::tempdir().unwrap();
    let wanted: serde_json::Value = serde_json::from_slice(&fs::read(fixture.join("seen.json")).unwrap()).unwrap();
    let home = Home::open(dir.path()).unwrap();
    let studio: StudioId = wanted["studio"].as_str().unwrap().parse().unwrap();
    let place = home.studio_dir(studio);
    fs::create_dir_all(&place).unwrap();
    fs::copy(fixture.join("store.redb"), place.join("store.redb")).unwrap();
    let store = home.open_studio(studio).unwrap();
    assert_eq!(told(&store), wanted);
    // The fixture has no media files with it.
    assert!(store.verify().unwrap().damaged.iter().all(|d| d.starts_with("media ")));
    let db = {
        drop(store);
        Database::create(place.join("store.redb")).unwrap()
    };
    let read = db.begin_read().unwrap();
    assert!(read.open_table(HEADS).unwrap().iter().unwrap().count() > 5);
}

/// What the fixture's studio says, in words that stay the same when read models change.
fn told(store: &Store) -> serde_json::Value {
    let state = &store.snapshot().state;
    let deliverables: Vec<_> = state
        .deliverables()
        .map(|d| {
            let stages: Vec<_> =
                d.stages.iter().map(|s| format!("{} {} {}", s.name, s.status.word(), s.rounds.len())).collect();
            let comments: Vec<_> = d.comments.iter().map(|c| c.body.clone()).collect();
            serde_json::json!({"name": d.name, "stages": stages, "comments": comments, "feedback": d.feedback.len()})
        })
        .collect();
    serde_json::json!({
        "studio": store.studio(),
        "name": state.studio.name,
        "people": state.studio.people.values().map(|p| p.name.clone()).collect::<Vec<_>>(),
        "deliverables": deliverables,
        "changes": store.audit().unwrap().changes,
    })
}

/// Writes the fixture: run by hand, once for each format.
#[test]
#[ignore = "writes the fixture of the format this program has"]
fn write_the_fixture() {
    let ada = busy_studio();
    let wanted = told(&ada.store);
    ada.store.compact().unwrap();
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1");
    fs::create_dir_all(&fixture).unwrap();
    fs::write(fixture.join("seen.json"), serde_json::to_vec_pretty(&wanted).unwrap()).unwrap();
    with_closed(ada, |path| assert!(fs::copy(path, fixture.join("store.redb")).unwrap() < 200_000)).1.unwrap();
}
