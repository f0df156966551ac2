//! What a batch puts into the tables and takes out of them, table by table and key by key.

use crate::{error::StoreError, tables};
use redb::WriteTransaction;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The tables a batch writes. Their numbers are written into the journal: they never change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(crate) enum Table {
    Envelope,
    Quarantine,
    Snapshot,
    Heads,
    Fact,
    Actor,
    RowProject,
    RowDeliverable,
    RowComment,
    Blob,
    Invite,
    Damaged,
    Feed,
    Undo,
    Meta,
}

/// How a table's keys are typed in the database; here they are bytes that sort alike.
pub(crate) enum Kind {
    Bytes(tables::Bytes),
    Numbers(tables::Numbers),
    Names(tables::Names),
}

impl Table {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Envelope => Kind::Bytes(tables::ENVELOPE),
            Self::Quarantine => Kind::Bytes(tables::QUARANTINE),
            Self::Snapshot => Kind::Bytes(tables::SNAPSHOT),
            Self::Heads => Kind::Bytes(tables::HEADS),
            Self::Fact => Kind::Bytes(tables::FACT),
            Self::Actor => Kind::Bytes(tables::ACTOR),
            Self::RowProject => Kind::Bytes(tables::ROW_PROJECT),
            Self::RowDeliverable => Kind::Bytes(tables::ROW_DELIVERABLE),
            Self::RowComment => Kind::Bytes(tables::ROW_COMMENT),
            Self::Blob => Kind::Bytes(tables::BLOB),
            Self::Invite => Kind::Bytes(tables::INVITE),
            Self::Damaged => Kind::Bytes(tables::DAMAGED),
            Self::Feed => Kind::Numbers(tables::FEED),
            Self::Undo => Kind::Numbers(tables::UNDO),
            Self::Meta => Kind::Names(tables::META),
        }
    }
}

/// A number as a key.
pub(crate) fn number(key: &[u8]) -> u64 {
    key.try_into().map_or(0, u64::from_be_bytes)
}

/// What is put under each key; nothing where it is taken out.
pub(crate) type Keys = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// The changes of tables that belong together, the last of each key.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Writes {
    of: BTreeMap<Table, Keys>,
    #[serde(skip)]
    bytes: usize,
}

impl Writes {
    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// About how many bytes they are.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn put(&mut self, table: Table, key: &[u8], value: Option<Vec<u8>>) {
        self.bytes += key.len() + value.as_ref().map_or(0, Vec::len);
        self.of.entry(table).or_default().insert(key.to_vec(), value);
    }

    /// What is said about a key: put or taken out; nothing where it is not touched.
    pub(crate) fn get(&self, table: Table, key: &[u8]) -> Option<&Option<Vec<u8>>> {
        self.of.get(&table)?.get(key)
    }

    /// What is said about the keys from one to another, both included.
    pub(crate) fn range<'a>(
        &'a self,
        table: Table,
        first: &[u8],
        last: &[u8],
    ) -> impl Iterator<Item = (&'a Vec<u8>, &'a Option<Vec<u8>>)> + use<'a> {
        use std::ops::Bound::Included;
        self.of.get(&table).into_iter().flat_map({
            let (first, last) = (first.to_vec(), last.to_vec());
            move |keys| keys.range::<[u8], _>((Included(first.as_slice()), Included(last.as_slice())))
        })
    }

    /// Adds later ones, which count where both say something.
    pub(crate) fn add(&mut self, later: Self) {
        self.bytes += later.bytes;
        for (table, keys) in later.of {
            match self.of.entry(table) {
                std::collections::btree_map::Entry::Vacant(free) => drop(free.insert(keys)),
                std::collections::btree_map::Entry::Occupied(mut there) => there.get_mut().extend(keys),
            }
        }
    }

    /// Keeps those of some tables.
    pub(crate) fn retain(&mut self, keep: impl Fn(Table) -> bool) {
        self.of.retain(|table, _| keep(*table));
    }

    /// Carries them out.
    pub(crate) fn apply(&self, tx: &WriteTransaction) -> Result<(), StoreError> {
        for (table, keys) in &self.of {
            match table.kind() {
                Kind::Bytes(definition) => {
                    let mut table = tx.open_table(definition)?;
                    for (key, value) in keys {
                        match value {
                            Some(value) => drop(table.insert(key.as_slice(), value.as_slice())?),
                            None => drop(table.remove(key.as_slice())?),
                        }
                    }
                }
                Kind::Numbers(definition) => {
                    let mut table = tx.open_table(definition)?;
                    for (key, value) in keys {
                        match value {
                            Some(value) => drop(table.insert(number(key), value.as_slice())?),
                            None => drop(table.remove(number(key))?),
                        }
                    }
                }
                Kind::Names(definition) => {
                    let mut table = tx.open_table(definition)?;
                    for (key, value) in keys {
                        let name = std::str::from_utf8(key).map_err(|e| StoreError::damaged("the journal", e))?;
                        match value {
                            Some(value) => drop(table.insert(name, value.as_slice())?),
                            None => drop(table.remove(name)?),
                        }
                    }
                }
            }
        }
        Ok(())
    }
}
