//! What a row of a sheet says. Its notes become comments, each once.

use crate::{
    Date,
    deliverable::{Deliverable, Priority},
    field::FieldValue,
    ids::{CommentId, DeliverableId, FieldId, PersonId, StageDefId},
    names,
    status::Status,
};
use std::{borrow::Borrow, collections::BTreeSet};

/// Lines of a note within which what was said before is looked for.
const MOST_LINES: usize = 64;

/// What a sheet says of one stage. A field it does not say stays as it is.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ImportStage {
    /// Which stage of the project's pipeline.
    pub def: StageDefId,
    /// Status.
    pub status: Option<Status>,
    /// Who works on it.
    pub assignees: Option<BTreeSet<PersonId>>,
    /// First day; `Some(None)` empties it.
    pub start: Option<Option<Date>>,
    /// Day it is due; `Some(None)` empties it.
    pub due: Option<Option<Date>>,
    /// Minutes of work it should take; `Some(None)` empties it.
    pub estimate: Option<Option<u32>>,
    /// Rounds done before the stage was tracked here.
    pub rounds_before: Option<u32>,
}

/// What a sheet says of one deliverable. A field it does not say stays as it is.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ImportRow {
    /// The deliverable; a new one where the studio does not have it yet.
    pub id: DeliverableId,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: Option<String>,
    /// Priority.
    pub priority: Option<Priority>,
    /// Due day; `Some(None)` empties it.
    pub due: Option<Option<Date>>,
    /// Description.
    pub description: Option<String>,
    /// Custom fields, each with its value; nothing empties it.
    pub fields: Vec<(FieldId, Option<FieldValue>)>,
    /// Notes, which become comments; those that did already are left.
    pub notes: Vec<ImportNote>,
    /// Stages the sheet says something about.
    pub stages: Vec<ImportStage>,
}

/// What a cell of notes says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportNote {
    /// About which stage of the project's pipeline; about the deliverable where not said.
    pub stage: Option<StageDefId>,
    /// What it says.
    pub text: String,
}

impl ImportNote {
    /// The comment that the note still makes: its id, and what it says. Nothing where it was made already, also where
    /// its author took it back since; an import that was undone has made none. People go on writing in the same cell,
    /// below or above: what was there before makes no second comment.
    #[must_use]
    pub fn comment(&self, id: DeliverableId, known: Option<&Deliverable>) -> Option<(CommentId, String)> {
        let text = names::tidy(&self.text);
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        if lines.is_empty() {
            return None;
        }
        let whole = self.id(id, &lines);
        let is_known = |part: &[&str]| {
            let made = self.id(id, part);
            // A sheet that was read before names and notes had one form.
            let apart = self.id(id, &part.iter().map(|l| names::apart(l)).collect::<Vec<_>>());
            let is_said = |made| known.is_some_and(|d| d.comment(made).is_some() || d.comments_gone.contains(&made));
            is_said(made) || apart != made && is_said(apart)
        };
        if is_known(&lines) {
            return None;
        }
        let any =
            known.is_some_and(|d| !(d.comments.is_empty() && d.comments_gone.is_empty())) && lines.len() <= MOST_LINES;
        let lengths = if any { 1..lines.len() } else { 0..0 };
        let news = lengths.rev().find_map(|length| {
            let (before, below) = lines.split_at(length);
            let (above, after) = lines.split_at(lines.len() - length);
            is_known(before).then_some(below).or_else(|| is_known(after).then_some(above))
        });
        let text = news.map(|news| news.join("\n")).unwrap_or(text);
        Some((whole, text))
    }

    /// The same words about the same thing are the same comment, on every device.
    fn id<L: Borrow<str>>(&self, deliverable: DeliverableId, lines: &[L]) -> CommentId {
        let stage = self.stage.map_or([0; 16], |s| *s.bytes());
        CommentId::derive(&[b"note", deliverable.bytes(), &stage, lines.join("\n").as_bytes()])
    }
}
