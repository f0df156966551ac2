//! What people say about a deliverable.

use crate::{
    Timestamp,
    ids::{CommentId, PersonId, RoundId, StageId},
    tree::Node,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// What the keys of comments that were taken back begin with: `gone:ID`.
pub(crate) const GONE: &str = "gone";

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
    /// Whether the thread is resolved. Of a comment that asks for something: whether its item of the checklist is.
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

/// A comment and everything answered to it.
#[derive(Clone, PartialEq, Debug)]
pub struct Thread<'a> {
    /// What it began with.
    pub comment: &'a Comment,
    /// The answers, and the answers to those, the oldest first.
    pub answers: Vec<&'a Comment>,
}

/// How far up an answer's question is looked for: answers to answers are few, circles are somebody's attack.
const MAX_DEPTH: usize = 32;

/// Comments as threads. An answer whose question was taken back begins a thread of its own.
pub(crate) fn threads(comments: &[Comment]) -> Vec<Thread<'_>> {
    let places: HashMap<CommentId, usize> = comments.iter().enumerate().map(|(i, c)| (c.id, i)).collect();
    let parent = |i: usize| comments[i].reply_to.and_then(|id| places.get(&id)).copied();
    let root = |i: usize| {
        let mut at = i;
        for _ in 0..MAX_DEPTH {
            match parent(at) {
                Some(above) => at = above,
                None => return at,
            }
        }
        i
    };
    let mut threads: Vec<Option<Thread<'_>>> = comments
        .iter()
        .enumerate()
        .map(|(i, comment)| (root(i) == i).then(|| Thread { comment, answers: Vec::new() }))
        .collect();
    for (i, comment) in comments.iter().enumerate() {
        let begun = root(i);
        if begun != i
            && let Some(Some(thread)) = threads.get_mut(begun)
        {
            thread.answers.push(comment);
        }
    }
    threads.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(n: u8, reply_to: Option<u8>) -> Comment {
        Comment {
            id: CommentId::new([n; 16]),
            round: None,
            stage: None,
            reply_to: reply_to.map(|n| CommentId::new([n; 16])),
            body: format!("{n}"),
            mentions: BTreeSet::new(),
            resolved: false,
            edited: None,
            by: None,
            at: Timestamp(i64::from(n)),
        }
    }

    #[test]
    fn every_comment_is_in_one_thread_whatever_a_merge_made() {
        let answers = [(1, None), (2, Some(1)), (3, Some(2)), (4, Some(99)), (5, Some(5)), (6, Some(7)), (7, Some(6))];
        let comments: Vec<Comment> = answers.map(|(n, to)| comment(n, to)).into();
        let told: Vec<String> = threads(&comments)
            .iter()
            .map(|t| format!("{}:{}", t.comment.body, t.answers.iter().map(|a| a.body.as_str()).collect::<String>()))
            .collect();
        assert_eq!(told, ["1:23", "4:", "5:", "6:", "7:"], "circles fall apart, orphans stand alone");
    }
}
