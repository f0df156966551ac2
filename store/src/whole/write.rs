//! Writing the whole studio down.

use super::{
    ASIDE, ChangeLine, Counted, FACTS, FORM, FactLine, FileEntry, KEY, MANIFEST, MEDIA, Manifest, MediaEntry, VERSION,
    readable::{Failure, Words},
};
use crate::{
    actor,
    authority::{Envelope, Fact, FactBody, hex},
    care::Reading,
    error::StoreError,
    home::write_secret,
    store::Store,
    tables,
    temporary::{Temporary, sync_folder},
};
use redb::ReadableTable;
use rushes_domain::{DocId, MediaHash, Timestamp};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

/// What was exported.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Exported {
    /// Files written.
    pub files: u64,
    /// Projects.
    pub projects: u64,
    /// Signed changes.
    pub changes: u64,
    /// Media files.
    pub media_files: u64,
    /// Bytes of the media files.
    pub media_bytes: u64,
    /// Media files the studio speaks of that are not here, or damaged here, by name.
    pub left_out: Vec<String>,
}

struct Out<'a> {
    dir: &'a Path,
    files: BTreeMap<String, FileEntry>,
    cancel: &'a AtomicBool,
}

impl Out<'_> {
    fn going(&self) -> Result<(), StoreError> {
        if self.cancel.load(Ordering::Relaxed) { Err(StoreError::Cancelled) } else { Ok(()) }
    }

    fn file(
        &mut self,
        name: &str,
        with: impl FnOnce(&mut Counted<BufWriter<File>>) -> Result<(), Failure>,
    ) -> Result<(), StoreError> {
        self.going()?;
        let path = self.dir.join(name);
        let named = || format!("the file {}", path.display());
        fs::create_dir_all(path.parent().unwrap_or(self.dir)).map_err(StoreError::io(named()))?;
        let mut out = Counted::new(BufWriter::new(File::create(&path).map_err(StoreError::io(named()))?));
        with(&mut out).map_err(|failure| match failure {
            Failure::Disk(error) => StoreError::io(named())(error),
            Failure::Store(error) => error,
        })?;
        let entry = out.entry();
        let file = out.to.into_inner().map_err(|e| StoreError::io(named())(e.into_error()))?;
        file.sync_all().map_err(StoreError::io(named()))?;
        self.files.insert(name.to_owned(), entry);
        Ok(())
    }
}

impl Store {
    /// Writes everything of the studio into a folder, as [`crate::whole`] says: all of it or nothing.
    /// `progress` is told steps done and in all; setting `cancel` ends it.
    ///
    /// # Errors
    /// When the folder has something in it or cannot be written, and when it was cancelled.
    pub fn export_all(
        &self,
        dir: &Path,
        with_key: bool,
        progress: &dyn Fn(u64, u64),
        cancel: &AtomicBool,
    ) -> Result<Exported, StoreError> {
        let named = || format!("the folder {}", dir.display());
        if dir.exists() && fs::read_dir(dir).map_err(StoreError::io(named()))?.next().is_some() {
            return Err(StoreError::Present {
                why: format!("{} has something in it", dir.display()),
                hint: "Name a new folder, or an empty one.".into(),
            });
        }
        let words = Words::of(Reading::of(self.db().begin_read()?, self.studio())?)?;
        let part = Temporary::beside(dir);
        fs::create_dir_all(part.path()).map_err(StoreError::io(named()))?;
        let mut out = Out { dir: part.path(), files: BTreeMap::new(), cancel };
        for name in words.files() {
            out.file(&name, |to| words.write(&name, to).map(drop))?;
        }
        write_facts(&words, &mut out)?;
        let changes = write_changes(&words, &mut out)?;
        let mut exported = Exported {
            files: 0,
            projects: words.projects.len() as u64,
            changes,
            media_files: 0,
            media_bytes: 0,
            left_out: Vec::new(),
        };
        let media = self.write_media(&words, &out, progress, &mut exported)?;
        out.file(MEDIA, |to| pretty(to, &media))?;
        if with_key && let Ok(key) = fs::read_to_string(self.dir().join("root.key")) {
            write_secret(&part.path().join(KEY), &key)?;
        }
        exported.files = out.files.len() as u64 + 1;
        let files = std::mem::take(&mut out.files);
        let manifest =
            Manifest { form: FORM.into(), version: VERSION, studio: self.studio(), readable: tables::ROWS, files };
        out.file(MANIFEST, |to| pretty(to, &manifest))?;
        out.going()?;
        sync_folder(part.path())?;
        if dir.exists() {
            fs::remove_dir(dir).map_err(StoreError::io(named()))?;
        }
        fs::rename(part.path(), dir).map_err(StoreError::io(named()))?;
        part.keep();
        Ok(exported)
    }

    fn write_media(
        &self,
        words: &Words,
        out: &Out<'_>,
        progress: &dyn Fn(u64, u64),
        exported: &mut Exported,
    ) -> Result<Vec<MediaEntry>, StoreError> {
        let sizes: BTreeMap<MediaHash, u64> = self.media().known().into_iter().collect();
        let total: u64 = sizes.values().sum();
        let mut places = words.media()?;
        let spoken_of: std::collections::BTreeSet<MediaHash> = places.iter().map(|(h, _)| *h).collect();
        places.extend(sizes.keys().filter(|h| !spoken_of.contains(h)).map(|h| (*h, format!("media/other/{h}"))));
        let mut entries = Vec::new();
        for (hash, place) in places {
            out.going()?;
            let copied = match self.media().path(hash) {
                Some(from) => copy(&from, &out.dir.join(&place), out.cancel)?,
                None => None,
            };
            match copied {
                Some((found, size)) if found.as_bytes() == &hash.0 => {
                    exported.media_files += 1;
                    exported.media_bytes += size;
                    progress(exported.media_bytes, total.max(exported.media_bytes));
                    entries.push(MediaEntry { hash, size, path: place });
                }
                found => {
                    if found.is_some() {
                        let _ = fs::remove_file(out.dir.join(&place));
                    }
                    exported.left_out.push(place);
                }
            }
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }
}

/// Copies a file; nothing where it cannot be read.
fn copy(from: &Path, to: &Path, cancel: &AtomicBool) -> Result<Option<(blake3::Hash, u64)>, StoreError> {
    let named = || format!("the file {}", to.display());
    let Ok(mut source) = File::open(from) else { return Ok(None) };
    fs::create_dir_all(to.parent().unwrap_or(to)).map_err(StoreError::io(named()))?;
    let mut out = Counted::new(File::create(to).map_err(StoreError::io(named()))?);
    let mut block = vec![0; 1 << 20];
    loop {
        if cancel.load(Ordering::Relaxed) {
            return Err(StoreError::Cancelled);
        }
        let Ok(read) = source.read(&mut block) else { break };
        if read == 0 {
            break;
        }
        out.write_all(&block[..read]).map_err(StoreError::io(named()))?;
    }
    out.to.sync_all().map_err(StoreError::io(named()))?;
    Ok(Some((out.hasher.finalize(), out.size)))
}

fn pretty(to: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *to, value).map_err(io::Error::from)?;
    Ok(to.write_all(b"\n")?)
}

fn line(to: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *to, value).map_err(io::Error::from)?;
    Ok(to.write_all(b"\n")?)
}

fn write_facts(words: &Words, out: &mut Out<'_>) -> Result<(), StoreError> {
    out.file(FACTS, |to| {
        let table = words.reading.read.open_table(tables::FACT).map_err(StoreError::from)?;
        for entry in table.iter().map_err(StoreError::from)? {
            let (_, value) = entry.map_err(StoreError::from)?;
            let Ok(fact) = Fact::from_bytes(value.value()) else { continue };
            let says = match &fact.body {
                FactBody::Studio { name } => format!("the studio {name} began"),
                FactBody::Grant(g) => {
                    format!("{} <{}> is {} on the device {}", g.name, g.email, g.role, hex(&g.device.0))
                }
            };
            let signed = data_encoding::BASE64.encode(value.value());
            line(to, &FactLine { fact: hex(&fact.hash()), says, signed })?;
        }
        Ok(())
    })
}

/// Every change, in the file of its project; those that do not count in a file of their own.
fn write_changes(words: &Words, out: &mut Out<'_>) -> Result<u64, StoreError> {
    let mut count = 0;
    for (file, docs) in words.homes()? {
        out.file(&file, |to| {
            let table = words.reading.read.open_table(tables::ENVELOPE).map_err(StoreError::from)?;
            for doc in docs {
                let (first, last) = actor::change_range(doc);
                let range = table.range::<&[u8]>(first.as_slice()..=last.as_slice()).map_err(StoreError::from)?;
                for entry in range {
                    let (_, value) = entry.map_err(StoreError::from)?;
                    if let Some(written) = change_line(words, doc, value.value(), None) {
                        line(to, &written)?;
                        count += 1;
                    }
                }
            }
            Ok(())
        })?;
    }
    let mut aside = Vec::new();
    for entry in words.reading.read.open_table(tables::QUARANTINE)?.iter()? {
        let (key, value) = entry?;
        if let (Some(doc), Some((reason, envelope))) =
            (key.value().get(..17).and_then(DocId::from_bytes), actor::read_quarantined(value.value()))
        {
            aside.extend(change_line(words, doc, &envelope.to_bytes(), Some(reason)));
        }
    }
    if !aside.is_empty() {
        count += aside.len() as u64;
        out.file(ASIDE, |to| aside.iter().try_for_each(|written| line(to, written)))?;
    }
    Ok(count)
}

fn change_line(words: &Words, doc: DocId, bytes: &[u8], aside: Option<String>) -> Option<ChangeLine> {
    let envelope = Envelope::from_bytes(bytes).ok()?;
    let change = automerge::Change::from_bytes(envelope.change).ok()?;
    let person = words.reading.authority.person_of(&envelope.device);
    Some(ChangeLine {
        doc: doc.to_string(),
        change: hex(&envelope.hash),
        device: hex(&envelope.device.0),
        person: person.map(|p| words.studio.name_of(p)),
        at: change.timestamp(),
        time: Timestamp(change.timestamp()).rfc3339(),
        did: change.message().unwrap_or_default().to_owned(),
        aside,
        envelope: data_encoding::BASE64.encode(bytes),
    })
}
