//! The rules, as tables and properties over a small studio in memory.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod fields;
mod merge;
mod paper;
mod rules;
mod sheet;
mod undo;
