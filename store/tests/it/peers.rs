//! Two devices that work apart and come together.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Home, fresh};

#[test]
fn both_sides_work_offline_and_nothing_is_lost() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    let ben = joined(&ada.store, Role::Artist, "Ben");
    assert_eq!(status(&ben.store, "HERO/Bottle/Modeling"), Status::Ready);

    // Both publish offline: two rounds with one parent.
    let mine = publish(&ada.store, "HERO/Bottle/Modeling", "by Ada");
    let his = publish(&ben.store, "HERO/Bottle/Modeling", "by Ben");
    let comment = |text: &str| Command::Comment {
        deliverable: id,
        round: None,
        id: CommentId::new(fresh()),
        body: text.into(),
        reply_to: None,
        action: false,
    };
    ada.store.submit(comment("from Ada")).unwrap();
    ben.store.submit(comment("from Ben")).unwrap();
    sync(&ada.store, &ben.store);

    let a = ada.store.snapshot();
    let b = ben.store.snapshot();
    assert_eq!(a.state.deliverable(id), b.state.deliverable(id));
    let merged = a.state.deliverable(id).unwrap();
    let rounds = &merged.stages[0].rounds;
    assert_eq!(rounds.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2]);
    assert!(rounds.iter().any(|r| r.id == mine) && rounds.iter().any(|r| r.id == his));
    assert!(matches!(merged.stages[0].issues[0], Issue::PublishedAtOnce { .. }));
    let by_ben = rounds.iter().find(|r| r.id == his).unwrap();
    assert_eq!(by_ben.by, Some(ben.store.me().person));
    assert_eq!(merged.comments.len(), 2);
    assert_eq!(a.state.studio.name_of(ben.store.me().person), "Ben");
}

#[test]
fn a_field_set_at_once_keeps_both_values_until_somebody_settles_it() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let set = |kind: &str| Command::EditDeliverable { id, changes: vec![DeliverableChange::Kind(kind.into())] };
    ada.store.submit(set("Prop")).unwrap();
    ben.store.submit(set("Hero prop")).unwrap();
    sync(&ada.store, &ben.store);

    let conflict = ada.store.snapshot().state.deliverable(id).unwrap().conflicts[0].clone();
    assert_eq!(conflict.field, "kind");
    let mut shown: Vec<_> = conflict.values.iter().map(|v| v.shown.as_str()).collect();
    shown.sort_unstable();
    assert_eq!(shown, ["Hero prop", "Prop"]);
    assert!(conflict.values.iter().all(|v| v.by.is_some() && v.at.0 > 0));
    assert_eq!(ben.store.snapshot().state.deliverable(id).unwrap().conflicts[0].id, conflict.id);

    let settle = Command::Settle { doc: conflict.doc, path: conflict.path, value: Value::from("Prop") };
    ben.store.submit(settle).unwrap();
    sync(&ada.store, &ben.store);
    let settled = ada.store.snapshot();
    let settled = settled.state.deliverable(id).unwrap();
    assert!(settled.conflicts.is_empty());
    assert_eq!(settled.kind, "Prop");
}

#[test]
fn two_decisions_at_once_are_an_issue_and_the_careful_one_counts() {
    let ada = new_studio();
    deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    publish(&ada.store, "HERO/Bottle/Modeling", "one");
    let ben = joined(&ada.store, Role::Client, "Ben");
    decided(&ada.store, "HERO/Bottle/Modeling", Verdict::Approve, "").unwrap();
    decided(&ben.store, "HERO/Bottle/Modeling", Verdict::Changes, "too dark").unwrap();
    sync(&ada.store, &ben.store);
    for store in [&ada.store, &ben.store] {
        assert_eq!(status(store, "HERO/Bottle/Modeling"), Status::ChangesRequested);
    }
    decided(&ada.store, "HERO/Bottle/Modeling", Verdict::Approve, "agreed on the phone").unwrap();
    sync(&ada.store, &ben.store);
    assert_eq!(status(&ben.store, "HERO/Bottle/Texturing"), Status::Ready);
}

#[test]
fn texts_written_at_once_keep_every_word() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let write =
        |text: &str| Command::EditDeliverable { id, changes: vec![DeliverableChange::Description(text.into())] };
    ada.store.submit(write("A bottle.")).unwrap();
    sync(&ada.store, &ben.store);
    ada.store.submit(write("A tall bottle.")).unwrap();
    ben.store.submit(write("A bottle of blue glass.")).unwrap();
    sync(&ada.store, &ben.store);
    assert_eq!(ada.store.snapshot().state.deliverable(id).unwrap().description, "A tall bottle of blue glass.");
}

#[test]
fn two_who_rewrite_one_text_at_once_leave_each_others_words_whole() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let describe = |store: &rushes_store::Store, text: &str| {
        let changes = vec![DeliverableChange::Description(text.into())];
        store.submit(Command::EditDeliverable { id, changes }).unwrap();
    };
    describe(&ada.store, "A tall bottle on wet stone, seen from below");
    sync(&ada.store, &ben.store);

    describe(&ada.store, "A slender bottle on wet stone, seen from the harbour");
    describe(&ben.store, "A tall flask on wet slate, seen from below at dawn");
    sync(&ada.store, &ben.store);
    let told = |device: &Device| device.store.snapshot().state.deliverable(id).unwrap().description.clone();
    assert_eq!(told(&ada), told(&ben));
    let merged = told(&ada);
    let words: Vec<&str> = merged.split(|c: char| !c.is_alphanumeric()).collect();
    for word in ["slender", "flask", "wet", "slate", "harbour", "dawn"] {
        assert!(words.contains(&word), "\"{word}\" is not whole in \"{merged}\"");
    }
    assert!(!words.contains(&"tall") && !words.contains(&"bottle"), "{merged}");
}

#[test]
fn two_who_write_into_an_empty_text_at_once_leave_a_choice() {
    let ada = new_studio();
    let project = project(&ada.store, "HERO");
    let (id, other) = (deliverable(&ada.store, project, "Bottle"), deliverable(&ada.store, project, "Box"));
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let describe = |device: &Device, id, text: &str| {
        let changes = vec![DeliverableChange::Description(text.into())];
        device.store.submit(Command::EditDeliverable { id, changes }).unwrap();
    };
    describe(&ada, id, "Kraft box, embossed logo");
    describe(&ben, id, "White box, foil logo");
    describe(&ada, other, "As it was last year");
    describe(&ben, other, "As it was last year");
    sync(&ada.store, &ben.store);
    for device in [&ada, &ben] {
        let state = device.store.snapshot().state.clone();
        let found = state.deliverable(id).unwrap();
        let values: Vec<&str> =
            found.conflicts.iter().flat_map(|c| c.values.iter().map(|v| v.shown.as_str())).collect();
        assert!(values.len() == 2 && values.contains(&"White box, foil logo"), "{values:?}");
        assert_eq!(found.description, values[0], "one of them is in force, not both in a row");
        let same = state.deliverable(other).unwrap();
        assert_eq!((same.description.as_str(), same.conflicts.len()), ("As it was last year", 0), "they agree");
    }
    // What is written on from there is one text again.
    describe(&ben, id, "White kraft box, foil logo");
    describe(&ben, other, "As it was last year, in blue");
    sync(&ada.store, &ben.store);
    let state = ada.store.snapshot().state.clone();
    for (id, text) in [(id, "White kraft box, foil logo"), (other, "As it was last year, in blue")] {
        let found = state.deliverable(id).unwrap();
        assert_eq!((found.description.as_str(), found.conflicts.len()), (text, 0));
    }
}

#[test]
fn a_text_written_anew_by_two_at_once_keeps_both_until_somebody_settles_it() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let describe = |device: &Device, text: &str| {
        let changes = vec![DeliverableChange::Description(text.into())];
        device.store.submit(Command::EditDeliverable { id, changes }).unwrap();
    };
    let found = |store: &rushes_store::Store| store.snapshot().state.deliverable(id).unwrap().clone();
    describe(&ada, "A tall bottle on wet stone");
    sync(&ada.store, &ben.store);
    let (lamp, chair) = ("The client wants a lamp", "Cancelled, see chair instead");
    describe(&ada, lamp);
    describe(&ben, chair);
    // What follows on one side belongs to its version.
    describe(&ben, "Cancelled, see the chair instead");
    let chair = "Cancelled, see the chair instead";
    sync(&ada.store, &ben.store);
    let values = |store: &rushes_store::Store| -> Vec<String> {
        found(store).conflicts.iter().flat_map(|c| c.values.iter().map(|v| v.shown.clone())).collect()
    };
    let (ours, theirs) = (values(&ada.store), values(&ben.store));
    assert_eq!(ours, theirs);
    assert!(ours.len() == 2 && ours.contains(&lamp.to_owned()) && ours.contains(&chair.to_owned()), "{ours:?}");
    assert_eq!(found(&ada.store).description, ours[0], "one of them is in force, not a mixture");
    let who: Vec<_> = found(&ada.store).conflicts[0].values.iter().map(|v| v.by).collect();
    assert!(who.contains(&Some(ada.store.me().person)) && who.contains(&Some(ben.store.me().person)), "{who:?}");

    let settle = |device: &Device, text: &str| {
        let conflict = found(&device.store).conflicts[0].clone();
        let value = conflict.values.iter().find(|v| v.shown == text).unwrap().value.clone();
        device.store.submit(Command::Settle { doc: conflict.doc, path: conflict.path, value }).unwrap();
    };
    settle(&ben, lamp);
    sync(&ada.store, &ben.store);
    for device in [&ada, &ben] {
        assert_eq!((found(&device.store).description.as_str(), found(&device.store).conflicts.len()), (lamp, 0));
    }
    ben.store.undo().unwrap();
    assert_eq!(values(&ben.store).len(), 2, "taking it back opens the choice again");
    sync(&ada.store, &ben.store);
    // To write it anew settles it too; after a restart it is so.
    describe(&ada, "A lamp, and the chair");
    sync(&ada.store, &ben.store);
    let Device { dir, store } = ada;
    let studio = store.snapshot().state.studio.id;
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    assert_eq!((found(&store).description.as_str(), found(&store).conflicts.len()), ("A lamp, and the chair", 0));
    assert_eq!(found(&ben.store).conflicts.len(), 0);

    // Who empties a text while another writes on in it loses nothing either.
    let ada = Device { dir, store };
    describe(&ada, "");
    describe(&ben, "A lamp, and the blue chair");
    sync(&ada.store, &ben.store);
    assert!(values(&ada.store).contains(&"A lamp, and the blue chair".to_owned()), "{:?}", values(&ada.store));
}
