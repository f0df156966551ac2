//! The chosen stage's rounds as cards, the newest first.

use crate::{
    actions::Cx,
    kit::{self, font, size},
    views::home::{ROUND_WIDTH, round_card},
};
use egui::Ui;
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
    let newest_first: Vec<_> = stage.rounds.iter().rev().collect();
    ui.scope(|ui| {
        kit::cards(ui, newest_first.len(), ROUND_WIDTH, |ui, i, width| {
            let round = newest_first[i];
            ui.push_id(round.id, |ui| round_card(ui, cx, (deliverable, stage, round), false, width));
        });
    });
}
