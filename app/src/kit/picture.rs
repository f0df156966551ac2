//! Pictures in lists and cards.

use super::{Theme, font, icon, size};
use egui::{Align2, Color32, Painter, Rect, Stroke, StrokeKind, TextureHandle, Vec2, pos2};

/// How a picture lies in its box.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fit {
    /// Whole, with ground around it.
    Inside,
    /// The box is full, the picture's edges cut.
    Cover,
}

/// Paints a texture into a box with rounded corners.
pub fn paint_picture(painter: &Painter, rect: Rect, texture: &TextureHandle, fit: Fit, radius: u8, theme: &Theme) {
    let full = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let picture = texture.size_vec2();
    if picture.x < 1.0 || picture.y < 1.0 || rect.width() < 1.0 || rect.height() < 1.0 {
        return;
    }
    let (target, uv) = match fit {
        Fit::Inside => {
            painter.rect_filled(rect, radius, theme.canvas);
            let scale = (rect.width() / picture.x).min(rect.height() / picture.y);
            (Rect::from_center_size(rect.center(), picture * scale), full)
        }
        Fit::Cover => {
            let scale = (rect.width() / picture.x).max(rect.height() / picture.y);
            let seen = Vec2::new(rect.width() / (picture.x * scale), rect.height() / (picture.y * scale));
            (rect, Rect::from_center_size(pos2(0.5, 0.5), seen))
        }
    };
    let shape = egui::epaint::RectShape::filled(target, radius, Color32::WHITE).with_texture(texture.id(), uv);
    painter.add(shape);
    if !theme.dark {
        // A white picture ends somewhere on a white page.
        let line = Stroke::new(1.0, Color32::from_black_alpha(24));
        painter.rect_stroke(target, radius, line, StrokeKind::Inside);
    }
}

/// What stands where a picture will be, or where there is none.
pub fn picture_placeholder(painter: &Painter, rect: Rect, glyph: Option<&str>, radius: u8, theme: &Theme) {
    painter.rect_filled(rect, radius, theme.canvas);
    let side = (rect.height() * 0.4).clamp(10.0, size::ICON_HUGE);
    let ink = theme.weak.gamma_multiply(0.6);
    painter.text(rect.center(), Align2::CENTER_CENTER, glyph.unwrap_or(icon::IMAGE), font::icons(side), ink);
}
