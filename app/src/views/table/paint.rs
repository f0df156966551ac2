//! Rows and their cells, painted directly: hundreds of widgets a frame would be too many.

use super::{columns::Column, model::Row, value};
use crate::{
    actions::Cx,
    kit::{self, dates, font, icon, size},
    textures::ThumbSize,
};
use egui::{Align2, Color32, Painter, Pos2, Rect, Stroke, Ui, pos2, vec2};
use rushes_domain::{ColumnId, Conflict, FieldKind, FieldValue, Stage, Status};

/// Discs of people a stage's cell has at most.
const DISCS: usize = 3;
/// Between a cell's words and the mark of its conflicts, beside what words keep free anyhow.
const MARK_GAP: f32 = 3.0;
/// Room for the count of open feedback.
const BADGE: f32 = 18.0;
/// Type of the count of people who are not shown.
const COUNT: f32 = 9.0;

/// Where rows are painted.
pub(super) struct Painting<'a> {
    pub(super) columns: &'a [Column],
    /// The table's left edge on screen, scrolled.
    pub(super) left: f32,
    pub(super) body: Rect,
}

impl Painting<'_> {
    /// Right edge of the column that stays.
    pub(super) fn sticky(&self) -> f32 {
        self.body.left() + self.columns.first().map_or(0.0, |c| c.width)
    }

    /// Where a cell is, in a row at this height.
    pub(super) fn cell(&self, place: usize, row: Rect) -> Option<Rect> {
        let column = self.columns.get(place)?;
        let left = if place == 0 { self.body.left() } else { self.left + column.left };
        Some(Rect::from_x_y_ranges(left..=left + column.width, row.y_range()))
    }

    /// The column under a place.
    pub(super) fn column_at(&self, x: f32) -> Option<usize> {
        if x < self.sticky() {
            return Some(0);
        }
        let at = x - self.left;
        (1..self.columns.len()).find(|i| (self.columns[*i].left..self.columns[*i].right_edge()).contains(&at))
    }
}

/// How a row stands out.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) chosen: bool,
    pub(super) hovered: bool,
    /// The name is under the pointer: it leads somewhere.
    pub(super) linked: bool,
}

/// Paints a row; `in_range` says which of its cells are in the chosen range. Gives where its name stands.
pub(super) fn row(
    ui: &Ui,
    cx: &mut Cx<'_>,
    row: &Row,
    rect: Rect,
    look: Look,
    at: &Painting<'_>,
    in_range: impl Fn(usize) -> bool,
) -> Rect {
    let fill = match (look.chosen, look.hovered) {
        (true, _) => cx.theme.selected,
        (false, true) => cx.theme.hover,
        (false, false) => cx.theme.surface,
    };
    let all = ui.painter().with_clip_rect(at.body);
    all.rect_filled(rect, 0.0, fill);
    let right = ui.painter().with_clip_rect(at.body.with_min_x(at.sticky()));
    for (place, column) in at.columns.iter().enumerate().skip(1) {
        let Some(rect) = at.cell(place, rect).filter(|c| c.intersects(at.body)) else { continue };
        if in_range(place) {
            right.rect_filled(rect, 0.0, range_fill(cx));
        }
        let marked = !conflicts(row, column).is_empty();
        let rect = if marked { rect.with_max_x(mark(rect).x - MARK_GAP) } else { rect };
        cell(&right, cx, row, column, (rect, fill));
    }
    let name = name(&all, cx, row, rect, at, (fill, look.linked, in_range(0)));
    all.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, cx.theme.line.gamma_multiply(0.55)));
    name
}

fn name(
    painter: &Painter,
    cx: &mut Cx<'_>,
    row: &Row,
    rect: Rect,
    at: &Painting<'_>,
    (fill, linked, in_range): (Color32, bool, bool),
) -> Rect {
    let cell = rect.with_max_x(at.sticky());
    painter.rect_filled(cell, 0.0, fill);
    if in_range {
        painter.rect_filled(cell, 0.0, range_fill(cx));
    }
    if at.left < at.body.left() {
        painter.vline(cell.right() - 0.5, cell.y_range(), Stroke::new(1.0, cx.theme.line));
    }
    let thumb = Rect::from_min_size(cell.min + vec2(size::PAGE, size::GRID), picture(rect.height()));
    let cover = row.deliverable.cover();
    cx.thumbs.paint(painter, thumb, cover, (ThumbSize::Row, kit::Fit::Cover, 3), cx.theme);
    let left = cell.left() + before_name(rect.height());
    let ink = if linked { cx.theme.link } else { cx.theme.text };
    let marked = at.columns.first().is_some_and(|c| !conflicts(row, c).is_empty());
    let room = if marked { mark(cell).x - size::GAP } else { cell.right() } - left - size::GAP_WIDE;
    let galley = kit::name_elided(painter, &row.deliverable.name, font::medium(size::BODY), ink, room);
    let text = Rect::from_min_size(pos2(left, cell.center().y - galley.size().y * 0.5), galley.size());
    painter.galley(text.min, galley, ink);
    if linked {
        painter.hline(text.x_range(), text.bottom() - 1.0, Stroke::new(1.0, cx.theme.link));
    }
    text
}

/// The size of a row's small picture.
fn picture(row: f32) -> egui::Vec2 {
    let high = row - size::GAP;
    vec2((high * 16.0 / 9.0).round(), high)
}

/// What stands before the name in a row of this height, in points.
pub(super) fn before_name(row: f32) -> f32 {
    size::PAGE + picture(row).x + size::GAP + 2.0
}

/// The fields of a cell that two people set at once and nobody settled.
pub(super) fn conflicts<'r>(row: &'r Row, column: &Column) -> Vec<&'r Conflict> {
    if row.deliverable.conflicts.is_empty() {
        return Vec::new();
    }
    let key = match &column.id {
        ColumnId::Name => "name".to_owned(),
        ColumnId::Kind => "kind".to_owned(),
        ColumnId::Priority => "priority".to_owned(),
        ColumnId::Due => "due".to_owned(),
        ColumnId::Description => "description".to_owned(),
        ColumnId::Stage(_) => match value::stage(row, column) {
            Some(stage) => format!("stage:{}", stage.id),
            None => return Vec::new(),
        },
        ColumnId::Field(id) => format!("field:{id}"),
        ColumnId::Progress | ColumnId::Estimate | ColumnId::Feedback | ColumnId::Other(_) => return Vec::new(),
    };
    row.deliverable.conflicts.iter().filter(|c| c.path.first() == Some(&key)).collect()
}

/// Where the mark of a cell's conflicts stands.
pub(super) fn mark(cell: Rect) -> Pos2 {
    pos2(cell.right() - size::GAP - size::ICON_SMALL * 0.5, cell.center().y)
}

/// Over the cells of a range.
fn range_fill(cx: &Cx<'_>) -> Color32 {
    cx.theme.link.gamma_multiply(0.2)
}

fn put(painter: &Painter, cell: Rect, right: bool, words: &str, font: egui::FontId, ink: Color32) {
    let room = cell.width() - size::GAP * 2.0;
    let galley = kit::elided(painter, words, font, ink, room);
    let x = if right { cell.right() - size::GAP - galley.size().x } else { cell.left() + size::GAP };
    painter.galley(pos2(x, cell.center().y - galley.size().y * 0.5), galley, ink);
}

fn cell(painter: &Painter, cx: &Cx<'_>, row: &Row, column: &Column, (rect, ground): (Rect, Color32)) {
    let deliverable = &row.deliverable;
    let plain = || font::regular(size::SECONDARY);
    let number = || font::tabular(size::SECONDARY);
    match &column.id {
        ColumnId::Name | ColumnId::Other(_) => {}
        ColumnId::Kind => put(painter, rect, false, &deliverable.kind, plain(), cx.theme.weak),
        ColumnId::Priority => {
            let label = kit::status::priority_label(deliverable.priority);
            let mark = kit::status::priority_mark(deliverable.priority, cx.theme);
            let words = rect.with_min_x(rect.left() + size::ICON);
            if let Some((glyph, color)) = mark {
                let at = pos2(rect.left() + size::GAP + size::GAP_TIGHT, rect.center().y);
                painter.text(at, Align2::CENTER_CENTER, glyph, font::icons(size::BODY), color);
            }
            let ink = if mark.is_some() { cx.theme.text } else { cx.theme.weak };
            put(painter, words, false, label, plain(), ink);
        }
        ColumnId::Due => {
            if let Some(due) = deliverable.due {
                let late = row.deliverable.is_late(cx.today);
                let ink = if late { cx.theme.danger } else { cx.theme.text };
                put(painter, rect, true, &dates::day(due, cx.today), number(), ink);
            }
        }
        ColumnId::Progress => progress(painter, cx, row, rect),
        ColumnId::Estimate if row.estimate > 0 => {
            put(painter, rect, true, &rushes_domain::worked(row.estimate), number(), cx.theme.text);
        }
        ColumnId::Estimate => {}
        ColumnId::Feedback if row.open > 0 => {
            let right = pos2(rect.right() - size::GAP, rect.center().y);
            kit::paint_badge(painter, right, row.open as usize, cx.theme.warning, on_warning(cx));
        }
        ColumnId::Feedback => {}
        ColumnId::Description => {
            let line = deliverable.description.lines().next().unwrap_or_default();
            put(painter, rect, false, line, plain(), cx.theme.weak);
        }
        ColumnId::Stage(_) => {
            if let Some((stage, feedback)) = column.stage.and_then(|s| row.stage(s)) {
                stage_cell(painter, cx, (stage, feedback), (rect, ground), column.has_words());
            }
        }
        ColumnId::Field(_) => field(painter, cx, row, column, rect),
    }
}

fn on_warning(cx: &Cx<'_>) -> Color32 {
    if cx.theme.dark { cx.theme.canvas } else { cx.theme.surface }
}

fn progress(painter: &Painter, cx: &Cx<'_>, row: &Row, rect: Rect) {
    let words = format!("{} %", row.progress);
    put(painter, rect, true, &words, font::tabular(size::SECONDARY), cx.theme.weak);
    let bar = Rect::from_min_max(
        pos2(rect.left() + size::GAP, rect.center().y - 2.0),
        pos2(rect.right() - size::GAP - 44.0, rect.center().y + 2.0),
    );
    if bar.is_positive() {
        painter.rect_filled(bar, 2.0, cx.theme.pressed);
        let filled = bar.with_max_x(bar.left() + bar.width() * f32::from(row.progress) / 100.0);
        painter.rect_filled(filled, 2.0, kit::status::color(Status::Approved, cx.theme));
    }
}

fn field(painter: &Painter, cx: &Cx<'_>, row: &Row, column: &Column, rect: Rect) {
    let Some(field) = &column.field else { return };
    let Some(value) = row.deliverable.field(field) else { return };
    let shown = match (&value, field.kind) {
        (FieldValue::Checkbox(on), _) => {
            let at = pos2(rect.left() + size::GAP + size::ICON * 0.5, rect.center().y);
            let glyph = if *on { icon::CHECK } else { icon::MINUS };
            let ink = if *on { cx.theme.good } else { cx.theme.weak };
            painter.text(at, Align2::CENTER_CENTER, glyph, font::icons(size::ICON_SMALL), ink);
            return;
        }
        (FieldValue::Date(day), FieldKind::Date) => dates::day(*day, cx.today),
        _ => cx.snapshot.state.studio.shown(field, &value),
    };
    let font = if column.right { font::tabular(size::SECONDARY) } else { font::regular(size::SECONDARY) };
    let ink = if field.kind == FieldKind::Url { cx.theme.link } else { cx.theme.text };
    put(painter, rect, column.right, shown.lines().next().unwrap_or_default(), font, ink);
}

/// Mark, word, who, round, open feedback. Narrow columns go without the word, which the footer's legend
/// and the tooltip have, and keep the rest together at the left.
fn stage_cell(
    painter: &Painter,
    cx: &Cx<'_>,
    (stage, feedback): (&Stage, usize),
    (cell, ground): (Rect, Color32),
    words: bool,
) {
    let y = cell.center().y;
    let mut x = cell.left() + size::GAP;
    kit::status::paint_icon(painter, pos2(x + 7.0, y), size::ICON_SMALL, stage.status, cx.theme);
    x += size::ICON_SMALL + size::GRID;
    if words {
        let ink = kit::status::ink(stage.status, cx.theme);
        let word = if stage.status == Status::ChangesRequested { "Changes" } else { stage.status.label() };
        painter.text(pos2(x, y), Align2::LEFT_CENTER, word, font::regular(size::SECONDARY), ink);
        x += 80.0;
    }
    let round = (stage.round_number() > 0).then(|| {
        let words = format!("r{}", stage.round_number());
        painter.layout_no_wrap(words, font::tabular(size::LABEL), cx.theme.weak)
    });
    let after = round.as_ref().map_or(0.0, |r| r.size().x + size::GRID) + if feedback > 0 { BADGE } else { 0.0 };
    let room = cell.right() - x - after - size::GRID;
    x = people(painter, cx, stage, (pos2(x, y), room), ground);
    if let Some(round) = round {
        let at = pos2(x, y - round.size().y * 0.5);
        x += round.size().x + size::GRID;
        painter.galley(at, round, cx.theme.weak);
    }
    if feedback > 0 {
        let right = pos2((x + BADGE).min(cell.right()), y);
        kit::paint_badge(painter, right, feedback, cx.theme.warning, on_warning(cx));
    }
}

/// The people of a stage as discs, as many as there is room for; the others are counted in the last one, or after the
/// only one. Gives where the next thing stands.
fn people(painter: &Painter, cx: &Cx<'_>, stage: &Stage, (left, room): (Pos2, f32), ground: Color32) -> f32 {
    let all = stage.assignees.len();
    if all == 0 {
        return left.x;
    }
    let discs = discs(all, room);
    let shown = if discs < all { (discs - 1).max(1) } else { all };
    let center = |i: usize| left + vec2(size::AVATAR * 0.5 + size::AVATAR_STEP * i as f32, 0.0);
    let mut end = center(discs - 1).x + size::AVATAR * 0.5;
    let more = format!("+{}", all - shown);
    if shown < discs {
        painter.circle_filled(center(shown), size::AVATAR * 0.5, cx.theme.pressed);
        let at = center(shown) + vec2(1.0, 0.0);
        painter.text(at, Align2::CENTER_CENTER, more, font::medium(COUNT), cx.theme.text);
    } else if shown < all {
        let at = pos2(end + 1.0, left.y);
        // What follows stands close, so that it still has its room.
        end = painter.text(at, Align2::LEFT_CENTER, more, font::medium(COUNT), cx.theme.weak).right() - 2.0;
    }
    for (i, person) in stage.assignees.iter().take(shown).enumerate().rev() {
        let found = cx.snapshot.state.studio.people.get(person);
        let initials = found.map_or_else(|| "?".to_owned(), rushes_domain::Person::initials);
        if discs > 1 {
            painter.circle_filled(center(i), size::AVATAR * 0.5 + 1.0, ground);
        }
        kit::paint_avatar(painter, center(i), size::AVATAR, *person, &initials, cx.theme);
    }
    end + size::GRID
}

/// How many discs there are of this many people in a room this wide.
fn discs(people: usize, room: f32) -> usize {
    let fit = ((room - size::AVATAR) / size::AVATAR_STEP).floor().max(0.0) as usize + 1;
    people.min(fit).min(DISCS)
}

/// Paints a header over rows.
pub(super) fn group(ui: &Ui, cx: &Cx<'_>, rect: Rect, body: Rect, (label, count, hidden): (&str, usize, bool)) {
    let painter = ui.painter().with_clip_rect(body);
    painter.rect_filled(rect, 0.0, cx.theme.raised);
    let y = rect.center().y;
    let caret = if hidden { icon::CARET_RIGHT } else { icon::CARET_DOWN };
    let at = pos2(rect.left() + size::PAGE - size::GAP, y);
    painter.text(at, Align2::CENTER_CENTER, caret, font::icons(size::SECONDARY), cx.theme.weak);
    let left: Pos2 = pos2(rect.left() + size::PAGE + size::GRID, y);
    let end = painter.text(left, Align2::LEFT_CENTER, label, font::medium(size::BODY), cx.theme.text).right();
    let at = pos2(end + size::GAP, y);
    painter.text(at, Align2::LEFT_CENTER, kit::figure(count), font::tabular(size::SECONDARY), cx.theme.weak);
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, cx.theme.line));
}

/// What a cell of a stage says on hover.
pub(super) fn told(ui: &mut Ui, cx: &Cx<'_>, stage: &Stage, feedback: usize) {
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
    if let Some(minutes) = stage.estimate {
        ui.label(font::weak(format!("estimated {}", rushes_domain::worked(minutes)), cx.theme.weak));
    }
    if let Some(round) = stage.latest() {
        let words = format!("round {}, {}", round.number, dates::moment(round.at, cx.now));
        ui.label(font::weak(words, cx.theme.weak));
    }
    if let Some(before) = stage.rounds_before_shown() {
        ui.label(font::weak(format!("{before} before this studio"), cx.theme.weak));
    }
    if feedback > 0 {
        ui.label(font::weak(format!("{feedback} open feedback"), cx.theme.warning));
    }
}

/// A row as it is read aloud.
pub(super) fn spoken(row: &Row) -> String {
    match row.current() {
        Some(stage) => format!("{}: {} {}", row.deliverable.name, stage.name, stage.status.label().to_lowercase()),
        None => format!("{}: all stages done", row.deliverable.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_shows_as_many_people_as_it_has_room_for() {
        // The narrowest cell with a round and feedback; one with a round; a wide one.
        let shown = |people| [28.0, 46.0, 60.0].map(|room| discs(people, room));
        assert_eq!(shown(1), [1, 1, 1]);
        assert_eq!(shown(2), [1, 2, 2]);
        assert_eq!(shown(3), [1, 2, 3]);
        assert_eq!(shown(9), [1, 2, 3]);
    }
}
