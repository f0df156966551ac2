//! Opening a studio: facts, digests and rows into memory; documents stay on disk until needed.

use super::{Digest, Writer, undo::Next};
use crate::{
    authority::{Authority, Fact, FactHash},
    clock,
    error::StoreError,
    snapshot::Snapshot,
    store::Shared,
    tables,
};
use ed25519_dalek::SigningKey;
use lru::LruCache;
use redb::{Database, ReadableDatabase, ReadableTable};
use rushes_domain::{
    Actor, Deliverable, DeliverableId, DeviceId, DocId, Id, PersonId, Project, ProjectId, Role, State, Studio, StudioId,
};
use std::{
    collections::{BTreeMap, HashMap},
    num::NonZeroUsize,
    sync::Arc,
};

/// How many documents stay loaded: about 19 KiB each.
const CACHED: NonZeroUsize = NonZeroUsize::new(4096).unwrap();

/// Makes the writer of a studio and what it shares with readers.
pub(crate) fn open(db: Database, key: SigningKey, studio: StudioId) -> Result<Writer, StoreError> {
    let facts = read_facts(&db)?;
    let authority = Authority::of(studio, &facts);
    let device = DeviceId(key.verifying_key().to_bytes());
    let (person, role) =
        authority.grant_of(&device).map_or((PersonId::default(), Role::Client), |(_, g)| (g.person, g.role));
    let db = Arc::new(db);
    let mut state = State::default();
    state.studio = Arc::new(Studio { id: studio, ..Studio::default() });
    let me = Actor { person, device, role };
    let shared = Shared::new(Snapshot { seq: 0, state: state.clone(), me, undo: None, redo: None }, authority.clone());
    let mut writer = Writer {
        actors: read_actors(&db)?,
        nonce: clock::fresh(),
        docs: LruCache::new(CACHED),
        digests: BTreeMap::new(),
        seq: last_seq(&db)?,
        shared: Arc::new(shared),
        db,
        key,
        facts,
        authority,
        state,
        next: Next::default(),
    };
    *writer.shared.digests.write().unwrap_or_else(std::sync::PoisonError::into_inner) = read_digests(&writer.db)?;
    writer.load_state()?;
    writer.next = read_next(&writer.db)?;
    writer.shared.snapshot.store(Arc::new(writer.snapshot()));
    Ok(writer)
}

impl Writer {
    pub(crate) fn shared(&self) -> (Arc<Shared>, Arc<Database>) {
        (Arc::clone(&self.shared), Arc::clone(&self.db))
    }

    fn load_state(&mut self) -> Result<(), StoreError> {
        let db = Arc::clone(&self.db);
        let tx = db.begin_write()?;
        self.refresh_studio(&tx)?;
        drop(tx);
        if !self.load_rows()? {
            let tx = db.begin_write()?;
            self.rebuild(&tx)?;
            tx.commit()?;
        }
        Ok(())
    }

    /// Loads the read models; says whether they are of this program's version.
    fn load_rows(&mut self) -> Result<bool, StoreError> {
        let read = self.db.begin_read()?;
        let version = read.open_table(tables::META)?.get("rows")?.map(|v| v.value().to_vec());
        if version.as_deref() != Some(tables::ROWS.to_le_bytes().as_slice()) {
            return Ok(false);
        }
        let id = |key: &[u8]| Id(key.try_into().unwrap_or_default());
        for entry in read.open_table(tables::ROW_PROJECT)?.iter()? {
            let (key, value) = entry?;
            let Ok(project) = postcard::from_bytes::<Project>(value.value()) else { return Ok(false) };
            self.state.set_project(ProjectId(id(key.value())), Some(project));
        }
        for entry in read.open_table(tables::ROW_DELIVERABLE)?.iter()? {
            let (key, value) = entry?;
            let Ok(deliverable) = postcard::from_bytes::<Deliverable>(value.value()) else { return Ok(false) };
            self.state.set_deliverable(DeliverableId(id(key.value())), Some(deliverable));
        }
        Ok(true)
    }
}

fn read_facts(db: &Database) -> Result<BTreeMap<FactHash, Fact>, StoreError> {
    let read = db.begin_read()?;
    let mut facts = BTreeMap::new();
    for entry in read.open_table(tables::FACT)?.iter()? {
        let (_, value) = entry?;
        let fact = Fact::from_bytes(value.value()).map_err(|e| StoreError::damaged("a fact", e))?;
        facts.insert(fact.hash(), fact);
    }
    Ok(facts)
}

pub(crate) fn read_actors(db: &Database) -> Result<HashMap<Vec<u8>, DeviceId>, StoreError> {
    let read = db.begin_read()?;
    let mut actors = HashMap::new();
    for entry in read.open_table(tables::ACTOR)?.iter()? {
        let (key, value) = entry?;
        let device = value.value().try_into().map_err(|_| StoreError::damaged("an author", "it is no device"))?;
        actors.insert(key.value().to_vec(), DeviceId(device));
    }
    Ok(actors)
}

/// A studio made before steps were noted has no table of them.
fn read_next(db: &Database) -> Result<Next, StoreError> {
    match db.begin_read()?.open_table(tables::UNDO) {
        Ok(table) => Next::read(&table),
        Err(redb::TableError::TableDoesNotExist(_)) => Ok(Next::default()),
        Err(error) => Err(error.into()),
    }
}

fn read_digests(db: &Database) -> Result<BTreeMap<DocId, Digest>, StoreError> {
    let read = db.begin_read()?;
    let mut digests = BTreeMap::new();
    for entry in read.open_table(tables::HEADS)?.iter()? {
        let (key, value) = entry?;
        let read = DocId::from_bytes(key.value()).zip(Digest::from_bytes(value.value()));
        let (doc, digest) = read.ok_or_else(|| StoreError::damaged("a digest", "it does not read as one"))?;
        digests.insert(doc, digest);
    }
    Ok(digests)
}

fn last_seq(db: &Database) -> Result<u64, StoreError> {
    let read = db.begin_read()?;
    Ok(read.open_table(tables::FEED)?.last()?.map_or(0, |(key, _)| key.value()))
}
