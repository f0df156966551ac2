//! The window, driven by accessible names.

#![allow(clippy::unwrap_used)]

mod desk;
mod pages;
mod sheets;
mod table;
