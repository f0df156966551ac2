//! The line over the board: what is shown, and how.

use super::{Board, Layout, Scope};
use crate::{
    actions::Cx,
    kit::{self, font, icon, size},
    views::filter,
};
use egui::{Frame, Margin, Ui};
use rushes_domain::ViewSettings;

/// What stands on the line beside the field, in points.
const REST: f32 = 540.0;
/// Lines with less room do not count the cards, in points.
const COUNTED: f32 = 360.0;

impl Board {
    pub(super) fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scope: Scope) {
        let top = if scope == Scope::All { 24 } else { 8 };
        Frame::new().inner_margin(Margin { left: 24, right: 24, top, bottom: 8 }).show(ui, |ui| {
            // A project's own board has the project's head over it.
            if scope == Scope::All {
                kit::page_title(ui, &cx.place.title(&cx.snapshot.state));
                ui.add_space(size::GAP);
            }
            ui.horizontal(|ui| {
                let width = filter::width(ui.available_width() - REST);
                self.filter.ui(ui, cx, width);
                self.saved(ui, cx, scope);
                kit::at_right(ui, "how the board looks", |ui, room| self.layout(ui, cx, scope, room));
            });
            self.filter.notices(ui, cx);
        });
    }

    fn saved(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scope: Scope) {
        self.settings.query = self.filter.text().trim().to_owned();
        if let Some(taken) = self.views.ui(ui, cx, scope.project(), &self.settings.to_text()) {
            self.settings = ViewSettings::from_text(&taken);
            self.filter.set_text(self.settings.query.clone());
        }
    }

    fn layout(&mut self, ui: &mut Ui, cx: &Cx<'_>, scope: Scope, room: f32) {
        let (shown, total) = (self.model.shown(), self.model.total());
        let all = kit::counted(total, "card");
        let words = if shown == total { all } else { format!("{} of {all}", kit::figure(shown)) };
        if room > COUNTED {
            ui.label(font::number(words, cx.theme.weak)).on_hover_text("Cards shown, of all deliverables");
            ui.add_space(size::GRID);
        }
        let mut choices = vec![(Layout::Status, "By status".to_owned()), (Layout::Stage, "By stage".to_owned())];
        let stages = scope.stages(&cx.snapshot.state);
        choices.extend(stages.into_iter().map(|(def, name)| (Layout::StatusOf(def), format!("{name} by status"))));
        if let Some(layout) = kit::pick(ui, "Columns", self.look.layout, &choices) {
            self.look.set_layout(layout);
            self.selected.clear();
            self.cursor = None;
        }
        let name = if self.look.pictures { "Small pictures" } else { "Large pictures" };
        if kit::toggle_button(ui, icon::IMAGE, name, self.look.pictures).clicked() {
            self.look.pictures = !self.look.pictures;
        }
    }
}
