//! The ways to begin, each with what it means.

use super::Way;
use crate::kit::{self, Theme, font, icon, size};
use egui::{Align2, CursorIcon, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use std::path::Path;

/// What was chosen.
#[derive(Clone, Copy)]
pub(super) enum Choice {
    Way(Way),
    Bring,
    Sample,
}

/// Height of a choice.
const HEIGHT: f32 = 76.0;
/// Side of the tile with its icon.
const TILE: f32 = 44.0;

/// The program's name, and what it is.
pub(super) fn brand(ui: &mut Ui, theme: &Theme, another: bool) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP_WIDE;
        let (tile, _) = ui.allocate_exact_size(vec2(TILE, TILE), Sense::hover());
        ui.painter().rect_filled(tile, size::RADIUS_CARD, theme.accent);
        let font = font::icons(TILE * 0.55);
        ui.painter().text(tile.center(), Align2::CENTER_CENTER, icon::FILM_SLATE, font, theme.on_accent);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let (title, words) = if another {
                ("Another studio", "Studios on one device know nothing of each other.")
            } else {
                ("Welcome to Rushes", "Production tracking and visual review, on your own machine.")
            };
            kit::cover_title(ui, title);
            ui.label(font::text(words, theme.weak));
        });
    });
}

/// Shows them. `fresh` gives the first one the keyboard; the sample waits while something is under way.
pub(super) fn ui(ui: &mut Ui, theme: &Theme, fresh: bool, idle: bool) -> Option<Choice> {
    let choices = [
        (
            Choice::Way(Way::Make),
            icon::BUILDINGS,
            "Make a studio",
            "Start a new one on this device. You can invite people, and your other devices, at any time.",
        ),
        (
            Choice::Way(Way::Join),
            icon::USER_PLUS,
            "Join a studio",
            "With a ticket from somebody who is in it. Everything they have comes to this device.",
        ),
        (
            Choice::Bring,
            icon::PACKAGE,
            "Bring a studio in",
            "From a backup file, or from a folder that everything of a studio was exported into.",
        ),
        (
            Choice::Sample,
            icon::FILM_STRIP,
            "Open the sample studio",
            "Just looking? A project under way: rounds to review, open feedback, a team at work.",
        ),
    ];
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = size::GAP + size::GRID;
    for (i, (choice, glyph, title, words)) in choices.into_iter().enumerate() {
        let waits = matches!(choice, Choice::Sample) && !idle;
        let response = ui.add_enabled_ui(!waits, |ui| card(ui, theme, glyph, title, words)).inner;
        if fresh && i == 0 {
            response.request_focus();
        }
        if response.clicked() {
            chosen = Some(choice);
        }
    }
    chosen
}

fn card(ui: &mut Ui, theme: &Theme, glyph: &str, title: &str, words: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, title));
    let lit = response.hovered() || response.has_focus();
    let fill = if response.hovered() { theme.hover } else { theme.raised };
    let line = Stroke::new(1.0, if lit { theme.line_strong } else { theme.line });
    ui.painter().rect(rect, size::RADIUS_CARD, fill, line, StrokeKind::Inside);
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect, size::RADIUS_CARD, theme);
    }
    let tile = Rect::from_center_size(pos2(rect.left() + 20.0 + TILE * 0.5, rect.center().y), vec2(TILE, TILE));
    ui.painter().rect_filled(tile, size::RADIUS_CARD, theme.selected);
    ui.painter().text(tile.center(), Align2::CENTER_CENTER, glyph, font::icons(TILE * 0.5), theme.link);
    let left = tile.right() + 16.0;
    let right = rect.right() - 44.0;
    let title = ui.painter().layout_no_wrap(title.to_owned(), font::display(size::SECTION), theme.text);
    let words = ui.painter().layout(words.to_owned(), font::regular(size::BODY), theme.weak, right - left);
    let gap = size::GRID;
    let top = rect.center().y - (title.size().y + gap + words.size().y) * 0.5;
    let below = top + title.size().y + gap;
    ui.painter().galley(pos2(left, top), title, theme.text);
    ui.painter().galley(pos2(left, below), words, theme.weak);
    let at = pos2(rect.right() - 24.0, rect.center().y);
    let ink = if lit { theme.link } else { theme.weak };
    ui.painter().text(at, Align2::CENTER_CENTER, icon::CARET_RIGHT, font::icons(size::ICON), ink);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Where everything is kept.
pub(super) fn kept(ui: &mut Ui, theme: &Theme, home: &Path) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP_TIGHT;
        ui.label(egui::RichText::new(icon::SHIELD_CHECK).font(font::icons(size::ICON_SMALL)).color(theme.weak));
        let words = format!("No account, no server. Everything is kept in {}.", short(home));
        ui.add(egui::Label::new(font::weak(words, theme.weak)).truncate()).on_hover_text(home.display().to_string());
    });
}

/// A path as people write it: their own folder as `~`.
fn short(path: &Path) -> String {
    let own = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_path_buf());
    match own.as_deref().and_then(|own| path.strip_prefix(own).ok()) {
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => path.display().to_string(),
    }
}
