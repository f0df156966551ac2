//! A member's device whose program lies about media.

use crate::studio::*;
use iroh::{
    Endpoint, EndpointAddr, EndpointId, SecretKey,
    endpoint::{Connection, presets},
};
use rushes_domain::MediaHash;
use rushes_sync::{
    Blob, Node, Packed,
    wire::{self, Message, Outline},
};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

fn framed(message: &Message) -> Vec<u8> {
    [&wire::VERSION.to_be_bytes()[..], &wire::encode(message).unwrap()].concat()
}

/// Says that it has every file, and sends something else.
async fn lie(conn: Connection, size: u64, lies: Arc<AtomicUsize>) {
    let mut notice = conn.open_uni().await.unwrap();
    notice.write_all(&framed(&Message::Changed)).await.unwrap();
    notice.finish().unwrap();
    while let Ok((mut send, mut recv)) = conn.accept_bi().await {
        let Ok(asked) = recv.read_to_end(1 << 20).await else { continue };
        let answer = match wire::decode(&asked[6..]).unwrap() {
            Message::MediaHave(hashes) => Message::MediaHeld(hashes.iter().map(|_| true).collect()),
            Message::MediaOutline(_) => Message::Outline(Some(Outline { size, pieces: Packed(Vec::new()) })),
            Message::MediaPiece { .. } => {
                lies.fetch_add(1, Ordering::SeqCst);
                Message::Piece(Some(Blob(vec![0x66; usize::try_from(size).unwrap()])))
            }
            _ => Message::Enough,
        };
        let _ = send.write_all(&framed(&answer)).await;
        let _ = send.finish();
    }
}

#[test]
fn a_piece_that_is_wrong_is_dropped_and_the_file_comes_from_somebody_else() {
    let (_ada_dir, ada) = new_studio();
    let hero = project(&ada, "HERO");
    let (bottle, glass) = (deliverable(&ada, hero, "Bottle"), deliverable(&ada, hero, "Glass"));
    let node = Node::start(ada.clone(), options());
    until("the network", || !node.status().listening.is_empty());
    let (_ben_dir, ben) = joined(&ada, "Ben");
    let (_cleo_dir, cleo) = joined(&ada, "Cleo");
    let hers = Node::start(cleo.clone(), options());
    until("Cleo is in", || same(&ada, &cleo));
    hers.stop();

    // Ada knows of a file that only Cleo has.
    let file = content(9, 5_000);
    let hash = MediaHash(*blake3::hash(&file).as_bytes());
    publish_known(&ada, bottle, hash, 5_000);
    let lies = Arc::new(AtomicUsize::new(0));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let liar = runtime.block_on(async {
        let key = SecretKey::from_bytes(&ben.home().device_secret());
        let endpoint = Endpoint::builder(presets::Minimal).secret_key(key).bind().await.unwrap();
        let to = EndpointAddr::new(EndpointId::from_bytes(&ada.home().device().0).unwrap())
            .with_ip_addr(SocketAddr::from(([127, 0, 0, 1], ada.home().port())));
        let conn = endpoint.connect(to, wire::ALPN).await.unwrap();
        tokio::spawn(lie(conn, 5_000, Arc::clone(&lies)));
        endpoint
    });
    until("Ben's device lies", || lies.load(Ordering::SeqCst) > 0);
    assert!(ada.media().path(hash).is_none());

    assert_eq!(publish(&cleo, glass, &file), hash);
    let hers = Node::start(cleo.clone(), options());
    until("the file comes from Cleo", || ada.media().path(hash).is_some());
    assert_eq!(std::fs::read(ada.media().path(hash).unwrap()).unwrap(), file);
    assert!(node.status().peers.iter().any(|p| p.device == ben.home().device() && p.connected));
    runtime.block_on(liar.close());
    drop((node, hers));
}
