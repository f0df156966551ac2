//! What people say about the deliverable, and the field to say more.

mod composer;
mod thread;

use crate::{
    actions::Cx,
    kit::{self, font, size},
    views::talk::{TalkField, resolve::Ticks},
};
use egui::Ui;
use rushes_domain::{Command, Comment, CommentId, Deliverable, DeliverableId, RoundId, StageId, Thread};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Deliverables whose unsent words are kept.
const DRAFTS: usize = 32;
/// Room for the field under the threads.
const FOOT: f32 = 112.0;
/// Room for the line that says who is answered.
const ANSWERING: f32 = 36.0;

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Scope {
    #[default]
    Stage,
    All,
}

/// What is being written.
#[derive(Clone, Default)]
struct Draft {
    text: String,
    answer: Option<CommentId>,
    action: bool,
    /// Not about the newest round, but about the deliverable.
    whole: bool,
}

/// A comment being rewritten.
struct Rewrite {
    of: CommentId,
    text: String,
    field: TalkField,
}

/// The panel's own state.
#[derive(Default)]
pub(super) struct Comments {
    of: Option<DeliverableId>,
    scope: Scope,
    open_only: bool,
    draft: Draft,
    /// Words that were not sent, of the deliverables shown before.
    drafts: BTreeMap<DeliverableId, Draft>,
    field: TalkField,
    rewrite: Option<Rewrite>,
    /// How high threads were, for those out of sight.
    heights: HashMap<CommentId, f32>,
    heights_for: (u64, u32),
    told_seen: BTreeSet<CommentId>,
    ticks: Ticks,
    /// The comment that was sent last: it is scrolled to once, and marked until another is sent.
    said_last: Option<CommentId>,
    reveal: bool,
}

/// What somebody asks of a comment.
enum Asked {
    Answer(CommentId),
    Rewrite(CommentId),
}

impl Comments {
    /// Turns to another deliverable; what was written and not sent is kept.
    pub(super) fn turn_to(&mut self, id: DeliverableId) {
        if self.of == Some(id) {
            return;
        }
        if let Some(old) = self.of.replace(id) {
            let draft = std::mem::take(&mut self.draft);
            if !draft.text.trim().is_empty() {
                self.drafts.insert(old, draft);
            }
            while self.drafts.len() > DRAFTS {
                self.drafts.pop_first();
            }
        }
        self.draft = self.drafts.remove(&id).unwrap_or_default();
        self.rewrite = None;
        self.said_last = None;
        self.heights.clear();
    }

    /// Shows the threads and the field under them. In a `panel` of their own the threads scroll in what room is left
    /// by the field; in the page they are part of what scrolls there.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        deliverable: &Deliverable,
        stage: Option<StageId>,
        panel: bool,
    ) {
        let stage_name = stage.and_then(|s| deliverable.stage(s)).map_or("Stage", |s| s.name.as_str());
        ui.horizontal(|ui| {
            kit::section_title(ui, "Comments");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let chip = kit::chip(ui, None, "Open only", self.open_only);
                if chip.on_hover_text("Leave out threads that are resolved").clicked() {
                    self.open_only = !self.open_only;
                }
            });
        });
        if let Some(scope) = kit::segments(ui, self.scope, &[(Scope::Stage, stage_name), (Scope::All, "All")]) {
            self.scope = scope;
        }
        ui.add_space(size::GAP);
        let wanted = |c: &Comment| {
            let about = deliverable.stage_of(c);
            (self.scope == Scope::All || about.is_none() || about == stage) && !(self.open_only && c.resolved)
        };
        let threads: Vec<_> = deliverable.threads().into_iter().filter(|t| wanted(t.comment)).collect();
        let mut seen = Vec::new();
        let asked = if panel {
            let foot = FOOT + if self.draft.answer.is_some() { ANSWERING } else { 0.0 };
            let height = (ui.available_height() - foot).max(160.0);
            let area = egui::ScrollArea::vertical()
                .id_salt(("comments", deliverable.id))
                .max_height(height)
                .min_scrolled_height(height)
                .auto_shrink([false, false])
                .stick_to_bottom(true);
            area.show(ui, |ui| self.threads(ui, cx, deliverable, &threads, &mut seen)).inner
        } else {
            ui.scope(|ui| self.threads(ui, cx, deliverable, &threads, &mut seen)).inner
        };
        match asked {
            Some(Asked::Answer(id)) => {
                self.draft.answer = Some(id);
                self.field.wants_focus = true;
            }
            Some(Asked::Rewrite(id)) => {
                let text = deliverable.comment(id).map(|c| c.body.clone()).unwrap_or_default();
                let field = TalkField::focused();
                self.rewrite = Some(Rewrite { of: id, text, field });
                self.heights.remove(&id);
            }
            None => {}
        }
        self.note_seen(ui, cx, seen);
        self.composer(ui, cx, deliverable, stage);
    }

    fn threads(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        deliverable: &Deliverable,
        threads: &[Thread<'_>],
        seen: &mut Vec<CommentId>,
    ) -> Option<Asked> {
        let mut asked = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        // Words do not run under the bar.
        ui.set_max_width(ui.available_width() - size::GAP);
        let now = (cx.snapshot.seq, ui.available_width() as u32);
        if std::mem::replace(&mut self.heights_for, now) != now {
            self.heights.clear();
        }
        if threads.is_empty() {
            nothing(ui, cx, self.open_only);
        }
        for (at, thread) in threads.iter().enumerate() {
            if at > 0 {
                kit::divider(ui);
            }
            let id = thread.comment.id;
            let top = ui.cursor().top();
            let clip = ui.clip_rect();
            let awaited =
                self.reveal && thread.answers.iter().chain([&thread.comment]).any(|c| Some(c.id) == self.said_last);
            if let Some(high) = self.heights.get(&id).copied().filter(|_| !awaited)
                && (top > clip.bottom() || top + high < clip.top())
            {
                ui.allocate_space(egui::vec2(ui.available_width(), high));
                continue;
            }
            let shown = ui.push_id(id, |ui| self.thread(ui, cx, deliverable, (threads, at), seen));
            asked = asked.take().or(shown.inner);
            self.heights.insert(id, ui.cursor().top() - top);
        }
        asked
    }

    /// Comments that name the person and were in sight have been seen.
    fn note_seen(&mut self, ui: &Ui, cx: &mut Cx<'_>, seen: Vec<CommentId>) {
        if !ui.input(|i| i.focused) {
            return;
        }
        let new: BTreeSet<CommentId> = seen.into_iter().filter(|c| self.told_seen.insert(*c)).collect();
        if !new.is_empty() {
            cx.send(Command::MarkRead { comments: new });
        }
    }
}

/// The newest round of a stage: what a comment is about where nothing else is said.
fn newest(deliverable: &Deliverable, stage: Option<StageId>) -> Option<(RoundId, u32)> {
    stage.and_then(|s| deliverable.stage(s)).and_then(|s| s.latest()).map(|r| (r.id, r.number))
}

fn nothing(ui: &mut Ui, cx: &Cx<'_>, open_only: bool) {
    ui.add_space(size::PAGE);
    ui.spacing_mut().item_spacing.y = size::GRID;
    if open_only {
        ui.label(font::text("Every thread is resolved.", cx.theme.weak));
        return;
    }
    ui.label(font::text("Nobody has said anything yet.", cx.theme.weak));
    let words = "Write about the newest round or the deliverable; @ names people. Draw on pictures in the review.";
    ui.label(font::weak(words, cx.theme.weak));
}
