//! The table itself: a header that stays, a first column that stays, and the rows in sight.

use super::{SortBy, Table, model::TableModel, row};
use crate::{
    actions::Cx,
    kit::{self, font, icon, size},
};
use egui::{Align2, Rect, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Height of the header.
const HEADER: f32 = 32.0;
/// Height of the footer.
const FOOTER: f32 = 36.0;
/// Narrowest column of a stage: icon, initials, round, badge.
const STAGE_LEAST: f32 = 92.0;
/// Stage columns from this width on have room for the longest word, initials, round and badge.
const WORDS_FROM: f32 = 168.0;
/// Widest column of names.
const NAME_MOST: f32 = 440.0;
/// Widest column of a stage that shows marks alone.
const STAGE_MARKS: f32 = 108.0;
/// Widest column of a stage.
const STAGE_MOST: f32 = 220.0;

/// Where the columns are, in points from the table's left edge.
pub(super) struct Columns {
    /// Right edge of the first, sticky column.
    pub(super) name: f32,
    /// Stage columns are wide enough for words.
    pub(super) words: bool,
    /// Left edges of type, priority, due, each stage, and the table's right edge.
    pub(super) edges: Vec<f32>,
}

impl Columns {
    fn lay(width: f32, stages: usize) -> Self {
        let name = (width * 0.22).clamp(200.0, 360.0);
        let (kind, priority, due) = (96.0, 84.0, 96.0);
        let spare = width - name - kind - priority - due - size::PAGE;
        let share = if stages == 0 { 0.0 } else { spare / stages as f32 };
        // Without room for words, names need the room more than marks do.
        let most = if share >= WORDS_FROM { STAGE_MOST } else { STAGE_MARKS };
        let stage = if stages == 0 { 0.0 } else { share.clamp(STAGE_LEAST, most).floor() };
        let name = (name + (spare - stage * stages as f32).max(0.0)).min(NAME_MOST).floor();
        let mut edges = vec![name, name + kind, name + kind + priority, name + kind + priority + due];
        for _ in 0..stages {
            edges.push(edges.last().copied().unwrap_or(name) + stage);
        }
        Self { name, words: stage >= WORDS_FROM, edges }
    }

    fn width(&self) -> f32 {
        self.edges.last().copied().unwrap_or(self.name) + size::PAGE
    }
}

/// Shows the table in what is left of the page.
pub(super) fn ui(table: &mut Table, ui: &mut Ui, cx: &mut Cx<'_>) {
    let full = ui.available_rect_before_wrap();
    let columns = Columns::lay(full.width(), table.model.columns().len());
    let header = Rect::from_min_size(full.min, vec2(full.width(), HEADER));
    let footer = Rect::from_min_max(pos2(full.left(), full.bottom() - FOOTER), full.max);
    let body = Rect::from_min_max(pos2(full.left(), header.bottom()), pos2(full.right(), footer.top()));
    let height = cx.row_height();
    let offset = rows(table, ui, cx, body, &columns, height);
    head(table, ui, cx, header, &columns, offset);
    foot(&table.model, ui, cx, footer);
    ui.advance_cursor_after_rect(full);
}

/// The rows; gives how far the table is scrolled to the right.
fn rows(table: &mut Table, ui: &mut Ui, cx: &mut Cx<'_>, body: Rect, columns: &Columns, height: f32) -> f32 {
    let count = table.model.shown().len();
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(body).id_salt("rows"));
    let mut area = ScrollArea::both().id_salt(("table", table.model.project())).auto_shrink(false);
    if std::mem::take(&mut table.follow)
        && let Some(chosen) = table.chosen
    {
        let id = child.make_persistent_id(egui::Id::unique(("table", table.model.project())));
        let now = egui::scroll_area::State::load(child.ctx(), id).map_or(0.0, |s| s.clamped_offset().y);
        let top = chosen as f32 * height;
        let view = body.height();
        if top < now {
            area = area.vertical_scroll_offset(top);
        } else if top + height > now + view {
            area = area.vertical_scroll_offset(top + height - view);
        }
    }
    let output = area.show_viewport(&mut child, |ui, view| {
        ui.set_min_size(vec2(columns.width(), count as f32 * height));
        // Rows are placed by whole numbers from the first one in sight: far down a long table a float's
        // steps are larger than a pixel.
        let first = (f64::from(view.min.y) / f64::from(height)).floor().max(0.0) as usize;
        let last = ((f64::from(view.max.y) / f64::from(height)).ceil() as usize).min(count);
        let inside = (f64::from(view.min.y) - first as f64 * f64::from(height)) as f32;
        let painting = row::Painting { columns, left: body.left() - view.min.x, body };
        for at in first..last {
            let top = body.top() - inside + (at - first) as f32 * height;
            let rect = Rect::from_min_size(pos2(body.left(), top), vec2(body.width(), height));
            let Some(found) = table.model.row(at) else { break };
            if row::ui(ui, cx, found, rect, table.chosen == Some(at), &painting) {
                table.chosen = Some(at);
            }
        }
        if count == 0 {
            let font = font::regular(size::BODY);
            let words = "Nothing matches the filter. Press Esc to clear it.";
            ui.painter().text(body.center_top() + vec2(0.0, 64.0), Align2::CENTER_CENTER, words, font, cx.theme.weak);
        }
    });
    output.state.clamped_offset().x
}

fn head(table: &mut Table, ui: &mut Ui, cx: &Cx<'_>, rect: Rect, columns: &Columns, offset: f32) {
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, 0.0, cx.theme.surface);
    let mut titles: Vec<(String, SortBy, f32, f32)> = Vec::new();
    let fixed = [("Type", SortBy::Kind), ("Priority", SortBy::Priority), ("Due", SortBy::Due)];
    for (i, (name, by)) in fixed.into_iter().enumerate() {
        titles.push((name.to_owned(), by, columns.edges[i], columns.edges[i + 1]));
    }
    for (i, (_, name)) in table.model.columns().iter().enumerate() {
        titles.push((name.clone(), SortBy::Stage(i), columns.edges[i + 3], columns.edges[i + 4]));
    }
    let mut wanted = None;
    let sticky = Rect::from_min_max(rect.min, pos2(rect.left() + columns.name, rect.bottom()));
    let right = Rect::from_min_max(pos2(sticky.right(), rect.top()), rect.max);
    for (name, by, from, to) in titles {
        let cell = Rect::from_min_max(
            pos2(rect.left() - offset + from, rect.top()),
            pos2(rect.left() - offset + to, rect.bottom()),
        );
        if cell.intersects(right) && title(table, ui, cx, &name, by, (cell, right)) {
            wanted = Some(by);
        }
    }
    painter.rect_filled(sticky, 0.0, cx.theme.surface);
    if title(table, ui, cx, "Name", SortBy::Name, (sticky.with_min_x(sticky.left() + size::GAP_WIDE), sticky)) {
        wanted = Some(SortBy::Name);
    }
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, cx.theme.line));
    if let Some(by) = wanted {
        let again = table.sort.by == by;
        table.sort = super::Sort { by, descending: again && !table.sort.descending };
    }
}

fn title(table: &Table, ui: &mut Ui, cx: &Cx<'_>, name: &str, by: SortBy, (cell, clip): (Rect, Rect)) -> bool {
    let response = ui.interact(cell.intersect(clip), ui.scope_id().with(("title", name)), Sense::click());
    let on = table.sort.by == by;
    let spoken = match (on, table.sort.descending) {
        (false, _) => format!("Sort by {name}"),
        (true, false) => format!("Sort by {name}, ascending"),
        (true, true) => format!("Sort by {name}, descending"),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    let painter = ui.painter().with_clip_rect(clip);
    let ink = if on || response.hovered() { cx.theme.text } else { cx.theme.weak };
    let galley = kit::elided(&painter, name, font::medium(size::LABEL), ink, cell.width() - 28.0);
    // A title stands over what its column holds: days are at the right.
    let left = if by == SortBy::Due { cell.right() - size::GAP - galley.size().x } else { cell.left() + size::GAP };
    let at = pos2(left, cell.center().y);
    let end = if by == SortBy::Due { at.x - 16.0 } else { at.x + galley.size().x + 8.0 };
    painter.galley(pos2(at.x, at.y - galley.size().y * 0.5), galley, ink);
    if on {
        let glyph = if table.sort.descending { icon::ARROW_DOWN } else { icon::ARROW_UP };
        painter.text(pos2(end + 4.0, at.y), Align2::CENTER_CENTER, glyph, font::icons(11.0), cx.theme.link);
    }
    if response.has_focus() {
        kit::focus_ring(&painter, cell.shrink(4.0), size::RADIUS_SMALL, cx.theme);
    }
    response.clicked()
}

fn foot(model: &TableModel, ui: &mut Ui, cx: &Cx<'_>, rect: Rect) {
    let painter = ui.painter().with_clip_rect(rect);
    painter.hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, cx.theme.line));
    let shown = model.shown().len();
    let words = match (model.len(), shown) {
        (1, 1) => "1 deliverable".to_owned(),
        (all, shown) if all == shown => format!("{all} deliverables"),
        (all, shown) => format!("{shown} of {all} deliverables"),
    };
    let response = ui.interact(rect, ui.scope_id().with("totals"), Sense::hover());
    let counted: Vec<String> =
        model.totals().iter().map(|(s, n)| format!("{n} {}", s.label().to_lowercase())).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{words}; stages: {}", counted.join(", "))));
    let mut x = rect.left() + size::PAGE;
    let y = rect.center().y;
    let text = |x: f32, words: &str, color| {
        painter.text(pos2(x, y), Align2::LEFT_CENTER, words, font::tabular(size::SECONDARY), color).right()
    };
    x = text(x, &words, cx.theme.text) + size::PAGE;
    for (status, count) in model.totals() {
        kit::status::paint_icon(&painter, pos2(x + 7.0, y), size::ICON_SMALL, *status, cx.theme);
        x = text(x + 20.0, &format!("{count} {}", status.label().to_lowercase()), cx.theme.weak) + size::GAP_WIDE;
    }
    if model.open_feedback() > 0 {
        painter.text(pos2(x + 7.0, y), Align2::CENTER_CENTER, icon::CHAT_CIRCLE, font::icons(14.0), cx.theme.warning);
        text(x + 20.0, &format!("{} open feedback", model.open_feedback()), cx.theme.weak);
    }
}
