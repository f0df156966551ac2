//! The database as an open thing: opened again after a disk that failed, and never a panic.

use crate::error::StoreError;
use redb::{
    CompactionError, Database, ReadTransaction, ReadableDatabase, StorageBackend, StorageError, TransactionError,
    WriteTransaction,
};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs::File,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

type Opener = Box<dyn Fn() -> Result<Database, StoreError> + Send + Sync>;

/// A database that can be closed and opened again under those who use it: after an error of the
/// disk it takes no more transactions until then.
pub(crate) struct Db {
    open: RwLock<Option<Database>>,
    opener: Opener,
}

impl Db {
    /// Opens it, and keeps how that is done.
    pub(crate) fn open(
        opener: impl Fn() -> Result<Database, StoreError> + Send + Sync + 'static,
    ) -> Result<Self, StoreError> {
        let db = contain(&opener)?;
        Ok(Self { open: RwLock::new(Some(db)), opener: Box::new(opener) })
    }

    /// Closes it and opens it anew. Reads under way end with an error.
    pub(crate) fn reopen(&self) -> Result<(), StoreError> {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = open.take() {
            // Its last writes may fail as those before did: what was acknowledged is on disk.
            let _ = contain(|| {
                drop(old);
                Ok(())
            });
        }
        *open = Some(contain(&self.opener)?);
        Ok(())
    }

    /// Begins to write, in a database opened anew where an earlier error has closed it.
    pub(crate) fn begin_write(&self) -> Result<WriteTransaction, StoreError> {
        if let Ok(tx) = self.with(Database::begin_write) {
            return Ok(tx);
        }
        self.reopen()?;
        self.with(Database::begin_write)
    }

    /// Begins to read what was committed last.
    pub(crate) fn begin_read(&self) -> Result<ReadTransaction, StoreError> {
        if let Ok(tx) = self.with(ReadableDatabase::begin_read) {
            return Ok(tx);
        }
        self.reopen()?;
        self.with(ReadableDatabase::begin_read)
    }

    /// Gives unused room back to the disk, once readers and writers are done. False where there was none to give.
    pub(crate) fn compact(&self, patience: Duration) -> Result<bool, StoreError> {
        let until = Instant::now() + patience;
        loop {
            let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
            let db = open.as_mut().ok_or_else(closed)?;
            match contain(|| Ok(db.compact()))? {
                Ok(done) => return Ok(done),
                Err(CompactionError::Storage(error)) => return Err(error.into()),
                Err(_) if Instant::now() < until => {
                    drop(open);
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(_) => return Err(StoreError::InUse),
            }
        }
    }

    fn with<T>(&self, f: impl FnOnce(&Database) -> Result<T, TransactionError>) -> Result<T, StoreError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        Ok(f(open.as_ref().ok_or_else(closed)?)?)
    }
}

fn closed() -> StoreError {
    StorageError::DatabaseClosed.into()
}

/// Does something with the database. What it is built on may panic over a file that somebody else
/// has changed: that is damage, and no end of the program.
pub(crate) fn contain<T>(f: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(result) => result,
        Err(panic) => {
            let why = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("it does not read as it was written");
            Err(StoreError::damaged("the studio's database", why))
        }
    }
}

/// Bytes of a page kept in memory instead of being written.
const PAGE: u64 = 4096;

/// A file that is read and never written: what would be is kept in memory. Mending a file that was
/// not closed in order, or looking at a damaged one, changes nothing.
#[derive(Debug)]
pub(crate) struct Untouched {
    file: File,
    size: u64,
    over: Mutex<Over>,
}

#[derive(Debug)]
struct Over {
    len: u64,
    pages: BTreeMap<u64, Vec<u8>>,
}

impl Untouched {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { file, size, over: Mutex::new(Over { len: size, pages: BTreeMap::new() }) })
    }

    /// A page as it lies in the file, zeros behind its end.
    fn page(&self, number: u64) -> io::Result<Vec<u8>> {
        let mut page = vec![0; PAGE as usize];
        let start = number * PAGE;
        let there = self.size.saturating_sub(start).min(PAGE) as usize;
        read_at(&self.file, start, &mut page[..there])?;
        Ok(page)
    }
}

#[cfg(unix)]
fn read_at(file: &File, offset: u64, out: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, out, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut offset: u64, mut out: &mut [u8]) -> io::Result<()> {
    while !out.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, out, offset)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        out = &mut out[read..];
        offset += read as u64;
    }
    Ok(())
}

impl StorageBackend for Untouched {
    fn len(&self) -> io::Result<u64> {
        Ok(self.over.lock().unwrap_or_else(PoisonError::into_inner).len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        if offset.saturating_add(out.len() as u64) > over.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut done = 0;
        while done < out.len() {
            let at = offset + done as u64;
            let within = (at % PAGE) as usize;
            let count = (PAGE as usize - within).min(out.len() - done);
            let target = &mut out[done..done + count];
            match over.pages.get(&(at / PAGE)) {
                Some(page) => target.copy_from_slice(&page[within..within + count]),
                None => target.copy_from_slice(&self.page(at / PAGE)?[within..within + count]),
            }
            done += count;
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.over.lock().unwrap_or_else(PoisonError::into_inner).len = len;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        over.len = over.len.max(offset + data.len() as u64);
        let mut done = 0;
        while done < data.len() {
            let at = offset + done as u64;
            let within = (at % PAGE) as usize;
            let count = (PAGE as usize - within).min(data.len() - done);
            let page = match over.pages.entry(at / PAGE) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(free) => free.insert(self.page(at / PAGE)?),
            };
            page[within..within + count].copy_from_slice(&data[done..done + count]);
            done += count;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use redb::{TableDefinition, backends::InMemoryBackend};

    const TABLE: TableDefinition<'static, u64, u64> = TableDefinition::new("table");

    fn memory() -> Db {
        Db::open(|| Ok(Database::builder().create_with_backend(InMemoryBackend::new())?)).unwrap()
    }

    #[test]
    fn compaction_is_refused_while_something_reads_or_writes() {
        let db = memory();
        let tx = db.begin_write().unwrap();
        assert!(matches!(db.compact(Duration::ZERO), Err(StoreError::InUse)));
        tx.open_table(TABLE).unwrap().insert(1, 1).unwrap();
        tx.commit().unwrap();
        let read = db.begin_read().unwrap();
        let refused = db.compact(Duration::ZERO).unwrap_err();
        assert!(refused.code() == "conflict" && refused.hint().contains("backup"), "{refused}");
        drop(read);
        db.compact(Duration::ZERO).unwrap();
    }

    #[test]
    fn a_panic_is_damage_with_its_reason() {
        let told = contain::<()>(|| panic!("page {} is none", 7)).unwrap_err();
        assert_eq!((told.code(), told.to_string().contains("page 7 is none")), ("damaged", true));
    }

    #[test]
    fn an_untouched_file_reads_what_was_written_over_it_and_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let bytes: Vec<u8> = (0..10_000u32).map(|n| (n % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let over = Untouched::open(&path).unwrap();
        let mut wanted = bytes.clone();
        for (at, data) in [(4090usize, vec![1u8; 20]), (0, vec![2; 5]), (9_990, vec![3; 30])] {
            over.write(at as u64, &data).unwrap();
            wanted.resize(wanted.len().max(at + data.len()), 0);
            wanted[at..at + data.len()].copy_from_slice(&data);
        }
        let mut read = vec![0; wanted.len()];
        over.read(0, &mut read).unwrap();
        assert_eq!(read, wanted);
        assert_eq!(over.len().unwrap(), wanted.len() as u64);
        assert!(over.read(wanted.len() as u64, &mut [0]).is_err());
        over.set_len(20_000).unwrap();
        let mut end = [9; 8];
        over.read(19_992, &mut end).unwrap();
        assert_eq!(end, [0; 8]);
        assert_eq!(std::fs::read(path).unwrap(), bytes);
    }
}
