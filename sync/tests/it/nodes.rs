//! Two running nodes on the loopback network.

use crate::studio::*;
use rushes_store::Home;
use rushes_sync::{Node, Options, PeerReport, Route, sync_once_with};
use std::{
    sync::{Arc, Mutex, atomic::AtomicBool},
    time::Duration,
};

#[test]
fn two_devices_work_apart_and_come_together_with_media() {
    let (_ada_dir, ada) = new_studio();
    let bottle = deliverable(&ada, project(&ada, "HERO"), "Bottle");
    comment(&ada, bottle, "before Ben came");
    let node = Node::start(ada.clone(), options());
    until("the network", || !node.status().listening.is_empty());
    let (_ben_dir, ben) = joined(&ada, "Ben");
    assert!(ada.is_member(ben.home().device()));
    let his = Node::start(ben.clone(), options());
    until("the first sync", || same(&ada, &ben));
    until("both confirmed", || {
        [node.status(), his.status()].iter().all(|s| s.peers.len() == 1 && s.peers[0].settled && s.pending == 0)
    });
    let peer = &his.status().peers[0];
    assert_eq!((peer.device, peer.person), (ada.home().device(), Some(ada.me().person)));
    assert!(peer.connected && peer.last_synced.is_some() && peer.changes_received > 0 && peer.problem.is_none());
    assert!(his.status().offline_since.is_none());
    until("the way to her", || matches!(his.status().peers[0].route, Some(Route::Lan(_))));

    // Live: what one does appears with the other.
    comment(&ada, bottle, "live from Ada");
    until("live to Ben", || comments(&ben, bottle).contains(&"live from Ada".to_owned()));
    comment(&ben, bottle, "live from Ben");
    until("live to Ada", || comments(&ada, bottle).contains(&"live from Ben".to_owned()));

    // Apart: both work, one publishes pictures.
    node.stop();
    until("Ben sees that she is gone", || !his.status().peers[0].connected && his.status().offline_since.is_some());
    for n in 0..5 {
        comment(&ada, bottle, &format!("apart, Ada {n}"));
        comment(&ben, bottle, &format!("apart, Ben {n}"));
    }
    let small = publish(&ada, bottle, &content(1, 40_000));
    let large = publish(&ada, bottle, &content(2, (7 << 20) + 12_345));
    until("Ben's work is pending", || his.status().pending == 5 && his.status().peers[0].to_send == 5);
    let away = &his.status().peers[0];
    assert!(away.route.is_none() && away.address.is_some(), "where she was found last is still known");

    // Together again.
    let seen = Arc::new(Mutex::new(Vec::new()));
    his.stop();
    let his = {
        let seen = Arc::clone(&seen);
        Node::start_with(ben.clone(), options(), move |status| {
            seen.lock().unwrap().extend(status.media.iter().copied().filter(|m| m.hash == large));
        })
    };
    let node = Node::start(ada.clone(), options());
    until("they are equal again", || same(&ada, &ben) && comments(&ben, bottle).len() == 13);
    until("the media", || ben.media().path(small).is_some() && ben.media().path(large).is_some());
    assert_eq!(std::fs::read(ben.media().path(large).unwrap()).unwrap(), content(2, (7 << 20) + 12_345));
    assert_eq!(comments(&ada, bottle), comments(&ben, bottle));
    let seen = seen.lock().unwrap().clone();
    assert!(seen.windows(2).all(|w| w[0].done <= w[1].done), "progress went back: {seen:?}");
    assert!(seen.iter().any(|m| m.done > 0 && m.done < m.total), "no progress was shown: {seen:?}");
    until("nothing is pending", || his.status().pending == 0 && his.status().media_missing == 0);
    assert_eq!(his.status().peers[0].to_send, 0);

    // Asked for between two glances: what was just done is in the report.
    comment(&ada, bottle, "right now");
    let report = node.sync_now(Duration::from_secs(60), &AtomicBool::new(false)).unwrap();
    assert!(report.complete && comments(&ben, bottle).contains(&"right now".to_owned()), "{report:?}");
    assert_eq!((report.peers[0].changes_sent, report.peers[0].changes_received), (1, 0));
    assert!(ada.audit().unwrap().bad.is_empty() && ben.audit().unwrap().bad.is_empty());
    node.stop();
    his.stop();
}

#[test]
fn a_third_device_gets_everything_by_way_of_the_second() {
    let (_ada_dir, ada) = new_studio();
    let bottle = deliverable(&ada, project(&ada, "HERO"), "Bottle");
    let picture = publish(&ada, bottle, &content(3, 1 << 20));
    let host = Node::start(ada.clone(), options());
    until("the network", || !host.status().listening.is_empty());
    let (ben_dir, ben) = joined(&ada, "Ben");
    let his = Node::start(ben.clone(), options());
    until("Ben has all", || same(&ada, &ben) && ben.media().path(picture).is_some());
    // Ada lets Cleo in while Ben is away, and goes: Ben has never heard of Cleo.
    his.stop();
    let (cleo_dir, cleo) = joined(&ada, "Cleo");
    host.stop();
    let studio = ben.studio();
    let port = ben.home().port();
    let device = ben.home().device();
    let his = Node::start(ben.clone(), options());
    until("the network", || !his.status().listening.is_empty());
    // Cleo was told where Ben is.
    drop(cleo);
    let home = Home::open(cleo_dir.path()).unwrap();
    let book = format!(r#"{{"format":1,"peers":{{"{device}":{{"addresses":["127.0.0.1:{port}"]}}}}}}"#);
    std::fs::write(home.studio_dir(studio).join("peers.json"), book).unwrap();
    let cleo = home.open_studio(studio).unwrap();
    assert!(!ben.is_member(home.device()));
    // She does not know Ben as a member before she has synced either: facts came with her welcome.
    assert!(cleo.is_member(device));
    let hers = Node::start(cleo.clone(), options());
    until("Cleo has all from Ben", || same(&ben, &cleo) && cleo.media().path(picture).is_some());
    assert!(ben.is_member(home.device()));
    drop((his, hers, ben_dir));
}

#[test]
fn who_exchanged_everything_and_left_was_reached() {
    let (_ada_dir, ada) = new_studio();
    let bottle = deliverable(&ada, project(&ada, "HERO"), "Bottle");
    let quick = || Options { call: Duration::from_millis(300), ..options() };
    let node = Node::start(ada.clone(), quick());
    until("the network", || !node.status().listening.is_empty());
    let (_ben_dir, ben) = joined(&ada, "Ben");
    sync_once_with(&ben, Duration::from_secs(60), options()).unwrap();
    comment(&ada, bottle, "from Ada");
    comment(&ben, bottle, "from Ben");
    let before = node.status();
    let report = sync_once_with(&ben, Duration::from_secs(60), options()).unwrap();
    assert!(same(&ada, &ben) && report.complete && report.unreachable.is_empty(), "{report:?}");
    // Ada calls him again, in vain.
    until("she knows that he left", || !node.status().peers[0].connected && node.status().peers[0].problem.is_some());
    let status = node.status();
    let his = PeerReport::since(Some(&before.peers[0]), &status.peers[0]);
    assert_eq!((his.changes_sent, his.changes_received, his.settled), (1, 1, true));
    assert_eq!(his.problem, None);
    // What was done since he does not have: there it matters that he cannot be reached.
    comment(&ada, bottle, "after he left");
    let report = node.sync_now(Duration::from_secs(60), &AtomicBool::new(false)).unwrap();
    assert_eq!((report.peers.len(), report.unreachable), (0, vec![ben.home().device()]));
}
