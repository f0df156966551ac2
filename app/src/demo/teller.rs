//! What people of the sample do, in a line each.

use super::{
    assets,
    cast::{Cast, Who},
};
use rushes_domain::{
    AnnotationId, AttachmentId, Command, CommentId, Date, DecisionId, Deliverable, DeliverableId, EventId, FeedbackId,
    FeedbackStep, FrameSpan, Id, NewAnnotation, NewDeliverable, PersonId, Point, Priority, ProjectId, RoundId, Shape,
    ShapeKind, StageId, StageTarget, Status, Verdict,
};
use rushes_store::Store;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A deliverable to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// Name.
    pub(super) name: &'static str,
    /// What kind of thing.
    pub(super) kind: &'static str,
    /// How urgent.
    pub(super) priority: Priority,
    /// Due in how many days from today.
    pub(super) due: i64,
    /// What it is about.
    pub(super) about: &'static str,
}

/// A round as people speak of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    /// Of which deliverable.
    pub(super) deliverable: DeliverableId,
    /// Which round.
    pub(super) round: RoundId,
}

/// A mark to be drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawn<'a> {
    /// What kind.
    pub(super) kind: ShapeKind,
    /// Where, in image pixels.
    pub(super) points: &'a [(f32, f32)],
    /// On which frames.
    pub(super) frames: (u64, u64),
    /// Words of a text mark.
    pub(super) words: &'a str,
    /// `#RRGGBB`.
    pub(super) color: &'a str,
    /// Width of its line, in image pixels.
    pub(super) width: f32,
}

impl<'a> Drawn<'a> {
    /// A mark in annotation red on a picture.
    #[must_use]
    pub(super) fn new(kind: ShapeKind, points: &'a [(f32, f32)]) -> Self {
        Self { kind, points, frames: (0, 0), words: "", color: Shape::RED, width: 4.0 }
    }
}

/// Tells the cast what to do, and keeps the ids.
pub(super) struct Teller {
    /// The people.
    pub(super) cast: Cast,
    store: Store,
    today: Date,
    made: u64,
    stages: BTreeMap<(DeliverableId, String), StageId>,
}

impl Teller {
    /// Begins in a studio that has just been made.
    ///
    /// # Errors
    /// When the people cannot be brought together.
    pub(super) fn new(store: &Store, today: Date) -> anyhow::Result<Self> {
        Ok(Self { cast: Cast::gather(store)?, store: store.clone(), today, made: 0, stages: BTreeMap::new() })
    }

    /// The next id: the same for the same studio and the same story.
    pub(super) fn id(&mut self) -> [u8; 16] {
        self.made += 1;
        Id::derive("sample", &[&self.store.studio().bytes()[..], &self.made.to_le_bytes()]).0
    }

    /// Some days from today.
    #[must_use]
    pub(super) fn day(&self, days: i64) -> Date {
        self.today.saturating_add(jiff::Span::new().days(days))
    }

    /// Makes a deliverable.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) fn deliverable(&mut self, project: ProjectId, plan: &Plan) -> anyhow::Result<DeliverableId> {
        let id = DeliverableId::new(self.id());
        let new = NewDeliverable {
            id,
            project,
            name: plan.name.into(),
            kind: plan.kind.into(),
            priority: plan.priority,
            due: Some(self.day(plan.due)),
            description: plan.about.into(),
        };
        self.cast.act(Who::Mara, Command::CreateDeliverable(new))?;
        self.cast.settle()?;
        let snapshot = self.store.snapshot();
        let stages = snapshot.state.deliverable(id).map(|d| d.stages.clone()).unwrap_or_default();
        self.stages.extend(stages.into_iter().map(|s| ((id, s.name), s.id)));
        Ok(id)
    }

    /// Every project and deliverable there is by now.
    ///
    /// # Errors
    /// When the people cannot be brought together.
    pub(super) fn made_so_far(&mut self) -> anyhow::Result<(Vec<ProjectId>, Vec<Arc<Deliverable>>)> {
        self.cast.settle()?;
        let snapshot = self.store.snapshot();
        let projects = snapshot.state.projects.keys().copied().collect();
        Ok((projects, snapshot.state.deliverables().cloned().collect()))
    }

    /// One of its stages.
    ///
    /// # Errors
    /// When it has none of that name.
    pub(super) fn stage(&self, deliverable: DeliverableId, name: &str) -> anyhow::Result<StageTarget> {
        let stage = self.stages.get(&(deliverable, name.to_owned())).copied();
        Ok(StageTarget { deliverable, stage: stage.ok_or_else(|| anyhow::anyhow!("there is no stage {name}"))? })
    }

    /// Gives a stage to somebody, to be done by a day.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) fn assign(&mut self, target: StageTarget, people: &[PersonId], due: i64) -> anyhow::Result<()> {
        let people: BTreeSet<_> = people.iter().copied().collect();
        self.cast.act(Who::Mara, Command::AssignStage { target, people })?;
        let (start, due) = (Some(self.day(due - 4)), Some(self.day(due)));
        self.cast.act(Who::Mara, Command::DateStage { target, start, due })
    }

    /// Sets a status: by hand where `reason` says why facts do not.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) fn status(
        &mut self,
        who: Who,
        target: StageTarget,
        status: Status,
        force: bool,
        reason: &str,
    ) -> anyhow::Result<()> {
        let event = EventId::new(self.id());
        self.cast.act(who, Command::SetStageStatus { target, status, force, reason: reason.into(), event })
    }

    /// Publishes a round of files of the sample.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) fn publish(
        &mut self,
        who: Who,
        target: StageTarget,
        files: &[&str],
        note: &str,
    ) -> anyhow::Result<Told> {
        let mut attachments = Vec::new();
        for file in files {
            let id = AttachmentId::new(self.id());
            attachments.push(assets::attach(&self.store, file, id)?);
        }
        let round = RoundId::new(self.id());
        self.cast.act(who, Command::Publish { target, round, attachments, note: note.into() })?;
        Ok(Told { deliverable: target.deliverable, round })
    }

    /// Draws a mark that asks for something, or, without `action`, says something to know.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) fn mark(
        &mut self,
        who: Who,
        on: Told,
        drawn: Drawn<'_>,
        says: &str,
        action: bool,
    ) -> anyhow::Result<FeedbackId> {
        let comment = CommentId::new(self.id());
        let shape = Shape {
            kind: drawn.kind,
            points: drawn.points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect(),
            text: drawn.words.into(),
            color: drawn.color.into(),
            width: drawn.width,
            image: None,
        };
        let new = NewAnnotation {
            id: AnnotationId::new(self.id()),
            comment,
            deliverable: on.deliverable,
            round: on.round,
            attachment: None,
            frames: FrameSpan { first: drawn.frames.0, last: drawn.frames.1 },
            shape,
            body: says.into(),
            action,
        };
        self.cast.act(who, Command::Annotate(new))?;
        Ok(FeedbackId::derive(&[comment.bytes()]))
    }

    /// Says something about a round, or answers.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) fn say(
        &mut self,
        who: Who,
        on: Told,
        body: &str,
        reply_to: Option<CommentId>,
    ) -> anyhow::Result<CommentId> {
        let id = CommentId::new(self.id());
        let Told { deliverable, round } = on;
        let command =
            Command::Comment { deliverable, round: Some(round), id, body: body.into(), reply_to, action: false };
        self.cast.act(who, command)?;
        Ok(id)
    }

    /// Takes a step with an item.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) fn step(
        &mut self,
        who: Who,
        on: Told,
        feedback: FeedbackId,
        step: FeedbackStep,
        note: &str,
    ) -> anyhow::Result<()> {
        let event = EventId::new(self.id());
        let command = Command::StepFeedback { deliverable: on.deliverable, feedback, event, step, note: note.into() };
        self.cast.act(who, command)
    }

    /// Decides a round.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) fn decide(&mut self, who: Who, on: Told, verdict: Verdict, note: &str) -> anyhow::Result<()> {
        let id = DecisionId::new(self.id());
        let Told { deliverable, round } = on;
        self.cast.act(who, Command::Decide { deliverable, round, id, verdict, note: note.into() })
    }
}
