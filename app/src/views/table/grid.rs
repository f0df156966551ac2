//! The table itself: titles that stay, a first column that stays, and the lines in sight.

use super::{
    Table, columns,
    columns::Column,
    edit, footer, header, menu,
    model::{Line, Row},
    paint::{self, Look, Painting},
    select::Cell,
};
use crate::{
    actions::Cx,
    kit::{self, dates, icon, size},
    place::Place,
    views::{
        bulk::{self, Chosen},
        conflict,
    },
};
use egui::{
    CursorIcon, EventFilter, PointerButton, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};
use rushes_domain::ProjectId;
use std::sync::Arc;

/// What lies under the pointer.
struct Under {
    line: usize,
    place: Option<usize>,
    row: Option<Arc<Row>>,
}

/// Shows the table in what is left of the page.
pub(super) fn ui(table: &mut Table, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
    let full = ui.available_rect_before_wrap();
    let all = columns::all(&cx.snapshot.state.studio, table.model.columns(), &table.settings);
    let names = table.names(ui.painter(), cx.row_height());
    let shown = columns::lay(all, full.width(), names);
    let header = Rect::from_min_size(full.min, vec2(full.width(), header::HEIGHT));
    let footer = Rect::from_min_max(pos2(full.left(), full.bottom() - footer::HEIGHT), full.max);
    let bulk_height = if table.selection.totals(&table.model).is_some() { bulk::HEIGHT } else { 0.0 };
    let bar = Rect::from_min_max(pos2(full.left(), footer.top() - bulk_height), footer.right_top());
    let body = Rect::from_min_max(header.left_bottom(), bar.right_top());
    let offset = lines(table, ui, cx, body, &shown);
    header::ui(table, ui, cx, header, &shown, offset);
    footer::ui(ui, cx, &table.model, &mut table.selection, footer);
    if bulk_height > 0.0 {
        let count = table.selection.totals(&table.model).map_or(0, |(count, _)| count);
        let (selection, model) = (&table.selection, &table.model);
        let deliverables = || selection.deliverables(model);
        let (project, under) = (Some(project), selection.stage());
        let chosen = Chosen { count, project, stages: model.columns(), under, deliverables: &deliverables };
        let (asked, ends) = table.bulk.bar(ui, cx, &chosen, bar, |_, _| {});
        if let Some(asked) = asked {
            table.propose(ui, cx, asked.label, asked.commands, Vec::new());
        }
        if ends {
            table.selection.clear();
        }
    }
    if let Some(proposal) = table.proposal.take() {
        table.proposal = proposal.ui(ui, cx, body);
    }
    ui.advance_cursor_after_rect(full);
}

/// The lines; gives how far the table is scrolled to the right.
fn lines(table: &mut Table, ui: &mut Ui, cx: &mut Cx<'_>, body: Rect, shown: &[Column]) -> f32 {
    let count = table.model.lines();
    let height = cx.row_height();
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(body).id_salt("rows"));
    let salt = ("table", table.model.project());
    let mut area = ScrollArea::both().id_salt(salt).auto_shrink(false);
    if std::mem::take(&mut table.follow) {
        let id = child.make_persistent_id(egui::IdSalt::new(salt));
        let now = egui::scroll_area::State::load(child.ctx(), id).map_or(egui::Vec2::ZERO, |s| s.clamped_offset());
        area = followed(table, area, shown, body, now, height);
    }
    table.page = ((body.height() / height).floor() as isize - 1).max(1);
    let output = area.show_viewport(&mut child, |ui, view| {
        let width = shown.last().map_or(0.0, Column::right_edge) + size::PAGE;
        ui.set_min_size(vec2(width, count as f32 * height));
        let response = grid(ui, table, body);
        // Rows are placed by whole numbers from the first one in sight: far down a long table a float's
        // steps are larger than a pixel.
        let first = (f64::from(view.min.y) / f64::from(height)).floor().max(0.0) as usize;
        let last = ((f64::from(view.max.y) / f64::from(height)).ceil() as usize).min(count);
        let inside = (f64::from(view.min.y) - first as f64 * f64::from(height)) as f32;
        let at = Painting { columns: shown, left: body.left() - view.min.x, body };
        let rect_of = |line: usize| {
            let top = body.top() - inside + (line as f32 - first as f32) * height;
            Rect::from_min_size(pos2(body.left(), top), vec2(body.width(), height))
        };
        let pointed = response.hover_pos().or_else(|| response.interact_pointer_pos());
        let under = pointed.and_then(|p| {
            let line = first + ((p.y - rect_of(first).top()) / height).floor().max(0.0) as usize;
            let row = table.model.row(line).cloned();
            (line < count).then(|| Under { line, place: at.column_at(p.x), row })
        });
        let link = paint_lines(table, ui, cx, &at, (first, last), &rect_of, (&response, under.as_ref()));
        let cursor = outline(table, ui, cx, &at, &response, &rect_of);
        editor(table, ui, cx, &at, &rect_of, &response);
        pointer(table, ui, cx, &at, (&response, cursor), under, link);
        if count == 0 && !table.model.is_working() {
            nothing(table, ui, body);
        }
    });
    output.state.clamped_offset().x
}

/// Scrolls so that the cursor's cell is to be seen.
fn followed(
    table: &Table,
    mut area: ScrollArea,
    shown: &[Column],
    body: Rect,
    now: egui::Vec2,
    height: f32,
) -> ScrollArea {
    let Some((id, column)) = &table.selection.cursor else { return area };
    if let Some(line) = table.model.line_of(*id) {
        let top = line as f32 * height;
        if top < now.y {
            area = area.vertical_scroll_offset(top);
        } else if top + height > now.y + body.height() {
            area = area.vertical_scroll_offset(top + height - body.height());
        }
    }
    let sticky = shown.first().map_or(0.0, |c| c.width);
    if let Some(column) = shown.iter().skip(1).find(|c| c.id == *column) {
        if column.left - sticky < now.x {
            area = area.horizontal_scroll_offset(column.left - sticky);
        } else if column.right_edge() > now.x + body.width() {
            area = area.horizontal_scroll_offset(column.right_edge() - body.width());
        }
    }
    area
}

/// The one widget that all cells are: it has the keyboard, and knows the pointer.
fn grid(ui: &Ui, table: &mut Table, body: Rect) -> Response {
    let id = ui.scope_id().with("grid");
    let response = ui.interact(body, id, Sense::click_and_drag());
    let count = table.model.shown();
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Table, true, format!("Deliverables, {}", kit::counted(count, "row")))
    });
    table.grid = Some(id);
    if std::mem::take(&mut table.wants_focus) {
        response.request_focus();
    }
    let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: false };
    ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
    response
}

/// Paints the lines in sight. Gives whether the pointer is on the name of the row under it.
fn paint_lines(
    table: &mut Table,
    ui: &Ui,
    cx: &mut Cx<'_>,
    at: &Painting<'_>,
    (first, last): (usize, usize),
    rect_of: &dyn Fn(usize) -> Rect,
    (response, under): (&Response, Option<&Under>),
) -> bool {
    let span = table.selection.span(at.columns);
    let several = table.selection.is_of_several();
    let settle = table.settle.take();
    let mut on_name = false;
    for line in first..last {
        let rect = rect_of(line);
        match table.model.line(line) {
            Some(Line::Group(group, hidden)) => {
                paint::group(ui, cx, rect, at.body, (&group.key.label, group.count, hidden));
                let spoken =
                    format!("{}, {} rows{}", group.key.label, group.count, if hidden { ", closed" } else { "" });
                node(ui, at.body, (("group", &group.key.label), rect, Role::Button), &|| spoken.clone());
            }
            Some(Line::Row(row)) => {
                let id = row.deliverable.id;
                let hovered = under.is_some_and(|u| u.line == line) && response.contains_pointer();
                let linked = hovered && table.linked == Some(id);
                let look = Look { chosen: table.selection.has(id), hovered, linked };
                let in_range = |place| several && table.selection.has_cell(id, place, &span);
                let name = paint::row(ui, cx, row, rect, look, at, in_range);
                on_name |= hovered && response.hover_pos().is_some_and(|p| name.contains(p));
                nodes(ui, cx, at, row, rect, name);
                marks(ui, cx, at, (row, rect), settle.as_ref());
            }
            None => break,
        }
    }
    on_name
}

/// Tells screen readers of a line that no widget stands for.
fn node(
    ui: &Ui,
    body: Rect,
    (salt, rect, role): (impl std::hash::Hash + std::fmt::Debug, Rect, Role),
    name: &dyn Fn() -> String,
) {
    let rect = rect.intersect(body);
    if !rect.is_positive() {
        return;
    }
    let id = ui.scope_id().with(("node", salt));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(role);
        node.set_label(name());
        let (min, max) = (rect.min, rect.max);
        let (x0, y0, x1, y1) = (min.x.into(), min.y.into(), max.x.into(), max.y.into());
        node.set_bounds(egui::accesskit::Rect { x0, y0, x1, y1 });
    });
}

fn nodes(ui: &Ui, cx: &Cx<'_>, at: &Painting<'_>, row: &Row, rect: Rect, name: Rect) {
    let id = row.deliverable.id;
    node(ui, at.body, ((id, "row"), rect, Role::Row), &|| paint::spoken(row));
    node(ui, at.body, ((id, "open"), name, Role::Link), &|| format!("Open {}", row.deliverable.name));
    for (place, column) in at.columns.iter().enumerate() {
        let body = if place == 0 { at.body } else { at.body.with_min_x(at.sticky()) };
        let Some(cell) = at.cell(place, rect).filter(|c| c.intersects(body)) else { continue };
        let state = &cx.snapshot.state;
        let name = || format!("{}, {}: {}", row.deliverable.name, column.title, super::value::text(state, row, column));
        node(ui, body, ((id, place), cell, Role::Cell), &name);
    }
}

/// The marks of fields that two people set at once; the choice opens on the cell that is asked for.
fn marks(ui: &Ui, cx: &mut Cx<'_>, at: &Painting<'_>, (row, rect): (&Row, Rect), settle: Option<&Cell>) {
    if row.deliverable.conflicts.is_empty() {
        return;
    }
    for (place, column) in at.columns.iter().enumerate() {
        let clip = if place == 0 { at.body } else { at.body.with_min_x(at.sticky()) };
        let Some(cell) = at.cell(place, rect).filter(|c| c.intersects(clip)) else { continue };
        let open = settle.is_some_and(|(id, asked)| *id == row.deliverable.id && *asked == column.id);
        let found = paint::conflicts(row, column);
        conflict::spot(ui, cx, (paint::mark(cell), clip), &row.deliverable.name, &found, open);
    }
}

/// The ring around the cell with the cursor. Gives where that is, if it is in sight.
fn outline(
    table: &Table,
    ui: &Ui,
    cx: &Cx<'_>,
    at: &Painting<'_>,
    response: &Response,
    rect_of: &dyn Fn(usize) -> Rect,
) -> Option<Rect> {
    let (id, column) = table.selection.cursor.as_ref()?;
    let line = table.model.line_of(*id)?;
    let place = at.columns.iter().position(|c| c.id == *column)?;
    let cell = at.cell(place, rect_of(line))?;
    let clip = if place == 0 { at.body } else { at.body.with_min_x(at.sticky()) };
    let strong = response.has_focus() || table.editor.is_some();
    let ink = if strong { cx.theme.link } else { cx.theme.line_strong };
    let painter = ui.painter().with_clip_rect(clip);
    painter.rect_stroke(cell.shrink(0.5), 2.0, Stroke::new(if strong { 2.0 } else { 1.0 }, ink), StrokeKind::Inside);
    Some(cell.intersect(clip)).filter(Rect::is_positive)
}

/// The cell being written into.
fn editor(
    table: &mut Table,
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    at: &Painting<'_>,
    rect_of: &dyn Fn(usize) -> Rect,
    response: &Response,
) {
    let Some(mut editor) = table.editor.take() else { return };
    let (id, column) = editor.cell.clone();
    let line = table.model.line_of(id);
    let place = at.columns.iter().position(|c| c.id == column);
    let row = table.model.find(id).cloned();
    // The row went away, or its column was hidden, while it was written into.
    let (Some(line), Some(place), Some(row)) = (line, place, row) else { return };
    let Some(cell) = at.cell(place, rect_of(line)) else { return };
    let several = table.selection.totals(&table.model).map_or(1, |(count, _)| count);
    let body = if place == 0 { at.body } else { at.body.with_min_x(at.sticky()) };
    match editor.ui(ui, cx, &table.model, (&row, &at.columns[place]), (cell, body), several) {
        edit::Outcome::Open => table.editor = Some(editor),
        edit::Outcome::Closed(leave) => {
            response.request_focus();
            if let edit::Leave::Move(lines, places) = leave {
                table.selection.step(&table.model, at.columns, (lines, places), false);
                table.follow = true;
            }
        }
        edit::Outcome::IntoAll(text) => {
            response.request_focus();
            table.write_into_all(ui, cx, &at.columns[place], &text);
        }
    }
}

/// What the pointer does.
fn pointer(
    table: &mut Table,
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    at: &Painting<'_>,
    (response, cursor): (&Response, Option<Rect>),
    under: Option<Under>,
    on_name: bool,
) {
    // The menu is about the cell it was asked for on: chosen before it opens. Where there is none, it does not.
    let cell =
        under.as_ref().and_then(|u| Some((u.row.as_ref()?.deliverable.id, at.columns.get(u.place?)?.id.clone())));
    match (response.secondary_clicked(), cell) {
        (false, _) => menu::ui(table, ui, cx, (response, cursor.filter(|_| table.editor.is_none())), at.columns),
        (true, Some(cell)) => {
            if !table.selection.has(cell.0) {
                table.selection.put(cell);
            }
            response.request_focus();
            menu::ui(table, ui, cx, (response, None), at.columns);
        }
        (true, None) => {}
    }
    let Some(under) = under else {
        table.linked = None;
        return;
    };
    if let (None, Some(Line::Group(group, _))) = (&under.row, table.model.line(under.line)) {
        table.linked = None;
        let label = group.key.label.clone();
        ui.set_cursor_icon(CursorIcon::PointingHand);
        if response.clicked() {
            if ui.input(|i| i.modifiers.command) {
                table.selection.add_group(&table.model, under.line);
            } else {
                table.model.toggle(&label);
            }
        }
        return;
    }
    let (Some(row), Some(column)) = (&under.row, under.place.and_then(|p| at.columns.get(p))) else { return };
    let id = row.deliverable.id;
    table.linked = on_name.then_some(id);
    if on_name {
        ui.set_cursor_icon(CursorIcon::PointingHand);
    }
    let cell = (id, column.id.clone());
    let modifiers = ui.input(|i| i.modifiers);
    if response.double_clicked() && !on_name {
        table.open_editor(cx, row, column, None);
    } else if response.clicked() {
        response.request_focus();
        table.click(cx, cell.clone(), modifiers, on_name, row);
    }
    drag(table, ui, response, &cell);
    hover(ui, cx, row, column, response, on_name);
}

/// A drag chooses a range.
fn drag(table: &mut Table, ui: &Ui, response: &Response, cell: &super::select::Cell) {
    if response.drag_started_by(PointerButton::Primary) {
        let origin: Option<Pos2> = ui.input(|i| i.pointer.press_origin());
        table.dragging = origin.is_some();
        if !ui.input(|i| i.modifiers.shift) {
            table.selection.put(cell.clone());
        }
        response.request_focus();
    }
    if table.dragging && response.dragged() && table.selection.cursor.as_ref() != Some(cell) {
        table.selection.extend(&table.model, cell.clone());
        table.follow = true;
    }
    if response.drag_stopped() {
        table.dragging = false;
    }
}

fn hover(ui: &Ui, cx: &Cx<'_>, row: &Row, column: &Column, response: &Response, on_name: bool) {
    if kit::menu_open(ui.ctx()) || response.dragged() {
        return;
    }
    let response = response.clone();
    if let Some((stage, feedback)) = column.stage.and_then(|s| row.stage(s)) {
        response.on_hover_ui_at_pointer(|ui| paint::told(ui, cx, stage, feedback));
    } else if column.id == rushes_domain::ColumnId::Due
        && let Some(due) = row.deliverable.due
    {
        response.on_hover_text_at_pointer(dates::day_exact(due, cx.today));
    } else if on_name {
        response.on_hover_text_at_pointer(format!("Open {}", row.deliverable.name));
    }
}

impl Table {
    fn click(
        &mut self,
        cx: &mut Cx<'_>,
        cell: super::select::Cell,
        modifiers: egui::Modifiers,
        on_name: bool,
        row: &Row,
    ) {
        if modifiers.command {
            self.selection.toggle(cell);
        } else if modifiers.shift {
            self.selection.extend(&self.model, cell);
        } else if on_name {
            self.selection.put(cell);
            cx.go(Place::Deliverable(row.deliverable.id, None));
        } else {
            self.selection.put(cell);
        }
        if !self.selection.is_of_several() {
            self.bulk.reset();
        }
    }
}

/// No row meets the filter.
fn nothing(table: &mut Table, ui: &mut Ui, body: Rect) {
    ui.scope_builder(egui::UiBuilder::new().max_rect(body), |ui| {
        let sentence = "Nothing matches the filter. Esc clears it, too.";
        let button = Some((icon::X, "Clear the filter"));
        if kit::empty(ui, icon::FUNNEL_SIMPLE, "No such deliverables", sentence, button) {
            table.filter.set_text("");
        }
    });
}
