//! The rounds of a stage that were done before it was tracked here: how many, and saying so.

use crate::{
    actions::{Action, Cx, Toast},
    kit::{self, InPlace, font, icon, size},
    views::conflict,
};
use egui::Ui;
use rushes_domain::{Command, Deliverable, MAX_ROUNDS_BEFORE, Permission, Stage, StageTarget};

/// Width of the number, in points.
const NUMBER: f32 = 64.0;

/// The button beside the heading that lets a producer say how many there were.
pub(super) fn button(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: &Stage) {
    conflict::marks(ui, cx, &deliverable.conflicts, &[&format!("stage:{}", stage.id), "rounds_before"]);
    if !cx.snapshot.me.role.may(Permission::Plan) {
        return;
    }
    let id = open_id(stage);
    let open = is_open(ui, stage);
    if kit::toggle_button(ui, icon::CLOCK_COUNTER_CLOCKWISE, "Count earlier rounds", open).clicked() {
        ui.data_mut(|d| d.insert_temp(id, !open));
    }
}

/// What was before, and the field for it while it is open.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: &Stage) {
    if is_open(ui, stage) {
        field(ui, cx, deliverable, stage);
    } else if let Some(before) = stage.rounds_before_shown() {
        let (were, first) = (if stage.rounds_before == 1 { "was" } else { "were" }, before[..1].to_uppercase());
        ui.label(font::text(format!("{first}{} {were} before this studio.", &before[1..]), cx.theme.weak));
    }
}

fn field(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: &Stage) {
    let target = StageTarget { deliverable: deliverable.id, stage: stage.id };
    ui.horizontal(|ui| {
        ui.label(font::text("Rounds done before this studio", cx.theme.weak));
        let id = ui.scope_id().with(("earlier", stage.id));
        let now = stage.rounds_before.to_string();
        let (_, said) = InPlace::new(id, "Earlier rounds", &now).width(NUMBER).number().show(ui);
        ui.add_space(size::GRID);
        ui.label(font::weak("Rounds published here come after them.", cx.theme.weak));
        let Some(text) = said else { return };
        let text = text.trim();
        match if text.is_empty() { Ok(0) } else { text.parse::<u32>() } {
            Ok(rounds) if rounds <= MAX_ROUNDS_BEFORE => cx.send(Command::CountRoundsBefore { target, rounds }),
            _ => {
                let words = format!("\"{text}\" is not a number of rounds.");
                let hint = format!("Nothing was changed. Write a number from 0 to {MAX_ROUNDS_BEFORE}.");
                cx.actions.push(Action::Toast(Toast::wrong(words, hint)));
                InPlace::forget(ui, id);
            }
        }
    });
}

fn open_id(stage: &Stage) -> egui::Id {
    egui::Id::unique(("earlier rounds", stage.id))
}

fn is_open(ui: &Ui, stage: &Stage) -> bool {
    let id = open_id(stage);
    ui.data(|d| d.get_temp(id)).unwrap_or(false)
}
