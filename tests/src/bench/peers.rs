//! Two devices that were apart.

use crate::measure::{Outcome, median};
use rushes_domain::{Command, DeliverableId, Role, Timestamp};
use rushes_store::{Home, Store};
use rushes_sync::{Node, Options, Ticket, join_with, sync_once_with};
use std::time::{Duration, Instant};

/// Two devices, 200 deliverables, 500 changes on each while they are apart.
pub(crate) fn peers() -> Outcome<()> {
    let (dir_a, dir_b) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let options = Options { discovery: false, ..Options::default() };
    let a = Home::open(dir_a.path())?.create_studio("Bench", "Ada", "")?;
    let project = rushes_tests::project(&a, "P")?;
    let ids = (0..200)
        .map(|n| rushes_tests::deliverable(&a, project, &format!("Shot {n}")))
        .collect::<Result<Vec<_>, _>>()?;
    let ticket = Ticket::invite(&a, Role::Producer, Timestamp(i64::MAX))?;
    let node = Node::start(a.clone(), options.clone());
    let home_b = Home::open(dir_b.path())?;
    let began = Instant::now();
    let b = join_with(&home_b, &ticket, "Ben", "", &options)?;
    sync_once_with(&b, Duration::from_secs(60), options.clone())?;
    println!("join and first sync of 200 deliverables: {:.2} s", began.elapsed().as_secs_f64());
    node.stop();

    let mut times = Vec::new();
    let mut quiet = String::new();
    for round in 0..3 {
        for (store, who) in [(&a, "Ada"), (&b, "Ben")] {
            work_apart(store, &ids, who, round)?;
        }
        let node = Node::start(a.clone(), options.clone());
        let began = Instant::now();
        let report = sync_once_with(&b, Duration::from_secs(60), options.clone())?;
        times.push(began.elapsed().as_secs_f64());
        let same = a.digests() == b.digests() && report.complete;
        if !same {
            return Err("the devices differ after a sync".into());
        }
        let again = sync_once_with(&b, Duration::from_secs(60), options.clone())?;
        let peer = again.peers.first().ok_or("nobody was reached")?;
        quiet = format!(
            "{} bytes of messages ({} with the transport's own)",
            peer.bytes_sent + peer.bytes_received,
            peer.transport_sent + peer.transport_received
        );
        node.stop();
    }
    println!("two devices, 500 changes on each apart, until both hold the same: {:.2} s (bound 3 s)", median(times));
    println!("  a sync that finds nothing new: {quiet} (bound 2048)");
    Ok(())
}

fn work_apart(store: &Store, ids: &[DeliverableId], who: &str, round: usize) -> Outcome<()> {
    let snapshot = store.snapshot();
    let (told, tell) = std::sync::mpsc::sync_channel(500);
    for n in 0..500 {
        let deliverable = snapshot.state.deliverable(ids[n % ids.len()]).ok_or("a deliverable is missing")?;
        let command = if n % 2 == 0 {
            rushes_tests::comment(deliverable, &format!("{who} {round} {n}")).1
        } else {
            let changes = vec![rushes_domain::DeliverableChange::Kind(format!("{who} {round} {n}"))];
            Command::EditDeliverable { id: deliverable.id, changes }
        };
        let told = told.clone();
        store.send(command, move |result| drop(told.send(result)))?;
    }
    for _ in 0..500 {
        tell.recv()??;
    }
    Ok(())
}
