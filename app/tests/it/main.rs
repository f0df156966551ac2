//! The window, driven by accessible names.

#![allow(clippy::unwrap_used)]

mod board;
mod day;
mod desk;
mod mywork;
mod pages;
mod pictures;
mod planning;
mod search;
mod sheets;
mod shell;
mod storage;
mod table;
mod talk;
mod undo;
