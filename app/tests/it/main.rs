//! The window, driven by accessible names.

#![allow(clippy::unwrap_used)]

mod around;
mod board;
mod clipboard;
mod day;
mod desk;
mod keyboard;
mod lists;
#[path = "../../../tests/shared/made.rs"]
mod made;
mod messages;
mod mywork;
mod pages;
mod pictures;
mod planning;
mod presses;
mod refused;
mod search;
mod sheets;
mod shell;
mod stages;
mod storage;
mod table;
mod talk;
mod undo;
mod whole;
