//! Filtering and sorting, at once or beside the window, and changing one row of what was sorted.

use super::{
    Asked,
    content::{Content, Slot},
    order::{Group, Order},
    row::Row,
};
use rushes_domain::{DeliverableId, ProjectId, State, Status, query::Query};
use std::{
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, sync_channel},
    },
    thread,
};

/// What rows come to together.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Stages by status, in the order of [`Status::ALL`].
    pub stages: [usize; Status::ALL.len()],
    /// Minutes of work estimated.
    pub estimate: u64,
    /// Open feedback.
    pub open: usize,
}

impl Totals {
    /// Adds a row.
    pub fn add(&mut self, row: &Row) {
        for (total, count) in self.stages.iter_mut().zip(row.counts) {
            *total += usize::from(count);
        }
        self.estimate += u64::from(row.estimate);
        self.open += row.open as usize;
    }

    fn subtract(&mut self, row: &Row) {
        for (total, count) in self.stages.iter_mut().zip(row.counts) {
            *total = total.saturating_sub(usize::from(count));
        }
        self.estimate = self.estimate.saturating_sub(u64::from(row.estimate));
        self.open = self.open.saturating_sub(row.open as usize);
    }

    /// Statuses that occur, and how often.
    pub fn statuses(&self) -> impl Iterator<Item = (Status, usize)> {
        Status::ALL.into_iter().zip(self.stages).filter(|(_, n)| *n > 0)
    }
}

/// The rows that are shown, in order.
#[derive(Clone, Default)]
pub(super) struct Arranged {
    pub(super) shown: Vec<Slot>,
    pub(super) groups: Vec<Group>,
    /// Of the rows shown, and of all rows.
    pub(super) totals: Totals,
    pub(super) everything: Totals,
}

impl Arranged {
    fn make(content: &Content, order: &Order, query: &Query) -> Self {
        let meets = |row: &Row| query.is_empty() || query.searched(&row.deliverable, &row.searched);
        let (mut totals, mut everything) = (Totals::default(), Totals::default());
        let mut shown = Vec::with_capacity(content.len());
        for (slot, row) in content.slots() {
            everything.add(row);
            if meets(row) {
                totals.add(row);
                shown.push(slot);
            }
        }
        let groups = order.sort(content, &mut shown);
        Self { shown, groups, totals, everything }
    }

    /// Puts a new row in the place of an old one; either may be missing.
    pub(super) fn replace(
        &mut self,
        content: &mut Content,
        order: &Order,
        query: &Query,
        id: DeliverableId,
        new: Option<Arc<Row>>,
    ) {
        if let Some(slot) = content.slot(id)
            && let Some(old) = content.row(slot).cloned()
        {
            self.everything.subtract(&old);
            if let Some(at) = self.place(content, order, &old, slot) {
                self.shown.remove(at);
                self.totals.subtract(&old);
                self.count(order, &old, false);
            }
        }
        let Some(new) = new else { return content.take(id) };
        self.everything.add(&new);
        let slot = content.put(Arc::clone(&new));
        if query.is_empty() || query.searched(&new.deliverable, &new.searched) {
            let at = self.shown.partition_point(|s| content.row(*s).is_some_and(|r| order.compare(r, &new).is_lt()));
            self.shown.insert(at, slot);
            self.totals.add(&new);
            self.count(order, &new, true);
        }
    }

    fn place(&self, content: &Content, order: &Order, row: &Row, slot: Slot) -> Option<usize> {
        let at = self.shown.partition_point(|s| content.row(*s).is_some_and(|r| order.compare(r, row).is_lt()));
        if self.shown.get(at) == Some(&slot) { Some(at) } else { self.shown.iter().position(|s| *s == slot) }
    }

    /// Counts a row under its header, or no longer.
    fn count(&mut self, order: &Order, row: &Row, more: bool) {
        if !order.is_grouped() {
            return;
        }
        let key = order.group_of(row);
        match (self.groups.binary_search_by(|g| g.key.cmp(&key)), more) {
            (Ok(at), true) => self.groups[at].count += 1,
            (Err(at), true) => self.groups.insert(at, Group { key, count: 1 }),
            (Ok(at), false) if self.groups[at].count > 1 => self.groups[at].count -= 1,
            (Ok(at), false) => drop(self.groups.remove(at)),
            (Err(_), false) => {}
        }
    }
}

/// Everything that reading and sorting need.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) project: ProjectId,
    pub(super) seq: u64,
    pub(super) state: State,
    pub(super) content: Arc<Content>,
    pub(super) asked: Asked,
    /// The rows are to be read again, not only sorted.
    pub(super) read: bool,
}

/// What came of it.
pub(super) struct Done {
    pub(super) seq: u64,
    pub(super) state: State,
    pub(super) content: Arc<Content>,
    pub(super) asked: Asked,
    pub(super) arranged: Arranged,
}

impl Work {
    pub(super) fn run(self) -> Done {
        let mut content = self.content;
        if self.read {
            content = Arc::new(Content::read(&self.state, self.project, &content));
        } else if !content.is_ranked() {
            Arc::make_mut(&mut content).rank();
        }
        let (sort, group) = (&self.asked.sort, self.asked.group.as_ref());
        let order = Order::new(sort, group, &content, &self.state.studio, self.asked.today);
        let arranged = Arranged::make(&content, &order, &self.asked.query);
        Done { seq: self.seq, state: self.state, content, asked: self.asked, arranged }
    }
}

/// Work under way beside the window: at most one for each table.
pub(super) struct Job(Receiver<Done>);

impl Job {
    pub(super) fn start(work: &Work, wake: impl FnOnce() + Send + 'static) -> Option<Self> {
        let (sender, receiver) = sync_channel(1);
        let work = work.clone();
        let run = move || {
            // Nobody waits any more where this fails: another project is shown.
            let _ = sender.send(work.run());
            wake();
        };
        let started = thread::Builder::new().name("rushes table".into()).spawn(run);
        started.ok().map(|_| Self(receiver))
    }

    /// Nothing while it is under way; then what came of it, which is nothing where it failed.
    pub(super) fn done(&self) -> Option<Option<Done>> {
        match self.0.try_recv() {
            Ok(done) => Some(Some(done)),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(None),
        }
    }
}
