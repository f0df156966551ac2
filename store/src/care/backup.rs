//! Copying a studio into one file while it is worked on.

pub use super::container::Head;

use super::container::{self, FORMAT, HEAD, KEY, Writing, push_row};
use crate::{
    audit::MissingMedia,
    authority::Envelope,
    clock,
    error::StoreError,
    media::Media,
    store::Store,
    tables,
    temporary::{Temporary, sync_folder},
};
use redb::{ReadTransaction, ReadableTableMetadata};
use rushes_domain::MediaHash;
use serde::Serialize;
use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

/// Bytes of rows in a member.
const MEMBER: usize = 4 << 20;

/// What goes into a backup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BackupOptions {
    /// The media files.
    pub media: bool,
    /// The studio's root key, where this device has it: with it the studio can be written again on
    /// a new device, by whoever holds the file.
    pub key: bool,
}

impl Default for BackupOptions {
    fn default() -> Self {
        Self { media: true, key: true }
    }
}

/// What was backed up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Backup {
    /// What it is of.
    #[serde(flatten)]
    pub head: Head,
    /// Bytes of the file.
    pub bytes: u64,
    /// Documents in it.
    pub documents: u64,
    /// Changes in it.
    pub changes: u64,
    /// Media files in it.
    pub media_files: u64,
    /// Whether the studio's root key is in it: keep it as safe as the studio itself then.
    pub holds_key: bool,
    /// What is damaged here and therefore not in it, by name.
    pub left_out: Vec<String>,
    /// Media files that something refers to and that are not on this device, and therefore not in it.
    pub missing_media: Vec<MissingMedia>,
}

/// Reads what a backup says it is, without checking the rest.
///
/// # Errors
/// [`StoreError::Unusable`] when it is none, [`StoreError::Newer`] when a newer program made it.
pub fn head(file: &Path) -> Result<Head, StoreError> {
    container::head(file)
}

/// How far it is, and whether it should go on.
pub(super) struct Going<'a> {
    progress: &'a dyn Fn(u64, u64),
    cancel: &'a AtomicBool,
    done: u64,
    total: u64,
}

impl<'a> Going<'a> {
    pub(super) fn new(total: u64, progress: &'a dyn Fn(u64, u64), cancel: &'a AtomicBool) -> Self {
        Self { progress, cancel, done: 0, total }
    }

    pub(super) fn on(&mut self, bytes: u64) -> Result<(), StoreError> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(StoreError::Cancelled);
        }
        self.done += bytes;
        (self.progress)(self.done, self.total.max(self.done));
        Ok(())
    }
}

impl Store {
    /// Writes a backup of the studio as it is now; work goes on meanwhile. The file is whole, on
    /// disk, or not there. `progress` is told bytes done and in all; setting `cancel` ends it.
    ///
    /// # Errors
    /// When the database cannot be read or the file not written, and when it was cancelled.
    pub fn backup(
        &self,
        file: &Path,
        options: BackupOptions,
        progress: &dyn Fn(u64, u64),
        cancel: &AtomicBool,
    ) -> Result<Backup, StoreError> {
        let writing = || format!("the backup {}", file.display());
        // One read transaction: everything in the file is of one moment.
        let read = self.db().begin_read()?;
        let at = clock::now();
        let head = Head {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").into(),
            studio: self.studio(),
            name: self.snapshot().state.studio.name.clone(),
            at,
            device: self.device(),
            media: options.media,
        };
        let media: Vec<(MediaHash, u64)> = if options.media { self.media().known() } else { Vec::new() };
        let database = fs::metadata(self.dir().join("store.redb")).map_or(0, |m| m.len());
        let mut going = Going::new(database + media.iter().map(|(_, size)| size).sum::<u64>(), progress, cancel);
        let temporary = Temporary::beside(file);
        let mut options_of_file = File::options();
        options_of_file.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options_of_file, 0o600);
        let opened = options_of_file.open(temporary.path()).map_err(StoreError::io(writing()))?;
        let mut out = Writing::to(opened, at);
        let text = serde_json::to_vec_pretty(&head).map_err(|e| StoreError::damaged("the backup", e))?;
        out.bytes(HEAD, &text).map_err(StoreError::io(writing()))?;
        let mut holds_key = false;
        if options.key
            && let Ok(key) = fs::read(self.dir().join("root.key"))
        {
            out.bytes(KEY, &key).map_err(StoreError::io(writing()))?;
            holds_key = true;
        }
        let mut left_out = Vec::new();
        write_database(&read, &mut out, &mut going, &mut left_out, &writing)?;
        let mut media_files = 0;
        for (hash, size) in media {
            match write_media(self.media(), hash, size, &mut out, &mut going) {
                Ok(true) => media_files += 1,
                Ok(false) => left_out.push(format!("media {hash}")),
                Err(_) if cancel.load(Ordering::Relaxed) => return Err(StoreError::Cancelled),
                Err(error) => return Err(StoreError::io(writing())(error)),
            }
        }
        let bytes = out.finish().map_err(StoreError::io(writing()))?;
        going.on(0)?;
        fs::rename(temporary.path(), file).map_err(StoreError::io(writing()))?;
        temporary.keep();
        sync_folder(&folder_of(file))?;
        note(self.dir(), &head);
        Ok(Backup {
            head,
            bytes,
            documents: read.open_table(tables::HEADS)?.len()?,
            changes: read.open_table(tables::ENVELOPE)?.len()?,
            media_files,
            holds_key,
            left_out,
            missing_media: if options.media { self.missing_media() } else { Vec::new() },
        })
    }

    /// When the last backup was made on this device, if one was.
    #[must_use]
    pub fn last_backup(&self) -> Option<Head> {
        serde_json::from_slice(&fs::read(self.dir().join("backup.json")).ok()?).ok()
    }
}

pub(super) fn folder_of(file: &Path) -> std::path::PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => ".".into(),
    }
}

/// Notes when the last backup was made. The backup is good without the note.
fn note(dir: &Path, head: &Head) {
    if let Ok(text) = serde_json::to_vec_pretty(head) {
        let _ = fs::write(dir.join("backup.json"), text);
    }
}

fn write_database(
    read: &ReadTransaction,
    out: &mut Writing,
    going: &mut Going<'_>,
    left_out: &mut Vec<String>,
    writing: &dyn Fn() -> String,
) -> Result<(), StoreError> {
    for (name, table) in tables::ALL {
        // An invitation works once: a copy of it must not make it work again.
        if name == "invite" {
            continue;
        }
        let mut members = Members::new(name);
        for entry in read.open_table(table)?.range::<&[u8]>(..)? {
            let (key, value) = entry?;
            // What is damaged here would make the copy worthless: it is named instead.
            if name == "envelope" && !Envelope::from_bytes(value.value()).is_ok_and(|e| e.check().is_ok()) {
                left_out.push(format!("change {}", crate::authority::hex(key.value())));
                continue;
            }
            members.push(out, going, key.value(), value.value()).map_err(|e| of(e, writing))?;
        }
        members.flush(out, going).map_err(|e| of(e, writing))?;
    }
    let mut feed = Members::new("feed");
    for entry in read.open_table(tables::FEED)?.range(0..)? {
        let (key, value) = entry?;
        feed.push(out, going, &key.value().to_be_bytes(), value.value()).map_err(|e| of(e, writing))?;
    }
    feed.flush(out, going).map_err(|e| of(e, writing))?;
    let mut meta = Members::new("meta");
    for entry in read.open_table(tables::META)?.range::<&str>(..)? {
        let (key, value) = entry?;
        meta.push(out, going, key.value().as_bytes(), value.value()).map_err(|e| of(e, writing))?;
    }
    meta.flush(out, going).map_err(|e| of(e, writing))
}

enum Failed {
    Disk(io::Error),
    Cancelled(StoreError),
}

fn of(failed: Failed, writing: &dyn Fn() -> String) -> StoreError {
    match failed {
        Failed::Disk(error) => StoreError::io(writing())(error),
        Failed::Cancelled(error) => error,
    }
}

/// Rows on their way into members of a bounded size.
struct Members {
    table: &'static str,
    number: u32,
    rows: Vec<u8>,
}

impl Members {
    fn new(table: &'static str) -> Self {
        Self { table, number: 0, rows: Vec::new() }
    }

    fn push(&mut self, out: &mut Writing, going: &mut Going<'_>, key: &[u8], value: &[u8]) -> Result<(), Failed> {
        push_row(&mut self.rows, key, value);
        if self.rows.len() >= MEMBER { self.flush(out, going) } else { Ok(()) }
    }

    fn flush(&mut self, out: &mut Writing, going: &mut Going<'_>) -> Result<(), Failed> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let name = format!("database/{}/{:06}", self.table, self.number);
        out.packed(&name, &self.rows).map_err(Failed::Disk)?;
        self.number += 1;
        let written = self.rows.len() as u64;
        self.rows.clear();
        going.on(written).map_err(Failed::Cancelled)
    }
}

/// A file that gives as many bytes as were announced, whatever it has become meanwhile.
struct Padded<'a, 'g> {
    file: Option<File>,
    going: &'a mut Going<'g>,
}

impl Read for Padded<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.file {
            Some(file) => file.read(out).unwrap_or(0),
            None => 0,
        };
        let given = if read == 0 {
            out.fill(0);
            out.len()
        } else {
            read
        };
        self.going.on(given as u64).map_err(io::Error::other)?;
        Ok(given)
    }
}

/// Gives whether the file was whole: its hash is known only after it has been written.
fn write_media(
    media: &Media,
    hash: MediaHash,
    size: u64,
    out: &mut Writing,
    going: &mut Going<'_>,
) -> io::Result<bool> {
    let Some(file) = media.path(hash).and_then(|p| File::open(p).ok()) else { return Ok(false) };
    if !file.metadata().is_ok_and(|m| m.len() == size) {
        return Ok(false);
    }
    let written = out.stream(&format!("media/{hash}"), size, Padded { file: Some(file), going })?;
    Ok(written.as_bytes() == &hash.0)
}
