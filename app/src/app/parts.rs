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

    fn focus(&self, id: Option<egui::Id>) {
        self.ctx.memory_mut(|memory| id.into_iter().for_each(|id| memory.request_focus(id)));
    }
}
