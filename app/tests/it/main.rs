//! The window, driven by accessible names.

#![allow(clippy::unwrap_used)]

mod desk;
mod pages;
mod table;
mod undo;
