//! What people say about a deliverable.

use crate::{
    Timestamp,
    ids::{CommentId, PersonId, RoundId, StageId},
    tree::Node,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A comment on a round, or on the deliverable as a whole.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Comment {
    /// Id.
    pub id: CommentId,
    /// About which round, if about one.
    pub round: Option<RoundId>,
    /// About which stage, if about one.
    pub stage: Option<StageId>,
    /// The comment it answers.
    pub reply_to: Option<CommentId>,
    /// What it says.
    pub body: String,
    /// Who it names.
    pub mentions: BTreeSet<PersonId>,
    /// Whether the thread is settled.
    pub resolved: bool,
    /// When it was last rewritten.
    pub edited: Option<Timestamp>,
    /// Who said it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

impl Comment {
    pub(crate) fn read(id: CommentId, node: Node<'_>) -> Self {
        Self {
            id,
            round: node.parse("round"),
            stage: node.parse("stage"),
            reply_to: node.parse("reply_to"),
            body: node.string("body"),
            mentions: node.flags("mention").collect(),
            resolved: node.flag("resolved"),
            edited: Some(node.time("edited")).filter(|t| t.0 != 0),
            by: node.by(),
            at: node.time("at"),
        }
    }

    /// The first line that says something, at most 120 characters of it.
    #[must_use]
    pub fn summary(&self) -> String {
        let line = self.body.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default();
        match line.char_indices().nth(119) {
            Some((at, _)) => format!("{}…", line[..at].trim_end()),
            None => line.to_owned(),
        }
    }
}
