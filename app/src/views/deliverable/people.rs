//! Who works on a stage.

use crate::{
    actions::Cx,
    kit::{self, Button, icon, size, toggle_item},
};
use egui::{PopupCloseBehavior, Ui};
use rushes_domain::{Command, Deliverable, Permission, Person, PersonId, Stage, StageTarget, names};

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
        kit::menu(&button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name("Assign people")
            .show(|ui| chosen = picker(ui, cx, stage));
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

/// Everybody by name, with a field that narrows them: Enter takes the first.
fn picker(ui: &mut Ui, cx: &Cx<'_>, stage: &Stage) -> Option<PersonId> {
    let id = ui.make_persistent_id("narrowed to");
    let mut typed = ui.data(|d| d.get_temp::<String>(id)).unwrap_or_default();
    let field = kit::menu_form(ui, |ui| {
        let width = ui.available_width().clamp(200.0, size::MENU);
        kit::search(ui, "Find a person", &mut typed, "Find a person", width)
    });
    if !ui.ctx().text_edit_focused() {
        field.request_focus();
    }
    let wanted = names::loose(&typed);
    let mut all: Vec<&Person> = cx.snapshot.state.studio.people.values().collect();
    all.retain(|p| names::loose(&p.name).contains(&wanted));
    // Those who do come first: taking one away is as near as adding one.
    all.sort_by_cached_key(|p| (!stage.assignees.contains(&p.id), names::loose(&p.name)));
    let mut chosen = None;
    let enter = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
    if enter && !wanted.is_empty() {
        chosen = all.first().map(|p| p.id);
        typed.clear();
    }
    kit::scroll(320.0).show(ui, |ui| {
        if all.is_empty() {
            ui.label(kit::weak("Nobody is called so.", cx.theme.weak));
        }
        for person in all {
            let on = stage.assignees.contains(&person.id);
            let pressed = ui.push_id(person.id, |ui| {
                toggle_item(ui, &person.name, on, |ui, at| {
                    kit::paint_avatar(ui.painter(), at, size::AVATAR, person.id, &person.initials(), cx.theme);
                })
            });
            if pressed.inner {
                chosen = Some(person.id);
            }
        }
    });
    ui.data_mut(|d| d.insert_temp(id, typed));
    chosen
}
