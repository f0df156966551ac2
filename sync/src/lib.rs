//! Peers: who is near, what is missing, how it travels.
//!
//! A [`Node`] keeps a studio equal on all its devices while the program runs, [`sync_once`] does it
//! once, [`Ticket`] and [`join`] let a device in. Underneath, an [`exchange`] is a state machine
//! without IO, and [`wire`] says what goes over the line. Nothing here decides what counts: whatever
//! comes goes to the store, through the same gate as what is done on this device.

mod book;
mod connection;
mod dial;
mod endpoint;
mod error;
pub mod exchange;
mod fetch;
mod hub;
mod join;
mod line;
mod local;
mod node;
mod once;
mod packed;
mod peer;
mod reconcile;
pub mod replica;
mod scope;
mod serve;
mod status;
mod ticket;
pub mod wire;

pub use book::last_met;
pub use endpoint::Options;
pub use error::SyncError;
pub use join::{join, join_with};
pub use node::Node;
pub use once::{PeerReport, Report, sync_once, sync_once_with};
pub use packed::{Blob, List, Packed};
pub use status::{MediaProgress, PeerStatus, Route, SyncStatus};
pub use ticket::{BadTicket, For, Ticket, local_addresses};
