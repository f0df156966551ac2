//! The page's tests: its model as text, and the page itself by accessible names, on a real store.
#![allow(clippy::unwrap_used)]

mod bench;
mod clip;
mod decide;
mod draw;
mod figures;
mod model;
mod pictures;
