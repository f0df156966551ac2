//! Invitations: kept by the device that made them, used once, each for somebody.

mod redeem;

pub(crate) use redeem::{Redeem, use_up};

use crate::{authority::hex, clock, database::Batch, error::StoreError, journal::Table};
use rushes_domain::{Actor, DeviceId, Permission, PersonId, Refusal, Role, State, Timestamp};
use serde::{Deserialize, Serialize};

/// Whom an invitation is for. What a newcomer types changes nothing about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Invitee {
    /// Somebody the studio does not know.
    #[default]
    Somebody,
    /// A person who is known by name, from a sheet, and has not joined yet.
    Known(PersonId),
    /// Another device of the member who made it.
    OwnDevice(PersonId),
}

impl Invitee {
    /// The person it is for, where the studio knows them.
    #[must_use]
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Somebody => None,
            Self::Known(person) | Self::OwnDevice(person) => Some(person),
        }
    }
}

/// Where an invitation stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It can be used.
    Open,
    /// This device has used it.
    Used(DeviceId),
    /// Its time is over.
    Expired,
}

/// An invitation that this device made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invite {
    /// Tells it from others; the ticket does not follow from it.
    pub id: String,
    /// What the newcomer will be.
    pub role: Role,
    /// Whom it is for.
    pub whom: Invitee,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was made; the beginning of 1970 where an earlier version made it.
    pub made: Timestamp,
    /// Who has used it.
    pub used_by: Option<DeviceId>,
}

impl Invite {
    /// Where it stands at a time.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        match self.used_by {
            Some(device) => Standing::Used(device),
            None if self.expires < now => Standing::Expired,
            None => Standing::Open,
        }
    }
}

/// The row of an invitation, as every version has written it.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Kept {
    role: Role,
    expires: Timestamp,
    used_by: Option<DeviceId>,
}

/// What follows a [`Kept`] since invitations say whom they are for. An earlier version reads the row without it.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Since {
    whom: Invitee,
    made: Timestamp,
}

fn key(secret: &[u8; 32]) -> [u8; 32] {
    blake3::derive_key("rushes invitation v1", secret)
}

/// The name of an invitation that was just made.
pub(crate) fn id_of(secret: &[u8; 32]) -> String {
    id(&key(secret))
}

fn id(key: &[u8]) -> String {
    hex(key.get(..8).unwrap_or(key))
}

fn encode(kept: Kept, since: Since) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(&(kept, since)).map_err(|e| StoreError::damaged("an invitation", e))
}

fn decode(bytes: &[u8]) -> Result<(Kept, Since), StoreError> {
    let damaged = |e| StoreError::damaged("an invitation", e);
    let (kept, rest) = postcard::take_from_bytes(bytes).map_err(damaged)?;
    // One made before says of nobody whom it is for, so it makes nobody but somebody new.
    let since = if rest.is_empty() { Since::default() } else { postcard::from_bytes(rest).map_err(damaged)? };
    Ok((kept, since))
}

/// Whether somebody may make such an invitation.
pub(crate) fn permitted(state: &State, me: &Actor, role: Role, whom: Invitee) -> Result<(), StoreError> {
    let refused = |why: String| Err(Refusal::InvalidInput { why }.into());
    let whom = match whom {
        Invitee::Known(person) => Invitee::Known(state.studio.person(person)),
        other => other,
    };
    match whom {
        Invitee::OwnDevice(person) if person != me.person || role != me.role => {
            refused("A device of one's own has one's own role.".into())
        }
        Invitee::OwnDevice(_) if state.studio.members.contains_key(&me.person) => Ok(()),
        _ if !me.role.may_grant(role) => {
            Err(Refusal::PermissionDenied { role: me.role.word(), deed: Permission::Invite.deed() }.into())
        }
        Invitee::Known(person) if !state.studio.people.contains_key(&person) => {
            Err(Refusal::NotFound { what: "the person".into() }.into())
        }
        Invitee::Known(person) if state.studio.members.contains_key(&person) => refused(format!(
            "{} has joined already; they let another device of theirs in from one they have.",
            state.studio.name_of(person)
        )),
        _ => Ok(()),
    }
}

/// Keeps an invitation until it is used.
pub(crate) fn keep(
    tx: &Batch<'_>,
    secret: &[u8; 32],
    role: Role,
    whom: Invitee,
    expires: Timestamp,
) -> Result<(), StoreError> {
    let kept = encode(Kept { role, expires, used_by: None }, Since { whom, made: clock::now() })?;
    tx.put(Table::Invite, &key(secret), &kept)
}

/// The invitations of this device, from the rows of their table, the newest first. One that does not read is left out:
/// it cannot be used either.
pub(crate) fn list<'a>(rows: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Vec<Invite> {
    let mut invites: Vec<Invite> = rows
        .into_iter()
        .filter_map(|(key, value)| {
            let (Kept { role, expires, used_by }, Since { whom, made }) = decode(value).ok()?;
            Some(Invite { id: id(key), role, whom, expires, made, used_by })
        })
        .collect();
    invites.sort_by(|a, b| (b.made, b.expires, &b.id).cmp(&(a.made, a.expires, &a.id)));
    invites
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn one_made_before_is_for_somebody_new_and_an_earlier_version_reads_a_new_one() {
        let kept = Kept { role: Role::Artist, expires: Timestamp(1_900_000_000_000), used_by: Some(DeviceId([7; 32])) };
        let before = postcard::to_stdvec(&kept).unwrap();
        let (read, since) = decode(&before).unwrap();
        assert_eq!((read.role, read.expires, read.used_by), (kept.role, kept.expires, kept.used_by));
        assert_eq!((since.whom, since.made), (Invitee::Somebody, Timestamp(0)));
        let whom = Invitee::Known(PersonId::new([3; 16]));
        let now = encode(kept, Since { whom, made: Timestamp(5) }).unwrap();
        assert_eq!(decode(&now).unwrap().1.whom, whom);
        let earlier: Kept = postcard::from_bytes(&now).unwrap();
        assert_eq!((earlier.role, earlier.used_by), (kept.role, kept.used_by));
    }
}
