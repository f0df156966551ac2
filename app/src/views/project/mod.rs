//! A project's page: its name and figures, the tabs, and its settings.

mod cover;
mod head;
mod model;
mod pipeline;
mod settings;
mod tabs;

pub use model::{Details, Facts};
pub use tabs::of_tab;

use crate::actions::Cx;
use egui::{Frame, Margin, Ui};
use rushes_domain::ProjectId;
use rushes_store::Snapshot;
use std::sync::Arc;

/// What the tabs of a project share, and its settings.
#[derive(Default)]
pub struct ProjectPage {
    facts: Option<(Arc<Snapshot>, Arc<Facts>)>,
    details: Option<(u64, ProjectId, Arc<Details>)>,
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
        let details = match &self.details {
            Some((seq, of, details)) if (*seq, *of) == (cx.snapshot.seq, project) => Arc::clone(details),
            _ => Arc::new(Details::of(&cx.snapshot.state, &facts)),
        };
        self.details = Some((cx.snapshot.seq, project, Arc::clone(&details)));
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
