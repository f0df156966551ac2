//! Which rows there are, in which order. Worked out only when the snapshot, the filter or the order changes.

use rushes_domain::{Deliverable, DeliverableId, Person, PersonId, ProjectId, Stage, StageDefId, State, Status};
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
        let feedback = deliverable
            .stages
            .iter()
            .map(|s| u16::try_from(deliverable.open_feedback(s.id).count()).unwrap_or(u16::MAX));
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
    people: Option<Vec<Person>>,
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
        let columns = pipeline_columns(state, project);
        if self.project != Some(project) || !self.columns.starts_with(&columns) {
            self.rows.clear();
            self.columns = columns;
        }
        self.project = Some(project);
        self.people = None;
        // Stages that the pipeline no longer has show in a column of their own, which changes every row:
        // each time one is met, all rows are made again.
        while !self.read_rows(state, project) {
            self.rows.clear();
        }
    }

    /// Makes the rows, keeping those whose deliverable is the same. False when a column was missing, which is
    /// there now.
    fn read_rows(&mut self, state: &State, project: ProjectId) -> bool {
        // Rows come in the same order each time: mostly the next old one is the one wanted.
        let mut old: Vec<Option<Row>> = self.rows.drain(..).map(Some).collect();
        let mut next = 0;
        let mut places: Option<HashMap<DeliverableId, usize>> = None;
        for deliverable in state.of_project(project) {
            let same = |row: &Option<Row>| row.as_ref().is_some_and(|r| Arc::ptr_eq(&r.deliverable, deliverable));
            let found = if old.get(next).is_some_and(same) {
                Some(next)
            } else if old.is_empty() {
                None
            } else {
                let places = places.get_or_insert_with(|| {
                    let ids = old.iter().enumerate().filter_map(|(i, r)| Some((r.as_ref()?.deliverable.id, i)));
                    ids.collect()
                });
                places.get(&deliverable.id).copied()
            };
            let kept = found.and_then(|i| {
                next = i + 1;
                old.get_mut(i).filter(|r| same(r)).and_then(Option::take)
            });
            if kept.is_none()
                && let Some(stage) =
                    deliverable.stages.iter().find(|s| self.columns.iter().all(|(def, _)| *def != s.def))
            {
                self.columns.push((stage.def, stage.name.clone()));
                return false;
            }
            self.rows.push(kept.unwrap_or_else(|| Row::new(deliverable, &self.columns)));
        }
        true
    }

    fn arrange(&mut self, filter: &Filter, sort: Sort) {
        let words: Vec<String> = filter.text.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let rows = &self.rows;
        let mut shown: Vec<u32> =
            (0..rows.len()).filter(|i| filter.lets(&rows[*i], &words)).map(|i| i as u32).collect();
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
        let mut totals = [0; Status::ALL.len()];
        self.feedback = 0;
        for row in shown.iter().map(|i| &rows[*i as usize]) {
            for stage in &row.deliverable.stages {
                totals[stage.status as usize] += 1;
            }
            self.feedback += row.feedback.iter().map(|n| usize::from(*n)).sum::<usize>();
        }
        let counted = Status::ALL.into_iter().map(|s| (s, totals[s as usize]));
        self.totals = counted.filter(|(_, n)| *n > 0).collect();
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

    /// Everybody who works on something here, by name. Walks everything the first time after a change.
    pub fn people(&mut self, state: &State) -> &[Person] {
        let rows = &self.rows;
        self.people.get_or_insert_with(|| {
            let mut people = BTreeSet::new();
            for stage in rows.iter().flat_map(|r| &r.deliverable.stages) {
                people.extend(stage.assignees.iter().copied());
            }
            let mut people: Vec<Person> = people.iter().filter_map(|p| state.studio.people.get(p).cloned()).collect();
            people.sort_by_key(|p| p.name.to_lowercase());
            people
        })
    }
}

fn pipeline_columns(state: &State, project: ProjectId) -> Vec<(StageDefId, String)> {
    let pipeline = state.projects.get(&project).and_then(|p| p.pipeline);
    let pipeline = pipeline.and_then(|id| state.studio.pipelines.get(&id));
    pipeline.iter().flat_map(|p| &p.stages).map(|s| (s.id, s.name.clone())).collect()
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
    fn rows_follow_what_changes_and_a_stage_the_pipeline_lost_keeps_a_column() {
        let mut sample = Sample::of(&["a", "b", "c"]);
        let mut model = TableModel::default();
        let mut update = |sample: &Sample| {
            model.update(&sample.snapshot(), project_id(), &Filter::default(), Sort::default());
            let told = names(&model).join(" ");
            format!(
                "{told}, {} columns, {} approved",
                model.columns().len(),
                model.totals().get(&Status::Approved).copied().unwrap_or(0)
            )
        };
        assert_eq!(update(&sample), "a b c, 7 columns, 0 approved");
        sample.stage("b", 0, |s| s.status = Status::Approved);
        assert_eq!(update(&sample), "a b c, 7 columns, 1 approved");
        sample.edit("b", |d| d.deleted = true);
        assert_eq!(update(&sample), "a c, 7 columns, 0 approved");
        sample.stage("c", 6, |s| {
            s.def = StageDefId::new([99; 16]);
            s.name = "Grading".into();
        });
        assert_eq!(update(&sample), "a c, 8 columns, 0 approved");
        sample.edit("c", |d| d.name = "0".into());
        assert_eq!(update(&sample), "0 a, 8 columns, 0 approved");
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
