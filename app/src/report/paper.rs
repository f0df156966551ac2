//! Paper: text, pictures and lines on A4 pages, broken where a page is full. Lengths are points of 1/72 inch.

use crate::render::lettering::Weight;
use krilla::{
    Document,
    color::rgb,
    geom::{Path, PathBuilder, Point, Rect, Size, Transform},
    image::Image,
    metadata::Metadata,
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph, Tag},
};
use std::collections::HashMap;

/// Width of A4.
pub(super) const WIDE: f32 = 595.28;
/// Height of A4.
pub(super) const HIGH: f32 = 841.89;
/// Left and right margin.
pub(super) const MARGIN: f32 = 48.0;
/// Width of what is printed.
pub(super) const COLUMN: f32 = WIDE - 2.0 * MARGIN;
const TOP: f32 = 50.0;
const BOTTOM: f32 = HIGH - 60.0;

/// Text colour.
pub(super) const INK: [u8; 3] = [0x1C, 0x1D, 0x1F];
/// Secondary text.
pub(super) const QUIET: [u8; 3] = [0x5D, 0x5F, 0x66];
/// Lines between things.
pub(super) const LINE: [u8; 3] = [0xD9, 0xDA, 0xDD];

/// How words look.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Style {
    /// Weight and family.
    pub(super) weight: Weight,
    /// Size, in points.
    pub(super) size: f32,
    /// From one line to the next, in points.
    pub(super) leading: f32,
    /// Red, green, blue.
    pub(super) color: [u8; 3],
}

impl Style {
    pub(super) const fn new(weight: Weight, size: f32, leading: f32, color: [u8; 3]) -> Self {
        Self { weight, size, leading, color }
    }

    pub(super) fn lines(self, text: &str, width: f32) -> Vec<String> {
        self.weight.wrap(text, self.size, width)
    }
}

enum Op {
    Words { x: f32, baseline: f32, style: Style, text: String },
    Block { x: f32, y: f32, wide: f32, high: f32, color: [u8; 3] },
    Disc { x: f32, y: f32, radius: f32, color: [u8; 3] },
    Picture { x: f32, y: f32, wide: f32, high: f32, image: Image },
}

/// Pages being laid out. `y` grows downwards.
pub(super) struct Paper {
    pages: Vec<Vec<Op>>,
    /// Where the next thing goes.
    pub(super) y: f32,
}

impl Paper {
    pub(super) fn new() -> Self {
        Self { pages: vec![Vec::new()], y: TOP }
    }

    fn add(&mut self, op: Op) {
        if let Some(page) = self.pages.last_mut() {
            page.push(op);
        }
    }

    /// Begins a new page unless this much height is left.
    pub(super) fn room(&mut self, high: f32) {
        if self.y + high > BOTTOM && self.y > TOP {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
    }

    /// Height left on this page.
    pub(super) fn left(&self) -> f32 {
        BOTTOM - self.y
    }

    /// One line, at a place of this page.
    pub(super) fn put(&mut self, x: f32, baseline: f32, style: Style, text: &str) {
        self.add(Op::Words { x, baseline, style, text: text.to_owned() });
    }

    /// One line that ends at `x`.
    pub(super) fn put_right(&mut self, x: f32, baseline: f32, style: Style, text: &str) {
        self.put(x - style.weight.width(text, style.size), baseline, style, text);
    }

    /// A paragraph; breaks pages between lines.
    pub(super) fn paragraph(&mut self, x: f32, width: f32, style: Style, text: &str) {
        for line in style.lines(text, width) {
            self.room(style.leading);
            self.put(x, self.y + style.size, style, &line);
            self.y += style.leading;
        }
    }

    /// A filled block on this page.
    pub(super) fn block(&mut self, x: f32, y: f32, wide: f32, high: f32, color: [u8; 3]) {
        self.add(Op::Block { x, y, wide, high, color });
    }

    /// A hair line across the column.
    pub(super) fn rule(&mut self) {
        self.block(MARGIN, self.y, COLUMN, 0.6, LINE);
    }

    /// A number in a disc.
    pub(super) fn number(&mut self, x: f32, y: f32, color: [u8; 3], number: usize) {
        let light = 0.2126 * f32::from(color[0]) + 0.7152 * f32::from(color[1]) + 0.0722 * f32::from(color[2]);
        let ink = if light > 0.55 * 255.0 { INK } else { [255; 3] };
        let style = Style::new(Weight::Semibold, if number > 99 { 6.5 } else { 8.5 }, 10.0, ink);
        let words = number.to_string();
        self.add(Op::Disc { x, y, radius: 8.0, color });
        let wide = style.weight.width(&words, style.size);
        self.put(x - wide / 2.0, y + style.size * 0.364, style, &words);
    }

    /// A dot.
    pub(super) fn dot(&mut self, x: f32, y: f32, color: [u8; 3]) {
        self.add(Op::Disc { x, y, radius: 2.6, color });
    }

    /// A picture at a place of this page.
    pub(super) fn picture(&mut self, x: f32, y: f32, wide: f32, high: f32, image: Image) {
        self.add(Op::Picture { x, y, wide, high, image });
    }

    /// How many pages there are.
    pub(super) fn count(&self) -> usize {
        self.pages.len()
    }

    /// The finished document, each page with `foot` at its lower left and its number at the right.
    pub(super) fn print(mut self, title: &str, foot: &str) -> Result<Vec<u8>, String> {
        let count = self.pages.len();
        let style = Style::new(Weight::Regular, 8.0, 10.0, QUIET);
        for (number, page) in self.pages.iter_mut().enumerate() {
            let pages = format!("{} / {count}", number + 1);
            let x = WIDE - MARGIN - style.weight.width(&pages, style.size);
            page.push(Op::Words { x: MARGIN, baseline: HIGH - 32.0, style, text: foot.to_owned() });
            page.push(Op::Words { x, baseline: HIGH - 32.0, style, text: pages });
        }
        let mut document = Document::new();
        document.set_metadata(
            Metadata::new().title(title.to_owned()).creator("Rushes".to_owned()).language("en".to_owned()),
        );
        let fonts = Fonts::new()?;
        for ops in &self.pages {
            let settings = PageSettings::from_wh(WIDE, HIGH).ok_or("the page has no size")?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            for op in ops {
                draw(&mut surface, &fonts, op);
            }
            surface.finish();
            page.finish();
        }
        document.finish().map_err(|error| format!("{error:?}"))
    }
}

struct Fonts(HashMap<Weight, Font>);

impl Fonts {
    fn new() -> Result<Self, String> {
        let load = |weight: Weight| {
            let (data, value) = weight.source();
            let font = Font::new_variable(data.into(), 0, &[(Tag::new(b"wght"), value)]);
            Ok((weight, font.ok_or_else(|| format!("the font for {weight:?} cannot be read"))?))
        };
        Weight::ALL.into_iter().map(load).collect::<Result<_, String>>().map(Self)
    }
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts, op: &Op) {
    match op {
        Op::Words { x, baseline, style, text } => {
            let Some(font) = fonts.0.get(&style.weight) else { return };
            let glyphs: Vec<KrillaGlyph> = style
                .weight
                .shape(text)
                .into_iter()
                .map(|g| KrillaGlyph::new(GlyphId::new(g.id), g.advance, g.x, g.y, 0.0, g.range, None))
                .collect();
            surface.set_fill(Some(filled(style.color)));
            surface.draw_glyphs(Point::from_xy(*x, *baseline), &glyphs, font.clone(), text, style.size, false);
        }
        Op::Block { x, y, wide, high, color } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *wide, *high) {
                path.push_rect(rect);
            }
            fill(surface, path.finish(), *color);
        }
        Op::Disc { x, y, radius, color } => fill(surface, circle(*x, *y, *radius), *color),
        Op::Picture { x, y, wide, high, image } => {
            let Some(size) = Size::from_wh(*wide, *high) else { return };
            surface.push_transform(&Transform::from_translate(*x, *y));
            surface.draw_image(image.clone(), size);
            surface.pop();
        }
    }
}

fn filled([r, g, b]: [u8; 3]) -> Fill {
    Fill { paint: rgb::Color::new(r, g, b).into(), ..Fill::default() }
}

fn fill(surface: &mut Surface<'_>, path: Option<Path>, color: [u8; 3]) {
    if let Some(path) = path {
        surface.set_fill(Some(filled(color)));
        surface.draw_path(&path);
    }
}

/// Four cubic curves; 0.5523 is the usual distance of their handles.
fn circle(x: f32, y: f32, r: f32) -> Option<Path> {
    let k = r * 0.552_284_8;
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
    path.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
    path.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
    path.cubic_to(x + k, y - r, x + r, y - k, x + r, y);
    path.close();
    path.finish()
}
