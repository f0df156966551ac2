//! Syncing once: how much goes over, and how long it takes.

use crate::studio::*;
use rushes_domain::DeliverableId;
use rushes_store::Store;
use rushes_sync::{Node, Report, sync_once_with};
use std::time::{Duration, Instant};

const TIME: Duration = Duration::from_secs(120);

/// Both sides at once, as two scripts would.
fn both(a: &Store, b: &Store) -> (Report, Report) {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| sync_once_with(b, TIME, options()).unwrap());
        let one = sync_once_with(a, TIME, options()).unwrap();
        (one, other.join().unwrap())
    })
}

/// Two devices with the same deliverables, then changes on each apart.
fn apart(deliverables: usize, changes: usize) -> [(tempfile::TempDir, Store); 2] {
    let (ada_dir, ada) = new_studio();
    let hero = project(&ada, "HERO");
    let shots: Vec<DeliverableId> =
        (0..deliverables).map(|n| deliverable(&ada, hero, &format!("Shot {n:04}"))).collect();
    for shot in &shots {
        comment(&ada, *shot, "as it began");
    }
    let node = Node::start(ada.clone(), options());
    until("the network", || !node.status().listening.is_empty());
    let (ben_dir, ben) = joined(&ada, "Ben");
    let report = sync_once_with(&ben, TIME, options()).unwrap();
    assert!(report.complete && same(&ada, &ben), "{report:?}");
    node.stop();
    for n in 0..changes {
        comment(&ada, shots[n % shots.len()], &format!("Ada {n}"));
        comment(&ben, shots[n * 7 % shots.len()], &format!("Ben {n}"));
    }
    [(ada_dir, ada), (ben_dir, ben)]
}

fn converge(deliverables: usize, changes: usize) {
    let [(_ada_dir, ada), (_ben_dir, ben)] = apart(deliverables, changes);
    let began = Instant::now();
    let (one, other) = both(&ada, &ben);
    let took = began.elapsed();
    assert!(one.complete && other.complete, "{one:?} {other:?}");
    assert!(same(&ada, &ben));
    let changes = changes as u64;
    assert_eq!((one.peers[0].changes_sent, one.peers[0].changes_received), (changes, changes));
    assert_eq!((other.peers[0].changes_sent, other.peers[0].changes_received), (changes, changes));
    println!(
        "{deliverables} deliverables, {changes} changes each: {took:?}, {} documents, {} bytes sent, {} received",
        one.peers[0].documents, one.peers[0].bytes_sent, one.peers[0].bytes_received
    );
    let (one, other) = both(&ada, &ben);
    for report in [&one, &other] {
        let peer = &report.peers[0];
        assert!(report.complete && peer.settled, "{report:?}");
        assert_eq!((peer.documents, peer.changes_sent, peer.changes_received), (0, 0, 0));
        assert!(peer.bytes_sent + peer.bytes_received < 2_048, "{report:?}");
    }
    println!(
        "nothing new: {} bytes of messages; the transport in all {}",
        one.peers[0].bytes_sent + one.peers[0].bytes_received,
        one.peers[0].transport_sent + one.peers[0].transport_received
    );
}

#[test]
fn two_devices_syncing_once_at_the_same_time_converge() {
    converge(12, 40);
}

/// `cargo test --release -p rushes-sync -- --ignored --nocapture converge_at_size`
#[test]
#[ignore = "a measurement"]
fn converge_at_size() {
    converge(200, 500);
}

#[test]
fn syncing_once_brings_media_and_names_who_is_away() {
    let [(_ada_dir, ada), (_ben_dir, ben)] = apart(2, 1);
    let shot = ada.snapshot().state.deliverables().next().unwrap().id;
    let picture = publish(&ben, shot, &content(5, (2 << 20) + 1));
    let alone = sync_once_with(&ada, TIME, options()).unwrap();
    assert_eq!((alone.peers.len(), alone.unreachable), (0, vec![ben.home().device()]));
    let node = Node::start(ben.clone(), options());
    until("the network", || !node.status().listening.is_empty());
    let report = sync_once_with(&ada, TIME, options()).unwrap();
    assert!(report.complete && report.media_missing == 0, "{report:?}");
    assert!(same(&ada, &ben));
    assert_eq!(std::fs::read(ada.media().path(picture).unwrap()).unwrap(), content(5, (2 << 20) + 1));
    node.stop();
}
