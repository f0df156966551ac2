//! The command line: every command, its answer for people and its document for scripts.
//!
//! A command that needs a home runs in the process that holds it: this one where nobody does, else
//! the one that listens at the home's socket (see [`crate::handoff`]).

mod args;
mod bulk;
mod care;
mod context;
mod deliverable_edit;
mod device;
mod error;
mod feedback;
mod field;
mod hint;
mod history;
mod invite;
mod media;
mod migrate;
mod new_field;
mod output;
mod parse;
mod pipeline;
mod project;
mod project_edit;
mod remark;
mod render;
mod rounds;
mod rows;
mod search;
mod sheet;
mod stage;
mod storage;
mod studio;
mod sync;
mod threads;
mod twins;
mod undo;
mod views;
mod window;

pub use error::CliError;
pub(crate) use output::Reply;
pub use sync::sync_now;

use crate::handoff;
use args::{Cli, Command, OfHome};
use clap::Parser;
use context::Ctx;
pub(crate) use context::Help;
use output::Output;
use rushes_media::Worker;
use rushes_store::{Home, Store, StoreError};
use std::{
    ffi::OsString,
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

/// How long a home is waited for that another command holds.
const PATIENCE: Duration = Duration::from_secs(30);

/// The whole program: reads the command line, does what it says, gives the exit status.
#[must_use]
pub fn main() -> ExitCode {
    let argv: Vec<OsString> = std::env::args_os().collect();
    log_to_stderr();
    leave_damage_to_the_store();
    let mut reply = run(&argv);
    let printed = std::io::stdout().write_all(reply.stdout.as_bytes()).and_then(|()| std::io::stdout().flush());
    match printed {
        // A reader that has gone needs no answer.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe && reply.exit == 0 => {
            let hint = "The command itself was carried out. Make room there, or write elsewhere.";
            let failure = CliError::new("io", format!("Standard output cannot be written: {error}"), hint);
            reply = Reply::of(Err(failure), wants_json(&argv));
        }
        _ => {}
    }
    let _ = std::io::stderr().write_all(reply.stderr.as_bytes());
    ExitCode::from(reply.exit)
}

/// What is noted where nobody asks for more: what went wrong. A socket that was still calling somebody when a command
/// gave up is nothing to tell; the command tells it.
const QUIET: &str = "error,iroh::socket=off";

/// What the program notes goes to standard error; `RUSHES_LOG` says how much of it.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("RUSHES_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(QUIET));
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// What is built on may panic over a damaged file. The store tells it as damage, with what to do: that is enough.
fn leave_damage_to_the_store() {
    let others = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if rushes_store::is_contained() {
            tracing::debug!(%panic, "the database is damaged");
        } else {
            others(panic);
        }
    }));
}

fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn run(argv: &[OsString]) -> Reply {
    let cli = match Cli::try_parse_from(argv) {
        Ok(cli) => cli,
        Err(error) => return misused(argv, &error),
    };
    let json = cli.json;
    let cwd = std::env::current_dir().unwrap_or_default();
    let result = match cli.command {
        None => window::open(cli.home.as_deref(), None),
        Some(Command::Open { path }) => window::open(cli.home.as_deref(), path),
        Some(Command::Demo { headless: None }) => window::demo(cli.home.as_deref()),
        Some(Command::Demo { headless: Some(out) }) => window::headless(cli.home.as_deref(), &cwd.join(out)),
        Some(Command::MediaWorker) => return serve_media(),
        Some(Command::Media(command)) => guarded(|| media::run(&cwd, command)),
        Some(Command::OfHome(command)) => return of_home(cli.home.as_deref(), argv, command, json),
    };
    Reply::of(result, json)
}

/// What a command line that cannot be read comes to; also help and version.
/// Whether documents are wanted, also where the command line cannot be read.
fn wants_json(argv: &[OsString]) -> bool {
    argv.iter().take_while(|a| *a != "--").any(|a| a == "--json")
}

fn misused(argv: &[OsString], error: &clap::Error) -> Reply {
    if !error.use_stderr() {
        return Reply { exit: 0, stdout: error.render().to_string(), stderr: String::new() };
    }
    if !wants_json(argv) {
        let told: Vec<String> = error.render().to_string().lines().map(error::for_terminal).collect();
        return Reply { exit: 2, stdout: String::new(), stderr: format!("{}\n", told.join("\n")) };
    }
    let told = error.render().to_string();
    let body = told.strip_prefix("error: ").unwrap_or(&told);
    let (what, usage) = body.split_once("\n\n").unwrap_or((body, ""));
    let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
    let usage = usage.lines().find(|l| l.starts_with("Usage:")).unwrap_or("`rushes --help` shows the commands.");
    let what = if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        "A command is missing".to_owned()
    } else {
        what
    };
    Reply::of(Err(CliError::usage(what, usage)), true)
}

fn serve_media() -> Reply {
    let exit = match rushes_media::worker::serve_stdin() {
        Ok(()) => 0,
        Err(error) => {
            tell(&error.to_string());
            1
        }
    };
    Reply { exit, stdout: String::new(), stderr: String::new() }
}

/// Where the data is: as chosen, else the platform's place for it.
///
/// # Errors
/// When the platform knows no such place.
pub fn home_dir(chosen: Option<&Path>) -> Result<PathBuf, CliError> {
    if let Some(dir) = chosen.filter(|d| !d.as_os_str().is_empty()) {
        return std::path::absolute(dir).map_err(|e| CliError::file(dir, &e));
    }
    directories::ProjectDirs::from("", "", "Rushes")
        .map(|dirs| dirs.data_dir().to_owned())
        .ok_or_else(|| CliError::new("io", "This system names no place for data", "Choose one with --home DIR."))
}

/// A command of a home, here or in the process that holds it.
fn of_home(chosen: Option<&Path>, argv: &[OsString], command: OfHome, json: bool) -> Reply {
    let dir = match home_dir(chosen) {
        Ok(dir) => dir,
        Err(error) => return Reply::of(Err(error), json),
    };
    if !command.founds() && !dir.join("studios").exists() {
        return Reply::of(Err(context::no_studio(&dir)), json);
    }
    let until = Instant::now() + PATIENCE;
    let mut pause = Duration::from_millis(10);
    loop {
        let held = match Home::open(&dir) {
            Ok(home) => return Reply::of(guarded(|| here(home, command)), json),
            Err(held @ StoreError::Held { .. }) => held,
            Err(error) => return Reply::of(Err(error.into()), json),
        };
        match handoff::ask(&dir, &handoff::Asked::Command(argv), &tell) {
            Ok(Some(reply)) => return reply,
            Ok(None) if Instant::now() >= until => return Reply::of(Err(held.into()), json),
            Ok(None) => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(200));
            }
            Err(error) => return Reply::of(Err(error), json),
        }
    }
}

/// Carries a command out in this process, which holds the home.
fn here(home: Home, command: OfHome) -> Result<Output, CliError> {
    let cancel = AtomicBool::new(false);
    let worker = Worker::new();
    let mut help = Help {
        home: home.clone(),
        store: None,
        shown: None,
        holds: None,
        has_window: false,
        cwd: std::env::current_dir().unwrap_or_default(),
        tell: &tell,
        cancel: &cancel,
        worker: &worker,
        sync: None,
        handed: false,
    };
    // Others need not wait for a long command: they hand theirs to this process.
    let server = match home.current() {
        Some(id) if command.is_long() => {
            let store: Store = home.open_studio(id)?;
            help.store = Some(store.clone());
            // Without a socket the others wait, and that is all.
            handoff::serve(home, move || Some(store.clone())).ok()
        }
        _ => None,
    };
    let result = command.run(&Ctx::new(help));
    drop(server);
    result
}

/// Carries out a command line that another process was given.
pub(crate) fn answer(argv: &[OsString], help: Help<'_>) -> Reply {
    let cli = match Cli::try_parse_from(argv) {
        Ok(cli) => cli,
        Err(error) => return misused(argv, &error),
    };
    let result = match cli.command {
        Some(Command::OfHome(command)) => guarded(|| command.run(&Ctx::new(help))),
        _ => Err(CliError::usage("This command is none that can be handed over", "Run it by itself.")),
    };
    Reply::of(result, cli.json)
}

/// A panic is a fault of ours; it costs this command, not the process that took it.
fn guarded(work: impl FnOnce() -> Result<Output, CliError>) -> Result<Output, CliError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(CliError::new(
            "io",
            "The command ended in a fault of the program",
            "What was acknowledged is safe. Please report it.",
        ))
    })
}
