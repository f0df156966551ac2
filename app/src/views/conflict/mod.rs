//! Fields that two people set at once: the mark beside the field, the choice between the values, and the page
//! that lists everything merges left to look at.

mod page;
mod twins;

pub use page::Conflicts;

use crate::{
    actions::Cx,
    kit::{self, Theme, dates, font, icon, size},
};
use egui::{Align2, Painter, Popup, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, text::LayoutJob, vec2};
use rushes_domain::{Command, Conflict, ConflictValue, Deliverable, DeliverableId, DocKind, PersonId, StageId};

/// Side of the mark, with room to be hit.
const MARK: f32 = 20.0;
/// Width of the choice.
const WIDE: f32 = 320.0;
/// As high as it grows.
const HIGH: f32 = 420.0;
/// Inside a choice, around what it says.
const INSIDE: f32 = 10.0;
/// Height of what a choice says at its end.
const DEED: f32 = 24.0;
/// Lines of a long text that are shown of it.
const ROWS: usize = 6;

fn paint_mark(painter: &Painter, center: Pos2, theme: &Theme) {
    painter.text(center, Align2::CENTER_CENTER, icon::WARNING, font::icons_fill(size::ICON_SMALL), theme.warning);
}

/// The mark beside a field. A click opens the choice.
pub fn mark(ui: &mut Ui, cx: &mut Cx<'_>, conflict: &Conflict) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(MARK, MARK), Sense::click());
    let name = format!("{} was set twice at once", conflict.label(&cx.snapshot.state.studio));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, cx.theme.hover);
    }
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect.shrink(1.0), size::RADIUS_SMALL, cx.theme);
    }
    paint_mark(ui.painter(), rect.center(), cx.theme);
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(&name);
    popup(cx, &response, &[conflict], false);
    response
}

/// The mark on something that is painted, a cell or a card: `of` says whose fields these are. A click opens the
/// choice, and so does `open`, for keys.
pub fn spot(ui: &Ui, cx: &mut Cx<'_>, (center, clip): (Pos2, Rect), of: &str, conflicts: &[&Conflict], open: bool) {
    let Some(first) = conflicts.first() else { return };
    let rect = Rect::from_center_size(center, vec2(MARK, MARK)).intersect(clip);
    if !rect.is_positive() {
        return;
    }
    let response = ui.interact(rect, ui.scope_id().with(("set twice", first.id)), Sense::click());
    let fields: Vec<String> = conflicts.iter().map(|c| called(cx, c)).collect();
    let name = format!("{of}: {} was set twice at once", fields.join(", "));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let painter = ui.painter().with_clip_rect(clip);
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, size::RADIUS_SMALL, cx.theme.pressed);
    }
    if response.has_focus() {
        kit::focus_ring(&painter, rect.shrink(1.0), size::RADIUS_SMALL, cx.theme);
    }
    paint_mark(&painter, center, cx.theme);
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(&name);
    if open {
        Popup::open_id(ui.ctx(), Popup::default_response_id(&response));
    }
    popup(cx, &response, conflicts, open);
}

/// What of a stage and of its deliverable itself two people set at once and nobody settled: what a row or a card of
/// one stage marks.
#[must_use]
pub fn of_stage(deliverable: &Deliverable, stage: StageId) -> Vec<&Conflict> {
    if deliverable.conflicts.is_empty() {
        return Vec::new();
    }
    let ours = format!("stage:{stage}");
    let shown = |c: &&Conflict| {
        c.doc.kind == DocKind::Plan && c.path.first().is_some_and(|key| *key == ours || !key.starts_with("stage:"))
    };
    deliverable.conflicts.iter().filter(shown).collect()
}

/// The marks of a field's places that are in conflict, of all given.
pub fn marks(ui: &mut Ui, cx: &mut Cx<'_>, conflicts: &[Conflict], path: &[&str]) {
    if let Some(conflict) = Conflict::at(conflicts, path) {
        ui.push_id(conflict.id, |ui| mark(ui, cx, conflict));
    }
}

/// The choice, opened by a click on what was given. With `focus` the first value has the keyboard.
fn popup(cx: &mut Cx<'_>, response: &Response, conflicts: &[&Conflict], focus: bool) {
    Popup::menu(response).accessible_name("Conflicts").show(|ui| {
        ui.set_width(WIDE);
        egui::Frame::new().inner_margin(size::GRID).show(ui, |ui| {
            kit::scroll(HIGH).show(ui, |ui| {
                for (place, conflict) in conflicts.iter().enumerate() {
                    if place > 0 {
                        kit::divider(ui);
                    }
                    ui.label(font::strong(format!("{}: which is it?", called(cx, conflict)), cx.theme.text));
                    ui.add_space(size::GRID);
                    if choose(ui, cx, conflict, focus && place == 0) {
                        ui.close();
                    }
                }
            });
            ui.add_space(size::GRID);
            ui.label(font::weak("Set twice at once; the first value is in force.", cx.theme.weak));
            ui.label(font::weak("Or change the field as usual: that settles it too.", cx.theme.weak));
        });
    });
}

/// The field, with its stage where it is one's.
fn called(cx: &Cx<'_>, conflict: &Conflict) -> String {
    let field = conflict.label(&cx.snapshot.state.studio);
    let stage = conflict.path.first().and_then(|key| key.strip_prefix("stage:")?.parse().ok());
    let deliverable = cx.snapshot.state.deliverable_even_deleted(DeliverableId(conflict.doc.id));
    match stage.and_then(|stage| deliverable?.stage(stage)) {
        Some(stage) => format!("{}, {}", stage.name, field.to_lowercase()),
        None => field,
    }
}

/// The values, each with who set it and when; a click settles on it. Gives whether one was chosen.
pub fn values(ui: &mut Ui, cx: &mut Cx<'_>, conflict: &Conflict) -> bool {
    choose(ui, cx, conflict, false)
}

/// A value as people say it.
fn said(cx: &Cx<'_>, conflict: &Conflict, value: &ConflictValue) -> String {
    let shown = conflict.shown(&cx.snapshot.state.studio, value);
    match conflict.path.last().map(String::as_str) {
        Some("start" | "due") => shown.parse().map_or(shown, |day| dates::day(day, cx.today)),
        Some("priority") => shown.parse().map_or(shown, |p| kit::status::priority_label(p).to_owned()),
        _ => shown,
    }
}

fn choose(ui: &mut Ui, cx: &mut Cx<'_>, conflict: &Conflict, focus: bool) -> bool {
    let may = cx.snapshot.me.role.may_write(conflict.doc.kind);
    let mut chosen = None;
    for (i, value) in conflict.values.iter().enumerate() {
        let shown = said(cx, conflict, value);
        let in_force = if i == 0 { ", in force" } else { "" };
        let detail = format!("{}, {}{in_force}", cx.name_of(value.by), dates::moment(value.at, cx.now));
        let choice = |ui: &mut Ui| one(ui, cx, (&shown, &detail), value.by, i == 0);
        let pressed = ui.push_id((conflict.id, i), |ui| ui.add_enabled_ui(may, choice).inner).inner;
        if focus && i == 0 {
            pressed.request_focus();
        }
        if pressed.clicked() {
            chosen = Some(value);
        }
    }
    let Some(value) = chosen else { return false };
    let said = format!("Settled: {}.", said(cx, conflict, value));
    let (doc, path) = (conflict.doc, conflict.path.clone());
    cx.send_saying(Command::Settle { doc, path, value: value.value.clone() }, said);
    true
}

/// A value as a card to press: the value, who set it and when, and what a press does.
fn one(ui: &mut Ui, cx: &Cx<'_>, (shown, detail): (&str, &str), by: Option<PersonId>, in_force: bool) -> Response {
    let painter = ui.painter();
    let wide = ui.available_width().min(size::MEASURE);
    let deed = if in_force { "Keep" } else { "Take this" };
    let deed = painter.layout_no_wrap(deed.to_owned(), font::medium(size::SECONDARY), cx.theme.link);
    let left = INSIDE + size::AVATAR_LARGE + size::GAP + 2.0;
    let button = vec2(deed.size().x + size::GAP * 2.0, DEED);
    let room = wide - left - INSIDE - button.x - size::GAP_WIDE;
    let mut job = LayoutJob::simple(shown.to_owned(), font::medium(size::BODY), cx.theme.text, room);
    job.wrap.max_rows = ROWS;
    let words = painter.layout_job(job);
    let detail = kit::elided(painter, detail, font::regular(size::SECONDARY), cx.theme.weak, room);
    let high = INSIDE + words.size().y + 2.0 + detail.size().y + INSIDE;
    let (rect, response) = ui.allocate_exact_size(vec2(wide, high.ceil()), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("Settle on {shown}")));
    let (fill, line) = match (response.is_pointer_button_down_on(), response.hovered()) {
        (true, _) => (cx.theme.pressed, cx.theme.link),
        (false, true) => (cx.theme.hover, cx.theme.link),
        // In the page's card and in the menu, which are both raised, a choice is raised once more.
        (false, false) => (ground(cx), cx.theme.line_strong),
    };
    ui.painter().rect(rect, size::RADIUS, fill, egui::Stroke::new(1.0, line), egui::StrokeKind::Inside);
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect, size::RADIUS, cx.theme);
    }
    let top = rect.top() + INSIDE;
    let disc = pos2(rect.left() + INSIDE + size::AVATAR_LARGE * 0.5, rect.center().y);
    if let Some((id, person)) = by.and_then(|id| Some((id, cx.snapshot.state.studio.people.get(&id)?))) {
        kit::paint_avatar(ui.painter(), disc, size::AVATAR_LARGE, id, &person.initials(), cx.theme);
    } else {
        ui.painter().text(disc, Align2::CENTER_CENTER, icon::USER, font::icons(size::ICON), cx.theme.weak);
    }
    let under = top + words.size().y + 2.0;
    ui.painter().galley(pos2(rect.left() + left, top), words, cx.theme.text);
    ui.painter().galley(pos2(rect.left() + left, under), detail, cx.theme.weak);
    let button = Rect::from_center_size(pos2(rect.right() - INSIDE - button.x * 0.5, rect.center().y), button);
    ui.painter().rect_filled(button, size::RADIUS, cx.theme.selected);
    ui.painter().galley(button.center() - deed.size() * 0.5, deed, cx.theme.link);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// What a choice is made of: it stands out from what it lies on in both themes.
fn ground(cx: &Cx<'_>) -> egui::Color32 {
    if cx.theme.dark { cx.theme.pressed } else { cx.theme.surface }
}
