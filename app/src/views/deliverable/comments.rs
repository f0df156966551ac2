//! What people say about the deliverable, and the field to say more.

use crate::{
    actions::Cx,
    kit::{self, Button, dates, font, icon, size},
    place::Place,
};
use egui::{Key, Ui};
use rushes_domain::{Command, Comment, CommentId, Deliverable, StageId};

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Scope {
    #[default]
    Stage,
    All,
}

/// The panel's own state.
#[derive(Default)]
pub(super) struct Comments {
    scope: Scope,
    draft: String,
    answer: Option<CommentId>,
    action: bool,
}

impl Comments {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: Option<StageId>) {
        let stage_name = stage.and_then(|s| deliverable.stage(s)).map_or("Stage", |s| s.name.as_str());
        ui.horizontal(|ui| {
            kit::section_title(ui, "Comments");
        });
        if let Some(scope) = kit::segments(ui, self.scope, &[(Scope::Stage, stage_name), (Scope::All, "All")]) {
            self.scope = scope;
        }
        ui.add_space(size::GAP);
        let of_stage = |c: &&Comment| {
            let about = c.round.and_then(|r| deliverable.round(r)).map(|r| r.stage).or(c.stage);
            self.scope == Scope::All || about.is_none() || about == stage
        };
        let threads: Vec<&Comment> = deliverable
            .comments
            .iter()
            .filter(|c| c.reply_to.is_none_or(|to| deliverable.comment(to).is_none()))
            .filter(of_stage)
            .collect();
        let foot = 142.0;
        let height = (ui.available_height() - foot).max(120.0);
        let mut answer = None;
        egui::ScrollArea::vertical()
            .id_salt(("comments", deliverable.id))
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink([false, false])
            .stick_to_bottom(true)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = size::GAP;
                if threads.is_empty() {
                    ui.add_space(size::PAGE);
                    ui.label(font::text("Nobody has said anything yet.", cx.theme.weak));
                    let words = "Comments are about the newest round of the stage, if it has one. \
                         Draw on pictures in the review.";
                    ui.label(font::weak(words, cx.theme.weak));
                }
                for comment in threads {
                    ui.push_id(comment.id, |ui| {
                        if thread(ui, cx, deliverable, comment) {
                            answer = Some(comment.id);
                        }
                    });
                }
            });
        if answer.is_some() {
            self.answer = answer;
        }
        self.composer(ui, cx, deliverable, stage);
    }

    fn composer(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: Option<StageId>) {
        let round = stage.and_then(|s| deliverable.stage(s)).and_then(|s| s.latest());
        kit::divider(ui);
        if let Some(comment) = self.answer.and_then(|id| deliverable.comment(id)) {
            ui.horizontal(|ui| {
                let words = format!("Answering {}", cx.name_of(comment.by));
                ui.label(font::weak(words, cx.theme.weak));
                if kit::icon_button(ui, icon::X, "Do not answer").clicked() {
                    self.answer = None;
                }
            });
        }
        let field = kit::area(ui, "Comment", &mut self.draft, "Write a comment", 2);
        let keys = ui.input(|i| i.modifiers.command && i.key_pressed(Key::Enter)) && field.has_focus();
        ui.horizontal(|ui| {
            if round.is_some() && self.answer.is_none() {
                let chip = kit::chip(ui, Some(icon::CHECK_CIRCLE), "To do", self.action);
                if chip.on_hover_text("Becomes an item of the feedback checklist").clicked() {
                    self.action = !self.action;
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let ready = !self.draft.trim().is_empty();
                let send =
                    Button::primary("Send").icon(icon::PAPER_PLANE_TILT).enabled_or(ready, "Write something first.");
                if (send.show(ui).clicked() || keys) && ready {
                    cx.send(Command::Comment {
                        deliverable: deliverable.id,
                        round: round.map(|r| r.id),
                        id: CommentId::new(rushes_store::fresh()),
                        body: self.draft.trim().to_owned(),
                        reply_to: self.answer.take(),
                        action: self.action,
                    });
                    self.draft.clear();
                    self.action = false;
                }
            });
        });
    }
}

/// A comment and its answers. Gives whether it is to be answered.
fn thread(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, comment: &Comment) -> bool {
    said(ui, cx, deliverable, comment);
    let answers: Vec<&Comment> = deliverable.comments.iter().filter(|c| c.reply_to == Some(comment.id)).collect();
    if !answers.is_empty() {
        ui.horizontal_top(|ui| {
            ui.add_space(size::GAP_WIDE);
            ui.vertical(|ui| {
                for answer in answers {
                    ui.push_id(answer.id, |ui| said(ui, cx, deliverable, answer));
                }
            });
        });
    }
    let mut wanted = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GRID;
        ui.add_space(30.0);
        wanted = Button::quiet("Answer").small().icon(icon::ARROW_BEND_UP_LEFT).show(ui).clicked();
        if let Some(round) = comment.round
            && Button::quiet("Look").small().icon(icon::EYE).name("Look at the round").show(ui).clicked()
        {
            cx.go(Place::Review(deliverable.id, round));
        }
    });
    wanted
}

fn said(ui: &mut Ui, cx: &Cx<'_>, deliverable: &Deliverable, comment: &Comment) {
    ui.horizontal_top(|ui| {
        let person = comment.by.and_then(|p| cx.snapshot.state.studio.people.get(&p));
        match person {
            Some(person) => drop(kit::avatar(ui, person, size::AVATAR_LARGE)),
            None => ui.add_space(size::AVATAR_LARGE),
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = size::GAP_TIGHT;
                ui.label(font::strong(cx.name_of(comment.by), cx.theme.text));
                ui.label(font::weak(dates::moment(comment.at, cx.now), cx.theme.weak))
                    .on_hover_text(dates::moment_exact(comment.at));
            });
            let about = comment
                .round
                .and_then(|r| deliverable.round(r))
                .and_then(|r| Some(format!("{}, round {}", deliverable.stage(r.stage)?.name, r.number)));
            if let Some(about) = about.filter(|_| comment.reply_to.is_none()) {
                ui.label(font::caption(about, cx.theme.weak));
            }
            ui.add(egui::Label::new(font::text(comment.body.as_str(), cx.theme.text)).wrap().selectable(true));
            if let Some(item) = deliverable.feedback.iter().find(|f| f.comment == comment.id && f.action) {
                let ink = kit::status::feedback_color(item.status, cx.theme);
                ui.label(font::caption(format!("Feedback: {}", item.status.label().to_lowercase()), ink));
            }
        });
    });
}
