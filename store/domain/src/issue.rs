//! What a merge can make that nobody meant.

use crate::ids::{RoundId, StageId};
use serde::{Deserialize, Serialize};

/// Something to look at, on one stage.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issue {
    /// Work was published although the stages it waits for are not done.
    WorkedWhileBlocked {
        /// The stages it waits for.
        waits_for: Vec<StageId>,
    },
    /// People decided the same round at once, and not the same.
    DecidedTwice {
        /// Which round.
        round: RoundId,
    },
    /// A round was approved while a newer one was on its way.
    ApprovedOlderRound {
        /// The approved one.
        round: RoundId,
    },
    /// Rounds were published at once; they stand one after the other.
    PublishedAtOnce {
        /// The rounds with one parent.
        rounds: Vec<RoundId>,
    },
    /// A stage needs one that the deliverable does not have.
    NeedsUnknownStage,
    /// Stages wait for each other in a circle, which two plans made at once.
    Circle,
}

impl Issue {
    /// What happened and what to do, as people read it.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::WorkedWhileBlocked { .. } => {
                "A round was published before the stages it waits for were approved. Approve or skip those, or decide the round as it is."
            }
            Self::DecidedTwice { .. } => {
                "Two people decided this round at the same time. The more careful decision counts until somebody decides again."
            }
            Self::ApprovedOlderRound { .. } => {
                "An older round was approved while a newer one was on its way. Decide the newest round."
            }
            Self::PublishedAtOnce { .. } => {
                "Two rounds were published at the same time. Both are kept, one after the other."
            }
            Self::NeedsUnknownStage => {
                "This stage waits for one that the deliverable does not have; that need is ignored."
            }
            Self::Circle => "Stages wait for each other in a circle. Remove one of the dependencies.",
        }
    }
}
