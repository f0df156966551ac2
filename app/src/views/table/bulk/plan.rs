//! The commands a bulk edit comes to.

use crate::views::table::{
    model::Row,
    proposal::counted,
    value::{self, OfStage},
};
use rushes_domain::{
    Command, Date, DeliverableChange, FieldId, FieldValue, PersonId, Priority, Stage, StageDefId, StageTarget, Status,
};
use std::{collections::BTreeSet, sync::Arc};

/// Which stage of each chosen row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum On {
    /// The first that is not done.
    #[default]
    Current,
    /// One of the pipeline's.
    Stage(StageDefId),
    /// All of them.
    All,
}

/// What is done.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::views::table) enum Deed {
    Status(Status),
    AddPerson(PersonId),
    RemovePerson(PersonId),
    SetPeople(BTreeSet<PersonId>),
    StageDue(Option<Date>),
    StageStart(Option<Date>),
    Shift(i64),
    Estimate(Option<u32>),
    Priority(Priority),
    Due(Option<Date>),
    Kind(String),
    Field(FieldId, Option<FieldValue>),
    Delete,
}

/// What it is called and the commands it comes to; rows that are so already have none.
pub(super) fn commands(
    rows: &[Arc<Row>],
    on: On,
    deed: &Deed,
    name: &dyn Fn(PersonId) -> String,
) -> (String, Vec<Command>) {
    let mut commands = Vec::new();
    for row in rows {
        match whole(row, deed) {
            Some(change) => commands.extend(
                change.map(|change| Command::EditDeliverable { id: row.deliverable.id, changes: vec![change] }),
            ),
            None => {
                for stage in stages(row, on) {
                    let target = StageTarget { deliverable: row.deliverable.id, stage: stage.id };
                    commands.extend(of_stage(target, stage, deed));
                }
            }
        }
    }
    (label(deed, commands.len(), name), commands)
}

/// The change to the deliverable as a whole, where the deed is about it: nothing inside where it is so already.
#[allow(clippy::option_option)] // Not about it, about it and done, about it and to do.
fn whole(row: &Row, deed: &Deed) -> Option<Option<DeliverableChange>> {
    let d = &row.deliverable;
    Some(match deed {
        Deed::Priority(priority) => (d.priority != *priority).then_some(DeliverableChange::Priority(*priority)),
        Deed::Due(due) => (d.due != *due).then_some(DeliverableChange::Due(*due)),
        Deed::Kind(kind) => (d.kind != *kind).then(|| DeliverableChange::Kind(kind.clone())),
        Deed::Field(id, value) => Some(DeliverableChange::Field(*id, value.clone())),
        Deed::Delete => Some(DeliverableChange::Deleted(true)),
        _ => return None,
    })
}

pub(super) fn stages(row: &Row, on: On) -> Vec<&Stage> {
    match on {
        On::Current => row.current().into_iter().collect(),
        On::Stage(def) => row.deliverable.stages.iter().filter(|s| s.def == def).collect(),
        On::All => row.deliverable.stages.iter().collect(),
    }
}

fn of_stage(target: StageTarget, stage: &Stage, deed: &Deed) -> Option<Command> {
    let people = |change: &dyn Fn(&mut BTreeSet<PersonId>)| {
        let mut people: BTreeSet<_> = (&stage.assignees).into();
        change(&mut people);
        value::of_stage(target, stage, &OfStage::People(people))
    };
    match deed {
        Deed::Status(status) => value::of_stage(target, stage, &OfStage::Status(*status)),
        Deed::AddPerson(person) => people(&|p| {
            p.insert(*person);
        }),
        Deed::RemovePerson(person) => people(&|p| {
            p.remove(person);
        }),
        Deed::SetPeople(set) => people(&|p| p.clone_from(set)),
        Deed::StageDue(due) => value::of_stage(target, stage, &OfStage::Due(*due)),
        Deed::StageStart(start) if *start == stage.start => None,
        Deed::StageStart(start) => Some(Command::DateStage { target, start: *start, due: stage.due }),
        Deed::Shift(days) => {
            let shift = |d: Date| d.saturating_add(jiff::Span::new().days(*days));
            let moved = stage.start.is_some() || stage.due.is_some();
            moved.then(|| Command::DateStage { target, start: stage.start.map(shift), due: stage.due.map(shift) })
        }
        Deed::Estimate(minutes) if *minutes == stage.estimate => None,
        Deed::Estimate(minutes) => Some(Command::EstimateStage { target, minutes: *minutes }),
        Deed::Priority(_) | Deed::Due(_) | Deed::Kind(_) | Deed::Field(..) | Deed::Delete => None,
    }
}

fn label(deed: &Deed, count: usize, name: &dyn Fn(PersonId) -> String) -> String {
    let stages = counted(count, "stage");
    let rows = counted(count, "deliverable");
    let day = |d: &Option<Date>| d.map_or_else(|| "no day".to_owned(), |d| d.to_string());
    match deed {
        Deed::Status(status) => format!("Set {stages} to {}", status.label().to_lowercase()),
        Deed::AddPerson(person) => format!("Assigned {} to {stages}", name(*person)),
        Deed::RemovePerson(person) => format!("Took {} off {stages}", name(*person)),
        Deed::SetPeople(people) if people.is_empty() => format!("Took everybody off {stages}"),
        Deed::SetPeople(people) => {
            let names: Vec<String> = people.iter().map(|p| name(*p)).collect();
            format!("Assigned only {} to {stages}", names.join(", "))
        }
        Deed::StageDue(due) => format!("Set {stages} due on {}", day(due)),
        Deed::StageStart(start) => format!("Set {stages} to start on {}", day(start)),
        Deed::Shift(days) => format!("Moved {stages} by {days} days"),
        Deed::Estimate(minutes) => {
            let told = minutes.map_or_else(|| "nothing".to_owned(), rushes_domain::worked);
            format!("Estimated {stages} at {told}")
        }
        Deed::Priority(priority) => format!("Set {rows} to priority {}", priority.word()),
        Deed::Due(due) => format!("Set {rows} due on {}", day(due)),
        Deed::Kind(kind) => format!("Set {rows} to type {kind}"),
        Deed::Field(..) => format!("Changed a field of {rows}"),
        Deed::Delete => format!("Deleted {rows}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::{
        table::model::{Asked, TableModel},
        testing::{Sample, project_id, today},
    };

    #[test]
    fn only_what_is_not_so_already_is_done_and_to_the_stages_meant() {
        let mut sample = Sample::of(&["a", "b"]);
        let ana = sample.person("Ana Ito");
        sample.stage("a", 0, |s| {
            s.status = Status::Approved;
            s.assignees.insert(ana);
            s.due = Some(today());
        });
        let mut model = TableModel::default();
        model.update(&sample.snapshot(), project_id(), &Asked::all(today()), || {});
        let rows: Vec<_> = model.rows().cloned().collect();
        let first = On::Stage(model.columns()[0].0);
        let done = |on, deed: Deed| commands(&rows, on, &deed, &|_| "Ana".into()).0;
        assert_eq!(done(first, Deed::AddPerson(ana)), "Assigned Ana to 1 stage");
        assert_eq!(done(On::All, Deed::AddPerson(ana)), "Assigned Ana to 13 stages");
        assert_eq!(done(On::Current, Deed::Status(Status::OnHold)), "Set 2 stages to on hold");
        assert_eq!(done(first, Deed::RemovePerson(ana)), "Took Ana off 1 stage");
        assert_eq!(done(first, Deed::Shift(7)), "Moved 1 stage by 7 days");
        assert_eq!(done(first, Deed::Priority(Priority::Normal)), "Set 0 deliverables to priority normal");
        assert_eq!(done(first, Deed::Delete), "Deleted 2 deliverables");
        let (_, shifted) = commands(&rows, first, &Deed::Shift(-1), &|_| String::new());
        assert!(matches!(shifted[..], [Command::DateStage { start: None, due: Some(day), .. }] if day < today()));
    }
}
