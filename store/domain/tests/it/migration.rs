//! Deliverables follow another pipeline, or a changed one.

use crate::paper::{ADA, BOTTLE, Paper};
use proptest::prelude::*;
use rushes_domain::{
    migration::{follows, plan},
    *,
};
use std::collections::{BTreeMap, BTreeSet};

const HERO: ProjectId = ProjectId(Id([3; 16]));

/// A template by names; stages of the same name in two templates have different definitions.
fn template(n: u8, stages: &[(&str, &[&str])]) -> Pipeline {
    let id = |name: &str| StageDefId::derive(&[&[n], name.as_bytes()]);
    let stages = (1..)
        .zip(stages)
        .map(|(order, (name, needs))| StageDef {
            id: id(name),
            name: (*name).into(),
            order,
            needs: needs.iter().map(|n| id(n)).collect(),
            removed: false,
        })
        .collect();
    Pipeline { id: PipelineId::new([n; 16]), name: format!("Template {n}"), archived: false, stages }
}

fn migration(pipeline: Pipeline, reorder: bool) -> Migration {
    Migration { pipeline, projects: [HERO].into(), reorder }
}

fn names(paper: &Paper) -> Vec<(String, bool)> {
    paper.bottle().stages.iter().map(|s| (s.name.clone(), s.removed)).collect()
}

fn short() -> Pipeline {
    template(40, &[("Modeling", &[]), ("Lookdev", &["Modeling"]), ("Comp", &["Lookdev"]), ("QC", &["Comp"])])
}

#[test]
fn stages_stay_by_name_new_ones_come_and_work_is_never_hidden() {
    let mut paper = Paper::with_bottle();
    let texturing = paper.target("Texturing");
    paper.ok(Command::AssignStage { target: texturing, people: [ADA.person].into() });
    let force = paper.set("Rendering", Status::InProgress, Some("farm is free"));
    paper.ok(force);
    let round = paper.publish("Modeling");
    let said = plan(&paper.state, &migration(short(), true));
    let one = &said.deliverables[0];
    assert_eq!(said.counts(), (1, 3, 4));
    assert_eq!(one.kept.iter().map(|k| k.renamed_from.as_deref()).collect::<Vec<_>>(), [None, Some("Look Dev"), None]);
    let dropped: Vec<_> = one.dropped.iter().map(|d| (d.name.as_str(), d.people, d.stays)).collect();
    assert_eq!(
        dropped,
        [("Texturing", 1, false), ("Lighting", 0, false), ("Rendering", 0, true), ("Retouch", 0, false)]
    );
    assert_eq!(said.people_hidden(), 1);
    let before = paper.state.deliverable(BOTTLE).unwrap().clone();
    paper.ok(Command::Migrate(migration(short(), true)));
    assert_eq!(paper.state.projects[&HERO].pipeline, Some(short().id));
    let wanted = [("Modeling", false), ("Lookdev", false), ("Comp", false), ("QC", false), ("Rendering", true)];
    let mut seen = names(&paper);
    seen.sort_by_key(|(n, _)| wanted.iter().position(|(w, _)| w == n));
    assert_eq!(seen, wanted.map(|(n, r)| (n.to_owned(), r)));
    assert_eq!(paper.bottle().round(round).unwrap().stage, before.stages[0].id, "the same stage, with its round");
    assert_eq!(paper.stage("Lookdev").id, before.stages[2].id);
    assert!(paper.bottle().stages.iter().all(|s| s.issues.is_empty()), "{:?}", paper.bottle().stages);
    let again = paper.try_as(ADA, Command::Migrate(migration(short(), true))).unwrap_err();
    assert!(again.to_string().contains("already"), "{again}");

    // Work that a device did on a stage taken out meanwhile comes into sight.
    let entry = BTreeMap::from([("stage".to_owned(), Value::from(texturing.stage.0))]);
    paper.write_elsewhere(DocId::of(DocKind::Work, BOTTLE), &format!("round:{}", Id([50; 16])), Value::Map(entry));
    assert!(names(&paper).contains(&("Texturing".into(), true)), "{:?}", names(&paper));
    assert_eq!(paper.stage("Lookdev").status, Status::Blocked, "it waits for Modeling, not for what was taken out");
    assert_eq!(paper.stage("Lookdev").waits_for, [before.stages[0].id]);

    // Back to the old template: the same stages, with everything they had.
    let old = paper.state.studio.pipelines[&PipelineId::new([2; 16])].clone();
    paper.ok(Command::Migrate(migration(old, true)));
    let after = paper.bottle();
    let rest: Vec<_> = after.stages.iter().filter(|s| !s.removed).map(|s| (s.id, s.name.clone())).collect();
    assert_eq!(rest, before.stages.iter().map(|s| (s.id, s.name.clone())).collect::<Vec<_>>());
    assert_eq!(after.stages[1].assignees, BTreeSet::from([ADA.person]));
    assert_eq!(after.stages[3].needs, before.stages[3].needs);
}

#[test]
fn a_changed_template_is_saved_and_followed_in_one_step() {
    let mut paper = Paper::with_bottle();
    let mut changed = paper.state.studio.pipelines[&PipelineId::new([2; 16])].clone();
    changed.stages[0].name = "Sculpt".into();
    changed.stages.remove(1);
    let gone = StageDefId::derive(&[PipelineId::new([2; 16]).bytes(), b"Texturing"]);
    changed.stages.iter_mut().for_each(|s| s.needs.retain(|n| *n != gone));
    let decided = paper.ok(Command::Migrate(migration(changed.clone(), false)));
    assert!(decided.message.contains("1 deliverable follows"), "{}", decided.message);
    assert_eq!(paper.state.studio.pipelines[&changed.id].stages.len(), 6);
    assert_eq!(names(&paper)[0].0, "Sculpt");
    assert!(paper.state.resolve_stage("HERO/Bottle/Texturing").is_err());
    // What it waited for, those after it wait for now.
    assert_eq!(paper.stage("Look Dev").waits_for, [paper.stage("Sculpt").id]);
    changed.stages.iter_mut().for_each(|s| s.needs.clear());
    let itself = changed.stages[1].id;
    changed.stages[1].needs.insert(itself);
    let refused = paper.try_as(ADA, Command::Migrate(migration(changed, false))).unwrap_err();
    assert!(refused.to_string().contains("circle"), "{refused}");
}

#[test]
fn deleted_deliverables_follow_without_being_counted() {
    let mut paper = Paper::with_bottle();
    let id = DeliverableId::new([77; 16]);
    paper.ok(Command::CreateDeliverable(NewDeliverable {
        id,
        project: HERO,
        name: "Gone".into(),
        kind: String::new(),
        priority: Priority::Normal,
        due: None,
        description: String::new(),
    }));
    paper.ok(Command::EditDeliverable { id, changes: vec![DeliverableChange::Deleted(true)] });
    let foreseen = plan(&paper.state, &migration(short(), true));
    let told: Vec<_> = foreseen.deliverables.iter().map(|d| d.name.as_str()).collect();
    assert_eq!((told, foreseen.counts(), foreseen.untouched), (vec!["Bottle"], (1, 3, 4), 0));
    let decided = paper.ok(Command::Migrate(migration(short(), true)));
    assert!(decided.message.starts_with("1 deliverable follows"), "{}", decided.message);
    // It comes back with the stages the others have, and is no deliverable that stays as it is meanwhile.
    assert!(follows(paper.state.deliverable_even_deleted(id).unwrap(), &short()));
    assert_eq!(plan(&paper.state, &migration(short(), true)).untouched, 1);
}

const NAMES: [&str; 6] = ["Prep", "Layout", "Anim", "Light", "Comp", "Grade"];

fn any_template() -> impl Strategy<Value = Pipeline> {
    // The numbers pick a template's id, so that a template is met again, changed.
    (40u8..43, prop::collection::vec((0usize..NAMES.len(), any::<u8>()), 1..6)).prop_map(|(n, picks)| {
        let mut seen = BTreeSet::new();
        let picks: Vec<_> = picks.into_iter().filter(|(i, _)| seen.insert(*i)).collect();
        let earlier: Vec<&str> = picks.iter().map(|(i, _)| NAMES[*i]).collect();
        let needs: Vec<Vec<&str>> = picks
            .iter()
            .enumerate()
            .map(|(at, (_, bits))| (0..at).filter(|b| bits & (1 << b) > 0).map(|b| earlier[b]).collect())
            .collect();
        let stages: Vec<(&str, &[&str])> = earlier.iter().zip(&needs).map(|(n, w)| (*n, w.as_slice())).collect();
        template(n, &stages)
    })
}

/// Without taking the template's order, a stage that comes into the middle still stands there.
#[test]
fn a_stage_added_in_the_middle_stands_in_the_middle() {
    let mut paper = Paper::with_bottle();
    let before: Vec<String> = names(&paper).into_iter().map(|(name, _)| name).collect();
    let defs = paper.bottle().stages.iter().enumerate();
    let mut stages: Vec<_> = defs
        .map(|(at, s)| StageDef {
            id: s.def,
            name: s.name.clone(),
            order: at as i64 + i64::from(at > 0),
            needs: s.needs.iter().copied().collect(),
            removed: false,
        })
        .collect();
    let new = StageDef {
        id: StageDefId::new([77; 16]),
        name: "Rig".into(),
        order: 1,
        needs: BTreeSet::new(),
        removed: false,
    };
    stages.insert(1, new);
    let pipeline = Pipeline { stages, ..template(41, &[]) };
    paper.ok(Command::Migrate(migration(pipeline, false)));
    let after: Vec<String> = names(&paper).into_iter().map(|(name, _)| name).collect();
    let wanted = [&before[..1], &["Rig".to_owned()], &before[1..]].concat();
    assert_eq!(after, wanted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// However templates change and whatever work there is: afterwards every deliverable has the template's stages,
    /// once each, work stays in sight where it was, and doing it again does nothing.
    #[test]
    fn any_migration_gives_the_templates_stages_and_hides_no_work(
        steps in prop::collection::vec((any_template(), any::<bool>(), 0usize..8), 1..5),
    ) {
        let mut paper = Paper::with_bottle();
        let mut rounds: BTreeMap<RoundId, StageId> = BTreeMap::new();
        for (pipeline, reorder, publish) in steps {
            let free: Vec<String> = paper.bottle().stages.iter().filter(|s| s.status == Status::Ready)
                .map(|s| s.name.clone()).collect();
            if let Some(name) = free.get(publish) {
                let stage = paper.stage(name).id;
                rounds.insert(paper.publish(name), stage);
            }
            let before: Vec<StageId> = paper.bottle().stages.iter().map(|s| s.id).collect();
            let wanted = migration(pipeline.clone(), reorder);
            let foreseen = plan(&paper.state, &wanted);
            let strict = plan(&paper.state, &Migration { reorder: false, ..wanted.clone() });
            prop_assert_eq!(follows(paper.bottle(), &pipeline), strict.deliverables.is_empty());
            if paper.try_as(ADA, Command::Migrate(wanted.clone())).is_err() {
                prop_assert!(foreseen.all().next().is_none());
            }
            let bottle = paper.bottle();
            for def in &pipeline.stages {
                let found: Vec<_> = bottle.stages.iter().filter(|s| s.def == def.id && !s.removed).collect();
                prop_assert_eq!(found.len(), 1, "{} in {:?}", def.name, bottle.stages);
                prop_assert_eq!(&found[0].name, &def.name);
                if reorder {
                    prop_assert_eq!(&found[0].needs, &def.needs);
                }
            }
            prop_assert_eq!(bottle.stages.iter().filter(|s| !s.removed).count(), pipeline.stages.len());
            if !reorder {
                let after: Vec<StageId> = bottle.stages.iter().map(|s| s.id).collect();
                let stayed = |of: &[StageId], other: &[StageId]| -> Vec<StageId> {
                    of.iter().filter(|id| other.contains(id)).copied().collect()
                };
                prop_assert_eq!(stayed(&after, &before), stayed(&before, &after), "what was there keeps its order");
                let place = |def| bottle.stages.iter().position(|s| s.def == def && !s.removed);
                for two in pipeline.stages.windows(2) {
                    let new = bottle.stages.iter().any(|s| s.def == two[1].id && !before.contains(&s.id));
                    prop_assert!(!new || place(two[0].id) < place(two[1].id), "{:?}", bottle.stages);
                }
            }
            let ids: BTreeSet<StageId> = bottle.stages.iter().chain(&bottle.dropped).map(|s| s.id).collect();
            prop_assert_eq!(ids.len(), bottle.stages.len() + bottle.dropped.len());
            for (round, stage) in &rounds {
                prop_assert_eq!(bottle.round(*round).map(|r| r.stage), Some(*stage));
            }
            prop_assert!(follows(bottle, &pipeline));
            let left = plan(&paper.state, &wanted);
            prop_assert!(left.deliverables.is_empty(), "{left:?}");
        }
    }
}
