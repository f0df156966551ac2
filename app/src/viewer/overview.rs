//! The small picture of the whole, shown while a part is looked at.

use super::{
    camera::{Camera, View},
    pyramid::Pyramid,
    tiles::Tiles,
};
use crate::kit::{Theme, size};
use egui::{Color32, Id, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::Point;
use std::sync::Arc;

/// The longer side, in points.
const SIDE: f32 = 148.0;

/// Where it lies; nothing while all of the picture is in sight, or the canvas is small.
#[must_use]
pub(super) fn area(view: &View, camera: &Camera) -> Option<Rect> {
    let whole = view.rect.expand(1.0).contains_rect(camera.screen_rect(view));
    if whole || view.rect.width() < SIDE * 2.5 || view.rect.height() < SIDE * 2.0 {
        return None;
    }
    let [width, height] = view.size.map(|side| side.max(1) as f32);
    let size = vec2(width, height) * (SIDE / width.max(height));
    let size = size.max(vec2(24.0, 24.0));
    Some(Rect::from_min_size(view.rect.right_bottom() - size - vec2(size::CARD, size::CARD), size))
}

/// Clicking and dragging in it moves the view.
pub(super) fn interact(ui: &Ui, map: Rect, view: &View, camera: &mut Camera) {
    let response = ui.interact(map, Id::unique("review overview"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Overview of the picture"));
    if (response.clicked() || response.dragged())
        && let Some(pos) = response.interact_pointer_pos()
    {
        let at = (pos - map.min) / map.size();
        camera.look_at(view, Point { x: at.x * view.size[0] as f32, y: at.y * view.size[1] as f32 });
    }
}

/// Paints it, with the part in sight framed.
pub(super) fn paint(
    painter: &Painter,
    map: Rect,
    view: &View,
    camera: &Camera,
    tiles: &mut Tiles,
    picture: &Arc<Pyramid>,
    theme: &Theme,
) {
    painter.rect_filled(map.expand(1.0), size::RADIUS_SMALL, theme.canvas);
    tiles.paint_small(painter, map, picture);
    let seen = camera.visible(view);
    let place =
        |p: egui::Pos2| map.min + vec2(p.x / view.size[0].max(1) as f32, p.y / view.size[1].max(1) as f32) * map.size();
    let frame = Rect::from_min_max(place(seen.min), place(seen.max)).intersect(map);
    let veil = Color32::from_black_alpha(120);
    for part in [
        Rect::from_min_max(map.min, pos2(map.max.x, frame.min.y)),
        Rect::from_min_max(pos2(map.min.x, frame.max.y), map.max),
        Rect::from_min_max(pos2(map.min.x, frame.min.y), pos2(frame.min.x, frame.max.y)),
        Rect::from_min_max(pos2(frame.max.x, frame.min.y), pos2(map.max.x, frame.max.y)),
    ] {
        painter.rect_filled(part, 0.0, veil);
    }
    painter.rect_stroke(frame, 1.0, Stroke::new(1.5, theme.link), StrokeKind::Middle);
    painter.rect_stroke(map.expand(1.0), size::RADIUS_SMALL, Stroke::new(1.0, theme.line_strong), StrokeKind::Outside);
}
