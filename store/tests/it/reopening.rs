//! What is read again from disk is what was in memory.

use crate::studio::{Device, deliverable, new_studio, picture, project};
use rushes_domain::*;
use rushes_store::{Home, Store, fresh};

fn all(store: &Store) -> Vec<Deliverable> {
    store.snapshot().state.deliverables().map(|d| d.as_ref().clone()).collect()
}

fn reopened(device: Device) -> Device {
    let Device { dir, store } = device;
    let studio = store.studio();
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    Device { dir, store }
}

fn say(store: &Store, on: DeliverableId, round: Option<RoundId>, body: &str) -> CommentId {
    let id = CommentId::new(fresh());
    let action = round.is_some();
    let body = body.into();
    store.submit(Command::Comment { deliverable: on, round, id, body, reply_to: None, action }).unwrap();
    id
}

/// Work of every kind on one deliverable, and more deliverables than are worked on at a time.
fn busy() -> Device {
    let device = new_studio();
    let store = &device.store;
    let project = project(store, "P");
    let rows = (0..700).map(|n| ImportRow {
        id: DeliverableId::new(fresh()),
        name: format!("Shot {n}"),
        kind: Some("Shot".into()),
        priority: None,
        due: None,
        description: None,
        fields: Vec::new(),
        notes: Vec::new(),
        stages: Vec::new(),
    });
    let rows = rows.collect();
    store
        .submit(Command::Import { project, people: Vec::new(), fields: Vec::new(), rows, source: "sheet".into() })
        .unwrap();
    let one = deliverable(store, project, "One");
    let first = say(store, one, None, "first");
    say(store, one, None, "second");
    let stage = store.snapshot().state.deliverable(one).unwrap().stages[0].id;
    let target = StageTarget { deliverable: one, stage };
    let round = RoundId::new(fresh());
    store.submit(Command::Publish { target, round, attachments: vec![picture()], note: "go".into() }).unwrap();
    say(store, one, Some(round), "too dark");
    store.submit(Command::EditComment { deliverable: one, id: first, body: "first, better".into() }).unwrap();
    store.submit(Command::ResolveComment { deliverable: one, id: first, resolved: true }).unwrap();
    store.submit(Command::EditDeliverable { id: one, changes: vec![DeliverableChange::Name("Other".into())] }).unwrap();
    device
}

#[test]
fn a_reopened_studio_reads_as_it_was() {
    let device = busy();
    let before = all(&device.store);
    assert_eq!(before.len(), 701);
    let one = before.iter().find(|d| d.name == "Other").unwrap();
    assert_eq!((one.comments.len(), one.feedback.len(), one.stages[0].rounds.len()), (3, 1, 1));
    assert_eq!(all(&reopened(device).store), before);
}

#[test]
fn read_models_of_another_version_are_made_anew() {
    let device = busy();
    let before = all(&device.store);
    let Device { dir, store } = device;
    let studio = store.studio();
    let file = store.home().studio_dir(studio).join("store.redb");
    drop(store);
    let db = redb::Database::open(&file).unwrap();
    let write = db.begin_write().unwrap();
    let meta: redb::TableDefinition<'_, &str, &[u8]> = redb::TableDefinition::new("meta");
    write.open_table(meta).unwrap().insert("rows", [0; 4].as_slice()).unwrap();
    write.commit().unwrap();
    drop(db);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    assert_eq!(all(&store), before);
    assert_eq!(all(&reopened(Device { dir, store }).store), before);
}
