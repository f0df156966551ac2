//! Every field of a thing, under its name.

use super::{edit, show};
use crate::{
    actions::Cx,
    kit::{self, size},
};
use egui::{Ui, vec2};
use rushes_domain::{Field, FieldId, FieldOf, FieldValue};

/// A field's narrowest column, in points.
const COLUMN: f32 = 200.0;

/// Shows the fields in use of projects or deliverables in columns, edited in place where one may. Gives the new
/// value of the one that was changed.
pub fn list(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    of: FieldOf,
    may: bool,
    value: impl Fn(&Field) -> Option<FieldValue>,
) -> Option<(FieldId, Option<FieldValue>)> {
    let fields: Vec<Field> = cx.snapshot.state.studio.fields_of(of).into_iter().cloned().collect();
    let gap = size::GAP_WIDE;
    let columns =
        (((ui.available_width() + gap) / (COLUMN + gap)).floor() as usize).clamp(1, 5).min(fields.len().max(1));
    let width = ((ui.available_width() - gap * (columns - 1) as f32) / columns as f32).min(COLUMN * 1.5).floor();
    let mut changed = None;
    for line in fields.chunks(columns) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for field in line {
                ui.push_id(field.id, |ui| {
                    ui.allocate_ui(vec2(width, size::ROW + size::GAP_WIDE), |ui| {
                        ui.set_width(width);
                        ui.vertical(|ui| {
                            ui.spacing_mut().item_spacing.y = size::GRID;
                            kit::over(ui, &field.name);
                            let now = value(field);
                            if !may {
                                show(ui, cx, field, now.as_ref());
                            } else if let Some(new) = edit(ui, cx, field, now.as_ref()) {
                                changed = Some((field.id, new));
                            }
                        });
                    });
                });
            }
        });
    }
    changed
}
