//! Words drawn without a window: the same fonts as the window's, shaped and turned into outlines.

use harfrust::{ShapeOptions, ShaperData, ShaperInstance, UnicodeBuffer, Variation};
use skrifa::{
    FontRef, GlyphId, MetadataProvider, Tag,
    instance::{Location, Size},
    outline::{DrawSettings, OutlinePen},
};
use std::{ops::Range, sync::LazyLock};
use tiny_skia::{Path, PathBuilder};

static INTER: &[u8] = include_bytes!("../../../assets/fonts/Inter.ttf");
static MONTSERRAT: &[u8] = include_bytes!("../../../assets/fonts/Montserrat.ttf");

static REGULAR: LazyLock<Option<Face>> = LazyLock::new(|| Face::new(INTER, 400.0));
static MEDIUM: LazyLock<Option<Face>> = LazyLock::new(|| Face::new(INTER, 500.0));
static SEMIBOLD: LazyLock<Option<Face>> = LazyLock::new(|| Face::new(INTER, 600.0));
static DISPLAY: LazyLock<Option<Face>> = LazyLock::new(|| Face::new(MONTSERRAT, 600.0));

/// A weight of a family, as pictures and reports use them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Weight {
    /// Inter, for reading.
    Regular,
    /// Inter, for labels and marks.
    Medium,
    /// Inter, for numbers in discs and small headings.
    Semibold,
    /// Montserrat, for titles.
    Display,
}

impl Weight {
    /// Every weight.
    pub const ALL: [Self; 4] = [Self::Regular, Self::Medium, Self::Semibold, Self::Display];

    /// The font's file and its place on the weight axis.
    #[must_use]
    pub fn source(self) -> (&'static [u8], f32) {
        match self {
            Self::Regular => (INTER, 400.0),
            Self::Medium => (INTER, 500.0),
            Self::Semibold => (INTER, 600.0),
            Self::Display => (MONTSERRAT, 600.0),
        }
    }

    fn face(self) -> Option<&'static Face> {
        match self {
            Self::Regular => &*REGULAR,
            Self::Medium => &*MEDIUM,
            Self::Semibold => &*SEMIBOLD,
            Self::Display => &*DISPLAY,
        }
        .as_ref()
    }

    /// The glyphs of one line, in the order they are drawn.
    #[must_use]
    pub fn shape(self, text: &str) -> Vec<Glyph> {
        self.face().map(|face| face.shape(text)).unwrap_or_default()
    }

    /// How wide a line is at a size, in the size's unit.
    #[must_use]
    pub fn width(self, text: &str, size: f32) -> f32 {
        self.shape(text).iter().map(|g| g.advance).sum::<f32>() * size
    }

    /// Breaks text into lines that are at most `width` wide, at spaces where there are any. Lines that
    /// the text itself has are kept.
    #[must_use]
    pub fn wrap(self, text: &str, size: f32, width: f32) -> Vec<String> {
        text.lines().flat_map(|line| self.wrap_line(line, size, width)).collect()
    }

    fn wrap_line(self, line: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in line.split_inclusive(' ') {
            let Some(last) = lines.last_mut() else { break };
            let joined = format!("{last}{word}");
            if self.width(joined.trim_end(), size) <= width {
                *last = joined;
            } else if self.width(word.trim_end(), size) <= width {
                lines.push(word.to_owned());
            } else {
                self.break_word(word, size, width, &mut lines);
            }
        }
        lines.retain(|l| !l.is_empty());
        lines.iter_mut().for_each(|l| l.truncate(l.trim_end().len()));
        if lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }

    /// A word that is wider than a line: an address, or a language without spaces.
    fn break_word(self, word: &str, size: f32, width: f32, lines: &mut Vec<String>) {
        let mut line = lines.pop().unwrap_or_default();
        for letter in word.chars() {
            let joined = format!("{line}{letter}");
            if !line.is_empty() && self.width(&joined, size) > width {
                lines.push(std::mem::take(&mut line));
                line.push(letter);
            } else {
                line = joined;
            }
        }
        lines.push(line);
    }

    /// The outline of one line: `x` its left edge, `baseline` where letters stand, all in pixels.
    /// Nothing where it has no ink.
    #[must_use]
    pub fn outline(self, text: &str, size: f32, x: f32, baseline: f32) -> Option<Path> {
        let face = self.face()?;
        let outlines = face.font.outline_glyphs();
        let mut pen = Pen { path: PathBuilder::new(), x, y: baseline };
        let mut at = x;
        for glyph in face.shape(text) {
            pen.x = at + glyph.x * size;
            pen.y = baseline - glyph.y * size;
            if let Some(outline) = outlines.get(GlyphId::new(glyph.id)) {
                // A glyph that cannot be drawn leaves its gap.
                let _ = outline.draw(DrawSettings::unhinted(Size::new(size), &face.location), &mut pen);
            }
            at += glyph.advance * size;
        }
        pen.path.finish()
    }
}

/// A glyph of a shaped line. Lengths are in ems: times the size they are in its unit.
#[derive(Clone, PartialEq, Debug)]
pub struct Glyph {
    /// Its number in the font.
    pub id: u32,
    /// How far the next one is.
    pub advance: f32,
    /// How far it is moved to the right.
    pub x: f32,
    /// How far it is moved up.
    pub y: f32,
    /// The bytes of the text it stands for.
    pub range: Range<usize>,
}

struct Face {
    font: FontRef<'static>,
    shaping: ShaperData,
    instance: ShaperInstance,
    location: Location,
    units: f32,
}

impl Face {
    fn new(data: &'static [u8], weight: f32) -> Option<Self> {
        let font = FontRef::new(data).ok()?;
        let shaping = ShaperData::new(&font);
        let variation = Variation { tag: Tag::new(b"wght"), value: weight };
        let instance = ShaperInstance::from_variations(&font, [variation]);
        let location = font.axes().location([("wght", weight)]);
        let units = f32::from(font.metrics(Size::unscaled(), &location).units_per_em);
        Some(Self { font, shaping, instance, location, units })
    }

    fn shape(&self, text: &str) -> Vec<Glyph> {
        let shaper = self.shaping.shaper(&self.font).instance(Some(&self.instance)).build();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaped = shaper.shape(buffer, ShapeOptions::new());
        let (infos, places) = (shaped.glyph_infos(), shaped.glyph_positions());
        let mut starts: Vec<usize> = infos.iter().map(|i| i.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        let end = |start: usize| starts.iter().copied().find(|s| *s > start).unwrap_or(text.len());
        infos
            .iter()
            .zip(places)
            .map(|(info, place)| Glyph {
                id: info.glyph_id,
                advance: place.x_advance as f32 / self.units,
                x: place.x_offset as f32 / self.units,
                y: place.y_offset as f32 / self.units,
                range: info.cluster as usize..end(info.cluster as usize),
            })
            .collect()
    }
}

/// Puts a glyph's outline, whose y axis points up, into a path of pixels.
struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, self.y - y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, self.y - y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + cx, self.y - cy, self.x + x, self.y - y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.cubic_to(self.x + ax, self.y - ay, self.x + bx, self.y - by, self.x + x, self.y - y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn words_have_width_and_ink() {
        for weight in Weight::ALL {
            let narrow = weight.width("ill", 10.0);
            let wide = weight.width("WWW", 10.0);
            assert!(narrow > 3.0 && wide > narrow * 2.0, "{weight:?}: {narrow} and {wide}");
            let bounds = weight.outline("Sol", 100.0, 20.0, 200.0).unwrap().bounds();
            assert!(bounds.left() >= 15.0 && bounds.top() > 110.0 && bounds.bottom() < 205.0, "{weight:?}: {bounds:?}");
        }
        assert!(Weight::Semibold.width("Review", 10.0) > Weight::Regular.width("Review", 10.0));
    }

    #[test]
    fn kerning_is_kept() {
        let apart = Weight::Regular.width("A", 100.0) + Weight::Regular.width("V", 100.0);
        assert!(Weight::Regular.width("AV", 100.0) < apart - 1.0);
    }

    #[test]
    fn text_wraps_at_spaces_and_long_words_break() {
        let lines = Weight::Regular.wrap("The cap reads too small against\n\nthe shoulder", 10.0, 90.0);
        assert!(lines.len() >= 4 && lines.contains(&String::new()), "{lines:?}");
        assert_eq!(
            lines.iter().filter(|l| !l.is_empty()).cloned().collect::<Vec<_>>().join(" "),
            "The cap reads too small against the shoulder"
        );
        let long = Weight::Regular.wrap(&"x".repeat(200), 10.0, 90.0);
        assert!(long.len() > 5 && long.iter().all(|l| Weight::Regular.width(l, 10.0) <= 90.0));
        assert_eq!(long.concat().len(), 200);
    }

    #[test]
    fn every_glyph_knows_the_bytes_it_stands_for() {
        let text = "né ﬁ";
        let glyphs = Weight::Regular.shape(text);
        assert_eq!(glyphs.first().unwrap().range.start, 0);
        assert_eq!(glyphs.last().unwrap().range.end, text.len());
        assert!(glyphs.iter().all(|g| text.get(g.range.clone()).is_some()));
    }
}
