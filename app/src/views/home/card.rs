//! A round as a picture that opens it.

use crate::{
    actions::Cx,
    commands::menu,
    kit::{self, dates, font, size},
    place::Place,
    textures::ThumbSize,
};
use egui::{Align2, CursorIcon, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{Deliverable, Round, Stage, Status};

/// Least width of a card, in points.
pub(crate) const ROUND_WIDTH: f32 = 240.0;
/// Height of its words.
const WORDS: f32 = 84.0;

/// Shows a round as a card, or a stage that has none yet, with the deliverable's name and its project.
pub(crate) fn round_card(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (deliverable, stage, round): (&Deliverable, &Stage, Option<&Round>),
    width: f32,
) {
    let picture = (width * 9.0 / 16.0).round();
    let (rect, response) = ui.allocate_exact_size(vec2(width, picture + WORDS), Sense::click());
    let mut spoken = match round {
        Some(round) => format!("Review {}, {}, round {}", deliverable.name, stage.name, round.number),
        None => format!("Open {}, {}: no round yet", deliverable.name, stage.name),
    };
    if let Some(project) = cx.snapshot.state.projects.get(&deliverable.project) {
        spoken.push_str(&format!(", project {}", project.name));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    kit::first_of_walk(&response);
    if ui.is_rect_visible(rect) {
        let lit = response.hovered();
        let fill = if lit { cx.theme.hover } else { cx.theme.raised };
        let line = Stroke::new(1.0, if lit { cx.theme.line_strong } else { cx.theme.line });
        ui.painter().rect(rect, size::RADIUS_CARD, fill, line, StrokeKind::Inside);
        if response.has_focus() {
            kit::focus_ring(ui.painter(), rect, size::RADIUS_CARD, cx.theme);
        }
        let place = Rect::from_min_size(rect.min + vec2(1.0, 1.0), vec2(width - 2.0, picture - 1.0));
        cx.thumbs.paint(
            ui.painter(),
            place,
            round.and_then(Round::current),
            (ThumbSize::Card, kit::Fit::Cover, 7),
            cx.theme,
        );
        let place = Rect::from_min_max(pos2(rect.left(), rect.top() + picture), rect.max);
        words(ui, cx, (deliverable, stage, round), place);
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    let Some(round) = round else {
        let place = Place::Deliverable(deliverable.id, Some(stage.id));
        if response.clicked() {
            cx.go(place);
        }
        kit::context_menu(&response, |ui| menu::about(ui, cx, place, &crate::views::rows::ROW_MENU));
        return;
    };
    let place = Place::Review(deliverable.id, round.id);
    if response.clicked() {
        cx.go(place);
    }
    let commands = ["this.review", "this.deliverable", "this.project", "this.activity", "this.path"];
    kit::context_menu(&response, |ui| menu::about(ui, cx, place, &commands));
    if !round.note.is_empty() {
        response.on_hover_text_at_pointer(&round.note);
    }
}

fn words(ui: &Ui, cx: &Cx<'_>, (deliverable, stage, round): (&Deliverable, &Stage, Option<&Round>), rect: Rect) {
    let painter = ui.painter();
    let (left, right, top) = (rect.left() + 12.0, rect.right() - 12.0, rect.top());
    let line = match round {
        Some(round) => format!("{}, round {}", stage.name, round.number),
        None => format!("{}, no round yet", stage.name),
    };
    let newest = round.is_none_or(|round| stage.latest().is_some_and(|r| r.id == round.id));
    let status = match round.and_then(Round::decision) {
        _ if newest => stage.status,
        Some(decision) => kit::status::of_verdict(decision.verdict),
        None => Status::InReview,
    };
    let title =
        kit::name_elided(painter, &deliverable.name, font::medium(size::BODY), cx.theme.text, right - left - 24.0);
    painter.galley(pos2(left, top + 12.0), title, cx.theme.text);
    kit::status::paint_icon(painter, pos2(right - 7.0, top + 20.0), size::ICON_SMALL, status, cx.theme);
    let moment = round.map_or_else(String::new, |round| dates::moment(round.at, cx.now));
    let font = font::regular(size::LABEL);
    let moment = painter.text(pos2(right, top + 43.0), Align2::RIGHT_CENTER, moment, font, cx.theme.weak);
    let room = moment.left() - 8.0 - left;
    let line = kit::elided(painter, &line, font::regular(size::SECONDARY), cx.theme.weak, room);
    painter.galley(pos2(left, top + 43.0 - line.size().y * 0.5), line, cx.theme.weak);
    if let Some(project) = cx.snapshot.state.projects.get(&deliverable.project) {
        let words = format!("{}  ·  {}", project.code, project.name);
        let words = kit::elided(painter, &words, font::regular(size::SECONDARY), cx.theme.weak, right - left);
        painter.galley(pos2(left, top + 62.0 - words.size().y * 0.5), words, cx.theme.weak);
    }
}
