//! Taking in a file from outside.

use super::{Media, Outline, PIECE, Stored, outline::piece_value};
use crate::{authority::hex, clock, error::StoreError, plain, temporary::Temporary};
use rushes_domain::MediaHash;
use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::Path,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
};

/// Bytes copied between two looks at `cancel`: whole pieces.
const BLOCK: u64 = 8 * PIECE as u64;
/// Blocks after which what was copied is sent to the disk, while copying goes on.
const BLOCKS_AT_ONCE: u64 = 6;

impl Media {
    /// Stores a file: copied and hashed in one pass, on disk when it returns, kept once however
    /// often it comes. `progress` is told bytes done and in all; setting `cancel` ends it.
    ///
    /// # Errors
    /// When the file cannot be read or changes meanwhile, when the copy cannot be written, and when it was
    /// cancelled. Nothing is left behind then.
    pub fn import(
        &self,
        source: &Path,
        progress: &dyn Fn(u64, u64),
        cancel: &AtomicBool,
    ) -> Result<Stored, StoreError> {
        let reading = || format!("the file {}", source.display());
        let file = plain::open(source).map_err(StoreError::io(reading()))?;
        let meta = file.metadata().map_err(StoreError::io(reading()))?;
        let name = format!("{}.import", hex(&clock::fresh()));
        let temporary = Temporary::at(self.incoming_dir().join(name));
        let writing = || format!("the media folder {}", self.incoming_dir().display());
        let copy = File::create(temporary.path()).map_err(StoreError::io(writing()))?;
        // The copy is what is hashed, behind the copying: the source may change meanwhile.
        let behind = File::open(temporary.path()).map_err(StoreError::io(writing()))?;
        let (outline, hash) = std::thread::scope(|scope| {
            let (copied, arrives) = mpsc::sync_channel(4);
            let hashing = scope.spawn(move || hash_behind(behind, &arrives));
            let (grown, flush) = mpsc::sync_channel::<()>(1);
            let onto = &copy;
            // What is left to be waited for at the end is little. An error is told once: here, or never.
            let flushing = scope.spawn(move || flush.iter().try_for_each(|()| onto.sync_data()));
            let (mut size, mut blocks) = (0u64, 0u64);
            loop {
                if cancel.load(Ordering::Relaxed) {
                    return Err(StoreError::Cancelled);
                }
                // The system copies between files without a way through this process where it can.
                let block = std::io::copy(&mut (&file).take(BLOCK), &mut &copy).map_err(|error| {
                    let full = matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
                    StoreError::io(if full { writing() } else { reading() })(error)
                })?;
                size += block;
                progress(size, meta.len().max(size));
                blocks += 1;
                if blocks.is_multiple_of(BLOCKS_AT_ONCE) {
                    // One that is still at it takes these along next time.
                    let _ = grown.try_send(());
                }
                // The other side goes away early only where it failed, which its answer says.
                if block == 0 || copied.send(size).is_err() {
                    break;
                }
            }
            drop((copied, grown));
            let (values, only) = hashing
                .join()
                .unwrap_or_else(|_| Err(std::io::Error::other("hashing failed")))
                .map_err(StoreError::io(writing()))?;
            let flushed = flushing.join().unwrap_or_else(|_| Err(std::io::Error::other("writing failed")));
            flushed.map_err(StoreError::io(writing()))?;
            Ok::<_, StoreError>(Outline::finish(size, values, only))
        })?;
        let size = outline.size;
        // What was looked at before is what has to be kept: half of a file that vanishes is not.
        let now = file.metadata().map_err(StoreError::io(reading()))?;
        if size != meta.len() || now.len() != size || now.modified().ok() != meta.modified().ok() {
            return Err(StoreError::io(reading())(std::io::Error::other("it changed while it was copied")));
        }
        if self.is_here(hash) {
            return Ok(Stored { hash, size, new: false });
        }
        copy.sync_all().map_err(StoreError::io(writing()))?;
        drop(copy);
        self.settle(temporary.path(), hash, &outline)?;
        temporary.keep();
        Ok(Stored { hash, size, new: true })
    }
}

/// Hashes a file as it grows: told how many bytes there are, piece by piece.
fn hash_behind(mut file: File, arrives: &mpsc::Receiver<u64>) -> std::io::Result<(Vec<[u8; 32]>, MediaHash)> {
    let mut values = Vec::new();
    let mut only = MediaHash(*blake3::hash(&[]).as_bytes());
    let mut piece = Vec::with_capacity(PIECE);
    let mut hashed = 0u64;
    for there in arrives {
        while hashed < there {
            let wanted = (there - hashed).min(PIECE as u64);
            piece.clear();
            if Read::by_ref(&mut file).take(wanted).read_to_end(&mut piece)? as u64 != wanted {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if hashed == 0 {
                only = MediaHash(*blake3::hash(&piece).as_bytes());
            }
            values.push(piece_value(hashed / PIECE as u64, &piece));
            hashed += wanted;
        }
    }
    Ok((values, only))
}
