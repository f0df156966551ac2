//! The titles: sorting by a click, order by dragging, width by dragging an edge.

use super::{
    Table,
    columns::{self, Column},
    model::MOST_KEYS,
};
use crate::{
    actions::Cx,
    kit::{self, font, icon, size},
};
use egui::{Align2, CursorIcon, Painter, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{ColumnId, GroupBy, SortKey};

/// Height of the header.
pub(super) const HEIGHT: f32 = 32.0;
/// Width of the edge that is dragged.
const EDGE: f32 = 8.0;
/// Room for the mark of the order, and the number of the key.
const MARK: f32 = 24.0;

/// A title that is being dragged to another place.
#[derive(Clone, Debug)]
pub(super) struct Dragged {
    id: ColumnId,
    /// The column it would stand before; last where none.
    before: Option<ColumnId>,
}

enum Wish {
    Sort(ColumnId, bool),
    Order(ColumnId, bool),
    NoOrder,
    Hide(ColumnId),
    Width(ColumnId, Option<f32>),
    Group(Option<GroupBy>),
    Put(ColumnId, Option<ColumnId>),
    /// To the left, or to the right.
    Shift(ColumnId, bool),
}

/// Shows the titles over the shown columns. `offset` is how far the table is scrolled to the right.
pub(super) fn ui(table: &mut Table, ui: &mut Ui, cx: &Cx<'_>, rect: Rect, shown: &[Column], offset: f32) {
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, 0.0, cx.theme.surface);
    let Some((name, others)) = shown.split_first() else { return };
    let sticky = Rect::from_min_max(rect.min, pos2(rect.left() + name.width, rect.bottom()));
    let rest = Rect::from_min_max(pos2(sticky.right(), rect.top()), rect.max);
    let mut wish = None;
    let cell_of = |c: &Column| {
        let left = rect.left() - offset + c.left;
        Rect::from_min_max(pos2(left, rect.top()), pos2(left + c.width, rect.bottom()))
    };
    let pointer = ui.ctx().pointer_latest_pos();
    for column in others {
        let cell = cell_of(column);
        if cell.intersects(rest) {
            wish = title(table, ui, cx, column, (cell, rest)).or(wish);
        }
    }
    if let (Some(dragged), Some(at)) = (&mut table.dragged, pointer) {
        let before = others.iter().find(|c| at.x < cell_of(c).center().x);
        dragged.before = before.map(|c| c.id.clone());
        let x = before.or(others.last()).map(|c| if before.is_some() { cell_of(c).left() } else { cell_of(c).right() });
        if let Some(x) = x {
            let line = Stroke::new(2.0, cx.theme.link);
            ui.painter().with_clip_rect(rest.expand2(vec2(1.0, 0.0))).vline(x, rect.y_range(), line);
        }
        ui.set_cursor_icon(CursorIcon::Grabbing);
    }
    painter.rect_filled(sticky, 0.0, cx.theme.surface);
    wish = title(table, ui, cx, name, (sticky, sticky)).or(wish);
    for column in shown {
        let clip = if column.id == ColumnId::Name { rect } else { rest };
        wish = edge(ui, cx, column, cell_of_sticky(column, &cell_of, sticky), clip).or(wish);
    }
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, cx.theme.line));
    if let Some(wish) = wish {
        table.follow_wish(cx, wish);
    }
}

fn cell_of_sticky(column: &Column, cell_of: &dyn Fn(&Column) -> Rect, sticky: Rect) -> Rect {
    if column.id == ColumnId::Name { sticky } else { cell_of(column) }
}

fn title(table: &mut Table, ui: &mut Ui, cx: &Cx<'_>, column: &Column, (cell, clip): (Rect, Rect)) -> Option<Wish> {
    let movable = column.id != ColumnId::Name;
    let sense = if movable { Sense::click_and_drag() } else { Sense::click() };
    let inner = cell.with_max_x(cell.right() - EDGE * 0.5);
    let response = ui.interact(inner.intersect(clip), ui.scope_id().with(("title", column.id.to_string())), sense);
    let sort = &table.settings.sort;
    // Without a key names are sorted by.
    let by_name = [SortKey { by: ColumnId::Name, descending: false }];
    let keys: &[SortKey] = if sort.is_empty() { &by_name } else { sort };
    let place = keys.iter().position(|k| k.by == column.id);
    let descending = place.and_then(|p| keys.get(p)).is_some_and(|k| k.descending);
    let number = place.filter(|_| keys.len() > 1).map(|p| p + 1);
    let spoken = match (place, descending) {
        (None, _) => format!("Sort by {}", column.title),
        (Some(_), false) => format!("Sort by {}, ascending", column.title),
        (Some(_), true) => format!("Sort by {}, descending", column.title),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    let painter = ui.painter().with_clip_rect(clip);
    paint(&painter, cx, column, cell, (place.map(|_| descending), number), response.hovered());
    if response.has_focus() {
        kit::focus_ring(&painter, cell.shrink(4.0), size::RADIUS_SMALL, cx.theme);
    }
    let mut wish = None;
    if response.clicked() {
        wish = Some(Wish::Sort(column.id.clone(), ui.input(|i| i.modifiers.shift)));
    }
    if movable && response.drag_started() {
        table.dragged = Some(Dragged { id: column.id.clone(), before: Some(column.id.clone()) });
    }
    if response.drag_stopped()
        && let Some(dragged) = table.dragged.take()
    {
        wish = Some(Wish::Put(dragged.id, dragged.before));
    }
    kit::context_menu(&response, |ui| wish = menu(ui, column, movable).or(wish.take()));
    if table.dragged.is_none() && cell.width() < 140.0 && response.hovered() {
        response.on_hover_text(format!("{}. Click to sort, Shift-click to sort by it next.", column.title));
    }
    wish
}

fn menu(ui: &mut Ui, column: &Column, movable: bool) -> Option<Wish> {
    let mut wish = None;
    let mut line = |ui: &mut Ui, glyph: &str, words: &str, found: Wish| {
        if kit::menu_item(ui, Some(glyph), words, false).clicked() {
            wish = Some(found);
        }
    };
    line(ui, icon::SORT_ASCENDING, "Sort ascending", Wish::Order(column.id.clone(), false));
    line(ui, icon::SORT_DESCENDING, "Sort descending", Wish::Order(column.id.clone(), true));
    line(ui, icon::X, "Sort by name", Wish::NoOrder);
    let group = match &column.id {
        ColumnId::Kind => Some(GroupBy::Kind),
        ColumnId::Priority => Some(GroupBy::Priority),
        ColumnId::Due => Some(GroupBy::DueWeek),
        ColumnId::Field(id) if column.field.as_ref().is_some_and(|f| f.kind == rushes_domain::FieldKind::Choice) => {
            Some(GroupBy::Field(*id))
        }
        _ => None,
    };
    if group.is_some() {
        line(ui, icon::ROWS, "Group by this", Wish::Group(group));
    }
    kit::menu_divider(ui);
    line(ui, icon::ARROWS_OUT, "Fit the width to the room", Wish::Width(column.id.clone(), None));
    if movable {
        line(ui, icon::ARROW_LEFT, "Move left", Wish::Shift(column.id.clone(), true));
        line(ui, icon::ARROW_RIGHT, "Move right", Wish::Shift(column.id.clone(), false));
        line(ui, icon::EYE_SLASH, "Hide the column", Wish::Hide(column.id.clone()));
    }
    wish
}

fn paint(
    painter: &Painter,
    cx: &Cx<'_>,
    column: &Column,
    cell: Rect,
    (sorted, number): (Option<bool>, Option<usize>),
    hovered: bool,
) {
    let ink = if sorted.is_some() || hovered { cx.theme.text } else { cx.theme.weak };
    let left = if column.id == ColumnId::Name { cell.left() + size::PAGE } else { cell.left() + size::GAP };
    // Only a title that has the mark of its order leaves room for one.
    let end = if sorted.is_some() { MARK } else { EDGE };
    let galley = kit::elided(painter, &column.title, font::medium(size::LABEL), ink, cell.right() - left - end);
    let width = galley.size().x;
    // A title stands over what its column holds: numbers are at the right.
    let at = if column.right { cell.right() - size::GAP - width } else { left };
    let mark = if column.right { at - size::GAP_WIDE } else { at + width + size::GAP };
    painter.galley(pos2(at, cell.center().y - galley.size().y * 0.5), galley, ink);
    let Some(descending) = sorted else { return };
    let glyph = if descending { icon::ARROW_DOWN } else { icon::ARROW_UP };
    let center = pos2(mark + size::GRID, cell.center().y);
    painter.text(center, Align2::CENTER_CENTER, glyph, font::icons(size::LABEL), cx.theme.link);
    if let Some(number) = number {
        let at = center + vec2(if column.right { -size::GAP } else { size::GAP }, 0.0);
        painter.text(at, Align2::CENTER_CENTER, number.to_string(), font::tabular(size::LABEL), cx.theme.link);
    }
}

/// The edge at the right of a title: dragged, it makes the column narrower or wider; pressed twice, as wide as fits.
fn edge(ui: &mut Ui, cx: &Cx<'_>, column: &Column, cell: Rect, clip: Rect) -> Option<Wish> {
    let rect = Rect::from_center_size(pos2(cell.right(), cell.center().y), vec2(EDGE, cell.height())).intersect(clip);
    if !rect.is_positive() {
        return None;
    }
    let id = ui.scope_id().with(("edge", column.id.to_string()));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let busy = response.hovered() || response.dragged();
    let ink = if busy { cx.theme.link } else { cx.theme.line };
    let inset = if busy { 0.0 } else { size::GAP };
    let range = cell.top() + inset..=cell.bottom() - inset;
    ui.painter().with_clip_rect(clip).vline(cell.right() - 0.5, range, Stroke::new(1.0, ink));
    if busy {
        ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    if response.double_clicked() {
        return Some(Wish::Width(column.id.clone(), None));
    }
    if response.dragged()
        && let Some(pointer) = response.interact_pointer_pos()
        && response.drag_delta().x != 0.0
    {
        return Some(Wish::Width(column.id.clone(), Some(pointer.x - cell.left())));
    }
    None
}

impl Table {
    fn follow_wish(&mut self, cx: &Cx<'_>, wish: Wish) {
        let mut columns = columns::all(&cx.snapshot.state.studio, self.model.columns(), &self.settings);
        let settings = &mut self.settings;
        match wish {
            Wish::Sort(by, more) => sort_by(&mut settings.sort, by, more),
            Wish::Order(by, descending) => settings.sort = vec![SortKey { by, descending }],
            Wish::NoOrder => settings.sort.clear(),
            Wish::Hide(id) => columns::hide(&mut columns, settings, &id, true),
            Wish::Width(id, width) => columns::set_width(&columns, settings, &id, width),
            Wish::Group(group) => settings.group = group,
            Wish::Put(id, before) if before.as_ref() != Some(&id) => {
                columns::put_before(&mut columns, settings, &id, before.as_ref());
            }
            Wish::Put(..) => {}
            Wish::Shift(id, left) => columns::shift(&mut columns, settings, &id, left),
        }
    }
}

/// A click sorts by a column, and the other way round when it does so already; with Shift it comes after the
/// others, and is left out the third time.
fn sort_by(sort: &mut Vec<SortKey>, by: ColumnId, more: bool) {
    // Without a key names are sorted by: clicking them turns that round.
    if sort.is_empty() && by == ColumnId::Name {
        sort.push(SortKey { by, descending: true });
        return;
    }
    let place = sort.iter().position(|k| k.by == by);
    match (place, more) {
        (Some(at), true) if sort[at].descending => drop(sort.remove(at)),
        (Some(at), true) => sort[at].descending = true,
        (None, true) => {
            sort.truncate(MOST_KEYS - 1);
            sort.push(SortKey { by, descending: false });
        }
        (Some(at), false) => {
            let descending = !sort[at].descending;
            *sort = vec![SortKey { by, descending }];
        }
        (None, false) => *sort = vec![SortKey { by, descending: false }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clicks_sort_turn_round_and_add() {
        let mut sort = Vec::new();
        let mut told = |by: ColumnId, more| {
            sort_by(&mut sort, by, more);
            let one = |k: &SortKey| format!("{}{}", if k.descending { "-" } else { "" }, k.by);
            sort.iter().map(one).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told(ColumnId::Name, false), "-name");
        assert_eq!(told(ColumnId::Name, false), "name");
        assert_eq!(told(ColumnId::Due, false), "due");
        assert_eq!(told(ColumnId::Due, false), "-due");
        assert_eq!(told(ColumnId::Kind, true), "-due type");
        assert_eq!(told(ColumnId::Kind, true), "-due -type");
        assert_eq!(told(ColumnId::Name, true), "-due -type name");
        assert_eq!(told(ColumnId::Priority, true), "-due -type priority", "three keys at most");
        assert_eq!(told(ColumnId::Kind, true), "-due priority");
        assert_eq!(told(ColumnId::Name, false), "name");
    }
}
