//! What a row changes of a deliverable that is known already. The rules decide the same way when
//! the command is carried out; what they would leave as it is, is no change here.

use super::{columns::Columns, preview::Change};
use rushes_domain::{
    Date, Deliverable, FieldValue, ImportRow, ImportStage, PersonId, Stage, State, Status, names, worked,
};
use std::collections::BTreeSet;

/// Every field that changes; empty where the deliverable is so already. Of a new one all that is said of it.
pub(super) fn changes(
    known: Option<&Deliverable>,
    said: &ImportRow,
    columns: &Columns<'_>,
    name_of: &dyn Fn(PersonId) -> String,
    state: &State,
) -> Vec<Change> {
    let mut changes = Changes(Vec::new());
    changes.note("Type", said.kind.as_deref(), known.map(|d| d.kind.as_str()), str::to_owned);
    changes.note("Priority", said.priority.as_ref(), known.map(|d| &d.priority), |p| p.word().to_owned());
    changes.set("Due", said.due, known.and_then(|d| d.due.as_ref()), Date::to_string);
    // Spaces around a text are no change.
    let before = known.map_or("", |d| d.description.as_str());
    if said.description.as_deref().is_some_and(|d| names::tidy(d) != names::tidy(before)) {
        changes.note("Description", said.description.as_deref(), Some(before), str::to_owned);
    }
    for (id, value) in &said.fields {
        let Some(field) = columns.custom.iter().map(|c| c.field).find(|f| f.id == *id) else { continue };
        let shown = |value: &FieldValue| match value {
            FieldValue::Person(person) => name_of(*person),
            value => state.studio.shown(field, value),
        };
        changes.set(&field.name, Some(value.clone()), known.and_then(|d| d.field(field)).as_ref(), shown);
    }
    for note in &said.notes {
        if let Some((_, text)) = note.comment(said.id, known) {
            let noted = columns.notes.iter().filter_map(|c| c.stage.as_ref()).map(|(def, name)| (*def, name));
            let mut stages = noted.chain(columns.stages.iter().map(|s| (s.def, &s.name)));
            let stage = stages.find(|(def, _)| note.stage == Some(*def));
            let field = stage.map_or_else(|| "Comment".to_owned(), |(_, name)| format!("{name} comment"));
            changes.push(field, String::new(), text);
        }
    }
    for said in &said.stages {
        let name = columns.stages.iter().find(|s| s.def == said.def).map_or("", |s| s.name.as_str());
        let stage = known.and_then(|d| d.stages.iter().find(|s| s.def == said.def));
        if known.is_some() && stage.is_none() {
            changes.push(format!("{name} stage"), String::new(), "added".into());
        } else {
            changes.stage(name, stage, said, name_of);
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
        known: Option<&T>,
        shown: impl Fn(&T) -> String,
    ) {
        if let Some(value) = said.filter(|value| value.as_ref() != known) {
            let told = |value: Option<&T>| value.map_or_else(String::new, &shown);
            self.push(field.to_owned(), told(known), told(value.as_ref()));
        }
    }

    fn stage(&mut self, name: &str, stage: Option<&Stage>, said: &ImportStage, name_of: &dyn Fn(PersonId) -> String) {
        if let Some(status) = said.status.filter(|status| moves(stage, *status)) {
            let before = stage.map_or("", |s| s.status.label());
            self.push(format!("{name} status"), before.to_owned(), status.label().to_owned());
        }
        let people = |ids: &BTreeSet<PersonId>| ids.iter().map(|id| name_of(*id)).collect::<Vec<_>>().join(", ");
        let before = stage.map_or_else(BTreeSet::new, |s| BTreeSet::from(&s.assignees));
        self.note(&format!("{name} people"), said.assignees.as_ref(), Some(&before), people);
        self.set(&format!("{name} start"), said.start, stage.and_then(|s| s.start.as_ref()), Date::to_string);
        self.set(&format!("{name} due"), said.due, stage.and_then(|s| s.due.as_ref()), Date::to_string);
        self.set(&format!("{name} estimate"), said.estimate, stage.and_then(|s| s.estimate.as_ref()), |m| worked(*m));
        let known = stage.map_or(0, |s| s.rounds_before);
        if let Some(before) = said.rounds_before.filter(|n| *n != known) {
            let from = stage.map_or(0, Stage::round_number);
            let to = (from + before).saturating_sub(known);
            self.push(format!("{name} round"), from.to_string(), to.to_string());
        }
    }
}

/// Whether a sheet's status moves a stage. Ready and blocked follow from what a stage waits for: a
/// sheet's "not started" asks for nothing.
fn moves(stage: Option<&Stage>, said: Status) -> bool {
    let Some(stage) = stage else { return !matches!(said, Status::Ready | Status::Blocked) };
    match said {
        Status::Skipped => !stage.skipped,
        Status::OnHold => stage.hold.is_none(),
        Status::Ready | Status::Blocked => stage.skipped || stage.hold.is_some(),
        said => said != stage.status,
    }
}
