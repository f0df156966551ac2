//! What the database holds. Values begin with a version byte of their own.

use crate::{database::Untouched, error::StoreError};
use redb::{Database, DatabaseError, ReadableDatabase, TableDefinition, WriteTransaction};
use std::path::Path;

pub(crate) type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;
pub(crate) type Numbers = TableDefinition<'static, u64, &'static [u8]>;
pub(crate) type Names = TableDefinition<'static, &'static str, &'static [u8]>;

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
pub(crate) const FEED: Numbers = TableDefinition::new("feed");
/// `project -> read model`.
pub(crate) const ROW_PROJECT: Bytes = TableDefinition::new("row_project");
/// `deliverable -> read model`.
pub(crate) const ROW_DELIVERABLE: Bytes = TableDefinition::new("row_deliverable");
/// `deliverable, comment -> comment`, apart: one more must not cost what all of them cost.
pub(crate) const ROW_COMMENT: Bytes = TableDefinition::new("row_comment");
/// `content hash -> outline`: the media files that are here, whole.
pub(crate) const BLOB: Bytes = TableDefinition::new("blob");
/// `hash of its secret -> invitation`: this device's own.
pub(crate) const INVITE: Bytes = TableDefinition::new("invite");
/// `document -> what of it could not be read`: until a peer has sent it again.
pub(crate) const DAMAGED: Bytes = TableDefinition::new("damaged");
/// `number -> step`: what this device's person can take back, and do again, in the order it was done.
pub(crate) const UNDO: Numbers = TableDefinition::new("undo");
/// `name -> value`.
pub(crate) const META: Names = TableDefinition::new("meta");

/// The format this program writes, and the newest it reads. 2: what is acknowledged may lie in the journal beside,
/// which an older program would not look for.
pub(crate) const FORMAT: u32 = 2;
/// The read models' version: another one on disk is rebuilt.
pub(crate) const ROWS: u32 = 8;

/// Every table of bytes under bytes, for copying whole studios.
pub(crate) const ALL: [(&str, Bytes); 12] = [
    ("envelope", ENVELOPE),
    ("quarantine", QUARANTINE),
    ("snapshot", SNAPSHOT),
    ("heads", HEADS),
    ("fact", FACT),
    ("actor", ACTOR),
    ("row_project", ROW_PROJECT),
    ("row_deliverable", ROW_DELIVERABLE),
    ("row_comment", ROW_COMMENT),
    ("blob", BLOB),
    ("invite", INVITE),
    ("damaged", DAMAGED),
];

/// Opens a studio's database file, or makes it. One of a newer program is left untouched.
pub(crate) fn open(path: &Path) -> Result<Database, StoreError> {
    if path.metadata().is_ok_and(|m| m.len() > 0) {
        // Opening for writing marks the file as in use: its format is asked for before.
        let peeked = match Database::builder().open_read_only(path) {
            Ok(read) => format_of(&read)?,
            Err(DatabaseError::RepairAborted) => {
                // It was not closed in order. Mending it happens in memory first.
                let untouched = Untouched::open(path).map_err(StoreError::io("the studio's database"))?;
                format_of(&Database::builder().create_with_backend(untouched)?)?
            }
            Err(error) => return Err(error.into()),
        };
        refuse_newer(peeked)?;
    }
    prepared(builder().create(path)?)
}

/// How a database is opened.
pub(crate) fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(64 << 20);
    builder
}

/// Checks what an open database holds, and makes what it lacks.
pub(crate) fn prepared(db: Database) -> Result<Database, StoreError> {
    let found = format_of(&db)?;
    refuse_newer(found)?;
    // A crash before the first commit leaves a file without tables: it is made now. Tables that
    // an older program did not know are added.
    if found != Some(FORMAT) || !(has(&db, DAMAGED)? && has(&db, UNDO)?) {
        let write = db.begin_write()?;
        make(&write, found.is_none())?;
        write.commit()?;
    }
    Ok(db)
}

fn refuse_newer(found: Option<u32>) -> Result<(), StoreError> {
    match found {
        Some(found) if found > FORMAT => Err(StoreError::Newer { found, known: FORMAT }),
        _ => Ok(()),
    }
}

fn format_of(db: &impl ReadableDatabase) -> Result<Option<u32>, StoreError> {
    match db.begin_read()?.open_table(META) {
        Ok(meta) => Ok(meta.get("format")?.and_then(|v| v.value().try_into().ok()).map(u32::from_le_bytes)),
        Err(redb::TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn has<K: redb::Key + 'static>(
    db: &Database,
    table: TableDefinition<'static, K, &'static [u8]>,
) -> Result<bool, StoreError> {
    match db.begin_read()?.open_table(table) {
        Ok(_) => Ok(true),
        Err(redb::TableError::TableDoesNotExist(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn make(write: &WriteTransaction, new: bool) -> Result<(), StoreError> {
    for (_, table) in ALL {
        write.open_table(table)?;
    }
    write.open_table(FEED)?;
    write.open_table(UNDO)?;
    let mut meta = write.open_table(META)?;
    meta.insert("format", FORMAT.to_le_bytes().as_slice())?;
    if new {
        meta.insert("rows", ROWS.to_le_bytes().as_slice())?;
    }
    Ok(())
}
