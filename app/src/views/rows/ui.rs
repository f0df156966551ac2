//! The rows of a question.

use super::{ROW_MENU, Rows, StageRow, answer};
use crate::{
    actions::Cx,
    commands::menu,
    kit::{self, dates, font, icon, size},
    place::{Place, Question},
    textures::ThumbSize,
};
use egui::{Align2, Painter, Rect, Ui, pos2, vec2};
use rushes_domain::State;
use std::sync::Arc;

/// People a row shows at most; the others are counted.
const PEOPLE: usize = 3;

impl Rows {
    /// Shows them.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, question: Question) {
        let seq = cx.snapshot.seq;
        let today = cx.today;
        let read = move |state: &State| answer(state, question, today);
        let Some(rows) = self.known.of(ui.ctx(), &cx.snapshot.state, &question, &(seq, today), read) else {
            kit::reading(ui, "Looking for the stages…");
            return;
        };
        egui::Frame::new().inner_margin(egui::Margin { left: 24, right: 24, top: 24, bottom: 12 }).show(ui, |ui| {
            let stages = kit::counted(rows.len(), "stage");
            let note = match question {
                Question::OpenFeedback => {
                    let items = rows.iter().map(|r| r.open_feedback).sum();
                    format!("{} in {stages}", kit::counted(items, "item"))
                }
                _ => stages,
            };
            kit::Head::new(question.label()).note(note, cx.theme.weak).show(ui, |ui| {
                if !rows.is_empty()
                    && let Some(kind) = super::export::button(ui)
                {
                    let rows = rows.iter().map(|r| ("", r));
                    let table = super::export::table(&cx.snapshot.state, question.label(), None, rows);
                    cx.actions.push(crate::actions::Action::ExportTable(Arc::new(table), kind));
                }
            });
            ui.add_space(size::GAP);
            let now = question;
            let choices = Question::ALL.map(|q| (q, q.label()));
            if let Some(other) = kit::segments(ui, now, &choices) {
                cx.actions.push(crate::actions::Action::Turn(Place::Rows(other)));
            }
        });
        if rows.is_empty() {
            kit::empty(ui, icon::CHECK_CIRCLE, "Nothing here", nothing(question), None);
            return;
        }
        let height = cx.row_height() + 8.0;
        let count = rows.len();
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = egui::ScrollArea::vertical().auto_shrink(false).id_salt(question);
        kit::scrolled(ui, |ui, width| {
            area.show_rows(ui, height, count, |ui, range| {
                ui.set_max_width(width);
                kit::scroll_by_keys(ui);
                for row in &rows[range] {
                    stage_row(ui, cx, row, height);
                }
            });
        });
    }
}

fn nothing(question: Question) -> &'static str {
    match question {
        Question::DueThisWeek => "No open stage is due within the next seven days.",
        Question::InReview => {
            "No stage waits for a decision. A stage is in review as soon as a round of it is published."
        }
        Question::Overdue => "Nothing is overdue.",
        Question::OpenFeedback => "No feedback is open.",
    }
}

/// One stage as a row that opens where the work is.
fn stage_row(ui: &mut Ui, cx: &mut Cx<'_>, row: &StageRow, height: f32) {
    let stage = row.stage();
    let deliverable = &row.deliverable;
    let name = format!("{} {}: {}", deliverable.name, stage.name, stage.status.label().to_lowercase());
    let response = ui
        .push_id((deliverable.id, stage.id), |ui| {
            kit::row(ui, &name, height, false, |ui, rect| paint(ui.painter(), cx, row, rect))
        })
        .inner;
    if response.clicked() {
        cx.go(Place::Deliverable(deliverable.id, Some(stage.id)));
    }
    let place = Place::Deliverable(deliverable.id, Some(stage.id));
    kit::context_menu(&response, |ui| menu::about(ui, cx, place, &ROW_MENU));
}

fn paint(painter: &Painter, cx: &mut Cx<'_>, row: &StageRow, rect: Rect) {
    let stage = row.stage();
    let y = rect.center().y;
    let high = rect.height() - 8.0;
    let thumb =
        Rect::from_min_size(pos2(rect.left() + 24.0, rect.top() + 4.0), vec2((high * 16.0 / 9.0).round(), high));
    let file = stage.latest().and_then(rushes_domain::Round::current).or_else(|| row.deliverable.cover());
    cx.thumbs.paint(painter, thumb, file, (ThumbSize::Row, kit::Fit::Cover, 3), cx.theme);
    let wide = rect.width() > 820.0;
    let left = thumb.right() + 12.0;
    let project = cx.snapshot.state.projects.get(&row.deliverable.project).map(|p| p.code.clone()).unwrap_or_default();
    let room = if wide { rect.width() * 0.3 } else { rect.width() * 0.4 };
    let title = kit::name_elided(painter, &row.deliverable.name, font::medium(size::BODY), cx.theme.text, room);
    let sub = format!("{project}  ·  {}", stage.name);
    let sub = kit::elided(painter, &sub, font::regular(size::SECONDARY), cx.theme.weak, room);
    painter.galley(pos2(left, y - title.size().y), title, cx.theme.text);
    painter.galley(pos2(left, y + 1.0), sub, cx.theme.weak);
    kit::paint_status(painter, pos2(left + room + 16.0, y), stage.status, true, cx.theme);
    let mut right = rect.right() - 24.0;
    if let Some(due) = row.due {
        let late = row.deliverable.is_overdue(stage, cx.today);
        let ink = if late { cx.theme.danger } else { cx.theme.text };
        let words = dates::day(due, cx.today);
        painter.text(pos2(right, y), Align2::RIGHT_CENTER, words, font::tabular(size::SECONDARY), ink);
    }
    right -= 120.0;
    if row.open_feedback > 0 {
        let ink = if cx.theme.dark { cx.theme.canvas } else { cx.theme.surface };
        kit::paint_badge(painter, pos2(right, y), row.open_feedback, cx.theme.warning, ink);
    }
    right -= 36.0;
    if wide {
        if stage.round_number() > 0 {
            let (words, font) = (format!("round {}", stage.round_number()), font::tabular(size::SECONDARY));
            painter.text(pos2(right, y), Align2::RIGHT_CENTER, words, font, cx.theme.weak);
        }
        right -= 90.0;
        let shown = stage.assignees.len().min(PEOPLE);
        let first = right - size::AVATAR_STEP * shown.saturating_sub(1) as f32;
        for (i, person) in stage.assignees.iter().take(shown).enumerate().rev() {
            let found = cx.snapshot.state.studio.people.get(person);
            let initials = found.map_or_else(|| "?".to_owned(), rushes_domain::Person::initials);
            let at = pos2(first + size::AVATAR_STEP * i as f32, y);
            kit::paint_avatar(painter, at, size::AVATAR, *person, &initials, cx.theme);
        }
        if stage.assignees.len() > shown {
            let more = format!("+{}", stage.assignees.len() - shown);
            let at = pos2(first - size::AVATAR * 0.5 - size::GRID, y);
            painter.text(at, Align2::RIGHT_CENTER, more, font::medium(size::LABEL), cx.theme.weak);
        }
    }
}
