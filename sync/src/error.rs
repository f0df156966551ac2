//! What can go wrong between peers, as types; the sentences are for people.

use crate::{ticket::BadTicket, wire::WireError};
use rushes_store::StoreError;

/// Why something did not come about with another device. What was acknowledged is safe.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The text is no ticket.
    #[error(transparent)]
    Ticket(#[from] BadTicket),
    /// The ticket's time is over.
    #[error("this invitation expired on {0}")]
    Expired(String),
    /// The other device said no.
    #[error("the other device refused: {message}")]
    Refused {
        /// The stable word for scripts.
        code: &'static str,
        /// Its reason.
        message: String,
    },
    /// Nobody answered at any known address.
    #[error("{who} could not be reached")]
    Unreachable {
        /// Who was called.
        who: String,
    },
    /// What it said could not be understood.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// It answered, and then said nothing for too long.
    #[error("the other device stopped answering")]
    Silent,
    /// Something of this device.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The network could not be used at all.
    #[error("the network could not be opened: {0}")]
    Network(String),
}

impl SyncError {
    /// The stable word for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ticket(_) => "invalid_input",
            Self::Expired(_) => "permission_denied",
            Self::Refused { code, .. } => code,
            Self::Unreachable { .. } | Self::Silent | Self::Network(_) | Self::Wire(WireError::Cut) => "offline",
            Self::Wire(WireError::Version { .. }) => "conflict",
            Self::Wire(_) => "io",
            Self::Store(error) => error.code(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Ticket(_) => "Copy the whole ticket, from rushes1 to its end, and try again.".into(),
            Self::Expired(_) => "Ask for a new invitation.".into(),
            Self::Refused { code: "permission_denied" | "not_found", .. } => {
                "Ask the person who invited you for a new invitation.".into()
            }
            Self::Refused { code: "invalid_input", .. } => "Correct what was typed and try again.".into(),
            Self::Refused { .. } => "Try again in a moment.".into(),
            Self::Unreachable { .. } | Self::Silent | Self::Wire(WireError::Cut) => {
                "Ask them to open Rushes, and check that both devices are on one network.".into()
            }
            Self::Wire(WireError::Version { theirs: 0 }) => "Update Rushes on both devices.".into(),
            Self::Wire(WireError::Version { theirs }) if *theirs > crate::wire::VERSION => {
                "Update Rushes on this device.".into()
            }
            Self::Wire(WireError::Version { .. }) => "Update Rushes on the other device.".into(),
            Self::Wire(_) => "Try again; if it happens again, update Rushes on both devices.".into(),
            Self::Store(error) => error.hint(),
            Self::Network(_) => "Check that this device has a network and that a firewall lets Rushes use it.".into(),
        }
    }

    /// The other device's refusal, with its code made one of ours.
    pub(crate) fn refused(code: &str, message: &str) -> Self {
        const CODES: [&str; 9] = [
            "not_found",
            "permission_denied",
            "invalid_transition",
            "invalid_input",
            "unsupported_media",
            "damaged",
            "conflict",
            "offline",
            "io",
        ];
        let code = CODES.into_iter().find(|c| *c == code).unwrap_or("io");
        Self::Refused { code, message: crate::wire::sentence(message) }
    }
}
