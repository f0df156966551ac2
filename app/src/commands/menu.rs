//! Lines of menus, from the list of commands: each with its icon, its name and its keys, and only what makes sense
//! there and what this person may.

use super::{Scene, called};
use crate::{
    actions::{Action, Cx},
    kit,
    place::Place,
};
use egui::Ui;

/// The commands with these ids, about the page shown.
pub fn of_page(ui: &mut Ui, cx: &mut Cx<'_>, ids: &[&str]) {
    lines(ui, cx, cx.place, false, ids);
}

/// The commands with these ids, about the thing the menu was opened on: the place it leads to.
pub fn about(ui: &mut Ui, cx: &mut Cx<'_>, thing: Place, ids: &[&str]) {
    lines(ui, cx, thing, true, ids);
}

/// What a command does to a thing, if it makes sense there and this person may.
#[must_use]
pub fn action(cx: &Cx<'_>, thing: Place, id: &str) -> Option<Action> {
    called(id)?.action(&Scene { place: thing, snapshot: cx.snapshot, menu: true })
}

fn lines(ui: &mut Ui, cx: &mut Cx<'_>, place: Place, menu: bool, ids: &[&str]) {
    let mut chosen = None;
    for command in ids.iter().filter_map(|id| called(id)) {
        let scene = Scene { place, snapshot: cx.snapshot, menu };
        let Some(action) = command.action(&scene) else { continue };
        let keys = command.keys_shown(ui.ctx());
        if kit::menu_item_with(ui, Some(command.icon), command.name, &keys).clicked() {
            chosen = Some(action);
        }
    }
    cx.actions.extend(chosen);
}
