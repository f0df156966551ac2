//! One row, painted directly: hundreds of widgets a frame would be too many.

use super::{grid::Columns, model::Row};
use crate::{
    actions::{Action, Cx},
    kit::{self, dates, font, icon, size},
    place::Place,
    textures::ThumbSize,
};
use egui::{Align2, CursorIcon, Painter, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{Command, DeliverableChange, Permission, Stage, Status};

/// Where a row is painted.
pub(super) struct Painting<'a> {
    pub(super) columns: &'a Columns,
    /// The table's left edge on screen, scrolled.
    pub(super) left: f32,
    pub(super) body: Rect,
}

/// Shows one row; gives whether it was chosen.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, rect: Rect, chosen: bool, at: &Painting<'_>) -> bool {
    let deliverable = &row.deliverable;
    let response = ui.interact(rect.intersect(at.body), ui.scope_id().with(deliverable.id), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, spoken(row)));
    let fill = if chosen {
        cx.theme.selected
    } else if response.hovered() || response.context_menu_opened() {
        cx.theme.hover
    } else {
        cx.theme.surface
    };
    let all = ui.painter().with_clip_rect(at.body);
    all.rect_filled(rect, 0.0, fill);
    let right = Rect::from_min_max(pos2(at.body.left() + at.columns.name, at.body.top()), at.body.max);
    cells(&ui.painter().with_clip_rect(right), cx, row, rect, at);
    name(&all, cx, row, rect, at, fill);
    all.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, cx.theme.line.gamma_multiply(0.55)));
    if response.has_focus() {
        kit::focus_ring(&all, rect.shrink(3.0), size::RADIUS_SMALL, cx.theme);
    }
    let under = response.hover_pos().and_then(|p| column_at(p.x, at));
    if response.clicked() {
        let stage = response.interact_pointer_pos().and_then(|p| column_at(p.x, at)).and_then(|c| row.stage(c));
        cx.go(Place::Deliverable(deliverable.id, stage.map(|(s, _)| s.id)));
    }
    menu(&response, cx, row, under);
    let clicked = response.clicked();
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    match under.and_then(|c| row.stage(c)) {
        Some((stage, feedback)) => {
            response.on_hover_ui_at_pointer(|ui| told(ui, cx, stage, feedback));
        }
        None => {
            if let Some(due) = deliverable.due.filter(|_| response.hover_pos().is_some_and(|p| over_due(p.x, at))) {
                response.on_hover_text_at_pointer(dates::day_exact(due, cx.today));
            }
        }
    }
    clicked
}

fn spoken(row: &Row) -> String {
    let current = row.deliverable.stages.iter().find(|s| !s.status.frees_dependents());
    match current {
        Some(stage) => format!("{}: {} {}", row.deliverable.name, stage.name, stage.status.label().to_lowercase()),
        None => format!("{}: all stages done", row.deliverable.name),
    }
}

fn column_at(x: f32, at: &Painting<'_>) -> Option<usize> {
    if x < at.body.left() + at.columns.name {
        return None;
    }
    let stages = at.columns.edges.get(3..)?;
    stages.windows(2).position(|w| (at.left + w[0]..at.left + w[1]).contains(&x))
}

fn over_due(x: f32, at: &Painting<'_>) -> bool {
    (at.left + at.columns.edges[2]..at.left + at.columns.edges[3]).contains(&x)
}

fn name(painter: &Painter, cx: &mut Cx<'_>, row: &Row, rect: Rect, at: &Painting<'_>, fill: egui::Color32) {
    let cell = Rect::from_min_size(pos2(at.body.left(), rect.top()), vec2(at.columns.name, rect.height()));
    painter.rect_filled(cell, 0.0, fill);
    if at.left < at.body.left() {
        painter.vline(cell.right() - 0.5, cell.y_range(), Stroke::new(1.0, cx.theme.line));
    }
    let high = rect.height() - 8.0;
    let thumb =
        Rect::from_min_size(pos2(cell.left() + size::PAGE, cell.top() + 4.0), vec2((high * 16.0 / 9.0).round(), high));
    let cover = row.deliverable.cover();
    cx.thumbs.paint(painter, thumb, cover, (ThumbSize::Row, kit::Fit::Cover, 3), cx.theme);
    let left = thumb.right() + 10.0;
    let galley =
        kit::elided(painter, &row.deliverable.name, font::medium(size::BODY), cx.theme.text, cell.right() - left - 8.0);
    painter.galley(pos2(left, cell.center().y - galley.size().y * 0.5), galley, cx.theme.text);
}

fn cells(painter: &Painter, cx: &Cx<'_>, row: &Row, rect: Rect, at: &Painting<'_>) {
    let y = rect.center().y;
    let deliverable = &row.deliverable;
    let edge = |i: usize| at.left + at.columns.edges[i];
    let put = |left: f32, width: f32, words: &str, color| {
        let galley = kit::elided(painter, words, font::regular(size::SECONDARY), color, width);
        painter.galley(pos2(left, y - galley.size().y * 0.5), galley, color);
    };
    put(edge(0) + 8.0, edge(1) - edge(0) - 12.0, &deliverable.kind, cx.theme.weak);
    let left = edge(1) + 8.0;
    let label = kit::status::priority_label(deliverable.priority);
    match kit::status::priority_mark(deliverable.priority, cx.theme) {
        Some((glyph, color)) => {
            painter.text(pos2(left + 6.0, y), Align2::CENTER_CENTER, glyph, font::icons(13.0), color);
            put(left + 18.0, 70.0, label, cx.theme.text);
        }
        None => put(left + 18.0, 70.0, label, cx.theme.weak),
    }
    if let Some(due) = deliverable.due {
        let done = deliverable.stages.iter().all(|s| s.status.frees_dependents());
        let color = if !done && due < cx.today { cx.theme.danger } else { cx.theme.text };
        let words = dates::day(due, cx.today);
        painter.text(pos2(edge(3) - 8.0, y), Align2::RIGHT_CENTER, words, font::tabular(size::SECONDARY), color);
    }
    for column in 0..at.columns.edges.len() - 4 {
        let cell = Rect::from_x_y_ranges(edge(column + 3)..=edge(column + 4), rect.y_range());
        if let Some((stage, feedback)) = row.stage(column).filter(|_| cell.intersects(at.body)) {
            stage_cell(painter, cx, stage, feedback, cell, at.columns.words);
        }
    }
}

/// Mark, word, who, round, open feedback. Narrow columns go without the word, which the footer's legend
/// and the tooltip have, and keep the rest together at the left.
fn stage_cell(painter: &Painter, cx: &Cx<'_>, stage: &Stage, feedback: usize, cell: Rect, words: bool) {
    let y = cell.center().y;
    let mut x = cell.left() + 8.0;
    kit::status::paint_icon(painter, pos2(x + 7.0, y), size::ICON_SMALL, stage.status, cx.theme);
    x += size::ICON_SMALL + size::GAP_TIGHT;
    if words {
        let ink = kit::status::ink(stage.status, cx.theme);
        let word = if stage.status == Status::ChangesRequested { "Changes" } else { stage.status.label() };
        painter.text(pos2(x, y), Align2::LEFT_CENTER, word, font::regular(size::SECONDARY), ink);
        x += 78.0;
    }
    let most = if words { 2 } else { 1 };
    for person in stage.assignees.iter().take(most) {
        let found = cx.snapshot.state.studio.people.get(person);
        let initials = found.map_or_else(|| "?".to_owned(), rushes_domain::Person::initials);
        kit::paint_avatar(painter, pos2(x + 10.0, y), size::AVATAR, *person, &initials, cx.theme);
        x += size::AVATAR - 3.0;
    }
    x += if stage.assignees.is_empty() { 0.0 } else { 8.0 };
    if let Some(round) = stage.latest() {
        let font = font::tabular(size::LABEL);
        let words = format!("r{}", round.number);
        x = painter.text(pos2(x, y), Align2::LEFT_CENTER, words, font, cx.theme.weak).right() + 5.0;
    }
    if feedback > 0 {
        let ink = if cx.theme.dark { cx.theme.canvas } else { cx.theme.surface };
        let right = pos2((x + 18.0).min(cell.right()), y);
        kit::paint_badge(painter, right, feedback, cx.theme.warning, ink);
    }
}

/// What a cell says on hover.
fn told(ui: &mut Ui, cx: &Cx<'_>, stage: &Stage, feedback: usize) {
    ui.spacing_mut().item_spacing.y = size::GRID;
    ui.label(font::strong(stage.name.as_str(), cx.theme.text));
    kit::status_mark(ui, stage.status);
    let people: Vec<String> = stage.assignees.iter().map(|p| cx.snapshot.state.studio.name_of(*p)).collect();
    if !people.is_empty() {
        ui.label(font::weak(people.join(", "), cx.theme.text));
    }
    if let Some(due) = stage.due {
        ui.label(font::weak(format!("due {}", dates::day(due, cx.today)), cx.theme.weak));
    }
    if let Some(round) = stage.latest() {
        let words = format!("round {}, {}", round.number, dates::moment(round.at, cx.now));
        ui.label(font::weak(words, cx.theme.weak));
    }
    if feedback > 0 {
        ui.label(font::weak(format!("{feedback} open feedback"), cx.theme.warning));
    }
}

fn menu(response: &egui::Response, cx: &mut Cx<'_>, row: &Row, column: Option<usize>) {
    let deliverable = &row.deliverable;
    response.context_menu(|ui| {
        if kit::menu_item(ui, Some(icon::ARROW_RIGHT), "Open", false).clicked() {
            cx.go(Place::Deliverable(deliverable.id, None));
        }
        let stage = column.and_then(|c| row.stage(c)).map(|(s, _)| s);
        let round = stage.and_then(Stage::latest).or_else(|| deliverable.stages.iter().rev().find_map(Stage::latest));
        if let Some(round) = round
            && kit::menu_item(ui, Some(icon::EYE), "Review the newest round", false).clicked()
        {
            cx.go(Place::Review(deliverable.id, round.id));
        }
        if kit::menu_item(ui, Some(icon::CLOCK_COUNTER_CLOCKWISE), "Activity", false).clicked() {
            cx.go(Place::Activity(Some(deliverable.id)));
        }
        if kit::menu_item(ui, Some(icon::LINK), "Copy the path", false).clicked() {
            let path = cx.snapshot.state.path_of(deliverable, stage.map(|s| s.id), None);
            cx.actions.push(Action::Copy(path));
        }
        if cx.snapshot.me.role.may(Permission::Plan) {
            kit::divider(ui);
            if kit::menu_item(ui, Some(icon::TRASH), "Delete", false).clicked() {
                let change = |deleted| Command::EditDeliverable {
                    id: deliverable.id,
                    changes: vec![DeliverableChange::Deleted(deleted)],
                };
                cx.send_undoable(change(true), format!("{} was deleted.", deliverable.name), change(false));
            }
        }
    });
}
