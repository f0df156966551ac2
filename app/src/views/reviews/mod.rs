//! Every round that waits for a decision, as pictures, of all projects or of one.

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
use rushes_domain::{Date, ProjectId, State};
use std::{collections::BTreeMap, sync::Arc};

/// The page's own state.
#[derive(Default)]
pub struct Reviews {
    known: Beside<(), (u64, Date), Vec<StageRow>>,
    /// The project whose rounds are shown; those of all where there is none.
    project: Option<ProjectId>,
}

impl Reviews {
    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (state, today) = (&cx.snapshot.state, cx.today);
        let read = move |state: &State| waiting(state, today);
        let Some(all) = self.known.of(ui.ctx(), state, &(), &(cx.snapshot.seq, today), read) else {
            kit::reading(ui, "Looking for what waits…");
            return;
        };
        // A project that is put away meanwhile hides nothing.
        self.project = self.project.filter(|id| state.projects.contains_key(id));
        let rows: Vec<&StageRow> =
            all.iter().filter(|row| self.project.is_none_or(|id| row.deliverable.project == id)).collect();
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
                    let shown = rows.iter().map(|r| ("", *r));
                    let table = export::table(&cx.snapshot.state, "Reviews", None, shown);
                    cx.actions.push(crate::actions::Action::ExportTable(Arc::new(table), kind));
                }
                self.of(ui, cx, &all);
            });
            ui.add_space(size::GAP_WIDE);
            if shown.is_empty() {
                self.nothing(ui, cx);
            }
            kit::cards(ui, shown.len(), ROUND_WIDTH, |ui, i, width| {
                let row = shown[i];
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

    /// Which project's, where there are several to choose from.
    fn of(&mut self, ui: &mut Ui, cx: &Cx<'_>, all: &[StageRow]) {
        let projects = &cx.snapshot.state.projects;
        let mut counts: BTreeMap<ProjectId, usize> = BTreeMap::new();
        for row in all.iter().filter(|row| row.stage().latest().is_some()) {
            *counts.entry(row.deliverable.project).or_default() += 1;
        }
        // The one that is shown stays in the list when its last round is decided.
        if let Some(id) = self.project {
            counts.entry(id).or_default();
        }
        if counts.len() < 2 {
            return;
        }
        let mut choices: Vec<(Option<ProjectId>, String)> = counts
            .iter()
            .filter_map(|(id, count)| {
                let project = projects.get(id)?;
                Some((Some(*id), format!("{}  {} ({})", project.code, project.name, kit::figure(*count))))
            })
            .collect();
        choices.sort_by_cached_key(|(_, words)| words.to_lowercase());
        choices.insert(0, (None, "All projects".to_owned()));
        if let Some(project) = kit::pick(ui, "Project", self.project, &choices) {
            self.project = project;
        }
    }

    fn nothing(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(project) = self.project.and_then(|id| cx.snapshot.state.projects.get(&id)) {
            let title = format!("No round of {} waits for a decision", project.name);
            let button = Some((icon::FOLDERS, "Show all projects"));
            if kit::empty(ui, icon::MONITOR_PLAY, &title, "Rounds of other projects may.", button) {
                self.project = None;
            }
            return;
        }
        let sentence = "A round appears here as soon as an artist publishes it, and leaves when it is decided.";
        let button = Some((icon::FOLDERS, "Look at the projects"));
        if kit::empty(ui, icon::MONITOR_PLAY, "No round waits for a decision", sentence, button) {
            cx.go(Place::Projects);
        }
    }
}

/// The one that waits longest first; those set to it by hand, without a round to look at, last.
pub(super) fn waiting(state: &State, today: Date) -> Vec<StageRow> {
    let mut rows = answer(state, Question::InReview, today);
    rows.sort_by_key(|r| r.stage().latest().map_or((true, None), |round| (false, Some(round.at))));
    rows
}
