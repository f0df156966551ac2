//! The statuses a stage can have. They are derived, never stored.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What state a stage is in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for other stages.
    Blocked,
    /// Can be started.
    #[default]
    Ready,
    /// Somebody works on it.
    InProgress,
    /// Its newest round waits for a decision.
    InReview,
    /// Its newest round was sent back.
    ChangesRequested,
    /// Done.
    Approved,
    /// Paused by a producer.
    OnHold,
    /// Not needed for this deliverable.
    Skipped,
}

impl Status {
    /// Every status, in the order work passes through them.
    pub const ALL: [Self; 8] = [
        Self::Blocked,
        Self::Ready,
        Self::InProgress,
        Self::InReview,
        Self::ChangesRequested,
        Self::Approved,
        Self::OnHold,
        Self::Skipped,
    ];

    /// The word scripts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Ready => "ready",
            Self::InProgress => "in_progress",
            Self::InReview => "in_review",
            Self::ChangesRequested => "changes_requested",
            Self::Approved => "approved",
            Self::OnHold => "on_hold",
            Self::Skipped => "skipped",
        }
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Blocked => "Blocked",
            Self::Ready => "Ready",
            Self::InProgress => "In progress",
            Self::InReview => "In review",
            Self::ChangesRequested => "Changes requested",
            Self::Approved => "Approved",
            Self::OnHold => "On hold",
            Self::Skipped => "Skipped",
        }
    }

    /// Whether stages that depend on this one may begin.
    #[must_use]
    pub fn frees_dependents(self) -> bool {
        matches!(self, Self::Approved | Self::Skipped)
    }

    /// The status a sheet's word means: case, spaces and the usual synonyms of studios.
    #[must_use]
    pub fn from_sheet(word: &str) -> Option<Self> {
        let plain = crate::names::letters(word);
        Some(match plain.as_str() {
            "blocked" | "waiting" | "waitingtostart" | "wts" => Self::Blocked,
            "ready" | "rdy" | "todo" | "notstarted" | "readytostart" | "open" | "new" => Self::Ready,
            "inprogress" | "wip" | "started" | "ip" | "working" | "inwork" | "ongoing" => Self::InProgress,
            "inreview" | "review" | "wfa" | "waitingforapproval" | "forreview" | "pendingreview" | "rev"
            | "submitted" | "delivered" => Self::InReview,
            "changesrequested" | "changes" | "retake" | "rtk" | "revise" | "revision" | "rejected" | "fix"
            | "kickback" => Self::ChangesRequested,
            "approved" | "done" | "final" | "finaled" | "complete" | "completed" | "apr" | "app" | "ok" | "fin" => {
                Self::Approved
            }
            "onhold" | "hold" | "hld" | "paused" => Self::OnHold,
            "skipped" | "skip" | "na" | "notapplicable" | "notneeded" | "omit" | "omitted" | "omt" => Self::Skipped,
            _ => return None,
        })
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Status {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let word = text.trim().to_lowercase().replace([' ', '-'], "_");
        Self::ALL
            .into_iter()
            .find(|s| s.word() == word)
            .or_else(|| Self::from_sheet(text))
            .ok_or_else(|| format!("\"{text}\" is not a status; use one of {}", Self::ALL.map(Self::word).join(", ")))
    }
}
