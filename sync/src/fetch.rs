//! Media on its way here: small files first, a few pieces at a time, each checked when it comes.

use crate::{
    connection::{ask, tell},
    error::SyncError,
    hub::Hub,
    line::blocking,
    packed::Packed,
    peer::Peer,
    status::MediaProgress,
    wire::{MAX_ASK, Message, WireError},
};
use rushes_domain::MediaHash;
use rushes_store::{Incoming, Outline, StoreError};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, PoisonError},
    time::Duration,
};
use tokio::task::JoinSet;

/// Files fetched at once.
const FILES: usize = 3;

/// Pieces of one file under way at once; each is 1 MiB in memory.
const PIECES: usize = 4;

/// Somebody may have got a file that nobody had, without saying so.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// How long a device may take to say which files it has.
const ANSWER: Duration = Duration::from_secs(10);

type Sources = HashMap<MediaHash, Vec<Arc<Peer>>>;

/// Fetches whatever is wanted whenever there is a chance.
pub(crate) async fn media(hub: Arc<Hub>) {
    loop {
        let _ = tokio::time::timeout(LOOK_AGAIN, hub.media.notified()).await;
        while pass(&hub).await {}
        settle(&hub).await;
    }
}

/// Fetches what the connected devices have of what is wanted now. True when something came.
async fn pass(hub: &Arc<Hub>) -> bool {
    let wanted = wanted(hub);
    hub.refresh(|status| status.rest.media_missing = wanted.len() as u64);
    if wanted.is_empty() {
        return false;
    }
    let sources = sources(hub, &wanted).await;
    let mut queue: VecDeque<_> =
        wanted.into_iter().filter_map(|(hash, _)| Some((hash, sources.get(&hash)?.clone()))).collect();
    let mut fetching = JoinSet::new();
    let mut came = 0_u64;
    loop {
        while fetching.len() < FILES {
            let Some((hash, from)) = queue.pop_front() else { break };
            let hub = Arc::clone(hub);
            fetching.spawn(async move {
                let done = file(&hub, hash, from).await;
                hub.refresh(|status| {
                    status.media.remove(&hash);
                    status.rest.media_missing = status.rest.media_missing.saturating_sub(u64::from(done));
                });
                done
            });
        }
        match fetching.join_next().await {
            Some(done) => came += u64::from(done.unwrap_or(false)),
            None => break,
        }
    }
    if came > 0 {
        // Others may have waited for these files.
        for peer in hub.peers() {
            let _ = tell(&peer, &Message::Changed).await;
        }
    }
    came > 0
}

fn wanted(hub: &Hub) -> Vec<(MediaHash, u64)> {
    let paused = hub.paused.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let mut wanted = hub.store.media().wanted(&hub.store.snapshot());
    wanted.retain(|(hash, _)| !paused.contains(hash));
    wanted
}

/// Who has what. A device that takes long to say so is left out.
async fn sources(hub: &Hub, wanted: &[(MediaHash, u64)]) -> Sources {
    let wanted: Arc<[MediaHash]> = wanted.iter().map(|(hash, _)| *hash).collect();
    let mut asking = JoinSet::new();
    for peer in hub.peers() {
        let wanted = Arc::clone(&wanted);
        asking.spawn(async move {
            let held = tokio::time::timeout(ANSWER, held_by(&peer, &wanted)).await.unwrap_or_default();
            (peer, held)
        });
    }
    let mut sources = Sources::new();
    while let Some(answered) = asking.join_next().await {
        let Ok((peer, held)) = answered else { continue };
        for hash in held {
            sources.entry(hash).or_default().push(Arc::clone(&peer));
        }
    }
    sources
}

async fn held_by(peer: &Peer, wanted: &[MediaHash]) -> Vec<MediaHash> {
    let mut found = Vec::new();
    for hashes in wanted.chunks(MAX_ASK) {
        let question = Message::MediaHave(hashes.iter().map(|hash| hash.0).collect::<Packed<32>>());
        match ask(peer, &question).await {
            Ok(Message::MediaHeld(held)) => {
                found.extend(hashes.iter().zip(held.iter()).filter(|(_, held)| **held).map(|(hash, _)| *hash));
            }
            Ok(_) => break,
            Err(error) => {
                tracing::debug!(%error, device = ?peer.device, "it does not say which media it has");
                break;
            }
        }
    }
    found
}

/// Fetches one file from one device after another until it is whole. A device that sends
/// something wrong is not asked again for this file.
async fn file(hub: &Arc<Hub>, hash: MediaHash, from: Vec<Arc<Peer>>) -> bool {
    for peer in from {
        match file_from(hub, hash, &peer).await {
            Ok(()) => return true,
            Err(error) => tracing::warn!(%error, media = %hash, device = ?peer.device, "a file did not come whole"),
        }
    }
    false
}

async fn file_from(hub: &Arc<Hub>, hash: MediaHash, peer: &Arc<Peer>) -> Result<(), SyncError> {
    let Message::Outline(Some(outline)) = ask(peer, &Message::MediaOutline(hash.0)).await? else {
        return Err(StoreError::NotFound { what: format!("the file {hash} on the other device") }.into());
    };
    let store = hub.store.clone();
    let outline = Outline { size: outline.size, pieces: outline.pieces.0 };
    let mut incoming = blocking(move || store.media().incoming(hash, outline)).await?;
    let mut missing = VecDeque::from(incoming.missing());
    let mut coming = JoinSet::new();
    loop {
        progress(hub, hash, &incoming);
        if hub.paused.lock().unwrap_or_else(PoisonError::into_inner).contains(&hash) {
            return Err(StoreError::Cancelled.into());
        }
        while coming.len() < PIECES {
            let Some(index) = missing.pop_front() else { break };
            let peer = Arc::clone(peer);
            coming.spawn(async move { (index, ask(&peer, &Message::MediaPiece { hash: hash.0, index }).await) });
        }
        let Some(piece) = coming.join_next().await else { break };
        let Ok((index, answer)) = piece else { return Err(WireError::Cut.into()) };
        let Message::Piece(Some(piece)) = answer? else {
            return Err(StoreError::NotFound { what: format!("piece {index} of {hash} on the other device") }.into());
        };
        incoming = blocking(move || incoming.write(index, &piece.0).map(|()| incoming)).await?;
    }
    blocking(move || incoming.finish()).await
}

fn progress(hub: &Hub, hash: MediaHash, incoming: &Incoming) {
    let progress = MediaProgress { hash, done: incoming.done_bytes(), total: incoming.total_bytes() };
    hub.refresh(|status| {
        status.media.insert(hash, progress);
    });
}

/// Tells every device with which an exchange has ended that nothing more is wanted of it.
async fn settle(hub: &Arc<Hub>) {
    let mut told = false;
    for peer in hub.peers() {
        let Some(at) = peer.to_settle() else { continue };
        if matches!(ask(&peer, &Message::Settled(at)).await, Ok(Message::Settled(_))) {
            peer.told_settled(at);
            told = true;
        }
    }
    if told {
        hub.refresh(|_| {});
    }
}
