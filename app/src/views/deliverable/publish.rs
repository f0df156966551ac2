//! A round on its way: its files, what the artist says, and the button.

use crate::{
    actions::{Action, Cx, Pick, PublishFile},
    kit::{self, Button, font, icon, size},
    views::path_field::{Line, PathField, Wanted},
};
use egui::{Align, Layout, Ui};
use rushes_domain::{AttachmentRole, Deliverable, Permission, Stage, StageTarget, Status};
use std::path::{Path, PathBuf};

/// What is to be published.
#[derive(Default)]
pub(super) struct Draft {
    target: Option<StageTarget>,
    files: Vec<PublishFile>,
    note: String,
    path: PathField,
    sent: bool,
}

/// Width of the button beside the path, with its gap.
const ADD: f32 = 60.0;

impl Draft {
    pub(super) fn add(&mut self, target: StageTarget, files: Vec<PathBuf>) {
        self.of(target);
        for path in files {
            if self.files.iter().all(|f| f.path != path) {
                self.files.push(PublishFile { path, role: AttachmentRole::Current });
            }
        }
    }

    pub(super) fn send(&mut self, target: StageTarget) {
        self.sent |= self.target == Some(target);
    }

    pub(super) fn settle(&mut self, target: StageTarget, done: bool) {
        if self.target != Some(target) {
            return;
        }
        self.sent = false;
        if done {
            *self = Self { target: Some(target), ..Self::default() };
        }
    }

    fn of(&mut self, target: StageTarget) {
        if self.target != Some(target) {
            *self = Self { target: Some(target), ..Self::default() };
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: &Stage) {
        let target = StageTarget { deliverable: deliverable.id, stage: stage.id };
        self.of(target);
        if !cx.snapshot.me.role.may(Permission::Work) {
            return;
        }
        kit::card(cx.theme).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            let next = stage.round_number() + 1;
            ui.label(font::strong(format!("Publish round {next}"), cx.theme.text));
            if let Some(why) = closed(stage) {
                ui.label(font::text(why, cx.theme.weak));
                return;
            }
            ui.label(font::text(
                "Drop pictures or a clip here. They are kept as they are, stored once.",
                cx.theme.weak,
            ));
            ui.add_space(size::GRID);
            self.sources(ui, cx, target);
            if self.files.is_empty() {
                return;
            }
            ui.add_space(size::GAP);
            self.listed(ui, cx);
            ui.add_space(size::GAP);
            let hint = kit::text_hint("What changed, what to look at", "publishes");
            let keys = kit::area(ui, "Note for the reviewer", &mut self.note, &hint, 2);
            let keys = keys.has_focus() && kit::sends(ui);
            ui.add_space(size::GAP);
            let work = self.files.iter().any(|f| f.role == AttachmentRole::Current);
            let (ready, why) = match (work, self.sent) {
                (_, true) => (false, "It is on its way."),
                (false, _) => (false, "One file has to be the work to review."),
                _ => (true, ""),
            };
            let words = format!("Publish round {next}");
            let button = Button::primary(&words).icon(icon::UPLOAD_SIMPLE);
            if (button.hint(kit::SENDS).enabled_or(ready, why).show(ui).clicked() || keys) && ready {
                cx.actions.push(Action::Publish {
                    target,
                    files: self.files.clone(),
                    note: self.note.trim().to_owned(),
                });
            }
        });
    }

    fn sources(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, target: StageTarget) {
        let line = Line {
            name: "Path of a file",
            hint: "or paste a path",
            wanted: Wanted::Files,
            button: Button::new("Add").name("Add the file"),
            not_now: "",
            after: ADD,
        };
        let browse = |ui: &mut Ui| {
            if Button::new("Browse…").icon(icon::FOLDER_OPEN).name("Browse for files").show(ui).clicked() {
                cx.actions.push(Action::Pick(Pick::Media(target)));
            }
        };
        if let Some(paths) = self.path.ui(ui, line, browse, |_| ()) {
            self.path.clear();
            self.add(target, paths);
        }
    }

    fn listed(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let mut gone = None;
        for (i, file) in self.files.iter_mut().enumerate() {
            ui.push_id(i, |ui| {
                ui.horizontal(|ui| {
                    let glyph = if is_video(&file.path) { icon::FILM_STRIP } else { icon::IMAGE };
                    ui.label(egui::RichText::new(glyph).font(font::icons(size::ICON)).color(cx.theme.weak));
                    let name = file.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                    ui.add(egui::Label::new(font::text(name.as_str(), cx.theme.text)).truncate())
                        .on_hover_text(file.path.display().to_string());
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if kit::icon_button(ui, icon::X, &format!("Leave out {name}")).clicked() {
                            gone = Some(i);
                        }
                        let on = file.role == AttachmentRole::Reference;
                        let chip = kit::chip(ui, None, "Reference", on);
                        if chip.on_hover_text("What the work is compared with, not the work").clicked() {
                            file.role = if on { AttachmentRole::Current } else { AttachmentRole::Reference };
                        }
                    });
                });
            });
        }
        if let Some(i) = gone {
            self.files.remove(i);
        }
    }
}

/// Why a stage takes no round now; nothing where it takes one.
pub(crate) fn closed(stage: &Stage) -> Option<&'static str> {
    match stage.status {
        Status::Blocked => Some("It waits for other stages. Approve or skip those first."),
        Status::OnHold => Some("It is on hold. Take it up again first."),
        Status::Skipped => Some("It is skipped. Take it up again first."),
        _ => None,
    }
}

fn is_video(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    matches!(ending.as_str(), "mp4" | "mov" | "mkv" | "webm" | "avi" | "mxf" | "m4v")
}
