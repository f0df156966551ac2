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
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert!(harness.state().sent.is_empty(), "Enter begins a line");
    harness.get_by_label("Note on the decision").type_text("and too small");
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Enter);
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
fn items_are_ticked_off_one_or_several_at_once_and_by_key() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("hero.png", 800, 600), "");
    for words in ["Seam", "Neck", "Cap", "Label"] {
        studio.annotate(round, shape(ShapeKind::Pin, &[(100.0, 100.0)]), words, true, 0);
    }
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    let open_items = |studio: &Studio| {
        let deliverable = studio.store.snapshot().state.deliverable(studio.deliverable).unwrap().clone();
        let open = deliverable.open_feedback(studio.stage).map(|f| f.summary.clone()).collect::<Vec<_>>();
        let said = deliverable.comments.iter().filter(|c| !c.resolved).count();
        assert_eq!(open.len(), said, "a comment and its item are one");
        open
    };
    harness.get_by_label("Resolve: Neck").click();
    until(&mut harness, |s| s.sent.len() == 1);
    assert_eq!(open_items(&studio), ["Seam", "Cap", "Label"]);
    harness.get_by_label("2, Resolved: Neck");
    harness.get_by_label("Resolve: Seam").click();
    until(&mut harness, |s| s.sent.len() == 2);
    harness.run_steps(2);
    harness.get_by_label("Resolve: Seam").click();
    until(&mut harness, |s| s.sent.len() == 3);
    assert_eq!(open_items(&studio), ["Seam", "Cap", "Label"], "ticked again it is open again");
    harness.run_steps(2);
    harness.get_by_label("1, Reopened: Seam").click();
    harness.run_steps(2);
    harness.key_press(Key::X);
    until(&mut harness, |s| s.sent.len() == 4);
    assert_eq!(open_items(&studio), ["Cap", "Label"], "by key");
    harness.run_steps(2);
    harness.get_by_label("Resolve all 2").click();
    until(&mut harness, |s| s.sent.len() == 5);
    assert!(matches!(&harness.state().sent[4], Command::Batch { commands, .. } if commands.len() == 2), "in one step");
    assert!(open_items(&studio).is_empty());
    // An artist may not reopen, so the box stands still and says why.
    harness.state_mut().role = Role::Artist;
    harness.run_steps(2);
    harness.get_by_label("Resolve: Cap").click();
    harness.run_steps(3);
    assert_eq!(harness.state().sent.len(), 5);
}

#[test]
fn feedback_of_another_file_says_which_and_goes_there() {
    let studio = Studio::new();
    let file = |name: &str, width: u32| {
        let path = studio.picture(name, width, 600);
        let stored =
            studio.store.media().import(&path, &|_, _| {}, &std::sync::atomic::AtomicBool::new(false)).unwrap();
        Attachment {
            id: AttachmentId::new(rushes_store::fresh()),
            role: AttachmentRole::Current,
            kind: MediaKind::Image,
            hash: stored.hash,
            name: name.into(),
            size: stored.size,
            format: "png".into(),
            width,
            height: 600,
            frames: 1,
            fps: None,
            duration_ms: None,
            codec: String::new(),
            alpha: false,
        }
    };
    let (front, side) = (file("front.png", 800), file("side.png", 640));
    let round = RoundId::new(rushes_store::fresh());
    let attachments = vec![front.clone(), side.clone()];
    studio.store.submit(Command::Publish { target: studio.target(), round, attachments, note: String::new() }).unwrap();
    let shown = studio.model(round, Role::Admin).file.unwrap();
    let other = if shown.id == front.id { side } else { front };
    studio
        .store
        .submit(Command::Annotate(NewAnnotation {
            id: AnnotationId::new(rushes_store::fresh()),
            comment: CommentId::new(rushes_store::fresh()),
            deliverable: studio.deliverable,
            round,
            attachment: Some(other.id),
            frames: FrameSpan::at(0),
            shape: shape(ShapeKind::Pin, &[(100.0, 100.0)]),
            body: "Seam".into(),
            action: true,
        }))
        .unwrap();
    let mut harness = open(&studio, round, [1280.0, 800.0], Theme::dark());
    harness.get_by_label(&format!("on {}", other.name));
    harness.get_by_label("1, Open: Seam").click();
    harness.run_steps(2);
    until(&mut harness, |s| s.page.viewer.is_current() && s.page.mark.is_some());
    harness.get_by_label(&format!("Picture {}", other.name));
    assert!(harness.query_by_label(&format!("on {}", other.name)).is_none(), "it is the one that is shown");
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
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Enter);
    until(&mut harness, |s| s.sent.len() == 2);
    assert!(matches!(&harness.state().sent[1], Command::Comment { reply_to: Some(_), body, .. } if body == "85 mm"));
    let Command::Comment { id, .. } = &harness.state().sent[1] else { panic!("no answer") };
    assert_eq!((harness.state().page.said_last, harness.state().page.reveal_said), (Some(*id), false), "it was shown");
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
fn nothing_of_another_round_is_shown_while_one_is_read() {
    let studio = Studio::new();
    let one = studio.publish(&studio.picture("one.png", 800, 600), "");
    let two = studio.publish(&studio.picture("two.png", 1400, 900), "");
    studio.annotate(two, shape(ShapeKind::Rect, &[(200.0, 200.0), (700.0, 500.0)]), "Here", true, 0);
    let mut harness = open(&studio, one, [1280.0, 800.0], Theme::dark());
    let ctx = harness.ctx.clone();
    let busy = harness.state_mut().page.viewer.busy(&ctx);
    harness.state_mut().place.1 = two;
    harness.step();
    assert!(harness.state().page.viewer.picture().is_none(), "the first round's picture is gone at once");
    harness.run_steps(4);
    harness.get_by_label("Thumbnail, the picture is being read");
    harness.get_by_label("Thumbnail of two.png");
    assert_eq!(harness.state().page.viewer.canvas.size, [1400, 900], "in the picture's place, as large as it is");
    harness.get_by_label("Approve").click();
    harness.run_steps(2);
    assert!(harness.query_by_label("Decide the round").is_none(), "nobody decides what is not shown");
    harness.key_press(Key::U);
    harness.run_steps(2);
    super::draw::drag(&mut harness, (300.0, 300.0), (600.0, 800.0));
    super::draw::drag(&mut harness, (200.0, 300.0), (300.0, 400.0));
    assert!(harness.query_by_label("Comment").is_none() && harness.state().sent.is_empty(), "nor draws on it");
    drop(busy);
    until(&mut harness, |s| s.page.viewer.is_current());
    harness.get_by_label("Picture two.png");
    assert!(harness.query_by_label("Thumbnail, the picture is being read").is_none());
    harness.get_by_label("Approve").click();
    harness.run_steps(2);
    harness.get_by_label("Decide the round");
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
    harness.state_mut().network.arriving.insert(away.hash, (13_000_000, 31_000_000));
    harness.run_steps(2);
    harness.get_by_label_contains("far.exr is on its way. 41 % of 31 MB are here.");
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
