//! What the studio has arranged for itself: custom fields and pipelines.

pub mod fields;
pub mod pipelines;

use crate::{
    actions::Cx,
    kit::{self, size},
    place::{Place, SettingsPage},
};
use egui::Ui;

/// The title and the tabs of the settings; `action` puts what the page offers to the right.
pub(super) fn head(ui: &mut Ui, cx: &mut Cx<'_>, now: SettingsPage, action: impl FnOnce(&mut Ui, &mut Cx<'_>)) {
    ui.horizontal(|ui| {
        kit::page_title(ui, "Settings");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| action(ui, cx));
    });
    ui.add_space(size::GAP);
    let pages = SettingsPage::ALL.map(|page| (page, page.label()));
    if let Some(page) = kit::segments(ui, now, &pages) {
        cx.actions.push(crate::actions::Action::Turn(Place::Settings(page)));
    }
    ui.add_space(size::GAP_WIDE);
}
