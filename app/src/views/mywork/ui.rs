//! My Work.

use super::{MyWork, groups};
use crate::{
    actions::Cx,
    kit::{self, font, icon, size},
    place::Place,
    views::rows,
};
use egui::{Align, Layout, Ui};
use rushes_domain::{Permission, PersonId};

impl MyWork {
    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let person = self.person.unwrap_or(cx.snapshot.me.person);
        let seq = cx.snapshot.seq;
        let found = match &self.known {
            Some((s, day, p, groups)) if (*s, *day, *p) == (seq, cx.today, person) => groups.clone(),
            _ => groups(&cx.snapshot.state, person, cx.today).into(),
        };
        self.known = Some((seq, cx.today, person, found.clone()));
        egui::Frame::new().inner_margin(egui::Margin { left: 24, right: 24, top: 16, bottom: 8 }).show(ui, |ui| {
            ui.horizontal(|ui| {
                let mine = person == cx.snapshot.me.person;
                let title = if mine { "My Work".to_owned() } else { cx.name_of(Some(person)) };
                kit::page_title(ui, &title);
                let count: usize = found.iter().map(|g| g.rows.len()).sum();
                ui.label(font::weak(format!("{count} open"), cx.theme.weak));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if cx.snapshot.me.role.may(Permission::Plan) {
                        self.whose(ui, cx, person);
                    }
                    if !found.is_empty() && rows::export::button(ui) {
                        let shown = found.iter().flat_map(|g| g.rows.iter().map(|r| (g.bucket.label(), r)));
                        let table = rows::export::table(&cx.snapshot.state, &title, Some("When"), shown);
                        cx.actions.push(crate::actions::Action::ExportTable(std::sync::Arc::new(table)));
                    }
                });
            });
        });
        if found.is_empty() {
            let sentence = "Stages that are assigned to you appear here, the most urgent first.";
            let button = Some((icon::FOLDERS, "Look at the projects"));
            if kit::empty(ui, icon::LIST_CHECKS, "Nothing is waiting for you", sentence, button) {
                cx.go(Place::Projects);
            }
            return;
        }
        let height = cx.row_height() + 8.0;
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for group in found.iter() {
                ui.add_space(size::GAP_WIDE);
                ui.horizontal(|ui| {
                    ui.add_space(size::PAGE);
                    kit::section_title(ui, group.bucket.label());
                    let name = group.bucket.label();
                    kit::badge(ui, group.rows.len(), name, cx.theme.pressed, cx.theme.text);
                });
                ui.add_space(size::GAP);
                for row in &group.rows {
                    let top = ui.cursor().top();
                    // Rows out of sight take their room and nothing else.
                    if top > ui.clip_rect().bottom() || top + height < ui.clip_rect().top() {
                        ui.allocate_space(egui::vec2(ui.available_width(), height));
                    } else {
                        rows::stage_row(ui, cx, row, height);
                    }
                }
            }
            ui.add_space(size::PAGE);
        });
    }

    fn whose(&mut self, ui: &mut Ui, cx: &Cx<'_>, now: PersonId) {
        let mut people: Vec<(PersonId, String)> =
            cx.snapshot.state.studio.people.values().map(|p| (p.id, p.name.clone())).collect();
        people.sort_by_key(|(id, name)| (*id != cx.snapshot.me.person, name.to_lowercase()));
        if let Some(person) = kit::pick(ui, "Whose work", now, &people) {
            self.person = Some(person);
        }
    }
}
