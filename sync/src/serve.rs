//! What other devices may ask, and the answers.

use crate::{
    connection::{QuicLine, remote},
    error::SyncError,
    exchange::{Exchange, Input},
    hub::Hub,
    line::{Line, Traffic, blocking, run},
    local,
    packed::{Blob, List, Packed},
    peer::Peer,
    scope::Scoped,
    wire::{MAX_ASK, MAX_STRANGER_FRAME, Message, Outline, WireError},
};
use iroh::endpoint::Connection;
use rushes_domain::{DeviceId, MediaHash};
use rushes_store::StoreError;
use std::{sync::Arc, time::Duration};

/// How long a stranger may take.
const STRANGER: Duration = Duration::from_secs(20);

/// How many things a stranger may ask.
const STRANGER_REQUESTS: usize = 4;

/// Serves one request of a member.
pub(crate) async fn request(hub: &Arc<Hub>, peer: &Arc<Peer>, mut line: QuicLine) -> Result<(), SyncError> {
    let first = hear_first(&mut line).await?;
    if !hub.store.is_member(peer.device) {
        return refuse(&mut line, "permission_denied", "this device is no member of the studio").await;
    }
    let store = hub.store.clone();
    let answer = match first {
        Message::Hello(_) => {
            let mut machine = Exchange::answer(store.studio());
            let outcome = run(&mut machine, Input::Message(first), &Scoped::with(store, peer.device), &mut line).await;
            hub.exchanged(peer, machine.tally(), outcome.as_ref().ok().copied());
            return outcome.map(|_| ());
        }
        Message::MediaHave(hashes) => {
            if hashes.len() > MAX_ASK {
                return refuse(&mut line, "invalid_input", "too many files were asked about at once").await;
            }
            let media = store.media();
            Message::MediaHeld(hashes.iter().map(|hash| media.path(MediaHash(*hash)).is_some()).collect())
        }
        Message::MediaOutline(hash) => {
            let found = blocking(move || store.media().outline(MediaHash(hash))).await?;
            Message::Outline(found.map(|outline| Outline { size: outline.size, pieces: Packed(outline.pieces) }))
        }
        Message::MediaPiece { hash, index } => {
            let found = blocking(move || store.media().read_piece(MediaHash(hash), index)).await?;
            Message::Piece(found.map(Blob))
        }
        Message::Settled(at) => {
            peer.heard_settled(at);
            hub.refresh(|_| {});
            Message::Settled(at)
        }
        Message::Introduce { studio, .. } if studio == store.studio() => Message::Introduced,
        Message::Join { .. } => join(hub, peer.device, first).await,
        _ => return refuse(&mut line, "invalid_input", "that is no request").await,
    };
    line.say(&answer).await?;
    line.finish().await;
    Ok(())
}

/// Serves a device that is no member: it may join, or show that it has joined elsewhere. True when
/// it is a member afterwards and goes on with this connection.
pub(crate) async fn stranger(hub: &Arc<Hub>, conn: &Connection) -> bool {
    let serving = async {
        for _ in 0..STRANGER_REQUESTS {
            let Ok((send, recv)) = conn.accept_bi().await else { return false };
            let mut line = Line::new(send, recv, Arc::new(Traffic::default()), MAX_STRANGER_FRAME);
            match one_request(hub, remote(conn), &mut line).await {
                Ok(true) => return true,
                Ok(false) => {}
                Err(error) => {
                    tracing::debug!(%error, "a stranger's request failed");
                    return false;
                }
            }
        }
        false
    };
    tokio::time::timeout(STRANGER, serving).await.unwrap_or(false)
}

async fn one_request(hub: &Arc<Hub>, device: DeviceId, line: &mut QuicLine) -> Result<bool, SyncError> {
    match hear_first(line).await? {
        first @ Message::Join { .. } => {
            let answer = join(hub, device, first).await;
            line.say(&answer).await?;
            line.finish().await;
            Ok(false)
        }
        Message::Introduce { studio, facts } if studio == hub.store.studio() => {
            let store = hub.store.clone();
            let shown = facts.0.into_iter().map(|b| b.0).collect();
            if blocking(move || local::introduced(&store, device, shown)).await? {
                line.say(&Message::Introduced).await?;
                line.finish().await;
                return Ok(true);
            }
            refuse(line, "permission_denied", "these facts do not make that device a member").await?;
            Ok(false)
        }
        _ => {
            refuse(line, "permission_denied", "this device is not known in the studio").await?;
            Ok(false)
        }
    }
}

async fn hear_first(line: &mut QuicLine) -> Result<Message, SyncError> {
    let first = line.hear().await;
    if let Err(SyncError::Wire(WireError::Version { .. })) = first {
        line.greet().await?;
        line.finish().await;
    }
    first
}

async fn refuse(line: &mut QuicLine, code: &str, message: &str) -> Result<(), SyncError> {
    line.say(&Message::refused(code, message)).await?;
    line.finish().await;
    Ok(())
}

async fn join(hub: &Arc<Hub>, device: DeviceId, request: Message) -> Message {
    let Message::Join { studio, secret, name, email } = request else {
        return Message::refused("invalid_input", "that is no request to join");
    };
    if studio != hub.store.studio() {
        return Message::refused("not_found", "this device has another studio open than the invitation is for");
    }
    let store = hub.store.clone();
    let redeemed = blocking(move || {
        store.redeem(&secret, device, &name, &email).map_err(|error| match error {
            // Somebody else's trouble with their disk is none of a stranger's business.
            StoreError::Io { .. } | StoreError::Damaged { .. } => StoreError::Busy,
            other => other,
        })
    })
    .await;
    match redeemed {
        Ok(facts) => Message::Joined(facts.into_iter().map(Blob).collect::<List<_, _>>()),
        Err(error) => Message::refused(error.code(), &error.to_string()),
    }
}
