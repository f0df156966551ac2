//! The chosen stage: its status and what can be done, who works on it, when.

use super::{by_hand::ByHand, people};
use crate::{
    actions::{Action, Cx, Toast},
    commands::menu,
    kit::{self, Button, InPlace, dates, font, icon, size},
    place::Place,
    views::conflict,
};
use egui::{Key, Ui};
use rushes_domain::{
    Command, Date, Deliverable, Permission, Stage, StageId, StageTarget, Status, parse_worked, worked,
};

/// Width of the estimate, in points.
const ESTIMATE: f32 = 92.0;

/// Dates as they are being typed.
#[derive(Default)]
pub(super) struct Fields {
    of: Option<(StageId, Option<Date>, Option<Date>)>,
    start: String,
    due: String,
    wrong: bool,
    by_hand: Option<ByHand>,
}

impl Fields {
    /// Opens the form that sets a stage's status by hand.
    pub(super) fn by_hand(&mut self, stage: Option<&Stage>) {
        self.by_hand = stage.map(ByHand::of);
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable, stage: &Stage) {
        let target = StageTarget { deliverable: deliverable.id, stage: stage.id };
        ui.horizontal_wrapped(|ui| {
            kit::section_title(ui, &stage.name);
            ui.add_space(size::GRID);
            kit::status_mark(ui, stage.status);
            ui.add_space(size::GAP);
            moves(ui, cx, stage, target);
            let place = format!("stage:{}", stage.id);
            for field in ["hold", "skipped", "start", "due", "estimate"] {
                conflict::marks(ui, cx, &deliverable.conflicts, &[&place, field]);
            }
        });
        notes(ui, cx, deliverable, stage);
        let form = self.by_hand.take().filter(|form| form.of == stage.id);
        self.by_hand = form.and_then(|mut form| form.ui(ui, cx, stage, target).then_some(form));
        ui.add_space(size::GAP);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = size::PAGE;
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = size::GRID;
                ui.label(font::caption("Assigned to", cx.theme.weak));
                people::assignees(ui, cx, deliverable, stage);
            });
            self.dates(ui, cx, stage, target);
            estimate(ui, cx, stage, target);
        });
    }

    fn dates(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage, target: StageTarget) {
        let may = cx.snapshot.me.role.may(Permission::Plan);
        let now = (stage.id, stage.start, stage.due);
        if self.of != Some(now) {
            let said = |day: Option<Date>| day.map(|d| dates::by_name(d, cx.today)).unwrap_or_default();
            (self.start, self.due) = (said(stage.start), said(stage.due));
            self.of = Some(now);
            self.wrong = false;
        }
        if !may {
            let said = |day: Option<Date>| day.map_or_else(|| "open".to_owned(), |d| dates::day(d, cx.today));
            kit::labelled_value(ui, "Starts", &said(stage.start));
            kit::labelled_value(ui, "Due", &said(stage.due));
            return;
        }
        let mut done = false;
        for (label, value, day) in [("Starts", &mut self.start, stage.start), ("Due", &mut self.due, stage.due)] {
            let field = ui.scope(|ui| {
                ui.set_width(124.0);
                kit::field(ui, label, value, "such as fri, +5")
            });
            let field = match day {
                Some(day) => field.inner.on_hover_text(dates::day_exact(day, cx.today)),
                None => field.inner,
            };
            done |= field.lost_focus() && !ui.input(|i| i.key_pressed(Key::Escape));
        }
        if done {
            let read =
                |text: &str| if text.trim().is_empty() { Some(None) } else { dates::parse(text, cx.today).map(Some) };
            match (read(&self.start), read(&self.due)) {
                (Some(start), Some(due)) => {
                    self.wrong = false;
                    if (start, due) != (stage.start, stage.due) {
                        cx.send(Command::DateStage { target, start, due });
                        // Until the answer comes, what was typed stands; a refusal puts the old days back.
                        self.of = None;
                    }
                }
                _ => self.wrong = true,
            }
        }
        if self.wrong {
            let words = "Not understood. Write 2026-11-27, 27 Nov, tomorrow or +5.";
            ui.label(font::weak(words, cx.theme.danger));
        }
    }
}

/// How long it should take, edited where it stands.
fn estimate(ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage, target: StageTarget) {
    let now = stage.estimate.map(worked).unwrap_or_default();
    if !cx.snapshot.me.role.may(Permission::Plan) {
        kit::labelled_value(ui, "Estimate", if now.is_empty() { "–" } else { &now });
        return;
    }
    ui.vertical(|ui| {
        ui.set_width(ESTIMATE);
        ui.spacing_mut().item_spacing.y = size::GRID;
        kit::over(ui, "Estimate");
        let id = ui.scope_id().with(("estimate", stage.id));
        let (_, said) = InPlace::new(id, "Estimate", &now).hint("6h, 2d").width(ESTIMATE).show(ui);
        let Some(text) = said else { return };
        let read = if text.trim().is_empty() { Ok(None) } else { parse_worked(&text).map(Some) };
        match read {
            Ok(minutes) => cx.send(Command::EstimateStage { target, minutes }),
            Err(sentence) => {
                let hint = "Nothing was changed. A day has eight hours.";
                cx.actions.push(Action::Toast(Toast::wrong(format!("{sentence}."), hint)));
            }
        }
    });
}

/// What can be done with the stage as it stands.
fn moves(ui: &mut Ui, cx: &mut Cx<'_>, stage: &Stage, target: StageTarget) {
    let place = Place::Deliverable(target.deliverable, Some(stage.id));
    for (id, words, glyph, hint) in [
        ("stage.start", "Start", icon::PLAY, "Say that work has begun"),
        ("stage.again", "Take up again", icon::ARROW_COUNTER_CLOCKWISE, "It waits no longer"),
        ("this.review_newest", "Review", icon::EYE, "Open the newest round in the viewer"),
    ] {
        if let Some(action) = menu::action(cx, place, id)
            && Button::new(words).icon(glyph).hint(hint).show(ui).clicked()
        {
            cx.actions.push(action);
        }
    }
    if cx.snapshot.me.role.may(Permission::Plan) {
        let more = kit::icon_button(ui, icon::DOTS_THREE, "More for this stage");
        kit::menu(&more).accessible_name("More for this stage").show(|ui| {
            menu::about(ui, cx, place, &["stage.hold", "stage.skip", "stage.by_hand"]);
        });
    }
}

/// What it waits for, why it stands as it does, what a merge made of it.
fn notes(ui: &mut Ui, cx: &Cx<'_>, deliverable: &Deliverable, stage: &Stage) {
    if stage.removed {
        let words = "Not in the pipeline any more. It is shown for the work in it, and holds up no other stage.";
        ui.label(font::text(words, cx.theme.warning));
    }
    if stage.status == Status::Blocked && !stage.waits_for.is_empty() {
        let names: Vec<&str> =
            stage.waits_for.iter().filter_map(|s| deliverable.stage(*s)).map(|s| s.name.as_str()).collect();
        ui.label(font::text(format!("Waits for {} to be approved.", names.join(" and ")), cx.theme.weak));
    }
    if let Some(reason) = stage.hold.as_ref().filter(|r| !r.is_empty()) {
        ui.label(font::text(format!("On hold: {reason}"), cx.theme.weak));
    }
    if let Some(set) = stage.override_in_force() {
        let words = format!("Set by hand by {}: {}", cx.name_of(set.by), set.reason);
        ui.label(font::text(words, cx.theme.weak));
    }
    for issue in &stage.issues {
        ui.horizontal(|ui| {
            ui.label(egui::RichText::new(icon::WARNING).font(font::icons(size::ICON_SMALL)).color(cx.theme.warning));
            ui.label(font::text(issue.sentence(), cx.theme.text));
        });
    }
}
