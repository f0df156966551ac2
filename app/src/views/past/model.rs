//! Something as it was beside what it is: which fields differ, and the command that brings one back.

use crate::kit::dates;
use rushes_domain::{
    Command, Date, Deliverable, DeliverableChange, Few, Field, FieldKind, FieldOf, FieldValue, PersonId, Project,
    ProjectChange, Stage, StageTarget, State, worked,
};

/// One field.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Row {
    /// Its name.
    pub(super) label: String,
    /// As it was.
    pub(super) then: String,
    /// As it is; nothing where it is the same.
    pub(super) now: Option<String>,
    /// What brings it back, where something can.
    pub(super) back: Option<Command>,
    /// The same exactly, for hovering, where people say it otherwise.
    pub(super) exact: String,
}

/// Fields that belong together.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Section {
    /// What of.
    pub(super) title: String,
    /// Its fields.
    pub(super) rows: Vec<Row>,
}

fn row<T: PartialEq>(
    label: &str,
    then: &T,
    now: Option<&T>,
    shown: impl Fn(&T) -> String,
    back: impl FnOnce() -> Option<Command>,
) -> Row {
    let differs = now.is_none_or(|now| now != then);
    Row {
        label: label.to_owned(),
        then: shown(then),
        now: differs.then(|| now.map_or_else(|| "—".to_owned(), &shown)),
        back: if differs && now.is_some() { back() } else { None },
        exact: String::new(),
    }
}

/// A row of days: said as people say them, exact on hover.
fn days(
    label: &str,
    then: &Option<Date>,
    now: Option<&Option<Date>>,
    today: Date,
    back: impl FnOnce() -> Option<Command>,
) -> Row {
    let said = |day: &Option<Date>| day.map_or_else(|| "—".into(), |d| dates::day(d, today));
    let exact = |day: Option<Date>| day.map(|d| dates::day_exact(d, today));
    let now_exact = now.copied().flatten().filter(|now| Some(*now) != *then);
    let both = [exact(*then), exact(now_exact)];
    let both: Vec<String> = both.into_iter().flatten().collect();
    Row { exact: both.join(" → "), ..row(label, then, now, said, back) }
}

fn said(text: &str) -> String {
    if text.is_empty() { "—".into() } else { text.to_owned() }
}

/// A row of a custom field.
fn custom(
    state: &State,
    field: &Field,
    then: &Option<FieldValue>,
    now: Option<&Option<FieldValue>>,
    today: Date,
    back: impl FnOnce() -> Option<Command>,
) -> Row {
    if field.kind == FieldKind::Date {
        let day = |value: &Option<FieldValue>| match value {
            Some(FieldValue::Date(day)) => Some(*day),
            _ => None,
        };
        return days(&field.name, &day(then), now.map(day).as_ref(), today, back);
    }
    let shown = |v: &Option<_>| v.as_ref().map_or_else(|| "—".into(), |v| state.studio.shown(field, v));
    row(&field.name, then, now, shown, back)
}

/// A deliverable's fields, then its stages.
pub(super) fn deliverable(state: &State, was: &Deliverable, now: Option<&Deliverable>, today: Date) -> Vec<Section> {
    let change = |change| Some(Command::EditDeliverable { id: was.id, changes: vec![change] });
    let priority = |p: &rushes_domain::Priority| crate::kit::status::priority_label(*p).to_owned();
    let mut rows = vec![
        row("Name", &was.name, now.map(|n| &n.name), |t| said(t), || change(DeliverableChange::Name(was.name.clone()))),
        row("Type", &was.kind, now.map(|n| &n.kind), |t| said(t), || change(DeliverableChange::Kind(was.kind.clone()))),
        row("Priority", &was.priority, now.map(|n| &n.priority), priority, || {
            change(DeliverableChange::Priority(was.priority))
        }),
        days("Due", &was.due, now.map(|n| &n.due), today, || change(DeliverableChange::Due(was.due))),
        row(
            "Description",
            &was.description,
            now.map(|n| &n.description),
            |t| said(t),
            || change(DeliverableChange::Description(was.description.clone())),
        ),
        row("Deleted", &was.deleted, now.map(|n| &n.deleted), yes, || change(DeliverableChange::Deleted(was.deleted))),
    ];
    if !was.deleted && now.is_some_and(|n| !n.deleted) {
        rows.retain(|r| r.label != "Deleted");
    }
    for field in state.studio.fields_of(FieldOf::Deliverable) {
        let (then, current) = (was.field(field), now.map(|n| n.field(field)));
        let back = || change(DeliverableChange::Field(field.id, then.clone()));
        rows.push(custom(state, field, &then, current.as_ref(), today, back));
    }
    let mut sections = vec![Section { title: "Plan".into(), rows }];
    for stage in &was.stages {
        sections.push(of_stage(state, was, stage, now.map(|n| n.stage(stage.id)), today));
    }
    let count = |n: &usize| n.to_string();
    let rounds = |d: &Deliverable| d.stages.iter().map(|s| s.rounds.len()).sum::<usize>();
    let open = |d: &Deliverable| d.open_items().count();
    let rows = [
        ("Rounds", rounds(was), now.map(rounds)),
        ("Comments", was.comments.len(), now.map(|n| n.comments.len())),
        ("Marks", was.annotations.len(), now.map(|n| n.annotations.len())),
        ("Open feedback", open(was), now.map(open)),
    ];
    let rows = rows.into_iter().map(|(label, then, now)| row(label, &then, now.as_ref(), count, || None)).collect();
    sections.push(Section { title: "Work and words".into(), rows });
    sections
}

fn yes(on: &bool) -> String {
    if *on { "yes" } else { "no" }.into()
}

fn of_stage(state: &State, of: &Deliverable, was: &Stage, now: Option<Option<&Stage>>, today: Date) -> Section {
    let now = now.flatten();
    let target = StageTarget { deliverable: of.id, stage: was.id };
    let people = |people: &Few<PersonId>| {
        let names: Vec<_> = people.iter().map(|p| state.studio.name_of(*p)).collect();
        if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
    };
    let earlier = |n: &u32| if *n == 0 { "—".to_owned() } else { n.to_string() };
    let estimate = |minutes: &Option<u32>| minutes.map_or_else(|| "—".to_owned(), worked);
    // A date is set with its fellow, which stays as it is.
    let (start, due) = now.map_or((None, None), |n| (n.start, n.due));
    let reason =
        |hold: &Option<String>| hold.as_ref().map_or_else(|| "no".to_owned(), |h| format!("yes {h}").trim().to_owned());
    let rows = vec![
        row("Status", &was.status, now.map(|n| &n.status), |s| s.label().to_owned(), || None),
        row("People", &was.assignees, now.map(|n| &n.assignees), people, || {
            Some(Command::AssignStage { target, people: (&was.assignees).into() })
        }),
        days("Starts", &was.start, now.map(|n| &n.start), today, || {
            Some(Command::DateStage { target, start: was.start, due })
        }),
        days("Due", &was.due, now.map(|n| &n.due), today, || Some(Command::DateStage { target, start, due: was.due })),
        row("Estimate", &was.estimate, now.map(|n| &n.estimate), estimate, || {
            Some(Command::EstimateStage { target, minutes: was.estimate })
        }),
        row("Earlier rounds", &was.rounds_before, now.map(|n| &n.rounds_before), earlier, || {
            Some(Command::CountRoundsBefore { target, rounds: was.rounds_before })
        }),
        row("On hold", &was.hold, now.map(|n| &n.hold), reason, || None),
        row("Skipped", &was.skipped, now.map(|n| &n.skipped), yes, || None),
    ];
    // What was never so and is not so is not worth a line.
    let empty = |r: &Row| r.now.is_none() && matches!(r.then.as_str(), "—" | "no" | "nobody");
    Section { title: was.name.clone(), rows: rows.into_iter().filter(|r| !empty(r)).collect() }
}

/// A project's fields.
pub(super) fn project(state: &State, was: &Project, now: Option<&Project>, today: Date) -> Vec<Section> {
    let change = |change| Some(Command::EditProject { id: was.id, changes: vec![change] });
    let mut rows = vec![
        row("Name", &was.name, now.map(|n| &n.name), |t| said(t), || change(ProjectChange::Name(was.name.clone()))),
        row("Code", &was.code, now.map(|n| &n.code), |t| said(t), || None),
        row(
            "Client",
            &was.client,
            now.map(|n| &n.client),
            |t| said(t),
            || change(ProjectChange::Client(was.client.clone())),
        ),
        days("Starts", &was.start, now.map(|n| &n.start), today, || change(ProjectChange::Start(was.start))),
        days("Due", &was.due, now.map(|n| &n.due), today, || change(ProjectChange::Due(was.due))),
        row("Archived", &was.archived, now.map(|n| &n.archived), yes, || change(ProjectChange::Archived(was.archived))),
    ];
    for field in state.studio.fields_of(FieldOf::Project) {
        let (then, current) = (was.field(field), now.map(|n| n.field(field)));
        let back = || change(ProjectChange::Field(field.id, then.clone()));
        rows.push(custom(state, field, &then, current.as_ref(), today, back));
    }
    vec![Section { title: "Project".into(), rows }]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::views::testing::{Sample, project_id, today};

    #[test]
    fn what_differs_is_marked_and_can_be_brought_back() {
        let mut sample = Sample::of(&["Hero"]);
        let find = |sample: &Sample| sample.snapshot().state.called(project_id(), "Hero").next().unwrap().clone();
        sample.edit("Hero", |d| d.kind = "Prop".into());
        let was = find(&sample);
        sample.edit("Hero", |d| d.kind = "Set".into());
        let person = sample.person("Ben");
        sample.stage("Hero", 0, |s| {
            s.assignees.insert(person);
        });
        let sections = deliverable(&sample.snapshot().state, &was, Some(&find(&sample)), today());
        let kind = sections[0].rows.iter().find(|r| r.label == "Type").unwrap();
        assert_eq!((kind.then.as_str(), kind.now.as_deref()), ("Prop", Some("Set")));
        assert!(
            matches!(&kind.back, Some(Command::EditDeliverable { changes, .. }) if changes[0] == DeliverableChange::Kind("Prop".into()))
        );
        let name = sections[0].rows.iter().find(|r| r.label == "Name").unwrap();
        assert_eq!((&name.now, &name.back), (&None, &None), "the same needs nothing");
        let people = sections[1].rows.iter().find(|r| r.label == "People").unwrap();
        assert!(matches!(&people.back, Some(Command::AssignStage { people, .. }) if people.is_empty()));
        let day = |d: i8| Some(Date::constant(2026, 11, d));
        let due = days("Due", &day(24), Some(&day(27)), today(), || None);
        assert_eq!((due.then.as_str(), due.now.as_deref()), ("tomorrow", Some("Fri 27 Nov")));
        assert_eq!(due.exact, "2026-11-24, in 1 day → 2026-11-27, in 4 days");
        let gone = deliverable(&sample.snapshot().state, &was, None, today());
        assert!(gone[0].rows.iter().all(|r| r.now.as_deref() == Some("—") && r.back.is_none()));
    }
}
