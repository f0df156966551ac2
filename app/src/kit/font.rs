//! Type: Inter for everything read, Montserrat for titles, Phosphor for icons, Noto Emoji for emoji.

use super::size;
use egui::{
    Color32, Context, FontData, FontDefinitions, FontFamily, FontId, FontTweak, RichText, Ui,
    epaint::text::VariationCoords,
};
use std::sync::Arc;

static INTER: &[u8] = include_bytes!("../../../assets/fonts/Inter.ttf");
static TABULAR: &[u8] = include_bytes!("../../../assets/fonts/InterTabular.ttf");
static MONTSERRAT: &[u8] = include_bytes!("../../../assets/fonts/Montserrat.ttf");
/// Drawn in the colour of the words around: colour fonts would need a rasteriser of their own.
static EMOJI: &[u8] = include_bytes!("../../../assets/fonts/NotoEmoji.ttf");
static PHOSPHOR: &[u8] = include_bytes!("../../../assets/fonts/Phosphor.ttf");
static PHOSPHOR_FILL: &[u8] = include_bytes!("../../../assets/fonts/PhosphorFill.ttf");

/// Names of families beyond egui's two.
const MEDIUM: &str = "medium";
const SEMIBOLD: &str = "semibold";
const DISPLAY: &str = "display";
const NUMBERS: &str = "numbers";
const ICONS: &str = "icons";
const ICONS_FILL: &str = "icons-fill";

/// Puts the fonts in place. Takes effect with the next frame.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::empty();
    let weights: [(&str, &'static [u8], f32); 6] = [
        ("inter", INTER, 400.0),
        ("inter-medium", INTER, 500.0),
        ("inter-semibold", INTER, 600.0),
        ("tabular", TABULAR, 400.0),
        ("montserrat", MONTSERRAT, 600.0),
        ("tabular-medium", TABULAR, 500.0),
    ];
    for (name, bytes, weight) in weights {
        let tweak = FontTweak { coords: VariationCoords::new([(b"wght", weight)]), ..FontTweak::default() };
        fonts.font_data.insert(name.into(), Arc::new(FontData::from_static(bytes).tweak(tweak)));
    }
    // Phosphor's glyphs hang a little high beside Inter's lower-case letters.
    let tweak = FontTweak { y_offset_factor: 0.06, ..FontTweak::default() };
    for (name, bytes) in [("phosphor", PHOSPHOR), ("phosphor-fill", PHOSPHOR_FILL)] {
        fonts.font_data.insert(name.into(), Arc::new(FontData::from_static(bytes).tweak(tweak.clone())));
    }
    fonts.font_data.insert("emoji".into(), Arc::new(FontData::from_static(EMOJI)));
    let families: [(FontFamily, &[&str]); 8] = [
        (FontFamily::Proportional, &["inter", "phosphor", "emoji"]),
        (FontFamily::Monospace, &["tabular", "inter", "phosphor", "emoji"]),
        (FontFamily::Name(MEDIUM.into()), &["inter-medium", "phosphor", "emoji"]),
        (FontFamily::Name(SEMIBOLD.into()), &["inter-semibold", "phosphor", "emoji"]),
        (FontFamily::Name(DISPLAY.into()), &["montserrat", "inter-semibold", "phosphor", "emoji"]),
        (FontFamily::Name(NUMBERS.into()), &["tabular-medium", "inter-medium", "phosphor", "emoji"]),
        (FontFamily::Name(ICONS.into()), &["phosphor", "inter"]),
        (FontFamily::Name(ICONS_FILL.into()), &["phosphor-fill", "inter"]),
    ];
    for (family, names) in families {
        fonts.families.insert(family, names.iter().map(|n| (*n).to_owned()).collect());
    }
    ctx.set_fonts(fonts);
}

/// Regular, of any size.
#[must_use]
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Medium, of any size.
#[must_use]
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(MEDIUM.into()))
}

/// Semibold, of any size.
#[must_use]
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

/// Montserrat semibold, of any size.
#[must_use]
pub fn display(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(DISPLAY.into()))
}

/// Digits of one width.
#[must_use]
pub fn tabular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Medium digits of one width.
#[must_use]
pub fn tabular_medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(NUMBERS.into()))
}

/// Icons.
#[must_use]
pub fn icons(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS.into()))
}

/// Filled icons.
#[must_use]
pub fn icons_fill(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS_FILL.into()))
}

/// Body text.
#[must_use]
pub fn text(words: impl Into<String>, color: Color32) -> RichText {
    RichText::new(words).font(regular(size::BODY)).color(color)
}

/// Body text in medium.
#[must_use]
pub fn strong(words: impl Into<String>, color: Color32) -> RichText {
    RichText::new(words).font(medium(size::BODY)).color(color)
}

/// Secondary text.
#[must_use]
pub fn weak(words: impl Into<String>, color: Color32) -> RichText {
    RichText::new(words).font(regular(size::SECONDARY)).color(color)
}

/// A label over something.
#[must_use]
pub fn caption(words: impl Into<String>, color: Color32) -> RichText {
    RichText::new(words).font(medium(size::LABEL)).color(color)
}

/// A number in secondary size, of even width.
#[must_use]
pub fn number(words: impl Into<String>, color: Color32) -> RichText {
    RichText::new(words).font(tabular(size::SECONDARY)).color(color)
}

/// The title of a page that stands beside a picture: as wide as its words.
pub fn cover_title(ui: &mut Ui, words: &str) {
    let color = super::Theme::of(ui.ctx()).text;
    let label = egui::Label::new(RichText::new(words).font(display(size::TITLE)).color(color)).truncate();
    heading(&ui.add(label), words);
}

/// The title of a section.
pub fn section_title(ui: &mut Ui, words: &str) {
    let color = super::Theme::of(ui.ctx()).text;
    let response = ui.label(RichText::new(words).font(display(size::SECTION)).color(color));
    heading(&response, words);
}

pub(super) fn heading(response: &egui::Response, words: &str) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(egui::accesskit::Role::Heading);
        node.set_label(words);
    });
}

/// One line of text, cut with an ellipsis where it is wider than `width` points.
#[must_use]
pub fn elided(painter: &egui::Painter, words: &str, font: FontId, color: Color32, width: f32) -> Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(0.0));
    painter.layout_job(job)
}
