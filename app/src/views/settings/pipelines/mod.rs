//! Pipeline templates: the list, and the editor of one.

mod editor;
mod graph;
mod saving;
mod stages;

use crate::{
    actions::Cx,
    commands::menu,
    kit::{self, Button, font, icon, size},
    place::Place,
};
use editor::Editor;
use egui::Ui;
use rushes_domain::{Permission, Pipeline, PipelineId, migration::projects_of};
use std::collections::BTreeMap;

/// The pages' own state.
#[derive(Default)]
pub struct Pipelines {
    /// Templates with changes that are not saved stay as they were left.
    editors: BTreeMap<PipelineId, Editor>,
    archived: bool,
}

impl Pipelines {
    /// Every template.
    pub fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let may = cx.snapshot.me.role.may(Permission::EditStudio);
        kit::page(ui, "pipelines", |ui| {
            let mut all: Vec<Pipeline> = cx.snapshot.state.studio.pipelines.values().cloned().collect();
            all.sort_by_cached_key(|p| (p.archived, rushes_domain::names::loose(&p.name)));
            super::head(ui, cx, |ui, cx| {
                let archived = all.iter().filter(|p| p.archived).count();
                if archived > 0 {
                    let words = format!("Archived ({archived})");
                    if kit::chip(ui, Some(icon::TRAY), &words, self.archived).clicked() {
                        self.archived = !self.archived;
                    }
                }
                let new = Button::primary("New pipeline").icon(icon::PLUS);
                if new.enabled_or(may, "Producers make pipelines.").show(ui).clicked() {
                    make(cx);
                }
            });
            if all.is_empty() {
                let sentence = "A pipeline says which stages a deliverable passes through, and what each waits for.";
                let button = may.then_some((icon::PLUS, "Make the first pipeline"));
                if kit::empty(ui, icon::LIST_CHECKS, "No pipelines yet", sentence, button) {
                    make(cx);
                }
                return;
            }
            for pipeline in all.iter().filter(|p| self.archived || !p.archived) {
                ui.push_id(pipeline.id, |ui| row(ui, cx, pipeline, may));
                ui.add_space(size::GAP);
            }
        });
    }

    /// One template.
    pub fn edit(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: PipelineId) {
        self.editors.retain(|other, editor| *other == id || editor.is_changed());
        self.editors.entry(id).or_insert_with(|| Editor::of(cx, id)).ui(ui, cx);
    }
}

fn make(cx: &mut Cx<'_>) {
    cx.go(Place::Pipeline(PipelineId::new(rushes_store::fresh())));
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, pipeline: &Pipeline, may: bool) {
    kit::card(cx.theme).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.horizontal(|ui| {
            let ink = if pipeline.archived { cx.theme.weak } else { cx.theme.text };
            ui.label(font::strong(pipeline.name.as_str(), ink));
            let used = projects_of(&cx.snapshot.state, pipeline.id).len();
            let words = match (pipeline.archived, used) {
                (true, _) => "archived".to_owned(),
                (false, 0) => "not used yet".to_owned(),
                (false, 1) => "used by 1 project".to_owned(),
                (false, n) => format!("used by {} projects", kit::figure(n)),
            };
            ui.label(font::weak(words, cx.theme.weak));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if may {
                    more(ui, cx, pipeline);
                }
                let (words, glyph) = if may { ("Edit", icon::PENCIL_SIMPLE) } else { ("Look at it", icon::EYE) };
                let name = format!("Edit {}", pipeline.name);
                if Button::new(words).icon(glyph).name(&name).show(ui).clicked() {
                    cx.go(Place::Pipeline(pipeline.id));
                }
            });
        });
        let names: Vec<&str> = pipeline.stages.iter().map(|s| s.name.as_str()).collect();
        ui.label(font::text(names.join("  ·  "), cx.theme.weak));
        for problem in pipeline.check() {
            let ink = if problem.warning { cx.theme.warning } else { cx.theme.danger };
            ui.label(font::weak(problem.sentence, ink));
        }
    });
}

fn more(ui: &mut Ui, cx: &mut Cx<'_>, pipeline: &Pipeline) {
    let more = kit::icon_button(ui, icon::DOTS_THREE, &format!("More about {}", pipeline.name));
    kit::menu(&more).accessible_name("More about the pipeline").show(|ui| {
        let ids = ["pipeline.duplicate", "pipeline.archive", "pipeline.restore"];
        menu::about(ui, cx, Place::Pipeline(pipeline.id), &ids);
    });
}
