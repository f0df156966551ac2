//! What the review page shows, from a state and the place looked at. Pure.

mod reader;

use super::gates::Gates;
use crate::views::talk::resolve::Point;
use reader::Reader;
use rushes_domain::{
    Actor, AnnotationId, Attachment, AttachmentId, Comment, CommentId, Decision, Deliverable, DeliverableId,
    FeedbackId, FeedbackStatus, FeedbackStep, FrameSpan, MediaHash, MediaKind, PersonId, RoundId, Shape, StageId,
    State, Status, Timestamp, Verdict,
};
use std::sync::Arc;

/// A round of a deliverable, and which of its files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReviewTarget {
    /// The deliverable.
    pub deliverable: DeliverableId,
    /// The round.
    pub round: RoundId,
    /// The file; the one to review where not said.
    pub attachment: Option<AttachmentId>,
}

/// A round as a card.
#[derive(Clone, PartialEq, Debug)]
pub struct RoundCard {
    /// Id.
    pub id: RoundId,
    /// From 1.
    pub number: u32,
    /// The decision that counts.
    pub verdict: Option<Verdict>,
    /// Why.
    pub verdict_note: String,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Who published it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// What the artist says.
    pub note: String,
    /// The file that stands for it.
    pub cover: Option<(MediaHash, MediaKind)>,
    /// Items of its list that somebody has to act on.
    pub open: usize,
}

/// A mark on the picture.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    /// Id.
    pub id: AnnotationId,
    /// Its number in the stage's list.
    pub number: usize,
    /// What is drawn, on the picture it was drawn on.
    pub shape: Shape,
    /// Size of that picture, in pixels.
    pub drawn_on: [u32; 2],
    /// On which frames.
    pub frames: FrameSpan,
    /// Its comment.
    pub comment: Option<CommentId>,
    /// Its item in the list.
    pub feedback: Option<FeedbackId>,
    /// Drawn on an earlier round, and still open on this one.
    pub carried: bool,
    /// Nothing is left to do about it.
    pub settled: bool,
    /// Whether this person may move it.
    pub movable: bool,
}

/// One step somebody took with an item.
#[derive(Clone, PartialEq, Debug)]
pub struct StepLine {
    /// Which step.
    pub step: FeedbackStep,
    /// Who took it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// What they said.
    pub note: String,
}

/// A file that an item's mark is drawn on.
#[derive(Clone, PartialEq, Debug)]
pub struct ItemFile {
    /// Which, where it is one of the round shown.
    pub here: Option<AttachmentId>,
    /// Its name.
    pub name: String,
    /// Its content.
    pub hash: MediaHash,
    /// Picture or clip.
    pub kind: MediaKind,
}

/// An item of the checklist.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// Id.
    pub id: FeedbackId,
    /// Its number in the stage's list, from 1.
    pub number: usize,
    /// What the comment says.
    pub body: String,
    /// The comment that says it.
    pub comment: CommentId,
    /// Something to do, rather than something to know.
    pub action: bool,
    /// It is done: of something to know, that its thread is resolved.
    pub resolved: bool,
    /// Where it stands.
    pub status: FeedbackStatus,
    /// Its mark.
    pub annotation: Option<AnnotationId>,
    /// The frame of its mark, on a clip.
    pub frame: Option<u64>,
    /// The number of the round it was given on, where that is not this one.
    pub carried_from: Option<u32>,
    /// Who gave it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// How it got where it stands.
    pub steps: Vec<StepLine>,
    /// How many answers its comment has.
    pub replies: usize,
    /// The file its mark is drawn on, where that is not the one shown.
    pub file: Option<ItemFile>,
    /// The steps that make sense now, each with the reason where this person may not take it.
    pub next: Vec<(FeedbackStep, Result<(), String>)>,
}

impl Item {
    /// What of it is resolved.
    pub(super) fn point(&self) -> Point {
        let summary = self.body.lines().next().unwrap_or_default().to_owned();
        Point { comment: self.comment, resolved: self.resolved, action: self.action, summary }
    }
}

/// A comment with its answers.
#[derive(Clone, PartialEq, Debug)]
pub struct Thread {
    /// The comment.
    pub first: Comment,
    /// Answers, the oldest first.
    pub replies: Vec<Comment>,
    /// The round it is about.
    pub round: Option<u32>,
    /// Its item's number in the list.
    pub number: Option<usize>,
    /// Its item.
    pub feedback: Option<FeedbackId>,
    /// It asks for something.
    pub action: bool,
}

impl Thread {
    /// What of it is resolved.
    pub(super) fn point(&self) -> Point {
        let comment = &self.first;
        Point { comment: comment.id, resolved: comment.resolved, action: self.action, summary: comment.summary() }
    }
}

/// The page.
#[derive(Clone, PartialEq, Debug)]
pub struct ReviewModel {
    /// The deliverable.
    pub deliverable: DeliverableId,
    /// Its name.
    pub name: String,
    /// The stage.
    pub stage: StageId,
    /// Its name.
    pub stage_name: String,
    /// Its status.
    pub status: Status,
    /// The round shown.
    pub round: RoundId,
    /// Its number.
    pub number: u32,
    /// Whether it is the newest.
    pub newest: bool,
    /// All rounds of the stage, the newest first.
    pub rounds: Vec<RoundCard>,
    /// The round's files.
    pub files: Vec<Attachment>,
    /// The one shown.
    pub file: Option<Attachment>,
    /// Marks on it, carried ones first.
    pub marks: Vec<Mark>,
    /// Things to do, the open ones first.
    pub actions: Vec<Item>,
    /// Things to know.
    pub notes: Vec<Item>,
    /// Comments on this round, then on others of the stage, then on the deliverable.
    pub threads: Vec<Thread>,
    /// Everything decided about the round, the newest first.
    pub decisions: Vec<Decision>,
    /// What a merge made of it, as sentences.
    pub issues: Vec<&'static str>,
    /// What this person may do.
    pub gates: Gates,
}

impl ReviewModel {
    /// Reads the page. Nothing where the deliverable or the round is not here (any more, or yet).
    #[must_use]
    pub fn read(state: &State, me: Actor, target: ReviewTarget) -> Option<Self> {
        let deliverable: &Arc<Deliverable> = state.deliverable(target.deliverable)?;
        let round = deliverable.round(target.round)?;
        let stage = deliverable.stage(round.stage)?;
        let newest = stage.latest().map(|r| r.id) == Some(round.id);
        let chosen = target.attachment.and_then(|id| round.attachments.iter().find(|a| a.id == id));
        let file = chosen.or_else(|| round.current());
        let reader = Reader { deliverable, stage, round, file, me };
        let (actions, notes) = reader.items();
        Some(Self {
            deliverable: deliverable.id,
            name: deliverable.name.clone(),
            stage: stage.id,
            stage_name: stage.name.clone(),
            status: stage.status,
            round: round.id,
            number: round.number,
            newest,
            rounds: stage.rounds.iter().rev().map(|r| reader.card(r)).collect(),
            files: round.attachments.clone(),
            file: file.cloned(),
            marks: file.map(|f| reader.marks(f)).unwrap_or_default(),
            actions,
            notes,
            threads: reader.threads(),
            decisions: round.decisions.iter().rev().cloned().collect(),
            issues: stage.issues.iter().map(rushes_domain::Issue::sentence).collect(),
            gates: Gates::of(me, stage, round),
        })
    }

    /// Things to do that are done, and how many there are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.actions.iter().filter(|i| !i.status.is_open()).count(), self.actions.len())
    }

    /// The mark of an item.
    #[must_use]
    pub fn mark_of(&self, item: FeedbackId) -> Option<&Mark> {
        self.marks.iter().find(|m| m.feedback == Some(item))
    }

    /// An item, to do or to know.
    #[must_use]
    pub fn item(&self, id: FeedbackId) -> Option<&Item> {
        self.actions.iter().chain(&self.notes).find(|i| i.id == id)
    }

    /// Items with a mark, as they lie in the clip: by frame, then by number.
    #[must_use]
    pub fn in_order(&self) -> Vec<(u64, FeedbackId)> {
        let mut order: Vec<_> =
            self.marks.iter().filter_map(|m| Some((m.frames.first, m.number, m.feedback?))).collect();
        order.sort_unstable();
        order.into_iter().map(|(frame, _, id)| (frame, id)).collect()
    }

    /// Whether the file is a clip.
    #[must_use]
    pub fn is_clip(&self) -> bool {
        self.file.as_ref().is_some_and(|f| f.kind == MediaKind::Video)
    }
}
