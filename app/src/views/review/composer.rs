//! The words of a mark, written beside it.

use super::{ReviewModel, ReviewPage, state::Sent};
use crate::{
    actions::Cx,
    kit::{self, Button, size},
    viewer::{camera::View, marks, paint::screen_box},
};
use egui::{Area, Frame, Id, Key, KeyboardShortcut, Margin, Modifiers, Order, Pos2, Rect, TextEdit, Ui, pos2, vec2};
use rushes_domain::{AnnotationId, Command, CommentId, FrameSpan, NewAnnotation, Shape, ShapeKind};

/// A mark that was drawn and waits for its words.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Draft {
    pub(super) shape: Shape,
    /// The frame it was drawn on.
    pub(super) frame: u64,
    pub(super) body: String,
    /// Something to do, rather than something to know.
    pub(super) action: bool,
    pub(super) fresh: bool,
}

impl Draft {
    pub(super) fn new(shape: Shape, frame: u64) -> Self {
        Self { shape, frame, body: String::new(), action: true, fresh: true }
    }
}

/// Width of the box, in points.
const WIDTH: f32 = size::GRID * 72.0;
/// Its height as long as what is written is short, in points.
const HEIGHT: f32 = size::GRID * 34.0;

/// The field's id, for giving it the keyboard.
pub(super) fn field_id() -> Id {
    Id::unique("mark's words")
}

impl ReviewPage {
    /// Shows the box beside the mark that waits for its words.
    pub(super) fn composer(&mut self, ui: &Ui, cx: &mut Cx<'_>, model: &ReviewModel, view: &View) {
        let Some(draft) = &mut self.draft else { return };
        let mark = screen_box(view, &self.viewer.canvas.camera, &draft.shape);
        let ctx = ui.ctx().clone();
        let enter = ctx.memory(|m| m.has_focus(field_id()))
            && ctx.input_mut(|i| !i.modifiers.shift && i.consume_key(Modifiers::NONE, Key::Enter));
        let escape = ctx.input(|i| i.key_pressed(Key::Escape));
        let (mut save, mut discard) = (enter, escape);
        Area::new(Id::unique("mark composer"))
            .order(Order::Foreground)
            .fixed_pos(beside(mark, view.rect))
            .constrain_to(view.rect.shrink(size::GAP))
            .accessible_name("Comment on the mark")
            .show(&ctx, |ui| {
                kit::float_frame(ui).inner_margin(Margin::same(size::GAP as i8)).show(ui, |ui| {
                    ui.set_width(WIDTH);
                    ui.spacing_mut().item_spacing = vec2(size::GAP_TIGHT, size::GAP);
                    let hint =
                        if draft.shape.kind == ShapeKind::Text { "Text on the picture" } else { "What about it?" };
                    let edit = TextEdit::multiline(&mut draft.body)
                        .id(field_id())
                        .hint_text(kit::hint(hint, cx.theme))
                        .return_key(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter))
                        .frame(Frame::NONE)
                        .margin(Margin::symmetric(4, 4))
                        .desired_rows(2)
                        .desired_width(f32::INFINITY);
                    let response = ui.add(edit).accessible_name("Comment");
                    if draft.fresh {
                        draft.fresh = false;
                        response.request_focus();
                    }
                    kit::divider(ui);
                    ui.horizontal(|ui| {
                        let kinds = [(true, "To do"), (false, "Note")];
                        if let Some(action) = kit::segments(ui, draft.action, &kinds) {
                            draft.action = action;
                        }
                        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                            let ready = !draft.body.trim().is_empty();
                            let button = Button::primary("Save").hint("Enter").name("Save the mark");
                            save |= button.enabled_or(ready, "Say what the mark means first.").show(ui).clicked();
                            discard |= Button::quiet("Discard").hint("Esc").name("Discard the mark").show(ui).clicked();
                        });
                    });
                });
            });
        if save {
            self.save_mark(cx, model);
        } else if discard {
            self.draft = None;
        }
    }

    /// Sends the mark with its words; stays open while there are none.
    fn save_mark(&mut self, cx: &mut Cx<'_>, model: &ReviewModel) {
        let body = self.draft.as_ref().map(|d| d.body.trim().to_owned()).unwrap_or_default();
        if body.is_empty() {
            return;
        }
        let Some(draft) = self.draft.take() else { return };
        let mut shape = draft.shape;
        if shape.kind == ShapeKind::Text {
            shape.text =
                body.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default().chars().take(200).collect();
        }
        let id = AnnotationId::new(rushes_store::fresh());
        self.sent.push(Sent { id, shape: shape.clone(), seq: cx.snapshot.seq });
        // A mark counts in the pixels that its file was published with. A clip that was published before pixels had
        // a shape is shown wider than that.
        if let (Some(file), Some((_, picture))) = (&model.file, self.viewer.picture()) {
            shape = marks::scaled(&shape, picture.size, [file.width, file.height]);
        }
        cx.send(Command::Annotate(NewAnnotation {
            id,
            comment: CommentId::new(rushes_store::fresh()),
            deliverable: model.deliverable,
            round: model.round,
            attachment: model.file.as_ref().map(|f| f.id),
            frames: FrameSpan::at(draft.frame),
            shape,
            body,
            action: draft.action,
        }));
    }
}

/// Right of the mark where there is room, else left of it, else below.
fn beside(mark: Rect, canvas: Rect) -> Pos2 {
    let gap = size::GAP_WIDE;
    let room = WIDTH + gap * 2.0;
    let top = mark.top().clamp(canvas.top() + gap, (canvas.bottom() - HEIGHT - gap).max(canvas.top() + gap));
    if mark.right() + room < canvas.right() {
        pos2(mark.right() + gap, top)
    } else if mark.left() - room > canvas.left() {
        pos2(mark.left() - room + gap * 0.5, top)
    } else {
        let left = mark.left().clamp(canvas.left() + gap, (canvas.right() - room).max(canvas.left() + gap));
        pos2(left, (mark.bottom() + gap).min(canvas.bottom() - HEIGHT - gap))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_never_covers_its_mark_where_there_is_room() {
        let canvas = Rect::from_min_size(pos2(100.0, 50.0), vec2(1200.0, 800.0));
        for mark in [
            Rect::from_min_size(pos2(150.0, 80.0), vec2(200.0, 100.0)),
            Rect::from_min_size(pos2(1000.0, 700.0), vec2(250.0, 120.0)),
            Rect::from_min_size(pos2(120.0, 100.0), vec2(1100.0, 300.0)),
        ] {
            let place = Rect::from_min_size(beside(mark, canvas), vec2(WIDTH, HEIGHT));
            assert!(!place.intersects(mark), "{place:?} covers {mark:?}");
            assert!(canvas.contains_rect(place), "{place:?} leaves the canvas");
        }
    }
}
