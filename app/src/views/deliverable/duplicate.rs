//! Making another deliverable like this one.

use crate::{
    actions::{Action, Cx, Send},
    kit::{self, Button, font, size},
    place::Place,
};
use egui::{Key, Ui};
use rushes_domain::{Command, Deliverable, DeliverableId, Duplicate, decide};

/// A copy that is about to be made.
pub(super) struct Copy {
    name: String,
    people: bool,
    dates: bool,
    focused: bool,
}

impl Copy {
    pub(super) fn of(cx: &Cx<'_>, deliverable: &Deliverable) -> Self {
        let name = decide::free_name(&cx.snapshot.state, deliverable.id);
        Self { name, people: false, dates: false, focused: false }
    }

    /// Shows the form. Gives whether it stays.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable) -> bool {
        let mut stays = true;
        ui.add_space(size::GAP_WIDE);
        kit::card(cx.theme).show(ui, |ui| {
            ui.set_max_width(size::MEASURE);
            ui.set_min_width(size::MEASURE.min(ui.available_width()));
            kit::section_title(ui, "Duplicate");
            ui.label(font::text("The plan is copied; stages begin anew, without rounds.", cx.theme.weak));
            let name = kit::field(ui, "Name of the copy", &mut self.name, "");
            if !std::mem::replace(&mut self.focused, true) {
                name.request_focus();
            }
            let enter = name.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = size::GAP_WIDE;
                if kit::tick(ui, "With the same people", "With the same people", self.people).clicked() {
                    self.people = !self.people;
                }
                if kit::tick(ui, "With the same dates", "With the same dates", self.dates).clicked() {
                    self.dates = !self.dates;
                }
            });
            let id = DeliverableId::new(rushes_store::fresh());
            let (people, dates) = (self.people, self.dates);
            let copy = Duplicate { id, of: deliverable.id, name: self.name.trim().to_owned(), people, dates };
            let command = Command::DuplicateDeliverable(copy);
            let now = cx.now;
            let foreseen =
                rushes_domain::preview(&cx.snapshot.state, cx.snapshot.me, now, std::slice::from_ref(&command));
            let why = foreseen.into_iter().flatten().next().map(|r| r.to_string()).unwrap_or_default();
            ui.horizontal(|ui| {
                let make = Button::primary("Make the copy").enabled_or(why.is_empty(), &why).show(ui).clicked();
                if why.is_empty() && (make || enter) {
                    let then = Some(Place::Deliverable(id, None));
                    cx.actions.push(Action::Send(Send { command: Box::new(command), said: None, then }));
                    stays = false;
                }
                if Button::quiet("Cancel").show(ui).clicked() {
                    stays = false;
                }
                if !why.is_empty() {
                    ui.label(font::weak(why.as_str(), cx.theme.weak));
                }
            });
        });
        stays && !kit::escaped(ui.ctx())
    }
}
