//! The pages. Each is a pure model, made from a snapshot, and a ui that paints it and asks for actions.

pub mod activity;
pub mod conflict;
pub mod deliverable;
pub mod home;
pub mod mywork;
pub mod past;
pub mod projects;
pub mod review;
pub mod reviews;
pub mod rows;
pub mod sheet_import;
pub mod table;
pub mod team;
#[cfg(test)]
pub(crate) mod testing;
pub mod welcome;

use crate::{
    actions::Cx,
    kit::{self, icon},
    place::Place,
};
use egui::Ui;
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
    /// A sheet on its way in.
    pub sheet_import: sheet_import::SheetImport,
    /// Who changed what.
    pub activity: activity::Activity,
    /// Something as it was.
    pub past: past::AsItWas,
    /// Fields set twice at once.
    pub conflicts: conflict::Conflicts,
}

impl Views {
    /// Shows the page of the context's place.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        match cx.place {
            Place::Home => self.home.ui(ui, cx),
            Place::MyWork => self.mywork.ui(ui, cx),
            Place::Projects => self.projects.ui(ui, cx),
            Place::Project(id) if cx.snapshot.state.projects.contains_key(&id) => self.table.ui(ui, cx, id),
            Place::SheetImport(id) if cx.snapshot.state.projects.contains_key(&id) => {
                self.sheet_import.ui(ui, cx, id);
            }
            Place::Deliverable(id, stage) if cx.snapshot.state.deliverable(id).is_some() => {
                self.deliverable.ui(ui, cx, id, stage);
            }
            Place::Review(id, round) if cx.snapshot.state.deliverable(id).is_some_and(|d| d.round(round).is_some()) => {
                self.review.ui(ui, cx, id, round);
            }
            Place::Reviews => self.reviews.ui(ui, cx),
            Place::Rows(question) => self.rows.ui(ui, cx, question),
            Place::Team => self.team.ui(ui, cx),
            Place::Activity(of) => self.activity.ui(ui, cx, of.map_or(LogOf::Studio, LogOf::Deliverable)),
            Place::ProjectActivity(id) => self.activity.ui(ui, cx, LogOf::Project(id)),
            Place::AsItWas(of, change) => self.past.ui(ui, cx, of, change),
            Place::Conflicts => self.conflicts.ui(ui, cx),
            Place::Project(_) | Place::SheetImport(_) | Place::Deliverable(..) | Place::Review(..) => gone(ui, cx),
        }
    }
}

/// What was here is not, or has not arrived yet.
fn gone(ui: &mut Ui, cx: &mut Cx<'_>) {
    let sentence = "It was taken away, or has not arrived from another device yet.";
    let button = Some((icon::ARROW_LEFT, "Go to the projects"));
    if kit::empty(ui, icon::CLOUD_ARROW_DOWN, "This is not here", sentence, button) {
        cx.go(Place::Projects);
    }
}
