//! A box to tick.

use super::{Theme, focus::focus_ring, font, icon, size};
use egui::{Align2, CursorIcon, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// A box with words beside it, ticked or not; `name` is read aloud. Clicked where it is to be the other.
pub fn tick(ui: &mut Ui, name: &str, words: &str, on: bool) -> Response {
    shown(ui, name, words, on, size::CONTROL)
}

/// A box without words, at the beginning of a text: as high as a disc that stands there.
pub fn tick_before(ui: &mut Ui, name: &str, on: bool) -> Response {
    shown(ui, name, "", on, size::AVATAR)
}

fn shown(ui: &mut Ui, name: &str, words: &str, on: bool, high: f32) -> Response {
    let theme = Theme::of(ui.ctx());
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font::regular(size::BODY), theme.text);
    let gap = if words.is_empty() { 0.0 } else { size::GAP };
    let wanted = vec2(size::ICON + gap + galley.size().x, high);
    let sense = if ui.is_enabled() { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(wanted, sense);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, name));
    let square = Rect::from_center_size(pos2(rect.left() + size::ICON * 0.5, rect.center().y), vec2(15.0, 15.0));
    let line = if response.hovered() { theme.weak } else { theme.line_strong };
    let (fill, line) = if on { (theme.accent, theme.accent) } else { (theme.field, line) };
    ui.painter().rect(square, size::RADIUS_SMALL, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if on {
        let font = font::icons(size::LABEL);
        ui.painter().text(square.center(), Align2::CENTER_CENTER, icon::CHECK, font, theme.on_accent);
    }
    if response.has_focus() {
        focus_ring(ui.painter(), square, size::RADIUS_SMALL, &theme);
    }
    let at = pos2(rect.left() + size::ICON + gap, rect.center().y - galley.size().y * 0.5);
    ui.painter().galley(at, galley, theme.text);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
