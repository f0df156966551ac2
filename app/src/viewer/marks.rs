//! The geometry of marks, in image pixels: pure.

use rushes_domain::{MAX_POINTS, Point, Shape, ShapeKind};

/// A part of a mark that can be taken hold of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grip {
    /// All of it.
    Body,
    /// One of its points, by number.
    Point(usize),
    /// A corner of its box that lies between its points: 0 has the first point's x and the second's y.
    Corner(usize),
}

/// The box around a mark: least and greatest coordinates.
#[must_use]
pub fn bounds(shape: &Shape) -> (Point, Point) {
    let start = shape.points.first().copied().unwrap_or(Point { x: 0.0, y: 0.0 });
    shape.points.iter().fold((start, start), |(min, max), p| {
        (Point { x: min.x.min(p.x), y: min.y.min(p.y) }, Point { x: max.x.max(p.x), y: max.y.max(p.y) })
    })
}

/// Where a mark is taken hold of to change its form.
#[must_use]
pub fn grips(shape: &Shape) -> Vec<(Grip, Point)> {
    match (shape.kind, shape.points.as_slice()) {
        (ShapeKind::Rect | ShapeKind::Ellipse | ShapeKind::Screenshot, [a, b]) => vec![
            (Grip::Point(0), *a),
            (Grip::Point(1), *b),
            (Grip::Corner(0), Point { x: a.x, y: b.y }),
            (Grip::Corner(1), Point { x: b.x, y: a.y }),
        ],
        (ShapeKind::Arrow, [a, b]) => vec![(Grip::Point(0), *a), (Grip::Point(1), *b)],
        _ => Vec::new(),
    }
}

/// A mark moved by one of its grips, which went `by` image pixels.
#[must_use]
pub fn moved(shape: &Shape, grip: Grip, by: Point) -> Shape {
    let mut shape = shape.clone();
    let shift = |p: &mut Point, x: bool, y: bool| {
        p.x += if x { by.x } else { 0.0 };
        p.y += if y { by.y } else { 0.0 };
    };
    match grip {
        Grip::Body => shape.points.iter_mut().for_each(|p| shift(p, true, true)),
        Grip::Point(number) => {
            if let Some(point) = shape.points.get_mut(number) {
                shift(point, true, true);
            }
        }
        Grip::Corner(number) => {
            if let [a, b] = shape.points.as_mut_slice() {
                shift(a, number == 0, number == 1);
                shift(b, number == 1, number == 0);
            }
        }
    }
    shape
}

/// How far a place is from a mark's line, in image pixels. Text and pins are their point alone.
#[must_use]
pub fn distance(shape: &Shape, at: Point) -> f32 {
    match (shape.kind, shape.points.as_slice()) {
        (ShapeKind::Rect | ShapeKind::Screenshot, [a, b]) => {
            let corners = [*a, Point { x: b.x, y: a.y }, *b, Point { x: a.x, y: b.y }, *a];
            path_distance(&corners, at)
        }
        (ShapeKind::Ellipse, [_, _]) => path_distance(&ellipse(shape, 64), at),
        (_, points) => path_distance(points, at),
    }
}

/// Whether a place lies within the box of a mark.
#[must_use]
pub fn surrounds(shape: &Shape, at: Point) -> bool {
    let (min, max) = bounds(shape);
    (min.x..=max.x).contains(&at.x) && (min.y..=max.y).contains(&at.y)
}

/// Points along an ellipse's line, closed.
#[must_use]
pub fn ellipse(shape: &Shape, count: usize) -> Vec<Point> {
    let (min, max) = bounds(shape);
    let (middle_x, middle_y) = ((min.x + max.x) / 2.0, (min.y + max.y) / 2.0);
    let (wide, high) = ((max.x - min.x) / 2.0, (max.y - min.y) / 2.0);
    (0..=count)
        .map(|n| {
            let angle = std::f32::consts::TAU * n as f32 / count as f32;
            Point { x: middle_x + wide * angle.cos(), y: middle_y + high * angle.sin() }
        })
        .collect()
}

fn path_distance(points: &[Point], at: Point) -> f32 {
    match points {
        [] => f32::INFINITY,
        [only] => (only.x - at.x).hypot(only.y - at.y),
        _ => points.windows(2).map(|pair| segment_distance(pair[0], pair[1], at)).fold(f32::INFINITY, f32::min),
    }
}

fn segment_distance(a: Point, b: Point, p: Point) -> f32 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 { (((p.x - a.x) * dx + (p.y - a.y) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (a.x + t * dx - p.x).hypot(a.y + t * dy - p.y)
}

/// A stroke with fewer points, none of the old ones further from it than `tolerance` image pixels
/// (Ramer, Douglas and Peucker), and never more than a mark may have.
#[must_use]
pub fn simplified(points: &[Point], tolerance: f32) -> Vec<Point> {
    // In runs, because the method takes quadratic time on a scribble.
    let mut kept: Vec<Point> = Vec::new();
    let mut start = 0;
    while start < points.len() {
        let end = (start + RUN).min(points.len());
        // Runs share a point, so that nothing is lost between them.
        let run = simplify_once(&points[start.saturating_sub(1)..end], tolerance.max(0.0));
        kept.extend(run.into_iter().skip(usize::from(start > 0)));
        start = end;
    }
    let least = kept.len().div_ceil(MAX_POINTS - 1).max(1);
    let last = kept.last().copied();
    if least > 1 {
        kept = kept.into_iter().step_by(least).collect();
        kept.extend(last.filter(|l| kept.last() != Some(l)));
    }
    kept
}

/// Points of a run.
const RUN: usize = 1000;

fn simplify_once(points: &[Point], tolerance: f32) -> Vec<Point> {
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut keep = vec![false; points.len()];
    keep[0] = true;
    keep[points.len() - 1] = true;
    // A stack of our own: a long stroke must not overflow the thread's.
    let mut spans = vec![(0, points.len() - 1)];
    while let Some((first, last)) = spans.pop() {
        let far = (first + 1..last)
            .map(|i| (i, segment_distance(points[first], points[last], points[i])))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((index, away)) = far
            && away > tolerance
        {
            keep[index] = true;
            spans.push((first, index));
            spans.push((index, last));
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(p, _)| *p).collect()
}

/// The mark at a place, the nearest first, then the smallest: its number in the list. `reach` is how
/// far beside it one may click, in image pixels.
pub fn hit<'a>(shapes: impl IntoIterator<Item = &'a Shape>, at: Point, reach: f32) -> Option<usize> {
    shapes
        .into_iter()
        .enumerate()
        .map(|(number, shape)| (number, distance(shape, at) - shape.width / 2.0))
        .filter(|(_, away)| *away <= reach)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(number, _)| number)
}

/// A mark as it lies on a picture of another size.
#[must_use]
pub fn scaled(shape: &Shape, from: [u32; 2], to: [u32; 2]) -> Shape {
    if from == to || from.contains(&0) {
        return shape.clone();
    }
    let (x, y) = (to[0] as f32 / from[0] as f32, to[1] as f32 / from[1] as f32);
    let mut shape = shape.clone();
    shape.points.iter_mut().for_each(|p| *p = Point { x: p.x * x, y: p.y * y });
    shape.width *= x;
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(kind: ShapeKind, points: &[(f32, f32)]) -> Shape {
        Shape {
            kind,
            points: points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect(),
            text: String::new(),
            color: Shape::RED.into(),
            width: 4.0,
            image: None,
        }
    }

    fn at(x: f32, y: f32) -> Point {
        Point { x, y }
    }

    #[test]
    fn every_corner_of_a_box_moves_alone() {
        let rect = shape(ShapeKind::Rect, &[(10.0, 20.0), (110.0, 70.0)]);
        for (grip, from) in grips(&rect) {
            let after = moved(&rect, grip, at(5.0, -3.0));
            let there = grips(&after).into_iter().find(|(g, _)| *g == grip).map(|(_, p)| p);
            assert_eq!(there, Some(at(from.x + 5.0, from.y - 3.0)), "{grip:?}");
            let opposite = |s: &Shape| {
                grips(s)
                    .into_iter()
                    .map(|(_, p)| p)
                    .filter(|p| (p.x - from.x).abs() > 50.0 && (p.y - from.y).abs() > 30.0)
                    .count()
            };
            assert_eq!(opposite(&after), 1, "the opposite corner stays: {after:?}");
        }
        let whole = moved(&rect, Grip::Body, at(1.0, 2.0));
        assert_eq!(whole.points, [at(11.0, 22.0), at(111.0, 72.0)]);
    }

    #[test]
    fn marks_are_hit_on_their_line_and_the_nearest_wins() {
        let marks = [
            shape(ShapeKind::Rect, &[(0.0, 0.0), (100.0, 100.0)]),
            shape(ShapeKind::Ellipse, &[(200.0, 0.0), (300.0, 100.0)]),
            shape(ShapeKind::Arrow, &[(0.0, 200.0), (100.0, 200.0)]),
            shape(ShapeKind::Pin, &[(103.0, 50.0)]),
        ];
        let hits =
            [(100.0, 20.0), (50.0, 50.0), (250.0, 1.0), (205.0, 8.0), (50.0, 204.0), (102.5, 50.0), (130.0, 50.0)]
                .map(|(x, y)| hit(&marks, at(x, y), 4.0));
        assert_eq!(hits, [Some(0), None, Some(1), None, Some(2), Some(3), None]);
    }

    #[test]
    fn a_simplified_stroke_stays_near_the_drawn_one() {
        let drawn: Vec<Point> = (0..2000).map(|n| at(n as f32, (n as f32 / 60.0).sin() * 80.0)).collect();
        let kept = simplified(&drawn, 1.0);
        assert!(kept.len() < 220, "{} points are kept", kept.len());
        assert_eq!((kept.first(), kept.last()), (drawn.first(), drawn.last()));
        for point in &drawn {
            let away = path_distance(&kept, *point);
            assert!(away <= 1.01, "{point:?} is {away} away");
        }
        let straight: Vec<Point> = (0..50_000).map(|n| at(n as f32, 0.0)).collect();
        assert!(simplified(&straight, 0.5).len() <= 51, "one point a run");
    }

    #[test]
    fn a_stroke_never_has_more_points_than_a_mark_may() {
        let zigzag: Vec<Point> = (0..30_000).map(|n| at(n as f32, (n % 2) as f32 * 50.0)).collect();
        let kept = simplified(&zigzag, 0.0);
        assert!(kept.len() <= MAX_POINTS && kept.len() > MAX_POINTS / 2, "{}", kept.len());
        assert_eq!((kept.first(), kept.last()), (zigzag.first(), zigzag.last()));
    }

    #[test]
    fn marks_follow_a_picture_to_another_size() {
        let mark = scaled(&shape(ShapeKind::Pin, &[(50.0, 50.0)]), [100, 200], [200, 200]);
        assert_eq!((mark.points[0], mark.width), (at(100.0, 50.0), 8.0));
        let broken = scaled(&shape(ShapeKind::Pin, &[(50.0, 50.0)]), [0, 0], [200, 200]);
        assert_eq!(broken.points[0], at(50.0, 50.0));
    }
}
