//! Studios in temporary folders, on the loopback network.

use crate::made;
use rushes_domain::{Command, CommentId, DeliverableId, MediaHash, ProjectId, Role, Timestamp};
use rushes_store::{Home, Store, fresh};
use rushes_sync::{Options, Ticket, join_with};
use std::{sync::atomic::AtomicBool, time::Duration};
use tempfile::TempDir;

/// No multicast in tests: they must not meet each other's devices.
pub(crate) fn options() -> Options {
    Options { discovery: false, call: Duration::from_secs(2), look: Duration::from_secs(1), ..Options::default() }
}

pub(crate) fn new_home() -> (TempDir, Home) {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    (dir, home)
}

pub(crate) fn new_studio() -> (TempDir, Store) {
    let (dir, home) = new_home();
    let store = home.create_studio("Meridian", "Ada Vale", "ada@meridian.test").unwrap();
    (dir, store)
}

pub(crate) fn invite(store: &Store) -> Ticket {
    Ticket::invite(store, Role::Producer, Timestamp(i64::MAX)).unwrap()
}

/// Joins by way of the text that people send each other. The host's node must run.
pub(crate) fn joined(host: &Store, name: &str) -> (TempDir, Store) {
    joined_with(&invite(host), name)
}

pub(crate) fn joined_with(ticket: &Ticket, name: &str) -> (TempDir, Store) {
    let text = ticket.to_string();
    let email = if name.is_empty() { String::new() } else { format!("{name}@meridian.test") };
    let (dir, home) = new_home();
    let store = join_with(&home, &text.parse().unwrap(), name, &email, &options()).unwrap();
    (dir, store)
}

/// Waits for something that must come; the deadline only ends a test that has failed.
pub(crate) fn until(what: &str, mut check: impl FnMut() -> bool) {
    for _ in 0..1_500 {
        if check() {
            return;
        }
        std::thread::sleep(Duration::from_millis(40));
    }
    panic!("waited in vain: {what}");
}

pub(crate) fn same(a: &Store, b: &Store) -> bool {
    a.digests() == b.digests() && a.facts().unwrap() == b.facts().unwrap()
}

pub(crate) fn project(store: &Store, code: &str) -> ProjectId {
    made::project(store, code).unwrap()
}

pub(crate) fn deliverable(store: &Store, project: ProjectId, name: &str) -> DeliverableId {
    made::deliverable(store, project, name).unwrap()
}

pub(crate) fn said(deliverable: DeliverableId, text: &str) -> Command {
    let id = CommentId::new(fresh());
    Command::Comment { deliverable, round: None, id, body: text.into(), reply_to: None, action: false }
}

pub(crate) fn comment(store: &Store, deliverable: DeliverableId, text: &str) {
    store.submit(said(deliverable, text)).unwrap();
}

pub(crate) fn comments(store: &Store, deliverable: DeliverableId) -> Vec<String> {
    let snapshot = store.snapshot();
    let Some(found) = snapshot.state.deliverable(deliverable) else { return Vec::new() };
    let mut bodies: Vec<_> = found.comments.iter().map(|c| c.body.clone()).collect();
    bodies.sort();
    bodies
}

/// Publishes a file of this content on the first stage.
pub(crate) fn publish(store: &Store, deliverable: DeliverableId, content: &[u8]) -> MediaHash {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("frame.png");
    std::fs::write(&path, content).unwrap();
    let stored = store.media().import(&path, &|_, _| {}, &AtomicBool::new(false)).unwrap();
    publish_known(store, deliverable, stored.hash, stored.size);
    stored.hash
}

/// Publishes a file that need not be here.
pub(crate) fn publish_known(store: &Store, deliverable: DeliverableId, hash: MediaHash, size: u64) {
    let target = made::first_stage(store, deliverable).unwrap();
    made::publish(store, target, made::still(hash, size), "a round").unwrap();
}

/// Bytes that do not compress and differ with the seed.
pub(crate) fn content(seed: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(&seed.to_be_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}
