//! The stages and what waits for what.

use super::layout;
use crate::{
    actions::{Action, Cx},
    kit::{self, font, size},
    place::Place,
};
use egui::{CursorIcon, Pos2, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{Deliverable, Stage, StageId};

/// Height of a stage's box.
const HEIGHT: f32 = 54.0;
/// Between two columns, where the joints are drawn.
const BETWEEN: f32 = 18.0;
/// Between two lines.
const UNDER: f32 = 12.0;
/// Room over the boxes.
const BADGE: f32 = 8.0;

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, now: Option<StageId>) {
    let layout = layout(deliverable);
    let columns = layout.columns.max(1) as f32;
    let room = ui.available_width();
    let width = ((room - 4.0 - BETWEEN * (columns - 1.0)) / columns).clamp(104.0, 200.0).floor();
    let all = vec2(
        width * columns + BETWEEN * (columns - 1.0) + 4.0,
        HEIGHT * layout.lines as f32 + UNDER * (layout.lines.max(1) - 1) as f32 + BADGE + 4.0,
    );
    let mut boxes = |ui: &mut Ui| {
        let (rect, _) = ui.allocate_exact_size(all, Sense::hover());
        // Badges stand on the corners of their boxes.
        let origin = rect.min + vec2(2.0, BADGE);
        let spot = |i: usize| {
            let (column, line) = layout.spots[i];
            let at = origin + vec2(column as f32 * (width + BETWEEN), line as f32 * (HEIGHT + UNDER));
            Rect::from_min_size(at, vec2(width, HEIGHT))
        };
        for (from, to) in &layout.joints {
            let free = deliverable.stages[*from].status.frees_dependents();
            let color = if free { cx.theme.line_strong } else { cx.theme.line };
            joint(ui, spot(*from).right_center(), spot(*to).left_center(), color);
        }
        for (i, stage) in deliverable.stages.iter().enumerate() {
            let on = now == Some(stage.id);
            let response = stage_box(ui, cx, deliverable, stage, spot(i), on);
            if response.clicked() && !on {
                cx.actions.push(Action::Turn(Place::Deliverable(deliverable.id, Some(stage.id))));
            }
            if on && response.gained_focus() {
                response.scroll_to_me(None);
            }
        }
    };
    if all.x <= room {
        boxes(ui);
    } else {
        ScrollArea::horizontal().id_salt("strip").auto_shrink([false, true]).show(ui, |ui| {
            boxes(ui);
            // The bar lies under the boxes, not over their feet.
            ui.add_space(size::GAP);
        });
    }
}

/// How far a joint that leads back swings out, in points.
const BACK: f32 = 44.0;

/// A line from what is needed to what needs it.
pub(crate) fn joint(ui: &Ui, from: Pos2, to: Pos2, color: egui::Color32) {
    let to = to - vec2(1.0, 0.0);
    let stroke = Stroke::new(1.5, color);
    // One that leads back goes under the boxes.
    let bend = if to.x > from.x { vec2(((to.x - from.x) * 0.5).max(10.0), 0.0) } else { vec2(BACK, 0.0) };
    let dip = if to.x > from.x { vec2(0.0, 0.0) } else { vec2(0.0, BACK) };
    let curve = egui::epaint::CubicBezierShape::from_points_stroke(
        [from, from + bend + dip, to - bend + dip, to - vec2(2.0, 0.0)],
        false,
        egui::Color32::TRANSPARENT,
        stroke,
    );
    ui.painter().add(curve);
    let tip = vec![to - vec2(5.0, 3.5), to, to - vec2(5.0, -3.5)];
    ui.painter().add(egui::Shape::convex_polygon(tip, color, Stroke::NONE));
}

fn stage_box(ui: &Ui, cx: &Cx<'_>, deliverable: &Deliverable, stage: &Stage, rect: Rect, on: bool) -> egui::Response {
    let response = ui.interact(rect, ui.scope_id().with(stage.id), Sense::click());
    let spoken = format!("Stage {}: {}", stage.name, stage.status.label().to_lowercase());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &spoken));
    let fill = match (on, response.hovered()) {
        (true, _) => cx.theme.selected,
        (false, true) => cx.theme.hover,
        (false, false) => cx.theme.raised,
    };
    let line = if on { Stroke::new(1.5, cx.theme.link) } else { Stroke::new(1.0, cx.theme.line) };
    let painter = ui.painter();
    painter.rect(rect, size::RADIUS_CARD, fill, line, StrokeKind::Inside);
    if response.has_focus() {
        kit::focus_ring(painter, rect, size::RADIUS_CARD, cx.theme);
    }
    let left = rect.left() + 12.0;
    let open = deliverable.open_feedback(stage.id).count();
    let name = kit::elided(painter, &stage.name, font::medium(size::BODY), cx.theme.text, rect.width() - 24.0);
    painter.galley(pos2(left, rect.top() + 9.0), name, cx.theme.text);
    let y = rect.bottom() - 16.0;
    kit::status::paint_icon(painter, pos2(left + 6.0, y), 13.0, stage.status, cx.theme);
    let ink = if stage.removed { cx.theme.warning } else { kit::status::ink(stage.status, cx.theme) };
    let said = if stage.removed { "Taken out" } else { short(stage.status) };
    let words = kit::elided(painter, said, font::regular(size::SECONDARY), ink, rect.width() - 37.0);
    painter.galley(pos2(left + 19.0, y - words.size().y * 0.5), words, ink);
    if open > 0 {
        let ink = if cx.theme.dark { cx.theme.canvas } else { cx.theme.surface };
        kit::paint_badge(painter, pos2(rect.right() + 2.0, rect.top() + 1.0), open, cx.theme.warning, ink);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// The one word that is too long for a narrow box is cut by hand.
fn short(status: rushes_domain::Status) -> &'static str {
    match status {
        rushes_domain::Status::ChangesRequested => "Changes",
        other => other.label(),
    }
}
