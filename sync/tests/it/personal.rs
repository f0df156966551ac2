//! What a person keeps for themselves goes to their own devices and to nobody else's.

use crate::studio::*;
use rushes_domain::{Command, DocKind, NewView, Timestamp, ViewId};
use rushes_store::{Store, fresh};
use rushes_sync::{Node, Ticket};

fn save(store: &Store, name: &str) {
    let view = NewView { id: ViewId::new(fresh()), name: name.into(), project: None, settings: "{}".into() };
    store.submit(Command::SaveView { view, shared: false }).unwrap();
}

fn views(store: &Store) -> Vec<String> {
    store.snapshot().state.personal.views.values().map(|v| v.name.clone()).collect()
}

fn personal(store: &Store) -> usize {
    store.digests().iter().filter(|(doc, _)| doc.kind == DocKind::Personal).count()
}

fn settled(nodes: &[&Node]) -> bool {
    nodes.iter().all(|node| {
        // The tower and Ben do not know where the other is: each hears of it by way of the laptop.
        let status = node.status();
        let connected: Vec<_> = status.peers.iter().filter(|p| p.connected).collect();
        !connected.is_empty() && status.pending == 0 && connected.iter().all(|p| p.settled && p.problem.is_none())
    })
}

#[test]
fn views_of_ones_own_reach_ones_other_device_and_nobody_elses() {
    let (_laptop_dir, laptop) = new_studio();
    let bottle = deliverable(&laptop, project(&laptop, "HERO"), "Bottle");
    let node = Node::start(laptop.clone(), options());
    until("the network", || !node.status().listening.is_empty());
    let ticket = Ticket::add_device(&laptop, Timestamp(i64::MAX)).unwrap();
    let (_tower_dir, tower) = joined_with(&ticket, "");
    assert_eq!(tower.me().person, laptop.me().person);
    let (_ben_dir, ben) = joined(&laptop, "Ben");
    save(&laptop, "Late shots");
    save(&ben, "Ben's");
    comment(&laptop, bottle, "for everybody");
    let hers = Node::start(tower.clone(), options());
    let his = Node::start(ben.clone(), options());
    until("her view on her other device", || views(&tower) == ["Late shots"]);
    until("the comment with Ben", || comments(&ben, bottle) == ["for everybody"]);
    until("all three agree that they have everything", || settled(&[&node, &hers, &his]));
    save(&tower, "Retakes");
    until("back again", || views(&laptop).len() == 2);
    comment(&ben, bottle, "from Ben");
    until("both have heard Ben", || [&laptop, &tower].iter().all(|s| comments(s, bottle).len() == 2));
    until("all three agree again", || settled(&[&node, &hers, &his]));
    for store in [&laptop, &tower, &ben] {
        assert_eq!(personal(store), 1, "nobody holds what another keeps");
    }
    assert_eq!(views(&ben), ["Ben's"]);
    let report = node.sync_now(std::time::Duration::from_secs(60), &std::sync::atomic::AtomicBool::new(false)).unwrap();
    assert!(report.complete && report.peers.iter().all(|p| p.settled), "{report:?}");
}
