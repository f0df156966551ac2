//! A live connection: serves the other side's requests, and keeps both sides equal.

use crate::{
    error::SyncError,
    exchange::{Exchange, Input},
    hub::{Hub, closing},
    line::{Line, run},
    peer::Peer,
    scope::Scoped,
    serve,
    wire::{MAX_FRAME, Message, WireError},
};
use iroh::endpoint::{Connection, RecvStream, SendStream};
use rushes_domain::DeviceId;
use rushes_store::StoreError;
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// Changes that follow each other closely go over together.
const GATHER: Duration = Duration::from_millis(100);

/// After an exchange failed on a connection that holds.
const AGAIN: Duration = Duration::from_secs(3);

/// How long a new stream may wait for its turn.
const OPEN: Duration = Duration::from_secs(30);

/// Requests of one device served at once.
pub(crate) const MAX_STREAMS: u32 = 16;

pub(crate) type QuicLine = Line<SendStream, RecvStream>;

/// The device at the other end.
pub(crate) fn remote(conn: &Connection) -> DeviceId {
    DeviceId(*conn.remote_id().as_bytes())
}

/// Lives with a connection until it ends.
pub(crate) async fn live(hub: &Arc<Hub>, conn: Connection, called: bool) {
    let Some(peer) = hub.admit(remote(&conn), conn, called) else { return };
    tracing::info!(device = ?peer.device, called, "connected");
    let error = tokio::select! {
        error = requests(hub, &peer) => error,
        error = notices(hub, &peer) => error,
        error = keep_equal(hub, &peer) => error,
    };
    peer.conn.close(closing::BYE.into(), b"");
    hub.leave(&peer);
    tracing::info!(device = ?peer.device, %error, "disconnected");
}

/// Serves what the other side asks.
async fn requests(hub: &Arc<Hub>, peer: &Arc<Peer>) -> SyncError {
    let mut serving = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = peer.conn.accept_bi() => accepted,
            Some(_) = serving.join_next() => continue,
        };
        let Ok((send, recv)) = accepted else { return WireError::Cut.into() };
        let line = Line::new(send, recv, Arc::clone(&peer.traffic), MAX_FRAME);
        let (hub, peer) = (Arc::clone(hub), Arc::clone(peer));
        serving.spawn(async move {
            if let Err(error) = serve::request(&hub, &peer, line).await {
                tracing::debug!(%error, device = ?peer.device, "a request failed");
            }
        });
    }
}

/// Hears what the other side tells without being asked.
async fn notices(hub: &Arc<Hub>, peer: &Arc<Peer>) -> SyncError {
    loop {
        let Ok(recv) = peer.conn.accept_uni().await else { return WireError::Cut.into() };
        let mut line = Line::new(tokio::io::sink(), recv, Arc::clone(&peer.traffic), 64);
        match line.hear().await {
            Ok(Message::Changed) => {
                peer.nudge.notify_one();
                hub.media.notify_one();
            }
            Ok(_) => return WireError::OutOfTurn("as a notice").into(),
            Err(error @ SyncError::Wire(WireError::Cut)) => return error,
            Err(error) => tracing::debug!(%error, "a notice could not be read"),
        }
    }
}

/// Tells the other side something, without an answer.
pub(crate) async fn tell(peer: &Peer, message: &Message) -> Result<(), SyncError> {
    let send = timed(peer.conn.open_uni()).await?;
    let mut line = Line::new(send, tokio::io::empty(), Arc::clone(&peer.traffic), 0);
    line.say(message).await?;
    line.finish().await;
    Ok(())
}

/// Asks the other side one thing.
pub(crate) async fn ask(peer: &Peer, message: &Message) -> Result<Message, SyncError> {
    let mut line = open(peer).await?;
    line.say(message).await?;
    line.finish().await;
    line.hear().await
}

/// A device that lets nobody in waits for itself, not for us.
async fn timed<T, E>(opening: impl Future<Output = Result<T, E>>) -> Result<T, SyncError> {
    match tokio::time::timeout(OPEN, opening).await {
        Err(_) => Err(SyncError::Silent),
        Ok(opened) => opened.map_err(|_| WireError::Cut.into()),
    }
}

async fn open(peer: &Peer) -> Result<QuicLine, SyncError> {
    let (send, recv) = timed(peer.conn.open_bi()).await?;
    Ok(Line::new(send, recv, Arc::clone(&peer.traffic), MAX_FRAME))
}

/// Runs exchanges whenever either side has something new. Who called begins them; the other side
/// says when there is a reason.
async fn keep_equal(hub: &Arc<Hub>, peer: &Arc<Peer>) -> SyncError {
    let mut commits = hub.commits.clone();
    let mut introduced = false;
    let mut due = peer.called;
    loop {
        let mut wait = None;
        if due {
            commits.mark_unchanged();
            match exchange(hub, peer).await {
                Ok(()) => {}
                Err(SyncError::Refused { code: "permission_denied", .. }) if !introduced => {
                    introduced = true;
                    match introduce(hub, peer).await {
                        Ok(()) => continue,
                        Err(error) => return failed(hub, peer, error),
                    }
                }
                Err(
                    error @ (SyncError::Wire(WireError::Cut | WireError::Version { .. }) | SyncError::Refused { .. }),
                ) => {
                    return failed(hub, peer, error);
                }
                Err(error) => {
                    failed(hub, peer, error);
                    wait = Some(AGAIN);
                }
            }
        }
        due = false;
        tokio::select! {
            changed = commits.changed() => {
                if changed.is_err() {
                    return StoreError::Closed.into();
                }
                tokio::time::sleep(GATHER).await;
                commits.mark_unchanged();
                let root = hub.current_root(peer.device).await;
                if root.is_some() && root == peer.synced() {
                    continue;
                }
                if peer.called {
                    due = true;
                } else if let Err(error) = tell(peer, &Message::Changed).await {
                    return error;
                }
            }
            () = peer.nudge.notified() => due = peer.called,
            () = tokio::time::sleep(wait.unwrap_or(Duration::MAX)), if wait.is_some() => due = peer.called,
        }
    }
}

fn failed(hub: &Arc<Hub>, peer: &Arc<Peer>, error: SyncError) -> SyncError {
    tracing::debug!(%error, device = ?peer.device, "an exchange failed");
    hub.refresh(|status| status.peer(peer.device).problem = Some(format!("{error}. {}", error.hint())));
    error
}

async fn exchange(hub: &Arc<Hub>, peer: &Arc<Peer>) -> Result<(), SyncError> {
    let mut line = open(peer).await?;
    let mut machine = Exchange::begin(hub.store.studio());
    let outcome = run(&mut machine, Input::Begin, &Scoped::with(hub.store.clone(), peer.device), &mut line).await;
    hub.exchanged(peer, machine.tally(), outcome.as_ref().ok().copied());
    outcome.map(|_| ())
}

/// Shows the other side the facts that make this device a member.
async fn introduce(hub: &Arc<Hub>, peer: &Arc<Peer>) -> Result<(), SyncError> {
    let store = hub.store.clone();
    let facts = crate::line::blocking(move || store.facts()).await?;
    let facts = facts.into_iter().map(|(_, bytes)| crate::packed::Blob(bytes)).collect();
    match ask(peer, &Message::Introduce { studio: hub.store.studio(), facts }).await? {
        Message::Introduced => Ok(()),
        _ => Err(WireError::OutOfTurn("to an introduction").into()),
    }
}
