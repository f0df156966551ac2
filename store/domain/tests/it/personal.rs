//! Saved views, mentions, what has been seen, comments taken back.

use crate::paper::{ADA, BOTTLE, Paper, with_role};
use rushes_domain::*;
use std::collections::BTreeSet;

fn view(n: u8, name: &str) -> NewView {
    NewView { id: ViewId::new([n; 16]), name: name.into(), project: None, settings: "{\"version\":1}".into() }
}

fn save(paper: &mut Paper, actor: Actor, view: NewView, shared: bool) -> Result<Decided, Refusal> {
    paper.try_as(actor, Command::SaveView { view, shared })
}

#[test]
fn views_are_saved_changed_shared_and_removed() {
    let mut paper = Paper::new();
    save(&mut paper, ADA, view(1, " My shots "), false).unwrap();
    let own = paper.state.personal.views[&ViewId::new([1; 16])].clone();
    assert_eq!((own.name.as_str(), own.by, own.settings.as_str()), ("My shots", Some(ADA.person), "{\"version\":1}"));

    let renamed = NewView { name: "Late shots".into(), settings: "{}".into(), ..view(1, "") };
    let decided = save(&mut paper, ADA, renamed.clone(), false).unwrap();
    assert_eq!(decided.edits.len(), 3, "name, settings, when: the map stays the one its maker made");
    assert!(save(&mut paper, ADA, renamed, false).unwrap().edits.is_empty(), "it is so already");

    save(&mut paper, ADA, view(1, "Late shots"), true).unwrap();
    assert!(paper.state.personal.views.is_empty() && paper.state.studio.views.len() == 1, "it moved");
    save(&mut paper, ADA, view(1, "Late shots"), false).unwrap();
    assert!(paper.state.studio.views.is_empty() && paper.state.personal.views.len() == 1, "and back");
    paper.ok(Command::RemoveView { id: ViewId::new([1; 16]) });
    assert!(paper.state.personal.views.is_empty());
    let gone = paper.try_as(ADA, Command::RemoveView { id: ViewId::new([1; 16]) }).unwrap_err();
    assert_eq!(gone.code(), "not_found");
}

#[test]
fn what_makes_no_view_is_refused() {
    let mut paper = Paper::new();
    save(&mut paper, ADA, view(1, "Late"), false).unwrap();
    let long = NewView { settings: "x".repeat(64 * 1024 + 1), ..view(2, "Long") };
    let nowhere = NewView { project: Some(ProjectId::new([77; 16])), ..view(2, "Nowhere") };
    let table = [
        (view(2, "  "), "invalid_input"),
        (view(2, "two\nlines"), "invalid_input"),
        (view(2, &"x".repeat(81)), "invalid_input"),
        (view(2, "LATE"), "invalid_transition"),
        (long, "invalid_input"),
        (nowhere, "not_found"),
    ];
    for (new, code) in table {
        let name = new.name.clone();
        assert_eq!(save(&mut paper, ADA, new, false).unwrap_err().code(), code, "{name}");
    }
    let hero = NewView { project: Some(ProjectId::new([3; 16])), ..view(2, "Late") };
    save(&mut paper, ADA, hero, false).unwrap();
    save(&mut paper, ADA, view(3, "Late"), true).unwrap();
}

#[test]
fn only_those_who_plan_change_shared_views() {
    for (role, may) in [(Role::Admin, true), (Role::Producer, true), (Role::Artist, false), (Role::Client, false)] {
        let mut paper = Paper::new();
        assert_eq!(save(&mut paper, with_role(role), view(1, "All"), true).is_ok(), may, "{role}");
        save(&mut paper, ADA, view(2, "Shared"), true).unwrap();
        let take = save(&mut paper, with_role(role), view(2, "Mine now"), false);
        assert_eq!(take.is_ok(), may, "{role} takes a shared view away");
        save(&mut paper, ADA, view(3, "Third"), true).unwrap();
        let remove = paper.try_as(with_role(role), Command::RemoveView { id: ViewId::new([3; 16]) });
        assert_eq!(remove.is_ok(), may, "{role}");
        save(&mut paper, with_role(role), view(4, "Own"), false).unwrap();
    }
}

fn say(paper: &mut Paper, body: &str, round: Option<RoundId>, reply_to: Option<CommentId>) -> CommentId {
    let id = CommentId::new(paper.fresh());
    paper.ok(Command::Comment { deliverable: BOTTLE, round, id, body: body.into(), reply_to, action: true });
    id
}

#[test]
fn a_comment_knows_whom_it_names_also_after_they_are_called_otherwise() {
    let mut paper = Paper::with_bottle();
    let ben = Person { id: PersonId::new([8; 16]), name: "Ben Roy".into(), email: String::new() };
    paper.ok(Command::AddPerson(ben.clone()));
    let id = say(&mut paper, "@Ben Roy and @ada: look", None, None);
    let named = |paper: &Paper| paper.bottle().comment(id).unwrap().mentions.clone();
    assert_eq!(named(&paper), BTreeSet::from([ADA.person, ben.id]));
    paper.ok(Command::AddPerson(Person { name: "Benjamin Roy".into(), ..ben.clone() }));
    assert_eq!(named(&paper).len(), 2, "who was meant is written down");
    paper.ok(Command::EditComment { deliverable: BOTTLE, id, body: "@Benjamin Roy: look".into() });
    assert_eq!(named(&paper), BTreeSet::from([ben.id]));
}

#[test]
fn a_mention_is_unread_until_it_was_seen() {
    let mut paper = Paper::with_bottle();
    let round = paper.publish("Modeling");
    let own = say(&mut paper, "@Ada Vale, note to self", Some(round), None);
    assert!(mywork::unread(&paper.state).is_empty(), "nobody is told of what they said");
    let person = PersonId::new([8; 16]);
    let other = Actor { person, device: DeviceId([8; 32]), role: Role::Producer };
    let id = CommentId::new(paper.fresh());
    let body = "@Ada Vale: thicker neck".into();
    let said = Command::Comment { deliverable: BOTTLE, round: Some(round), id, body, reply_to: None, action: true };
    paper.try_as(other, said).unwrap();
    let unread = mywork::unread(&paper.state);
    let stage = paper.target("Modeling").stage;
    assert_eq!(unread.iter().map(|m| (m.comment, m.stage)).collect::<Vec<_>>(), [(id, Some(stage))]);
    paper.ok(Command::AssignStage { target: paper.target("Modeling"), people: BTreeSet::from([ADA.person]) });
    let today = Date::constant(2026, 11, 23);
    assert_eq!(mywork::of_person(&paper.state, ADA.person, today)[0].unread, 1);
    let seen = Command::MarkRead { comments: BTreeSet::from([id, own]) };
    assert_eq!(paper.ok(seen.clone()).edits.len(), 2);
    assert!(mywork::unread(&paper.state).is_empty());
    assert!(paper.ok(seen).edits.is_empty(), "once is enough");
}

#[test]
fn a_comment_is_taken_back_only_by_who_said_it_and_while_nobody_acted_on_it() {
    let mut paper = Paper::with_bottle();
    let round = paper.publish("Modeling");
    let take = |id| Command::WithdrawComment { deliverable: BOTTLE, id };
    let id = say(&mut paper, "Thicker neck", Some(round), None);
    let stranger = Actor { person: PersonId::new([8; 16]), ..ADA };
    assert_eq!(paper.try_as(stranger, take(id)).unwrap_err().code(), "permission_denied");
    paper.ok(take(id));
    assert!(paper.bottle().comments.is_empty() && paper.bottle().feedback.is_empty());
    assert_eq!(paper.try_as(ADA, take(id)).unwrap_err().code(), "not_found");

    let answered = say(&mut paper, "Thicker neck", Some(round), None);
    let answer = say(&mut paper, "Sure", Some(round), Some(answered));
    assert!(paper.try_as(ADA, take(answered)).unwrap_err().to_string().contains("answered"));
    paper.ok(take(answer));
    paper.ok(take(answered));

    let begun = say(&mut paper, "Softer bevel", Some(round), None);
    let feedback = paper.bottle().feedback[0].id;
    let event = EventId::new(paper.fresh());
    let step = FeedbackStep::Start;
    paper.ok(Command::StepFeedback { deliverable: BOTTLE, feedback, event, step, note: String::new() });
    assert!(paper.try_as(ADA, take(begun)).unwrap_err().to_string().contains("checklist"));
}

#[test]
fn projects_are_kept_at_hand_and_opened_lately() {
    let mut paper = Paper::with_bottle();
    let project = paper.bottle().project;
    let favourite = |on| Command::Favourite { project, on };
    paper.ok(favourite(true));
    assert_eq!(paper.state.personal.at_hand(), [project]);
    assert!(paper.ok(favourite(true)).edits.is_empty(), "it is so already");
    paper.ok(favourite(false));
    assert!(paper.state.personal.at_hand().is_empty());
    let nowhere = Command::Opened { project: ProjectId::new([77; 16]) };
    assert_eq!(paper.try_as(ADA, nowhere).unwrap_err().code(), "not_found");

    let mut state = paper.state.clone();
    let mut personal = (*state.personal).clone();
    let minute = 60_000;
    for n in 0..30 {
        personal.opened.insert(ProjectId::new([100 + n; 16]), Timestamp(i64::from(n) * minute));
    }
    state.personal = personal.into();
    let open = |state: &State, at: i64| decide(state, ADA, Timestamp(at * minute), Command::Opened { project });
    let edits = open(&state, 100).unwrap().edits;
    assert_eq!(edits.len(), 1 + 11, "the oldest give way: twenty are remembered");
    let mut personal = (*state.personal).clone();
    personal.opened.insert(project, Timestamp(100 * minute));
    state.personal = personal.into();
    assert_eq!(state.personal.recent().next(), Some(project));
    assert!(open(&state, 105).unwrap().edits.is_empty(), "so soon again is not noted");
    assert!(!open(&state, 120).unwrap().edits.is_empty());
    assert!(!open(&state, 50).unwrap().edits.is_empty(), "whatever another device's clock said");
}
