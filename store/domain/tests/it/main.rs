//! The rules, as tables and properties over a small studio in memory.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod facts;
mod fields;
mod join;
mod merge;
mod migration;
mod names;
mod paper;
mod personal;
mod projects;
mod rules;
mod sheet;
mod undo;
