//! What holds across crates.
#![allow(clippy::unwrap_used, missing_docs)]

mod house;
