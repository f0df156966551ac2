//! Calls the other devices, again and again, ever less often.

use crate::{connection::live, endpoint::call, hub::Hub};
use iroh_mdns_address_lookup::{DiscoveryEvent, MdnsAddressLookup};
use n0_future::StreamExt;
use rushes_domain::DeviceId;
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::{AbortHandle, JoinSet};

/// Between a first call that failed and the second.
const FIRST: Duration = Duration::from_secs(1);

/// Between calls in the long run.
const LAST: Duration = Duration::from_secs(60);

/// A connection that held this long was a good one.
const STEADY: Duration = Duration::from_secs(15);

/// Calls every other device of the studio, and follows when devices join or go.
pub(crate) async fn everybody(hub: Arc<Hub>) {
    let mut commits = hub.commits.clone();
    let mut calling = JoinSet::new();
    let mut handles: HashMap<DeviceId, AbortHandle> = HashMap::new();
    loop {
        let known = hub.known();
        handles.retain(|device, handle| {
            let stays = known.contains(device);
            if !stays {
                handle.abort();
            }
            stays
        });
        for device in known {
            let hub = Arc::clone(&hub);
            handles.entry(device).or_insert_with(|| calling.spawn(one(hub, device)));
        }
        tokio::select! {
            changed = commits.changed() => if changed.is_err() { return },
            Some(_) = calling.join_next() => {}
        }
    }
}

/// Keeps one device connected.
async fn one(hub: Arc<Hub>, device: DeviceId) {
    let mut wait = FIRST;
    loop {
        while_connected(&hub, device).await;
        let entry = hub.book.entry(device);
        let called = Instant::now();
        match call(&hub.endpoint, device, &entry.addresses, entry.relay.as_deref(), hub.call).await {
            Ok(conn) => live(&hub, conn, true).await,
            Err(error) if !hub.is_connected(device) => {
                let said = format!("{error}. {}", error.hint());
                hub.refresh(|status| status.peer(device).problem = Some(said));
            }
            Err(_) => {}
        }
        if called.elapsed() > STEADY {
            wait = FIRST;
        }
        // Two devices that lose each other should not call again at the same moment.
        let spread = u64::from(hub.me.0[0] ^ device.0[0]) + if hub.me < device { 0 } else { 250 };
        tokio::select! {
            () = tokio::time::sleep(wait + Duration::from_millis(spread)) => wait = (wait * 2).min(LAST),
            () = hub.redial.notified() => wait = FIRST,
            () = until_connected(&hub, device) => wait = FIRST,
        }
    }
}

async fn while_connected(hub: &Hub, device: DeviceId) {
    let mut links = hub.links.subscribe();
    while hub.is_connected(device) && links.changed().await.is_ok() {}
}

async fn until_connected(hub: &Hub, device: DeviceId) {
    let mut links = hub.links.subscribe();
    while !hub.is_connected(device) && links.changed().await.is_ok() {}
}

/// Notes where devices are found on the local network.
pub(crate) async fn neighbours(hub: Arc<Hub>, discovery: MdnsAddressLookup) {
    let mut events = discovery.subscribe().await;
    while let Some(event) = events.next().await {
        let DiscoveryEvent::Discovered { endpoint_info, .. } = event else { continue };
        let device = DeviceId(*endpoint_info.endpoint_id.as_bytes());
        if device == hub.me || !hub.store.is_member(device) || hub.is_connected(device) {
            continue;
        }
        let addresses: Vec<SocketAddr> = endpoint_info.into_endpoint_addr().ip_addrs().copied().collect();
        hub.book.found_at(device, &addresses, None);
        hub.redial.notify_waiters();
    }
}
