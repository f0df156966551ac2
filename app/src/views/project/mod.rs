//! A project's page: its name and figures, the tabs, and its settings.

mod cover;
mod head;
mod model;
mod pipeline;
mod settings;
mod tabs;

pub use model::Facts;
pub use tabs::of_tab;

use crate::{actions::Cx, kit::size};
use egui::{Frame, Margin, Ui};
use rushes_domain::ProjectId;
use std::sync::Arc;

/// What the tabs of a project share, and its settings.
#[derive(Default)]
pub struct ProjectPage {
    facts: Option<(u64, ProjectId, Arc<Facts>)>,
    change: pipeline::Change,
}

impl ProjectPage {
    /// What is above every tab: cover, name, days, progress, and the tabs themselves.
    pub fn frame(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let Some(facts) = self.facts(cx, project) else { return };
        Frame::new().inner_margin(Margin { left: 24, right: 24, top: 14, bottom: 0 }).show(ui, |ui| {
            head::ui(ui, cx, &facts);
            ui.add_space(size::GAP);
            tabs::ui(ui, cx, project);
        });
        crate::kit::divider(ui);
    }

    /// The settings tab.
    pub fn settings(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let Some(facts) = self.facts(cx, project) else { return };
        settings::ui(ui, cx, &facts, &mut self.change);
    }

    /// Reads a project once per snapshot.
    fn facts(&mut self, cx: &Cx<'_>, project: ProjectId) -> Option<Arc<Facts>> {
        if let Some((seq, of, facts)) = &self.facts
            && (*seq, *of) == (cx.snapshot.seq, project)
        {
            return Some(Arc::clone(facts));
        }
        let facts = Arc::new(Facts::of(&cx.snapshot.state, project)?);
        self.facts = Some((cx.snapshot.seq, project, Arc::clone(&facts)));
        Some(facts)
    }
}
