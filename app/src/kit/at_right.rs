//! What stands at the right end of a line. Laid out from the left like everything else, so that Tab goes through it
//! as one reads it: how wide it is was seen the last time.

use egui::{Align, Layout, Rect, Ui, UiBuilder, pos2};

/// How wide what stands at the right is, in points. Zero the first time.
#[must_use]
pub fn width_at_right(ui: &Ui, name: &'static str) -> f32 {
    ui.data(|data| data.get_temp(ui.scope_id().with(name))).unwrap_or_default()
}

/// Puts something at the right end of the line. It is told how much room there is, in points.
pub fn at_right<R>(ui: &mut Ui, name: &'static str, content: impl FnOnce(&mut Ui, f32) -> R) -> R {
    let full = ui.available_rect_before_wrap();
    let known = width_at_right(ui, name);
    let left = (full.right() - known).max(full.left());
    let rect = Rect::from_min_max(pos2(left, full.top()), full.max);
    let layout = Layout::left_to_right(Align::Center);
    // What has become wider shows how wide it wants to be.
    let room = Rect::from_min_size(rect.min, full.size());
    let mut child = ui.new_child(UiBuilder::new().max_rect(room).layout(layout).id_salt(name));
    let result = content(&mut child, full.width());
    let width = child.min_rect().width();
    if (width - known).abs() > 0.5 {
        let id = ui.scope_id().with(name);
        ui.data_mut(|data| data.insert_temp(id, width));
        ui.ctx().request_discard("what stands at the right has another width");
    }
    ui.advance_cursor_after_rect(rect);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Button, Context, RawInput, vec2};

    #[test]
    fn ends_at_the_edge_and_is_gone_through_from_the_left() {
        let ctx = Context::default();
        let screen = Rect::from_min_size(pos2(0.0, 0.0), vec2(400.0, 40.0));
        let mut seen = Vec::new();
        for widths in [[60.0, 80.0], [60.0, 80.0], [30.0, 120.0]] {
            let input = RawInput { screen_rect: Some(screen), ..RawInput::default() };
            let mut output = ctx.run_ui(input, |ui| {
                ui.horizontal(|ui| {
                    ui.add(Button::new("first"));
                    seen = at_right(ui, "an end", |ui, room| {
                        assert!(room < 400.0);
                        widths.map(|width| ui.add_sized([width, 20.0], Button::new("x")).rect).to_vec()
                    });
                });
            });
            output.textures_delta.clear();
            assert!(seen[0].right() < seen[1].left(), "{seen:?}");
            assert!((seen[1].right() - 400.0).abs() < 10.0, "at the edge, also right after a change: {seen:?}");
        }
    }
}
