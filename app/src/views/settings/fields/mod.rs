//! Custom fields: what they are, in which order, and the form that makes or changes one.

mod form;

use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
};
use egui::{Id, Ui};
use form::Form;
use rushes_domain::{Command, Field, FieldId, FieldOf, Permission};

/// The page's own state.
#[derive(Default)]
pub struct Fields {
    form: Option<Form>,
    archived: bool,
}

impl Fields {
    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let may = cx.snapshot.me.role.may(Permission::EditStudio);
        kit::page(ui, "fields", |ui| {
            let all: Vec<Field> = cx.snapshot.state.studio.fields.values().cloned().collect();
            super::head(ui, cx, |ui, _| {
                let archived = all.iter().filter(|f| f.archived).count();
                if archived > 0 {
                    let words = format!("Archived ({archived})");
                    if kit::chip(ui, Some(icon::TRAY), &words, self.archived).clicked() {
                        self.archived = !self.archived;
                    }
                }
                let new = Button::primary("New field").icon(icon::PLUS);
                // An empty page offers the first one in its middle, and an open form makes it.
                let elsewhere = self.form.is_some() || may && all.is_empty();
                if !elsewhere && new.enabled_or(may, "Producers make fields.").show(ui).clicked() {
                    self.form = Some(Form::new(FieldOf::Deliverable));
                }
            });
            if let Some(form) = &mut self.form {
                if !form.ui(ui, cx) {
                    self.form = None;
                }
                ui.add_space(size::GAP_WIDE);
            }
            if all.is_empty() && self.form.is_none() {
                let sentence = "What the studio wants to know besides what everybody does: a shot's frame count, a \
                     product's finish, a link to the brief, who the client's contact is.";
                let button = may.then_some((icon::PLUS, "Make the first field"));
                if kit::empty(ui, icon::TAG, "No custom fields yet", sentence, button) {
                    self.form = Some(Form::new(FieldOf::Deliverable));
                }
                return;
            }
            for (of, title) in [(FieldOf::Deliverable, "Deliverable fields"), (FieldOf::Project, "Project fields")] {
                ui.scope(|ui| self.section(ui, cx, of, title, may));
            }
        });
    }

    fn section(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, of: FieldOf, title: &str, may: bool) {
        let studio = &cx.snapshot.state.studio;
        let in_use: Vec<Field> = studio.fields_of(of).into_iter().cloned().collect();
        let archived: Vec<Field> =
            studio.fields.values().filter(|f| f.of == of && f.archived && self.archived).cloned().collect();
        if in_use.is_empty() && archived.is_empty() {
            return;
        }
        kit::section_title(ui, title);
        ui.add_space(size::GRID);
        let list = Id::unique(("fields", of.word()));
        let count = in_use.len();
        let mut moved = None;
        ui.spacing_mut().item_spacing.y = 0.0;
        for (i, field) in in_use.iter().enumerate() {
            ui.push_id(field.id, |ui| {
                if may {
                    let went = kit::sortable(ui, list, (i, count), (&field.name, cx.row_height()), |ui| {
                        self.row(ui, cx, field, may);
                    });
                    moved = moved.or(went);
                } else {
                    ui.horizontal(|ui| self.row(ui, cx, field, may));
                }
            });
            kit::divider(ui);
        }
        for field in &archived {
            ui.push_id(field.id, |ui| ui.horizontal(|ui| self.row(ui, cx, field, may)));
            kit::divider(ui);
        }
        if let Some(moved) = moved {
            let mut order = in_use;
            kit::shift(&mut order, moved);
            reorder(cx, &order);
        }
        ui.add_space(size::PAGE);
    }

    fn row(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, field: &Field, may: bool) {
        ui.set_min_height(cx.row_height());
        ui.spacing_mut().item_spacing.x = size::GAP;
        let ink = if field.archived { cx.theme.weak } else { cx.theme.text };
        column(ui, 220.0, font::strong(field.name.as_str(), ink));
        column(ui, 130.0, font::text(field.kind.label(), cx.theme.weak));
        let options = field.offered().map(|o| o.name.as_str()).collect::<Vec<_>>().join(", ");
        let rest = (ui.available_width() - size::CONTROL * 2.0 - size::GAP * 2.0).max(40.0);
        column(ui, rest, font::text(options, cx.theme.weak));
        if !may {
            return;
        }
        if kit::icon_button(ui, icon::PENCIL_SIMPLE, &format!("Edit {}", field.name)).clicked() {
            self.form = Some(Form::of(field));
        }
        let more = kit::icon_button(ui, icon::DOTS_THREE, &format!("More about {}", field.name));
        kit::menu(&more).accessible_name("More about the field").show(|ui| {
            let change = |archived| Command::DefineField(Field { archived, ..field.clone() });
            let (words, said) = if field.archived {
                ("Bring back", format!("{} is back.", field.name))
            } else {
                ("Archive", format!("{} is archived; its values are kept.", field.name))
            };
            if kit::menu_item(ui, Some(icon::TRAY), words, false).clicked() {
                cx.send_saying(change(!field.archived), said);
            }
        });
    }
}

/// Words in a column of their own, cut where they are too long.
fn column(ui: &mut Ui, width: f32, words: egui::RichText) {
    ui.allocate_ui_with_layout(
        egui::vec2(width, size::CONTROL),
        egui::Layout::left_to_right(egui::Align::Center),
        |ui| {
            ui.set_width(width);
            ui.add(egui::Label::new(words).truncate());
        },
    );
}

/// Numbers the fields in this order, as one step.
fn reorder(cx: &mut Cx<'_>, order: &[Field]) {
    let commands: Vec<Command> = (1i64..)
        .zip(order)
        .filter(|(n, f)| f.order != *n)
        .map(|(order, f)| Command::DefineField(Field { order, ..f.clone() }))
        .collect();
    if !commands.is_empty() {
        cx.send(Command::Batch { label: "put the fields in another order".into(), commands, skip_refused: false });
    }
}

/// The next place in the list.
fn last_place(cx: &Cx<'_>, of: FieldOf, but: FieldId) -> i64 {
    let fields = cx.snapshot.state.studio.fields_of(of);
    fields.iter().filter(|f| f.id != but).map(|f| f.order).max().map_or(1, |n| n + 1)
}
