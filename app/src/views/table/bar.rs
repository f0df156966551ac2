//! The line over the table: filter, grouping, columns, and what can be done with the project.

use super::{Table, columns, create};
use crate::{
    actions::Cx,
    commands,
    kit::{self, Button, icon, size},
    place::Place,
    views::{filter, rows::export::file_kinds},
};
use egui::{PopupCloseBehavior, Ui};
use rushes_domain::{Permission, ProjectId, ViewSettings};

/// What stands on the line beside the field where nothing is chosen, in points.
const REST: f32 = 870.0;
/// Narrowest field of the filter: where there is less, what stands beside it gets shorter.
const LEAST: f32 = 190.0;
/// Narrower lines do not say what rows are grouped by.
const CROWDED: f32 = 460.0;
/// Narrower lines have an icon alone for the columns.
const SPACIOUS: f32 = 540.0;
/// Narrower lines say "New" alone.
const WIDE: f32 = 200.0;
/// Narrower lines put import and export into a menu.
const ROOMY: f32 = 370.0;

impl Table {
    pub(super) fn bar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let may_plan = cx.snapshot.me.role.may(Permission::Plan);
        egui::Frame::new().inner_margin(egui::Margin { left: 24, right: 24, top: 8, bottom: 8 }).show(ui, |ui| {
            ui.horizontal(|ui| {
                let width = filter::width((ui.available_width() - REST).max(LEAST));
                self.filter.ui(ui, cx, width);
                self.group_chip(ui, cx);
                self.columns_button(ui, cx);
                let now = self.view().to_text();
                if let Some(taken) = self.views.ui(ui, cx, Some(project), &now) {
                    self.set_view(&ViewSettings::from_text(&taken));
                }
                kit::at_right(ui, "what is done with the table", |ui, room| {
                    let why = "Producers make deliverables.";
                    let words = if room >= WIDE { "New deliverable" } else { "New" };
                    if room < ROOMY {
                        Self::more(ui, cx);
                    } else {
                        let export = Button::new("Export")
                            .icon(icon::DOWNLOAD_SIMPLE)
                            .hint("Save what the table shows as a file");
                        if let Some(kind) = file_kinds(&export.show(ui)) {
                            cx.actions.push(self.export(cx, project, kind));
                        }
                        let import = Button::new("Import").icon(icon::UPLOAD_SIMPLE).enabled_or(may_plan, why);
                        if import.hint("Read deliverables from a sheet: xlsx, ods, csv").show(ui).clicked() {
                            cx.go(Place::SheetImport(project));
                        }
                    }
                    // An open form has a main button of its own.
                    let new = if self.draft.is_some() { Button::new(words) } else { Button::primary(words) };
                    let new = new.name("New deliverable").icon(icon::PLUS);
                    if new.enabled_or(may_plan, why).show(ui).clicked() {
                        self.draft.get_or_insert_with(create::Draft::default);
                    }
                });
            });
            self.filter.notices(ui, cx);
        });
    }

    fn group_chip(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let choices = columns::groupings(&cx.snapshot.state.studio);
        let now = self.settings.group.clone();
        let chosen = choices.iter().find(|(g, _)| Some(g) == now.as_ref()).map_or("Group", |(_, w)| w.as_str());
        let words = if ui.available_width() < CROWDED { "Group" } else { chosen };
        let chip = kit::chip(ui, Some(icon::ROWS), words, now.is_some());
        kit::menu(&chip).accessible_name("Group by").show(|ui| {
            if kit::menu_item(ui, None, "No groups", now.is_none()).clicked() {
                self.settings.group = None;
            }
            for (group, words) in &choices {
                if kit::menu_item(ui, None, words, now.as_ref() == Some(group)).clicked() {
                    self.settings.group = Some(group.clone());
                }
            }
            if now.is_some() {
                kit::menu_divider(ui);
                commands::menu::of_page(ui, cx, &["table.open_groups", "table.close_groups"]);
            }
        });
    }

    fn columns_button(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let button = if ui.available_width() < SPACIOUS {
            kit::icon_button(ui, icon::COLUMNS, "Columns")
        } else {
            kit::chip(ui, Some(icon::COLUMNS), "Columns", false)
        };
        let mut wanted = None;
        let mut reset = false;
        kit::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).accessible_name("Columns").show(
            |ui| {
                let all = columns::all(&cx.snapshot.state.studio, self.model.columns(), &self.settings);
                kit::scroll(420.0).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for column in all.iter().skip(1) {
                        let glyph = column.glyph();
                        let pressed = kit::toggle_item(ui, &column.title, !column.hidden, |ui, at| {
                            let font = kit::font::icons(size::ICON_SMALL);
                            ui.painter().text(at, egui::Align2::CENTER_CENTER, glyph, font, cx.theme.weak);
                        });
                        if pressed {
                            wanted = Some((column.id.clone(), !column.hidden));
                        }
                    }
                });
                kit::menu_divider(ui);
                reset = kit::menu_item(ui, Some(icon::ARROW_COUNTER_CLOCKWISE), "Reset columns", false).clicked();
            },
        );
        if let Some((id, hidden)) = wanted {
            let mut all = columns::all(&cx.snapshot.state.studio, self.model.columns(), &self.settings);
            columns::hide(&mut all, &mut self.settings, &id, hidden);
        }
        if reset {
            self.settings.columns.clear();
        }
    }
}

impl Table {
    fn more(ui: &mut Ui, cx: &mut Cx<'_>) {
        let button = kit::icon_button(ui, icon::DOTS_THREE, "More");
        kit::menu(&button).accessible_name("More").show(|ui| {
            commands::menu::of_page(ui, cx, &["make.import", "table.export", "table.export_csv", "table.export_json"]);
        });
    }
}
