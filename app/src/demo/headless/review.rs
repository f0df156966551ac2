//! The review: marks, what becomes of them, decisions, and what follows from those.

use super::{RECT, Walk};
use crate::render::{self, RenderOptions, RoundRef};
use anyhow::{Context as _, ensure};
use rushes_domain::{
    AnnotationId, Command, CommentId, DecisionId, DeliverableId, EventId, FeedbackId, FeedbackStatus, FeedbackStep,
    FrameSpan, NewAnnotation, Point, ProjectId, Shape, ShapeKind, StageTarget, Status, Verdict,
};
use rushes_store::fresh;
use serde_json::json;

impl Walk<'_> {
    pub(super) fn mark(
        &self,
        on: RoundRef,
        kind: ShapeKind,
        points: &[(f32, f32)],
        frame: u64,
        says: &str,
    ) -> anyhow::Result<FeedbackId> {
        let comment = CommentId::new(fresh());
        let shape = Shape {
            kind,
            points: points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect(),
            text: String::new(),
            color: Shape::RED.into(),
            width: 6.0,
            image: None,
        };
        let new = NewAnnotation {
            id: AnnotationId::new(fresh()),
            comment,
            deliverable: on.deliverable,
            round: on.round,
            attachment: None,
            frames: FrameSpan::at(frame),
            shape,
            body: says.into(),
            action: true,
        };
        self.store.submit(Command::Annotate(new))?;
        Ok(FeedbackId::derive(&[comment.bytes()]))
    }

    pub(super) fn annotate(&mut self, on: RoundRef) -> anyhow::Result<[FeedbackId; 3]> {
        let items = [
            self.mark(on, ShapeKind::Rect, &RECT, 0, "Let this corner fall off. It is as bright as the product.")?,
            self.mark(
                on,
                ShapeKind::Arrow,
                &[(1380.0, 120.0), (1010.0, 300.0)],
                0,
                "I want the last sun of the day from here.",
            )?,
            self.mark(on, ShapeKind::Ellipse, &[(340.0, 745.0), (560.0, 955.0)], 0, "The orange cuts into the stone.")?,
        ];
        let open = self
            .store
            .snapshot()
            .state
            .deliverable(on.deliverable)
            .map_or(0, |d| d.feedback.iter().filter(|f| f.is_open()).count());
        ensure!(open == items.len(), "three marks made {open} items to do");
        self.done("annotate", json!({"annotations": items.len(), "feedback": items}));
        Ok(items)
    }

    pub(super) fn clip(&mut self, project: ProjectId) -> anyhow::Result<()> {
        let clip = self.named(project, "Bottle turntable")?;
        ensure!(
            self.status(clip, "Rendering")? == Status::Ready,
            "with everything before it skipped, Rendering is ready"
        );
        let rendering = self.stage(clip, "Rendering")?;
        let round = self.publish("publish a clip", rendering, "sol-turntable-r1.mp4")?;
        let item =
            self.mark(round, ShapeKind::Ellipse, &[(178.0, 96.0), (306.0, 236.0)], 48, "From behind, it goes dark.")?;
        let frames = |frame| RenderOptions { frame, annotations: true, ..RenderOptions::default() };
        let snapshot = self.store.snapshot();
        let marked = render::render_picture(&snapshot, self.store.media(), round, &frames(48))?;
        let before = render::render_picture(&snapshot, self.store.media(), round, &frames(47))?;
        let red = |p: &rushes_media::DisplayPicture| p.rgb_at(178, 166) == Some([0xFF, 0x3B, 0x30]);
        ensure!(red(&marked) && !red(&before), "the mark lies on frame 48 alone");
        self.done("annotate a frame", json!({"frame": 48, "feedback": item}));
        Ok(())
    }

    pub(super) fn step(
        &self,
        on: RoundRef,
        feedback: FeedbackId,
        step: FeedbackStep,
        note: &str,
    ) -> anyhow::Result<FeedbackStatus> {
        let event = EventId::new(fresh());
        self.store.submit(Command::StepFeedback {
            deliverable: on.deliverable,
            feedback,
            event,
            step,
            note: note.into(),
        })?;
        let snapshot = self.store.snapshot();
        let item = snapshot
            .state
            .deliverable(on.deliverable)
            .and_then(|d| d.feedback.iter().find(|f| f.id == feedback).cloned());
        Ok(item.context("the item is gone")?.status)
    }

    pub(super) fn decide(&self, on: RoundRef, verdict: Verdict, note: &str) -> anyhow::Result<String> {
        let id = DecisionId::new(fresh());
        let ack = self.store.submit(Command::Decide {
            deliverable: on.deliverable,
            round: on.round,
            id,
            verdict,
            note: note.into(),
        })?;
        let signed = ack.changes.first().context("the decision was not signed")?;
        Ok(signed.signature.clone())
    }

    pub(super) fn resolve(&mut self, on: RoundRef, items: &[FeedbackId; 3]) -> anyhow::Result<()> {
        let resolved = self.step(on, items[0], FeedbackStep::Resolve, "A stop and a half down.")?;
        ensure!(resolved == FeedbackStatus::Resolved, "a resolved item is {resolved:?}");
        self.done("resolve", json!({"feedback": items[0], "status": resolved}));
        let verified = self.step(on, items[0], FeedbackStep::Verify, "")?;
        ensure!(verified == FeedbackStatus::Verified, "a verified item is {verified:?}");
        self.done("verify", json!({"feedback": items[0], "status": verified}));
        let signature = self.decide(on, Verdict::Changes, "Now give me a time of day.")?;
        let status = self.status(on.deliverable, "Lighting")?;
        ensure!(status == Status::ChangesRequested, "after asking for changes the stage is {status}");
        self.done("decide: changes", json!({"status": status, "signature": signature}));
        Ok(())
    }

    /// The next round carries what is still open, and nothing else.
    pub(super) fn next_round(
        &mut self,
        target: StageTarget,
        first: RoundRef,
        items: &[FeedbackId; 3],
    ) -> anyhow::Result<RoundRef> {
        let second = self.publish("publish round 2", target, "sol-hero-lighting-r2.jpg")?;
        let snapshot = self.store.snapshot();
        let deliverable = snapshot.state.deliverable(first.deliverable).context("the deliverable is gone")?;
        let round = deliverable.round(second.round).context("round 2 is not there")?;
        let mut carried = round.carried.clone();
        carried.sort_unstable();
        let mut open = items[1..].to_vec();
        open.sort_unstable();
        ensure!(round.number == 2, "the second round has the number {}", round.number);
        ensure!(carried == open, "round 2 carries {} items, not the two that are open", carried.len());
        self.done("carry open feedback", json!({"round": 2, "carried": carried}));
        Ok(second)
    }

    pub(super) fn approve(
        &mut self,
        hero: DeliverableId,
        second: RoundRef,
        items: &[FeedbackId; 3],
    ) -> anyhow::Result<()> {
        for item in &items[1..] {
            self.step(second, *item, FeedbackStep::Resolve, "Done in round 2.")?;
            self.step(second, *item, FeedbackStep::Verify, "")?;
        }
        let before = self.status(hero, "Rendering")?;
        let signature = self.decide(second, Verdict::Approve, "This is the picture.")?;
        let (lighting, rendering) = (self.status(hero, "Lighting")?, self.status(hero, "Rendering")?);
        ensure!(lighting == Status::Approved, "an approved stage is {lighting}");
        ensure!(before == Status::Blocked && rendering == Status::Ready, "Rendering went from {before} to {rendering}");
        self.done("decide: approve", json!({"status": lighting, "signature": signature}));
        self.done("the next stage is ready", json!({"stage": "Rendering", "from": before, "to": rendering}));
        Ok(())
    }
}
