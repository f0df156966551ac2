//! My Work by keyboard: arrows walk, Enter opens, Alt+Enter chooses between conflicting values, X opens
//! the feedback, S starts, P publishes.

use super::{MyWork, Work, row};
use crate::{actions::Cx, kit, place::Place};
use egui::{Key, Modifiers, Ui};

impl MyWork {
    /// Whether there are lines to go over.
    pub(in crate::views) fn hears(&self) -> bool {
        self.known.last().is_some_and(|work| work.lines() > 0)
    }

    /// To the line that was chosen last, or to the first.
    pub(in crate::views) fn take_keys(&mut self) {
        self.chosen.get_or_insert(0);
        self.follow = true;
    }

    pub(super) fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, work: &Work) {
        let ctx = ui.ctx();
        if kit::menu_open(ctx) || kit::covered(ctx) || ctx.text_edit_focused() {
            return;
        }
        if ui.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Text(t) if t == "/"))) {
            self.filter.focus();
        }
        let count = work.lines();
        self.chosen = self.chosen.filter(|c| *c < count);
        if count == 0 {
            return;
        }
        if ui.memory(|m| m.focused().is_some()) {
            return;
        }
        kit::takes_arrows(ctx);
        let ways = [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, 10), (Key::PageUp, -10)];
        let steps = kit::steps(ctx, &ways);
        if !steps.is_empty() {
            self.chosen = kit::walked(self.chosen, &steps, count);
            self.follow = true;
        }
        let hit = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let Some(chosen) = self.chosen else { return };
        let Some(found) = work.row(chosen) else {
            if hit(Key::Enter)
                && let Some(mention) = work.mentions.get(chosen)
            {
                cx.go(Place::Deliverable(mention.deliverable.id, mention.stage));
            }
            return;
        };
        if !found.conflicts().is_empty() && ui.input_mut(|i| i.consume_key(Modifiers::ALT, Key::Enter)) {
            (self.opened, self.follow) = (Some(row::Opened::Conflicts), true);
            return;
        }
        if found.open_feedback > 0 && hit(Key::X) {
            (self.opened, self.follow) = (Some(row::Opened::Feedback), true);
            return;
        }
        if hit(Key::Enter) {
            cx.go(Place::Deliverable(found.deliverable.id, Some(found.stage().id)));
        }
        for (key, wanted) in [(Key::S, row::Next::Start), (Key::P, row::Next::Publish)] {
            if row::next(cx, found) == Some(wanted) && hit(key) {
                row::act(cx, found, wanted);
            }
        }
    }
}
