//! Rounds: what was published, in which order, and what was decided.

use crate::{
    Timestamp,
    ids::{AttachmentId, DecisionId, FeedbackId, PersonId, RoundId, StageId},
    media::{Attachment, AttachmentRole},
    tree::Node,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

/// A decision's outcome. The order is from the boldest to the most cautious.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Good as it is.
    Approve,
    /// Good, but for what the feedback says.
    Changes,
    /// To be made anew.
    Reject,
}

impl Verdict {
    /// The word scripts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Changes => "changes",
            Self::Reject => "reject",
        }
    }
}

impl FromStr for Verdict {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Approve, Self::Changes, Self::Reject]
            .into_iter()
            .find(|v| v.word() == text)
            .ok_or_else(|| format!("\"{text}\" is not a decision; use approve, changes or reject"))
    }
}

/// What somebody decided about a round. Its signature is its change's envelope.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Decision {
    /// Id.
    pub id: DecisionId,
    /// About which round.
    pub round: RoundId,
    /// The outcome.
    pub verdict: Verdict,
    /// Why.
    pub note: String,
    /// The decisions known when it was made: it stands instead of them.
    pub replaces: BTreeSet<DecisionId>,
    /// Who decided.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

impl Decision {
    /// Reads one; nothing where its outcome is no word we know.
    #[must_use]
    pub(crate) fn read(id: DecisionId, node: Node<'_>) -> Option<Self> {
        Some(Self {
            id,
            round: node.parse("round")?,
            verdict: node.parse("verdict")?,
            note: node.string("note"),
            replaces: node.flags("replaces").collect(),
            by: node.by(),
            at: node.time("at"),
        })
    }
}

/// One published revision of a stage.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Round {
    /// Id.
    pub id: RoundId,
    /// Of which stage.
    pub stage: StageId,
    /// From 1, or after the rounds that were before the stage was tracked here; derived from the order of the
    /// rounds: two rounds published offline at once become 3 and 4 on every device.
    pub number: u32,
    /// The round it followed.
    pub parent: Option<RoundId>,
    /// What the artist says about it.
    pub note: String,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// Feedback that was still open when it was published.
    pub carried: Vec<FeedbackId>,
    /// Everything decided about it, the oldest first.
    pub decisions: Vec<Decision>,
    /// Who published it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

impl Round {
    pub(crate) fn read(id: RoundId, node: Node<'_>) -> Option<Self> {
        let mut attachments: Vec<_> = node
            .maps::<AttachmentId>("media")
            .filter_map(|(id, n)| Some((n.int("order").unwrap_or_default(), Attachment::read(id, n)?)))
            .collect();
        attachments.sort_by_key(|(order, a)| (*order, a.id));
        Some(Self {
            id,
            stage: node.parse("stage")?,
            number: 0,
            parent: node.parse("parent"),
            note: node.string("note"),
            attachments: attachments.into_iter().map(|(_, a)| a).collect(),
            carried: node.flags("carried").collect(),
            decisions: Vec::new(),
            by: node.by(),
            at: node.time("at"),
        })
    }

    /// The file to review: the first that is not a reference.
    #[must_use]
    pub fn current(&self) -> Option<&Attachment> {
        self.attachments.iter().find(|a| a.role == AttachmentRole::Current).or_else(|| self.attachments.first())
    }

    /// The decisions in force: those no later one replaced. More than one means that people decided
    /// at once.
    #[must_use]
    pub fn standing(&self) -> Vec<&Decision> {
        let replaced: BTreeSet<_> = self.decisions.iter().flat_map(|d| &d.replaces).collect();
        self.decisions.iter().filter(|d| !replaced.contains(&d.id)).collect()
    }

    /// The decision that counts: of several standing ones the most cautious, so that nothing goes
    /// on by accident.
    #[must_use]
    pub fn decision(&self) -> Option<&Decision> {
        self.standing().into_iter().max_by_key(|d| (d.verdict, d.at, d.id))
    }
}

/// Numbers rounds, after those that were before: parents before children, then by time, then by id. Rounds whose parents form a
/// circle, which no honest device writes, come last.
pub(crate) fn number(rounds: Vec<Round>, before: u32) -> Vec<Round> {
    let known: BTreeSet<RoundId> = rounds.iter().map(|r| r.id).collect();
    let mut waiting: BTreeMap<(Timestamp, RoundId), Round> = rounds.into_iter().map(|r| ((r.at, r.id), r)).collect();
    let mut ordered: Vec<Round> = Vec::new();
    let mut placed: BTreeSet<RoundId> = BTreeSet::new();
    while !waiting.is_empty() {
        let next = waiting
            .iter()
            .find(|(_, r)| r.parent.is_none_or(|p| placed.contains(&p) || !known.contains(&p)))
            .or_else(|| waiting.iter().next())
            .map(|(key, _)| *key);
        let Some(mut round) = next.and_then(|key| waiting.remove(&key)) else { break };
        placed.insert(round.id);
        round.number = u32::try_from(ordered.len() + 1).unwrap_or(u32::MAX).saturating_add(before);
        ordered.push(round);
    }
    ordered
}
