//! Drawing on the picture by hand, and what it asks the store for.

use super::bench::{Shown, Studio, open, shape, until};
use crate::{
    kit::Theme,
    viewer::{camera::View, canvas::canvas_id},
};
use egui::{Key, Modifiers, Pos2};
use egui_kittest::{Harness, kittest::Queryable as _};
use rushes_domain::*;

/// Where an image point is on the screen.
fn on_screen(harness: &Harness<'static, Shown>, x: f32, y: f32) -> Pos2 {
    let canvas = &harness.state().page.viewer.canvas;
    let view = View { rect: canvas.rect, pixels_per_point: harness.ctx.pixels_per_point(), size: canvas.size };
    canvas.camera.to_screen(&view, Point { x, y })
}

pub(super) fn drag(harness: &mut Harness<'static, Shown>, from: (f32, f32), to: (f32, f32)) {
    let (a, b) = (on_screen(harness, from.0, from.1), on_screen(harness, to.0, to.1));
    harness.hover_at(a);
    harness.step();
    harness.drag_at(a);
    harness.step();
    harness.hover_at(a + (b - a) * 0.5);
    harness.step();
    harness.hover_at(b);
    harness.step();
    harness.drop_at(b);
    harness.run_steps(2);
}

fn near(got: Point, x: f32, y: f32) {
    assert!((got.x - x).abs() < 3.0 && (got.y - y).abs() < 3.0, "{got:?} is not {x}, {y}");
}

#[test]
fn a_rectangle_with_a_comment_becomes_an_annotation_in_image_pixels() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("hero.png", 2400, 1600), "");
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    harness.get_by_label("Rectangle (U)").click();
    harness.run_steps(2);
    drag(&mut harness, (400.0, 300.0), (900.0, 700.0));
    harness.get_by_label("Comment").focus();
    harness.step();
    harness.get_by_label("Comment").type_text("Less specular here");
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut harness, |s| !s.sent.is_empty());
    let [Command::Annotate(new)] = harness.state().sent.as_slice() else { panic!("{:?}", harness.state().sent) };
    assert_eq!((new.shape.kind, new.body.as_str(), new.action), (ShapeKind::Rect, "Less specular here", true));
    near(new.shape.points[0], 400.0, 300.0);
    near(new.shape.points[1], 900.0, 700.0);
    assert!((new.shape.width - 7.2).abs() < 0.01, "three thousandths of the longer side");
    harness.get_by_label("1, Open: Less specular here");
    assert_eq!(harness.query_all_by_label("0 of 1 done").count(), 2, "as words and as a bar");
}

/// Writes into the box beside the mark.
fn write(harness: &mut Harness<'static, Shown>, words: &str) {
    harness.get_by_label("Comment").focus();
    harness.step();
    harness.get_by_label("Comment").type_text(words);
    harness.run_steps(2);
}

fn written(harness: &Harness<'static, Shown>) -> String {
    harness.get_by_label("Comment").value().unwrap_or_default()
}

#[test]
fn escape_asks_before_words_are_lost() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("hero.png", 1200, 800), "");
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    harness.key_press(Key::Q);
    harness.run_steps(2);
    drag(&mut harness, (200.0, 200.0), (500.0, 400.0));
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label("Comment").is_none(), "nothing was typed: it goes without a question");
    drag(&mut harness, (200.0, 200.0), (500.0, 400.0));
    write(&mut harness, "warmer");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    harness.get_by_label("Discard the mark and what you wrote?");
    assert_eq!(written(&harness), "warmer");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label("Discard the mark and what you wrote?").is_none(), "Escape goes on writing");
    assert_eq!(written(&harness), "warmer");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    harness.get_by_label("Discard what was written").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Comment").is_none());
    assert!(harness.query_by_label_contains("Go on with the draft").is_none());
    assert!(harness.state().sent.is_empty());
}

#[test]
fn notes_that_were_begun_are_kept_several_at_once_and_over_leaving_the_round() {
    let studio = Studio::new();
    let one = studio.publish(&studio.picture("one.png", 1200, 800), "");
    let two = studio.publish(&studio.picture("two.png", 1200, 800), "");
    let mut harness = open(&studio, two, [1280.0, 800.0], Theme::dark());
    harness.key_press(Key::U);
    harness.run_steps(2);
    drag(&mut harness, (100.0, 100.0), (300.0, 200.0));
    write(&mut harness, "first");
    drag(&mut harness, (600.0, 500.0), (900.0, 700.0));
    assert_eq!(written(&harness), "", "the second mark has words of its own");
    write(&mut harness, "second");
    harness.state_mut().place.1 = one;
    until(&mut harness, |s| s.page.viewer.is_current());
    assert!(harness.query_by_label_contains("Go on with the draft").is_none(), "another round has none of them");
    harness.state_mut().place.1 = two;
    until(&mut harness, |s| s.page.viewer.is_current());
    harness.get_by_label("Go on with the draft: second");
    harness.get_by_label("Go on with the draft: first").click();
    harness.run_steps(3);
    assert_eq!(written(&harness), "first");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut harness, |s| s.sent.len() == 1);
    let [Command::Annotate(new)] = harness.state().sent.as_slice() else { panic!("{:?}", harness.state().sent) };
    assert_eq!((new.round, new.body.as_str()), (two, "first"));
    near(new.shape.points[0], 100.0, 100.0);
    harness.get_by_label("Go on with the draft: second");
}

#[test]
fn a_mark_that_was_refused_is_no_longer_drawn_as_one_and_its_words_are_kept() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("hero.png", 1200, 800), "");
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    harness.state_mut().refusing = true;
    harness.key_press(Key::U);
    harness.run_steps(2);
    drag(&mut harness, (100.0, 100.0), (300.0, 200.0));
    write(&mut harness, "darker");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut harness, |s| s.sent.len() == 1);
    harness.run_steps(3);
    harness.get_by_label("It was not saved. You may only look here.");
    assert_eq!(written(&harness), "darker");
    harness.state_mut().refusing = false;
    harness.get_by_label("Save the mark").click();
    until(&mut harness, |s| s.sent.len() == 2);
    harness.run_steps(3);
    assert!(harness.query_by_label("Comment").is_none());
    harness.get_by_label("1, Open: darker");
}

#[test]
fn a_mark_is_moved_on_the_picture_and_chosen_with_its_row() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("hero.png", 1200, 800), "");
    let id = studio.annotate(round, shape(ShapeKind::Rect, &[(200.0, 200.0), (500.0, 400.0)]), "Here", true, 0);
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    drag(&mut harness, (350.0, 200.0), (450.0, 260.0));
    until(&mut harness, |s| !s.sent.is_empty());
    let [Command::Reshape { id: moved, shape, .. }] = harness.state().sent.as_slice() else {
        panic!("{:?}", harness.state().sent)
    };
    assert_eq!(*moved, id);
    near(shape.points[0], 300.0, 260.0);
    near(shape.points[1], 600.0, 460.0);
    harness.get_by_label("Resolve item 1");
    harness.key_press(Key::Delete);
    until(&mut harness, |s| s.sent.len() == 2);
    assert!(matches!(&harness.state().sent[1], Command::Erase { erased: true, .. }));
}

#[test]
fn zooming_and_the_keys() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("hero.png", 4200, 2800), "");
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    assert!(harness.ctx.memory(|m| m.has_focus(canvas_id())), "the picture has the keyboard from the start");
    harness.key_press(Key::Num0);
    harness.run_steps(3);
    harness.get_by_label("Zoom 100 %");
    harness.get_by_label("Overview of the picture");
    harness.key_press(Key::F);
    harness.run_steps(3);
    assert!(harness.query_by_label("Zoom 100 %").is_none());
    harness.get_by_label("Info");
    harness.key_press(Key::Tab);
    harness.run_steps(3);
    assert!(harness.query_by_label("Info").is_none(), "Tab hides everything but the picture");
    harness.key_press(Key::Tab);
    harness.run_steps(3);
    harness.get_by_label("Info");
}

#[test]
fn a_standing_page_asks_for_no_frames() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("hero.png", 4200, 2800), "");
    studio.annotate(round, shape(ShapeKind::Pin, &[(100.0, 100.0)]), "Here", true, 0);
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    // Runs until no frame is asked for, and fails after 64.
    harness.run();
}
