//! egui's own style, made of the tokens.

use super::{Theme, font, size};
use egui::{
    Color32, Context, CornerRadius, FontFamily, Margin, Shadow, Stroke, Style, TextStyle, Vec2, style::ScrollStyle,
    vec2,
};

/// Makes egui look like [`Theme`].
pub fn apply(ctx: &Context, theme: &Theme) {
    ctx.set_theme(if theme.dark { egui::Theme::Dark } else { egui::Theme::Light });
    let mut style = Style::default();
    type_sizes(&mut style);
    spacing(&mut style);
    visuals(&mut style, theme);
    style.animation_time = size::MOTION;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style.url_in_tooltip = true;
    ctx.set_style_of(egui::Theme::Dark, style.clone());
    ctx.set_style_of(egui::Theme::Light, style);
}

fn type_sizes(style: &mut Style) {
    style.text_styles = [
        (TextStyle::Body, font::regular(size::BODY)),
        (TextStyle::Button, font::medium(size::BODY)),
        (TextStyle::Small, font::regular(size::LABEL)),
        (TextStyle::Heading, font::display(size::TITLE)),
        (TextStyle::Monospace, egui::FontId::new(size::SECONDARY, FontFamily::Monospace)),
    ]
    .into();
}

fn spacing(style: &mut Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::splat(size::GAP);
    spacing.button_padding = vec2(12.0, 4.0);
    spacing.menu_margin = Margin::same(4);
    spacing.window_margin = Margin::same(16);
    spacing.interact_size = vec2(28.0, size::CONTROL);
    spacing.text_edit_width = 240.0;
    spacing.combo_width = 120.0;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = size::GAP_TIGHT;
    spacing.tooltip_width = 320.0;
    spacing.menu_spacing = 2.0;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        floating_width: 4.0,
        dormant_handle_opacity: 0.35,
        active_handle_opacity: 0.45,
        interact_handle_opacity: 0.75,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.15,
        ..ScrollStyle::floating()
    };
    spacing.scroll.fade.strength = 0.0;
}

fn visuals(style: &mut Style, theme: &Theme) {
    let mut v = if theme.dark { egui::Visuals::dark() } else { egui::Visuals::light() };
    let radius = CornerRadius::same(size::RADIUS);
    v.override_text_color = None;
    v.weak_text_color = Some(theme.hint);
    v.hyperlink_color = theme.link;
    v.faint_bg_color = theme.raised;
    v.extreme_bg_color = theme.field;
    v.text_edit_bg_color = Some(theme.field);
    v.code_bg_color = theme.raised;
    v.warn_fg_color = theme.warning;
    v.error_fg_color = theme.danger;
    v.window_corner_radius = CornerRadius::same(size::RADIUS_CARD);
    v.menu_corner_radius = CornerRadius::same(size::RADIUS_CARD);
    v.window_fill = theme.raised;
    v.panel_fill = theme.surface;
    v.window_stroke = Stroke::new(1.0, theme.line);
    let shadow = Shadow {
        offset: [0, 8],
        blur: 24,
        spread: 0,
        color: Color32::from_black_alpha(if theme.dark { 120 } else { 48 }),
    };
    v.window_shadow = shadow;
    v.popup_shadow = shadow;
    v.selection.bg_fill = theme.selected;
    v.selection.stroke = Stroke::new(1.0, theme.link);
    v.striped = false;
    v.button_frame = true;
    v.interact_cursor = None;
    v.image_loading_spinners = false;
    v.disabled_alpha = 0.45;
    let states = [
        (&mut v.widgets.noninteractive, theme.surface, theme.line, theme.text),
        (&mut v.widgets.inactive, theme.raised, theme.line, theme.text),
        (&mut v.widgets.hovered, theme.hover, theme.line_strong, theme.text),
        (&mut v.widgets.active, theme.pressed, theme.link, theme.text),
        (&mut v.widgets.open, theme.hover, theme.line_strong, theme.text),
    ];
    for (state, fill, line, text) in states {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, line);
        state.fg_stroke = Stroke::new(1.0, text);
        state.corner_radius = radius;
        state.expansion = 0.0;
    }
    style.visuals = v;
}
