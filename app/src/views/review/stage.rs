//! The middle of the page: the picture with its marks, or what there is to say instead of it.
//!
//! Nothing of another round is ever shown. While the round's picture is being read its own thumbnail stands in its
//! place, and is said to be one: a still's marks lie on it, but nobody draws on it and nobody decides.

use super::{ReviewModel, ReviewPage, drafts::Draft, model::Mark};
use crate::{
    actions::Cx,
    commands::page_keys,
    kit::{self, font, icon, size},
    textures::ThumbSize,
    viewer::{
        Absent,
        camera::View,
        canvas::{CanvasEvent, Scene, Seen, ground},
        draw::Tool,
        marks,
        paint::CanvasMark,
    },
};
use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, vec2};
use rushes_domain::{AnnotationId, Command};
use std::sync::Arc;

/// Snapshots after which a mark that was sent and never came is no longer shown.
const PATIENCE: u64 = 20;

impl ReviewPage {
    /// Shows the picture in all the room that is left.
    pub(super) fn stage(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        let rect = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(rect);
        let absent = self.viewer.absent();
        let picture = self.viewer.picture().map(|(frame, picture)| (frame, Arc::clone(picture)));
        let thumbnail = if picture.is_none() && self.viewer.is_reading() { thumbnail(cx, model) } else { None };
        let (frame, seen) = match (&picture, &thumbnail) {
            (Some((frame, picture)), _) => (Some(*frame), Seen::Picture(picture)),
            // Which frame of a clip its thumbnail shows is not known: it has no marks.
            (None, Some((texture, size))) => (Some(0).filter(|_| !model.is_clip()), Seen::Thumbnail(texture, *size)),
            (None, None) => {
                self.blank(ui, rect, model, cx, absent.as_ref());
                return;
            }
        };
        let size = seen.size();
        let drawable = picture.is_some();
        let marks = frame.map(|frame| self.marks_on(model, frame, size, drawable)).unwrap_or_default();
        let sort = if drawable { "Picture" } else { "Thumbnail of" };
        let name = model.file.as_ref().map_or_else(String::new, |f| format!("{sort} {}", f.name));
        let scene = Scene {
            seen,
            moving: model.is_clip(),
            name: &name,
            marks: &marks,
            chosen: self.drafts.open().map(|d| d.id).or(self.mark),
            hot: self.hot_row.and_then(|id| model.mark_of(id)).map(|m| m.id),
            may_draw: model.gates.talk.is_ok() && drawable,
        };
        let viewer = &mut self.viewer;
        let was = (viewer.canvas.rect, viewer.canvas.size);
        let (response, events) = viewer.canvas.show(ui, rect, &mut viewer.tiles, &scene, cx.theme);
        if was != (viewer.canvas.rect, viewer.canvas.size) {
            // What was painted before says how large it was.
            ui.ctx().request_repaint();
        }
        self.menu(&response, cx, model);
        for event in events {
            self.on_canvas(event, cx, model, frame.unwrap_or_default(), size);
        }
        self.explain(ui, &marks);
        if !drawable {
            in_corner(
                ui,
                rect,
                &format!("Thumbnail, the {} is being read", if model.is_clip() { "clip" } else { "picture" }),
            );
        } else if absent == Some(Absent::Coming) && !self.viewer.player.is_playing() {
            in_corner(ui, rect, "Decoding…");
        }
        if drawable {
            let view = View { rect, pixels_per_point: ui.pixels_per_point(), size };
            self.composer(ui, cx, model, &view);
        }
    }

    /// Marks of this frame, as they lie on a picture of this size.
    fn marks_on(&self, model: &ReviewModel, frame: u64, size: [u32; 2], movable: bool) -> Vec<CanvasMark> {
        let here = |m: &&Mark| !model.is_clip() || m.frames.contains(frame);
        let mut shown: Vec<CanvasMark> = model
            .marks
            .iter()
            .filter(here)
            .map(|m| CanvasMark {
                id: m.id,
                number: m.number,
                shape: marks::scaled(&m.shape, m.drawn_on, size),
                settled: m.settled,
                carried: m.carried,
                movable: m.movable && movable,
                draft: false,
                says: m.feedback.and_then(|id| model.item(id)).map(|i| i.body.clone()).unwrap_or_default(),
            })
            .collect();
        let file = model.file.as_ref().map(|f| f.id);
        let sent = self.sent.iter().map(|s| (&s.draft, false));
        let sent = sent.filter(|(d, _)| d.round == model.round && d.attachment == file);
        let waiting = self.drafts.of(model.round, file).map(|d| (d, true));
        let here = |(d, _): &(&Draft, bool)| !model.is_clip() || d.frame == frame;
        shown.extend(sent.chain(waiting).filter(here).map(|(d, waits)| CanvasMark {
            id: d.id,
            number: 0,
            shape: d.painted(),
            settled: false,
            carried: false,
            movable: waits && movable,
            draft: waits,
            says: d.body.clone(),
        }));
        shown
    }

    fn on_canvas(&mut self, event: CanvasEvent, cx: &mut Cx<'_>, model: &ReviewModel, frame: u64, size: [u32; 2]) {
        match event {
            CanvasEvent::Drawn(shape) => {
                self.viewer.player.pause();
                self.drafts.draw(Draft {
                    id: AnnotationId::new(rushes_store::fresh()),
                    round: model.round,
                    attachment: model.file.as_ref().map(|f| f.id),
                    shape,
                    frame,
                    body: String::new(),
                    action: true,
                    refused: None,
                });
                self.mark = None;
            }
            CanvasEvent::Chosen(Some(mark)) if self.drafts.choose(mark) => self.mark = None,
            CanvasEvent::Chosen(mark) => {
                if mark.is_some() {
                    self.drafts.put_away();
                }
                if mark.is_some() || self.mark.is_some() {
                    self.choose_mark(model, mark);
                }
            }
            CanvasEvent::Reshaped(id, shape) => {
                if self.drafts.reshape(id, &shape) {
                    return;
                }
                let Some(before) = model.marks.iter().find(|m| m.id == id) else { return };
                let shape = marks::scaled(&shape, size, before.drawn_on);
                let deliverable = model.deliverable;
                cx.send_saying(Command::Reshape { deliverable, id, shape }, "Mark moved");
            }
        }
        self.sent.retain(|s| s.seq + PATIENCE > cx.snapshot.seq);
    }

    /// Takes the chosen mark away.
    pub(super) fn erase_chosen(&mut self, cx: &mut Cx<'_>, model: &ReviewModel) {
        let Some(mark) = self.mark.and_then(|id| model.marks.iter().find(|m| m.id == id)).filter(|m| m.movable) else {
            return;
        };
        let (deliverable, id) = (model.deliverable, mark.id);
        cx.send_saying(Command::Erase { deliverable, id, erased: true }, "Mark erased; its comment stays");
        self.mark = None;
    }

    /// What a mark says, under the pointer.
    fn explain(&self, ui: &Ui, marks: &[CanvasMark]) {
        let quiet = self.drafts.open().is_some() || self.viewer.canvas.drawing.is_busy();
        let Some(mark) = self.viewer.canvas.hot.and_then(|id| marks.iter().find(|m| m.id == id)) else { return };
        if quiet || mark.says.is_empty() || self.mark == Some(mark.id) || ui.input(|i| i.pointer.any_down()) {
            return;
        }
        egui::Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            egui::Id::unique("mark says"),
            egui::PopupAnchor::Pointer,
        )
        .gap(size::GAP_WIDE)
        .show(|ui| ui.label(&mark.says));
    }

    /// Everything the strip has, at the pointer.
    fn menu(&mut self, response: &egui::Response, cx: &mut Cx<'_>, model: &ReviewModel) {
        kit::context_menu(response, |ui| {
            if self.mark.is_some_and(|id| model.marks.iter().any(|m| m.id == id && m.movable))
                && kit::menu_item_with(ui, Some(icon::TRASH), "Erase the mark", page_keys("review.erase")).clicked()
            {
                self.erase_chosen(cx, model);
            }
            if model.gates.talk.is_ok() {
                for tool in Tool::ALL {
                    let on = self.viewer.canvas.drawing.tool == tool;
                    if kit::menu_item(ui, Some(super::tools::glyph(tool)), tool.label(), on).clicked() {
                        self.viewer.canvas.drawing.tool = tool;
                    }
                }
                kit::menu_divider(ui);
            }
            let view = View { rect: response.rect, pixels_per_point: ui.pixels_per_point(), size: self.size() };
            if kit::menu_item_with(ui, Some(icon::CORNERS_OUT), "Fit the picture", page_keys("review.fit")).clicked() {
                self.viewer.canvas.camera.fit();
            }
            if kit::menu_item_with(ui, Some(icon::MAGNIFYING_GLASS), "100 %", page_keys("review.whole")).clicked() {
                self.viewer.canvas.camera.zoom_to(&view, view.rect.center(), 1.0);
            }
            let canvas = &mut self.viewer.canvas;
            let (glyph, words) =
                if canvas.marks_hidden { (icon::EYE, "Show marks") } else { (icon::EYE_SLASH, "Hide marks") };
            if kit::menu_item_with(ui, Some(glyph), words, page_keys("review.marks")).clicked() {
                canvas.marks_hidden = !canvas.marks_hidden;
            }
            if kit::menu_item(ui, Some(icon::CIRCLE_HALF), "Grey around the picture", canvas.grey).clicked() {
                canvas.grey = !canvas.grey;
            }
        });
    }

    /// Width and height of the picture shown, in pixels.
    pub(super) fn size(&self) -> [u32; 2] {
        self.viewer.picture().map_or([1, 1], |(_, p)| p.size)
    }

    /// What stands where no picture is.
    fn blank(&mut self, ui: &mut Ui, rect: Rect, model: &ReviewModel, cx: &Cx<'_>, absent: Option<&Absent>) {
        let theme = cx.theme;
        let response = ui.interact(rect, crate::viewer::canvas::canvas_id(), Sense::click());
        let painter = ui.painter_at(rect);
        let grey = self.viewer.canvas.grey;
        painter.rect_filled(rect, 0.0, ground(grey, theme));
        let name = model.file.as_ref().map_or("", |f| f.name.as_str());
        let (glyph, title, sentence) = match absent {
            Some(Absent::Failed(why)) => (icon::WARNING, format!("{name} cannot be shown"), why.clone()),
            Some(Absent::Away) => (icon::CLOUD_ARROW_DOWN, format!("{name} is on its way"), arriving(cx, model)),
            Some(Absent::Coming) | None => {
                in_corner(ui, rect, &format!("The {} is being read", if model.is_clip() { "clip" } else { "picture" }));
                (icon::IMAGE, String::new(), String::new())
            }
            Some(Absent::Nothing) => {
                (icon::IMAGE, "This round has no picture".to_owned(), "Its files are listed under Info.".to_owned())
            }
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("{title}. {sentence}")));
        if title.is_empty() {
            return;
        }
        let ink = if grey { egui::Color32::WHITE } else { theme.text };
        let weak = if grey { egui::Color32::WHITE } else { theme.weak };
        let middle = rect.center();
        painter.text(
            middle - vec2(0.0, size::ICON_HUGE),
            Align2::CENTER_CENTER,
            glyph,
            font::icons(size::ICON_HUGE),
            weak,
        );
        painter.text(middle + vec2(0.0, size::GAP), Align2::CENTER_CENTER, &title, font::display(size::SECTION), ink);
        let width = (rect.width() - size::PAGE * 2.0).clamp(size::GRID, size::MEASURE * 0.8);
        let mut job = egui::text::LayoutJob::simple(sentence, font::regular(size::BODY), weak, width);
        job.halign = egui::Align::Center;
        let galley = painter.layout_job(job);
        painter.galley(middle + vec2(0.0, size::PAGE), galley, weak);
    }
}

/// The thumbnail of the file shown, and how large the picture itself is.
fn thumbnail(cx: &mut Cx<'_>, model: &ReviewModel) -> Option<(egui::TextureHandle, [u32; 2])> {
    let file = model.file.as_ref().filter(|f| f.width > 0 && f.height > 0)?;
    Some((cx.thumbs.get(file.hash, ThumbSize::Card)?, [file.width, file.height]))
}

/// A quiet word in the corner: what is seen is not, or not yet, what is meant.
fn in_corner(ui: &Ui, rect: Rect, words: &str) {
    let theme = kit::Theme::of(ui.ctx());
    let at = rect.left_top() + vec2(size::CARD, size::CARD);
    let painter = ui.painter_at(rect);
    let galley = painter.layout_no_wrap(words.to_owned(), font::medium(size::SECONDARY), theme.text);
    let ground = Rect::from_min_size(at, galley.size()).expand2(vec2(size::GAP, size::GRID));
    painter.rect_filled(ground, size::RADIUS_SMALL, theme.raised);
    painter.galley(at, galley, theme.text);
    let response = ui.interact(ground, ui.scope_id().with("in the corner"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}

/// How a file comes to this device.
fn arriving(cx: &Cx<'_>, model: &ReviewModel) -> String {
    let size = model.file.as_ref().map_or_else(String::new, |f| super::said::bytes(f.size));
    let coming = model.file.as_ref().and_then(|file| cx.network.arriving.get(&file.hash));
    match coming {
        Some((done, total)) => {
            let share = (*done as f64 / (*total).max(1) as f64 * 100.0).min(100.0).floor();
            format!("{share:.0} % of {size} are here. It is shown as soon as all of it is.")
        }
        None => format!("{size} come by themselves as soon as a device that has the file can be reached."),
    }
}
