//! Taking a whole studio in from its files.

use super::{
    ChangeLine, Counted, FACTS, FORM, FactLine, FileEntry, KEY, MANIFEST, MEDIA, Manifest, MediaEntry, VERSION,
    readable::{Failure, Words},
    unusable,
};
use crate::{
    authority::{Authority, Envelope, Fact},
    care::{Placing, Reading},
    error::StoreError,
    home::Home,
    plain::open_unlinked,
    store::Store,
    tables,
};
use rushes_domain::StudioId;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Component, Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

/// The longest line: an envelope of the largest size, written as text.
const MOST_LINE: u64 = 32 << 20;
/// The largest file that is read into memory.
const MOST_IN_MEMORY: u64 = 256 << 20;
/// Changes taken in at once.
const BATCH: usize = 1000;

/// What was imported.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Imported {
    /// The studio.
    pub studio: StudioId,
    /// Its name.
    pub name: String,
    /// Changes, each with its signature checked.
    pub changes: u64,
    /// Media files, each with its hash checked.
    pub media_files: u64,
    /// Whether this device may change the studio; where not, it needs an invitation.
    pub writable: bool,
}

impl Home {
    /// Brings a studio in that was exported whole: everything is checked before it is in place, and
    /// a failure leaves the home as it was.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] with the file that was changed or is damaged, [`StoreError::Newer`],
    /// [`StoreError::Present`] where the studio is here already; what the disk says.
    pub fn import_all(
        &self,
        dir: &Path,
        progress: &dyn Fn(u64, u64),
        cancel: &AtomicBool,
    ) -> Result<Imported, StoreError> {
        let manifest = read_manifest(dir)?;
        let going = || if cancel.load(Ordering::Relaxed) { Err(StoreError::Cancelled) } else { Ok(()) };
        for (name, entry) in &manifest.files {
            going()?;
            if hash_of(&inside(dir, name)?)? != *entry {
                return Err(unusable(&dir.join(name), "it is not what the manifest says"));
            }
        }
        let facts = read_facts(dir, manifest.studio)?;
        let placing = Placing::begin(self, manifest.studio, false)?;
        let db = tables::open(&placing.database())?;
        let tx = db.begin_write()?;
        for (hash, fact) in &facts {
            tx.open_table(tables::FACT)?.insert(hash.as_slice(), fact.to_bytes().as_slice())?;
        }
        tx.commit()?;
        drop(db);
        let store = Store::open_in(self, placing.dir(), manifest.studio)?;
        let changes = take_changes(&store, dir, &manifest, &going)?;
        if store.audit()?.quarantined.len() as u64 != changes.aside {
            return Err(unusable(dir, "some of its changes are not ones their authors were allowed to make"));
        }
        let media_files = take_media(&store, dir, progress, cancel)?;
        compare(&store, dir, &manifest)?;
        if let Some(bad) = store.audit()?.bad.first() {
            return Err(unusable(dir, format!("change {} of {}: {}", bad.change, bad.doc, bad.reason)));
        }
        let name = store.snapshot().state.studio.name.clone();
        drop(store);
        if dir.join(KEY).symlink_metadata().is_ok() {
            let key = read_bounded(&dir.join(KEY))?;
            placing.keep_key(&String::from_utf8_lossy(&key))?;
        }
        let writable = placing.let_in(None)?;
        placing.settle(&name)?;
        Ok(Imported { studio: manifest.studio, name, changes: changes.all, media_files, writable })
    }
}

/// Which studio an exported folder holds.
///
/// # Errors
/// [`StoreError::Unusable`] for a folder that holds none, [`StoreError::Newer`]; what the disk says.
pub fn studio(dir: &Path) -> Result<StudioId, StoreError> {
    Ok(read_manifest(dir)?.studio)
}

fn read_manifest(dir: &Path) -> Result<Manifest, StoreError> {
    #[derive(Deserialize)]
    struct OnlyVersion {
        form: String,
        version: u32,
    }
    let path = dir.join(MANIFEST);
    let bytes = match read_bounded(&path) {
        Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            return Err(unusable(dir, "it has no manifest.json, so it is no exported studio"));
        }
        other => other?,
    };
    let bad = |_| unusable(&path, "it does not read as a manifest");
    let only: OnlyVersion = serde_json::from_slice(&bytes).map_err(bad)?;
    if only.form != FORM {
        return Err(unusable(&path, "it is not the manifest of a studio"));
    }
    if only.version > VERSION {
        return Err(StoreError::Newer { found: only.version, known: VERSION });
    }
    serde_json::from_slice(&bytes).map_err(bad)
}

/// A path of the export, which may not lead out of it.
fn inside(dir: &Path, name: &str) -> Result<PathBuf, StoreError> {
    let path = Path::new(name);
    let plain = path.components().all(|c| matches!(c, Component::Normal(_))) && !name.contains('\\');
    if !plain || name.is_empty() {
        return Err(unusable(&dir.join(MANIFEST), format!("\"{name}\" leads out of the folder")));
    }
    let mut folder = dir.to_owned();
    for part in path.parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        if folder.symlink_metadata().is_ok_and(|meta| meta.is_symlink()) {
            return Err(unusable(&folder, "it is a link, which may lead out of the folder"));
        }
    }
    Ok(dir.join(path))
}

fn opened(path: &Path) -> Result<File, StoreError> {
    open_unlinked(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => unusable(path, "it is missing"),
        io::ErrorKind::InvalidInput => unusable(path, "it is not a plain file"),
        _ => StoreError::Io { what: format!("the file {}", path.display()), source: error },
    })
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, StoreError> {
    let named = || format!("the file {}", path.display());
    let mut bytes = Vec::new();
    let file = open_unlinked(path).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => unusable(path, "it is not a plain file"),
        _ => StoreError::io(named())(error),
    })?;
    file.take(MOST_IN_MEMORY + 1).read_to_end(&mut bytes).map_err(StoreError::io(named()))?;
    if bytes.len() as u64 > MOST_IN_MEMORY {
        return Err(unusable(path, "it is larger than such a file can be"));
    }
    Ok(bytes)
}

fn hash_of(path: &Path) -> Result<FileEntry, StoreError> {
    let mut out = Counted::new(io::sink());
    io::copy(&mut opened(path)?, &mut out).map_err(StoreError::io(format!("the file {}", path.display())))?;
    Ok(out.entry())
}

/// Hands out the lines of a file with where each begins.
fn lines<T: DeserializeOwned>(
    path: &Path,
    mut with: impl FnMut(u64, usize, T) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut from = BufReader::new(opened(path)?);
    let (mut text, mut at) = (Vec::new(), 0);
    for number in 1.. {
        text.clear();
        let read = Read::by_ref(&mut from)
            .take(MOST_LINE)
            .read_until(b'\n', &mut text)
            .map_err(StoreError::io(format!("the file {}", path.display())))?;
        if read == 0 {
            break;
        }
        let line =
            serde_json::from_slice(&text).map_err(|_| unusable(path, format!("line {number} does not read as one")))?;
        with(at, number, line)?;
        at += read as u64;
    }
    Ok(())
}

type Facts = BTreeMap<crate::FactHash, Fact>;

fn read_facts(dir: &Path, studio: StudioId) -> Result<Facts, StoreError> {
    let path = dir.join(FACTS);
    let mut facts = Facts::new();
    lines(&path, |_, number, line: FactLine| {
        let bytes = data_encoding::BASE64.decode(line.signed.as_bytes());
        let fact = bytes.ok().and_then(|b| Fact::from_bytes(&b).ok()).filter(|f| f.studio == studio);
        let fact = fact.ok_or_else(|| unusable(&path, format!("the signature in line {number} does not fit")))?;
        facts.insert(fact.hash(), fact);
        Ok(())
    })?;
    if Authority::of(studio, &facts).studio_name().is_empty() {
        return Err(unusable(&path, "the studio's beginning is missing"));
    }
    Ok(facts)
}

/// A line that holds a change.
struct At {
    time: i64,
    file: usize,
    offset: u64,
}

/// How many changes an export holds, and how many of them do not count.
#[derive(Default)]
struct Taken {
    all: u64,
    aside: u64,
}

/// Takes every change in, the oldest first, so that the studio's log reads in order.
fn take_changes(
    store: &Store,
    dir: &Path,
    manifest: &Manifest,
    going: &dyn Fn() -> Result<(), StoreError>,
) -> Result<Taken, StoreError> {
    let mut taken = Taken::default();
    let files: Vec<PathBuf> = manifest
        .files
        .keys()
        .filter(|n| n.starts_with("signed/") && n.ends_with(".jsonl") && *n != FACTS)
        .map(|n| dir.join(n))
        .collect();
    let mut places = Vec::new();
    for (file, path) in files.iter().enumerate() {
        lines(path, |offset, number, line: ChangeLine| {
            let read = data_encoding::BASE64.decode(line.envelope.as_bytes()).ok();
            let envelope = read.and_then(|bytes| Envelope::from_bytes(&bytes).ok());
            let change = envelope.as_ref().and_then(|e| e.check().ok());
            match (envelope, change) {
                (Some(envelope), Some(change)) if envelope.doc.to_string() == line.doc => {
                    taken.all += 1;
                    taken.aside += u64::from(line.aside.is_some());
                    places.push(At { time: change.timestamp(), file, offset });
                    Ok(())
                }
                _ => Err(unusable(path, format!("the signature in line {number} does not fit"))),
            }
        })?;
        going()?;
    }
    places.sort_by_key(|at| (at.time, at.file, at.offset));
    let mut open: Vec<BufReader<File>> =
        files.iter().map(|path| Ok(BufReader::new(opened(path)?))).collect::<Result<_, StoreError>>()?;
    for some in places.chunks(BATCH) {
        going()?;
        let mut envelopes = Vec::with_capacity(some.len());
        for at in some {
            let mut text = Vec::new();
            let from = &mut open[at.file];
            from.seek(SeekFrom::Start(at.offset))
                .and_then(|_| Read::by_ref(from).take(MOST_LINE).read_until(b'\n', &mut text))
                .map_err(StoreError::io(format!("the file {}", files[at.file].display())))?;
            let line: Option<ChangeLine> = serde_json::from_slice(&text).ok();
            envelopes.extend(line.and_then(|l| data_encoding::BASE64.decode(l.envelope.as_bytes()).ok()));
        }
        store.receive(Vec::new(), envelopes)?;
    }
    Ok(taken)
}

fn take_media(store: &Store, dir: &Path, progress: &dyn Fn(u64, u64), cancel: &AtomicBool) -> Result<u64, StoreError> {
    let list = dir.join(MEDIA);
    let entries: Vec<MediaEntry> = serde_json::from_slice(&read_bounded(&list)?)
        .map_err(|_| unusable(&list, "it does not read as a list of media files"))?;
    let total: u64 = entries.iter().map(|e| e.size).fold(0, u64::saturating_add);
    let mut done = 0;
    for entry in &entries {
        let path = inside(dir, &entry.path)?;
        drop(opened(&path)?);
        let stored = store.media().import(&path, &|part, _| progress(done + part, total), cancel)?;
        if stored.hash != entry.hash {
            return Err(unusable(&path, "it is not the file whose hash the export names"));
        }
        done += entry.size;
    }
    Ok(entries.len() as u64)
}

/// The readable files must say what the signed changes come to: somebody may have edited one and
/// believe that it counts.
fn compare(store: &Store, dir: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    if manifest.readable != tables::ROWS {
        return Ok(());
    }
    let words = Words::of(Reading::of(store.db().begin_read()?, store.studio())?)?;
    for (name, entry) in manifest.files.iter().filter(|(n, _)| *n == super::STUDIO || n.starts_with("projects/")) {
        let mut out = Counted::new(io::sink());
        let known = words.write(name, &mut out).map_err(|failure| match failure {
            Failure::Disk(source) => StoreError::Io { what: "comparing".into(), source },
            Failure::Store(error) => error,
        })?;
        if !known || out.entry() != *entry {
            return Err(unusable(
                &dir.join(name),
                "it says something else than the signed changes; edit the studio instead",
            ));
        }
    }
    match words.files().iter().find(|name| !manifest.files.contains_key(*name)) {
        Some(missing) => Err(unusable(&dir.join(missing), "it is missing")),
        None => Ok(()),
    }
}
