//! A project's page: its name and figures, the tabs, and its settings.

mod cover;
mod head;
mod model;
mod pipeline;
mod settings;
mod tabs;

pub use model::{Details, Facts};
pub use tabs::of_tab;

use crate::{actions::Cx, beside::Beside};
use egui::{Frame, Margin, Ui};
use rushes_domain::{ProjectId, State};
use rushes_store::Snapshot;
use std::sync::Arc;

/// What the tabs of a project share, and its settings.
#[derive(Default)]
pub struct ProjectPage {
    facts: Option<(Arc<Snapshot>, Arc<Facts>)>,
    details: Beside<ProjectId, u64, Details>,
    change: pipeline::Change,
}

impl ProjectPage {
    /// What is above every tab: cover, name, days, progress, and the tabs themselves.
    pub fn frame(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let Some(facts) = self.facts(cx, project) else { return };
        Frame::new().inner_margin(Margin { left: 24, right: 24, top: 14, bottom: 0 }).show(ui, |ui| {
            head::ui(ui, cx, &facts);
            tabs::ui(ui, cx, project);
        });
        crate::kit::divider(ui);
    }

    /// The settings tab.
    pub fn settings(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let Some(facts) = self.facts(cx, project) else { return };
        let known = Arc::clone(&facts);
        let read = move |state: &State| Details::of(state, &known);
        let Some(details) = self.details.of(ui.ctx(), &cx.snapshot.state, &project, &cx.snapshot.seq, read) else {
            crate::kit::reading(ui, "Looking at the project…");
            return;
        };
        settings::ui(ui, cx, (&facts, &details), &mut self.change);
    }

    /// What every tab shows, read once per snapshot, and of a newer one only what changed.
    fn facts(&mut self, cx: &Cx<'_>, project: ProjectId) -> Option<Arc<Facts>> {
        let facts = match self.facts.take() {
            Some((seen, facts)) if facts.project.id == project && seen.seq == cx.snapshot.seq => facts,
            Some((seen, facts)) if facts.project.id == project => {
                Arc::new(facts.after(&seen.state, &cx.snapshot.state)?)
            }
            _ => Arc::new(Facts::of(&cx.snapshot.state, project)?),
        };
        self.facts = Some((Arc::clone(cx.snapshot), Arc::clone(&facts)));
        Some(facts)
    }
}
