//! The middle of the page: the picture with its marks, or what there is to say instead of it.

use super::{ReviewModel, ReviewPage, composer::Draft, model::Mark};
use crate::{
    actions::Cx,
    commands::page_keys,
    kit::{self, font, icon, size},
    viewer::{
        Absent,
        camera::View,
        canvas::{CanvasEvent, Scene, ground},
        draw::Tool,
        marks,
        paint::CanvasMark,
    },
};
use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, vec2};
use rushes_domain::{Command, ShapeKind};
use std::sync::Arc;

/// Snapshots after which a mark that was sent and never came is no longer shown.
const PATIENCE: u64 = 20;

impl ReviewPage {
    /// Shows the picture in all the room that is left.
    pub(super) fn stage(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        let rect = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(rect);
        let absent = self.viewer.absent();
        let shown = self.viewer.picture().map(|(frame, picture)| (frame, Arc::clone(picture)));
        let Some((frame, picture)) = shown else {
            self.blank(ui, rect, model, cx, absent.as_ref());
            return;
        };
        let marks = self.marks_on(model, frame, picture.size);
        let name = model.file.as_ref().map_or_else(String::new, |f| format!("Picture {}", f.name));
        // The words of a text mark stand on the picture while they are written.
        let draft = self.draft.as_ref().filter(|d| d.frame == frame || !model.is_clip()).map(|d| {
            let mut shape = d.shape.clone();
            if shape.kind == ShapeKind::Text {
                shape.text = if d.body.is_empty() { "…".to_owned() } else { d.body.clone() };
            }
            shape
        });
        let scene = Scene {
            picture: &picture,
            moving: model.is_clip(),
            name: &name,
            marks: &marks,
            chosen: self.mark,
            hot: self.hot_row.and_then(|id| model.mark_of(id)).map(|m| m.id),
            draft: draft.as_ref(),
            may_draw: model.gates.talk.is_ok() && self.viewer.is_of_file(),
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
            self.on_canvas(event, cx, model, frame, picture.size);
        }
        self.explain(ui, &marks);
        if absent == Some(Absent::Coming) && !self.viewer.player.is_playing() {
            self.coming(ui, rect);
        }
        let view = View { rect, pixels_per_point: ui.pixels_per_point(), size: picture.size };
        self.composer(ui, cx, model, &view);
    }

    /// Marks of this frame, as they lie on a picture of this size.
    fn marks_on(&self, model: &ReviewModel, frame: u64, size: [u32; 2]) -> Vec<CanvasMark> {
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
                movable: m.movable,
                says: m.feedback.and_then(|id| model.item(id)).map(|i| i.body.clone()).unwrap_or_default(),
            })
            .collect();
        shown.extend(self.sent.iter().map(|s| CanvasMark {
            id: s.id,
            number: 0,
            shape: s.shape.clone(),
            settled: false,
            carried: false,
            movable: false,
            says: String::new(),
        }));
        shown
    }

    fn on_canvas(&mut self, event: CanvasEvent, cx: &mut Cx<'_>, model: &ReviewModel, frame: u64, size: [u32; 2]) {
        match event {
            CanvasEvent::Drawn(shape) => {
                self.viewer.player.pause();
                match &mut self.draft {
                    // Drawn again before it was saved: the words stay.
                    Some(draft) => *draft = Draft { shape, frame, fresh: true, ..draft.clone() },
                    None => self.draft = Some(Draft::new(shape, frame)),
                }
                self.mark = None;
            }
            CanvasEvent::Chosen(mark) => {
                if mark.is_some() || self.mark.is_some() {
                    self.choose_mark(model, mark);
                }
            }
            CanvasEvent::Reshaped(id, shape) => {
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
        let quiet = self.draft.is_some() || self.viewer.canvas.drawing.is_busy();
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

    /// A quiet word in the corner while the wanted picture is being decoded.
    fn coming(&self, ui: &Ui, rect: Rect) {
        let theme = kit::Theme::of(ui.ctx());
        let at = rect.left_top() + vec2(size::CARD, size::CARD);
        let painter = ui.painter_at(rect);
        let galley = painter.layout_no_wrap("Decoding…".into(), font::medium(size::SECONDARY), theme.text);
        let ground = Rect::from_min_size(at, galley.size()).expand2(vec2(size::GAP, size::GRID));
        painter.rect_filled(ground, size::RADIUS_SMALL, theme.raised);
        painter.galley(at, galley, theme.text);
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
            Some(Absent::Coming) | None => (icon::IMAGE, String::new(), String::new()),
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

/// How a file comes to this device.
fn arriving(cx: &Cx<'_>, model: &ReviewModel) -> String {
    let size = model.file.as_ref().map_or_else(String::new, |f| super::said::bytes(f.size));
    let share = model.file.as_ref().and_then(|file| {
        let work = cx.tray.iter().find(|w| w.label.contains(&file.name) || w.progress.what().contains(&file.name))?;
        work.progress.share()
    });
    match share {
        Some(share) => format!("{:.0} % of {size} are here. It is shown as soon as all of it is.", share * 100.0),
        None => format!("{size} come by themselves as soon as a device that has the file can be reached."),
    }
}
