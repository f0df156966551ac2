//! Reading a deliverable anew where only a part of its documents changed. What comes out is what
//! [`Deliverable::read`] makes of all of it; a test compares them after every command.

use crate::{
    conflict,
    deliverable::{Deliverable, Sources},
    document::{DocId, DocKind},
    ids::CommentId,
    talk::Comment,
    tree::{Node, Tree},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What of a document changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Touch {
    /// Anything.
    All,
    /// What lies under these keys of its root.
    Keys(BTreeSet<String>),
}

impl Touch {
    /// Both.
    pub fn add(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::Keys(keys), Self::Keys(more)) => keys.extend(more),
            (_, Self::All) => *self = Self::All,
            (Self::All, Self::Keys(_)) => {}
        }
    }

    /// Whether everything that changed lies under keys that begin so.
    fn only(&self, prefixes: &[&str]) -> bool {
        match self {
            Self::All => false,
            Self::Keys(keys) => keys.iter().all(|k| prefixes.iter().any(|p| k.starts_with(p))),
        }
    }
}

impl Deliverable {
    /// The deliverable after a change of some of its documents. `tree` reads a document, or at least what lies
    /// under some keys of it; it is only asked for what matters.
    ///
    /// # Errors
    /// Those of `tree`.
    pub fn reread<E>(
        &self,
        touched: &BTreeMap<DocKind, Touch>,
        mut tree: impl FnMut(DocKind, &Touch) -> Result<Arc<Tree>, E>,
    ) -> Result<Option<Self>, E> {
        let mut whole = |kind| tree(kind, &Touch::All);
        if let Some(Touch::Keys(keys)) = touched.get(&DocKind::Talk)
            && touched.len() == 1
            && let Some(read) = self.reread_comments(keys, &*whole(DocKind::Talk)?)
        {
            return Ok(Some(read));
        }
        if let Some(touch @ Touch::Keys(keys)) = touched.get(&DocKind::Plan)
            && touched.len() == 1
        {
            let read = self.replan_keys(keys, &*tree(DocKind::Plan, touch)?);
            if let Some(read) = read.filter(|read| self.has_stages_of(read)) {
                return Ok(Some(read));
            }
            let read = self.replan(&*tree(DocKind::Plan, &Touch::All)?);
            if let Some(read) = read.filter(|read| self.has_stages_of(read)) {
                return Ok(Some(read));
            }
        }
        let mut whole = |kind| tree(kind, &Touch::All);
        let (plan, work, verdict) = (whole(DocKind::Plan)?, whole(DocKind::Work)?, whole(DocKind::Verdict)?);
        let nothing = Arc::new(Tree::empty(DocId::of(DocKind::Talk, self.id)));
        let mut sources = Sources { plan, work, talk: nothing, verdict };
        if touched.iter().all(|(kind, touch)| leaves_talk(*kind, touch))
            && let Some(read) = Self::assemble(self.id, &sources, Some(self))
            && self.has_stages_of(&read)
        {
            return Ok(Some(read));
        }
        sources.talk = whole(DocKind::Talk)?;
        Ok(Self::read(self.id, &sources))
    }

    /// Whether both show the same stages: what is said depends on them.
    fn has_stages_of(&self, other: &Self) -> bool {
        other.stages.iter().map(|s| s.id).eq(self.stages.iter().map(|s| s.id))
    }

    /// With some comments read anew; nothing where more depends on them.
    fn reread_comments(&self, keys: &BTreeSet<String>, talk: &Tree) -> Option<Self> {
        let mut anew = Vec::with_capacity(keys.len());
        for key in keys {
            let text = key.strip_prefix("comment:")?;
            let id: CommentId = text.parse().ok()?;
            if id.to_string() != text || self.comments.iter().filter(|c| c.id == id).count() > 1 {
                return None;
            }
            let entry = talk.root.get(key).and_then(crate::Value::as_map);
            anew.push((id, entry.map(|map| Comment::read(id, Node(map))).filter(|c| !c.body.is_empty())));
        }
        let named = |n: &Node<'_>| n.parse::<CommentId>("comment");
        if talk
            .node()
            .maps::<crate::FeedbackId>("feedback")
            .any(|(_, n)| anew.iter().any(|(id, _)| named(&n) == Some(*id)))
        {
            return None;
        }
        let mut read = self.clone();
        for (id, comment) in anew {
            read.comments.retain(|c| c.id != id);
            if let Some(comment) = comment {
                let place = read.comments.partition_point(|c| (c.at, c.id) < (comment.at, comment.id));
                read.comments.insert(place, comment);
            }
        }
        let (mut before, after): (Vec<_>, Vec<_>) = read
            .conflicts
            .into_iter()
            .filter(|c| c.doc.kind != DocKind::Talk)
            .partition(|c| c.doc.kind < DocKind::Talk);
        before.extend(conflict::read(talk));
        before.extend(after);
        read.conflicts = before;
        Some(read)
    }
}

/// Whether comments, annotations and the checklist stay as they are. They build on rounds and on
/// steps, not on what else is planned and done; on stages too, which the caller compares.
fn leaves_talk(kind: DocKind, touch: &Touch) -> bool {
    match kind {
        DocKind::Plan => matches!(touch, Touch::Keys(_)),
        DocKind::Work => touch.only(&["start:"]),
        DocKind::Verdict => touch.only(&["decision:"]),
        _ => false,
    }
}
