//! The form that makes a field or changes one.

use super::last_place;
use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
};
use egui::{Id, Ui};
use rushes_domain::{Command, Field, FieldId, FieldKind, FieldOf, FieldOption, OptionId, names};

/// A field as it is being typed.
pub(super) struct Form {
    field: Field,
    new: bool,
    fresh: String,
    focused: bool,
}

impl Form {
    pub(super) fn new(of: FieldOf) -> Self {
        let field = Field {
            id: FieldId::new(rushes_store::fresh()),
            name: String::new(),
            kind: FieldKind::Text,
            of,
            order: 0,
            archived: false,
            options: Vec::new(),
        };
        Self { field, new: true, fresh: String::new(), focused: false }
    }

    pub(super) fn of(field: &Field) -> Self {
        Self { field: field.clone(), new: false, fresh: String::new(), focused: false }
    }

    /// Shows it. Gives whether it stays.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let mut stays = true;
        kit::card(cx.theme).show(ui, |ui| {
            ui.set_max_width(size::MEASURE);
            ui.set_min_width(size::MEASURE.min(ui.available_width()));
            kit::section_title(ui, if self.new { "New field" } else { "Change the field" });
            let name = {
                let does = if self.new { "makes the field" } else { "saves the field" };
                kit::field(ui, "Name", &mut self.field.name, &kit::line_hint("Frame count", does))
            };
            if !std::mem::replace(&mut self.focused, true) {
                name.request_focus();
            }
            let mut entered = kit::entered(ui, &name);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = size::GAP_WIDE;
                ui.vertical(|ui| self.kind(ui, cx));
                ui.vertical(|ui| self.carrier(ui, cx));
            });
            if matches!(self.field.kind, FieldKind::Choice | FieldKind::MultiChoice) {
                ui.add_space(size::GAP);
                entered |= self.options(ui, cx);
            }
            ui.add_space(size::GAP);
            let why = self.problem(cx);
            ui.horizontal(|ui| {
                let words = if self.new { "Make the field" } else { "Save the field" };
                let pressed = Button::primary(words).enabled_or(why.is_empty(), &why).show(ui).clicked();
                if pressed || entered && why.is_empty() {
                    let mut field = self.field.clone();
                    self.field.name.trim().clone_into(&mut field.name);
                    if self.new {
                        field.order = last_place(cx, field.of, field.id);
                    }
                    cx.send(Command::DefineField(field));
                    stays = false;
                }
                if Button::quiet("Cancel").show(ui).clicked() {
                    stays = false;
                }
                if !why.is_empty() && !self.field.name.is_empty() {
                    ui.label(font::weak(why.as_str(), cx.theme.weak));
                }
            });
        });
        stays && !kit::escaped(ui.ctx())
    }

    fn kind(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.spacing_mut().item_spacing.y = size::GRID;
        kit::over(ui, "Takes");
        if !self.new {
            ui.label(font::text(self.field.kind.label(), cx.theme.text))
                .on_hover_text("A field keeps its kind: values of the old kind would be lost.");
            return;
        }
        let kinds = FieldKind::ALL.map(|k| (k, k.label().to_owned()));
        if let Some(kind) = kit::pick(ui, "Takes", self.field.kind, &kinds) {
            self.field.kind = kind;
        }
    }

    fn carrier(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.spacing_mut().item_spacing.y = size::GRID;
        kit::over(ui, "Of");
        if !self.new {
            ui.label(font::text(format!("{}s", self.field.of.word()), cx.theme.text));
            return;
        }
        let things = [(FieldOf::Deliverable, "Deliverables"), (FieldOf::Project, "Projects")];
        if let Some(of) = kit::segments(ui, self.field.of, &things) {
            self.field.of = of;
        }
    }

    /// The options that are offered, to be named, moved and taken out, and a line for the next. Gives whether Enter was
    /// pressed in the name of one.
    fn options(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        kit::over(ui, "Options");
        let list = Id::unique(("options", self.field.id));
        let (mut offered, gone): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.field.options).into_iter().partition(|o| !o.removed);
        let count = offered.len();
        let (mut moved, mut removed, mut entered) = (None, None, false);
        ui.spacing_mut().item_spacing.y = size::GRID;
        for (i, option) in offered.iter_mut().enumerate() {
            ui.push_id(option.id, |ui| {
                let name = option.name.clone();
                let went = kit::sortable(ui, list, (i, count), (&name, size::CONTROL), |ui| {
                    let width = (ui.available_width() - size::CONTROL - size::GAP * 2.0).max(80.0);
                    let label = format!("Option {}", i + 1);
                    let field = kit::entry(ui, &label, &mut option.name, "", width);
                    entered |= kit::entered(ui, &field);
                    if kit::icon_button(ui, icon::X, &format!("Remove the option {name}")).clicked() {
                        removed = Some(option.id);
                    }
                });
                moved = moved.or(went);
            });
        }
        if let Some(moved) = moved {
            kit::shift(&mut offered, moved);
        }
        self.field.options = offered;
        self.field.options.extend(gone);
        if let Some(id) = removed {
            self.take_out(cx, id);
        }
        ui.horizontal(|ui| {
            ui.add_space(size::ICON + size::GRID + size::GAP);
            let width = (ui.available_width() - 100.0).max(80.0);
            let field = kit::entry(ui, "New option", &mut self.fresh, &kit::line_hint("Next option", "adds it"), width);
            let enter = kit::entered(ui, &field);
            let ready = !self.fresh.trim().is_empty();
            let add = Button::new("Add").name("Add the option").enabled_or(ready, "Type a name first.").show(ui);
            if ready && (enter || add.clicked()) {
                self.add();
                field.request_focus();
            }
        });
        for (order, option) in (1i64..).zip(self.field.options.iter_mut().filter(|o| !o.removed)) {
            option.order = order;
        }
        entered
    }

    fn add(&mut self) {
        let name = names::tidy(&std::mem::take(&mut self.fresh));
        // One that was taken out comes back with the values that have it.
        let gone = self.field.options.iter().position(|o| o.removed && names::is_same(&o.name, &name));
        let option = match gone {
            Some(at) => FieldOption { removed: false, ..self.field.options.remove(at) },
            None => FieldOption { id: OptionId::new(rushes_store::fresh()), name, order: 0, removed: false },
        };
        let at = self.field.options.iter().position(|o| o.removed).unwrap_or(self.field.options.len());
        self.field.options.insert(at, option);
    }

    /// An option the studio knows stays, no longer offered; one just typed is forgotten.
    fn take_out(&mut self, cx: &Cx<'_>, id: OptionId) {
        let known = cx.snapshot.state.studio.fields.get(&self.field.id);
        if known.is_some_and(|f| f.options.iter().any(|o| o.id == id)) {
            self.field.options.iter_mut().filter(|o| o.id == id).for_each(|o| o.removed = true);
            self.field.options.sort_by_key(|o| o.removed);
        } else {
            self.field.options.retain(|o| o.id != id);
        }
    }

    /// Why it cannot be saved yet; empty when it can.
    fn problem(&self, cx: &Cx<'_>) -> String {
        let name = self.field.name.trim();
        if name.is_empty() {
            return "It needs a name.".into();
        }
        let command = Command::DefineField(self.field.clone());
        let me = cx.snapshot.me;
        let refusal = rushes_domain::preview(&cx.snapshot.state, me, cx.now, &[command]).into_iter().flatten().next();
        refusal.map(|r| r.to_string()).unwrap_or_default()
    }
}
