//! How the cards of a column stand under one another: each as high as what is on it.

use super::{
    Board, Card, ColumnKey,
    card::{self, Shape},
};
use crate::kit::{self, font, size};
use egui::Painter;
use std::ops::Range;

/// Between two cards, in points.
const BETWEEN: f64 = 8.0;

/// Where the cards of a column begin and end, in points from the first one's top.
#[derive(Default)]
pub(super) struct Stack {
    /// What it was worked out for: the cards, their width, and whether they have pictures.
    of: (u64, f32, bool),
    shapes: Vec<Shape>,
    /// A card's top and the next one's; one more than there are cards.
    tops: Vec<f64>,
}

impl Stack {
    fn of(painter: &Painter, cards: &[Card], of: (u64, f32, bool)) -> Self {
        let (_, width, pictures) = of;
        let name = font::medium(size::BODY);
        let shapes: Vec<Shape> = cards
            .iter()
            .map(|one| {
                let pictured = one.file().is_some();
                let lines = if kit::name_width(painter, &one.deliverable.name, &name)
                    > card::room_of_name(one, width, pictured && !pictures)
                {
                    2
                } else {
                    1
                };
                Shape { pictured, large: pictures && pictured, lines, footed: card::has_foot(one) }
            })
            .collect();
        let mut tops = Vec::with_capacity(shapes.len() + 1);
        let mut top = 0.0;
        for shape in &shapes {
            tops.push(top);
            top += f64::from(card::height(width, *shape)) + BETWEEN;
        }
        tops.push(top);
        Self { of, shapes, tops }
    }

    /// How high all of it is.
    pub(super) fn height(&self) -> f64 {
        self.tops.last().copied().unwrap_or_default()
    }

    /// What a card looks like.
    pub(super) fn shape(&self, at: usize) -> Shape {
        self.shapes.get(at).copied().unwrap_or_default()
    }

    /// A card's top, and its bottom with the room below it.
    pub(super) fn span(&self, at: usize) -> Range<f64> {
        let top = |i: usize| self.tops.get(i).copied().unwrap_or_else(|| self.height());
        top(at)..top(at + 1)
    }

    /// The cards to be seen between two heights.
    pub(super) fn seen(&self, from: f64, to: f64) -> Range<usize> {
        let first = self.tops.partition_point(|top| *top <= from).saturating_sub(1);
        let last = self.tops.partition_point(|top| *top < to).min(self.shapes.len());
        first..last.max(first)
    }
}

impl Board {
    /// Works out how the cards of a column stand where that may have changed.
    pub(super) fn stack(&mut self, painter: &Painter, at: usize, width: f32) {
        let Some(column) = self.model.columns().get(at) else { return };
        let of = (self.model.version(), width, self.look.pictures);
        if self.stacks.get(&column.key).is_none_or(|stack| stack.of != of) {
            self.stacks.insert(column.key, Stack::of(painter, &column.cards, of));
        }
    }

    pub(super) fn stack_of(&self, key: ColumnKey) -> Option<&Stack> {
        self.stacks.get(&key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_in_sight_are_found_whatever_their_heights() {
        let stack =
            Stack { tops: vec![0.0, 100.0, 150.0, 400.0], shapes: vec![Shape::default(); 3], ..Stack::default() };
        assert_eq!(stack.seen(0.0, 100.0), 0..1);
        assert_eq!(stack.seen(99.0, 101.0), 0..2);
        assert_eq!(stack.seen(100.0, 151.0), 1..3);
        assert_eq!(stack.seen(390.0, 900.0), 2..3);
        assert_eq!(stack.seen(900.0, 990.0), 3..3, "past the end");
        assert_eq!((stack.height(), stack.span(1)), (400.0, 100.0..150.0));
        assert_eq!(Stack::default().seen(0.0, 10.0), 0..0);
    }
}
