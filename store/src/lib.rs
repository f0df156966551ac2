//! A studio on one device: documents, authority, database and read models.
//!
//! The only way in is [`Store`]: views read its [`Snapshot`], people's [`Command`]s and peers'
//! envelopes go to its one writer, and what it has acknowledged is on disk.
//!
//! [`Command`]: rushes_domain::Command

mod actor;
mod audit;
pub mod authority;
pub mod care;
mod clock;
mod database;
mod documents;
mod error;
pub mod export;
mod history;
mod home;
pub mod import;
mod invite;
mod journal;
mod log;
pub mod media;
mod past;
pub mod plain;
pub mod search;
mod snapshot;
mod store;
mod tables;
mod temporary;
mod undo;
pub mod whole;

pub use actor::{Damage, Received, Repaired};
pub use audit::{Audit, AuditFault, MissingMedia, Stats, Verified};
pub use authority::{ChangeHash, FactHash, Signed};
pub use clock::{fresh, now, today};
pub use database::is_contained;
pub use error::StoreError;
pub use history::{LogOf, LogPage, LogQuery};
pub use home::{Home, StudioEntry};
pub use invite::{Invite, Invitee, Standing};
pub use log::LogEntry;
pub use media::{Incoming, Media, Outline, Stored};
pub use past::{Past, change_hash};
pub use search::{Found, Hit, HitKind, SearchProgress};
pub use snapshot::Snapshot;
pub use store::{Ack, Store};
pub use undo::{Step, TakenBack};
