//! Stepping through a clip, frame by frame.

use super::bench::{Studio, open, shape, until};
use crate::kit::Theme;
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use rushes_domain::*;

#[test]
fn the_arrows_step_one_frame_and_the_picture_is_that_frame() {
    let studio = Studio::new();
    let round = studio.publish(&studio.clip("turn.y4m", 40), "");
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    let grey = |shown: &super::bench::Shown| shown.page.viewer.shown_at([10, 10]).unwrap()[0];
    let mut seen = vec![grey(harness.state())];
    for _ in 0..3 {
        harness.key_press(Key::ArrowRight);
        harness.step();
        until(&mut harness, |s| s.page.viewer.is_current());
        seen.push(grey(harness.state()));
    }
    assert!(seen.windows(2).all(|w| w[0] < w[1]), "each frame is brighter than the one before: {seen:?}");
    harness.get_by_label("Frame 3");
    let third = seen[3];
    harness.key_press(Key::End);
    harness.step();
    until(&mut harness, |s| s.page.viewer.is_current());
    harness.get_by_label("Frame 39");
    harness.get_by_label("Previous frame (Left)").click();
    harness.run_steps(2);
    harness.get_by_label("Frame 38");
    harness.key_press(Key::Home);
    harness.step();
    for _ in 0..3 {
        harness.get_by_label("Next frame (Right)").click();
        harness.run_steps(2);
    }
    until(&mut harness, |s| s.page.viewer.is_current());
    assert_eq!(grey(harness.state()), third, "the same frame from either side");
}

#[test]
fn every_press_counts_however_many_come_at_once() {
    let studio = Studio::new();
    let rounds: Vec<RoundId> = (1..=5).map(|n| studio.publish(&studio.picture("still.png", 60 + n, 40), "")).collect();
    let round = studio.publish(&studio.clip("turn.y4m", 40), "");
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    let press = |harness: &mut egui_kittest::Harness<'static, super::bench::Shown>, key, times| {
        let events = &mut harness.input_mut().events;
        for _ in 0..times {
            for pressed in [true, false] {
                let modifiers = egui::Modifiers::NONE;
                events.push(egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers });
            }
        }
        harness.step();
    };
    press(&mut harness, Key::ArrowRight, 10);
    harness.run_steps(2);
    harness.get_by_label("Frame 10");
    harness.get_by_label("of 39");
    press(&mut harness, Key::L, 3);
    assert_eq!(harness.state().page.viewer.player.speed(), 4);
    harness.state_mut().place.1 = rounds[4];
    until(&mut harness, |s| s.page.viewer.is_current());
    press(&mut harness, Key::ArrowLeft, 3);
    assert_eq!(harness.state().place.1, rounds[1]);
}

#[test]
fn choosing_an_item_goes_to_its_frame_and_commas_go_through_the_notes() {
    let studio = Studio::new();
    let round = studio.publish(&studio.clip("turn.y4m", 40), "");
    studio.annotate(round, shape(ShapeKind::Pin, &[(10.0, 10.0)]), "Pop", true, 25);
    studio.annotate(round, shape(ShapeKind::Pin, &[(20.0, 10.0)]), "Flicker", true, 7);
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    harness.get_by_label("1, Open: Pop").click();
    harness.run_steps(3);
    harness.get_by_label("Frame 25");
    harness.key_press(Key::Period);
    harness.run_steps(3);
    harness.get_by_label("Frame 7");
    assert!(harness.state().sent.is_empty());
}

#[test]
fn playing_moves_on_and_stops_where_told() {
    let studio = Studio::new();
    let round = studio.publish(&studio.clip("turn.y4m", 40), "");
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    harness.key_press(Key::Space);
    harness.step();
    until(&mut harness, |s| s.page.viewer.player.frame() >= 5);
    assert!(harness.state().page.viewer.player.is_playing());
    harness.key_press(Key::K);
    harness.run_steps(2);
    let stood = harness.state().page.viewer.player.frame();
    harness.run_steps(20);
    assert_eq!(harness.state().page.viewer.player.frame(), stood);
}
