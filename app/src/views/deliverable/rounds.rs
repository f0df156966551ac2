//! The chosen stage's rounds as cards, the newest first.

use crate::{
    actions::Cx,
    kit::{self, font, size},
    views::home::round_card,
};
use egui::{Ui, vec2};
use rushes_domain::{Deliverable, Stage};

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: &Stage) {
    ui.horizontal(|ui| {
        kit::section_title(ui, "Rounds");
        if !stage.rounds.is_empty() {
            ui.label(font::number(stage.rounds.len().to_string(), cx.theme.weak));
        }
    });
    if stage.rounds.is_empty() {
        ui.label(font::text("Nothing has been published yet. A round is what gets reviewed.", cx.theme.weak));
        return;
    }
    ui.add_space(size::GRID);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(size::GAP_WIDE, size::GAP_WIDE);
        for round in stage.rounds.iter().rev() {
            ui.push_id(round.id, |ui| round_card(ui, cx, deliverable, stage, round));
        }
    });
}
