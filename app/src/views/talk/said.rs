//! The text of a comment, painted.

use super::markup::{Line, Look, Mark, lines};
use crate::{
    actions::Cx,
    kit::{Theme, font, size},
};
use egui::{Hyperlink, Label, Response, RichText, Shape, Ui, vec2};
use rushes_domain::mentions;

/// Where a list's words begin.
const INDENT: f32 = 16.0;

/// Shows what is said on a ground of its own where it was sent last from here.
pub(crate) fn on_ground(ui: &mut Ui, theme: &Theme, last: bool, show: impl FnOnce(&mut Ui)) -> Response {
    let ground = ui.painter().add(Shape::Noop);
    let shown = ui.scope(show).response;
    if last {
        let rect = shown.rect.with_max_x(ui.max_rect().right()).expand2(vec2(size::GAP_TIGHT, size::GRID));
        ui.painter().set(ground, Shape::rect_filled(rect, size::RADIUS, theme.selected));
    }
    shown
}

/// Shows a comment's text.
pub(crate) fn body(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    let named = mentions(text, cx.snapshot.state.studio.people.values());
    ui.spacing_mut().item_spacing.y = 2.0;
    // Lines are as high as their letters, not as controls.
    ui.spacing_mut().interact_size.y = size::GAP_WIDE;
    for line in lines(text, &named) {
        match &line.mark {
            Mark::None if line.pieces.is_empty() => ui.add_space(size::GAP),
            Mark::None => pieces(ui, cx, &line),
            Mark::Bullet => marked(ui, cx, "•", &line),
            Mark::Number(number) => marked(ui, cx, number, &line),
        }
    }
}

fn marked(ui: &mut Ui, cx: &Cx<'_>, mark: &str, line: &Line) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.scope(|ui| {
            ui.set_width(INDENT);
            ui.label(font::text(mark, cx.theme.weak));
        });
        ui.vertical(|ui| pieces(ui, cx, line));
    });
}

fn pieces(ui: &mut Ui, cx: &Cx<'_>, line: &Line) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for piece in &line.pieces {
            let text = piece.text.as_str();
            let words = match &piece.look {
                Look::Plain => font::text(text, cx.theme.text),
                Look::Strong => RichText::new(text).font(font::semibold(size::BODY)).color(cx.theme.text),
                Look::Code => RichText::new(text)
                    .font(font::tabular(size::SECONDARY))
                    .color(cx.theme.text)
                    .background_color(cx.theme.pressed),
                Look::Mention => font::strong(text, cx.theme.link),
                Look::Link(target) => {
                    let link = Hyperlink::from_label_and_url(font::text(text, cx.theme.link), target);
                    ui.add(link.open_in_new_tab(true)).on_hover_text(target);
                    continue;
                }
            };
            ui.add(Label::new(words).wrap().selectable(true));
        }
    });
}
