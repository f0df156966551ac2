//! Making a deliverable, in a line over the table.

use crate::{
    actions::Cx,
    kit::{self, Button, dates, font, size},
};
use egui::{Frame, Key, Margin, Stroke, Ui};
use rushes_domain::{Command, DeliverableId, NewDeliverable, Priority, ProjectId};

/// A deliverable that is being typed.
#[derive(Default)]
pub(crate) struct Draft {
    name: String,
    kind: String,
    priority: Priority,
    due: String,
    focused: bool,
    made: usize,
    /// On their way to the store, by the names they were typed with.
    sent: Vec<(DeliverableId, String)>,
    /// Refused, and back in the field.
    back: Option<(DeliverableId, String)>,
}

impl Draft {
    /// Shows the line. Gives whether it stays.
    pub(crate) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) -> bool {
        let mut stays = true;
        let menu = kit::menu_open(ui.ctx());
        let before = self.sent.len();
        self.sent.retain(|(id, _)| cx.snapshot.state.deliverable(*id).is_none());
        self.made += before - self.sent.len();
        // What was refused may have been sent again from the message about it.
        if let Some((_, name)) = self.back.take_if(|(id, _)| cx.snapshot.state.deliverable(*id).is_some()) {
            self.made += 1;
            if self.name == name {
                self.name.clear();
            }
        }
        let frame = Frame::new()
            .fill(cx.theme.raised)
            .stroke(Stroke::new(1.0, cx.theme.line))
            .inner_margin(Margin::symmetric(24, 12));
        frame.show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            let due = dates::parse(&self.due, cx.today);
            let due_wrong = !self.due.trim().is_empty() && due.is_none();
            ui.horizontal_top(|ui| {
                let mut enter = false;
                let mut column = |ui: &mut Ui, width: f32, label: &str, value: &mut String, hint: &str| {
                    ui.scope(|ui| {
                        ui.set_width(width);
                        let field = kit::field(ui, label, value, hint);
                        enter |= kit::entered(ui, &field);
                        field
                    })
                    .inner
                };
                let room = (ui.available_width() - 620.0).clamp(140.0, 360.0);
                let name = column(ui, room, "Name", &mut self.name, &kit::line_hint("Hero chair", "creates it"));
                if !std::mem::replace(&mut self.focused, true) {
                    name.request_focus();
                }
                column(ui, 120.0, "Type", &mut self.kind, "Asset");
                let due_field = column(ui, 110.0, "Due", &mut self.due, "such as fri, +5");
                if due_wrong {
                    kit::focus_ring(ui.painter(), due_field.rect.shrink(2.0), size::RADIUS, cx.theme);
                }
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = size::GRID;
                    ui.label(font::caption("Priority", cx.theme.weak));
                    let choices = Priority::ALL.map(|p| (p, kit::status::priority_label(p).to_owned()));
                    if let Some(priority) = kit::pick(ui, "Priority", self.priority, &choices) {
                        self.priority = priority;
                    }
                });
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = size::GRID;
                    ui.label(font::caption(" ", cx.theme.weak));
                    ui.horizontal(|ui| {
                        let ready = !self.name.trim().is_empty() && !due_wrong;
                        let why =
                            if due_wrong { "The due day is not one that is understood." } else { "It needs a name." };
                        let create = Button::primary("Create").enabled_or(ready, why).show(ui).clicked();
                        if ready && (create || enter) {
                            self.create(cx, project, due);
                        }
                        if Button::quiet("Close").show(ui).clicked() {
                            stays = false;
                        }
                    });
                });
            });
            if due_wrong {
                let words = "The due day is not understood. Write 2026-11-27, 27 Nov, tomorrow or +5.";
                ui.label(font::weak(words, cx.theme.danger));
            } else if self.made > 0 {
                let words = if self.made == 1 {
                    "Made 1. Type the next name.".into()
                } else {
                    format!("Made {}. Type the next name.", self.made)
                };
                ui.label(font::weak(words, cx.theme.weak));
            }
        });
        stays && (menu || !ui.input(|i| i.key_pressed(Key::Escape)))
    }

    fn create(&mut self, cx: &mut Cx<'_>, project: ProjectId, due: Option<rushes_domain::Date>) {
        let id = DeliverableId::new(rushes_store::fresh());
        let name = std::mem::take(&mut self.name);
        cx.send(Command::CreateDeliverable(NewDeliverable {
            id,
            project,
            name: name.trim().to_owned(),
            kind: self.kind.trim().to_owned(),
            priority: self.priority,
            due,
            description: String::new(),
        }));
        // The next one is often of the same kind and due on the same day.
        self.sent.push((id, name));
        self.focused = false;
    }

    /// It was refused: its name comes back to be corrected, unless the next one is being typed.
    pub(super) fn refused(&mut self, id: DeliverableId) {
        let Some(at) = self.sent.iter().position(|(sent, _)| *sent == id) else { return };
        let (_, name) = self.sent.remove(at);
        if self.name.is_empty() {
            self.name.clone_from(&name);
            self.back = Some((id, name));
        }
    }
}
