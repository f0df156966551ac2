//! Drawing on a picture: from presses and movements, in image pixels, to a finished mark. Pure; the
//! canvas feeds it.

use super::marks::{self, Grip};
use rushes_domain::{AnnotationId, Point, Shape, ShapeKind};

/// What the pointer does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tool {
    /// Choose, move and reshape marks; drag the picture.
    #[default]
    Select,
    /// Draw a mark.
    Draw(ShapeKind),
}

impl Tool {
    /// Every tool, as the strip shows them.
    pub const ALL: [Self; 7] = [
        Self::Select,
        Self::Draw(ShapeKind::Rect),
        Self::Draw(ShapeKind::Ellipse),
        Self::Draw(ShapeKind::Arrow),
        Self::Draw(ShapeKind::Freehand),
        Self::Draw(ShapeKind::Text),
        Self::Draw(ShapeKind::Pin),
    ];

    /// Its name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Select => "Select and move",
            Self::Draw(ShapeKind::Rect) => "Rectangle",
            Self::Draw(ShapeKind::Ellipse) => "Ellipse",
            Self::Draw(ShapeKind::Arrow) => "Arrow",
            Self::Draw(ShapeKind::Freehand) => "Draw freely",
            Self::Draw(ShapeKind::Text) => "Text",
            Self::Draw(ShapeKind::Pin) => "Pin",
            Self::Draw(ShapeKind::Screenshot) => "Pasted picture",
        }
    }

    /// Its entry in the list of the page's keys. Letters that mean channels, exposure or shuttling elsewhere in
    /// review are left alone.
    #[must_use]
    pub fn command(self) -> Option<&'static str> {
        Some(match self {
            Self::Select => "review.select",
            Self::Draw(ShapeKind::Rect) => "review.rectangle",
            Self::Draw(ShapeKind::Ellipse) => "review.ellipse",
            Self::Draw(ShapeKind::Arrow) => "review.arrow",
            Self::Draw(ShapeKind::Freehand) => "review.freehand",
            Self::Draw(ShapeKind::Text) => "review.text",
            Self::Draw(ShapeKind::Pin) => "review.pin",
            Self::Draw(ShapeKind::Screenshot) => return None,
        })
    }
}

/// The line a mark is drawn with.
#[derive(Clone, PartialEq, Debug)]
pub struct Pen {
    /// `#RRGGBB`.
    pub color: String,
    /// How thick.
    pub weight: Weight,
}

impl Default for Pen {
    fn default() -> Self {
        Self { color: Shape::RED.into(), weight: Weight::Medium }
    }
}

/// How thick a line is, relative to the picture: one looks alike on a thumbnail and on a poster.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Weight {
    /// Thin.
    Fine,
    /// As reviewers usually draw.
    #[default]
    Medium,
    /// To be seen from afar.
    Bold,
}

impl Weight {
    /// Every weight, the thinnest first.
    pub const ALL: [Self; 3] = [Self::Fine, Self::Medium, Self::Bold];

    /// Its name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Fine => "Fine",
            Self::Medium => "Medium",
            Self::Bold => "Bold",
        }
    }

    /// In image pixels, on a picture of this size.
    #[must_use]
    pub fn pixels(self, size: [u32; 2]) -> f32 {
        let thousandth = size[0].max(size[1]) as f32 / 1000.0;
        let factor = match self {
            Self::Fine => 1.5,
            Self::Medium => 3.0,
            Self::Bold => 6.0,
        };
        (thousandth * factor).max(1.0)
    }
}

/// What is being done with the pointer down.
#[derive(Clone, PartialEq, Debug)]
enum Stroke {
    Drawing { shape: Shape, from: Point },
    Moving { id: AnnotationId, grip: Grip, before: Shape, from: Point, now: Shape },
}

/// What came of letting the pointer go.
#[derive(Clone, PartialEq, Debug)]
pub enum Finished {
    /// A new mark, waiting for its words.
    Drawn(Shape),
    /// A mark was moved or reshaped.
    Reshaped(AnnotationId, Shape),
    /// Nothing: too small, or a click.
    Nothing,
}

/// The tool in hand and the stroke under way.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Drawing {
    /// The tool in hand.
    pub tool: Tool,
    /// The line it draws.
    pub pen: Pen,
    stroke: Option<Stroke>,
}

impl Drawing {
    /// The mark being drawn, if one is.
    #[must_use]
    pub fn current(&self) -> Option<&Shape> {
        match &self.stroke {
            Some(Stroke::Drawing { shape, .. }) => Some(shape),
            _ => None,
        }
    }

    /// The mark being moved, as it is now.
    #[must_use]
    pub fn moving(&self) -> Option<(AnnotationId, &Shape)> {
        match &self.stroke {
            Some(Stroke::Moving { id, now, .. }) => Some((*id, now)),
            _ => None,
        }
    }

    /// Whether the pointer is down on something.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.stroke.is_some()
    }

    /// The pointer goes down on the picture with a drawing tool. Marks begin on the picture.
    pub fn press(&mut self, at: Point, size: [u32; 2]) {
        let Tool::Draw(kind) = self.tool else { return };
        let at = inside(at, size);
        let points = match kind.points() {
            (1, 1) => vec![at],
            _ => vec![at, at],
        };
        let shape = Shape {
            kind,
            points,
            text: String::new(),
            color: self.pen.color.clone(),
            width: self.pen.weight.pixels(size),
            image: None,
        };
        self.stroke = Some(Stroke::Drawing { shape, from: at });
    }

    /// The pointer goes down on a mark, or on one of its grips.
    pub fn grab(&mut self, id: AnnotationId, shape: &Shape, grip: Grip, at: Point) {
        self.stroke = Some(Stroke::Moving { id, grip, before: shape.clone(), from: at, now: shape.clone() });
    }

    /// The pointer moves while it is down. `even` keeps boxes square and arrows on eight directions.
    pub fn drag(&mut self, to: Point, even: bool, size: [u32; 2]) {
        match &mut self.stroke {
            Some(Stroke::Drawing { shape, from }) => {
                let to = inside(to, size);
                match (shape.kind, shape.points.as_mut_slice()) {
                    (ShapeKind::Freehand, points) => {
                        let moved = points.last() != Some(&to);
                        shape.points.extend(moved.then_some(to));
                    }
                    (ShapeKind::Text | ShapeKind::Pin, [only]) => *only = to,
                    (kind, [_, end]) => *end = if even { evened(kind, *from, to) } else { to },
                    _ => {}
                }
            }
            Some(Stroke::Moving { grip, before, from, now, .. }) => {
                *now = marks::moved(before, *grip, Point { x: to.x - from.x, y: to.y - from.y });
            }
            None => {}
        }
    }

    /// The pointer is let go. `pixel` is the size of a point of the screen, in image pixels.
    pub fn release(&mut self, pixel: f32) -> Finished {
        match self.stroke.take() {
            Some(Stroke::Drawing { mut shape, .. }) => {
                let (min, max) = marks::bounds(&shape);
                let small = (max.x - min.x).max(max.y - min.y) < 3.0 * pixel;
                if small && shape.kind.points().0 > 1 {
                    return Finished::Nothing;
                }
                if shape.kind == ShapeKind::Freehand {
                    shape.points = marks::simplified(&shape.points, 0.4 * pixel);
                }
                Finished::Drawn(shape)
            }
            Some(Stroke::Moving { id, before, now, .. }) if before != now => Finished::Reshaped(id, now),
            _ => Finished::Nothing,
        }
    }

    /// Forgets the stroke under way. Returns whether there was one.
    pub fn cancel(&mut self) -> bool {
        self.stroke.take().is_some()
    }
}

fn inside(p: Point, size: [u32; 2]) -> Point {
    Point { x: p.x.clamp(0.0, size[0] as f32), y: p.y.clamp(0.0, size[1] as f32) }
}

fn evened(kind: ShapeKind, from: Point, to: Point) -> Point {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    if kind == ShapeKind::Arrow {
        let eighth = std::f32::consts::FRAC_PI_4;
        let angle = (dy.atan2(dx) / eighth).round() * eighth;
        let length = dx.hypot(dy);
        return Point { x: from.x + length * angle.cos(), y: from.y + length * angle.sin() };
    }
    let side = dx.abs().max(dy.abs());
    Point { x: from.x + side.copysign(dx), y: from.y + side.copysign(dy) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SIZE: [u32; 2] = [4000, 2000];

    fn at(x: f32, y: f32) -> Point {
        Point { x, y }
    }

    fn drawn(tool: ShapeKind, path: &[Point], even: bool) -> Finished {
        let mut drawing = Drawing { tool: Tool::Draw(tool), ..Drawing::default() };
        drawing.press(path[0], SIZE);
        for p in &path[1..] {
            drawing.drag(*p, even, SIZE);
        }
        drawing.release(2.0)
    }

    #[test]
    fn each_tool_makes_a_mark_that_the_rules_accept() {
        for tool in Tool::ALL {
            let Tool::Draw(kind) = tool else { continue };
            let Finished::Drawn(mut shape) = drawn(kind, &[at(10.0, 10.0), at(60.0, 30.0), at(200.0, 90.0)], false)
            else {
                panic!("{tool:?} made nothing")
            };
            shape.text = "words".into();
            assert_eq!(shape.problem(), None, "{tool:?}");
            assert_eq!(shape.width, 12.0, "three thousandths of 4000 pixels");
        }
    }

    #[test]
    fn a_slip_of_the_hand_makes_no_mark() {
        assert_eq!(drawn(ShapeKind::Rect, &[at(10.0, 10.0), at(13.0, 12.0)], false), Finished::Nothing);
        assert!(matches!(drawn(ShapeKind::Pin, &[at(10.0, 10.0)], false), Finished::Drawn(_)));
    }

    #[test]
    fn marks_stay_on_the_picture_while_drawn() {
        let Finished::Drawn(shape) = drawn(ShapeKind::Rect, &[at(-50.0, 100.0), at(9000.0, 9000.0)], false) else {
            panic!("no mark")
        };
        assert_eq!(shape.points, [at(0.0, 100.0), at(4000.0, 2000.0)]);
    }

    #[test]
    fn shift_makes_squares_and_straight_arrows() {
        let end = |kind, to| match drawn(kind, &[at(100.0, 100.0), to], true) {
            Finished::Drawn(shape) => shape.points[1],
            other => panic!("{other:?}"),
        };
        assert_eq!(end(ShapeKind::Rect, at(160.0, 80.0)), at(160.0, 40.0));
        let arrow = end(ShapeKind::Arrow, at(200.0, 108.0));
        assert!((arrow.y - 100.0).abs() < 1e-3 && arrow.x > 200.0);
    }

    #[test]
    fn a_mark_is_moved_and_reshaped_and_a_click_changes_nothing() {
        let Finished::Drawn(shape) = drawn(ShapeKind::Rect, &[at(0.0, 0.0), at(100.0, 100.0)], false) else {
            panic!("no mark")
        };
        let id = AnnotationId::new([7; 16]);
        let mut drawing = Drawing::default();
        drawing.grab(id, &shape, Grip::Body, at(50.0, 0.0));
        assert_eq!(drawing.release(1.0), Finished::Nothing);
        drawing.grab(id, &shape, Grip::Body, at(50.0, 0.0));
        drawing.drag(at(60.0, 5.0), false, SIZE);
        assert_eq!(drawing.moving().unwrap().1.points[0], at(10.0, 5.0));
        let Finished::Reshaped(_, after) = drawing.release(1.0) else { panic!("not moved") };
        assert_eq!(after.points, [at(10.0, 5.0), at(110.0, 105.0)]);
    }

    #[test]
    fn an_unfinished_stroke_can_be_taken_back() {
        let mut drawing = Drawing { tool: Tool::Draw(ShapeKind::Freehand), ..Drawing::default() };
        drawing.press(at(1.0, 1.0), SIZE);
        assert!(drawing.is_busy() && drawing.cancel());
        assert!(!drawing.cancel());
        assert_eq!(drawing.release(1.0), Finished::Nothing);
    }

    #[test]
    fn no_two_tools_share_a_key() {
        let keys = Tool::ALL.into_iter().filter_map(Tool::command).map(crate::commands::page_keys);
        let keys: std::collections::BTreeSet<_> = keys.filter(|keys| !keys.is_empty()).collect();
        assert_eq!(keys.len(), Tool::ALL.len());
    }
}
