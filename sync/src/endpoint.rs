//! The device on the network.

use crate::{
    connection::MAX_STREAMS,
    error::SyncError,
    wire::{ALPN, WireError},
};
use iroh::{
    Endpoint, EndpointAddr, EndpointId, RelayMode, RelayUrl, SecretKey,
    endpoint::{
        BindOpts, ConnectError, ConnectingError, Connection, ConnectionError, IdleTimeout, QuicTransportConfig,
        TransportErrorCode, VarInt, presets,
    },
};
use iroh_mdns_address_lookup::MdnsAddressLookup;
use rushes_domain::DeviceId;
use rushes_store::Home;
use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

/// Under this name devices find each other on a local network.
const SERVICE: &str = "rushes";

/// A device that is silent for this long has gone.
const GONE: VarInt = VarInt::from_u32(15_000);

const KEEP_ALIVE: Duration = Duration::from_secs(4);

/// How long a call may take.
pub(crate) const CALL: Duration = Duration::from_secs(10);

/// How long to look for a device that does not answer.
const LOOK: Duration = Duration::from_secs(5);

/// How a node uses the network.
#[derive(Clone, Debug)]
pub struct Options {
    /// The UDP port; the home's own where there is none. One that is taken gives way to any free one.
    pub port: Option<u16>,
    /// Finds devices on the local network, and lets them find this one.
    pub discovery: bool,
    /// The studio's relay. Without one only devices that can reach each other meet.
    pub relay: Option<String>,
    /// How long a call may take before it counts as not answered.
    pub call: Duration,
    /// How long to look for a device that does not answer, when syncing once.
    pub look: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: None, discovery: true, relay: None, call: CALL, look: LOOK }
    }
}

/// The device on the network, and what finds others on the local network.
pub(crate) struct Network {
    pub(crate) endpoint: Endpoint,
    pub(crate) discovery: Option<MdnsAddressLookup>,
}

/// Opens the network for this device. Waits for no relay and for nobody.
pub(crate) async fn open(home: &Home, options: &Options) -> Result<Network, SyncError> {
    let wanted = options.port.unwrap_or_else(|| home.port());
    let endpoint = match bind(home, options, wanted).await {
        Ok(endpoint) => endpoint,
        Err(error) if wanted != 0 => {
            tracing::warn!(%error, port = wanted, "the port is taken; another one is used");
            bind(home, options, 0).await?
        }
        Err(error) => return Err(error),
    };
    let discovery = options.discovery.then(|| discover(&endpoint)).flatten();
    Ok(Network { endpoint, discovery })
}

async fn bind(home: &Home, options: &Options, port: u16) -> Result<Endpoint, SyncError> {
    let failed = |error: &dyn std::fmt::Display| SyncError::Network(error.to_string());
    let transport = QuicTransportConfig::builder()
        .max_idle_timeout(Some(IdleTimeout::from(GONE)))
        .keep_alive_interval(KEEP_ALIVE)
        .max_concurrent_bidi_streams(VarInt::from_u32(MAX_STREAMS))
        .max_concurrent_uni_streams(VarInt::from_u32(MAX_STREAMS))
        .build();
    let relay = match &options.relay {
        None => RelayMode::Disabled,
        Some(url) => RelayMode::custom([url.parse::<RelayUrl>().map_err(|e| failed(&e))?]),
    };
    Endpoint::builder(presets::Minimal)
        .secret_key(SecretKey::from_bytes(&home.device_secret()))
        .alpns(vec![ALPN.to_vec()])
        .relay_mode(relay)
        .transport_config(transport)
        .bind_addr((Ipv4Addr::UNSPECIFIED, port))
        .map_err(|e| failed(&e))?
        .bind_addr_with_opts((Ipv6Addr::UNSPECIFIED, port), BindOpts::default().set_is_required(false))
        .map_err(|e| failed(&e))?
        .bind()
        .await
        .map_err(|e| failed(&e))
}

fn discover(endpoint: &Endpoint) -> Option<MdnsAddressLookup> {
    let built = MdnsAddressLookup::builder().service_name(SERVICE).build(endpoint.id());
    match built {
        Ok(found) => {
            if let Ok(lookups) = endpoint.address_lookup() {
                lookups.add(found.clone());
            }
            Some(found)
        }
        Err(error) => {
            tracing::warn!(%error, "devices on the local network are not looked for");
            None
        }
    }
}

/// Calls a device.
pub(crate) async fn call(
    endpoint: &Endpoint,
    device: DeviceId,
    addresses: &[SocketAddr],
    relay: Option<&str>,
    patience: Duration,
) -> Result<Connection, SyncError> {
    let unreachable = || SyncError::Unreachable { who: "the other device".into() };
    let id = EndpointId::from_bytes(&device.0).map_err(|_| unreachable())?;
    let mut addr = EndpointAddr::new(id);
    for address in addresses {
        addr = addr.with_ip_addr(*address);
    }
    if let Some(url) = relay.and_then(|url| url.parse::<RelayUrl>().ok()) {
        addr = addr.with_relay_url(url);
    }
    match tokio::time::timeout(patience, endpoint.connect(addr, ALPN)).await {
        Err(_) => Err(unreachable()),
        Ok(Ok(conn)) => Ok(conn),
        Ok(Err(error)) => {
            tracing::debug!(?error, ?device, "a call failed");
            Err(if other_version(&error) { WireError::Version { theirs: 0 }.into() } else { unreachable() })
        }
    }
}

/// Whether the other side speaks no version of the protocol that is known here: TLS then ends the
/// handshake with "no application protocol".
fn other_version(error: &ConnectError) -> bool {
    /// RFC 7301, section 3.2.
    const NO_APPLICATION_PROTOCOL: u8 = 120;
    let code = match error {
        ConnectError::Connecting { source: ConnectingError::ConnectionError { source, .. }, .. }
        | ConnectError::Connection { source, .. } => match source {
            ConnectionError::ConnectionClosed(close) => close.error_code,
            ConnectionError::TransportError(error) => error.code,
            _ => return false,
        },
        _ => return false,
    };
    code == TransportErrorCode::crypto(NO_APPLICATION_PROTOCOL)
}
