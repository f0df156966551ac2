//! A studio's database, read without its writer.

use crate::{
    actor::{self, Digest},
    authority::{Authority, Fact, FactHash},
    database::contain,
    documents::{Authors, hydrate},
    error::StoreError,
    tables,
};
use redb::{Database, ReadTransaction, ReadableDatabase, ReadableTable};
use rushes_domain::{DeviceId, DocId, PersonId, Studio, StudioId, Tree};
use std::collections::{BTreeMap, HashMap};

/// One moment of a studio's database.
pub(crate) struct Reading {
    pub(crate) read: ReadTransaction,
    pub(crate) authority: Authority,
    actors: HashMap<Vec<u8>, DeviceId>,
    studio: StudioId,
}

impl Authors for Reading {
    fn person(&self, actor: &[u8]) -> Option<PersonId> {
        self.authority.person_of(self.actors.get(actor)?)
    }
}

impl Reading {
    pub(crate) fn of(read: ReadTransaction, studio: StudioId) -> Result<Self, StoreError> {
        let authority = Authority::of(studio, &facts(&read)?);
        let mut actors = HashMap::new();
        for entry in read.open_table(tables::ACTOR)?.iter()? {
            let (key, value) = entry?;
            actors.extend(value.value().try_into().ok().map(|d| (key.value().to_vec(), DeviceId(d))));
        }
        Ok(Self { read, authority, actors, studio })
    }

    /// A document, read as a tree; nobody's reads as an empty one.
    pub(crate) fn tree(&self, id: DocId) -> Result<Tree, StoreError> {
        let saves = self.read.open_table(tables::SNAPSHOT)?;
        let saved = saves.get(id.to_bytes().as_slice())?;
        let table = self.read.open_table(tables::ENVELOPE)?;
        let (first, last) = actor::change_range(id);
        let entries = table.range::<&[u8]>(first.as_slice()..=last.as_slice())?.map(|entry| {
            let (key, value) = entry?;
            Ok((key.value()[17..].try_into().unwrap_or_default(), value.value().to_vec()))
        });
        let doc = contain(|| actor::load(id, saved.as_ref().map(redb::AccessGuard::value), entries))?;
        Ok(doc.map_or_else(|| Tree::empty(id), |doc| hydrate(id, &doc, self)))
    }

    /// The studio as its document says.
    pub(crate) fn studio(&self) -> Result<Studio, StoreError> {
        let tree = self.tree(DocId::studio(self.studio))?;
        let mut studio = Studio::read(self.studio, &tree, &self.authority.members());
        if studio.name.is_empty() {
            self.authority.studio_name().clone_into(&mut studio.name);
        }
        Ok(studio)
    }

    /// Every document that is held.
    pub(crate) fn docs(&self) -> Result<Vec<DocId>, StoreError> {
        let mut docs = Vec::new();
        for entry in self.read.open_table(tables::HEADS)?.iter()? {
            docs.extend(DocId::from_bytes(entry?.0.value()));
        }
        Ok(docs)
    }
}

fn facts(read: &ReadTransaction) -> Result<BTreeMap<FactHash, Fact>, StoreError> {
    let mut facts = BTreeMap::new();
    for entry in read.open_table(tables::FACT)?.iter()? {
        if let Ok(fact) = Fact::from_bytes(entry?.1.value()) {
            facts.insert(fact.hash(), fact);
        }
    }
    Ok(facts)
}

/// Who may write, by the facts in a database.
pub(super) fn authority(db: &Database, studio: StudioId) -> Result<Authority, StoreError> {
    Ok(Authority::of(studio, &facts(&db.begin_read()?)?))
}

/// Works out anew what follows from the changes: digests, and who the automerge actors are.
pub(crate) fn recount(db: &Database) -> Result<BTreeMap<DocId, Digest>, StoreError> {
    let mut actors: HashMap<[u8; 16], DeviceId> = HashMap::new();
    let read = db.begin_read()?;
    let digests = super::digests::count(&read, |value| {
        if let Ok(envelope) = crate::authority::Envelope::from_bytes(value) {
            actors.insert(crate::authority::actor_of(&envelope.device, &envelope.nonce), envelope.device);
        }
    })?;
    drop(read);
    let tx = db.begin_write()?;
    tx.delete_table(tables::HEADS)?;
    tx.delete_table(tables::ACTOR)?;
    {
        let mut heads = tx.open_table(tables::HEADS)?;
        for (doc, digest) in &digests {
            heads.insert(doc.to_bytes().as_slice(), digest.to_bytes().as_slice())?;
        }
        let mut table = tx.open_table(tables::ACTOR)?;
        for (actor, device) in &actors {
            table.insert(actor.as_slice(), device.0.as_slice())?;
        }
    }
    tx.commit()?;
    Ok(digests)
}
