//! Choosing a project's picture.

use super::settings::send;
use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
    textures::ThumbSize,
};
use egui::{CursorIcon, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use rushes_domain::{Attachment, Project, ProjectChange};

const PICTURE: egui::Vec2 = vec2(120.0, 68.0);

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, project: &Project, pictures: &[Attachment], may: bool) {
    if pictures.is_empty() {
        ui.label(font::text("The project's pictures appear here once rounds are published.", cx.theme.weak));
        return;
    }
    let chosen = project.cover;
    let words = match chosen {
        Some(_) => "One picture is chosen.",
        None => "The newest round's picture is shown. Choose one to keep it.",
    };
    ui.label(font::text(words, cx.theme.weak));
    ui.add_space(size::GRID);
    let columns = (((ui.available_width() + size::GAP) / (PICTURE.x + size::GAP)).floor() as usize).max(1);
    for line in pictures.chunks(columns) {
        ui.horizontal(|ui| {
            for file in line {
                let on = chosen == Some(file.hash);
                if ui.push_id(file.hash.0, |ui| picture(ui, cx, file, on, may)).inner && !on {
                    send(cx, project.id, ProjectChange::Cover(Some(file.hash)));
                }
            }
        });
    }
    if chosen.is_some() && may {
        ui.add_space(size::GRID);
        if Button::quiet("Show the newest round instead").icon(icon::ARROW_CLOCKWISE).show(ui).clicked() {
            send(cx, project.id, ProjectChange::Cover(None));
        }
    }
}

/// A picture to choose. Gives whether it was.
fn picture(ui: &mut Ui, cx: &mut Cx<'_>, file: &Attachment, on: bool, may: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(PICTURE, if may { Sense::click() } else { Sense::hover() });
    response.widget_info(|| WidgetInfo::selected(Role::Button, may, on, format!("Cover {}", file.name)));
    let look = (ThumbSize::Card, kit::Fit::Cover, size::RADIUS);
    cx.thumbs.paint(ui.painter(), rect, Some(file), look, cx.theme);
    if on || response.hovered() {
        let line = if on { Stroke::new(2.0, cx.theme.link) } else { Stroke::new(1.0, cx.theme.line_strong) };
        ui.painter().rect_stroke(rect, size::RADIUS, line, StrokeKind::Inside);
    }
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect, size::RADIUS, cx.theme);
    }
    response.on_hover_text(&file.name).on_hover_cursor(CursorIcon::PointingHand).clicked()
}
