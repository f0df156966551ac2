//! What has to be said when cards fall on a column: the note of a decision, or the reason of a status.

use super::{Board, Plan, send};
use crate::{
    actions::Cx,
    kit::{self, Button, font, size, status},
};
use egui::{Context, Id, Modal, Ui};
use rushes_domain::{RoundId, StageId, Verdict};

/// Cards about to be moved.
pub(super) struct Prompt {
    plan: Plan,
    /// The column.
    to: String,
    what: String,
    words: String,
    focused: bool,
}

/// What came of the question.
enum Answer {
    Open,
    Cancelled,
    Said,
}

impl Prompt {
    pub(super) fn new(plan: Plan, to: &str, cx: &Cx<'_>) -> Self {
        let called = |deliverable, stage: StageId, round: Option<RoundId>| {
            let found = cx.snapshot.state.deliverable(deliverable)?;
            let name = format!("{} / {}", found.name, found.stage(stage)?.name);
            let number = round.map(|round| found.round(round).map(|r| r.number));
            Some(match number {
                Some(number) => format!("{name}, round {}", number?),
                None => name,
            })
        };
        let what = match (plan.asks.as_slice(), plan.reasons.as_slice()) {
            ([(asked, _)], []) => called(asked.deliverable, asked.stage, Some(asked.round)).unwrap_or_default(),
            ([], [one]) => called(one.target.deliverable, one.target.stage, None).unwrap_or_default(),
            (several, []) => format!("{} rounds", several.len()),
            ([], several) => format!("{} cards", several.len()),
            (asks, reasons) => format!("{} with a round, {} without", asks.len(), reasons.len()),
        };
        Self { plan, to: to.to_owned(), what, words: String::new(), focused: false }
    }

    fn verdict(&self) -> Option<Verdict> {
        self.plan.asks.first().map(|(_, verdict)| *verdict)
    }

    /// What the button says, what the field is called, and what it asks for.
    fn labels(&self) -> (String, &'static str, &'static str) {
        match (self.verdict(), self.plan.by_hand()) {
            (Some(Verdict::Approve), None) => ("Approve".into(), "Note", "What to say with it, if anything"),
            (Some(Verdict::Changes), None) => ("Ask for changes".into(), "Note", "What should change"),
            (Some(Verdict::Reject), None) => ("Reject".into(), "Note", "Why"),
            (_, Some(_)) => {
                (format!("Set to {}", self.to.to_lowercase()), "Reason", "The client approved it on the phone")
            }
            (None, None) => (format!("Put {}", self.to.to_lowercase()), "Reason", "Why, if there is something to say"),
        }
    }

    /// What is to be known before.
    fn told(&self) -> Vec<(String, bool)> {
        let mut told = Vec::new();
        if let Some(why) = self.plan.by_hand() {
            let count = self.plan.reasons.len();
            let first = if count > 1 { format!("{count} of them are set by hand. ") } else { String::new() };
            told.push((format!("{first}{why} Set by hand it counts until the next round or decision."), false));
        }
        if let Some((why, _)) = &self.plan.refused {
            let words = match self.plan.refusals {
                1 => format!("1 card stays: {why}"),
                n => format!("{n} cards stay: {why}"),
            };
            told.push((words, true));
        }
        told
    }

    fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) -> Answer {
        let (deed, name, hint) = self.labels();
        let mut answer = Answer::Open;
        let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(20));
        let modal = Modal::new(Id::unique("decision")).frame(frame).backdrop_color(cx.theme.scrim).show(ctx, |ui| {
            ui.set_width(size::MEASURE.min(ctx.content_rect().width() - 96.0) * 0.8);
            kit::section_title(ui, &deed);
            ui.label(font::text(self.what.as_str(), cx.theme.weak));
            ui.add_space(size::GAP);
            let hint = kit::text_hint(hint, "sends");
            let field = kit::area(ui, name, &mut self.words, &hint, 3);
            if !std::mem::replace(&mut self.focused, true) {
                field.request_focus();
            }
            for (words, warns) in self.told() {
                ui.label(font::weak(words, if warns { cx.theme.warning } else { cx.theme.weak }));
            }
            ui.add_space(size::GAP);
            let keys = kit::sends(ui);
            let missing = self.plan.by_hand().is_some() && self.words.trim().is_empty();
            ui.horizontal(|ui| {
                let button = Button::primary(&deed).enabled_or(!missing, "It needs a reason.");
                let pressed = button.show(ui).clicked();
                if !missing && (pressed || keys) {
                    answer = Answer::Said;
                }
                if Button::quiet("Cancel").show(ui).clicked() {
                    answer = Answer::Cancelled;
                }
            });
        });
        if modal.should_close() {
            answer = Answer::Cancelled;
        }
        answer
    }
}

impl Board {
    pub(super) fn ask(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(mut prompt) = self.prompt.take() else { return };
        match prompt.ui(ui.ctx(), cx) {
            Answer::Open => self.prompt = Some(prompt),
            Answer::Cancelled => {}
            Answer::Said => {
                let said = match prompt.verdict() {
                    Some(verdict) => format!("{}: {}", status::verdict_label(verdict), prompt.what),
                    None => format!("{}: {}", prompt.to, prompt.what),
                };
                send(cx, prompt.plan, &said, prompt.words.trim());
            }
        }
    }
}
