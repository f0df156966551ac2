//! Anything as it was: its documents read at the heads of an earlier moment.

use crate::{
    actor,
    authority::{Authority, ChangeHash, Envelope, hex},
    documents::{Authors, hydrate},
    error::StoreError,
    store::Store,
    tables,
};
use automerge::Automerge;
use redb::ReadTransaction;
use rushes_domain::{
    Deliverable, DeliverableId, DeviceId, DocId, DocKind, PersonId, Project, ProjectId, Timestamp, Tree,
    deliverable::Sources,
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// Something as it was right after one change.
#[derive(Clone, PartialEq, Debug)]
pub struct Past<T> {
    /// The change.
    pub change: ChangeHash,
    /// When it was made, by that device's clock.
    pub at: Timestamp,
    /// Who made it, where known.
    pub person: Option<PersonId>,
    /// On which device.
    pub device: DeviceId,
    /// What was done.
    pub message: String,
    /// As it was.
    pub was: T,
}

/// A change's hash as it is written: 64 hexadecimal digits.
#[must_use]
pub fn change_hash(text: &str) -> Option<ChangeHash> {
    let digit = |i: usize| text.get(i..i + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Vec<u8> = (0..text.len()).step_by(2).map(digit).collect::<Option<_>>()?;
    bytes.try_into().ok()
}

struct Known<'a> {
    actors: HashMap<Vec<u8>, DeviceId>,
    authority: &'a Authority,
}

impl Authors for Known<'_> {
    fn person(&self, actor: &[u8]) -> Option<PersonId> {
        self.authority.person_of(self.actors.get(actor)?)
    }
}

impl Store {
    /// A deliverable as it was right after a change of it. The change's own document reads as its author had it;
    /// the others as of that time, never without what their changes build on.
    ///
    /// # Errors
    /// When the change is not held, or the database cannot be read.
    pub fn deliverable_at(&self, id: DeliverableId, change: ChangeHash) -> Result<Past<Deliverable>, StoreError> {
        let [plan, work, talk, verdict] = DocKind::OF_DELIVERABLE.map(|kind| DocId::of(kind, id));
        let (past, trees) = self.at(&[plan, work, talk, verdict], change)?;
        let Ok([plan, work, talk, verdict]) = <[Tree; 4]>::try_from(trees) else { return Err(unknown(change)) };
        let [plan, work, talk, verdict] = [plan, work, talk, verdict].map(Arc::new);
        let was = Deliverable::read(id, &Sources { plan, work, talk, verdict }).ok_or_else(|| unknown(change))?;
        Ok(past.with(was))
    }

    /// A project as it was right after a change of it.
    ///
    /// # Errors
    /// When the change is not held, or the database cannot be read.
    pub fn project_at(&self, id: ProjectId, change: ChangeHash) -> Result<Past<Project>, StoreError> {
        let (past, trees) = self.at(&[DocId::project(id)], change)?;
        let was = trees.first().and_then(|tree| Project::read(id, tree)).ok_or_else(|| unknown(change))?;
        Ok(past.with(was))
    }

    /// The change of some documents whose hash begins so, if exactly one does.
    ///
    /// # Errors
    /// When none or several do, or the database cannot be read.
    pub fn change_called(&self, docs: &[DocId], prefix: &str) -> Result<ChangeHash, StoreError> {
        let wanted = prefix.trim().to_lowercase();
        let mut found = Vec::new();
        for doc in docs {
            found.extend(self.changes(*doc)?.into_iter().filter(|hash| hex(hash).starts_with(&wanted)));
        }
        match found.as_slice() {
            [one] if !wanted.is_empty() => Ok(*one),
            _ => Err(StoreError::NotFound { what: format!("the change \"{}\"", prefix.trim()) }),
        }
    }

    fn at(&self, docs: &[DocId], change: ChangeHash) -> Result<(Past<()>, Vec<Tree>), StoreError> {
        let read = self.db().begin_read()?;
        let authority = self.authority();
        let authors = Known { actors: actor::read_actors(self.db())?, authority: &authority };
        let envelopes = read.open_table(tables::ENVELOPE)?;
        let mut past = None;
        for doc in docs {
            if let Some(found) = envelopes.get(actor::change_key(*doc, &change).as_slice())? {
                let damaged = |e: String| StoreError::damaged("a change", e);
                let envelope = Envelope::from_bytes(found.value()).map_err(|e| damaged(e.to_string()))?;
                let made = automerge::Change::from_bytes(envelope.change).map_err(|e| damaged(e.to_string()))?;
                past = Some(Past {
                    change,
                    at: Timestamp(made.timestamp()),
                    person: authority.person_of(&envelope.device),
                    device: envelope.device,
                    message: made.message().unwrap_or_default().to_owned(),
                    was: (),
                });
            }
        }
        let past = past.ok_or_else(|| unknown(change))?;
        let mut trees = Vec::with_capacity(docs.len());
        for id in docs {
            let damaged = |e: automerge::AutomergeError| StoreError::damaged(format!("the document {id}"), e);
            let tree = match load(&read, *id)? {
                Some(doc) => match heads_at(&doc, change, past.at) {
                    heads if heads.is_empty() => Tree::empty(*id),
                    heads => hydrate(*id, &doc.fork_at(&heads).map_err(damaged)?, &authors),
                },
                None => Tree::empty(*id),
            };
            trees.push(tree);
        }
        Ok((past, trees))
    }
}

impl Past<()> {
    fn with<T>(self, was: T) -> Past<T> {
        let Self { change, at, person, device, message, was: () } = self;
        Past { change, at, person, device, message, was }
    }
}

fn unknown(change: ChangeHash) -> StoreError {
    StoreError::NotFound { what: format!("the change {}", hex(&change)) }
}

/// A document's heads at the moment: the change itself where it is one of the document's, else what was written
/// until then and all that it builds on.
fn heads_at(doc: &Automerge, change: ChangeHash, at: Timestamp) -> Vec<automerge::ChangeHash> {
    let change = automerge::ChangeHash(change);
    if doc.get_change_meta_by_hash(&change).is_some() {
        return vec![change];
    }
    let mut then: BTreeSet<automerge::ChangeHash> = BTreeSet::new();
    let mut heads: BTreeSet<automerge::ChangeHash> = BTreeSet::new();
    // Changes come after those they build on.
    for made in doc.get_changes_meta(&[]) {
        if made.timestamp <= at.0 && made.deps.iter().all(|d| then.contains(d)) {
            for dep in &made.deps {
                heads.remove(dep);
            }
            then.insert(made.hash);
            heads.insert(made.hash);
        }
    }
    heads.into_iter().collect()
}

fn load(read: &ReadTransaction, id: DocId) -> Result<Option<Automerge>, StoreError> {
    let saves = read.open_table(tables::SNAPSHOT)?;
    let saved = saves.get(id.to_bytes().as_slice())?;
    let table = read.open_table(tables::ENVELOPE)?;
    let (first, last) = actor::change_range(id);
    let entries = table.range::<&[u8]>(first.as_slice()..=last.as_slice())?.map(|entry| {
        let (key, value) = entry?;
        Ok((key.value()[17..].try_into().unwrap_or_default(), value.value().to_vec()))
    });
    actor::load(id, saved.as_ref().map(redb::AccessGuard::value), entries)
}
