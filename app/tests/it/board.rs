//! The board: cards carried by the pointer, moved by keys, refused with a reason.

use crate::desk::Desk;
use egui::{Key, Modifiers, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use rushes::{actions::Action, place::Place};
use rushes_domain::{DeliverableId, Status};

struct Board {
    desk: Desk,
    ids: Vec<DeliverableId>,
}

fn with_cards(names: &[&str]) -> Board {
    with_cards_in(1920.0, names)
}

fn with_cards_in(width: f32, names: &[&str]) -> Board {
    let mut desk = Desk::sized(width, 900.0);
    let project = desk.project();
    let ids: Vec<DeliverableId> = names.iter().map(|name| desk.deliverable(project, name)).collect();
    desk.wait("the cards", |d| {
        d.harness.state().snapshot().is_some_and(|s| s.state.of_project(project).count() == names.len())
    });
    desk.harness.state_mut().act(Action::Go(Place::Board(project)));
    desk.steps(3);
    Board { desk, ids }
}

impl Board {
    fn status(&self, card: usize) -> Status {
        self.desk.snapshot().state.deliverable(self.ids[card]).unwrap().stages[0].status
    }

    fn at(&self, words: &str) -> Pos2 {
        let found: Vec<_> = self.desk.harness.query_all_by_label_contains(words).collect();
        assert!(!found.is_empty(), "nothing is called {words}");
        found[0].rect().center()
    }

    /// Carries a card over something and holds it there.
    fn carry(&mut self, card: &str, over: &str) -> Pos2 {
        let from = self.at(card);
        let to = self.at(over) + egui::vec2(0.0, 120.0);
        self.desk.harness.drag_at(from);
        self.desk.steps(2);
        for share in [0.2, 0.6, 1.0] {
            self.desk.harness.hover_at(from + (to - from) * share);
            self.desk.steps(2);
        }
        to
    }

    fn publish(&mut self, card: usize) {
        let deliverable = self.ids[card];
        crate::desk::publish(&self.desk.session.store, deliverable);
        self.desk.wait("the round", |d| {
            let state = &d.harness.state().snapshot().unwrap().state;
            state.deliverable(deliverable).unwrap().stages[0].status == Status::InReview
        });
        self.desk.steps(2);
    }
}

#[test]
fn a_card_is_carried_to_another_column() {
    let mut board = with_cards(&["Hero chair", "Side table"]);
    assert!(board.desk.sees("Ready, 2 cards") && board.desk.sees("In progress, 0 cards"));
    let to = board.carry("Hero chair, Modeling: ready", "In progress, 0 cards");
    assert_eq!(board.status(0), Status::Ready, "nothing moves before it is let go");
    board.desk.harness.drop_at(to);
    board.desk.wait("the move", |d| d.sees("In progress, 1 card"));
    assert_eq!((board.status(0), board.status(1)), (Status::InProgress, Status::Ready));
    board.desk.wait("the message", |d| d.sees("Hero chair moved to In progress."));
}

#[test]
fn a_column_says_why_it_refuses_before_the_drop_and_after() {
    let mut board = with_cards(&["Hero chair"]);
    board.desk.click("Columns");
    board.desk.click("By stage");
    let why = "It moves to Texturing when Modeling is approved.";
    let to = board.carry("Hero chair, Modeling: ready", "Texturing, 0 cards");
    assert!(board.desk.sees(why), "said while it hovers");
    board.desk.harness.drop_at(to);
    board.desk.steps(3);
    assert!(board.desk.sees(why), "and in a message after");
    assert!(board.desk.sees("Publish a round and approve it"), "with what to do instead");
    assert_eq!(board.status(0), Status::Ready);
}

#[test]
fn a_status_that_only_a_hand_can_set_asks_for_its_reason() {
    let mut board = with_cards(&["Hero chair"]);
    let why = "becomes approved when a round of it is decided";
    let to = board.carry("Hero chair, Modeling: ready", "Approved, 0 cards");
    assert!(board.desk.sees(why) && board.desk.sees("By hand it is set with a reason"), "said while it hovers");
    board.desk.harness.drop_at(to);
    board.desk.steps(3);
    assert!(board.desk.sees("Hero chair / Modeling") && board.desk.sees(why));
    board.desk.click("Cancel");
    assert_eq!(board.status(0), Status::Ready, "nothing was done yet");

    let to = board.carry("Hero chair, Modeling: ready", "Approved, 0 cards");
    board.desk.harness.drop_at(to);
    board.desk.steps(3);
    let button = egui::accesskit::Role::Button;
    assert!(board.desk.harness.get_by_role_and_label(button, "Set to approved").accesskit_node().is_disabled());
    board.desk.type_into("Reason", "The client said so");
    board.desk.harness.get_by_role_and_label(button, "Set to approved").click();
    let id = board.ids[0];
    board.desk.wait("the status", |d| d.snapshot().state.deliverable(id).unwrap().stages[0].status == Status::Approved);
    let stage = board.desk.snapshot().state.deliverable(id).unwrap().stages[0].clone();
    assert_eq!(stage.overrides.last().unwrap().reason, "The client said so");
}

#[test]
fn cards_of_all_projects_stand_on_one_board() {
    let mut board = with_cards(&["Hero chair"]);
    let store = &board.desk.session.store;
    let project = crate::made::project(store, "SHT").unwrap();
    let lamp = crate::desk::make_deliverable(store, project, "Lamp");
    board.desk.click("Projects");
    board.desk.click("Board of all projects");
    board.desk.wait("both cards", |d| d.sees("Ready, 2 cards"));
    assert_eq!(board.desk.harness.state().place(), Place::AllBoard);
    assert!(board.desk.sees("Hero chair, Modeling: ready, project LUM"));
    let to = board.carry("Lamp, Modeling: ready, project SHT", "In progress, 0 cards");
    board.desk.harness.drop_at(to);
    board.desk.wait("the move", |d| d.sees("In progress, 1 card"));
    let status = |d: &Desk| d.snapshot().state.deliverable(lamp).unwrap().stages[0].status;
    assert_eq!(status(&board.desk), Status::InProgress);
    board.desk.type_into("Filter", "project:sht");
    board.desk.wait("the filter", |d| d.sees("Ready, 0 cards") && d.sees("In progress, 1 card"));
    // Saved as a view of all projects, it is there again.
    board.desk.click("Views");
    board.desk.click("Save as a new view…");
    board.desk.type_into("Name of the view", "Shots");
    board.desk.click("Save the view");
    board.desk.wait("the view", |d| d.snapshot().state.personal.views.len() == 1);
    let view = board.desk.snapshot().state.personal.views.values().next().cloned().unwrap();
    assert!(view.project.is_none() && view.settings.contains("project:sht"));
    board.desk.click("Clear");
    board.desk.click("Columns");
    board.desk.click("By stage");
    board.desk.wait("the stages", |d| d.sees("Modeling, 2 cards") && d.sees("Texturing, 0 cards"));
}

#[test]
fn a_round_in_review_is_decided_by_carrying_its_card() {
    let mut board = with_cards(&["Hero chair"]);
    board.publish(0);
    let to = board.carry("Hero chair, Modeling: in review", "Changes requested, 0 cards");
    board.desk.harness.drop_at(to);
    board.desk.steps(3);
    assert!(board.desk.sees("Hero chair / Modeling, round 1"), "it asks for a note");
    assert_eq!(board.status(0), Status::InReview);
    board.desk.type_into("Note", "Legs are too thick");
    board.desk.harness.get_by_role_and_label(egui::accesskit::Role::Button, "Ask for changes").click();
    let id = board.ids[0];
    board.desk.wait("the decision", |d| {
        d.snapshot().state.deliverable(id).unwrap().stages[0].status == Status::ChangesRequested
    });
    let found = board.desk.snapshot().state.deliverable(id).cloned().unwrap();
    assert_eq!(found.stages[0].latest().unwrap().decision().unwrap().note, "Legs are too thick");
}

#[test]
fn keys_walk_choose_and_move_several_cards() {
    let mut board = with_cards(&["a", "b", "c"]);
    for key in [Key::ArrowDown, Key::Space, Key::ArrowDown, Key::Space] {
        board.desk.harness.key_press(key);
        board.desk.steps(2);
    }
    assert!(board.desk.sees("2 selected"));
    board.desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::ArrowRight);
    board.desk.wait("both moves", |d| d.sees("In progress, 2 cards"));
    assert_eq!([0, 1, 2].map(|n| board.status(n)), [Status::InProgress, Status::InProgress, Status::Ready]);
    // From there the next column asks for a reason: said, and nothing moves.
    board.desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::ArrowRight);
    board.desk.wait("the reason", |d| d.sees("goes into review when a round of it is published"));
    board.desk.harness.key_press(Key::Escape);
    board.desk.wait("the question's end", |d| !d.sees("goes into review when a round of it is published"));
    assert_eq!(board.status(0), Status::InProgress);
    board.desk.harness.key_press(Key::Escape);
    board.desk.steps(2);
    assert!(!board.desk.sees("selected"));
    board.desk.harness.key_press(Key::Enter);
    board.desk.steps(2);
    assert_eq!(board.desk.harness.state().place(), Place::Deliverable(board.ids[1], Some(stage_of(&board, 1))));
}

#[test]
fn the_card_that_keys_come_to_is_seen() {
    let mut board = with_cards_in(920.0, &["a", "b", "c", "d", "far"]);
    crate::desk::publish(&board.desk.session.store, board.ids[4]);
    board.desk.wait("the round", |d| d.sees("In review, 1 card"));
    for (key, card) in [(Key::End, "d, Modeling"), (Key::Home, "a, Modeling"), (Key::ArrowRight, "far, Modeling")] {
        board.desk.harness.key_press(Key::ArrowDown);
        board.desk.harness.key_press(key);
        board.desk.steps(4);
        let rect = board.desk.harness.query_all_by_label_contains(card).next().unwrap().rect();
        assert!(rect.right() <= 920.0, "{card} lies at {rect}");
    }
    board.desk.harness.key_press(Key::Enter);
    board.desk.steps(2);
    assert!(matches!(board.desk.harness.state().place(), Place::Deliverable(id, _) if id == board.ids[4]));
}

#[test]
fn every_board_is_scrolled_on_its_own() {
    let names: Vec<String> = (0..30).map(|n| format!("card {n:02}")).collect();
    let mut board = with_cards(&names.iter().map(String::as_str).collect::<Vec<_>>());
    for key in [Key::ArrowDown, Key::End] {
        board.desk.harness.key_press(key);
        board.desk.steps(3);
    }
    assert!(board.desk.sees("card 29") && !board.desk.sees("card 00"));
    board.desk.harness.state_mut().act(Action::Go(Place::AllBoard));
    board.desk.wait("the other board", |d| d.sees("card 00"));
}

fn stage_of(board: &Board, card: usize) -> rushes_domain::StageId {
    board.desk.snapshot().state.deliverable(board.ids[card]).unwrap().stages[0].id
}

#[test]
fn what_is_put_on_hold_can_be_taken_back_in_one_step() {
    let mut board = with_cards(&["Hero chair"]);
    board.desk.click("Open On hold, 0 cards");
    let to = board.carry("Hero chair, Modeling: ready", "On hold, 0 cards");
    board.desk.harness.drop_at(to);
    board.desk.steps(3);
    board.desk.type_into("Reason", "The client travels");
    board.desk.harness.get_by_role_and_label(egui::accesskit::Role::Button, "Put on hold").click();
    board.desk.wait("the hold", |d| d.sees("On hold, 1 card"));
    let held = board.desk.snapshot().state.deliverable(board.ids[0]).unwrap().stages[0].clone();
    assert_eq!(held.hold.as_deref(), Some("The client travels"));
    board.desk.click("Undo");
    board.desk.wait("the way back", |d| d.sees("Ready, 1 card"));
    assert_eq!(board.status(0), Status::Ready);
}

#[test]
fn the_filter_narrows_the_cards_and_columns_collapse() {
    let mut board = with_cards(&["Hero chair", "Side table"]);
    board.desk.type_into("Filter", "hero");
    assert!(board.desk.sees("Ready, 1 card") && !board.desk.sees("Side table, Modeling"));
    board.desk.click("Clear");
    board.desk.click("Collapse Ready");
    assert!(board.desk.sees("Open Ready, 2 cards") && !board.desk.sees("Side table, Modeling"));
    board.desk.click("Open Ready, 2 cards");
    assert!(board.desk.sees("Side table, Modeling"));
    board.desk.type_into("Filter", "side");
    board.desk.click("Table of the project");
    assert!(matches!(board.desk.harness.state().place(), Place::Project(_)));
    board.desk.steps(3);
    assert_eq!(board.desk.value("Filter"), "side", "the table is filtered as the board was");
}

#[test]
fn a_view_is_saved_taken_and_removed_in_the_window() {
    let mut board = with_cards(&["Hero chair", "Side table"]);
    board.desk.type_into("Filter", "hero");
    board.desk.click("Views");
    board.desk.click("Save as a new view…");
    board.desk.type_into("Name of the view", "Heroes");
    board.desk.click("Save the view");
    board.desk.wait("the view", |d| d.snapshot().state.personal.views.len() == 1);
    board.desk.wait("the message", |d| d.sees("The view \"Heroes\" is saved."));
    board.desk.click("Dismiss");
    board.desk.click("Clear");
    board.desk.wait("the change", |d| d.sees("Heroes (changed)"));
    board.desk.click("Heroes (changed)");
    board.desk.harness.get_by_role_and_label(egui::accesskit::Role::Button, "Heroes").click();
    board.desk.steps(3);
    assert!(board.desk.sees("Ready, 1 card"), "the view's filter is back");
    board.desk.click("Heroes");
    board.desk.click("Remove \"Heroes\"");
    board.desk.wait("it is gone", |d| d.snapshot().state.personal.views.is_empty());
    board.desk.wait("the message", |d| d.sees("The view \"Heroes\" was removed."));
    board.desk.click("Undo");
    board.desk.wait("it is back", |d| d.snapshot().state.personal.views.len() == 1);
}

#[test]
fn what_is_chosen_on_the_table_is_chosen_on_the_board_and_back() {
    let mut board = with_cards(&["a", "b", "c"]);
    let pick = |board: &mut Board, card: &str, modifiers| {
        board.desk.harness.get_by_label_contains(card).click_modifiers(modifiers);
        board.desk.steps(3);
    };
    pick(&mut board, "a, Modeling: ready", Modifiers::COMMAND);
    pick(&mut board, "b, Modeling: ready", Modifiers::SHIFT);
    assert!(board.desk.sees("2 selected"));
    board.desk.click("Table of the project");
    board.desk.steps(3);
    assert!(board.desk.sees("2 selected") && board.desk.sees("2 of 3 selected"), "the table shows them chosen");
    crate::table::click_cell(&mut board.desk, "c, Due:", Modifiers::COMMAND);
    assert!(board.desk.sees("3 selected"));
    board.desk.click("Board of the project");
    board.desk.steps(3);
    assert!(board.desk.sees("3 selected"));
    board.desk.click("Set priority");
    board.desk.click("High");
    let ids = board.ids.clone();
    let urgent = move |d: &crate::desk::Desk| {
        ids.iter().all(|id| d.snapshot().state.deliverable(*id).unwrap().priority == rushes_domain::Priority::High)
    };
    board.desk.wait("all three, from the board's bar", urgent);
    board.desk.harness.key_press(Key::Escape);
    board.desk.steps(2);
    assert!(!board.desk.sees("3 selected"));
    board.desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    board.desk.steps(2);
    assert!(board.desk.sees("3 selected"));
    board.desk.click("Clear the selection");
    assert!(!board.desk.sees("selected"));
}

#[test]
fn a_board_looks_as_it_did_when_the_window_is_opened_again() {
    let mut board = with_cards(&["a", "b"]);
    let project = board.desk.snapshot().state.projects.keys().next().copied().unwrap();
    board.desk.click("Columns");
    board.desk.click("By stage");
    board.desk.wait("the stages", |d| d.sees("Modeling, 2 cards"));
    board.desk.click("Large pictures");
    board.desk.harness.get_by_label("Collapse Modeling").click();
    board.desk.steps(3);
    assert!(!board.desk.sees("a, Modeling"));
    let mut desk = board.desk.again();
    desk.harness.state_mut().act(Action::Go(Place::AllBoard));
    desk.wait("the board of all, as it is at first", |d| d.sees("Large pictures") && d.sees("a, Modeling"));
    desk.harness.state_mut().act(Action::Go(Place::Board(project)));
    desk.wait("the project's", |d| d.sees("Small pictures") && d.sees("Modeling, 2 cards"));
    assert!(!desk.sees("a, Modeling") && desk.value("Columns") == "By stage");
}
