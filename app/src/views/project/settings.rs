//! A project's settings: everything about it, edited where it stands.

use super::{
    cover,
    model::{Details, Facts},
    pipeline::Change,
};
use crate::{
    actions::{Action, Cx, Toast},
    kit::{self, Button, InPlace, dates, font, icon, size},
    place::Place,
    views::field,
};
use egui::Ui;
use rushes_domain::{
    Command, Date, Deliverable, DeliverableChange, FieldOf, Permission, Project, ProjectChange, ProjectId,
};
use std::sync::Arc;

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, (facts, details): (&Facts, &Details), change: &mut Change) {
    let may = cx.snapshot.me.role.may(Permission::EditProjects);
    kit::picture_page(ui, ("project settings", facts.project.id), |ui| {
        section(ui, "About");
        about(ui, cx, &facts.project, may);
        if !cx.snapshot.state.studio.fields_of(FieldOf::Project).is_empty() {
            ui.add_space(size::GAP);
            let project = &facts.project;
            if let Some((id, value)) = field::list(ui, cx, FieldOf::Project, may, |f| project.field(f)) {
                send(cx, project.id, ProjectChange::Field(id, value));
            }
        }
        ui.add_space(size::PAGE);
        section(ui, "Cover");
        cover::ui(ui, cx, &facts.project, &details.pictures, may);
        ui.add_space(size::PAGE);
        section(ui, "Pipeline");
        change.ui(ui, cx, (facts, details.behind), may);
        if !details.deleted.is_empty() {
            ui.add_space(size::PAGE);
            section(ui, "Deleted deliverables");
            deleted(ui, cx, &details.deleted);
        }
        if may {
            ui.add_space(size::PAGE);
            section(ui, "Archive or delete");
            put_away(ui, cx, &facts.project);
        }
    });
}

fn section(ui: &mut Ui, title: &str) {
    kit::section_title(ui, title);
    ui.add_space(size::GRID);
}

pub(super) fn send(cx: &mut Cx<'_>, id: ProjectId, change: ProjectChange) {
    cx.send(Command::EditProject { id, changes: vec![change] });
}

/// Name, code, client and days.
fn about(ui: &mut Ui, cx: &mut Cx<'_>, project: &Project, may: bool) {
    let day = |d: Option<Date>| d.map(|d| dates::by_name(d, cx.today)).unwrap_or_default();
    let rows: [(&str, String, f32); 5] = [
        ("Name", project.name.clone(), 280.0),
        ("Code", project.code.clone(), 120.0),
        ("Client or brand", project.client.clone(), 200.0),
        ("Starts", day(project.start), 132.0),
        ("Due", day(project.due), 132.0),
    ];
    kit::flow(ui, &rows.each_ref().map(|(_, _, width)| *width), |ui, i| {
        let (label, now, width) = (rows[i].0, &rows[i].1, rows[i].2);
        ui.vertical(|ui| {
            if may {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = size::GRID;
                kit::over(ui, label);
                let id = ui.scope_id().with((project.id, label));
                let hint = if matches!(label, "Starts" | "Due") { "such as fri, +30" } else { "" };
                let (_, said) = InPlace::new(id, label, now).hint(hint).width(width).show(ui);
                if let Some(text) = said
                    && !change(cx, project, label, &text)
                {
                    InPlace::forget(ui, id);
                }
            } else {
                ui.set_width(width);
                kit::labelled_value(ui, label, if now.is_empty() { "–" } else { now });
            }
        });
    });
}

/// Sends what was typed. Whether it could be read.
fn change(cx: &mut Cx<'_>, project: &Project, label: &str, text: &str) -> bool {
    let read = |text: &str| if text.trim().is_empty() { Some(None) } else { dates::parse(text, cx.today).map(Some) };
    let change = match label {
        "Name" => Some(ProjectChange::Name(text.trim().to_owned())),
        "Code" => Some(ProjectChange::Code(text.trim().to_owned())),
        "Client or brand" => Some(ProjectChange::Client(text.trim().to_owned())),
        "Starts" => read(text).map(ProjectChange::Start),
        _ => read(text).map(ProjectChange::Due),
    };
    let Some(change) = change else {
        let words = format!("\"{}\" is not a day.", text.trim());
        cx.actions.push(Action::Toast(Toast::wrong(words, "Write 2026-11-27, 27 Nov, tomorrow or +5.")));
        return false;
    };
    let changes = vec![change];
    // What would be refused is put back at once; the toast says why.
    let command = Command::EditProject { id: project.id, changes };
    let foreseen = rushes_domain::preview(&cx.snapshot.state, cx.snapshot.me, cx.now, std::slice::from_ref(&command));
    let fine = foreseen.iter().all(Option::is_none);
    cx.send(command);
    fine
}

fn deleted(ui: &mut Ui, cx: &mut Cx<'_>, deleted: &[Arc<Deliverable>]) {
    let may = cx.snapshot.me.role.may(Permission::Plan);
    for deliverable in deleted {
        ui.push_id(deliverable.id, |ui| {
            ui.horizontal(|ui| {
                ui.set_min_height(cx.row_height());
                let name = format!("Bring {} back", deliverable.name);
                let button = Button::new("Bring back").name(&name).icon(icon::ARROW_COUNTER_CLOCKWISE);
                if button.enabled_or(may, "Producers bring deliverables back.").show(ui).clicked() {
                    let changes = vec![DeliverableChange::Deleted(false)];
                    let said = format!("{} is back.", deliverable.name);
                    cx.send_saying(Command::EditDeliverable { id: deliverable.id, changes }, said);
                }
                ui.label(font::text(deliverable.name.as_str(), cx.theme.text));
                let rounds: usize = deliverable.stages.iter().map(|s| s.rounds.len()).sum();
                let noun = if rounds == 1 { "round" } else { "rounds" };
                ui.label(font::weak(format!("{rounds} {noun}"), cx.theme.weak));
            });
        });
    }
}

fn put_away(ui: &mut Ui, cx: &mut Cx<'_>, project: &Project) {
    let change = |c: ProjectChange| Command::EditProject { id: project.id, changes: vec![c] };
    ui.horizontal(|ui| {
        let (words, said) = if project.archived {
            ("Take out of the archive", format!("{} is back in the lists.", project.name))
        } else {
            ("Archive", format!("{} is archived.", project.name))
        };
        let hint = "An archived project is out of the lists; everything in it stays readable.";
        if Button::new(words).icon(icon::TRAY).hint(hint).show(ui).clicked() {
            cx.send_saying(change(ProjectChange::Archived(!project.archived)), said);
        }
        let hint = "It goes out of sight with all its deliverables, and can be brought back from the projects page.";
        if Button::danger("Delete the project").icon(icon::TRASH).hint(hint).show(ui).clicked() {
            let said = format!("{} was deleted.", project.name);
            cx.send_saying(change(ProjectChange::Deleted(true)), said);
            cx.go(Place::Projects);
        }
    });
}
