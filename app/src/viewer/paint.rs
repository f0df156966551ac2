//! Marks painted over a picture: sharp at any zoom, because they are painted and never scaled.

use super::{
    camera::{Camera, View},
    marks::{self, Grip},
};
use crate::kit::{self, Theme, font, icon, size};
use egui::{Align2, Color32, Painter, Pos2, Rect, Shape as Painted, Stroke, StrokeKind, pos2, vec2};
use rushes_domain::{AnnotationId, Point, Shape, ShapeKind};

/// The thinnest and thickest line on the screen, in points.
const LINE: std::ops::RangeInclusive<f32> = 1.5..=10.0;
/// Radius of the disc with a mark's number, in points.
const DISC: f32 = 9.0;
/// Half the side of a grip, in points.
const GRIP: f32 = 4.0;
/// How far beside a grip one may click, in points.
pub const REACH: f32 = 8.0;

/// A mark as it lies on the picture shown.
#[derive(Clone, PartialEq, Debug)]
pub struct CanvasMark {
    /// Id.
    pub id: AnnotationId,
    /// Its number in the list; 0 where it has none.
    pub number: usize,
    /// In pixels of the picture shown.
    pub shape: Shape,
    /// Nothing is left to do about it.
    pub settled: bool,
    /// It comes from an earlier round.
    pub carried: bool,
    /// It may be moved and erased.
    pub movable: bool,
    /// It is not sent yet: it waits for its words.
    pub draft: bool,
    /// What it says, read aloud and shown under the pointer.
    pub says: String,
}

/// How a mark stands out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Emphasis {
    /// As it is.
    Plain,
    /// Under the pointer, or its row is.
    Hot,
    /// Chosen.
    Chosen,
}

/// Its colour, or annotation red where it is none.
#[must_use]
pub fn color_of(shape: &Shape, theme: &Theme) -> Color32 {
    Color32::from_hex(&shape.color).unwrap_or(theme.annotation)
}

/// Paints a mark without its number.
pub fn paint_shape(
    painter: &Painter,
    view: &View,
    camera: &Camera,
    shape: &Shape,
    dashed: bool,
    fade: f32,
    theme: &Theme,
) {
    let color = color_of(shape, theme).gamma_multiply(fade);
    let sight = painter.clip_rect().expand(*LINE.end() * 4.0);
    if shape.kind != ShapeKind::Text && !screen_box(view, camera, shape).intersects(sight) {
        return;
    }
    let thick = (shape.width * camera.points_per_pixel(view)).clamp(*LINE.start(), *LINE.end());
    let shade = Color32::from_black_alpha((110.0 * fade) as u8);
    // A dark line beneath keeps a mark readable on a ground of its own colour.
    for (width, color) in [(thick + 2.0, shade), (thick, color)] {
        let stroke = Stroke::new(width, color);
        match shape.kind {
            ShapeKind::Text | ShapeKind::Pin => {}
            ShapeKind::Arrow => arrow(painter, view, camera, shape, stroke, thick),
            _ => outline(painter, view, camera, shape, stroke, dashed),
        }
    }
    match (shape.kind, shape.points.first()) {
        (ShapeKind::Text, Some(at)) => text(painter, camera.to_screen(view, *at), &shape.text, color, shade),
        (ShapeKind::Pin, Some(at)) => pin(painter, camera.to_screen(view, *at), color, shade),
        _ => {}
    }
}

fn outline(painter: &Painter, view: &View, camera: &Camera, shape: &Shape, stroke: Stroke, dashed: bool) {
    let screen = |p: &Point| camera.to_screen(view, *p);
    let path: Vec<Pos2> = match (shape.kind, shape.points.as_slice()) {
        (ShapeKind::Rect | ShapeKind::Screenshot, [a, b]) => {
            let rect = Rect::from_two_pos(screen(a), screen(b));
            if !dashed {
                painter.rect_stroke(rect, 1.0, stroke, StrokeKind::Middle);
                return;
            }
            vec![rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()]
        }
        (ShapeKind::Ellipse, [a, b]) => {
            let around = Rect::from_two_pos(screen(a), screen(b));
            // A corner every four points of the screen reads as round.
            let corners = ((around.width() + around.height()) * 0.4).clamp(48.0, 512.0) as usize;
            marks::ellipse(shape, corners).iter().map(screen).collect()
        }
        (_, points) => {
            // Points that fall on one pixel cost and show nothing.
            let mut path: Vec<Pos2> = Vec::with_capacity(points.len());
            for at in points.iter().map(screen) {
                if path.last().is_none_or(|last| last.distance_sq(at) > 0.5) {
                    path.push(at);
                }
            }
            path
        }
    };
    if dashed {
        painter.extend(Painted::dashed_line(&path, stroke, 8.0, 5.0));
    } else {
        painter.line(path, stroke);
    }
}

/// `thick` is the line without the dark one beneath it, so that both have one head.
fn arrow(painter: &Painter, view: &View, camera: &Camera, shape: &Shape, stroke: Stroke, thick: f32) {
    let [from, to] = shape.points.as_slice() else { return };
    let (from, to) = (camera.to_screen(view, *from), camera.to_screen(view, *to));
    let along = (to - from).normalized();
    let head = (7.0 + thick * 3.0).min((to - from).length());
    let side = vec2(-along.y, along.x) * head * 0.42;
    let neck = to - along * head;
    painter.line_segment([from, neck + along], stroke);
    let rim = Stroke::new((stroke.width - thick).max(0.0), stroke.color);
    painter.add(Painted::convex_polygon(vec![to, neck + side, neck - side], stroke.color, rim));
}

fn text(painter: &Painter, at: Pos2, words: &str, color: Color32, shade: Color32) {
    let galley = painter.layout(words.to_owned(), font::medium(size::SECTION), color, 320.0);
    let box_ = Rect::from_min_size(at, galley.size()).expand2(vec2(6.0, 3.0));
    painter.rect_filled(
        box_,
        size::RADIUS_SMALL,
        Color32::from_black_alpha(150).gamma_multiply(f32::from(shade.a()) / 110.0),
    );
    painter.galley(at, galley, color);
}

fn pin(painter: &Painter, at: Pos2, color: Color32, shade: Color32) {
    painter.circle_filled(at, 4.5, shade);
    painter.circle_filled(at, 3.0, color);
}

/// Where a mark's number stands: outside its box, at the upper left.
#[must_use]
pub fn disc_center(view: &View, camera: &Camera, shape: &Shape) -> Pos2 {
    let (min, _) = marks::bounds(shape);
    let corner = camera.to_screen(view, min);
    let first = shape.points.first().map_or(corner, |p| camera.to_screen(view, *p));
    match shape.kind {
        // Clear of the grip at the corner, or at the tail.
        ShapeKind::Arrow => {
            let head = shape.points.get(1).map_or(first, |p| camera.to_screen(view, *p));
            first - (head - first).normalized() * (DISC + 3.0)
        }
        ShapeKind::Freehand => first + vec2(-DISC, -DISC),
        ShapeKind::Pin => first + vec2(0.0, -DISC - 6.0),
        ShapeKind::Text => corner + vec2(-DISC - 8.0, DISC),
        _ => corner + vec2(-DISC * 1.3, -DISC * 1.3),
    }
}

/// Paints a mark's number in a disc of its colour.
pub fn paint_disc(painter: &Painter, center: Pos2, number: usize, color: Color32, emphasis: Emphasis, theme: &Theme) {
    let ink = if kit::luminance(color) > 0.45 { Color32::BLACK } else { Color32::WHITE };
    let radius = if emphasis == Emphasis::Plain { DISC } else { DISC + 1.5 };
    painter.circle_filled(center, radius + 1.0, Color32::from_black_alpha(110));
    painter.circle_filled(center, radius, color);
    if emphasis == Emphasis::Chosen {
        painter.circle_stroke(center, radius + 1.5, Stroke::new(2.0, theme.on_accent));
    }
    let words = if number > 99 { "99+".to_owned() } else { number.to_string() };
    let font = if number > 99 { font::tabular_medium(8.0) } else { font::tabular_medium(size::LABEL) };
    painter.text(center, Align2::CENTER_CENTER, words, font, ink);
}

/// Paints a mark of the list, with its number, and its grips where it is chosen and may be moved.
pub fn paint_mark(
    painter: &Painter,
    view: &View,
    camera: &Camera,
    mark: &CanvasMark,
    shape: &Shape,
    emphasis: Emphasis,
    theme: &Theme,
) {
    let fade = match emphasis {
        Emphasis::Plain if mark.settled => 0.35,
        Emphasis::Plain => 0.95,
        _ => 1.0,
    };
    if emphasis != Emphasis::Plain {
        let mut halo = shape.clone();
        halo.color = "#FFFFFF".into();
        halo.width += 3.0 / camera.points_per_pixel(view).max(1e-6);
        paint_shape(painter, view, camera, &halo, false, 0.55, theme);
    }
    paint_shape(painter, view, camera, shape, mark.carried, fade, theme);
    if mark.number > 0 {
        let color = color_of(shape, theme).gamma_multiply(fade.max(0.6));
        paint_disc(painter, disc_center(view, camera, shape), mark.number, color.to_opaque(), emphasis, theme);
    } else if mark.draft {
        let center = disc_center(view, camera, shape);
        painter.circle_filled(center, DISC + 1.0, Color32::from_black_alpha(110));
        painter.circle_filled(center, DISC, theme.raised);
        painter.text(center, Align2::CENTER_CENTER, icon::PENCIL_SIMPLE, font::icons(size::LABEL), theme.text);
    }
    if emphasis == Emphasis::Chosen && mark.movable {
        for (_, at) in marks::grips(shape) {
            let rect = Rect::from_center_size(camera.to_screen(view, at), vec2(GRIP * 2.0, GRIP * 2.0));
            painter.rect(
                rect,
                1.5,
                theme.on_accent,
                Stroke::new(1.0, Color32::from_black_alpha(160)),
                StrokeKind::Outside,
            );
        }
    }
}

/// The grip of a mark at a place on the screen.
#[must_use]
pub fn grip_at(view: &View, camera: &Camera, shape: &Shape, pos: Pos2) -> Option<Grip> {
    marks::grips(shape)
        .into_iter()
        .map(|(grip, at)| (grip, camera.to_screen(view, at).distance(pos)))
        .filter(|(_, away)| *away <= REACH)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(grip, _)| grip)
}

/// The mark at a place on the screen: its line, its words, or its number.
#[must_use]
pub fn mark_at<'a>(view: &View, camera: &Camera, marks: &'a [CanvasMark], pos: Pos2) -> Option<&'a CanvasMark> {
    let on_disc =
        |m: &&CanvasMark| (m.number > 0 || m.draft) && disc_center(view, camera, &m.shape).distance(pos) <= DISC + 2.0;
    if let Some(mark) = marks.iter().rev().find(on_disc) {
        return Some(mark);
    }
    let on_words = |m: &&CanvasMark| {
        m.shape.kind == ShapeKind::Text
            && m.shape.points.first().is_some_and(|at| {
                let at = camera.to_screen(view, *at);
                let width = (m.shape.text.chars().count() as f32 * 8.0).clamp(16.0, 320.0);
                Rect::from_min_size(at, vec2(width, 20.0)).expand(4.0).contains(pos)
            })
    };
    if let Some(mark) = marks.iter().rev().find(on_words) {
        return Some(mark);
    }
    let at = camera.to_image(view, pos);
    let reach = REACH / camera.points_per_pixel(view).max(1e-6);
    marks::hit(marks.iter().map(|m| &m.shape), at, reach).and_then(|n| marks.get(n))
}

/// A mark's box on the screen.
#[must_use]
pub fn screen_box(view: &View, camera: &Camera, shape: &Shape) -> Rect {
    let (min, max) = marks::bounds(shape);
    let rect = Rect::from_two_pos(camera.to_screen(view, min), camera.to_screen(view, max));
    if rect.is_finite() { rect } else { Rect::from_min_size(pos2(0.0, 0.0), vec2(0.0, 0.0)) }
}
