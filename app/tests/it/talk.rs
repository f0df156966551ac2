//! The deliverable's page: comments, mentions, answers, taking back.

use crate::desk::Desk;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use rushes::{actions::Action, place::Place};
use rushes_domain::{Command, Comment, DeliverableId, Person, PersonId};

fn with_page() -> (Desk, DeliverableId) {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    let ben = Person { id: PersonId::new([8; 16]), name: "Ben Roy".into(), email: String::new() };
    desk.session.store.submit(Command::AddPerson(ben)).unwrap();
    desk.wait("the deliverable", |d| {
        d.harness.state().snapshot().is_some_and(|s| s.state.studio.people.len() == 2 && s.state.count() == 1)
    });
    desk.harness.state_mut().act(Action::Go(Place::Deliverable(id, None)));
    desk.steps(3);
    (desk, id)
}

fn comments(desk: &Desk, id: DeliverableId) -> Vec<Comment> {
    desk.snapshot().state.deliverable(id).unwrap().comments.clone()
}

#[test]
fn a_name_is_completed_and_the_comment_says_who_was_named() {
    let (mut desk, id) = with_page();
    desk.type_into("Comment", "too dark @be");
    desk.wait("the list of people", |d| d.sees("Name Ben Roy"));
    desk.harness.key_press(Key::Enter);
    desk.steps(2);
    assert_eq!(desk.value("Comment"), "too dark @Ben Roy ");
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.wait("the comment", |d| !comments(d, id).is_empty());
    let said = comments(&desk, id).remove(0);
    assert_eq!((said.body.as_str(), said.mentions.len(), said.round), ("too dark @Ben Roy", 1, None));
    desk.wait("the message", |d| d.sees("Comment sent."));
    desk.click("Undo");
    desk.wait("it is taken back", |d| comments(d, id).is_empty());
}

#[test]
fn a_thread_is_answered_rewritten_and_settled() {
    let (mut desk, id) = with_page();
    desk.type_into("Comment", "Too dark");
    desk.click("Send");
    desk.wait("the comment", |d| comments(d, id).len() == 1);
    desk.steps(2);
    desk.click("Answer");
    assert!(desk.sees("Answering Ana Ruiz"));
    desk.type_into("Comment", "By half a stop");
    desk.click("Send");
    desk.wait("the answer", |d| comments(d, id).len() == 2);
    let first = comments(&desk, id)[0].id;
    assert_eq!(comments(&desk, id)[1].reply_to, Some(first));

    desk.wait("its menu", |d| d.harness.query_by_label("More for: Too dark").is_some());
    desk.click("More for: Too dark");
    desk.click("Rewrite");
    desk.type_into("Rewrite the comment", " indeed");
    desk.click("Save the comment");
    desk.wait("the new words", |d| comments(d, id)[0].edited.is_some());
    assert!(comments(&desk, id)[0].body.contains("indeed"));
    let settle = format!("Resolve: {}", comments(&desk, id)[0].body);
    desk.wait("the page", |d| d.harness.query_by_label(&settle).is_some());
    desk.click(&settle);
    desk.wait("the thread is settled", |d| comments(d, id)[0].resolved);
    desk.steps(2);
    desk.click("Open only");
    assert!(desk.sees("Every thread is resolved."));
}

#[test]
fn what_was_written_and_not_sent_is_there_when_one_comes_back() {
    let (mut desk, id) = with_page();
    let other = desk.deliverable(desk.snapshot().state.deliverable(id).unwrap().project, "Side table");
    desk.type_into("Comment", "not yet");
    for place in [Place::Deliverable(other, None), Place::Deliverable(id, None)] {
        desk.wait("both", |d| d.harness.state().snapshot().is_some_and(|s| s.state.count() == 2));
        desk.harness.state_mut().act(Action::Go(place));
        desk.steps(3);
    }
    assert_eq!(desk.value("Comment"), "not yet");
}
