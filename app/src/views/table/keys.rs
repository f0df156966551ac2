//! The keys of the table.

use super::{Table, clipboard, columns::Column, paint, value};
use crate::{
    actions::{Action, Cx, Toast},
    kit,
    place::Place,
};
use egui::{Event, Key, Modifiers, Ui};
use rushes_domain::Permission;

/// Further than any table goes.
const FAR: isize = isize::MAX / 2;

impl Table {
    /// Hears what is pressed while no field has the keyboard.
    pub(super) fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>, shown: &[Column]) {
        if kit::covered(ui.ctx()) {
            return;
        }
        let typing = ui.ctx().text_edit_focused();
        if !typing && ui.input(|i| i.events.iter().any(|e| matches!(e, Event::Text(t) if t == "/"))) {
            self.filter.focus();
            return;
        }
        let focused = ui.memory(egui::Memory::focused);
        let ours =
            focused == self.grid || focused.is_none() && kit::had_keys(ui.ctx()).is_none_or(|id| Some(id) == self.grid);
        if typing && focused.is_some() && self.editor.is_none() && self.leaves_filter(ui) {
            self.wants_focus = true;
            return;
        }
        if !ours || self.editor.is_some() || self.draft.is_some() || kit::menu_open(ui.ctx()) || self.proposal.is_some()
        {
            return;
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            self.escape();
            return;
        }
        self.moves(ui, shown);
        self.clip(ui, cx, shown);
        self.deeds(ui, cx, shown);
    }

    /// Enter leads from the filter to the rows.
    fn leaves_filter(&self, ui: &Ui) -> bool {
        self.filter.has_focus(ui.ctx()) && self.filter.offered().is_empty() && ui.input(|i| i.key_pressed(Key::Enter))
    }

    fn escape(&mut self) {
        if self.selection.is_of_several() {
            self.selection.clear();
        } else if !self.filter.is_empty() {
            self.filter.set_text("");
        }
    }

    fn moves(&mut self, ui: &Ui, shown: &[Column]) {
        kit::takes_arrows(ui.ctx());
        let page = self.page;
        let moves = kit::presses(ui.ctx(), |key, modifiers| {
            let far = modifiers.command;
            let by = match key {
                Key::ArrowDown => (if far { FAR } else { 1 }, 0),
                Key::ArrowUp => (if far { -FAR } else { -1 }, 0),
                Key::ArrowRight => (0, if far { FAR } else { 1 }),
                Key::ArrowLeft => (0, if far { -FAR } else { -1 }),
                Key::End => (if far { FAR } else { 0 }, FAR),
                Key::Home => (if far { -FAR } else { 0 }, -FAR),
                Key::PageDown if !far => (page, 0),
                Key::PageUp if !far => (-page, 0),
                _ => return None,
            };
            Some((by, modifiers.shift))
        });
        for (by, extend) in moves {
            self.step(shown, by, extend);
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, Key::Tab)) {
            self.step(shown, (0, -1), false);
        }
        if self.selection.cursor.is_some() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Tab)) {
            self.step(shown, (0, 1), false);
        }
    }

    fn step(&mut self, shown: &[Column], by: (isize, isize), extend: bool) {
        self.selection.step(&self.model, shown, by, extend);
        self.follow = true;
        self.wants_focus = true;
    }

    fn clip(&mut self, ui: &Ui, cx: &mut Cx<'_>, shown: &[Column]) {
        let (copy, pasted) = ui.input(|i| {
            let copy = i.events.iter().any(|e| matches!(e, Event::Copy | Event::Cut));
            let pasted = i.events.iter().find_map(|e| match e {
                Event::Paste(text) => Some(text.clone()),
                _ => None,
            });
            (copy, pasted)
        });
        if copy {
            self.copy(ui, cx, shown);
        }
        if let Some(text) = pasted.filter(|t| !t.is_empty())
            && self.may_write(cx)
        {
            let state = &cx.snapshot.state;
            match clipboard::paste(state, &self.model, &self.selection, shown, &text, cx.today) {
                Some(wanted) => self.propose(ui, cx, wanted.label, wanted.commands, wanted.wrong),
                None => cx.actions.push(Action::Toast(Toast::wrong(
                    "There is no cell to paste into.",
                    "Select the first cell, then paste.",
                ))),
            }
        }
    }

    /// Puts the chosen cells on the clipboard.
    pub(super) fn copy(&self, ui: &Ui, cx: &mut Cx<'_>, shown: &[Column]) {
        if let Some(text) = clipboard::copy(&cx.snapshot.state, &self.model, &self.selection, shown) {
            ui.ctx().copy_text(text);
        }
    }

    fn deeds(&mut self, ui: &Ui, cx: &mut Cx<'_>, shown: &[Column]) {
        let hit = |modifiers, key| ui.input_mut(|i| i.consume_key(modifiers, key));
        if hit(Modifiers::COMMAND, Key::A) {
            self.selection.all(&self.model);
            return;
        }
        let Some((id, column)) = self.selection.cursor.clone() else { return };
        let Some(row) = self.model.find(id).cloned() else { return };
        if hit(Modifiers::COMMAND, Key::Enter) {
            let stage = shown.iter().find(|c| c.id == column).and_then(|c| value::stage(&row, c)).map(|s| s.id);
            return cx.go(Place::Deliverable(id, stage));
        }
        if hit(Modifiers::SHIFT, Key::Space) || hit(Modifiers::COMMAND, Key::Space) {
            return self.selection.toggle((id, column));
        }
        if hit(Modifiers::COMMAND, Key::D) {
            if self.may_write(cx)
                && let Some(span) = self.selection.span(shown)
            {
                let rows = self.selection.targets(&self.model);
                match clipboard::fill_down(&cx.snapshot.state, &rows, shown, span, cx.today) {
                    Some(wanted) => self.propose(ui, cx, wanted.label, wanted.commands, wanted.wrong),
                    None => cx.actions.push(Action::Toast(Toast::wrong(
                        "There is nothing to fill down.",
                        "Select several rows first: the first one's cells are copied into those below.",
                    ))),
                }
            }
            return;
        }
        let Some(column) = shown.iter().find(|c| c.id == column) else { return };
        if !paint::conflicts(&row, column).is_empty() && hit(Modifiers::ALT, Key::Enter) {
            self.settle = Some((id, column.id.clone()));
            return;
        }
        if hit(Modifiers::NONE, Key::Enter) || hit(Modifiers::NONE, Key::F2) {
            return self.open_editor(cx, &row, column, None);
        }
        if hit(Modifiers::NONE, Key::Delete) || hit(Modifiers::NONE, Key::Backspace) {
            if self.may_write(cx) && !column.id.is_stage() && column.id != rushes_domain::ColumnId::Name {
                self.write_into_all(ui, cx, column, "");
            }
            return;
        }
        // All that was typed within the frame: who types fast loses nothing.
        let typed: String = ui.input(|i| {
            let texts = i.events.iter().filter_map(|e| match e {
                Event::Text(text) if !i.modifiers.command => Some(text.as_str()),
                _ => None,
            });
            texts.collect()
        });
        // "?" shows the keys, on every page.
        let typed = Some(typed).filter(|t| !t.trim().is_empty() && t != "?");
        if let Some(typed) = typed.filter(|_| column.is_editable() && may_write_into(cx, column)) {
            self.open_editor(cx, &row, column, Some(typed));
        }
    }

    /// Whether the person may write into a column; says so where not.
    pub(super) fn may_write_into(&self, cx: &mut Cx<'_>, column: &Column) -> bool {
        may_write_into(cx, column) || self.may_write(cx)
    }

    /// Whether the person may plan; says so where not.
    pub(super) fn may_write(&self, cx: &mut Cx<'_>) -> bool {
        let may = cx.snapshot.me.role.may(Permission::Plan);
        if !may {
            let words = format!("As {} you may not plan the work.", cx.snapshot.me.role.word());
            cx.actions.push(Action::Toast(Toast::wrong(words, "Ask a producer or an admin of the studio.")));
        }
        may
    }
}

/// Whether anything can be written: into a stage also by who only works on it or decides its rounds.
fn may_write_into(cx: &Cx<'_>, column: &Column) -> bool {
    let role = cx.snapshot.me.role;
    role.may(Permission::Plan) || column.id.is_stage() && (role.may(Permission::Work) || role.may(Permission::Decide))
}
