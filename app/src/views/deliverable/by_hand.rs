//! Setting a stage's status by hand, with a reason: where what happened outside is to count.

use crate::{
    actions::Cx,
    kit::{self, Button, font, size},
};
use egui::Ui;
use rushes_domain::{Command, EventId, Stage, StageId, StageTarget, Status};

/// A status that is being set by hand.
pub(super) struct ByHand {
    /// Of which stage.
    pub(super) of: StageId,
    status: Status,
    reason: String,
    focused: bool,
}

impl ByHand {
    pub(super) fn of(stage: &Stage) -> Self {
        let status = if stage.status == Status::Approved { Status::InProgress } else { Status::Approved };
        Self { of: stage.id, status, reason: String::new(), focused: false }
    }

    /// Shows the form. Gives whether it stays.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage, target: StageTarget) -> bool {
        let mut stays = true;
        ui.add_space(size::GAP);
        kit::card(cx.theme).show(ui, |ui| {
            ui.set_max_width(size::MEASURE);
            ui.set_min_width(size::MEASURE.min(ui.available_width()));
            kit::section_title(ui, &format!("Set the status of {} by hand", stage.name));
            let words = "It counts until the next round or decision, and the reason stays in the activity.";
            ui.label(font::text(words, cx.theme.weak));
            let others: Vec<(Status, String)> =
                Status::ALL.into_iter().filter(|s| *s != stage.status).map(|s| (s, s.label().to_owned())).collect();
            let chosen = kit::under(ui, "Status", |ui| kit::pick(ui, "Status", self.status, &others));
            if let Some(status) = chosen {
                self.status = status;
            }
            let hint = kit::line_hint("The client approved it on the phone", "sets the status");
            let reason = kit::field(ui, "Reason", &mut self.reason, &hint);
            if !std::mem::replace(&mut self.focused, true) {
                reason.request_focus();
            }
            ui.add_space(size::GAP);
            ui.horizontal(|ui| {
                let why = if self.reason.trim().is_empty() { "It needs a reason." } else { "" };
                let set = Button::primary("Set the status").enabled_or(why.is_empty(), why).show(ui).clicked();
                if why.is_empty() && (set || kit::entered(ui, &reason)) {
                    let command = Command::SetStageStatus {
                        target,
                        status: self.status,
                        force: true,
                        reason: self.reason.trim().to_owned(),
                        event: EventId::new(rushes_store::fresh()),
                    };
                    let said = format!("{} is {}.", stage.name, self.status.label().to_lowercase());
                    cx.send_saying(command, said);
                    stays = false;
                }
                stays &= !Button::quiet("Cancel").show(ui).clicked();
            });
        });
        stays && !kit::escaped(ui.ctx())
    }
}
