//! The note of a decision, asked for when cards fall on a column that stands for one.

use super::{Board, Plan, send};
use crate::{
    actions::Cx,
    kit::{self, Button, font, size, status},
};
use egui::{Context, Id, Modal, Ui};
use rushes_domain::Verdict;

/// Decisions about to be made.
pub(super) struct Prompt {
    plan: Plan,
    what: String,
    verdict: Verdict,
    note: String,
    focused: bool,
}

/// What came of the question.
enum Answer {
    Open,
    Cancelled,
    Decided,
}

impl Prompt {
    pub(super) fn new(plan: Plan, cx: &Cx<'_>) -> Self {
        let verdict = plan.asks.first().map_or(Verdict::Approve, |(_, v)| *v);
        let what = match plan.asks.as_slice() {
            [(asked, _)] => cx
                .snapshot
                .state
                .deliverable(asked.deliverable)
                .and_then(|d| {
                    let round = d.round(asked.round)?;
                    Some(format!("{} / {}, round {}", d.name, d.stage(asked.stage)?.name, round.number))
                })
                .unwrap_or_default(),
            several => format!("{} rounds", several.len()),
        };
        Self { plan, what, verdict, note: String::new(), focused: false }
    }

    fn words(&self) -> (&'static str, &'static str) {
        match self.verdict {
            Verdict::Approve => ("Approve", "What to say with it, if anything"),
            Verdict::Changes => ("Ask for changes", "What should change"),
            Verdict::Reject => ("Reject", "Why"),
        }
    }

    fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) -> Answer {
        let (deed, hint) = self.words();
        let mut answer = Answer::Open;
        let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(20));
        let modal = Modal::new(Id::unique("decision")).frame(frame).backdrop_color(cx.theme.scrim).show(ctx, |ui| {
            ui.set_width(size::MEASURE.min(ctx.content_rect().width() - 96.0) * 0.8);
            kit::section_title(ui, deed);
            ui.label(font::text(self.what.as_str(), cx.theme.weak));
            ui.add_space(size::GAP);
            let field = kit::area(ui, "Note", &mut self.note, hint, 3);
            if !std::mem::replace(&mut self.focused, true) {
                field.request_focus();
            }
            if let Some((why, _)) = &self.plan.refused {
                let words = match self.plan.refusals {
                    1 => format!("1 card stays: {why}"),
                    n => format!("{n} cards stay: {why}"),
                };
                ui.label(font::weak(words, cx.theme.warning));
            }
            ui.add_space(size::GAP);
            let keys = kit::sends(ui);
            ui.horizontal(|ui| {
                if Button::primary(deed).show(ui).clicked() || keys {
                    answer = Answer::Decided;
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
            Answer::Decided => {
                let said = format!("{}: {}", status::verdict_label(prompt.verdict), prompt.what);
                send(cx, prompt.plan, &said, Some(prompt.note.trim()));
            }
        }
    }
}
