//! Small marks: statuses and counts.

use super::{Theme, font, size, status};
use egui::{
    Align2, Color32, Painter, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use rushes_domain::Status;

/// Paints a status with its word, the icon's left edge at `left`. Gives the width used.
pub fn paint_status(painter: &Painter, left: Pos2, status: Status, word: bool, theme: &Theme) -> f32 {
    let side = size::ICON_SMALL;
    status::paint_icon(painter, left + vec2(side * 0.5, 0.0), side, status, theme);
    if !word {
        return side;
    }
    let at = left + vec2(side + size::GAP_TIGHT, 0.0);
    let ink = status::ink(status, theme);
    let rect = painter.text(at, Align2::LEFT_CENTER, status.label(), font::medium(size::SECONDARY), ink);
    rect.right() - left.x
}

/// A status: icon and word in its colour.
pub fn status_mark(ui: &mut Ui, status: Status) -> Response {
    let theme = Theme::of(ui.ctx());
    let font = font::medium(size::SECONDARY);
    let galley = ui.painter().layout_no_wrap(status.label().to_owned(), font, Color32::PLACEHOLDER);
    let width = size::ICON_SMALL + size::GAP_TIGHT + galley.size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, status.label()));
    paint_status(ui.painter(), rect.left_center(), status, true, &theme);
    response
}

/// Paints how much of a whole has each status, as one bar: each piece in its status's colour, and outlined where the
/// status is. Shares are from 0 to 1; what is left stays empty.
pub fn paint_shares(painter: &Painter, bar: Rect, shares: &[(Status, f32)], theme: &Theme) {
    let radius = bar.height() * 0.3;
    let shown: Vec<_> = shares.iter().filter(|(_, share)| *share > 0.0).collect();
    let mut left = bar.left();
    for (i, (status, share)) in shown.iter().enumerate() {
        let right = (left + bar.width() * share).min(bar.right());
        let gap = if i + 1 == shown.len() && right >= bar.right() - 1.0 { 0.0 } else { SHARES_GAP };
        let piece = Rect::from_x_y_ranges(left..=(right - gap).max(left + 1.0), bar.y_range());
        let color = status::color(*status, theme);
        match status {
            Status::Blocked | Status::Skipped => {
                let line = Stroke::new(1.0, color);
                painter.rect(piece, radius, color.gamma_multiply(0.12), line, StrokeKind::Inside);
            }
            _ => drop(painter.rect_filled(piece, radius, color)),
        }
        left = right;
    }
    if left < bar.right() - 1.0 {
        painter.rect_filled(bar.with_min_x(left), radius, theme.pressed);
    }
}

/// Between the pieces of a bar.
const SHARES_GAP: f32 = 2.0;

/// Paints a count in a rounded box whose right edge is at `right`. Gives the box.
pub fn paint_badge(painter: &Painter, right: Pos2, count: usize, fill: Color32, ink: Color32) -> Rect {
    let words = if count > 999 { "999+".to_owned() } else { count.to_string() };
    let galley = painter.layout_no_wrap(words, font::tabular_medium(size::LABEL), ink);
    let width = (galley.size().x + 10.0).max(18.0).ceil();
    let rect = Rect::from_min_size(pos2(right.x - width, right.y - 8.0), vec2(width, 16.0));
    painter.rect_filled(rect, 8.0, fill);
    painter.galley(rect.center() - galley.size() * 0.5, galley, ink);
    rect
}

/// A count; `name` says of what.
pub fn badge(ui: &mut Ui, count: usize, name: &str, fill: Color32, ink: Color32) -> Response {
    let digits = count.min(9999).to_string().len() as f32;
    let (rect, response) = ui.allocate_exact_size(vec2((digits * 7.5 + 10.0).max(18.0), 16.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{count} {name}")));
    paint_badge(ui.painter(), pos2(rect.right(), rect.center().y), count, fill, ink);
    response.on_hover_text(format!("{count} {name}"))
}
