//! What people keep for themselves, and the views of lists they save.

use crate::{
    Timestamp,
    document::Value,
    ids::{CommentId, PersonId, ProjectId, ViewId},
    tree::{Node, Tree},
};
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

/// How a list is shown, under a name.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SavedView {
    /// Id.
    pub id: ViewId,
    /// Name.
    pub name: String,
    /// Of which project, if of one alone.
    pub project: Option<ProjectId>,
    /// Filter, order, columns: a text of the lists' own, kept as it is.
    pub settings: String,
    /// Who saved it first.
    pub by: Option<PersonId>,
    /// When it was saved last.
    pub at: Timestamp,
}

impl SavedView {
    pub(crate) fn read(id: ViewId, node: Node<'_>) -> Self {
        Self {
            id,
            name: node.string("name"),
            project: node.parse("project"),
            settings: node.string("settings"),
            by: node.by(),
            at: node.time("at"),
        }
    }
}

/// A view to be saved.
#[derive(Clone, PartialEq, Debug)]
pub struct NewView {
    /// Its id; a known one is changed to be so.
    pub id: ViewId,
    /// Name, unique among one's own or the shared ones.
    pub name: String,
    /// Of which project, if of one alone.
    pub project: Option<ProjectId>,
    /// Filter, order, columns.
    pub settings: String,
}

/// What one person keeps for themselves: only their own devices have it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Personal {
    /// Who.
    pub person: PersonId,
    /// Views nobody else sees.
    pub views: OrdMap<ViewId, SavedView>,
    /// Comments naming them that they have seen. Only grows: two devices never disagree.
    pub read: OrdSet<CommentId>,
    /// Projects kept at hand, and since when.
    pub favourites: OrdMap<ProjectId, Timestamp>,
    /// Projects opened lately, and when they were last.
    pub opened: OrdMap<ProjectId, Timestamp>,
}

impl Personal {
    /// Reads a person's document.
    #[must_use]
    pub fn read(person: PersonId, tree: &Tree) -> Self {
        let root = tree.node();
        Self {
            person,
            views: root.maps::<ViewId>("view").map(|(id, n)| (id, SavedView::read(id, n))).collect(),
            read: root.flags::<CommentId>("read").collect(),
            favourites: times(root, "favourite"),
            opened: times(root, "opened"),
        }
    }

    /// Projects kept at hand, in the order they were put there.
    #[must_use]
    pub fn at_hand(&self) -> Vec<ProjectId> {
        let mut kept: Vec<_> = self.favourites.iter().map(|(id, at)| (*at, *id)).collect();
        kept.sort();
        kept.into_iter().map(|(_, id)| id).collect()
    }

    /// Projects opened, the last one first.
    pub fn recent(&self) -> impl Iterator<Item = ProjectId> + use<> {
        let mut opened: Vec<_> = self.opened.iter().map(|(id, at)| (*at, *id)).collect();
        opened.sort_by(|a, b| b.cmp(a));
        opened.into_iter().map(|(_, id)| id)
    }

    /// Whether a comment names them, is somebody else's, and has not been seen by them.
    #[must_use]
    pub fn is_unread(&self, comment: &crate::Comment) -> bool {
        comment.mentions.contains(&self.person) && comment.by != Some(self.person) && !self.read.contains(&comment.id)
    }
}

/// The points in time under keys `prefix:PROJECT`.
fn times(root: Node<'_>, prefix: &'static str) -> OrdMap<ProjectId, Timestamp> {
    let time = |(id, value): (ProjectId, &Value)| match value {
        Value::Time(at) => Some((id, *at)),
        _ => None,
    };
    root.values::<ProjectId>(prefix).filter_map(time).collect()
}
