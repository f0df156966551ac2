//! The board by keyboard: arrows walk, with Ctrl or Cmd they move the card to the next column.

use super::{Board, CardId};
use crate::{actions::Cx, kit, place::Place};
use egui::{Key, Modifiers, Ui};

/// Further than any column is long.
const FAR: i32 = i32::MAX;

/// What a key that walks does.
enum Walk {
    /// Moves the card that many columns on.
    Carry(i32),
    /// Goes over columns and cards.
    Go(i32, i32),
    /// Goes over cards and chooses them.
    Extend(i32),
}

fn walk_of(key: Key, modifiers: Modifiers) -> Option<Walk> {
    let (columns, cards) = match key {
        Key::ArrowDown => (0, 1),
        Key::ArrowUp => (0, -1),
        Key::ArrowRight => (1, 0),
        Key::ArrowLeft => (-1, 0),
        Key::PageDown => (0, 8),
        Key::PageUp => (0, -8),
        Key::End => (0, FAR),
        Key::Home => (0, -FAR),
        _ => return None,
    };
    match (modifiers.command, columns) {
        (true, 0) => None,
        (true, by) => Some(Walk::Carry(by)),
        (false, 0) if modifiers.shift => Some(Walk::Extend(cards)),
        (false, _) => Some(Walk::Go(columns, cards)),
    }
}

impl Board {
    pub(super) fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let ctx = ui.ctx();
        if self.prompt.is_some() || self.proposal.is_some() || kit::menu_open(ctx) || kit::covered(ctx) {
            return;
        }
        let typing = ctx.text_edit_focused();
        if typing {
            return;
        }
        if ui.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Text(t) if t == "/"))) {
            self.filter.focus();
        }
        // A control with the keyboard has the keys itself; a card that Tab came to is walked on from.
        if kit::had_keys(ctx).is_some_and(|id| Some(id) != self.tabbed) {
            return;
        }
        kit::takes_arrows(ctx);
        let walks = kit::presses(ctx, walk_of);
        if !walks.is_empty() {
            // From here on the cursor is the board's own: the card that Tab came to lets go of the keyboard.
            ctx.memory_mut(|memory| self.tabbed.take().into_iter().for_each(|id| memory.surrender_focus(id)));
        }
        let mut carry = 0;
        for walk in walks {
            match walk {
                // The card is in its new column only when that is stored: several presses are one way.
                Walk::Carry(by) => carry += by,
                Walk::Go(columns, cards) => self.walk(columns, cards),
                Walk::Extend(cards) => {
                    let from = self.cursor;
                    self.walk(0, cards);
                    self.selected.extend(from);
                    if let Some(to) = self.cursor {
                        self.cursor = from;
                        self.range(to);
                    }
                }
            }
        }
        if carry != 0 {
            self.move_by(cx, carry);
        }
        let hit = |modifiers: Modifiers, key: Key| ui.input_mut(|i| i.consume_key(modifiers, key));
        if hit(Modifiers::COMMAND, Key::A) {
            self.selected = self.model.columns().iter().flat_map(|c| &c.cards).map(super::Card::id).collect();
        }
        if !self.selected.is_empty() && hit(Modifiers::NONE, Key::Escape) {
            self.selected.clear();
        }
        let Some(card) = self.cursor else { return };
        // A control with the keyboard takes Space and Enter itself.
        if ui.memory(|m| m.focused().is_some()) {
            return;
        }
        if hit(Modifiers::NONE, Key::Space) || hit(Modifiers::NONE, Key::X) {
            self.toggle(card);
        }
        if hit(Modifiers::NONE, Key::Enter) {
            cx.go(Place::Deliverable(card.0, Some(card.1)));
        }
    }

    /// Whether there are cards to walk over.
    pub(in crate::views) fn hears(&self) -> bool {
        self.open_columns().next().is_some()
    }

    /// To the card that was walked to last, or to the first.
    pub(in crate::views) fn take_keys(&mut self) {
        if self.cursor.is_none() {
            self.walk(0, 0);
        }
        self.follow = true;
    }

    /// Walks over the open columns that have cards, and up and down in them.
    fn walk(&mut self, columns: i32, cards: i32) {
        let now = self.cursor.and_then(|c| self.model.place(c));
        let Some((column, at)) = now else {
            let first = self.open_columns().next();
            self.cursor = first.and_then(|c| self.card_at(c, 0));
            self.follow = true;
            return;
        };
        let next = match columns {
            0 => {
                let last = self.model.columns()[column].cards.len().saturating_sub(1);
                let to = i64::try_from(at).unwrap_or(0) + i64::from(cards);
                self.card_at(column, usize::try_from(to.max(0)).unwrap_or(0).min(last))
            }
            by if by > 0 => {
                let right = self.open_columns().find(|c| *c > column);
                right.and_then(|c| self.card_at(c, at))
            }
            _ => {
                let left = self.open_columns().filter(|c| *c < column).last();
                left.and_then(|c| self.card_at(c, at))
            }
        };
        if next.is_some() {
            self.cursor = next;
            self.follow = true;
        }
    }

    fn open_columns(&self) -> impl Iterator<Item = usize> + '_ {
        let columns = self.model.columns().iter().enumerate();
        columns.filter(|(_, c)| !c.cards.is_empty() && !self.is_collapsed(c.key)).map(|(i, _)| i)
    }

    /// The card at a place of a column, or its last one.
    fn card_at(&self, column: usize, at: usize) -> Option<CardId> {
        let cards = &self.model.columns().get(column)?.cards;
        cards.get(at).or_else(|| cards.last()).map(super::Card::id)
    }

    /// Moves the card with the keyboard, or all that are chosen with it, that many columns on.
    fn move_by(&mut self, cx: &mut Cx<'_>, by: i32) {
        let Some(card) = self.cursor else { return };
        let Some((column, _)) = self.model.place(card) else { return };
        let last = self.model.columns().len().saturating_sub(1);
        let to = column.saturating_add_signed(isize::try_from(by).unwrap_or_default()).min(last);
        let Some(key) = self.model.columns().get(to).filter(|_| to != column).map(|c| c.key) else { return };
        let cards = self.moved_with(card);
        self.move_to(cx, &cards, key);
    }
}
