//! Saving a template that projects follow: what becomes of their deliverables.

use crate::{
    actions::Cx,
    kit::{self, Button, font, size},
    views::migration::preview,
};
use egui::Ui;
use rushes_domain::{
    Command, Migration, MigrationPlan, Pipeline,
    migration::{plan, projects_of},
};

/// A template about to be saved.
pub(super) struct Saving {
    seq: u64,
    migration: Migration,
    foreseen: MigrationPlan,
}

impl Saving {
    pub(super) fn of(cx: &Cx<'_>, draft: &Pipeline) -> Self {
        let state = &cx.snapshot.state;
        let projects = projects_of(state, draft.id);
        let migration = Migration { pipeline: draft.clone(), projects, reorder: true };
        Self { seq: cx.snapshot.seq, foreseen: plan(state, &migration), migration }
    }

    /// Whether there is a deliverable to which something happens.
    pub(super) fn touches_work(&self) -> bool {
        !self.foreseen.deliverables.is_empty()
    }

    /// Shows what it does. Gives whether it stays.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, draft: &Pipeline) -> bool {
        if self.seq != cx.snapshot.seq || self.migration.pipeline != *draft {
            self.migration.pipeline.clone_from(draft);
            self.foresee(cx);
        }
        let mut stays = true;
        kit::card(cx.theme).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            let projects = self.migration.projects.len();
            let noun = if projects == 1 { "project follows" } else { "projects follow" };
            kit::section_title(ui, "What becomes of existing deliverables?");
            ui.label(font::text(format!("{projects} {noun} this pipeline."), cx.theme.weak));
            let words = "Also give stages that stay the pipeline's order and what they wait for";
            if kit::tick(ui, "Order and needs", words, self.migration.reorder).clicked() {
                self.migration.reorder = !self.migration.reorder;
                self.foresee(cx);
            }
            preview(ui, cx, draft, &self.foreseen);
            ui.add_space(size::GAP);
            let usable = draft.problems().is_empty();
            let why = "Put right what is wrong with the pipeline first.";
            ui.horizontal(|ui| {
                let count = self.foreseen.deliverables.len();
                let words = match count {
                    1 => "Save and change 1 deliverable".to_owned(),
                    n => format!("Save and change {} deliverables", kit::figure(n)),
                };
                if Button::primary(&words).enabled_or(usable && count > 0, why).show(ui).clicked() {
                    let follow = if count == 1 { "deliverable follows" } else { "deliverables follow" };
                    let said = format!("{} is saved; {} {follow} it.", draft.name.trim(), kit::figure(count));
                    cx.send_saying(Command::Migrate(self.migration.clone()), said);
                    stays = false;
                }
                let only = Button::new("Save for new deliverables only").enabled_or(usable, why);
                if only.show(ui).clicked() {
                    cx.send_saying(Command::ApplyPipeline(draft.clone()), format!("{} is saved.", draft.name.trim()));
                    stays = false;
                }
                if Button::quiet("Go on editing").show(ui).clicked() {
                    stays = false;
                }
            });
        });
        stays
    }

    fn foresee(&mut self, cx: &Cx<'_>) {
        self.foreseen = plan(&cx.snapshot.state, &self.migration);
        self.seq = cx.snapshot.seq;
    }
}
