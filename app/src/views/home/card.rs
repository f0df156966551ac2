//! A round as a picture that opens it.

use crate::{
    actions::Cx,
    kit::{self, dates, font, icon, size},
    place::Place,
    textures::ThumbSize,
};
use egui::{Align2, CursorIcon, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, Role, pos2, vec2};
use rushes_domain::{Deliverable, Round, Stage};

/// Width of a card, in points.
const WIDTH: f32 = 256.0;
/// Height of its picture.
const PICTURE: f32 = 144.0;
/// Height of its words.
const WORDS: f32 = 64.0;

/// Shows a round as a card.
pub(crate) fn round_card(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: &Stage, round: &Round) {
    let (rect, response) = ui.allocate_exact_size(vec2(WIDTH, PICTURE + WORDS), Sense::click());
    let spoken = format!("Review {}, {}, round {}", deliverable.name, stage.name, round.number);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if ui.is_rect_visible(rect) {
        let lit = response.hovered();
        let fill = if lit { cx.theme.hover } else { cx.theme.raised };
        let line = Stroke::new(1.0, if lit { cx.theme.line_strong } else { cx.theme.line });
        ui.painter().rect(rect, size::RADIUS_CARD, fill, line, StrokeKind::Inside);
        if response.has_focus() {
            kit::focus_ring(ui.painter(), rect, size::RADIUS_CARD, cx.theme);
        }
        let picture = Rect::from_min_size(rect.min + vec2(1.0, 1.0), vec2(WIDTH - 2.0, PICTURE - 1.0));
        let painter = ui.painter();
        cx.thumbs.paint(painter, picture, round.current(), (ThumbSize::Card, kit::Fit::Cover, 7), cx.theme);
        // The lower corners are square again where the words begin.
        words(ui, cx, deliverable, stage, round, rect);
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if response.clicked() {
        cx.go(Place::Review(deliverable.id, round.id));
    }
    response.context_menu(|ui| {
        if kit::menu_item(ui, Some(icon::EYE), "Review", false).clicked() {
            cx.go(Place::Review(deliverable.id, round.id));
        }
        if kit::menu_item(ui, Some(icon::CUBE), "Open the deliverable", false).clicked() {
            cx.go(Place::Deliverable(deliverable.id, Some(stage.id)));
        }
        if kit::menu_item(ui, Some(icon::TABLE), "Open the project", false).clicked() {
            cx.go(Place::Project(deliverable.project));
        }
    });
}

fn words(ui: &Ui, cx: &Cx<'_>, deliverable: &Deliverable, stage: &Stage, round: &Round, rect: Rect) {
    let painter = ui.painter();
    let left = rect.left() + 12.0;
    let top = rect.top() + PICTURE;
    let newest = stage.latest().is_some_and(|r| r.id == round.id);
    let name =
        kit::elided(painter, &deliverable.name, font::medium(size::BODY), cx.theme.text, WIDTH - 24.0 - 20.0);
    painter.galley(pos2(left, top + 12.0), name, cx.theme.text);
    let at = pos2(rect.right() - 19.0, top + 20.0);
    match round.decision() {
        Some(decision) if !newest => {
            let ink = kit::status::verdict_color(decision.verdict, cx.theme);
            painter.circle_filled(at, 4.0, ink);
        }
        _ => kit::status::paint_icon(painter, at, size::ICON_SMALL, stage.status, cx.theme),
    }
    let line = format!("{}, round {}", stage.name, round.number);
    let moment = dates::moment(round.at, cx.now);
    let right =
        painter.text(pos2(rect.right() - 12.0, top + 43.0), Align2::RIGHT_CENTER, moment, font::regular(size::LABEL), cx.theme.weak);
    let line =
        kit::elided(painter, &line, font::regular(size::SECONDARY), cx.theme.weak, right.left() - 8.0 - left);
    painter.galley(pos2(left, top + 43.0 - line.size().y * 0.5), line, cx.theme.weak);
}
