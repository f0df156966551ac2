//! A project's deliverables as a table: a cell per stage, sorted, grouped, filtered and edited where they stand;
//! only lines in sight are painted.

mod bar;
mod clipboard;
mod columns;
mod create;
mod edit;
mod export;
mod footer;
mod grid;
mod header;
mod keys;
mod menu;
mod model;
mod names;
mod paint;
mod select;
pub(in crate::views) mod stage;
pub(in crate::views) mod value;

pub(crate) use model::natural;
pub use model::{Asked, Group, GroupKey, Line, MOST_KEYS, Row, StageColumn, TableModel, Totals};

use crate::{
    actions::{Action, Ask, Cx},
    kit::{self, icon},
    place::Place,
    views::{Choice, bulk, filter::FilterBar, proposal, saved::SavedViews},
};
use columns::Column;
use egui::{Id, Ui};
use rushes_domain::{ColumnId, Command, DeliverableId, Permission, ProjectId, ViewSettings};
use std::collections::{BTreeMap, BTreeSet};

/// The table page's own state.
#[derive(Default)]
pub struct Table {
    model: TableModel,
    filter: FilterBar,
    views: SavedViews,
    /// Order, grouping and columns; the query is the filter's.
    settings: ViewSettings,
    /// How each project was looked at last.
    kept: BTreeMap<ProjectId, ViewSettings>,
    /// The groups that were closed, by the labels of their headers.
    closed: BTreeMap<ProjectId, BTreeSet<String>>,
    selection: select::Selection,
    editor: Option<edit::Editor>,
    bulk: bulk::Bulk,
    proposal: Option<proposal::Proposal>,
    draft: Option<create::Draft>,
    /// The cell whose conflicts are to be chosen from.
    settle: Option<select::Cell>,
    /// What a command asked for.
    asked: Option<Ask>,
    dragged: Option<header::Dragged>,
    dragging: bool,
    /// The row whose name is under the pointer.
    linked: Option<DeliverableId>,
    /// The table scrolls so that the cursor is to be seen.
    follow: bool,
    wants_focus: bool,
    grid: Option<Id>,
    /// Lines in sight.
    page: isize,
    /// How wide the names are.
    widest: names::Widest,
}

impl Table {
    /// Remembers how projects were looked at the last time.
    pub fn remember(&mut self, kept: BTreeMap<ProjectId, ViewSettings>, closed: BTreeMap<ProjectId, BTreeSet<String>>) {
        (self.kept, self.closed) = (kept, closed);
    }

    /// Does something with what is shown, in the next frame.
    pub fn ask(&mut self, ask: Ask) {
        self.asked = Some(ask);
    }

    fn answer(&mut self, cx: &mut Cx<'_>, project: ProjectId) {
        match self.asked.take() {
            Some(Ask::Filter) => self.filter.focus(),
            Some(Ask::Groups { closed }) => self.model.collapse_all(closed),
            Some(Ask::Export(kind)) => cx.actions.push(self.export(cx, project, kind)),
            Some(Ask::Keys) => {
                if self.selection.cursor.is_none()
                    && let Some(first) = self.model.rows().next()
                {
                    self.selection.put((first.deliverable.id, ColumnId::Name));
                }
                (self.follow, self.wants_focus) = (true, true);
            }
            Some(Ask::Edit | Ask::Duplicate | Ask::ByHand(_)) | None => {}
        }
    }

    /// Whether there are rows for the keys to go over.
    pub(super) fn hears(&self) -> bool {
        self.model.lines() > 0
    }

    /// Opens the line that makes a deliverable.
    pub fn begin(&mut self) {
        self.draft.get_or_insert_with(create::Draft::default);
    }

    /// How the table is looked at, for keeping as a view.
    #[must_use]
    pub fn view(&self) -> ViewSettings {
        ViewSettings { query: self.filter.text().to_owned(), ..self.settings.clone() }
    }

    /// Looks at the table as a view says.
    pub fn set_view(&mut self, view: &ViewSettings) {
        self.filter.set_text(view.query.clone());
        self.settings = view.clone();
        self.selection = select::Selection::default();
    }

    /// Whether rows are being read or sorted beside the window.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        self.model.is_unread() || self.model.is_working()
    }

    /// The filter, which other pages of the project share.
    pub fn filter(&mut self) -> &mut FilterBar {
        &mut self.filter
    }

    /// What is chosen of a project, for its other pages.
    pub(super) fn chosen(&self, project: ProjectId) -> Option<Choice> {
        (self.model.project() == Some(project)).then(|| self.selection.choice())
    }

    /// Chooses what was chosen on another page of the project.
    pub(super) fn choose(&mut self, choice: Option<Choice>) {
        if let Some(choice) = choice.filter(|c| *c != self.selection.choice()) {
            self.follow = choice.cursor.is_some();
            self.selection.choose(choice);
        }
    }

    /// A deliverable that was typed here was refused.
    pub(super) fn refused(&mut self, id: DeliverableId) {
        if let Some(draft) = &mut self.draft {
            draft.refused(id);
        }
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        if self.model.project() != Some(project) {
            self.enter(project);
        }
        let before = self.settings.clone();
        self.update(ui, cx, project);
        self.answer(cx, project);
        let all = columns::all(&cx.snapshot.state.studio, self.model.columns(), &self.settings);
        let shown: Vec<Column> = all.into_iter().filter(|c| !c.hidden).collect();
        self.keys(ui, cx, &shown);
        self.bar(ui, cx, project);
        if let Some(draft) = &mut self.draft
            && !draft.ui(ui, cx, project)
        {
            self.draft = None;
        }
        if self.model.is_unread() {
            kit::reading(ui, "Reading the rows…");
        } else if self.model.is_empty() {
            self.nothing_yet(ui, cx, project);
        } else {
            grid::ui(self, ui, cx, project);
        }
        if self.settings != before && self.dragged.is_none() {
            self.kept.insert(project, self.settings.clone());
            cx.actions.push(Action::KeepTable(project, Box::new(self.settings.clone())));
        }
        if self.closed.get(&project).map_or(!self.model.closed().is_empty(), |known| known != self.model.closed()) {
            self.closed.insert(project, self.model.closed().clone());
            cx.actions.push(Action::KeepGroups(project, self.model.closed().clone()));
        }
    }

    /// Another project: looked at as it was the last time.
    fn enter(&mut self, project: ProjectId) {
        let (kept, closed) = (std::mem::take(&mut self.kept), std::mem::take(&mut self.closed));
        let model = TableModel::of(project, closed.get(&project).cloned().unwrap_or_default());
        let (draft, asked) = (self.draft.take(), self.asked.take());
        let settings = kept.get(&project).cloned().unwrap_or_default();
        *self = Self { model, kept, closed, draft, asked, settings, ..Self::default() };
    }

    fn update(&mut self, ui: &Ui, cx: &Cx<'_>, project: ProjectId) {
        let asked = Asked {
            query: self.filter.query(cx.snapshot, cx.today),
            sort: self.settings.sort.clone(),
            group: self.settings.group.clone(),
            today: cx.today,
        };
        let ctx = ui.ctx().clone();
        self.model.update(cx.snapshot, project, &asked, move || ctx.request_repaint());
    }

    /// Sends what is asked for as one step, or shows first what of it will be refused.
    fn propose(&mut self, ui: &Ui, cx: &mut Cx<'_>, label: String, commands: Vec<Command>, wrong: Vec<String>) {
        self.proposal = proposal::offer(ui, cx, label, commands, wrong);
    }

    fn open_editor(&mut self, cx: &mut Cx<'_>, row: &Row, column: &Column, typed: Option<String>) {
        if column.is_editable() && self.may_write_into(cx, column) {
            let cell = (row.deliverable.id, column.id.clone());
            if self.selection.cursor.as_ref() != Some(&cell) {
                self.selection.put(cell);
            }
            self.editor = Some(edit::Editor::open(cx, row, column, typed));
            self.follow = true;
        }
    }

    /// Writes a text into a column of every chosen row.
    fn write_into_all(&mut self, ui: &Ui, cx: &mut Cx<'_>, column: &Column, text: &str) {
        let (mut commands, mut wrong) = (Vec::new(), Vec::new());
        let rows = self.selection.targets(&self.model);
        if column.id == ColumnId::Name && rows.len() > 1 {
            wrong.push("Two rows cannot have one name.".to_owned());
        } else {
            for row in &rows {
                match value::commands(&cx.snapshot.state, row, column, text, cx.today) {
                    Ok(found) => commands.extend(found),
                    Err(why) => wrong.push(why),
                }
            }
        }
        let label = format!("Set {} of {}", column.title, kit::counted(commands.len(), "deliverable"));
        self.propose(ui, cx, label, commands, wrong);
    }

    fn nothing_yet(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let sentence = "A deliverable is a shot, an asset or a picture, with a stage for each step of the pipeline. \
             Drop a tracker sheet here (xlsx, ods, csv), or make the first one by hand.";
        if no_deliverables(ui, cx, project, (icon::CUBE, sentence), self.draft.is_none()) {
            self.draft = Some(create::Draft::default());
        }
    }
}

/// What stands on a project's pages while it has no deliverables. Gives whether one is to be made by hand, where that
/// is `offered`.
pub(crate) fn no_deliverables(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    project: ProjectId,
    (glyph, sentence): (&str, &str),
    offered: bool,
) -> bool {
    const TITLE: &str = "No deliverables yet";
    if !cx.snapshot.me.role.may(Permission::Plan) {
        let sentence = "A producer makes deliverables or imports a tracker sheet. They appear here by themselves.";
        kit::empty(ui, glyph, TITLE, sentence, None);
        return false;
    }
    let mut by_hand = false;
    kit::empty_with(ui, glyph, TITLE, sentence, |ui| {
        ui.add_space(kit::size::GAP);
        if kit::Button::primary("Import a sheet…").icon(icon::UPLOAD_SIMPLE).show(ui).clicked() {
            cx.go(Place::SheetImport(project));
        }
        by_hand = offered && kit::Button::quiet("Make one by hand").icon(icon::PLUS).show(ui).clicked();
    });
    by_hand
}
