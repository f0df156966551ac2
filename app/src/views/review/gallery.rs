//! The line below the picture: the rounds as small pictures, or a clip's controls.

use super::{ReviewModel, ReviewPage, RoundCard, Tab};
use crate::{
    actions::{Action, Cx},
    kit::{self, Fit, font, icon, size, status},
    place::Place,
    textures::ThumbSize,
    viewer::{
        paint::color_of,
        video::{self, Marker, Transport},
    },
};
use egui::{Align2, CursorIcon, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{AttachmentId, FrameRate, MediaHash, MediaKind};

/// A picture's size in the gallery, in points.
const THUMB: egui::Vec2 = vec2(size::GRID * 20.0, size::GRID * 12.0);

impl ReviewPage {
    /// Shows the line of values, and below it the gallery or the clip's controls.
    pub(super) fn bottom(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel, now_s: f64) {
        ui.spacing_mut().item_spacing.y = size::GRID;
        self.readout(ui, cx, model);
        if model.is_clip() {
            self.transport(ui, cx, model, now_s);
        }
        if !model.is_clip() || model.files.len() > 1 {
            self.gallery(ui, cx, model);
        }
    }

    fn transport(&mut self, ui: &mut Ui, cx: &Cx<'_>, model: &ReviewModel, now_s: f64) {
        let Some(index) = self.viewer.index() else {
            ui.add_space(video::HEIGHT);
            return;
        };
        let markers: Vec<Marker> = model
            .marks
            .iter()
            .map(|m| Marker {
                frames: m.frames,
                feedback: m.feedback,
                number: m.number,
                color: color_of(&m.shape, cx.theme).gamma_multiply(if m.settled { 0.45 } else { 1.0 }).to_opaque(),
                chosen: self.mark == Some(m.id),
            })
            .collect();
        let file = model.file.as_ref();
        let rate = index.fps().map(|r| FrameRate { num: r.num.unsigned_abs(), den: r.den.unsigned_abs() });
        let rate = rate.or(file.and_then(|f| f.fps)).unwrap_or(FrameRate { num: 24, den: 1 });
        let late = self.viewer.picture().is_none_or(|(frame, _)| frame != self.viewer.player.frame());
        let transport = Transport { index: &index, rate, markers: &markers, late };
        if let Some(item) = video::show(ui, &mut self.viewer.player, &transport, now_s, cx.theme) {
            self.tab = Tab::Feedback;
            self.choose(model, Some(item));
        }
    }

    /// The rounds, the oldest first, and the other files of the one shown.
    fn gallery(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        ScrollArea::horizontal().id_salt("gallery").auto_shrink([false, true]).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = size::GAP;
                if !model.is_clip() {
                    for card in model.rounds.iter().rev() {
                        let shown = card.id == model.round;
                        if round(ui, cx, card, shown).clicked() && !shown {
                            cx.actions.push(Action::Turn(Place::Review(model.deliverable, card.id)));
                        }
                    }
                }
                if model.files.len() > 1 {
                    self.files(ui, cx, model);
                }
            });
        });
    }

    fn files(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        let theme = cx.theme.clone();
        let (line, _) = ui.allocate_exact_size(vec2(1.0, THUMB.y), Sense::hover());
        ui.painter().vline(line.center().x, line.y_range(), Stroke::new(1.0, theme.line));
        let shown: Option<AttachmentId> = model.file.as_ref().map(|f| f.id);
        for file in &model.files {
            let (rect, response) = ui.allocate_exact_size(THUMB, Sense::click());
            let on = shown == Some(file.id);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, format!("File {}", file.name)));
            thumbnail(ui, cx, rect, Some((file.hash, file.kind)), ThumbSize::Row, Fit::Cover);
            frame(ui, rect, on, &response, &theme);
            if response.on_hover_text(&file.name).on_hover_cursor(CursorIcon::PointingHand).clicked() && !on {
                self.show_file(file.id);
            }
        }
    }
}

/// A round as a small picture with its number.
fn round(ui: &mut Ui, cx: &mut Cx<'_>, card: &RoundCard, shown: bool) -> egui::Response {
    let theme = cx.theme.clone();
    let (rect, response) = ui.allocate_exact_size(THUMB, Sense::click());
    let name = format!("Show round {}", card.number);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, shown, &name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    thumbnail(ui, cx, rect, card.cover, ThumbSize::Row, Fit::Cover);
    frame(ui, rect, shown, &response, &theme);
    let words = format!("R{}", card.number);
    let painter = ui.painter();
    let galley = painter.layout_no_wrap(words, font::tabular_medium(size::LABEL), egui::Color32::WHITE);
    let label = Rect::from_min_size(rect.left_bottom() + vec2(4.0, -18.0), galley.size() + vec2(8.0, 2.0));
    painter.rect_filled(label, size::RADIUS_SMALL, theme.scrim);
    painter.galley(label.min + vec2(4.0, 1.0), galley, egui::Color32::WHITE);
    if let Some(verdict) = card.verdict {
        let at = pos2(rect.right() - 10.0, rect.bottom() - 10.0);
        painter.circle_filled(at, 7.0, theme.surface);
        let glyph = match verdict {
            rushes_domain::Verdict::Approve => icon::CHECK_CIRCLE,
            rushes_domain::Verdict::Changes => icon::ARROW_COUNTER_CLOCKWISE,
            rushes_domain::Verdict::Reject => icon::X_CIRCLE,
        };
        painter.text(at, Align2::CENTER_CENTER, glyph, font::icons(12.0), status::verdict_color(verdict, &theme));
    }
    let stands = card.verdict.map_or("waits for a decision", status::verdict_label);
    let when = kit::dates::moment(card.at, cx.now);
    response.on_hover_text(format!("Round {}, {stands}, {when}", card.number)).on_hover_cursor(CursorIcon::PointingHand)
}

/// The frame around a small picture: chosen, under the pointer, or with the keyboard.
fn frame(ui: &Ui, rect: Rect, on: bool, response: &egui::Response, theme: &kit::Theme) {
    let stroke = match (on, response.hovered()) {
        (true, _) => Stroke::new(2.0, theme.link),
        (false, true) => Stroke::new(1.0, theme.line_strong),
        (false, false) => Stroke::new(1.0, theme.line),
    };
    ui.painter().rect_stroke(rect, size::RADIUS_SMALL, stroke, StrokeKind::Inside);
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect.shrink(1.0), size::RADIUS_SMALL, theme);
    }
}

/// A file's small picture, or what stands for it.
pub(super) fn thumbnail(
    ui: &Ui,
    cx: &mut Cx<'_>,
    rect: Rect,
    cover: Option<(MediaHash, MediaKind)>,
    size: ThumbSize,
    fit: Fit,
) {
    let texture = cover.and_then(|(hash, _)| cx.thumbs.get(hash, size));
    match texture {
        Some(texture) => kit::paint_picture(ui.painter(), rect, &texture, fit, kit::size::RADIUS_SMALL, cx.theme),
        None => {
            let glyph = match cover {
                Some((_, MediaKind::Video)) => icon::FILM_STRIP,
                _ => icon::IMAGE,
            };
            kit::picture_placeholder(ui.painter(), rect, Some(glyph), kit::size::RADIUS_SMALL, cx.theme);
        }
    }
}
