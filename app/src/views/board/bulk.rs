//! What can be done with the cards that are chosen, and the menu of one card.

use super::{Board, Card, CardId, ColumnKey, Ear, Heard, Layout, Scope};
use crate::{
    actions::Cx,
    commands::{menu, page_keys},
    kit::{self, Button, font, icon, size},
    place::Place,
    views::bulk::{self, Chosen},
};
use egui::{Rect, Ui, pos2};
use rushes_domain::{Deliverable, Permission, StageDefId};
use std::{collections::BTreeMap, sync::Arc};

impl Board {
    /// The bar under the columns while cards are chosen: what stands above it does not move. Gives the room
    /// that is left.
    pub(super) fn bulk(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scope: Scope, full: Rect) -> Rect {
        if self.selected.is_empty() {
            return full;
        }
        let rect = Rect::from_min_max(pos2(full.left(), full.bottom() - bulk::HEIGHT), full.max);
        let cards: Vec<CardId> = self.selected.iter().copied().collect();
        let stages = scope.stages(&cx.snapshot.state);
        let project = scope.project();
        let mut bar = std::mem::take(&mut self.bulk);
        let deliverables = || self.deliverables(&cards);
        let count = cards.len();
        let chosen = Chosen { count, project, stages: &stages, under: self.under(), deliverables: &deliverables };
        let mut to = None;
        let (asked, ends) = bar.bar(ui, cx, &chosen, rect, |ui, terse| {
            let name = "Move the chosen cards";
            let button = if terse {
                kit::icon_button(ui, icon::ARROW_RIGHT, name)
            } else {
                Button::quiet("Move to").icon(icon::ARROW_RIGHT).name(name).show(ui)
            };
            kit::menu(&button).accessible_name("Move the chosen cards").show(|ui| {
                to = self.targets(ui, cx, &cards);
            });
        });
        self.bulk = bar;
        if let Some(asked) = asked {
            self.hear(ui, cx, Heard::Bulk(asked));
        }
        if let Some(to) = to {
            self.move_to(cx, &cards, to);
        }
        if ends {
            self.selected.clear();
        }
        full.with_max_y(rect.top())
    }

    /// The stage that a bulk edit means where none was chosen for it.
    fn under(&self) -> Option<StageDefId> {
        match self.look.layout {
            Layout::StatusOf(def) => Some(def),
            Layout::Status | Layout::Stage => None,
        }
    }

    fn deliverables(&self, cards: &[CardId]) -> Vec<Arc<Deliverable>> {
        let found = cards.iter().filter_map(|c| self.model.card(*c)).map(|c| (c.deliverable.id, &c.deliverable));
        found.collect::<BTreeMap<_, _>>().into_values().cloned().collect()
    }

    /// The columns as lines of a menu; those that refuse say why.
    fn targets(&self, ui: &mut Ui, cx: &Cx<'_>, cards: &[CardId]) -> Option<ColumnKey> {
        let mut chosen = None;
        for column in self.model.columns() {
            let plan = self.plan(cx, cards, column.key);
            if !plan.moves() && plan.refused.is_none() {
                continue;
            }
            let line = ui.add_enabled_ui(plan.moves(), |ui| {
                let by_hand = if plan.by_hand().is_some() { " by hand…" } else { "" };
                let line = kit::menu_item(ui, Some(" "), &format!("{}{by_hand}", column.title), false);
                let at = line.rect.left_center() + egui::vec2(size::GAP + size::ICON * 0.5, 0.0);
                match column.key {
                    ColumnKey::Status(status) => {
                        kit::status::paint_icon(ui.painter(), at, size::ICON_SMALL, status, cx.theme);
                    }
                    ColumnKey::Stage(_) | ColumnKey::Done => {
                        let glyph = if column.key == ColumnKey::Done { icon::CHECK } else { icon::STACK };
                        let font = font::icons(size::ICON);
                        ui.painter().text(at, egui::Align2::CENTER_CENTER, glyph, font, cx.theme.weak);
                    }
                }
                line
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
    pub(super) fn menu(&self, ui: &mut Ui, cx: &mut Cx<'_>, card: &Card, ear: &mut Ear) {
        let id = card.id();
        if kit::menu_item_with(ui, Some(icon::ARROW_RIGHT), "Open", page_keys("board.open")).clicked() {
            ear.heard.push(Heard::Open(id));
        }
        let place = Place::Deliverable(card.deliverable.id, Some(card.stage().id));
        menu::about(ui, cx, place, &["this.review_newest", "this.activity", "this.path"]);
        let chosen = self.selected.contains(&id);
        let keys = page_keys("board.choose");
        let words = if chosen { "Unselect" } else { "Select" };
        if kit::menu_item_with(ui, Some(icon::CHECK_CIRCLE), words, keys).clicked() {
            ear.heard.push(Heard::Toggle(id));
        }
        kit::menu_divider(ui);
        let cards = self.moved_with(id);
        kit::submenu(ui, Some(icon::KANBAN), "Move to", |ui| {
            if let Some(to) = self.targets(ui, cx, &cards) {
                ear.heard.push(Heard::Move(cards.clone(), to));
            }
        });
        if cx.snapshot.me.role.may(Permission::Plan) {
            let scope = self.scope.unwrap_or(Scope::All);
            let (project, stages) = (scope.project(), scope.stages(&cx.snapshot.state));
            let deliverables = || self.deliverables(&cards);
            let under = self.under();
            let chosen = Chosen { count: cards.len(), project, stages: &stages, under, deliverables: &deliverables };
            ear.heard.extend(ear.bulk.menu(ui, cx, &chosen).map(Heard::Bulk));
        }
    }
}
