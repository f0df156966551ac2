//! The command line as scripts use it: whole processes of the real program in homes of their own.

mod bulk;
mod care;
mod failures;
mod handoff;
mod history;
mod inviting;
mod main_job;
mod media;
mod planning;
mod search;
mod sheets;
mod studio;
mod support;
mod talk;
mod two_devices;
