//! Home.

use super::{Home, HomeModel, ROUND_WIDTH, greeting, round_card};
use crate::{
    actions::{Action, Cx, Make},
    kit::{self, font, icon, size},
    place::{Place, Question},
};
use egui::{Align2, CursorIcon, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{Permission, State, Status};

impl Home {
    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (seq, me) = (cx.snapshot.seq, cx.snapshot.me);
        let today = cx.today;
        let read = move |state: &State| HomeModel::of(state, me.person, me.role.may(Permission::Decide), today);
        let Some(model) = self.known.of(ui.ctx(), &cx.snapshot.state, &(), &(seq, today), read) else {
            kit::reading(ui, "Looking at what there is to do…");
            return;
        };
        kit::picture_page(ui, "home", |ui| {
            let name = cx.snapshot.state.studio.name_of(me.person);
            let first = name.split_whitespace().next().unwrap_or_default();
            kit::page_title(ui, &greeting(jiff::Zoned::now().hour(), first));
            ui.label(font::text(model.needs(), cx.theme.weak));
            if cx.snapshot.state.projects.is_empty() {
                let sentence = "A project holds deliverables and the pipeline they pass through.";
                let button = Some((icon::PLUS, "Make the first project"));
                if kit::empty(ui, icon::FOLDERS, "No projects yet", sentence, button) {
                    cx.actions.push(Action::Make(Make::Project));
                }
                return;
            }
            ui.add_space(size::GAP_WIDE);
            figures(ui, cx, &model);
            ui.add_space(size::PAGE);
            if !model.statuses.is_empty() {
                kit::section_title(ui, "Where the stages are");
                ui.add_space(size::GRID);
                statuses(ui, cx, &model.statuses);
                ui.add_space(size::PAGE);
            }
            kit::section_title(ui, "Newest rounds");
            ui.add_space(size::GRID);
            if model.recent.is_empty() {
                let sentence =
                    "A round appears here as soon as somebody publishes one: a picture or a clip of a stage.";
                let button = Some((icon::FOLDERS, "Look at the projects"));
                if kit::empty(ui, icon::STACK, "No rounds yet", sentence, button) {
                    cx.go(Place::Projects);
                }
            }
            kit::cards(ui, model.recent.len(), ROUND_WIDTH, |ui, i, width| {
                let (deliverable, round) = &model.recent[i];
                let Some(round) = deliverable.round(*round) else { return };
                let Some(stage) = deliverable.stage(round.stage) else { return };
                ui.push_id(round.id, |ui| round_card(ui, cx, (deliverable, stage, Some(round)), width));
            });
        });
    }
}

fn figures(ui: &mut Ui, cx: &mut Cx<'_>, model: &HomeModel) {
    let columns = if ui.available_width() < 640.0 { 2.0 } else { 4.0 };
    let width = ((ui.available_width() - size::GAP_WIDE * (columns - 1.0)) / columns).floor();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(size::GAP_WIDE, size::GAP_WIDE);
        for (question, count) in Question::ALL.into_iter().zip(model.figures) {
            if figure(ui, cx, question, count, width).clicked() {
                cx.go(Place::Rows(question));
            }
        }
    });
}

fn figure(ui: &mut Ui, cx: &Cx<'_>, question: Question, count: usize, width: f32) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 88.0), Sense::click());
    let spoken = format!("{}: {count}", question.label());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    kit::first_of_walk(&response);
    let lit = response.hovered();
    let fill = if lit { cx.theme.hover } else { cx.theme.raised };
    let line = Stroke::new(1.0, if lit { cx.theme.line_strong } else { cx.theme.line });
    ui.painter().rect(rect, size::RADIUS_CARD, fill, line, StrokeKind::Inside);
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect, size::RADIUS_CARD, cx.theme);
    }
    let (glyph, ink) = match question {
        Question::DueThisWeek => (icon::CALENDAR_BLANK, cx.theme.text),
        Question::InReview => (icon::EYE, kit::status::color(Status::InReview, cx.theme)),
        Question::Overdue => (icon::WARNING_CIRCLE, cx.theme.danger),
        Question::OpenFeedback => (icon::CHAT_CIRCLE, cx.theme.warning),
    };
    let ink = if count == 0 { cx.theme.weak } else { ink };
    let painter = ui.painter();
    let label = pos2(rect.left() + 16.0, rect.top() + 24.0);
    painter.text(label, Align2::LEFT_CENTER, question.label(), font::medium(size::SECONDARY), cx.theme.weak);
    let at = pos2(rect.right() - 24.0, rect.top() + 24.0);
    painter.text(at, Align2::CENTER_CENTER, glyph, font::icons(18.0), ink);
    let at = pos2(rect.left() + 16.0, rect.bottom() - 30.0);
    let number = if count == 0 { cx.theme.weak } else { cx.theme.text };
    painter.text(at, Align2::LEFT_CENTER, kit::figure(count), font::display(size::FIGURE), number);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// One bar over all stages, and its legend.
fn statuses(ui: &mut Ui, cx: &Cx<'_>, counts: &[(Status, usize)]) {
    let all: usize = counts.iter().map(|(_, n)| n).sum::<usize>().max(1);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 10.0), Sense::hover());
    let told: Vec<String> =
        counts.iter().map(|(s, n)| format!("{} {}", kit::figure(*n), s.label().to_lowercase())).collect();
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{}: {}", kit::counted(all, "stage"), told.join(", ")))
    });
    let shares: Vec<(Status, f32)> = counts.iter().map(|(s, n)| (*s, *n as f32 / all as f32)).collect();
    kit::paint_shares(ui.painter(), rect, &shares, cx.theme);
    ui.add_space(size::GRID);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP_WIDE;
        for (status, count) in counts {
            legend(ui, cx, *status, *count);
        }
    });
}

/// A status's mark and how many there are, as one thing that wraps whole.
fn legend(ui: &mut Ui, cx: &Cx<'_>, status: Status, count: usize) {
    let painter = ui.painter();
    let word = painter.layout_no_wrap(status.label().to_owned(), font::medium(size::SECONDARY), cx.theme.text);
    let number = painter.layout_no_wrap(kit::figure(count), font::tabular(size::SECONDARY), cx.theme.weak);
    let left = size::ICON_SMALL + size::GAP_TIGHT;
    let width = left + word.size().x + size::GAP_TIGHT + number.size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width.ceil(), 20.0), Sense::hover());
    let spoken = format!("{} {}", kit::figure(count), status.label().to_lowercase());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    kit::paint_status(ui.painter(), rect.left_center(), status, true, cx.theme);
    let at = egui::pos2(rect.right() - number.size().x, rect.center().y - number.size().y * 0.5);
    ui.painter().galley(at, number, cx.theme.weak);
}
