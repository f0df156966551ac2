//! What the studio has arranged for itself, custom fields and pipelines, and how it lies on this device.

pub mod fields;
pub mod pipelines;

use crate::{
    actions::Cx,
    kit::{self, size},
    place::{Place, SettingsPage},
};
use egui::Ui;

/// The title and the tabs of the settings; `action` puts what the page offers to the right.
pub(super) fn head(ui: &mut Ui, cx: &mut Cx<'_>, action: impl FnOnce(&mut Ui, &mut Cx<'_>)) {
    kit::Head::new("Settings").show(ui, |ui| action(ui, cx));
    ui.add_space(size::GAP);
    let mut pages: Vec<(Place, &str)> = SettingsPage::ALL.map(|page| (Place::Settings(page), page.label())).into();
    pages.push((Place::Storage, "Storage"));
    if let Some(page) = kit::segments(ui, cx.place, &pages) {
        cx.actions.push(crate::actions::Action::Turn(page));
    }
    ui.add_space(size::GAP_WIDE);
}
