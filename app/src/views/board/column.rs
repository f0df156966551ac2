//! A column: its head, the cards in sight, and what it says to cards carried over it.

use super::{Board, Card, Carried, Column, ColumnKey, Ear, Heard, card, drop_zone};
use crate::{
    actions::Cx,
    kit::{self, font, icon, size, status},
    views::conflict,
};
use egui::{Align2, Color32, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// Height of a column's head.
const HEAD: f32 = 36.0;

/// What a carried card meets here.
enum Meets<'a> {
    Nothing,
    Welcome,
    /// It is taken, with a reason.
    Reason(&'a str),
    Refusal(&'a str),
}

pub(super) fn ui(board: &Board, ui: &mut Ui, cx: &mut Cx<'_>, at: usize, rect: Rect, ear: &mut Ear) {
    let column = &board.model.columns()[at];
    let narrow = board.is_collapsed(column.key);
    let zone = drop_zone(ui, rect, column.key);
    let over = zone.dnd_hover_payload::<Carried>().is_some();
    if let Some(dropped) = zone.dnd_release_payload::<Carried>() {
        ear.heard.push(Heard::Move(dropped.cards.to_vec(), column.key));
    }
    let meets = board.previews.as_ref().and_then(|p| p.plans.get(at)).map_or(Meets::Nothing, |plan| {
        match (&plan.refused, plan.moves()) {
            (_, true) => match plan.by_hand().filter(|_| plan.sends.is_empty() && plan.asks.is_empty()) {
                Some(why) => Meets::Reason(why),
                None => Meets::Welcome,
            },
            (Some((why, _)), false) => Meets::Refusal(why),
            (None, false) => Meets::Nothing,
        }
    });
    ground(ui, cx, rect, &meets, over);
    if narrow {
        if collapsed(ui, cx, column, rect).clicked() {
            ear.heard.push(Heard::Collapse(column.key));
        }
    } else {
        let head = Rect::from_min_size(rect.min, vec2(rect.width(), HEAD));
        if title(ui, cx, column, head) {
            ear.heard.push(Heard::Collapse(column.key));
        }
        let body = Rect::from_min_max(pos2(rect.left(), head.bottom()), rect.max);
        cards(board, ui, cx, at, body, ear);
    }
    match meets {
        Meets::Refusal(why) if over => said_over(ui, rect, why, (icon::WARNING, cx.theme.danger), cx),
        Meets::Reason(why) if over => {
            let words = format!("{why} By hand it is set with a reason.");
            said_over(ui, rect, &words, (icon::PENCIL_SIMPLE, cx.theme.link), cx);
        }
        _ => {}
    }
}

fn ground(ui: &Ui, cx: &Cx<'_>, rect: Rect, meets: &Meets<'_>, over: bool) {
    let painter = ui.painter();
    let line = match (meets, over) {
        (Meets::Welcome | Meets::Reason(_), true) => Stroke::new(2.0, cx.theme.link),
        (Meets::Welcome, false) => Stroke::new(1.0, cx.theme.link.gamma_multiply(0.5)),
        (Meets::Refusal(_), true) => Stroke::new(2.0, cx.theme.danger),
        _ => Stroke::new(1.0, Color32::TRANSPARENT),
    };
    painter.rect(rect, size::RADIUS_CARD, cx.theme.sunken, line, StrokeKind::Inside);
}

/// What a drop here would meet, over the top of the column: why it is refused, or what it asks for.
fn said_over(ui: &Ui, rect: Rect, why: &str, (glyph, ink): (&str, Color32), cx: &Cx<'_>) {
    let wide = rect.width().max(super::COLUMN_LEAST);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, ui.scope_id().with("refusal")));
    let room = wide - 52.0;
    let words = painter.layout(why.to_owned(), font::regular(size::SECONDARY), cx.theme.text, room);
    let high = words.size().y + 18.0;
    let least = pos2(rect.left() + size::GRID, rect.top() + HEAD + size::GRID);
    let card = Rect::from_min_size(least, vec2(wide - size::GAP, high));
    painter.rect(card, size::RADIUS, cx.theme.raised, Stroke::new(1.0, ink), StrokeKind::Inside);
    let mark = pos2(card.left() + 17.0, card.top() + 9.0 + size::SECONDARY * 0.6);
    painter.text(mark, Align2::CENTER_CENTER, glyph, font::icons(size::ICON_SMALL), ink);
    painter.galley(pos2(card.left() + 32.0, card.top() + 9.0), words, cx.theme.text);
    ui.ctx().accesskit_node_builder(ui.scope_id().with("refusal said"), |node| {
        node.set_role(egui::accesskit::Role::Alert);
        node.set_label(why.to_owned());
    });
}

fn counted(column: &Column) -> String {
    format!("{}, {}", column.title, kit::counted(column.cards.len(), "card"))
}

/// The head; gives whether the column is to be collapsed.
fn title(ui: &mut Ui, cx: &Cx<'_>, column: &Column, head: Rect) -> bool {
    let y = head.center().y;
    let mut x = head.left() + 12.0;
    let label = ui.interact(head, ui.scope_id().with("head"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, counted(column)));
    let painter = ui.painter();
    if let ColumnKey::Status(found) = column.key {
        status::paint_icon(painter, pos2(x + 7.0, y), size::ICON_SMALL, found, cx.theme);
        x += size::ICON_SMALL + size::GAP;
    }
    let count = kit::figure(column.cards.len());
    let count = painter.layout_no_wrap(count, font::tabular(size::SECONDARY), cx.theme.weak);
    let room = head.right() - x - count.size().x - size::CONTROL - size::GAP_WIDE;
    let name = kit::elided(painter, &column.title, font::medium(size::BODY), cx.theme.text, room);
    let end = x + name.size().x + size::GAP;
    painter.galley(pos2(x, y - name.size().y * 0.5), name, cx.theme.text);
    painter.galley(pos2(end, y - count.size().y * 0.5), count, cx.theme.weak);
    let button = Rect::from_center_size(pos2(head.right() - 18.0, y), vec2(size::CONTROL, size::CONTROL));
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(button).id_salt("collapse"));
    kit::icon_button(&mut child, icon::CARET_LEFT, &format!("Collapse {}", column.title)).clicked()
}

/// A collapsed column: its count, and its name from the top down. A click opens it.
fn collapsed(ui: &Ui, cx: &Cx<'_>, column: &Column, rect: Rect) -> Response {
    let response = ui.interact(rect, ui.scope_id().with("narrow"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Open {}", counted(column))));
    let painter = ui.painter();
    if response.hovered() {
        painter.rect_filled(rect, size::RADIUS_CARD, cx.theme.hover);
    }
    if response.has_focus() {
        kit::focus_ring(painter, rect.shrink(2.0), size::RADIUS_CARD, cx.theme);
    }
    let x = rect.center().x;
    let mut y = rect.top() + HEAD * 0.5;
    if let ColumnKey::Status(found) = column.key {
        status::paint_icon(painter, pos2(x, y), size::ICON_SMALL, found, cx.theme);
        y += 22.0;
    }
    let font = font::tabular(size::SECONDARY);
    painter.text(pos2(x, y), Align2::CENTER_CENTER, kit::figure(column.cards.len()), font, cx.theme.weak);
    let name = painter.layout_no_wrap(column.title.clone(), font::medium(size::SECONDARY), cx.theme.text);
    let at = pos2(x + name.size().y * 0.5, y + 16.0);
    let turned = egui::epaint::TextShape::new(at, name, cx.theme.text).with_angle(std::f32::consts::FRAC_PI_2);
    painter.add(turned);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// The cards in sight.
fn cards(board: &Board, ui: &mut Ui, cx: &mut Cx<'_>, at: usize, body: Rect, ear: &mut Ear) {
    let column = &board.model.columns()[at];
    if column.cards.is_empty() {
        return;
    }
    let Some(stack) = board.stack_of(column.key) else { return };
    let width = room(body.width());
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(body).id_salt("cards"));
    let mut area = ScrollArea::vertical().id_salt(salt(board)).auto_shrink(false);
    if let Some(offset) = followed(board, &child, at, body.height()) {
        area = area.vertical_scroll_offset(offset);
    }
    area.show_viewport(&mut child, |ui, view| {
        ui.set_min_size(vec2(width, stack.height() as f32 + size::GRID));
        for place in stack.seen(f64::from(view.min.y), f64::from(view.max.y)) {
            let (shape, span) = (stack.shape(place), stack.span(place));
            let top = body.top() + (span.start - f64::from(view.min.y)) as f32;
            let size = vec2(width, card::height(width, shape));
            let rect = Rect::from_min_size(pos2(body.left() + size::GAP, top), size);
            one(board, ui, cx, &column.cards[place], (rect, shape), ear);
        }
    });
}

/// How wide the cards of a column are.
pub(super) fn room(width: f32) -> f32 {
    width - size::GAP * 2.0
}

/// Each board is scrolled on its own.
fn salt(board: &Board) -> impl std::hash::Hash + std::fmt::Debug {
    ("cards", board.scope)
}

/// Where to scroll so that the card with the keyboard is in sight; nothing where it is, or is not here.
fn followed(board: &Board, ui: &Ui, at: usize, room: f32) -> Option<f32> {
    let (column, place) = board.cursor.filter(|_| board.follow).and_then(|c| board.model.place(c))?;
    if column != at {
        return None;
    }
    let span = board.stack_of(board.model.columns().get(at)?.key)?.span(place);
    let (top, bottom) = (span.start as f32, span.end as f32);
    let id = ui.make_persistent_id(egui::IdSalt::new(salt(board)));
    let now = egui::scroll_area::State::load(ui.ctx(), id).map_or(0.0, |s| s.clamped_offset().y);
    if top < now {
        Some(top)
    } else if bottom > now + room {
        Some(bottom - room)
    } else {
        None
    }
}

fn one(board: &Board, ui: &mut Ui, cx: &mut Cx<'_>, card: &Card, (rect, shape): (Rect, card::Shape), ear: &mut Ear) {
    let id = card.id();
    let response = ui.interact(rect, ui.scope_id().with(id), Sense::click_and_drag());
    let chosen = board.selected.contains(&id);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, card::spoken(cx, card)));
    // In a slow frame the pointer may be over another card by now: the one it was pressed on is meant.
    let pressed = ui.input(|i| i.pointer.press_origin()).is_none_or(|at| rect.contains(at));
    if response.drag_started() && pressed {
        response.dnd_set_drag_payload(Carried { cards: board.moved_with(id).into() });
    }
    let carried = board.previews.as_ref().is_some_and(|p| p.cards.contains(&id));
    let look = card::Look { chosen, cursor: board.cursor == Some(id), carried, shape };
    card::paint(ui, cx, card, rect, &response, &look);
    let found = card.conflicts();
    if !found.is_empty() {
        let name = &card.deliverable.name;
        conflict::spot(ui, cx, (card::mark(rect, shape), ui.clip_rect()), name, &found, false);
    }
    if response.gained_focus() {
        ear.heard.push(Heard::At(id, response.id));
    }
    if response.clicked() {
        let modifiers = ui.input(|i| i.modifiers);
        ear.heard.push(if modifiers.shift {
            Heard::Range(id)
        } else if modifiers.command || !board.selected.is_empty() {
            Heard::Toggle(id)
        } else {
            Heard::Open(id)
        });
    }
    let cursor = look.cursor && board.prompt.is_none() && board.proposal.is_none();
    kit::context_menu_at(&response, cursor.then_some(rect), |ui| board.menu(ui, cx, card, ear));
}
