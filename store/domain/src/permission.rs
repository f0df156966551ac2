//! Roles, what they may do, and which documents they may write.

use crate::{
    document::DocKind,
    ids::{DeviceId, PersonId},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a member is in the studio.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the studio.
    Admin,
    /// Plans and decides.
    Producer,
    /// Makes the work.
    Artist,
    /// Reviews it from outside.
    Client,
}

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Producer, Self::Artist, Self::Client];

    /// The word scripts and people use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Producer => "producer",
            Self::Artist => "artist",
            Self::Client => "client",
        }
    }

    /// Whether a change of such a document by this role counts. Every peer asks this of every change.
    #[must_use]
    pub fn may_write(self, kind: DocKind) -> bool {
        match kind {
            DocKind::Studio | DocKind::Project | DocKind::Plan => matches!(self, Self::Admin | Self::Producer),
            DocKind::Work => matches!(self, Self::Admin | Self::Producer | Self::Artist),
            DocKind::Talk | DocKind::Personal => true,
            DocKind::Verdict | DocKind::Session => matches!(self, Self::Admin | Self::Producer | Self::Client),
        }
    }

    /// Whether this role may invite somebody with that role.
    #[must_use]
    pub fn may_grant(self, other: Self) -> bool {
        match self {
            Self::Admin => true,
            Self::Producer => matches!(other, Self::Artist | Self::Client),
            Self::Artist | Self::Client => false,
        }
    }

    /// Whether this role has a permission.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::Invite => self == Self::Admin || self == Self::Producer,
            Permission::Decide if self == Self::Client => true,
            other => self.may_write(other.document()),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|r| r.word() == text.to_lowercase())
            .ok_or_else(|| format!("\"{text}\" is not a role; use admin, producer, artist or client"))
    }
}

/// Something a role may or may not do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Change the studio's name, brand, people and pipelines.
    EditStudio,
    /// Make and edit projects.
    EditProjects,
    /// Make, import and edit deliverables, assign people, set dates, hold, skip and override.
    Plan,
    /// Start work, publish rounds, resolve feedback.
    Work,
    /// Comment and annotate.
    Talk,
    /// Decide rounds, verify and reopen feedback.
    Decide,
    /// Invite people with a lesser role.
    Invite,
}

impl Permission {
    /// Which document the permission writes.
    #[must_use]
    pub fn document(self) -> DocKind {
        match self {
            Self::EditStudio | Self::Invite => DocKind::Studio,
            Self::EditProjects => DocKind::Project,
            Self::Plan => DocKind::Plan,
            Self::Work => DocKind::Work,
            Self::Talk => DocKind::Talk,
            Self::Decide => DocKind::Verdict,
        }
    }

    /// What it allows, as the end of "your role may not …".
    #[must_use]
    pub fn deed(self) -> &'static str {
        match self {
            Self::EditStudio => "change the studio",
            Self::EditProjects => "change projects",
            Self::Plan => "change the plan",
            Self::Work => "start work or publish rounds",
            Self::Talk => "comment",
            Self::Decide => "decide rounds",
            Self::Invite => "invite people",
        }
    }
}

/// Who gives a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// The device they use.
    pub device: DeviceId,
    /// Their role.
    pub role: Role,
}
