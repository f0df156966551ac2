//! The documents of one entity, edited and read together. Nothing here touches the disk or the
//! writer, so that many folders can be worked on at once.

use super::{command::Drafts, documents::load, rows::Row, undo};
use crate::{
    authority::{Authority, ChangeHash},
    database::contain,
    documents::{Authors, apply, hydrate, rehydrate},
    error::StoreError,
};
use automerge::{ActorId, Automerge, AutomergeError, Change, transaction::CommitOptions};
use rushes_domain::{
    Deliverable, DeliverableId, DeviceId, DocId, DocKind, Edit, Id, PersonId, Timestamp, Touch, Tree,
    deliverable::Sources,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// A document in memory, and how it read last.
pub(super) struct Held {
    pub(super) doc: Automerge,
    tree: Option<Arc<Tree>>,
}

impl Held {
    pub(super) fn new(doc: Automerge) -> Self {
        Self { doc, tree: None }
    }

    pub(super) fn tree(&mut self, id: DocId, authors: &impl Authors) -> Arc<Tree> {
        Arc::clone(self.tree.get_or_insert_with(|| Arc::new(hydrate(id, &self.doc, authors))))
    }

    /// What of it was touched, at least.
    fn tree_of(&mut self, id: DocId, touch: &Touch, authors: &impl Authors) -> Arc<Tree> {
        match (touch, &self.tree) {
            (Touch::Keys(keys), None) => {
                let mut tree = Tree::empty(id);
                rehydrate(&mut tree, keys, &self.doc, authors);
                Arc::new(tree)
            }
            _ => self.tree(id, authors),
        }
    }

    /// Notes what of it has changed.
    pub(super) fn changed(&mut self, id: DocId, touch: &Touch, authors: &impl Authors) {
        match touch {
            Touch::All => self.tree = None,
            Touch::Keys(keys) => {
                if let Some(tree) = &mut self.tree {
                    rehydrate(Arc::make_mut(tree), keys, &self.doc, authors);
                    debug_assert_eq!(**tree, hydrate(id, &self.doc, authors), "what was read anew was not all");
                }
            }
        }
    }

    /// Applies changes of others and reads the document. What the library under it cannot take is an error, also where it
    /// falls over: the document is of no use then, and is loaded anew.
    pub(super) fn take_in(
        &mut self,
        id: DocId,
        changes: Vec<Change>,
        touch: &Touch,
        authors: &impl Authors,
    ) -> Result<(), StoreError> {
        contain(|| {
            self.doc.apply_changes(changes).map_err(|e| StoreError::damaged("a change", e))?;
            self.changed(id, touch, authors);
            self.tree(id, authors);
            Ok(())
        })
    }

    /// Forgets how it read: who wrote what may read otherwise now.
    pub(super) fn forget_tree(&mut self) {
        self.tree = None;
    }
}

/// Where a document is.
#[derive(Default)]
pub(super) enum Place {
    /// In memory.
    Held(Box<Held>),
    /// As it lies on disk: its last save, and its changes.
    Stored { saved: Option<Vec<u8>>, envelopes: Vec<(ChangeHash, Vec<u8>)> },
    /// Nobody has written it.
    #[default]
    Nowhere,
}

impl Place {
    /// Loads the document where it is not in memory; nothing where there is none.
    pub(super) fn open(&mut self, id: DocId) -> Result<Option<&mut Held>, StoreError> {
        if let Self::Stored { saved, envelopes } = self {
            let doc = load(id, saved.as_deref(), envelopes.drain(..).map(Ok))?;
            *self = doc.map_or(Self::Nowhere, |doc| Self::Held(Box::new(Held::new(doc))));
        }
        Ok(match self {
            Self::Held(held) => Some(held),
            Self::Stored { .. } | Self::Nowhere => None,
        })
    }

    fn make(&mut self, id: DocId) -> Result<&mut Held, StoreError> {
        if self.open(id)?.is_none() {
            *self = Self::Held(Box::new(Held::new(Automerge::new())));
        }
        self.open(id)?.ok_or_else(|| StoreError::damaged(format!("the document {id}"), "it could not be made"))
    }
}

/// Who writes, and what is written down with each deed.
#[derive(Clone)]
pub(super) struct Pen {
    pub(super) actor: ActorId,
    pub(super) nonce: [u8; 16],
    pub(super) labels: Arc<[Label]>,
}

/// When something is done, and what the log says about it.
pub(super) struct Label {
    pub(super) message: String,
    pub(super) at: Timestamp,
}

/// A change not signed yet, with the nonce of the actor that wrote it.
pub(super) type NewChange = (DocId, ChangeHash, [u8; 16], Vec<u8>);

/// The documents of one entity, and what is to happen to them.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) id: Id,
    /// The number of the deed they belong to.
    pub(super) deed: usize,
    pub(super) places: BTreeMap<DocKind, Place>,
    /// Not carried out yet.
    pub(super) edits: BTreeMap<DocKind, Vec<Edit>>,
    /// Carried out, and not read yet.
    pub(super) touched: BTreeMap<DocKind, Touch>,
    /// The one document that is here, where the others are most likely not needed.
    pub(super) only: Option<DocKind>,
}

/// Why a folder could not be worked on.
#[derive(Debug)]
pub(super) enum Failure {
    /// Its other documents are needed too.
    NotHere,
    /// Something went wrong.
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Folder {
    /// Carries out the edits.
    pub(super) fn write(&mut self, pen: &Pen, authors: &impl Authors) -> Result<Drafts, StoreError> {
        let Drafts { mut changes, mut entries } = Drafts::default();
        let edits = std::mem::take(&mut self.edits);
        for (kind, edits) in &edits {
            let kind = *kind;
            let id = DocId { kind, id: self.id };
            let place = self.places.entry(kind).or_default();
            entries.extend(undo::record(id, place.open(id)?.map(|held| &held.doc), authors, edits));
            let held = place.make(id)?;
            held.doc.set_actor(pen.actor.clone());
            let options = |(): &()| match pen.labels.get(self.deed) {
                Some(label) => CommitOptions::default().with_message(label.message.clone()).with_time(label.at.0),
                None => CommitOptions::default(),
            };
            let edited = held.doc.transact_with::<_, _, AutomergeError, _>(options, |t| {
                edits.iter().try_for_each(|edit| apply(t, &edit.path, &edit.op))
            });
            let hash = edited.map_err(|failure| StoreError::damaged(format!("the document {id}"), failure.error))?.hash;
            if let (Some(hash), Some(change)) = (hash, held.doc.get_last_local_change()) {
                changes.push((id, hash.0, pen.nonce, change.raw_bytes().to_vec()));
                let touch = Touch::Keys(edits.iter().filter_map(|edit| edit.path.first().cloned()).collect());
                held.changed(id, &touch, authors);
                self.touch(kind, touch);
            }
        }
        Ok(Drafts { changes, entries })
    }

    pub(super) fn touch(&mut self, kind: DocKind, touch: Touch) {
        match self.touched.get_mut(&kind) {
            Some(before) => before.add(touch),
            None => drop(self.touched.insert(kind, touch)),
        }
    }

    /// The deliverable whose documents these are, after what was touched.
    pub(super) fn read(
        &mut self,
        old: Option<&Deliverable>,
        authors: &impl Authors,
    ) -> Result<Option<Deliverable>, Failure> {
        let touched = std::mem::take(&mut self.touched);
        let Some(old) = old else { return Ok(self.read_all(authors)?) };
        let read = old.reread(&touched, |kind, touch| match self.only {
            Some(only) if only != kind => Err(Failure::NotHere),
            _ => Ok(self.tree(kind, touch, authors)?),
        })?;
        #[cfg(debug_assertions)]
        assert_eq!(read, self.read_all(authors)?, "what was read anew was not all");
        Ok(read)
    }

    fn read_all(&mut self, authors: &impl Authors) -> Result<Option<Deliverable>, StoreError> {
        let sources = Sources {
            plan: self.tree(DocKind::Plan, &Touch::All, authors)?,
            work: self.tree(DocKind::Work, &Touch::All, authors)?,
            talk: self.tree(DocKind::Talk, &Touch::All, authors)?,
            verdict: self.tree(DocKind::Verdict, &Touch::All, authors)?,
        };
        Ok(Deliverable::read(DeliverableId(self.id), &sources))
    }

    /// What of a document was touched, at least.
    fn tree(&mut self, kind: DocKind, touch: &Touch, authors: &impl Authors) -> Result<Arc<Tree>, StoreError> {
        let id = DocId { kind, id: self.id };
        let held = self.places.entry(kind).or_default().open(id)?;
        Ok(held.map_or_else(|| Arc::new(Tree::empty(id)), |held| held.tree_of(id, touch, authors)))
    }
}

/// Who the automerge actors are.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) actors: &'a HashMap<Vec<u8>, DeviceId>,
    pub(super) authority: &'a Authority,
}

impl Authors for Known<'_> {
    fn person(&self, actor: &[u8]) -> Option<PersonId> {
        self.authority.person_of(self.actors.get(actor)?)
    }
}

/// What became of a folder.
pub(super) struct Worked {
    pub(super) folder: Folder,
    pub(super) drafts: Drafts,
    /// The deliverable, and how it is kept; nothing where the folder is no deliverable's or nothing changed.
    pub(super) read: Option<(Option<Deliverable>, Row)>,
}

/// Writes and reads one folder. `old` is the deliverable as it was. Where a document does not read as it
/// was written, what was asked comes back with the error, without documents: nothing of it has counted.
pub(super) fn work(
    mut folder: Folder,
    old: Option<&Deliverable>,
    pen: Option<&Pen>,
    authors: &impl Authors,
) -> Result<Worked, Box<(Folder, Failure)>> {
    let asked = Asked { edits: folder.edits.clone(), touched: folder.touched.clone() };
    match attempt(&mut folder, old, pen, authors) {
        Ok((drafts, read)) => Ok(Worked { folder, drafts, read }),
        Err(error) => {
            let Asked { edits, touched } = asked;
            let Folder { id, deed, .. } = folder;
            Err(Box::new((Folder { id, deed, places: BTreeMap::new(), edits, touched, only: None }, error)))
        }
    }
}

struct Asked {
    edits: BTreeMap<DocKind, Vec<Edit>>,
    touched: BTreeMap<DocKind, Touch>,
}

type Attempt = (Drafts, Option<(Option<Deliverable>, Row)>);

fn attempt(
    folder: &mut Folder,
    old: Option<&Deliverable>,
    pen: Option<&Pen>,
    authors: &impl Authors,
) -> Result<Attempt, Failure> {
    let drafts = pen.map_or_else(|| Ok(Default::default()), |pen| folder.write(pen, authors))?;
    let ours = folder.touched.keys().any(|kind| DocKind::OF_DELIVERABLE.contains(kind));
    let read = if ours {
        let mut deliverable = folder.read(old, authors)?;
        let row = Row::of(folder.id, old, deliverable.as_mut())?;
        Some((deliverable, row))
    } else {
        None
    };
    Ok((drafts, read))
}
