//! What is found, and in which order.

use super::*;
use proptest::prelude::*;
use rushes_store::search::Target;

#[test]
fn everything_people_write_is_found() {
    let ada = new_studio();
    let store = &ada.store;
    let hero = project(store, "HERO");
    let id = deliverable(store, hero, "Bottle");
    edit(store, id, DeliverableChange::Description("Amber glass with a cork".into()));
    publish(store, "HERO/Bottle/Modeling", "Refraction is tuned");
    let said = comment(store, "HERO/Bottle/Modeling@1", "The label\n  sits too low");
    decided(store, "HERO/Bottle/Modeling", Verdict::Changes, "Move it upwards").unwrap();

    check(store, "bottle", &["deliverable HERO/Bottle: [Bottle]"]);
    check(store, "hero", &["project HERO: [HERO]"]);
    check(store, "CORK", &["deliverable HERO/Bottle: Amber glass with a [cork]"]);
    check(store, "refraction", &["round HERO/Bottle/Modeling@1: [Refraction] is tuned"]);
    check(store, "upwards", &["round HERO/Bottle/Modeling@1: Move it [upwards]"]);
    check(store, "frame.png", &["round HERO/Bottle/Modeling@1: [frame].[png]"]);
    check(store, "label low", &["comment HERO/Bottle/Modeling@1: The [label] sits too [low]"]);
    check(store, "ada", &["person Ada Vale: [ada]@meridian.test"]);
    check(store, "label cork", &[]);

    let found = search(store, "label");
    let hit = &found.hits[0];
    assert!(matches!(hit.target, Target::Comment(d, c, Some(_), Some(_)) if d == id && c == said));
    assert_eq!((hit.by, hit.title.text.as_str()), (Some(store.me().person), "Bottle, Modeling, round 1"));
    assert_eq!(found.counts, [(HitKind::Comment, 1)]);
}

#[test]
fn exact_comes_before_begun_before_mistyped_and_names_before_comments() {
    let ada = new_studio();
    let store = &ada.store;
    let hero = project(store, "P");
    for name in ["Chair", "Chairlift", "Chaim"] {
        deliverable(store, hero, name);
    }
    comment(store, "P/Chaim", "a chair of oak");
    comment(store, "P/Chaim", "a chairlift of steel");
    let found = search(store, "chair");
    let order: Vec<_> = found.hits.iter().map(|h| (h.kind, h.path.as_str())).collect();
    use HitKind::{Comment, Deliverable};
    let expected = [
        (Deliverable, "P/Chair"),
        (Deliverable, "P/Chairlift"),
        (Comment, "P/Chaim"),
        (Comment, "P/Chaim"),
        (Deliverable, "P/Chaim"),
    ];
    assert_eq!(order, expected);
    assert!(found.hits.windows(2).all(|w| w[0].score > w[1].score), "{:?}", found.hits);
    assert!(found.hits.iter().all(|h| (0.0..=1.0).contains(&h.score)));
    // A finger slipped: what was meant is found all the same.
    assert_eq!(paths(store, "chiar")[0], "P/Chair");
    assert_eq!(paths(store, "chairlfit"), ["P/Chairlift", "P/Chaim"]);
    assert_eq!(paths(store, "chx"), Vec::<String>::new(), "three letters are too few to guess by");
    // With only room for one, it is the best one.
    assert_eq!(store.search("chair", 1).unwrap().hits[0].path, "P/Chair");
}

#[test]
fn accents_and_case_do_not_matter() {
    let ada = new_studio();
    let store = &ada.store;
    let p = project(store, "P");
    deliverable(store, p, "Großer Kürbis");
    deliverable(store, p, "Café\u{301} Ærø");
    for query in ["GROSSER", "kurbis", "KÜRBIS", "grosser kürb"] {
        assert_eq!(paths(store, query), ["P/Großer Kürbis"], "{query}");
    }
    for query in ["cafe", "aero", "ÆRØ"] {
        assert_eq!(paths(store, query), ["P/Café\u{301} Ærø"], "{query}");
    }
}

#[test]
fn filters_narrow_and_phrases_stay_together() {
    let ada = new_studio();
    let store = &ada.store;
    let (hero, side) = (project(store, "HERO"), project(store, "SIDE"));
    deliverable(store, hero, "Bottle");
    deliverable(store, side, "Bottle");
    publish(store, "HERO/Bottle/Modeling", "thin legs, bottle neck");
    comment(store, "HERO/Bottle/Modeling@1", "legs are too thin for a bottle");
    comment(store, "SIDE/Bottle", "thin legs of the bottle");

    assert_eq!(kinds(&search(store, "bottle kind:comment")), [HitKind::Comment; 2]);
    assert_eq!(paths(store, "bottle kind:deliverable project:side"), ["SIDE/Bottle"]);
    assert_eq!(paths(store, "legs status:review kind:comment"), ["HERO/Bottle/Modeling@1"]);
    assert_eq!(paths(store, "\"thin legs\" kind:comment"), ["SIDE/Bottle"]);
    assert_eq!(search(store, "\"thin legs\"").hits.len(), 2);
    assert_eq!(search(store, "person:ada legs").hits.len(), 3);
    assert_eq!(search(store, "by:\"Ada Vale\" kind:round").hits.len(), 1);
    let unknown = search(store, "legs person:nobody");
    assert_eq!((unknown.hits.len(), unknown.unknown), (0, vec!["person:nobody".to_owned()]));
    // Filters alone list what there is, the newest first.
    assert_eq!(paths(store, "kind:comment"), ["SIDE/Bottle", "HERO/Bottle/Modeling@1"]);
    assert_eq!(search(store, "").hits, []);
    assert_eq!(search(store, " \" : ").hits, []);
}

#[test]
fn nothing_that_can_be_typed_fails() {
    let ada = new_studio();
    let store = &ada.store;
    deliverable(store, project(store, "HERO"), "Großer Kürbis 椅子");
    publish(store, "HERO/Großer Kürbis 椅子/Modeling", "a note with words, a note with words");
    search(store, "once");
    let part = prop_oneof![
        any::<String>(),
        "[a-zA-Zäöüß椅 \":*()+~^\\-]{0,12}",
        Just("kind:".to_owned()),
        Just("kind:comment ".to_owned()),
        Just("status:\"".to_owned()),
        Just("\"note with".to_owned()),
        Just("\"note with\"".to_owned()),
        Just("groser kurbis".to_owned()),
        Just("person:me project:he".to_owned()),
        "[a-z]{0,3}".prop_map(|s| s.repeat(40)),
    ];
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(400));
    runner
        .run(&(proptest::collection::vec(part, 0..5), 0usize..30), |(parts, limit)| {
            let query = parts.join(" ");
            let found = store.search(&query, limit).map_err(|e| TestCaseError::fail(format!("{query:?}: {e}")))?;
            for hit in &found.hits {
                for mark in hit.snippet.marks.iter() {
                    prop_assert!(hit.snippet.text.get(mark.clone()).is_some(), "{query:?} {hit:?}");
                }
                for mark in hit.title.marks.iter() {
                    prop_assert!(hit.title.text.get(mark.clone()).is_some(), "{query:?} {hit:?}");
                }
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn choices_and_people_of_custom_fields_are_found_and_follow_their_names() {
    let ada = new_studio();
    let store = &ada.store;
    let hero = project(store, "HERO");
    let id = deliverable(store, hero, "Bottle");
    let option = |n: u8, name: &str| FieldOption {
        id: OptionId::new([n; 16]),
        name: name.into(),
        order: n.into(),
        removed: false,
    };
    let field = |n: u8, name: &str, kind, of, options: &[(u8, &str)]| Field {
        id: FieldId::new([n; 16]),
        name: name.into(),
        kind,
        of,
        order: n.into(),
        archived: false,
        options: options.iter().map(|(n, name)| option(*n, name)).collect(),
    };
    use FieldOf::{Deliverable, Project};
    let look = field(1, "Look", FieldKind::Choice, Deliverable, &[(1, "Glossy"), (2, "Matt")]);
    for field in [
        look.clone(),
        field(2, "Outputs", FieldKind::MultiChoice, Deliverable, &[(3, "Billboard"), (4, "Cinema")]),
        field(3, "Producer", FieldKind::Person, Deliverable, &[]),
        field(4, "Market", FieldKind::Choice, Project, &[(5, "Nordics")]),
    ] {
        store.submit(Command::DefineField(field)).unwrap();
    }
    let eve = Person { id: PersonId::new([9; 16]), name: "Eve Lindqvist".into(), email: String::new() };
    store.submit(Command::AddPerson(eve.clone())).unwrap();
    let set = |n: u8, value| edit(store, id, DeliverableChange::Field(FieldId::new([n; 16]), Some(value)));
    set(1, FieldValue::Choice(OptionId::new([1; 16])));
    set(2, FieldValue::MultiChoice([OptionId::new([3; 16]), OptionId::new([4; 16])].into()));
    set(3, FieldValue::Person(eve.id));
    let market = ProjectChange::Field(FieldId::new([4; 16]), Some(FieldValue::Choice(OptionId::new([5; 16]))));
    store.submit(Command::EditProject { id: hero, changes: vec![market] }).unwrap();

    check(store, "glossy", &["deliverable HERO/Bottle: [Glossy]"]);
    check(store, "cinema billboard", &["deliverable HERO/Bottle: [Billboard], [Cinema]"]);
    check(store, "lindqvist kind:deliverable", &["deliverable HERO/Bottle: Eve [Lindqvist]"]);
    check(store, "nordics", &["project HERO: [Nordics]"]);
    assert_eq!(paths(store, "bottle person:eve"), ["HERO/Bottle"]);

    // Called otherwise now: the deliverable itself has not changed.
    let renamed = Field { options: vec![option(1, "Satin"), option(2, "Matt")], ..look };
    store.submit(Command::DefineField(renamed)).unwrap();
    check(store, "satin", &["deliverable HERO/Bottle: [Satin]"]);
    check(store, "glossy", &[]);
}
