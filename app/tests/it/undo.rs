//! Taking back, conflicts and the past, in the window.

use crate::{desk::Desk, made};
use egui::{Key, Modifiers};
use rushes::{actions::Action, place::Place};
use rushes_domain::{Command, DeliverableChange, Role, StageTarget, Timestamp};
use rushes_store::{Home, Store};

fn kind(desk: &Desk, id: rushes_domain::DeliverableId) -> String {
    desk.snapshot().state.deliverable(id).map(|d| d.kind.clone()).unwrap_or_default()
}

fn change(id: rushes_domain::DeliverableId, kind: &str) -> Command {
    Command::EditDeliverable { id, changes: vec![DeliverableChange::Kind(kind.into())] }
}

#[test]
fn keys_take_back_and_do_again() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    desk.session.store.submit(change(id, "Prop")).unwrap();
    desk.wait("the change", |d| d.harness.state().snapshot().is_some_and(|s| s.undo.is_some()));
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.wait("the type as it was", |d| kind(d, id) == "Asset");
    desk.wait("the toast", |d| d.sees("Undone\nChanged Hero chair: type Prop"));
    desk.harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    desk.wait("the type again", |d| kind(d, id) == "Prop");
    desk.wait("its toast", |d| d.sees("Done again\nChanged Hero chair: type Prop"));
    // Until the log is read, its page says that it is.
    desk.harness.state_mut().act(Action::Go(Place::Activity(None)));
    desk.harness.step();
    assert!(!desk.sees("Nothing has happened yet"), "it is being read");
    desk.wait("the log", |d| d.sees("did again: changed Hero chair") && !d.sees("Reading the activity"));
    desk.click("Undo");
    desk.wait("the button's doing", |d| kind(d, id) == "Asset");
}

fn sync(a: &Store, b: &Store) {
    made::give(a, b).unwrap();
    made::give(b, a).unwrap();
}

#[test]
fn a_conflict_is_marked_listed_and_settled_with_one_click() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    let ours = desk.session.store.clone();
    let secret = ours.invite(Role::Producer, Timestamp(i64::MAX)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    let facts = ours.redeem(&secret, home.device(), "Ben Roy", "ben@northlight.example").unwrap();
    let bens = home.join_studio(&facts).unwrap();
    sync(&ours, &bens);
    ours.submit(change(id, "Prop")).unwrap();
    bens.submit(change(id, "Hero prop")).unwrap();
    sync(&ours, &bens);
    // In My Work the row of the stage has the mark; one click settles, and taking that back opens the choice again.
    let state = ours.snapshot().state.clone();
    let target = StageTarget { deliverable: id, stage: state.deliverable(id).unwrap().stages[0].id };
    ours.submit(Command::AssignStage { target, people: [ours.me().person].into() }).unwrap();
    desk.harness.state_mut().act(Action::Go(Place::MyWork));
    desk.wait("the row's mark", |d| d.sees("Hero chair: Type was set twice at once"));
    desk.click("Hero chair: Type was set twice at once");
    assert!(desk.sees("Type: which is it?") && desk.sees("Settle on Prop") && desk.sees("Settle on Hero prop"));
    desk.click("Settle on Prop");
    desk.wait("settled", |d| d.snapshot().state.deliverable(id).is_some_and(|d| d.conflicts.is_empty()));
    desk.wait("no mark", |d| !d.sees("Hero chair: Type was set twice at once"));
    desk.click("Undo");
    desk.wait("the choice is back", |d| d.sees("Hero chair: Type was set twice at once"));
    desk.harness.key_press(Key::ArrowDown);
    desk.steps(2);
    desk.harness.key_press_modifiers(Modifiers::ALT, Key::Enter);
    desk.wait("the choice, by keys", |d| d.sees("Type: which is it?"));
    desk.harness.key_press(Key::Escape);
    desk.steps(2);
    // In the table and on the board the mark is where the field is.
    desk.harness.state_mut().act(Action::Go(Place::Board(project)));
    desk.steps(3);
    desk.wait("the card's mark", |d| d.sees("Hero chair: Type was set twice at once"));
    desk.click("Hero chair: Type was set twice at once");
    assert!(desk.sees("Type: which is it?"));
    assert!(desk.sees("Settle on Prop") && desk.sees("Settle on Hero prop"), "each value with who set it");
    desk.harness.key_press(Key::Escape);
    desk.harness.state_mut().act(Action::Go(Place::Project(project)));
    desk.wait("the cell", |d| d.sees("Hero chair, Type:"));
    assert!(desk.sees("Hero chair: Type was set twice at once"), "and its mark");
    crate::table::click_cell(&mut desk, "Hero chair, Type:", Modifiers::NONE);
    crate::table::press(&mut desk, Modifiers::ALT, Key::Enter);
    assert!(desk.sees("Type: which is it?"), "by keys");
    desk.steps(2);
    desk.harness.key_press(Key::Enter);
    desk.wait("settled", |d| d.snapshot().state.deliverable(id).is_some_and(|d| d.conflicts.is_empty()));
    desk.wait("the message", |d| d.sees("Settled: "));
    desk.click("Undo");
    desk.wait("the choice is back", |d| d.snapshot().state.deliverable(id).is_some_and(|d| d.conflicts.len() == 1));
    desk.click("Hero chair: Type was set twice at once");
    assert!(desk.sees("Settle on Prop") && desk.sees("Settle on Hero prop"));
    desk.harness.key_press(Key::Escape);
    desk.steps(2);
    desk.harness.state_mut().act(Action::Go(Place::Deliverable(id, None)));
    desk.wait("the mark", |d| d.sees("Type was set twice at once"));
    desk.click("Conflicts");
    assert_eq!(desk.harness.state().place(), Place::Conflicts);
    desk.click("Settle on Hero prop");
    desk.wait("the value", |d| d.snapshot().state.deliverable(id).is_some_and(|d| d.conflicts.is_empty()));
    assert_eq!(kind(&desk, id), "Hero prop");
    desk.wait("an empty page", |d| d.sees("There are no conflicts"));
}

#[test]
fn the_activity_leads_to_things_as_they_were_and_brings_a_field_back() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    desk.session.store.submit(change(id, "Prop")).unwrap();
    desk.harness.state_mut().act(Action::Go(Place::Activity(Some(id))));
    desk.wait("the log", |d| d.sees("made Hero chair"));
    let made =
        desk.session.store.history(&rushes_store::LogQuery::of(rushes_store::LogOf::Deliverable(id), 9)).unwrap();
    let change = rushes_store::change_hash(&made.entries[1].change).unwrap();
    desk.harness.state_mut().act(Action::Go(Place::AsItWas(rushes_store::LogOf::Deliverable(id), change)));
    desk.wait("the banner", |d| d.sees("As it was, "));
    assert!(desk.sees("Type: Asset then, Prop now"));
    desk.click("Bring back type");
    desk.wait("the type", |d| kind(d, id) == "Asset");
    desk.wait("no difference", |d| !d.sees("Type: Asset then"));
}
