//! Which cards stand in which column. Worked out only when the snapshot, the filter or the layout changes.

use crate::views::table::natural;
use rushes_domain::{
    Date, Deliverable, DeliverableId, Priority, ProjectId, Stage, StageDefId, StageId, State, Status, mywork,
    query::Query,
};
use rushes_store::Snapshot;
use std::{collections::HashMap, sync::Arc};

/// What the columns are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Layout {
    /// A column for each status; a card is the stage of each deliverable that the work is at.
    #[default]
    Status,
    /// A column for each status; a card is this stage of each deliverable that has it.
    StatusOf(StageDefId),
    /// A column for each stage of the pipeline; a card is a deliverable, in the column of the stage the work is at.
    Stage,
}

/// Which column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ColumnKey {
    /// Of a status.
    Status(Status),
    /// Of a stage.
    Stage(StageDefId),
    /// Of deliverables all of whose stages are done.
    Done,
}

/// Which card, whatever column it stands in.
pub type CardId = (DeliverableId, StageId);

/// A stage of a deliverable.
#[derive(Clone, Debug)]
pub struct Card {
    /// Which deliverable.
    pub deliverable: Arc<Deliverable>,
    index: usize,
    /// When it is due: the stage's day, else the deliverable's.
    pub due: Option<Date>,
    /// Feedback somebody has to act on.
    pub open_feedback: usize,
    /// Comments that name the person here and that they have not seen.
    pub unread: usize,
    order: String,
}

impl Card {
    fn new(state: &State, deliverable: &Arc<Deliverable>, index: usize) -> Option<Self> {
        let stage = deliverable.stages.get(index)?;
        Some(Self {
            index,
            due: stage.due.or(deliverable.due),
            open_feedback: deliverable.open_feedback(stage.id).count(),
            unread: mywork::unread_of(state, deliverable).filter(|m| m.stage.is_none_or(|s| s == stage.id)).count(),
            order: natural(&deliverable.name),
            deliverable: Arc::clone(deliverable),
        })
    }

    /// The stage.
    #[must_use]
    pub fn stage(&self) -> &Stage {
        &self.deliverable.stages[self.index]
    }

    /// Which card it is.
    #[must_use]
    pub fn id(&self) -> CardId {
        (self.deliverable.id, self.stage().id)
    }

    fn sorts_by(&self) -> (Priority, bool, Option<Date>, &str) {
        (self.deliverable.priority, self.due.is_none(), self.due, &self.order)
    }
}

/// A column and the cards in it, the most urgent first.
#[derive(Clone, Debug)]
pub struct Column {
    /// Which.
    pub key: ColumnKey,
    /// What it is called.
    pub title: String,
    /// Its cards.
    pub cards: Vec<Card>,
}

/// The columns of a project's board.
#[derive(Default)]
pub struct BoardModel {
    made_for: Option<(ProjectId, u64, Layout)>,
    query: Option<Arc<Query>>,
    columns: Vec<Column>,
    places: HashMap<CardId, (usize, usize)>,
    total: usize,
}

/// The stage of a deliverable that the work is at: the first that is not done, else the last. One that the
/// pipeline has no more holds up nothing.
#[must_use]
pub fn current(deliverable: &Deliverable) -> Option<usize> {
    let open = deliverable.stages.iter().position(|s| !s.removed && !s.status.frees_dependents());
    let last = || deliverable.stages.iter().rposition(|s| !s.removed);
    open.or_else(last).or_else(|| deliverable.stages.len().checked_sub(1))
}

impl BoardModel {
    /// Brings it up to date; does nothing when nothing changed.
    pub fn update(&mut self, snapshot: &Snapshot, project: ProjectId, query: &Arc<Query>, layout: Layout) {
        let wanted = Some((project, snapshot.seq, layout));
        if self.made_for == wanted && self.query.as_ref().is_some_and(|q| Arc::ptr_eq(q, query)) {
            return;
        }
        self.made_for = wanted;
        self.query = Some(Arc::clone(query));
        self.read(&snapshot.state, project, query, layout);
    }

    fn read(&mut self, state: &State, project: ProjectId, query: &Query, layout: Layout) {
        self.columns = columns(state, project, layout);
        self.total = 0;
        for deliverable in state.of_project(project) {
            self.total += 1;
            let index = match layout {
                Layout::Status | Layout::Stage => current(deliverable),
                Layout::StatusOf(def) => deliverable.stages.iter().position(|s| s.def == def),
            };
            let Some(card) = index.and_then(|i| Card::new(state, deliverable, i)) else { continue };
            if !query.item(state, deliverable, card.stage()) {
                continue;
            }
            let key = column_of(&card, layout);
            // A stage that the pipeline no longer has gets a column of its own.
            let at = self.columns.iter().position(|c| c.key == key).unwrap_or_else(|| {
                let done = self.columns.iter().position(|c| c.key == ColumnKey::Done).unwrap_or(self.columns.len());
                self.columns.insert(done, Column { key, title: card.stage().name.clone(), cards: Vec::new() });
                done
            });
            self.columns[at].cards.push(card);
        }
        self.places.clear();
        for (c, column) in self.columns.iter_mut().enumerate() {
            column.cards.sort_by(|a, b| a.sorts_by().cmp(&b.sorts_by()));
            self.places.extend(column.cards.iter().enumerate().map(|(i, card)| (card.id(), (c, i))));
        }
    }

    /// The columns, left to right.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many deliverables the project has, whatever the filter.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// How many cards are shown.
    #[must_use]
    pub fn shown(&self) -> usize {
        self.places.len()
    }

    /// Where a card stands: its column and its place in it.
    #[must_use]
    pub fn place(&self, card: CardId) -> Option<(usize, usize)> {
        self.places.get(&card).copied()
    }

    /// A card, if it is shown.
    #[must_use]
    pub fn card(&self, card: CardId) -> Option<&Card> {
        let (column, at) = self.place(card)?;
        self.columns.get(column)?.cards.get(at)
    }
}

fn column_of(card: &Card, layout: Layout) -> ColumnKey {
    match layout {
        Layout::Status | Layout::StatusOf(_) => ColumnKey::Status(card.stage().status),
        Layout::Stage if card.stage().status.frees_dependents() => ColumnKey::Done,
        Layout::Stage => ColumnKey::Stage(card.stage().def),
    }
}

fn columns(state: &State, project: ProjectId, layout: Layout) -> Vec<Column> {
    let empty = |key, title: &str| Column { key, title: title.to_owned(), cards: Vec::new() };
    match layout {
        Layout::Status | Layout::StatusOf(_) => {
            Status::ALL.into_iter().map(|s| empty(ColumnKey::Status(s), s.label())).collect()
        }
        Layout::Stage => {
            let stages = stages(state, project);
            let of_stages = stages.iter().map(|(def, name)| empty(ColumnKey::Stage(*def), name));
            of_stages.chain([empty(ColumnKey::Done, "Done")]).collect()
        }
    }
}

/// The stages of the project's pipeline, in order.
#[must_use]
pub(super) fn stages(state: &State, project: ProjectId) -> Vec<(StageDefId, String)> {
    let pipeline = state.projects.get(&project).and_then(|p| state.studio.pipelines.get(&p.pipeline?));
    pipeline.into_iter().flat_map(|p| &p.stages).map(|s| (s.id, s.name.clone())).collect()
}
