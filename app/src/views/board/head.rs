//! The lines over the board: the project's name, and what is shown how.

use super::{Board, Layout, model};
use crate::{
    actions::{Action, Cx},
    kit::{self, font, icon, size},
    place::Place,
};
use egui::{Align, Frame, Margin, Ui};
use rushes_domain::{ProjectId, ViewSettings};

impl Board {
    pub(super) fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let Some(found) = cx.snapshot.state.projects.get(&project).cloned() else { return };
        Frame::new().inner_margin(Margin { left: 24, right: 24, top: 14, bottom: 2 }).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.scope(|ui| {
                    ui.set_max_width(ui.available_width() * 0.5);
                    kit::page_title(ui, &found.name);
                });
                ui.label(font::weak(found.code.as_str(), cx.theme.weak));
                cx.actions.extend(tabs(ui, project, true));
            });
        });
        Frame::new().inner_margin(Margin { left: 24, right: 24, top: 8, bottom: 8 }).show(ui, |ui| {
            ui.horizontal(|ui| {
                let width = (ui.available_width() - 640.0).clamp(120.0, 320.0);
                self.filter.ui(ui, cx, width);
                self.saved(ui, cx, project);
                ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| self.layout(ui, cx, project));
            });
            self.filter.notices(ui, cx);
        });
    }

    fn saved(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        self.settings.query = self.filter.text().trim().to_owned();
        if let Some(taken) = self.views.ui(ui, cx, Some(project), &self.settings.to_text()) {
            self.settings = ViewSettings::from_text(&taken);
            self.filter.set_text(self.settings.query.clone());
        }
    }

    fn layout(&mut self, ui: &mut Ui, cx: &Cx<'_>, project: ProjectId) {
        let name = if self.pictures { "Small pictures" } else { "Large pictures" };
        if kit::toggle_button(ui, icon::IMAGE, name, self.pictures).clicked() {
            self.pictures = !self.pictures;
        }
        let mut choices = vec![
            (Layout::Status, "By status".to_owned()),
            (Layout::Stage, "By stage".to_owned()),
        ];
        let stages = model::stages(&cx.snapshot.state, project);
        choices.extend(stages.into_iter().map(|(def, name)| (Layout::StatusOf(def), format!("{name} by status"))));
        if let Some(layout) = kit::pick(ui, "Columns", self.layout, &choices) {
            self.layout = layout;
            self.selected.clear();
            self.cursor = None;
        }
        let (shown, total) = (self.model.shown(), self.model.total());
        let words = if shown == total { format!("{total}") } else { format!("{shown} of {total}") };
        if ui.available_width() > 70.0 {
            ui.label(font::number(words, cx.theme.weak)).on_hover_text("Cards shown, of all deliverables");
        }
        ui.add_space(size::GRID);
    }
}

/// The tabs of a project that show the same deliverables; gives where to turn to.
pub(crate) fn tabs(ui: &mut Ui, project: ProjectId, board: bool) -> Option<Action> {
    let board = kit::segments(ui, board, &[(false, "Table"), (true, "Board")])?;
    Some(Action::Turn(if board { Place::Board(project) } else { Place::Project(project) }))
}
