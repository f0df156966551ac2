//! What a frame of panning and zooming costs, without drawing it; run by hand, on a release build:
//! `cargo test --release -p rushes figures -- --ignored --nocapture`.
#![allow(clippy::print_stdout)]

use super::bench::{Studio, open, shape};
use crate::kit::Theme;
use egui::{Event, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, TouchPhase, vec2};
use rushes_domain::*;

/// Time this thread has spent computing, in nanoseconds (Linux).
fn computed_ns() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or_default()
}

#[test]
#[ignore = "prints figures to read"]
fn a_frame_of_panning_and_zooming() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("large.png", 6000, 4000), "");
    for n in 0..40u8 {
        let at = f32::from(n) * 90.0;
        let stroke: Vec<(f32, f32)> =
            (0..300).map(|i| (at + i as f32 * 3.0, 800.0 + at * 0.5 + (i % 7) as f32 * 8.0)).collect();
        studio.annotate(round, shape(ShapeKind::Freehand, &stroke), "Something to do about this line", true, 0);
    }
    let mut harness = open(&studio, round, [1920.0, 1080.0], Theme::dark());
    let middle = harness.state().page.viewer.canvas.rect.center();
    harness.hover_at(middle);
    harness.run_steps(30);
    let mut costs: Vec<u64> = Vec::new();
    let button = |pressed| Event::PointerButton {
        pos: middle,
        button: PointerButton::Middle,
        pressed,
        modifiers: Modifiers::NONE,
    };
    for n in 0..240u16 {
        let angle = f32::from(n) * 0.1;
        if n % 60 == 0 {
            harness.event(button(n % 120 == 0));
        }
        if n % 3 == 0 {
            let delta = vec2(0.0, if n % 120 < 60 { 1.0 } else { -1.0 });
            let (unit, phase) = (MouseWheelUnit::Line, TouchPhase::Move);
            harness.event(Event::MouseWheel {
                unit,
                delta,
                phase,
                modifiers: Modifiers::NONE,
                source: MouseWheelSource::Wheel,
            });
        }
        harness.hover_at(middle + vec2(angle.cos(), angle.sin()) * 200.0);
        let began = computed_ns();
        harness.step();
        let shapes = harness.output().shapes.clone();
        let meshes = harness.ctx.tessellate(shapes, 1.0);
        costs.push(computed_ns() - began);
        assert!(!meshes.is_empty());
    }
    costs.sort_unstable();
    let at = |share: usize| costs[(costs.len() - 1) * share / 100] as f64 / 1e6;
    println!("panning and zooming over 6000 x 4000 with 40 strokes of 300 points, 1920 x 1080:");
    println!("median {:.2} ms, 95 % {:.2} ms, most {:.2} ms a frame", at(50), at(95), at(100));
}
