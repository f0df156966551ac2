//! What a row changes of a deliverable that is known already. The rules decide the same way when
//! the command is carried out; what they would leave as it is, is no change here.

use super::{columns::Columns, preview::Change};
use rushes_domain::{Date, Deliverable, FieldValue, ImportRow, ImportStage, PersonId, Stage, State, Status, worked};
use std::collections::BTreeSet;

/// Every field that changes; empty where the deliverable is so already.
pub(super) fn changes(
    known: &Deliverable,
    said: &ImportRow,
    columns: &Columns<'_>,
    name_of: &dyn Fn(PersonId) -> String,
    state: &State,
) -> Vec<Change> {
    let mut changes = Changes(Vec::new());
    changes.note("Type", said.kind.as_deref(), Some(known.kind.as_str()), str::to_owned);
    changes.note("Priority", said.priority.as_ref(), Some(&known.priority), |p| p.word().to_owned());
    changes.set("Due", said.due, &known.due, Date::to_string);
    // Spaces around a text are no change.
    if said.description.as_deref().is_some_and(|d| d.trim() != known.description.trim()) {
        changes.note("Description", said.description.as_deref(), Some(known.description.as_str()), str::to_owned);
    }
    for (id, value) in &said.fields {
        let Some(field) = columns.custom.iter().map(|c| c.field).find(|f| f.id == *id) else { continue };
        let shown = |value: &FieldValue| match value {
            FieldValue::Person(person) => name_of(*person),
            value => state.studio.shown(field, value),
        };
        changes.set(&field.name, Some(value.clone()), &known.field(field), shown);
    }
    for note in &said.notes {
        if let Some((_, text)) = note.comment(known.id, Some(known)) {
            let stage = columns.notes.iter().filter_map(|c| c.stage.as_ref()).find(|(def, _)| note.stage == Some(*def));
            let field = stage.map_or_else(|| "Comment".to_owned(), |(_, name)| format!("{name} comment"));
            changes.push(field, String::new(), text);
        }
    }
    for said in &said.stages {
        let name = columns.stages.iter().find(|s| s.def == said.def).map_or("", |s| s.name.as_str());
        match known.stages.iter().find(|s| s.def == said.def) {
            Some(stage) => changes.stage(name, stage, said, name_of),
            None => changes.push(format!("{name} stage"), String::new(), "added".into()),
        }
    }
    changes.0
}

struct Changes(Vec<Change>);

impl Changes {
    fn push(&mut self, field: String, from: String, to: String) {
        self.0.push(Change { field, from, to });
    }

    fn note<T: PartialEq + ?Sized>(
        &mut self,
        field: &str,
        said: Option<&T>,
        known: Option<&T>,
        shown: impl Fn(&T) -> String,
    ) {
        if let Some(value) = said.filter(|_| said != known) {
            self.push(field.to_owned(), known.map_or_else(String::new, &shown), shown(value));
        }
    }

    /// A field that may be emptied.
    fn set<T: PartialEq>(
        &mut self,
        field: &str,
        said: Option<Option<T>>,
        known: &Option<T>,
        shown: impl Fn(&T) -> String,
    ) {
        if let Some(value) = said.filter(|value| value != known) {
            let told = |value: &Option<T>| value.as_ref().map_or_else(String::new, &shown);
            self.push(field.to_owned(), told(known), told(&value));
        }
    }

    fn stage(&mut self, name: &str, stage: &Stage, said: &ImportStage, name_of: &dyn Fn(PersonId) -> String) {
        if let Some(status) = said.status.filter(|status| moves(stage, *status)) {
            self.push(format!("{name} status"), stage.status.label().to_owned(), status.label().to_owned());
        }
        let people = |ids: &BTreeSet<PersonId>| ids.iter().map(|id| name_of(*id)).collect::<Vec<_>>().join(", ");
        self.note(&format!("{name} people"), said.assignees.as_ref(), Some(&BTreeSet::from(&stage.assignees)), people);
        self.set(&format!("{name} start"), said.start, &stage.start, Date::to_string);
        self.set(&format!("{name} due"), said.due, &stage.due, Date::to_string);
        self.set(&format!("{name} estimate"), said.estimate, &stage.estimate, |m| worked(*m));
        if let Some(before) = said.rounds_before.filter(|n| *n != stage.rounds_before) {
            let from = stage.round_number();
            let to = (from + before).saturating_sub(stage.rounds_before);
            self.push(format!("{name} round"), from.to_string(), to.to_string());
        }
    }
}

/// Whether a sheet's status moves a stage. Ready and blocked follow from what a stage waits for: a
/// sheet's "not started" asks for nothing.
fn moves(stage: &Stage, said: Status) -> bool {
    match said {
        Status::Skipped => !stage.skipped,
        Status::OnHold => stage.hold.is_none(),
        Status::Ready | Status::Blocked => stage.skipped || stage.hold.is_some(),
        said => said != stage.status,
    }
}
