//! The template's stages and what waits for what, drawn from left to right.

use super::editor::Editor;
use crate::{
    actions::Cx,
    kit::{self, font, size},
    views::deliverable::{joint, layered},
};
use egui::{Align2, CursorIcon, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::StageDefId;
use std::collections::BTreeSet;

/// Height of a stage's box.
const HEIGHT: f32 = 40.0;
/// How wide a box may be.
const WIDTHS: std::ops::RangeInclusive<f32> = 112.0..=160.0;
/// Between two columns, where the joints are drawn.
const BETWEEN: f32 = 28.0;
/// Between two lines.
const UNDER: f32 = 16.0;

/// The least room it needs, in points.
pub(super) fn least(editor: &Editor) -> f32 {
    let columns = layered(&places(editor)).columns.max(1) as f32;
    columns * WIDTHS.start() + (columns - 1.0) * BETWEEN + size::GAP * 2.0
}

/// For each stage the places of those it needs.
fn places(editor: &Editor) -> Vec<Vec<usize>> {
    let stages = &editor.draft.stages;
    stages.iter().map(|s| (0..stages.len()).filter(|i| s.needs.contains(&stages[*i].id)).collect()).collect()
}

pub(super) fn ui(editor: &mut Editor, ui: &mut Ui, cx: &Cx<'_>, marked: &BTreeSet<StageDefId>) {
    kit::section_title(ui, "What waits for what");
    let stages = &editor.draft.stages;
    if stages.is_empty() {
        ui.label(font::text("Stages are drawn here as you add them.", cx.theme.weak));
        return;
    }
    let layout = layered(&places(editor));
    let (columns, lines) = (layout.columns.max(1) as f32, layout.lines as f32);
    let room = ui.available_width() - (columns - 1.0) * BETWEEN - size::GAP * 2.0;
    let node = vec2((room / columns).clamp(*WIDTHS.start(), *WIDTHS.end()).floor(), HEIGHT);
    // A joint that leads back swings out below.
    let back = layout.joints.iter().any(|(from, to)| layout.spots[*from].0 >= layout.spots[*to].0);
    let below = if back { UNDER } else { 0.0 };
    let all = vec2(
        columns * node.x + (columns - 1.0) * BETWEEN + size::GAP * 2.0,
        lines * node.y + (lines - 1.0) * UNDER + size::GAP * 2.0 + below,
    );
    let mut chosen = None;
    ScrollArea::horizontal().id_salt("graph").auto_shrink([false, true]).show(ui, |ui| {
        let (rect, response) = ui.allocate_exact_size(all, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Group, true, "Graph of the stages"));
        let spot = |i: usize| {
            let (column, line) = layout.spots[i];
            let at = vec2(column as f32 * (node.x + BETWEEN), line as f32 * (node.y + UNDER));
            Rect::from_min_size(rect.min + vec2(size::GAP, size::GAP) + at, node)
        };
        for (from, to) in &layout.joints {
            let (a, b) = (&stages[*from], &stages[*to]);
            let lit = editor.chosen.is_some_and(|c| c == a.id || c == b.id);
            let wrong = marked.contains(&a.id) && marked.contains(&b.id);
            let color = match (wrong, lit) {
                (true, _) => cx.theme.danger,
                (false, true) => cx.theme.link,
                (false, false) => cx.theme.line_strong,
            };
            joint(ui, spot(*from).right_center(), spot(*to).left_center(), color);
        }
        for (i, stage) in stages.iter().enumerate() {
            let on = editor.chosen == Some(stage.id);
            let response = ui.interact(spot(i), ui.scope_id().with(stage.id), Sense::click());
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, format!("Stage {}", stage.name)));
            let line = match (marked.contains(&stage.id), on) {
                (true, _) => Stroke::new(1.5, cx.theme.danger),
                (false, true) => Stroke::new(1.5, cx.theme.link),
                (false, false) => Stroke::new(1.0, cx.theme.line),
            };
            let fill = if response.hovered() { cx.theme.hover } else { cx.theme.raised };
            let painter = ui.painter();
            painter.rect(spot(i), size::RADIUS, fill, line, StrokeKind::Inside);
            if response.has_focus() {
                kit::focus_ring(painter, spot(i), size::RADIUS, cx.theme);
            }
            let number = (i + 1).to_string();
            let left = pos2(spot(i).left() + 12.0, spot(i).center().y);
            painter.text(left, Align2::LEFT_CENTER, number, font::tabular(size::LABEL), cx.theme.weak);
            let words = if stage.name.trim().is_empty() { "no name yet" } else { &stage.name };
            let ink = cx.theme.text;
            let name = kit::elided(painter, words, font::medium(size::BODY), ink, node.x - 44.0);
            painter.galley(pos2(left.x + 20.0, left.y - name.size().y * 0.5), name, ink);
            if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
                chosen = Some(stage.id);
            }
        }
    });
    if chosen.is_some() {
        editor.chosen = if chosen == editor.chosen { None } else { chosen };
    }
}
