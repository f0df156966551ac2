//! Taking in a file from outside.

use super::{Media, Outline, PIECE, Stored, outline::piece_value};
use crate::{authority::hex, clock, error::StoreError};
use rushes_domain::MediaHash;
use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
};

/// Pieces hashed at once; two such buffers are in memory.
const AT_ONCE: usize = 8;

/// A file being written, which goes away again unless it is kept.
struct Temporary {
    path: PathBuf,
    kept: bool,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Media {
    /// Stores a file: copied and hashed in one pass, on disk when it returns, kept once however
    /// often it comes. `progress` is told bytes done and in all; setting `cancel` ends it.
    ///
    /// # Errors
    /// When the file cannot be read or the copy not written, and when it was cancelled. Nothing is
    /// left behind then.
    pub fn import(
        &self,
        source: &Path,
        progress: &dyn Fn(u64, u64),
        cancel: &AtomicBool,
    ) -> Result<Stored, StoreError> {
        let reading = || format!("the file {}", source.display());
        let file = File::open(source).map_err(StoreError::io(reading()))?;
        let meta = file.metadata().map_err(StoreError::io(reading()))?;
        if !meta.is_file() {
            let odd = std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is not a plain file");
            return Err(StoreError::io(reading())(odd));
        }
        let name = format!("{}.import", hex(&clock::fresh()));
        let mut temporary = Temporary { path: self.incoming_dir().join(name), kept: false };
        let writing = || format!("the media folder {}", self.incoming_dir().display());
        let mut copy = File::create(&temporary.path).map_err(StoreError::io(writing()))?;
        let (outline, hash) = std::thread::scope(|scope| {
            // Reading ahead in its own thread keeps the disk busy while pieces are hashed.
            let (sender, receiver) = mpsc::sync_channel::<std::io::Result<Vec<u8>>>(1);
            scope.spawn(move || read_ahead(file, &sender));
            let mut values = Vec::new();
            let mut whole = blake3::Hasher::new();
            let mut size = 0u64;
            for block in receiver {
                let block = block.map_err(StoreError::io(reading()))?;
                if cancel.load(Ordering::Relaxed) {
                    return Err(StoreError::Cancelled);
                }
                if size == 0 && block.len() <= PIECE {
                    whole.update(&block);
                }
                let first = size / PIECE as u64;
                let hashes = std::thread::scope(|pieces| {
                    let hashing = pieces.spawn(|| hash_pieces(first, &block));
                    let written = copy.write_all(&block).map_err(StoreError::io(writing()));
                    written.map(|()| hashing.join().unwrap_or_default())
                })?;
                values.extend(hashes);
                size += block.len() as u64;
                progress(size, meta.len().max(size));
            }
            let only = MediaHash(*whole.finalize().as_bytes());
            Ok::<_, StoreError>(Outline::finish(size, values, only))
        })?;
        let size = outline.size;
        if self.path(hash).is_some_and(|p| p.exists()) {
            return Ok(Stored { hash, size, new: false });
        }
        copy.sync_all().map_err(StoreError::io(writing()))?;
        drop(copy);
        self.settle(&temporary.path, hash, &outline)?;
        temporary.kept = true;
        Ok(Stored { hash, size, new: true })
    }
}

fn hash_pieces(first: u64, block: &[u8]) -> Vec<[u8; 32]> {
    (first..).zip(block.chunks(PIECE)).map(|(index, piece)| piece_value(index, piece)).collect()
}

fn read_ahead(mut file: File, sender: &mpsc::SyncSender<std::io::Result<Vec<u8>>>) {
    loop {
        let mut block = Vec::with_capacity(AT_ONCE * PIECE);
        match Read::by_ref(&mut file).take((AT_ONCE * PIECE) as u64).read_to_end(&mut block) {
            Ok(0) => return,
            Ok(read) => {
                let last = read < AT_ONCE * PIECE;
                if sender.send(Ok(block)).is_err() || last {
                    return;
                }
            }
            Err(error) => {
                let _ = sender.send(Err(error));
                return;
            }
        }
    }
}
