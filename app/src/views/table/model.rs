//! Which rows there are, in which order. Worked out only when the snapshot, the filter or the order changes.

use rushes_domain::{
    Deliverable, DeliverableId, Person, PersonId, ProjectId, Stage, StageDefId, State, Status,
};
use rushes_store::Snapshot;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// What the rows are sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SortBy {
    /// Name, numbers in it by value.
    #[default]
    Name,
    /// What kind of thing.
    Kind,
    /// The most urgent first.
    Priority,
    /// The earliest first, those without a day last.
    Due,
    /// The status of a stage's column, in the order work passes through.
    Stage(usize),
}

/// The order of the rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Backwards.
    pub descending: bool,
}

/// Which rows are shown. All that is said has to be met; statuses and people by one and the same stage.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Words that the name or the kind holds, in any order.
    pub text: String,
    /// Statuses, any of them.
    pub statuses: BTreeSet<Status>,
    /// People, any of them.
    pub people: BTreeSet<PersonId>,
}

impl Filter {
    /// Whether everything is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.statuses.is_empty() && self.people.is_empty()
    }

    fn lets(&self, row: &Row, words: &[String]) -> bool {
        words.iter().all(|w| row.searched.contains(w.as_str()))
            && (self.statuses.is_empty() && self.people.is_empty()
                || row.deliverable.stages.iter().any(|s| {
                    (self.statuses.is_empty() || self.statuses.contains(&s.status))
                        && (self.people.is_empty() || s.assignees.iter().any(|p| self.people.contains(p)))
                }))
    }
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is about.
    pub deliverable: Arc<Deliverable>,
    /// Per column: which of the deliverable's stages.
    stages: Box<[Option<u8>]>,
    /// Per stage of the deliverable: open feedback.
    feedback: Box<[u16]>,
    searched: String,
    order: String,
}

impl Row {
    fn new(deliverable: &Arc<Deliverable>, columns: &[(StageDefId, String)]) -> Self {
        let place = |def| deliverable.stages.iter().position(|s| s.def == def).and_then(|i| u8::try_from(i).ok());
        let feedback = deliverable.stages.iter().map(|s| {
            u16::try_from(deliverable.open_feedback(s.id).count()).unwrap_or(u16::MAX)
        });
        Self {
            stages: columns.iter().map(|(def, _)| place(*def)).collect(),
            feedback: feedback.collect(),
            searched: format!("{} {}", deliverable.name, deliverable.kind).to_lowercase(),
            order: natural(&deliverable.name),
            deliverable: Arc::clone(deliverable),
        }
    }

    /// The stage of a column, and how much of its feedback is open.
    #[must_use]
    pub fn stage(&self, column: usize) -> Option<(&Stage, usize)> {
        let index = usize::from((*self.stages.get(column)?)?);
        let feedback = self.feedback.get(index).copied().unwrap_or_default();
        Some((self.deliverable.stages.get(index)?, usize::from(feedback)))
    }
}

/// The rows of a project.
#[derive(Default)]
pub struct TableModel {
    project: Option<ProjectId>,
    seq: Option<u64>,
    columns: Vec<(StageDefId, String)>,
    rows: Vec<Row>,
    shown: Vec<u32>,
    asked: Option<(Filter, Sort)>,
    totals: BTreeMap<Status, usize>,
    feedback: usize,
    people: Vec<Person>,
}

impl TableModel {
    /// Brings it up to date; does nothing when nothing changed.
    pub fn update(&mut self, snapshot: &Snapshot, project: ProjectId, filter: &Filter, sort: Sort) {
        let fresh = self.project != Some(project) || self.seq != Some(snapshot.seq);
        if fresh {
            self.read(&snapshot.state, project);
            self.seq = Some(snapshot.seq);
        }
        if fresh || self.asked.as_ref() != Some(&(filter.clone(), sort)) {
            self.arrange(filter, sort);
            self.asked = Some((filter.clone(), sort));
        }
    }

    fn read(&mut self, state: &State, project: ProjectId) {
        let columns = columns(state, project);
        let mut old: HashMap<DeliverableId, Row> = if self.columns == columns && self.project == Some(project) {
            self.rows.drain(..).map(|r| (r.deliverable.id, r)).collect()
        } else {
            HashMap::new()
        };
        self.rows = state
            .of_project(project)
            .map(|d| match old.remove(&d.id) {
                Some(row) if Arc::ptr_eq(&row.deliverable, d) => row,
                _ => Row::new(d, &columns),
            })
            .collect();
        let mut people = BTreeSet::new();
        for stage in self.rows.iter().flat_map(|r| &r.deliverable.stages) {
            people.extend(stage.assignees.iter().copied());
        }
        self.people = people.iter().filter_map(|p| state.studio.people.get(p).cloned()).collect();
        self.people.sort_by_key(|p| p.name.to_lowercase());
        self.columns = columns;
        self.project = Some(project);
    }

    fn arrange(&mut self, filter: &Filter, sort: Sort) {
        let words: Vec<String> = filter.text.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let rows = &self.rows;
        let mut shown: Vec<u32> = (0..rows.len()).filter(|i| filter.lets(&rows[*i], &words)).map(|i| i as u32).collect();
        let row = |i: &u32| &rows[*i as usize];
        match sort.by {
            SortBy::Name => shown.sort_by(|a, b| row(a).order.cmp(&row(b).order)),
            SortBy::Kind => shown.sort_by(|a, b| {
                let kind = |i: &u32| row(i).deliverable.kind.to_lowercase();
                kind(a).cmp(&kind(b)).then_with(|| row(a).order.cmp(&row(b).order))
            }),
            SortBy::Priority => shown.sort_by(|a, b| {
                let key = |i| (row(i).deliverable.priority, row(i).deliverable.due.is_none(), row(i).deliverable.due);
                key(a).cmp(&key(b)).then_with(|| row(a).order.cmp(&row(b).order))
            }),
            SortBy::Due => shown.sort_by(|a, b| {
                let key = |i| row(i).deliverable.due;
                // Those without a day come last in both directions.
                let none = key(a).is_none().cmp(&key(b).is_none());
                let none = if sort.descending { none.reverse() } else { none };
                none.then_with(|| key(a).cmp(&key(b))).then_with(|| row(a).order.cmp(&row(b).order))
            }),
            SortBy::Stage(column) => shown.sort_by(|a, b| {
                let key = |i| row(i).stage(column).map(|(s, _)| s.status);
                key(a).cmp(&key(b)).then_with(|| row(a).order.cmp(&row(b).order))
            }),
        }
        if sort.descending {
            shown.reverse();
        }
        self.totals.clear();
        self.feedback = 0;
        for row in shown.iter().map(|i| &rows[*i as usize]) {
            for stage in &row.deliverable.stages {
                *self.totals.entry(stage.status).or_default() += 1;
            }
            self.feedback += row.feedback.iter().map(|n| usize::from(*n)).sum::<usize>();
        }
        self.shown = shown;
    }

    /// Of which project.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        self.project
    }

    /// The stages that have a column, and their names.
    #[must_use]
    pub fn columns(&self) -> &[(StageDefId, String)] {
        &self.columns
    }

    /// Whether the project has no deliverables, whatever the filter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many deliverables the project has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows shown, in order.
    #[must_use]
    pub fn shown(&self) -> &[u32] {
        &self.shown
    }

    /// One of the rows shown.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<&Row> {
        self.rows.get(*self.shown.get(at)? as usize)
    }

    /// Stages of the rows shown, by status.
    #[must_use]
    pub fn totals(&self) -> &BTreeMap<Status, usize> {
        &self.totals
    }

    /// Open feedback of the rows shown.
    #[must_use]
    pub fn open_feedback(&self) -> usize {
        self.feedback
    }

    /// Everybody who works on something here, by name.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }
}

/// The pipeline's stages, then those that only deliverables still have.
fn columns(state: &State, project: ProjectId) -> Vec<(StageDefId, String)> {
    let pipeline = state
        .projects
        .get(&project)
        .and_then(|p| p.pipeline)
        .and_then(|id| state.studio.pipelines.get(&id));
    let mut columns: Vec<(StageDefId, String)> =
        pipeline.iter().flat_map(|p| &p.stages).map(|s| (s.id, s.name.clone())).collect();
    let mut known: BTreeSet<StageDefId> = columns.iter().map(|(id, _)| *id).collect();
    for stage in state.of_project(project).flat_map(|d| &d.stages) {
        if known.insert(stage.def) {
            columns.push((stage.def, stage.name.clone()));
        }
    }
    columns
}

/// A key under which names sort as people count: `shot 9` before `shot 10`.
pub(crate) fn natural(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 8);
    let mut digits = String::new();
    for letter in name.to_lowercase().chars().chain(['\0']) {
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::views::testing::{Sample, project_id};

    fn names(model: &TableModel) -> Vec<String> {
        (0..model.shown().len()).map(|i| model.row(i).unwrap().deliverable.name.clone()).collect()
    }

    fn arranged(sample: &Sample, filter: &Filter, sort: Sort) -> TableModel {
        let mut model = TableModel::default();
        model.update(&sample.snapshot(), project_id(), filter, sort);
        model
    }

    #[test]
    fn names_sort_as_people_count() {
        let sample = Sample::of(&["shot 10", "shot 9", "Shot 9b", "asset"]);
        let model = arranged(&sample, &Filter::default(), Sort::default());
        assert_eq!(names(&model), ["asset", "shot 9", "Shot 9b", "shot 10"]);
        let down = Sort { by: SortBy::Name, descending: true };
        assert_eq!(names(&arranged(&sample, &Filter::default(), down))[0], "shot 10");
    }

    #[test]
    fn a_filter_wants_status_and_person_of_one_stage() {
        let mut sample = Sample::of(&["a", "b"]);
        let ana = sample.person("Ana Ito");
        let ben = sample.person("Ben Roy");
        sample.stage("a", 0, |s| {
            s.assignees.insert(ana);
            s.status = Status::InProgress;
        });
        sample.stage("a", 1, |s| {
            s.assignees.insert(ben);
            s.status = Status::Ready;
        });
        let of = |person, status| Filter { people: [person].into(), statuses: [status].into(), ..Filter::default() };
        assert_eq!(names(&arranged(&sample, &of(ana, Status::InProgress), Sort::default())), ["a"]);
        assert!(names(&arranged(&sample, &of(ana, Status::Ready), Sort::default())).is_empty());
        let words = Filter { text: " B ".into(), ..Filter::default() };
        assert_eq!(names(&arranged(&sample, &words, Sort::default())), ["b"]);
    }

    #[test]
    fn rows_without_a_day_come_last_both_ways() {
        let mut sample = Sample::of(&["none", "late", "soon"]);
        sample.edit("late", |d| d.due = Some(jiff::civil::date(2026, 12, 24)));
        sample.edit("soon", |d| d.due = Some(jiff::civil::date(2026, 11, 24)));
        let by = |descending| Sort { by: SortBy::Due, descending };
        assert_eq!(names(&arranged(&sample, &Filter::default(), by(false))), ["soon", "late", "none"]);
        assert_eq!(names(&arranged(&sample, &Filter::default(), by(true))), ["late", "soon", "none"]);
    }

    #[test]
    fn totals_count_what_is_shown() {
        let mut sample = Sample::of(&["a", "b"]);
        sample.stage("a", 0, |s| s.status = Status::Approved);
        let all = arranged(&sample, &Filter::default(), Sort::default());
        assert_eq!(all.totals()[&Status::Approved], 1);
        let b = Filter { text: "b".into(), ..Filter::default() };
        assert!(!arranged(&sample, &b, Sort::default()).totals().contains_key(&Status::Approved));
    }
}
