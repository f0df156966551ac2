//! What is drawn on a picture, in the picture's own pixels.

use crate::{
    Timestamp,
    ids::{AnnotationId, AttachmentId, CommentId, PersonId, RoundId},
    media::MediaHash,
};
use serde::{Deserialize, Serialize};

/// A place in a picture, in image pixels from its upper left corner. Fractions are kept: a point
/// stays where it was drawn at any zoom.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// What kind of mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShapeKind {
    /// Two opposite corners.
    Rect,
    /// Two opposite corners of its box.
    Ellipse,
    /// From, to.
    Arrow,
    /// Any number of points.
    Freehand,
    /// One point: the text's upper left corner.
    Text,
    /// One point.
    Pin,
    /// Two opposite corners of a pasted picture.
    Screenshot,
}

impl ShapeKind {
    /// Every kind, as the tool strip shows them.
    pub const ALL: [Self; 7] =
        [Self::Rect, Self::Ellipse, Self::Arrow, Self::Freehand, Self::Text, Self::Pin, Self::Screenshot];

    /// The word scripts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Rect => "rect",
            Self::Ellipse => "ellipse",
            Self::Arrow => "arrow",
            Self::Freehand => "freehand",
            Self::Text => "text",
            Self::Pin => "pin",
            Self::Screenshot => "screenshot",
        }
    }

    /// How many points it takes: at least, at most.
    #[must_use]
    pub fn points(self) -> (usize, usize) {
        match self {
            Self::Rect | Self::Ellipse | Self::Arrow | Self::Screenshot => (2, 2),
            Self::Freehand => (2, MAX_POINTS),
            Self::Text | Self::Pin => (1, 1),
        }
    }
}

/// The most points one freehand stroke keeps.
pub const MAX_POINTS: usize = 10_000;

/// A mark as drawn.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shape {
    /// What kind.
    pub kind: ShapeKind,
    /// Where, in image pixels.
    pub points: Vec<Point>,
    /// Words of a text mark.
    #[serde(default)]
    pub text: String,
    /// `#RRGGBB`.
    pub color: String,
    /// Width of its line, in image pixels.
    pub width: f32,
    /// The pasted picture of a screenshot mark.
    #[serde(default)]
    pub image: Option<MediaHash>,
}

impl Shape {
    /// The colour reviewers draw in unless they choose another.
    pub const RED: &'static str = "#FF3B30";

    /// What is wrong with it, as a sentence, if anything.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let (least, most) = self.kind.points();
        let count = self.points.len();
        if count < least || count > most {
            let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
            return Some(format!("A {} takes {wanted} points (x,y), not {count}.", self.kind.word()));
        }
        if self.points.iter().any(|p| !p.x.is_finite() || !p.y.is_finite()) || !self.width.is_finite() {
            return Some("Points are finite numbers of image pixels.".into());
        }
        if self.kind == ShapeKind::Text && self.text.trim().is_empty() {
            return Some("A text mark needs its text.".into());
        }
        if self.kind == ShapeKind::Screenshot && self.image.is_none() {
            return Some("A screenshot mark needs its picture.".into());
        }
        let digits = self.color.strip_prefix('#').unwrap_or_default();
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Some(format!("\"{}\" is not a colour; write it as #RRGGBB.", self.color));
        }
        None
    }

    /// Whether nothing of it lies on a picture of this size, its line counted in. A text counts by its point,
    /// and a picture of unknown size (0) has everything on it.
    #[must_use]
    pub fn is_off(&self, width: u32, height: u32) -> bool {
        if width == 0 || height == 0 {
            return false;
        }
        let reach = if self.kind == ShapeKind::Text { 0.0 } else { (self.width / 2.0).max(0.0) };
        let beside = |side: f32, of: fn(&Point) -> f32| {
            self.points.iter().all(|p| of(p) + reach < 0.0) || self.points.iter().all(|p| of(p) - reach > side)
        };
        beside(width as f32, |p| p.x) || beside(height as f32, |p| p.y)
    }
}

/// Frames of a clip, counted from 0, both included. A picture has frame 0 alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct FrameSpan {
    /// First.
    pub first: u64,
    /// Last.
    pub last: u64,
}

impl FrameSpan {
    /// One frame.
    #[must_use]
    pub fn at(frame: u64) -> Self {
        Self { first: frame, last: frame }
    }

    /// Whether a frame lies in it.
    #[must_use]
    pub fn contains(self, frame: u64) -> bool {
        (self.first..=self.last).contains(&frame)
    }
}

/// A mark on a round's picture, and the comment that says what it means.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Annotation {
    /// Id.
    pub id: AnnotationId,
    /// On which round.
    pub round: RoundId,
    /// On which of its files; the first one to review where not said.
    pub attachment: Option<AttachmentId>,
    /// On which frames.
    pub frames: FrameSpan,
    /// What is drawn.
    pub shape: Shape,
    /// The comment that belongs to it.
    pub comment: Option<CommentId>,
    /// Who drew it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_off_when_nothing_of_it_can_be_seen() {
        let off = |kind, points: &[(f32, f32)]| {
            let points = points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect();
            Shape { kind, points, text: String::new(), color: Shape::RED.into(), width: 4.0, image: None }
                .is_off(100, 50)
        };
        assert!(off(ShapeKind::Pin, &[(200.0, 10.0)]));
        assert!(off(ShapeKind::Rect, &[(-30.0, 5.0), (-3.0, 20.0)]));
        assert!(off(ShapeKind::Freehand, &[(5.0, 60.0), (90.0, 70.0), (20.0, 53.0)]));
        // Partly on it, around it, or with the line's edge on it.
        assert!(!off(ShapeKind::Rect, &[(-30.0, 5.0), (3.0, 20.0)]));
        assert!(!off(ShapeKind::Ellipse, &[(-30.0, -30.0), (300.0, 300.0)]));
        assert!(!off(ShapeKind::Arrow, &[(-1.0, 5.0), (-30.0, 5.0)]));
        assert!(!off(ShapeKind::Text, &[(100.0, 50.0)]));
    }
}
