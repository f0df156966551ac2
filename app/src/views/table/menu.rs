//! The menu of a row: what the bulk bar has, and what is about one row.

use super::{Table, columns::Column, paint, value};
use crate::{
    actions::{Action, Cx},
    kit::{self, icon},
    place::Place,
    views::bulk::Chosen,
};
use egui::{Response, Ui};
use rushes_domain::{Permission, Stage};

/// Width of the menu.
const WIDTH: f32 = 220.0;

/// Shows it where it was asked for.
pub(super) fn ui(table: &mut Table, ui: &Ui, cx: &mut Cx<'_>, response: &Response, columns: &[Column]) {
    let Some((id, column)) = table.selection.cursor.clone() else { return };
    let Some(row) = table.model.find(id).cloned() else { return };
    let column = columns.iter().find(|c| c.id == column);
    let mut asked = None;
    let mut edit = false;
    response.context_menu(|ui| {
        ui.set_width(WIDTH);
        let deliverable = &row.deliverable;
        let stage = column.and_then(|c| value::stage(&row, c));
        if kit::menu_item(ui, Some(icon::ARROW_RIGHT), "Open", false).clicked() {
            cx.go(Place::Deliverable(deliverable.id, stage.map(|s| s.id)));
        }
        let round = stage.and_then(Stage::latest).or_else(|| deliverable.stages.iter().rev().find_map(Stage::latest));
        if let Some(round) = round
            && kit::menu_item(ui, Some(icon::EYE), "Review the newest round", false).clicked()
        {
            cx.go(Place::Review(deliverable.id, round.id));
        }
        if kit::menu_item(ui, Some(icon::CLOCK_COUNTER_CLOCKWISE), "Activity", false).clicked() {
            cx.go(Place::Activity(Some(deliverable.id)));
        }
        if kit::menu_item(ui, Some(icon::LINK), "Copy the path", false).clicked() {
            let path = cx.snapshot.state.path_of(deliverable, stage.map(|s| s.id), None);
            cx.actions.push(Action::Copy(path));
        }
        if kit::menu_item(ui, Some(icon::COPY), "Copy the cells", false).clicked() {
            table.copy(ui, cx, columns);
        }
        if let Some(column) = column.filter(|c| !paint::conflicts(&row, c).is_empty())
            && kit::menu_item(ui, Some(icon::WARNING), "Settle what was set twice…", false).clicked()
        {
            table.settle = Some((id, column.id.clone()));
        }
        if cx.snapshot.me.role.may(Permission::Plan) {
            kit::divider(ui);
            let editable = column.is_some_and(Column::is_editable);
            if editable && kit::menu_item(ui, Some(icon::PENCIL_SIMPLE), "Edit", false).clicked() {
                edit = true;
            }
            let (selection, model) = (&table.selection, &table.model);
            let deliverables = || selection.deliverables(model);
            let chosen = Chosen {
                count: 1,
                project: deliverable.project,
                stages: model.columns(),
                under: selection.stage(),
                deliverables: &deliverables,
            };
            asked = table.bulk.menu(ui, cx, &chosen);
        }
    });
    if let (true, Some(column)) = (edit, column) {
        table.open_editor(cx, &row, column, None);
    }
    if let Some(asked) = asked {
        table.propose(ui, cx, asked.label, asked.commands, Vec::new());
    }
}
