//! What was begun and not sent: marks with their words, and texts. Kept by round, over leaving the page, until the
//! window closes; several at once.

use super::ReviewPage;
use rushes_domain::{AnnotationId, AttachmentId, Command, CommentId, FeedbackId, RoundId, Shape, ShapeKind};
use std::collections::BTreeMap;

/// Marks that are kept at most; of more the oldest goes.
const MOST: usize = 200;

/// A mark that was drawn and waits for its words, or for being sent again.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Draft {
    /// The mark's id, once it is sent.
    pub(super) id: AnnotationId,
    pub(super) round: RoundId,
    /// The file it was drawn on.
    pub(super) attachment: Option<AttachmentId>,
    pub(super) shape: Shape,
    /// The frame it was drawn on.
    pub(super) frame: u64,
    pub(super) body: String,
    /// Something to do, rather than something to know.
    pub(super) action: bool,
    /// Why it was not taken, as a sentence.
    pub(super) refused: Option<String>,
}

impl Draft {
    /// As it is painted: a text mark shows its words while they are written.
    pub(super) fn painted(&self) -> Shape {
        let mut shape = self.shape.clone();
        if shape.kind == ShapeKind::Text {
            shape.text = if self.body.trim().is_empty() { "…".to_owned() } else { self.body.clone() };
        }
        shape
    }

    /// Whether something would be lost with it.
    pub(super) fn is_begun(&self) -> bool {
        !self.body.trim().is_empty()
    }
}

/// The marks that wait, and which of them is written at.
#[derive(Default)]
pub(super) struct Drafts {
    all: Vec<Draft>,
    open: Option<AnnotationId>,
    /// Its field is yet to be given the keyboard.
    pub(super) fresh: bool,
    /// Whether to discard it is being asked.
    pub(super) asking: bool,
}

impl Drafts {
    /// Those of one file of a round, the oldest first.
    pub(super) fn of(&self, round: RoundId, file: Option<AttachmentId>) -> impl Iterator<Item = &Draft> {
        self.all.iter().filter(move |d| d.round == round && d.attachment == file)
    }

    /// Those of a round, whatever the file.
    pub(super) fn of_round(&self, round: RoundId) -> impl Iterator<Item = &Draft> {
        self.all.iter().filter(move |d| d.round == round)
    }

    /// The one that is written at.
    pub(super) fn open(&self) -> Option<&Draft> {
        self.all.iter().find(|d| Some(d.id) == self.open)
    }

    /// The one that is written at, to be changed.
    pub(super) fn open_mut(&mut self) -> Option<&mut Draft> {
        self.all.iter_mut().find(|d| Some(d.id) == self.open)
    }

    /// A mark was drawn: it is written at next. One that was drawn before and has no words gives way to it.
    pub(super) fn draw(&mut self, draft: Draft) {
        self.put_away();
        self.open = Some(draft.id);
        (self.fresh, self.asking) = (true, false);
        self.all.push(draft);
        if self.all.len() > MOST {
            self.all.remove(0);
        }
    }

    /// Writes at one of them. Gives whether there is one.
    pub(super) fn choose(&mut self, id: AnnotationId) -> bool {
        if !self.all.iter().any(|d| d.id == id) {
            return false;
        }
        if self.open != Some(id) {
            self.put_away();
            self.open = Some(id);
        }
        (self.fresh, self.asking) = (true, false);
        true
    }

    /// One was moved or reshaped. Gives whether it is one of them.
    pub(super) fn reshape(&mut self, id: AnnotationId, shape: &Shape) -> bool {
        let Some(draft) = self.all.iter_mut().find(|d| d.id == id) else { return false };
        draft.shape.clone_from(shape);
        true
    }

    /// Nothing is written at any more; what has words is kept.
    pub(super) fn put_away(&mut self) {
        let open = self.open.take();
        self.all.retain(|d| Some(d.id) != open || d.is_begun());
        self.asking = false;
    }

    /// Somebody wants to leave the one that is written at: asks first where words would go. Gives whether there was one.
    pub(super) fn leave(&mut self) -> bool {
        match self.open() {
            Some(draft) if draft.is_begun() => self.asking = true,
            Some(_) => self.put_away(),
            None => return false,
        }
        true
    }

    /// Takes the one that is written at out.
    pub(super) fn take_open(&mut self) -> Option<Draft> {
        let at = self.all.iter().position(|d| Some(d.id) == self.open)?;
        (self.open, self.asking) = (None, false);
        Some(self.all.remove(at))
    }

    /// Back again: it was sent and not taken.
    pub(super) fn put_back(&mut self, draft: Draft) {
        self.all.push(draft);
    }

    /// These marks are there: what was kept of them is not needed.
    pub(super) fn drop_saved(&mut self, saved: impl Fn(AnnotationId) -> bool) {
        self.all.retain(|d| !saved(d.id));
    }
}

/// A text that was begun.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Begun {
    /// A comment on a round.
    Comment(RoundId),
    /// An answer.
    Answer(CommentId),
    /// The note of a decision.
    Decision(RoundId),
    /// The note of a step.
    Step(FeedbackId),
}

/// Texts that were begun and left.
#[derive(Default)]
pub(super) struct Texts(BTreeMap<Begun, String>);

impl Texts {
    /// Keeps one; an empty one needs no keeping.
    pub(super) fn keep(&mut self, of: Begun, text: String) {
        if text.trim().is_empty() {
            self.0.remove(&of);
            return;
        }
        self.0.insert(of, text);
        while self.0.len() > MOST {
            self.0.pop_first();
        }
    }

    /// Goes on with one; empty where none was begun.
    pub(super) fn take(&mut self, of: Begun) -> String {
        self.0.remove(&of).unwrap_or_default()
    }
}

impl ReviewPage {
    /// What was sent from here was not taken: a mark is no longer drawn as if it were, and its words are there to be
    /// sent again, with the reason.
    pub fn refused(&mut self, command: &Command, why: &str) {
        if let Command::Annotate(new) = command
            && let Some(at) = self.sent.iter().position(|s| s.draft.id == new.id)
        {
            let draft = self.sent.remove(at).draft;
            self.drafts.put_back(Draft { refused: Some(why.to_owned()), ..draft });
            if self.drafts.open().is_none() && self.shown.is_some_and(|(_, round)| round == new.round) {
                self.drafts.choose(new.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_domain::Point;

    fn draft(n: u8, body: &str) -> Draft {
        Draft {
            id: AnnotationId::new([n; 16]),
            round: RoundId::new([1; 16]),
            attachment: None,
            shape: Shape {
                kind: ShapeKind::Pin,
                points: vec![Point { x: 1.0, y: 1.0 }],
                text: String::new(),
                color: Shape::RED.into(),
                width: 2.0,
                image: None,
            },
            frame: 0,
            body: body.into(),
            action: true,
            refused: None,
        }
    }

    #[test]
    fn a_mark_with_words_is_kept_when_another_is_drawn_and_one_without_gives_way() {
        let mut drafts = Drafts::default();
        drafts.draw(draft(1, ""));
        drafts.draw(draft(2, ""));
        drafts.draw(draft(3, ""));
        assert_eq!(drafts.all.len(), 1);
        if let Some(open) = drafts.open_mut() {
            open.body = "third".into();
        }
        drafts.draw(draft(4, ""));
        assert_eq!((drafts.all.len(), drafts.open().map(|d| d.body.as_str())), (2, Some("")));
        assert!(drafts.choose(AnnotationId::new([3; 16])));
        assert_eq!(drafts.open().map(|d| d.body.as_str()), Some("third"));
        assert_eq!(drafts.all.len(), 1, "the empty one is gone");
        assert!(drafts.leave() && drafts.asking, "words are asked about");
        drafts.put_away();
        assert_eq!((drafts.all.len(), drafts.leave()), (1, false));
    }
}
