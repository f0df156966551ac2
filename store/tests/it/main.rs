//! The store from outside: one device, two devices, hostile ones.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod authority;
mod care;
mod crash;
mod damage;
mod job;
mod journal;
mod log;
mod lost;
#[path = "../../../tests/shared/made.rs"]
mod made;
mod media;
mod migration;
mod peers;
mod personal;
mod reopening;
mod search;
mod simulator;
mod studio;
mod undo;
mod waves;
mod whole;
