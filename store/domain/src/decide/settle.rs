//! Settling a field that two people set at once.

use super::{Case, Decided, Refusal, not_now};
use crate::{
    conflict::{self, Conflict, SETTLED},
    document::{DocId, DocKind, Edit, Op, Value},
    ids::{DeliverableId, Id, ProjectId},
};

pub(super) fn settle(case: &Case<'_>, doc: DocId, path: Vec<String>, value: Value) -> Result<Decided, Refusal> {
    let conflicts: &[Conflict] = match doc.kind {
        DocKind::Studio => &case.state.studio.conflicts,
        DocKind::Project => &case.project(ProjectId(doc.id))?.conflicts,
        _ => &case.deliverable(DeliverableId(doc.id))?.conflicts,
    };
    let Some(open) = conflicts.iter().find(|c| c.doc == doc && c.path == path) else {
        return Err(not_now("That conflict has been settled already.", "List the conflicts again."));
    };
    let device = case.actor.device.0;
    let id = Id::derive("settled", &[&open.id.0, &device, &case.at.0.to_be_bytes()]);
    let message = format!("settled {}: {}", open.label(&case.state.studio), value.shown());
    let record = Edit::put(doc, [format!("{SETTLED}:{id}")], conflict::record(open, case.at));
    Ok(Decided { edits: vec![Edit { doc, path, op: Op::Put(value) }, record], message })
}
