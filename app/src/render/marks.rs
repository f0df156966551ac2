//! Marks burnt into a picture: the geometry of the viewer, anti-aliased.

use super::lettering::Weight;
use crate::viewer::marks;
use rushes_domain::{Point, Shape, ShapeKind};
use rushes_media::DisplayPicture;
use tiny_skia::{
    Color, FillRule, FilterQuality, IntSize, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, PixmapPaint,
    PixmapRef, Rect, Stroke, StrokeDash, Transform,
};

/// Radius of the disc with a mark's number, in points.
const DISC: f32 = 9.0;
/// Size of a text mark, in points.
const TEXT: f32 = 15.0;
/// The widest a text mark gets before it wraps, in points.
const TEXT_WIDTH: f32 = 320.0;
/// How wide the window of a viewer is in which a picture looks as it does here, in points.
const VIEW_WIDTH: f32 = 1200.0;
/// The least pixels a point has: numbers on small clips can still be read.
const LEAST_POINT: f32 = 0.8;
const SHADE: f32 = 110.0 / 255.0;

/// A mark to be burnt in, in pixels of the picture it goes on.
#[derive(Clone, PartialEq, Debug)]
pub struct Burnt {
    /// What is drawn.
    pub shape: Shape,
    /// Its number in the list; 0 where it has none.
    pub number: usize,
    /// It comes from an earlier round: dashed.
    pub carried: bool,
    /// Nothing is left to do about it: faint.
    pub settled: bool,
    /// The pasted picture of a screenshot mark, where it is here.
    pub pasted: Option<DisplayPicture>,
}

/// Burns marks into a picture, numbers last, so that none is covered by a line.
pub fn burn(picture: &mut DisplayPicture, marks: &[Burnt]) {
    let size = IntSize::from_wh(picture.width, picture.height);
    let Some(mut pixmap) = size.and_then(|size| Pixmap::from_vec(std::mem::take(&mut picture.rgba), size)) else {
        return;
    };
    let brush = Brush { point: (picture.width.max(picture.height) as f32 / VIEW_WIDTH).max(LEAST_POINT) };
    for mark in marks {
        brush.mark(&mut pixmap, mark);
    }
    for mark in marks.iter().filter(|m| m.number > 0) {
        brush.disc(&mut pixmap, mark);
    }
    picture.rgba = pixmap.take();
}

/// `#RRGGBB` as red, green and blue; annotation red where it is none.
#[must_use]
pub fn rgb(color: &str) -> [u8; 3] {
    let digits = color.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii());
    let part = |at: usize| digits.and_then(|d| u8::from_str_radix(d.get(at..at + 2)?, 16).ok());
    match (part(0), part(2), part(4)) {
        (Some(r), Some(g), Some(b)) => [r, g, b],
        _ => [0xFF, 0x3B, 0x30],
    }
}

/// Draws with lengths in points of the window, of which one is `point` pixels.
struct Brush {
    point: f32,
}

impl Brush {
    fn mark(&self, pixmap: &mut Pixmap, mark: &Burnt) {
        let fade = if mark.settled { 0.35 } else { 1.0 };
        let shape = &mark.shape;
        let width = shape.width.max(1.0);
        if let (Some(pasted), [a, b]) = (&mark.pasted, shape.points.as_slice()) {
            paste(pixmap, pasted, *a, *b, fade);
        }
        match (shape.kind, shape.points.as_slice()) {
            (ShapeKind::Text, [at]) => self.text(pixmap, &shape.text, *at, rgb(&shape.color), fade),
            (ShapeKind::Pin, [at]) => {
                fill(pixmap, circle(*at, 4.5 * self.point), [0; 3], SHADE * fade);
                fill(pixmap, circle(*at, 3.0 * self.point), rgb(&shape.color), fade);
            }
            (ShapeKind::Arrow, [from, to]) => self.arrow(pixmap, *from, *to, width, rgb(&shape.color), fade),
            _ => {
                // A dark line beneath keeps a mark readable on a ground of its own colour.
                let dash = mark.carried.then_some([8.0 * self.point, 5.0 * self.point]);
                let path = outline(shape);
                stroke(pixmap, path.as_ref(), width + 2.0 * self.point, dash, [0; 3], SHADE * fade);
                stroke(pixmap, path.as_ref(), width, dash, rgb(&shape.color), fade);
            }
        }
    }

    fn arrow(&self, pixmap: &mut Pixmap, from: Point, to: Point, width: f32, color: [u8; 3], fade: f32) {
        let length = (to.x - from.x).hypot(to.y - from.y);
        if length <= f32::EPSILON {
            return;
        }
        let (x, y) = ((to.x - from.x) / length, (to.y - from.y) / length);
        let head = (6.0 * self.point + width * 3.0).min(length);
        let side = head * 0.45;
        let neck = Point { x: to.x - x * head, y: to.y - y * head };
        let (left, right) = (
            Point { x: neck.x - y * side, y: neck.y + x * side },
            Point { x: neck.x + y * side, y: neck.y - x * side },
        );
        let shaft = open(&[from, Point { x: neck.x + x * head * 0.2, y: neck.y + y * head * 0.2 }]);
        let tip = closed(&[to, left, right]);
        for (more, color, alpha) in [(2.0 * self.point, [0; 3], SHADE * fade), (0.0, color, fade)] {
            stroke(pixmap, shaft.as_ref(), width + more, None, color, alpha);
            fill(pixmap, tip.clone(), color, alpha);
            stroke(pixmap, tip.as_ref(), (more + self.point).max(1.0), None, color, alpha);
        }
    }

    fn text(&self, pixmap: &mut Pixmap, words: &str, at: Point, color: [u8; 3], fade: f32) {
        let size = TEXT * self.point;
        let lines = Weight::Medium.wrap(words, size, TEXT_WIDTH * self.point);
        let wide = lines.iter().map(|l| Weight::Medium.width(l, size)).fold(0.0, f32::max);
        let high = lines.len() as f32 * size * 1.25;
        let (pad_x, pad_y) = (6.0 * self.point, 3.0 * self.point);
        let (min, max) =
            (Point { x: at.x - pad_x, y: at.y - pad_y }, Point { x: at.x + wide + pad_x, y: at.y + high + pad_y });
        fill(pixmap, rounded(min, max, 4.0 * self.point), [0; 3], 150.0 / 255.0 * fade);
        for (line, text) in (0u16..).zip(&lines) {
            let baseline = at.y + (f32::from(line) * 1.25 + 0.98) * size;
            fill(pixmap, Weight::Medium.outline(text, size, at.x, baseline), color, fade);
        }
    }

    fn disc(&self, pixmap: &mut Pixmap, mark: &Burnt) {
        let color = rgb(&mark.shape.color);
        let fade = if mark.settled { 0.6 } else { 1.0 };
        let radius = DISC * self.point;
        let at = self.disc_center(&mark.shape);
        // It stays on the picture, so that its number can always be read.
        let reach = radius + self.point;
        let hold = |v: f32, most: u32| v.min(most as f32 - reach).max(reach);
        let at = Point { x: hold(at.x, pixmap.width()), y: hold(at.y, pixmap.height()) };
        fill(pixmap, circle(at, reach), [0; 3], SHADE * fade);
        fill(pixmap, circle(at, radius), color, fade);
        let words = if mark.number > 99 { "99+".to_owned() } else { mark.number.to_string() };
        let size = if mark.number > 99 { 8.0 } else { 11.0 } * self.point;
        let wide = Weight::Semibold.width(&words, size);
        let light = 0.2126 * f32::from(color[0]) + 0.7152 * f32::from(color[1]) + 0.0722 * f32::from(color[2]);
        let ink = if light > 0.55 * 255.0 { [0; 3] } else { [255; 3] };
        // Figures are 0.727 em high in Inter: half of that below the middle centres them.
        fill(pixmap, Weight::Semibold.outline(&words, size, at.x - wide / 2.0, at.y + size * 0.364), ink, 1.0);
    }

    /// Where a mark's number stands, as in the viewer: at its box's upper left corner.
    fn disc_center(&self, shape: &Shape) -> Point {
        let (min, _) = marks::bounds(shape);
        match (shape.kind, shape.points.first()) {
            (ShapeKind::Arrow, Some(tail)) => *tail,
            (ShapeKind::Pin, Some(at)) => Point { x: at.x, y: at.y - (DISC + 6.0) * self.point },
            (ShapeKind::Text, _) => Point { x: min.x - (DISC + 8.0) * self.point, y: min.y + DISC * self.point },
            _ => min,
        }
    }
}

fn outline(shape: &Shape) -> Option<Path> {
    match (shape.kind, shape.points.as_slice()) {
        (ShapeKind::Rect | ShapeKind::Screenshot, [a, b]) => {
            closed(&[*a, Point { x: b.x, y: a.y }, *b, Point { x: a.x, y: b.y }])
        }
        (ShapeKind::Ellipse, [_, _]) => {
            let (min, max) = marks::bounds(shape);
            match Rect::from_ltrb(min.x, min.y, max.x, max.y) {
                Some(rect) if rect.width() > 0.0 && rect.height() > 0.0 => PathBuilder::from_oval(rect),
                _ => open(&[min, max]),
            }
        }
        (_, points) => open(points),
    }
}

fn trace(points: &[Point]) -> PathBuilder {
    let mut path = PathBuilder::new();
    for (number, p) in points.iter().enumerate() {
        if number == 0 { path.move_to(p.x, p.y) } else { path.line_to(p.x, p.y) }
    }
    path
}

fn open(points: &[Point]) -> Option<Path> {
    trace(points).finish()
}

fn closed(points: &[Point]) -> Option<Path> {
    let mut path = trace(points);
    path.close();
    path.finish()
}

fn circle(at: Point, radius: f32) -> Option<Path> {
    PathBuilder::from_circle(at.x, at.y, radius)
}

fn rounded(min: Point, max: Point, radius: f32) -> Option<Path> {
    let r = radius.min((max.x - min.x) / 2.0).min((max.y - min.y) / 2.0);
    let mut path = PathBuilder::new();
    path.move_to(min.x + r, min.y);
    path.line_to(max.x - r, min.y);
    path.quad_to(max.x, min.y, max.x, min.y + r);
    path.line_to(max.x, max.y - r);
    path.quad_to(max.x, max.y, max.x - r, max.y);
    path.line_to(min.x + r, max.y);
    path.quad_to(min.x, max.y, min.x, max.y - r);
    path.line_to(min.x, min.y + r);
    path.quad_to(min.x, min.y, min.x + r, min.y);
    path.close();
    path.finish()
}

fn paint(color: [u8; 3], alpha: f32) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(color[0], color[1], color[2], (alpha.clamp(0.0, 1.0) * 255.0).round() as u8);
    paint
}

fn fill(pixmap: &mut Pixmap, path: Option<Path>, color: [u8; 3], alpha: f32) {
    if let Some(path) = path {
        pixmap.fill_path(&path, &paint(color, alpha), FillRule::Winding, Transform::identity(), None);
    }
}

fn stroke(pixmap: &mut Pixmap, path: Option<&Path>, width: f32, dash: Option<[f32; 2]>, color: [u8; 3], alpha: f32) {
    let Some(path) = path else { return };
    let stroke = Stroke {
        width,
        line_cap: if dash.is_some() { LineCap::Butt } else { LineCap::Round },
        line_join: LineJoin::Round,
        dash: dash.and_then(|[on, off]| StrokeDash::new(vec![on, off], 0.0)),
        ..Stroke::default()
    };
    pixmap.stroke_path(path, &paint(color, alpha), &stroke, Transform::identity(), None);
}

fn paste(pixmap: &mut Pixmap, pasted: &DisplayPicture, a: Point, b: Point, fade: f32) {
    let Some(source) = PixmapRef::from_bytes(&pasted.rgba, pasted.width, pasted.height) else { return };
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let wide = (a.x - b.x).abs() / pasted.width.max(1) as f32;
    let high = (a.y - b.y).abs() / pasted.height.max(1) as f32;
    let paint = PixmapPaint { opacity: fade, quality: FilterQuality::Bicubic, ..PixmapPaint::default() };
    pixmap.draw_pixmap(0, 0, source, &paint, Transform::from_row(wide, 0.0, 0.0, high, x, y), None);
}

/// A canvas of one colour, for tests and for what lies beside pictures.
#[must_use]
pub fn plain(width: u32, height: u32, color: [u8; 3]) -> Option<DisplayPicture> {
    let mut pixmap = Pixmap::new(width, height)?;
    pixmap.fill(Color::from_rgba8(color[0], color[1], color[2], 255));
    Some(DisplayPicture { width, height, rgba: pixmap.take() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const RED: [u8; 3] = [0xFF, 0x3B, 0x30];

    fn mark(kind: ShapeKind, points: &[(f32, f32)]) -> Burnt {
        let points = points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect();
        let shape = Shape { kind, points, text: "More gold".into(), color: Shape::RED.into(), width: 4.0, image: None };
        Burnt { shape, number: 0, carried: false, settled: false, pasted: None }
    }

    fn burnt(marks: &[Burnt]) -> DisplayPicture {
        let mut picture = plain(1200, 800, [200; 3]).unwrap();
        burn(&mut picture, marks);
        assert_eq!(picture.rgba.len(), 1200 * 800 * 4);
        assert!(picture.rgba.chunks_exact(4).all(|p| p[3] == 255), "the picture stays opaque");
        picture
    }

    #[test]
    fn a_rectangle_is_red_exactly_on_its_line() {
        let picture = burnt(&[mark(ShapeKind::Rect, &[(100.0, 200.0), (500.0, 600.0)])]);
        // A line of 4 pixels around x = 100 covers the pixels 98 to 101, wholly.
        for x in 98..=101 {
            assert_eq!(picture.rgb_at(x, 400), Some(RED), "at {x}, 400");
        }
        for (x, y) in [(300, 199), (300, 200), (300, 599), (300, 600), (499, 400), (500, 400)] {
            assert_eq!(picture.rgb_at(x, y), Some(RED), "at {x}, {y}");
        }
        let halo = picture.rgb_at(97, 400).unwrap();
        assert!(halo[0] < 150 && halo[0] == halo[2], "a dark edge lies beside it: {halo:?}");
        assert_eq!(picture.rgb_at(90, 400), Some([200; 3]));
        assert_eq!(picture.rgb_at(300, 400), Some([200; 3]), "the inside stays as it was");
    }

    #[test]
    fn every_kind_of_mark_leaves_ink_where_it_is() {
        type Case<'a> = (ShapeKind, &'a [(f32, f32)], (u32, u32));
        let kinds: [Case<'_>; 5] = [
            (ShapeKind::Ellipse, &[(100.0, 100.0), (300.0, 200.0)], (200, 100)),
            (ShapeKind::Arrow, &[(100.0, 100.0), (400.0, 100.0)], (200, 100)),
            (ShapeKind::Freehand, &[(100.0, 100.0), (200.0, 300.0), (300.0, 100.0)], (150, 200)),
            (ShapeKind::Pin, &[(600.0, 400.0)], (600, 400)),
            (ShapeKind::Arrow, &[(100.0, 100.0), (400.0, 100.0)], (395, 100)),
        ];
        for (kind, points, (x, y)) in kinds {
            assert_eq!(burnt(&[mark(kind, points)]).rgb_at(x, y), Some(RED), "{kind:?} at {x}, {y}");
        }
        let words = burnt(&[mark(ShapeKind::Text, &[(100.0, 100.0)])]);
        let ink =
            (100..200).flat_map(|x| (100..120).map(move |y| (x, y))).filter(|(x, y)| words.rgb_at(*x, *y) == Some(RED));
        assert!(ink.count() > 100, "the words can be read");
    }

    #[test]
    fn numbers_stay_on_the_picture_and_settled_marks_are_faint() {
        let mut at_the_corner = mark(ShapeKind::Rect, &[(0.0, 0.0), (50.0, 50.0)]);
        at_the_corner.number = 12;
        let picture = burnt(&[at_the_corner]);
        assert_eq!(picture.rgb_at(10, 3), Some(RED), "the whole disc is there");
        let mut done = mark(ShapeKind::Rect, &[(100.0, 200.0), (500.0, 600.0)]);
        done.settled = true;
        let faint = burnt(&[done]).rgb_at(100, 400).unwrap();
        assert!(faint != RED && faint[0] > faint[2], "{faint:?}");
    }

    #[test]
    fn marks_off_the_picture_or_without_size_do_no_harm() {
        let far = 1.0e30;
        burnt(&[
            mark(ShapeKind::Rect, &[(-1e6, -1e6), (1e6, 1e6)]),
            mark(ShapeKind::Ellipse, &[(5.0, 5.0), (5.0, 5.0)]),
            mark(ShapeKind::Arrow, &[(5.0, 5.0), (5.0, 5.0)]),
            mark(ShapeKind::Freehand, &[(far, -far), (-far, far)]),
            mark(ShapeKind::Pin, &[(far, far)]),
            mark(ShapeKind::Text, &[(-far, far)]),
        ]);
    }

    #[test]
    fn a_colour_that_is_none_is_annotation_red() {
        assert_eq!(rgb("#102030"), [16, 32, 48]);
        assert_eq!([rgb("#12"), rgb(""), rgb("#ééé"), rgb("#GG0000")], [RED; 4]);
    }
}
