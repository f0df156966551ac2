//! A stage's checklist where the stage stands in a list: its badge opens it, and every item has its tick box.

use super::resolve::{Point, turn};
use crate::{
    actions::Cx,
    kit::{self, font, size},
};
use egui::{CursorIcon, Id, Popup, PopupCloseBehavior, Rect, Role, Sense, Ui, WidgetInfo};
use rushes_domain::{CommentId, Deliverable, StageId, counted};
use std::collections::BTreeSet;

/// Width of the list.
const WIDE: f32 = 340.0;
/// As high as it grows.
const HIGH: f32 = 420.0;

/// The badge painted at `rect`, to be pressed; `open` opens the list, for keys. `of` says whose feedback it is.
pub(crate) fn spot(ui: &Ui, cx: &mut Cx<'_>, rect: Rect, (deliverable, stage): (&Deliverable, StageId), open: bool) {
    let rect = rect.expand(size::GRID).intersect(ui.clip_rect());
    if !rect.is_positive() {
        return;
    }
    let response = ui.interact(rect, ui.scope_id().with(("checklist", stage)), Sense::click());
    let count = deliverable.open_feedback(stage).count();
    let of = deliverable.stage(stage).map_or("", |s| s.name.as_str());
    let name = format!("{} open on {} {of}", counted(count, "feedback item"), deliverable.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect, size::RADIUS_SMALL, cx.theme);
    }
    let response =
        response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text("Show the feedback, to tick it off");
    let id = Popup::default_response_id(&response);
    if response.clicked() || open {
        // What is listed stays listed while it is ticked off.
        let listed: BTreeSet<CommentId> = deliverable.open_feedback(stage).map(|f| f.comment).collect();
        ui.data_mut(|d| d.insert_temp(id, listed));
    }
    if open {
        Popup::open_id(ui.ctx(), id);
    }
    let popup = Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    popup.accessible_name("Feedback").show(|ui| kit::menu_form(ui, |ui| list(ui, cx, id, (deliverable, stage), open)));
}

fn list(ui: &mut Ui, cx: &mut Cx<'_>, id: Id, (deliverable, stage): (&Deliverable, StageId), focus: bool) {
    ui.set_width(WIDE);
    let listed: BTreeSet<CommentId> = ui.data(|d| d.get_temp(id)).unwrap_or_default();
    let numbered = deliverable.feedback.iter().filter(|f| f.stage == stage).enumerate();
    let items: Vec<(usize, Point)> = numbered
        .filter(|(_, f)| f.action && (listed.contains(&f.comment) || f.is_open()))
        .filter_map(|(i, f)| Some((i + 1, Point::of(deliverable, deliverable.comment(f.comment)?))))
        .collect();
    let points: Vec<Point> = items.iter().map(|(_, point)| point.clone()).collect();
    let mut ticked = None;
    kit::scroll(HIGH).show(ui, |ui| {
        for (place, (number, point)) in items.iter().enumerate() {
            let may = point.may_turn(cx.snapshot.me.role);
            ui.push_id(point.comment, |ui| {
                ui.horizontal_top(|ui| {
                    let name = format!("Resolve: {}", point.summary.chars().take(40).collect::<String>());
                    let tick = ui
                        .add_enabled_ui(may.is_ok(), |ui| kit::tick_before(ui, &name, point.resolved))
                        .inner
                        .on_disabled_hover_text(may.err().unwrap_or_default());
                    if focus && place == 0 {
                        tick.request_focus();
                    }
                    if tick.clicked() {
                        ticked = Some(place);
                    }
                    let ink = if point.resolved { cx.theme.weak } else { cx.theme.text };
                    let words = format!("{number}  {}", point.summary);
                    ui.add(egui::Label::new(font::text(words, ink)).wrap());
                });
            });
        }
    });
    let last = id.with("ticked last");
    if let Some(place) = ticked {
        // With Shift all from the one ticked last.
        let from = ui.data(|d| d.get_temp::<usize>(last)).filter(|_| ui.input(|i| i.modifiers.shift)).unwrap_or(place);
        let (first, end) = (from.min(place), from.max(place).min(points.len() - 1));
        turn(cx, deliverable.id, &points[first..=end], !points[place].resolved);
        ui.data_mut(|d| d.insert_temp(last, place));
    }
    let open = points.iter().filter(|p| !p.resolved && p.may_turn(cx.snapshot.me.role).is_ok()).count();
    if open > 1 {
        kit::divider(ui);
        if kit::tick(ui, "Resolve all", &format!("Resolve all {open}"), false).clicked() {
            turn(cx, deliverable.id, &points, true);
        }
    }
}
