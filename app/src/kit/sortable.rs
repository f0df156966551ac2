//! Rows that can be put in another order, by dragging their handle and by keys.

use super::{Theme, focus::focus_ring, font, icon, size};
use egui::{Align2, CursorIcon, DragAndDrop, EventFilter, Id, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

/// A row on its way.
#[derive(Clone, Copy, PartialEq)]
struct Dragged {
    list: Id,
    from: usize,
}

/// Where a row is to go: from which place to which.
pub type Moved = (usize, usize);

/// A row of at least this height with a handle before it. `name` says what is moved; the arrow keys move it while
/// the handle has the keyboard. Gives where it is to go, once it was let go there.
pub fn sortable(
    ui: &mut Ui,
    list: Id,
    (index, count): (usize, usize),
    (name, height): (&str, f32),
    content: impl FnOnce(&mut Ui),
) -> Option<Moved> {
    let theme = Theme::of(ui.ctx());
    let mut moved = None;
    let row = ui
        .horizontal(|ui| {
            ui.set_min_height(height);
            ui.spacing_mut().item_spacing.x = size::GAP;
            moved = handle(ui, list, (index, count), name, &theme);
            content(ui);
        })
        .response
        .rect;
    let dragged = DragAndDrop::payload::<Dragged>(ui.ctx()).filter(|d| d.list == list);
    let pointer = ui.ctx().pointer_interact_pos();
    if let (Some(dragged), Some(pointer)) = (dragged, pointer)
        && row.expand2(vec2(size::GAP, ui.spacing().item_spacing.y * 0.5)).contains(pointer)
    {
        let slot = index + usize::from(pointer.y > row.center().y);
        let to = if slot > dragged.from { slot - 1 } else { slot };
        if to != dragged.from {
            let edge = if slot > index { row.bottom() } else { row.top() };
            ui.painter().hline(row.x_range(), edge, Stroke::new(2.0, theme.link));
        }
        if ui.input(|i| i.pointer.any_released()) {
            DragAndDrop::clear_payload(ui.ctx());
            moved = (to != dragged.from).then_some((dragged.from, to));
        }
    }
    moved
}

fn handle(ui: &mut Ui, list: Id, (index, count): (usize, usize), name: &str, theme: &Theme) -> Option<Moved> {
    let (rect, response) =
        ui.allocate_exact_size(vec2(size::ICON + size::GRID, size::CONTROL), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Move {name}")));
    if response.clicked() {
        response.request_focus();
    }
    response.dnd_set_drag_payload(Dragged { list, from: index });
    let mut moved = None;
    if response.has_focus() {
        super::takes_arrows(ui.ctx());
        focus_ring(ui.painter(), rect.shrink(2.0), size::RADIUS_SMALL, theme);
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
        let steps = super::steps(ui.ctx(), &super::UP_AND_DOWN);
        moved = super::walked(Some(index), &steps, count).filter(|to| *to != index).map(|to| (index, to));
    }
    let ink = if response.hovered() || response.has_focus() { theme.text } else { theme.weak };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon::DOTS_SIX_VERTICAL, font::icons(size::ICON), ink);
    let hint = format!("Drag to move {name}, or use the arrow keys");
    response.on_hover_text(hint).on_hover_cursor(CursorIcon::Grab);
    moved
}

/// Puts one thing of a list in another place.
pub fn shift<T>(list: &mut Vec<T>, (from, to): Moved) {
    if from < list.len() && to < list.len() {
        let one = list.remove(from);
        list.insert(to, one);
    }
}

#[cfg(test)]
mod tests {
    use super::shift;

    #[test]
    fn a_thing_goes_where_it_was_let_go() {
        let mut list = vec!['a', 'b', 'c', 'd'];
        shift(&mut list, (0, 2));
        assert_eq!(list, ['b', 'c', 'a', 'd']);
        shift(&mut list, (3, 0));
        assert_eq!(list, ['d', 'b', 'c', 'a']);
        shift(&mut list, (9, 0));
        assert_eq!(list.len(), 4);
    }
}
