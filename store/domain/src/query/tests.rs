#![allow(clippy::unwrap_used)]

use super::*;
use crate::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn today() -> Date {
    // A Tuesday.
    jiff::civil::date(2026, 11, 24)
}

fn person(n: u8) -> PersonId {
    PersonId::new([n; 16])
}

fn field(n: u8, name: &str, kind: FieldKind) -> Field {
    let option = |n: u8, name: &str| FieldOption {
        id: OptionId::new([n; 16]),
        name: name.into(),
        order: i64::from(n),
        removed: false,
    };
    let options = vec![option(1, "Red"), option(2, "Sea Green")];
    Field {
        id: FieldId::new([n; 16]),
        name: name.into(),
        kind,
        of: FieldOf::Deliverable,
        order: 1,
        archived: false,
        options,
    }
}

fn stage(of: DeliverableId, def: &StageDef) -> Stage {
    Stage {
        id: StageId::derive(&[of.bytes(), def.id.bytes()]),
        def: def.id,
        name: def.name.clone(),
        order: def.order,
        needs: crate::Few::default(),
        assignees: crate::Few::default(),
        start: None,
        due: None,
        estimate: None,
        rounds_before: 0,
        hold: None,
        skipped: false,
        removed: false,
        overrides: Vec::new(),
        starts: Vec::new(),
        rounds: Vec::new(),
        status: Status::Ready,
        waits_for: Vec::new(),
        issues: Vec::new(),
    }
}

/// A studio of three deliverables: a hero chair in review, an urgent side table, a shot without anything.
fn studio() -> State {
    let pipeline = Pipeline::default_cg(PipelineId::new([3; 16]));
    let mut studio = Studio::default();
    for (n, name, email) in [(1, "Ana Ruiz", "ana@x.test"), (2, "Ben Roy", "ben@x.test"), (3, "Zoë Ångström", "")] {
        studio.people.insert(person(n), Person { id: person(n), name: name.into(), email: email.into() });
    }
    let fields = [
        field(1, "Client Note", FieldKind::Text),
        field(2, "Look", FieldKind::Choice),
        field(3, "Frames", FieldKind::Number),
        field(4, "VIP", FieldKind::Checkbox),
    ];
    studio.fields = fields.into_iter().map(|f| (f.id, f)).collect();
    studio.pipelines.insert(pipeline.id, pipeline.clone());
    let mut state = State::default();
    state.studio = studio.into();
    let project = ProjectId::new([5; 16]);
    state.set_project(
        project,
        Some(Project {
            id: project,
            code: "LUM".into(),
            name: "Lumen".into(),
            client: "Orchard & Co".into(),
            pipeline: Some(pipeline.id),
            start: None,
            due: None,
            archived: false,
            deleted: false,
            cover: None,
            sheet_maps: Default::default(),
            fields: BTreeMap::new(),
            created: Timestamp(0),
            conflicts: Vec::new(),
        }),
    );
    let mut add = |name: &str, kind: &str, change: &dyn Fn(&mut Deliverable)| {
        let id = DeliverableId::derive(&[name.as_bytes()]);
        let mut deliverable = Deliverable {
            id,
            project,
            name: name.into(),
            kind: kind.into(),
            priority: Priority::Normal,
            due: None,
            description: String::new(),
            fields: BTreeMap::new(),
            deleted: false,
            joined: None,
            created: Timestamp(0),
            dropped: Vec::new(),
            stages: pipeline.stages.iter().map(|d| stage(id, d)).collect(),
            comments: Vec::new(),
            comments_gone: std::collections::BTreeSet::new(),
            annotations: Vec::new(),
            feedback: Vec::new(),
            conflicts: Vec::new(),
        };
        change(&mut deliverable);
        state.set_deliverable(id, Some(deliverable));
    };
    add("Hero Chair", "Prop", &|d| {
        d.description = "Oak, crème finish".into();
        d.due = Some(jiff::civil::date(2026, 12, 20));
        d.fields.insert(FieldId::new([1; 16]), Value::Text("Thinner legs".into()));
        d.fields.insert(FieldId::new([2; 16]), Value::Str(OptionId::new([2; 16]).to_string()));
        d.fields.insert(FieldId::new([3; 16]), Value::Int(1_500_000));
        d.stages[0].status = Status::Approved;
        d.stages[0].assignees.insert(person(2));
        d.stages[1].status = Status::InReview;
        d.stages[1].assignees.insert(person(1));
        d.stages[1].due = Some(jiff::civil::date(2026, 11, 27));
        d.stages[1].estimate = Some(600);
        d.stages[1].rounds = (1..=3).map(|n| round(d.stages[1].id, n)).collect();
    });
    add("side table", "Prop", &|d| {
        d.priority = Priority::Urgent;
        d.due = Some(jiff::civil::date(2026, 11, 20));
        d.fields.insert(FieldId::new([4; 16]), Value::Bool(true));
        d.stages[3].assignees.insert(person(3));
        d.stages[3].status = Status::InProgress;
    });
    add("sh010", "Shot", &|_| {});
    state
}

fn round(stage: StageId, number: u32) -> Round {
    Round {
        id: RoundId::derive(&[stage.bytes(), &number.to_le_bytes()]),
        stage,
        number,
        parent: None,
        note: String::new(),
        attachments: Vec::new(),
        carried: Vec::new(),
        decisions: Vec::new(),
        by: None,
        at: Timestamp(0),
    }
}

/// What a query finds, and what it says.
fn found(text: &str) -> (String, Vec<String>) {
    let state = studio();
    let (query, notices) = Query::parse(text, &state, person(1), today());
    let names: Vec<_> = state.deliverables().filter(|d| query.deliverable(&state, d)).map(|d| d.name.clone()).collect();
    (names.join(", "), notices.into_iter().map(|n| n.text).collect())
}

#[test]
fn queries_find_what_they_say() {
    let all = "Hero Chair, sh010, side table";
    for (text, names) in [
        ("", all),
        ("hero", "Hero Chair"),
        ("HERO chair", "Hero Chair"),
        ("\"hero chair\" prop", "Hero Chair"),
        ("creme", "Hero Chair"),
        ("lum", all),
        ("-hero", "sh010, side table"),
        ("status:review", "Hero Chair"),
        ("status:review,wip", "Hero Chair, side table"),
        ("status:in", "Hero Chair, side table"),
        ("person:me", "Hero Chair"),
        ("person:ana", "Hero Chair"),
        ("person:angstrom", "side table"),
        ("person:ZÅ", "side table"),
        ("person:\"Ben Roy\",zoe", "Hero Chair, side table"),
        // Ana's stage is in review, Ben's is approved: one and the same stage has to meet both.
        ("person:me status:review", "Hero Chair"),
        ("person:ben status:review", ""),
        ("person:me -status:approved", "Hero Chair"),
        ("person:ben -status:approved", ""),
        ("stage:Lighting status:wip", "side table"),
        ("stage:\"look dev\" status:ready", all),
        ("stage:lookdev status:review", ""),
        ("due<7d status:review", "Hero Chair"),
        ("due:fri status:review", "Hero Chair"),
        ("due:this week status:review", "Hero Chair"),
        ("due:\"next week\" status:review", ""),
        ("due>=2026-12-01", "Hero Chair"),
        ("due:2026-11-18..2026-11-21", "side table"),
        ("due:none", "sh010"),
        ("no:due", "sh010"),
        ("has:due", "Hero Chair, side table"),
        ("overdue", "side table"),
        ("is:overdue", "side table"),
        ("\"overdue\"", ""),
        ("-overdue hero", "Hero Chair"),
        ("priority:high,urgent", "side table"),
        ("priority>normal", "side table"),
        ("priority<=normal", "Hero Chair, sh010"),
        ("type:prop", "Hero Chair, side table"),
        ("type:rop", ""),
        ("-type:prop", "sh010"),
        ("round>2", "Hero Chair"),
        ("round:r3", "Hero Chair"),
        ("round:1..2", ""),
        ("feedback>0", ""),
        ("estimate>8h", "Hero Chair"),
        ("estimate:10", "Hero Chair"),
        ("no:estimate stage:texturing", "sh010, side table"),
        ("progress>=10%", "Hero Chair"),
        ("project:lum client:orchard", all),
        ("`Client Note`:THIN", "Hero Chair"),
        ("clientnote:thin", "Hero Chair"),
        ("no:`Client Note`", "sh010, side table"),
        ("look:green", "Hero Chair"),
        ("look:none", "sh010, side table"),
        ("frames>1", "Hero Chair"),
        ("frames<=1,5", "Hero Chair"),
        ("vip:yes", "side table"),
        ("vip:no", "Hero Chair, sh010"),
        ("no:person stage:modeling", "sh010, side table"),
        ("unassigned stage:modeling", "sh010, side table"),
        ("is:done", "Hero Chair"),
    ] {
        assert_eq!(found(text), (names.to_owned(), Vec::<String>::new()), "{text}");
    }
}

#[test]
fn what_is_not_understood_is_told_and_left_out() {
    let state = studio();
    let told = |text: &str| {
        let (_, notices) = Query::parse(text, &state, person(1), today());
        notices.into_iter().map(|n| (text[n.at].to_owned(), n.suggestion.unwrap_or_default())).collect::<Vec<_>>()
    };
    for (text, at, suggestion) in [
        ("hero status:aproved", "aproved", "approved"),
        ("person:anna", "anna", "Ana"),
        ("stauts:review", "stauts", "status"),
        ("due:tomorow", "tomorow", "tomorrow"),
        ("round:many", "many", ""),
        ("stage:lightning", "lightning", "Lighting"),
        ("look:read", "read", "Red"),
        ("priority:hihg", "hihg", "high"),
        ("`Client Notes`:x", "`Client Notes`", "\"Client Note\""),
    ] {
        assert_eq!(told(text), [(at.to_owned(), suggestion.to_owned())], "{text}");
    }
    assert_eq!(found("hero status:aproved").0, "Hero Chair", "the rest counts");
    assert_eq!(found("status:").1, Vec::<String>::new(), "what is being typed is not wrong yet");
    assert_eq!(found("table:side").0, "side table", "a key nobody knows is a word");
}

#[test]
fn completions_are_keys_then_values() {
    let state = studio();
    let offered = |text: &str| {
        let found = complete(text, text.len(), &state);
        found.iter().map(|c| c.insert.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(offered("sta"), "status: stage: start:");
    assert_eq!(offered("hero st"), "status: stage: start:");
    assert_eq!(offered("status:appr"), "approved");
    assert_eq!(offered("person:"), "me \"Ana Ruiz\" \"Ben Roy\" \"Zoë Ångström\" none");
    assert_eq!(offered("person:me,be"), "\"Ben Roy\"");
    assert_eq!(offered("-type:"), "Prop Shot");
    assert_eq!(offered("cli"), "client: `Client Note`:");
    assert_eq!(offered("look:s"), "\"Sea Green\"");
    assert_eq!(offered("overd"), "overdue");
    assert_eq!(offered("ana"), "person:\"Ana Ruiz\"");
    let text = "hero sta x";
    let key = &complete(text, 8, &state)[0];
    assert_eq!(key.apply(text), ("hero status: x".into(), 12));
    let value = &complete("person:b", 8, &state)[0];
    assert_eq!(value.apply("person:b"), ("person:\"Ben Roy\" ".into(), 17));
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read_and_completed(text in "\\PC{0,60}", cursor in 0usize..80) {
        check(&text, cursor);
    }

    #[test]
    fn whatever_is_typed_of_our_signs_is_read(text in "[a-z:<>=,\"`.\\- 0-9é]{0,40}", cursor in 0usize..60) {
        check(&text, cursor);
        let keyed = format!("due:{text} round>{text} estimate:{text} -no:{text} frames<{text}");
        check(&keyed, cursor);
    }
}

fn check(text: &str, cursor: usize) {
    let state = studio();
    let (query, notices) = Query::parse(text, &state, person(1), today());
    for notice in notices {
        assert!(text.get(notice.at).is_some());
    }
    for deliverable in state.deliverables() {
        for stage in &deliverable.stages {
            let both = query.stage(deliverable, stage) && query.deliverable(&state, deliverable);
            assert_eq!(query.item(&state, deliverable, stage), both);
        }
    }
    for completion in complete(text, cursor, &state) {
        let (after, at) = completion.apply(text);
        assert!(after.is_char_boundary(at.min(after.len())));
        let (_, _) = Query::parse(&after, &state, person(1), today());
    }
    let before = values(text, STATUS);
    assert_eq!(values(&with_values(text, STATUS, &before), STATUS).len(), before.len());
}
