//! The window, driven by accessible names.

#![allow(clippy::unwrap_used)]

mod desk;
mod pages;
mod search;
mod storage;
mod planning;
mod sheets;
mod table;
