//! The window, driven by accessible names.

#![allow(clippy::unwrap_used)]

mod desk;
mod pages;
mod planning;
mod table;
