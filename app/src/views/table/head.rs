//! The project's own line over the table.

use super::model::Totals;
use crate::{
    actions::{Action, Cx},
    kit::{self, dates, font, icon},
};
use egui::{Frame, Margin, Ui};
use rushes_domain::{ProjectId, Status};

/// Name, code, client, days, and how much is approved.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId, totals: &Totals) {
    let Some(project) = cx.snapshot.state.projects.get(&project).cloned() else { return };
    Frame::new().inner_margin(Margin { left: 24, right: 24, top: 14, bottom: 2 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.scope(|ui| {
                ui.set_max_width(ui.available_width() * 0.5);
                kit::page_title(ui, &project.name);
            });
            let name = "Keep in favourites, or not";
            if kit::icon_button(ui, icon::STAR, name).clicked() {
                cx.actions.push(Action::ToggleFavourite(project.id));
            }
            let mut facts = vec![project.code.clone()];
            if !project.client.is_empty() {
                facts.push(project.client.clone());
            }
            ui.label(font::weak(facts.join("  ·  "), cx.theme.weak));
            if let Some(due) = project.due {
                let words = format!("due {}", dates::day(due, cx.today));
                ui.label(font::weak(words, cx.theme.weak)).on_hover_text(dates::day_exact(due, cx.today));
            }
            let all: usize = totals.statuses().filter(|(s, _)| *s != Status::Skipped).map(|(_, n)| n).sum();
            if all > 0 && ui.available_width() > 220.0 {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let done = totals.stages[Status::Approved as usize] as f32 / all as f32;
                    ui.label(font::number(format!("{:.0} % approved", done * 100.0), cx.theme.weak));
                    ui.scope(|ui| {
                        ui.set_width(120.0);
                        kit::progress(ui, Some(done), "Approved stages");
                    });
                });
            }
        });
    });
}
