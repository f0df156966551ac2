//! The field to say more.

use super::{Comments, Draft, newest};
use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
};
use egui::Ui;
use rushes_domain::{Command, CommentId, Deliverable, Permission, StageId};

impl Comments {
    pub(super) fn composer(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: Option<StageId>) {
        if !cx.snapshot.me.role.may(Permission::Talk) {
            return;
        }
        let round = newest(deliverable, stage);
        ui.spacing_mut().item_spacing.y = size::GAP_TIGHT;
        kit::divider(ui);
        if let Some(comment) = self.draft.answer.and_then(|id| deliverable.comment(id)) {
            ui.horizontal(|ui| {
                let words = format!("Answering {}", cx.name_of(comment.by));
                ui.label(font::weak(words, cx.theme.weak));
                if kit::icon_button(ui, icon::X, "Do not answer").clicked() {
                    self.draft.answer = None;
                }
            });
        }
        let hint = "Write a comment, @ names people";
        let keys = self.field.sent(ui);
        self.field.ui(ui, cx, ("Comment", hint, 2), &mut self.draft.text);
        ui.horizontal(|ui| {
            if self.draft.answer.is_none() {
                self.about(ui, round);
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let ready = !self.draft.text.trim().is_empty();
                let send = Button::primary("Send").icon(icon::PAPER_PLANE_TILT).hint(kit::SENDS);
                if (send.enabled_or(ready, "Write something first.").show(ui).clicked() || keys) && ready {
                    self.send(cx, deliverable, round.map(|(id, _)| id));
                }
            });
        });
    }

    /// What it is about, and whether it asks for something.
    fn about(&mut self, ui: &mut Ui, round: Option<(rushes_domain::RoundId, u32)>) {
        let Some((_, number)) = round else { return };
        let choices = [(false, format!("Round {number}")), (true, "Deliverable".to_owned())];
        if let Some(whole) = kit::pick(ui, "About", self.draft.whole, &choices) {
            self.draft.whole = whole;
        }
        if !self.draft.whole {
            let chip = kit::chip(ui, None, "To do", self.draft.action);
            if chip.on_hover_text("Becomes an item of the feedback checklist").clicked() {
                self.draft.action = !self.draft.action;
            }
        }
    }

    fn send(&mut self, cx: &mut Cx<'_>, deliverable: &Deliverable, round: Option<rushes_domain::RoundId>) {
        let Draft { text, answer, action, whole } = std::mem::take(&mut self.draft);
        let id = CommentId::new(rushes_store::fresh());
        let command = Command::Comment {
            deliverable: deliverable.id,
            round: round.filter(|_| !whole),
            id,
            body: text.trim().to_owned(),
            reply_to: answer,
            action: action && !whole,
        };
        self.draft.whole = whole;
        (self.said_last, self.reveal) = (Some(id), true);
        cx.send_saying(command, "Comment sent.");
    }
}
