//! One hit as a row: what it is, where it is, and what of it answers.

use super::place_of;
use crate::{
    actions::Cx,
    commands::menu,
    kit::{self, dates, font, icon, size},
};
use egui::{Align2, Rect, Response, Ui, pos2};
use rushes_store::{Hit, HitKind};

/// How much room who and when have at the right.
const AUTHOR: f32 = 180.0;

/// Height of a hit's row: two lines of text.
pub(super) fn height(cx: &Cx<'_>) -> f32 {
    cx.row_height() + 16.0
}

/// Shows a hit; opens it when it is clicked.
pub(super) fn hit(ui: &mut Ui, cx: &mut Cx<'_>, hit: &Hit, chosen: bool) -> Response {
    let spoken = match hit.kind {
        HitKind::Comment => format!("Comment on {}: {}", hit.title.text, hit.snippet.text),
        HitKind::Round => format!("{}: {}", hit.title.text, hit.snippet.text),
        HitKind::Project => format!("Project {}, {}", hit.title.text, hit.path),
        HitKind::Deliverable => format!("Deliverable {}", hit.path),
        HitKind::Person => format!("Person {}", hit.title.text),
    };
    let height = height(cx);
    let response = ui
        .push_id((hit.kind, hit.id), |ui| kit::row(ui, &spoken, height, chosen, |ui, rect| paint(ui, cx, hit, rect)))
        .inner;
    if response.clicked() {
        cx.go(place_of(hit.target));
    }
    kit::context_menu(&response, |ui| {
        menu::about(ui, cx, place_of(hit.target), &["this.open", "this.project"]);
        if kit::menu_item(ui, Some(icon::COPY), "Copy the path", false).clicked() {
            cx.actions.push(crate::actions::Action::Copy(hit.path.clone()));
        }
    });
    response
}

fn paint(ui: &Ui, cx: &Cx<'_>, hit: &Hit, rect: Rect) {
    let painter = ui.painter();
    let theme = cx.theme;
    let glyph = match hit.kind {
        HitKind::Project => icon::FOLDER,
        HitKind::Deliverable => icon::CUBE,
        HitKind::Round => icon::STACK,
        HitKind::Comment => icon::CHAT_CIRCLE,
        HitKind::Person => icon::USER,
    };
    let at = pos2(rect.left() + size::PAGE + size::ICON * 0.5, rect.center().y);
    painter.text(at, Align2::CENTER_CENTER, glyph, font::icons(size::ICON + 2.0), theme.weak);

    let left = rect.left() + size::PAGE + size::ICON + size::GAP_WIDE;
    let right = rect.right() - size::PAGE;
    let author = if hit.by.is_some() && hit.kind != HitKind::Person { AUTHOR } else { 0.0 };
    let room = (right - left - author).max(0.0);
    let title = kit::marked(painter, &hit.title.text, &hit.title.marks, (size::BODY, theme.text), room, theme);
    // The text that answers; where that is the name itself, where it is.
    let below = if hit.snippet.text == hit.title.text || hit.snippet.marks.is_empty() {
        let line = if hit.path == hit.title.text { hit.snippet.text.as_str() } else { hit.path.as_str() };
        kit::elided(painter, line, font::regular(size::SECONDARY), theme.weak, room)
    } else {
        kit::marked(painter, &hit.snippet.text, &hit.snippet.marks, (size::SECONDARY, theme.weak), room, theme)
    };
    let gap = size::GRID * 0.5;
    let top = rect.center().y - (title.size().y + gap + below.size().y) * 0.5;
    let second = top + title.size().y + gap;
    painter.galley(pos2(left, top), title, theme.text);
    painter.galley(pos2(left, second), below, theme.weak);
    if author > 0.0 {
        let who = cx.name_of(hit.by);
        let who = kit::elided(painter, &who, font::regular(size::SECONDARY), theme.weak, author - size::GAP_WIDE);
        painter.galley(pos2(right - who.size().x, top), who, theme.weak);
        let when = dates::moment(hit.at, cx.now);
        painter.text(pos2(right, second), Align2::RIGHT_TOP, when, font::tabular(size::SECONDARY), theme.weak);
    }
}
