//! The command line as scripts use it: whole processes of the real program in homes of their own.

mod failures;
mod handoff;
mod history;
mod main_job;
mod media;
mod studio;
mod support;
mod two_devices;
