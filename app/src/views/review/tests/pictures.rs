//! Pictures of the page for people to look at; run by hand: `cargo test -p rushes pictures -- --ignored`.
//! They go to the folder that `RUSHES_PICTURES` names, else to the system's folder for temporary files.

use super::bench::{Studio, open, shape, until};
use crate::kit::Theme;
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use rushes_domain::*;
use std::path::PathBuf;

fn save(name: &str, image: &image::RgbaImage) {
    let folder = std::env::var_os("RUSHES_PICTURES").map_or_else(std::env::temp_dir, PathBuf::from);
    image.save(folder.join(name)).unwrap();
}

/// A ball on a table, so that marks have something to be about.
fn render(path: &std::path::Path, width: u32, height: u32, warm: f32) {
    let (w, h) = (width as f32, height as f32);
    image::ImageBuffer::from_fn(width, height, |x, y| {
        let (u, v) = (x as f32 / w, y as f32 / h);
        let ball = ((u - 0.5) * w / h, v - 0.52);
        let r = (ball.0 * ball.0 + ball.1 * ball.1).sqrt() / 0.3;
        let floor = v > 0.72;
        let shade = if r < 1.0 {
            let n = (1.0 - r * r).sqrt();
            let light = (-ball.0 / 0.3 * 0.5 - ball.1 / 0.3 * 0.6 + n * 0.62).max(0.0);
            let glint = light.powf(40.0) * 0.9;
            [light * 0.75 * warm + glint + 0.03, light * 0.36 + glint + 0.02, light * 0.22 + glint + 0.03]
        } else if floor {
            let shadow = 1.0 - 0.75 * (-((u - 0.56) * 5.0).powi(2) - ((v - 0.84) * 16.0).powi(2)).exp();
            let g = (0.34 - (v - 0.72) * 0.3) * shadow;
            [g * 1.03, g, g * 0.95]
        } else {
            let g = 0.16 + 0.2 * (1.0 - (u - 0.35).abs()) * (1.0 - v);
            [g * 0.94, g * 0.98, g * 1.06]
        };
        image::Rgb(shade.map(|c: f32| (c.clamp(0.0, 1.0).powf(1.0 / 2.2) * 255.0) as u8))
    })
    .save(path)
    .unwrap();
}

#[test]
#[ignore = "makes pictures to look at"]
fn the_page_in_both_themes() {
    let studio = Studio::new();
    for (name, warm) in [("bottle_v01.png", 0.7), ("bottle_v02.png", 0.9), ("bottle_v03.png", 1.15)] {
        render(&studio.folder.path().join(name), 3000, 1900, warm);
    }
    let at = |name: &str| studio.folder.path().join(name);
    let one = studio.publish(&at("bottle_v01.png"), "First lighting pass, key from the left.");
    studio.annotate(
        one,
        shape(ShapeKind::Ellipse, &[(1180.0, 640.0), (1500.0, 900.0)]),
        "The glint burns out. Bring the key down by half a stop.",
        true,
        0,
    );
    studio.annotate(one, shape(ShapeKind::Pin, &[(2300.0, 1500.0)]), "Client loves this falloff, keep it.", false, 0);
    studio.decide(one, Verdict::Changes, "Good direction.");
    let two = studio.publish(&at("bottle_v02.png"), "Key lowered, warmer fill.");
    let model = studio.model(two, Role::Admin);
    studio.step(model.actions[0].id, FeedbackStep::Resolve, "Half a stop down, rim kept");
    studio.annotate(
        two,
        shape(ShapeKind::Rect, &[(1350.0, 1450.0), (2050.0, 1720.0)]),
        "The contact shadow floats. Pull it under the ball.",
        true,
        0,
    );
    studio.annotate(
        two,
        shape(ShapeKind::Arrow, &[(2250.0, 500.0), (1850.0, 800.0)]),
        "Rim light wraps too far on this side.",
        true,
        0,
    );
    studio.decide(two, Verdict::Changes, "");
    let three = studio.publish(&at("bottle_v03.png"), "Contact shadow reworked.");
    let mut text = shape(ShapeKind::Text, &[(500.0, 420.0)]);
    text.text = "Logo safe area".into();
    studio.annotate(three, text, "Logo safe area", false, 0);
    let stroke: Vec<(f32, f32)> =
        (0..60).map(|n| (800.0 + n as f32 * 12.0, 1500.0 + (n as f32 / 5.0).sin() * 60.0)).collect();
    studio.annotate(three, shape(ShapeKind::Freehand, &stroke), "Noise along the table edge.", true, 0);
    for (name, theme) in [("review-dark.png", Theme::dark()), ("review-light.png", Theme::light())] {
        let mut harness = open(&studio, three, [1440.0, 900.0], theme);
        harness.get_by_label_contains("Open: The contact shadow floats").click();
        harness.run_steps(6);
        save(name, &harness.render().unwrap());
        harness.get_by_label("Rectangle (U)").click();
        harness.run_steps(2);
        let rect = harness.state().page.viewer.canvas.rect;
        let (a, b) = (rect.center() + egui::vec2(-60.0, -120.0), rect.center() + egui::vec2(80.0, -20.0));
        harness.drag_at(a);
        harness.step();
        harness.hover_at(b);
        harness.step();
        harness.drop_at(b);
        harness.run_steps(3);
        harness.get_by_label("Comment").type_text("Fresnel is too strong at grazing angles");
        harness.run_steps(4);
        save(&name.replace(".png", "-drawing.png"), &harness.render().unwrap());
        harness.key_press(Key::Escape);
        harness.run_steps(3);
        save(&name.replace(".png", "-asking.png"), &harness.render().unwrap());
        harness.get_by_label("Keep the draft").click();
        harness.run_steps(3);
        save(&name.replace(".png", "-kept.png"), &harness.render().unwrap());
        let ctx = harness.ctx.clone();
        let busy = harness.state_mut().page.viewer.busy(&ctx);
        harness.state_mut().place.1 = two;
        harness.run_steps(5);
        save(&name.replace(".png", "-thumbnail.png"), &harness.render().unwrap());
        drop(busy);
        harness.state_mut().place.1 = three;
        until(&mut harness, |s| s.page.viewer.is_current());
        harness.get_by_label("Reject").click();
        harness.run_steps(3);
        harness.get_by_label_contains("Rounds").click();
        harness.run_steps(3);
        save(&name.replace(".png", "-rounds.png"), &harness.render().unwrap());
        harness.key_press(Key::Escape);
        harness.run_steps(3);
        harness.get_by_label_contains("Comments").click();
        harness.run_steps(2);
        harness.key_press(Key::Num0);
        harness.run_steps(6);
        save(&name.replace(".png", "-comments.png"), &harness.render().unwrap());
    }
}

#[test]
#[ignore = "makes pictures to look at"]
fn a_clip() {
    let studio = Studio::new();
    // Another clip can be looked at by naming it.
    let path = std::env::var_os("RUSHES_CLIP").map_or_else(|| studio.clip("turntable.y4m", 48), PathBuf::from);
    let round = studio.publish(&path, "Turntable");
    let info = rushes_media::probe(&path).unwrap();
    let (w, h) = (info.width as f32, info.height as f32);
    let mut ring = shape(ShapeKind::Ellipse, &[(w * 0.3, h * 0.2), (w * 0.6, h * 0.6)]);
    ring.width = crate::viewer::draw::Weight::Medium.pixels([info.width, info.height]);
    studio.annotate(round, ring, "Pops between these frames.", true, 12);
    studio.annotate(round, shape(ShapeKind::Pin, &[(w * 0.8, h * 0.6)]), "Lovely.", false, 30);
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    harness.get_by_label_contains("Open: Pops between").click();
    until(&mut harness, |s| s.page.viewer.is_current());
    harness.run_steps(4);
    save("review-clip.png", &harness.render().unwrap());
}
