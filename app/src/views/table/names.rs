//! How much room the names of a table need: measured when the rows change, of the longest ones alone.

use super::Table;
use crate::kit::{self, font, size};
use egui::Painter;

/// Names that are measured: those of the most letters.
const MEASURED: usize = 32;

/// The widest name.
#[derive(Default)]
pub(super) struct Widest {
    /// The rows' number it was measured for.
    version: Option<u64>,
    width: f32,
}

impl Table {
    /// What the column of names needs for the longest one to be read to its end.
    pub(super) fn names(&mut self, painter: &Painter, row: f32) -> f32 {
        let version = self.model.version();
        if self.widest.version != Some(version) {
            let mut longest: Vec<(usize, &str)> = Vec::new();
            for name in self.model.every().map(|row| row.deliverable.name.as_str()) {
                let letters = name.chars().count();
                if longest.len() < MEASURED || longest.last().is_some_and(|(least, _)| letters > *least) {
                    let at = longest.partition_point(|(others, _)| *others >= letters);
                    longest.insert(at, (letters, name));
                    longest.truncate(MEASURED);
                }
            }
            let font = font::medium(size::BODY);
            let width = longest.iter().map(|(_, name)| kit::name_width(painter, name, &font)).fold(0.0, f32::max);
            self.widest = Widest { version: Some(version), width };
        }
        super::paint::before_name(row) + self.widest.width.ceil() + size::GAP_WIDE + 1.0
    }
}
