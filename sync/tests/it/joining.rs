//! Getting in, and staying out.

use crate::studio::*;
use iroh::{Endpoint, EndpointAddr, SecretKey, endpoint::presets};
use rushes_domain::Timestamp;
use rushes_sync::{
    Node, join_with,
    wire::{self, Message},
};
use std::net::SocketAddr;

#[test]
fn a_ticket_works_once_and_in_time() {
    let (_dir, ada) = new_studio();
    let node = Node::start(ada.clone(), options());
    until("the network", || !node.status().listening.is_empty());
    let ticket = invite(&ada);
    let (_ben_dir, ben) = new_home();
    let (_cy_dir, cy) = new_home();
    let store = join_with(&ben, &ticket, "Ben", "ben@meridian.test", &options()).unwrap();
    assert_eq!(store.studio(), ada.studio());
    assert_eq!(store.me().role, ticket.role);
    let used = join_with(&cy, &ticket, "Cy", "", &options()).unwrap_err();
    assert_eq!(used.code(), "permission_denied", "{used}");
    assert!(used.to_string().contains("used"), "{used}");
    assert!(cy.studios().is_empty());
    let mut late = invite(&ada);
    late.expires_at = Timestamp(1);
    let late = join_with(&cy, &late, "Cy", "", &options()).unwrap_err();
    assert_eq!(late.code(), "permission_denied");
    assert!(late.to_string().contains("1970"), "{late}");
    let mut forged = invite(&ada);
    forged.secret = [1; 32];
    assert_eq!(join_with(&cy, &forged, "Cy", "", &options()).unwrap_err().code(), "permission_denied");
    node.stop();
}

#[test]
fn an_inviter_who_is_away_or_of_another_version_is_named() {
    let (_dir, ada) = new_studio();
    let ticket = invite(&ada);
    let (_ben_dir, ben) = new_home();
    let away = join_with(&ben, &ticket, "Ben", "", &options()).unwrap_err();
    assert_eq!(away.code(), "offline");
    assert!(away.to_string().contains("Meridian") && away.hint().contains("open Rushes"), "{away}");

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let other = runtime.block_on(async {
        let builder = Endpoint::builder(presets::Minimal).alpns(vec![b"rushes/9".to_vec()]);
        builder.secret_key(SecretKey::from_bytes(&ada.home().device_secret())).bind().await.unwrap()
    });
    let serving = other.clone();
    runtime.spawn(async move {
        while let Some(incoming) = serving.accept().await {
            let _ = incoming.await;
        }
    });
    let mut ticket = invite(&ada);
    let port = other.bound_sockets().iter().find(|a| a.is_ipv4()).unwrap().port();
    ticket.addresses = vec![SocketAddr::from(([127, 0, 0, 1], port))];
    let version = join_with(&ben, &ticket, "Ben", "", &options()).unwrap_err();
    assert_eq!(version.code(), "conflict", "{version}");
    assert!(version.hint().contains("Update"), "{}", version.hint());
    runtime.block_on(other.close());
}

/// Sends bytes on a fresh stream and gives back what comes.
async fn poke(endpoint: &Endpoint, to: EndpointAddr, bytes: &[u8]) -> Vec<u8> {
    let conn = endpoint.connect(to, wire::ALPN).await.unwrap();
    let (mut send, mut recv) = conn.open_bi().await.unwrap();
    let _ = send.write_all(bytes).await;
    let _ = send.finish();
    recv.read_to_end(1 << 20).await.unwrap_or_default()
}

#[test]
fn strangers_get_a_sentence_and_nonsense_does_no_harm() {
    let (_dir, ada) = new_studio();
    let node = Node::start(ada.clone(), options());
    until("the network", || !node.status().listening.is_empty());
    let facts = ada.facts().unwrap();
    let to = EndpointAddr::new(iroh::EndpointId::from_bytes(&ada.home().device().0).unwrap())
        .with_ip_addr(SocketAddr::from(([127, 0, 0, 1], ada.home().port())));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let stranger = Endpoint::bind(presets::Minimal).await.unwrap();
        let framed = |message: &Message| [&wire::VERSION.to_be_bytes()[..], &wire::encode(message).unwrap()].concat();
        let studio = ada.studio();
        let hello = Message::Hello(wire::Hello { studio, facts: [0; 32], documents: [0; 32] });
        let introduce = Message::Introduce { studio, facts: rushes_sync::List(vec![rushes_sync::Blob(vec![1, 2])]) };
        for (message, word) in [(hello, "permission_denied"), (introduce, "permission_denied")] {
            let answer = poke(&stranger, to.clone(), &framed(&message)).await;
            let Ok(Message::Refused { code, message }) = wire::decode(&answer[6..]) else { panic!("{answer:?}") };
            assert_eq!(code, word, "{message}");
        }
        // Another version hears which one this is.
        assert_eq!(poke(&stranger, to.clone(), &[0, 77, 1, 2, 3]).await, wire::VERSION.to_be_bytes());
        // Lengths that lie, frames that end, bytes that mean nothing.
        for bytes in [&[][..], &[0], &[0, 1, 0xff, 0xff, 0xff, 0xff], &[0, 1, 0, 0, 1, 0, 7], &[0, 1, 0, 0, 0, 1, 0xee]]
        {
            poke(&stranger, to.clone(), bytes).await;
        }
        stranger.close().await;
    });
    assert_eq!(ada.facts().unwrap(), facts);
    let (_ben_dir, ben) = joined(&ada, "Ben");
    let his = Node::start(ben.clone(), options());
    until("the node goes on", || same(&ada, &ben));
    drop((node, his));
}

/// `cargo test -p rushes-sync -- --ignored devices_on_one_network`
#[test]
#[ignore = "needs a network with multicast"]
fn devices_on_one_network_find_each_other_without_addresses() {
    let options = || rushes_sync::Options { discovery: true, ..options() };
    let (_dir, ada) = new_studio();
    let node = Node::start(ada.clone(), options());
    until("the network", || !node.status().listening.is_empty());
    let mut ticket = invite(&ada);
    ticket.addresses.clear();
    let (_ben_dir, home) = new_home();
    let patient = rushes_sync::Options { call: std::time::Duration::from_secs(10), ..options() };
    let ben = join_with(&home, &ticket, "Ben", "ben@meridian.test", &patient).unwrap();
    let his = Node::start(ben.clone(), options());
    until("they are equal", || same(&ada, &ben));
    drop((node, his));
}
