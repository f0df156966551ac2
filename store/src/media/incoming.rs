//! A file on its way here from a peer: piece by piece, in any order, over as many connections as
//! it takes.
//!
//! The pieces lie in `incoming/HASH.part` at their places; `incoming/HASH.have` has a byte a piece.
//! A piece is marked after it is on disk, so a kill costs at most the pieces since the last mark,
//! and nothing wrong is ever taken for right: each piece is checked when it comes.

use super::{Media, Outline, PIECE};
use crate::error::StoreError;
use rushes_domain::MediaHash;
use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom, Write},
    path::PathBuf,
};

/// A file being received.
pub struct Incoming {
    media: Media,
    hash: MediaHash,
    outline: Outline,
    part: File,
    marks: File,
    have: Vec<bool>,
    paths: [PathBuf; 2],
}

impl Media {
    /// Begins to receive a file, or goes on where an earlier connection ended.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the outline is not this file's; else what the disk says.
    pub fn incoming(&self, hash: MediaHash, outline: Outline) -> Result<Incoming, StoreError> {
        if !outline.describes(hash) {
            return Err(StoreError::damaged(format!("the outline of {hash}"), "it describes another file"));
        }
        let count = usize::try_from(outline.count()).unwrap_or(usize::MAX);
        let dir = self.incoming_dir();
        let paths = [dir.join(format!("{hash}.part")), dir.join(format!("{hash}.have"))];
        let open = |path: &PathBuf| {
            File::options()
                .create(true)
                .truncate(false)
                .read(true)
                .write(true)
                .open(path)
                .map_err(StoreError::io(format!("the file {}", path.display())))
        };
        let part = open(&paths[0])?;
        let mut marks = open(&paths[1])?;
        let mut read = Vec::new();
        Read::by_ref(&mut marks)
            .take(count as u64)
            .read_to_end(&mut read)
            .map_err(StoreError::io("a partial media file"))?;
        let mut have: Vec<bool> = read.iter().map(|b| *b == 1).collect();
        have.resize(count, false);
        Ok(Incoming { media: self.clone(), hash, outline, part, marks, have, paths })
    }
}

impl Incoming {
    /// The pieces still to come, in order.
    #[must_use]
    pub fn missing(&self) -> Vec<u64> {
        (0u64..).zip(&self.have).filter(|(_, here)| !**here).map(|(index, _)| index).collect()
    }

    /// Bytes that are here.
    #[must_use]
    pub fn done_bytes(&self) -> u64 {
        let here = self.have.iter().filter(|here| **here).count() as u64 * PIECE as u64;
        here.min(self.outline.size)
    }

    /// Bytes in all.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.outline.size
    }

    /// Takes a piece.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it is not the piece at that place; else what the disk says.
    pub fn write(&mut self, index: u64, piece: &[u8]) -> Result<(), StoreError> {
        if !self.outline.fits(self.hash, index, piece) {
            return Err(StoreError::damaged(format!("piece {index} of {}", self.hash), "it does not fit its hash"));
        }
        let named = || format!("the file {}", self.paths[0].display());
        self.part.seek(SeekFrom::Start(index * PIECE as u64)).map_err(StoreError::io(named()))?;
        self.part.write_all(piece).and_then(|()| self.part.sync_data()).map_err(StoreError::io(named()))?;
        self.marks
            .seek(SeekFrom::Start(index))
            .and_then(|_| self.marks.write_all(&[1]))
            .map_err(StoreError::io(named()))?;
        if let Some(here) = usize::try_from(index).ok().and_then(|i| self.have.get_mut(i)) {
            *here = true;
        }
        Ok(())
    }

    /// Puts the whole file in its place. It is read and hashed once more: a mark may have
    /// outlived its piece in a power cut.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when pieces are missing or wrong, and then it starts over next time.
    pub fn finish(self) -> Result<(), StoreError> {
        if self.have.iter().any(|here| !here) {
            return Err(StoreError::damaged(format!("the transfer of {}", self.hash), "pieces are missing"));
        }
        let named = || format!("the file {}", self.paths[0].display());
        self.part.set_len(self.outline.size).and_then(|()| self.part.sync_all()).map_err(StoreError::io(named()))?;
        let mut hasher = blake3::Hasher::new();
        let mut part = self.part;
        part.rewind().and_then(|()| std::io::copy(&mut part, &mut hasher)).map_err(StoreError::io(named()))?;
        if hasher.finalize().as_bytes() != &self.hash.0 {
            self.paths.iter().for_each(|p| drop(fs::remove_file(p)));
            return Err(StoreError::damaged(format!("the transfer of {}", self.hash), "it came out wrong"));
        }
        drop(part);
        self.media.settle(&self.paths[0], self.hash, &self.outline)?;
        let _ = fs::remove_file(&self.paths[1]);
        Ok(())
    }
}
