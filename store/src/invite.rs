//! Invitations: kept by the device that made them, used once.

use crate::{
    authority::{Authority, Fact, FactBody, Grant},
    clock,
    database::Batch,
    error::StoreError,
    journal::Table,
};
use ed25519_dalek::SigningKey;
use rushes_domain::{Actor, DeviceId, Permission, Person, PersonId, Refusal, Role, State, StudioId, Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody who uses an invitation.
pub(crate) struct Redeem {
    pub(crate) secret: [u8; 32],
    pub(crate) device: DeviceId,
    pub(crate) name: String,
    pub(crate) email: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    role: Role,
    expires: Timestamp,
    used_by: Option<DeviceId>,
}

fn key(secret: &[u8; 32]) -> [u8; 32] {
    blake3::derive_key("rushes invitation v1", secret)
}

fn unusable(why: &str) -> StoreError {
    StoreError::Invitation { why: why.to_owned() }
}

/// Whether a role may invite with another.
pub(crate) fn may_invite(mine: Role, wanted: Role) -> Result<(), StoreError> {
    if mine.may_grant(wanted) {
        return Ok(());
    }
    Err(Refusal::PermissionDenied { role: mine.word(), deed: Permission::Invite.deed() }.into())
}

/// Keeps an invitation until it is used.
pub(crate) fn keep(tx: &Batch<'_>, secret: &[u8; 32], role: Role, expires: Timestamp) -> Result<(), StoreError> {
    let kept = encode(&Kept { role, expires, used_by: None })?;
    tx.put(Table::Invite, &key(secret), &kept)
}

fn encode(kept: &Kept) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(kept).map_err(|e| StoreError::damaged("an invitation", e))
}

/// The person a newcomer is: the one who uses that device already, where it lost its studio and joins anew; one the
/// studio knows by that address and who is no member yet, the inviter on a second device, or somebody new.
pub(crate) fn person_for(state: &State, inviter: &Actor, request: &Redeem) -> PersonId {
    let (name, email) = (request.name.trim(), request.email.trim());
    let people = || state.studio.people.values();
    let by_email = people().find(|p| !email.is_empty() && p.email.eq_ignore_ascii_case(email));
    // A sheet names people without an address: the only one of that name is the newcomer.
    let mut namesakes = people().filter(|p| p.email.is_empty() && p.name.eq_ignore_ascii_case(name));
    let by_name = namesakes.next().filter(|_| namesakes.next().is_none());
    let by_device = state.studio.members.values().find(|m| m.devices.contains(&request.device)).map(|m| m.person);
    let newcomer = || {
        let known = by_email.or(by_name).map(|p| p.id);
        known.filter(|id| !state.studio.members.contains_key(id) || *id == inviter.person)
    };
    by_device.or_else(newcomer).unwrap_or_else(|| PersonId::new(clock::fresh()))
}

/// Uses an invitation up: the grant it comes to, or nothing where this device has used it before.
pub(crate) fn use_up(
    tx: &Batch<'_>,
    request: &Redeem,
    known: bool,
    person: PersonId,
    signing: &SigningKey,
    authority: &Authority,
    studio: StudioId,
) -> Result<Result<Option<Fact>, StoreError>, StoreError> {
    if request.name.trim().is_empty() {
        return Ok(Err(unusable("Joining needs a name.")));
    }
    if let Some(problem) = Person::address_problem(&request.email) {
        return Ok(Err(unusable(&problem)));
    }
    let key = key(&request.secret);
    let Some(bytes) = tx.get(Table::Invite, &key)? else {
        return Ok(Err(unusable("This invitation is not one of this device's.")));
    };
    let kept: Kept = postcard::from_bytes(&bytes).map_err(|e| StoreError::damaged("an invitation", e))?;
    match kept.used_by {
        // The answer may have been lost on the way: asking again is no second use.
        Some(device) if device == request.device && known => return Ok(Ok(None)),
        Some(_) => return Ok(Err(unusable("This invitation has been used."))),
        None if kept.expires < clock::now() => return Ok(Err(unusable("This invitation has expired."))),
        None => {}
    }
    let mine = DeviceId(signing.verifying_key().to_bytes());
    let Some((parent, grant)) = authority.grant_of(&mine) else {
        return Ok(Err(unusable("This device is no member any more.")));
    };
    if !grant.role.may_grant(kept.role) {
        return Ok(Err(unusable("This device may not invite with that role any more.")));
    }
    let body = FactBody::Grant(Grant {
        parent: Some(parent),
        device: request.device,
        person,
        name: request.name.trim().to_owned(),
        email: request.email.trim().to_owned(),
        role: kept.role,
        at: clock::now().0,
    });
    let used = encode(&Kept { used_by: Some(request.device), ..kept })?;
    tx.put(Table::Invite, &key, &used)?;
    Ok(Ok(Some(Fact::sign(studio, signing, body))))
}
