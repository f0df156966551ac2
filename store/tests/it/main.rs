//! The store from outside: one device, two devices, hostile ones.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod authority;
mod job;
mod media;
mod peers;
mod simulator;
mod studio;
mod undo;
