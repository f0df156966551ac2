//! People as discs with their initials.

use super::{Theme, font, size, theme::mix};
use egui::{Align2, Color32, Painter, Pos2, Response, Role, Sense, Ui, WidgetInfo, vec2};
use rushes_domain::{Person, PersonId};

/// Muted hues that white and black initials are read on.
const HUES: [u32; 10] =
    [0x8C_6BB1, 0x4F_8FBF, 0x5C_9E6E, 0xB8_7F4A, 0xB5_6576, 0x5B_8C8C, 0x9A_8A3C, 0x6F_7FC0, 0xA0_6A4A, 0x7A_9450];

fn ground(id: PersonId, theme: &Theme) -> Color32 {
    let hue = HUES[usize::from(id.bytes()[15]) % HUES.len()];
    let color = Color32::from_rgb((hue >> 16) as u8, (hue >> 8) as u8, hue as u8);
    if theme.dark { mix(color, Color32::BLACK, 0.42) } else { mix(color, Color32::WHITE, 0.62) }
}

/// Paints one disc, `side` points across.
pub fn paint_avatar(painter: &Painter, center: Pos2, side: f32, person: PersonId, initials: &str, theme: &Theme) {
    painter.circle_filled(center, side * 0.5, ground(person, theme));
    let ink = if theme.dark { Color32::WHITE } else { theme.text };
    let font = font::medium((side * 0.44).round().max(8.0));
    painter.text(center, Align2::CENTER_CENTER, initials, font, ink);
}

/// How well initials are read on every disc there is.
#[cfg(test)]
pub(super) fn contrasts(theme: &Theme) -> Vec<f32> {
    let ink = if theme.dark { Color32::WHITE } else { theme.text };
    let person = |n| PersonId::new([n; 16]);
    (0..HUES.len() as u8).map(|n| super::contrast(ground(person(n), theme), ink)).collect()
}

/// A person's disc; the name is its tooltip.
pub fn avatar(ui: &mut Ui, person: &Person, side: f32) -> Response {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &person.name));
    paint_avatar(ui.painter(), rect.center(), side, person.id, &person.initials(), &theme);
    response.on_hover_text(&person.name)
}

/// Several people's discs, the later ones under the earlier.
pub fn avatars(ui: &mut Ui, people: &[&Person]) -> Response {
    const SHOWN: usize = 4;
    let theme = Theme::of(ui.ctx());
    let step = size::AVATAR_STEP;
    let shown = people.len().min(SHOWN);
    let more = people.len() - shown;
    let discs = shown + usize::from(more > 0);
    let width = if discs == 0 { 0.0 } else { step * (discs as f32 - 1.0) + size::AVATAR };
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::AVATAR), Sense::hover());
    let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, names.join(", ")));
    let center = |i: usize| rect.left_center() + vec2(size::AVATAR * 0.5 + step * i as f32, 0.0);
    if more > 0 {
        ui.painter().circle_filled(center(shown), size::AVATAR * 0.5, theme.pressed);
        let font = font::medium(9.0);
        ui.painter().text(center(shown), Align2::CENTER_CENTER, format!("+{more}"), font, theme.text);
    }
    for (i, person) in people.iter().take(shown).enumerate().rev() {
        ui.painter().circle_filled(center(i), size::AVATAR * 0.5 + 1.5, theme.surface);
        paint_avatar(ui.painter(), center(i), size::AVATAR, person.id, &person.initials(), &theme);
    }
    if names.is_empty() { response } else { response.on_hover_text(names.join(", ")) }
}
