//! The index on disk: `search/` in the studio's folder. It is derived and can be thrown away.
//!
//! What it has taken in of the feed is written in the same commit as what it took in: a crash
//! between the two is not possible.

use super::{
    columns::{Columns, halves},
    evaluate::Kept,
    texts::{Entry, Owner, fingerprint},
    words::WordTokenizer,
};
use crate::error::StoreError;
use rushes_domain::{Id, State};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term,
    directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
    indexer::{IndexWriterOptions, LogMergePolicy},
    schema::{Field, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing, TextOptions},
    tokenizer::TextAnalyzer,
};

/// What entries consist of. Raise it when they change: an index of another version is made anew.
pub(crate) const VERSION: u32 = 4;

const TOKENIZER: &str = "words";
/// Memory for what is not written yet, in bytes; more means fewer and larger segments at first.
const BUDGET_BYTES: usize = 48 << 20;
/// So many owners are compared before one looks up from it.
const COMPARED_AT_ONCE: u64 = 256;
/// The share of a segment's entries that may be out of date before it is written anew.
const MOST_DELETED: f32 = 0.3;

/// What the index has taken in, as its commits say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) version: u32,
    /// The last entry of the feed.
    pub(crate) seq: u64,
    /// What that entry was, in short: a restored backup has another one under the same number.
    pub(crate) entry: u64,
    /// Everything before it is in. False while the index is being made.
    pub(crate) whole: bool,
}

/// The fields of an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub(crate) name: Field,
    pub(crate) body: Field,
    pub(crate) tag: Field,
    owner: Field,
    kind: Field,
    at: Field,
    owner_halves: [Field; 2],
    id_halves: [Field; 2],
    print: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(words);
    let number = || NumericOptions::default().set_fast();
    let fields = Fields {
        name: schema.add_text_field("name", text.clone()),
        body: schema.add_text_field("body", text),
        tag: schema.add_text_field("tag", STRING),
        owner: schema.add_bytes_field("owner", tantivy::schema::INDEXED),
        kind: schema.add_u64_field("kind", number()),
        at: schema.add_i64_field("at", number()),
        owner_halves: [schema.add_u64_field("owner_high", number()), schema.add_u64_field("owner_low", number())],
        id_halves: [schema.add_u64_field("id_high", number()), schema.add_u64_field("id_low", number())],
        print: schema.add_u64_field("print", number()),
    };
    (schema.build(), fields)
}

/// What searching needs. Copies share everything.
#[derive(Clone)]
pub(crate) struct Reading {
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
    /// What is kept between two queries.
    pub(crate) kept: Arc<Kept>,
}

/// The index in the hands of its one writer.
pub(crate) struct Writing {
    writer: IndexWriter,
    pub(crate) reading: Reading,
    pub(crate) mark: Mark,
    /// What each owner was read as.
    prints: HashMap<Id, u64>,
    changed: bool,
}

/// Why there is no index, or not this one.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It does not read as it was written, or another version wrote it: it is made anew.
    Unreadable(String),
    /// The system does not let us: making it anew would not help.
    System(io::Error),
}

impl Fault {
    pub(crate) fn told(self) -> StoreError {
        match self {
            Self::Unreadable(why) => StoreError::damaged("the search index", why),
            Self::System(source) => StoreError::Io { what: "the search index".into(), source },
        }
    }
}

impl From<TantivyError> for Fault {
    fn from(error: TantivyError) -> Self {
        let told = error.to_string();
        let source = match error {
            TantivyError::IoError(error)
            | TantivyError::OpenReadError(OpenReadError::IoError { io_error: error, .. })
            | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: error, .. })
            | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error: error, .. })
            | TantivyError::LockFailure(LockError::IoError(error), _) => error,
            TantivyError::LockFailure(LockError::LockBusy, _) => {
                return Self::System(io::Error::new(io::ErrorKind::ResourceBusy, told));
            }
            _ => return Self::Unreadable(told),
        };
        Self::from(io::Error::new(source.kind(), told))
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        // A file that ends too early, or is not there, is damage; what the disk refuses is not.
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::NotFound => {
                Self::Unreadable(error.to_string())
            }
            _ => Self::System(error),
        }
    }
}

/// Opens the index for searching alone: a folder that cannot be written can still be read.
pub(crate) fn open(dir: &Path) -> Result<(Index, Reading, Mark), Fault> {
    if !dir.join("meta.json").exists() {
        return Err(Fault::Unreadable("there is none yet".into()));
    }
    let index = Index::open_in_dir(dir)?;
    let mark: Mark = index
        .load_metas()?
        .payload
        .and_then(|text| serde_json::from_str(&text).ok())
        .ok_or_else(|| Fault::Unreadable("it does not say what it has taken in".into()))?;
    let (schema, fields) = schema();
    if mark.version != VERSION || index.schema() != schema {
        return Err(Fault::Unreadable(format!("another version wrote it: {}", mark.version)));
    }
    let broken = index.validate_checksum()?;
    if let Some(file) = broken.iter().next() {
        return Err(Fault::Unreadable(format!("{} is not as it was written", file.display())));
    }
    let reading = read(&index, fields)?;
    Ok((index, reading, mark))
}

/// Makes an empty index in place of whatever is there.
pub(crate) fn make(dir: &Path) -> Result<(Index, Reading, Mark), Fault> {
    for patience in (0..4u64).rev() {
        match fs::remove_dir_all(dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => break,
            // What was merging may not have noticed yet that it is not wanted any more.
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty && patience > 0 => {
                std::thread::sleep(Duration::from_millis(50));
            }
            done => {
                done?;
                break;
            }
        }
    }
    fs::create_dir(dir)?;
    let (schema, fields) = schema();
    let index = Index::create_in_dir(dir, schema)?;
    let reading = read(&index, fields)?;
    Ok((index, reading, Mark::default()))
}

fn read(index: &Index, fields: Fields) -> Result<Reading, Fault> {
    index.tokenizers().register(TOKENIZER, TextAnalyzer::from(WordTokenizer::default()));
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(Reading { reader, fields, kept: Arc::default() })
}

impl Writing {
    /// Begins to write. One at a time.
    pub(crate) fn begin((index, reading, mark): (Index, Reading, Mark)) -> Result<Self, Fault> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(BUDGET_BYTES)
            .build();
        let writer: IndexWriter = index.writer_with_options(options)?;
        let mut policy = LogMergePolicy::default();
        // Every change of a deliverable writes its entries anew: what they were must not pile up.
        policy.set_del_docs_ratio_before_merge(MOST_DELETED);
        writer.set_merge_policy(Box::new(policy));
        let prints = prints(&reading)?;
        Ok(Self { writer, reading, mark, prints, changed: false })
    }

    /// Takes an owner in as it is now; says how many entries were written, none where nothing changed.
    pub(crate) fn put(&mut self, owner: &Owner) -> Result<usize, Fault> {
        let (id, entries) = (owner.id(), owner.entries());
        let print = fingerprint(&entries);
        match self.prints.get(&id) {
            Some(known) if *known == print => return Ok(0),
            Some(_) => self.delete(id),
            None => {}
        }
        for entry in &entries {
            self.writer.add_document(self.document(id, print, entry))?;
        }
        self.prints.insert(id, print);
        self.changed = true;
        Ok(entries.len())
    }

    /// Ends it. What was not committed is left out; merging is waited for, or it would begin anew with every
    /// short process that searches.
    pub(crate) fn end(self) {
        if let Err(error) = self.writer.wait_merging_threads() {
            tracing::debug!("merging the search index did not end well: {error}");
        }
    }

    /// Forgets an owner.
    pub(crate) fn remove(&mut self, id: Id) {
        if self.prints.remove(&id).is_some() {
            self.delete(id);
            self.changed = true;
        }
    }

    fn delete(&mut self, id: Id) {
        self.writer.delete_term(Term::from_field_bytes(self.reading.fields.owner, &id.0));
    }

    /// Takes in whatever is not as it was read, and forgets what is no longer there. `meanwhile` is told how
    /// many of how many were looked at, and says whether to go on.
    pub(crate) fn compare(
        &mut self,
        state: &State,
        meanwhile: &mut dyn FnMut(&mut Self, u64, u64) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let people = state.studio.people.values().map(|p| Owner::Person(p.clone()));
        let projects = state.projects.values().map(|p| Owner::project(state, p));
        let deliverables = state.deliverables().map(|d| Owner::deliverable(state, d));
        let total = (state.studio.people.len() + state.projects.len() + state.count()) as u64;
        let known: Vec<Id> = self.prints.keys().copied().collect();
        for id in known.into_iter().filter(|id| Owner::of(state, *id).is_none()) {
            self.remove(id);
        }
        for (done, owner) in (0..).zip(people.chain(projects).chain(deliverables)) {
            if done % COMPARED_AT_ONCE == 0 && !meanwhile(self, done, total)? {
                return Ok(());
            }
            self.put(&owner)?;
        }
        meanwhile(self, total, total).map(drop)
    }

    fn document(&self, owner: Id, print: u64, entry: &Entry<'_>) -> TantivyDocument {
        let fields = &self.reading.fields;
        let mut document = TantivyDocument::new();
        for name in &entry.names {
            document.add_text(fields.name, name);
        }
        for body in &entry.bodies {
            document.add_text(fields.body, body);
        }
        for tag in &entry.tags {
            document.add_text(fields.tag, tag);
        }
        document.add_bytes(fields.owner, &owner.0);
        document.add_u64(fields.kind, entry.kind as u64);
        document.add_i64(fields.at, entry.at);
        for (into, id) in [(fields.owner_halves, owner), (fields.id_halves, entry.id)] {
            for (field, half) in into.into_iter().zip(halves(id)) {
                document.add_u64(field, half);
            }
        }
        document.add_u64(fields.print, print);
        document
    }

    /// Writes down what was taken in, and how far that is of the feed. Nothing is written where nothing
    /// is new.
    pub(crate) fn commit(&mut self, mark: Mark) -> Result<(), Fault> {
        let mark = Mark { version: VERSION, ..mark };
        if !self.changed && mark == self.mark {
            return Ok(());
        }
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&serde_json::to_string(&mark).unwrap_or_default());
        prepared.commit()?;
        self.mark = mark;
        self.changed = false;
        Ok(self.reading.reader.reload()?)
    }
}

/// What each owner was read as, from the entries themselves.
fn prints(reading: &Reading) -> Result<HashMap<Id, u64>, Fault> {
    let mut prints = HashMap::new();
    for segment in reading.reader.searcher().segment_readers() {
        let columns = Columns::of(segment)?;
        for doc in segment.doc_ids_alive() {
            prints.insert(columns.owner(doc), columns.print.get_val(doc));
        }
    }
    Ok(prints)
}

/// Where a studio's index lies.
pub(crate) fn folder(studio: &Path) -> PathBuf {
    studio.join("search")
}
