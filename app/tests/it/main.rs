//! The window, driven by accessible names.

#![allow(clippy::unwrap_used)]

mod board;
mod desk;
mod mywork;
mod pages;
mod search;
mod storage;
mod planning;
mod sheets;
mod table;
mod talk;
