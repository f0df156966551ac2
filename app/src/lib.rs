//! Rushes: the window and the command line, thin over the store, the network and the media.
//!
//! One way for data: a view reads an immutable snapshot and asks for actions; at the frame's end the
//! window carries them out, most of them by sending a command to the store, whose answer comes back as
//! an event. Nothing here blocks the window's thread.

pub mod actions;
pub mod app;
mod beside;
pub mod cli;
pub mod commands;
pub mod demo;
pub mod handoff;
pub mod jobs;
pub mod kit;
pub mod network;
mod newcomer;
pub mod place;
pub mod publish;
pub mod reading;
pub mod render;
pub mod report;
pub mod runtime;
mod sentence;
pub mod shell;
pub mod textures;
pub mod viewer;
pub mod views;
pub mod window;

/// Documents are many small pieces: with this one a studio of 100,000 opens in half the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
