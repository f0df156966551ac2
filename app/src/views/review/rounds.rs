//! The rounds of the stage as cards.

use super::{ReviewModel, ReviewPage, RoundCard, panel::body};
use crate::{
    actions::{Action, Cx},
    kit::{self, Fit, font, icon, size, status},
    place::Place,
    textures::ThumbSize,
};
use egui::{CursorIcon, Frame, Margin, RichText, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, vec2};

/// A thumbnail's size in a card, in points.
const THUMB: egui::Vec2 = vec2(size::GRID * 28.0, size::GRID * 16.0);

impl ReviewPage {
    /// Shows the rounds, the newest first.
    pub(super) fn rounds(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        for card in &model.rounds {
            round(ui, cx, model, card);
        }
    }
}

fn round(ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel, card: &RoundCard) {
    let theme = cx.theme.clone();
    let shown = card.id == model.round;
    let builder = UiBuilder::new().id_salt(("round", card.id.0.0)).sense(Sense::click());
    let response = ui
        .scope_builder(builder, |ui| {
            let hovered = ui.response().hovered();
            let fill = if shown {
                theme.selected
            } else if hovered {
                theme.hover
            } else {
                theme.raised
            };
            Frame::new()
                .fill(fill)
                .stroke(Stroke::new(1.0, if shown { theme.link } else { theme.line }))
                .corner_radius(size::RADIUS)
                .inner_margin(Margin::same(8))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.horizontal_top(|ui| {
                        let (rect, _) = ui.allocate_exact_size(THUMB, Sense::hover());
                        super::gallery::thumbnail(ui, cx, rect, card.cover, ThumbSize::Row, Fit::Cover);
                        ui.vertical(|ui| {
                            ui.spacing_mut().item_spacing.y = size::GRID;
                            ui.spacing_mut().interact_size.y = size::GAP_WIDE;
                            ui.horizontal(|ui| {
                                ui.label(font::strong(format!("Round {}", card.number), theme.text));
                                if card.open > 0 {
                                    let ink = status::color(rushes_domain::Status::ChangesRequested, &theme);
                                    ui.label(font::weak(format!("{} open", card.open), ink));
                                }
                            });
                            verdict(ui, card, &theme);
                            let by = format!("{}, {}", cx.name_of(card.by), kit::dates::moment(card.at, cx.now));
                            ui.add(egui::Label::new(font::weak(by, theme.weak)).truncate())
                                .on_hover_text(kit::dates::moment_exact(card.at));
                        });
                    });
                    if !card.note.is_empty() {
                        body(ui, &card.note, theme.text);
                    }
                    if !card.verdict_note.is_empty() {
                        let who = cx.name_of(card.decided_by);
                        body(ui, &format!("{who}: “{}”", card.verdict_note), theme.weak);
                    }
                });
        })
        .response;
    let stands = card.verdict.map_or("waits for a decision", status::verdict_label);
    let name = format!("Round {}, {stands}", card.number);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, shown, &name));
    if response.has_focus() {
        kit::focus_ring(ui.painter(), response.rect, size::RADIUS, &theme);
    }
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() && !shown {
        cx.actions.push(Action::Turn(Place::Review(model.deliverable, card.id)));
    }
}

/// Where a round stands: icon and word.
pub(super) fn verdict(ui: &mut Ui, card: &RoundCard, theme: &kit::Theme) {
    let (glyph, words, color) = match card.verdict {
        Some(verdict) => {
            let glyph = match verdict {
                rushes_domain::Verdict::Approve => icon::CHECK_CIRCLE,
                rushes_domain::Verdict::Changes => icon::ARROW_COUNTER_CLOCKWISE,
                rushes_domain::Verdict::Reject => icon::X_CIRCLE,
            };
            (glyph, status::verdict_label(verdict), status::verdict_color(verdict, theme))
        }
        None => (icon::CLOCK, "Waits for a decision", status::color(rushes_domain::Status::InReview, theme)),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GRID;
        ui.label(RichText::new(glyph).font(font::icons(size::ICON_SMALL)).color(color));
        ui.label(RichText::new(words).font(font::medium(size::SECONDARY)).color(color));
    });
}
