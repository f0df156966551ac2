//! The deliverable's custom fields, edited where they stand.

use crate::{actions::Cx, kit::size, views::field};
use egui::Ui;
use rushes_domain::{Command, Deliverable, DeliverableChange, FieldOf, Permission};

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable) {
    if cx.snapshot.state.studio.fields_of(FieldOf::Deliverable).is_empty() {
        return;
    }
    ui.add_space(size::GAP_WIDE);
    let may = cx.snapshot.me.role.may(Permission::Plan);
    if let Some((id, value)) = field::list(ui, cx, FieldOf::Deliverable, may, |f| deliverable.field(f)) {
        let changes = vec![DeliverableChange::Field(id, value)];
        cx.send(Command::EditDeliverable { id: deliverable.id, changes });
    }
}
