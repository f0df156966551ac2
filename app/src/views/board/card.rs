//! A card, painted directly: one thing to click, to carry, and to read aloud.

use super::Card;
use crate::{
    actions::Cx,
    kit::{self, dates, font, size, status},
    textures::ThumbSize,
};
use egui::{Align2, Color32, Painter, Pos2, Rect, Response, Stroke, StrokeKind, Ui, pos2, vec2};
use rushes_domain::{Person, Priority};

/// Inside a card, around everything.
const INSIDE: f32 = 10.0;
/// The small picture.
const THUMB: egui::Vec2 = egui::Vec2::new(64.0, 36.0);
/// A line of the name.
const LINE: f32 = 17.0;
/// What stands under or beside the picture, where the name takes one line.
const WORDS: f32 = 36.0;
/// The line of people, marks and the day.
const FOOT: f32 = 20.0;
/// How many people are shown.
const PEOPLE: usize = 3;

/// How a card looks now.
pub(super) struct Look {
    pub(super) chosen: bool,
    pub(super) cursor: bool,
    pub(super) carried: bool,
    pub(super) shape: Shape,
}

/// What there is to be seen on a card: what says how high it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Shape {
    /// There is a picture; else its room is the words'.
    pub(super) pictured: bool,
    /// The picture goes across the card, rather than beside the words.
    pub(super) large: bool,
    /// Lines of the name.
    pub(super) lines: u8,
    /// There are people, counts or a day to be told of below the words.
    pub(super) footed: bool,
}

/// The height of a card of this width.
pub(super) fn height(width: f32, shape: Shape) -> f32 {
    let more = LINE * f32::from(shape.lines.saturating_sub(1));
    let foot = if shape.footed { size::GAP + FOOT } else { 0.0 };
    above(width, shape) + INSIDE * 2.0 + WORDS + more + foot
}

/// Whether there is something to be told of below a card's words.
pub(super) fn has_foot(card: &Card) -> bool {
    card.due.is_some() || card.open_feedback > 0 || card.unread > 0 || !card.stage().assignees.is_empty()
}

/// The height of the picture that goes across a card.
fn above(width: f32, shape: Shape) -> f32 {
    if shape.large { (width * 9.0 / 16.0).round() } else { 0.0 }
}

/// How wide a line of a card's name may be, where a small picture stands `beside` it.
pub(super) fn room_of_name(card: &Card, width: f32, beside: bool) -> f32 {
    let picture = if beside { THUMB.x + INSIDE } else { 0.0 };
    let marked = if card.conflicts().is_empty() { 0.0 } else { size::ICON };
    let priority = if card.deliverable.priority == Priority::Normal { 0.0 } else { size::ICON_SMALL + size::GAP_TIGHT };
    width - INSIDE * 2.0 - picture - marked - priority
}

/// Where the mark stands of fields that two people set at once: after the name.
pub(super) fn mark(rect: Rect, shape: Shape) -> Pos2 {
    let high = above(rect.width(), shape);
    pos2(rect.right() - INSIDE - size::GRID, rect.top() + high + INSIDE + size::BODY * 0.75)
}

/// A card as it is read aloud.
pub(super) fn spoken(cx: &Cx<'_>, card: &Card) -> String {
    let stage = card.stage();
    let mut words = format!("{}, {}: {}", card.deliverable.name, stage.name, stage.status.label().to_lowercase());
    if let Some(code) = &card.project {
        words.push_str(&format!(", project {code}"));
    }
    if stage.round_number() > 0 {
        words.push_str(&format!(", round {}", stage.round_number()));
    }
    if let Some(due) = card.due {
        words.push_str(&format!(", due {}", dates::day(due, cx.today)));
    }
    if card.deliverable.priority != Priority::Normal {
        let word = status::priority_label(card.deliverable.priority).to_lowercase();
        words.push_str(&format!(", {word} priority"));
    }
    for person in &stage.assignees {
        words.push_str(&format!(", {}", cx.snapshot.state.studio.name_of(*person)));
    }
    if card.open_feedback > 0 {
        words.push_str(&format!(", {} open feedback", card.open_feedback));
    }
    words
}

/// What cards are made of: they stand out from their column in both themes.
fn ground(cx: &Cx<'_>) -> Color32 {
    if cx.theme.dark { cx.theme.raised } else { cx.theme.surface }
}

pub(super) fn paint(ui: &Ui, cx: &mut Cx<'_>, card: &Card, rect: Rect, response: &Response, look: &Look) {
    let fill = match (look.chosen, response.hovered()) {
        (true, _) => cx.theme.selected,
        (false, true) => cx.theme.hover,
        (false, false) => ground(cx),
    };
    let line = match (look.chosen, look.cursor) {
        (_, true) => Stroke::new(1.5, cx.theme.link),
        (true, false) => Stroke::new(1.0, cx.theme.link.gamma_multiply(0.6)),
        (false, false) => Stroke::new(1.0, cx.theme.line),
    };
    let mut painter = ui.painter().clone();
    if look.carried {
        painter.set_opacity(0.4);
    }
    painter.rect(rect, size::RADIUS_CARD, fill, line, StrokeKind::Inside);
    if response.has_focus() {
        kit::focus_ring(&painter, rect.shrink(2.0), size::RADIUS_CARD, cx.theme);
    }
    inside(&painter, cx, card, rect, look.shape);
}

fn inside(painter: &Painter, cx: &mut Cx<'_>, card: &Card, rect: Rect, shape: Shape) {
    let stage = card.stage();
    let mut words = rect.shrink(INSIDE);
    if shape.large {
        let high = above(rect.width(), shape);
        let picture = Rect::from_min_size(rect.min, vec2(rect.width(), high)).shrink(1.0);
        cx.thumbs.paint(painter, picture, card.file(), (ThumbSize::Card, kit::Fit::Cover, size::RADIUS), cx.theme);
        words.min.y = rect.top() + high + INSIDE;
    } else if shape.pictured {
        let picture = Rect::from_min_size(words.min, THUMB);
        let look = (ThumbSize::Row, kit::Fit::Cover, size::RADIUS_SMALL);
        cx.thumbs.paint(painter, picture, card.file(), look, cx.theme);
        words.min.x = picture.right() + INSIDE;
    }
    let room = words.width();
    let name_room = room_of_name(card, rect.width(), shape.pictured && !shape.large);
    let (font, ink) = (font::medium(size::BODY), cx.theme.text);
    let name = kit::name_in_two(painter, &card.deliverable.name, font, ink, name_room);
    // By the name, apart from the day: it says nothing about being late.
    if let Some((glyph, color)) = status::priority_mark(card.deliverable.priority, cx.theme) {
        let first = name.rows.first().map_or(0.0, |row| row.size.x);
        let at = pos2(words.left() + first + size::GAP_TIGHT, words.top() + 1.0 + LINE * 0.5);
        painter.text(at, Align2::LEFT_CENTER, glyph, font::icons(size::ICON_SMALL), color);
    }
    painter.galley(pos2(words.left(), words.top() + 1.0), name, ink);
    let below = words.top() + 19.0 + LINE * f32::from(shape.lines.saturating_sub(1));
    // The project's code takes the room of the word.
    let (code, between, round) = match &card.project {
        Some(code) => (format!("{code} · "), " · ", "r"),
        None => (String::new(), "  ·  ", "round "),
    };
    let mut about = format!("{code}{}", stage.name);
    if stage.round_number() > 0 {
        about.push_str(&format!("{between}{round}{}", stage.round_number()));
    }
    let about = kit::elided(painter, &about, font::regular(size::SECONDARY), cx.theme.weak, room);
    painter.galley(pos2(words.left(), below), about, cx.theme.weak);
    foot(
        painter,
        cx,
        card,
        Rect::from_min_max(pos2(rect.left() + INSIDE, rect.bottom() - INSIDE - FOOT), rect.max - vec2(INSIDE, INSIDE)),
    );
}

/// People at the left; the day, marks and counts at the right.
fn foot(painter: &Painter, cx: &Cx<'_>, card: &Card, rect: Rect) {
    let y = rect.center().y;
    let stage = card.stage();
    let center = |i: usize| rect.left() + size::AVATAR * 0.5 + size::AVATAR_STEP * i as f32;
    let shown = stage.assignees.len().min(PEOPLE);
    // The earlier ones over the later, as everywhere.
    for (i, person) in stage.assignees.iter().take(PEOPLE).enumerate().rev() {
        let x = center(i);
        let found = cx.snapshot.state.studio.people.get(person);
        let initials = found.map_or_else(|| "?".to_owned(), Person::initials);
        painter.circle_filled(pos2(x, y), size::AVATAR * 0.5 + 1.0, ground(cx));
        kit::paint_avatar(painter, pos2(x, y), size::AVATAR, *person, &initials, cx.theme);
    }
    let more = stage.assignees.len().saturating_sub(PEOPLE);
    if more > 0 {
        let font = font::medium(size::LABEL);
        painter.text(pos2(center(shown) - size::GAP, y), Align2::LEFT_CENTER, format!("+{more}"), font, cx.theme.weak);
    }
    let mut right = rect.right();
    if let Some(due) = card.due {
        let late = card.deliverable.is_overdue(stage, cx.today);
        let ink = if late { cx.theme.danger } else { cx.theme.weak };
        let words = dates::day(due, cx.today);
        let font = font::tabular(size::SECONDARY);
        right = painter.text(pos2(right, y), Align2::RIGHT_CENTER, words, font, ink).left() - size::GAP;
    }
    let ink = if cx.theme.dark { cx.theme.canvas } else { cx.theme.surface };
    if card.open_feedback > 0 {
        right = badge(painter, right, y, card.open_feedback, (cx.theme.warning, ink));
    }
    if card.unread > 0 {
        right = badge(painter, right, y, card.unread, (cx.theme.link, ink));
        painter.text(pos2(right, y), Align2::RIGHT_CENTER, "@", font::medium(size::SECONDARY), cx.theme.link);
    }
}

fn badge(painter: &Painter, right: f32, y: f32, count: usize, (fill, ink): (Color32, Color32)) -> f32 {
    kit::paint_badge(painter, pos2(right, y), count, fill, ink).left() - size::GAP_TIGHT
}

/// The cards that are carried, under the pointer.
pub(super) fn ghost(ctx: &egui::Context, cx: &Cx<'_>, card: &Card, count: usize, at: Pos2) {
    let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("carried cards"));
    let painter = ctx.layer_painter(layer);
    let rect = Rect::from_min_size(at + vec2(12.0, 8.0), vec2(220.0, 44.0));
    if count > 1 {
        let behind = rect.translate(vec2(5.0, 5.0));
        painter.rect(behind, size::RADIUS_CARD, cx.theme.raised, Stroke::new(1.0, cx.theme.line), StrokeKind::Inside);
    }
    painter.rect(rect, size::RADIUS_CARD, cx.theme.raised, Stroke::new(1.5, cx.theme.link), StrokeKind::Inside);
    let stage = card.stage();
    let left = rect.left() + INSIDE;
    let room = rect.width() - INSIDE * 2.0 - if count > 1 { 34.0 } else { 0.0 };
    let name = kit::elided(&painter, &card.deliverable.name, font::medium(size::BODY), cx.theme.text, room);
    painter.galley(pos2(left, rect.top() + 5.0), name, cx.theme.text);
    let about = kit::elided(&painter, &stage.name, font::regular(size::SECONDARY), cx.theme.weak, room);
    painter.galley(pos2(left, rect.top() + 23.0), about, cx.theme.weak);
    if count > 1 {
        let end = pos2(rect.right() - INSIDE, rect.center().y);
        kit::paint_badge(&painter, end, count, cx.theme.accent, cx.theme.on_accent);
    }
}
