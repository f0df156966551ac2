//! Opening a studio: facts, digests and rows into memory; documents stay on disk until needed.

use super::{Digest, Writer, heal::Care, undo::Steps};
use crate::{
    authority::{Authority, Fact, FactHash},
    clock,
    database::{Db, GAP},
    error::StoreError,
    journal::Table,
    snapshot::Snapshot,
    store::Shared,
    tables,
};
use ed25519_dalek::SigningKey;
use lru::LruCache;
use redb::ReadableTable;
use rushes_domain::{Actor, DeviceId, DocId, PersonId, Role, State, Studio, StudioId};
use std::{
    collections::{BTreeMap, HashMap},
    num::NonZeroUsize,
    sync::Arc,
    thread,
};

/// How many documents stay loaded: about 30 KiB each.
const CACHED: NonZeroUsize = NonZeroUsize::new(2048).unwrap();

/// Makes the writer of a studio and what it shares with readers.
pub(crate) fn open(db: Db, key: SigningKey, studio: StudioId) -> Result<Writer, StoreError> {
    super::heal::set_damaged_facts_aside(&db, studio)?;
    let facts = read_facts(&db)?;
    let authority = Arc::new(Authority::of(studio, &facts));
    let device = DeviceId(key.verifying_key().to_bytes());
    let (person, role) =
        authority.grant_of(&device).map_or((PersonId::default(), Role::Client), |(_, g)| (g.person, g.role));
    let db = Arc::new(db);
    let mut state = State::default();
    state.studio = Arc::new(Studio { id: studio, ..Studio::default() });
    let me = Actor { person, device, role };
    let shared = Shared::new(
        Snapshot { seq: 0, state: state.clone(), me, undo: None, redo: None, invites: Arc::default() },
        Arc::clone(&authority),
    );
    let mut writer = Writer {
        actors: read_actors(&db)?,
        nonce: clock::fresh(),
        docs: LruCache::new(CACHED),
        digests: BTreeMap::new(),
        seq: last_seq(&db)?,
        shared: Arc::new(shared),
        db,
        key,
        facts: Arc::new(facts),
        authority,
        state,
        care: Care::default(),
        steps: Steps::default(),
        invites: Arc::default(),
    };
    writer.load_state()?;
    writer.steps = read_steps(&writer.db)?;
    writer.shared.snapshot.store(Arc::new(writer.snapshot()));
    Ok(writer)
}

impl Writer {
    pub(crate) fn shared(&self) -> (Arc<Shared>, Arc<Db>) {
        (Arc::clone(&self.shared), Arc::clone(&self.db))
    }

    /// Reads everything anew: after an error of the disk nobody knows what of the last commit is on it.
    pub(super) fn read_anew(&mut self) -> Result<(), StoreError> {
        let studio = self.state.studio.id;
        self.facts = Arc::new(read_facts(&self.db)?);
        self.authority = Arc::new(Authority::of(studio, &self.facts));
        self.actors = read_actors(&self.db)?;
        self.seq = last_seq(&self.db)?;
        self.steps = read_steps(&self.db)?;
        // What was written under the old actor and lost must not be written differently under it.
        self.nonce = clock::fresh();
        self.docs.clear();
        self.digests.clear();
        self.state = State::default();
        self.state.studio = Arc::new(Studio { id: studio, ..Studio::default() });
        self.load_state()
    }

    fn load_state(&mut self) -> Result<(), StoreError> {
        self.care.damaged = super::heal::read_damaged(&self.db)?;
        let db = Arc::clone(&self.db);
        let (digests, loaded) = thread::scope(|scope| {
            let digests = scope.spawn(|| read_digests(&db));
            let loaded = self.load_rows();
            (digests.join(), loaded)
        });
        *self.shared.digests_mut() = digests.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let tx = db.batch();
        self.refresh_studio(&tx)?;
        self.refresh_personal(&tx)?;
        self.read_invites(&tx)?;
        if tx.get(Table::Meta, GAP.as_bytes())?.is_some() {
            self.mend_gap(&tx)?;
        } else if !loaded? {
            self.rebuild(&tx)?;
        } else if !self.care.healed_any() {
            return Ok(());
        }
        self.settle_damage(&tx)?;
        self.write_digests(&tx)?;
        tx.commit()?;
        self.share_digests();
        Ok(())
    }
}

fn read_facts(db: &Db) -> Result<BTreeMap<FactHash, Fact>, StoreError> {
    let read = db.begin_read()?;
    let mut facts = BTreeMap::new();
    for entry in read.open_table(tables::FACT)?.iter()? {
        let (_, value) = entry?;
        let fact = Fact::from_bytes(value.value()).map_err(|e| StoreError::damaged("a fact", e))?;
        facts.insert(fact.hash(), fact);
    }
    Ok(facts)
}

pub(crate) fn read_actors(db: &Db) -> Result<HashMap<Vec<u8>, DeviceId>, StoreError> {
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
fn read_steps(db: &Db) -> Result<Steps, StoreError> {
    match db.begin_read()?.open_table(tables::UNDO) {
        Ok(table) => Steps::read(&table),
        Err(redb::TableError::TableDoesNotExist(_)) => Ok(Steps::default()),
        Err(error) => Err(error.into()),
    }
}

fn read_digests(db: &Db) -> Result<BTreeMap<DocId, Digest>, StoreError> {
    let read = db.begin_read()?;
    let table = read.open_table(tables::HEADS)?;
    let digests = table.iter()?.map(|entry| {
        let (key, value) = entry?;
        let read = DocId::from_bytes(key.value()).zip(Digest::from_bytes(value.value()));
        read.ok_or_else(|| StoreError::damaged("a digest", "it does not read as one"))
    });
    // Collecting what is sorted packs the tree full.
    digests.collect()
}

fn last_seq(db: &Db) -> Result<u64, StoreError> {
    let read = db.begin_read()?;
    Ok(read.open_table(tables::FEED)?.last()?.map_or(0, |(key, _)| key.value()))
}
