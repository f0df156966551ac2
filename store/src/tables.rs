//! What the database holds. Values begin with a version byte of their own.

use crate::error::StoreError;
use redb::{Database, ReadableDatabase, TableDefinition, WriteTransaction};
use std::path::Path;

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// `document, change hash -> envelope`: every accepted change, signed, forever.
pub(crate) const ENVELOPE: Bytes = TableDefinition::new("envelope");
/// `document, change hash -> reason, envelope`: changes that do not count, or not yet.
pub(crate) const QUARANTINE: Bytes = TableDefinition::new("quarantine");
/// `document -> saved document`: so that loading need not replay every change.
pub(crate) const SNAPSHOT: Bytes = TableDefinition::new("snapshot");
/// `document -> digest of the changes held, how many`.
pub(crate) const HEADS: Bytes = TableDefinition::new("heads");
/// `fact hash -> fact`: grants and what else only grows.
pub(crate) const FACT: Bytes = TableDefinition::new("fact");
/// `automerge actor -> device`.
pub(crate) const ACTOR: Bytes = TableDefinition::new("actor");
/// `number -> what changed`, in the order this device learned it.
pub(crate) const FEED: TableDefinition<'static, u64, &'static [u8]> = TableDefinition::new("feed");
/// `project -> read model`.
pub(crate) const ROW_PROJECT: Bytes = TableDefinition::new("row_project");
/// `deliverable -> read model`.
pub(crate) const ROW_DELIVERABLE: Bytes = TableDefinition::new("row_deliverable");
/// `content hash -> outline`: the media files that are here, whole.
pub(crate) const BLOB: Bytes = TableDefinition::new("blob");
/// `hash of its secret -> invitation`: this device's own.
pub(crate) const INVITE: Bytes = TableDefinition::new("invite");
/// `number -> step`: what this device's person can take back, and do again, in the order it was done.
pub(crate) const UNDO: TableDefinition<'static, u64, &'static [u8]> = TableDefinition::new("undo");
/// `name -> value`.
pub(crate) const META: TableDefinition<'static, &'static str, &'static [u8]> = TableDefinition::new("meta");

/// The format this program writes, and the newest it reads.
pub(crate) const FORMAT: u32 = 1;
/// The read models' version: another one on disk is rebuilt.
pub(crate) const ROWS: u32 = 2;

/// Opens a studio's database, or makes it.
pub(crate) fn open(path: &Path) -> Result<Database, StoreError> {
    let exists = path.exists();
    let db = Database::builder().set_cache_size(64 << 20).create(path)?;
    if exists {
        let read = db.begin_read()?;
        let found = match read.open_table(META) {
            Ok(meta) => meta.get("format")?.and_then(|v| v.value().try_into().ok()).map(u32::from_le_bytes),
            Err(redb::TableError::TableDoesNotExist(_)) => None,
            Err(error) => return Err(error.into()),
        };
        match found {
            Some(found) if found > FORMAT => return Err(StoreError::Newer { found, known: FORMAT }),
            Some(_) => return Ok(db),
            // A crash before the first commit leaves a file without tables: it is made now.
            None => {}
        }
    }
    let write = db.begin_write()?;
    make(&write)?;
    write.commit()?;
    Ok(db)
}

fn make(write: &WriteTransaction) -> Result<(), StoreError> {
    for table in [ENVELOPE, QUARANTINE, SNAPSHOT, HEADS, FACT, ACTOR, ROW_PROJECT, ROW_DELIVERABLE, BLOB, INVITE] {
        write.open_table(table)?;
    }
    write.open_table(FEED)?;
    write.open_table(UNDO)?;
    let mut meta = write.open_table(META)?;
    meta.insert("format", FORMAT.to_le_bytes().as_slice())?;
    meta.insert("rows", ROWS.to_le_bytes().as_slice())?;
    Ok(())
}
