//! Where in the window one can be.

use rushes_domain::{DeliverableId, PipelineId, ProjectId, RoundId, StageId, State};
use rushes_store::{ChangeHash, LogOf};

/// Rows that a figure on Home counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Question {
    /// Stages due within seven days.
    DueThisWeek,
    /// Stages that wait for a decision.
    InReview,
    /// Stages past their day.
    Overdue,
    /// Stages with feedback that somebody has to act on. The figure counts the items.
    OpenFeedback,
}

impl Question {
    /// Every question, as Home shows them.
    pub const ALL: [Self; 4] = [Self::DueThisWeek, Self::InReview, Self::Overdue, Self::OpenFeedback];

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::DueThisWeek => "Due this week",
            Self::InReview => "In review",
            Self::Overdue => "Overdue",
            Self::OpenFeedback => "Open feedback",
        }
    }
}

/// A page of the settings.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SettingsPage {
    /// Custom fields.
    Fields,
    /// Pipeline templates.
    Pipelines,
}

impl SettingsPage {
    /// Every page, in the order of their tabs.
    pub const ALL: [Self; 2] = [Self::Fields, Self::Pipelines];

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Fields => "Custom fields",
            Self::Pipelines => "Pipelines",
        }
    }
}

/// A page, and what it is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Place {
    /// What needs the person now.
    #[default]
    Home,
    /// What the person has to do.
    MyWork,
    /// Every project.
    Projects,
    /// A project's deliverables as a table.
    Project(ProjectId),
    /// A project's deliverables as a board.
    Board(ProjectId),
    /// The deliverables of every project as a board.
    AllBoard,
    /// A sheet on its way into a project.
    SheetImport(ProjectId),
    /// A deliverable, one of its stages chosen.
    Deliverable(DeliverableId, Option<StageId>),
    /// A round in the viewer.
    Review(DeliverableId, RoundId),
    /// Every round that waits for a decision.
    Reviews,
    /// Stages over all projects that answer a question.
    Rows(Question),
    /// Members and their devices.
    Team,
    /// Words in names, notes, comments and people.
    Search,
    /// The studio as it lies on this device: sizes, backups, checks.
    Storage,
    /// Who changed what: of the studio, or of one deliverable.
    Activity(Option<DeliverableId>),
    /// A project's own name, days, cover, pipeline and custom fields.
    ProjectSettings(ProjectId),
    /// What the studio has arranged for itself.
    Settings(SettingsPage),
    /// A pipeline template, being made or changed.
    Pipeline(PipelineId),
    /// Who changed what in a project and all it holds.
    ProjectActivity(ProjectId),
    /// A project or a deliverable as it was right after a change.
    AsItWas(LogOf, ChangeHash),
    /// Fields set twice at once, and what else merges left to look at.
    Conflicts,
}

impl Place {
    /// The page this one lies under: what the breadcrumb shows before it.
    #[must_use]
    pub fn parent(self, state: &State) -> Option<Self> {
        match self {
            Self::Home | Self::MyWork | Self::Projects | Self::Reviews | Self::Team | Self::Search => None,
            Self::Activity(None) | Self::Conflicts => None,
            Self::Project(_) | Self::Board(_) | Self::AllBoard => Some(Self::Projects),
            Self::SheetImport(project) => Some(Self::Project(project)),
            Self::Deliverable(id, _) => state.deliverable(id).map(|d| Self::Project(d.project)),
            Self::Review(id, round) => {
                let stage = state.deliverable(id).and_then(|d| d.round(round)).map(|r| r.stage);
                Some(Self::Deliverable(id, stage))
            }
            Self::Rows(_) => Some(Self::Home),
            Self::ProjectActivity(id) => Some(Self::Project(id)),
            Self::AsItWas(LogOf::Deliverable(id), _) => Some(Self::Deliverable(id, None)),
            Self::AsItWas(LogOf::Project(id), _) => Some(Self::Project(id)),
            Self::AsItWas(LogOf::Studio, _) => Some(Self::Activity(None)),
            Self::Activity(Some(id)) => Some(Self::Deliverable(id, None)),
            Self::ProjectSettings(project) => Some(Self::Project(project)),
            Self::Settings(_) | Self::Storage => None,
            Self::Pipeline(_) => Some(Self::Settings(SettingsPage::Pipelines)),
        }
    }

    /// The project, where the page is one's own.
    #[must_use]
    pub fn project(self) -> Option<ProjectId> {
        match self {
            Self::Project(id) | Self::Board(id) => Some(id),
            _ => None,
        }
    }

    /// What the page is called.
    #[must_use]
    pub fn title(self, state: &State) -> String {
        let gone = || "Not here".to_owned();
        match self {
            Self::Home => "Home".into(),
            Self::MyWork => "My Work".into(),
            Self::Projects => "Projects".into(),
            Self::Project(id) | Self::Board(id) => state.projects.get(&id).map_or_else(gone, |p| p.name.clone()),
            Self::AllBoard => "Board of all projects".into(),
            Self::SheetImport(_) => "Import a sheet".into(),
            Self::Deliverable(id, _) => state.deliverable(id).map_or_else(gone, |d| d.name.clone()),
            Self::Review(id, round) => state
                .deliverable(id)
                .and_then(|d| {
                    let round = d.round(round)?;
                    Some(format!("{}, round {}", d.stage(round.stage)?.name, round.number))
                })
                .unwrap_or_else(gone),
            Self::Reviews => "Reviews".into(),
            Self::Rows(question) => question.label().into(),
            Self::Team => "Team".into(),
            Self::Search => "Search".into(),
            Self::ProjectSettings(_) | Self::Settings(_) | Self::Storage => "Settings".into(),
            Self::Pipeline(id) => {
                state.studio.pipelines.get(&id).map_or_else(|| "New pipeline".into(), |p| p.name.clone())
            }
            Self::Activity(_) | Self::ProjectActivity(_) => "Activity".into(),
            Self::AsItWas(..) => "As it was".into(),
            Self::Conflicts => "Conflicts".into(),
        }
    }

    /// The page of what a deliverable is now: one that was joined to another leads there.
    #[must_use]
    pub fn now(self, state: &State) -> Self {
        match self {
            Self::Deliverable(id, stage) => Self::Deliverable(state.survivor(id), stage),
            Self::Review(id, round) => Self::Review(state.survivor(id), round),
            Self::Activity(Some(id)) => Self::Activity(Some(state.survivor(id))),
            other => other,
        }
    }

    /// The page and those above it, the outermost first.
    #[must_use]
    pub fn trail(self, state: &State) -> Vec<Self> {
        let mut trail = vec![self];
        while let Some(parent) = trail.last().and_then(|p| p.parent(state)) {
            trail.push(parent);
        }
        trail.reverse();
        trail
    }
}

/// Where one was, and where one came back from.
#[derive(Debug, Default)]
pub struct Trail {
    past: Vec<Place>,
    now: Place,
    future: Vec<Place>,
}

/// How many places are remembered.
const REMEMBERED: usize = 200;

impl Trail {
    /// The page shown.
    #[must_use]
    pub fn now(&self) -> Place {
        self.now
    }

    /// Goes somewhere new.
    pub fn go(&mut self, place: Place) {
        if place == self.now {
            return;
        }
        self.past.push(self.now);
        if self.past.len() > REMEMBERED {
            self.past.remove(0);
        }
        self.now = place;
        self.future.clear();
    }

    /// Changes what the page is about, without a step to go back over.
    pub fn replace(&mut self, place: Place) {
        self.now = place;
    }

    /// Where one was before, if anywhere.
    pub fn back(&mut self) -> bool {
        let Some(place) = self.past.pop() else { return false };
        self.future.push(std::mem::replace(&mut self.now, place));
        true
    }

    /// Where one came back from, if from anywhere.
    pub fn forward(&mut self) -> bool {
        let Some(place) = self.future.pop() else { return false };
        self.past.push(std::mem::replace(&mut self.now, place));
        true
    }

    /// Whether there is somewhere to go back to.
    #[must_use]
    pub fn can_back(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is somewhere to go forward to.
    #[must_use]
    pub fn can_forward(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_back_and_forward_passes_the_same_places() {
        let mut trail = Trail::default();
        trail.go(Place::Projects);
        trail.go(Place::Team);
        trail.go(Place::Team);
        assert!(trail.back() && trail.now() == Place::Projects);
        assert!(trail.back() && trail.now() == Place::Home && !trail.back());
        assert!(trail.forward() && trail.now() == Place::Projects);
        trail.go(Place::MyWork);
        assert!(!trail.can_forward(), "a new way ends the old one");
        assert!(trail.back() && trail.now() == Place::Projects);
    }
}
