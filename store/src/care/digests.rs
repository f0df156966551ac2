//! Whether the digests that peers compare are those of the changes that are held.

use crate::{
    actor::Digest,
    error::StoreError,
    store::Store,
    tables::{self, Bytes},
};
use redb::{ReadTransaction, ReadableTable};
use rushes_domain::DocId;
use std::collections::BTreeMap;

type Digests = BTreeMap<DocId, Digest>;

/// The digest of every document by the changes that are held, set aside ones included. `with` sees every value.
pub(crate) fn counted(
    tables: [&impl ReadableTable<&'static [u8], &'static [u8]>; 2],
    mut with: impl FnMut(&[u8]),
) -> Result<Digests, StoreError> {
    let mut digests = Digests::new();
    for table in tables {
        for entry in table.iter()? {
            let (key, value) = entry?;
            let parts = key.value().get(..17).and_then(DocId::from_bytes).zip(key.value().get(17..));
            if let Some((doc, hash)) = parts
                && let Ok(hash) = hash.try_into()
            {
                digests.entry(doc).or_default().add(&hash);
            }
            with(value.value());
        }
    }
    Ok(digests)
}

/// As [`counted`], of what a transaction reads.
pub(crate) fn count(read: &ReadTransaction, with: impl FnMut(&[u8])) -> Result<Digests, StoreError> {
    let open = |table: Bytes| read.open_table(table);
    counted([&open(tables::ENVELOPE)?, &open(tables::QUARANTINE)?], with)
}

/// Documents whose digest is another one than their changes', with the right one; nothing where there are no changes.
pub(crate) fn wrong(
    noted: &impl ReadableTable<&'static [u8], &'static [u8]>,
    mut right: Digests,
) -> Result<Vec<(DocId, Option<Digest>)>, StoreError> {
    let mut wrong = Vec::new();
    for entry in noted.iter()? {
        let (key, value) = entry?;
        let Some(doc) = DocId::from_bytes(key.value()) else { continue };
        let counted = right.remove(&doc);
        let noted = Digest::from_bytes(value.value());
        // Of a document that lost all its changes none is left to count.
        if noted != Some(counted.unwrap_or_default()) {
            wrong.push((doc, counted));
        }
    }
    wrong.extend(right.into_iter().map(|(doc, digest)| (doc, Some(digest))));
    Ok(wrong)
}

impl Store {
    /// Documents whose digest does not fit the changes held: the next sync would compare more than it must, or
    /// less.
    pub(crate) fn wrong_digests(&self) -> Result<Vec<DocId>, StoreError> {
        let read = self.db().begin_read()?;
        let wrong = wrong(&read.open_table(tables::HEADS)?, count(&read, |_| ())?)?;
        Ok(wrong.into_iter().map(|(doc, _)| doc).collect())
    }
}
