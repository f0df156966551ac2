//! A studio in a temporary folder.

use crate::made;
use rushes_domain::*;
use rushes_store::{Home, Invitee, Store, fresh};
use tempfile::TempDir;

pub struct Device {
    pub dir: TempDir,
    pub store: Store,
}

pub fn new_studio() -> Device {
    let dir = tempfile::tempdir().unwrap();
    let store = Home::open(dir.path()).unwrap().create_studio("Meridian", "Ada Vale", "ada@meridian.test").unwrap();
    Device { dir, store }
}

/// A device that joins with an invitation of another.
pub fn joined(host: &Store, role: Role, name: &str) -> Device {
    let secret = host.invite(role, Timestamp(i64::MAX)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    let facts = host.redeem(&secret, home.device(), name, &format!("{name}@meridian.test")).unwrap();
    let store = home.join_studio(&facts).unwrap();
    sync(host, &store);
    Device { dir, store }
}

/// Another device of the person of a host.
pub fn second_device(host: &Store) -> Device {
    let me = host.me();
    let secret = host.invite_for(Invitee::OwnDevice(me.person), me.role, Timestamp(i64::MAX)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    let facts = host.redeem(&secret, home.device(), "", "").unwrap();
    let store = home.join_studio(&facts).unwrap();
    sync(host, &store);
    Device { dir, store }
}

/// Gives each what the other lacks, the plain way.
pub fn sync(a: &Store, b: &Store) {
    made::give(a, b).unwrap();
    made::give(b, a).unwrap();
    assert_eq!(a.digests(), b.digests());
}

pub fn project(store: &Store, code: &str) -> ProjectId {
    made::project(store, code).unwrap()
}

pub fn deliverable(store: &Store, project: ProjectId, name: &str) -> DeliverableId {
    made::deliverable(store, project, name).unwrap()
}

pub fn picture() -> Attachment {
    made::still(MediaHash([7; 32]), 10)
}

pub fn publish(store: &Store, path: &str, note: &str) -> RoundId {
    let (deliverable, stage) = store.snapshot().state.resolve_stage(path).unwrap();
    made::publish(store, StageTarget { deliverable, stage }, picture(), note).unwrap()
}

pub fn decided(
    store: &Store,
    path: &str,
    verdict: Verdict,
    note: &str,
) -> Result<rushes_store::Ack, rushes_store::StoreError> {
    let (deliverable, round) = store.snapshot().state.resolve_round(path).unwrap();
    store.submit(Command::Decide { deliverable, round, id: DecisionId::new(fresh()), verdict, note: note.into() })
}

pub fn status(store: &Store, path: &str) -> Status {
    let state = &store.snapshot().state;
    let (deliverable, stage) = state.resolve_stage(path).unwrap();
    state.deliverable(deliverable).unwrap().stage(stage).unwrap().status
}
