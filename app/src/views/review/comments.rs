//! The talk about the round: threads, answers, and a new comment.

use super::{ReviewModel, ReviewPage, Thread, state::Answering};
use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
    views::talk,
};
use egui::{Frame, Key, Margin, RichText, Ui, vec2};
use rushes_domain::{Command, Comment, CommentId};

impl ReviewPage {
    /// Shows where a comment is written: it stays in sight above the threads.
    pub(super) fn comment_writer(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        if model.gates.talk.is_err() {
            return;
        }
        Frame::new().inner_margin(Margin::symmetric(12, 10)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP_TIGHT;
            let name = format!("Comment on round {}", model.number);
            let hint = format!("{name}, @ names people");
            let keys = self.comment_field.sent(ui);
            self.comment_field.ui(ui, cx, (&name, &hint, 2), &mut self.comment);
            let ready = !self.comment.trim().is_empty();
            let mut send = keys && ready;
            ui.horizontal(|ui| {
                if let Some(acts) = kit::segments(ui, self.comment_acts, &[(false, "Note"), (true, "To do")]) {
                    self.comment_acts = acts;
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let button = Button::primary("Comment").hint(kit::SENDS);
                    send |= button.enabled_or(ready, "Write something first.").show(ui).clicked();
                });
            });
            if send {
                let body = std::mem::take(&mut self.comment).trim().to_owned();
                let id = CommentId::new(rushes_store::fresh());
                (self.said_last, self.reveal_said) = (Some(id), true);
                cx.send(Command::Comment {
                    deliverable: model.deliverable,
                    round: Some(model.round),
                    id,
                    body,
                    reply_to: None,
                    action: self.comment_acts,
                });
            }
        });
        kit::divider(ui);
    }

    /// Shows the threads: of this round, of other rounds, and of the deliverable.
    pub(super) fn comments(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        if model.threads.is_empty() {
            ui.add_space(size::PAGE);
            ui.vertical_centered(|ui| {
                ui.label(RichText::new(icon::CHATS).font(font::icons(size::FIGURE)).color(cx.theme.weak));
                ui.label(font::strong("Nobody has said anything yet", cx.theme.text));
                ui.label(font::weak("What you write here is about this round.", cx.theme.weak));
            });
            return;
        }
        let mut heading = Some(model.number);
        for thread in &model.threads {
            if thread.round != heading {
                heading = thread.round;
                let words = heading.map_or_else(|| "About the deliverable".to_owned(), |n| format!("Round {n}"));
                ui.label(font::caption(words, cx.theme.weak));
            }
            self.thread(ui, cx, model, thread);
        }
    }

    fn thread(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel, thread: &Thread) {
        let theme = cx.theme.clone();
        let chosen = thread.feedback.is_some() && thread.feedback == self.chosen;
        let line = if chosen { theme.link } else { theme.line };
        Frame::new()
            .fill(theme.raised)
            .stroke(egui::Stroke::new(1.0, line))
            .corner_radius(size::RADIUS)
            .inner_margin(Margin::symmetric(10, 10))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                self.said(ui, cx, &thread.first);
                for reply in &thread.replies {
                    ui.horizontal_top(|ui| {
                        ui.add_space(size::PAGE);
                        ui.vertical(|ui| self.said(ui, cx, reply));
                    });
                }
                if self.answering.as_ref().is_some_and(|a| a.to == thread.first.id) {
                    self.answer(ui, cx, model);
                } else {
                    self.thread_buttons(ui, cx, model, thread);
                }
            });
    }

    fn thread_buttons(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel, thread: &Thread) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing = vec2(size::GRID, size::GRID);
            let about: String = thread.first.summary().chars().take(40).collect();
            if model.gates.talk.is_ok() {
                let name = format!("Answer: {about}");
                let answer = Button::quiet("Answer").small().icon(icon::ARROW_BEND_UP_LEFT).name(&name);
                if answer.show(ui).clicked() {
                    self.answering = Some(Answering::to(thread.first.id, &mut self.texts));
                }
            }
            let list = || model.threads.iter().map(Thread::point).collect::<Vec<_>>();
            let words = if thread.first.resolved { "Resolved" } else { "Resolve" };
            self.thread_ticks.show(ui, cx, model.deliverable, (&thread.point(), &list), words);
            if let (Some(item), Some(number)) = (thread.feedback, thread.number)
                && model.item(item).is_some()
            {
                let words = format!("Item {number}");
                let item_button = Button::quiet(&words).small().icon(icon::LIST_CHECKS);
                if item_button.hint("Show it in the list and on the picture").show(ui).clicked() {
                    self.tab = super::Tab::Feedback;
                    self.choose(model, Some(item));
                }
            }
        });
    }

    fn answer(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        let Some(answering) = &mut self.answering else { return };
        let keys = answering.field.sent(ui);
        // Escape puts the names away first.
        let escape = !answering.field.is_offering() && ui.input(|i| i.key_pressed(Key::Escape));
        answering.field.ui(ui, cx, ("Answer", "Answer, @ names people", 2), &mut answering.body);
        let ready = !answering.body.trim().is_empty();
        let (mut send, mut drop) = (keys && ready, escape);
        ui.horizontal(|ui| {
            let button = Button::primary("Send").name("Send the answer").hint(kit::SENDS);
            send |= button.enabled_or(ready, "Write something first.").show(ui).clicked();
            drop |= Button::quiet("Cancel").name("Cancel the answer").hint("Esc").show(ui).clicked();
        });
        if send {
            if let Some(answer) = self.answering.take() {
                let id = CommentId::new(rushes_store::fresh());
                (self.said_last, self.reveal_said) = (Some(id), true);
                cx.send(Command::Comment {
                    deliverable: model.deliverable,
                    round: None,
                    id,
                    body: answer.body.trim().to_owned(),
                    reply_to: Some(answer.to),
                    action: false,
                });
            }
        } else if drop {
            self.stop_answering();
        }
    }

    /// A comment; the one sent last is marked, and brought into sight once.
    fn said(&mut self, ui: &mut Ui, cx: &Cx<'_>, comment: &Comment) {
        let last = self.said_last == Some(comment.id);
        let shown = talk::on_ground(ui, cx.theme, last, |ui| said(ui, cx, comment));
        if last && std::mem::take(&mut self.reveal_said) {
            shown.scroll_to_me(Some(egui::Align::Center));
        }
    }
}

/// A comment: who, when, and what.
fn said(ui: &mut Ui, cx: &Cx<'_>, comment: &Comment) {
    let theme = cx.theme;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP_TIGHT;
        if let Some(person) = comment.by.and_then(|id| cx.snapshot.state.studio.people.get(&id)) {
            kit::avatar(ui, person, size::AVATAR);
        }
        ui.label(font::strong(cx.name_of(comment.by), theme.text));
        let edited = if comment.edited.is_some() { ", edited" } else { "" };
        let when = format!("{}{edited}", kit::dates::moment(comment.at, cx.now));
        ui.label(font::weak(when, theme.weak)).on_hover_text(kit::dates::moment_exact(comment.at));
    });
    ui.scope(|ui| {
        if comment.resolved {
            ui.multiply_opacity(0.7);
        }
        talk::body(ui, cx, &comment.body);
    });
}
