//! Who works on a stage.

use crate::{
    actions::Cx,
    kit::{self, Button, icon, size},
    views::table::toggle,
};
use egui::{Popup, PopupCloseBehavior, Ui};
use rushes_domain::{Command, Deliverable, Permission, Person, Stage, StageTarget};

/// Discs of those who do, and the menu that changes it.
pub(super) fn assignees(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: &Stage) {
    let studio = &cx.snapshot.state.studio;
    let people: Vec<&Person> = stage.assignees.iter().filter_map(|p| studio.people.get(p)).collect();
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        ui.set_min_height(size::CONTROL);
        if !people.is_empty() {
            kit::avatars(ui, &people);
            let words = match people.as_slice() {
                [one] => one.name.clone(),
                many => format!("{} people", many.len()),
            };
            ui.label(kit::text(words, cx.theme.text));
        }
        if !cx.snapshot.me.role.may(Permission::Plan) {
            if people.is_empty() {
                ui.label(kit::text("nobody", cx.theme.weak));
            }
            return;
        }
        let words = if people.is_empty() { "Assign" } else { "Change" };
        let button = Button::quiet(words).icon(icon::USER_PLUS).name("Assign people").show(ui);
        Popup::menu(&button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name("Assign people")
            .show(|ui| {
                let mut all: Vec<&Person> = studio.people.values().collect();
                all.sort_by_key(|p| p.name.to_lowercase());
                kit::scroll(360.0).show(ui, |ui| {
                    for person in all {
                        let on = stage.assignees.contains(&person.id);
                        let pressed = ui.push_id(person.id, |ui| {
                            toggle(ui, &person.name, on, |ui, at| {
                                let initials = person.initials();
                                kit::paint_avatar(ui.painter(), at, size::AVATAR, person.id, &initials, cx.theme);
                            })
                        });
                        if pressed.inner {
                            chosen = Some(person.id);
                        }
                    }
                });
            });
    });
    if let Some(person) = chosen {
        let mut people = std::collections::BTreeSet::from(&stage.assignees);
        if !people.remove(&person) {
            people.insert(person);
        }
        let target = StageTarget { deliverable: deliverable.id, stage: stage.id };
        cx.send(Command::AssignStage { target, people });
    }
}
