//! Reading a plan anew, all of it or what lies under some keys of its root, where everything else that is known
//! of the deliverable stays as it is.

use crate::{
    deliverable::{Deliverable, read_plan},
    document::{DocKind, Value},
    field,
    ids::{FieldId, StageId},
    round,
    stage::{self, Stage},
    tree::{Node, Tree},
};
use std::{collections::BTreeSet, fmt::Display, str::FromStr};

impl Deliverable {
    /// With its plan read anew; nothing where there are stages it did not have, of which there may be work.
    pub(crate) fn replan(&self, plan: &Tree) -> Option<Self> {
        let mut stages = read_plan(plan);
        for stage in &mut stages {
            let before = self.stages.iter().chain(&self.dropped).find(|s| s.id == stage.id)?;
            stage.rounds = round::number(before.rounds.clone(), stage.rounds_before);
            stage.starts.clone_from(&before.starts);
        }
        let mut deliverable = Self::of(self.id, plan, stages)?;
        let kept = |kind: DocKind| self.conflicts.iter().filter(move |c| c.doc.kind == kind).cloned();
        deliverable.conflicts.extend(kept(DocKind::Work));
        deliverable.keep_talk(self);
        deliverable.conflicts.extend(kept(DocKind::Verdict));
        Some(deliverable)
    }

    /// With what lies under some keys of its plan read anew, of which `plan` holds at least those; nothing where
    /// more depends on them.
    pub(crate) fn replan_keys(&self, keys: &BTreeSet<String>, plan: &Tree) -> Option<Self> {
        // A choice that is open stays or goes by rules of its own.
        if !plan.clashes.is_empty() || self.conflicts.iter().any(|c| c.doc.kind == DocKind::Plan) {
            return None;
        }
        let node = plan.node();
        let mut read = self.clone();
        let mut derive = false;
        for key in keys {
            match key.as_str() {
                "name" => read.name = node.string(key),
                "kind" => read.kind = node.string(key),
                "priority" => read.priority = node.parse(key).unwrap_or_default(),
                "due" => read.due = node.date(key),
                "description" => read.description = node.string(key),
                _ => {
                    if let Some(id) = id_in::<StageId>(key, "stage:") {
                        derive |= read.restage(id, node.map(key)?)?;
                    } else {
                        read.refield(id_in(key, "field:")?, key, node)?;
                    }
                }
            }
        }
        if derive {
            read.derive_anew();
        }
        Some(read)
    }

    /// With one stage read anew; says whether others, or its own status, may depend on what is new.
    fn restage(&mut self, id: StageId, node: Node<'_>) -> Option<bool> {
        let known = self.stages.iter_mut().chain(&mut self.dropped).find(|s| s.id == id)?;
        let before = std::mem::replace(known, Stage::read(id, node));
        let told = |s: &Stage| (s.def, s.order, s.rounds_before, s.skipped, s.removed);
        let derive = told(&before) != told(known) || (&before.needs, &before.hold) != (&known.needs, &known.hold);
        let Stage { overrides, starts, rounds, status, waits_for, issues, .. } = before;
        known.rounds = if known.rounds_before == before.rounds_before {
            rounds
        } else {
            round::number(rounds, known.rounds_before)
        };
        (known.overrides, known.starts) = (overrides, starts);
        (known.status, known.waits_for, known.issues) = (status, waits_for, issues);
        Some(derive)
    }

    /// With one custom field read anew; nothing where it is one of several choices.
    fn refield(&mut self, id: FieldId, key: &str, node: Node<'_>) -> Option<()> {
        if matches!(self.fields.get(&id), Some(Value::Map(_))) {
            return None;
        }
        match node.0.get(key).filter(|value| field::is_raw(value)) {
            Some(value) => drop(self.fields.insert(id, value.clone())),
            None => drop(self.fields.remove(&id)),
        }
        Some(())
    }

    /// Status and issues of all its stages anew, and which of them are shown.
    fn derive_anew(&mut self) {
        let mut stages = std::mem::take(&mut self.stages);
        stages.append(&mut self.dropped);
        stages.sort_by_key(|s| (s.order, s.id));
        stage::derive(&mut stages);
        (self.stages, self.dropped) = Self::shown(stages);
    }
}

/// The id in a key such as `stage:ID`, where it is written as ids are.
fn id_in<T: FromStr + Display>(key: &str, prefix: &str) -> Option<T> {
    let text = key.strip_prefix(prefix)?;
    let id: T = text.parse().ok()?;
    (id.to_string() == text).then_some(id)
}
