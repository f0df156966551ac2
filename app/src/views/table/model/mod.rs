//! Which rows there are, in which order, under which headers. After a change only what changed is worked out
//! again; what takes longer than a frame is worked out beside the window, which shows the old rows meanwhile.

mod arrange;
mod content;
mod order;
mod row;
#[cfg(test)]
mod tests;

pub use arrange::Totals;
pub use order::{Group, GroupKey, MOST_KEYS};
pub use row::{Row, StageColumn};

use arrange::{Arranged, Job};
use content::Content;
use order::Order;
use rushes_domain::{Date, DeliverableId, GroupBy, ProjectId, SortKey, State, query::Query};
use rushes_store::Snapshot;
use std::{collections::BTreeSet, sync::Arc};

/// Rows from which on filtering and sorting happen beside the window: a few milliseconds are within a frame.
const MANY: usize = 10_000;
/// Rows from which on reading them does: it takes ten times as long.
const MANY_READ: usize = 2_000;
/// Changes at once from which on everything is read again.
const MANY_CHANGES: usize = 512;

/// What is asked of the rows.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// Which rows.
    pub query: Arc<Query>,
    /// In what order.
    pub sort: Vec<SortKey>,
    /// Under which headers.
    pub group: Option<GroupBy>,
    /// The day where the person is.
    pub today: Date,
}

impl Asked {
    /// Everything, by name.
    #[must_use]
    pub fn all(today: Date) -> Self {
        Self { query: Arc::default(), sort: Vec::new(), group: None, today }
    }
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub enum Line<'a> {
    /// A header, and whether its rows are hidden.
    Group(&'a Group, bool),
    /// A row.
    Row(&'a Arc<Row>),
}

/// The rows of a project.
#[derive(Default)]
pub struct TableModel {
    project: Option<ProjectId>,
    /// What the rows were read from.
    state: Option<(u64, State)>,
    content: Arc<Content>,
    asked: Option<Asked>,
    arranged: Arranged,
    /// Labels of the headers whose rows are hidden.
    collapsed: BTreeSet<String>,
    /// Per header: the line it is on, and the first of its rows.
    starts: Vec<(usize, usize)>,
    lines: usize,
    version: u64,
    job: Option<Job>,
}

impl TableModel {
    /// Of a project, with the rows under these headers hidden.
    #[must_use]
    pub fn of(project: ProjectId, closed: BTreeSet<String>) -> Self {
        Self { project: Some(project), collapsed: closed, ..Self::default() }
    }

    /// Labels of the headers whose rows are hidden, of those that were shown with other groups too.
    #[must_use]
    pub fn closed(&self) -> &BTreeSet<String> {
        &self.collapsed
    }

    /// Brings it up to date; does nothing when nothing changed. `wake` is called from another thread when
    /// there is something new to show.
    pub fn update(
        &mut self,
        snapshot: &Snapshot,
        project: ProjectId,
        asked: &Asked,
        wake: impl FnOnce() + Send + 'static,
    ) {
        if self.project != Some(project) {
            *self = Self { project: Some(project), ..Self::default() };
        }
        self.take_result();
        if self.job.is_some() {
            return;
        }
        let fresh = self.state.as_ref().is_none_or(|(seq, _)| *seq != snapshot.seq);
        let again = self.asked.as_ref() != Some(asked);
        if !fresh && !again {
            return;
        }
        if fresh && !again && self.follow(snapshot, asked) {
            return;
        }
        let read = fresh && !self.shows(&snapshot.state, project);
        let job = arrange::Work {
            project,
            seq: snapshot.seq,
            state: snapshot.state.clone(),
            content: Arc::clone(&self.content),
            asked: asked.clone(),
            read,
        };
        let rows = if read { snapshot.state.count() } else { self.content.len() };
        if rows > if read { MANY_READ } else { MANY }
            && let Some(job) = Job::start(&job, wake)
        {
            self.job = Some(job);
            return;
        }
        self.settle(job.run());
    }

    /// Whether rows are being worked out beside the window.
    #[must_use]
    pub fn is_working(&self) -> bool {
        self.job.is_some()
    }

    fn take_result(&mut self) {
        if let Some(job) = &self.job
            && let Some(done) = job.done()
        {
            self.job = None;
            if let Some(done) = done {
                self.settle(done);
            }
        }
    }

    fn settle(&mut self, done: arrange::Done) {
        self.content = done.content;
        self.arranged = done.arranged;
        self.asked = Some(done.asked);
        self.state = Some((done.seq, done.state));
        self.lay_lines();
    }

    /// Whether the rows are those of this state already.
    fn shows(&self, state: &State, project: ProjectId) -> bool {
        let Some((_, old)) = &self.state else { return false };
        !self.content.is_of_another_shape(state, project) && state.changed_since(old).next().is_none()
    }

    /// Takes in a few changes, one by one. False where everything has to be read again.
    fn follow(&mut self, snapshot: &Snapshot, asked: &Asked) -> bool {
        let Some(project) = self.project else { return false };
        let Some((_, old)) = &self.state else { return false };
        let state = &snapshot.state;
        let studio_changed = !Arc::ptr_eq(&old.studio, &state.studio);
        let rests_on_studio = asked.group.is_some() || asked.sort.iter().any(|k| k.by.is_field());
        if self.content.is_of_another_shape(state, project) || studio_changed && rests_on_studio {
            return false;
        }
        let changed: Vec<DeliverableId> = state.changed_since(old).take(MANY_CHANGES + 1).collect();
        if changed.len() > MANY_CHANGES {
            return false;
        }
        let of_project = |id: &DeliverableId| state.deliverable(*id).filter(|d| d.project == project);
        if changed.iter().filter_map(of_project).any(|d| self.content.lacks_a_column(d)) {
            return false;
        }
        let order = Order::new(&asked.sort, asked.group.as_ref(), &self.content, &state.studio, asked.today);
        let content = Arc::make_mut(&mut self.content);
        for id in changed {
            let new = of_project(&id).map(|d| Arc::new(content.make(d)));
            self.arranged.replace(content, &order, &asked.query, id, new);
        }
        self.state = Some((snapshot.seq, state.clone()));
        self.lay_lines();
        true
    }

    fn lay_lines(&mut self) {
        self.version += 1;
        self.starts.clear();
        let (mut line, mut row) = (0, 0);
        for group in &self.arranged.groups {
            self.starts.push((line, row));
            line += 1 + if self.collapsed.contains(&group.key.label) { 0 } else { group.count };
            row += group.count;
        }
        self.lines = if self.arranged.groups.is_empty() { self.arranged.shown.len() } else { line };
    }

    /// Another number each time the lines changed.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Of which project.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        self.project
    }

    /// Whether nothing was read yet.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.state.is_none()
    }

    /// The stages that have a column, and their names.
    #[must_use]
    pub fn columns(&self) -> &[StageColumn] {
        &self.content.columns
    }

    /// How many deliverables the project has, whatever the filter.
    #[must_use]
    pub fn len(&self) -> usize {
        self.content.len()
    }

    /// Whether the project has no deliverables, whatever the filter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows are shown.
    #[must_use]
    pub fn shown(&self) -> usize {
        self.arranged.shown.len()
    }

    /// The rows shown, in order.
    pub fn rows(&self) -> impl Iterator<Item = &Arc<Row>> {
        self.arranged.shown.iter().filter_map(|s| self.content.row(*s))
    }

    /// Every row of the project, shown or not.
    pub fn every(&self) -> impl Iterator<Item = &Arc<Row>> {
        self.content.slots().map(|(_, row)| row)
    }

    /// A row by its deliverable, shown or not.
    #[must_use]
    pub fn find(&self, id: DeliverableId) -> Option<&Arc<Row>> {
        self.content.find(id)
    }

    /// How many lines there are: rows, and headers.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// One of the lines.
    #[must_use]
    pub fn line(&self, at: usize) -> Option<Line<'_>> {
        if self.starts.is_empty() {
            return self.row_at(at).map(Line::Row);
        }
        let group = self.starts.partition_point(|(line, _)| *line <= at).checked_sub(1)?;
        let (line, row) = self.starts.get(group).copied()?;
        let found = self.arranged.groups.get(group)?;
        let hidden = self.collapsed.contains(&found.key.label);
        match at - line {
            0 => Some(Line::Group(found, hidden)),
            n if hidden || n > found.count => None,
            n => self.row_at(row + n - 1).map(Line::Row),
        }
    }

    /// The line a row is on, if it is to be seen.
    #[must_use]
    pub fn line_of(&self, id: DeliverableId) -> Option<usize> {
        let slot = self.content.slot(id)?;
        let row = self.arranged.shown.iter().position(|s| *s == slot)?;
        if self.starts.is_empty() {
            return Some(row);
        }
        let group = self.starts.partition_point(|(_, first)| *first <= row).checked_sub(1)?;
        // Headers without rows share their first row with the next one.
        let (line, first) = self.starts.get(group).copied()?;
        let hidden = self.collapsed.contains(&self.arranged.groups.get(group)?.key.label);
        (!hidden).then_some(line + 1 + row - first)
    }

    /// The row of a line, if it is one.
    #[must_use]
    pub fn row(&self, line: usize) -> Option<&Arc<Row>> {
        match self.line(line)? {
            Line::Row(row) => Some(row),
            Line::Group(..) => None,
        }
    }

    fn row_at(&self, shown: usize) -> Option<&Arc<Row>> {
        self.content.row(*self.arranged.shown.get(shown)?)
    }

    /// The headers.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.arranged.groups
    }

    /// Hides the rows under a header, or shows them again.
    pub fn toggle(&mut self, label: &str) {
        if !self.collapsed.remove(label) {
            self.collapsed.insert(label.to_owned());
        }
        self.lay_lines();
    }

    /// Hides the rows under all headers, or shows them all.
    pub fn collapse_all(&mut self, hide: bool) {
        self.collapsed.clear();
        if hide {
            self.collapsed.extend(self.arranged.groups.iter().map(|g| g.key.label.clone()));
        }
        self.lay_lines();
    }

    /// What all rows come to together, whatever the filter.
    #[must_use]
    pub fn everything(&self) -> &Totals {
        &self.arranged.everything
    }

    /// What the rows shown come to together.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.arranged.totals
    }
}

/// A key under which names sort as people count: `shot 9` before `shot 10`.
pub(crate) fn natural(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 8);
    let mut digits = String::new();
    for letter in rushes_domain::names::loose(name).chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if !digits.is_empty() {
            let value = digits.trim_start_matches('0');
            // The length first: a longer number is a larger one.
            key.push(char::from_u32(0x30 + value.len().min(0x4000) as u32).unwrap_or('0'));
            key.push_str(value);
            digits.clear();
        }
        if letter != '\0' {
            key.push(letter);
        }
    }
    key
}
