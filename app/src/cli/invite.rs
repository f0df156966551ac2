//! Invitations: made, listed, used.

use super::{
    context::{self, Ctx},
    error::CliError,
    output::{Output, table},
    studio,
};
use crate::newcomer;
use rushes_domain::{Role, State, Timestamp};
use rushes_store::{Invite, Invitee, Standing, Store, StoreError};
use rushes_sync::{For, SyncError, Ticket};
use serde_json::{Value, json};

/// When something ends that lasts so many milliseconds from now on.
pub(super) fn until(lasting: i64) -> Timestamp {
    Timestamp(rushes_store::now().0.saturating_add(lasting))
}

/// `rushes studio invite`.
pub(super) fn make(ctx: &Ctx<'_>, role: Role, whom: Option<&str>, lasting: i64) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let whom = match whom {
        None => Invitee::Somebody,
        Some(name) => Invitee::Known(context::person(&store.snapshot().state, name)?.id),
    };
    let ticket = Ticket::invite_for(store, whom, role, until(lasting))?;
    Ok(told(ctx, &ticket, whom))
}

/// A ticket that was made, and whom it lets in.
pub(super) fn told(ctx: &Ctx<'_>, ticket: &Ticket, whom: Invitee) -> Output {
    let until = ticket.expires_at.rfc3339();
    let document = json!({
        "ticket": ticket.to_string(),
        "id": Store::invite_id(&ticket.secret),
        "expires_at": until,
        "role": ticket.role.word(),
        "for": ticket.whom.name(),
        "for_id": whom.person(),
    });
    let whom = match &ticket.whom {
        For::Somebody => format!("somebody new in as {}", ticket.role),
        For::Known(name) => format!("{name} in as {}", ticket.role),
        For::OwnDevice(_) => format!("another device of yours in, as {}", ticket.role),
    };
    let mut text = format!("{ticket}\n\nIt lets {whom}, once, until {until}.\n");
    if !ctx.handed() {
        text.push_str("Keep Rushes open here, or run `rushes sync`, so that it can be used.\n");
    }
    Output::new(document, text)
}

/// `rushes studio invites`.
pub(super) fn list(ctx: &Ctx<'_>) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let now = rushes_store::now();
    let rows: Vec<Value> = snapshot.invites.iter().map(|i| row(&snapshot.state, i, now)).collect();
    let lines: Vec<Vec<String>> = snapshot
        .invites
        .iter()
        .map(|i| {
            let whom = whom(&snapshot.state, i.whom).unwrap_or_else(|| "somebody new".into());
            vec![i.id.clone(), i.role.to_string(), whom, stands(&snapshot.state, i, now)]
        })
        .collect();
    Ok(Output::new(json!({ "invites": rows }), table(&["Id", "Role", "For", "State"], &lines)))
}

fn row(state: &State, invite: &Invite, now: Timestamp) -> Value {
    json!({
        "id": invite.id,
        "role": invite.role.word(),
        "for": whom(state, invite.whom),
        "expires_at": invite.expires.rfc3339(),
        "used_by": invite.used_by.map(|device| person_of(state, device)),
        "device": invite.used_by,
        "state": match invite.standing(now) {
            Standing::Open => "open",
            Standing::Used(_) => "used",
            Standing::Expired => "expired",
        },
    })
}

fn whom(state: &State, whom: Invitee) -> Option<String> {
    whom.person().map(|person| state.studio.name_of(person))
}

fn person_of(state: &State, device: rushes_domain::DeviceId) -> String {
    let member = state.studio.members.values().find(|m| m.devices.contains(&device));
    member.map_or_else(|| "somebody".into(), |m| state.studio.name_of(m.person))
}

fn stands(state: &State, invite: &Invite, now: Timestamp) -> String {
    match invite.standing(now) {
        Standing::Open => format!("open until {}", invite.expires.rfc3339()),
        Standing::Used(device) => format!("used by {}", person_of(state, device)),
        Standing::Expired => format!("expired on {}", invite.expires.rfc3339()),
    }
}

/// `rushes studio join`.
pub(super) fn join(ctx: &Ctx<'_>, ticket: &str, user: &str, email: &str) -> Result<Output, CliError> {
    let ticket: Ticket = ticket.parse().map_err(SyncError::from)?;
    let here = ctx.home().studios().iter().any(|s| s.id == ticket.studio);
    // One that is damaged beyond repair comes back by joining anew.
    if here && !matches!(ctx.home().open_studio(ticket.studio), Err(StoreError::Damaged { .. })) {
        return Err(CliError::new(
            "conflict",
            format!("This device is in {} already", ticket.studio_name),
            "Run `rushes sync` to bring it up to date.",
        ));
    }
    if ticket.whom == For::Somebody && user.trim().is_empty() {
        return Err(CliError::invalid("Joining needs a name", "Give yours with --user."));
    }
    let store = rushes_sync::join(ctx.home(), &ticket, user, email)?;
    let mut output = studio::identity(&store);
    let (name, address) = store.let_in_as().unwrap_or_default();
    let notes = newcomer::notes(&store, &ticket, user, email);
    output.json["name"] = json!(ticket.studio_name);
    output.json["user"] = json!(name);
    output.json["email"] = json!(address);
    output.json["notes"] = json!(notes);
    output.text = format!("Joined {} as {name}, {}.\n", ticket.studio_name, store.me().role);
    for note in notes {
        output.text.push_str(&format!("{note}\n"));
    }
    output.text.push_str("Run `rushes sync` to fetch the studio.\n");
    Ok(studio::beside(ctx, store.studio(), output))
}
