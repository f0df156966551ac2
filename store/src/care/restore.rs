//! Putting a backup in place, or adding what it holds to a studio.
//!
//! A restored studio is written under a new automerge actor from its first command on, as every
//! run is: what was written after the backup and is lost here lives on under the old one elsewhere.
//! The device's key is never in a backup. Restored on the device that made it, the studio goes on
//! under that device's key, which its home has. Restored elsewhere, the device there is another
//! one: it is let in by the root key, if the backup holds it, or by an invitation.

use super::{
    backup::Going,
    container::{self, Entry, Head, KEY},
    place::Placing,
    read::recount,
};
use crate::{authority::Envelope, database::contain, error::StoreError, home::Home, store::Store, tables};
use redb::Database;
use rushes_domain::MediaHash;
use serde::Serialize;
use std::{
    cell::RefCell,
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

/// What to do where the studio is in the home already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Existing {
    /// Nothing: say so.
    Refuse,
    /// Put the backup in its place and keep the old one beside.
    Replace,
}

/// What was restored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Restored {
    /// What it was a backup of.
    #[serde(flatten)]
    pub head: Head,
    /// Documents.
    pub documents: u64,
    /// Changes, each with its signature checked.
    pub changes: u64,
    /// Media files, each with its hash checked.
    pub media_files: u64,
    /// Media files the backup has damaged, by name: other devices send them.
    pub left_out: Vec<String>,
    /// Whether this device may change the studio; where not, it needs an invitation.
    pub writable: bool,
    /// Where the studio that was here before is kept.
    #[serde(serialize_with = "super::told_maybe")]
    pub replaced: Option<PathBuf>,
}

/// Changes taken in at once.
const BATCH: usize = 1000;

impl Home {
    /// Puts a backup in place. Everything is checked before anything is; a failure leaves the home
    /// as it was. `progress` is told bytes done and in all; setting `cancel` ends it.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] for a damaged backup, [`StoreError::Newer`] for a newer program's,
    /// [`StoreError::Present`] where the studio is here already or open; what the disk says.
    pub fn restore(
        &self,
        file: &Path,
        existing: Existing,
        progress: &dyn Fn(u64, u64),
        cancel: &AtomicBool,
    ) -> Result<Restored, StoreError> {
        let head = container::head(file)?;
        let placing = Placing::begin(self, head.studio, existing == Existing::Replace)?;
        let going = RefCell::new(Going::new(fs::metadata(file).map_or(0, |m| m.len()), progress, cancel));
        let db = tables::prepared(tables::builder().create(placing.database())?)?;
        let mut media = BTreeSet::new();
        let mut left_out = Vec::new();
        let read = container::read(file, |entry| {
            let mut going = going.borrow_mut();
            if entry.name == KEY {
                let key = entry.whole().map_err(container::reading(file))?;
                placing.keep_key(&String::from_utf8_lossy(&key))
            } else if let Some(rest) = entry.name.strip_prefix("database/") {
                let table = rest.split('/').next().unwrap_or_default().to_owned();
                going.on(entry.size)?;
                take_rows(&db, &table, entry, file)
            } else if let Some(hash) = entry.name.strip_prefix("media/").and_then(|h| h.parse::<MediaHash>().ok()) {
                match take_media(placing.dir(), hash, entry, &mut going)? {
                    true => drop(media.insert(hash)),
                    false => left_out.push(format!("media {hash}")),
                }
                Ok(())
            } else {
                Ok(())
            }
        })?;
        if read != head {
            return Err(StoreError::Unusable { file: file.to_owned(), why: "it changed while it was read".into() });
        }
        forget_absent_media(&db, &media)?;
        recount(&db)?;
        going.borrow_mut().on(0)?;
        drop(db);
        let (documents, changes) = contain(|| check(self, &placing, &head, file))?;
        let writable = placing.let_in(Some(head.device))?;
        let replaced = placing.settle(&head.name)?;
        Ok(Restored { documents, changes, media_files: media.len() as u64, left_out, writable, replaced, head })
    }
}

/// Opens what was restored as it will be opened, and checks every signature.
fn check(home: &Home, placing: &Placing, head: &Head, file: &Path) -> Result<(u64, u64), StoreError> {
    let unusable = |why: String| StoreError::Unusable { file: file.to_owned(), why };
    let store = Store::open_in(home, placing.dir(), head.studio)?;
    let audit = store.audit()?;
    if let Some(bad) = audit.bad.first() {
        return Err(unusable(format!("change {} of {}: {}", bad.change, bad.doc, bad.reason)));
    }
    if store.authority().studio_name().is_empty() {
        return Err(unusable("the studio's beginning is missing from it".into()));
    }
    let documents = store.digests().len() as u64;
    Ok((documents, audit.changes))
}

fn take_rows(db: &Database, table: &str, entry: &mut Entry<'_>, file: &Path) -> Result<(), StoreError> {
    let tx = db.begin_write()?;
    let bad = || StoreError::Unusable { file: file.to_owned(), why: format!("a row of {table} does not read as one") };
    if table == "feed" {
        let mut feed = tx.open_table(tables::FEED)?;
        let put = |key: &[u8], value: &[u8]| {
            feed.insert(u64::from_be_bytes(key.try_into().map_err(|_| bad())?), value)?;
            Ok(())
        };
        container::rows(entry, put, container::reading(file))?;
    } else if table == "meta" {
        let mut meta = tx.open_table(tables::META)?;
        let put = |key: &[u8], value: &[u8]| {
            let name = std::str::from_utf8(key).map_err(|_| bad())?;
            if name == "format" {
                let found = value.try_into().map(u32::from_le_bytes).map_err(|_| bad())?;
                if found > tables::FORMAT {
                    return Err(StoreError::Newer { found, known: tables::FORMAT });
                }
            }
            meta.insert(name, value)?;
            Ok(())
        };
        container::rows(entry, put, container::reading(file))?;
    } else if let Some((_, definition)) = tables::ALL.into_iter().find(|(name, _)| *name == table && table != "invite")
    {
        let mut rows = tx.open_table(definition)?;
        let put = |key: &[u8], value: &[u8]| {
            rows.insert(key, value)?;
            Ok(())
        };
        container::rows(entry, put, container::reading(file))?;
    }
    Ok(tx.commit()?)
}

/// Gives whether it was the file it is named after; where not, nothing is kept.
fn take_media(dir: &Path, hash: MediaHash, entry: &mut Entry<'_>, going: &mut Going<'_>) -> Result<bool, StoreError> {
    let name = hash.to_string();
    let path = dir.join("media").join(&name[..2]).join(&name);
    let named = || format!("the media file {}", path.display());
    fs::create_dir_all(path.parent().unwrap_or(dir)).map_err(StoreError::io(named()))?;
    let mut file = File::create(&path).map_err(StoreError::io(named()))?;
    let mut told = Told { entry, going };
    let copied = container::copy(&mut told, &mut file);
    let copied = copied.and_then(|h| file.sync_all().map(|()| h));
    told.going.on(0)?;
    match copied {
        Ok(found) if found.as_bytes() == &hash.0 => Ok(true),
        Ok(_) => {
            fs::remove_file(&path).map_err(StoreError::io(named()))?;
            Ok(false)
        }
        Err(error) => Err(StoreError::io(named())(error)),
    }
}

struct Told<'a, 'e, 'g> {
    entry: &'a mut Entry<'e>,
    going: &'a mut Going<'g>,
}

impl io::Read for Told<'_, '_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.entry.read(out)?;
        self.going.on(read as u64).map_err(io::Error::other)?;
        Ok(read)
    }
}

/// The database speaks only of media files that are here.
fn forget_absent_media(db: &Database, here: &BTreeSet<MediaHash>) -> Result<(), StoreError> {
    let tx = db.begin_write()?;
    tx.open_table(tables::BLOB)?
        .retain(|hash, _| <[u8; 32]>::try_from(hash).is_ok_and(|h| here.contains(&MediaHash(h))))?;
    Ok(tx.commit()?)
}

impl Store {
    /// Adds what a backup of this studio holds and is missing here: changes by their signatures,
    /// media files by their hashes. Gives how many of each were new.
    ///
    /// # Errors
    /// As [`Home::restore`]; [`StoreError::Unusable`] also for another studio's backup.
    pub fn merge_backup(
        &self,
        file: &Path,
        progress: &dyn Fn(u64, u64),
        cancel: &AtomicBool,
    ) -> Result<(u64, u64), StoreError> {
        let head = container::head(file)?;
        if head.studio != self.studio() {
            let why = format!("it is of another studio, {}", head.name);
            return Err(StoreError::Unusable { file: file.to_owned(), why });
        }
        // Twice the file: once to check it whole, once to take from it.
        let total = fs::metadata(file).map_or(0, |m| m.len()).saturating_mul(2);
        let going = RefCell::new(Going::new(total, progress, cancel));
        container::read(file, |entry| going.borrow_mut().on(entry.size))?;
        let (mut changes, mut media) = (0, 0);
        let folder = self.media().incoming_dir();
        container::read(file, |entry| {
            let mut going = going.borrow_mut();
            if entry.name.starts_with("database/envelope/") || entry.name.starts_with("database/fact/") {
                let are_facts = entry.name.starts_with("database/fact/");
                going.on(entry.size)?;
                let mut waiting: Vec<Vec<u8>> = Vec::new();
                let mut give = |waiting: &mut Vec<Vec<u8>>| {
                    let taken = std::mem::take(waiting);
                    let received = match are_facts {
                        true => self.receive(taken, Vec::new())?,
                        false => self.receive(Vec::new(), taken)?,
                    };
                    changes += received.changes_new as u64;
                    Ok::<_, StoreError>(())
                };
                let put = |_: &[u8], value: &[u8]| {
                    if are_facts || Envelope::from_bytes(value).is_ok() {
                        waiting.push(value.to_vec());
                    }
                    if waiting.len() >= BATCH { give(&mut waiting) } else { Ok(()) }
                };
                container::rows(entry, put, container::reading(file))?;
                return give(&mut waiting);
            }
            if let Some(hash) = entry.name.strip_prefix("media/").and_then(|h| h.parse::<MediaHash>().ok())
                && self.media().path(hash).is_none()
            {
                let part = crate::temporary::Temporary::at(folder.join(format!("{hash}.import")));
                let named = || format!("the file {}", part.path().display());
                let mut out = File::create(part.path()).map_err(StoreError::io(named()))?;
                let found = container::copy(entry, &mut out).map_err(StoreError::io(named()))?;
                drop(out);
                if found.as_bytes() == &hash.0 {
                    self.media().import(part.path(), &|_, _| (), cancel)?;
                    media += 1;
                }
            }
            going.on(entry.size)
        })?;
        Ok((changes, media))
    }
}
