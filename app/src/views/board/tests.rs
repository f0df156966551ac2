//! Which card stands where, and what a move means.
#![allow(clippy::unwrap_used)]

use super::{BoardModel, ColumnKey, Layout, Meant, Plan, Scope, meant};
use crate::views::testing::{Sample, project_id, round, today};
use jiff::civil::date;
use rushes_domain::{Command, Priority, Role, Status, Timestamp, Verdict, query::Query};
use rushes_store::Snapshot;
use std::sync::Arc;

const NOW: Timestamp = Timestamp(1_000_000);

fn model(snapshot: &Snapshot, layout: Layout) -> BoardModel {
    let mut model = BoardModel::default();
    model.update(snapshot, Scope::Project(project_id()), &Arc::new(Query::default()), layout);
    model
}

fn told(snapshot: &Snapshot, layout: Layout) -> String {
    let model = model(snapshot, layout);
    let column = |c: &super::Column| {
        let names: Vec<&str> = c.cards.iter().map(|c| c.deliverable.name.as_str()).collect();
        format!("{}: {}", c.title, names.join(" "))
    };
    model.columns().iter().filter(|c| !c.cards.is_empty()).map(column).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_card_is_the_stage_the_work_is_at_the_most_urgent_first() {
    let mut sample = Sample::of(&["b 10", "b 9", "soon", "urgent", "done", "held"]);
    sample.edit("soon", |d| d.due = Some(date(2026, 11, 25)));
    sample.edit("urgent", |d| d.priority = Priority::Urgent);
    for index in 0..7 {
        sample.stage("done", index, |s| s.status = Status::Approved);
    }
    sample.stage("held", 0, |s| s.status = Status::Skipped);
    sample.stage("held", 1, |s| s.status = Status::OnHold);
    let snapshot = sample.snapshot();
    assert_eq!(told(&snapshot, Layout::Status), "Ready: urgent soon b 9 b 10; Approved: done; On hold: held");
    assert_eq!(told(&snapshot, Layout::Stage), "Modeling: urgent soon b 9 b 10; Texturing: held; Done: done");
    let texturing = snapshot.state.of_project(project_id()).next().unwrap().stages[1].def;
    let of_one = "Ready: urgent soon b 9 b 10; Approved: done; On hold: held";
    assert_eq!(told(&snapshot, Layout::StatusOf(texturing)), of_one);
}

#[test]
fn many_cards_are_read_beside_the_window() {
    let names: Vec<String> = (0..5_001).map(|n| format!("shot {n}")).collect();
    let snapshot = Sample::of(&names.iter().map(String::as_str).collect::<Vec<_>>()).snapshot();
    let mut read = BoardModel::default();
    let (woke, waits) = std::sync::mpsc::sync_channel(1);
    let query = Arc::new(Query::default());
    let wake = move || woke.send(()).unwrap();
    read.follow(&snapshot, Scope::Project(project_id()), &query, Layout::Status, wake);
    assert!(read.is_unread() && read.total() == 0);
    waits.recv().unwrap();
    read.follow(&snapshot, Scope::Project(project_id()), &query, Layout::Status, || {});
    assert_eq!((read.is_unread(), read.total(), read.shown()), (false, 5_001, 5_001));
}

#[test]
fn a_filter_asks_the_stage_the_card_stands_for() {
    let mut sample = Sample::of(&["a", "b"]);
    let me = sample.me;
    sample.stage("a", 0, |s| {
        s.assignees.insert(me);
    });
    sample.stage("b", 3, |s| {
        s.assignees.insert(me);
    });
    let snapshot = sample.snapshot();
    let (query, _) = Query::parse("person:me", &snapshot.state, me, today());
    let mut model = BoardModel::default();
    model.update(&snapshot, Scope::Project(project_id()), &Arc::new(query), Layout::Status);
    assert_eq!((model.shown(), model.total()), (1, 2), "b's work is not at the stage that is mine");
}

fn moved(sample: &Sample, to: ColumnKey, layout: Layout) -> Meant {
    let snapshot = sample.snapshot();
    let model = model(&snapshot, layout);
    let card = model.columns().iter().flat_map(|c| &c.cards).next().unwrap().clone();
    meant(&snapshot, &card, to, NOW)
}

fn why(meant: &Meant) -> String {
    meant.refusal().map(|(why, _)| why.to_owned()).unwrap_or_default()
}

/// (status of the stage, whether it has a round, the column, what a move means)
#[test]
fn columns_of_statuses_mean_commands_decisions_or_reasons() {
    let table = [
        (Status::Ready, false, Status::InProgress, "sends"),
        (Status::Ready, false, Status::Ready, "stays"),
        (Status::Ready, false, Status::InReview, "by hand: Modeling goes into review when a round of it is published"),
        (Status::Ready, false, Status::Approved, "by hand: Modeling becomes approved when a round of it is decided"),
        (Status::Ready, false, Status::Blocked, "by hand: Modeling is ready; whether it is ready or blocked follows"),
        (Status::Ready, false, Status::OnHold, "with a reason"),
        (Status::Ready, false, Status::Skipped, "sends"),
        (Status::InReview, true, Status::Approved, "asks approve"),
        (Status::InReview, true, Status::ChangesRequested, "asks changes"),
        (Status::InReview, true, Status::InProgress, "is in review"),
        (Status::ChangesRequested, true, Status::InProgress, "sends"),
        (Status::ChangesRequested, true, Status::Approved, "asks approve"),
    ];
    for (from, has_round, to, wanted) in table {
        let mut sample = Sample::of(&["a"]);
        sample.stage("a", 0, |s| {
            s.status = from;
            if has_round {
                s.rounds = vec![round(s.id, 1, 1_000)];
            }
        });
        let meant = moved(&sample, ColumnKey::Status(to), Layout::Status);
        let found = match &meant {
            Meant::Stays => "stays".to_owned(),
            Meant::Send(_) => "sends".to_owned(),
            Meant::Ask { verdict, .. } => format!("asks {}", verdict.word()),
            Meant::Reason(reason) => reason
                .by_hand
                .as_ref()
                .map_or_else(|| "with a reason".to_owned(), |why| format!("by hand: {}", why.replace("A / ", ""))),
            Meant::Refused { .. } => why(&meant),
        };
        assert!(found.contains(wanted), "{from} to {to}: {found}");
    }
}

#[test]
fn who_may_not_is_told_before_the_drop() {
    let sample = Sample::of(&["a"]);
    let mut snapshot = sample.snapshot();
    snapshot.me.role = Role::Client;
    let model = model(&snapshot, Layout::Status);
    let card = model.columns().iter().flat_map(|c| &c.cards).next().unwrap();
    let refused = meant(&snapshot, card, ColumnKey::Status(Status::InProgress), NOW);
    assert!(why(&refused).starts_with("As client you may not"), "{refused:?}");
    // Who may not set a status by hand is told what leads to it instead.
    snapshot.me.role = Role::Artist;
    let refused = meant(&snapshot, card, ColumnKey::Status(Status::Approved), NOW);
    assert!(why(&refused).contains("becomes approved when a round of it is decided"), "{refused:?}");
}

#[test]
fn columns_of_stages_mean_that_a_stage_is_approved_or_sent_back() {
    let mut sample = Sample::of(&["a"]);
    let snapshot = sample.snapshot();
    let defs: Vec<_> = snapshot.state.of_project(project_id()).next().unwrap().stages.iter().map(|s| s.def).collect();
    let stage = |n: usize| ColumnKey::Stage(defs[n]);
    assert_eq!(moved(&sample, stage(0), Layout::Stage), Meant::Stays);
    assert!(why(&moved(&sample, stage(1), Layout::Stage)).contains("Modeling is ready"));
    assert_eq!(why(&moved(&sample, stage(3), Layout::Stage)), "Texturing and Look Dev come first.");
    assert!(why(&moved(&sample, ColumnKey::Done, Layout::Stage)).contains("are not done"));

    sample.stage("a", 0, |s| (s.status, s.rounds) = (Status::InReview, vec![round(s.id, 1, 1_000)]));
    let on = moved(&sample, stage(1), Layout::Stage);
    assert!(matches!(on, Meant::Ask { verdict: Verdict::Approve, .. }), "{on:?}");

    sample.stage("a", 0, |s| s.status = Status::Approved);
    let back = moved(&sample, stage(0), Layout::Stage);
    assert!(matches!(back, Meant::Ask { verdict: Verdict::Changes, .. }), "{back:?}");
    for index in 1..7 {
        sample.stage("a", index, |s| s.status = Status::Skipped);
    }
    assert_eq!(moved(&sample, ColumnKey::Done, Layout::Stage), Meant::Stays);
}

#[test]
fn several_cards_move_as_far_as_they_may() {
    let mut sample = Sample::of(&["a", "b", "c", "d"]);
    sample.stage("b", 0, |s| s.status = Status::InProgress);
    sample.stage("c", 0, |s| (s.status, s.rounds) = (Status::InReview, vec![round(s.id, 1, 1_000)]));
    let snapshot = sample.snapshot();
    let model = model(&snapshot, Layout::Status);
    let cards: Vec<_> = model.columns().iter().flat_map(|c| &c.cards).cloned().collect();
    let plan = |to| Plan::of(&snapshot, &cards, ColumnKey::Status(to), NOW);
    let start = plan(Status::InProgress);
    assert_eq!((start.sends.len(), start.asks.len(), start.refusals), (2, 0, 1), "b is there, c is in review");
    assert!(start.refused.unwrap().0.contains("is in review"));
    assert!(matches!(start.sends[0], Command::SetStageStatus { status: Status::InProgress, .. }));
    let approve = plan(Status::Approved);
    assert_eq!((approve.sends.len(), approve.asks.len(), approve.reasons.len(), approve.refusals), (0, 1, 3, 0));
    let commands = approve.commands(&snapshot.state, "on the phone");
    let by_hand =
        |c: &&Command| matches!(c, Command::SetStageStatus { force: true, reason, .. } if reason == "on the phone");
    assert_eq!(commands.iter().filter(by_hand).count(), 3);
    assert!(commands.iter().any(|c| matches!(c, Command::Decide { note, .. } if note == "on the phone")));
    let mut artist = sample.snapshot();
    artist.me.role = Role::Artist;
    assert!(!Plan::of(&artist, &cards, ColumnKey::Status(Status::Blocked), NOW).moves());
}

#[test]
fn a_board_of_all_projects_has_stages_of_one_name_in_one_column() {
    let mut sample = Sample::of(&["chair", "lamp", "old"]);
    let other = sample.project("SHT", &["modeling", "Animation", "Lighting"], false);
    let away = sample.project("OLD", &["Modeling"], true);
    sample.move_to("lamp", other);
    sample.move_to("old", away);
    let snapshot = sample.snapshot();
    let read = |layout| {
        let mut model = BoardModel::default();
        model.update(&snapshot, Scope::All, &Arc::new(Query::default()), layout);
        model
    };
    let titles = |model: &BoardModel| model.columns().iter().map(|c| c.title.clone()).collect::<Vec<_>>();
    let by_stage = read(Layout::Stage);
    assert_eq!(titles(&by_stage)[..3], ["Modeling", "Animation", "Texturing"], "what is archived is not here");
    let first: Vec<_> =
        by_stage.columns()[0].cards.iter().map(|c| (&*c.deliverable.name, c.project.as_deref())).collect();
    assert_eq!(first, [("chair", Some("TST")), ("lamp", Some("SHT"))]);
    let animation = by_stage.columns()[1].key;
    let ColumnKey::Stage(named) = animation else { panic!("{animation:?}") };
    let of_one = read(Layout::StatusOf(named));
    assert_eq!((of_one.shown(), of_one.total()), (1, 2), "only one project has such a stage");
    let chair = &by_stage.columns()[0].cards[0];
    assert_eq!(why(&meant(&snapshot, chair, animation, NOW)), "chair has no such stage.");
    let lamp = &by_stage.columns()[0].cards[1];
    assert!(why(&meant(&snapshot, lamp, animation, NOW)).contains("moves to Animation when"), "as in its project");
    let all: Vec<_> = by_stage.columns()[0].cards.clone();
    let plan = Plan::of(&snapshot, &all, ColumnKey::Status(Status::InProgress), NOW);
    assert_eq!((plan.sends.len(), plan.refusals), (2, 0), "cards of several projects move together");
}
