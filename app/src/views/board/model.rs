//! Which cards stand in which column. Worked out only when the snapshot, the filter or the layout changes.

use super::scope::Scope;
use crate::views::{conflict, table::natural};
use rushes_domain::{
    Attachment, Conflict, Date, Deliverable, DeliverableId, Priority, Round, Stage, StageDefId, StageId, State, Status,
    mywork, query::Query,
};
use rushes_store::Snapshot;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, sync_channel},
    },
    thread,
};

/// Deliverables from which on cards are read beside the window.
const MANY: usize = 5_000;

/// What the columns are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// The code of its project, where the board is of several.
    pub project: Option<String>,
    order: String,
}

impl Card {
    fn new(state: &State, scope: Scope, deliverable: &Arc<Deliverable>, index: usize) -> Option<Self> {
        let stage = deliverable.stages.get(index)?;
        let project = || state.projects.get(&deliverable.project).map(|p| p.code.clone());
        Some(Self {
            index,
            project: if scope == Scope::All { project() } else { None },
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

    /// The picture it shows: the newest of its stage, else of its deliverable.
    #[must_use]
    pub fn file(&self) -> Option<&Attachment> {
        self.stage().latest().and_then(Round::current).or_else(|| self.deliverable.cover())
    }

    /// Which card it is.
    #[must_use]
    pub fn id(&self) -> CardId {
        (self.deliverable.id, self.stage().id)
    }

    /// What of the stage and of the deliverable itself two people set at once and nobody settled.
    #[must_use]
    pub fn conflicts(&self) -> Vec<&Conflict> {
        conflict::of_stage(&self.deliverable, self.stage().id)
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

/// What the cards were read for: whose they are, the snapshot's number, the layout.
type Of = (Scope, u64, Layout);

/// The columns of a board.
#[derive(Default)]
pub struct BoardModel {
    made_for: Option<Of>,
    query: Option<Arc<Query>>,
    made: Made,
    version: u64,
    job: Option<Receiver<(Of, Arc<Query>, Made)>>,
}

/// What reading comes to.
#[derive(Default)]
struct Made {
    columns: Vec<Column>,
    places: HashMap<CardId, (usize, usize)>,
    total: usize,
}

/// The stage of a deliverable that the work is at: the first that is not done, else the last. One that the
/// pipeline has no more holds up nothing.
#[must_use]
pub fn current(deliverable: &Deliverable) -> Option<usize> {
    let open = deliverable.stages.iter().position(rushes_domain::Stage::is_open);
    let last = || deliverable.stages.iter().rposition(|s| !s.removed);
    open.or_else(last).or_else(|| deliverable.stages.len().checked_sub(1))
}

impl BoardModel {
    /// Brings it up to date; does nothing when nothing changed.
    pub fn update(&mut self, snapshot: &Snapshot, scope: Scope, query: &Arc<Query>, layout: Layout) {
        let of = (scope, snapshot.seq, layout);
        if !self.is_of(of, query) {
            self.take(of, Arc::clone(query), Made::read(&snapshot.state, scope, query, layout));
        }
    }

    /// The same, beside the window where there is much to read: the old cards stay meanwhile. `wake` is called
    /// from another thread when there is something new to show.
    pub fn follow(
        &mut self,
        snapshot: &Snapshot,
        scope: Scope,
        query: &Arc<Query>,
        layout: Layout,
        wake: impl FnOnce() + Send + 'static,
    ) {
        if snapshot.state.count() <= MANY {
            return self.update(snapshot, scope, query, layout);
        }
        if self.made_for.is_some_and(|(of, ..)| of != scope) {
            *self = Self { version: self.version, ..Self::default() };
        }
        match self.job.as_ref().map(Receiver::try_recv) {
            Some(Ok((of, query, made))) => self.take(of, query, made),
            Some(Err(TryRecvError::Empty)) => return,
            Some(Err(TryRecvError::Disconnected)) => self.job = None,
            None => {}
        }
        let of = (scope, snapshot.seq, layout);
        if self.is_of(of, query) {
            return;
        }
        let (sender, receiver) = sync_channel(1);
        let (state, asked) = (snapshot.state.clone(), Arc::clone(query));
        let run = move || {
            let made = Made::read(&state, scope, &asked, layout);
            // Nobody waits any more where this fails: another board is shown.
            let _ = sender.send((of, asked, made));
            wake();
        };
        match thread::Builder::new().name("rushes board".into()).spawn(run) {
            Ok(_) => self.job = Some(receiver),
            Err(_) => self.update(snapshot, scope, query, layout),
        }
    }

    fn is_of(&self, of: Of, query: &Arc<Query>) -> bool {
        self.made_for == Some(of) && self.query.as_ref().is_some_and(|q| Arc::ptr_eq(q, query))
    }

    fn take(&mut self, of: Of, query: Arc<Query>, made: Made) {
        *self = Self { made_for: Some(of), query: Some(query), made, version: self.version + 1, job: None };
    }

    /// Another number each time the cards changed.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether cards are being read for the first time.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.made_for.is_none() && self.job.is_some()
    }

    /// The columns, left to right.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.made.columns
    }

    /// How many deliverables there are, whatever the filter.
    #[must_use]
    pub fn total(&self) -> usize {
        self.made.total
    }

    /// How many cards are shown.
    #[must_use]
    pub fn shown(&self) -> usize {
        self.made.places.len()
    }

    /// Where a card stands: its column and its place in it.
    #[must_use]
    pub fn place(&self, card: CardId) -> Option<(usize, usize)> {
        self.made.places.get(&card).copied()
    }

    /// A card, if it is shown.
    #[must_use]
    pub fn card(&self, card: CardId) -> Option<&Card> {
        let (column, at) = self.place(card)?;
        self.made.columns.get(column)?.cards.get(at)
    }
}

impl Made {
    fn read(state: &State, scope: Scope, query: &Query, layout: Layout) -> Self {
        let mut made = Self { columns: columns(state, scope, layout), ..Self::default() };
        for deliverable in scope.deliverables(state) {
            made.total += 1;
            let index = match layout {
                Layout::Status | Layout::Stage => current(deliverable),
                Layout::StatusOf(def) => deliverable.stages.iter().position(|s| scope.key(s) == def),
            };
            let meets = |i: &usize| deliverable.stages.get(*i).is_some_and(|s| query.item(state, deliverable, s));
            let Some(card) = index.filter(meets).and_then(|i| Card::new(state, scope, deliverable, i)) else {
                continue;
            };
            let key = column_of(&card, scope, layout);
            // A stage that the pipeline no longer has gets a column of its own.
            let at = made.columns.iter().position(|c| c.key == key).unwrap_or_else(|| {
                let done = made.columns.iter().position(|c| c.key == ColumnKey::Done).unwrap_or(made.columns.len());
                made.columns.insert(done, Column { key, title: card.stage().name.clone(), cards: Vec::new() });
                done
            });
            made.columns[at].cards.push(card);
        }
        for (c, column) in made.columns.iter_mut().enumerate() {
            column.cards.sort_by(|a, b| a.sorts_by().cmp(&b.sorts_by()));
            made.places.extend(column.cards.iter().enumerate().map(|(i, card)| (card.id(), (c, i))));
        }
        made
    }
}

fn column_of(card: &Card, scope: Scope, layout: Layout) -> ColumnKey {
    match layout {
        Layout::Status | Layout::StatusOf(_) => ColumnKey::Status(card.stage().status),
        Layout::Stage if card.stage().status.frees_dependents() => ColumnKey::Done,
        Layout::Stage => ColumnKey::Stage(scope.key(card.stage())),
    }
}

fn columns(state: &State, scope: Scope, layout: Layout) -> Vec<Column> {
    let empty = |key, title: &str| Column { key, title: title.to_owned(), cards: Vec::new() };
    match layout {
        Layout::Status | Layout::StatusOf(_) => {
            Status::ALL.into_iter().map(|s| empty(ColumnKey::Status(s), s.label())).collect()
        }
        Layout::Stage => {
            let stages = scope.stages(state);
            let of_stages = stages.iter().map(|(def, name)| empty(ColumnKey::Stage(*def), name));
            of_stages.chain([empty(ColumnKey::Done, "Done")]).collect()
        }
    }
}
