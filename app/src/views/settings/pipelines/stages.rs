//! The stage list of the editor: names, order, and what each needs.

use super::editor::Editor;
use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
};
use egui::{Align, Id, Layout, PopupCloseBehavior, Ui};
use rushes_domain::{StageDefId, pipeline::StageDef};
use std::collections::BTreeSet;

/// Width of a stage's name.
const NAME: f32 = 180.0;

/// Shows it. Gives whether Enter was pressed in a stage's name.
pub(super) fn ui(editor: &mut Editor, ui: &mut Ui, cx: &Cx<'_>, marked: &BTreeSet<StageDefId>, may: bool) -> bool {
    kit::section_title(ui, "Stages");
    let names: Vec<(StageDefId, String)> = editor.draft.stages.iter().map(|s| (s.id, s.name.clone())).collect();
    let list = Id::unique(("stages", editor.id()));
    let count = names.len();
    let (mut moved, mut removed, mut chosen, mut entered) = (None, None, None, false);
    ui.spacing_mut().item_spacing.y = size::GRID;
    for (i, stage) in editor.draft.stages.iter_mut().enumerate() {
        ui.push_id(stage.id, |ui| {
            if !may {
                ui.horizontal(|ui| {
                    ui.label(font::text(stage.name.as_str(), cx.theme.text));
                    ui.label(font::weak(needs_words(stage, &names), cx.theme.weak));
                });
                return;
            }
            let name = if stage.name.trim().is_empty() { format!("stage {}", i + 1) } else { stage.name.clone() };
            let went = kit::sortable(ui, list, (i, count), (&name, size::CONTROL), |ui| {
                let label = format!("Name of stage {}", i + 1);
                let field = kit::entry(ui, &label, &mut stage.name, "", NAME);
                entered |= kit::entered(ui, &field);
                if marked.contains(&stage.id) {
                    kit::focus_ring_wrong(ui, field.rect);
                }
                if field.has_focus() {
                    chosen = Some(stage.id);
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if kit::icon_button(ui, icon::X, &format!("Remove {name}")).clicked() {
                        removed = Some(stage.id);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| needs(ui, stage, &names, &name));
                });
            });
            moved = moved.or(went);
        });
    }
    if let Some(moved) = moved {
        kit::shift(&mut editor.draft.stages, moved);
        editor.number();
    }
    if let Some(id) = removed {
        editor.remove_stage(id);
    }
    editor.chosen = chosen.or(editor.chosen);
    if may {
        add(editor, ui);
    }
    entered
}

fn add(editor: &mut Editor, ui: &mut Ui) {
    ui.add_space(size::GRID);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        // Under the names, beside their handles.
        if !editor.draft.stages.is_empty() {
            ui.add_space(size::ICON + size::GRID + size::GAP);
        }
        let field = {
            let hint = kit::line_hint("Next stage", "adds it");
            kit::entry(ui, "Name of the next stage", &mut editor.fresh, &hint, NAME)
        };
        let enter = kit::entered(ui, &field);
        let ready = !editor.fresh.trim().is_empty();
        let button = Button::new("Add").icon(icon::PLUS).name("Add the stage");
        let pressed = button.enabled_or(ready, "Type its name first.").show(ui).clicked();
        if ready && (pressed || enter) {
            let name = std::mem::take(&mut editor.fresh);
            editor.add_stage(&name);
            field.request_focus();
        }
    });
}

fn needs_words(stage: &StageDef, names: &[(StageDefId, String)]) -> String {
    let needed: Vec<&str> = names.iter().filter(|(id, _)| stage.needs.contains(id)).map(|(_, n)| n.as_str()).collect();
    match needed.as_slice() {
        [] => "needs nothing".to_owned(),
        [one] => format!("needs {one}"),
        [one, rest @ ..] => format!("needs {one} and {} more", rest.len()),
    }
}

/// What a stage needs: a menu of the others, to be ticked.
fn needs(ui: &mut Ui, stage: &mut StageDef, names: &[(StageDefId, String)], name: &str) {
    let words = needs_words(stage, names);
    let label = format!("Needs of {name}");
    let button = Button::quiet(&words).icon(icon::ARROW_ELBOW_DOWN_RIGHT).name(&label).show(ui);
    kit::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).accessible_name(&label).show(|ui| {
        for (id, other) in names.iter().filter(|(id, _)| *id != stage.id) {
            let on = stage.needs.contains(id);
            if ui.push_id(id, |ui| kit::menu_item(ui, None, other, on).clicked()).inner && !stage.needs.remove(id) {
                stage.needs.insert(*id);
            }
        }
    });
}
