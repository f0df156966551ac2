//! Undo and redo: per device, over a restart, and right after a merge.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Home, StoreError, fresh};

fn kind(id: DeliverableId, kind: &str) -> Command {
    Command::EditDeliverable { id, changes: vec![DeliverableChange::Kind(kind.into())] }
}

fn said(id: DeliverableId, body: &str) -> Command {
    let comment = CommentId::new(fresh());
    Command::Comment { deliverable: id, round: None, id: comment, body: body.into(), reply_to: None, action: false }
}

#[test]
fn steps_survive_a_restart_and_a_new_command_cuts_what_was_taken_back() {
    let ada = new_studio();
    assert_eq!(ada.store.snapshot().undo, None, "what made the studio is nothing to take back");
    assert!(matches!(ada.store.undo(), Err(StoreError::Refused(Refusal::InvalidTransition { .. }))));
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    ada.store.submit(kind(id, "Prop")).unwrap();
    ada.store.submit(kind(id, "Hero prop")).unwrap();
    let taken = ada.store.undo().unwrap();
    assert_eq!((taken.undone, taken.left.len()), (1, 0));
    assert!(taken.label.contains("Hero prop"), "{}", taken.label);

    let Device { dir, store } = ada;
    let studio = store.studio();
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    let shown = store.snapshot();
    assert!(
        shown.undo.as_deref().is_some_and(|l| l.contains("Prop"))
            && shown.redo.as_deref().is_some_and(|l| l.contains("Hero prop"))
    );
    assert_eq!(store.steps().unwrap().iter().map(|s| s.stands).collect::<Vec<_>>(), [false, true, true, true]);
    store.redo().unwrap();
    assert_eq!(store.snapshot().state.deliverable(id).unwrap().kind, "Hero prop");
    store.undo().unwrap();
    store.undo().unwrap();
    assert_ne!(store.snapshot().state.deliverable(id).unwrap().kind, "Prop");
    store.submit(said(id, "a new way")).unwrap();
    assert_eq!(store.snapshot().redo, None);
    assert!(store.redo().is_err());
    store.undo().unwrap();
    assert!(store.snapshot().state.deliverable(id).unwrap().comments.is_empty());
    store.undo().unwrap();
    assert!(store.snapshot().state.deliverable(id).is_none(), "the deliverable itself");
    store.redo().unwrap();
    store.redo().unwrap();
    assert_eq!(store.snapshot().state.deliverable(id).unwrap().comments.len(), 1);
}

#[test]
fn a_merge_comes_between_and_nothing_of_others_is_lost() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let two = vec![kind(id, "Prop"), said(id, "from Ada")];
    let batch = Command::Batch { label: "two things".into(), commands: two, skip_refused: false };
    ada.store.submit(batch).unwrap();
    sync(&ada.store, &ben.store);
    ben.store.submit(kind(id, "Ben's")).unwrap();
    sync(&ada.store, &ben.store);
    let taken = ada.store.undo().unwrap();
    assert_eq!((taken.label.as_str(), taken.undone), ("two things", 1));
    assert_eq!(taken.left[0].why, "changed since by Ben");
    assert_eq!(taken.told_left().unwrap(), "1 of 2 changes were left as they are: changed since by Ben.");
    sync(&ada.store, &ben.store);
    for store in [&ada.store, &ben.store] {
        let snapshot = store.snapshot();
        let bottle = snapshot.state.deliverable(id).unwrap();
        assert_eq!((bottle.kind.as_str(), bottle.comments.len()), ("Ben's", 0));
    }
    ada.store.redo().unwrap();
    sync(&ada.store, &ben.store);
    assert_eq!(ben.store.snapshot().state.deliverable(id).unwrap().comments.len(), 1);
    assert!(ben.store.undo().unwrap().left.is_empty(), "everybody takes back their own");
    assert_eq!(ben.store.snapshot().state.deliverable(id).unwrap().kind, "Prop");
    assert!(ada.store.audit().unwrap().bad.is_empty(), "every change is signed, these too");
}

#[test]
fn an_answer_to_a_comment_taken_back_at_once_stays() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    let ben = joined(&ada.store, Role::Artist, "Ben");
    let comment = CommentId::new(fresh());
    let say = |id_, reply_to, body: &str| Command::Comment {
        deliverable: id,
        round: None,
        id: id_,
        body: body.into(),
        reply_to,
        action: false,
    };
    ada.store.submit(say(comment, None, "darker?")).unwrap();
    sync(&ada.store, &ben.store);
    ben.store.submit(say(CommentId::new(fresh()), Some(comment), "yes")).unwrap();
    ada.store.undo().unwrap();
    sync(&ada.store, &ben.store);
    for store in [&ada.store, &ben.store] {
        let bodies: Vec<_> =
            store.snapshot().state.deliverable(id).unwrap().comments.iter().map(|c| c.body.clone()).collect();
        assert_eq!(bodies, ["yes"]);
    }
}

#[test]
fn an_import_is_one_step() {
    let ada = new_studio();
    let hero = project(&ada.store, "HERO");
    let person = Person { id: PersonId::new(fresh()), name: "Cy".into(), email: String::new() };
    let row = |n: u8| ImportRow {
        id: DeliverableId::new(fresh()),
        name: format!("Shot {n}"),
        kind: None,
        priority: None,
        due: None,
        description: None,
        fields: Vec::new(),
        notes: Vec::new(),
        stages: Vec::new(),
    };
    let people = vec![person.clone()];
    let import = Command::Import {
        project: hero,
        people,
        fields: Vec::new(),
        rows: (0..40).map(row).collect(),
        source: "sheet".into(),
    };
    ada.store.submit(import).unwrap();
    let taken = ada.store.undo().unwrap();
    assert_eq!((taken.undone, taken.left.len()), (41, 0));
    let snapshot = ada.store.snapshot();
    assert_eq!(snapshot.state.of_project(hero).count(), 0);
    assert!(!snapshot.state.studio.people.contains_key(&person.id));
    ada.store.redo().unwrap();
    assert_eq!(ada.store.snapshot().state.of_project(hero).count(), 40);
}

/// Two producers set a field at once, one of them settles it and takes that back.
#[test]
fn a_settlement_taken_back_brings_the_choice_back() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    let ben = joined(&ada.store, Role::Producer, "Ben");
    ada.store.submit(kind(id, "Prop")).unwrap();
    ben.store.submit(kind(id, "Hero prop")).unwrap();
    sync(&ada.store, &ben.store);
    let open = |store: &rushes_store::Store| store.snapshot().state.deliverable(id).unwrap().conflicts.clone();
    let now = |store: &rushes_store::Store| store.snapshot().state.deliverable(id).unwrap().kind.clone();
    let before = open(&ada.store);
    let settle = |on: &str| {
        let Conflict { doc, path, .. } = before[0].clone();
        Command::Settle { doc, path, value: Value::from(on) }
    };
    // On either value: the one that was in force as well as the other one.
    for value in [before[0].values[1].shown.as_str(), before[0].values[0].shown.as_str()] {
        ben.store.submit(settle(value)).unwrap();
        assert_eq!((now(&ben.store).as_str(), open(&ben.store).len()), (value, 0));
        let taken = ben.store.undo().unwrap();
        assert!(taken.label.contains("settled Type"), "{}", taken.label);
        assert_eq!(open(&ben.store), before, "both values, with who and when");
        ben.store.redo().unwrap();
        assert_eq!((now(&ben.store).as_str(), open(&ben.store).len()), (value, 0));
        ben.store.undo().unwrap();
    }
    sync(&ada.store, &ben.store);
    assert_eq!(open(&ada.store), before, "on every device");

    // The other one settles what is open again, and a change as usual settles it too.
    ada.store.submit(settle("Prop")).unwrap();
    sync(&ada.store, &ben.store);
    assert!(open(&ada.store).is_empty() && open(&ben.store).is_empty());
    ada.store.undo().unwrap();
    assert_eq!(open(&ada.store).len(), 1);
    sync(&ada.store, &ben.store);
    ben.store.submit(kind(id, if now(&ben.store) == "Prop" { "Hero prop" } else { "Prop" })).unwrap();
    assert!(open(&ben.store).is_empty(), "set anew");
    sync(&ada.store, &ben.store);
    assert!(open(&ada.store).is_empty());

    let (studio, dir) = (ben.store.studio(), ben.dir);
    drop(ben.store);
    let again = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    assert!(open(&again).is_empty() && again.verify().unwrap().damaged.is_empty());
}
