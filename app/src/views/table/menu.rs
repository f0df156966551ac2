//! The menu of a row: what the bulk bar has, and what is about one row.

use super::{Table, columns::Column, paint, value};
use crate::{
    actions::Cx,
    commands::{menu, page_keys},
    kit::{self, icon},
    place::Place,
    views::bulk::Chosen,
};
use egui::{Rect, Response, Ui};
use rushes_domain::Permission;

/// Width of the menu.
const WIDTH: f32 = 220.0;

/// Shows it where it was asked for; by its key at the cursor's cell, if that is in sight.
pub(super) fn ui(
    table: &mut Table,
    ui: &Ui,
    cx: &mut Cx<'_>,
    (response, cell): (&Response, Option<Rect>),
    columns: &[Column],
) {
    let Some((id, column)) = table.selection.cursor.clone() else { return };
    let Some(row) = table.model.find(id).cloned() else { return };
    let column = columns.iter().find(|c| c.id == column);
    let mut asked = None;
    let mut edit = false;
    kit::context_menu_at(response, cell, |ui| {
        ui.set_width(WIDTH);
        let deliverable = &row.deliverable;
        let stage = column.and_then(|c| value::stage(&row, c));
        let place = Place::Deliverable(deliverable.id, stage.map(|s| s.id));
        menu::about(ui, cx, place, &["this.open", "this.review_newest", "this.activity", "this.path"]);
        if kit::menu_item_with(ui, Some(icon::COPY), "Copy the cells", page_keys("list.copy")).clicked() {
            table.copy(ui, cx, columns);
        }
        if let Some(column) = column.filter(|c| !paint::conflicts(&row, c).is_empty())
            && kit::menu_item(ui, Some(icon::WARNING), "Conflict: choose what holds…", false).clicked()
        {
            table.settle = Some((id, column.id.clone()));
        }
        if cx.snapshot.me.role.may(Permission::Plan) {
            kit::menu_divider(ui);
            let editable = column.is_some_and(Column::is_editable);
            if editable && kit::menu_item_with(ui, Some(icon::PENCIL_SIMPLE), "Edit", page_keys("list.edit")).clicked()
            {
                edit = true;
            }
            let (selection, model) = (&table.selection, &table.model);
            let deliverables = || selection.deliverables(model);
            let chosen = Chosen {
                count: 1,
                project: Some(deliverable.project),
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
