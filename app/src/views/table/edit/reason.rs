//! Why a status is set by hand: asked under the cell, with what keeps it from following by itself.

use super::{choices::LIST, of_stage, value};
use crate::{
    actions::Cx,
    kit::{self, font, size},
    views::table::{columns::Column, model::Row},
};
use egui::{Popup, PopupCloseBehavior, Rect, Ui};
use rushes_domain::{Command, StageTarget, Status, preview};

/// What is typed, with the status it is the reason of: as it may be typed at once.
pub(super) fn told(status: Status, reason: &str) -> String {
    match reason.trim() {
        "" => status.label().to_owned(),
        reason => format!("{}: {reason}", status.label()),
    }
}

/// Shows what is asked under the cell.
pub(super) fn ui(ui: &Ui, cx: &Cx<'_>, (rect, id): (Rect, egui::Id), (row, column): (&Row, &Column), status: Status) {
    let Some(stage) = value::stage(row, column) else { return };
    let target = StageTarget { deliverable: row.deliverable.id, stage: stage.id };
    let plain = of_stage::command(target, stage, &of_stage::OfStage::Status(status, String::new()));
    let foreseen = |command: Command| preview(&cx.snapshot.state, cx.snapshot.me, cx.now, &[command]).pop().flatten();
    let refusal = plain.and_then(foreseen).map(|r| r.to_string());
    let popup = Popup::new(id.with("reason"), ui.ctx().clone(), rect, ui.layer_id())
        .open(true)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .accessible_name("Why")
        .gap(2.0);
    popup.show(|ui| {
        ui.set_width(LIST);
        egui::Frame::new().inner_margin(size::GAP).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::GRID;
            kit::status_mark(ui, status);
            if let Some((round, _)) = of_stage::decision(stage, status) {
                let words = format!("This decides round {}. Write what to say with it, then Enter.", round.number);
                ui.label(font::weak(words, cx.theme.text));
            } else if let Some(why) = refusal {
                ui.label(font::weak(why, cx.theme.weak));
                ui.label(font::weak("Set by hand, it needs a reason. Write it, then Enter.", cx.theme.text));
            } else {
                ui.label(font::weak("Write why, if it matters, then Enter.", cx.theme.weak));
            }
        });
    });
}
