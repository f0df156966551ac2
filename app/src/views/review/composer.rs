//! The words of a mark, written beside it.

use super::{ReviewModel, ReviewPage, state::Sent};
use crate::{
    actions::Cx,
    kit::{self, Button, font, size},
    viewer::{camera::View, marks, paint::screen_box},
};
use egui::{Area, Frame, Id, Key, Margin, Order, Pos2, Rect, TextEdit, Ui, pos2, vec2};
use rushes_domain::{Command, CommentId, FrameSpan, NewAnnotation, ShapeKind};

/// Width of the box, in points.
const WIDTH: f32 = size::GRID * 72.0;
/// Its height as long as what is written is short, in points.
const HEIGHT: f32 = size::GRID * 34.0;

/// The field's id, for giving it the keyboard.
pub(super) fn field_id() -> Id {
    Id::unique("mark's words")
}

/// What the box was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Save,
    Discard,
    Keep,
    Leave,
    GoOn,
}

impl ReviewPage {
    /// Shows the box beside the mark that waits for its words.
    pub(super) fn composer(&mut self, ui: &Ui, cx: &mut Cx<'_>, model: &ReviewModel, view: &View) {
        let (mut fresh, asking) = (std::mem::take(&mut self.drafts.fresh), self.drafts.asking);
        let Some(draft) = self.drafts.open_mut() else { return };
        let mark = screen_box(view, &self.viewer.canvas.camera, &draft.shape);
        let ctx = ui.ctx().clone();
        let mut wanted = kit::sent(ui, field_id()).then_some(Wanted::Save);
        if ctx.input(|i| i.key_pressed(Key::Escape)) {
            wanted = Some(if asking { Wanted::GoOn } else { Wanted::Leave });
        }
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
                        .hint_text(kit::hint(kit::text_hint(hint, "saves"), cx.theme))
                        .frame(Frame::NONE)
                        .margin(Margin::symmetric(4, 4))
                        .desired_rows(2)
                        .desired_width(f32::INFINITY);
                    let response = ui.add(edit).accessible_name("Comment");
                    if std::mem::take(&mut fresh) {
                        response.request_focus();
                    }
                    if let Some(why) = &draft.refused {
                        let words = format!("It was not saved. {why}");
                        ui.add(egui::Label::new(font::weak(words, cx.theme.danger)).wrap());
                    }
                    kit::divider(ui);
                    if asking {
                        wanted = ask(ui, cx).or(wanted);
                        return;
                    }
                    ui.horizontal(|ui| {
                        let kinds = [(true, "To do"), (false, "Note")];
                        if let Some(action) = kit::segments(ui, draft.action, &kinds) {
                            draft.action = action;
                        }
                        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                            let ready = draft.is_begun();
                            let button = Button::primary("Save").hint(kit::SENDS).name("Save the mark");
                            if button.enabled_or(ready, "Say what the mark means first.").show(ui).clicked() {
                                wanted = Some(Wanted::Save);
                            }
                            let leave = Button::quiet("Discard").hint("Esc").name("Discard the mark");
                            if leave.show(ui).clicked() {
                                wanted = Some(Wanted::Leave);
                            }
                        });
                    });
                });
            });
        if wanted.is_some() {
            ctx.request_repaint();
        }
        match wanted {
            Some(Wanted::Save) => self.save_mark(cx, model),
            Some(Wanted::Discard) => drop(self.drafts.take_open()),
            Some(Wanted::Keep) => self.drafts.put_away(),
            Some(Wanted::Leave) => drop(self.drafts.leave()),
            Some(Wanted::GoOn) => (self.drafts.asking, self.drafts.fresh) = (false, true),
            None => {}
        }
    }

    /// Sends the mark with its words; stays open while there are none.
    fn save_mark(&mut self, cx: &mut Cx<'_>, model: &ReviewModel) {
        if !self.drafts.open().is_some_and(super::drafts::Draft::is_begun) {
            return;
        }
        let Some(draft) = self.drafts.take_open() else { return };
        let body = draft.body.trim().to_owned();
        let mut shape = draft.shape.clone();
        if shape.kind == ShapeKind::Text {
            shape.text =
                body.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default().chars().take(200).collect();
        }
        // A mark counts in the pixels that its file was published with. A clip that was published before pixels had
        // a shape is shown wider than that.
        let file = model.file.as_ref().filter(|file| Some(file.id) == draft.attachment);
        if let (Some(file), Some((_, picture))) = (file, self.viewer.picture()) {
            shape = marks::scaled(&shape, picture.size, [file.width, file.height]);
        }
        cx.send(Command::Annotate(NewAnnotation {
            id: draft.id,
            comment: CommentId::new(rushes_store::fresh()),
            deliverable: model.deliverable,
            round: draft.round,
            attachment: draft.attachment,
            frames: FrameSpan::at(draft.frame),
            shape,
            body,
            action: draft.action,
        }));
        self.sent.push(Sent { draft, seq: cx.snapshot.seq });
    }
}

/// Asks whether what was written may go. Escape goes on writing.
fn ask(ui: &mut Ui, cx: &Cx<'_>) -> Option<Wanted> {
    let mut wanted = None;
    ui.label(font::strong("Discard the mark and what you wrote?", cx.theme.text));
    ui.horizontal(|ui| {
        let keep = Button::primary("Keep for later").name("Keep the draft").hint("It stays on the picture").show(ui);
        if ui.memory(|m| m.focused().is_none_or(|id| id == field_id() || id == crate::viewer::canvas::canvas_id())) {
            keep.request_focus();
        }
        if keep.clicked() {
            wanted = Some(Wanted::Keep);
        }
        if Button::new("Discard").name("Discard what was written").show(ui).clicked() {
            wanted = Some(Wanted::Discard);
        }
        if Button::quiet("Write on").hint("Esc").show(ui).clicked() {
            wanted = Some(Wanted::GoOn);
        }
    });
    wanted
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
