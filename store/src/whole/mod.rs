//! The whole studio as files that people and scripts read, and back without loss.
//!
//! ```text
//! manifest.json            the version, and every file below but the media with its BLAKE3 hash
//! studio.json              name, people, members, pipelines
//! projects/CODE.json       a project with its deliverables: stages, rounds, comments, decisions, feedback
//! media.json               every media file with its hash, size and place
//! media/CODE/...           the media files, under names people know
//! signed/facts.jsonl       who was granted what by whom, as signed
//! signed/studio.jsonl      every change of the studio's document, as signed
//! signed/projects/CODE.jsonl, signed/other.jsonl, signed/aside.jsonl
//! root.key                 the studio's root key, only where it was asked for
//! ```
//!
//! Importing takes the signed files and the media; the readable ones must say the same.

mod names;
mod read;
mod readable;
mod write;

pub use read::{Imported, studio};
pub use write::Exported;

use crate::error::StoreError;
use rushes_domain::{MediaHash, StudioId};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::Path,
};

/// The version of this form, and the newest that is read.
const VERSION: u32 = 1;
const FORM: &str = "rushes studio";
const MANIFEST: &str = "manifest.json";
const STUDIO: &str = "studio.json";
const MEDIA: &str = "media.json";
const FACTS: &str = "signed/facts.jsonl";
const ASIDE: &str = "signed/aside.jsonl";
const KEY: &str = "root.key";

#[derive(Serialize, Deserialize, PartialEq, Eq, Debug, Clone)]
struct FileEntry {
    size: u64,
    blake3: String,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    form: String,
    version: u32,
    studio: StudioId,
    /// The version of the readable files: another program's say the same in other words.
    readable: u32,
    files: BTreeMap<String, FileEntry>,
}

#[derive(Serialize, Deserialize)]
struct MediaEntry {
    hash: MediaHash,
    size: u64,
    path: String,
}

/// A signed change, on a line of its own.
#[derive(Serialize, Deserialize)]
struct ChangeLine {
    doc: String,
    change: String,
    device: String,
    person: Option<String>,
    at: i64,
    time: String,
    did: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    aside: Option<String>,
    envelope: String,
}

/// A signed fact, on a line of its own.
#[derive(Serialize, Deserialize)]
struct FactLine {
    fact: String,
    says: String,
    signed: String,
}

/// Counts and hashes what passes.
struct Counted<W> {
    to: W,
    hasher: blake3::Hasher,
    size: u64,
}

impl<W: Write> Counted<W> {
    fn new(to: W) -> Self {
        Self { to, hasher: blake3::Hasher::new(), size: 0 }
    }

    fn entry(&self) -> FileEntry {
        FileEntry { size: self.size, blake3: self.hasher.finalize().to_hex().to_string() }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn unusable(file: &Path, why: impl Into<String>) -> StoreError {
    StoreError::Unusable { file: file.to_owned(), why: why.into() }
}
