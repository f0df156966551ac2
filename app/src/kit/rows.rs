//! Rows of lists, painted directly: a row is one thing to click, with one name.

use super::{Theme, focus::focus_ring, presses::first_of_walk};
use egui::{CursorIcon, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// A horizontal span of a row, left to right, in points.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cell {
    /// Left edge.
    pub left: f32,
    /// Right edge.
    pub right: f32,
}

/// A row across the whole width. `paint` is given its box; `name` is read aloud.
pub fn row(ui: &mut Ui, name: &str, height: f32, selected: bool, paint: impl FnOnce(&mut Ui, Rect)) -> Response {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, name));
    first_of_walk(&response);
    if ui.is_rect_visible(rect) {
        if selected {
            ui.painter().rect_filled(rect, 0.0, theme.selected);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, theme.hover);
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line.gamma_multiply(0.6)));
        if response.has_focus() {
            let inner = Rect::from_min_max(rect.min + vec2(3.0, 3.0), pos2(rect.right() - 3.0, rect.bottom() - 3.0));
            focus_ring(ui.painter(), inner, 3, &theme);
        }
        paint(ui, rect);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}
