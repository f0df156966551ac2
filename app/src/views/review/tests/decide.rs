//! Decisions, the checklist, and what a role may not do.

use super::bench::{Studio, open, shape, until};
use crate::kit::Theme;
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use rushes_domain::*;

#[test]
fn rejecting_needs_a_note_and_approving_does_not() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("hero.png", 800, 600), "");
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    harness.get_by_label("Reject").click();
    harness.run_steps(2);
    harness.get_by_label("Decide the round").click();
    harness.run_steps(2);
    assert!(harness.state().sent.is_empty(), "not without a reason");
    harness.get_by_label("Note on the decision").focus();
    harness.step();
    harness.get_by_label("Note on the decision").type_text("Wrong bottle");
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::SHIFT, Key::Enter);
    harness.run_steps(2);
    harness.get_by_label("Note on the decision").type_text("and too small");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    until(&mut harness, |s| !s.sent.is_empty());
    let [Command::Decide { verdict, note, round: decided, .. }] = harness.state().sent.as_slice() else {
        panic!("{:?}", harness.state().sent)
    };
    assert_eq!((*verdict, note.as_str(), *decided), (Verdict::Reject, "Wrong bottle\nand too small", round));
    harness.get_by_label("Approve").click();
    harness.run_steps(2);
    harness.get_by_label("Decide the round").click();
    until(&mut harness, |s| s.sent.len() == 2);
    let status =
        studio.store.snapshot().state.deliverable(studio.deliverable).unwrap().stage(studio.stage).unwrap().status;
    assert_eq!(status, Status::Approved);
}

#[test]
fn an_artist_resolves_and_a_reviewer_verifies() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("hero.png", 800, 600), "");
    studio.annotate(round, shape(ShapeKind::Pin, &[(100.0, 100.0)]), "Fix the seam", true, 0);
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    harness.state_mut().role = Role::Artist;
    harness.get_by_label("1, Open: Fix the seam").click();
    harness.run_steps(3);
    harness.get_by_label("Resolve item 1").click();
    harness.run_steps(2);
    harness.get_by_label("Note on the step").focus();
    harness.step();
    harness.get_by_label("Note on the step").type_text("Welded");
    harness.run_steps(2);
    harness.get_by_label("Take the step").click();
    until(&mut harness, |s| s.sent.len() == 1);
    harness.state_mut().role = Role::Producer;
    until(&mut harness, |_| true);
    harness.get_by_label("Verify item 1").click();
    until(&mut harness, |s| s.sent.len() == 2);
    harness.get_by_label("1, Verified: Fix the seam");
    assert_eq!(harness.query_all_by_label("1 of 1 done").count(), 2, "as words and as a bar");
}

#[test]
fn a_comment_is_written_and_answered() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("hero.png", 800, 600), "");
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    harness.get_by_label("Comments").click();
    harness.run_steps(2);
    harness.get_by_label("Comment on round 1").focus();
    harness.step();
    harness.get_by_label("Comment on round 1").type_text("Which lens?");
    harness.run_steps(2);
    harness.get_by_label("To do").click();
    harness.run_steps(2);
    harness.get_by_label("Comment").click();
    until(&mut harness, |s| s.sent.len() == 1);
    assert!(matches!(&harness.state().sent[0], Command::Comment { body, action: true, .. } if body == "Which lens?"));
    harness.get_by_label("Answer: Which lens?").click();
    harness.run_steps(2);
    harness.get_by_label("Answer").focus();
    harness.step();
    harness.get_by_label("Answer").type_text("85 mm");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    until(&mut harness, |s| s.sent.len() == 2);
    assert!(matches!(&harness.state().sent[1], Command::Comment { reply_to: Some(_), body, .. } if body == "85 mm"));
}

#[test]
fn rounds_are_turned_between_and_the_view_stays() {
    let studio = Studio::new();
    let one = studio.publish(&studio.picture("one.png", 4000, 3000), "");
    let two = studio.publish(&studio.picture("two.png", 4000, 3000), "");
    let mut harness = open(&studio, two, [1280.0, 800.0], Theme::dark());
    harness.key_press(Key::Num0);
    harness.run_steps(2);
    harness.get_by_label("Show round 1").click();
    until(&mut harness, |s| s.place.1 == one);
    until(&mut harness, |s| s.page.viewer.is_current());
    harness.get_by_label("Zoom 100 %");
    harness.get_by_label("Newer round").click();
    until(&mut harness, |s| s.place.1 == two);
}

#[test]
fn a_file_that_is_not_here_is_said_to_be_on_its_way_and_a_broken_one_why() {
    let studio = Studio::new();
    let away = Attachment {
        id: AttachmentId::new(rushes_store::fresh()),
        role: AttachmentRole::Current,
        kind: MediaKind::Image,
        hash: MediaHash([9; 32]),
        name: "far.exr".into(),
        size: 31_000_000,
        format: "exr".into(),
        width: 4096,
        height: 2304,
        frames: 1,
        fps: None,
        duration_ms: None,
        codec: "zip".into(),
        alpha: false,
    };
    let round = studio.publish_as(away.clone(), "");
    let mut harness = open_any(&studio, round);
    harness.get_by_label_contains("far.exr is on its way. 31 MB come by themselves");
    let path = studio.folder.path().join("broken.png");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n and nothing after").unwrap();
    let stored = studio.store.media().import(&path, &|_, _| {}, &std::sync::atomic::AtomicBool::new(false)).unwrap();
    let broken = Attachment {
        hash: stored.hash,
        name: "broken.png".into(),
        id: AttachmentId::new(rushes_store::fresh()),
        ..away
    };
    let round = studio.publish_as(broken, "");
    harness.state_mut().place.1 = round;
    until(&mut harness, |s| matches!(s.page.viewer.absent(), Some(crate::viewer::Absent::Failed(_))));
    harness.get_by_label_contains("broken.png cannot be shown. This file is damaged");
}

fn open_any(studio: &Studio, round: RoundId) -> egui_kittest::Harness<'static, super::bench::Shown> {
    super::bench::open_when(studio, round, |s| s.page.viewer.absent() == Some(crate::viewer::Absent::Away))
}
