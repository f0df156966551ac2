//! The journal: what a batch writes is on disk once one record is, in one piece and with one sync.
//! The tables of the database take it over later, when somebody reads them or nothing else is to be done.
//!
//! A file of records, each beginning on a sector:
//!
//! ```text
//! "RJ01", length of the body u32, number u64, BLAKE3 of number and body (32 bytes), body, zeros
//! ```
//!
//! Numbers grow by one and never repeat. The database notes the last one it has taken over, so records up
//! to it mean nothing any more, and the next one is written over them from the front.

#[cfg(test)]
mod tests;
mod writes;

pub(crate) use writes::{Kind, Table, Writes, number};

use crate::{error::StoreError, temporary::sync_folder};
use redb::StorageBackend;
use std::{collections::BTreeMap, io, path::Path};

const MAGIC: &[u8; 4] = b"RJ01";
/// Records begin on a multiple of so many bytes: a disk writes those whole, so one record that is torn
/// leaves the others alone.
const SECTOR: usize = 512;
/// What stands before a body.
const HEAD: usize = 4 + 4 + 8 + 32;
/// The file grows by so much, in bytes, written ahead: writing over what is there needs one sync and no
/// change of the file's length.
const GROWTH: u64 = 256 << 10;
/// What it grows to, in bytes, before the database has to take over what is in it.
const CAPACITY: u64 = 16 << 20;

/// The records not taken over yet, in a file of the studio's folder.
#[derive(Debug)]
pub(crate) struct Journal {
    file: Box<dyn StorageBackend>,
    /// How long the file is, in bytes, as far as it has been written.
    len: u64,
    /// Where the next record goes, in bytes.
    at: u64,
    /// The number of the last one.
    last: u64,
    /// The next record, as it is written. Kept, so that its room is.
    record: Vec<u8>,
}

/// A record that was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) number: u64,
    pub(crate) writes: Writes,
}

impl Journal {
    /// The journal beside a database.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join("journal");
        let new = !path.exists();
        let file = std::fs::File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(StoreError::io("the studio's journal"))?;
        if new {
            // What is synced in a file is lost with its name.
            sync_folder(dir)?;
        }
        Self::on(Box::new(redb::backends::FileBackend::new(file)?))
    }

    /// On any storage. What is in it is read before anything is written.
    pub(crate) fn on(file: Box<dyn StorageBackend>) -> Result<Self, StoreError> {
        let len = file.len().map_err(StoreError::io("the studio's journal"))?;
        Ok(Self { file, len, at: 0, last: 0, record: Vec::new() })
    }

    /// The number of the last record.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// Whether nothing waits to be taken over.
    pub(crate) fn is_empty(&self) -> bool {
        self.at == 0
    }

    /// Whether writes fit behind those that wait.
    pub(crate) fn has_room(&self, writes: &Writes) -> bool {
        // What says where things belong is small beside them.
        self.at + (writes.bytes() as u64) * 2 + GROWTH <= CAPACITY
    }

    /// Writes a record, and waits until it is on disk.
    pub(crate) fn append(&mut self, writes: &Writes) -> Result<u64, StoreError> {
        let number = self.last + 1;
        self.record.clear();
        self.record.resize(HEAD, 0);
        let unwritten = |e| StoreError::damaged("a record of the journal", e);
        self.record = postcard::to_extend(writes, std::mem::take(&mut self.record)).map_err(unwritten)?;
        let body = self.record.len() - HEAD;
        let hash = checksum(number, &self.record[HEAD..]);
        self.record[..4].copy_from_slice(MAGIC);
        self.record[4..8].copy_from_slice(&u32::try_from(body).unwrap_or(u32::MAX).to_le_bytes());
        self.record[8..16].copy_from_slice(&number.to_le_bytes());
        self.record[16..HEAD].copy_from_slice(&hash);
        self.record.resize(self.record.len().next_multiple_of(SECTOR), 0);
        self.write().map_err(StoreError::io("the studio's journal"))?;
        self.at += self.record.len() as u64;
        self.last = number;
        Ok(number)
    }

    fn write(&mut self) -> io::Result<()> {
        let end = self.at + self.record.len() as u64;
        if end > self.len {
            let len = end.next_multiple_of(GROWTH);
            self.file.set_len(len)?;
            self.file.write(self.len, &vec![0; usize::try_from(len - self.len).unwrap_or_default()])?;
            self.len = len;
        }
        self.file.write(self.at, &self.record)?;
        self.file.sync_data()
    }

    /// Everything up to a number has been taken over: the next record is written from the front.
    pub(crate) fn taken_over(&mut self, number: u64) {
        (self.at, self.last) = (0, number);
    }

    /// Gives its room back to the disk.
    pub(crate) fn shrink(&mut self) {
        if self.is_empty() && self.file.set_len(0).is_ok() {
            self.len = 0;
        }
    }

    /// The records after a number, in their order, and whether one of those between them is missing.
    ///
    /// The last one may be torn: nobody was told that it is there.
    pub(crate) fn read(&self, after: u64) -> Result<(Vec<Record>, bool), StoreError> {
        let mut bytes = vec![0; usize::try_from(self.len.min(CAPACITY)).unwrap_or_default()];
        self.file.read(0, &mut bytes).map_err(StoreError::io("the studio's journal"))?;
        let mut records = BTreeMap::new();
        let mut at = 0;
        while let Some(rest) = bytes.get(at..) {
            let read = read_record(rest, after);
            at += read.as_ref().map_or(SECTOR, |(_, length)| length.next_multiple_of(SECTOR));
            records.extend(read.map(|(record, _)| (record.number, record.writes)));
            if rest.len() < SECTOR {
                break;
            }
        }
        let records: Vec<Record> = records.into_iter().map(|(number, writes)| Record { number, writes }).collect();
        let gap = (after + 1..).zip(&records).any(|(expected, record)| record.number != expected);
        Ok((records, gap))
    }
}

fn checksum(number: u64, body: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&number.to_le_bytes());
    hasher.update(body);
    *hasher.finalize().as_bytes()
}

/// The record that bytes begin with, where it is whole and later than a number, and its length in bytes.
fn read_record(bytes: &[u8], after: u64) -> Option<(Record, usize)> {
    let (head, rest) = bytes.split_at_checked(HEAD)?;
    if &head[..4] != MAGIC {
        return None;
    }
    let length = u32::from_le_bytes(head[4..8].try_into().ok()?) as usize;
    let number = u64::from_le_bytes(head[8..16].try_into().ok()?);
    let body = rest.get(..length)?;
    if number <= after || head[16..] != checksum(number, body) {
        return None;
    }
    let writes = postcard::from_bytes(body).ok()?;
    Some((Record { number, writes }, HEAD + length))
}
