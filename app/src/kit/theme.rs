//! Colours of both themes.

use super::style;
use egui::{Color32, Context, Id};
use std::sync::Arc;

const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

/// The colours everything is painted with.
#[derive(Clone, PartialEq, Debug)]
pub struct Theme {
    /// Light on dark.
    pub dark: bool,
    /// Around pictures.
    pub canvas: Color32,
    /// Around pictures, 18 % grey on demand.
    pub canvas_grey: Color32,
    /// Sidebar.
    pub sunken: Color32,
    /// Pages.
    pub surface: Color32,
    /// Cards, headers, floating things.
    pub raised: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Being pressed.
    pub pressed: Color32,
    /// Chosen rows.
    pub selected: Color32,
    /// Lines between things.
    pub line: Color32,
    /// Lines around controls.
    pub line_strong: Color32,
    /// Text.
    pub text: Color32,
    /// Secondary text.
    pub weak: Color32,
    /// What an empty field asks for: plainly not a value, and still to be read.
    pub hint: Color32,
    /// Fill of the main button, under [`Self::on_accent`].
    pub accent: Color32,
    /// The same under the pointer.
    pub accent_hover: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Links, and marks of the accent on the page.
    pub link: Color32,
    /// What went wrong, and what is overdue.
    pub danger: Color32,
    /// What needs attention.
    pub warning: Color32,
    /// What went well.
    pub good: Color32,
    /// Marks drawn on pictures.
    pub annotation: Color32,
    /// Field backgrounds.
    pub field: Color32,
    /// Behind what floats over everything.
    pub scrim: Color32,
}

impl Theme {
    /// The default.
    #[must_use]
    pub fn dark() -> Self {
        Self {
            dark: true,
            canvas: hex(0x1B_1B1B),
            canvas_grey: hex(0x76_7676),
            sunken: hex(0x1B_1B1C),
            surface: hex(0x20_2124),
            raised: hex(0x2A_2B2E),
            hover: hex(0x30_3135),
            pressed: hex(0x38_393E),
            selected: hex(0x2A_3550),
            line: hex(0x3A_3B3F),
            line_strong: hex(0x4C_4D52),
            text: hex(0xE8_E8EA),
            weak: hex(0xA6_A7AB),
            hint: hex(0x83_8489),
            accent: hex(0x2F_6BEB),
            accent_hover: hex(0x28_62DC),
            on_accent: Color32::WHITE,
            link: hex(0x6C_9DFF),
            danger: hex(0xFF_8078),
            warning: hex(0xF0_B43C),
            good: hex(0x56_C68F),
            annotation: hex(0xFF_3B30),
            field: hex(0x1B_1C1E),
            scrim: Color32::from_black_alpha(140),
        }
    }

    /// Dark on light.
    #[must_use]
    pub fn light() -> Self {
        Self {
            dark: false,
            canvas: hex(0xE9_E9EA),
            canvas_grey: hex(0x76_7676),
            sunken: hex(0xEE_EEF0),
            surface: hex(0xFF_FFFF),
            raised: hex(0xF5_F5F6),
            hover: hex(0xEB_ECEE),
            pressed: hex(0xE0_E1E4),
            selected: hex(0xDF_E8FC),
            line: hex(0xD9_DADD),
            line_strong: hex(0xBF_C0C5),
            text: hex(0x1C_1D1F),
            weak: hex(0x5D_5F66),
            hint: hex(0x73_757B),
            accent: hex(0x1F_5FE0),
            accent_hover: hex(0x19_52C4),
            on_accent: Color32::WHITE,
            link: hex(0x1F_5FE0),
            danger: hex(0xBE_2A24),
            warning: hex(0x8A_5800),
            good: hex(0x1A_7443),
            annotation: hex(0xFF_3B30),
            field: hex(0xFF_FFFF),
            scrim: Color32::from_black_alpha(90),
        }
    }

    /// With a studio's own colour as the accent, made dark or light enough to read.
    #[must_use]
    pub fn branded(mut self, brand: Option<&str>) -> Self {
        let Some(brand) = brand.and_then(|b| Color32::from_hex(b).ok()) else { return self };
        let black = Color32::BLACK;
        self.accent = toward(brand, black, |c| contrast(c, self.on_accent) >= 4.5);
        self.accent_hover = mix(self.accent, if self.dark { Color32::WHITE } else { black }, 0.08);
        if contrast(self.accent_hover, self.on_accent) < 4.5 {
            self.accent_hover = mix(self.accent, black, 0.1);
        }
        let away = if self.dark { Color32::WHITE } else { black };
        let grounds = [self.surface, self.raised, self.hover];
        self.link = toward(brand, away, |c| grounds.iter().all(|g| contrast(c, *g) >= 4.5));
        self.selected = mix(self.surface, self.accent, if self.dark { 0.22 } else { 0.14 });
        self
    }

    /// The theme in use.
    #[must_use]
    pub fn of(ctx: &Context) -> Arc<Self> {
        let id = Id::unique("rushes theme");
        if let Some(theme) = ctx.data(|d| d.get_temp::<Arc<Self>>(id)) {
            return theme;
        }
        Arc::new(Self::dark())
    }

    /// Makes this the theme in use.
    pub fn install(self: &Arc<Self>, ctx: &Context) {
        let id = Id::unique("rushes theme");
        if ctx.data(|d| d.get_temp::<Arc<Self>>(id)).as_ref() == Some(self) {
            return;
        }
        ctx.data_mut(|d| d.insert_temp(id, Arc::clone(self)));
        style::apply(ctx, self);
    }
}

/// A mixture: 0 is the first colour, 1 the second. In the screen's own values, as designers mix.
pub(crate) fn mix(a: Color32, b: Color32, t: f32) -> Color32 {
    let one = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * t).round() as u8;
    Color32::from_rgb(one(a.r(), b.r()), one(a.g(), b.g()), one(a.b(), b.b()))
}

fn toward(from: Color32, to: Color32, good: impl Fn(Color32) -> bool) -> Color32 {
    (0..=20u8).map(|i| mix(from, to, f32::from(i) / 20.0)).find(|c| good(*c)).unwrap_or(to)
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
#[must_use]
pub fn luminance(color: Color32) -> f32 {
    let linear = |v: u8| {
        let v = f32::from(v) / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
}

/// Contrast ratio, 1 to 21 (WCAG 2.2).
#[must_use]
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::status;
    use rushes_domain::Status;

    #[test]
    fn text_can_be_read_on_every_ground_of_both_themes() {
        for theme in [Theme::dark(), Theme::light()] {
            for ground in [theme.surface, theme.raised, theme.sunken, theme.hover, theme.selected] {
                for (name, color) in [("text", theme.text), ("weak", theme.weak), ("link", theme.link)] {
                    let ratio = contrast(color, ground);
                    assert!(ratio >= 4.5, "{name} on {ground:?} is {ratio:.2}, dark: {}", theme.dark);
                }
                for (name, color) in [("danger", theme.danger), ("warning", theme.warning), ("good", theme.good)] {
                    let ratio = contrast(color, ground);
                    assert!(ratio >= 4.5, "{name} on {ground:?} is {ratio:.2}, dark: {}", theme.dark);
                }
                for status in Status::ALL {
                    let ratio = contrast(status::color(status, &theme), ground);
                    assert!(ratio >= 4.5, "{status} on {ground:?} is {ratio:.2}, dark: {}", theme.dark);
                }
            }
            assert!(contrast(theme.on_accent, theme.accent) >= 4.5);
            assert!(contrast(theme.on_accent, theme.accent_hover) >= 4.5);
            let (hint, value) = (contrast(theme.hint, theme.field), contrast(theme.text, theme.field));
            assert!(hint >= 4.5 && value > hint * 2.5, "a hint is {hint:.2} where a value is {value:.2}");
        }
    }

    #[test]
    fn marks_stand_out_from_every_ground_of_both_themes() {
        for theme in [Theme::dark(), Theme::light()] {
            for ground in [theme.surface, theme.raised, theme.sunken, theme.hover, theme.pressed, theme.selected] {
                let statuses = Status::ALL.map(|s| status::color(s, &theme));
                let marks = [theme.link, theme.danger, theme.warning, theme.good];
                for mark in statuses.into_iter().chain(marks) {
                    // Some are painted a little fainter than their colour.
                    let ratio = contrast(mix(ground, mark, 0.8), ground);
                    assert!(ratio >= 3.0, "{mark:?} on {ground:?} is {ratio:.2}, dark: {}", theme.dark);
                }
            }
            assert!(super::super::avatar::contrasts(&theme).into_iter().all(|ratio| ratio >= 4.5));
        }
    }

    /// Hue and strength of a colour without its lightness: the a and b of OKLab.
    fn tint(color: Color32) -> [f32; 2] {
        let linear = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        let [r, g, b] = [color.r(), color.g(), color.b()].map(linear);
        let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
        [1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s, 0.025_904_037 * l + 0.782_771_8 * m - 0.808_675_8 * s]
    }

    #[test]
    fn statuses_differ_by_more_than_shade_in_both_themes() {
        let apart = |a: Color32, b: Color32| {
            let (a, b) = (tint(a), tint(b));
            (a[0] - b[0]).hypot(a[1] - b[1])
        };
        for theme in [Theme::dark(), Theme::light()] {
            // Grey is the one without a hue: its mark is hollow.
            let hued = Status::ALL.into_iter().filter(|s| *s != Status::Skipped).map(|s| (s, status::color(s, &theme)));
            let hued: Vec<_> = hued.collect();
            for (i, (one, a)) in hued.iter().enumerate() {
                for (other, b) in &hued[i + 1..] {
                    let apart = apart(*a, *b);
                    assert!(apart >= 0.08, "{one} and {other} are {apart:.3} apart, dark: {}", theme.dark);
                }
            }
        }
    }

    #[test]
    fn any_brand_colour_becomes_readable() {
        for brand in ["#FFFF00", "#000000", "#FFFFFF", "#7F7F7F", "#00FF88", "#2F6BEB"] {
            for theme in [Theme::dark(), Theme::light()] {
                let theme = theme.branded(Some(brand));
                assert!(contrast(theme.on_accent, theme.accent) >= 4.5, "{brand}");
                assert!(contrast(theme.on_accent, theme.accent_hover) >= 4.5, "{brand}");
                assert!(contrast(theme.link, theme.surface) >= 4.5, "{brand}");
            }
        }
    }

    #[test]
    fn a_brand_that_is_no_colour_changes_nothing() {
        assert_eq!(Theme::dark().branded(Some("teal")), Theme::dark());
    }
}
