//! Joining a studio with a ticket.

use crate::{
    book::Book,
    connection::remote,
    endpoint::{self, Network, Options, call},
    error::SyncError,
    line::{Line, Traffic},
    ticket::Ticket,
    wire::{MAX_FRAME, Message, VERSION, WireError},
};
use iroh::endpoint::Connection;
use rushes_store::{Home, Store};
use std::{net::SocketAddr, sync::Arc, time::Duration};

/// Leaving the network may take this long.
const LEAVE: Duration = Duration::from_millis(250);

/// Joins the studio of a ticket: the device that made it lets this one in, and the studio is opened
/// here, empty until it is synced. `name` and `email` say how somebody new is shown, and never who somebody is:
/// that follows from the ticket. Waits for the network for about ten seconds at most.
///
/// # Errors
/// An invitation that has expired or was used, an inviter who cannot be reached (code `offline`),
/// one of another version, or what keeps this device from writing.
pub fn join(home: &Home, ticket: &Ticket, name: &str, email: &str) -> Result<Store, SyncError> {
    join_with(home, ticket, name, email, &Options::default())
}

/// [`join`] with other options.
///
/// # Errors
/// As [`join`].
pub fn join_with(home: &Home, ticket: &Ticket, name: &str, email: &str, options: &Options) -> Result<Store, SyncError> {
    if ticket.expires_at < rushes_store::now() {
        return Err(SyncError::Expired(ticket.expires_at.rfc3339()));
    }
    if ticket.inviter == home.device() {
        return Err(SyncError::Refused { code: "invalid_input", message: "this device made the invitation".into() });
    }
    if let Some(problem) = rushes_domain::person::typed_problem(name, email) {
        return Err(SyncError::Refused { code: "invalid_input", message: problem });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("join task")
        .enable_all()
        .build()
        .map_err(|error| SyncError::Network(error.to_string()))?;
    let options = Options { relay: options.relay.clone().or_else(|| ticket.relay.clone()), ..options.clone() };
    let joined = runtime.block_on(async {
        let Network { endpoint, discovery } = endpoint::open(home, &options).await?;
        let answered = redeem(&endpoint, ticket, name, email, options.call).await;
        drop(discovery);
        let _ = tokio::time::timeout(LEAVE, endpoint.close()).await;
        answered
    });
    runtime.shutdown_timeout(LEAVE);
    let (facts, address) = joined?;
    let store = home.join_studio(&facts)?;
    let mut addresses: Vec<SocketAddr> = address.into_iter().collect();
    addresses.extend(&ticket.addresses);
    Book::open(home, store.studio()).found_at(ticket.inviter, &addresses, ticket.relay.as_deref());
    Ok(store)
}

/// All facts, and the address under which the inviter was found.
type Welcome = (Vec<Vec<u8>>, Option<SocketAddr>);

async fn redeem(
    endpoint: &iroh::Endpoint,
    ticket: &Ticket,
    name: &str,
    email: &str,
    patience: Duration,
) -> Result<Welcome, SyncError> {
    let who = if ticket.studio_name.is_empty() {
        "the device that made this invitation".to_owned()
    } else {
        format!("the device that invited you to {}", crate::wire::sentence(&ticket.studio_name))
    };
    let conn = match call(endpoint, ticket.inviter, &ticket.addresses, ticket.relay.as_deref(), patience).await {
        Err(SyncError::Unreachable { .. }) => return Err(SyncError::Unreachable { who }),
        other => other?,
    };
    if remote(&conn) != ticket.inviter {
        return Err(SyncError::Unreachable { who });
    }
    let answered = request(&conn, ticket, name, email).await;
    let address = conn.paths().iter().find_map(|path| match path.remote_addr() {
        iroh::TransportAddr::Ip(address) => Some(*address),
        _ => None,
    });
    conn.close(crate::hub::closing::BYE.into(), b"thank you");
    match answered? {
        Message::Joined(facts) => Ok((facts.0.into_iter().map(|fact| fact.0).collect(), address)),
        _ => Err(WireError::OutOfTurn("to a request to join").into()),
    }
}

async fn request(conn: &Connection, ticket: &Ticket, name: &str, email: &str) -> Result<Message, SyncError> {
    let (send, recv) = conn.open_bi().await.map_err(|_| WireError::Cut)?;
    let mut line = Line::new(send, recv, Arc::new(Traffic::default()), MAX_FRAME);
    let request =
        Message::Join { studio: ticket.studio, secret: ticket.secret, name: name.into(), email: email.into() };
    line.say(&request).await?;
    line.finish().await;
    line.hear().await
}

const _: () = assert!(VERSION > 0, "0 stands for a version that is not known");
