//! What the review page remembers: what is chosen, and what is being written. None of it is stored.

use super::{
    drafts::{Begun, Draft, Drafts, Texts},
    model::{ReviewModel, ReviewTarget},
};
use crate::{
    actions::Cx,
    kit::size,
    viewer::Viewer,
    views::talk::{TalkField, resolve::Ticks},
};
use egui::Rangef;
use rushes_domain::{
    Actor, AnnotationId, AttachmentId, CommentId, DeliverableId, FeedbackId, FeedbackStep, RoundId, Verdict,
};
use std::sync::Arc;

/// Width of the panel at the right, in points.
pub(super) const PANEL: f32 = size::GRID * 88.0;
/// Least and greatest width of the panel at the right, in points.
pub(super) const PANEL_RANGE: Rangef = Rangef { min: size::GRID * 75.0, max: size::GRID * 130.0 };
/// Width of the tool strip at the left, in points.
pub(super) const STRIP: f32 = size::CONTROL + size::GRID * 3.0;

/// What the panel at the right shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tab {
    /// The checklist.
    #[default]
    Feedback,
    /// All rounds of the stage.
    Rounds,
    /// The talk.
    Comments,
    /// The file, and what was decided.
    Info,
}

/// A decision being made.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Deciding {
    pub(super) verdict: Verdict,
    pub(super) note: String,
    /// The field is yet to be given the keyboard.
    pub(super) fresh: bool,
}

/// A step with an item that waits for its note.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Stepping {
    pub(super) item: FeedbackId,
    pub(super) step: FeedbackStep,
    pub(super) note: String,
    pub(super) fresh: bool,
}

/// An answer being written.
pub(super) struct Answering {
    pub(super) to: CommentId,
    pub(super) body: String,
    pub(super) field: TalkField,
}

impl Answering {
    /// Goes on with what was begun.
    pub(super) fn to(to: CommentId, texts: &mut Texts) -> Self {
        Self { to, body: texts.take(Begun::Answer(to)), field: TalkField::focused() }
    }
}

/// A mark that was sent, and shown until the store has it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Sent {
    pub(super) draft: Draft,
    /// The snapshot it was sent from.
    pub(super) seq: u64,
}

/// The review page's own state.
#[derive(Default)]
pub struct ReviewPage {
    /// The picture or clip.
    pub viewer: Viewer,
    /// What the panel shows.
    pub tab: Tab,
    /// Everything but the picture is hidden.
    pub panels_hidden: bool,
    /// The item that is chosen, in the list and on the picture.
    pub chosen: Option<FeedbackId>,
    /// An item of another file: chosen as soon as that file is shown.
    pub(super) reach: Option<FeedbackId>,
    /// The comment that was sent last: it is scrolled to once, and marked until another is sent.
    pub(super) said_last: Option<CommentId>,
    pub(super) reveal_said: bool,
    pub(super) shown: Option<(DeliverableId, RoundId)>,
    pub(super) attachment: Option<AttachmentId>,
    /// The mark that is chosen; it may have no item.
    pub(super) mark: Option<AnnotationId>,
    /// The item whose row is under the pointer.
    pub(super) hot_row: Option<FeedbackId>,
    /// The chosen row is to be brought into sight.
    pub(super) reveal_row: bool,
    pub(super) drafts: Drafts,
    /// Texts that were begun and left.
    pub(super) texts: Texts,
    pub(super) sent: Vec<Sent>,
    pub(super) deciding: Option<Deciding>,
    pub(super) stepping: Option<Stepping>,
    pub(super) answering: Option<Answering>,
    /// The pass of the window in which the page was shown last.
    pub(super) pass: u64,
    pub(super) comment: String,
    pub(super) comment_field: TalkField,
    pub(super) comment_acts: bool,
    /// The tick boxes of the checklist.
    pub(super) ticks: Ticks,
    /// Those of the threads.
    pub(super) thread_ticks: Ticks,
    read: Option<(u64, Actor, ReviewTarget, Arc<ReviewModel>)>,
}

impl ReviewPage {
    /// Turns to a round. What was begun is kept for when one comes back; the view stays where it is, so that rounds can
    /// be compared by turning between them.
    pub(super) fn turn_to(&mut self, deliverable: DeliverableId, round: RoundId) {
        if self.shown == Some((deliverable, round)) {
            return;
        }
        let same_work = self.shown.is_some_and(|(d, _)| d == deliverable);
        self.put_away();
        self.shown = Some((deliverable, round));
        self.comment = self.texts.take(Begun::Comment(round));
        (self.attachment, self.reach, self.said_last) = (None, None, None);
        self.mark = None;
        self.viewer.canvas.drawing.cancel();
        if !same_work {
            self.chosen = None;
            self.viewer.canvas.camera.fit();
            self.viewer.player.seek(0, 1);
        }
    }

    /// Keeps what was begun, and closes its fields.
    pub(super) fn put_away(&mut self) {
        self.drafts.put_away();
        if let Some((_, round)) = self.shown {
            self.texts.keep(Begun::Comment(round), std::mem::take(&mut self.comment));
            if let Some(deciding) = self.deciding.take() {
                self.texts.keep(Begun::Decision(round), deciding.note);
            }
        }
        self.stop_answering();
        self.stop_stepping();
    }

    /// Closes the answer that is being written; what was begun is kept.
    pub(super) fn stop_answering(&mut self) -> bool {
        let Some(answering) = self.answering.take() else { return false };
        self.texts.keep(Begun::Answer(answering.to), answering.body);
        true
    }

    /// Closes the note of a step; what was begun is kept.
    pub(super) fn stop_stepping(&mut self) -> bool {
        let Some(stepping) = self.stepping.take() else { return false };
        self.texts.keep(Begun::Step(stepping.item), stepping.note);
        true
    }

    /// Closes the note of a decision on a round; what was begun is kept.
    pub(super) fn stop_deciding(&mut self, round: RoundId) -> bool {
        let Some(deciding) = self.deciding.take() else { return false };
        self.texts.keep(Begun::Decision(round), deciding.note);
        true
    }

    /// Lets go of the file that was looked at.
    pub(super) fn leave(&mut self) {
        self.viewer = Viewer::default();
        self.read = None;
    }

    /// The page's model: read anew only when the studio, the round or the file is another.
    pub(super) fn model(&mut self, cx: &Cx<'_>) -> Option<Arc<ReviewModel>> {
        let (deliverable, round) = self.shown?;
        let target = ReviewTarget { deliverable, round, attachment: self.attachment };
        let (seq, me) = (cx.snapshot.seq, cx.snapshot.me);
        if let Some((read_seq, reader, read_target, model)) = &self.read
            && (*read_seq, *reader, *read_target) == (seq, me, target)
        {
            return Some(Arc::clone(model));
        }
        let model = Arc::new(ReviewModel::read(&cx.snapshot.state, me, target)?);
        let saved =
            |id| cx.snapshot.state.deliverable(deliverable).is_some_and(|d| d.annotations.iter().any(|a| a.id == id));
        self.sent.retain(|s| !saved(s.draft.id));
        self.drafts.drop_saved(saved);
        self.read = Some((seq, me, target, Arc::clone(&model)));
        Some(model)
    }

    /// Chooses an item: its row, its mark, and its frame.
    pub(super) fn choose(&mut self, model: &ReviewModel, item: Option<FeedbackId>) {
        (self.chosen, self.reach) = (item, None);
        self.reveal_row = item.is_some();
        let mark = item.and_then(|id| model.mark_of(id));
        self.mark = mark.map(|m| m.id);
        if let Some(mark) = mark
            && model.is_clip()
            && !mark.frames.contains(self.viewer.player.frame())
            && let Some(count) = self.viewer.frames()
        {
            self.viewer.player.seek(mark.frames.first, count);
        }
    }

    /// Turns to another file of the round.
    pub(super) fn show_file(&mut self, file: AttachmentId) {
        self.drafts.put_away();
        self.attachment = Some(file);
        self.mark = None;
    }

    /// Chooses a mark, and its item with it.
    pub(super) fn choose_mark(&mut self, model: &ReviewModel, mark: Option<AnnotationId>) {
        let item = mark.and_then(|id| model.marks.iter().find(|m| m.id == id)).and_then(|m| m.feedback);
        self.choose(model, item);
        self.mark = mark;
        if item.is_some() {
            self.tab = Tab::Feedback;
        }
    }
}
