//! What can be done with the cards that are chosen, and the menu of one card.

use super::{Board, Card, ColumnKey, Heard};
use crate::{
    actions::Cx,
    commands::{menu, page_keys},
    kit::{self, Button, font, icon},
    place::Place,
};
use egui::{Frame, Margin, Panel, Popup, Ui};
use std::sync::Arc;

impl Board {
    /// The bar under the columns while cards are chosen: what stands above it does not move.
    pub(super) fn bulk(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let cards: Arc<[super::CardId]> = self.selected.iter().copied().collect();
        let mut to = None;
        let frame = Frame::new().fill(cx.theme.raised).inner_margin(Margin::symmetric(24, 8));
        let shown = Panel::bottom("chosen cards").resizable(false).frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                let words =
                    if cards.len() == 1 { "1 card chosen".to_owned() } else { format!("{} cards chosen", cards.len()) };
                ui.label(font::strong(words, cx.theme.text));
                let button = Button::new("Move to").icon(icon::ARROW_RIGHT).name("Move the chosen cards").show(ui);
                Popup::menu(&button).accessible_name("Move the chosen cards").show(|ui| {
                    to = self.targets(ui, cx, &cards);
                });
                if Button::quiet("Choose none").icon(icon::X).show(ui).clicked() {
                    self.selected.clear();
                }
            });
        });
        kit::keep_clear(ui.ctx(), shown.response.rect.height());
        if let Some(to) = to {
            self.move_to(cx, &cards, to);
        }
    }

    /// The columns as lines of a menu; those that refuse say why.
    fn targets(&self, ui: &mut Ui, cx: &Cx<'_>, cards: &[super::CardId]) -> Option<ColumnKey> {
        let mut chosen = None;
        for column in self.model.columns() {
            let plan = self.plan(cx, cards, column.key);
            if !plan.moves() && plan.refused.is_none() {
                continue;
            }
            let line = ui.add_enabled_ui(plan.moves(), |ui| {
                kit::menu_item(ui, None, &format!("Move to {}", column.title), false)
            });
            let response = match &plan.refused {
                Some((why, hint)) => line.inner.on_hover_text(format!("{why} {hint}")).on_disabled_hover_text(why),
                None => line.inner,
            };
            if response.clicked() {
                chosen = Some(column.key);
            }
        }
        chosen
    }

    /// The menu of one card.
    pub(super) fn menu(&self, ui: &mut Ui, cx: &mut Cx<'_>, card: &Card, heard: &mut Vec<Heard>) {
        let id = card.id();
        if kit::menu_item_with(ui, Some(icon::ARROW_RIGHT), "Open", page_keys("board.open")).clicked() {
            heard.push(Heard::Open(id));
        }
        let place = Place::Deliverable(card.deliverable.id, Some(card.stage().id));
        menu::about(ui, cx, place, &["this.review_newest", "this.activity", "this.path"]);
        let chosen = self.selected.contains(&id);
        if kit::menu_item(ui, Some(icon::CHECK_CIRCLE), "Chosen", chosen).clicked() {
            heard.push(Heard::Toggle(id));
        }
        ui.separator();
        let cards = self.moved_with(id);
        if let Some(to) = self.targets(ui, cx, &cards) {
            heard.push(Heard::Move(cards, to));
        }
    }
}
