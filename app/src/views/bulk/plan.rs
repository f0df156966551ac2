//! The commands a bulk edit comes to.

use crate::{
    kit::counted,
    views::{
        board::named,
        table::stage::{self, OfStage},
    },
};
use rushes_domain::{
    Command, Date, Deliverable, DeliverableChange, FieldId, FieldValue, PersonId, Priority, Stage, StageDefId,
    StageTarget, Status, Studio,
};
use std::{collections::BTreeSet, sync::Arc};

/// Which stage of each chosen deliverable.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum On {
    /// The first that is not done.
    #[default]
    Current,
    /// One of the pipeline's, or those that are called so.
    Stage(StageDefId),
    /// All of them.
    All,
}

/// What is done.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Deed {
    /// With a reason, where there is one.
    Status(Status, String),
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

/// What it is called and the commands it comes to; what is so already has none.
pub(super) fn commands(chosen: &[Arc<Deliverable>], on: On, deed: &Deed, studio: &Studio) -> (String, Vec<Command>) {
    let commands: Vec<Command> = chosen.iter().flat_map(|deliverable| of_one(deliverable, on, deed)).collect();
    let only = match chosen {
        [one] => Some(one.name.as_str()),
        _ => None,
    };
    (label(deed, (commands.len(), only), studio), commands)
}

/// The commands a deed comes to for one deliverable.
pub(crate) fn of_one(deliverable: &Deliverable, on: On, deed: &Deed) -> Vec<Command> {
    let id = deliverable.id;
    if let Some(change) = whole(deliverable, deed) {
        return change.map(|change| Command::EditDeliverable { id, changes: vec![change] }).into_iter().collect();
    }
    let of_stage = |stage: &Stage| of_stage(StageTarget { deliverable: id, stage: stage.id }, stage, deed);
    stages(deliverable, on).into_iter().filter_map(of_stage).collect()
}

/// The change to the deliverable as a whole, where the deed is about it: nothing inside where it is so already.
#[allow(clippy::option_option)] // Not about it, about it and done, about it and to do.
fn whole(d: &Deliverable, deed: &Deed) -> Option<Option<DeliverableChange>> {
    Some(match deed {
        Deed::Priority(priority) => (d.priority != *priority).then_some(DeliverableChange::Priority(*priority)),
        Deed::Due(due) => (d.due != *due).then_some(DeliverableChange::Due(*due)),
        Deed::Kind(kind) => (d.kind != *kind).then(|| DeliverableChange::Kind(kind.clone())),
        Deed::Field(id, value) => Some(DeliverableChange::Field(*id, value.clone())),
        Deed::Delete => Some(DeliverableChange::Deleted(true)),
        _ => return None,
    })
}

pub(super) fn stages(deliverable: &Deliverable, on: On) -> Vec<&Stage> {
    let mut stages = deliverable.stages.iter();
    match on {
        On::Current => stages.find(|s| s.is_open()).into_iter().collect(),
        On::Stage(def) => stages.filter(|s| s.def == def || named(&s.name) == def).collect(),
        On::All => stages.collect(),
    }
}

fn of_stage(target: StageTarget, found: &Stage, deed: &Deed) -> Option<Command> {
    let people = |change: &dyn Fn(&mut BTreeSet<PersonId>)| {
        let mut people: BTreeSet<_> = (&found.assignees).into();
        change(&mut people);
        stage::command(target, found, &OfStage::People(people))
    };
    match deed {
        Deed::Status(status, why) => stage::command(target, found, &OfStage::Status(*status, why.clone())),
        Deed::AddPerson(person) => people(&|p| {
            p.insert(*person);
        }),
        Deed::RemovePerson(person) => people(&|p| {
            p.remove(person);
        }),
        Deed::SetPeople(set) => people(&|p| p.clone_from(set)),
        Deed::StageDue(due) => stage::command(target, found, &OfStage::Due(*due)),
        Deed::StageStart(start) => stage::command(target, found, &OfStage::Start(*start)),
        Deed::Shift(days) => {
            let shift = |d: Date| d.saturating_add(jiff::Span::new().days(*days));
            let moved = found.start.is_some() || found.due.is_some();
            moved.then(|| Command::DateStage { target, start: found.start.map(shift), due: found.due.map(shift) })
        }
        Deed::Estimate(minutes) => stage::command(target, found, &OfStage::Estimate(*minutes)),
        Deed::Priority(_) | Deed::Due(_) | Deed::Kind(_) | Deed::Field(..) | Deed::Delete => None,
    }
}

/// What it is called when it comes to so many commands; where all are about one deliverable, by its name.
pub(crate) fn label(deed: &Deed, (count, only): (usize, Option<&str>), studio: &Studio) -> String {
    let name = |person: PersonId| studio.name_of(person);
    let stages = counted(count, "stage");
    let rows = only.filter(|_| count == 1).map_or_else(|| counted(count, "deliverable"), str::to_owned);
    let day = |d: &Option<Date>| d.map_or_else(|| "no day".to_owned(), |d| d.to_string());
    match deed {
        Deed::Status(status, _) => format!("Set {stages} to {}", status.label().to_lowercase()),
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
        Deed::Field(id, value) => {
            let field = studio.fields.get(id);
            let called = field.map_or("a field", |f| f.name.as_str());
            match field.zip(value.as_ref()) {
                Some((field, value)) => format!("Set {called} of {rows} to \"{}\"", studio.shown(field, value)),
                None => format!("Emptied {called} of {rows}"),
            }
        }
        Deed::Delete => format!("Deleted {rows}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::testing::{Sample, project_id, today};

    #[test]
    fn only_what_is_not_so_already_is_done_and_to_the_stages_meant() {
        let mut sample = Sample::of(&["a", "b"]);
        let ana = sample.person("Ana Ito");
        sample.stage("a", 0, |s| {
            s.status = Status::Approved;
            s.assignees.insert(ana);
            s.due = Some(today());
        });
        let state = sample.snapshot().state;
        let chosen: Vec<_> = state.of_project(project_id()).cloned().collect();
        let first = On::Stage(chosen[0].stages[0].def);
        let done = |on, deed: Deed| commands(&chosen, on, &deed, &state.studio).0;
        assert_eq!(done(first, Deed::AddPerson(ana)), "Assigned Ana Ito to 1 stage");
        assert_eq!(done(On::All, Deed::AddPerson(ana)), "Assigned Ana Ito to 13 stages");
        assert_eq!(done(On::Current, Deed::Status(Status::OnHold, String::new())), "Set 2 stages to on hold");
        assert_eq!(done(first, Deed::RemovePerson(ana)), "Took Ana Ito off 1 stage");
        assert_eq!(done(first, Deed::Shift(7)), "Moved 1 stage by 7 days");
        assert_eq!(done(first, Deed::Priority(Priority::Normal)), "Set 0 deliverables to priority normal");
        assert_eq!(done(first, Deed::Delete), "Deleted 2 deliverables");
        assert_eq!(
            commands(&chosen[..1], first, &Deed::Delete, &state.studio).0,
            format!("Deleted {}", chosen[0].name)
        );
        let (_, shifted) = commands(&chosen, first, &Deed::Shift(-1), &state.studio);
        assert!(matches!(shifted[..], [Command::DateStage { start: None, due: Some(day), .. }] if day < today()));
    }
}
