//! A project's deliverables as a table: a cell per stage, sorted and filtered, only visible rows painted.

mod bar;
mod create;
mod grid;
mod head;
mod model;
mod row;

pub(crate) use bar::toggle;
pub use model::{Filter, Row, Sort, SortBy, TableModel};

use crate::{
    actions::Cx,
    kit::{self, icon},
    place::Place,
};
use egui::Ui;
use rushes_domain::{Permission, ProjectId};

/// The table page's own state.
#[derive(Default)]
pub struct Table {
    model: TableModel,
    filter: Filter,
    sort: Sort,
    /// The chosen row, as a place in the sorted and filtered rows.
    chosen: Option<usize>,
    follow: bool,
    draft: Option<create::Draft>,
    focus_filter: bool,
}

impl Table {
    /// Opens the line that makes a deliverable.
    pub fn begin(&mut self) {
        self.draft.get_or_insert_with(create::Draft::default);
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        if self.model.project() != Some(project) {
            *self = Self::default();
        }
        self.model.update(cx.snapshot, project, &self.filter, self.sort);
        self.keys(ui, cx);
        head::ui(ui, cx, project, self.model.totals());
        self.bar(ui, cx, project);
        if let Some(draft) = &mut self.draft
            && !draft.ui(ui, cx, project)
        {
            self.draft = None;
        }
        if self.model.is_empty() {
            self.nothing_yet(ui, cx, project);
            return;
        }
        grid::ui(self, ui, cx);
    }

    fn nothing_yet(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        if !cx.snapshot.me.role.may(Permission::Plan) {
            let sentence = "A producer makes deliverables or imports a tracker sheet. They appear here by themselves.";
            kit::empty(ui, icon::CUBE, "No deliverables yet", sentence, None);
            return;
        }
        let sentence = "A deliverable is a shot, an asset or a picture, with a stage for each step of the pipeline. \
             Drop a tracker sheet here (xlsx, ods, csv), or make the first one by hand.";
        let button = Some((icon::UPLOAD_SIMPLE, "Import a sheet…"));
        if kit::empty(ui, icon::CUBE, "No deliverables yet", sentence, button) {
            cx.go(Place::SheetImport(project));
        }
        ui.vertical_centered(|ui| {
            if self.draft.is_none() && kit::Button::quiet("Make one by hand").icon(icon::PLUS).show(ui).clicked() {
                self.draft = Some(create::Draft::default());
            }
        });
    }

    fn keys(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        use egui::{Key, Modifiers};
        let typing = ui.ctx().text_edit_focused();
        if ui.ctx().any_popup_open() {
            return;
        }
        let count = self.model.shown().len();
        let page = 12;
        let last = count.saturating_sub(1);
        let now = self.chosen.filter(|c| *c < count);
        let next = ui.input_mut(|i| {
            let mut hit = |key| i.consume_key(Modifiers::NONE, key);
            if hit(Key::ArrowDown) {
                return Some(now.map_or(0, |n| (n + 1).min(last)));
            }
            if hit(Key::ArrowUp) {
                return Some(now.map_or(0, |n| n.saturating_sub(1)));
            }
            if hit(Key::PageDown) {
                return Some(now.map_or(0, |n| (n + page).min(last)));
            }
            if hit(Key::PageUp) {
                return Some(now.map_or(0, |n| n.saturating_sub(page)));
            }
            if !typing && hit(Key::Home) {
                return Some(0);
            }
            if !typing && hit(Key::End) {
                return Some(last);
            }
            None
        });
        if let Some(next) = next.filter(|_| count > 0 && self.draft.is_none()) {
            self.chosen = Some(next);
            self.follow = true;
        }
        if self.draft.is_none()
            && ui.memory(|m| m.focused().is_none()) | typing
            && let Some(row) = self.chosen.and_then(|c| self.model.row(c))
            && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter))
        {
            cx.go(Place::Deliverable(row.deliverable.id, None));
        }
        if !typing && ui.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Text(t) if t == "/"))) {
            self.focus_filter = true;
        }
        if !self.filter.is_empty() && ui.input(|i| i.key_pressed(Key::Escape)) {
            self.filter = Filter::default();
        }
    }
}
