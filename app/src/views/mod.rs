//! The pages. Each is a pure model, made from a snapshot, and a ui that paints it and asks for actions.

pub mod activity;
pub mod board;
pub(crate) mod bulk;
pub mod conflict;
#[cfg(test)]
mod counted;
pub mod deliverable;
pub mod field;
pub mod filter;
pub mod home;
pub mod migration;
pub mod mywork;
pub mod past;
pub mod path_field;
pub mod project;
pub mod projects;
pub(crate) mod proposal;
pub mod review;
pub mod reviews;
pub mod rows;
pub mod saved;
pub mod search;
pub mod settings;
pub mod sheet_import;
pub mod storage;
pub mod table;
pub mod taking_in;
pub(crate) mod talk;
pub mod team;
#[cfg(test)]
pub(crate) mod testing;
pub mod welcome;

use crate::{
    actions::{Ask, Cx},
    kit::{self, Part, icon},
    place::{Place, SettingsPage},
};
use egui::Ui;
use rushes_domain::Command;
use rushes_store::LogOf;

/// Every page's own state: selections, drafts, what is open. None of it enters the store.
#[derive(Default)]
pub struct Views {
    /// First run.
    pub welcome: welcome::Welcome,
    /// Home.
    pub home: home::Home,
    /// My Work.
    pub mywork: mywork::MyWork,
    /// Projects.
    pub projects: projects::Projects,
    /// A project's table.
    pub table: table::Table,
    /// A project's board.
    pub board: board::Board,
    /// The board of all projects.
    pub all_board: board::Board,
    /// What its table and its board are both filtered for.
    pub shared: filter::Shared,
    /// A deliverable.
    pub deliverable: deliverable::Page,
    /// A round in the viewer.
    pub review: review::ReviewPage,
    /// Rounds that wait for a decision.
    pub reviews: reviews::Reviews,
    /// Stages that answer a question.
    pub rows: rows::Rows,
    /// Members and devices.
    pub team: team::Team,
    /// Words in everything.
    pub search: search::Search,
    /// A sheet on its way in.
    pub sheet_import: sheet_import::SheetImport,
    /// A whole studio on its way in.
    pub taking_in: taking_in::TakingIn,
    /// The studio as it lies here.
    pub storage: storage::Storage,
    /// Who changed what.
    pub activity: activity::Activity,
    /// A project's frame and settings.
    pub project: project::ProjectPage,
    /// Custom fields.
    pub fields: settings::fields::Fields,
    /// Pipeline templates.
    pub pipelines: settings::pipelines::Pipelines,
    /// Something as it was.
    pub past: past::AsItWas,
    /// Fields set twice at once.
    pub conflicts: conflict::Conflicts,
}

impl Views {
    /// Has a page do something with what it shows, when it is shown next.
    pub fn ask(&mut self, place: Place, ask: Ask) {
        match place {
            Place::Deliverable(..) => self.deliverable.ask(ask),
            Place::Project(_) => self.table.ask(ask),
            Place::Board(_) if ask == Ask::Filter => self.board.filter().focus(),
            Place::AllBoard if ask == Ask::Filter => self.all_board.filter().focus(),
            Place::MyWork if ask == Ask::Filter => self.mywork.filter().focus(),
            Place::Board(_) if ask == Ask::Keys => self.board.take_keys(),
            Place::AllBoard if ask == Ask::Keys => self.all_board.take_keys(),
            Place::MyWork if ask == Ask::Keys => self.mywork.take_keys(),
            _ => {}
        }
    }

    /// Whether a page has something that hears keys while no control has the keyboard.
    #[must_use]
    pub fn hears(&self, place: Place) -> bool {
        match place {
            Place::Project(_) => self.table.hears(),
            Place::Board(_) => self.board.hears(),
            Place::AllBoard => self.all_board.hears(),
            Place::MyWork => self.mywork.hears(),
            Place::Review(..) => true,
            _ => false,
        }
    }

    /// A command was not carried out: what it was typed with goes back to where it was typed.
    pub(crate) fn refused(&mut self, command: &Command, why: &str) {
        match command {
            Command::CreateDeliverable(new) => self.table.refused(new.id),
            Command::Annotate(_) => self.review.refused(command, why),
            _ => {}
        }
    }

    /// Shows the page of the context's place.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(id) = project::of_tab(cx.place).filter(|id| cx.snapshot.state.projects.contains_key(id)) {
            let top = ui.available_rect_before_wrap();
            self.project.frame(ui, cx, id);
            kit::part(ui.ctx(), Part::Head, top.with_max_y(ui.cursor().top()));
        }
        match cx.place {
            Place::Home => self.home.ui(ui, cx),
            Place::MyWork => kit::column(ui, |ui| self.mywork.ui(ui, cx)),
            Place::Projects => self.projects.ui(ui, cx),
            Place::Project(id) if cx.snapshot.state.projects.contains_key(&id) => {
                self.table.ui(ui, cx, id);
                if self.shared.tab(cx.place, id, self.table.filter()) {
                    self.table.choose(self.board.chosen(id));
                    ui.ctx().request_repaint();
                }
            }
            Place::Board(id) if cx.snapshot.state.projects.contains_key(&id) => {
                self.board.ui(ui, cx, board::Scope::Project(id));
                if self.shared.tab(cx.place, id, self.board.filter()) {
                    self.board.choose(self.table.chosen(id));
                    ui.ctx().request_repaint();
                }
            }
            Place::AllBoard => self.all_board.ui(ui, cx, board::Scope::All),
            Place::SheetImport(id) if cx.snapshot.state.projects.contains_key(&id) => {
                kit::column(ui, |ui| self.sheet_import.ui(ui, cx, id));
            }
            Place::Deliverable(id, stage) if cx.snapshot.state.deliverable(id).is_some() => {
                self.deliverable.ui(ui, cx, id, stage);
            }
            Place::Review(id, round) if cx.snapshot.state.deliverable(id).is_some_and(|d| d.round(round).is_some()) => {
                self.review.ui(ui, cx, id, round);
            }
            Place::Reviews => self.reviews.ui(ui, cx),
            Place::Rows(question) => kit::column(ui, |ui| self.rows.ui(ui, cx, question)),
            Place::Team => self.team.ui(ui, cx),
            Place::Search => kit::column(ui, |ui| self.search.ui(ui, cx)),
            Place::Storage => self.storage.ui(ui, cx, &mut self.taking_in),
            Place::Activity(of) => {
                let of = of.map_or(LogOf::Studio, LogOf::Deliverable);
                kit::column(ui, |ui| self.activity.ui(ui, cx, of));
            }
            Place::ProjectActivity(id) => kit::column_under_head(ui, |ui| self.activity.ui(ui, cx, LogOf::Project(id))),
            Place::AsItWas(of, change) => self.past.ui(ui, cx, of, change),
            Place::Conflicts => self.conflicts.ui(ui, cx),
            Place::ProjectSettings(id) if cx.snapshot.state.projects.contains_key(&id) => {
                self.project.settings(ui, cx, id);
            }
            Place::Settings(SettingsPage::Fields) => self.fields.ui(ui, cx),
            Place::Settings(SettingsPage::Pipelines) => self.pipelines.list(ui, cx),
            Place::Pipeline(id) => self.pipelines.edit(ui, cx, id),
            Place::ProjectSettings(_)
            | Place::Project(_)
            | Place::Board(_)
            | Place::SheetImport(_)
            | Place::Deliverable(..)
            | Place::Review(..) => gone(ui, cx),
        }
    }
}

/// What is chosen of a project's deliverables: the same on every page that shows them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Choice {
    /// The deliverables that what is done is done to.
    pub(crate) rows: std::collections::BTreeSet<rushes_domain::DeliverableId>,
    /// The one with the keyboard.
    pub(crate) cursor: Option<rushes_domain::DeliverableId>,
}

/// What was here is not, or has not arrived yet.
fn gone(ui: &mut Ui, cx: &mut Cx<'_>) {
    let sentence = "It was taken away, or has not arrived from another device yet.";
    let button = Some((icon::ARROW_LEFT, "Go to the projects"));
    if kit::empty(ui, icon::CLOUD_ARROW_DOWN, "This is not here", sentence, button) {
        cx.go(Place::Projects);
    }
}
