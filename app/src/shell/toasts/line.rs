//! One message in a line, where there is no room for several. What went wrong waits for its turn.

use super::{Pressed, Shown, Toasts, Tone, mark, spoken};
use crate::{
    actions::Action,
    kit::{self, Button, Theme, font, icon, size},
};
use egui::{Align, Color32, Id, Layout, Rect, Ui, UiBuilder, pos2};

/// Widest message.
const WIDEST: f32 = 640.0;
/// The icon, and the room after it.
const MARK: f32 = size::ICON + size::GAP_TIGHT;
/// A button's words have this much beside them in all.
const BESIDE: f32 = 24.0;

impl Toasts {
    /// The message that is shown where there is room for one: the newest.
    fn one(&self, wrong: bool) -> Option<usize> {
        self.shown.iter().rposition(|s| !wrong || s.toast.tone == Tone::Wrong)
    }

    /// How wide the message would like to be, in points; nothing where there is none.
    pub(in crate::shell) fn wish(&self, ui: &Ui) -> Option<f32> {
        let shown = &self.shown[self.one(false)?];
        let wide = |words: &str, size: f32| measured(ui, words, size);
        let words = wide(&shown.words(), size::BODY).max(wide(&shown.toast.hint, size::SECONDARY));
        Some((MARK + words + size::GAP + self.buttons(ui, shown)).min(WIDEST).ceil())
    }

    fn buttons(&self, ui: &Ui, shown: &Shown) -> f32 {
        let action = shown.toast.action.as_ref().map_or(0.0, |(label, _)| {
            ui.painter().layout_no_wrap(label.clone(), font::medium(size::BODY), Color32::PLACEHOLDER).size().x
                + BESIDE
                + size::GRID
        });
        let more = self.more(shown).map_or(0.0, |more| measured(ui, &more, size::LABEL) + size::GAP);
        action + more + size::CONTROL
    }

    fn more(&self, shown: &Shown) -> Option<String> {
        let others = self.shown.iter().filter(|s| s.id != shown.id && s.toast.tone == Tone::Wrong).count();
        (others > 0).then(|| format!("{others} more"))
    }

    /// Paints the message in this rectangle; with `wrong`, only what went wrong.
    pub fn line(&mut self, ui: &mut Ui, rect: Rect, wrong: bool, actions: &mut Vec<Action>) {
        let Some(at) = self.one(wrong) else { return };
        let (now, theme) = (ui.ctx().time(), Theme::of(ui.ctx()));
        self.shown[at].seen(ui, rect, now);
        let shown = &self.shown[at];
        let more = self.more(shown);
        let id = Id::unique(("toast", shown.id));
        let words = shown.words();
        spoken(ui, id, rect, &words);
        let (glyph, ink) = mark(shown.toast.tone, &theme);
        let middle = rect.center().y;
        let mark_at = pos2(rect.left() + size::ICON * 0.5, middle);
        ui.painter().text(mark_at, egui::Align2::CENTER_CENTER, glyph, font::icons(size::ICON), ink);
        let hint = shown.toast.hint.as_str();
        let room = |cut: f32| rect.width() - MARK - size::GAP - self.buttons(ui, shown) - cut;
        let laid = |cut: f32| {
            let painter = ui.painter();
            let words = kit::elided(painter, &words, font::regular(size::BODY), theme.text, room(cut));
            let hint = kit::elided(painter, hint, font::regular(size::SECONDARY), theme.weak, room(cut));
            (words, hint)
        };
        let (mut first, mut second) = laid(0.0);
        let cut = first.elided || second.elided;
        if cut {
            (first, second) = laid(size::CONTROL + size::GRID);
        }
        let tall = first.size().y + if hint.is_empty() { 0.0 } else { second.size().y };
        let left = rect.left() + MARK;
        let (top, end) = (middle - tall * 0.5, left + first.size().x.max(second.size().x));
        let below = top + first.size().y;
        ui.painter().galley(pos2(left, top), first, theme.text);
        ui.painter().galley(pos2(left, below), second, theme.weak);
        let rest = Rect::from_min_max(pos2(end + size::GAP, rect.top()), rect.max);
        let layout = Layout::left_to_right(Align::Center);
        let mut child = ui.new_child(UiBuilder::new().max_rect(rest).layout(layout).id_salt(id));
        child.spacing_mut().item_spacing.x = size::GRID;
        if cut {
            let button = kit::icon_button(&mut child, icon::CARET_DOWN, "Read all of the message");
            kit::menu(&button).accessible_name("The message").show(|ui| {
                kit::menu_form(ui, |ui| {
                    ui.set_max_width(size::MENU);
                    ui.label(font::text(words.as_str(), theme.text));
                    ui.label(font::weak(hint, theme.weak));
                });
            });
        }
        let mut pressed = None;
        if let Some((label, _)) = &shown.toast.action {
            pressed = Button::new(label).show(&mut child).clicked().then_some(Pressed::Action);
        }
        if let Some(more) = more {
            child.label(font::caption(more, theme.weak));
        }
        if kit::icon_button(&mut child, icon::X, "Dismiss").clicked() {
            pressed = Some(Pressed::Dismiss);
        }
        if let Some(pressed) = pressed {
            let id = shown.id;
            self.pressed(id, pressed, actions);
            ui.ctx().request_repaint();
        }
    }
}

fn measured(ui: &Ui, words: &str, size: f32) -> f32 {
    ui.painter().layout_no_wrap(words.to_owned(), font::regular(size), Color32::PLACEHOLDER).size().x
}
