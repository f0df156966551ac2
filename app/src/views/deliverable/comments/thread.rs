//! A comment with its answers.

use super::{Asked, Comments};
use crate::{
    actions::Cx,
    kit::{self, Button, dates, font, icon, size},
    place::Place,
    views::talk::{self, resolve::Point},
};
use egui::{RichText, Ui};
use rushes_domain::{Command, Comment, CommentId, Deliverable, Thread};

/// How far answers stand in.
const INDENT: f32 = 20.0;
/// Room for the time and the menu beside a name.
const BESIDE_NAME: f32 = 128.0;

impl Comments {
    /// Shows a thread; gives what was asked of one of its comments. `seen` is told which comments that name the
    /// person were in sight.
    pub(super) fn thread(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        deliverable: &Deliverable,
        (threads, at): (&[Thread<'_>], usize),
        seen: &mut Vec<CommentId>,
    ) -> Option<Asked> {
        let thread = &threads[at];
        let mut asked = None;
        ui.spacing_mut().item_spacing.y = size::GRID;
        ui.add_space(size::GAP_TIGHT);
        let comment = thread.comment;
        asked = asked.or(self.said(ui, cx, deliverable, comment, seen));
        for answer in &thread.answers {
            ui.add_space(size::GAP_TIGHT);
            ui.horizontal_top(|ui| {
                ui.add_space(INDENT);
                ui.vertical(|ui| {
                    let shown = ui.push_id(answer.id, |ui| self.said(ui, cx, deliverable, answer, seen));
                    if shown.inner.is_some() {
                        asked = shown.inner;
                    }
                });
            });
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = size::GRID;
            ui.add_space(size::AVATAR_LARGE + size::GRID);
            if Button::quiet("Answer").small().icon(icon::ARROW_BEND_UP_LEFT).show(ui).clicked() {
                asked = Some(Asked::Answer(comment.id));
            }
            let words = if comment.resolved { "Resolved" } else { "Resolve" };
            let list = || threads.iter().map(|t| Point::of(deliverable, t.comment)).collect::<Vec<_>>();
            let point = Point::of(deliverable, comment);
            self.ticks.show(ui, cx, deliverable.id, (&point, &list), words);
            if let Some(round) = comment.round
                && Button::quiet("Look").small().icon(icon::EYE).name("Look at the round").show(ui).clicked()
            {
                cx.go(Place::Review(deliverable.id, round));
            }
        });
        ui.add_space(size::GAP_TIGHT);
        asked
    }

    fn said(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        deliverable: &Deliverable,
        comment: &Comment,
        seen: &mut Vec<CommentId>,
    ) -> Option<Asked> {
        let mut asked = None;
        let unread = cx.snapshot.state.personal.is_unread(comment);
        let (last, theme) = (self.said_last == Some(comment.id), cx.theme);
        let said = |ui: &mut Ui| {
            let person = comment.by.and_then(|p| cx.snapshot.state.studio.people.get(&p));
            match person {
                Some(person) => drop(kit::avatar(ui, person, size::AVATAR_LARGE)),
                None => ui.add_space(size::AVATAR_LARGE),
            }
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.horizontal(|ui| asked = head(ui, cx, deliverable, comment, unread));
                about(ui, cx, deliverable, comment);
                if self.rewrite.as_ref().is_some_and(|r| r.of == comment.id) {
                    self.rewrite(ui, cx, deliverable);
                } else {
                    talk::body(ui, cx, &comment.body);
                }
                if let Some(item) = deliverable.feedback.iter().find(|f| f.comment == comment.id && f.action) {
                    let ink = kit::status::feedback_color(item.status, cx.theme);
                    ui.label(font::caption(format!("Feedback: {}", item.status.label().to_lowercase()), ink));
                }
            });
        };
        let shown = talk::on_ground(ui, theme, last, |ui| drop(ui.horizontal_top(said)));
        if last && std::mem::take(&mut self.reveal) {
            shown.scroll_to_me(Some(egui::Align::Center));
        }
        if unread && ui.is_rect_visible(shown.rect) {
            seen.push(comment.id);
        }
        asked
    }

    fn rewrite(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable) {
        let Some(rewrite) = &mut self.rewrite else { return };
        let keys = rewrite.field.sent(ui);
        rewrite.field.ui(ui, cx, ("Rewrite the comment", "", 2), &mut rewrite.text);
        let ready = !rewrite.text.trim().is_empty();
        let mut close = false;
        ui.horizontal(|ui| {
            let save = Button::primary("Save")
                .name("Save the comment")
                .hint(kit::SENDS)
                .enabled_or(ready, "A comment needs words.");
            if (save.show(ui).clicked() || keys) && ready {
                let body = rewrite.text.trim().to_owned();
                if deliverable.comment(rewrite.of).is_some_and(|c| c.body != body) {
                    cx.send(Command::EditComment { deliverable: deliverable.id, id: rewrite.of, body });
                }
                close = true;
            }
            close |= Button::quiet("Cancel").name("Leave the comment as it was").show(ui).clicked();
        });
        if close {
            let of = rewrite.of;
            self.rewrite = None;
            self.heights.remove(&of);
        }
    }
}

fn short(comment: &Comment) -> String {
    comment.summary().chars().take(40).collect()
}

/// Who and when, and what the writer may do with it.
fn head(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, comment: &Comment, unread: bool) -> Option<Asked> {
    ui.spacing_mut().item_spacing.x = size::GAP_TIGHT;
    let room = ui.available_width() - BESIDE_NAME;
    let name = cx.name_of(comment.by);
    ui.scope(|ui| {
        ui.set_max_width(room.max(60.0));
        ui.add(egui::Label::new(font::strong(&name, cx.theme.text)).truncate());
    });
    ui.label(font::weak(dates::moment(comment.at, cx.now), cx.theme.weak))
        .on_hover_text(dates::moment_exact(comment.at));
    if let Some(at) = comment.edited {
        ui.label(font::weak("edited", cx.theme.weak)).on_hover_text(dates::moment_exact(at));
    }
    if unread {
        ui.label(RichText::new("@you").font(font::medium(size::LABEL)).color(cx.theme.link));
    }
    let mut asked = None;
    if comment.by == Some(cx.snapshot.me.person) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let more = kit::icon_button(ui, icon::DOTS_THREE, &format!("More for: {}", short(comment)));
            kit::menu(&more).accessible_name("More for this comment").show(|ui| {
                if kit::menu_item(ui, Some(icon::PENCIL_SIMPLE), "Rewrite", false).clicked() {
                    asked = Some(Asked::Rewrite(comment.id));
                }
                if kit::menu_item(ui, Some(icon::TRASH), "Take back", false).clicked() {
                    let back = Command::WithdrawComment { deliverable: deliverable.id, id: comment.id };
                    cx.send_saying(back, "The comment was taken back.");
                }
            });
        });
    }
    asked
}

/// Which round it is about, where it begins a thread.
fn about(ui: &mut Ui, cx: &Cx<'_>, deliverable: &Deliverable, comment: &Comment) {
    let round = comment.round.and_then(|r| deliverable.round(r));
    let words = match round.and_then(|r| Some((deliverable.stage(r.stage)?, r))) {
        Some((stage, round)) => format!("{}, round {}", stage.name, round.number),
        None => "About the deliverable".to_owned(),
    };
    if comment.reply_to.is_none() {
        ui.label(font::caption(words, cx.theme.weak));
    }
}
