//! The file a backup is: a tar archive whose last members say what the others must be.
//!
//! ```text
//! rushes-backup.json       what it is of, and its format
//! root.key                 the studio's root key, where this device has it and it was asked for
//! database/TABLE/NUMBER.z  rows of a table: lengths of four bytes, little end first, key, value; packed with zlib
//!                          (in format 1 as they are, without the ending)
//! media/HASH               a media file
//! manifest.json            every member with its size and BLAKE3 hash
//! manifest.blake3          the hash of that
//! ```

use crate::{authority::hex, error::StoreError, plain};
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use rushes_domain::{DeviceId, StudioId, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::Path,
};

/// The format this program writes, and the newest it reads.
pub(super) const FORMAT: u32 = 2;
/// The first member.
pub(super) const HEAD: &str = "rushes-backup.json";
/// The root key's member.
pub(super) const KEY: &str = "root.key";
const MANIFEST: &str = "manifest.json";
const CHECK: &str = "manifest.blake3";
/// The largest member that is read into memory.
const MOST_IN_MEMORY: u64 = 256 << 20;
/// The largest row.
const MOST_ROW: u32 = 64 << 20;

/// The ending of members that are packed.
const PACKED: &str = ".z";

/// What a backup is of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// The backup's format.
    pub format: u32,
    /// The program that made it.
    pub program: String,
    /// The studio.
    pub studio: StudioId,
    /// Its name then.
    pub name: String,
    /// When it was made, by that device's clock.
    pub at: Timestamp,
    /// On which device.
    pub device: DeviceId,
    /// Whether media files are in it.
    pub media: bool,
}

#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Member {
    size: u64,
    blake3: String,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    members: BTreeMap<String, Member>,
}

fn unusable(file: &Path, why: impl Into<String>) -> StoreError {
    StoreError::Unusable { file: file.to_owned(), why: why.into() }
}

/// Writes a container.
pub(super) struct Writing {
    tar: tar::Builder<BufWriter<File>>,
    members: BTreeMap<String, Member>,
    at: u64,
}

impl Writing {
    pub(super) fn to(file: File, at: Timestamp) -> Self {
        let at = u64::try_from(at.0 / 1000).unwrap_or(0);
        Self { tar: tar::Builder::new(BufWriter::with_capacity(1 << 20, file)), members: BTreeMap::new(), at }
    }

    pub(super) fn bytes(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.stream(name, bytes.len() as u64, bytes).map(drop)
    }

    /// Adds a member, packed.
    pub(super) fn packed(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut packing = ZlibEncoder::new(Vec::new(), Compression::default());
        packing.write_all(bytes)?;
        let packed = packing.finish()?;
        self.bytes(&format!("{name}{PACKED}"), &packed)
    }

    /// Adds a member of a known size; gives its hash.
    pub(super) fn stream(&mut self, name: &str, size: u64, from: impl Read) -> io::Result<blake3::Hash> {
        let mut hashing = Hashing { from, hasher: blake3::Hasher::new() };
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(self.at);
        self.tar.append_data(&mut header, name, (&mut hashing).take(size))?;
        let hash = hashing.hasher.finalize();
        self.members.insert(name.to_owned(), Member { size, blake3: hash.to_hex().to_string() });
        Ok(hash)
    }

    /// Says what all members are, and makes it durable.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        let manifest = Manifest { format: FORMAT, members: std::mem::take(&mut self.members) };
        let text = serde_json::to_vec_pretty(&manifest)?;
        self.bytes(MANIFEST, &text)?;
        self.bytes(CHECK, blake3::hash(&text).to_hex().as_bytes())?;
        let file = self.tar.into_inner()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    }
}

struct Hashing<R> {
    from: R,
    hasher: blake3::Hasher,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(out)?;
        self.hasher.update(&out[..read]);
        Ok(read)
    }
}

/// One member while it is read.
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) size: u64,
    from: &'a mut dyn Read,
}

impl Entry<'_> {
    /// All of it.
    pub(super) fn whole(&mut self) -> io::Result<Vec<u8>> {
        if self.size > MOST_IN_MEMORY {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = Vec::new();
        self.from.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Read for Entry<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.from.read(out)
    }
}

/// Reads what a backup says it is.
pub(super) fn head(file: &Path) -> Result<Head, StoreError> {
    let mut archive = open(file)?;
    let mut entries = archive.entries().map_err(|e| failed(file, e))?;
    let Some(first) = entries.next() else { return Err(unusable(file, "it is empty")) };
    let first = first.map_err(|_| unusable(file, "it is not a Rushes backup"))?;
    if first.path_bytes().as_ref() != HEAD.as_bytes() {
        return Err(unusable(file, "it is not a Rushes backup"));
    }
    let mut bytes = Vec::new();
    first.take(1 << 20).read_to_end(&mut bytes).map_err(|e| failed(file, e))?;
    read_head(file, &bytes)
}

fn read_head(file: &Path, bytes: &[u8]) -> Result<Head, StoreError> {
    #[derive(Deserialize)]
    struct OnlyFormat {
        format: u32,
    }
    let damaged = |_| unusable(file, "what it is of cannot be read");
    // The format first: a newer head may look different.
    let format = serde_json::from_slice::<OnlyFormat>(bytes).map_err(damaged)?.format;
    if format > FORMAT {
        return Err(StoreError::Newer { found: format, known: FORMAT });
    }
    serde_json::from_slice(bytes).map_err(damaged)
}

fn open(file: &Path) -> Result<tar::Archive<BufReader<File>>, StoreError> {
    let opened = plain::open(file).map_err(StoreError::io(format!("the backup {}", file.display())))?;
    Ok(tar::Archive::new(BufReader::with_capacity(1 << 20, opened)))
}

fn failed(file: &Path, error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => unusable(file, "it ends too early"),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
            unusable(file, format!("it is damaged ({error})"))
        }
        _ => StoreError::Io { what: format!("the backup {}", file.display()), source: error },
    }
}

/// Hands every member out in order. What was done with them holds only when this returns well: the
/// hashes come last.
pub(super) fn read(
    file: &Path,
    mut with: impl FnMut(&mut Entry<'_>) -> Result<(), StoreError>,
) -> Result<Head, StoreError> {
    let mut archive = open(file)?;
    let mut seen: BTreeMap<String, Member> = BTreeMap::new();
    let (mut head, mut manifest, mut check) = (None, None, None);
    for entry in archive.entries().map_err(|e| failed(file, e))? {
        let entry = entry.map_err(|e| failed(file, e))?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let size = entry.size();
        let mut hashing = Hashing { from: entry, hasher: blake3::Hasher::new() };
        let mut member = Entry { name: &name, size, from: &mut hashing };
        match name.as_str() {
            HEAD => head = Some(read_head(file, &member.whole().map_err(|e| failed(file, e))?)?),
            MANIFEST => manifest = Some(member.whole().map_err(|e| failed(file, e))?),
            CHECK => check = Some(member.whole().map_err(|e| failed(file, e))?),
            _ if head.is_none() => return Err(unusable(file, "it is not a Rushes backup")),
            _ => with(&mut member)?,
        }
        // What nobody asked for counts as well; and a member cut short is found out.
        io::copy(&mut hashing, &mut io::sink()).map_err(|e| failed(file, e))?;
        if name == MANIFEST || name == CHECK {
            continue;
        }
        let blake3 = hex(hashing.hasher.finalize().as_bytes());
        if seen.insert(name.clone(), Member { size, blake3 }).is_some() {
            return Err(unusable(file, format!("it holds {name} twice")));
        }
    }
    let (Some(head), Some(manifest), Some(check)) = (head, manifest, check) else {
        return Err(unusable(file, "it ends too early"));
    };
    if blake3::hash(&manifest).to_hex().as_bytes() != check.as_slice() {
        return Err(unusable(file, "its list of contents is damaged"));
    }
    let manifest: Manifest =
        serde_json::from_slice(&manifest).map_err(|_| unusable(file, "its list of contents is damaged"))?;
    for (name, member) in &manifest.members {
        match seen.remove(name) {
            Some(found) if found == *member => {}
            Some(_) => return Err(unusable(file, format!("{name} is damaged in it"))),
            None => return Err(unusable(file, format!("{name} is missing from it"))),
        }
    }
    match seen.into_keys().next() {
        Some(more) => Err(unusable(file, format!("{more} does not belong to it"))),
        None => Ok(head),
    }
}

/// Adds a row to a member.
pub(super) fn push_row(rows: &mut Vec<u8>, key: &[u8], value: &[u8]) {
    for part in [key, value] {
        rows.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        rows.extend(part);
    }
}

/// Hands out the rows of a member.
pub(super) fn rows(
    entry: &mut Entry<'_>,
    mut with: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
    failed: impl Fn(io::Error) -> StoreError,
) -> Result<(), StoreError> {
    let packed = entry.name.ends_with(PACKED);
    let mut from: Box<dyn Read + '_> = if packed { Box::new(ZlibDecoder::new(entry)) } else { Box::new(entry) };
    let (mut key, mut value) = (Vec::new(), Vec::new());
    while read_part(&mut from, &mut key).map_err(&failed)? {
        if !read_part(&mut from, &mut value).map_err(&failed)? {
            return Err(failed(io::ErrorKind::UnexpectedEof.into()));
        }
        with(&key, &value)?;
    }
    Ok(())
}

fn read_part(from: &mut impl Read, into: &mut Vec<u8>) -> io::Result<bool> {
    let mut length = [0; 4];
    let first = from.read(&mut length)?;
    if first == 0 {
        return Ok(false);
    }
    from.read_exact(&mut length[first..])?;
    let length = u32::from_le_bytes(length);
    if length > MOST_ROW {
        return Err(io::ErrorKind::InvalidData.into());
    }
    into.clear();
    // Memory follows what has come, not what was announced.
    if from.take(u64::from(length)).read_to_end(into)? as u64 != u64::from(length) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(true)
}

/// The error of reading a backup.
pub(super) fn reading(file: &Path) -> impl Fn(io::Error) -> StoreError + '_ {
    move |error| failed(file, error)
}

/// Writes what is left to write.
pub(super) fn copy(from: &mut impl Read, to: &mut impl Write) -> io::Result<blake3::Hash> {
    let mut hashing = Hashing { from, hasher: blake3::Hasher::new() };
    io::copy(&mut hashing, to)?;
    Ok(hashing.hasher.finalize())
}
