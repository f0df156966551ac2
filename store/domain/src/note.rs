//! Notes of a sheet: each becomes a comment, once.

use crate::{
    deliverable::Deliverable,
    ids::{CommentId, DeliverableId, StageDefId},
};

/// Lines of a note within which what was said before is looked for.
const MOST_LINES: usize = 64;

/// What a cell of notes says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportNote {
    /// About which stage of the project's pipeline; about the deliverable where not said.
    pub stage: Option<StageDefId>,
    /// What it says.
    pub text: String,
}

impl ImportNote {
    /// The comment that the note still makes: its id, and what it says. Nothing where it was made already. People go
    /// on writing in the same cell, below or above: what was there before makes no second comment.
    #[must_use]
    pub fn comment(&self, id: DeliverableId, known: Option<&Deliverable>) -> Option<(CommentId, String)> {
        let lines: Vec<&str> = self.text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        if lines.is_empty() {
            return None;
        }
        let whole = self.id(id, &lines);
        let is_known = |part: &[&str]| known.is_some_and(|d| d.comment(self.id(id, part)).is_some());
        if is_known(&lines) {
            return None;
        }
        let any = known.is_some_and(|d| !d.comments.is_empty()) && lines.len() <= MOST_LINES;
        let lengths = if any { 1..lines.len() } else { 0..0 };
        let news = lengths.rev().find_map(|length| {
            let (before, below) = lines.split_at(length);
            let (above, after) = lines.split_at(lines.len() - length);
            is_known(before).then_some(below).or_else(|| is_known(after).then_some(above))
        });
        let text = news.map_or_else(|| self.text.trim().to_owned(), |news| news.join("\n"));
        Some((whole, text))
    }

    /// The same words about the same thing are the same comment, on every device.
    fn id(&self, deliverable: DeliverableId, lines: &[&str]) -> CommentId {
        let stage = self.stage.map_or([0; 16], |s| *s.bytes());
        CommentId::derive(&[b"note", deliverable.bytes(), &stage, lines.join("\n").as_bytes()])
    }
}
