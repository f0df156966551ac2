//! Which pipeline a project follows, and changing it with a preview.

use super::model::Facts;
use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
    place::Place,
    views::migration::preview,
};
use egui::Ui;
use rushes_domain::{Command, Migration, MigrationPlan, PipelineId, ProjectChange, ProjectId, migration::plan};

/// A change that is being looked at.
#[derive(Default)]
pub(super) struct Change {
    of: Option<ProjectId>,
    to: Option<PipelineId>,
    reorder: bool,
    foreseen: Option<(u64, Migration, MigrationPlan)>,
}

impl Change {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, (facts, behind): (&Facts, usize), may: bool) {
        let project = &facts.project;
        if self.of != Some(project.id) {
            *self = Self { of: Some(project.id), reorder: true, ..Self::default() };
        }
        let now = facts.pipeline.as_ref();
        if !may {
            ui.label(font::text(now.map_or("not known here yet", |p| p.name.as_str()), cx.theme.text));
            return;
        }
        let known = &cx.snapshot.state.studio.pipelines;
        let choices: Vec<(Option<PipelineId>, String)> = known
            .values()
            .filter(|p| !p.archived || Some(p.id) == project.pipeline)
            .map(|p| (Some(p.id), p.name.clone()))
            .collect();
        let to = self.to.or(project.pipeline);
        ui.horizontal(|ui| {
            if let Some(chosen) = kit::pick(ui, "Pipeline", to, &choices) {
                self.to = chosen.filter(|_| chosen != project.pipeline);
            }
            if let Some(id) = to
                && Button::quiet("Edit the pipeline").icon(icon::PENCIL_SIMPLE).show(ui).clicked()
            {
                cx.go(Place::Pipeline(id));
            }
        });
        if let Some(template) = to.and_then(|id| known.get(&id)) {
            let names: Vec<&str> = template.stages.iter().map(|s| s.name.as_str()).collect();
            ui.label(font::weak(names.join("  →  "), cx.theme.weak));
        }
        let changing = self.to.is_some();
        if !changing && behind == 0 {
            self.foreseen = None;
            return;
        }
        ui.add_space(size::GAP);
        if !changing {
            let noun = if behind == 1 { "deliverable does" } else { "deliverables do" };
            let words = format!("{behind} {noun} not have the pipeline's stages.");
            ui.label(font::text(words, cx.theme.warning));
        }
        if kit::tick(
            ui,
            "Order and needs",
            "Also give stages that stay the pipeline's order and what they wait for",
            self.reorder,
        )
        .clicked()
        {
            self.reorder = !self.reorder;
        }
        self.foresee(cx, project.id, to);
        let Some((_, migration, foreseen)) = &self.foreseen else { return };
        ui.add_space(size::GAP);
        preview(ui, cx, &migration.pipeline, foreseen);
        ui.add_space(size::GAP);
        let mut done = false;
        ui.horizontal(|ui| {
            let count = foreseen.deliverables.len();
            let words = match count {
                0 => "Change the pipeline".to_owned(),
                1 => "Change 1 deliverable".to_owned(),
                n => format!("Change {} deliverables", kit::figure(n)),
            };
            let any = changing || count > 0;
            if Button::primary(&words).enabled_or(any, "There is nothing to change.").show(ui).clicked() {
                let said = format!("{} follows {}.", project.name, migration.pipeline.name);
                cx.send_saying(Command::Migrate(migration.clone()), said);
                done = true;
            }
            if changing {
                let hint = "Existing deliverables keep their stages.";
                if Button::new("For new deliverables only").hint(hint).show(ui).clicked() {
                    let changes = vec![ProjectChange::Pipeline(migration.pipeline.id)];
                    cx.send(Command::EditProject { id: project.id, changes });
                    done = true;
                }
                if Button::quiet("Cancel").show(ui).clicked() {
                    done = true;
                }
            }
        });
        if done {
            self.to = None;
            self.foreseen = None;
        }
    }

    /// Works out what it would do, once per snapshot and choice.
    fn foresee(&mut self, cx: &Cx<'_>, project: ProjectId, to: Option<PipelineId>) {
        let Some(template) = to.and_then(|id| cx.snapshot.state.studio.pipelines.get(&id)) else {
            self.foreseen = None;
            return;
        };
        let wanted = Migration { pipeline: template.clone(), projects: [project].into(), reorder: self.reorder };
        let known = self.foreseen.as_ref().is_some_and(|(seq, m, _)| *seq == cx.snapshot.seq && *m == wanted);
        if !known {
            let foreseen = plan(&cx.snapshot.state, &wanted);
            self.foreseen = Some((cx.snapshot.seq, wanted, foreseen));
        }
    }
}
