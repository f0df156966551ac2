//! The line over the table: filters, and what can be done with the project.

use super::{Filter, Table, create};
use crate::{
    actions::{Action, Cx, Pick},
    kit::{self, Button, icon, size},
    place::Place,
};
use egui::{Align, Layout, Popup, PopupCloseBehavior, Ui};
use rushes_domain::{Permission, ProjectId, Status};

impl Table {
    pub(super) fn bar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let may_plan = cx.snapshot.me.role.may(Permission::Plan);
        egui::Frame::new().inner_margin(egui::Margin { left: 24, right: 24, top: 8, bottom: 8 }).show(ui, |ui| {
            ui.horizontal(|ui| {
                let field = kit::search(ui, "Filter by text", &mut self.filter.text, "Filter", 180.0);
                if std::mem::take(&mut self.focus_filter) {
                    field.request_focus();
                }
                self.status_filter(ui, cx);
                self.person_filter(ui, cx);
                if !self.filter.is_empty() && Button::quiet("Clear").icon(icon::X).show(ui).clicked() {
                    self.filter = Filter::default();
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let why = "Producers make deliverables.";
                    let new = Button::primary("New deliverable").icon(icon::PLUS).enabled_or(may_plan, why);
                    if new.show(ui).clicked() {
                        self.draft.get_or_insert_with(create::Draft::default);
                    }
                    if ui.available_width() < 210.0 {
                        more(ui, cx, project, may_plan);
                        return;
                    }
                    let import = Button::new("Import").icon(icon::UPLOAD_SIMPLE).enabled_or(may_plan, why);
                    if import.hint("Bring in a tracker sheet").show(ui).clicked() {
                        cx.go(Place::SheetImport(project));
                    }
                    let export =
                        Button::new("Export").icon(icon::DOWNLOAD_SIMPLE).hint("Write the table as a workbook");
                    if export.show(ui).clicked() {
                        cx.actions.push(Action::Pick(Pick::Export(project)));
                    }
                });
            });
        });
    }

    fn status_filter(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let words = match self.filter.statuses.len() {
            0 => "Status".to_owned(),
            1 => self.filter.statuses.iter().map(|s| s.label()).collect(),
            n => format!("{n} statuses"),
        };
        let chip = kit::chip(ui, Some(icon::FUNNEL_SIMPLE), &words, !self.filter.statuses.is_empty());
        Popup::menu(&chip)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name("Filter by status")
            .show(|ui| {
                for status in Status::ALL {
                    let on = self.filter.statuses.contains(&status);
                    if toggle(ui, status.label(), on, |ui, at| {
                        kit::status::paint_icon(ui.painter(), at, size::ICON_SMALL, status, cx.theme);
                    }) && !self.filter.statuses.remove(&status)
                    {
                        self.filter.statuses.insert(status);
                    }
                }
            });
    }

    fn person_filter(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let known = &cx.snapshot.state.studio.people;
        let words = match self.filter.people.len() {
            0 => "Person".to_owned(),
            1 => self.filter.people.iter().filter_map(|p| known.get(p)).map(|p| p.name.clone()).collect(),
            n => format!("{n} people"),
        };
        let chip = kit::chip(ui, Some(icon::USER), &words, !self.filter.people.is_empty());
        Popup::menu(&chip)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name("Filter by person")
            .show(|ui| {
                let people = self.model.people(&cx.snapshot.state).to_vec();
                if people.is_empty() {
                    ui.label(kit::weak("Nobody is assigned yet.", cx.theme.weak));
                }
                kit::scroll(360.0).show(ui, |ui| {
                    for person in &people {
                        let on = self.filter.people.contains(&person.id);
                        let theme = kit::Theme::of(ui.ctx());
                        if toggle(ui, &person.name, on, |ui, at| {
                            kit::paint_avatar(ui.painter(), at, size::AVATAR, person.id, &person.initials(), &theme);
                        }) && !self.filter.people.remove(&person.id)
                        {
                            self.filter.people.insert(person.id);
                        }
                    }
                });
            });
    }
}

/// A line of a menu that is on or off, with a mark painted before it. Gives whether it was pressed.
fn toggle(ui: &mut Ui, words: &str, on: bool, mark: impl FnOnce(&Ui, egui::Pos2)) -> bool {
    let response = kit::menu_item(ui, Some(" "), words, on);
    mark(ui, egui::pos2(response.rect.left() + 8.0 + size::ICON * 0.5, response.rect.center().y));
    response.clicked()
}

fn more(ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId, may_plan: bool) {
    let button = kit::icon_button(ui, icon::DOTS_THREE, "More");
    Popup::menu(&button).accessible_name("More").show(|ui| {
        if may_plan && kit::menu_item(ui, Some(icon::UPLOAD_SIMPLE), "Import a sheet…", false).clicked() {
            cx.go(Place::SheetImport(project));
        }
        if kit::menu_item(ui, Some(icon::DOWNLOAD_SIMPLE), "Export…", false).clicked() {
            cx.actions.push(Action::Pick(Pick::Export(project)));
        }
    });
}
