//! The store from outside: one device, two devices, hostile ones.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod authority;
mod care;
mod crash;
mod damage;
mod inviting;
mod job;
mod journal;
mod largest;
mod log;
mod lost;
#[path = "../../../tests/shared/made.rs"]
mod made;
mod media;
mod media_use;
mod migration;
mod misfits;
mod peers;
mod personal;
mod reopening;
mod search;
mod simulator;
mod studio;
mod twins;
mod undo;
mod waves;
mod whole;
