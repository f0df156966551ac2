//! The review page: a round's picture or clip, marks on it, its feedback, and the decision.

mod comments;
mod composer;
mod drafts;
mod feedback;
mod gallery;
mod gates;
mod info;
mod keys;
mod model;
mod panel;
mod readout;
mod rounds;
mod said;
mod stage;
mod state;
mod tools;
mod top;

#[cfg(test)]
mod tests;

pub use gates::Gates;
pub use model::{Item, ItemFile, Mark, ReviewModel, ReviewTarget, RoundCard, StepLine, Thread};
pub use state::{ReviewPage, Tab};

use crate::{actions::Cx, kit, viewer::canvas::canvas_id};
use egui::{Frame, Margin, Panel, Ui};
use rushes_domain::{DeliverableId, RoundId};

impl ReviewPage {
    /// Shows a round. Commands, toasts and going elsewhere come out through `cx`.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: DeliverableId, round: RoundId) {
        self.turn_to(deliverable, round);
        let pass = ui.ctx().cumulative_pass_nr();
        if pass > self.pass + 2 {
            // One comes from another page, and the window has its bars again.
            self.panels_hidden = false;
        }
        self.pass = pass;
        let Some(model) = self.model(cx) else {
            self.leave();
            kit::empty(
                ui,
                kit::icon::IMAGE,
                "This round is not here",
                "It was taken away, or has not arrived on this device yet. Go back, or wait until the devices have talked.",
                None,
            );
            return;
        };
        let now_s = ui.input(|i| i.time);
        let ctx = ui.ctx().clone();
        let file = model.file.as_ref().map(|f| (f.hash, f.kind));
        self.viewer.look_at(&ctx, file, &|hash| cx.media_path(hash));
        if let Some(item) = self.reach.filter(|_| !self.viewer.is_reading()) {
            self.choose(&model, Some(item));
        }
        self.keys(&ctx, cx, &model, now_s);
        self.viewer.advance(&ctx, now_s);
        if ctx.memory(|m| m.focused().is_none()) && self.drafts.open().is_none() {
            // The page's keys mean something only while nothing else has the keyboard.
            ctx.memory_mut(|m| m.request_focus(canvas_id()));
        }

        let theme = cx.theme.clone();
        let flat = |x: i8, y: i8| Frame::new().fill(theme.surface).inner_margin(Margin::symmetric(x, y));
        if !self.panels_hidden {
            let head = Panel::top("review top").frame(flat(12, 8)).show(ui, |ui| self.top(ui, cx, &model));
            kit::part(&ctx, kit::Part::Head, head.response.rect);
            let side = Panel::right("review panel")
                .frame(flat(0, 0))
                .default_size(state::PANEL)
                .size_range(state::PANEL_RANGE)
                .show(ui, |ui| self.panel(ui, cx, &model));
            kit::part(&ctx, kit::Part::Side, side.response.rect);
            Panel::bottom("review bottom").frame(flat(12, 6)).show(ui, |ui| self.bottom(ui, cx, &model, now_s));
            Panel::left("review tools")
                .frame(flat(6, 8))
                .resizable(false)
                .exact_size(state::STRIP)
                .show(ui, |ui| kit::scroll(ui.available_height()).show(ui, |ui| self.tools(ui, &model)));
        }
        self.stage(ui, cx, &model);
    }
}
