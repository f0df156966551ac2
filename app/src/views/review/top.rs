//! The line above the picture: which round, where it stands, and the decision.

use super::{ReviewModel, ReviewPage, drafts::Begun, said, state::Deciding};
use crate::{
    actions::{Action, Cx},
    commands::page_keys,
    kit::{self, Button, font, icon, size, status},
    place::Place,
};
use egui::{Key, RichText, Ui};
use rushes_domain::{Command, DecisionId, RoundId, Verdict};

/// The narrowest choice of a round.
const LEAST_ROUND: f32 = 120.0;
/// What the longest word for a decision takes, with its mark.
const LEAST_VERDICT: f32 = 160.0;
/// Less of who decided says nothing.
const LEAST_WHO: f32 = 64.0;

impl ReviewPage {
    /// Shows the line, and below it the note of a decision that is being made.
    pub(super) fn top(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = size::GAP;
            self.round_choice(ui, cx, model);
            self.standing(ui, cx, model);
            kit::at_right(ui, "verdicts", |ui, _| {
                ui.spacing_mut().item_spacing.x = size::GAP;
                self.verdicts(ui, model);
            });
        });
        self.decision(ui, cx, model);
        for issue in &model.issues {
            ui.add_space(size::GRID);
            ui.horizontal(|ui| {
                ui.label(RichText::new(icon::WARNING).font(font::icons(size::ICON_SMALL)).color(cx.theme.warning));
                ui.label(font::weak(*issue, cx.theme.text));
            });
        }
    }

    fn round_choice(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        let older = model.rounds.last().is_some_and(|r| r.id != model.round);
        ui.add_enabled_ui(older, |ui| {
            if kit::icon_button(ui, icon::CARET_LEFT, "Older round").clicked() {
                self.turn_by(cx, model, -1);
            }
        });
        let choices: Vec<(RoundId, String)> = model
            .rounds
            .iter()
            .map(|r| {
                let stands = r.verdict.map_or("", status::verdict_label);
                let gap = if stands.is_empty() { "" } else { "  ·  " };
                let newest = if model.rounds.first().map(|n| n.id) == Some(r.id) { ", newest" } else { "" };
                (r.id, format!("Round {}{newest}{gap}{stands}", r.number))
            })
            .collect();
        // The decision's buttons keep their room, and the button for the newer round.
        let room = ui.available_width() - kit::width_at_right(ui, "verdicts") - size::CONTROL - size::GAP * 3.0;
        let chosen = ui.scope(|ui| {
            ui.set_max_width(room.max(LEAST_ROUND));
            kit::pick(ui, "Round", model.round, &choices)
        });
        if let Some(round) = chosen.inner {
            cx.actions.push(Action::Turn(Place::Review(model.deliverable, round)));
        }
        ui.add_enabled_ui(!model.newest, |ui| {
            if kit::icon_button(ui, icon::CARET_RIGHT, "Newer round").clicked() {
                self.turn_by(cx, model, 1);
            }
        });
    }

    /// The decision in force, as a word.
    fn standing(&self, ui: &mut Ui, cx: &Cx<'_>, model: &ReviewModel) {
        let Some(card) = model.rounds.iter().find(|r| r.id == model.round) else { return };
        // Where there is no room, the choice of the round says it alone.
        if card.verdict.is_some() && ui.available_width() - kit::width_at_right(ui, "verdicts") < LEAST_VERDICT {
            return;
        }
        super::rounds::verdict(ui, card, cx.theme);
        if let (Some(_), Some(at)) = (card.verdict, card.decided_at) {
            let who = cx.name_of(card.decided_by);
            let words = format!("by {who}, {}", kit::dates::moment(at, cx.now));
            // The decision's buttons keep their room.
            let room = ui.available_width() - kit::width_at_right(ui, "verdicts") - size::GAP;
            if room < LEAST_WHO {
                return;
            }
            let label = ui.scope(|ui| {
                ui.set_max_width(room);
                ui.add(egui::Label::new(font::weak(words, cx.theme.weak)).truncate())
            });
            let label = label.inner;
            if !card.verdict_note.is_empty() {
                label.on_hover_text(&card.verdict_note);
            }
        }
    }

    /// The three buttons; from the right, as they are laid out.
    fn verdicts(&mut self, ui: &mut Ui, model: &ReviewModel) {
        let may = self.decidable(model);
        let allowed = may.is_ok();
        let why_not = may.err().unwrap_or_default();
        let theme = kit::Theme::of(ui.ctx());
        for (verdict, word, glyph) in [
            (Verdict::Approve, "Approve", icon::CHECK_CIRCLE),
            (Verdict::Changes, "Changes", icon::ARROW_COUNTER_CLOCKWISE),
            (Verdict::Reject, "Reject", icon::X_CIRCLE),
        ] {
            let button = Button::new(word).icon(glyph).icon_color(status::verdict_color(verdict, &theme));
            let button = button.hint(page_keys(command(verdict)));
            if button.enabled_or(allowed, &why_not).show(ui).clicked() {
                self.begin_deciding(model, verdict);
            }
        }
    }

    /// Whether the round can be decided now: what is not shown yet is not judged.
    fn decidable(&self, model: &ReviewModel) -> Result<(), String> {
        model.gates.decide.clone()?;
        if self.viewer.is_reading() {
            let what = if model.is_clip() { "clip" } else { "picture" };
            return Err(format!("The {what} is still being read. Decide once it is shown."));
        }
        Ok(())
    }

    /// Opens the note of a decision, where this person may decide. What is written of another one is kept.
    pub(super) fn begin_deciding(&mut self, model: &ReviewModel, verdict: Verdict) {
        if self.decidable(model).is_ok() {
            let begun = self.deciding.take().map(|d| d.note);
            let note = begun.unwrap_or_else(|| self.texts.take(Begun::Decision(model.round)));
            self.deciding = Some(Deciding { verdict, note, fresh: true });
        }
    }

    /// The note of a decision that is being made, and the button that makes it.
    fn decision(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        let may = self.decidable(model);
        let Some(deciding) = &mut self.deciding else { return };
        if model.gates.decide.is_err() {
            self.stop_deciding(model.round);
            return;
        }
        let verdict = deciding.verdict;
        let (mut decide, mut drop) = (false, ui.input(|i| i.key_pressed(Key::Escape)));
        ui.add_space(size::GAP);
        ui.horizontal(|ui| {
            let color = status::verdict_color(verdict, cx.theme);
            let of = if verdict == Verdict::Changes { " in" } else { "" };
            let words = format!("{}{of} round {}", word(verdict), model.number);
            ui.label(RichText::new(words).font(font::medium(size::BODY)).color(color));
            let said = verdict != Verdict::Reject || !deciding.note.trim().is_empty();
            let ready = said && may.is_ok();
            let why = may.as_ref().err().map_or("Say why it has to be made anew.", String::as_str);
            let room = (ui.available_width() - size::GRID * 52.0).max(size::GRID * 30.0);
            let hint = said::note_hint(verdict);
            let (field, enter) = kit::lines(ui, "Note on the decision", &mut deciding.note, (hint, "decides"), room);
            if deciding.fresh {
                deciding.fresh = false;
                field.request_focus();
                // The panel above the picture grows in this very frame, rather than after one with an empty line.
                ui.ctx().request_discard("the note takes a line");
            }
            let button = Button::primary(word(verdict)).name("Decide the round").hint(kit::SENDS);
            decide = button.enabled_or(ready, why).show(ui).clicked() || (enter && ready);
            if enter && !said {
                deciding.fresh = true;
            }
            drop |= Button::quiet("Cancel").hint("Esc").name("Cancel the decision").show(ui).clicked();
        });
        if decide {
            let note = self.deciding.take().map(|d| d.note.trim().to_owned()).unwrap_or_default();
            let id = DecisionId::new(rushes_store::fresh());
            let said = format!("{}: {}, round {}", status::verdict_label(verdict), model.stage_name, model.number);
            let command = Command::Decide { deliverable: model.deliverable, round: model.round, id, verdict, note };
            cx.send_saying(command, said);
        } else if drop {
            self.stop_deciding(model.round);
        }
    }
}

/// A decision's entry in the list of the page's keys.
fn command(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "review.approve",
        Verdict::Changes => "review.changes",
        Verdict::Reject => "review.reject",
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "Approve",
        Verdict::Changes => "Ask for changes",
        Verdict::Reject => "Reject",
    }
}
