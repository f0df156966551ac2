//! What holds across crates, and what whole processes do.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod durability;
mod format_2;
mod house;
mod process;
mod two_devices;
