//! Messages under one another, at the sidebar's foot.

use super::{Pressed, Shown, Toasts, mark, spoken};
use crate::{
    actions::Action,
    kit::{self, Button, Theme, font, icon, size},
};
use egui::{Id, Label, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, pos2, vec2};

/// Room inside a message.
const PAD: f32 = 10.0;
/// The icon, and the room after it.
const MARK: f32 = size::ICON + size::GAP_TIGHT;
/// Between a message's words and what is under them.
const GAP: f32 = size::GRID;

impl Toasts {
    /// How high they are in what is left of the sidebar, in points. More than `most` is scrolled.
    pub(in crate::shell) fn height(&self, ui: &Ui, most: f32) -> f32 {
        self.whole(ui, ui.available_width()).min(most)
    }

    fn whole(&self, ui: &Ui, width: f32) -> f32 {
        self.shown.iter().map(|s| Card::of(ui, s, width).height + size::GAP).sum()
    }

    /// Paints them, the newest at the foot, as high as [`Self::height`] says.
    pub(in crate::shell) fn stack(&mut self, ui: &mut Ui, height: f32, actions: &mut Vec<Action>) {
        if self.shown.is_empty() {
            return;
        }
        let (now, theme) = (ui.ctx().time(), Theme::of(ui.ctx()));
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("messages"));
        child.set_clip_rect(child.clip_rect().intersect(rect.expand2(vec2(2.0, 0.0))));
        let mut pressed = None;
        ScrollArea::vertical().stick_to_bottom(true).max_height(height).show(&mut child, |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            for shown in &mut self.shown {
                let card = Card::of(ui, shown, ui.available_width());
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), card.height), Sense::hover());
                shown.seen(ui, rect, now);
                pressed = card.ui(ui, rect, shown, &theme).map(|p| (shown.id, p)).or(pressed);
            }
        });
        if let Some((id, pressed)) = pressed {
            self.pressed(id, pressed, actions);
            ui.ctx().request_repaint();
        }
    }
}

/// How a message is laid out.
struct Card {
    words: String,
    /// Width of its words.
    width: f32,
    /// Its buttons stand under its words.
    below: bool,
    height: f32,
}

impl Card {
    fn of(ui: &Ui, shown: &Shown, width: f32) -> Self {
        let words = shown.words();
        let below = shown.toast.action.is_some() || !shown.toast.hint.is_empty();
        let width = width - PAD * 2.0 - MARK - if below { 0.0 } else { size::CONTROL - size::GRID };
        let tall = |words: &str, size: f32| {
            let color = egui::Color32::PLACEHOLDER;
            ui.painter().layout(words.to_owned(), font::regular(size), color, width).size().y
        };
        let mut height = PAD * 2.0 + tall(&words, size::BODY);
        if !shown.toast.hint.is_empty() {
            height += GAP + tall(&shown.toast.hint, size::SECONDARY);
        }
        if below {
            height += GAP + size::CONTROL;
        }
        Self { words, width, below, height: height.max(size::CONTROL + PAD).ceil() }
    }

    fn ui(&self, ui: &mut Ui, rect: Rect, shown: &Shown, theme: &Theme) -> Option<Pressed> {
        let id = Id::unique(("toast", shown.id));
        spoken(ui, id, rect, &self.words);
        let line = Stroke::new(1.0, theme.line);
        ui.painter().rect(rect, size::RADIUS, theme.raised, line, StrokeKind::Inside);
        let (glyph, ink) = mark(shown.toast.tone, theme);
        let at = rect.min + vec2(PAD + size::ICON * 0.5, PAD + size::ICON * 0.5);
        ui.painter().text(at, egui::Align2::CENTER_CENTER, glyph, font::icons(size::ICON), ink);
        let left = rect.left() + PAD + MARK;
        let words = Rect::from_min_max(pos2(left, rect.top() + PAD), pos2(left + self.width, rect.bottom() - PAD));
        let mut child = ui.new_child(UiBuilder::new().max_rect(words).id_salt(id));
        child.spacing_mut().item_spacing.y = GAP;
        child.add(Label::new(font::text(self.words.as_str(), theme.text)).wrap());
        if !shown.toast.hint.is_empty() {
            child.add(Label::new(font::weak(shown.toast.hint.as_str(), theme.weak)).wrap());
        }
        let mut pressed = None;
        let top = if self.below { rect.bottom() - PAD + 2.0 - size::CONTROL } else { rect.top() + 4.0 };
        if let Some((label, _)) = &shown.toast.action {
            let at = Rect::from_min_size(pos2(left, top), vec2(self.width - size::CONTROL, size::CONTROL));
            let mut child = ui.new_child(UiBuilder::new().max_rect(at).id_salt(id.with("action")));
            pressed = Button::new(label).show(&mut child).clicked().then_some(Pressed::Action);
        }
        let at = pos2(rect.right() - size::CONTROL - 4.0, top);
        let at = Rect::from_min_size(at, Vec2::splat(size::CONTROL));
        let mut child = ui.new_child(UiBuilder::new().max_rect(at).id_salt(id.with("dismiss")));
        let dismissed = kit::icon_button(&mut child, icon::X, "Dismiss").clicked();
        pressed.or(dismissed.then_some(Pressed::Dismiss))
    }
}
