//! An invitation as text that people send each other.

use crate::error::SyncError;
use data_encoding::{BASE32_NOPAD, Encoding};
use rushes_domain::{DeviceId, PersonId, Role, StudioId, Timestamp};
use rushes_store::{Invitee, Store};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

const PREFIX: &str = "rushes1";
const FORMAT: u8 = 1;
const CODE: Encoding = BASE32_NOPAD;

/// Most addresses in a ticket: it should still fit into a message.
const MAX_ADDRESSES: usize = 12;

/// Longest ticket, in characters.
const MAX_LENGTH: usize = 4_096;

/// Most letters of a name in a ticket.
const MAX_NAME: usize = 80;

/// Whom a ticket is for, as it says before somebody joins. The device that made it knows for sure.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum For {
    /// Somebody new to the studio.
    #[default]
    Somebody,
    /// A person it knows by this name.
    Known(String),
    /// Another device of this member.
    OwnDevice(String),
}

impl For {
    /// The name of the person it is for, where the studio knows them: whoever uses the ticket is they.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Somebody => None,
            Self::Known(name) | Self::OwnDevice(name) => Some(name),
        }
    }
}

/// An invitation: to which studio, as what, and where to find the device that made it. Whoever
/// has it can use it, once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// To which studio.
    pub studio: StudioId,
    /// The studio's name, to show before joining.
    pub studio_name: String,
    /// The device that made it and lets the newcomer in.
    pub inviter: DeviceId,
    /// Where that device listened.
    pub addresses: Vec<SocketAddr>,
    /// The studio's relay, if it has one.
    pub relay: Option<String>,
    /// Proves the invitation.
    pub secret: [u8; 32],
    /// What the newcomer will be.
    pub role: Role,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Whom it is for. It stands behind the rest, where an earlier version does not look.
    #[serde(skip)]
    pub whom: For,
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({}, {}, {:?})", self.studio, self.role, self.inviter)
    }
}

impl Ticket {
    /// Makes an invitation for somebody new that works once, naming every address of this device.
    ///
    /// # Errors
    /// When this device may not invite with that role.
    pub fn invite(store: &Store, role: Role, expires_at: Timestamp) -> Result<Self, SyncError> {
        Self::invite_for(store, Invitee::Somebody, role, expires_at)
    }

    /// Makes an invitation for a person who is known by name and has not joined yet.
    ///
    /// # Errors
    /// As [`Self::invite`]; also where the person is not known, or has joined.
    pub fn invite_person(
        store: &Store,
        person: PersonId,
        role: Role,
        expires_at: Timestamp,
    ) -> Result<Self, SyncError> {
        Self::invite_for(store, Invitee::Known(person), role, expires_at)
    }

    /// Makes an invitation for another device of the person here. It has their role.
    ///
    /// # Errors
    /// When this device is no member.
    pub fn add_device(store: &Store, expires_at: Timestamp) -> Result<Self, SyncError> {
        let me = store.me();
        Self::invite_for(store, Invitee::OwnDevice(me.person), me.role, expires_at)
    }

    /// Makes an invitation for anybody.
    ///
    /// # Errors
    /// As those for each.
    pub fn invite_for(store: &Store, whom: Invitee, role: Role, expires_at: Timestamp) -> Result<Self, SyncError> {
        let secret = store.invite_for(whom, role, expires_at)?;
        let studio = &store.snapshot().state.studio;
        let name = |person| studio.name_of(person).chars().take(MAX_NAME).collect();
        Ok(Self {
            whom: match whom {
                Invitee::Somebody => For::Somebody,
                Invitee::Known(person) => For::Known(name(person)),
                Invitee::OwnDevice(person) => For::OwnDevice(name(person)),
            },
            studio: store.studio(),
            studio_name: studio.name.clone(),
            inviter: store.home().device(),
            addresses: local_addresses(store.home().port()),
            relay: None,
            secret,
            role,
            expires_at,
        })
    }
}

/// This device's addresses on every network it is on, and on itself.
#[must_use]
pub fn local_addresses(port: u16) -> Vec<SocketAddr> {
    let found = netwatch::ip::LocalAddresses::new();
    let loopback =
        found.loopback.into_iter().filter(|ip| matches!(ip, IpAddr::V4(v4) if v4.octets() == [127, 0, 0, 1]));
    let mut all: Vec<_> = found.regular.into_iter().take(MAX_ADDRESSES - 1).collect();
    all.extend(loopback);
    all.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()
}

/// Why a text is no ticket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTicket {
    /// Something else.
    #[error("this is not an invitation: a ticket begins with rushes1")]
    Other,
    /// Letters are missing or wrong.
    #[error("the ticket is damaged: letters are missing or were changed")]
    Damaged,
    /// Made by a newer program.
    #[error("the ticket was made by a newer Rushes (format {0}); update this one")]
    Newer(u8),
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = postcard::to_extend(self, vec![FORMAT]).map_err(|_| fmt::Error)?;
        let mut bytes = postcard::to_extend(&self.whom, bytes).map_err(|_| fmt::Error)?;
        bytes.extend_from_slice(&check(&bytes));
        write!(f, "{PREFIX}{}", CODE.encode(&bytes).to_ascii_lowercase())
    }
}

impl FromStr for Ticket {
    type Err = BadTicket;

    /// Reads a ticket, whatever its case and however a mail program has wrapped it.
    fn from_str(text: &str) -> Result<Self, BadTicket> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).take(MAX_LENGTH + 1).collect();
        let text = text.to_ascii_uppercase();
        let code = text.strip_prefix(&PREFIX.to_ascii_uppercase()).ok_or(BadTicket::Other)?;
        if text.len() > MAX_LENGTH {
            return Err(BadTicket::Damaged);
        }
        let bytes = CODE.decode(code.as_bytes()).map_err(|_| BadTicket::Damaged)?;
        let (body, sum) = bytes.split_last_chunk::<4>().ok_or(BadTicket::Damaged)?;
        if check(body) != *sum {
            return Err(BadTicket::Damaged);
        }
        let (format, body) = body.split_first().ok_or(BadTicket::Damaged)?;
        if *format != FORMAT {
            return Err(BadTicket::Newer(*format));
        }
        let (mut ticket, rest): (Self, _) = postcard::take_from_bytes(body).map_err(|_| BadTicket::Damaged)?;
        // An earlier version says nothing more.
        if !rest.is_empty() {
            ticket.whom = postcard::from_bytes(rest).map_err(|_| BadTicket::Damaged)?;
        }
        Ok(ticket)
    }
}

/// Tells a mistyped ticket from a good one.
fn check(bytes: &[u8]) -> [u8; 4] {
    let hash = blake3::Hasher::new_derive_key("rushes ticket check v1").update(bytes).finalize();
    let mut sum = [0; 4];
    sum.copy_from_slice(&hash.as_bytes()[..4]);
    sum
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ticket() -> Ticket {
        Ticket {
            studio: StudioId::new([1; 16]),
            studio_name: "Nordlicht".into(),
            inviter: DeviceId([2; 32]),
            addresses: vec!["192.168.1.20:4040".parse().unwrap(), "[2001:db8::1]:4040".parse().unwrap()],
            relay: None,
            secret: [3; 32],
            role: Role::Artist,
            expires_at: Timestamp(1_900_000_000_000),
            whom: For::Known("Ana Ruiz".into()),
        }
    }

    #[test]
    fn an_earlier_version_reads_it_and_one_of_an_earlier_version_is_read() {
        let whole = ticket();
        let mut before = postcard::to_extend(&whole, vec![FORMAT]).unwrap();
        before.extend(check(&before));
        let read: Ticket = format!("rushes1{}", CODE.encode(&before)).parse().unwrap();
        assert_eq!(read, Ticket { whom: For::Somebody, ..ticket() });
        let bytes = CODE.decode(&whole.to_string().to_ascii_uppercase().as_bytes()[7..]).unwrap();
        let earlier: Ticket = postcard::from_bytes(&bytes[1..]).unwrap();
        assert_eq!(earlier.secret, whole.secret, "what follows is not looked at");
    }

    #[test]
    fn comes_back_as_it_went_however_it_was_wrapped() {
        let text = ticket().to_string();
        assert!(text.starts_with("rushes1") && text.len() < 300, "{text}");
        assert_eq!(text.parse(), Ok(ticket()));
        let wrapped = format!(" {}\n  {} ", &text[..40], text[40..].to_uppercase());
        assert_eq!(wrapped.parse(), Ok(ticket()));
    }

    #[test]
    fn says_what_is_wrong() {
        let text = ticket().to_string();
        assert_eq!("".parse::<Ticket>(), Err(BadTicket::Other));
        assert_eq!("https://example.com".parse::<Ticket>(), Err(BadTicket::Other));
        assert_eq!("rushes1".parse::<Ticket>(), Err(BadTicket::Damaged));
        for end in 7..text.len() {
            assert_eq!(text[..end].parse::<Ticket>(), Err(BadTicket::Damaged));
        }
        let swapped = text.replacen(&text[20..21], if &text[20..21] == "a" { "b" } else { "a" }, 1);
        assert!(swapped.parse::<Ticket>().is_err());
        let mut newer = vec![9, 1, 2];
        newer.extend(check(&newer));
        assert_eq!(format!("rushes1{}", CODE.encode(&newer)).parse::<Ticket>(), Err(BadTicket::Newer(9)));
    }
}
