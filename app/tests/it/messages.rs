//! Messages stand where nothing else can be pressed.

use crate::desk::{Desk, publish};
use egui::Rect;
use egui_kittest::kittest::Queryable;
use rushes::{
    actions::{Action, Toast},
    place::{Place, Question, SettingsPage},
};

/// The buttons of messages themselves.
const OWN: [&str; 4] = ["Undo", "Try again", "Dismiss", "Read all of the message"];

/// Every kind of page there is.
fn places(desk: &Desk) -> Vec<Place> {
    let project = desk.project();
    let deliverable = desk.deliverable(project, "Hero chair");
    let round = publish(&desk.session.store, deliverable);
    let snapshot = desk.snapshot();
    let stage = snapshot.state.deliverable(deliverable).and_then(|d| d.stages.first()).map(|s| s.id);
    let pipeline = snapshot.state.studio.pipelines.keys().next().copied();
    let mut places = vec![
        Place::Home,
        Place::MyWork,
        Place::Projects,
        Place::Project(project),
        Place::Board(project),
        Place::AllBoard,
        Place::SheetImport(project),
        Place::Deliverable(deliverable, stage),
        Place::Review(deliverable, round),
        Place::Reviews,
        Place::Rows(Question::Overdue),
        Place::Team,
        Place::Search,
        Place::Storage,
        Place::Activity(None),
        Place::ProjectActivity(project),
        Place::Conflicts,
        Place::ProjectSettings(project),
        Place::Settings(SettingsPage::Fields),
        Place::Settings(SettingsPage::Pipelines),
    ];
    places.extend(pipeline.map(Place::Pipeline));
    places
}

fn say(desk: &mut Desk) {
    let undo = Action::TakeBack { again: false, step: Some(1) };
    let done = Toast::done("Moved Hero chair to In review").with("Undo", undo);
    let hint =
        "Nothing was changed. Close what is open elsewhere, look whether there is room on the disk, and try again.";
    let wrong = Toast::wrong("The comment could not be saved: the disk is full.", hint);
    desk.harness.state_mut().act(Action::Toast(wrong.with("Try again", Action::Go(Place::Team))));
    desk.harness.state_mut().act(Action::Toast(done));
    desk.steps(4);
}

/// Fails where something that can be pressed lies under a message.
fn check(desk: &Desk, place: &str) {
    let messages: Vec<Rect> = desk.harness.query_all_by_label("Message").map(|node| node.rect()).collect();
    assert!(!messages.is_empty(), "no message on {place}");
    let window = desk.harness.ctx.content_rect();
    let buttons = |label: &str| desk.harness.query_all_by_label(label).map(|node| node.rect()).collect::<Vec<_>>();
    let own: Vec<(&str, Rect)> = OWN.iter().flat_map(|label| buttons(label).into_iter().map(|r| (*label, r))).collect();
    desk.harness.ctx.viewport(|viewport| {
        let widgets = &viewport.prev_pass.widgets;
        let mut dismissed = 0;
        for (layer, all) in widgets.layers() {
            for widget in all.iter().filter(|w| w.enabled && w.sense.senses_click()) {
                for message in messages.iter().filter(|m| m.shrink(1.0).intersects(widget.interact_rect)) {
                    // Messages that are scrolled have their own bar.
                    let bar = widget.rect.width() <= 12.0 && (widget.rect.right() - message.right()).abs() < 4.0;
                    if bar {
                        continue;
                    }
                    let button = own.iter().find(|(_, rect)| (rect.center() - widget.rect.center()).length() < 1.0);
                    let within = message.expand(1.0).contains_rect(widget.interact_rect);
                    let button = button.filter(|_| within).map(|(label, _)| *label);
                    assert!(button.is_some(), "a message lies over {:?} of {layer:?}, on {place}", widget.rect);
                    dismissed += usize::from(button == Some("Dismiss"));
                }
            }
        }
        assert!(dismissed > 0, "no message can be let go of on {place}");
    });
    assert!(messages.iter().all(|m| window.contains_rect(m.shrink(1.0))), "{messages:?} on {place}");
}

#[test]
fn no_message_lies_over_what_can_be_pressed_on_any_page_of_any_size() {
    for (width, height) in [(720.0, 480.0), (940.0, 480.0), (1024.0, 700.0), (1440.0, 900.0), (3840.0, 2160.0)] {
        let mut desk = Desk::sized(width, height);
        let places = places(&desk);
        desk.steps(2);
        for narrow in [false, true] {
            if narrow {
                desk.harness.state_mut().act(Action::ToggleSidebar);
                desk.steps(3);
            }
            for place in &places {
                desk.harness.state_mut().act(Action::Go(*place));
                say(&mut desk);
                check(&desk, &format!("{place:?} of {width} x {height}, narrow: {narrow}"));
            }
            let undo = desk.harness.query_all_by_label("Undo").next().is_some();
            assert!(undo, "the newest can be taken back at {width} x {height}");
        }
    }
}

#[test]
fn beside_a_picture_alone_only_what_went_wrong_is_said() {
    let mut desk = Desk::new();
    let places = places(&desk);
    let review = places.into_iter().find(|p| matches!(p, Place::Review(..))).unwrap();
    desk.harness.state_mut().act(Action::Go(review));
    desk.steps(3);
    desk.harness.state_mut().act(Action::Immersive(true));
    desk.harness.state_mut().act(Action::Toast(Toast::done("Copied.")));
    desk.steps(3);
    assert!(!desk.sees("Copied."));
    say(&mut desk);
    check(&desk, "the picture alone");
    assert!(desk.sees("the disk is full") && !desk.sees("Moved Hero chair"));
    desk.harness.state_mut().act(Action::Immersive(false));
    desk.steps(3);
    assert!(desk.sees("the disk is full"), "it is said until it was seen and let go of");
}
