//! `rushes`, `rushes open` and `rushes demo`.

use super::{error::CliError, home_dir, output::Output, tell};
use crate::{
    handoff,
    window::{self, WindowOptions},
};
use rushes_store::{Home, StoreError};
use serde_json::json;
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// How long to wait before asking again.
const BETWEEN: Duration = Duration::from_millis(100);
/// How long a window that is just opening may take until it can be asked.
const BEGINNING: Duration = Duration::from_secs(30);

/// Opens the window, or brings the one that holds the home to the place.
pub(super) fn open(home: Option<&Path>, path: Option<String>) -> Result<Output, CliError> {
    let home = home_dir(home)?;
    let until = Instant::now() + BEGINNING;
    loop {
        if let Some(reply) = handoff::ask(&home, &handoff::Asked::Open(path.as_deref()), &tell)? {
            return match reply.exit {
                0 => Ok(Output::new(json!({"window": "running"}), "Rushes is open already.")),
                _ => Err(CliError::new(
                    "conflict",
                    "This home is in use by a Rushes without a window",
                    "End that one, or use another --home.",
                )),
            };
        }
        // Somebody holds it and cannot be asked yet: a second window could only say so.
        match Home::open(&home) {
            Err(StoreError::Held { .. }) if Instant::now() < until => std::thread::sleep(BETWEEN),
            _ => break,
        }
    }
    shown(WindowOptions { home, open: path, ..WindowOptions::default() })
}

/// Opens the window on the sample studio, which has a home of its own.
pub(super) fn demo(home: Option<&Path>) -> Result<Output, CliError> {
    let home = match home {
        Some(_) => home_dir(home)?,
        None => home_dir(None)?.with_file_name("rushes-demo"),
    };
    shown(WindowOptions { home, demo: true, ..WindowOptions::default() })
}

fn shown(options: WindowOptions) -> Result<Output, CliError> {
    window::run(options).map_err(|error| {
        CliError::new(
            "io",
            error.to_string(),
            "Check the display; every command works without one, see `rushes --help`.",
        )
    })?;
    Ok(Output::new(json!({"window": "closed"}), ""))
}

/// Walks through the main job without a window.
pub(super) fn headless(home: Option<&Path>, out: &Path) -> Result<Output, CliError> {
    let home = home.map(|dir| home_dir(Some(dir))).transpose()?;
    let summary = crate::demo::headless(home.as_deref(), out).map_err(|error| {
        CliError::new("io", format!("{error:#}"), "Check that the folder can be written, then try again.")
    })?;
    let text = format!("The results are in {}.", out.display());
    Ok(Output::new(summary, text))
}
