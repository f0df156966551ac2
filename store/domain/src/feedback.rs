//! The feedback checklist.

use crate::{
    Timestamp,
    command::FeedbackStep,
    ids::{AnnotationId, CommentId, EventId, FeedbackId, PersonId, RoundId, StageId},
    tree::Node,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, str::FromStr};

/// Where an item of the checklist stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackStatus {
    /// To be done.
    #[default]
    Open,
    /// Being done.
    InProgress,
    /// The artist says it is done.
    Resolved,
    /// The reviewer agrees.
    Verified,
    /// The reviewer does not.
    Reopened,
}

impl FeedbackStatus {
    /// The word scripts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Resolved => "resolved",
            Self::Verified => "verified",
            Self::Reopened => "reopened",
        }
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::InProgress => "In progress",
            Self::Resolved => "Resolved",
            Self::Verified => "Verified",
            Self::Reopened => "Reopened",
        }
    }

    /// Whether the artist still has to do something.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Resolved | Self::Verified)
    }
}

impl FromStr for FeedbackStatus {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Open, Self::InProgress, Self::Resolved, Self::Verified, Self::Reopened]
            .into_iter()
            .find(|s| s.word() == text)
            .ok_or_else(|| {
                format!("\"{text}\" is not a feedback status; use open, in_progress, resolved, verified or reopened")
            })
    }
}

/// One step somebody took with an item.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FeedbackEvent {
    /// Id.
    pub id: EventId,
    /// Of which item.
    pub feedback: FeedbackId,
    /// What was done.
    pub step: FeedbackStep,
    /// What they said about it.
    pub note: String,
    /// The steps known when it was taken.
    pub after: BTreeSet<EventId>,
    /// Who took it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

impl FeedbackEvent {
    /// Reads one, if its step is of the kinds this document may hold.
    pub(crate) fn read(id: EventId, node: Node<'_>, steps: [FeedbackStep; 2]) -> Option<Self> {
        let step = node.parse("step").filter(|s| steps.contains(s))?;
        Some(Self {
            id,
            feedback: node.parse("feedback")?,
            step,
            note: node.string("note"),
            after: node.flags("after").collect(),
            by: node.by(),
            at: node.time("at"),
        })
    }
}

/// One item of the checklist.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Feedback {
    /// Id, derived from the comment it came from.
    pub id: FeedbackId,
    /// Of which stage.
    pub stage: StageId,
    /// The round it was given on.
    pub origin: RoundId,
    /// The newest round it is on the list of: the origin, or one it was carried to.
    pub round: RoundId,
    /// The comment that says it.
    pub comment: CommentId,
    /// The mark it is about, if any.
    pub annotation: Option<AnnotationId>,
    /// First line of the comment.
    pub summary: String,
    /// Something to do, rather than something to know.
    pub action: bool,
    /// Where it stands.
    pub status: FeedbackStatus,
    /// How it got there, the oldest step first.
    pub events: Vec<FeedbackEvent>,
    /// Who gave it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

impl Feedback {
    /// The round it was carried from, if it was.
    #[must_use]
    pub fn carried_from(&self) -> Option<RoundId> {
        (self.round != self.origin).then_some(self.origin)
    }

    /// Whether the artist still has to do something about it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.action && self.status.is_open()
    }

    /// The last steps of every chain: more than one after a merge.
    #[must_use]
    pub fn tips(&self) -> BTreeSet<EventId> {
        let passed: BTreeSet<_> = self.events.iter().flat_map(|e| &e.after).copied().collect();
        self.events.iter().map(|e| e.id).filter(|id| !passed.contains(id)).collect()
    }

    /// The status that its steps give. Of steps taken at once the one that asks for most care wins.
    pub(crate) fn settle(&mut self) {
        let tips = self.tips();
        self.status = self
            .events
            .iter()
            .filter(|e| tips.contains(&e.id))
            .map(|e| match e.step {
                FeedbackStep::Start => (0, FeedbackStatus::InProgress),
                FeedbackStep::Resolve => (1, FeedbackStatus::Resolved),
                FeedbackStep::Verify => (2, FeedbackStatus::Verified),
                FeedbackStep::Reopen => (3, FeedbackStatus::Reopened),
            })
            .max_by_key(|(care, _)| *care)
            .map_or(FeedbackStatus::Open, |(_, status)| status);
    }
}
