//! The editor of a template: its name, its stages, what is wrong with it, and saving it as one step.

use super::{graph, saving::Saving, stages};
use crate::{
    actions::{Action, Cx},
    kit::{self, Button, font, icon, size},
    place::{Place, SettingsPage},
};
use egui::Ui;
use rushes_domain::{
    Command, Permission, Pipeline, PipelineId, StageDefId,
    pipeline::{Problem, StageDef},
};
use std::collections::BTreeSet;

/// Width of the list beside the graph.
const LIST: f32 = 460.0;

/// A template as it is being changed.
pub(super) struct Editor {
    /// As it was when the editing began; nothing where it is new.
    base: Option<Pipeline>,
    pub(super) draft: Pipeline,
    /// The stage that is pointed at in the list or in the graph.
    pub(super) chosen: Option<StageDefId>,
    pub(super) fresh: String,
    saving: Option<Saving>,
    focused: bool,
}

impl Editor {
    pub(super) fn of(cx: &Cx<'_>, id: PipelineId) -> Self {
        let base = cx.snapshot.state.studio.pipelines.get(&id).cloned();
        let draft =
            base.clone().unwrap_or_else(|| Pipeline { id, name: String::new(), archived: false, stages: Vec::new() });
        Self { focused: base.is_some(), base, draft, chosen: None, fresh: String::new(), saving: None }
    }

    pub(super) fn id(&self) -> PipelineId {
        self.draft.id
    }

    /// Whether there is something that is not saved.
    pub(super) fn is_changed(&self) -> bool {
        self.base.as_ref() != Some(&self.draft) && !(self.base.is_none() && self.draft.stages.is_empty())
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let known = cx.snapshot.state.studio.pipelines.get(&self.id());
        if known != self.base.as_ref() {
            let untouched = self.base.as_ref() == Some(&self.draft) || known == Some(&self.draft);
            if untouched {
                // Another device changed it, or it was saved: nothing typed here is lost.
                *self = Self { chosen: self.chosen, ..Self::of(cx, self.id()) };
            }
        }
        let elsewhere = self.base.is_some() && known != self.base.as_ref() && self.base.as_ref() != Some(&self.draft);
        let may = cx.snapshot.me.role.may(Permission::EditStudio);
        kit::page(ui, ("pipeline", self.id()), |ui| {
            let problems = self.draft.check();
            let mut entered = self.head(ui, cx, &problems, may);
            ui.add_space(size::GAP);
            if elsewhere {
                let words = "It was changed on another device meanwhile. Save to keep it as it is here, or discard to see the other changes.";
                ui.label(font::text(words, cx.theme.warning));
            }
            banner(ui, cx, &problems, self.draft.stages.is_empty());
            if let Some(saving) = &mut self.saving {
                ui.add_space(size::GAP);
                let stays = saving.ui(ui, cx, &self.draft);
                if !stays {
                    self.saving = None;
                }
            }
            ui.add_space(size::GAP_WIDE);
            let marked: BTreeSet<StageDefId> =
                problems.iter().filter(|p| !p.warning).flat_map(|p| p.stages.iter().copied()).collect();
            if ui.available_width() >= LIST + size::PAGE + graph::least(self) {
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = size::PAGE;
                    ui.vertical(|ui| {
                        ui.set_width(LIST);
                        entered |= stages::ui(self, ui, cx, &marked, may);
                    });
                    ui.vertical(|ui| graph::ui(self, ui, cx, &marked));
                });
            } else {
                // A long chain is read in one look above the list, rather than cut off beside it.
                graph::ui(self, ui, cx, &marked);
                ui.add_space(size::PAGE);
                ui.scope(|ui| {
                    ui.set_max_width(LIST);
                    entered |= stages::ui(self, ui, cx, &marked, may);
                });
            }
            let ready = self.saving.is_none() && problems.iter().all(|p| p.warning);
            if entered && ready && self.base.as_ref() != Some(&self.draft) {
                self.save(cx);
            }
        });
    }

    /// The name and what is done with the template. Gives whether Enter was pressed in the name.
    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, problems: &[Problem], may: bool) -> bool {
        let mut entered = false;
        ui.horizontal(|ui| {
            if !may {
                kit::page_title(ui, &self.draft.name);
                return;
            }
            let width = (ui.available_width() - 220.0).clamp(120.0, LIST);
            let name = {
                let hint = kit::line_hint("Product stills", "saves");
                kit::entry(ui, "Name of the pipeline", &mut self.draft.name, &hint, width)
            };
            if !std::mem::replace(&mut self.focused, true) {
                name.request_focus();
            }
            entered = kit::entered(ui, &name);
            let wrong = problems.iter().find(|p| !p.warning).map(|p| p.sentence.clone());
            let changed = self.base.as_ref() != Some(&self.draft);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let why = wrong.clone().unwrap_or_else(|| "Nothing was changed.".into());
                let save = Button::primary("Save").enabled_or(wrong.is_none() && changed, &why).show(ui);
                if save.clicked() {
                    self.save(cx);
                }
                if changed && Button::quiet("Discard").name("Discard the changes").show(ui).clicked() {
                    let new = self.base.is_none();
                    *self = Self::of(cx, self.id());
                    if new {
                        cx.actions.push(Action::Turn(Place::Settings(SettingsPage::Pipelines)));
                    }
                }
            });
        });
        entered
    }

    /// Saves at once where nobody's work is touched; else asks what is to become of it.
    fn save(&mut self, cx: &mut Cx<'_>) {
        let names = self.draft.stages.iter_mut().map(|s| &mut s.name);
        for name in names.chain([&mut self.draft.name]) {
            *name = name.trim().to_owned();
        }
        let saving = Saving::of(cx, &self.draft);
        if saving.touches_work() {
            self.saving = Some(saving);
        } else {
            cx.send_saying(Command::ApplyPipeline(self.draft.clone()), format!("{} is saved.", self.draft.name.trim()));
        }
    }

    /// A stage more, after the last, which it needs: most pipelines are chains.
    pub(super) fn add_stage(&mut self, name: &str) {
        let needs = self.draft.stages.last().map(|s| s.id).into_iter().collect();
        let id = StageDefId::new(rushes_store::fresh());
        self.draft.stages.push(StageDef { id, name: name.trim().to_owned(), order: 0, needs, removed: false });
        self.number();
    }

    /// Takes a stage out; what it needed, those after it need instead.
    pub(super) fn remove_stage(&mut self, id: StageDefId) {
        let Some(at) = self.draft.stages.iter().position(|s| s.id == id) else { return };
        let gone = self.draft.stages.remove(at);
        for stage in &mut self.draft.stages {
            if stage.needs.remove(&id) {
                stage.needs.extend(gone.needs.iter().copied().filter(|n| *n != stage.id));
            }
        }
        self.number();
    }

    /// Their places follow from their order in the list.
    pub(super) fn number(&mut self) {
        for (order, stage) in (1..).zip(&mut self.draft.stages) {
            stage.order = order;
        }
    }
}

/// What is wrong and what is odd, as it is being typed.
fn banner(ui: &mut Ui, cx: &Cx<'_>, problems: &[Problem], empty: bool) {
    if empty {
        return;
    }
    let line = |ui: &mut Ui, glyph: &str, ink: egui::Color32, words: &str| {
        ui.horizontal(|ui| {
            ui.label(egui::RichText::new(glyph).font(font::icons(size::ICON)).color(ink));
            ui.label(font::text(words, cx.theme.text));
        });
    };
    if problems.is_empty() {
        line(ui, icon::CHECK_CIRCLE, cx.theme.good, "Every stage can be reached.");
    }
    for problem in problems {
        let (glyph, ink) =
            if problem.warning { (icon::WARNING_CIRCLE, cx.theme.warning) } else { (icon::WARNING, cx.theme.danger) };
        line(ui, glyph, ink, &problem.sentence);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_a_stage_taken_out_needed_those_after_it_need() {
        let draft = Pipeline::default_cg(PipelineId::new([1; 16]));
        let mut editor = Editor { base: None, draft, chosen: None, fresh: String::new(), saving: None, focused: true };
        let [modeling, texturing, look] = [0, 1, 2].map(|i| editor.draft.stages[i].id);
        editor.remove_stage(texturing);
        assert_eq!(editor.draft.stages[1].needs, [modeling].into());
        assert_eq!((editor.draft.stages[1].id, editor.draft.stages[1].order), (look, 2));
        editor.add_stage(" Delivery ");
        let last = editor.draft.stages.last().unwrap();
        assert_eq!((last.name.as_str(), last.order, last.needs.len()), ("Delivery", 7, 1));
        assert_eq!(editor.draft.problems(), Vec::<String>::new());
    }
}
