//! Hydrating is total, and order is the same everywhere.

use proptest::prelude::*;
use rushes_domain::{deliverable::Sources, *};
use std::collections::BTreeMap;

fn value() -> impl Strategy<Value = Value> {
    let id = (0u8..4).prop_map(|n| Value::from(Id([n; 16])));
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<i64>().prop_map(|n| Value::Time(Timestamp(n))),
        prop::sample::select(vec![
            "approve",
            "reject",
            "resolve",
            "reopen",
            "in_review",
            "2026-01-01",
            "#FF3B30",
            "{}"
        ])
        .prop_map(Value::from),
        id,
    ];
    leaf.prop_recursive(2, 24, 6, |inner| prop::collection::btree_map(key(), inner, 0..6).prop_map(Value::Map))
}

fn key() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(vec![
        "name",
        "project",
        "round",
        "stage",
        "at",
        "def",
        "order",
        "verdict",
        "parent",
        "comment",
        "feedback",
        "step",
        "body",
        "shape",
        "status",
        "seen_round",
        "@by",
        "action",
        "hash",
        "hold",
        "skipped",
        "rounds_before",
        "joined",
    ])
    .prop_map(str::to_owned);
    let keyed = (
        prop::sample::select(vec![
            "stage",
            "round",
            "media",
            "start",
            "step",
            "decision",
            "override",
            "comment",
            "annotation",
            "feedback",
            "need",
            "replaces",
            "carried",
            "after",
            "assignee",
        ]),
        0u8..4,
    )
        .prop_map(|(kind, n)| format!("{kind}:{}", Id([n; 16])));
    prop_oneof![plain, keyed]
}

fn tree(kind: DocKind) -> impl Strategy<Value = Tree> {
    prop::collection::btree_map(key(), value(), 0..14).prop_map(move |root| Tree {
        doc: DocId { kind, id: Id([0; 16]) },
        root,
        clashes: Vec::new(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whatever a document holds, reading it gives a state, never a panic.
    #[test]
    fn any_document_reads(
        mut plan in tree(DocKind::Plan),
        work in tree(DocKind::Work),
        talk in tree(DocKind::Talk),
        verdict in tree(DocKind::Verdict),
    ) {
        plan.root.insert("project".into(), Id([0; 16]).into());
        let id = DeliverableId(Id([0; 16]));
        let read = Deliverable::read(id, &Sources { plan: plan.clone().into(), work: work.into(), talk: talk.into(), verdict: verdict.into() }).unwrap();
        for stage in &read.stages {
            let numbers: Vec<u32> = stage.rounds.iter().map(|r| r.number).collect();
            let first = stage.rounds_before + 1;
            prop_assert_eq!(numbers, (first..).take(stage.rounds.len()).collect::<Vec<_>>());
            prop_assert_eq!(stage.status == Status::Blocked && stage.waits_for.is_empty(),
                stage.waits_for.is_empty() && stage.override_in_force().is_some_and(|o| o.status == Status::Blocked)
                    && !stage.skipped && stage.hold.is_none());
        }
        let _ = Project::read(ProjectId(Id([0; 16])), &plan);
        let _ = Studio::read(StudioId(Id([0; 16])), &plan, &[]);
    }
}

/// Numbers follow parents first, then time, then id, and a clock off by years moves no round before its parent.
#[test]
fn rounds_are_numbered_alike_whatever_the_clocks_said() {
    let stage = StageId(Id([1; 16]));
    let plan = BTreeMap::from([
        ("project".to_owned(), Id([0; 16]).into()),
        (format!("stage:{stage}"), Value::map([("name", Value::from("Modeling")), ("def", Id([2; 16]).into())])),
    ]);
    let round = |parent: Option<u8>, at: i64| {
        Value::map([
            ("stage", Value::from(stage.0)),
            ("parent", parent.map(|n| Id([n; 16])).into()),
            ("at", Timestamp(at).into()),
        ])
    };
    // 1 <- 2 (a clock in 1971), 1 <- 3, 3 <- 4; 5 and 6 are each other's parents.
    let rounds = [
        (1, round(None, 500)),
        (2, round(Some(1), 9)),
        (3, round(Some(1), 600)),
        (4, round(Some(3), 100)),
        (5, round(Some(6), 1)),
        (6, round(Some(5), 2)),
    ];
    let work = rounds.into_iter().map(|(n, r)| (format!("round:{}", Id([n; 16])), r)).collect();
    let id = DeliverableId(Id([0; 16]));
    let doc = |kind, root| Tree { doc: DocId::of(kind, id), root, clashes: Vec::new() }.into();
    let sources = Sources {
        plan: doc(DocKind::Plan, plan),
        work: doc(DocKind::Work, work),
        talk: Tree::empty(DocId::of(DocKind::Talk, id)).into(),
        verdict: Tree::empty(DocId::of(DocKind::Verdict, id)).into(),
    };
    let read = Deliverable::read(id, &sources).unwrap();
    let order: Vec<u8> = read.stages[0].rounds.iter().map(|r| r.id.bytes()[0]).collect();
    assert_eq!(order[..4], [1, 2, 3, 4]);
    assert_eq!(order.len(), 6);
}
