//! The chosen stage's rounds as cards, the newest first: the picture, who published it when, what they said,
//! and how it was decided.

use super::earlier;
use crate::{
    actions::Cx,
    commands::menu,
    kit::{self, dates, font, size, status},
    place::Place,
    textures::ThumbSize,
    views::home::ROUND_WIDTH,
};
use egui::{Align2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{Decision, Deliverable, Round, Stage};

/// Inside a card's words.
const INSIDE: f32 = 12.0;
/// Title and who.
const WORDS: f32 = 58.0;
/// From a title's end to its badge's right edge.
const BADGE: f32 = 28.0;
/// Two lines of text.
const LINES: f32 = 36.0;

/// Which parts the cards of a stage have: all of them the same, so that they stand in line.
#[derive(Clone, Copy)]
struct Parts {
    notes: bool,
    decisions: bool,
}

impl Parts {
    fn of(stage: &Stage) -> Self {
        Self {
            notes: stage.rounds.iter().any(|r| !r.note.is_empty()),
            decisions: stage.rounds.iter().any(|r| r.decision().is_some()),
        }
    }

    fn height(self) -> f32 {
        let lines = |on| if on { LINES + size::GAP } else { 0.0 };
        WORDS + lines(self.notes) + lines(self.decisions) + size::GRID
    }
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: &Stage) {
    ui.horizontal(|ui| {
        kit::section_title(ui, "Rounds");
        if stage.round_number() > 0 {
            ui.label(font::number(stage.round_number().to_string(), cx.theme.weak));
        }
        earlier::button(ui, cx, deliverable, stage);
    });
    earlier::ui(ui, cx, deliverable, stage);
    if stage.rounds.is_empty() {
        let here = if stage.rounds_before > 0 { " here" } else { "" };
        let words = format!("Nothing has been published{here} yet. A round is what gets reviewed.");
        ui.label(font::text(words, cx.theme.weak));
        return;
    }
    ui.add_space(size::GRID);
    let parts = Parts::of(stage);
    let newest_first: Vec<&Round> = stage.rounds.iter().rev().collect();
    ui.scope(|ui| {
        kit::cards(ui, newest_first.len(), ROUND_WIDTH, |ui, i, width| {
            let round = newest_first[i];
            ui.push_id(round.id, |ui| card(ui, cx, (deliverable, stage, round), parts, width));
        });
    });
}

fn card(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (deliverable, stage, round): (&Deliverable, &Stage, &Round),
    parts: Parts,
    width: f32,
) {
    let high = (width * 9.0 / 16.0).round();
    let (rect, response) = ui.allocate_exact_size(vec2(width, high + parts.height()), Sense::click());
    let spoken = format!("Review {}, {}, round {}", deliverable.name, stage.name, round.number);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if ui.is_rect_visible(rect) {
        ground(ui, cx, rect, &response);
        let picture = Rect::from_min_size(rect.min + vec2(1.0, 1.0), vec2(width - 2.0, high - 1.0));
        cx.thumbs.paint(ui.painter(), picture, round.current(), (ThumbSize::Card, kit::Fit::Cover, 7), cx.theme);
        let words = Rect::from_min_max(pos2(rect.left() + INSIDE, rect.top() + high), rect.max - vec2(INSIDE, 0.0));
        words_of(ui, cx, (deliverable, stage, round), parts, words);
    }
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if response.clicked() {
        cx.go(Place::Review(deliverable.id, round.id));
    }
    let place = Place::Review(deliverable.id, round.id);
    kit::context_menu(&response, |ui| menu::about(ui, cx, place, &["this.review", "this.path"]));
    let said = [round.note.as_str(), round.decision().map_or("", |d| d.note.as_str())];
    let said: Vec<&str> = said.into_iter().filter(|t| !t.is_empty()).collect();
    if !said.is_empty() {
        response.on_hover_text_at_pointer(said.join("\n\n"));
    }
}

fn ground(ui: &Ui, cx: &Cx<'_>, rect: Rect, response: &Response) {
    let lit = response.hovered();
    let fill = if lit { cx.theme.hover } else { cx.theme.raised };
    let line = Stroke::new(1.0, if lit { cx.theme.line_strong } else { cx.theme.line });
    ui.painter().rect(rect, size::RADIUS_CARD, fill, line, StrokeKind::Inside);
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect, size::RADIUS_CARD, cx.theme);
    }
}

fn words_of(
    ui: &Ui,
    cx: &Cx<'_>,
    (deliverable, stage, round): (&Deliverable, &Stage, &Round),
    parts: Parts,
    rect: Rect,
) {
    let painter = ui.painter();
    let mut y = rect.top() + 20.0;
    let title = format!("Round {}", round.number);
    let title = painter.text(pos2(rect.left(), y), Align2::LEFT_CENTER, title, font::medium(size::BODY), cx.theme.text);
    let open = deliverable.feedback.iter().filter(|f| f.round == round.id && f.is_open()).count();
    if open > 0 {
        let ink = if cx.theme.dark { cx.theme.canvas } else { cx.theme.surface };
        kit::paint_badge(painter, pos2(title.right() + BADGE, y), open, cx.theme.warning, ink);
    }
    standing(ui, cx, stage, round, pos2(rect.right(), y));
    y += 21.0;
    let moment = dates::moment(round.at, cx.now);
    let moment =
        painter.text(pos2(rect.right(), y), Align2::RIGHT_CENTER, moment, font::regular(size::LABEL), cx.theme.weak);
    let who = cx.name_of(round.by);
    let room = moment.left() - size::GAP - rect.left();
    let who = kit::elided(painter, &who, font::regular(size::SECONDARY), cx.theme.weak, room);
    painter.galley(pos2(rect.left(), y - who.size().y * 0.5), who, cx.theme.weak);
    y = rect.top() + WORDS;
    if parts.notes {
        two_lines(ui, &round.note, pos2(rect.left(), y), rect.width(), cx.theme.text);
        y += LINES + size::GAP;
    }
    if let Some(decision) = round.decision() {
        let words = decided(cx, decision);
        two_lines(ui, &words, pos2(rect.left(), y), rect.width(), status::verdict_color(decision.verdict, cx.theme));
    }
}

/// How the round stands: its decision, or that it waits for one.
fn standing(ui: &Ui, cx: &Cx<'_>, stage: &Stage, round: &Round, right: egui::Pos2) {
    let newest = stage.latest().is_some_and(|r| r.id == round.id);
    let (found, words) = match round.decision() {
        Some(decision) => (status::of_verdict(decision.verdict), status::verdict_label(decision.verdict)),
        None if newest => (stage.status, stage.status.label()),
        None => (rushes_domain::Status::Skipped, "Superseded"),
    };
    let ink = status::ink(found, cx.theme);
    let words = ui.painter().text(right, Align2::RIGHT_CENTER, words, font::medium(size::SECONDARY), ink);
    status::paint_icon(ui.painter(), pos2(words.left() - 12.0, right.y), size::ICON_SMALL, found, cx.theme);
}

fn decided(cx: &Cx<'_>, decision: &Decision) -> String {
    let who = format!("{}, {}", cx.name_of(decision.by), dates::moment(decision.at, cx.now));
    if decision.note.is_empty() { who } else { format!("{who}: {}", decision.note) }
}

/// Text in at most two lines, cut with an ellipsis.
fn two_lines(ui: &Ui, words: &str, at: egui::Pos2, width: f32, ink: egui::Color32) {
    let mut job = egui::text::LayoutJob::simple(words.replace('\n', " "), font::regular(size::SECONDARY), ink, width);
    job.wrap.max_rows = 2;
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(at, galley, ink);
}
