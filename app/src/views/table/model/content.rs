//! The rows of a project, each in a slot of its own, and how they follow the studio.

use super::{
    order::by_name,
    row::{Row, StageColumn},
};
use rushes_domain::{Deliverable, DeliverableId, ProjectId, State};
use std::{collections::HashMap, sync::Arc};

/// Where a row is kept. It stays while the row is there.
pub(super) type Slot = u32;

/// Every row of a project.
#[derive(Clone, Default)]
pub(super) struct Content {
    pub(super) columns: Vec<StageColumn>,
    code: String,
    rows: Vec<Option<Arc<Row>>>,
    free: Vec<Slot>,
    places: HashMap<DeliverableId, Slot>,
    /// Per slot: its place by name. Empty once a name has changed.
    ranks: Vec<u32>,
}

impl Content {
    /// Reads a project, keeping rows whose deliverable is the same.
    pub(super) fn read(state: &State, project: ProjectId, old: &Self) -> Self {
        let mut content =
            Self { columns: pipeline_columns(state, project), code: code_of(state, project), ..Self::default() };
        let deliverables: Vec<&Arc<Deliverable>> = state.of_project(project).collect();
        // A stage that the pipeline no longer has shows in a column of its own.
        for deliverable in &deliverables {
            content.miss_no_stage(deliverable);
        }
        let same = content.columns == old.columns && content.code == old.code;
        for deliverable in deliverables {
            let kept = old.find(deliverable.id).filter(|r| same && Arc::ptr_eq(&r.deliverable, deliverable));
            let row = kept.cloned().unwrap_or_else(|| Arc::new(content.make(deliverable)));
            content.put(row);
        }
        content.rank();
        content
    }

    fn miss_no_stage(&mut self, deliverable: &Deliverable) -> bool {
        let before = self.columns.len();
        for stage in &deliverable.stages {
            if self.columns.iter().all(|(def, _)| *def != stage.def) {
                self.columns.push((stage.def, stage.name.clone()));
            }
        }
        before == self.columns.len()
    }

    /// Whether all rows would have to be made again for this studio.
    pub(super) fn is_of_another_shape(&self, state: &State, project: ProjectId) -> bool {
        !self.columns.starts_with(&pipeline_columns(state, project)) || self.code != code_of(state, project)
    }

    /// Whether a deliverable has a stage without a column.
    pub(super) fn lacks_a_column(&self, deliverable: &Deliverable) -> bool {
        deliverable.stages.iter().any(|s| self.columns.iter().all(|(def, _)| *def != s.def))
    }

    pub(super) fn make(&self, deliverable: &Arc<Deliverable>) -> Row {
        Row::new(deliverable, &self.code, &self.columns)
    }

    /// Puts a row in its place; gives its slot.
    pub(super) fn put(&mut self, row: Arc<Row>) -> Slot {
        let id = row.deliverable.id;
        if let Some(slot) = self.places.get(&id).copied() {
            if self.row(slot).is_some_and(|old| old.order != row.order) {
                self.ranks.clear();
            }
            self.rows[slot as usize] = Some(row);
            return slot;
        }
        self.ranks.clear();
        let slot = self.free.pop().unwrap_or_else(|| {
            self.rows.push(None);
            (self.rows.len() - 1) as Slot
        });
        self.rows[slot as usize] = Some(row);
        self.places.insert(id, slot);
        slot
    }

    pub(super) fn take(&mut self, id: DeliverableId) {
        if let Some(slot) = self.places.remove(&id) {
            self.rows[slot as usize] = None;
            self.free.push(slot);
        }
    }

    pub(super) fn row(&self, slot: Slot) -> Option<&Arc<Row>> {
        self.rows.get(slot as usize)?.as_ref()
    }

    pub(super) fn slot(&self, id: DeliverableId) -> Option<Slot> {
        self.places.get(&id).copied()
    }

    pub(super) fn find(&self, id: DeliverableId) -> Option<&Arc<Row>> {
        self.row(self.slot(id)?)
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Every slot in use.
    pub(super) fn slots(&self) -> impl Iterator<Item = (Slot, &Arc<Row>)> {
        (0..).zip(&self.rows).filter_map(|(slot, row)| Some((slot, row.as_ref()?)))
    }

    pub(super) fn is_ranked(&self) -> bool {
        self.ranks.len() == self.rows.len()
    }

    /// Works out the order by name, which every other order ends with.
    pub(super) fn rank(&mut self) {
        let mut slots: Vec<(Slot, &Arc<Row>)> = self.slots().collect();
        slots.sort_by(|(_, a), (_, b)| by_name(a, b));
        let mut ranks = vec![u32::MAX; self.rows.len()];
        for (rank, (slot, _)) in (0..).zip(slots) {
            ranks[slot as usize] = rank;
        }
        self.ranks = ranks;
    }

    pub(super) fn name_rank(&self, slot: Slot) -> u64 {
        self.ranks.get(slot as usize).copied().map_or(u64::MAX, u64::from)
    }
}

fn code_of(state: &State, project: ProjectId) -> String {
    state.projects.get(&project).map_or_else(String::new, |p| p.code.clone())
}

fn pipeline_columns(state: &State, project: ProjectId) -> Vec<StageColumn> {
    let pipeline = state.projects.get(&project).and_then(|p| p.pipeline);
    let pipeline = pipeline.and_then(|id| state.studio.pipelines.get(&id));
    pipeline.iter().flat_map(|p| &p.stages).map(|s| (s.id, s.name.clone())).collect()
}
