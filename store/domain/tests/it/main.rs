//! The rules, as tables and properties over a small studio in memory.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod facts;
mod fields;
mod merge;
mod migration;
mod paper;
mod personal;
mod projects;
mod rules;
mod sheet;
mod undo;
