//! Media files by content: hashed while they stream in, kept once, verified piece by piece.

mod incoming;
mod outline;
mod storing;

pub use incoming::Incoming;
pub use outline::{Outline, PIECE};

use crate::{actor::Message, database::Db, error::StoreError, snapshot::Snapshot, store::wait, tables};
use redb::ReadableTable;
use rushes_domain::{MediaHash, media_ref};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock, mpsc::SyncSender},
};

/// A file that has been stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stored {
    /// Its content.
    pub hash: MediaHash,
    /// Bytes.
    pub size: u64,
    /// Whether it was not here before.
    pub new: bool,
}

struct Inner {
    dir: PathBuf,
    db: Arc<Db>,
    inbox: SyncSender<Message>,
    here: RwLock<BTreeMap<MediaHash, u64>>,
}

/// The media files of a studio on this device.
#[derive(Clone)]
pub struct Media(Arc<Inner>);

impl Media {
    pub(crate) fn open(dir: &Path, db: &Arc<Db>, inbox: SyncSender<Message>) -> Result<Self, StoreError> {
        let named = || format!("the media folder {}", dir.display());
        let incoming = dir.join("incoming");
        fs::create_dir_all(&incoming).map_err(StoreError::io(named()))?;
        let mut here = BTreeMap::new();
        let read = db.begin_read()?;
        for entry in read.open_table(tables::BLOB)?.iter()? {
            let (key, value) = entry?;
            let hash = MediaHash(key.value().try_into().unwrap_or_default());
            if let Some(outline) = Outline::from_bytes(value.value()) {
                here.insert(hash, outline.size);
            }
        }
        // What an interrupted import left; interrupted transfers have their own names and go on.
        for entry in fs::read_dir(&incoming).map_err(StoreError::io(named()))?.filter_map(Result::ok) {
            if entry.path().extension().is_some_and(|e| e == "import") {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(Self(Arc::new(Inner { dir: dir.to_owned(), db: Arc::clone(db), inbox, here: RwLock::new(here) })))
    }

    fn place(&self, hash: MediaHash) -> PathBuf {
        let name = hash.to_string();
        self.0.dir.join(&name[..2]).join(name)
    }

    pub(crate) fn incoming_dir(&self) -> PathBuf {
        self.0.dir.join("incoming")
    }

    /// The file, when it is here, whole.
    #[must_use]
    pub fn path(&self, hash: MediaHash) -> Option<PathBuf> {
        self.0.here.read().unwrap_or_else(PoisonError::into_inner).get(&hash)?;
        Some(self.place(hash))
    }

    /// What is here, with its size in bytes.
    #[must_use]
    pub fn known(&self) -> Vec<(MediaHash, u64)> {
        self.0.here.read().unwrap_or_else(PoisonError::into_inner).iter().map(|(h, s)| (*h, *s)).collect()
    }

    /// What the studio speaks of and is not here, the smallest first, with its size in bytes.
    #[must_use]
    pub fn wanted(&self, snapshot: &Snapshot) -> Vec<(MediaHash, u64)> {
        let here = self.0.here.read().unwrap_or_else(PoisonError::into_inner);
        let mut wanted: BTreeMap<MediaHash, u64> = BTreeMap::new();
        for named in media_ref::of(&snapshot.state).filter(|m| !here.contains_key(&m.hash)) {
            let size = wanted.entry(named.hash).or_default();
            *size = named.size.max(*size);
        }
        let mut wanted: Vec<_> = wanted.into_iter().collect();
        wanted.sort_by_key(|(hash, size)| (*size, *hash));
        wanted
    }

    /// The hashes of a file's pieces.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn outline(&self, hash: MediaHash) -> Result<Option<Outline>, StoreError> {
        let read = self.0.db.begin_read()?;
        let table = read.open_table(tables::BLOB)?;
        let found = table.get(hash.0.as_slice())?;
        Ok(found.and_then(|v| Outline::from_bytes(v.value())))
    }

    /// One piece of a file that is here.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_piece(&self, hash: MediaHash, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(path) = self.path(hash) else { return Ok(None) };
        let named = || format!("the media file {}", path.display());
        let mut file = File::open(&path).map_err(StoreError::io(named()))?;
        let Some(start) = index.checked_mul(PIECE as u64) else { return Ok(None) };
        file.seek(SeekFrom::Start(start)).map_err(StoreError::io(named()))?;
        let mut piece = Vec::with_capacity(PIECE);
        file.take(PIECE as u64).read_to_end(&mut piece).map_err(StoreError::io(named()))?;
        Ok(Some(piece).filter(|p| !p.is_empty()))
    }

    /// What is wrong with a file that should be here, if anything: it is read and hashed.
    #[must_use]
    pub fn damage(&self, hash: MediaHash) -> Option<String> {
        self.damage_telling(hash, &mut |_| Ok(())).unwrap_or_default()
    }

    /// As [`Self::damage`]; `read` is told of the bytes read since the last time, and ends it with its error.
    pub(crate) fn damage_telling(
        &self,
        hash: MediaHash,
        read: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<Option<String>, StoreError> {
        const BLOCK: u64 = 8 << 20;
        let mut hasher = blake3::Hasher::new();
        let file = match File::open(self.place(hash)) {
            Ok(file) => file,
            Err(error) => return Ok(Some(error.to_string())),
        };
        loop {
            match std::io::copy(&mut (&file).take(BLOCK), &mut hasher) {
                Err(error) => return Ok(Some(error.to_string())),
                Ok(0) => break,
                Ok(bytes) => read(bytes)?,
            }
        }
        Ok((hasher.finalize().as_bytes() != &hash.0).then(|| "its content has changed".into()))
    }

    /// Takes a damaged file away, so that another device sends it again. Its content stays in the
    /// folder under another name.
    pub(crate) fn set_aside(&self, hash: MediaHash) -> Result<(), StoreError> {
        wait(&self.0.inbox, |done| Message::BlobGone { hash, done })?;
        self.0.here.write().unwrap_or_else(PoisonError::into_inner).remove(&hash);
        let place = self.place(hash);
        match fs::rename(&place, place.with_extension("damaged")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::io(format!("the media file {}", place.display()))(error))
            }
            _ => Ok(()),
        }
    }

    /// Removes a file for good, where it is `unwanted` still: meanwhile somebody may have brought it in again.
    pub(crate) fn forget(&self, hash: MediaHash, unwanted: &dyn Fn(&Path) -> bool) -> Result<(), StoreError> {
        // Nobody finds it here, or brings it in again, before it is gone.
        let mut here = self.0.here.write().unwrap_or_else(PoisonError::into_inner);
        let place = self.place(hash);
        if !here.contains_key(&hash) || !unwanted(&place) {
            return Ok(());
        }
        wait(&self.0.inbox, |done| Message::BlobGone { hash, done })?;
        here.remove(&hash);
        fs::remove_file(&place).map_err(StoreError::io(format!("the media file {}", place.display())))
    }

    /// Whether a file is here already; if so, it counts as brought in just now.
    fn is_here(&self, hash: MediaHash) -> bool {
        let here = self.0.here.read().unwrap_or_else(PoisonError::into_inner);
        let file = here.get(&hash).and_then(|_| File::options().append(true).open(self.place(hash)).ok());
        if let Some(file) = &file {
            // Where the day cannot be set, the file is as old as before: nothing else comes of it.
            let _ = file.set_modified(std::time::SystemTime::now());
        }
        file.is_some()
    }

    /// Puts a finished file in its place, then says so in the database: a crash in between leaves
    /// a file nobody speaks of, never the other way round.
    fn settle(&self, from: &Path, hash: MediaHash, outline: &Outline) -> Result<(), StoreError> {
        let place = self.place(hash);
        let named = || format!("the media file {}", place.display());
        let dir = place.parent().unwrap_or(&self.0.dir);
        fs::create_dir_all(dir).map_err(StoreError::io(named()))?;
        fs::rename(from, &place).map_err(StoreError::io(named()))?;
        #[cfg(unix)]
        File::open(dir).and_then(|d| d.sync_all()).map_err(StoreError::io(named()))?;
        let outline_bytes = outline.to_bytes();
        if let Err(error) = wait(&self.0.inbox, |done| Message::Blob { hash, outline: outline_bytes, done }) {
            // Where the database is certain that it does not have it, nobody ever speaks of the file.
            if let Ok(None) = self.outline(hash) {
                let _ = fs::remove_file(&place);
            }
            return Err(error);
        }
        self.0.here.write().unwrap_or_else(PoisonError::into_inner).insert(hash, outline.size);
        Ok(())
    }
}
