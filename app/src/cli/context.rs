//! What a command is given: a home, its studio, where it was called from, and a way to speak.

use super::error::CliError;
use rushes_domain::{Person, PersonId, State, StudioId, names, query::Query};
use rushes_media::Worker;
use rushes_store::{Home, Snapshot, Store, StoreError};
use std::{
    cell::OnceCell,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

/// What the process that carries a command out lends it.
pub(crate) struct Help<'a> {
    /// The data directory, which that process holds.
    pub(crate) home: Home,
    /// The studio it has open, if it has one.
    pub(crate) store: Option<Store>,
    /// The studio its window shows, where that is not the one used last.
    pub(crate) shown: Option<Store>,
    /// The studio that the process has open for people or for the network, whichever that is.
    pub(crate) holds: Option<Store>,
    /// That process has a window.
    pub(crate) has_window: bool,
    /// The folder the command was typed in.
    pub(crate) cwd: PathBuf,
    /// Takes lines for standard error.
    pub(crate) tell: &'a dyn Fn(&str),
    /// Set when whoever asked has gone.
    pub(crate) cancel: &'a AtomicBool,
    /// Probes files apart from this process.
    pub(crate) worker: &'a Worker,
    /// Waits until the network that the process has open already has exchanged everything.
    pub(crate) sync: Option<&'a dyn Fn() -> Result<serde_json::Value, CliError>>,
    /// The command was typed in another process.
    pub(crate) handed: bool,
}

/// Everything a command may use.
pub(crate) struct Ctx<'a> {
    store: OnceCell<Store>,
    help: Help<'a>,
    pub(super) cancel: &'a AtomicBool,
    pub(super) worker: &'a Worker,
}

impl<'a> Ctx<'a> {
    pub(crate) fn new(mut help: Help<'a>) -> Self {
        let store = help.store.take().map_or_else(OnceCell::new, OnceCell::from);
        Self { store, cancel: help.cancel, worker: help.worker, help }
    }

    /// The network of the process this runs in, where that is not the one it was typed in.
    pub(super) fn network(&self) -> Option<&'a dyn Fn() -> Result<serde_json::Value, CliError>> {
        self.help.sync
    }

    /// Whether this runs in another process than the one it was typed in.
    pub(super) fn handed(&self) -> bool {
        self.help.handed
    }

    pub(super) fn home(&self) -> &Home {
        &self.help.home
    }

    /// A studio of this home that the process shows, where that is not the one used last.
    pub(super) fn shown(&self) -> Option<&Store> {
        self.help.shown.as_ref()
    }

    /// The name of the studio that is open in the process that holds the home, where that is another than this one,
    /// and whether a window shows it.
    pub(super) fn elsewhere(&self, studio: StudioId) -> Option<(String, bool)> {
        let other = self.help.holds.as_ref().filter(|store| store.studio() != studio)?;
        Some((other.snapshot().state.studio.name.clone(), self.help.has_window))
    }

    /// The studio used last, opened when it is first asked for.
    pub(super) fn store(&self) -> Result<&Store, CliError> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        if self.help.home.current().is_none() {
            return Err(no_studio(self.help.home.dir()));
        }
        Ok(self.studio()?)
    }

    /// As [`Self::store`], with the store's own error for those who know a way out of some.
    pub(super) fn studio(&self) -> Result<&Store, StoreError> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let none = || StoreError::NotFound { what: "a studio".into() };
        let store = self.help.home.open_studio(self.help.home.current().ok_or_else(none)?)?;
        Ok(self.store.get_or_init(|| store))
    }

    pub(super) fn snapshot(&self) -> Result<Arc<Snapshot>, CliError> {
        Ok(self.store()?.snapshot())
    }

    /// A file as the caller named it.
    pub(super) fn path(&self, path: &Path) -> PathBuf {
        self.help.cwd.join(path)
    }

    /// Says something on standard error.
    pub(super) fn tell(&self, line: &str) {
        (self.help.tell)(line);
    }
}

/// A home without a studio.
pub(super) fn no_studio(home: &Path) -> CliError {
    CliError::new(
        "not_found",
        format!("There is no studio in {}", home.display()),
        "Make one with `rushes studio create NAME --user NAME --email MAIL`, or join one with `rushes studio join TICKET`.",
    )
}

/// The person a name, an e-mail address or an id means.
pub(super) fn person<'s>(state: &'s State, text: &str) -> Result<&'s Person, CliError> {
    if let Some(found) = state.studio.person_called(text) {
        return Ok(found);
    }
    let namesakes: Vec<_> = state.studio.everybody_called(text);
    if namesakes.len() > 1 {
        let ids: Vec<_> = namesakes.iter().map(|p| format!("{} ({})", p.id, p.email)).collect();
        return Err(CliError::invalid(
            format!("{} people are called \"{text}\"", namesakes.len()),
            format!("Use an e-mail address or an id: {}", ids.join(", ")),
        ));
    }
    // A first name alone is enough where it is one person's.
    let wanted = names::same(text);
    let mut close = state
        .studio
        .people
        .values()
        .filter(|p| p.name.split_whitespace().next().is_some_and(|first| names::same(first) == wanted));
    if let (Some(found), None) = (close.next(), close.next()) {
        return Ok(found);
    }
    let known: Vec<_> = state.studio.people.values().take(12).map(|p| p.name.as_str()).collect();
    Err(CliError::missing(
        "person",
        text,
        format!("Known are: {}. Add one with `rushes studio person NAME`.", known.join(", ")),
    ))
}

/// A query as typed; everything where there is none. What is not understood is told on standard error.
pub(super) fn query(ctx: &Ctx<'_>, snapshot: &Snapshot, text: Option<&str>) -> Query {
    let text = text.unwrap_or_default();
    let (query, notices) = Query::parse(text, &snapshot.state, snapshot.me.person, rushes_store::today());
    for notice in notices {
        let meant = notice.suggestion.map_or_else(String::new, |s| format!(" Did you mean {s}?"));
        ctx.tell(&format!("{}{meant}", notice.text));
    }
    query
}

/// The ids of several people.
pub(super) fn people(state: &State, names: &[String]) -> Result<std::collections::BTreeSet<PersonId>, CliError> {
    names.iter().map(|name| Ok(person(state, name)?.id)).collect()
}
