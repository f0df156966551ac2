//! Peers that find each other's changes: in memory under a seed, and over loopback.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod converge;
mod fake;
mod impostor;
mod joining;
#[path = "../../../tests/shared/made.rs"]
mod made;
mod nodes;
mod personal;
mod simulator;
mod studio;
mod wire;
