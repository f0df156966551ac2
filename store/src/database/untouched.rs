//! A file that is looked at and not changed.

use redb::StorageBackend;
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs::File,
    io,
    path::Path,
    sync::{Mutex, PoisonError},
};

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
