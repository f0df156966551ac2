//! The database as an open thing: opened again after a disk that failed, and never a panic. What the
//! journal holds and the tables have not taken over yet is part of it for everybody who reads.

mod batch;
#[cfg(test)]
mod tests;
mod untouched;

pub(crate) use batch::Batch;
pub(crate) use untouched::Untouched;

use crate::{
    error::StoreError,
    journal::{Journal, Writes},
    tables,
};
use redb::{
    CompactionError, Database, Durability, ReadTransaction, ReadableDatabase, StorageError, TransactionError,
    WriteTransaction,
};
use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::{Duration, Instant},
};

type Opener<T> = Box<dyn Fn() -> Result<T, StoreError> + Send + Sync>;

/// The name under which the database notes the last record of the journal that it has taken over.
pub(crate) const TAKEN_OVER: &str = "journal";
/// The name under which it notes that a record between others was damaged, until the writer has looked at what is lost.
pub(crate) const GAP: &str = "journal gap";

/// A database that can be closed and opened again under those who use it: after an error of the
/// disk it takes no more transactions until then.
pub(crate) struct Db {
    open: RwLock<Option<Database>>,
    journal: Mutex<Option<Journal>>,
    openers: (Opener<Database>, Opener<Journal>),
    /// What is in the journal and in no table yet.
    waiting: Mutex<Waiting>,
    /// Held by who lets the tables take it over.
    settling: Mutex<()>,
}

/// What the tables are to take over, up to a record of the journal.
#[derive(Default)]
struct Waiting {
    writes: Writes,
    /// What is being taken over just now: still to be read here.
    going: Arc<Writes>,
    last: u64,
}

impl Db {
    /// Opens it with its journal, and keeps how that is done.
    pub(crate) fn open(
        opener: impl Fn() -> Result<Database, StoreError> + Send + Sync + 'static,
        journal: impl Fn() -> Result<Journal, StoreError> + Send + Sync + 'static,
    ) -> Result<Self, StoreError> {
        let db = Self {
            open: RwLock::default(),
            journal: Mutex::default(),
            openers: (Box::new(opener), Box::new(journal)),
            waiting: Mutex::default(),
            settling: Mutex::default(),
        };
        db.reopen()?;
        Ok(db)
    }

    /// Closes it and opens it anew; the tables take over what the journal holds. Reads under way end with
    /// an error.
    pub(crate) fn reopen(&self) -> Result<(), StoreError> {
        self.reopen_held(&self.settling())
    }

    fn reopen_held(&self, _settling: &MutexGuard<'_, ()>) -> Result<(), StoreError> {
        let mut journal = self.journal();
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = open.take() {
            // Its last writes may fail as those before did: what was acknowledged is on disk.
            let _ = contain(|| {
                drop(old);
                Ok(())
            });
        }
        *journal = None;
        let (db, read) = contain(|| {
            let db = (self.openers.0)()?;
            let mut journal = (self.openers.1)()?;
            take_over(&db, &mut journal)?;
            Ok((db, journal))
        })?;
        *self.waiting() = Waiting { last: read.last(), ..Waiting::default() };
        (*open, *journal) = (Some(db), Some(read));
        Ok(())
    }

    /// Begins a batch of writes.
    pub(crate) fn batch(&self) -> Batch<'_> {
        Batch::new(self)
    }

    /// Begins to write in the tables themselves, which have taken over what waited, in a database opened anew
    /// where an earlier error has closed it.
    pub(crate) fn begin_write(&self) -> Result<WriteTransaction, StoreError> {
        self.settle()?;
        if let Ok(tx) = self.with(Database::begin_write) {
            return Ok(tx);
        }
        self.reopen()?;
        self.with(Database::begin_write)
    }

    /// Commits what was written in the tables themselves; the journal begins anew.
    fn commit(&self, tx: WriteTransaction) -> Result<(), StoreError> {
        let last = self.waiting().last;
        tx.open_table(tables::META)?.insert(TAKEN_OVER, last.to_le_bytes().as_slice())?;
        tx.commit()?;
        if let Some(journal) = self.journal().as_mut() {
            journal.taken_over(last);
        }
        Ok(())
    }

    /// Begins to read what was committed last.
    pub(crate) fn begin_read(&self) -> Result<ReadTransaction, StoreError> {
        self.settle()?;
        self.begin_read_settled()
    }

    /// Begins to read what the tables have taken over.
    fn begin_read_settled(&self) -> Result<ReadTransaction, StoreError> {
        if let Ok(tx) = self.with(ReadableDatabase::begin_read) {
            return Ok(tx);
        }
        self.reopen()?;
        self.with(ReadableDatabase::begin_read)
    }

    /// Lets the tables take over what waits. It is in the journal: the disk need not be waited for.
    fn settle(&self) -> Result<(), StoreError> {
        if self.waiting().writes.is_empty() && self.waiting().going.is_empty() {
            return Ok(());
        }
        let settling = self.settling();
        let (going, last) = {
            let mut waiting = self.waiting();
            if waiting.writes.is_empty() {
                return Ok(());
            }
            waiting.going = Arc::new(std::mem::take(&mut waiting.writes));
            (Arc::clone(&waiting.going), waiting.last)
        };
        let settled = contain(|| {
            let mut tx = self.with(Database::begin_write)?;
            tx.set_durability(Durability::None).map_err(|e| StoreError::damaged("the studio's database", e))?;
            going.apply(&tx)?;
            tx.open_table(tables::META)?.insert(TAKEN_OVER, last.to_le_bytes().as_slice())?;
            Ok(tx.commit()?)
        });
        match settled {
            Ok(()) => {
                self.waiting().going = Arc::default();
                Ok(())
            }
            // The journal has it: opening anew brings it.
            Err(_) => self.reopen_held(&settling),
        }
    }

    /// Whether the journal holds what is not on disk in the tables.
    pub(crate) fn has_journal(&self) -> bool {
        self.journal().as_ref().is_some_and(|journal| !journal.is_empty())
    }

    /// Brings what the journal holds onto the disk in the tables. The writer's: nobody else may write meanwhile.
    pub(crate) fn checkpoint(&self) -> Result<(), StoreError> {
        contain(|| self.commit(self.begin_write()?))
    }

    /// At the end: the journal's room is given back to the disk.
    pub(crate) fn close(&self) -> Result<(), StoreError> {
        if self.has_journal() {
            self.checkpoint()?;
        }
        if let Some(journal) = self.journal().as_mut() {
            journal.shrink();
        }
        Ok(())
    }

    /// Gives unused room back to the disk, once readers and writers are done. False where there was none to give.
    pub(crate) fn compact(&self, patience: Duration) -> Result<bool, StoreError> {
        let until = Instant::now() + patience;
        loop {
            self.settle()?;
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

    fn journal(&self) -> MutexGuard<'_, Option<Journal>> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settling(&self) -> MutexGuard<'_, ()> {
        self.settling.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets a database take over what its journal holds, as after a crash.
fn take_over(db: &Database, journal: &mut Journal) -> Result<(), StoreError> {
    let noted = taken_over(&db.begin_read()?)?;
    let before = noted.unwrap_or(0);
    let (mut records, gap) = journal.read(before)?;
    if noted.is_none() {
        // It has never had a journal: what lies there is of another one, in whose place this was put.
        let last = records.drain(..).next_back().map_or(0, |record| record.number);
        let tx = db.begin_write()?;
        tx.open_table(tables::META)?.insert(TAKEN_OVER, last.to_le_bytes().as_slice())?;
        tx.commit()?;
        journal.taken_over(last);
        return Ok(());
    }
    let Some(last) = records.last().map(|record| record.number) else {
        journal.taken_over(before);
        return Ok(());
    };
    let tx = db.begin_write()?;
    for record in &records {
        record.writes.apply(&tx)?;
    }
    if gap {
        // Later records say what builds on it: the writer looks at what is missing before it does anything else.
        tracing::error!("a record of the journal is damaged; what is whole of it goes on");
        tx.open_table(tables::META)?.insert(GAP, [1].as_slice())?;
    }
    tx.open_table(tables::META)?.insert(TAKEN_OVER, last.to_le_bytes().as_slice())?;
    tx.commit()?;
    journal.taken_over(last);
    Ok(())
}

/// The last record of the journal that a database has taken over; nothing where it has never had one.
pub(crate) fn taken_over(read: &ReadTransaction) -> Result<Option<u64>, StoreError> {
    let noted = read.open_table(tables::META)?.get(TAKEN_OVER)?.and_then(|v| v.value().try_into().ok());
    Ok(noted.map(u64::from_le_bytes))
}

fn closed() -> StoreError {
    StorageError::DatabaseClosed.into()
}

thread_local! {
    /// How many times this thread is inside [`contain`].
    static CONTAINED: Cell<u32> = const { Cell::new(0) };
}

/// Whether a panic on this thread now is damage that will be told as an error: nobody needs to hear of it twice.
#[must_use]
pub fn is_contained() -> bool {
    CONTAINED.get() > 0
}

/// Does something with the database. What it is built on may panic over a file that somebody else
/// has changed: that is damage, and no end of the program.
pub(crate) fn contain<T>(f: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    CONTAINED.set(CONTAINED.get() + 1);
    let caught = catch_unwind(AssertUnwindSafe(f));
    CONTAINED.set(CONTAINED.get() - 1);
    match caught {
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
