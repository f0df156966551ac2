//! The picture's widget: zoom, pan, marks, and what the pointer does with the tool in hand.

use super::{
    camera::{Camera, View},
    draw::{Drawing, Finished, Tool},
    marks::Grip,
    overview,
    paint::{self, CanvasMark, Emphasis},
    pyramid::Pyramid,
    tiles::Tiles,
};
use crate::kit::{self, Theme};
use egui::{
    Color32, CursorIcon, Event, EventFilter, Id, Key, MouseWheelSource, PointerButton, Pos2, Rect, Response, Role,
    Sense, TextureHandle, Ui, WidgetInfo,
};
use rushes_domain::{AnnotationId, Point, Shape};
use std::sync::Arc;

/// What happened on the picture.
#[derive(Clone, PartialEq, Debug)]
pub enum CanvasEvent {
    /// A mark was drawn, and waits for its words.
    Drawn(Shape),
    /// A mark was moved or reshaped.
    Reshaped(AnnotationId, Shape),
    /// A mark was chosen, or none.
    Chosen(Option<AnnotationId>),
}

/// What the canvas remembers from frame to frame.
pub struct Canvas {
    /// Where it was shown last, in points.
    pub rect: Rect,
    /// The picture shown last, in pixels.
    pub size: [u32; 2],
    /// Where it is looked at from.
    pub camera: Camera,
    /// The tool in hand.
    pub drawing: Drawing,
    /// 18 % grey around the picture.
    pub grey: bool,
    /// Marks are not shown.
    pub marks_hidden: bool,
    /// The pixel under the pointer.
    pub pointed: Option<[u32; 2]>,
    /// The mark under the pointer.
    pub hot: Option<AnnotationId>,
    panning: bool,
    /// The space bar was held for panning, so that letting it go does not play.
    pub space_panned: bool,
    focus_by_keys: bool,
}

impl Default for Canvas {
    fn default() -> Self {
        Self {
            rect: Rect::from_min_size(Pos2::ZERO, egui::vec2(1.0, 1.0)),
            size: [1, 1],
            camera: Camera::default(),
            drawing: Drawing::default(),
            grey: false,
            marks_hidden: false,
            pointed: None,
            hot: None,
            panning: false,
            space_panned: false,
            focus_by_keys: false,
        }
    }
}

/// What there is to see of a picture.
#[derive(Clone, Copy)]
pub enum Seen<'a> {
    /// The picture itself.
    Picture(&'a Arc<Pyramid>),
    /// Its thumbnail in its place, with the picture's size in pixels, while the picture is being read.
    Thumbnail(&'a TextureHandle, [u32; 2]),
}

impl Seen<'_> {
    /// Width and height of the whole picture, in pixels.
    #[must_use]
    pub fn size(&self) -> [u32; 2] {
        match self {
            Self::Picture(picture) => picture.size,
            Self::Thumbnail(_, size) => *size,
        }
    }
}

/// What the canvas is given to show.
pub struct Scene<'a> {
    /// The picture, or what there is of it.
    pub seen: Seen<'a>,
    /// It is a frame of a clip.
    pub moving: bool,
    /// Its name, read aloud.
    pub name: &'a str,
    /// Marks, the lowest first.
    pub marks: &'a [CanvasMark],
    /// The chosen one.
    pub chosen: Option<AnnotationId>,
    /// Another one that stands out: its row is under the pointer.
    pub hot: Option<AnnotationId>,
    /// Marks may be drawn.
    pub may_draw: bool,
}

/// The canvas's id, for giving it the keyboard.
#[must_use]
pub fn canvas_id() -> Id {
    Id::unique("review canvas")
}

impl Canvas {
    /// Shows the picture in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        tiles: &mut Tiles,
        scene: &Scene<'_>,
        theme: &Theme,
    ) -> (Response, Vec<CanvasEvent>) {
        let view = View { rect, pixels_per_point: ui.pixels_per_point(), size: scene.seen.size() };
        (self.rect, self.size) = (rect, view.size);
        let response = ui.interact(rect, canvas_id(), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, scene.name));
        self.hold_focus(ui, &response);

        let overview = overview::area(&view, &self.camera).filter(|_| matches!(scene.seen, Seen::Picture(_)));
        let mut events = Vec::new();
        let over_map =
            overview.is_some_and(|map| ui.input(|i| i.pointer.interact_pos()).is_some_and(|p| map.contains(p)));
        self.zoom_and_pan(ui, &view, &response, scene, over_map);
        if let Some(map) = overview {
            overview::interact(ui, map, &view, &mut self.camera);
        }
        if !over_map || self.drawing.is_busy() {
            self.pointer(ui, &view, &response, scene, &mut events);
        }
        self.point_at(ui, &view, &response, scene);

        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, if self.grey { theme.canvas_grey } else { theme.canvas });
        match scene.seen {
            Seen::Picture(picture) => {
                if tiles.paint(&painter, &view, &self.camera, picture, scene.moving) {
                    ui.ctx().request_repaint();
                }
            }
            Seen::Thumbnail(texture, _) => {
                let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
                painter.image(texture.id(), self.camera.screen_rect(&view), whole, Color32::WHITE);
            }
        }
        if !self.marks_hidden {
            self.paint_marks(&painter, &view, scene, theme);
        }
        if let (Some(map), Seen::Picture(picture)) = (overview, scene.seen) {
            overview::paint(&painter, map, &view, &self.camera, tiles, picture, theme);
        }
        if response.has_focus() && self.focus_by_keys {
            kit::focus_ring(&painter, rect.shrink(4.0), 0, theme);
        }
        (response, events)
    }

    /// While the canvas has the keyboard it keeps the keys that mean something on it.
    fn hold_focus(&mut self, ui: &Ui, response: &Response) {
        if response.gained_focus() {
            self.focus_by_keys = ui.input(|i| i.key_pressed(Key::Tab));
        }
        if ui.input(|i| i.pointer.any_pressed()) {
            self.focus_by_keys = false;
            if response.contains_pointer() {
                response.request_focus();
            }
        }
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
    }

    fn zoom_and_pan(&mut self, ui: &Ui, view: &View, response: &Response, scene: &Scene<'_>, over_map: bool) {
        let (scroll, source, pinch, space, delta, pressed, down, pos) = ui.input(|i| {
            (
                i.smooth_scroll_delta(),
                i.scroll_source(),
                f64::from(i.zoom_delta()),
                i.key_down(Key::Space),
                i.pointer.delta(),
                i.pointer.any_pressed(),
                i.pointer.any_down(),
                i.pointer.interact_pos(),
            )
        });
        if response.contains_pointer()
            && let Some(pos) = ui.input(|i| i.pointer.hover_pos())
        {
            if (pinch - 1.0).abs() > 1e-6 {
                self.camera.zoom_by(view, pos, pinch);
            } else if source == Some(MouseWheelSource::Trackpad) {
                if scroll != egui::Vec2::ZERO {
                    self.camera.pan(view, scroll);
                }
            } else if scroll.y != 0.0 {
                self.camera.zoom_by(view, pos, (f64::from(scroll.y) / 180.0).exp());
            }
        }
        if pressed && response.contains_pointer() && !over_map {
            let (middle, primary) =
                ui.input(|i| (i.pointer.button_down(PointerButton::Middle), i.pointer.primary_down()));
            let empty = pos.is_none_or(|p| self.target(view, scene, p).is_none());
            let free = self.drawing.tool == Tool::Select || !scene.may_draw;
            self.panning = middle || (primary && (space || (free && empty)));
            self.space_panned |= self.panning && space;
        }
        if !down {
            self.panning = false;
        }
        if self.panning && delta != egui::Vec2::ZERO {
            self.camera.pan(view, delta);
        }
    }

    /// The mark under a place that can be chosen, and by what it would be held.
    fn target<'a>(&self, view: &View, scene: &Scene<'a>, pos: Pos2) -> Option<(&'a CanvasMark, Option<Grip>)> {
        if self.marks_hidden {
            return None;
        }
        let chosen = scene.chosen.and_then(|id| scene.marks.iter().find(|m| m.id == id));
        if let Some(mark) = chosen.filter(|m| m.movable)
            && let Some(grip) = paint::grip_at(view, &self.camera, &mark.shape, pos)
        {
            return Some((mark, Some(grip)));
        }
        paint::mark_at(view, &self.camera, scene.marks, pos).map(|m| (m, None))
    }

    fn pointer(&mut self, ui: &Ui, view: &View, response: &Response, scene: &Scene<'_>, events: &mut Vec<CanvasEvent>) {
        if self.panning {
            return;
        }
        let (pressed, released, down, shift, pos) = ui.input(|i| {
            let p = &i.pointer;
            (p.primary_pressed(), p.primary_released(), p.primary_down(), i.modifiers.shift, p.interact_pos())
        });
        let Some(pos) = pos else { return };
        let at = self.camera.to_image(view, pos);
        if pressed && response.contains_pointer() {
            let origin = ui.input(|i| i.pointer.press_origin()).unwrap_or(pos);
            let from = self.camera.to_image(view, origin);
            match self.drawing.tool {
                Tool::Draw(_) if scene.may_draw => {
                    // Who draws wants to see it.
                    self.marks_hidden = false;
                    self.drawing.press(from, view.size);
                }
                _ => match self.target(view, scene, origin) {
                    Some((mark, grip)) => {
                        events.push(CanvasEvent::Chosen(Some(mark.id)));
                        if mark.movable {
                            self.drawing.grab(mark.id, &mark.shape, grip.unwrap_or(Grip::Body), from);
                        }
                    }
                    None => events.push(CanvasEvent::Chosen(None)),
                },
            }
        }
        if down && self.drawing.is_busy() {
            // Every place the pointer passed, not only where it is now: strokes stay round.
            let path: Vec<Pos2> = ui.input(|i| {
                i.events.iter().filter_map(|e| if let Event::PointerMoved(p) = e { Some(*p) } else { None }).collect()
            });
            for place in path {
                self.drawing.drag(self.camera.to_image(view, place), shift, view.size);
            }
        }
        if released && self.drawing.is_busy() {
            self.drawing.drag(at, shift, view.size);
            match self.drawing.release(1.0 / self.camera.points_per_pixel(view).max(1e-6)) {
                Finished::Drawn(shape) => events.push(CanvasEvent::Drawn(shape)),
                Finished::Reshaped(id, shape) => events.push(CanvasEvent::Reshaped(id, shape)),
                Finished::Nothing => {}
            }
        }
    }

    /// Notes the pixel and the mark under the pointer, and shows the right cursor.
    fn point_at(&mut self, ui: &Ui, view: &View, response: &Response, scene: &Scene<'_>) {
        let pos = ui.input(|i| i.pointer.hover_pos()).filter(|_| response.contains_pointer());
        self.pointed = pos.and_then(|p| pixel(self.camera.to_image(view, p), view.size));
        let target = pos.and_then(|p| self.target(view, scene, p));
        self.hot = target.map(|(m, _)| m.id);
        if pos.is_none() {
            return;
        }
        let drawing = matches!(self.drawing.tool, Tool::Draw(_)) && scene.may_draw;
        ui.set_cursor_icon(match target {
            _ if self.panning => CursorIcon::Grabbing,
            _ if ui.input(|i| i.key_down(Key::Space)) => CursorIcon::Grab,
            _ if drawing => CursorIcon::Crosshair,
            Some((mark, Some(_))) if mark.movable => CursorIcon::Crosshair,
            Some((mark, None)) if mark.movable && scene.chosen == Some(mark.id) => CursorIcon::Move,
            Some(_) => CursorIcon::PointingHand,
            None => CursorIcon::Default,
        });
    }

    fn paint_marks(&self, painter: &egui::Painter, view: &View, scene: &Scene<'_>, theme: &Theme) {
        let moving = self.drawing.moving();
        let emphasis = |id| match id {
            _ if scene.chosen == Some(id) => Emphasis::Chosen,
            _ if self.hot == Some(id) || scene.hot == Some(id) => Emphasis::Hot,
            _ => Emphasis::Plain,
        };
        let (above, below): (Vec<_>, Vec<_>) = scene.marks.iter().partition(|m| emphasis(m.id) != Emphasis::Plain);
        for mark in below.into_iter().chain(above) {
            let shape = moving.filter(|(id, _)| *id == mark.id).map_or(&mark.shape, |(_, s)| s);
            paint::paint_mark(painter, view, &self.camera, mark, shape, emphasis(mark.id), theme);
        }
        if let Some(shape) = self.drawing.current() {
            paint::paint_shape(painter, view, &self.camera, shape, false, 1.0, theme);
        }
    }
}

/// The whole pixel at a place, where it is on the picture.
fn pixel(at: Point, size: [u32; 2]) -> Option<[u32; 2]> {
    let on = |v: f32, side: u32| (v >= 0.0 && v < side as f32).then_some(v as u32);
    Some([on(at.x, size[0])?, on(at.y, size[1])?])
}

/// What the canvas's ground is painted with where there is no picture.
#[must_use]
pub fn ground(grey: bool, theme: &Theme) -> Color32 {
    if grey { theme.canvas_grey } else { theme.canvas }
}
