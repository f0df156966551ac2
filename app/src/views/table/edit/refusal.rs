//! Why a cell does not take what was typed, said where it was typed.

use crate::kit::{self, Theme, font, size};
use egui::{Align2, Area, Order, Rect, Ui, vec2};

/// Why, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Refusal {
    pub(super) why: String,
    pub(super) hint: String,
}

/// Widest line of it.
const WIDE: f32 = 360.0;

/// Shows it over the cell: under that lies the list of what it takes.
pub(super) fn ui(ui: &Ui, cell: Rect, id: egui::Id, refusal: &Refusal) {
    let theme = Theme::of(ui.ctx());
    kit::focus_ring_wrong(ui, cell);
    let at = cell.left_top() - vec2(0.0, size::GRID);
    let area = Area::new(id.with("refusal")).order(Order::Foreground).pivot(Align2::LEFT_BOTTOM).fixed_pos(at);
    area.interactable(false).show(ui.ctx(), |ui| {
        kit::float_frame(ui).show(ui, |ui| {
            ui.set_max_width(WIDE);
            ui.spacing_mut().item_spacing.y = 2.0;
            let why = ui.label(font::text(refusal.why.as_str(), theme.danger));
            // Read aloud when it comes.
            ui.ctx().accesskit_node_builder(why.id, |node| {
                node.set_role(egui::accesskit::Role::Status);
                node.set_label(refusal.why.as_str());
                node.set_live(egui::accesskit::Live::Assertive);
            });
            ui.label(font::weak(refusal.hint.as_str(), theme.weak));
        });
    });
}
