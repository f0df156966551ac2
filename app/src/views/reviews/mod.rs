//! Every round that waits for a decision, as pictures.

use crate::{
    actions::Cx,
    beside::Beside,
    kit::{self, icon, size},
    place::{Place, Question},
    views::{
        home::{ROUND_WIDTH, round_card},
        rows::{StageRow, answer, export},
    },
};
use egui::Ui;
use rushes_domain::{Date, State};
use std::sync::Arc;

/// The page's own state.
#[derive(Default)]
pub struct Reviews {
    known: Beside<(), (u64, Date), Vec<StageRow>>,
}

impl Reviews {
    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (state, today) = (&cx.snapshot.state, cx.today);
        let read = move |state: &State| waiting(state, today);
        let Some(rows) = self.known.of(ui.ctx(), state, &(), &(cx.snapshot.seq, today), read) else {
            kit::reading(ui, "Looking for what waits…");
            return;
        };
        // Those set to it by hand, or by a sheet, have no round to look at.
        let (shown, bare) = rows.split_at(rows.partition_point(|row| row.stage().latest().is_some()));
        kit::picture_page(ui, "reviews", |ui| {
            let words = match rows.len() {
                1 => "1 waits for a decision".to_owned(),
                n => format!("{} wait for a decision", kit::figure(n)),
            };
            kit::Head::new("Reviews").note(words, cx.theme.weak).show(ui, |ui| {
                if !rows.is_empty()
                    && let Some(kind) = export::button(ui)
                {
                    let shown = rows.iter().map(|r| ("", r));
                    let table = export::table(&cx.snapshot.state, "Reviews", None, shown);
                    cx.actions.push(crate::actions::Action::ExportTable(Arc::new(table), kind));
                }
            });
            ui.add_space(size::GAP_WIDE);
            if shown.is_empty() {
                let sentence = "A round appears here as soon as an artist publishes it, and leaves when it is decided.";
                let button = Some((icon::FOLDERS, "Look at the projects"));
                if kit::empty(ui, icon::MONITOR_PLAY, "No round waits for a decision", sentence, button) {
                    cx.go(Place::Projects);
                }
            }
            kit::cards(ui, shown.len(), ROUND_WIDTH, |ui, i, width| {
                let row = &shown[i];
                let stage = row.stage();
                ui.push_id((row.deliverable.id, stage.id), |ui| {
                    round_card(ui, cx, (&row.deliverable, stage, stage.latest()), width);
                });
            });
            if !bare.is_empty() {
                ui.add_space(size::GAP_WIDE);
                ui.horizontal(|ui| {
                    let stands = if bare.len() == 1 { "stands" } else { "stand" };
                    let words = format!("{} {stands} in review without a round.", kit::counted(bare.len(), "stage"));
                    ui.label(kit::text(words, cx.theme.weak));
                    if kit::link(ui, "Show all in review").clicked() {
                        cx.go(Place::Rows(Question::InReview));
                    }
                });
            }
        });
    }
}

/// The one that waits longest first; those set to it by hand, without a round to look at, last.
pub(super) fn waiting(state: &State, today: Date) -> Vec<StageRow> {
    let mut rows = answer(state, Question::InReview, today);
    rows.sort_by_key(|r| r.stage().latest().map_or((true, None), |round| (false, Some(round.at))));
    rows
}
