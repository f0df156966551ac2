//! Another deliverable like one there is.

use super::{Case, Decided, Refusal, plan::checked_name};
use crate::{
    command::Duplicate,
    deliverable::Deliverable,
    document::{DocId, DocKind, Edit, Value},
    ids::{DeliverableId, StageDefId, StageId},
    permission::Permission,
    stage::Stage,
};
use std::collections::{BTreeMap, BTreeSet};

/// Makes it: the plan is copied, the work is not.
pub(super) fn duplicate(case: &Case<'_>, new: &Duplicate) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let from = case.deliverable(new.of)?;
    case.project(from.project)?;
    let name = checked_name(case, from.project, new.id, &new.name)?;
    let doc = DocId::of(DocKind::Plan, new.id);
    let fields: [(&str, Value); 7] = [
        ("project", from.project.0.into()),
        ("name", name.as_str().into()),
        ("kind", from.kind.as_str().into()),
        ("priority", from.priority.word().into()),
        ("due", from.due.filter(|_| new.dates).into()),
        ("created", case.at.into()),
        ("description", Value::Text(from.description.clone())),
    ];
    let mut edits: Vec<Edit> =
        fields.into_iter().filter(|(_, v)| *v != Value::Null).map(|(k, v)| Edit::put(doc, [k], v)).collect();
    edits.extend(field_edits(doc, from));
    let mut made: BTreeSet<StageDefId> = BTreeSet::new();
    for stage in from.stages.iter().filter(|s| !s.removed) {
        if made.insert(stage.def) {
            edits.push(stage_edit(doc, new, stage));
        }
    }
    Ok(Decided { edits, message: format!("made {name} like {}", from.name) })
}

fn stage_edit(doc: DocId, new: &Duplicate, stage: &Stage) -> Edit {
    let mut entry: BTreeMap<String, Value> = BTreeMap::from([
        ("def".into(), stage.def.0.into()),
        ("name".into(), stage.name.as_str().into()),
        ("order".into(), stage.order.into()),
    ]);
    entry.extend(stage.needs.iter().map(|n| (format!("need:{n}"), true.into())));
    entry.extend(stage.estimate.map(|m| ("estimate".into(), i64::from(m).into())));
    if stage.skipped {
        entry.insert("skipped".into(), true.into());
    }
    if new.people {
        entry.extend(stage.assignees.iter().map(|p| (format!("assignee:{p}"), true.into())));
    }
    if new.dates {
        entry.extend(stage.start.map(|d| ("start".into(), d.into())));
        entry.extend(stage.due.map(|d| ("due".into(), d.into())));
    }
    let id = StageId::derive(&[new.id.bytes(), stage.def.bytes()]);
    Edit::put(doc, [format!("stage:{id}")], Value::Map(entry))
}

/// Values of custom fields as they are written, those of archived fields too.
fn field_edits(doc: DocId, from: &Deliverable) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (field, value) in &from.fields {
        match value {
            Value::Map(picks) => {
                edits.extend(picks.keys().map(|option| Edit::put(doc, [format!("pick:{field}/{option}")], true)));
            }
            value => edits.push(Edit::put(doc, [format!("field:{field}")], value.clone())),
        }
    }
    edits
}

/// A name that no deliverable of the same project has: "Bottle copy", "Bottle copy 2".
#[must_use]
pub fn free_name(state: &crate::State, of: DeliverableId) -> String {
    let Some(from) = state.deliverable(of) else { return String::new() };
    // A deliverable's name has at most 200 letters.
    let stem: String = from.name.chars().take(180).collect();
    let first = format!("{stem} copy");
    let others = (2u32..).map(|n| format!("{first} {n}"));
    let free = |name: &String| state.called(from.project, name).next().is_none();
    std::iter::once(first.clone()).chain(others).find(free).unwrap_or(first)
}
