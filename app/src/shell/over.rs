//! The sidebar over the page, where the window is too narrow for both.

use super::sidebar::{self, Around, Counts};
use crate::{
    actions::{Action, Cx},
    kit::size,
};
use egui::{Align2, Context, Frame, Id, Margin, Modal, Ui, Vec2};

/// The sidebar while it lies over the page.
#[derive(Clone, Copy)]
pub struct Over {
    /// What had the keyboard before: it has it again afterwards.
    before: Option<Id>,
    /// It has just been opened.
    fresh: bool,
}

impl Over {
    /// Opens it.
    #[must_use]
    pub fn open(ctx: &Context) -> Self {
        Self { before: ctx.memory(egui::Memory::focused), fresh: true }
    }

    /// Closes it: the keyboard goes back to where it was.
    pub fn close(self, ctx: &Context) {
        if let Some(before) = self.before {
            ctx.memory_mut(|m| m.request_focus(before));
        }
    }

    /// Shows it. Gives it back while it stays open.
    #[must_use]
    pub fn ui(mut self, ui: &Ui, cx: &mut Cx<'_>, around: &Around<'_>, counts: Counts) -> Option<Self> {
        let ctx = ui.ctx().clone();
        let height = ctx.content_rect().height();
        let id = Id::unique("sidebar over the page");
        let area = Modal::default_area(id).anchor(Align2::LEFT_TOP, Vec2::ZERO);
        let frame = Frame::new().fill(cx.theme.sunken).inner_margin(Margin::same(8)).shadow(ui.visuals().window_shadow);
        let asked = cx.actions.len();
        let shown = Modal::new(id).area(area).frame(frame).backdrop_color(cx.theme.scrim).show(&ctx, |ui| {
            ui.set_width(size::SIDEBAR - 16.0);
            ui.set_height(height - 16.0);
            sidebar::ui(ui, cx, around, counts, None)
        });
        if std::mem::take(&mut self.fresh)
            && let Some(here) = &shown.inner
        {
            here.request_focus();
        }
        // Going to the page that is shown closes it as well.
        let went = cx.actions[asked..].iter().any(|a| !matches!(a, Action::ToggleFavourite(_) | Action::Cancel(_)));
        if shown.should_close() || went {
            self.close(&ctx);
            return None;
        }
        Some(self)
    }
}
