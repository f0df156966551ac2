//! Bringing a whole studio in: from a backup, or from the folder that everything was exported into.

use crate::{
    runtime::{Desk, Event, Progress, Trouble},
    shell::sync_chip::bytes,
};
use rushes_domain::StudioId;
use rushes_store::{
    Home, Store, StoreError,
    care::{Existing, backup},
};
use std::path::{Path, PathBuf};

/// What the tray calls it.
pub const LABEL: &str = "Bringing a studio in";

/// What to do where the studio is in the home already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IfHere {
    /// Say so, and change nothing.
    Say,
    /// Add what the backup holds and is missing here.
    Add,
    /// Put the backup in its place, and keep what is here beside.
    Replace,
}

/// A studio that is brought in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TakeIn {
    /// The backup, or the folder.
    pub path: PathBuf,
    /// What to do where the studio is here.
    pub if_here: IfHere,
}

/// A studio that was brought in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// Which.
    pub studio: StudioId,
    /// What came, as a sentence.
    pub said: String,
    /// What is to be done about what did not; empty where nothing is.
    pub hint: String,
}

/// The studio that is in the home already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Here {
    /// Which.
    pub studio: StudioId,
    /// What was to be brought in, if it is a backup: that can be added to it, or put in its place.
    pub backup: Option<PathBuf>,
    /// It is the one the window shows: that is not replaced under its user.
    pub open: bool,
}

/// What kept a studio from being brought in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// Something went wrong.
    Trouble(Trouble),
    /// Somebody stopped it: what that leaves, as a sentence.
    Stopped(&'static str),
}

/// Why a studio was not brought in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotTaken {
    /// What went wrong, or what was left where it was stopped.
    pub why: Why,
    /// The studio that is here already, where that is why.
    pub here: Option<Here>,
}

/// Brings a studio in, and tells the window how it went. `open` is the studio that the window shows.
pub fn run(desk: &Desk, progress: &Progress, home: &Home, open: Option<&Store>, asked: &TakeIn) {
    let told = |done: u64, total: u64| desk.progress(progress, &bytes(done), done, total);
    let taken = if asked.path.is_dir() {
        folder(home, &asked.path, &told, progress)
    } else {
        from_backup(home, open, asked, &told, progress)
    };
    desk.tell(Event::TakenIn(taken.map_err(|error| refused(home, open, asked, &error))));
}

/// How far it is: bytes done and in all.
type Telling<'a> = &'a dyn Fn(u64, u64);

fn folder(home: &Home, dir: &Path, told: Telling<'_>, progress: &Progress) -> Result<Taken, StoreError> {
    let imported = home.import_all(dir, told, &progress.cancel)?;
    let said = format!("{} is here: {}.", imported.name, counted(imported.changes, imported.media_files));
    Ok(Taken { studio: imported.studio, said, hint: read_only(imported.writable) })
}

fn from_backup(
    home: &Home,
    open: Option<&Store>,
    asked: &TakeIn,
    told: Telling<'_>,
    progress: &Progress,
) -> Result<Taken, StoreError> {
    let head = backup::head(&asked.path)?;
    if asked.if_here == IfHere::Add {
        let store = match open.filter(|store| store.studio() == head.studio) {
            Some(store) => store.clone(),
            None => home.open_studio(head.studio)?,
        };
        let (changes, media) = store.merge_backup(&asked.path, told, &progress.cancel)?;
        let said = match changes + media {
            0 => format!("The backup holds nothing that {} lacks here.", head.name),
            _ => format!("Added to {}: {}.", head.name, counted(changes, media)),
        };
        return Ok(Taken { studio: head.studio, said, hint: String::new() });
    }
    let existing = if asked.if_here == IfHere::Replace { Existing::Replace } else { Existing::Refuse };
    let restored = home.restore(&asked.path, existing, told, &progress.cancel)?;
    let came = counted(restored.changes, restored.media_files);
    let mut said = format!("{} is here as it was when it was backed up: {came}.", restored.head.name);
    if restored.replaced.is_some() {
        said.push_str(" What was here before is kept beside; Storage removes it.");
    }
    let mut hint = read_only(restored.writable);
    if !restored.left_out.is_empty() {
        let damaged = rushes_domain::counted(restored.left_out.len(), "file");
        hint = format!("{damaged} of the backup is damaged; your other devices send it. {hint}");
    }
    Ok(Taken { studio: restored.head.studio, said, hint: hint.trim_end().to_owned() })
}

fn counted(changes: u64, files: u64) -> String {
    let many = |count: u64, of| rushes_domain::counted(usize::try_from(count).unwrap_or(usize::MAX), of);
    format!("{} and {}", many(changes, "change"), many(files, "media file"))
}

fn read_only(writable: bool) -> String {
    let words = "This device may read it and not change it: ask a member for an invitation, and join with that.";
    if writable { String::new() } else { words.to_owned() }
}

fn refused(home: &Home, open: Option<&Store>, asked: &TakeIn, error: &StoreError) -> NotTaken {
    let here = match error {
        StoreError::Here => here(home, open, &asked.path),
        _ => None,
    };
    let why = match (error, &here) {
        (StoreError::Cancelled, _) if asked.if_here == IfHere::Add => {
            Why::Stopped("Stopped. What was added until then is the studio's own, and stays.")
        }
        (StoreError::Cancelled, _) => Why::Stopped("Stopped. Nothing of it is here."),
        (_, Some(here)) if here.backup.is_none() => {
            let hint = "A folder brings in a whole studio only. A backup of it can be added to the one here.";
            Why::Trouble(Trouble::new(error.to_string(), hint))
        }
        _ => Why::Trouble(Trouble::from(error)),
    };
    NotTaken { why, here }
}

fn here(home: &Home, open: Option<&Store>, path: &Path) -> Option<Here> {
    let open = open.map(Store::studio);
    if path.is_dir() {
        let studio = rushes_store::whole::studio(path).ok()?;
        return Some(Here { studio, backup: None, open: open == Some(studio) });
    }
    let studio = backup::head(path).ok()?.studio;
    let known = home.studios().iter().any(|s| s.id == studio);
    known.then(|| Here { studio, backup: Some(path.to_owned()), open: open == Some(studio) })
}
