//! The form that makes a project.

use crate::{
    actions::{Action, Cx, Send},
    kit::{self, Button, dates, font, size},
    place::Place,
};
use egui::Ui;
use rushes_domain::{Command, NewProject, PipelineId, ProjectId};

/// A project that is being typed.
pub(super) struct Form {
    /// Whose project it becomes; the same however often it is tried.
    id: ProjectId,
    name: String,
    code: String,
    code_typed: bool,
    client: String,
    start: String,
    due: String,
    pipeline: PipelineId,
    focused: bool,
}

impl Form {
    pub(super) fn new(snapshot: &rushes_store::Snapshot) -> Self {
        let pipelines = &snapshot.state.studio.pipelines;
        let pipeline = pipelines.values().find(|p| !p.archived).map(|p| p.id).unwrap_or_default();
        Self {
            id: ProjectId::new(rushes_store::fresh()),
            name: String::new(),
            code: String::new(),
            code_typed: false,
            client: String::new(),
            start: String::new(),
            due: String::new(),
            pipeline,
            focused: false,
        }
    }

    /// Shows it. Gives whether it stays: until the project is made, so that a refusal costs nothing that was typed.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let mut stays = !cx.snapshot.state.projects.contains_key(&self.id);
        kit::card(cx.theme).show(ui, |ui| {
            ui.set_max_width(size::MEASURE);
            ui.set_min_width(size::MEASURE.min(ui.available_width()));
            kit::section_title(ui, "New project");
            let name = kit::field(ui, "Name", &mut self.name, &kit::line_hint("Spring campaign", "makes the project"));
            if !std::mem::replace(&mut self.focused, true) {
                name.request_focus();
            }
            if name.changed() && !self.code_typed {
                self.code = code_of(&self.name);
            }
            let fields = ui.columns(2, |columns| {
                let code = kit::field(&mut columns[0], "Code", &mut self.code, "SPRING");
                self.code_typed |= code.changed();
                [
                    code,
                    kit::field(&mut columns[1], "Client or brand", &mut self.client, ""),
                    kit::field(&mut columns[0], "Starts", &mut self.start, "today, 27 Nov, 2026-11-27"),
                    kit::field(&mut columns[1], "Due", &mut self.due, "24 Dec, +30"),
                ]
            });
            let entered = kit::entered(ui, &name) || fields.iter().any(|field| kit::entered(ui, field));
            let choices: Vec<(PipelineId, String)> = cx
                .snapshot
                .state
                .studio
                .pipelines
                .values()
                .filter(|p| !p.archived)
                .map(|p| (p.id, p.name.clone()))
                .collect();
            let chosen = kit::under(ui, "Pipeline", |ui| kit::pick(ui, "Pipeline", self.pipeline, &choices));
            if let Some(pipeline) = chosen {
                self.pipeline = pipeline;
            }
            if let Some(pipeline) = cx.snapshot.state.studio.pipelines.get(&self.pipeline) {
                let names: Vec<&str> = pipeline.stages.iter().map(|s| s.name.as_str()).collect();
                ui.label(font::weak(names.join("  →  "), cx.theme.weak));
            }
            ui.add_space(size::GAP);
            let why = self.problem(cx);
            ui.horizontal(|ui| {
                let make = Button::primary("Make the project").enabled_or(why.is_empty(), &why);
                let enter = entered || kit::sends(ui);
                if make.show(ui).clicked() || (enter && why.is_empty()) {
                    self.make(cx);
                }
                if Button::quiet("Cancel").show(ui).clicked() {
                    stays = false;
                }
                if !why.is_empty() && !self.name.is_empty() {
                    ui.label(font::weak(why.as_str(), cx.theme.weak));
                }
            });
        });
        stays && !kit::escaped(ui.ctx())
    }

    /// Why it cannot be made yet; empty when it can.
    fn problem(&self, cx: &Cx<'_>) -> String {
        let day = |text: &str| text.trim().is_empty() || dates::parse(text, cx.today).is_some();
        let code = self.code.trim();
        if self.name.trim().is_empty() {
            return "It needs a name.".into();
        }
        if code.is_empty() || code.contains(['/', '@']) || code.chars().any(char::is_whitespace) {
            return "The code is a short word without spaces, / and @.".into();
        }
        if let Some(other) = cx.snapshot.state.project_called(code) {
            return format!("The code belongs to {}.", other.name);
        }
        if !day(&self.start) || !day(&self.due) {
            return "A day is not understood. Write 2026-11-27, 27 Nov, tomorrow or +5.".into();
        }
        String::new()
    }

    fn make(&self, cx: &mut Cx<'_>) {
        let id = self.id;
        let command = Command::CreateProject(NewProject {
            id,
            code: self.code.trim().to_owned(),
            name: self.name.trim().to_owned(),
            client: self.client.trim().to_owned(),
            pipeline: self.pipeline,
            start: dates::parse(&self.start, cx.today),
            due: dates::parse(&self.due, cx.today),
        });
        let then = Some(Place::Project(id));
        cx.actions.push(Action::Send(Send { command: Box::new(command), said: None, then }));
    }
}

/// A code made of a name: its first letters and digits, in capitals.
fn code_of(name: &str) -> String {
    let words: Vec<String> = name
        .split_whitespace()
        .map(|w| w.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect::<String>())
        .filter(|w| !w.is_empty())
        .collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => one.chars().take(6).collect(),
        many => many.iter().filter_map(|w| w.chars().next()).take(6).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::code_of;

    #[test]
    fn a_code_follows_from_the_name() {
        assert_eq!(code_of("Spring campaign 2027"), "SC2");
        assert_eq!(code_of("Caminandes"), "CAMINA");
        assert_eq!(code_of("  "), "");
    }
}
