//! Using an invitation up: who the newcomer is, and the grant that lets them in.

use super::{Invitee, Kept, decode, encode, key};
use crate::{
    authority::{Authority, Fact, FactBody, Grant},
    clock,
    database::Batch,
    error::StoreError,
    journal::Table,
};
use ed25519_dalek::SigningKey;
use rushes_domain::{DeviceId, Person, PersonId, Refusal, Role, State, person};

/// Somebody who uses an invitation. The device has shown that it holds its key.
pub(crate) struct Redeem {
    pub(crate) secret: [u8; 32],
    pub(crate) device: DeviceId,
    pub(crate) name: String,
    pub(crate) email: String,
}

/// What came of it: the grant, or nothing where this device has used the invitation before; or why not.
type Redeemed = Result<Option<Fact>, StoreError>;

fn unusable(why: impl Into<String>) -> StoreError {
    StoreError::Invitation { why: why.into() }
}

/// What the grant says of a newcomer. Who they are follows from the invitation and from their device; what they have
/// typed is shown where nothing else is known of them.
fn newcomer(state: &State, authority: &Authority, whom: Invitee, request: &Redeem) -> Result<Person, StoreError> {
    let by_device = authority.person_of(&request.device);
    let called = |person: PersonId| state.studio.name_of(person);
    // Whoever was joined to another is that other: a member's second ticket it is then.
    let whom = match whom {
        Invitee::Known(id) => Invitee::Known(state.studio.person(id)),
        other => other,
    };
    let known =
        |id: PersonId| state.studio.people.get(&id).cloned().ok_or_else(|| unusable("The person is not known."));
    match (whom, by_device) {
        // It lost the studio and joins anew.
        (Invitee::Somebody, Some(same)) => known(same),
        (Invitee::Known(id) | Invitee::OwnDevice(id), Some(other)) if other != id => {
            Err(unusable(format!("This device is one of {}; the invitation is for {}.", called(other), called(id))))
        }
        (Invitee::Known(id), None) if state.studio.members.contains_key(&id) => Err(unusable(format!(
            "{} has joined already; they let another device of theirs in from one they have.",
            called(id)
        ))),
        (Invitee::Known(id) | Invitee::OwnDevice(id), _) => known(id),
        (Invitee::Somebody, None) => somebody(state, request),
    }
}

/// Somebody new. A name that somebody has already gets a number, and an address that is somebody's is left out: neither
/// makes the newcomer that person, nor keeps a sheet from finding them.
fn somebody(state: &State, request: &Redeem) -> Result<Person, StoreError> {
    if request.name.trim().is_empty() {
        return Err(unusable("Joining needs a name."));
    }
    let also = || state.studio.absorbed.values().map(|(person, _)| person);
    let people = || state.studio.people.values().chain(also());
    let name = person::free_name(people, &request.name);
    let email = if person::is_free(people(), &request.email) { request.email.trim() } else { "" };
    Ok(Person { id: PersonId::new(clock::fresh()), name, email: email.to_owned() })
}

/// Whether this device may let somebody in like this now.
fn may_let_in(mine: &Grant, role: Role, whom: Invitee) -> Result<(), StoreError> {
    match whom {
        Invitee::OwnDevice(person) if mine.person != person || role < mine.role => {
            Err(unusable("The device that made this invitation is another member's now, or has a lesser role."))
        }
        Invitee::OwnDevice(_) => Ok(()),
        Invitee::Somebody | Invitee::Known(_) if !mine.role.may_grant(role) => {
            Err(unusable("This device may not invite with that role any more."))
        }
        Invitee::Somebody | Invitee::Known(_) => Ok(()),
    }
}

/// Uses an invitation up. An error is the database's; a refusal is the newcomer's own.
pub(crate) fn use_up(
    tx: &Batch<'_>,
    request: &Redeem,
    state: &State,
    signing: &SigningKey,
    authority: &Authority,
) -> Result<Redeemed, StoreError> {
    if let Some(problem) = person::typed_problem(&request.name, &request.email) {
        return Ok(Err(Refusal::InvalidInput { why: problem }.into()));
    }
    let key = key(&request.secret);
    let Some(bytes) = tx.get(Table::Invite, &key)? else {
        return Ok(Err(unusable("This invitation is not one of this device's.")));
    };
    let Ok((kept, since)) = decode(&bytes) else {
        return Ok(Err(unusable("This invitation is damaged on the device that made it.")));
    };
    match kept.used_by {
        // The answer may have been lost on the way: asking again is no second use.
        Some(device) if device == request.device && authority.grant_of(&device).is_some() => return Ok(Ok(None)),
        Some(_) => return Ok(Err(unusable("This invitation has been used."))),
        None if kept.expires < clock::now() => return Ok(Err(unusable("This invitation has expired."))),
        None => {}
    }
    let mine = DeviceId(signing.verifying_key().to_bytes());
    let Some((parent, grant)) = authority.grant_of(&mine) else {
        return Ok(Err(unusable("This device is no member any more.")));
    };
    let allowed = may_let_in(grant, kept.role, since.whom);
    let person = match allowed.and_then(|()| newcomer(state, authority, since.whom, request)) {
        Ok(person) => person,
        Err(refused) => return Ok(Err(refused)),
    };
    let body = FactBody::Grant(Grant {
        parent: Some(parent),
        device: request.device,
        person: person.id,
        name: person.name,
        email: person.email,
        role: kept.role,
        at: clock::now().0,
    });
    let used = encode(Kept { used_by: Some(request.device), ..kept }, since)?;
    tx.put(Table::Invite, &key, &used)?;
    Ok(Ok(Some(Fact::sign(state.studio.id, signing, body))))
}
