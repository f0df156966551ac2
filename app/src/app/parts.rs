//! The keyboard on its way from one part of the window to the next.

use super::App;
use crate::{
    actions::Ask,
    kit::{self, Part},
};

impl App {
    /// To the next part, or to the one before. Not while something lies over the page: that has the keyboard.
    pub(super) fn next_part(&mut self, back: bool) {
        if kit::covered(&self.ctx) || kit::menu_open(&self.ctx) {
            return;
        }
        let place = self.trail.now();
        let hears = self.views.hears(place);
        match kit::next_part(&self.ctx, back, hears) {
            Some((Part::Page, _)) if hears => {
                self.ctx.memory_mut(|memory| memory.focused().into_iter().for_each(|id| memory.surrender_focus(id)));
                self.views.ask(place, Ask::Keys);
            }
            Some((Part::Sidebar, first)) => self.focus(self.page_line.or(first)),
            Some((_, first)) => self.focus(first),
            None => {}
        }
    }

    /// An arrow key where nothing has the keyboard leads to the page's first row or card, unless the page has a cursor of
    /// its own.
    pub(super) fn begin_walk(&self, ctx: &egui::Context) {
        use egui::Key::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp};
        let nothing = ctx.memory(|memory| memory.focused().is_none()) && kit::had_keys(ctx).is_none();
        let pressed =
            || ctx.input(|i| [ArrowUp, ArrowDown, ArrowLeft, ArrowRight].iter().any(|key| i.key_pressed(*key)));
        let over = kit::covered(ctx) || kit::menu_open(ctx);
        if nothing && !over && !self.views.hears(self.trail.now()) && pressed() {
            kit::begin_walk(ctx);
        }
    }

    fn focus(&self, id: Option<egui::Id>) {
        self.ctx.memory_mut(|memory| id.into_iter().for_each(|id| memory.request_focus(id)));
    }
}
