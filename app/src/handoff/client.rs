//! Handing a command over.

use super::{
    Answer, Ask, FORMAT, Request,
    place::{Place, same_user},
    receive, send,
};
use crate::cli::{CliError, Reply};
use interprocess::local_socket::prelude::*;
use std::{ffi::OsString, path::Path};

/// What to hand over.
pub(crate) enum Asked<'a> {
    /// A command line.
    Command(&'a [OsString]),
    /// To show the window, at a place.
    Open(Option<&'a str>),
}

/// Asks the process that holds a home; nothing where none listens. `tell` takes lines for standard error.
///
/// # Errors
/// When the other process ended in the middle of it.
pub(crate) fn ask(home: &Path, asked: &Asked<'_>, tell: &dyn Fn(&str)) -> Result<Option<Reply>, CliError> {
    let Ok(home) = home.canonicalize() else { return Ok(None) };
    let place = Place::of(&home);
    if !place.is_ours() {
        return Err(foreign());
    }
    let Ok(stream) = place.name().and_then(LocalSocketStream::connect) else { return Ok(None) };
    if !same_user(&stream) {
        return Err(foreign());
    }
    let cwd = std::env::current_dir().unwrap_or_default();
    let ask = match asked {
        Asked::Command(argv) => Ask::command(argv, cwd),
        Asked::Open(path) => Ask::Open { path: path.map(str::to_owned) },
    };
    if send(&stream, &Request { format: FORMAT, ask }).is_err() {
        return Ok(None);
    }
    let mut taken = false;
    loop {
        match receive(&stream) {
            Ok(Answer::Taken) => taken = true,
            Ok(Answer::Say(line)) => tell(&line),
            Ok(Answer::Done(reply)) => return Ok(Some(reply)),
            // It was just ending: nothing has been done.
            Err(_) if !taken => return Ok(None),
            Err(_) => {
                return Err(CliError::new(
                    "io",
                    "The Rushes that was carrying this out ended before it answered",
                    "Check whether it was done before you repeat it; what was acknowledged is safe.",
                ));
            }
        }
    }
}

/// Whoever listens there is somebody else: they are told nothing, and believed nothing.
fn foreign() -> CliError {
    CliError::new(
        "permission_denied",
        "Another user of this machine listens where the Rushes of this home should",
        "Nothing was handed over. Remove rushes.sock from the home, and let nobody else write there.",
    )
}
