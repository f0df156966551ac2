//! Changing a deliverable's own fields.

use crate::{
    actions::Cx,
    kit::{self, Button, dates, font, size},
};
use egui::Ui;
use rushes_domain::{Command, Date, Deliverable, DeliverableChange, Priority, ProjectId};

/// The fields as typed.
pub(super) struct Edit {
    name: String,
    kind: String,
    due: String,
    priority: Priority,
    project: ProjectId,
    description: String,
    focused: bool,
}

impl Edit {
    pub(super) fn of(deliverable: &Deliverable, today: Date) -> Self {
        Self {
            name: deliverable.name.clone(),
            kind: deliverable.kind.clone(),
            due: deliverable.due.map(|d| dates::by_name(d, today)).unwrap_or_default(),
            priority: deliverable.priority,
            project: deliverable.project,
            description: deliverable.description.clone(),
            focused: false,
        }
    }

    /// Shows the form. Gives whether it stays.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable) -> bool {
        let mut stays = true;
        kit::card(cx.theme).show(ui, |ui| {
            ui.set_max_width(size::MEASURE + 120.0);
            let name = kit::field(ui, "Name", &mut self.name, "");
            if !std::mem::replace(&mut self.focused, true) {
                name.request_focus();
            }
            ui.columns(4, |columns| {
                kit::field(&mut columns[0], "Type", &mut self.kind, "Asset");
                kit::field(&mut columns[1], "Due", &mut self.due, "such as fri, +5");
                columns[2].spacing_mut().item_spacing.y = size::GRID;
                columns[2].label(font::caption("Priority", cx.theme.weak));
                let choices = Priority::ALL.map(|p| (p, kit::status::priority_label(p).to_owned()));
                let width = columns[2].available_width();
                if let Some(priority) = kit::pick_wide(&mut columns[2], "Priority", self.priority, &choices, width) {
                    self.priority = priority;
                }
                self.project(&mut columns[3], cx);
            });
            kit::under(ui, "Description", |ui| {
                kit::area(ui, "Description", &mut self.description, "What it is about", 3);
            });
            let due = if self.due.trim().is_empty() {
                Ok(None)
            } else {
                dates::parse(&self.due, cx.today).map(Some).ok_or(())
            };
            let why = match (&due, self.name.trim().is_empty()) {
                (_, true) => "It needs a name.",
                (Err(()), _) => "The due day is not understood.",
                _ => "",
            };
            ui.horizontal(|ui| {
                if Button::primary("Save").enabled_or(why.is_empty(), why).show(ui).clicked()
                    && let Ok(due) = due
                {
                    let changes = self.changes(deliverable, due);
                    if !changes.is_empty() {
                        cx.send(Command::EditDeliverable { id: deliverable.id, changes });
                    }
                    stays = false;
                }
                if Button::quiet("Cancel").show(ui).clicked() {
                    stays = false;
                }
                ui.label(font::weak(why, cx.theme.danger));
            });
        });
        stays && !kit::escaped(ui.ctx())
    }

    /// The project it belongs to: choosing another moves it there, its stages as they are.
    fn project(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.spacing_mut().item_spacing.y = size::GRID;
        kit::over(ui, "Project");
        let mut choices: Vec<(ProjectId, String)> = cx
            .snapshot
            .state
            .projects
            .values()
            .filter(|p| !p.archived || p.id == self.project)
            .map(|p| (p.id, p.name.clone()))
            .collect();
        choices.sort_by_cached_key(|(_, name)| rushes_domain::names::loose(name));
        let width = ui.available_width();
        if let Some(project) = kit::pick_wide(ui, "Project", self.project, &choices, width) {
            self.project = project;
        }
    }

    fn changes(&self, deliverable: &Deliverable, due: Option<Date>) -> Vec<DeliverableChange> {
        let mut changes = Vec::new();
        if self.name.trim() != deliverable.name {
            changes.push(DeliverableChange::Name(self.name.trim().to_owned()));
        }
        if self.kind.trim() != deliverable.kind {
            changes.push(DeliverableChange::Kind(self.kind.trim().to_owned()));
        }
        if due != deliverable.due {
            changes.push(DeliverableChange::Due(due));
        }
        if self.priority != deliverable.priority {
            changes.push(DeliverableChange::Priority(self.priority));
        }
        if self.project != deliverable.project {
            changes.push(DeliverableChange::Project(self.project));
        }
        if self.description != deliverable.description {
            changes.push(DeliverableChange::Description(self.description.clone()));
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::views::testing::{Sample, project_id, today};

    #[test]
    fn the_due_day_stands_as_the_window_says_it_and_left_alone_changes_nothing() {
        let mut sample = Sample::of(&["Hero"]);
        sample.edit("Hero", |d| d.due = Some(Date::constant(2026, 12, 22)));
        let hero = sample.snapshot().state.called(project_id(), "Hero").next().unwrap().clone();
        let edit = Edit::of(&hero, today());
        assert_eq!(edit.due, "Tue 22 Dec");
        assert!(edit.changes(&hero, dates::parse(&edit.due, today())).is_empty());
    }
}
