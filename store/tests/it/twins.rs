//! Twins that are joined into one, on two devices, after a restart, and taken back.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Home, Store, fresh};
use std::sync::atomic::AtomicBool;

fn say(store: &Store, deliverable: DeliverableId, text: &str) {
    let comment = Command::Comment {
        deliverable,
        round: None,
        id: CommentId::new(fresh()),
        body: text.into(),
        reply_to: None,
        action: false,
    };
    store.submit(comment).unwrap();
}

fn shown(store: &Store) -> Vec<(DeliverableId, usize, usize)> {
    let state = store.snapshot().state.clone();
    state.deliverables().map(|d| (d.id, d.stages[0].rounds.len(), d.comments.len())).collect()
}

/// How many deliverables a search finds by name.
fn found(store: &Store, query: &str) -> usize {
    store.catch_up_search(&|_| (), &AtomicBool::new(false)).unwrap();
    store.search(&format!("{query} kind:deliverable"), 10).unwrap().hits.len()
}

/// Two devices make "Café" at once, in two forms, each with a round and a comment.
fn twins() -> (Device, Device, [DeliverableId; 2]) {
    let ada = new_studio();
    let hero = project(&ada.store, "HERO");
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let one = deliverable(&ada.store, hero, "Café");
    let other = deliverable(&ben.store, hero, "CAFE\u{301}");
    for (device, id) in [(&ada, one), (&ben, other)] {
        publish(&device.store, "HERO/Café/Modeling", "first");
        say(&device.store, id, "what I said");
    }
    sync(&ada.store, &ben.store);
    (ada, ben, [one, other])
}

#[test]
fn joined_in_opposite_directions_both_devices_show_the_same_one() {
    let (ada, ben, [one, other]) = twins();
    assert_eq!(ada.store.snapshot().state.twins().len(), 1);
    ada.store.submit(Command::JoinDeliverables { survivor: one, joined: other }).unwrap();
    ben.store.submit(Command::JoinDeliverables { survivor: other, joined: one }).unwrap();
    // Work goes on before either hears of the other's join.
    publish(&ben.store, "HERO/Café/Modeling", "third");
    say(&ada.store, other, "to the one that was joined");
    sync(&ada.store, &ben.store);
    let stays = one.min(other);
    for store in [&ada.store, &ben.store] {
        assert_eq!(shown(store), [(stays, 3, 3)]);
        assert!(store.snapshot().state.twins().is_empty());
        let state = store.snapshot().state.clone();
        assert_eq!(state.resolve("HERO/cafe\u{301}"), Ok(Resolved::Deliverable(stays)));
        let modeling = &state.deliverable(stays).unwrap().stages[0];
        assert_eq!(modeling.rounds.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(modeling.rounds.iter().all(|r| r.by.is_some()), "everybody's work keeps their name");
    }
    assert_eq!(
        ada.store.snapshot().state.deliverable(stays),
        ben.store.snapshot().state.deliverable(stays),
        "both read alike"
    );
    decided(&ada.store, "HERO/Café/Modeling", Verdict::Approve, "").unwrap();
    sync(&ada.store, &ben.store);
    assert_eq!(status(&ben.store, "HERO/Café/Modeling"), Status::Approved);
}

#[test]
fn a_join_survives_a_restart_and_can_be_taken_back() {
    let (ada, _ben, [one, other]) = twins();
    ada.store.submit(Command::JoinDeliverables { survivor: one, joined: other }).unwrap();
    say(&ada.store, one, "after the join");
    assert_eq!(shown(&ada.store), [(one, 2, 3)]);
    assert_eq!(found(&ada.store, "cafe"), 1, "one hit, not two");
    let Device { store, dir } = ada;
    let studio = store.studio();
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    assert_eq!(shown(&store), [(one, 2, 3)]);
    store.undo().unwrap();
    assert_eq!(shown(&store), [(one, 2, 2)], "the comment");
    store.undo().unwrap();
    let mut parted = shown(&store);
    parted.sort_unstable();
    let mut wanted = [(one, 1, 1), (other, 1, 1)];
    wanted.sort_unstable();
    assert_eq!(parted, wanted);
    assert_eq!(found(&store, "cafe"), 2);
    store.redo().unwrap();
    assert_eq!(shown(&store), [(one, 2, 2)]);
}
