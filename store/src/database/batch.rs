//! What the writer does at once: gathered in memory and written to the journal, or, where it is much, into
//! the tables themselves. Either way all of it is on disk afterwards, or none.

use super::{Db, contain};
use crate::{
    error::StoreError,
    journal::{Kind, Table, Writes, number},
};
use redb::{ReadTransaction, ReadableTable, WriteTransaction};
use std::{cell::RefCell, collections::BTreeMap};

/// More bytes than this go into the tables at once: they would only be written twice.
const MOST_GATHERED: usize = 1 << 20;

/// A key and what is under it.
pub(crate) type Entry = (Vec<u8>, Vec<u8>);

/// Writes that belong together. Who reads through it finds what was written before.
pub(crate) struct Batch<'a> {
    db: &'a Db,
    mode: RefCell<Mode>,
}

enum Mode {
    Gathered(Writes),
    /// In the tables, but for the last of it: what is put in many at a time, and in order, is put in faster.
    Direct(Box<WriteTransaction>, Writes),
    /// The tables could not be written: nothing can be.
    Failed,
}

impl<'a> Batch<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self { db, mode: RefCell::new(Mode::Gathered(Writes::default())) }
    }

    pub(crate) fn put(&self, table: Table, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.set(table, key, Some(value.to_vec()))
    }

    pub(crate) fn remove(&self, table: Table, key: &[u8]) -> Result<(), StoreError> {
        self.set(table, key, None)
    }

    fn set(&self, table: Table, key: &[u8], value: Option<Vec<u8>>) -> Result<(), StoreError> {
        let much = match &mut *self.mode.borrow_mut() {
            Mode::Gathered(writes) | Mode::Direct(_, writes) => {
                writes.put(table, key, value);
                writes.bytes() > MOST_GATHERED
            }
            Mode::Failed => return Err(super::closed()),
        };
        if much { self.directly(|_| Ok(())) } else { Ok(()) }
    }

    pub(crate) fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let mode = self.mode.borrow();
        let writes = match &*mode {
            Mode::Gathered(writes) | Mode::Direct(_, writes) => writes,
            Mode::Failed => return Err(super::closed()),
        };
        if let Some(said) = writes.get(table, key) {
            return Ok(said.clone());
        }
        if let Mode::Direct(tx, _) = &*mode {
            return get(&Tables::Write(tx), table, key);
        }
        let waiting = self.db.waiting();
        if let Some(said) = waiting.writes.get(table, key).or_else(|| waiting.going.get(table, key)) {
            return Ok(said.clone());
        }
        drop(waiting);
        // What waited before this is in the tables by now.
        get(&Tables::Read(self.db.begin_read_settled()?), table, key)
    }

    /// Everything under the keys from one to another, both included.
    pub(crate) fn range(&self, table: Table, first: &[u8], last: &[u8]) -> Result<Vec<Entry>, StoreError> {
        let mut over: BTreeMap<Vec<u8>, Option<Vec<u8>>> = BTreeMap::new();
        let mut lay = |said: &Writes| {
            over.extend(said.range(table, first, last).map(|(key, value)| (key.clone(), value.clone())));
        };
        let found = match &*self.mode.borrow() {
            Mode::Gathered(writes) => {
                let waiting = self.db.waiting();
                lay(&waiting.going);
                lay(&waiting.writes);
                drop(waiting);
                lay(writes);
                // What is taken over before this begins says the same.
                range(&Tables::Read(self.db.begin_read_settled()?), table, first, last)?
            }
            Mode::Direct(tx, writes) => {
                lay(writes);
                range(&Tables::Write(tx), table, first, last)?
            }
            Mode::Failed => return Err(super::closed()),
        };
        if over.is_empty() {
            return Ok(found);
        }
        let mut all: BTreeMap<Vec<u8>, Option<Vec<u8>>> =
            found.into_iter().map(|(key, value)| (key, Some(value))).collect();
        all.extend(over);
        Ok(all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
    }

    /// Everything in a table.
    pub(crate) fn all(&self, table: Table) -> Result<Vec<Entry>, StoreError> {
        self.range(table, &[], &[0xff; 64])
    }

    /// Works on the tables themselves, with everything in them that was written until now; what is written
    /// after this goes into them too.
    pub(crate) fn directly<T>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut mode = self.mode.borrow_mut();
        let (tx, writes) = match std::mem::replace(&mut *mode, Mode::Failed) {
            Mode::Gathered(writes) => (Box::new(self.db.begin_write()?), writes),
            Mode::Direct(tx, writes) => (tx, writes),
            Mode::Failed => return Err(super::closed()),
        };
        writes.apply(&tx)?;
        let done = work(&tx);
        *mode = Mode::Direct(tx, Writes::default());
        done
    }

    /// Waits until all of it is on disk.
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        match self.mode.into_inner() {
            Mode::Direct(tx, writes) => {
                writes.apply(&tx)?;
                self.db.commit(*tx)
            }
            Mode::Gathered(writes) => self.db.write_down(writes),
            Mode::Failed => Err(super::closed()),
        }
    }
}

impl Db {
    /// Writes a record of the journal; the tables take it over later.
    fn write_down(&self, writes: Writes) -> Result<(), StoreError> {
        if writes.is_empty() {
            return Ok(());
        }
        let has_room = self.journal().as_ref().map(|journal| journal.has_room(&writes));
        match has_room {
            Some(true) => {}
            Some(false) => self.checkpoint()?,
            None => self.reopen()?,
        }
        let last = contain(|| self.journal().as_mut().ok_or_else(super::closed)?.append(&writes))?;
        let mut waiting = self.waiting();
        waiting.writes.add(writes);
        waiting.last = last;
        Ok(())
    }
}

/// The tables, as they were committed or as they are being written.
enum Tables<'a> {
    Read(ReadTransaction),
    Write(&'a WriteTransaction),
}

fn get(tables: &Tables<'_>, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    macro_rules! found {
        ($definition:expr, $key:expr) => {
            match tables {
                Tables::Read(read) => read.open_table($definition)?.get($key)?.map(|v| v.value().to_vec()),
                Tables::Write(tx) => tx.open_table($definition)?.get($key)?.map(|v| v.value().to_vec()),
            }
        };
    }
    Ok(match table.kind() {
        Kind::Bytes(definition) => found!(definition, key),
        Kind::Numbers(definition) => found!(definition, number(key)),
        Kind::Names(definition) => found!(definition, std::str::from_utf8(key).unwrap_or_default()),
    })
}

fn range(tables: &Tables<'_>, table: Table, first: &[u8], last: &[u8]) -> Result<Vec<Entry>, StoreError> {
    fn found(
        table: &impl ReadableTable<&'static [u8], &'static [u8]>,
        first: &[u8],
        last: &[u8],
    ) -> Result<Vec<Entry>, StoreError> {
        table
            .range::<&[u8]>(first..=last)?
            .map(|entry| entry.map(|(key, value)| (key.value().to_vec(), value.value().to_vec())).map_err(Into::into))
            .collect()
    }
    match table.kind() {
        Kind::Bytes(definition) => match tables {
            Tables::Read(read) => found(&read.open_table(definition)?, first, last),
            Tables::Write(tx) => found(&tx.open_table(definition)?, first, last),
        },
        Kind::Numbers(_) | Kind::Names(_) => Err(StoreError::damaged("a table", "it is not read in order")),
    }
}
