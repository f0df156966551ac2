//! A TIFF file's directories: tags and their values, classic and BigTIFF (TIFF 6.0, section 2).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::MediaError;

/// More directories than this are not followed: a chain may run in a circle.
const MOST_DIRECTORIES: usize = 4096;

/// A TIFF file that is open for reading.
pub(super) struct Source {
    path: PathBuf,
    file: BufReader<File>,
    length: u64,
    little: bool,
    big: bool,
}

/// One directory, which describes one page.
#[derive(Debug, Default)]
pub(super) struct Directory {
    entries: BTreeMap<u16, Entry>,
    next: u64,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    kind: u16,
    count: u64,
    /// The value itself where it fits, else where it lies.
    value: [u8; 8],
}

impl Source {
    /// Opens a file; gives it with the place of its first directory.
    pub(super) fn open(path: &Path) -> Result<(Self, u64), MediaError> {
        let io = |error| MediaError::io(path, &error);
        let file = File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let mut source = Self { path: path.to_owned(), file: BufReader::new(file), length, little: true, big: false };
        let head = source.read(0, 8)?;
        source.little = head.starts_with(b"II");
        source.big = source.number(&head[2..4]) == 43;
        let first = if source.big {
            let rest = source.read(4, 12)?;
            if source.number(&rest[..2]) != 8 {
                return Err(MediaError::damaged("its header is that of no known BigTIFF"));
            }
            source.number(&rest[4..])
        } else {
            source.number(&head[4..8])
        };
        Ok((source, first))
    }

    /// The directory of the picture to show: the first page that is no thumbnail and no mask of another
    /// (`NewSubfileType`), else the first of all.
    pub(super) fn picture(&mut self, first: u64) -> Result<Directory, MediaError> {
        const NEW_SUBFILE_TYPE: u16 = 254;
        const REDUCED_OR_MASK: u64 = 0b101;
        let front = self.directory(first)?;
        let is_aside = |source: &mut Self, page: &Directory| -> Result<bool, MediaError> {
            Ok(source.first(page, NEW_SUBFILE_TYPE)?.unwrap_or(0) & REDUCED_OR_MASK != 0)
        };
        if !is_aside(self, &front)? {
            return Ok(front);
        }
        let mut at = front.next;
        for _ in 0..MOST_DIRECTORIES {
            if at == 0 {
                break;
            }
            // A broken chain behind a readable page costs nothing.
            let Ok(page) = self.directory(at) else { break };
            if !is_aside(self, &page)? {
                return Ok(page);
            }
            at = page.next;
        }
        Ok(front)
    }

    fn directory(&mut self, at: u64) -> Result<Directory, MediaError> {
        let (count_size, entry_size, value_size) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.read(at, count_size)?;
        let count = self.number(&count);
        let size = count.checked_mul(entry_size).filter(|size| *size <= self.length).ok_or_else(short)?;
        let body = self.read(at + count_size, size + value_size)?;
        let (entries, next) = body.split_at(size as usize);
        let mut directory = Directory { entries: BTreeMap::new(), next: self.number(next) };
        for entry in entries.chunks_exact(entry_size as usize) {
            let (head, value) = entry.split_at(entry.len() - value_size as usize);
            let mut kept = [0; 8];
            kept[..value.len()].copy_from_slice(value);
            let read = Entry { kind: self.number(&head[2..4]) as u16, count: self.number(&head[4..]), value: kept };
            directory.entries.entry(self.number(&head[..2]) as u16).or_insert(read);
        }
        Ok(directory)
    }

    /// The bytes of a tag's value, with its type; `None` where the tag is not there.
    fn raw(&mut self, directory: &Directory, tag: u16) -> Result<Option<(u16, Vec<u8>)>, MediaError> {
        let Some(entry) = directory.entries.get(&tag).copied() else { return Ok(None) };
        let each = match entry.kind {
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 16 | 17 | 18 => 8,
            _ => 1,
        };
        let size = entry.count.checked_mul(each).filter(|size| *size <= self.length).ok_or_else(short)?;
        let inline = if self.big { 8 } else { 4 };
        let bytes = if size <= inline {
            entry.value[..size as usize].to_vec()
        } else {
            let at = self.number(&entry.value[..inline as usize]);
            self.read(at, size)?
        };
        Ok(Some((entry.kind, bytes)))
    }

    /// A tag's value as bytes.
    pub(super) fn bytes(&mut self, directory: &Directory, tag: u16) -> Result<Option<Vec<u8>>, MediaError> {
        Ok(self.raw(directory, tag)?.map(|(_, bytes)| bytes))
    }

    /// A tag's unsigned numbers; signed ones below 0 count as 0.
    pub(super) fn numbers(&mut self, directory: &Directory, tag: u16) -> Result<Option<Vec<u64>>, MediaError> {
        let Some((kind, bytes)) = self.raw(directory, tag)? else { return Ok(None) };
        Ok(Some(match kind {
            3 => bytes.chunks_exact(2).map(|b| self.number(b)).collect(),
            4 | 13 => bytes.chunks_exact(4).map(|b| self.number(b)).collect(),
            16 | 18 => bytes.chunks_exact(8).map(|b| self.number(b)).collect(),
            8 => bytes.chunks_exact(2).map(|b| (self.number(b) as i16).max(0) as u64).collect(),
            9 => bytes.chunks_exact(4).map(|b| (self.number(b) as i32).max(0) as u64).collect(),
            17 => bytes.chunks_exact(8).map(|b| (self.number(b) as i64).max(0) as u64).collect(),
            1 | 6 | 7 => bytes.into_iter().map(u64::from).collect(),
            _ => return Err(MediaError::damaged(format!("its tag {tag} holds no whole numbers"))),
        }))
    }

    /// The first of a tag's numbers.
    pub(super) fn first(&mut self, directory: &Directory, tag: u16) -> Result<Option<u64>, MediaError> {
        Ok(self.numbers(directory, tag)?.and_then(|numbers| numbers.first().copied()))
    }

    /// A tag's fractions, or whole numbers, as floating point.
    pub(super) fn fractions(&mut self, directory: &Directory, tag: u16) -> Result<Option<Vec<f64>>, MediaError> {
        match self.raw(directory, tag)? {
            Some((5, bytes)) => {
                let parts = bytes.chunks_exact(8).map(|b| self.number(&b[..4]) as f64 / self.number(&b[4..]) as f64);
                Ok(Some(parts.collect()))
            }
            _ => Ok(self.numbers(directory, tag)?.map(|n| n.into_iter().map(|v| v as f64).collect())),
        }
    }

    /// `size` bytes at a place; fewer are damage.
    pub(super) fn read(&mut self, at: u64, size: u64) -> Result<Vec<u8>, MediaError> {
        if at.checked_add(size).is_none_or(|end| end > self.length) {
            return Err(short());
        }
        let io = |error| MediaError::io(&self.path, &error);
        let mut bytes = vec![0; size as usize];
        self.file.seek(SeekFrom::Start(at)).map_err(io)?;
        self.file.read_exact(&mut bytes).map_err(io)?;
        Ok(bytes)
    }

    /// How long the file is, in bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Whether numbers are stored with their lowest byte first.
    pub(super) fn is_little(&self) -> bool {
        self.little
    }

    fn number(&self, bytes: &[u8]) -> u64 {
        let add = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        if self.little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) }
    }
}

/// A place beyond the end of the file.
pub(super) fn short() -> MediaError {
    MediaError::damaged("the file ends too early, or points to a place outside of itself")
}
