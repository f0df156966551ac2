//! Looking after the studio as it lies on this device: sizes, backups, checks, repair.

use crate::{
    actions::{Action, Toast},
    jobs::opening,
    runtime::{Desk, Event, Progress, Trouble},
    shell::sync_chip::bytes,
};
use rushes_domain::StudioId;
use rushes_store::{
    Damage, Home, Stats, Store, StoreError, Verified,
    care::{BackupOptions, Existing, backup::Head},
};
use std::path::{Path, PathBuf};

/// What can be done for a studio.
#[derive(Debug, Clone)]
pub enum Care {
    /// Read the figures.
    Look,
    /// Read everything and name what is damaged.
    Verify,
    /// Set damage aside and build the rest anew.
    Repair,
    /// Give unused room back.
    Compact,
    /// Remove what was kept when something took its place.
    RemoveOld,
    /// Write a backup.
    BackUp {
        /// Where to.
        file: PathBuf,
        /// With what.
        options: BackupOptions,
    },
    /// Add what a backup holds; where the studio does not open, put the backup in its place.
    Restore(PathBuf),
    /// Write the whole studio as files into a folder.
    ExportAll(PathBuf),
}

impl Care {
    /// Whether it can be stopped on its way.
    #[must_use]
    pub fn can_stop(&self) -> bool {
        matches!(self, Self::Verify | Self::BackUp { .. } | Self::Restore(_) | Self::ExportAll(_))
    }

    /// What the tray calls it; nothing for what is over at once.
    #[must_use]
    pub fn label(&self) -> Option<&'static str> {
        Some(match self {
            Self::Look => return None,
            Self::Verify => "Checking everything",
            Self::Repair => "Repairing",
            Self::Compact => "Compacting the database",
            Self::RemoveOld => "Removing old data",
            Self::BackUp { .. } => "Backing up",
            Self::Restore(_) => "Restoring a backup",
            Self::ExportAll(_) => "Exporting everything",
        })
    }
}

/// What the storage page shows.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Sizes and counts.
    pub stats: Stats,
    /// The last backup of this device.
    pub last_backup: Option<Head>,
    /// What is missing here.
    pub damaged: Vec<Damage>,
}

/// What came of it.
#[derive(Debug)]
pub enum Told {
    /// The figures.
    Figures(Result<Box<Figures>, Trouble>),
    /// The check.
    Verified(Result<Verified, Trouble>),
    /// Something was done that may have changed the figures.
    Done,
}

/// Looks after an open studio.
pub fn run(desk: &Desk, progress: &Progress, store: &Store, care: Care) {
    let told = |done: u64, total: u64| desk.progress(progress, &bytes(done), done, total);
    let said = match care {
        Care::Look => return desk.tell(Event::Care(Told::Figures(figures(store).map_err(Trouble::from)))),
        Care::Verify => return verify(desk, progress, store),
        Care::Repair => store.repair().map(|repaired| match repaired.set_aside + repaired.media {
            0 => "Nothing is damaged. The read models were built anew.".to_owned(),
            _ => "What was damaged is set aside. Your other devices send it at the next sync.".to_owned(),
        }),
        Care::Compact => {
            store.compact().map(|c| format!("The database takes {}; it took {}.", bytes(c.after), bytes(c.before)))
        }
        Care::RemoveOld => store.give_up_kept().map(|kept| format!("{} of old data were removed.", bytes(kept.bytes))),
        Care::BackUp { file, options } => store.backup(&file, options, &told, &progress.cancel).map(|made| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match made.left_out.len() {
                0 => format!("Backed up to {name}, {}.", bytes(made.bytes)),
                n => format!("Backed up to {name}. {n} damaged things of this device are not in it: check the studio."),
            }
        }),
        Care::Restore(file) => match store.merge_backup(&file, &told, &progress.cancel) {
            Err(StoreError::Cancelled) => {
                Ok("Stopped. What was added until then is the studio's own, and stays.".to_owned())
            }
            added => added.map(|added| match added {
                (0, 0) => "The backup holds nothing that is missing here.".to_owned(),
                (changes, media) => format!("Added {changes} changes and {media} media files from the backup."),
            }),
        },
        Care::ExportAll(dir) => store.export_all(&dir, false, &told, &progress.cancel).map(|exported| {
            format!(
                "Everything is in {}: {} files and {} media files.",
                dir.display(),
                exported.files,
                exported.media_files
            )
        }),
    };
    desk.tell(Event::Care(Told::Done));
    desk.tell(Event::Say(toast(said)));
}

fn verify(desk: &Desk, progress: &Progress, store: &Store) {
    let told = |what: &str, done: u64, total: u64| desk.progress(progress, what, done, total);
    match store.verify_telling(&told, &progress.cancel) {
        Err(StoreError::Cancelled) => desk.tell(Event::Say(Toast::done("The check was stopped."))),
        verified => desk.tell(Event::Care(Told::Verified(verified.map_err(Trouble::from)))),
    }
}

/// After how long the window has the database checked, in milliseconds.
const CHECK_EVERY: i64 = 7 * 86_400_000;

/// Has the database checked once a week, and what is damaged repaired.
pub fn self_check(desk: &Desk, store: &Store) {
    let now = rushes_store::now();
    // A studio that has just come here was checked when it came.
    if store.last_check().is_none() {
        return store.note_check();
    }
    if store.last_check().is_some_and(|last| now.0 - last.0 < CHECK_EVERY && last <= now) {
        return;
    }
    match store.self_check() {
        Ok(None) => {}
        Ok(Some(repaired)) => {
            let text = "Something of this studio was damaged on this device, and has been repaired.";
            let hint = match repaired.missing.len() {
                0 => "Nothing is missing.".to_owned(),
                n => format!("{n} documents are not whole until another device sends what is missing: see Storage."),
            };
            let seen = Action::Go(crate::place::Place::Storage);
            desk.tell(Event::Say(Toast { hint, ..Toast::done(text) }.with("Show", seen)));
        }
        Err(error) => tracing::error!(%error, "the weekly check could not be made"),
    }
}

fn toast(said: Result<String, StoreError>) -> Toast {
    match said {
        Ok(text) => Toast::done(text),
        Err(StoreError::Cancelled) => Toast::done("Cancelled. Nothing was kept."),
        Err(error) => Trouble::from(error).into(),
    }
}

fn figures(store: &Store) -> Result<Box<Figures>, StoreError> {
    Ok(Box::new(Figures { stats: store.stats()?, last_backup: store.last_backup(), damaged: store.damaged()? }))
}

/// Finds a way out for a studio that does not open, and opens it.
pub fn mend(desk: &Desk, progress: &Progress, dir: &Path, studio: Option<StudioId>, care: Care) {
    let told = |done: u64, total: u64| desk.progress(progress, &bytes(done), done, total);
    let home = match Home::open(dir) {
        Ok(home) => home,
        Err(error) => return desk.tell(Event::NotOpened(Trouble::from(error))),
    };
    let studio = studio.or_else(|| home.current());
    let mended = match (care, studio) {
        (Care::Restore(file), _) => {
            home.restore(&file, Existing::Replace, &told, &progress.cancel).map(|restored| restored.head.studio)
        }
        (_, Some(id)) => home.salvage(id).map(|_| id),
        (_, None) => return desk.tell(Event::NoStudio(home)),
    };
    match mended.and_then(|id| home.open_studio(id)) {
        Ok(store) => {
            desk.tell(Event::Say(Toast::done("The studio is open again.")));
            opening::opened(desk, &home, Ok(store));
        }
        // The page that says what is wrong stays as it is.
        Err(error) => desk.tell(Event::Say(toast(Err(error)))),
    }
}
