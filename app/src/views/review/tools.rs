//! The strip at the left: what the pointer does, and the line it draws.

use super::{ReviewModel, ReviewPage};
use crate::{
    commands::page_keys,
    kit::{self, Theme, font, icon, size},
    viewer::draw::{Tool, Weight},
};
use egui::{Align2, Color32, CursorIcon, Popup, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use rushes_domain::{Shape, ShapeKind};

/// Colours to draw in, and their names. They are data: marks keep them whatever the theme.
const COLORS: [(&str, &str); 6] = [
    (Shape::RED, "Red"),
    ("#FFB020", "Amber"),
    ("#34C759", "Green"),
    ("#2F9BFF", "Blue"),
    ("#FFFFFF", "White"),
    ("#101010", "Black"),
];

/// A tool's icon.
pub(super) fn glyph(tool: Tool) -> &'static str {
    match tool {
        Tool::Select => icon::CURSOR,
        Tool::Draw(ShapeKind::Rect) => icon::RECTANGLE,
        Tool::Draw(ShapeKind::Ellipse) => icon::CIRCLE,
        Tool::Draw(ShapeKind::Arrow) => icon::ARROW_UP_RIGHT,
        Tool::Draw(ShapeKind::Freehand) => icon::SCRIBBLE,
        Tool::Draw(ShapeKind::Text) => icon::TEXT_T,
        Tool::Draw(ShapeKind::Pin) => icon::MAP_PIN,
        Tool::Draw(ShapeKind::Screenshot) => icon::IMAGE,
    }
}

impl ReviewPage {
    /// Shows the strip.
    pub(super) fn tools(&mut self, ui: &mut Ui, model: &ReviewModel) {
        let theme = Theme::of(ui.ctx());
        ui.spacing_mut().item_spacing.y = size::GRID;
        ui.vertical_centered(|ui| {
            let why_not = model.gates.talk.clone().err();
            for tool in Tool::ALL {
                let keys = tool.command().map(page_keys);
                let name = keys.map_or_else(|| tool.label().to_owned(), |k| format!("{} ({k})", tool.label()));
                let usable = tool == Tool::Select || why_not.is_none();
                ui.add_enabled_ui(usable, |ui| {
                    let on = self.viewer.canvas.drawing.tool == tool;
                    let button = kit::toggle_button(ui, glyph(tool), &name, on);
                    let button = button.on_disabled_hover_text(why_not.as_deref().unwrap_or_default());
                    if button.clicked() {
                        self.viewer.canvas.drawing.tool = tool;
                    }
                });
            }
            kit::divider(ui);
            self.color(ui, &theme);
            self.weight(ui, &theme);
            kit::divider(ui);
            let canvas = &mut self.viewer.canvas;
            let eye = if canvas.marks_hidden { icon::EYE_SLASH } else { icon::EYE };
            let hide = format!("Hide marks ({})", page_keys("review.marks"));
            if kit::toggle_button(ui, eye, &hide, canvas.marks_hidden).clicked() {
                canvas.marks_hidden = !canvas.marks_hidden;
            }
            if kit::toggle_button(ui, icon::CIRCLE_HALF, "Grey around the picture", canvas.grey).clicked() {
                canvas.grey = !canvas.grey;
            }
        });
    }

    fn color(&mut self, ui: &mut Ui, theme: &Theme) {
        let pen = &mut self.viewer.canvas.drawing.pen;
        let now = COLORS.iter().find(|(hex, _)| *hex == pen.color).map_or("another", |(_, name)| name);
        let response = swatch(ui, &format!("Colour: {now}"), &pen.color, false, theme);
        Popup::menu(&response).accessible_name("Colour").show(|ui| {
            ui.horizontal(|ui| {
                for (hex, name) in COLORS {
                    if swatch(ui, name, hex, pen.color == hex, theme).clicked() {
                        pen.color = hex.to_owned();
                        ui.close();
                    }
                }
            });
        });
    }

    fn weight(&mut self, ui: &mut Ui, theme: &Theme) {
        let pen = &mut self.viewer.canvas.drawing.pen;
        let (rect, response) = ui.allocate_exact_size(vec2(size::CONTROL, size::CONTROL), Sense::click());
        let name = format!("Line: {}", pen.weight.label());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        ground(ui, rect, &response, theme);
        line(ui, rect, pen.weight, theme.weak);
        kit::menu(&response).accessible_name("Line").show(|ui| {
            for weight in Weight::ALL {
                if kit::menu_item(ui, None, weight.label(), pen.weight == weight).clicked() {
                    pen.weight = weight;
                }
            }
        });
        response.on_hover_text(name).on_hover_cursor(CursorIcon::PointingHand);
    }
}

fn line(ui: &Ui, rect: Rect, weight: Weight, color: Color32) {
    let width = match weight {
        Weight::Fine => 1.0,
        Weight::Medium => 2.0,
        Weight::Bold => 4.0,
    };
    let half = vec2(size::GAP, -size::GAP);
    ui.painter().line_segment([rect.center() - half, rect.center() + half], Stroke::new(width, color));
}

fn ground(ui: &Ui, rect: Rect, response: &Response, theme: &Theme) {
    if response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS, theme.hover);
    }
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect, size::RADIUS, theme);
    }
}

/// A colour to press.
fn swatch(ui: &mut Ui, name: &str, hex: &str, on: bool, theme: &Theme) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(size::CONTROL, size::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, name));
    ground(ui, rect, &response, theme);
    let color = Color32::from_hex(hex).unwrap_or(theme.annotation);
    ui.painter().circle(rect.center(), size::GAP, color, Stroke::new(1.0, theme.line_strong));
    if on {
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            icon::CHECK,
            font::icons(size::LABEL),
            if kit::luminance(color) > 0.45 { Color32::BLACK } else { Color32::WHITE },
        );
        ui.painter().rect_stroke(rect, size::RADIUS, Stroke::new(1.0, theme.line_strong), StrokeKind::Inside);
    }
    response.on_hover_text(name).on_hover_cursor(CursorIcon::PointingHand)
}
