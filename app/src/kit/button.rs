//! Buttons.

use super::{Theme, focus::focus_ring, font, size};
use egui::{Color32, CursorIcon, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Primary,
    Secondary,
    Quiet,
    Danger,
}

/// A button with a word, and an icon before it if wanted.
#[must_use]
pub struct Button<'a> {
    words: &'a str,
    icon: Option<&'a str>,
    icon_color: Option<Color32>,
    kind: Kind,
    enabled: bool,
    hint: Option<&'a str>,
    why_not: Option<&'a str>,
    name: Option<&'a str>,
    width: Option<f32>,
    small: bool,
}

impl<'a> Button<'a> {
    /// The usual one.
    pub fn new(words: &'a str) -> Self {
        Self {
            words,
            icon: None,
            icon_color: None,
            kind: Kind::Secondary,
            enabled: true,
            hint: None,
            why_not: None,
            name: None,
            width: None,
            small: false,
        }
    }

    /// The one thing a page is for.
    pub fn primary(words: &'a str) -> Self {
        Self { kind: Kind::Primary, ..Self::new(words) }
    }

    /// Without a frame.
    pub fn quiet(words: &'a str) -> Self {
        Self { kind: Kind::Quiet, ..Self::new(words) }
    }

    /// Takes something away.
    pub fn danger(words: &'a str) -> Self {
        Self { kind: Kind::Danger, ..Self::new(words) }
    }

    /// With an icon before the words.
    pub fn icon(mut self, icon: &'a str) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The icon in a colour of its own.
    pub fn icon_color(mut self, color: Color32) -> Self {
        self.icon_color = Some(color);
        self
    }

    /// Whether it can be pressed; if not, why, as its tooltip.
    pub fn enabled_or(mut self, enabled: bool, why_not: &'a str) -> Self {
        self.enabled = enabled;
        self.why_not = Some(why_not);
        self
    }

    /// A tooltip.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// The name read aloud, where the words alone do not say enough.
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Small and without a frame, in secondary text: for what stands under each of many things.
    pub fn small(mut self) -> Self {
        self.kind = Kind::Quiet;
        self.small = true;
        self
    }

    /// As wide as this, in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Shows it.
    pub fn show(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let (font, side) = if self.small {
            (font::regular(size::SECONDARY), size::ICON_SMALL)
        } else {
            (font::medium(size::BODY), size::ICON)
        };
        let galley = ui.painter().layout_no_wrap(self.words.to_owned(), font, Color32::PLACEHOLDER);
        let icon =
            self.icon.map(|i| ui.painter().layout_no_wrap(i.to_owned(), font::icons(side), Color32::PLACEHOLDER));
        let icon_width = icon.as_ref().map_or(0.0, |_| side + size::GAP_TIGHT);
        let padding = if self.small {
            6.0
        } else if self.kind == Kind::Quiet {
            size::GAP
        } else {
            12.0
        };
        let content = icon_width + galley.size().x;
        let width = self.width.unwrap_or((content + padding * 2.0).ceil());
        let sense = if self.enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) =
            ui.allocate_exact_size(vec2(width, if self.small { 22.0 } else { size::CONTROL }), sense);
        let name = self.name.unwrap_or(self.words);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, self.enabled, name));
        if ui.is_rect_visible(rect) {
            let hover = ui.ctx().animate_bool_with_time(response.id, response.hovered(), size::MOTION);
            let down = response.is_pointer_button_down_on();
            let (fill, line, ink) = if self.kind == Kind::Primary && !self.enabled {
                // A faded accent would leave its words too light to be read.
                (theme.pressed, Color32::TRANSPARENT, theme.weak)
            } else {
                self.colors(&theme, hover > 0.5, down)
            };
            let faded = !self.enabled && self.kind != Kind::Primary;
            let fade = |c: Color32| if faded { c.gamma_multiply(0.45) } else { c };
            ui.painter().rect(rect, size::RADIUS, fade(fill), Stroke::new(1.0, fade(line)), StrokeKind::Inside);
            if response.has_focus() {
                focus_ring(ui.painter(), rect, size::RADIUS, &theme);
            }
            let mut x = rect.center().x - content * 0.5;
            if let Some(icon) = icon {
                let pos = pos2(x + (side - icon.size().x) * 0.5, rect.center().y - icon.size().y * 0.5);
                ui.painter().galley(pos, icon, fade(self.icon_color.unwrap_or(ink)));
                x += icon_width;
            }
            let pos = pos2(x, rect.center().y - galley.size().y * 0.5);
            ui.painter().galley(pos, galley, fade(ink));
        }
        match (self.enabled, self.hint, self.why_not) {
            (false, _, Some(why)) => response.on_hover_text(why),
            (true, Some(hint), _) => response.on_hover_text(hint).on_hover_cursor(CursorIcon::PointingHand),
            (true, None, _) => response.on_hover_cursor(CursorIcon::PointingHand),
            (false, _, None) => response,
        }
    }

    fn colors(&self, theme: &Theme, hovered: bool, down: bool) -> (Color32, Color32, Color32) {
        let clear = Color32::TRANSPARENT;
        match self.kind {
            Kind::Primary if hovered || down => (theme.accent_hover, clear, theme.on_accent),
            Kind::Primary => (theme.accent, clear, theme.on_accent),
            Kind::Secondary if down => (theme.pressed, theme.line_strong, theme.text),
            Kind::Secondary if hovered => (theme.hover, theme.line_strong, theme.text),
            Kind::Secondary => (theme.raised, theme.line, theme.text),
            Kind::Quiet if self.small && !hovered && !down => (clear, clear, theme.weak),
            Kind::Quiet if down => (theme.pressed, clear, theme.text),
            Kind::Quiet if hovered => (theme.hover, clear, theme.text),
            Kind::Quiet => (clear, clear, theme.text),
            Kind::Danger if hovered || down => (theme.hover, theme.danger, theme.danger),
            Kind::Danger => (theme.raised, theme.line, theme.danger),
        }
    }
}

/// A square button with an icon alone. Its name is its tooltip.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    toggle_button(ui, icon, name, false)
}

/// A square button with an icon alone that stays lit while what it stands for is on.
pub fn toggle_button(ui: &mut Ui, icon: &str, name: &str, on: bool) -> Response {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(size::CONTROL, size::CONTROL), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        if on {
            WidgetInfo::selected(Role::Button, enabled, on, name)
        } else {
            WidgetInfo::labeled(Role::Button, enabled, name)
        }
    });
    if ui.is_rect_visible(rect) {
        paint_icon_button(ui, rect, icon, &response, on, &theme);
    }
    response.on_hover_text(name).on_hover_cursor(CursorIcon::PointingHand)
}

fn paint_icon_button(ui: &Ui, rect: Rect, icon: &str, response: &Response, on: bool, theme: &Theme) {
    let fill = match (on, response.hovered()) {
        (true, _) => theme.selected,
        (false, true) => theme.hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, size::RADIUS, fill);
    if response.has_focus() {
        focus_ring(ui.painter(), rect, size::RADIUS, theme);
    }
    let ink = match (on, response.hovered() || response.has_focus()) {
        (true, _) => theme.link,
        (false, true) => theme.text,
        (false, false) => theme.weak,
    };
    let ink = if ui.is_enabled() { ink } else { ink.gamma_multiply(0.45) };
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, icon, font::icons(size::ICON), ink);
}

/// Words that lead somewhere.
pub fn link(ui: &mut Ui, words: &str) -> Response {
    let theme = Theme::of(ui.ctx());
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font::regular(size::BODY), theme.link);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, words));
    if response.has_focus() {
        focus_ring(ui.painter(), rect, size::RADIUS_SMALL, &theme);
    }
    if response.hovered() {
        ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, theme.link));
    }
    ui.painter().galley(rect.min, galley, theme.link);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
