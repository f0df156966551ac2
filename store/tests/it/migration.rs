//! A pipeline changes on one device while another works: nothing is hidden, nothing made twice.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Store, fresh};
use std::collections::BTreeSet;

/// A template without Texturing and Retouch and with a stage of its own.
fn short(store: &Store) -> Pipeline {
    let base = store.snapshot().state.studio.pipelines.values().next().cloned().unwrap();
    let mut new = base.duplicate(PipelineId::new([77; 16]), "Short".into());
    new.stages.retain(|s| s.name != "Texturing" && s.name != "Retouch");
    let ids: BTreeSet<StageDefId> = new.stages.iter().map(|s| s.id).collect();
    new.stages.iter_mut().for_each(|s| s.needs.retain(|n| ids.contains(n)));
    let needs = new.stages.first().map(|s| s.id).into_iter().collect();
    new.stages.push(StageDef { id: StageDefId::new([78; 16]), name: "Grade".into(), order: 9, needs, removed: false });
    new
}

fn migrate(store: &Store, project: ProjectId) {
    let migration = Migration { pipeline: short(store), projects: [project].into(), reorder: true };
    store.submit(Command::Migrate(migration)).unwrap();
}

fn names(store: &Store, id: DeliverableId) -> Vec<String> {
    store.snapshot().state.deliverable(id).unwrap().stages.iter().map(|s| s.name.clone()).collect()
}

#[test]
fn work_done_elsewhere_while_a_stage_is_taken_out_comes_into_sight() {
    let ada = new_studio();
    let hero = project(&ada.store, "HERO");
    let id = deliverable(&ada.store, hero, "Bottle");
    let (deliverable, texturing) = ada.store.snapshot().state.resolve_stage("HERO/Bottle/Texturing").unwrap();
    let force = Command::SetStageStatus {
        target: StageTarget { deliverable, stage: texturing },
        status: Status::Skipped,
        force: false,
        reason: String::new(),
        event: EventId::new(fresh()),
    };
    let ben = joined(&ada.store, Role::Producer, "Ben");
    migrate(&ada.store, hero);
    assert!(!names(&ada.store, id).contains(&"Texturing".into()));
    // Ben, who does not know, works on in the old pipeline, on a stage that stays and on one that does not.
    let modeling = publish(&ben.store, "HERO/Bottle/Modeling", "mine");
    ben.store.submit(force).unwrap();
    let (deliverable, retouch) = ben.store.snapshot().state.resolve_stage("HERO/Bottle/Retouch").unwrap();
    let by_hand = Command::SetStageStatus {
        target: StageTarget { deliverable, stage: retouch },
        status: Status::InProgress,
        force: true,
        reason: "client asked".into(),
        event: EventId::new(fresh()),
    };
    ben.store.submit(by_hand).unwrap();
    sync(&ada.store, &ben.store);
    let (a, b) = (ada.store.snapshot(), ben.store.snapshot());
    assert_eq!(a.state.deliverable(id), b.state.deliverable(id));
    let merged = a.state.deliverable(id).unwrap();
    assert!(merged.round(modeling).is_some());
    let retouch = merged.stage(retouch).unwrap();
    assert!(retouch.removed && retouch.status == Status::InProgress, "{retouch:?}");
    assert!(!names(&ada.store, id).contains(&"Texturing".into()), "skipping is no work");
    assert!(names(&ada.store, id).contains(&"Grade".into()));
}

#[test]
fn two_devices_that_change_it_at_once_make_every_stage_once_and_keep_what_each_planned() {
    let ada = new_studio();
    let hero = project(&ada.store, "HERO");
    let id = deliverable(&ada.store, hero, "Bottle");
    let ben = joined(&ada.store, Role::Producer, "Ben");
    for device in [&ada, &ben] {
        migrate(&device.store, hero);
        let (deliverable, stage) = device.store.snapshot().state.resolve_stage("HERO/Bottle/Grade").unwrap();
        let target = StageTarget { deliverable, stage };
        let people = [device.store.me().person].into();
        device.store.submit(Command::AssignStage { target, people }).unwrap();
    }
    sync(&ada.store, &ben.store);
    let (a, b) = (ada.store.snapshot(), ben.store.snapshot());
    assert_eq!(a.state.deliverable(id), b.state.deliverable(id));
    let merged = a.state.deliverable(id).unwrap();
    let grade: Vec<_> = merged.stages.iter().filter(|s| s.name == "Grade").collect();
    assert_eq!(grade.len(), 1);
    assert_eq!(
        grade[0].assignees,
        rushes_domain::Few::from([ada.store.me().person, ben.store.me().person]),
        "both are assigned"
    );
    assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
    // Either can be taken off again, whoever's map is in force.
    let target = StageTarget { deliverable: id, stage: grade[0].id };
    ada.store.submit(Command::AssignStage { target, people: BTreeSet::new() }).unwrap();
    assert!(ada.store.snapshot().state.deliverable(id).unwrap().stage(target.stage).unwrap().assignees.is_empty());
    sync(&ada.store, &ben.store);
    assert_eq!(ada.store.snapshot().state.deliverable(id), ben.store.snapshot().state.deliverable(id));
}

#[test]
fn a_deleted_project_comes_back_with_what_another_device_did_in_it() {
    let ada = new_studio();
    let hero = project(&ada.store, "HERO");
    let id = deliverable(&ada.store, hero, "Bottle");
    let ben = joined(&ada.store, Role::Artist, "Ben");
    let change = |deleted| Command::EditProject { id: hero, changes: vec![ProjectChange::Deleted(deleted)] };
    ada.store.submit(change(true)).unwrap();
    let round = publish(&ben.store, "HERO/Bottle/Modeling", "mine");
    sync(&ada.store, &ben.store);
    for device in [&ada, &ben] {
        let snapshot = device.store.snapshot();
        assert!(snapshot.state.deliverable(id).is_none() && !snapshot.state.projects.contains_key(&hero));
    }
    ada.store.submit(change(false)).unwrap();
    assert!(ada.store.snapshot().state.deliverable(id).unwrap().round(round).is_some());
}
