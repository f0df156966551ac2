//! The line of values: zoom, the pixel under the pointer, and what the picture is.

use super::{ReviewModel, ReviewPage};
use crate::{
    actions::Cx,
    kit::{self, font, icon, size},
    viewer::camera::View,
};
use egui::{Align, Color32, Layout, Sense, Stroke, StrokeKind, Ui, vec2};

/// Less of a file's name says nothing.
const LEAST_NAME: f32 = 64.0;

/// How wide words are on one line.
fn wide(ui: &Ui, words: &egui::RichText) -> f32 {
    let text = egui::WidgetText::from(words.clone());
    text.into_galley(ui, Some(egui::TextWrapMode::Extend), f32::INFINITY, egui::TextStyle::Body).size().x
}

impl ReviewPage {
    /// Shows the line.
    pub(super) fn readout(&mut self, ui: &mut Ui, cx: &Cx<'_>, model: &ReviewModel) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = size::GRID;
            self.zoom_buttons(ui);
            ui.add_space(size::GAP);
            self.pointed(ui, cx);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let Some(file) = &model.file else { return };
                let words = format!("{} × {}   {}", file.width, file.height, file.format.to_uppercase());
                let words = font::number(words, cx.theme.weak);
                // Beside a pixel's values there may be no room for what the picture is.
                if wide(ui, &words) > ui.available_width() {
                    return;
                }
                ui.label(words);
                if ui.available_width() < LEAST_NAME {
                    return;
                }
                let name = egui::Label::new(kit::weak(&file.name, cx.theme.weak)).truncate();
                ui.add_space(size::GAP);
                ui.add(name);
            });
        });
    }

    fn zoom_buttons(&mut self, ui: &mut Ui) {
        let theme = kit::Theme::of(ui.ctx());
        let canvas = &mut self.viewer.canvas;
        let view = View { rect: canvas.rect, pixels_per_point: ui.pixels_per_point(), size: canvas.size };
        if kit::toggle_button(ui, icon::CORNERS_OUT, "Fit the picture (F)", canvas.camera.is_fitting()).clicked() {
            canvas.camera.fit();
        }
        let exact = (canvas.camera.zoom(&view) - 1.0).abs() < 1e-6;
        if kit::toggle_button(ui, icon::FRAME_CORNERS, "100 % (0)", exact).clicked() {
            canvas.camera.zoom_to(&view, view.rect.center(), 1.0);
        }
        if kit::icon_button(ui, icon::MAGNIFYING_GLASS_MINUS, "Zoom out (-)").clicked() {
            canvas.camera.step(&view, false);
        }
        let (rect, response) = ui.allocate_exact_size(vec2(size::GRID * 12.0, size::CONTROL), Sense::hover());
        let words = canvas.camera.label(&view);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("Zoom {words}")));
        let font = font::tabular(size::SECONDARY);
        ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, words.clone(), font, theme.text);
        if kit::icon_button(ui, icon::MAGNIFYING_GLASS_PLUS, "Zoom in (+)").clicked() {
            canvas.camera.step(&view, true);
        }
    }

    /// The pixel under the pointer: where, what it looks like, and its value in the file.
    fn pointed(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some([x, y]) = self.viewer.canvas.pointed else {
            let hint = font::number("Point at the picture for its values", cx.theme.weak.gamma_multiply(0.7));
            if ui.available_width() > wide(ui, &hint) * 2.0 {
                ui.label(hint);
            }
            return;
        };
        if let Some([r, g, b]) = self.viewer.shown_at([x, y]) {
            let (rect, _) = ui.allocate_exact_size(vec2(size::ICON_SMALL, size::ICON_SMALL), Sense::hover());
            let line = Stroke::new(1.0, cx.theme.line_strong);
            ui.painter().rect(rect, 2.0, Color32::from_rgb(r, g, b), line, StrokeKind::Inside);
        }
        let fits = |ui: &Ui, words: &egui::RichText| wide(ui, words) + size::GAP <= ui.available_width();
        let at = font::number(format!("x {x:>5}  y {y:>5}"), cx.theme.text);
        if fits(ui, &at) {
            ui.label(at);
        }
        if let Some(value) = self.viewer.value_at([x, y]).map(|value| font::number(value, cx.theme.weak))
            && fits(ui, &value)
        {
            ui.add_space(size::GRID);
            ui.label(value).on_hover_text("In the file's own units.");
        }
    }
}
