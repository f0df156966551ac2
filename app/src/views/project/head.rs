//! A project's name, cover, days and progress.

use super::model::{Facts, Progress};
use crate::{
    actions::{Action, Cx},
    kit::{self, dates, font, icon, size},
    textures::ThumbSize,
};
use egui::{Align, Layout, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::FieldOf;

/// The cover's size, in points.
const COVER: egui::Vec2 = vec2(96.0, 54.0);
/// Windows lower than this leave the room to what stands below: the head is one line.
const LOW: f32 = 600.0;
/// The cover's size there.
const SMALL_COVER: egui::Vec2 = vec2(56.0, 32.0);
/// Narrowest and widest of one stage's progress.
const STAGE: [f32; 2] = [76.0, 112.0];
/// From so many deliverables on, a stage's figures are told in a hundred.
const MANY: usize = 10_000;
/// Between a stage's words and its edges.
const STAGE_SIDE: f32 = 5.0;
/// Width of the progress of all stages in one.
const WHOLE: f32 = 152.0;
/// Room the name keeps beside the progress.
const NAME_ROOM: f32 = 320.0;

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, facts: &Facts) {
    let low = ui.ctx().content_rect().height() < LOW;
    let size_of_cover = if low { SMALL_COVER } else { COVER };
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(size_of_cover, Sense::hover());
        let look = (ThumbSize::Card, kit::Fit::Cover, size::RADIUS);
        cx.thumbs.paint(ui.painter(), rect, facts.cover.as_ref(), look, cx.theme);
        ui.add_space(size::GAP);
        let count = facts.progress.len() as f32;
        let room = ui.available_width();
        let wide = !low && facts.deliverables > 0 && room - count * STAGE[0] > NAME_ROOM;
        let one = stage_width(ui, facts, (room - NAME_ROOM) / count.max(1.0));
        let figures = if facts.deliverables == 0 {
            0.0
        } else if wide {
            count * one
        } else {
            WHOLE
        };
        let beside = vec2(room - figures - size::GAP, size_of_cover.y);
        ui.allocate_ui_with_layout(beside, Layout::top_down(Align::Min), |ui| {
            ui.set_min_width(beside.x);
            words(ui, cx, facts, low);
        });
        ui.spacing_mut().item_spacing.x = 0.0;
        if wide {
            // The figures themselves are said when the pointer is over a stage.
            let percent = facts.progress.iter().any(|p| p.all >= MANY);
            for progress in &facts.progress {
                stage(ui, cx, progress, one, percent);
            }
        } else if let Some(done) = facts.done() {
            whole(ui, cx, done);
        }
    });
}

/// How wide one stage's progress is: as its longest name is, in this much room.
fn stage_width(ui: &Ui, facts: &Facts, room: f32) -> f32 {
    let wide = |progress: &Progress| {
        let name = progress.name.clone();
        ui.painter().layout_no_wrap(name, font::medium(size::LABEL), egui::Color32::PLACEHOLDER).size().x
    };
    let longest = facts.progress.iter().map(wide).fold(0.0, f32::max);
    (longest + STAGE_SIDE * 2.0 + 1.0).min(room).clamp(STAGE[0], STAGE[1]).ceil()
}

fn words(ui: &mut Ui, cx: &mut Cx<'_>, facts: &Facts, low: bool) {
    let project = &facts.project;
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.horizontal(|ui| {
        ui.scope(|ui| {
            ui.set_max_width((ui.available_width() - size::CONTROL - size::GAP).max(80.0));
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
            kit::cover_title(ui, &project.name);
        });
        let kept = cx.snapshot.state.personal.favourites.contains_key(&project.id);
        let name = if kept { "Remove from favourites" } else { "Keep in favourites" };
        if kit::toggle_button(ui, icon::STAR, name, kept).clicked() {
            cx.actions.push(Action::ToggleFavourite(project.id));
        }
    });
    if low {
        return;
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP_WIDE;
        let mut said = project.code.clone();
        if !project.client.is_empty() {
            said.push_str(&format!("  ·  {}", project.client));
        }
        ui.label(font::weak(said, cx.theme.weak));
        let days = match (project.start, project.due) {
            (Some(start), Some(due)) => {
                Some(format!("{} to {}", dates::day(start, cx.today), dates::day(due, cx.today)))
            }
            (None, Some(due)) => Some(format!("due {}", dates::day(due, cx.today))),
            (Some(start), None) => Some(format!("from {}", dates::day(start, cx.today))),
            (None, None) => None,
        };
        if let Some(days) = days {
            let late = project.due.is_some_and(|d| d < cx.today) && facts.done().is_some_and(|d| d < 1.0);
            ui.label(font::weak(days, if late { cx.theme.danger } else { cx.theme.weak }));
        }
        if project.archived {
            ui.label(font::weak("archived", cx.theme.warning));
        }
        custom(ui, cx, facts);
    });
}

/// The custom fields that have a value, as far as there is room.
fn custom(ui: &mut Ui, cx: &Cx<'_>, facts: &Facts) {
    let studio = &cx.snapshot.state.studio;
    for field in studio.fields_of(FieldOf::Project) {
        let Some(value) = facts.project.field(field) else { continue };
        let words = format!("{}: {}", field.name, studio.shown(field, &value));
        let galley = ui.painter().layout_no_wrap(words.clone(), font::regular(size::SECONDARY), cx.theme.weak);
        if galley.size().x > ui.available_width() {
            return;
        }
        ui.label(font::weak(words, cx.theme.weak));
    }
}

/// One stage: its name, a bar by status, and how many are approved.
fn stage(ui: &mut Ui, cx: &Cx<'_>, progress: &Progress, wide: f32, percent: bool) {
    let (rect, response) = ui.allocate_exact_size(vec2(wide, COVER.y), Sense::hover());
    let said: Vec<String> = progress
        .counts
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(s, n)| format!("{} {}", kit::figure(*n), s.label().to_lowercase()))
        .collect();
    let spoken =
        format!("{}: {} of {} approved", progress.name, kit::figure(progress.approved()), kit::figure(progress.all));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let inner = rect.shrink2(vec2(STAGE_SIDE, 0.0)).with_min_y(rect.top() + 6.0);
    let painter = ui.painter();
    let name = kit::elided(painter, &progress.name, font::medium(size::LABEL), cx.theme.weak, inner.width());
    painter.galley(inner.min, name, cx.theme.weak);
    bar(ui, cx, progress, Rect::from_min_size(inner.min + vec2(0.0, 20.0), vec2(inner.width(), 4.0)));
    let lay = |words: String| painter.layout_no_wrap(words, font::tabular(size::LABEL), cx.theme.weak);
    let figure = if percent {
        lay(format!("{:.0} %", progress.approved() as f32 * 100.0 / progress.all.max(1) as f32))
    } else {
        lay(format!("{}/{}", kit::figure(progress.approved()), kit::figure(progress.all)))
    };
    painter.galley(pos2(inner.left(), inner.top() + 36.0 - figure.size().y * 0.5), figure, cx.theme.weak);
    let hint = if said.is_empty() { spoken } else { format!("{spoken}; {}", said.join(", ")) };
    response.on_hover_text(hint);
}

fn bar(ui: &Ui, cx: &Cx<'_>, progress: &Progress, rect: Rect) {
    let share = |n: usize| n as f32 / progress.all.max(1) as f32;
    let shares: Vec<_> = progress.counts.iter().map(|(status, n)| (*status, share(*n))).collect();
    kit::paint_shares(ui.painter(), rect, &shares, cx.theme);
}

/// All stages in one, where there is no room for each.
fn whole(ui: &mut Ui, cx: &Cx<'_>, done: f32) {
    ui.vertical(|ui| {
        ui.set_width(WHOLE);
        ui.add_space(size::GRID);
        ui.label(font::number(format!("{:.0} % approved", done * 100.0), cx.theme.weak));
        kit::progress(ui, Some(done), "Approved stages");
    });
}
